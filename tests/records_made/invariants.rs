//! What holds of every protocol, however damaged: numbers grow, no record is empty, no line is in two places.

use std::collections::BTreeSet;

use justera::protocol::Protocol;

/// Says what does not hold.
pub fn broken(protocol: &Protocol) -> Vec<String> {
    let mut out = Vec::new();
    let mut taken: BTreeSet<(usize, usize)> = BTreeSet::new();
    for meeting in &protocol.meetings {
        // A § out of order is said to be one; the others grow.
        let said = |n: u32| protocol.warnings.iter().any(|w| w.code == "paragraph-order" && w.paragraph == Some(n));
        let in_order: Vec<_> = meeting.records.iter().filter(|r| !said(r.number)).collect();
        for pair in in_order.windows(2) {
            let key = |i: usize| (pair[i].number, pair[i].suffix.clone());
            if key(0) >= key(1) {
                out.push(format!("§ {} stands after § {}", pair[1].paragraph, pair[0].paragraph));
            }
        }
        for r in &meeting.records {
            if r.title.is_none() && r.sections.iter().all(|s| s.text.trim().is_empty()) {
                out.push(format!("§ {} is empty", r.paragraph));
            }
            if !r.sources.contains_key("label") || r.boundary.begins.is_empty() || r.boundary.ends.is_empty() {
                out.push(format!("§ {} does not say where and why it begins", r.paragraph));
            }
            for s in r.sections.iter().flat_map(|s| &s.spans) {
                let page = &protocol.pages[s.page];
                let furniture: BTreeSet<usize> = page.furniture.iter().flat_map(|f| f.lines.iter().copied()).collect();
                let blank = |i: usize| page.raw.lines().nth(i).is_none_or(|l| l.trim().is_empty());
                for line in (s.line_start..s.line_end).filter(|i| !furniture.contains(i) && !blank(*i)) {
                    if !taken.insert((s.page, line)) {
                        out.push(format!("page {} line {line} is in two sections", s.page));
                    }
                }
            }
        }
    }
    out
}
