//! Time of reading scans by cores, and how much of it is spent in the engine's processes.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Prints a row for each number of cores.
pub fn scans(program: &Path, scans: &Path, cores: &[usize]) -> std::io::Result<()> {
    let files: Vec<PathBuf> = walkdir::WalkDir::new(scans)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|p| p.extension().is_some_and(|e| e == "pdf" || e == "tif"))
        .collect();
    println!("| cores | scans | pages | seconds | CPU s of the engine's processes | CPU s of all | engine's share |");
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for cores in cores {
        let work = tempfile::tempdir()?;
        let out = work.path().join("out");
        let begun = Instant::now();
        let mut command = Command::new(program);
        command.arg("run").args(&files).arg("--out").arg(&out).args(["--quiet", "--ocr", "always"]);
        let mut child = command.env("RAYON_NUM_THREADS", cores.to_string()).stdin(Stdio::null()).spawn()?;
        let mut times = [0.0f64; 2];
        // The engine's processes are waited for before the program ends, and count as its children's time from then on.
        loop {
            let now = cpu(child.id());
            times = [times[0].max(now[0]), times[1].max(now[1])];
            if super::scaling::ended(child.id()) {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        child.wait()?;
        let seconds = begun.elapsed().as_secs_f64();
        let report: serde_json::Value = serde_json::from_slice(&std::fs::read(out.join("run-report.json"))?)?;
        let all = times[0] + times[1];
        println!(
            "| {cores} | {} | {} | {seconds:.1} | {:.1} | {all:.1} | {:.3} |",
            files.len(),
            report["pages"],
            times[1],
            times[1] / all
        );
    }
    Ok(())
}

/// CPU seconds of a process, and of its children that have ended (the 12th to 15th field after the name, proc(5), in hundredths).
fn cpu(id: u32) -> [f64; 2] {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(4);
    let ticks: Vec<f64> = fields.filter_map(|t| t.parse().ok()).collect();
    match ticks.as_slice() {
        [user, system, users, systems] => [(user + system) / 100.0, (users + systems) / 100.0],
        _ => [0.0; 2],
    }
}
