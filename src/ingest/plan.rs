//! What there is to read: files and folders become inputs with identifiers that do not depend on the order given.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use super::archive::stem;
use super::image_folder::folder_digest;
use super::place::Place;
use super::sniff::MediaType;
use super::text::composed;
use super::walk;
use crate::error::Error;

/// What an input is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputKind {
    /// One file of this type.
    File(MediaType),
    /// A folder or zip archive that holds only page images; the files in page order.
    ImageFolder(Vec<Place>),
    /// A folder that holds only pages of others' OCR in one format, a page a file; the files in page order.
    OcrFolder(Vec<Place>),
}

/// One document to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Identifier in the output, unique in the plan.
    pub id: String,
    /// Path relative to the root it was found under, `/` between parts; of a file named directly, its name.
    pub relative: String,
    /// Where it is; of a file in a zip archive, the archive's path with the file's own behind it.
    pub path: PathBuf,
    /// What it is.
    pub kind: InputKind,
    /// Where its bytes are; of a folder, the folder.
    pub(crate) place: Place,
}

impl Input {
    /// SHA-256 in hex, the same as [`super::OpenInput::sha256`] gives, without opening the input.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn sha256(&self) -> crate::error::Result<String> {
        match &self.kind {
            InputKind::File(_) => self.place.sha256(),
            InputKind::ImageFolder(files) | InputKind::OcrFolder(files) => folder_digest(files),
        }
    }

    /// Length and time of change of each file; `None` where one is gone. What differs has changed meanwhile.
    pub fn stamps(&self) -> Vec<Option<(u64, Option<SystemTime>)>> {
        match &self.kind {
            InputKind::File(_) => vec![self.place.stamp()],
            InputKind::ImageFolder(files) | InputKind::OcrFolder(files) => files.iter().map(Place::stamp).collect(),
        }
    }

    /// Number of pages, where it can be told without opening the input.
    pub fn known_pages(&self) -> Option<usize> {
        match &self.kind {
            InputKind::File(media) => (media.is_image() && *media != MediaType::Tiff).then_some(1),
            InputKind::ImageFolder(files) | InputKind::OcrFolder(files) => Some(files.len()),
        }
    }
}

/// A file that was passed over in a folder, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file.
    pub path: PathBuf,
    /// Why it is not an input.
    pub reason: String,
}

/// All inputs, in order of identifier.
#[derive(Debug, Default)]
pub struct Plan {
    /// What to read.
    pub inputs: Vec<Input>,
    /// What was passed over, in order of path.
    pub skipped: Vec<Skipped>,
    /// What cannot be read at all, in order of message. The inputs are read all the same.
    pub errors: Vec<Error>,
}

/// A file or folder found, before it has an identifier.
pub(super) struct Found {
    pub root: PathBuf,
    pub relative: String,
    pub place: Place,
    pub kind: InputKind,
    /// Of what is in a zip archive: how many bytes of the relative path follow the archive's name.
    pub inner: Option<usize>,
}

impl Found {
    /// Makes the relative path start from `base`, a folder above the root `path`.
    fn set_base(&mut self, base: &Path, path: &Path) {
        let above = walk::relative_to(path, base);
        // A file, or a folder of page images, is the root itself; all else is somewhere under it.
        if self.place.path() != path {
            self.relative = [above.as_str(), &self.relative].join("/").trim_start_matches('/').into();
        } else if !above.is_empty() {
            self.relative = above;
        }
        self.root = std::fs::canonicalize(base).unwrap_or_else(|_| base.into());
    }
}

/// Lists the inputs among `paths`: files as they are, folders with all that is in them, hidden files left out.
///
/// The result is the same for every order of `paths`, and a file reached twice is listed once.
pub fn plan(paths: &[PathBuf]) -> Plan {
    let roots: Vec<Root> = paths.iter().cloned().map(Root::named).collect();
    plan_roots(&roots, Vec::new(), Vec::new())
}

/// A path that was given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Root {
    path: PathBuf,
    /// The folder of the list that named it, which its identifier is relative to.
    base: Option<PathBuf>,
}

impl Root {
    /// A path given by itself.
    pub(crate) fn named(path: PathBuf) -> Self {
        Root { path, base: None }
    }

