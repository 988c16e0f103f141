//! Sorting more numbers than memory holds: sorted runs on disk, merged when read.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use rayon::slice::ParallelSliceMut;

use crate::error::{Error, Result};

/// Numbers held before a run is written: 64 MiB of them.
const RUN: usize = 8 << 20;
/// Runs on disk before they are merged into one, so that a batch of any size needs few open files.
const MAX_RUNS: usize = 96;
/// Bytes read or written at a time.
const BUFFER: usize = 1 << 18;

/// Takes numbers in any order and gives them back in rising order.
#[derive(Debug)]
pub(super) struct Sorter {
    folder: PathBuf,
    name: &'static str,
    run: usize,
    held: Vec<u64>,
    runs: Vec<PathBuf>,
    written: usize,
}

impl Sorter {
    /// A sorter that writes its runs to `folder`, under names that begin with `name`.
    pub fn new(folder: &Path, name: &'static str) -> Sorter {
        Sorter::with_run(folder, name, RUN)
    }

    fn with_run(folder: &Path, name: &'static str, run: usize) -> Sorter {
        Sorter { folder: folder.into(), name, run, held: Vec::new(), runs: Vec::new(), written: 0 }
    }

    /// Takes one number.
    pub fn push(&mut self, number: u64) -> Result<()> {
        self.held.push(number);
        if self.held.len() < self.run { Ok(()) } else { self.spill() }
    }

    fn spill(&mut self) -> Result<()> {
        self.held.par_sort_unstable();
        let path = self.next_path();
        write_run(&path, self.held.iter().map(|n| Ok(*n)))?;
        self.held.clear();
        self.runs.push(path);
        if self.runs.len() < MAX_RUNS {
            return Ok(());
        }
        let path = self.next_path();
        let runs = std::mem::replace(&mut self.runs, vec![path.clone()]);
        write_run(&path, Merged::new(Vec::new(), &runs)?)?;
        runs.iter().try_for_each(|run| std::fs::remove_file(run).map_err(|e| Error::io(run, "write", e)))
    }

    fn next_path(&mut self) -> PathBuf {
        self.written += 1;
        self.folder.join(format!("{}-{:04}", self.name, self.written))
    }

    /// All numbers in rising order, each as often as it was given.
    pub fn finish(mut self) -> Result<Merged> {
        self.held.par_sort_unstable();
        Merged::new(std::mem::take(&mut self.held), &self.runs)
    }
}

fn write_run(path: &Path, numbers: impl Iterator<Item = Result<u64>>) -> Result<()> {
    let io = |e| Error::io(path, "write", e);
    let mut file = BufWriter::with_capacity(BUFFER, File::create(path).map_err(io)?);
    for number in numbers {
        file.write_all(&number?.to_le_bytes()).map_err(io)?;
    }
    file.flush().map_err(io)
}

/// Numbers in rising order, from memory and from runs on disk.
#[derive(Debug)]
pub(super) struct Merged {
    /// The first number of each source that is not at its end.
    heads: BinaryHeap<Reverse<(u64, usize)>>,
    runs: Vec<(BufReader<File>, PathBuf)>,
    held: std::vec::IntoIter<u64>,
}

impl Merged {
    fn new(held: Vec<u64>, runs: &[PathBuf]) -> Result<Merged> {
        let open = |path: &PathBuf| {
            let file = File::open(path).map_err(|e| Error::io(path, "read", e))?;
            Ok((BufReader::with_capacity(BUFFER, file), path.clone()))
        };
        let mut merged = Merged {
            heads: BinaryHeap::new(),
            runs: runs.iter().map(open).collect::<Result<_>>()?,
            held: held.into_iter(),
        };
        for source in 0..=merged.runs.len() {
            if let Some(number) = merged.read(source)? {
                merged.heads.push(Reverse((number, source)));
            }
        }
        Ok(merged)
    }

    /// The next number of a source; the last source is memory.
    fn read(&mut self, source: usize) -> Result<Option<u64>> {
        let Some((file, path)) = self.runs.get_mut(source) else { return Ok(self.held.next()) };
        let mut bytes = [0; 8];
        match file.read_exact(&mut bytes) {
            Ok(()) => Ok(Some(u64::from_le_bytes(bytes))),
            Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
            Err(e) => Err(Error::io(path.clone(), "read", e)),
        }
    }
}

impl Iterator for Merged {
    type Item = Result<u64>;

    fn next(&mut self) -> Option<Result<u64>> {
        let Reverse((number, source)) = self.heads.pop()?;
        match self.read(source) {
            Ok(Some(next)) => self.heads.push(Reverse((next, source))),
            Ok(None) => {}
            Err(e) => return Some(Err(e)),
        }
        Some(Ok(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_memory_are_one_order() {
        let dir = tempfile::tempdir().unwrap();
        let numbers: Vec<u64> = (0..5000u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 50).collect();
        let mut expected = numbers.clone();
        expected.sort_unstable();
        // The last makes more runs than are kept open, so that some are merged on the way.
        for run in [10_000, 700, 20] {
            let mut sorter = Sorter::with_run(dir.path(), "test", run);
            numbers.iter().for_each(|n| sorter.push(*n).unwrap());
            assert!(sorter.runs.len() <= MAX_RUNS);
            let sorted: Vec<u64> = sorter.finish().unwrap().map(Result::unwrap).collect();
            assert_eq!(sorted, expected, "runs of {run}");
        }
        assert_eq!(Sorter::new(dir.path(), "none").finish().unwrap().count(), 0);
    }

    #[test]
    fn a_folder_that_is_gone_is_an_error_with_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::with_run(&dir.path().join("gone"), "test", 2);
        sorter.push(1).unwrap();
        assert!(sorter.push(2).unwrap_err().to_string().contains("gone"));
    }
}
