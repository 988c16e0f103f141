use image::GrayImage;

use super::*;
use crate::ocr::wire::WireLetter;

/// Words at their places, without letters.
pub(super) fn words(text: &[(&str, u32, u32)]) -> Vec<WireWord> {
    let word = |(t, x0, x1): &(&str, u32, u32)| WireWord {
        text: (*t).into(),
        bbox: [*x0, 10, *x1, 30],
        conf: 0.9,
        letters: Vec::new(),
    };
    text.iter().map(word).collect()
}

fn spread(text: &str, doubtful: bool) -> Vec<WireWord> {
    let places: Vec<(&str, u32, u32)> =
        text.split(' ').enumerate().map(|(i, t)| (t, i as u32 * 60, i as u32 * 60 + 50)).collect();
    let mut words = words(&places);
    for word in &mut words {
        let alternatives = if doubtful { vec![('&', 0.6), ('$', 0.4)] } else { Vec::new() };
        word.letters =
            word.text.chars().map(|_| WireLetter { conf: 0.99, alternatives: alternatives.clone(), x: None }).collect();
    }
    words
}

/// `first` read again, the two other models seeing `english` and `latin`.
fn read(first: &str, doubtful: bool, english: &str, latin: &str) -> String {
    let image = PageImage { pixels: GrayImage::new(1000, 50), dpi: 300 };
    let mut lines = vec![WireLine { bbox: [0, 10, 900, 30], words: spread(first, doubtful) }];
    let reader = |text: &str| {
        let line = WireLine { bbox: [0; 4], words: spread(text, false) };
        Box::new(move |_: &PageImage| Some(vec![line.clone()])) as Box<ReadLine<'_>>
    };
    let scan = Scan { prepared: &image, given: &image, to_given: None };
    second_reading(&mut lines, &scan, &mut [reader(english), reader(latin)]);
    lines[0].words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn agreed(first: &str, others: &str) -> String {
    read(first, true, others, others)
}

#[test]
fn a_sign_comes_back() {
    assert_eq!(agreed("8 31", "§ 31"), "§ 31");
    assert_eq!(agreed("8 31", "§31"), "§ 31");
    assert_eq!(agreed("88 31", "§§ 31"), "§§ 31");
    assert_eq!(agreed("$5 14", "§ 14"), "§ 14");
    assert_eq!(agreed("8113 Årsbudget", "§ 113 Arsbudget"), "§ 113 Årsbudget");
    assert_eq!(agreed("enligt $7-8", "enligt §7-8"), "enligt §7-8");
    assert_eq!(agreed("4 kap. 18 kommunallagen", "4 kap. 1 § kommunallagen"), "4 kap. 1 § kommunallagen");
    assert_eq!(agreed("814B", "§14B"), "§14B");
    assert_eq!(agreed("8858 Budget", "§ 58 Budget"), "§ 58 Budget");
    assert_eq!(agreed("88 31", "§ 31"), "§ 31");
    assert_eq!(agreed("enligt 8 a8 kommunallagen", "enligt 8 a § kommunallagen"), "enligt 8 a § kommunallagen");
    assert_eq!(agreed("enligt 8a8 lagen", "enligt 8 a § lagen"), "enligt 8a § lagen");
}

#[test]
fn a_label_alone_on_its_line_is_taken_whole() {
    assert_eq!(read("ST", false, "§1.", "§ 1."), "§1.");
    assert_eq!(read("Sa", false, "§ 7.", "Sa"), "§ 7.");
    assert_eq!(read("3 (8)", false, "3 (8)", "3 (8)"), "3 (8)");
    assert_eq!(read("Sida 3", false, "§ida 3", "Sida 3"), "Sida 3");
}

#[test]
fn one_model_may_miss_it() {
    assert_eq!(read("Ks $ 31", true, "Ks $ 31", "Ks $ 31"), "Ks § 31");
}

#[test]
fn a_figure_stays_though_another_model_missed_it() {
    assert_eq!(agreed("$8 Budget", "§ Budget"), "§ 8 Budget");
}

#[test]
fn a_double_sign_is_found_whole() {
    assert_eq!(read("(S), 88 12-15", true, "(S), 8§ 12-15", "(S), 88 12-15"), "(S), §§ 12-15");
    assert_eq!(read("(S), 88 12-15", true, "(S), § 12-15", "(S), § 12-15"), "(S), § 12-15");
    assert_eq!(agreed("chef, $8$7-8 samt", "chef, §§7-8 samt"), "chef, §§7-8 samt");
    assert_eq!(agreed("chef, 889-10", "chef, §§9-10"), "chef, §§9-10");
    assert_eq!(agreed("chef, 889-10", "chef, §§ 9-10"), "chef, §§ 9-10");
    assert_eq!(agreed("chef, 8589-10", "chef, §§9-10"), "chef, §589-10");
}

#[test]
fn all_else_stays() {
    for text in ["8 årsmöten", "31 år", "(S)", "kl. 8.30", "5 ledamöter", "AB Hus & Hem"] {
        assert_eq!(read(text, false, text, text), text);
    }
}

#[test]
fn percent_and_at_come_back() {
    assert_eq!(agreed("med 88 96 av", "med 88 % av"), "med 88 % av");
    assert_eq!(agreed("annaQkommunen.example", "anna@kommunen.example"), "anna@kommunen.example");
    assert_eq!(agreed("anna(Qkommunen.se svarar", "anna@kommunen.se svarar"), "anna@kommunen.se svarar");
    assert_eq!(agreed("se wwwQkommunen.se", "se www.kommunen.se"), "se wwwQkommunen.se");
}
