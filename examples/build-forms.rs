//! Makes `dictionaries/forms.fst`, the word forms that are known to be Swedish though no count has them, from a list.
//!
//!     sh dictionaries/make/forms.sh > forms.txt
//!     cargo run --release --example build-forms -- forms.txt dictionaries/forms.fst

#![allow(clippy::print_stdout, reason = "a tool on the command line")]

use std::collections::BTreeMap;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [list, out] = args.as_slice() else { return Err("usage: build-forms LIST OUT.fst".into()) };
    let text = std::fs::read_to_string(list).map_err(|e| format!("{list}: {e}"))?;
    // The number of a form says whether it is a name: written with a capital and in no other way.
    let mut forms: BTreeMap<String, u64> = BTreeMap::new();
    for form in text.lines().filter(|l| !l.is_empty()) {
        let lower = form.to_lowercase();
        let name = u64::from(lower != form);
        forms.entry(lower).and_modify(|n| *n = (*n).min(name)).or_insert(name);
    }
    let bytes = fst::Map::from_iter(forms.iter().map(|(form, name)| (form, *name)))?.into_fst().into_inner();
    std::fs::write(out, &bytes)?;
    println!("{out}: {} forms, {} bytes", forms.len(), bytes.len());
    Ok(())
}
