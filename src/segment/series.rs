//! The series of diarienummer ("KS", "Dir") in one document: a series that is read once and differs in a letter from one that most numbers bear is that
//! one misread.

use std::collections::BTreeMap;

use strsim::damerau_levenshtein;

use crate::fold;
use crate::protocol::Record;

/// Numbers that must bear a series before it mends another.
const FIRM: usize = 3;

/// The series of a number: its letters in front.
fn series(dnr: &str) -> &str {
    let end = dnr.find(|c: char| !c.is_alphabetic()).unwrap_or(dnr.len());
    &dnr[..end]
}

/// Mends misread series by the others of the document: "Dlr 2009/177" among "Dir …" is "Dir 2009/177".
pub(super) fn mend(records: &mut [Record]) {
    mend_signs(records);
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

/// Mends numbers whose sign was read as a figure where the others of the document bear one after the year: "KS 20191114" among "KS 2019/12" is "KS 2019/114".
fn mend_signs(records: &mut [Record]) {
    let mut signs: BTreeMap<char, usize> = BTreeMap::new();
    for dnr in records.iter().flat_map(|r| &r.dnr) {
        let after_year = figures(dnr).and_then(|f| dnr[f..].chars().nth(4)).filter(|c| !c.is_alphanumeric());
        after_year.into_iter().for_each(|c| *signs.entry(c).or_default() += 1);
    }
    let Some((sign, _)) = signs.into_iter().filter(|(_, n)| *n >= FIRM).max_by_key(|(_, n)| *n) else { return };
    for dnr in records.iter_mut().flat_map(|r| &mut r.dnr) {
        let from = figures(dnr).filter(|f| dnr.len() - f >= 7 && dnr[*f..].bytes().all(|b| b.is_ascii_digit()));
        let Some(from) = from else { continue };
        // The stroke was read as a figure of its own.
        if matches!(dnr.as_bytes()[from + 4], b'1' | b'7') && dnr[from..].starts_with(['1', '2']) {
            dnr.replace_range(from + 4..from + 5, &sign.to_string());
        }
    }
}

/// Where the figures of a number begin.
fn figures(dnr: &str) -> Option<usize> {
    dnr.find(|c: char| c.is_ascii_digit())
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
