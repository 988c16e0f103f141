//! Reading gold: a folder of a written protocol (`gold.json`, `pages/NNN.gold.txt`, `dup.json`).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::protocol::{Capacity, Notice, SectionKind};
use crate::{Error, Result};

/// A written protocol with the texts of its pages.
#[derive(Debug, Clone, Default)]
pub struct GoldDocument {
    /// Name of its folder.
    pub id: String,
    /// The protocol as data.
    pub protocol: GoldProtocol,
    /// What is printed on each page, by page number from 1.
    pub pages: BTreeMap<usize, String>,
    /// Repeated pages; `None` where the folder has no `dup.json`.
    pub repeats: Option<Repeats>,
}

/// `gold.json`. Fields not judged are left out.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct GoldProtocol {
    /// Manner of layout: "modern-table", "ledger-1910".
    #[serde(default)]
    pub style: String,
    /// The meeting.
    pub meeting: GoldMeeting,
    /// §-records in order.
    pub records: Vec<GoldRecord>,
}

/// The meeting as gold states it; see [`crate::protocol::Meeting`].
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields are those of protocol::Meeting, times as printed")]
pub struct GoldMeeting {
    pub organization: Option<String>,
    pub organ: Option<String>,
    pub date: Option<String>,
    pub start: Option<String>,
    pub end: Option<String>,
    pub chair: Option<String>,
    pub secretary: Option<String>,
    pub adjusters: Vec<String>,
    pub adjusted: Option<crate::protocol::Adjusted>,
    pub notice: Option<Notice>,
    pub attendance: Vec<GoldAttendee>,
}

/// One person of the attendance.
#[derive(Debug, Clone, Deserialize)]
pub struct GoldAttendee {
    /// Name without party and role.
    pub name: String,
    /// Beslutande, ersättare, övrig.
    pub capacity: Capacity,
}

/// One § as gold states it.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct GoldRecord {
    /// 31.
    pub paragraph: u32,
    /// "B".
    #[serde(default)]
    pub suffix: Option<String>,
    /// As printed.
    #[serde(default)]
    pub label: String,
    /// Diarienummer.
    #[serde(default)]
    pub dnr: Vec<String>,
    /// Null where text runs on after the label.
    #[serde(default)]
    pub title: Option<String>,
    /// In order of the text.
    #[serde(default)]
    pub sections: Vec<GoldSection>,
    /// Page numbers from 1, first occurrence; empty where they are not known.
    #[serde(default)]
    pub pages: Vec<usize>,
    /// The count of the vote that decided; none where nobody counted, or where gold tells of no vote.
    #[serde(default)]
    pub vote: Option<GoldVote>,
}

/// Votes as gold counts them.
#[derive(Debug, Clone, Default, Deserialize, PartialEq, Eq)]
pub struct GoldVote {
    /// Ja.
    pub yes: u32,
    /// Nej.
    pub no: u32,
    /// Avstår.
    #[serde(default)]
    pub abstain: u32,
    /// Who voted how, where names are printed.
    #[serde(default)]
    pub voters: Vec<GoldVoter>,
}

/// One ballot as gold states it.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
pub struct GoldVoter {
    /// As printed, without title and party.
    pub name: String,
    /// "Ja", "Nej", "Avstår", or in English.
    pub vote: GoldChoice,
}

/// How somebody voted, in the words of writers of gold.
#[derive(Debug, Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are those of protocol::Choice")]
pub enum GoldChoice {
    #[serde(alias = "ja", alias = "Ja")]
    Yes,
    #[serde(alias = "nej", alias = "Nej")]
    No,
    #[serde(alias = "avstår", alias = "Avstår", alias = "avstod", alias = "Avstod")]
    Abstain,
}

/// One section as gold states it.
#[derive(Debug, Clone, Deserialize)]
pub struct GoldSection {
    /// What it is.
    pub kind: SectionKind,
    /// Its text without the heading.
    pub text: String,
}

/// `dup.json`, page numbers from 1.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Repeats {
    /// Repeated pages.
    pub repeats: Vec<Repeat>,
    /// Look-alikes that must both be kept.
    pub not_repeats: Vec<LookAlikes>,
}

/// A page that repeats another.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Repeat {
    /// The later page.
    pub page: usize,
    /// The page it repeats.
    pub of: usize,
}

/// Pages that look alike and are different.
#[derive(Debug, Clone, Deserialize)]
pub struct LookAlikes {
    /// Their numbers.
    pub pages: Vec<usize>,
}

impl GoldDocument {
    /// The page that `page` repeats, or `page` itself.
    pub fn first_occurrence(&self, page: usize) -> usize {
        let repeats = self.repeats.iter().flat_map(|r| &r.repeats);
        repeats.filter(|r| r.page == page).map(|r| r.of).next().unwrap_or(page)
    }

    /// Page numbers of a source with `count` pages: all pages of gold, or those that repeat none, whichever has that
    /// many; `None` where neither has.
    pub fn page_numbers(&self, count: usize) -> Option<Vec<usize>> {
        let all: Vec<usize> = self.pages.keys().copied().collect();
        let kept: Vec<usize> = all.iter().copied().filter(|p| self.first_occurrence(*p) == *p).collect();
        [all, kept].into_iter().find(|pages| pages.len() == count)
    }
}

/// Whether `folder` holds a written protocol.
pub fn is_gold_folder(folder: &Path) -> bool {
    folder.join("gold.json").is_file()
}

