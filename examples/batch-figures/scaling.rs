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
    println!("| MB of text | documents | pages | seconds | MB/s | peak MiB | output MB | done again, seconds |");
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for size in sizes {
        let work = tempfile::tempdir()?;
        let (input, out) = (work.path().join("in"), work.path().join("out"));
        let bytes = multiply(&sources, &input, size * 1_000_000)?;
        let (seconds, peak) = measured(program, &input, &out)?;
        let report: Value = serde_json::from_slice(&std::fs::read(out.join("run-report.json"))?)?;
        let (again, _) = measured(program, &input, &out)?;
        let documents = std::fs::read_dir(&input)?.count();
        let written: u64 =
            walkdir::WalkDir::new(&out).into_iter().filter_map(|e| Some(e.ok()?.metadata().ok()?.len())).sum();
        println!(
            "| {size} | {documents} | {} | {seconds:.1} | {:.2} | {} | {} | {again:.1} |",
            report["pages"],
            bytes as f64 / 1e6 / seconds,
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

/// Seconds, and the most memory that was held, KiB (where the system tells).
fn measured(program: &Path, input: &Path, out: &Path) -> std::io::Result<(f64, u64)> {
    let begun = Instant::now();
    let mut child = Command::new(program)
        .arg("run")
        .arg(input)
        .arg("--out")
        .arg(out)
        .args(["--ocr", "never", "--quiet"])
        .stdin(Stdio::null())
        .spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait()?.is_none() {
        let told = std::fs::read_to_string(&status).unwrap_or_default();
        let line = told.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let kib = line.and_then(|l| l.split_whitespace().next()?.parse().ok());
        peak = peak.max(kib.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok((begun.elapsed().as_secs_f64(), peak))
}
