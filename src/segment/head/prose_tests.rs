//! Facts told in sentences.

use super::*;

fn lines(text: &str) -> Vec<TextLine> {
    text.lines().enumerate().map(|(i, l)| TextLine { page: 0, line: i, text: l.into() }).collect()
}

#[test]
fn every_phrase_has_a_known_kind() {
    assert_eq!(PHRASES.len(), data::rows(include_str!("../../../dictionaries/head-phrases.tsv")).count());
}

#[test]
fn signs_that_are_no_letters_are_none() {
    assert!(!data::regex(r"\w").is_match(NO_LETTERS));
    assert!(std::ptr::eq(phrases("vid § 3 – 4"), &**PLAIN_PHRASES) && std::ptr::eq(phrases("vid ß"), &**PHRASES));
}

#[test]
fn adjusters_in_sentences() {
    for (text, want) in [
        ("Nämnden utser Anna Berg att jämte ordföranden justera protokollet.", vec!["Anna Berg"]),
        (
            "Till justeringsmän valdes nämndemannen Per Lind i Vik och handlanden N. Ek. Sedan Ola Alm",
            vec!["Per Lind i Vik", "N. Ek"],
        ),
        ("Att jämte ordföranden justera protokollet utsågos herrar K. Alm och B. Öst.", vec!["K. Alm", "B. Öst"]),
        ("Till att justera dagens protokoll utsågs Ida Dal.", vec!["Ida Dal"]),
        ("Anna Berg utsågs till revisor.", vec![]),
    ] {
        assert_eq!(named(text, Phrase::Adjusters), want, "{text}");
    }
}

#[test]
fn adjusting_day_without_year() {
    let meeting = jiff::civil::Date::new(1977, 12, 28).ok();
    let text = "utser Anna Berg att justera protokollet onsdagen den 4 januari kl 16.";
    assert_eq!(adjusted(text, meeting).map(|d| d.to_string()).as_deref(), Some("1978-01-04"));
    assert_eq!(adjusted("Beslutet fattas den 4 januari.", meeting), None);
}

#[test]
fn attendance_sentence_ends() {
    let found =
        attendance(&lines("Text.\nNärvarande voro: herrar A. Berg, ordf.,\nP. Ek och C. Lind. Stämman öppnades."));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1, ["herrar A. Berg, ordf.,", "P. Ek och C. Lind"]);
}

#[test]
fn who_signs() {
    let found = signers(&lines("Som ofvan.\n\nPer Lind,\nstämmans ordförande.\n\nintyga:\n\nNils Ek. Ola Alm."));
    assert_eq!(
        found.iter().map(|s| (s.name.as_str(), s.role.as_str())).collect::<Vec<_>>(),
        [("Per Lind", "stammans ordforande"), ("Nils Ek", ""), ("Ola Alm", "")]
    );
}