/// The gold folders that `path` names: itself, or its sub-folders in order of their names.
///
/// # Errors
/// Where `path` cannot be read.
pub fn gold_folders(path: &Path) -> Result<Vec<PathBuf>> {
    if is_gold_folder(path) {
        return Ok(vec![path.to_path_buf()]);
    }
    Ok(entries(path)?.into_iter().filter(|p| is_gold_folder(p)).collect())
}

/// What a folder holds, in order of names.
///
/// # Errors
/// Where the folder cannot be read.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let list = fs::read_dir(folder).map_err(|e| Error::io(folder, "read", e))?;
    let mut paths = Vec::new();
    for entry in list {
        paths.push(entry.map_err(|e| Error::io(folder, "read", e))?.path());
    }
    paths.sort();
    Ok(paths)
}

/// The name of a file or folder, lossy where it is not UTF-8.
pub fn name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The text of a file. Bytes that are not UTF-8 become U+FFFD: a bad reading counts as errors, not as a failure.
///
/// # Errors
/// Where the file cannot be read.
pub fn read_text(path: &Path) -> Result<String> {
    let bytes = fs::read(path).map_err(|e| Error::io(path, "read", e))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A JSON file as a value of type `T`.
///
/// # Errors
/// Where the file cannot be read or is not of that form.
pub fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let bytes = fs::read(path).map_err(|e| Error::io(path, "read", e))?;
    serde_json::from_slice(&bytes).map_err(|e| Error::Data { path: path.to_path_buf(), detail: e.to_string() })
}

/// Loads one gold folder. Without `pages/`, the pages are those of `gold.txt`, divided by form feeds.
///
/// # Errors
/// Where a file is missing or not of the form expected.
pub fn load(folder: &Path) -> Result<GoldDocument> {
    let folder_name = folder.canonicalize().map_or_else(|_| name(folder), |f| name(&f));
    let repeats = folder.join("dup.json");
    let repeats = if repeats.is_file() { Some(read_json(&repeats)?) } else { None };
    let mut pages = page_texts(folder, "gold")?;
    if pages.is_empty() && folder.join("gold.txt").is_file() {
        pages = split_pages(&read_text(&folder.join("gold.txt"))?).into_iter().zip(1..).map(|(t, n)| (n, t)).collect();
    }
    Ok(GoldDocument { id: folder_name, protocol: read_json(&folder.join("gold.json"))?, pages, repeats })
}

/// The texts `pages/NNN.<state>.txt` of a gold folder by page number.
///
/// # Errors
/// Where a page cannot be read.
pub fn page_texts(folder: &Path, state: &str) -> Result<BTreeMap<usize, String>> {
    let pages = folder.join("pages");
    let mut texts = BTreeMap::new();
    if pages.is_dir() {
        for path in entries(&pages)? {
            let number = name(&path).strip_suffix(&format!(".{state}.txt")).and_then(|n| n.parse().ok());
            if let Some(number) = number {
                texts.insert(number, read_text(&path)?);
            }
        }
    }
    Ok(texts)
}

/// The pages of a text file, divided by form feeds; a form feed at the very end begins no page.
pub fn split_pages(text: &str) -> Vec<String> {
    let text = text.trim_end_matches(['\n', '\r']);
    text.strip_suffix('\u{c}').unwrap_or(text).split('\u{c}').map(str::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_divided_by_form_feeds() {
        assert_eq!(split_pages("ett\n\u{c}två\n"), ["ett\n", "två"]);
        assert_eq!(split_pages("ett\u{c}två\u{c}\n"), ["ett", "två"]);
        assert_eq!(split_pages(""), [""]);
    }

    #[test]
    fn repeated_pages_may_be_left_out_of_a_source() {
        let pages = (1..=3).map(|n| (n, String::new())).collect();
        let repeats = Repeats { repeats: vec![Repeat { page: 2, of: 1 }], not_repeats: Vec::new() };
        let gold = GoldDocument { pages, repeats: Some(repeats), ..GoldDocument::default() };
        assert_eq!(gold.page_numbers(3), Some(vec![1, 2, 3]));
        assert_eq!(gold.page_numbers(2), Some(vec![1, 3]));
        assert_eq!(gold.page_numbers(5), None);
        assert_eq!((gold.first_occurrence(2), gold.first_occurrence(3)), (1, 3));
    }

    #[test]
    fn a_folder_is_loaded_with_its_pages() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("gladby-kn-1999-01-02");
        fs::create_dir_all(folder.join("pages")).unwrap();
        fs::write(folder.join("pages/001.gold.txt"), "§ 1").unwrap();
        fs::write(folder.join("pages/001.swe.txt"), "$ 1").unwrap();
        let json = r#"{"style":"typewriter","meeting":{"organ":"Kulturnämnden","attendance":
            [{"name":"Eva Å","role":null,"affiliation":null,"capacity":"deciding","note":null}]},
            "records":[{"paragraph":1,"suffix":null,"label":"§ 1","dnr":[],"title":"Val","sections":
            [{"kind":"body","heading":null,"text":"Text"}],"pages":[1],"repeat_pages":[]}]}"#;
        fs::write(folder.join("gold.json"), json).unwrap();
        let found = gold_folders(root.path()).unwrap();
        assert_eq!(found.len(), 1);
        let gold = load(&found[0]).unwrap();
        assert_eq!((gold.id.as_str(), gold.pages[&1].as_str()), ("gladby-kn-1999-01-02", "§ 1"));
        assert_eq!(gold.protocol.records[0].title.as_deref(), Some("Val"));
        assert!(gold.repeats.is_none());
        assert_eq!(page_texts(&folder, "swe").unwrap()[&1], "$ 1");
        fs::write(folder.join("gold.json"), "{}").unwrap();
        assert!(load(&folder).unwrap_err().to_string().contains("missing field"));
    }
}