    /// A path that a list in `folder` names. A path outside the folder counts as given by itself.
    pub(crate) fn listed(path: PathBuf, folder: &Path) -> Self {
        let below = path.strip_prefix(folder).is_ok_and(|p| p.components().all(|c| matches!(c, Component::Normal(_))));
        Root { base: below.then(|| folder.into()), path }
    }
}

/// The plan of `roots`, with the `errors` and `skipped` that finding them gave.
pub(crate) fn plan_roots(roots: &[Root], errors: Vec<Error>, skipped: Vec<Skipped>) -> Plan {
    let mut plan = Plan { inputs: Vec::new(), skipped, errors };
    let mut found: BTreeMap<PathBuf, Found> = BTreeMap::new();
    let roots: BTreeSet<&Root> = roots.iter().collect();
    for Root { path, base } in roots {
        let real = match std::fs::canonicalize(path) {
            Ok(real) => real,
            Err(e) => {
                plan.errors.push(Error::io(path, "read", e));
                continue;
            }
        };
        let list = walk::find(path, &real, &mut plan);
        for mut new in list {
            if let Some(base) = base {
                new.set_base(base, path);
            }
            let key = new.place.key();
            // The longest relative path says most about a file that is reached from two roots.
            let rank = |f: &Found| {
                (std::cmp::Reverse(f.relative.matches('/').count()), f.root.clone(), f.place.path().to_path_buf())
            };
            match found.get(&key) {
                Some(old) if rank(old) <= rank(&new) => {}
                _ => drop(found.insert(key, new)),
            }
        }
    }
    let read: BTreeSet<&PathBuf> = found.keys().collect();
    plan.skipped.retain(|s| std::fs::canonicalize(&s.path).map_or(true, |p| !read.contains(&p)));
    plan.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    plan.skipped.dedup();
    plan.errors.sort_by_cached_key(ToString::to_string);
    plan.errors.dedup_by_key(|e| e.to_string());
    plan.inputs = with_ids(found.into_values().collect());
    plan
}

/// Gives each input its identifier: the relative path without extension, `/` written `__`. Inputs of one root that
/// would share it get their extension; inputs of several roots get their root's name before it; and where even that
/// is not enough, a number in order of path.
fn with_ids(mut found: Vec<Found>) -> Vec<Input> {
    found.sort_by(|a, b| (&a.root, &a.relative, a.place.path()).cmp(&(&b.root, &b.relative, b.place.path())));
    let extension = |f: &Found| match f.kind {
        InputKind::File(_) => Path::new(&f.relative).extension().map(|e| format!(".{}", e.to_string_lossy())),
        InputKind::ImageFolder(_) | InputKind::OcrFolder(_) => None,
    };
    let mut ids: Vec<String> = found
        .iter()
        .map(|f| {
            let cut = extension(f).map_or(0, |e| e.len());
            let whole = f.relative.len() - cut;
            let Some(inner) = f.inner else { return f.relative[..whole].replace('/', "__") };
            let (archive, inside) = f.relative.split_at(f.relative.len() - inner);
            format!("{}{}", stem(archive), &inside[..inside.len() - cut]).replace('/', "__")
        })
        .collect();
    rename_shared(
        &mut ids,
        |i, id| format!("{}\n{id}", found[i].root.display()),
        |i, id| format!("{id}{}", extension(&found[i]).unwrap_or_default()),
    );
    rename_shared(&mut ids, |_, id| id.into(), |i, id| format!("{}__{id}", walk::name_of(&found[i].root)));
    let mut taken = BTreeSet::new();
    for id in &mut ids {
        // A name may be written with å as one letter or as two.
        *id = composed(id).into_owned();
        let base = id.clone();
        let mut n = 2;
        while !taken.insert(id.clone()) {
            *id = format!("{base}~{n}");
            n += 1;
        }
    }
    let inputs = found.into_iter().zip(ids);
    let mut inputs: Vec<Input> = inputs
        .map(|(f, id)| Input { id, relative: f.relative, path: f.place.path().into(), kind: f.kind, place: f.place })
        .collect();
    inputs.sort_by(|a, b| a.id.cmp(&b.id));
    inputs
}

fn rename_shared(ids: &mut [String], key: impl Fn(usize, &str) -> String, new: impl Fn(usize, &str) -> String) {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, id) in ids.iter().enumerate() {
        groups.entry(key(i, id)).or_default().push(i);
    }
    for i in groups.into_values().filter(|g| g.len() > 1).flatten() {
        ids[i] = new(i, &ids[i]);
    }
}
