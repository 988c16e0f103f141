//! A dataset of as many records as one likes.

use std::collections::BTreeMap;
use std::path::Path;

use justera::dataset::{Dataset, json_bytes};
use justera::export::{InputReport, Manifest, OutputDigests, sha256_hex};
use justera::protocol::{Protocol, Record};
use justera::publish::Finished;
use justera::{Error, Result};

use crate::chance::Chance;

/// What was made.
pub struct Made {
    pub documents: usize,
    pub records: usize,
    /// Bytes of the sections' text.
    pub text: usize,
}

/// One word in so many is another one.
const CHANGED: usize = 12;

/// Writes a dataset of at least so many records.
pub fn dataset(from: &Path, out: &Path, records: usize) -> Result<Made> {
    let sources: Vec<Protocol> = Finished::open(from)?.documents().collect::<Result<_>>()?;
    let all = sources.iter().flat_map(|p| &p.meetings).flat_map(|m| &m.records);
    let words: Vec<String> = all.flat_map(words_of).collect();
    if words.is_empty() {
        return Err(Error::Data {
            path: from.into(),
            detail: "there is no record in it; give a dataset with some".into(),
        });
    }
    let dataset = Dataset::at(out);
    dataset.make()?;
    let mut chance = Chance::new(1);
    let mut made = Made { documents: 0, records: 0, text: 0 };
    let mut inputs = Vec::new();
    while made.records < records {
        let mut protocol = sources[made.documents % sources.len()].clone();
        change(&mut protocol, made.documents, &words, &mut chance);
        let all = protocol.meetings.iter().flat_map(|m| &m.records);
        let count = all.clone().count();
        made.text += all.flat_map(|r| &r.sections).map(|s| s.text.len()).sum::<usize>();
        let path = dataset.protocol(&protocol.id);
        let json = json_bytes(&path, &protocol)?;
        std::fs::write(&path, &json).map_err(|e| Error::io(&path, "write", e))?;
        inputs.push(InputReport {
            id: Some(protocol.id.clone()),
            path: protocol.source.path.clone(),
            pages: protocol.pages.len(),
            records: count,
            output: Some(OutputDigests { protocol: sha256_hex(&json), text: sha256_hex(b"") }),
            ..InputReport::default()
        });
        made.documents += 1;
        made.records += count;
    }
    let manifest = Manifest {
        schema: "justera/manifest/1".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        options: BTreeMap::new(),
        dictionaries: BTreeMap::new(),
        ocr_models: BTreeMap::new(),
        complete: true,
        shard: None,
        files: BTreeMap::new(),
        inputs,
    };
    let path = dataset.folder("manifest.json");
    dataset.write(&path, &json_bytes(&path, &manifest)?)?;
    Ok(made)
}

fn words_of(record: &Record) -> Vec<String> {
    let text = record.sections.iter().map(|s| s.text.as_str());
    let words = text.flat_map(|t| t.split(|c: char| !c.is_alphabetic()));
    words.filter(|w| w.chars().count() > 3).map(str::to_lowercase).collect()
}

/// Gives a document another name and date, and some of its words for others: words of other records, or two of them in one.
fn change(protocol: &mut Protocol, number: usize, words: &[String], chance: &mut Chance) {
    protocol.id = format!("{number:06}");
    for meeting in &mut protocol.meetings {
        let (year, month, day) = (1990 + chance.below(35), 1 + chance.below(12), 1 + chance.below(28));
        meeting.date = Some(format!("{year}-{month:02}-{day:02}"));
        for record in &mut meeting.records {
            for section in &mut record.sections {
                section.text = changed(&section.text, words, chance);
            }
            let rare = |one_in: usize, text: &str, chance: &mut Chance| {
                if chance.below(one_in) == 0 { text.to_owned() } else { String::new() }
            };
            if let Some(section) = record.sections.last_mut() {
                section.text += &rare(100, " Avtal om fiber till skolorna.", chance);
                section.text += &rare(150, " Krav på redundans i nätet.", chance);
                section.text += &rare(500, " Frågan om fiber och redundans.", chance);
                section.text += &rare(60, " Larmets säkerhet prövas.", chance);
                section.text += &rare(300, " Larmets sdkerhet prövas.", chance);
            }
        }
    }
}

fn changed(text: &str, words: &[String], chance: &mut Chance) -> String {
    let word = |chance: &mut Chance| words[chance.below(words.len())].as_str();
    let mut out = String::with_capacity(text.len() + 64);
    for part in text.split_inclusive(' ') {
        match chance.below(CHANGED * 2) {
            0 => out.extend([word(chance), " "]),
            1 => out.extend([word(chance), word(chance), " "]),
            _ => out.push_str(part),
        }
    }
    out
}
