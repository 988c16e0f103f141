//! The series of diarienummer ("KS", "Dir") in one document: a series that is read once and differs in a letter from one that most numbers bear is that
//! one misread.

use std::collections::BTreeMap;

use strsim::damerau_levenshtein;

use crate::fold;
use crate::protocol::{Record, Warning};

/// Numbers that must bear a series before it mends another.
const FIRM: usize = 3;

/// The series of a number: its letters in front.
fn series(dnr: &str) -> &str {
    let end = dnr.find(|c: char| !c.is_alphabetic()).unwrap_or(dnr.len());
    &dnr[..end]
}

/// Mends misread series by the others of the document: "Dlr 2009/177" among "Dir …" is "Dir 2009/177". Tells of each number that is given out otherwise
/// than it was read.
pub(super) fn mend(records: &mut [Record], warnings: &mut Vec<Warning>) {
    let read: Vec<Vec<String>> = records.iter().map(|r| r.dnr.clone()).collect();
    mend_signs(records);
    mend_series(records);
    for (record, read) in records.iter().zip(read) {
        for (own, read) in record.dnr.iter().zip(read).filter(|(own, read)| *own != read) {
            let message =
                format!("the diarienummer of § {} was read '{read}'; by the others it is '{own}'", record.paragraph);
            let page = record.sources.get("dnr").map(|s| s.page).or_else(|| record.pages.first().copied());
            warnings.push(Warning { code: "dnr-mended".into(), message, page, paragraph: Some(record.number) });
        }
    }
}

fn mend_series(records: &mut [Record]) {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for dnr in records.iter().flat_map(|r| &r.dnr) {
        *count.entry(series(dnr).to_string()).or_default() += 1;
    }
    let firm: Vec<(String, usize)> =
        count.iter().filter(|(s, n)| !s.is_empty() && **n >= FIRM).map(|(s, n)| (s.clone(), *n)).collect();
    for dnr in records.iter_mut().flat_map(|r| &mut r.dnr) {
        let own = series(dnr).to_string();
        let times = count.get(&own).copied().unwrap_or(0);
        let twin = firm.iter().find(|(s, n)| *s != own && *n >= 3 * times && misread(&own, s));
        if let Some((s, _)) = twin.filter(|_| !own.is_empty()) {
            dnr.replace_range(..own.len(), s);
        }
    }
}

/// A number in parts: series, the signs before each group of figures, and the groups.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Parts {
    series: String,
    signs: Vec<String>,
    groups: Vec<String>,
}

impl Parts {
    fn of(dnr: &str) -> Option<Parts> {
        let from = dnr.find(|c: char| c.is_ascii_digit())?;
        let end = dnr[..from].trim_end_matches(|c: char| !c.is_alphabetic()).len();
        let mut parts =
            Parts { series: dnr[..end].to_string(), signs: vec![dnr[end..from].to_string()], groups: vec![] };
        let mut rest = &dnr[from..];
        loop {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            parts.groups.push(rest[..digits].to_string());
            rest = &rest[digits..];
            let Some(next) = rest.find(|c: char| c.is_ascii_digit()) else { break };
            parts.signs.push(rest[..next].to_string());
            rest = &rest[next..];
        }
        rest.is_empty().then_some(parts)
    }

    fn said(&self) -> String {
        let groups = self.signs.iter().zip(&self.groups).map(|(s, g)| format!("{s}{g}"));
        std::iter::once(self.series.clone()).chain(groups).collect()
    }

    /// The series, and the one that is left where its last letter is a sign misread: "KSi2019".
    fn series(&self) -> impl Iterator<Item = &str> {
        let cut = self.series.strip_suffix(['i', 'l', 'I']).filter(|s| !s.is_empty() && self.signs[0].is_empty());
        std::iter::once(self.series.as_str()).chain(cut)
    }

    /// The same number in the signs of its series, where only signs are misread or lost.
    fn fitted(&self, series: &str, signs: &[String]) -> Option<Parts> {
        let mut own = Parts { series: series.to_string(), ..self.clone() };
        // A speck read as a point within a group.
        if own.groups.len() == signs.len() + 1
            && let Some(k) =
                (1..own.signs.len()).find(|&k| own.signs[k] == "." && signs.get(k).is_none_or(|s| s != "."))
        {
            let rest = own.groups.remove(k);
            own.groups[k - 1].push_str(&rest);
            own.signs.remove(k);
        }
        // The one behind the year was lost, or read as a figure of its own.
        if own.groups.len() + 1 == signs.len() && own.groups[0].len() >= 6 && is_year(&own.groups[0][..4]) {
            let whole = own.groups.remove(0);
            let stroke = signs[1] == "/" && matches!(whole.as_bytes()[4], b'1' | b'7');
            let rest = if stroke { &whole[5..] } else { &whole[4..] };
            own.groups.splice(0..0, [whole[..4].to_string(), rest.to_string()]);
            own.signs.insert(1, String::new());
        }
        let fits = own.signs.len() == signs.len() && own.groups.iter().all(|g| !g.is_empty());
        own.signs = signs.to_vec();
        fits.then_some(own)
    }
}

