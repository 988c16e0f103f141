//! Which prediction belongs to which gold: finds the cases to judge and loads their texts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::gold::{self, GoldDocument, entries, gold_folders, name, page_texts, read_json, read_text, split_pages};
use super::{EvalOptions, lines};
use crate::edit::{Edit, apply};
use crate::protocol::{Protocol, ProtocolPage};
use crate::{Error, Result};

/// One thing to judge.
#[derive(Debug, Clone)]
pub struct Task {
    /// Name of the gold document.
    pub document: String,
    /// What was read how: "swe", "eng", "engstd", "scan"; empty where nothing says.
    pub variant: String,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    /// A gold folder and Justera's protocol.
    Protocol { folder: PathBuf, file: PathBuf },
    /// A gold folder and one of its own readings, judged as it stands.
    Reading { folder: PathBuf },
    /// A gold folder or text file, and a text file.
    Text { gold: PathBuf, text: PathBuf, raw: Option<PathBuf> },
    /// A text file and Justera's protocol of its reading.
    TextProtocol { gold: PathBuf, file: PathBuf },
    /// A table of raw and gold lines.
    Lines { table: PathBuf, pred: PathBuf },
}

/// A task with its texts.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// Manner of layout; empty where gold does not say.
    pub style: String,
    /// Pages, lines or whole documents.
    pub pieces: Vec<Piece>,
    /// What the records are judged with.
    pub structure: Option<(GoldDocument, Protocol, Vec<usize>)>,
}

/// A piece of text in its three states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// "page 3", "line 17", "all pages".
    pub place: String,
    /// As printed.
    pub gold: String,
    /// As read.
    pub raw: Option<String>,
    /// After repair.
    pub text: String,
}

/// The tasks that `gold` and `pred` hold, in order of document and variant, with the names of gold documents that no
/// prediction belongs to.
///
/// # Errors
/// Where a path cannot be read, or gold is of no known form.
pub fn tasks(gold: &Path, pred: &Path, options: &EvalOptions) -> Result<(Vec<Task>, Vec<String>)> {
    if !gold.exists() {
        return Err(Error::NotFound { path: gold.to_path_buf() });
    }
    let task = |variant: &str, kind| Task { document: name(gold), variant: variant.to_string(), kind };
    let (mut tasks, documents) = if gold.is_file() && has_ending(gold, ".tsv") {
        (vec![task("lines", Kind::Lines { table: gold.into(), pred: pred.into() })], Vec::new())
    } else if gold.is_file() {
        let kind = if has_ending(pred, ".json") {
            Kind::TextProtocol { gold: gold.into(), file: pred.into() }
        } else {
            Kind::Text { gold: gold.into(), text: pred.into(), raw: options.raw.clone() }
        };
        (vec![task("text", kind)], Vec::new())
    } else {
        let folders = gold_folders(gold)?;
        if folders.is_empty() { pair_tasks(gold, pred)? } else { folder_tasks(&folders, pred, options)? }
    };
    let wanted = |list: &[String], ok: &dyn Fn(&str) -> bool| list.is_empty() || list.iter().any(|w| ok(w));
    let chosen = |document: &str| wanted(&options.only, &|w| document.starts_with(w));
    tasks.retain(|t| chosen(&t.document) && wanted(&options.models, &|w| t.variant == w));
    tasks.sort_by_cached_key(|t| (t.document.clone(), variant_order(&t.variant)));
    let missing = documents.into_iter().filter(|d| chosen(d) && !tasks.iter().any(|t| t.document == *d)).collect();
    Ok((tasks, missing))
}

/// Order of variants in a report.
pub fn variant_order(variant: &str) -> (usize, String) {
    let known = ["swe", "eng", "engstd", "scan"].iter().position(|v| *v == variant);
    (known.unwrap_or(usize::MAX), variant.to_string())
}

fn has_ending(path: &Path, ending: &str) -> bool {
    name(path).ends_with(ending)
}

/// The files `protocols/*.json` of an output folder, or `*.json` of `pred` itself; `pred` where it is a file.
pub fn protocol_files(pred: &Path) -> Result<Vec<PathBuf>> {
    if pred.is_file() {
        return Ok(vec![pred.to_path_buf()]);
    }
    let inner = pred.join("protocols");
    let folder = if inner.is_dir() { inner.as_path() } else { pred };
    Ok(entries(folder)?.into_iter().filter(|p| has_ending(p, ".json")).collect())
}

