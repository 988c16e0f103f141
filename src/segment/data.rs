//! Reading the segmenter's data files: one entry a line, `#` opens a comment line, columns divided by tabs.

/// The entries of a data file: lines that are neither blank nor comments, without the line end.
pub(crate) fn entries(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|l| !l.trim().is_empty() && !l.starts_with("# "))
}

/// The entries of a data file of two or more columns, cut at tabs.
pub(crate) fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    entries(text).map(|l| l.split('\t').collect())
}

/// Panics in a test where a data file has an empty column, too few columns or the same entry twice.
#[cfg(test)]
pub(crate) fn police(text: &'static str, columns: usize) {
    assert!(text.starts_with("# "), "a data file opens with a comment that says what it is");
    let mut seen = std::collections::HashSet::new();
    for row in rows(text) {
        assert_eq!(row.len(), columns, "{row:?}");
        assert!(row.iter().all(|c| !c.trim().is_empty() && c.trim() == *c), "{row:?}");
        assert!(seen.insert(row.clone()), "twice: {row:?}");
    }
    assert!(!seen.is_empty());
}
