//! Measures the head (cover page, headers, signatures) on the development set where it is at hand, and keeps floors.
//!
//! A value that the gold pages do not print (an old protocol's secretary, say) cannot be read and is not counted.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use justera::fold::skeleton;
use justera::page::TextLine;
use justera::protocol::{Attendee, Meeting};
use justera::segment::head::{HeadInput, read};
use regex::Regex;
use serde_json::Value;

const TUNING: [&str; 5] = ["alvhytte", "orrboda", "ostra-skalinge", "raddningstjansten", "ramundsby"];

/// The development set: named by JUSTERA_DEVSET, or in ../shared/devset or a folder further up.
fn devset() -> Option<PathBuf> {
    let named = std::env::var_os("JUSTERA_DEVSET").map(PathBuf::from);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let near = root.ancestors().skip(1).map(|a| a.join("shared/devset"));
    named.into_iter().chain(near).find(|p| p.is_dir())
}

struct Parts {
    cover: Vec<TextLine>,
    furniture: Vec<TextLine>,
    tail: Vec<TextLine>,
    body: Vec<TextLine>,
}

/// Divides a protocol's pages by what its gold says of records, furniture and tail.
fn parts(folder: &Path, gold: &Value, reading: &str) -> Parts {
    let label = Regex::new(r"^\W{0,2}(?:[§$&8S5]{1,3} ?\d|[A-Z][a-z]{1,3} ?[§$&8] ?\d|Paragraf)").unwrap();
    let numbers = |v: &Value| v.as_array().into_iter().flatten().filter_map(Value::as_u64).collect::<Vec<_>>();
    let records = gold["records"].as_array().unwrap();
    let first = numbers(&records[0]["pages"])[0];
    let last = records.iter().flat_map(|r| numbers(&r["pages"])).max().unwrap();
    let furniture: Vec<String> = ["header", "footer"]
        .iter()
        .flat_map(|k| gold["furniture"][k].as_array().into_iter().flatten())
        .filter_map(|l| l.as_str().map(skeleton))
        .collect();
    let tail = gold["tail"].as_str().and_then(|t| t.lines().next()).map(skeleton);
    let mut out = Parts { cover: vec![], furniture: vec![], tail: vec![], body: vec![] };
    let mut in_tail = false;
    for page in 1..=last {
        let text = std::fs::read_to_string(folder.join(format!("pages/{page:03}.{reading}.txt"))).unwrap_or_default();
        let repeat = page > first && !records.iter().any(|r| numbers(&r["pages"]).contains(&page));
        let mut in_cover = page <= first;
        for (i, line) in text.lines().enumerate().filter(|_| !repeat) {
            let line = TextLine { page: page as usize - 1, line: i, text: line.to_string() };
            let folded = skeleton(line.text.trim());
            if furniture.iter().any(|f| strsim::levenshtein(f, &folded) * 6 <= f.len()) {
                out.furniture.push(line);
                continue;
            }
            in_cover &= page < first || !label.is_match(line.text.trim());
            in_tail |= page == last
                && tail.as_ref().is_some_and(|t| !t.is_empty() && strsim::levenshtein(t, &folded) * 5 <= t.len());
            match (in_cover, in_tail) {
                (true, _) => out.cover.push(line),
                (_, true) => out.tail.push(line),
                _ => out.body.push(line),
            }
        }
    }
    out
}

/// Counts by field: (right, printed in gold, invented where gold has nothing or it is not printed).
#[derive(Default)]
struct Score(BTreeMap<&'static str, (u32, u32, u32)>);

impl Score {
    fn add(&mut self, field: &'static str, want: Option<String>, got: Option<String>, note: &str) {
        let entry = self.0.entry(field).or_default();
        match (want, got) {
            (Some(w), g) => {
                entry.1 += 1;
                let right = g.as_deref().map(skeleton) == Some(skeleton(&w));
                entry.0 += u32::from(right);
                if !right && !note.is_empty() {
                    println!("  {note} {field}: want {w:?}, got {g:?}");
                }
            }
            (None, Some(g)) => {
                entry.2 += 1;
                if !note.is_empty() {
                    println!("  {note} {field}: not printed, got {g:?}");
                }
            }
            _ => {}
        }
    }

    fn share(&self, field: &str) -> f64 {
        self.0.get(field).map_or(1.0, |(r, n, _)| if *n == 0 { 1.0 } else { f64::from(*r) / f64::from(*n) })
    }
}

fn iso_time(text: &str) -> String {
    let digits: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty()).collect();
    let mut hour: u32 = digits[0].parse().unwrap();
    if text.contains("e. m") || text.contains("e.m") {
        hour += 12;
    }
    format!("{hour:02}:{}", digits.get(1).unwrap_or(&"00"))
}

