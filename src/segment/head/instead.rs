//! Who was there in the place of another: "i stället för herr Ek, som anmält förfall, suppleanten Per Ås".

use std::sync::LazyLock;

use super::{data, names, titles};
use crate::fold;

static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/instead-words.txt")).into_iter().map(fold::skeleton).collect()
});

/// The name of the one who is not there, titles left out, and what follows it. `None` where `segment` does not begin so.
pub(super) fn of(segment: &str) -> Option<(String, String)> {
    let folded = fold::skeleton(segment);
    let begun = WORDS.iter().find(|w| folded.strip_prefix(w.as_str()).is_some_and(|r| r.starts_with(' ')))?;
    let words: Vec<&str> = segment.split_whitespace().skip(begun.split(' ').count()).collect();
    let small = words.iter().take_while(|w| titles::small(w)).count();
    let n = names::prefix(&words[small..], true);
    (n > 0).then(|| (names::clean(&words[small..small + n]), words[small + n..].join(" ")))
}

/// The role of a person with this role who is there in the place of `whom`.
pub(super) fn role(role: Option<&str>, whom: &str) -> String {
    let serving = titles::role("tjg");
    match role {
        Some(r) if titles::is_substitute(r) => {
            let (kind, more) = r.split_at(r.find(", ").unwrap_or(r.len()));
            format!("{} för {whom}{more}", serving.replacen(&titles::role("ers."), kind, 1))
        }
        Some(r) if !r.is_empty() => format!("{serving} för {whom}, {r}"),
        _ => format!("{serving} för {whom}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_and_what_follows() {
        assert_eq!(of("i stället för herr Per Ås"), Some(("Per Ås".into(), String::new())));
        assert_eq!(of("I stället för Herr Ek suppleanten Bo Dal"), Some(("Ek".into(), "suppleanten Bo Dal".into())));
        assert_eq!(of("herr Per Ås"), None);
        assert_eq!(role(Some("suppleant"), "Ek"), "tjänstgörande suppleant för Ek");
        assert_eq!(role(Some("smed"), "Ek"), "tjänstgörande ersättare för Ek, smed");
    }
}
