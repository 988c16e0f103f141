//! Labels of other bodies, which had the matter of a § before: "Ks § 55     Au § 119".

use super::text;

/// The longest name of a body beside a label, with the blank behind it, in bytes.
const MAX_BODY: usize = 8;

/// Where the labels of other bodies end that stand beside the label of a § ("Kf § 45     Ks § 55     Au § 119"); `rest` is what follows the label.
pub(super) fn labels_beside(rest: &str) -> Option<usize> {
    let mut end = None;
    let mut at = 0;
    loop {
        let t = &rest[at..];
        let start = at + t.len() - t.trim_start_matches([' ', '\t', ',', ';']).len();
        let body = &rest[start..];
        let Some(name) = body.find('§').filter(|n| (2..=MAX_BODY).contains(n)) else { return end };
        let letters = body[..name].trim_end();
        let words = letters.split(' ').count() <= 2 && letters.chars().all(|c| c.is_alphabetic() || ".: ".contains(c));
        let number = body[name..].trim_start_matches('§').trim_start();
        let digits = numbers_at(number);
        let after = &number[digits..];
        let apart = after.is_empty() || after.starts_with(char::is_whitespace) || after.starts_with([',', ';']);
        if start == at || !words || !text::starts_upper(letters) || digits == 0 || !apart {
            return end;
        }
        at = rest.len() - after.len();
        // Only the gap to what follows tells a label from a title with a § in it.
        let gap = after.len() - after.trim_start().len();
        if after.trim().is_empty() || gap > 1 || after.starts_with([',', ';']) {
            end = Some(at);
        }
        if after.trim().is_empty() {
            return end;
        }
    }
}

/// Whether the whole line names the §§ under which other bodies had the matter before: "Au § 119".
pub(super) fn is_label_before(t: &str) -> bool {
    // Most lines have none.
    if !t.contains('§') {
        return false;
    }
    // A rule that underlines the title may stand beside it.
    let line = format!("  {}", text::trim_noise_end(t.trim()));
    labels_beside(&line) == Some(line.len())
}

/// The bytes of the numbers of §§ that `t` starts with: "119", "12/23", "131, 153".
fn numbers_at(t: &str) -> usize {
    let one = |t: &str| t.bytes().take_while(|b| b.is_ascii_digit() || *b == b'/').count();
    let mut end = one(t);
    while let Some(more) = t[end..].strip_prefix(", ").map(one).filter(|n| *n > 0 && end > 0) {
        end += 2 + more;
    }
    end
}
