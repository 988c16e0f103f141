//! What there is to read: files and folders become inputs with identifiers that do not depend on the order given.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::sniff::{MediaType, sniff};
use super::{foreign, tiff_file};
use crate::error::Error;

/// What an input is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputKind {
    /// One file of this type.
    File(MediaType),
    /// A folder that holds only page images; the files in page order.
    ImageFolder(Vec<PathBuf>),
    /// A folder that holds only pages of others' OCR in one format, a page a file; the files in page order.
    OcrFolder(Vec<PathBuf>),
}

/// One document to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Identifier in the output, unique in the plan.
    pub id: String,
    /// Path relative to the root it was found under, `/` between parts; of a file named directly, its name.
    pub relative: String,
    /// Where it is.
    pub path: PathBuf,
    /// What it is.
    pub kind: InputKind,
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
struct Found {
    root: PathBuf,
    relative: String,
    path: PathBuf,
    kind: InputKind,
}

impl Found {
    /// Makes the relative path start from `base`, a folder above the root `path`.
    fn set_base(&mut self, base: &Path, path: &Path) {
        let above = relative_to(path, base);
        // A file, or a folder of page images, is the root itself; all else is somewhere under it.
        if self.path != path {
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
        let list = if real.is_dir() { walk(path, &real, &mut plan) } else { single(path, &real, &mut plan) };
        for mut new in list {
            if let Some(base) = base {
                new.set_base(base, path);
            }
            let key = std::fs::canonicalize(&new.path).unwrap_or_else(|_| new.path.clone());
            // The longest relative path says most about a file that is reached from two roots.
            let rank = |f: &Found| (std::cmp::Reverse(f.relative.matches('/').count()), f.root.clone(), f.path.clone());
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

fn single(path: &Path, real: &Path, plan: &mut Plan) -> Vec<Found> {
    match sniff(path) {
        Ok(media) => {
            let relative = path.file_name().or(real.file_name()).unwrap_or_default().to_string_lossy().into_owned();
            let root = real.parent().unwrap_or(real).to_path_buf();
            vec![Found { root, relative, path: path.into(), kind: InputKind::File(media) }]
        }
        Err(e) => {
            plan.errors.push(e);
            Vec::new()
        }
    }
}

fn walk(root: &Path, real: &Path, plan: &mut Plan) -> Vec<Found> {
    let mut folders: BTreeMap<PathBuf, Vec<(PathBuf, Option<MediaType>)>> = BTreeMap::new();
    let visible = |e: &DirEntry| e.depth() == 0 || !e.file_name().to_string_lossy().starts_with('.');
    for entry in WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter().filter_entry(visible) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let path = entry.into_path();
                match admit(&path) {
                    Ok(media) => {
                        let folder = path.parent().unwrap_or(root).to_path_buf();
                        folders.entry(folder).or_default().push((path, media));
                    }
                    Err(Refusal::Skip(reason)) => plan.skipped.push(Skipped { path, reason }),
                    Err(Refusal::Fail(error)) => plan.errors.push(error),
                }
            }
            Ok(_) => {}
            Err(e) => refuse(root, e, plan),
        }
    }
    let mut found = Vec::new();
    for (folder, mut files) in folders {
        let ocr = is_ocr_folder(&files);
        if ocr || files.iter().all(|(path, media)| is_page_image(path, *media)) {
            files.sort_by(|a, b| natural_cmp(&name_of(&a.0), &name_of(&b.0)));
            let files = files.into_iter().map(|(path, _)| path).collect();
            let mut relative = relative_to(&folder, root);
            if relative.is_empty() {
                relative = name_of(real);
            }
            let kind = if ocr { InputKind::OcrFolder(files) } else { InputKind::ImageFolder(files) };
            found.push(Found { root: real.into(), relative, path: folder, kind });
            continue;
        }
        for (path, media) in files {
            match media {
                Some(media) => {
                    let relative = relative_to(&path, root);
                    found.push(Found { root: real.into(), relative, path, kind: InputKind::File(media) });
                }
                None => plan.errors.push(sniff(&path).err().unwrap_or_else(|| Error::UnknownType {
                    path,
                    detail: "it holds text, against what its name says".into(),
                })),
            }
        }
    }
    found
}

fn refuse(root: &Path, error: walkdir::Error, plan: &mut Plan) {
    let path = error.path().unwrap_or(root).to_path_buf();
    if error.loop_ancestor().is_some() {
        plan.skipped.push(Skipped { path, reason: "a symbolic link that leads back to a folder above it".into() });
    } else if let Some(source) = error.into_io_error() {
        plan.errors.push(Error::io(path, "read", source));
    }
}

enum Refusal {
    Skip(String),
    Fail(Error),
}

/// Whether a file met in a folder is an input: PDF and images by content, text only when it is named `.txt`, since
/// folders hold much text that is not minutes. `None` is a file named like an image or XML that is none: it stands for a
/// page that cannot be read.
fn admit(path: &Path) -> std::result::Result<Option<MediaType>, Refusal> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let image_name = matches!(ending.as_str(), "png" | "jpg" | "jpeg" | "tif" | "tiff");
    let stands_for_a_page = image_name || is_ocr_name(path);
    match sniff(path) {
        Ok(MediaType::Text) if matches!(ending.as_str(), "txt" | "text") => Ok(Some(MediaType::Text)),
        Ok(MediaType::Text) if stands_for_a_page => Ok(None),
        Ok(MediaType::Text) if ending == "pdf" => Err(Refusal::Fail(Error::UnknownType {
            path: path.into(),
            detail: "named .pdf, but it holds no PDF".into(),
        })),
        Ok(MediaType::Text) => Err(Refusal::Skip("text, but not named .txt".into())),
        Ok(media) => Ok(Some(media)),
        Err(_) if image_name => Ok(None),
        Err(Error::Unreadable { .. }) if stands_for_a_page => Ok(None),
        Err(e) if matches!(ending.as_str(), "txt" | "text" | "pdf") || !matches!(e, Error::UnknownType { .. }) => {
            // An empty file of no known name is nobody's minutes.
            if matches!(e, Error::Unreadable { .. }) && !matches!(ending.as_str(), "txt" | "text" | "pdf") {
                return Err(Refusal::Skip("empty".into()));
            }
            Err(Refusal::Fail(e))
        }
        Err(Error::UnknownType { detail, .. }) => Err(Refusal::Skip(detail)),
        Err(e) => Err(Refusal::Fail(e)),
    }
}

