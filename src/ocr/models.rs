//! Tesseract's model files: where they are, whether they are there, what they hold.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Script models that Debian packages under another name than Tesseract's.
const SCRIPT_PACKAGES: [(&str, &str); 3] = [("Latin", "latn"), ("Fraktur", "frak"), ("Cyrillic", "cyrl")];

/// The folder of Tesseract's models: `TESSDATA_PREFIX` where it is set, else the first of the usual places that holds
/// any model.
pub fn tessdata_dir() -> Option<PathBuf> {
    candidates(std::env::var_os("TESSDATA_PREFIX").map(PathBuf::from)).into_iter().find(|d| has_any_model(d))
}

fn candidates(prefix: Option<PathBuf>) -> Vec<PathBuf> {
    if let Some(prefix) = prefix {
        // Older versions of Tesseract took the folder above.
        return vec![prefix.clone(), prefix.join("tessdata")];
    }
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/share/tesseract-ocr")
        .map(|entries| entries.flatten().map(|e| e.path().join("tessdata")).collect())
        .unwrap_or_default();
    versions.sort();
    versions.reverse();
    let fixed = ["/usr/share/tessdata", "/usr/local/share/tessdata", "/opt/homebrew/share/tessdata"];
    versions.extend(fixed.into_iter().map(PathBuf::from));
    versions
}

fn has_any_model(dir: &Path) -> bool {
    let is_model = |p: PathBuf| p.extension().is_some_and(|e| e == "traineddata");
    std::fs::read_dir(dir).is_ok_and(|entries| entries.flatten().any(|e| is_model(e.path())))
}

fn model_file(dir: &Path, model: &str) -> Option<PathBuf> {
    let plain = model.trim_start_matches("script/");
    [format!("{plain}.traineddata"), format!("script/{plain}.traineddata")]
        .into_iter()
        .map(|name| dir.join(name))
        .find(|path| path.is_file())
}

fn models(language: &str) -> impl Iterator<Item = &str> {
    language.split('+').filter(|m| !m.is_empty())
}

/// Whether every model of `language` ("swe", "swe+eng") is installed.
pub fn has_model(language: &str) -> bool {
    check_models(language).is_ok()
}

/// Checks that every model of `language` ("swe", "swe+eng") is installed, before any work starts.
///
/// # Errors
/// [`Error::MissingModel`] with the package to install; [`Error::Usage`] for a name that can be no model.
pub fn check_models(language: &str) -> Result<()> {
    check_models_in(tessdata_dir().as_deref(), language)
}

fn check_models_in(dir: Option<&Path>, language: &str) -> Result<()> {
    if models(language).next().is_none() {
        return Err(Error::Usage("no OCR language given; use for example: swe".into()));
    }
    for model in models(language) {
        // The name becomes part of a path.
        if !model.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/')) {
            return Err(Error::Usage(format!("'{model}' is not a name of a Tesseract model; use for example: swe")));
        }
        if dir.and_then(|d| model_file(d, model)).is_none() {
            return Err(Error::MissingModel { language: model.to_string(), package: package(model) });
        }
    }
    Ok(())
}

/// Debian's package of a model.
fn package(model: &str) -> String {
    let plain = model.trim_start_matches("script/");
    match SCRIPT_PACKAGES.iter().find(|(name, _)| *name == plain) {
        Some((_, code)) => format!("tesseract-ocr-script-{code}"),
        None => format!("tesseract-ocr-{}", plain.replace('_', "-").to_lowercase()),
    }
}

/// Name and SHA-256 (hex) of every model of `language`, in the order given.
///
/// # Errors
/// As [`check_models`], and [`Error::Io`] where a model cannot be read.
pub fn model_digests(language: &str) -> Result<Vec<(String, String)>> {
    let dir = tessdata_dir();
    check_models_in(dir.as_deref(), language)?;
    let files = models(language).filter_map(|m| Some((m, model_file(dir.as_deref()?, m)?)));
    files.map(|(m, file)| Ok((m.to_string(), crate::ingest::sha256_file(&file)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_model_is_named_with_its_package() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("eng.traineddata"), "x").unwrap();
        assert!(check_models_in(Some(dir.path()), "eng").is_ok());
        let message = |lang| check_models_in(Some(dir.path()), lang).unwrap_err().to_string();
        assert!(message("eng+swe").contains("apt-get install tesseract-ocr-swe"), "{}", message("eng+swe"));
        assert!(message("Latin").contains("tesseract-ocr-script-latn"));
        assert!(message("../swe").contains("not a name"));
        assert!(message("").contains("no OCR language"));
        assert!(check_models_in(None, "swe").is_err());
    }

    #[test]
    fn script_models_may_stand_in_their_folder() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("script")).unwrap();
        std::fs::write(dir.path().join("script/Latin.traineddata"), "x").unwrap();
        assert!(check_models_in(Some(dir.path()), "Latin").is_ok());
    }
}
