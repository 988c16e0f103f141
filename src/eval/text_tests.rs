use super::*;
use proptest::prelude::*;

fn read(gold: &str, raw: Option<&str>, text: &str) -> (TextMeasure, WrongWords) {
    let mut wrong = WrongWords::default();
    let measure = measure(Reading { gold, raw, text }, "here", &mut wrong);
    (measure, wrong)
}

#[test]
fn identity_has_no_errors() {
    let text = "§ 3 Nämnden beslutar\natt lägga ärendet åt sidan.";
    let (m, wrong) = read(text, Some(text), text);
    assert_eq!(m.after.characters.total() + m.after.words.total() + m.after.bag.total(), 0);
    assert_eq!(m.after.words.reference, 9);
    assert_eq!(m.after.diacritics, Share { hit: 4, of: 4 });
    assert_eq!(m.after.signs, Found { right: 1, gold: 1, predicted: 1 });
    assert_eq!((m.broken, m.mended), (Share { hit: 0, of: 9 }, Share::default()));
    assert_eq!(wrong, WrongWords::default());
}

#[test]
fn nothing_read_is_all_deleted() {
    let (m, _) = read("två ord", Some(""), "");
    assert_eq!(m.after.words, Errors { deleted: 2, reference: 2, ..Errors::default() });
    assert_eq!(m.after.words.rate(), Some(1.0));
    assert_eq!(m.after.characters.rate(), Some(1.0));
    assert_eq!(m.after.bag.rate(), Some(1.0));
}

#[test]
fn broken_and_mended_are_shares_of_right_and_wrong_words() {
    let (m, wrong) =
        read("Ordföranden får en ny stol", Some("Ordforanden får en ny stol"), "Ordföranden for en ny stol");
    assert_eq!(m.broken, Share { hit: 1, of: 4 });
    assert_eq!(m.mended, Share { hit: 1, of: 1 });
    assert_eq!(m.before.unwrap().words.total(), 1);
    assert_eq!(m.before.unwrap().diacritics, Share { hit: 1, of: 2 });
    let broken = wrong.worst(true, 9);
    assert_eq!(broken.len(), 1);
    assert_eq!((broken[0].0.gold.as_str(), broken[0].0.text.as_deref(), broken[0].1), ("får", Some("for"), 1));
    assert!(wrong.worst(false, 9).is_empty());
}

#[test]
fn without_a_reading_nothing_is_broken_or_mended() {
    let (m, wrong) = read("på torget", None, "pa torget");
    assert_eq!((m.before, m.broken, m.mended), (None, Share::default(), Share::default()));
    assert_eq!(wrong.worst(false, 1)[0].0.text.as_deref(), Some("pa"));
}

#[test]
fn a_sign_counts_at_its_place_alone() {
    let (m, _) = read("§ 12 Val av två ledamöter", None, "$ 12 Val av två ledamöter §");
    assert_eq!(m.after.signs, Found { right: 0, gold: 1, predicted: 1 });
}

#[test]
fn the_order_of_columns_spoils_word_errors_but_not_the_bag() {
    let (m, _) = read("ett två tre fyra fem sex", None, "fyra fem sex ett två tre");
    assert_eq!(m.after.words.total(), 6);
    assert_eq!(m.after.bag.total(), 0);
    let (m, _) = read("ett två tre", None, "tvaa ett");
    assert_eq!(m.after.bag, Errors { substituted: 1, deleted: 1, inserted: 0, reference: 3 });
}

#[test]
fn composed_and_decomposed_letters_are_the_same() {
    let (m, _) = read("är", None, "a\u{308}r");
    assert_eq!(m.after.characters, Errors { reference: 2, ..Errors::default() });
}

#[test]
fn the_most_frequent_wrong_word_comes_first() {
    let (_, mut wrong) = read("på så på", Some("pa sa pa"), "pa sa pa");
    let again = wrong.clone();
    wrong.merge(&again);
    let worst: Vec<_> = wrong.worst(false, 5).into_iter().map(|(w, n, p)| (w.gold.clone(), n, p.to_string())).collect();
    assert_eq!(worst, [("på".to_string(), 4, "here".to_string()), ("så".to_string(), 2, "here".to_string())]);
    assert_eq!(wrong.worst(false, 1).len(), 1);
}

proptest! {
    #[test]
    fn counts_are_symmetric(a in "[ab å]{0,30}", b in "[ab å]{0,30}") {
        let (there, _) = read(&a, None, &b);
        let (back, _) = read(&b, None, &a);
        for (x, y) in [
            (there.after.words, back.after.words),
            (there.after.characters, back.after.characters),
            (there.after.bag, back.after.bag),
        ] {
            prop_assert_eq!((x.substituted, x.deleted, x.inserted), (y.substituted, y.inserted, y.deleted));
        }
        prop_assert!(there.after.bag.total() <= there.after.words.total());
    }

    #[test]
    fn every_gold_word_is_counted_once(a in "[ab å]{0,30}", r in "[ab å]{0,30}", b in "[ab å]{0,30}") {
        let (m, wrong) = read(&a, Some(&r), &b);
        prop_assert_eq!(m.broken.of + m.mended.of, m.after.words.reference);
        let listed: usize = [true, false].iter().flat_map(|k| wrong.worst(*k, 99)).map(|(_, n, _)| n).sum();
        prop_assert_eq!(listed, m.after.words.substituted + m.after.words.deleted);
    }
}
