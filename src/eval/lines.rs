//! Gold as a table of lines: `raw<TAB>gold`, comments begin with `#`, gold `?` is unreadable and is not judged.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use super::cases::{Piece, protocol_files, repaired};
use super::gold::{name, read_json, read_text};
use crate::{Error, Result};

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinePair {
    /// Line number in the table, from 1.
    pub number: usize,
    /// As read.
    pub raw: String,
    /// As printed; `None` where it is unreadable.
    pub gold: Option<String>,
}

/// Reads the table.
///
/// # Errors
/// Where the file cannot be read, or a line has no tab.
pub fn read_table(path: &Path) -> Result<Vec<LinePair>> {
    let mut pairs = Vec::new();
    for (line, number) in read_text(path)?.lines().zip(1..) {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let Some((raw, gold)) = line.split_once('\t') else {
            let detail = format!("line {number}: no tab; a line is 'raw<TAB>gold'");
            return Err(Error::Data { path: path.to_path_buf(), detail });
        };
        let gold = (gold.trim() != "?").then(|| gold.to_string());
        pairs.push(LinePair { number, raw: raw.to_string(), gold });
    }
    Ok(pairs)
}

/// The pieces to judge. `pred` is a text file of repaired lines, one for each line of the table (unreadable ones may be
/// left out), `-` for the same on standard input, or Justera's output for a text that holds the raw lines: a line is then
/// found by its raw text, and judged as it was repaired in its context.
///
/// # Errors
/// Where `pred` cannot be read, or its lines do not belong to the table.
pub fn pieces(pairs: &[LinePair], pred: &Path) -> Result<Vec<Piece>> {
    let texts = if pred.is_dir() || name(pred).ends_with(".json") {
        from_protocols(pairs, pred)?
    } else if pred.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(|e| Error::io("standard input", "read", e))?;
        in_order(pairs, &text, pred)?
    } else {
        in_order(pairs, &read_text(pred)?, pred)?
    };
    let piece = |(pair, text): (&LinePair, String)| {
        pair.gold.clone().map(|gold| Piece {
            place: format!("line {}", pair.number),
            gold,
            raw: Some(pair.raw.clone()),
            text,
        })
    };
    Ok(pairs.iter().zip(texts).filter_map(piece).collect())
}

/// The repaired line for each pair, from lines in the same order.
fn in_order(pairs: &[LinePair], text: &str, pred: &Path) -> Result<Vec<String>> {
    let readable = pairs.iter().filter(|p| p.gold.is_some()).count();
    let mut lines = text.lines().map(str::to_string);
    match text.lines().count() {
        n if n == pairs.len() => Ok(lines.collect()),
        n if n == readable => {
            Ok(pairs.iter().map(|p| p.gold.as_ref().and_then(|_| lines.next()).unwrap_or_default()).collect())
        }
        n => {
            let detail =
                format!("{n} lines, but the table has {}; give one repaired line for each of its lines", pairs.len());
            Err(Error::Data { path: pred.to_path_buf(), detail })
        }
    }
}

fn from_protocols(pairs: &[LinePair], pred: &Path) -> Result<Vec<String>> {
    let mut repaired_line: HashMap<String, String> = HashMap::new();
    for file in protocol_files(pred)? {
        let (raw, text) = repaired(&read_json(&file)?);
        for (raw, text) in raw.iter().zip(&text) {
            for (raw, text) in raw.split('\n').zip(text.split('\n')) {
                repaired_line.entry(raw.trim().to_string()).or_insert_with(|| text.to_string());
            }
        }
    }
    let find = |pair: &LinePair| match repaired_line.get(pair.raw.trim()) {
        Some(text) => Ok(text.clone()),
        None if pair.gold.is_none() => Ok(String::new()),
        None => Err(Error::Data {
            path: pred.to_path_buf(),
            detail: format!("no page holds line {} of the table ('{}') as read", pair.number, pair.raw),
        }),
    };
    pairs.iter().map(find).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::fixture::{edit, protocol};

    fn table(root: &Path) -> Vec<LinePair> {
        let path = root.join("gladby.tsv");
        std::fs::write(&path, "# raw\tgold\nMotet pa torget\tMötet på torget\nx~x\t?\n\nSlut\tSlut\n").unwrap();
        read_table(&path).unwrap()
    }

    #[test]
    fn repaired_lines_come_in_the_order_of_the_table() {
        let root = tempfile::tempdir().unwrap();
        let pairs = table(root.path());
        assert_eq!(pairs.iter().map(|p| p.number).collect::<Vec<_>>(), [2, 3, 5]);
        let pred = root.path().join("pred.txt");
        for text in ["Mötet pa torget\nskräp\nSlut\n", "Mötet pa torget\nSlut"] {
            std::fs::write(&pred, text).unwrap();
            let pieces = pieces(&pairs, &pred).unwrap();
            assert_eq!(pieces.iter().map(|p| p.text.as_str()).collect::<Vec<_>>(), ["Mötet pa torget", "Slut"]);
            assert_eq!(pieces[1].place, "line 5");
        }
        std::fs::write(&pred, "bara en").unwrap();
        assert!(pieces(&pairs, &pred).unwrap_err().to_string().contains("1 lines, but the table has 3"));
    }

    #[test]
    fn lines_are_found_in_a_protocol_by_their_raw_text() {
        let root = tempfile::tempdir().unwrap();
        let pairs = table(root.path());
        let mut run = protocol("gladby", &["Slut\n  Motet pa torget"]);
        run.edits = vec![edit(&run, 0, 1, "Motet", "Mötet"), edit(&run, 0, 1, "pa", "på")];
        run.edits[1].edit.applied = false;
        let file = root.path().join("gladby.json");
        std::fs::write(&file, serde_json::to_string(&run).unwrap()).unwrap();
        let pieces = pieces(&pairs, &file).unwrap();
        assert_eq!(pieces[0].text, "  Mötet pa torget");
        assert_eq!(pieces[1].text, "Slut");
        let other = vec![LinePair { number: 9, raw: "Annat".into(), gold: Some("Annat".into()) }];
        assert!(super::pieces(&other, &file).unwrap_err().to_string().contains("line 9"));
    }

    #[test]
    fn a_line_without_a_tab_is_named() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("bad.tsv");
        std::fs::write(&path, "a\tb\nc\n").unwrap();
        assert!(read_table(&path).unwrap_err().to_string().contains("line 2: no tab"));
    }
}