fn measure(folder: &Path, reading: &str, score: &mut Score, verbose: bool) {
    let gold: Value = serde_json::from_str(&std::fs::read_to_string(folder.join("gold.json")).unwrap()).unwrap();
    let parts = parts(folder, &gold, reading);
    let records = gold["records"].as_array().unwrap();
    let number = |r: Option<&Value>| r.and_then(|r| r["paragraph"].as_u64()).map(|n| n as u32);
    let head = read(&HeadInput {
        cover: &parts.cover,
        furniture: &parts.furniture,
        tail: &parts.tail,
        body: &parts.body,
        first_paragraph: number(records.first()),
        last_paragraph: number(records.last()),
    });
    let printed = std::fs::read_to_string(folder.join("gold.txt")).unwrap();
    let flat = |t: &str| skeleton(t).split_whitespace().collect::<Vec<_>>().join(" ");
    let printed = format!("{} {}", flat(&printed), flat(&printed.replace("-\n", "")));
    let shown = |v: &Value| v.as_str().filter(|t| printed.contains(&flat(t))).map(str::to_string);
    let note =
        if verbose { format!("{} {reading}", folder.file_name().unwrap().to_string_lossy()) } else { String::new() };
    let shown_time = |v: &Value| {
        let text = v.as_str()?;
        let forms = [text.to_string(), text.replace('.', ":"), text.replace(':', "."), text.replace(". m", ".m")];
        forms.iter().any(|f| printed.contains(&flat(f))).then(|| iso_time(text))
    };
    let m = &gold["meeting"];
    let text = |v: &Value| v.as_str().map(str::to_string);
    // Names of bodies are given out in normal case and dates in ISO form, however printed.
    score.add("date", text(&m["date"]), head.date.clone(), &note);
    score.add("organ", text(&m["organ"]), head.organ.clone(), &note);
    score.add("organization", text(&m["organization"]), head.organization.clone(), &note);
    score.add("start", shown_time(&m["start"]), head.start.clone(), &note);
    score.add("end", shown_time(&m["end"]), head.end.clone(), &note);
    score.add("place", shown(&m["place"]), head.place.clone(), &note);
    score.add("chair", shown(&m["chair"]).filter(|c| is_signed(&printed, c)), head.chair.clone(), &note);
    score.add("secretary", shown(&m["secretary"]), head.secretary.clone(), &note);
    let names: Vec<String> = m["adjusters"].as_array().into_iter().flatten().filter_map(&shown).collect();
    score.add("adjusters", Some(names.join("; ")), Some(head.adjusters.join("; ")), &note);
    let adjusted = head.adjusted.clone().unwrap_or_default();
    score.add("adjusted.date", shown(&m["adjusted"]["date"]), adjusted.date, &note);
    score.add(
        "adjusted.place",
        shown(&m["adjusted"]["place"]).filter(|_| names_table(&printed)),
        adjusted.place,
        &note,
    );
    let notice = head.notice.clone().unwrap_or_default();
    score.add("posted", shown(&m["notice"]["posted"]), notice.posted, &note);
    score.add("removed", shown(&m["notice"]["removed"]), notice.removed, &note);
    score.add("custody", shown(&m["notice"]["custody"]), notice.custody, &note);
    attendance(m, &head, &printed, score, &note);
    if gold["agenda"].as_bool() == Some(true) {
        for r in records {
            let suffix = r["suffix"].as_str().map_or(String::new(), |s| format!(" {s}"));
            let name = format!("{}{suffix}", r["paragraph"]);
            let item = head.agenda.iter().find(|a| a.paragraph == name);
            score.add("agenda title", text(&r["title"]), item.map(|a| a.title.clone()), &note);
        }
    }
}

