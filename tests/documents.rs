//! `justera export --to tei|akn`, `justera completions` and `justera man`, looked at with others' validators where they are at hand.
//!
//! `TEI_RNG` names the RelaxNG schema of TEI (`tei_all.rng`, or the one of a package), `AKN_XSD` the XML schema of Akoma Ntoso 3.0.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]
#![allow(clippy::print_stderr, reason = "a test that cannot be made says so")]

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{dataset, justera, run_text, texts};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

fn export(out: &Path, format: &str) -> PathBuf {
    let output = justera().arg("export").arg(out).args(["--to", format, "--quiet"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    out.join("export").join(format)
}

fn protocols(out: &Path) -> Vec<Value> {
    let files = dataset(&out.join("protocols"));
    files.iter().map(|(_, bytes)| serde_json::from_slice(bytes).unwrap()).collect()
}

/// A dataset of all readings of the fixture protocols.
fn readings(dir: &Path) -> PathBuf {
    let (input, out) = (dir.join("in"), dir.join("out"));
    std::fs::create_dir(&input).unwrap();
    texts(&input);
    assert_eq!(run_text(&[input], &out).status.code(), Some(0));
    out
}

fn there(tool: &str) -> bool {
    Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Runs xmllint over files with a schema that a variable names.
fn validate(variable: &str, option: &str, files: &[PathBuf]) {
    let Some(schema) = std::env::var_os(variable).filter(|_| there("xmllint")) else {
        eprintln!("SKIPPED: validating wants xmllint and {variable}");
        return;
    };
    assert!(!files.is_empty());
    let output = Command::new("xmllint")
        .args(["--noout", "--nonet", "--xinclude", option])
        .arg(schema)
        .args(files)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{}",
        said.lines().filter(|l| !l.ends_with("validates")).collect::<Vec<_>>().join("\n")
    );
}

/// The corpus includes all of its protocols; one is looked at by itself too.
fn validate_tei(tei: &Path) {
    let alone = files(&tei.join("protocols")).swap_remove(0);
    validate("TEI_RNG", "--relaxng", &[alone, tei.join("corpus.xml")]);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    dataset(folder)
        .into_iter()
        .map(|(name, _)| folder.join(name))
        .filter(|f| f.extension().is_some_and(|e| e == "xml"))
        .collect()
}

fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let value = element.try_get_attribute(name).unwrap()?;
    Some(quick_xml::escape::unescape(&value.value).unwrap().into_owned())
}

/// The sections of a TEI or Akoma Ntoso file by their identifiers: their blocks of text as a reader sees them; and all corrections.
fn read(file: &Path) -> (BTreeMap<String, String>, Vec<(String, String)>) {
    let xml = std::fs::read_to_string(file).unwrap();
    let mut reader = Reader::from_str(&xml);
    let mut sections: Vec<Option<String>> = Vec::new();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut corrections: Vec<(String, String)> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    loop {
        let mut text = String::new();
        match reader.read_event().unwrap() {
            Event::Start(e) => {
                let name = e.name().as_ref().to_string();
                if matches!(name.as_str(), "div" | "hcontainer") {
                    sections.push(attribute(&e, "xml:id").or_else(|| attribute(&e, "eId")));
                }
                if name == "sic" {
                    corrections.push(Default::default());
                }
                if name == "p"
                    && let Some(Some(id)) = sections.last()
                {
                    let section = found.entry(id.clone()).or_default();
                    if !section.is_empty() {
                        section.push_str("\n\n");
                    }
                }
                open.push(name);
            }
            Event::Empty(e) if e.name().as_ref() == "br" => text.push('\n'),
            Event::End(e) => {
                if matches!(e.name().as_ref(), "div" | "hcontainer") {
                    sections.pop();
                }
                open.pop();
            }
            Event::Text(t) => text.push_str(&t),
            Event::GeneralRef(r) => text.push_str(&quick_xml::escape::unescape(&format!("&{};", &*r)).unwrap()),
            Event::Eof => break,
            _ => {}
        }
        let within = |name: &str| open.iter().any(|o| o == name);
        if within("sic") {
            corrections.last_mut().unwrap().0.push_str(&text);
        } else if within("p") {
            if within("corr") {
                corrections.last_mut().unwrap().1.push_str(&text);
            }
            if let Some(Some(id)) = sections.last() {
                found.entry(id.clone()).or_default().push_str(&text);
            }
        } else if within("corr") {
            corrections.last_mut().unwrap().1.push_str(&text);
        }
    }
    (found, corrections)
}

/// The sections' texts of a protocol, in order.
fn section_texts(protocol: &Value, meeting: Option<usize>) -> Vec<String> {
    let mut all = Vec::new();
    for (n, one) in protocol["meetings"].as_array().unwrap().iter().enumerate() {
        for record in one["records"].as_array().unwrap().iter().filter(|_| meeting.is_none_or(|m| m == n)) {
            for section in record["sections"].as_array().unwrap() {
                let text = section["text"].as_str().unwrap();
                all.push(text.split("\n\n").filter(|b| !b.trim().is_empty()).collect::<Vec<_>>().join("\n\n"));
            }
        }
    }
    all.sort();
    all
}

fn sorted(sections: BTreeMap<String, String>) -> Vec<String> {
    let mut all: Vec<String> = sections.into_values().collect();
    all.sort();
    all
}

#[test]
fn every_section_stands_whole_and_corrections_are_edits() {
    let dir = tempfile::tempdir().unwrap();
    let out = readings(dir.path());
    let (tei, akn) = (export(&out, "tei"), export(&out, "akn"));
    let (mut marked, mut applied) = (0, 0);
    for protocol in protocols(&out) {
        let id = protocol["id"].as_str().unwrap();
        let (sections, corrections) = read(&tei.join(format!("protocols/{id}.xml")));
        assert_eq!(sorted(sections), section_texts(&protocol, None), "{id}");
        for n in 0..protocol["meetings"].as_array().unwrap().len() {
            let (sections, _) = read(&akn.join(format!("{id}/{}.xml", n + 1)));
            assert_eq!(sorted(sections), section_texts(&protocol, Some(n)), "{id}");
        }
        let edits: Vec<&Value> =
            protocol["edits"].as_array().unwrap().iter().filter(|e| e["applied"] == true).collect();
        for (sic, corr) in &corrections {
            // Where a word was divided at a line end, the edit has the hyphen and the running text has not.
            let same = |e: &&Value| {
                e["from"] == sic.as_str() && e["to"].as_str().unwrap().replace('-', "") == corr.replace('-', "")
            };
            assert!(edits.iter().any(same), "{id}: {sic} → {corr}");
        }
        marked += corrections.len();
        applied += edits.len();
    }
    println!("{marked} of {applied} applied edits are marked");
    assert!(marked * 10 >= applied * 7, "{marked} of {applied}");
    validate_tei(&tei);
    validate("AKN_XSD", "--schema", &files(&akn));
}

#[test]
fn odd_names_and_characters_are_written_safely_and_alike_each_time() {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in");
    std::fs::create_dir(&input).unwrap();
    let minutes = "ÅSBY KOMMUN\nKommunstyrelsen\n2021-02-03\n\n§ 1\nVal av <justerare> & \u{1}protokoll\u{7}\n\nBeslut\n\
        Kommunstyrelsen väljer A & B ]]> \u{b}\"citat\" &amp; 'x' <!-- -->.\n\n§ 2\nSvar, se § 1\n\nBeslut\nSe § 1 ovan.\n";
    std::fs::write(input.join("1 å & <b>.txt"), minutes).unwrap();
    std::fs::write(input.join("inga paragrafer.txt"), "Ett brev < utan paragrafer\noch & annat.\n\u{c}Andra sidan.\n")
        .unwrap();
    let out = dir.path().join("out");
    assert_eq!(run_text(&[input], &out).status.code(), Some(0));
    let (tei, akn) = (export(&out, "tei"), export(&out, "akn"));
    let before = (dataset(&tei), dataset(&akn));
    export(&out, "tei");
    export(&out, "akn");
    assert_eq!(before, (dataset(&tei), dataset(&akn)));
    for folder in [&tei, &akn] {
        let all: Vec<String> = files(folder).iter().map(|f| std::fs::read_to_string(f).unwrap()).collect();
        let text = all.concat();
        assert!(text.chars().all(|c| c >= ' ' || c == '\n' || c == '\t'), "a control character is left");
        assert!(text.contains("väljer A &amp; B ]]&gt;") && text.contains("&amp;amp;"), "{text}");
        assert!(
            text.contains("Ett brev &lt; utan paragrafer") && text.contains("Andra sidan."),
            "the text without § is lost"
        );
        for file in files(folder) {
            read(&file);
        }
    }
    let tei_text = files(&tei).iter().map(|f| std::fs::read_to_string(f).unwrap()).collect::<String>();
    assert!(tei_text.contains("target=\"#_.31..20..e5.") && tei_text.contains(".m1.p1\">§ 1</ref>"), "{tei_text}");
    let corpus = std::fs::read_to_string(tei.join("corpus.xml")).unwrap();
    assert!(corpus.contains("href=\"protocols/inga%20paragrafer.xml\""), "{corpus}");
    validate_tei(&tei);
    validate("AKN_XSD", "--schema", &files(&akn));
}

fn said(args: &[&str]) -> String {
    let output = justera().args(args).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{args:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Names of the commands, as the help lists them.
fn commands(of: &[&str]) -> Vec<String> {
    let help = said(&[of, &["--help"]].concat());
    let list = help.split("Commands:\n").nth(1).unwrap_or_default();
    let names =
        list.lines().take_while(|l| !l.trim().is_empty()).filter(|l| l.starts_with("  ") && !l.starts_with("   "));
    names.map(|l| l.split_whitespace().next().unwrap().to_string()).filter(|n| n != "help").collect()
}

#[test]
fn every_command_has_help_with_an_example_and_a_manual_page() {
    let dir = tempfile::tempdir().unwrap();
    let man = dir.path().join("man");
    said(&["man", "--out", &man.to_string_lossy()]);
    let names = commands(&[]);
    assert!(names.len() >= 12 && !names.iter().any(|n| n == "ocr-worker"), "{names:?}");
    for name in &names {
        let help = said(&[name, "--help"]);
        let below = commands(&[name]);
        assert!(help.contains("Example"), "{name}: {help}");
        let page = std::fs::read_to_string(man.join(format!("justera-{name}.1"))).unwrap();
        assert!(page.contains(".SH SYNOPSIS") && page.contains("Example"), "{name}");
        for sub in below {
            assert!(said(&[name, &sub, "--help"]).contains("Example"), "{name} {sub}");
            assert!(man.join(format!("justera-{name}-{sub}.1")).exists(), "{name} {sub}");
        }
    }
    let pages = dataset(&man);
    assert!(!pages.iter().any(|(name, _)| name.contains("worker") || name.contains("help")));
    assert!(said(&["man"]).contains("justera\\-run(1)"));
    if !there("mandoc") {
        eprintln!("SKIPPED: checking the manual pages wants mandoc");
        return;
    }
    let output = Command::new("mandoc")
        .args(["-T", "lint", "-W", "error"])
        .args(pages.iter().map(|(n, _)| man.join(n)))
        .output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn completions_know_the_commands_and_are_scripts() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = said(&["completions", shell]);
        for name in commands(&[]) {
            assert!(script.contains(&name), "{shell}: {name}");
        }
        assert!(!script.contains("ocr-worker"), "{shell}");
        if !matches!(shell, "bash" | "zsh" | "fish") || !there(shell) {
            eprintln!("SKIPPED: {shell} is not looked at by itself");
            continue;
        }
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &script).unwrap();
        let output = Command::new(shell).arg("-n").arg(file.path()).output().unwrap();
        assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let output = justera().args(["completions", "cmd.exe"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}
