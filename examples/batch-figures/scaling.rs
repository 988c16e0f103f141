//! Time and memory by size of the batch.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Prints a row for each size, megabytes (10^6 bytes).
pub fn scaling(program: &Path, texts: &Path, sizes: &[usize]) -> std::io::Result<()> {
    let mut sources: Vec<PathBuf> = walkdir::WalkDir::new(texts)
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    sources.sort();
    println!(
        "| MB of text | documents | pages | seconds | MB/s | CPU s | MB per CPU s | peak MiB | output MB | done again, s |"
    );
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for size in sizes {
        let work = tempfile::tempdir()?;
        let (input, out) = (work.path().join("in"), work.path().join("out"));
        let bytes = multiply(&sources, &input, size * 1_000_000)?;
        let Measured { seconds, cpu, peak } = measured(program, &input, &out)?;
        let report: Value = serde_json::from_slice(&std::fs::read(out.join("run-report.json"))?)?;
        let again = measured(program, &input, &out)?.seconds;
        let documents = std::fs::read_dir(&input)?.count();
        let written: u64 =
            walkdir::WalkDir::new(&out).into_iter().filter_map(|e| Some(e.ok()?.metadata().ok()?.len())).sum();
        println!(
            "| {size} | {documents} | {} | {seconds:.1} | {:.2} | {cpu:.1} | {:.2} | {} | {} | {again:.1} |",
            report["pages"],
            bytes as f64 / 1e6 / seconds,
            bytes as f64 / 1e6 / cpu,
            peak >> 10,
            written / 1_000_000
        );
    }
    Ok(())
}

/// Copies the texts over and over, each time under another name and with another last line, until there are so many bytes.
fn multiply(sources: &[PathBuf], into: &Path, size: usize) -> std::io::Result<usize> {
    std::fs::create_dir_all(into)?;
    let (mut bytes, mut n) = (0, 0);
    while bytes < size && !sources.is_empty() {
        let source = &sources[n % sources.len()];
        let text = format!("{}\nÄrende {n}\n", std::fs::read_to_string(source)?);
        bytes += text.len();
        std::fs::write(into.join(format!("{n:06}.txt")), text)?;
        n += 1;
    }
    Ok(bytes)
}

/// What a run took.
struct Measured {
    /// Wall time.
    seconds: f64,
    /// Time of all processors, seconds (where the system tells).
    cpu: f64,
    /// The most memory that was held, KiB (where the system tells).
    peak: u64,
}

fn measured(program: &Path, input: &Path, out: &Path) -> std::io::Result<Measured> {
    let begun = Instant::now();
    let mut command = Command::new(program);
    command.arg("run").arg(input).arg("--out").arg(out).args(["--ocr", "never", "--quiet"]);
    let mut child = command.stdin(Stdio::null()).spawn()?;
    let told = |name: &str| std::fs::read_to_string(format!("/proc/{}/{name}", child.id())).unwrap_or_default();
    let (mut peak, mut ticks) = (0, 0);
    let mut look = || {
        let status = told("status");
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        peak = peak.max(line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or(0));
        // After the name in brackets, user and system time are the 12th and 13th (proc(5)), in hundredths of a second.
        let stat = told("stat");
        let times = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
        ticks = ticks.max(times.filter_map(|t| t.parse::<u64>().ok()).sum());
    };
    loop {
        look();
        if ended(child.id()) {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.wait()?;
    Ok(Measured { seconds: begun.elapsed().as_secs_f64(), cpu: ticks as f64 / 100.0, peak })
}

/// Whether a child has ended and waits to be asked for; its figures can still be read then.
pub fn ended(id: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    stat.rsplit(')').next().is_none_or(|rest| rest.trim_start().starts_with('Z') || rest.is_empty())
}
