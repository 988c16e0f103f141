//! What is found under a path: files, folders of page images, and what zip archives hold.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::natural::natural_cmp;
use super::place::Place;
use super::plan::{Found, InputKind, Plan, Skipped};
use super::sniff::{MediaType, sniff_place};
use super::{archive, foreign, tiff_file};
use crate::error::Error;

/// A file that was met, with its path relative to the root. `None` for its type: a page image that cannot be read.
struct Met {
    place: Place,
    relative: String,
    media: Option<MediaType>,
}

/// The inputs under `root`, whose true path is `real`.
pub(super) fn find(root: &Path, real: &Path, plan: &mut Plan) -> Vec<Found> {
    if real.is_dir() {
        return walk(root, real, plan);
    }
    let place = Place::file(root);
    let relative = root.file_name().or(real.file_name()).unwrap_or_default().to_string_lossy().into_owned();
    let above = real.parent().unwrap_or(real);
    match sniff_place(&place) {
        Ok(MediaType::Zip) => unzip(root, &relative, above, plan, Named::Directly),
        Ok(media) => vec![Found { root: above.into(), relative, place, kind: InputKind::File(media), inner: None }],
        Err(e) => {
            plan.errors.push(e);
            Vec::new()
        }
    }
}

fn walk(root: &Path, real: &Path, plan: &mut Plan) -> Vec<Found> {
    let (mut met, mut found) = (Vec::new(), Vec::new());
    let visible = |e: &DirEntry| e.depth() == 0 || !e.file_name().to_string_lossy().starts_with('.');
    for entry in WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter().filter_entry(visible) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let path = entry.into_path();
                let relative = relative_to(&path, root);
                match admit(&Place::file(&path)) {
                    Ok(Some(MediaType::Zip)) => found.extend(unzip(&path, &relative, real, plan, Named::InFolder)),
                    Ok(media) => met.push(Met { place: Place::file(path), relative, media }),
                    Err(Refusal::Skip(reason)) => plan.skipped.push(Skipped { path, reason }),
                    Err(Refusal::Fail(error)) => plan.errors.push(error),
                }
            }
            Ok(_) => {}
            Err(e) => refuse(root, e, plan),
        }
    }
    let name = name_of(real);
    found.extend(documents(met, root, &name, plan).into_iter().map(|f| Found { root: real.into(), ..f }));
    found
}

/// Whether an archive was named, or met in a folder, where office documents are passed over.
#[derive(PartialEq)]
enum Named {
    Directly,
    InFolder,
}

/// What the archive at `path` holds, by the same rules as a folder.
fn unzip(path: &Path, relative: &str, root: &Path, plan: &mut Plan, named: Named) -> Vec<Found> {
    let listing = match archive::list(path) {
        Ok(listing) => listing,
        Err(Error::UnknownType { path, detail }) if named == Named::InFolder => {
            plan.skipped.push(Skipped { path, reason: detail });
            return Vec::new();
        }
        Err(e) => {
            plan.errors.push(e);
            return Vec::new();
        }
    };
    plan.skipped.extend(listing.skipped);
    plan.errors.extend(listing.errors);
    let mut met = Vec::new();
    for (inner, place) in listing.files {
        match admit(&place) {
            Ok(Some(MediaType::Zip)) => plan.errors.push(Error::Unreadable {
                path: place.path().into(),
                kind: "zip archive",
                detail: "it is inside another zip archive".into(),
                remedy: "unpack the outer one and give the folder",
            }),
            Ok(media) => met.push(Met { place, relative: inner, media }),
            Err(Refusal::Skip(reason)) => plan.skipped.push(Skipped { path: place.path().into(), reason }),
            Err(Refusal::Fail(error)) => plan.errors.push(error),
        }
    }
    let inside = documents(met, path, "", plan).into_iter().map(|f| {
        let tail = if f.relative.is_empty() { String::new() } else { format!("/{}", f.relative) };
        Found { root: root.into(), relative: format!("{relative}{tail}"), inner: Some(tail.len()), ..f }
    });
    inside.collect()
}

