//! The vote's edits put into the lines of a page.

use std::ops::Range;

use crate::edit::Edit;
use crate::page::Page;

/// Puts edits in their places; what stood within an applied one is taken up in it. Where the vote went back to what was read, the edits of
/// the repair become suggestions.
pub(super) fn edits(page: &mut Page, edits: Vec<(usize, Edit)>, reverts: &[(usize, Range<usize>)]) {
    for (line, span) in reverts {
        let Some(line) = page.lines.get_mut(*line) else { continue };
        line.edits.iter_mut().filter(|e| e.start >= span.start && e.end <= span.end).for_each(|e| e.applied = false);
    }
    for (line, edit) in edits {
        let Some(line) = page.lines.get_mut(line) else { continue };
        if edit.applied {
            line.edits.retain(|e| !(e.start >= edit.start && e.end <= edit.end));
        }
        let at = line.edits.partition_point(|e| e.start <= edit.start);
        line.edits.insert(at, edit);
    }
}
