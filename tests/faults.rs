//! A run that is killed, a disk that fills, inputs that vanish or change, files that are broken: nothing is lost, half-written or unnamed.
//! The long campaign is `examples/fault-campaign`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]
#![allow(clippy::print_stderr, reason = "a test that cannot be made says so")]

#[path = "../examples/fault-campaign/chance.rs"]
mod chance;
#[path = "../examples/fault-campaign/inputs.rs"]
mod inputs;
#[allow(dead_code, reason = "the campaign uses all of it")]
#[path = "../examples/fault-campaign/trials.rs"]
mod trials;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use chance::Chance;
use serde_json::Value;
use trials::{Count, command, files, half_written, kills, unnamed};

const PROGRAM: &str = env!("CARGO_BIN_EXE_justera");

fn texts(count: usize) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in");
    inputs::sound(&input, count).unwrap();
    (dir, input)
}

fn verify(out: &Path) -> Output {
    Command::new(PROGRAM).arg("verify").arg(out).output().unwrap()
}

fn json(path: PathBuf) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn a_run_that_is_killed_goes_on_and_ends_as_if_it_had_not_been() {
    let (dir, input) = texts(24);
    let count = kills(Path::new(PROGRAM), &input, dir.path(), 6, &mut Chance::new(3)).unwrap();
    assert_eq!(count, Count { trials: 6, ..Count::default() });
}

#[cfg(unix)]
#[test]
fn an_interrupt_is_obeyed_and_the_same_command_goes_on() {
    use rustix::process::{Pid, Signal, kill_process};
    let (dir, input) = texts(40);
    let (out, once) = (dir.path().join("out"), dir.path().join("once"));
    let mut interrupted = 0;
    let mut child = command(Path::new(PROGRAM), &input, &out).stderr(Stdio::piped()).spawn().unwrap();
    loop {
        std::thread::sleep(Duration::from_millis(700));
        // It may have ended meanwhile, and its number is not used again before it is waited for.
        kill_process(Pid::from_child(&child), Signal::INT).unwrap();
        let ended = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        match ended.status.code() {
            Some(130) => assert!(said.contains("the same command goes on"), "{said}"),
            code => {
                assert!(code == Some(0) || code.is_none(), "{code:?} {said}");
                break;
            }
        }
        interrupted += 1;
        assert_eq!(half_written(&out), 0);
        child = command(Path::new(PROGRAM), &input, &out).stderr(Stdio::piped()).spawn().unwrap();
    }
    assert!(interrupted > 0, "the run was over before it could be interrupted");
    for out in [&out, &once] {
        assert!(command(Path::new(PROGRAM), &input, out).status().unwrap().success());
    }
    assert_eq!(files(&out), files(&once));
}

/// Needs the right to mount a file system in a name space of its own.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_loses_nothing() {
    let (dir, input) = texts(40);
    let once = dir.path().join("once");
    assert!(command(Path::new(PROGRAM), &input, &once).status().unwrap().success());
    let (disk, copy) = (dir.path().join("disk"), dir.path().join("copy"));
    std::fs::create_dir(&disk).unwrap();
    let script = r#"
        mount -t tmpfs -o size=300k none "$2" || exit 77
        "$1" run "$3" --out "$2/out" --ocr never --quiet --min-free 0; echo "first $?"
        find "$2/out" -name '*.json' -path '*protocols*' | wc -l
        mount -o remount,size=60m "$2"
        "$1" run "$3" --out "$2/out" --ocr never --min-free 0; echo "second $?"
        "$1" verify "$2/out" >&2; echo "verify $?"
        cp -r "$2/out" "$4"
    "#;
    let paths = [disk.as_path(), input.as_path(), copy.as_path()];
    let output = Command::new("unshare").args(["-rm", "sh", "-c", script, "sh", PROGRAM]).args(paths).output();
    let output = match output {
        Ok(output) if output.status.code() != Some(77) && output.status.code() != Some(1) => output,
        other => return eprintln!("SKIPPED a_disk_that_fills_loses_nothing: no disk can be mounted here: {other:?}"),
    };
    let (out, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(out.contains("first 2") && out.contains("second 0") && out.contains("verify 0"), "{out}\n{said}");
    assert!(said.contains("the run ended early") && said.contains("make room"), "{said}");
    assert!(said.contains("already done"), "nothing was kept: {said}");
    assert_eq!(files(&copy), files(&once));
}

