//! One batch by many ways: the dataset must be the same.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::chance::Chance;
use super::inputs;

/// A way to do a batch.
struct Way {
    threads: usize,
    back: bool,
    kills: usize,
    shares: usize,
    mode: &'static str,
}

/// Prints a row for each way; true where all datasets of a mode are the same.
pub fn matrix(program: &Path) -> std::io::Result<bool> {
    let work = tempfile::tempdir()?;
    let mut chance = Chance::new(7);
    let input = work.path().join("in");
    inputs::sound(&input, 24)?;
    let batch = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/batch");
    inputs::broken(&input, 20, &mut chance)?;
    for entry in std::fs::read_dir(batch)?.filter_map(Result::ok) {
        std::fs::copy(entry.path(), input.join(entry.file_name()))?;
    }
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&input)?.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    println!("| dedupe | threads | order | kills | shares | digest |\n| --- | ---: | --- | ---: | ---: | --- |");
    let mut same = true;
    for mode in ["document", "batch"] {
        let mut first = None;
        for (n, (threads, shares)) in [1, 2, 5].into_iter().flat_map(|t| [(t, 1), (t, 3)]).enumerate() {
            for (back, kills) in [(false, 0), (true, 0), (n % 2 == 0, 3)] {
                let way = Way { threads, back, kills, shares, mode };
                let digest = go(program, &paths, &work.path().join("way"), &way, &mut chance)?;
                let order = if back { "back" } else { "forth" };
                println!("| {mode} | {threads} | {order} | {kills} | {shares} | {} |", &digest[..16]);
                same &= *first.get_or_insert(digest.clone()) == digest;
            }
        }
    }
    println!("{}", if same { "all the same" } else { "THEY DIFFER" });
    Ok(same)
}

/// Does the batch and gives the digest of the dataset.
fn go(program: &Path, paths: &[PathBuf], work: &Path, way: &Way, chance: &mut Chance) -> std::io::Result<String> {
    let mut paths = paths.to_vec();
    if way.back {
        paths.reverse();
    }
    let share = |k: usize| work.join(format!("share{k}"));
    for k in 1..=way.shares {
        let out = if way.shares == 1 { work.join("out") } else { share(k) };
        let command = || {
            let mut command = Command::new(program);
            command.env("RAYON_NUM_THREADS", way.threads.to_string()).arg("run").args(&paths).arg("--out").arg(&out);
            command.args(["--ocr", "never", "--quiet", "--dedupe", way.mode]);
            if way.shares > 1 {
                command.args(["--shard", &format!("{k}/{}", way.shares)]);
            }
            command.stdin(Stdio::null()).stderr(Stdio::null());
            command
        };
        for _ in 0..way.kills {
            let mut child = command().spawn()?;
            std::thread::sleep(Duration::from_millis(chance.below(1200) as u64));
            let _ = child.kill();
            child.wait()?;
        }
        command().status()?;
    }
    let out = work.join("out");
    if way.shares > 1 {
        let mut merge = Command::new(program);
        merge.arg("merge").args((1..=way.shares).map(share)).arg("--into").arg(&out).arg("--quiet").status()?;
    }
    let digest = digest(&out)?;
    std::fs::remove_dir_all(work)?;
    Ok(digest)
}

/// Digest of all files of a dataset, run report left out.
fn digest(out: &Path) -> std::io::Result<String> {
    let mut all = Sha256::new();
    let files =
        walkdir::WalkDir::new(out).sort_by_file_name().into_iter().filter_entry(|e| e.file_name() != ".justera");
    for entry in files.filter_map(Result::ok).filter(|e| e.file_type().is_file() && e.file_name() != "run-report.json")
    {
        all.update(entry.path().strip_prefix(out).unwrap_or(out).as_os_str().as_encoded_bytes());
        all.update(Sha256::digest(std::fs::read(entry.path())?));
    }
    Ok(all.finalize().iter().map(|b| format!("{b:02x}")).collect())
}
