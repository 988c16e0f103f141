//! Datasets of the same settings put together as one: the same as one run over all their inputs gives.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::assemble::{MANIFEST, Parts, assemble};
use super::journal::{Done, Journal, Told};
use super::{Dataset, STATE, read_json};
use crate::error::{Error, Result};
use crate::export::{InputReport, Manifest, ShardOf, sha256_hex};

/// Copies the documents of `from` into `into`, which must be locked, and puts the whole together. Documents that `into` held and none of `from` has
/// go; their identifiers are given back with the manifest.
///
/// # Errors
/// [`Error::Usage`] where these are not shares of one batch, all of it, made by the same program with the same settings; [`Error::Data`] where a
/// file is not what its manifest says.
pub fn merge(from: &[Dataset], into: &Dataset, told: Told) -> Result<(Manifest, Vec<String>)> {
    let manifests = from.iter().map(finished).collect::<Result<Vec<Manifest>>>()?;
    let mut head = head(from, &manifests)?;
    shares(from, &manifests)?;
    let journal = Journal::open(into)?;
    let all = || manifests.iter().flat_map(|m| &m.inputs).filter(|i| i.output.is_some());
    journal.plan(all().filter_map(|i| i.id.as_deref()))?;
    let (mut done, mut failed, mut settings) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
    for (dataset, manifest) in from.iter().zip(&manifests) {
        let theirs = Told::read(dataset)?;
        let copied = manifest.inputs.par_iter().map(|input| copy(dataset, into, input, &theirs));
        for (input, copied) in manifest.inputs.iter().zip(copied.collect::<Result<Vec<_>>>()?) {
            match copied {
                Some(copied) => {
                    settings.insert(copied.settings.clone());
                    done.insert(copied.id().to_string(), copied);
                }
                None => failed.push(input.clone()),
            }
        }
    }
    if settings.len() > 1 {
        return Err(Error::Usage(format!(
            "{}: these were made by different builds of Justera; make them again with one",
            shown(from)
        )));
    }
    for copied in done.values() {
        journal.done(copied.clone(), 0.0)?;
    }
    head.shard = None;
    let compare = head.options.get("dedupe").is_some_and(|d| d == "batch");
    let known = told.known.into_iter().chain(done.keys().cloned()).collect();
    assemble(into, &journal, Parts { head, done, failed, known, compare })
}

fn shown(from: &[Dataset]) -> String {
    from.iter().map(|d| d.path().display().to_string()).collect::<Vec<_>>().join(", ")
}

/// The manifest of a run that was finished.
fn finished(dataset: &Dataset) -> Result<Manifest> {
    let manifest = read_json::<Manifest>(&dataset.folder(MANIFEST));
    match manifest {
        Ok(manifest) if manifest.complete => Ok(manifest),
        Ok(_) | Err(Error::NotFound { .. }) => Err(Error::Usage(format!(
            "{}: this run is not finished; give its command again, which goes on from there",
            dataset.path().display()
        ))),
        Err(e) => Err(e),
    }
}

/// What the manifests have in common, and all models.
fn head(from: &[Dataset], manifests: &[Manifest]) -> Result<Manifest> {
    let Some(first) = manifests.first() else { return Err(Error::Usage("give the folders to put together".into())) };
    let mut head = Manifest { inputs: Vec::new(), files: BTreeMap::new(), ..first.clone() };
    for (dataset, other) in from.iter().zip(manifests) {
        let differ = |what: &str| {
            let (a, b) = (from[0].path().display(), dataset.path().display());
            Err(Error::Usage(format!("{a} and {b}: {what} differ; make both with the same")))
        };
        if head.version != other.version {
            return differ("the versions of Justera");
        }
        if head.options != other.options {
            return differ("the options");
        }
        if head.dictionaries != other.dictionaries {
            return differ("the dictionaries");
        }
        for (name, digest) in &other.ocr_models {
            if *head.ocr_models.entry(name.clone()).or_insert_with(|| digest.clone()) != *digest {
                return differ(&format!("the models '{name}'"));
            }
        }
    }
    Ok(head)
}

/// Sees that no document is in two, and that shares are of one batch and none is missing.
fn shares(from: &[Dataset], manifests: &[Manifest]) -> Result<()> {
    let shards: Vec<&ShardOf> = manifests.iter().filter_map(|m| m.shard.as_ref()).collect();
    let first = shards.first();
    let others = |first: &ShardOf| shards.iter().any(|s| (s.of, &s.batch) != (first.of, &first.batch));
    if first.is_some_and(|first| shards.len() != manifests.len() || others(first)) {
        return Err(Error::Usage(format!(
            "{}: these are not shares of one batch; give every --shard the same inputs and the same number of shares",
            shown(from)
        )));
    }
    let mut seen: BTreeMap<&str, &Dataset> = BTreeMap::new();
    for (dataset, manifest) in from.iter().zip(manifests) {
        for id in manifest.inputs.iter().filter_map(|i| i.id.as_deref()) {
            if let Some(other) = seen.insert(id, dataset) {
                let (a, b) = (other.path().display(), dataset.path().display());
                return Err(Error::Usage(format!("{a} and {b}: both hold the document {id}")));
            }
        }
    }
    let Some(first) = first else { return Ok(()) };
    let there: BTreeSet<u32> = shards.iter().map(|s| s.number).collect();
    let missing: Vec<String> =
        (1..=first.of).filter(|n| !there.contains(n)).map(|n| format!("{n}/{}", first.of)).collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Error::Usage(format!("the shares {} are missing", missing.join(", "))))
    }
}

/// Copies a document's files, checked against its manifest; `None` where there are none.
fn copy(from: &Dataset, into: &Dataset, input: &InputReport, told: &Told) -> Result<Option<Done>> {
    let (Some(id), Some(output)) = (&input.id, &input.output) else { return Ok(None) };
    for (path, to, digest) in
        [(from.protocol(id), into.protocol(id), &output.protocol), (from.text(id), into.text(id), &output.text)]
    {
        let bytes = std::fs::read(&path).map_err(|e| Error::io(&path, "read", e))?;
        if sha256_hex(&bytes) != *digest {
            let detail = "its digest is not the manifest's; run the share again, which makes the file anew".into();
            return Err(Error::Data { path, detail });
        }
        into.write(&to, &bytes)?;
    }
    match told.done.get(id) {
        Some(earlier) => Ok(Some(Done { report: input.clone(), ..earlier.clone() })),
        None => Err(Error::Usage(format!(
            "{}: what is in {STATE} does not fit the manifest; give the command of this run again, which makes it fit",
            from.path().display()
        ))),
    }
}
