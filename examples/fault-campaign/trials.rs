//! The trials themselves: what is done to a run, and what is asked of it afterwards.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::chance::Chance;

/// Documents lost, files half-written, inputs that failed without being named: all three must be 0.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Count {
    /// Runs ended by force, or files broken.
    pub trials: usize,
    /// Documents that are missing from, or other in, the end result than in an unbroken run's.
    pub lost: usize,
    /// Files that were not whole after a run was ended.
    pub half_written: usize,
    /// Inputs of which neither manifest nor run report says what became.
    pub unnamed: usize,
}

/// The command of a run over `input` into `out`.
pub fn command(program: &Path, input: &Path, out: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("run").arg(input).arg("--out").arg(out).args(["--ocr", "never", "--quiet"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Runs to the end and gives the time it took.
pub fn run(program: &Path, input: &Path, out: &Path) -> std::io::Result<Duration> {
    let begun = Instant::now();
    command(program, input, out).status()?;
    Ok(begun.elapsed())
}

/// Ends a process at once after some time; false where it ended by itself before.
fn killed(child: &mut Child, after: Duration) -> std::io::Result<bool> {
    std::thread::sleep(after);
    if child.try_wait()?.is_some() {
        return Ok(false);
    }
    child.kill()?;
    child.wait()?;
    Ok(true)
}

/// Kills runs at random moments, each going on where the last ended, until `kills` are done; after each finished run the next begins afresh.
pub fn kills(program: &Path, input: &Path, work: &Path, kills: usize, chance: &mut Chance) -> std::io::Result<Count> {
    let (once, out) = (work.join("once"), work.join("out"));
    let whole = run(program, input, &once)?.as_millis() as usize;
    let expected = files(&once);
    let mut count = Count::default();
    let compare = |count: &mut Count| {
        let found = files(&out);
        count.lost += expected.symmetric_difference(&found).count();
        std::fs::remove_dir_all(&out)
    };
    while count.trials < kills {
        let mut child = command(program, input, &out).spawn()?;
        // Some kills come late, when the dataset is put together.
        let after = if chance.below(3) == 0 { whole } else { whole / 3 };
        if killed(&mut child, Duration::from_millis(chance.below(after + whole / 10) as u64))? {
            count.trials += 1;
            count.half_written += half_written(&out);
        } else {
            compare(&mut count)?;
        }
    }
    run(program, input, &out)?;
    compare(&mut count)?;
    Ok(count)
}

/// All files of a dataset with their contents, run report left out.
pub fn files(out: &Path) -> BTreeSet<(PathBuf, Vec<u8>)> {
    walkdir::WalkDir::new(out)
        .into_iter()
        .filter_entry(|e| e.file_name() != ".justera")
        .filter_map(Result::ok)
        .filter(|e| e.file_type().is_file() && e.file_name() != "run-report.json")
        .map(|e| (e.path().strip_prefix(out).unwrap_or(e.path()).into(), std::fs::read(e.path()).unwrap_or_default()))
        .collect()
}

/// Files of a dataset that are not whole, or are no files of a dataset.
pub fn half_written(out: &Path) -> usize {
    let whole = |(name, bytes): &(PathBuf, Vec<u8>)| {
        let text = std::str::from_utf8(bytes);
        let ends = bytes.is_empty() || bytes.ends_with(b"\n");
        match name.extension().and_then(|e| e.to_str()) {
            Some("json") => serde_json::from_slice::<Value>(bytes).is_ok() && ends,
            Some("jsonl") => text.is_ok_and(|t| t.lines().all(|l| serde_json::from_str::<Value>(l).is_ok())) && ends,
            Some("txt") => text.is_ok() && ends,
            _ => false,
        }
    };
    files(out).iter().filter(|file| !whole(file)).count()
}

/// The inputs among `files` of which neither manifest nor run report says what became.
pub fn unnamed(out: &Path, files: &[PathBuf]) -> std::io::Result<Vec<PathBuf>> {
    let read =
        |name: &str| std::fs::read(out.join(name)).map(|b| serde_json::from_slice::<Value>(&b).unwrap_or_default());
    let (manifest, report) = (read("manifest.json")?, read("run-report.json")?);
    let mut told = String::new();
    for input in manifest["inputs"].as_array().into_iter().flatten() {
        let fine = input["status"] == "ok" || input["errors"].as_array().is_some_and(|e| !e.is_empty());
        if fine {
            told.push_str(&format!("\u{1}{}\u{1}{}", input["path"].as_str().unwrap_or_default(), input["errors"]));
        }
    }
    for skipped in report["skipped"].as_array().into_iter().flatten() {
        told.push_str(&format!("\u{1}{}", skipped["path"].as_str().unwrap_or_default()));
    }
    let name = |p: &PathBuf| p.file_name().unwrap_or_default().to_string_lossy().into_owned();
    // Inside an error a name stands as JSON writes it.
    let quoted = |n: &str| Value::from(n).to_string().trim_matches('"').to_string();
    Ok(files.iter().filter(|p| !told.contains(&name(p)) && !told.contains(&quoted(&name(p)))).cloned().collect())
}