/// A chair counts where the minutes name one: a table or signatures, not a mere mention in the text.
fn is_signed(printed: &str, name: &str) -> bool {
    let name = skeleton(name);
    ["ordforande ", "ordforande: "].iter().any(|w| printed.contains(&format!("{w}{name}")))
        || printed
            .match_indices(&name)
            .any(|(i, _)| printed[i + name.len()..].chars().take(30).collect::<String>().contains("ordforande"))
}

fn names_table(printed: &str) -> bool {
    printed.contains("justeringens")
}

/// Attendance, where the minutes hold a list at all.
fn attendance(m: &Value, head: &Meeting, printed: &str, score: &mut Score, note: &str) {
    let want: Vec<&Value> = m["attendance"].as_array().into_iter().flatten().collect();
    let listed = printed.contains("beslutande ")
        || printed.contains("narvarande voro")
        || printed.contains("narvarande:")
        || printed.contains("ledamoter");
    if !listed {
        score.add("people", None, (!head.attendance.is_empty()).then(|| "a list".into()), note);
        return;
    }
    for w in want {
        let name = w["name"].as_str().unwrap();
        if !printed.contains(&skeleton(name)) {
            continue;
        }
        let got: Option<&Attendee> = head.attendance.iter().find(|a| skeleton(&a.name) == skeleton(name));
        score.add("people", Some(name.into()), got.map(|a| a.name.clone()), note);
        let Some(got) = got else { continue };
        let plain = |v: Option<&str>| Some(v.unwrap_or("-").to_string());
        score.add("role", plain(w["role"].as_str()), plain(got.role.as_deref()), note);
        score.add("affiliation", plain(w["affiliation"].as_str()), plain(got.affiliation.as_deref()), note);
        let capacity = serde_json::to_value(got.capacity).unwrap();
        score.add("capacity", plain(w["capacity"].as_str()), plain(capacity.as_str()), note);
        let limited = w["note"].as_str().is_some_and(|n| n.contains('§') || n.contains("aragraf"));
        score.add("limited", Some(limited.to_string()), Some(got.paragraphs.is_some().to_string()), note);
    }
    let extra = head.attendance.iter().filter(|a| {
        !m["attendance"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|w| w["name"].as_str().map(skeleton) == Some(skeleton(&a.name)))
    });
    for a in extra {
        score.add("people", None, Some(a.name.clone()), note);
    }
}

fn report(title: &str, score: &Score) {
    println!("{title}");
    for (field, (right, all, extra)) in &score.0 {
        println!("  {field:14} {right:3} of {all:3}   not in gold {extra}");
    }
    let (right, all, extra) = score.0.get("people").copied().unwrap_or_default();
    println!("  attendance F1 {:.3}", f1(right, all, extra));
}

/// F1 by name; a misread name is both missed and invented.
fn f1(right: u32, all: u32, extra: u32) -> f64 {
    if all + extra == 0 { 1.0 } else { 2.0 * f64::from(right) / f64::from(right + extra + all) }
}

#[test]
fn heads_of_the_development_set() {
    let Some(devset) = devset() else {
        eprintln!("skipped: no development set (set JUSTERA_DEVSET to its folder)");
        return;
    };
    let mut folders: Vec<PathBuf> = std::fs::read_dir(devset)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.join("gold.json").is_file())
        .collect();
    folders.sort();
    let tuned = |p: &Path| TUNING.iter().any(|t| p.file_name().unwrap().to_string_lossy().starts_with(t));
    let mut gold = Score::default();
    for reading in ["gold", "swe", "engstd"] {
        let (mut tuning, mut held) = (Score::default(), Score::default());
        for folder in &folders {
            let tuned = tuned(folder);
            measure(folder, reading, if tuned { &mut tuning } else { &mut held }, tuned);
        }
        report(&format!("{reading}, tuning"), &tuning);
        report(&format!("{reading}, held out"), &held);
        if reading == "gold" {
            gold = tuning;
        }
    }
    for field in ["date", "organ", "chair", "secretary"] {
        assert!(gold.share(field) >= 0.98, "{field}: {}", gold.share(field));
    }
    let (right, all, extra) = gold.0["people"];
    assert!(f1(right, all, extra) >= 0.95, "attendance: {right} of {all}, {extra} not in gold");
}