/// One page as an image: a TIFF of several pages is a document by itself.
fn is_page_image(path: &Path, media: Option<MediaType>) -> bool {
    match media {
        None => !is_ocr_name(path),
        Some(MediaType::Png | MediaType::Jpeg) => true,
        Some(MediaType::Tiff) => tiff_file::page_offsets(path).map_or(true, |pages| pages.len() == 1),
        Some(_) => false,
    }
}

/// Whether a folder holds pages of others' OCR and nothing else: of one format, a page a file.
fn is_ocr_folder(files: &[(PathBuf, Option<MediaType>)]) -> bool {
    let first = files.iter().find_map(|(_, media)| *media).filter(|m| m.is_foreign_ocr());
    first.is_some_and(|first| {
        files.iter().all(|(path, media)| match media {
            None => is_ocr_name(path),
            Some(media) => *media == first && foreign::is_single_page(path, first),
        })
    })
}

fn is_ocr_name(path: &Path) -> bool {
    path.extension().is_some_and(|e| ["xml", "hocr"].iter().any(|name| e.eq_ignore_ascii_case(name)))
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn relative_to(path: &Path, root: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Gives each input its identifier: the relative path without extension, `/` written `__`. Inputs of one root that
/// would share it get their extension; inputs of several roots get their root's name before it; and where even that
/// is not enough, a number in order of path.
fn with_ids(mut found: Vec<Found>) -> Vec<Input> {
    found.sort_by(|a, b| (&a.root, &a.relative, &a.path).cmp(&(&b.root, &b.relative, &b.path)));
    let extension = |f: &Found| match f.kind {
        InputKind::File(_) => Path::new(&f.relative).extension().map(|e| format!(".{}", e.to_string_lossy())),
        InputKind::ImageFolder(_) | InputKind::OcrFolder(_) => None,
    };
    let mut ids: Vec<String> = found
        .iter()
        .map(|f| {
            let cut = extension(f).map_or(0, |e| e.len());
            f.relative[..f.relative.len() - cut].replace('/', "__")
        })
        .collect();
    rename_shared(
        &mut ids,
        |i, id| format!("{}\n{id}", found[i].root.display()),
        |i, id| format!("{id}{}", extension(&found[i]).unwrap_or_default()),
    );
    rename_shared(&mut ids, |_, id| id.into(), |i, id| format!("{}__{id}", name_of(&found[i].root)));
    let mut taken = BTreeSet::new();
    for id in &mut ids {
        let base = id.clone();
        let mut n = 2;
        while !taken.insert(id.clone()) {
            *id = format!("{base}~{n}");
            n += 1;
        }
    }
    let inputs = found.into_iter().zip(ids);
    let mut inputs: Vec<Input> =
        inputs.map(|(f, id)| Input { id, relative: f.relative, path: f.path, kind: f.kind }).collect();
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

/// Natural order: runs of digits compare as numbers, so that `p2` comes before `p10`.
pub fn natural_cmp(a: &str, b: &str) -> Ordering {
    let (mut x, mut y) = (a, b);
    loop {
        let digits = |s: &str| s.len() - s.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (nx, ny) = (digits(x), digits(y));
        let order = if nx > 0 && ny > 0 {
            let (vx, vy) = (x[..nx].trim_start_matches('0'), y[..ny].trim_start_matches('0'));
            (x, y) = (&x[nx..], &y[ny..]);
            (vx.len(), vx).cmp(&(vy.len(), vy))
        } else {
            match (x.chars().next(), y.chars().next()) {
                // Names equal but for leading zeros are told apart by their bytes, so that the order is total.
                (None, None) => return a.cmp(b),
                (cx, cy) => {
                    x = &x[cx.map_or(0, char::len_utf8)..];
                    y = &y[cy.map_or(0, char::len_utf8)..];
                    cx.cmp(&cy)
                }
            }
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}