/// Splits an id ("devset__gladby-ks__swe", "gladby-ks.swe") into the gold document that it names and the variant.
pub fn split_id<'a>(id: &str, documents: &[&'a str]) -> Option<(&'a str, String)> {
    let parts: Vec<&str> = id.split("__").collect();
    for (i, part) in parts.iter().enumerate() {
        let matching = documents.iter().filter(|d| {
            part.strip_prefix(**d).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
        });
        // The longest name, lest "gladby-ks" take what belongs to "gladby-ks-2".
        if let Some(document) = matching.max_by_key(|d| d.len()) {
            let own = part[document.len()..].trim_start_matches(['.', '-', '_']);
            let variant = match (own.is_empty(), &parts[i + 1..]) {
                (false, []) => own,
                (true, []) => "",
                (true, [one]) => one,
                _ => return None,
            };
            let bare = [".txt", ".pdf"].iter().find_map(|e| variant.strip_suffix(e)).unwrap_or(variant);
            return Some((document, bare.to_string()));
        }
    }
    None
}

fn folder_tasks(folders: &[PathBuf], pred: &Path, options: &EvalOptions) -> Result<(Vec<Task>, Vec<String>)> {
    let ids: Vec<String> = folders.iter().map(|f| f.canonicalize().map_or_else(|_| name(f), |f| name(&f))).collect();
    let names: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut tasks = Vec::new();
    if pred.is_dir() && !pred.join("protocols").is_dir() && !gold_folders(pred)?.is_empty() {
        for (folder, id) in folders.iter().zip(&ids) {
            for variant in ["swe", "eng", "engstd"] {
                if !page_texts(folder, variant)?.is_empty() {
                    let kind = Kind::Reading { folder: folder.clone() };
                    tasks.push(Task { document: id.clone(), variant: variant.to_string(), kind });
                }
            }
        }
        return Ok((tasks, ids));
    }
    let single = folders.len() == 1 && pred.is_file();
    if single && !has_ending(pred, ".json") {
        let kind = Kind::Text { gold: folders[0].clone(), text: pred.into(), raw: options.raw.clone() };
        return Ok((vec![Task { document: ids[0].clone(), variant: "text".into(), kind }], ids));
    }
    for file in protocol_files(pred)? {
        let id = name(&file).trim_end_matches(".json").to_string();
        let found = split_id(&id, &names).or_else(|| single.then(|| (names[0], String::new())));
        if let Some((document, variant)) = found
            && let Some(at) = names.iter().position(|n| *n == document)
        {
            let kind = Kind::Protocol { folder: folders[at].clone(), file };
            tasks.push(Task { document: document.to_string(), variant, kind });
        }
    }
    Ok((tasks, ids))
}

/// Tasks of a folder of `NAME.gt.txt` with readings `NAME.<model>.txt` beside it; `pred` holds repaired readings of the
/// same names, or is an output folder of Justera. Where `pred` is the gold folder itself, the readings are judged.
fn pair_tasks(gold: &Path, pred: &Path) -> Result<(Vec<Task>, Vec<String>)> {
    let files = entries(gold)?;
    let gold_texts: Vec<&PathBuf> = files.iter().filter(|f| has_ending(f, ".gt.txt")).collect();
    if gold_texts.is_empty() {
        let detail = "no gold in this folder: neither sub-folders with gold.json nor files NAME.gt.txt".to_string();
        return Err(Error::Data { path: gold.to_path_buf(), detail });
    }
    let protocols: Vec<PathBuf> = if pred.is_dir() { protocol_files(pred)? } else { Vec::new() };
    let mut tasks = Vec::new();
    let mut documents = Vec::new();
    for gold_text in gold_texts {
        let document = name(gold_text).trim_end_matches(".gt.txt").to_string();
        for raw in files.iter().filter(|f| *f != gold_text) {
            let file = name(raw);
            let variant = file.strip_prefix(&format!("{document}.")).and_then(|r| r.strip_suffix(".txt"));
            let Some(variant) = variant.filter(|v| !v.contains('.')) else { continue };
            let id = file.trim_end_matches(".txt");
            let protocol = protocols.iter().find(|p| {
                let stem = name(p);
                stem.trim_end_matches(".json").split("__").any(|part| part == id || part == file)
            });
            let text = pred.join(&file);
            let kind = match protocol {
                Some(p) => Kind::TextProtocol { gold: gold_text.clone(), file: p.clone() },
                None if text.is_file() => Kind::Text { gold: gold_text.clone(), text, raw: Some(raw.clone()) },
                None => continue,
            };
            tasks.push(Task { document: document.clone(), variant: variant.to_string(), kind });
        }
        documents.push(document);
    }
    Ok((tasks, documents))
}

