//! What a run has finished, a line a document: the mark that it is complete, added once its files are safe.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::{Dataset, read_json, remove_folder};
use crate::error::{Error, Result};
use crate::export::{InputReport, Manifest, escape_id};

const FILE: &str = "journal.jsonl";
/// Documents that may wait for their mark, so that many short ones share the cost of making names safe.
const WAITING: usize = 64;
/// Seconds of work that may wait for their mark.
const WORK: f64 = 0.25;

/// A finished document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Digest of the program, options and dictionaries that made it.
    pub settings: String,
    /// Digest of the recognition models, where a page was recognised.
    pub models: Option<String>,
    /// How many warnings are its own: those of the comparison with other documents stand behind them.
    pub warnings: usize,
    /// What the manifest says of it. It has an identifier.
    pub report: InputReport,
}

impl Done {
    /// The document's identifier.
    pub fn id(&self) -> &str {
        self.report.id.as_deref().unwrap_or_default()
    }
}

/// A line as it is read.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    /// A document that may get files.
    Planned(String),
    Done(Box<Done>),
}

/// A line as it is written.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum NewLine<'a> {
    Planned(&'a str),
    Done(&'a Done),
}

/// What a journal says.
#[derive(Debug, Default, Clone)]
pub struct Told {
    /// Finished documents by identifier.
    pub done: BTreeMap<String, Done>,
    /// Documents that have files, or may have: finished or not.
    pub known: BTreeSet<String>,
}

impl Told {
    /// Reads the journal of a dataset; of a dataset without one, made by an earlier version, what its manifest names. A line that is not whole,
    /// as the last may be after a loss of power, is none.
    ///
    /// # Errors
    /// Where the journal is there and cannot be read.
    pub fn read(dataset: &Dataset) -> Result<Told> {
        let path = dataset.state(FILE);
        let mut told = Told::default();
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                let manifest = read_json::<Manifest>(&dataset.folder("manifest.json"));
                told.known = manifest.into_iter().flat_map(|m| m.inputs).filter_map(|i| i.id).collect();
                return Ok(told);
            }
            Err(e) => return Err(Error::io(path, "read", e)),
        };
        for line in BufReader::new(file).split(b'\n') {
            let line = line.map_err(|e| Error::io(&path, "read", e))?;
            match serde_json::from_slice(&line) {
                Ok(Line::Planned(id)) => drop(told.known.insert(id)),
                Ok(Line::Done(done)) => {
                    told.known.insert(done.id().into());
                    told.done.insert(done.id().into(), *done);
                }
                Err(_) => {}
            }
        }
        Ok(told)
    }
}

/// A journal being written.
#[derive(Debug)]
pub struct Journal {
    dataset: Dataset,
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    file: File,
    waiting: Vec<Done>,
    work: f64,
}

impl Journal {
    /// Opens the journal to write on.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn open(dataset: &Dataset) -> Result<Journal> {
        let path = dataset.state(FILE);
        let open = || {
            let mut file = OpenOptions::new().read(true).append(true).create(true).open(&path)?;
            if file.seek(SeekFrom::End(0))? > 0 {
                // The last line may have been cut off.
                file.write_all(b"\n")?;
            }
            Ok(file)
        };
        let file = open().map_err(|e| Error::Io { path: path.clone(), action: "write", source: e })?;
        let state = Mutex::new(State { file, waiting: Vec::new(), work: 0.0 });
        Ok(Journal { dataset: dataset.clone(), path, state })
    }

    /// Says that documents are going to have files, so that none of these is forgotten if the run ends here and its input is gone tomorrow.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn plan<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Result<()> {
        self.append(&mut self.lock(), ids.map(NewLine::Planned))
    }

    /// Marks a document as complete; `seconds` is the work that went into it.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn done(&self, done: Done, seconds: f64) -> Result<()> {
        let mut state = self.lock();
        state.waiting.push(done);
        state.work += seconds;
        if state.waiting.len() >= WAITING || state.work >= WORK { self.write(&mut state) } else { Ok(()) }
    }

    /// Writes the marks that wait.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub fn flush(&self) -> Result<()> {
        self.write(&mut self.lock())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, state: &mut State) -> Result<()> {
        if state.waiting.is_empty() {
            return Ok(());
        }
        self.dataset.sync_names()?;
        let waiting = std::mem::take(&mut state.waiting);
        state.work = 0.0;
        let recognised: Vec<String> =
            waiting.iter().filter(|d| d.models.is_some()).map(|d| escape_id(d.id())).collect();
        self.append(state, waiting.iter().map(NewLine::Done))?;
        // Pages were kept in case the run ended before this.
        recognised.iter().try_for_each(|name| remove_folder(&self.dataset.state("pages").join(name)))
    }

    fn append<'a>(&self, state: &mut State, lines: impl Iterator<Item = NewLine<'a>>) -> Result<()> {
        let mut file = BufWriter::new(&state.file);
        let write = write_lines(&mut file, lines).and_then(|()| file.flush()).and_then(|()| state.file.sync_data());
        write.map_err(|e| Error::Io { path: self.path.clone(), action: "write", source: e })
    }
}

