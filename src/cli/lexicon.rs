//! A user's own words (`--lexicon`), and `justera lexicon`: how a word is known, and a dataset's own words.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};

use super::filter::print;
use crate::error::{Error, Result};
use crate::lexicon::Lexicon;
use crate::lexicon::user::UserWords;
use crate::protocol::Protocol;
use crate::repair::check::{self, Known};
use crate::repair::collect::Collection;

/// `justera lexicon …`
#[derive(Subcommand)]
pub enum LexiconCommand {
    /// Say how words are known
    #[command(after_help = "Example: justera lexicon check qvarn bredbandsnod nimnden")]
    Check(CheckArgs),
    /// Gather a dataset's names and unusual words: a file for --lexicon
    #[command(
        after_help = "Example: justera lexicon collect out > names.txt; justera run scans --out out --lexicon names.txt"
    )]
    Collect(CollectArgs),
}

/// A user's words.
#[derive(Args, Debug, Clone)]
pub struct LexiconArgs {
    /// File of words to know, `word` or `word<TAB>count` a line, names with a capital; may be given again
    #[arg(long = "lexicon", value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Arguments of `justera lexicon check`.
#[derive(Args)]
pub struct CheckArgs {
    /// Words
    #[arg(required = true, value_name = "WORD")]
    words: Vec<String>,
    /// One JSON a word
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    lexicon: LexiconArgs,
}

/// Arguments of `justera lexicon collect`.
#[derive(Args)]
pub struct CollectArgs {
    /// Folders that `justera run` wrote
    #[arg(required = true, value_name = "OUT")]
    folders: Vec<PathBuf>,
    #[command(flatten)]
    lexicon: LexiconArgs,
}

/// The lexicon with the user's words, and the digests of the user's files by name.
pub struct Loaded {
    pub lexicon: Arc<Lexicon>,
    pub digests: BTreeMap<String, String>,
}

impl LexiconArgs {
    /// Reads the files.
    ///
    /// # Errors
    /// [`Error::Usage`] names the file, what is wrong with it, and the remedy.
    pub fn load(&self) -> Result<Loaded> {
        if self.files.is_empty() {
            return Ok(Loaded { lexicon: Lexicon::swedish()?, digests: BTreeMap::new() });
        }
        let usage = |e: Error| Error::Usage(format!("--lexicon {e}"));
        let (mut texts, mut digests) = (Vec::new(), BTreeMap::new());
        for path in &self.files {
            let bytes = std::fs::read(path).map_err(|e| usage(Error::io(path, "read", e)))?;
            digests.insert(name_of(path, &digests), crate::export::sha256_hex(&bytes));
            let text = String::from_utf8(bytes).map_err(|_| {
                let detail = "it is no UTF-8 text; save it as UTF-8, one word a line".into();
                usage(Error::Data { path: path.clone(), detail })
            })?;
            texts.push((path.display().to_string(), text));
        }
        let lists: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let words = UserWords::parse_all(&lists).map_err(usage)?;
        Ok(Loaded { lexicon: Lexicon::with_user(words)?, digests })
    }
}

/// The file's own name, so that the manifest does not depend on where the file lies; where two are called the same, the whole path.
pub(super) fn name_of(path: &Path, taken: &BTreeMap<String, String>) -> String {
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    if taken.contains_key(&name) { path.display().to_string() } else { name }
}

/// Runs `justera lexicon`.
///
/// # Errors
/// Where a file of words or a dataset cannot be read.
pub fn run(command: &LexiconCommand) -> Result<()> {
    match command {
        LexiconCommand::Check(args) => check_words(args),
        LexiconCommand::Collect(args) => collect(args),
    }
}

fn check_words(args: &CheckArgs) -> Result<()> {
    let lexicon = args.lexicon.load()?.lexicon;
    let mut out = String::new();
    for word in &args.words {
        let known = check::known(&lexicon, word)?;
        if args.json {
            let json =
                serde_json::to_string(&known).map_err(|e| Error::Data { path: word.into(), detail: e.to_string() })?;
            out.push_str(&json);
        } else {
            out.push_str(&said(&known));
        }
        out.push('\n');
    }
    print(out.as_bytes())
}

/// One line for a person.
fn said(known: &Known) -> String {
    let mut parts = Vec::new();
    if let Some(entry) = &known.entry {
        parts.push(format!("entry, seen {} times in lower case, {} capitalised", entry.lower, entry.capital));
        parts.push(format!("from {}", entry.origins.join(", ")));
    }
    if known.combining {
        parts.push("only the first part of compounds".into());
    }
    if let Some(modern) = &known.old_form_of {
        parts.push(format!("old form of {modern}"));
    }
    if let Some(era) = known.era {
        parts.push(format!("era {}", era.name()));
    }
    if !known.parts.is_empty() {
        parts.push(format!("compound of {}", known.parts.join(" + ")));
    }
    if parts.is_empty() {
        parts.push("unknown".into());
    }
    if !known.suggestions.is_empty() {
        parts.push(format!("may be a misread {}", known.suggestions.join(", ")));
    }
    format!("{}: {}", known.word, parts.join("; "))
}

fn collect(args: &CollectArgs) -> Result<()> {
    let lexicon = args.lexicon.load()?.lexicon;
    let mut words = Collection::default();
    for folder in &args.folders {
        for path in protocols(folder)? {
            let bytes = std::fs::read(&path).map_err(|e| Error::io(&path, "read", e))?;
            let protocol: Protocol = serde_json::from_slice(&bytes).map_err(|e| Error::Data {
                path: path.clone(),
                detail: format!("it is no protocol of Justera: {e}"),
            })?;
            words.add(&lexicon, &protocol);
        }
    }
    let lines: String = words.words(&lexicon)?.into_iter().map(|(word, count)| format!("{word}\t{count}\n")).collect();
    print(lines.as_bytes())
}

/// The protocol files of a dataset, in order.
fn protocols(folder: &Path) -> Result<Vec<PathBuf>> {
    let inner = folder.join("protocols");
    let entries = std::fs::read_dir(&inner).map_err(|e| {
        let problem =
            if folder.is_dir() { "no dataset; give a folder that justera run wrote".into() } else { e.to_string() };
        Error::Usage(format!("{}: {problem}", folder.display()))
    })?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| Error::io(&inner, "read", e))?.path();
        if path.extension().is_some_and(|e| e == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
