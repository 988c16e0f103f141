//! The file of decisions: lines are added and never changed, and each is on the disk before it is said to be taken.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::{Decision, parse};
use crate::error::{Error, Result};

/// Reads the decisions of a file, with the file's bytes.
///
/// # Errors
/// Where it cannot be read; [`Error::Data`] names the line that is no decision.
pub fn read(path: &Path) -> Result<(Vec<Decision>, Vec<u8>)> {
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, "read", e))?;
    let data = |detail: String| Error::Data { path: path.into(), detail };
    let text = std::str::from_utf8(&bytes).map_err(|_| data("it is no UTF-8 text; save it as UTF-8".into()))?;
    let all = parse(text).map_err(data)?;
    Ok((all, bytes))
}

/// A file of decisions, open for one writer.
#[derive(Debug)]
pub struct DecisionFile {
    path: PathBuf,
    file: File,
    all: Vec<Decision>,
}

impl DecisionFile {
    /// Opens the file, or makes it. A last line that was cut off while it was written, and never said to be taken, is removed.
    ///
    /// # Errors
    /// [`Error::Usage`] where another process writes to it; otherwise as [`read`].
    pub fn open(path: &Path) -> Result<Self> {
        let io = |action| move |e| Error::Io { path: path.into(), action, source: e };
        let options = OpenOptions::new().read(true).append(true).create(true).open(path);
        let mut file = options.map_err(io("write"))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                let shown = path.display();
                return Err(Error::Usage(format!(
                    "{shown}: another process writes decisions to this file; end it, or give another with --decisions"
                )));
            }
            // A system without locks cannot help us.
            Err(TryLockError::Error(e)) if e.kind() != std::io::ErrorKind::Unsupported => return Err(io("write")(e)),
            _ => {}
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(io("read"))?;
        let whole = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
        if whole < bytes.len() {
            if serde_json::from_slice::<Decision>(&bytes[whole..]).is_ok() {
                file.write_all(b"\n").map_err(io("write"))?;
            } else {
                file.set_len(whole as u64).map_err(io("write"))?;
            }
            file.sync_all().map_err(io("write"))?;
        }
        Ok(DecisionFile { path: path.into(), file, all: read(path)?.0 })
    }

    /// Adds a decision; when this returns, it is on the disk.
    ///
    /// # Errors
    /// [`Error::Usage`] where the decision is none; otherwise where it cannot be written: then nothing of it is kept.
    pub fn add(&mut self, decision: Decision) -> Result<()> {
        if let Some(problem) = decision.problem() {
            return Err(Error::Usage(problem.into()));
        }
        let io = |e| Error::Io { path: self.path.clone(), action: "write", source: e };
        let mut line = serde_json::to_string(&decision)
            .map_err(|e| Error::Data { path: self.path.clone(), detail: e.to_string() })?;
        line.push('\n');
        let before = self.file.metadata().map_err(io)?.len();
        if let Err(e) = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_all()) {
            let _ = self.file.set_len(before);
            return Err(io(e));
        }
        self.all.push(decision);
        Ok(())
    }

    /// All lines, in order.
    pub fn all(&self) -> &[Decision] {
        &self.all
    }

    /// The file's path.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    fn decision(from: &str) -> Decision {
        let decision = Verdict::Reject;
        Decision { from: from.into(), proposed: None, decision, to: None, at: None, note: String::new() }
    }

    #[test]
    fn lines_are_added_and_a_torn_one_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("decisions.jsonl");
        let mut file = DecisionFile::open(&path).unwrap();
        file.add(decision("pa")).unwrap();
        file.add(decision("for")).unwrap();
        assert!(matches!(DecisionFile::open(&path), Err(Error::Usage(_))), "one writer");
        drop(file);
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, [&whole[..], br#"{"from":"tor"#].concat()).unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("line 3"));
        assert_eq!(DecisionFile::open(&path).unwrap().all().len(), 2);
        assert_eq!(std::fs::read(&path).unwrap(), whole);
        // A line that a person wrote without a line end is one.
        std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert_eq!(DecisionFile::open(&path).unwrap().all().len(), 2);
        assert_eq!(std::fs::read(&path).unwrap(), whole);
    }
}