/// Writes the journal anew: only what is finished, in order of identifier.
///
/// # Errors
/// Where it cannot be written.
pub fn rewrite<'a>(dataset: &Dataset, done: impl Iterator<Item = &'a Done>) -> Result<()> {
    dataset.write_with(&dataset.state(FILE), |file| write_lines(file, done.map(NewLine::Done)))
}

fn write_lines<'a>(file: &mut impl Write, lines: impl Iterator<Item = NewLine<'a>>) -> std::io::Result<()> {
    for line in lines {
        serde_json::to_writer(&mut *file, &line)?;
        file.write_all(b"\n")?;
    }
    Ok(())
}

#[cfg(test)]
pub(crate) fn done_for_tests(id: &str) -> Done {
    let report = InputReport { id: Some(id.into()), path: format!("{id}.txt"), ..InputReport::default() };
    Done { settings: "s".into(), models: None, warnings: 0, report }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_cut_off_is_forgotten_and_the_next_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let dataset = Dataset::at(dir.path());
        dataset.make().unwrap();
        let journal = Journal::open(&dataset).unwrap();
        journal.plan(["a", "b", "c"].into_iter()).unwrap();
        journal.done(done_for_tests("a"), 0.0).unwrap();
        journal.done(done_for_tests("b"), 1.0).unwrap();
        drop(journal);
        let path = dataset.state(FILE);
        let whole = std::fs::read(&path).unwrap();
        for cut in 0..whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let before = Told::read(&dataset).unwrap();
            let journal = Journal::open(&dataset).unwrap();
            journal.done(done_for_tests("å"), 1.0).unwrap();
            let after = Told::read(&dataset).unwrap();
            assert_eq!(after.done.len(), before.done.len() + 1, "cut at {cut}");
            assert!(after.done.contains_key("å"));
        }
    }

    #[test]
    fn marks_that_wait_are_written_when_asked() {
        let dir = tempfile::tempdir().unwrap();
        let dataset = Dataset::at(dir.path());
        dataset.make().unwrap();
        let journal = Journal::open(&dataset).unwrap();
        journal.done(done_for_tests("a"), 0.0).unwrap();
        assert!(Told::read(&dataset).unwrap().done.is_empty());
        journal.flush().unwrap();
        assert_eq!(Told::read(&dataset).unwrap().done["a"], done_for_tests("a"));
    }

    #[test]
    fn a_journal_written_anew_holds_what_is_finished() {
        let dir = tempfile::tempdir().unwrap();
        let dataset = Dataset::at(dir.path());
        dataset.make().unwrap();
        Journal::open(&dataset).unwrap().plan(["x"].into_iter()).unwrap();
        rewrite(&dataset, [done_for_tests("b")].iter()).unwrap();
        let told = Told::read(&dataset).unwrap();
        assert_eq!((told.known.len(), told.done.len()), (1, 1));
    }
}