/// Loads the texts of a task.
///
/// # Errors
/// Where a file cannot be read or is not of the form expected.
pub fn load(task: &Task, options: &EvalOptions) -> Result<Case> {
    match &task.kind {
        Kind::Protocol { folder, file } => {
            let gold = gold::load(folder)?;
            let protocol: Protocol = read_json(file)?;
            let numbers = gold.page_numbers(protocol.pages.len());
            let (raw, text) = repaired(&protocol);
            let mut pieces = match &numbers {
                Some(numbers) => page_pieces(&gold, numbers, Some(&raw), &text),
                None => vec![whole(&gold.pages.values().cloned().collect::<Vec<_>>(), Some(&raw), &text)],
            };
            if options.skip_repeats
                && let Some(numbers) = &numbers
            {
                let kept: Vec<bool> = numbers.iter().map(|n| gold.first_occurrence(*n) == *n).collect();
                let mut kept = kept.iter();
                pieces.retain(|_| kept.next() == Some(&true));
            }
            let numbers = numbers.unwrap_or_else(|| (1..=protocol.pages.len()).collect());
            let style = gold.protocol.style.clone();
            Ok(Case { style, pieces, structure: Some((gold, protocol, numbers)) })
        }
        Kind::Reading { folder } => {
            let gold = gold::load(folder)?;
            let read = page_texts(folder, &task.variant)?;
            let numbers: Vec<usize> = gold
                .pages
                .keys()
                .copied()
                .filter(|n| !options.skip_repeats || gold.first_occurrence(*n) == *n)
                .collect();
            let text: Vec<String> = numbers.iter().map(|n| read.get(n).cloned().unwrap_or_default()).collect();
            let pieces = page_pieces(&gold, &numbers, None, &text);
            Ok(Case { style: gold.protocol.style, pieces, structure: None })
        }
        Kind::Text { gold, text, raw } => {
            let raw = raw.as_ref().map(|r| read_text(r)).transpose()?.map(|r| split_pages(&r));
            let (style, gold) = if gold.is_dir() {
                let gold = gold::load(gold)?;
                (gold.protocol.style, gold.pages.into_values().collect())
            } else {
                (String::new(), split_pages(&read_text(gold)?))
            };
            let pieces = text_pieces(&gold, raw.as_deref(), &split_pages(&read_text(text)?));
            Ok(Case { style, pieces, structure: None })
        }
        Kind::TextProtocol { gold, file } => {
            let (raw, text) = repaired(&read_json(file)?);
            let pieces = text_pieces(&split_pages(&read_text(gold)?), Some(&raw), &text);
            Ok(Case { pieces, ..Case::default() })
        }
        Kind::Lines { table, pred } => {
            Ok(Case { pieces: lines::pieces(&lines::read_table(table)?, pred)?, ..Case::default() })
        }
    }
}

/// The edits of a protocol by page and raw line, in order of their offsets.
pub fn edits_by_page(protocol: &Protocol) -> BTreeMap<usize, BTreeMap<usize, Vec<Edit>>> {
    let mut edits: BTreeMap<usize, BTreeMap<usize, Vec<Edit>>> = BTreeMap::new();
    for e in &protocol.edits {
        edits.entry(e.page).or_default().entry(e.line).or_default().push(e.edit.clone());
    }
    edits.values_mut().flat_map(BTreeMap::values_mut).for_each(|line| line.sort_by_key(|e| e.start));
    edits
}

/// The pages of a protocol as read, and with the applied edits made, furniture included.
pub fn repaired(protocol: &Protocol) -> (Vec<String>, Vec<String>) {
    let edits = edits_by_page(protocol);
    let page = |page: &ProtocolPage| {
        let edits = edits.get(&page.index);
        let line = |(i, raw): (usize, &str)| match edits.and_then(|e| e.get(&i)) {
            Some(edits) => apply(raw, edits),
            None => raw.to_string(),
        };
        let text: Vec<String> = page.raw.split('\n').enumerate().map(line).collect();
        (page.raw.clone(), text.join("\n"))
    };
    protocol.pages.iter().map(page).unzip()
}

fn page_pieces(gold: &GoldDocument, numbers: &[usize], raw: Option<&[String]>, text: &[String]) -> Vec<Piece> {
    let piece = |(i, n): (usize, &usize)| Piece {
        place: format!("page {n}"),
        gold: gold.pages.get(n).cloned().unwrap_or_default(),
        raw: raw.map(|r| r[i].clone()),
        text: text[i].clone(),
    };
    numbers.iter().enumerate().map(piece).collect()
}

/// Page by page where all have as many pages, else as a whole.
fn text_pieces(gold: &[String], raw: Option<&[String]>, text: &[String]) -> Vec<Piece> {
    if gold.len() != text.len() || raw.is_some_and(|r| r.len() != text.len()) {
        return vec![whole(gold, raw, text)];
    }
    let piece = |i: usize| Piece {
        place: format!("page {}", i + 1),
        gold: gold[i].clone(),
        raw: raw.map(|r| r[i].clone()),
        text: text[i].clone(),
    };
    (0..gold.len()).map(piece).collect()
}

fn whole(gold: &[String], raw: Option<&[String]>, text: &[String]) -> Piece {
    let joined = |pages: &[String]| pages.join("\n");
    Piece { place: "all pages".to_string(), gold: joined(gold), raw: raw.map(joined), text: joined(text) }
}

#[cfg(test)]
#[path = "cases_tests.rs"]
mod tests;