#[test]
fn inputs_that_vanish_or_change_are_named_and_the_end_is_sound() {
    let (dir, input) = texts(32);
    let (out, once) = (dir.path().join("out"), dir.path().join("once"));
    let names: Vec<PathBuf> = std::fs::read_dir(&input).unwrap().map(|e| e.unwrap().path()).collect();
    let mut chance = Chance::new(11);
    let mut child = command(Path::new(PROGRAM), &input, &out).spawn().unwrap();
    // What is gone before the inputs are listed is no input.
    while std::fs::metadata(out.join(".justera/journal.jsonl")).map_or(0, |m| m.len()) == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    for _ in 0..24 {
        std::thread::sleep(Duration::from_millis(20 + chance.below(80) as u64));
        let victim = &names[chance.below(names.len())];
        match chance.below(3) {
            0 => drop(std::fs::remove_file(victim)),
            1 => std::fs::write(victim, "§ 1 Val\nNamnden beslutar att bifalla.\n").unwrap(),
            _ => drop(std::fs::File::create(victim).unwrap()),
        }
    }
    let code = child.wait().unwrap().code();
    assert!(matches!(code, Some(0 | 2)), "{code:?}");
    assert_eq!(half_written(&out), 0);
    assert_eq!(unnamed(&out, &names).unwrap(), Vec::<PathBuf>::new());
    let verified = verify(&out);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    // Once they are at rest, what is there is what a first run makes of it.
    for out in [&out, &once] {
        command(Path::new(PROGRAM), &input, out).status().unwrap();
    }
    assert_eq!(files(&out), files(&once));
}

#[test]
fn broken_files_are_each_named_and_nothing_is_written_outside() {
    let dir = tempfile::tempdir().unwrap();
    let (input, place) = (dir.path().join("in"), dir.path().join("place"));
    std::fs::create_dir(&place).unwrap();
    let out = place.join("out");
    let mut all = inputs::broken(&input, 100, &mut Chance::new(5)).unwrap();
    std::fs::write(input.join("sound.txt"), "§ 1 Val\nNamnden beslutar att bifalla.\n").unwrap();
    all.push(input.join("sound.txt"));
    let ended = command(Path::new(PROGRAM), &input, &out).stderr(Stdio::piped()).output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(2), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    assert!(said.lines().all(|l| l.starts_with("justera: ")), "{said}");
    assert_eq!(unnamed(&out, &all).unwrap(), Vec::<PathBuf>::new());
    assert_eq!(half_written(&out), 0);
    let verified = verify(&out);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    let beside: Vec<_> = std::fs::read_dir(&place).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(beside, ["out"]);
    let here = ["protocols", "text", ".justera", "records.jsonl", "manifest.json", "run-report.json"];
    for entry in std::fs::read_dir(&out).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(here.contains(&name.as_str()), "{name}");
    }
    assert!(json(out.join("manifest.json")).to_string().len() > 1000);
    let secret = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let first = secret.lines().next().unwrap_or("root:");
    assert!(files(&out).iter().all(|(_, b)| !String::from_utf8_lossy(b).contains(first)), "an entity was fetched");
}

/// Of a scanned document in hand the pages that were read are kept: they cost seconds each.
#[cfg(feature = "ocr")]
#[test]
fn recognised_pages_survive_a_kill_and_an_interrupt() {
    use rustix::process::{Pid, Signal, kill_process};
    if !justera::ocr::has_model("swe") || !justera::ocr::has_model("eng") {
        return eprintln!("SKIPPED recognised_pages_survive: the Tesseract models swe and eng are not installed");
    }
    let dir = tempfile::tempdir().unwrap();
    let scan = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scans/typewriter.tif");
    let (out, once) = (dir.path().join("out"), dir.path().join("once"));
    let run = |out: &Path| {
        let mut command = Command::new(PROGRAM);
        command.arg("run").arg(&scan).arg("--out").arg(out).env("RAYON_NUM_THREADS", "1");
        command.stderr(Stdio::piped()).spawn().unwrap()
    };
    let pages = out.join(".justera/pages/typewriter");
    let kept = || {
        std::fs::read_dir(&pages)
            .map_or(0, |d| d.filter(|e| e.as_ref().unwrap().path().extension().unwrap() == "json").count())
    };
    let wait_for = |n: usize| {
        while kept() < n {
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    let mut first = run(&out);
    wait_for(1);
    first.kill().unwrap();
    first.wait().unwrap();
    let page = pages.join("0.json");
    let read = std::fs::metadata(&page).unwrap().modified().unwrap();
    let second = run(&out);
    wait_for(2);
    kill_process(Pid::from_child(&second), Signal::INT).unwrap();
    let second = second.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert_eq!(second.status.code(), Some(130), "{said}");
    assert!(said.contains("0 of 1 input finished"), "{said}");
    assert_eq!(std::fs::metadata(&page).unwrap().modified().unwrap(), read, "the first page was read again");
    // A page that a loss of power left half-written is read again.
    std::fs::write(pages.join("1.json"), "{\"key\": ").unwrap();
    assert!(run(&out).wait().unwrap().success());
    assert!(run(&once).wait().unwrap().success());
    assert_eq!(files(&out), files(&once));
    assert_eq!(kept(), 0, "pages of a finished document are not kept");
}