/// The documents among the files met under `root`: a folder of nothing but page images is one. Such a folder that is
/// the root itself has the relative path `name`.
fn documents(met: Vec<Met>, root: &Path, name: &str, plan: &mut Plan) -> Vec<Found> {
    let mut folders: BTreeMap<String, Vec<Met>> = BTreeMap::new();
    for file in met {
        let folder = file.relative.rsplit_once('/').map_or("", |(folder, _)| folder).to_string();
        folders.entry(folder).or_default().push(file);
    }
    let found = |relative, place, kind| Found { root: PathBuf::new(), relative, place, kind, inner: None };
    let mut all = Vec::new();
    for (folder, mut files) in folders {
        let ocr = is_ocr_folder(&files);
        if ocr || files.iter().all(|f| is_page_image(&f.place, f.media)) {
            files.sort_by(|a, b| natural_cmp(&a.relative, &b.relative));
            let place = Place::file(if folder.is_empty() { root.into() } else { root.join(&folder) });
            let relative = if folder.is_empty() { name.to_string() } else { folder };
            let files = files.into_iter().map(|f| f.place).collect();
            let kind = if ocr { InputKind::OcrFolder(files) } else { InputKind::ImageFolder(files) };
            all.push(found(relative, place, kind));
            continue;
        }
        for file in files {
            match file.media {
                Some(media) => all.push(found(file.relative, file.place, InputKind::File(media))),
                None => plan.errors.push(sniff_place(&file.place).err().unwrap_or_else(|| Error::UnknownType {
                    path: file.place.path().into(),
                    detail: "it holds text, against what its name says".into(),
                })),
            }
        }
    }
    all
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

/// Endings of the names of page images.
const IMAGE_NAMES: [&str; 15] =
    ["png", "jpg", "jpeg", "tif", "tiff", "jp2", "j2k", "jpf", "jpx", "webp", "pbm", "pgm", "ppm", "pnm", "jpc"];

/// Whether a file met in a folder is an input: PDF, images and archives by content, text only when it is named `.txt`,
/// since folders hold much text that is not minutes. `None` is a file named like an image or XML that is none: it stands
/// for a page that cannot be read.
fn admit(place: &Place) -> Result<Option<MediaType>, Refusal> {
    let path = place.path();
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let image_name = IMAGE_NAMES.contains(&ending.as_str());
    let stands_for_a_page = image_name || is_ocr_name(path);
    let document_name = matches!(ending.as_str(), "txt" | "text" | "pdf");
    match sniff_place(place) {
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
        Err(e) if document_name => Err(Refusal::Fail(e)),
        Err(Error::UnknownType { detail, .. }) => Err(Refusal::Skip(detail)),
        // An empty file of no known name is nobody's minutes.
        Err(Error::Unreadable { kind: "file", .. }) => Err(Refusal::Skip("empty".into())),
        Err(e) => Err(Refusal::Fail(e)),
    }
}

/// One page as an image: a TIFF of several pages is a document by itself.
fn is_page_image(place: &Place, media: Option<MediaType>) -> bool {
    match media {
        None => !is_ocr_name(place.path()),
        Some(MediaType::Tiff) => {
            place.local().map_or(true, |file| tiff_file::page_offsets(file.path()).map_or(true, |p| p.len() == 1))
        }
        Some(media) => media.is_image(),
    }
}

/// Whether a folder holds pages of others' OCR and nothing else: of one format, a page a file.
fn is_ocr_folder(files: &[Met]) -> bool {
    let first = files.iter().find_map(|f| f.media).filter(|m| m.is_foreign_ocr());
    first.is_some_and(|first| {
        files.iter().all(|f| match f.media {
            None => is_ocr_name(f.place.path()),
            Some(media) => media == first && foreign::is_single_page(&f.place, first),
        })
    })
}

fn is_ocr_name(path: &Path) -> bool {
    path.extension().is_some_and(|e| ["xml", "hocr"].iter().any(|name| e.eq_ignore_ascii_case(name)))
}

pub(super) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

pub(super) fn relative_to(path: &Path, root: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