fn is_year(group: &str) -> bool {
    group.len() == 4 && group.parse().is_ok_and(|n: u32| (1850..2100).contains(&n))
}

/// Mends signs by what most numbers of the same series have: "KS2020/13" and "KS 2020113" among "KS 2020/12" are "KS 2020/13". A year that is none has its
/// nought read as a six.
fn mend_signs(records: &mut [Record]) {
    let mut shapes: BTreeMap<String, BTreeMap<Vec<String>, usize>> = BTreeMap::new();
    for parts in records.iter().flat_map(|r| &r.dnr).filter_map(|d| Parts::of(d)) {
        *shapes.entry(parts.series).or_default().entry(parts.signs).or_default() += 1;
    }
    let usual = |series: &str| {
        let (signs, n) = shapes.get(series)?.iter().max_by_key(|(_, n)| **n)?;
        (*n >= FIRM).then_some((signs, *n))
    };
    for dnr in records.iter_mut().flat_map(|r| &mut r.dnr) {
        let Some(mut parts) = Parts::of(dnr) else { continue };
        let year = &parts.groups[0];
        let mended = year.len() == 4 && !is_year(year) && is_year(&year.replace('6', "0"));
        if mended {
            parts.groups[0] = year.replace('6', "0");
        }
        let times = shapes.get(&parts.series).and_then(|s| s.get(&parts.signs)).copied().unwrap_or(0);
        let fitted = parts.series().find_map(|series| {
            let (signs, n) = usual(series)?;
            (*signs != parts.signs && n >= FIRM * times).then(|| parts.fitted(series, signs))?
        });
        if mended || fitted.is_some() {
            *dnr = fitted.unwrap_or(parts).said();
        }
    }
}

/// Whether `read` can be `printed` misread: the same but for dots and rings, or one letter of at least three, or a letter of two whose other letter and
/// case agree ("Ku" for "Kn").
fn misread(read: &str, printed: &str) -> bool {
    if fold::skeleton(read) == fold::skeleton(printed) {
        return true;
    }
    let cases = |t: &str| t.chars().map(char::is_uppercase).collect::<Vec<_>>();
    read.chars().count() >= 2
        && damerau_levenshtein(read, printed) == 1
        && cases(read) == cases(printed)
        && mixed(printed, read)
}

/// Two series in capitals may both be real ("KS", "KF"): one of them is a misreading only where small letters show a word cut short.
fn mixed(printed: &str, read: &str) -> bool {
    printed.chars().count() > 3 || [printed, read].iter().all(|t| t.chars().any(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    fn numbers(series: &[&str]) -> Vec<String> {
        let text: Vec<String> = series
            .iter()
            .enumerate()
            .map(|(i, s)| format!("§ {} Dnr {s} 2020/{}\nVal av ombud\n\nBeslut\nVald blev Ada Berg.\n", i + 1, i + 10))
            .collect();
        records(&lines(&text.join("\n")), &Context::default()).records.into_iter().flat_map(|r| r.dnr).collect()
    }

    #[test]
    fn a_misread_series_is_mended_by_the_others() {
        assert_eq!(numbers(&["Dir", "Dlr", "Dir", "Dir"])[1], "Dir 2020/11");
        assert_eq!(numbers(&["Kn", "Kn", "Kn", "Ku"])[3], "Kn 2020/13");
    }

    #[test]
    fn a_stroke_read_as_a_figure() {
        let text: Vec<String> = ["2020/10", "2020/11", "2020/12", "2020113"]
            .iter()
            .enumerate()
            .map(|(i, n)| format!("§ {} Dnr KS {n}\nVal av ombud\n\nBeslut\nVald blev Ada Berg.\n", i + 1))
            .collect();
        let all = records(&lines(&text.join("\n")), &Context::default()).records;
        assert_eq!(all[3].dnr, ["KS 2020/13"]);
    }

    #[test]
    fn another_body_stays() {
        assert_eq!(numbers(&["KS", "KF", "KS", "KS"])[1], "KF 2020/11");
        assert_eq!(numbers(&["Dir", "Dlr"])[1], "Dlr 2020/11");
    }
}
