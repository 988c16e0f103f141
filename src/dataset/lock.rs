//! One run at a time over a dataset.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};

use super::Dataset;
use crate::error::{Error, Result};

/// The right to write to a dataset, given back when it is dropped or its process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock. The folders must be there.
    ///
    /// # Errors
    /// [`Error::Usage`] names the process that has it.
    pub fn take(dataset: &Dataset) -> Result<Lock> {
        let path = dataset.state("lock");
        let io = |e| Error::Io { path: path.clone(), action: "write", source: e };
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = open.map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            // A system without locks, such as some network drives, cannot help us.
            Err(TryLockError::Error(e)) if e.kind() == std::io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(e)) => return Err(io(e)),
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                let holder = holder.trim();
                let holder = if holder.is_empty() { "another process" } else { holder };
                return Err(Error::Usage(format!(
                    "{}: {holder} is writing to this folder; wait until it ends, end it, or give another folder with --out",
                    dataset.path().display()
                )));
            }
        }
        let holder = format!("process {} on {}\n", std::process::id(), host());
        let write = file
            .set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| file.write_all(holder.as_bytes()));
        write.map_err(io)?;
        Ok(Lock { _file: file })
    }
}

#[cfg(unix)]
fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn host() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_else(|_| "this machine".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_has_it_and_the_other_is_told_who() {
        let dir = tempfile::tempdir().unwrap();
        let dataset = Dataset::at(dir.path());
        dataset.make().unwrap();
        let first = Lock::take(&dataset).unwrap();
        let said = Lock::take(&dataset).unwrap_err().to_string();
        assert!(said.contains(&format!("process {}", std::process::id())), "{said}");
        drop(first);
        // What a process wrote that has died keeps nobody out.
        std::fs::write(dataset.state("lock"), "process 1 on elsewhere, and a longer line\n").unwrap();
        let _second = Lock::take(&dataset).unwrap();
        let now = std::fs::read_to_string(dataset.state("lock")).unwrap();
        assert!(now.starts_with(&format!("process {} on ", std::process::id())) && now.lines().count() == 1, "{now}");
    }
}
