//! The vote's edits put into the lines of a page.

use std::ops::Range;

use crate::edit::Edit;
use crate::page::{Line, Page};

/// Puts edits in their places; what stood within an applied one is taken up in it. Where the vote went back to what was read, the edits of
/// the repair become suggestions.
pub(super) fn edits(page: &mut Page, edits: Vec<(usize, Edit)>, reverts: &[(usize, Range<usize>)]) {
    for (line, span) in reverts {
        let Some(line) = page.lines.get_mut(*line) else { continue };
        line.edits.iter_mut().filter(|e| e.start >= span.start && e.end <= span.end).for_each(|e| e.applied = false);
    }
    for (line, edit) in edits {
        if let Some(line) = page.lines.get_mut(line) {
            insert(line, edit);
        }
    }
}

fn insert(line: &mut Line, edit: Edit) {
    if edit.applied {
        // What two witnesses say of one place can cut each other; the first stands.
        let within = |e: &Edit| e.start >= edit.start && e.end <= edit.end;
        let cuts = |e: &Edit| e.applied && !within(e) && e.start < edit.end && e.end > edit.start;
        if line.edits.iter().any(cuts) {
            return;
        }
        line.edits.retain(|e| !within(e));
    }
    // Words put in come before what begins at the same byte, or they would be passed over.
    let at = match edit.start == edit.end {
        true => line.edits.partition_point(|e| e.start < edit.start),
        false => line.edits.partition_point(|e| e.start <= edit.start),
    };
    line.edits.insert(at, edit);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{EditKind, EditSource, undo};
    use crate::page::Origin;

    fn edit(start: usize, from: &str, to: &str) -> (usize, Edit) {
        let (kind, source) = (EditKind::Witness, EditSource::Witness);
        let (end, from, to) = (start + from.len(), from.to_string(), to.to_string());
        (0, Edit { start, end, from, to, kind, confidence: 0.9, applied: true, source })
    }

    fn after(list: Vec<(usize, Edit)>, reverts: &[(usize, Range<usize>)]) -> String {
        let mut page = Page::from_text(0, Origin::Text, "swe", "vagen ar lang");
        edits(&mut page, vec![edit(0, "vagen", "vagnen")], &[]);
        edits(&mut page, list, reverts);
        let line = &page.lines[0];
        assert_eq!(undo(&line.text(), &line.edits).as_deref(), Some("vagen ar lang"));
        line.text()
    }

    #[test]
    fn a_vote_takes_up_what_the_repair_made() {
        assert_eq!(after(vec![edit(0, "vagen", "vägen"), edit(6, "ar", "är")], &[]), "vägen är lang");
        assert_eq!(after(Vec::new(), &[(0, 0..5)]), "vagen ar lang");
    }

    #[test]
    fn words_are_put_in_beside_other_edits() {
        assert_eq!(after(vec![edit(6, "ar", "är"), edit(6, "", "nu ")], &[]), "vagnen nu är lang");
        assert_eq!(after(vec![edit(0, "", "Den ")], &[]), "Den vagnen ar lang");
        assert_eq!(after(vec![edit(3, "", "x")], &[]), "vagnen ar lang", "not within another edit");
        assert_eq!(after(vec![edit(3, "en ar", "en är")], &[]), "vagnen ar lang", "nor across its end");
    }
}
