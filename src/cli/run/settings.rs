//! What the result of a document depends on beside the document.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::RunArgs;
use crate::error::Result;
use crate::export::{Manifest, sha256_hex};

/// Program, options, dictionaries and models of a run.
pub struct Settings {
    options: BTreeMap<String, Value>,
    dictionaries: BTreeMap<String, String>,
    /// Digests of the recognition models; empty without a recognizer.
    pub models: BTreeMap<String, String>,
    /// Digest of the program, options and dictionaries.
    pub key: String,
    /// Digest of the models.
    pub models_key: String,
}

impl Settings {
    /// The settings of these arguments. `own_words` are the digests of the user's lexicons, `decisions`
    /// those of the files of decisions.
    ///
    /// # Errors
    /// Where a model cannot be read.
    pub fn new(
        args: &RunArgs,
        own_words: &BTreeMap<String, String>,
        decisions: &BTreeMap<String, String>,
        recognizes: bool,
    ) -> Result<Self> {
        let (reading, text) = (&args.reading, &args.text);
        let options = json!({
            "lang": reading.lang,
            "ocr": format!("{:?}", reading.ocr).to_lowercase(),
            "threshold": text.threshold,
            "repair": !text.no_repair,
            "dedupe": format!("{:?}", text.dedupe).to_lowercase(),
            "era": format!("{:?}", text.era).to_lowercase(),
            "lexicon": own_words.keys().collect::<Vec<_>>(),
            "boxes": args.boxes,
            "decisions": decisions,
        });
        let options: BTreeMap<String, Value> =
            options.as_object().into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect();
        let compiled = crate::lexicon::compiled_bytes();
        let dictionaries: BTreeMap<String, String> = compiled
            .iter()
            .map(|(name, bytes)| (name.to_string(), sha256_hex(bytes)))
            .chain(own_words.iter().map(|(name, digest)| (name.clone(), digest.clone())))
            .collect();
        let models = if recognizes { reading.digests()? } else { BTreeMap::new() };
        let digest = |value: Value| sha256_hex(value.to_string().as_bytes());
        let program = (env!("CARGO_PKG_VERSION"), env!("JUSTERA_BUILD"), crate::ocr::is_built_in());
        let key = digest(json!([program, options, dictionaries]));
        let models_key = digest(json!(models));
        Ok(Settings { options, dictionaries, models, key, models_key })
    }

    /// The manifest as far as it does not depend on the documents.
    pub fn manifest(&self) -> Manifest {
        Manifest {
            schema: "justera/manifest/1".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            options: self.options.clone(),
            dictionaries: self.dictionaries.clone(),
            ocr_models: BTreeMap::new(),
            complete: true,
            shard: None,
            files: BTreeMap::new(),
            inputs: Vec::new(),
        }
    }
}
