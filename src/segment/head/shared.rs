//! What other parts of the segmenter ask of names and dates.

use super::{data, dates, names, titles};

/// How many of `words` from the first on form a name; with `titled` one word alone can be one ("herr Lund").
pub(in crate::segment) fn name_prefix(words: &[&str], titled: bool) -> usize {
    names::prefix(words, titled)
}

/// The name without the marks that stand at its words' ends.
pub(in crate::segment) fn clean_name(words: &[&str]) -> String {
    names::clean(words)
}

/// Whether `word` stands before a name as a title does ("herr").
pub(in crate::segment) fn is_honorific(word: &str) -> bool {
    titles::has_honorific(word)
}

/// Whether `word` is a given name cut short: "Bernh.".
pub(in crate::segment) fn is_cut_short(word: &str) -> bool {
    names::is_cut_short(word.trim_end_matches('.'))
}

/// Whether `word` stands before the names of several members ("herrar").
pub(in crate::segment) fn is_courtesy_of_several(word: &str) -> bool {
    data::is_small("courtesies", word.trim_end_matches('.'))
}

/// Whether `word` binds the last of a list of persons to the others ("och").
pub(in crate::segment) fn joins(word: &str) -> bool {
    data::is_small("join", word)
}

/// The first date of `text`, ISO 8601.
pub(in crate::segment) fn first_date(text: &str) -> Option<String> {
    dates::first(text).map(|d| d.to_string())
}

/// Whether `word` by itself is a party's letters.
pub(in crate::segment) fn is_party(word: &str) -> bool {
    titles::party(word).is_some()
}
