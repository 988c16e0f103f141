//! `justera review`: decisions taken in a real browser are used by the next run; requests of others are refused.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]
#![allow(clippy::print_stderr, reason = "a test that cannot be made says so")]

#[path = "common/browser.rs"]
mod browser;
mod common;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

use browser::{Browser, http};
use common::{dataset, fixture, justera, run_text};
use serde_json::{Value, json};

/// A server that ends with the test.
struct Server {
    child: Child,
    port: u16,
    _said: BufReader<ChildStderr>,
}

impl Server {
    fn start(out: &Path, decisions: &Path) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_justera"))
            .arg("review")
            .arg(out)
            .args(["--port", "0", "--decisions"])
            .arg(decisions)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        lines.read_line(&mut said).unwrap();
        let address = said.split("http://127.0.0.1:").nth(1).unwrap_or_else(|| panic!("{said}"));
        let port = address.split('/').next().unwrap().parse().unwrap();
        Server { child, port, _said: lines }
    }

    fn token(&self) -> String {
        let (_, _, page) = http(self.port, "GET", "/review", &[], "");
        page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_string()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn dataset_of(dir: &Path, inputs: &[PathBuf]) -> PathBuf {
    let out = dir.join("out");
    assert!(run_text(inputs, &out).status.success());
    out
}

fn decisions(path: &Path) -> Vec<Value> {
    std::fs::read_to_string(path).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// All edits of a dataset.
fn edits(out: &Path) -> Vec<Value> {
    let protocols = dataset(out).into_iter().filter(|(name, _)| name.starts_with("protocols/"));
    protocols
        .flat_map(|(_, bytes)| serde_json::from_slice::<Value>(&bytes).unwrap()["edits"].as_array().unwrap().clone())
        .collect()
}

fn run_again(input: &Path, out: &Path, decisions: &Path, more: &[&str]) -> String {
    let mut command = justera();
    command
        .arg("run")
        .arg(input)
        .arg("--out")
        .arg(out)
        .args(["--ocr", "never", "--quiet", "--decisions"])
        .arg(decisions);
    let ran = command.args(more).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

fn verified(out: &Path) {
    let verify = justera().arg("verify").arg(out).output().unwrap();
    assert!(verify.status.success(), "{}", String::from_utf8_lossy(&verify.stdout));
}

#[test]
fn decisions_of_a_browser_change_the_next_run() {
    let dir = tempfile::tempdir().unwrap();
    let input = fixture("text/damaged.txt");
    let (out, file) = (dataset_of(dir.path(), std::slice::from_ref(&input)), dir.path().join("decisions.jsonl"));
    let Some(browser) = Browser::start("decisions_of_a_browser_change_the_next_run") else { return };
    let server = Server::start(&out, &file);
    let word = "return ['.from', '.to'].map(c => document.querySelector('.card h2 ' + c).textContent)";
    let word = || -> (String, String) { serde_json::from_value(browser.run(word)).unwrap() };
    let left = || browser.run("return document.getElementById('left').textContent").as_str().unwrap().to_string();
    browser.open(&format!("http://127.0.0.1:{}/review", server.port));

    let until = |what: &str, is: &dyn Fn() -> bool| {
        let found = (0..100).any(|_| {
            is() || {
                std::thread::sleep(Duration::from_millis(50));
                false
            }
        });
        assert!(found, "{what}");
    };
    let latest = || browser.run("return document.querySelector('.flash b').textContent").as_str().unwrap().to_string();
    let (accepted, before) = (word(), left());
    browser.click(".card button.yes");
    until("accepted", &|| word() != accepted);
    let rejected = word();
    assert_ne!(rejected, accepted);
    assert_ne!(left(), before);
    // By its key, and undone by its key, and done again.
    browser.press("x");
    until("rejected", &|| word() != rejected && latest() == rejected.0);
    browser.press("u");
    until("undone", &|| word() == rejected && latest() == accepted.0);
    browser.press("x");
    until("rejected again", &|| word() != rejected);
    let corrected = word();
    browser.fill(".card input[name=to]", "Rättelse-Åke");
    browser.fill(".card input[name=note]", "så \"heter\" han <b>");
    browser.click(".card button.correct");
    until("corrected", &|| word() != corrected);
    browser.open(&format!("http://127.0.0.1:{}/decisions", server.port));
    assert_eq!(browser.run("return document.querySelectorAll('tbody tr').length"), json!(3));

    let line = |from: &str, proposed: &str, decision: &str, to: Option<&str>, note: &str| json!({"from": from, "proposed": proposed, "decision": decision, "to": to, "at": null, "note": note});
    let expected = [
        line(&accepted.0, &accepted.1, "accept", Some(&accepted.1), ""),
        line(&rejected.0, &rejected.1, "reject", None, ""),
        line(&rejected.0, &rejected.1, "undo", None, ""),
        line(&rejected.0, &rejected.1, "reject", None, ""),
        line(&corrected.0, &corrected.1, "correct", Some("Rättelse-Åke"), "så \"heter\" han <b>"),
    ];
    assert_eq!(decisions(&file), expected);

    // Another process cannot write there meanwhile.
    let second = justera().arg("review").arg(&out).args(["--port", "0", "--decisions"]).arg(&file).output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    drop((server, browser));

    let old: Vec<Value> = edits(&out);
    assert!(run_again(&input, &out, &file, &["--dry-run"]).starts_with("other-settings\tdamaged\t"));
    run_again(&input, &out, &file, &[]);
    verified(&out);
    assert!(run_again(&input, &out, &file, &["--dry-run"]).starts_with("done\tdamaged\t"));
    let new = edits(&out);
    let of = |all: &[Value], from: &str, to: &str| -> Vec<Value> {
        all.iter().filter(|e| e["from"] == from && e["to"] == to).cloned().collect()
    };
    for (from, to, instead, applied, confidence) in [
        (&accepted.0, &accepted.1, accepted.1.as_str(), true, 1.0),
        (&rejected.0, &rejected.1, rejected.1.as_str(), false, 0.0),
        (&corrected.0, &corrected.1, "Rättelse-Åke", true, 1.0),
    ] {
        let (before, after) = (of(&old, from, to), of(&new, from, instead));
        assert!(!before.is_empty() && before.len() == after.len(), "{from}: {} and {}", before.len(), after.len());
        for e in after {
            assert_eq!(
                (&e["source"], &e["applied"], &e["confidence"]),
                (&json!("user"), &json!(applied), &json!(confidence))
            );
        }
    }
    let text = std::fs::read_to_string(out.join("text/damaged.txt")).unwrap();
    assert!(text.contains("Rättelse-Åke") && text.contains(&accepted.1));
    let manifest: Value = serde_json::from_slice(&std::fs::read(out.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["options"]["decisions"]["decisions.jsonl"].as_str().unwrap().len(), 64);
}

#[test]
fn only_pages_of_the_server_itself_can_decide() {
    let dir = tempfile::tempdir().unwrap();
    let (out, file) = (dataset_of(dir.path(), &[fixture("text/damaged.txt")]), dir.path().join("decisions.jsonl"));
    let server = Server::start(&out, &file);
    let (port, token) = (server.port, server.token());
    let own = format!("http://127.0.0.1:{port}");
    let form = |token: &str| format!("token={token}&from=Backryd&proposed=B%C3%A4ckryd&scope=proposed&decision=accept");
    let post = |headers: &[(&str, &str)], body: &str| http(port, "POST", "/decide", headers, body).0;
    let rebound = format!("attacker.example:{port}");
    assert_eq!(http(port, "GET", "/review", &[("Host", &rebound)], "").0, 421);
    assert_eq!(post(&[("Host", &rebound), ("Origin", &own)], &form(&token)), 421);
    assert_eq!(post(&[("Origin", "http://attacker.example")], &form(&token)), 403);
    assert_eq!(post(&[("Origin", &own)], &form("")), 403);
    assert_eq!(http(port, "PUT", "/decide", &[("Origin", &own)], &form(&token)).0, 405);
    for path in [
        "/../manifest.json",
        "/..%2f..%2fetc/passwd.html",
        "/assets/..%5C..%5Cx.js",
        "/.justera/x.html",
        "/doc/none.html",
        "/img/damaged/1.jpg",
    ] {
        assert_eq!(http(port, "GET", path, &[], "").0, 404, "{path}");
    }
    assert_eq!(decisions(&file), Vec::<Value>::new());
    let (status, head, _) = http(port, "POST", "/decide", &[("Origin", &own)], &form(&token));
    assert_eq!(status, 303, "{head}");
    assert!(head.contains("Content-Security-Policy: frame-ancestors 'none'"));
    assert_eq!(decisions(&file).len(), 1);
    // What is no decision is refused with a sentence, and nothing is written.
    for wrong in ["scope=9", "decision=maybe", "from=nowhere"] {
        let name = wrong.split('=').next().unwrap();
        let kept: Vec<String> =
            form(&token).split('&').filter(|f| !f.starts_with(&format!("{name}="))).map(str::to_string).collect();
        let (status, _, page) =
            http(port, "POST", "/decide", &[("Origin", &own)], &format!("{}&{wrong}", kept.join("&")));
        assert!(status == 400 && page.contains("role=\"alert\""), "{wrong}: {status}");
    }
    assert_eq!(decisions(&file).len(), 1);
    // One place alone, and taken back.
    let here = form(&token).replace("scope=proposed", "scope=1").replace("decision=accept", "decision=reject");
    assert_eq!(post(&[("Origin", &own)], &here), 303);
    let taken = decisions(&file).pop().unwrap();
    assert_eq!((&taken["decision"], &taken["at"]["document"]), (&json!("reject"), &json!("damaged")));
    let undo: String = taken.to_string().bytes().map(|b| format!("%{b:02X}")).collect();
    assert_eq!(post(&[("Origin", &own)], &format!("token={token}&undo={undo}")), 303);
    let undone = decisions(&file).pop().unwrap();
    assert_eq!((&undone["decision"], &undone["at"]), (&json!("undo"), &taken["at"]));
    let (status, _, index) = http(port, "GET", "/", &[], "");
    assert!(status == 200 && index.contains("href=\"review\""));
    assert!(http(port, "GET", "/doc/damaged.html", &[], "").2.contains("data-review"));
}

#[test]
fn repair_takes_decisions_and_stays_idempotent() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("decisions.jsonl");
    let text = std::fs::read_to_string(fixture("text/damaged.txt")).unwrap();
    let suggested = dir.path().join("edits.jsonl");
    let first = dir.path().join("first.txt");
    std::fs::write(&first, &text).unwrap();
    justera().arg("repair").arg(&first).arg("--edits").arg(&suggested).output().unwrap();
    // Every suggestion is accepted, each third one rejected.
    let mut lines = String::new();
    let mut seen = std::collections::BTreeSet::new();
    for (n, line) in std::fs::read_to_string(&suggested).unwrap().lines().enumerate() {
        let e: Value = serde_json::from_str(line).unwrap();
        if e["applied"] == json!(false) && seen.insert(e["from"].to_string()) {
            let decision = if n % 3 == 0 { "reject" } else { "accept" };
            lines.push_str(&format!("{}\n", json!({"from": e["from"], "proposed": e["to"], "decision": decision})));
        }
    }
    lines.push_str("{\"from\": \"kommunens\", \"decision\": \"correct\", \"to\": \"Äskelunda kommuns\"}\n");
    std::fs::write(&file, &lines).unwrap();
    let repaired = |input: &Path| {
        let ran = justera().arg("repair").arg(input).arg("--decisions").arg(&file).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    };
    let once = repaired(&first);
    assert!(seen.len() > 10 && once != text && once.contains("Äskelunda kommuns") && !once.contains(" kommunens "));
    let second = dir.path().join("second.txt");
    std::fs::write(&second, &once).unwrap();
    assert_eq!(repaired(&second), once);

    std::fs::write(&file, format!("{lines}{{\"from\": \"x\"}}\n")).unwrap();
    let refused = justera().arg("repair").arg(&first).arg("--decisions").arg(&file).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("--decisions") && said.contains(&format!("line {}", lines.lines().count() + 1)), "{said}");
}

/// Makes the picture of `docs/`: `cargo test --test review -- --ignored picture`.
#[test]
#[ignore = "writes docs/review.png"]
fn picture_for_docs() {
    let dir = tempfile::tempdir().unwrap();
    let (out, file) =
        (dataset_of(dir.path(), &[fixture("text"), fixture("batch")]), dir.path().join("decisions.jsonl"));
    let Some(browser) = Browser::start("picture_for_docs") else { return };
    let server = Server::start(&out, &file);
    browser.resize(1200, 900);
    browser.open(&format!("http://127.0.0.1:{}/review", server.port));
    browser.click(".card button.yes");
    let decided = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        !decisions(&file).is_empty()
    });
    assert!(decided);
    browser.open(&format!("http://127.0.0.1:{}/review", server.port));
    // The folder is one of this test alone.
    browser.run("document.querySelector('.hint .id').textContent = 'out/decisions.jsonl'; document.activeElement.blur(); scrollTo(0, 0)");
    std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/review.png"), browser.picture()).unwrap();
}
