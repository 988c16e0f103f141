use super::*;
use crate::eval::fixture::{gold, gold_record, protocol, record};
use crate::eval::gold::{Repeat, Repeats};
use SectionKind::{Body, Decision};

const PAGES: [&str; 3] =
    ["§ 1 Val\nEva väljs.\n§ 2 Budget\nBudgeten antas.", "§ 3 Avslut\nMötet avslutas.", "§ 3 Avslut"];
const RAW: [&str; 3] =
    ["$ 1 Val\nEva valjs.\n$ 2 Budget\nBudgeten antas.", "$ 3 Avslut\nMotet avslutas.", "$ 3 Avslut"];

fn truth() -> GoldDocument {
    let mut gold = gold(
        &PAGES,
        vec![
            gold_record(1, "Val", Decision, "Eva väljs.", 1),
            gold_record(2, "Budget", Decision, "Budgeten antas.", 1),
            gold_record(3, "Avslut", Body, "Mötet avslutas.", 2),
        ],
    );
    gold.repeats = Some(Repeats { repeats: vec![Repeat { page: 3, of: 2 }], not_repeats: Vec::new() });
    gold
}

fn judge(gold: &GoldDocument, records: Vec<Record>) -> (RecordMeasure, Vec<Mistake>) {
    let mut protocol = protocol("gladby", &RAW);
    protocol.meetings[0].records = records;
    let numbers = gold.page_numbers(3).unwrap();
    let mut mistakes = Vec::new();
    let measure = measure(Judged { gold, protocol: &protocol, numbers: &numbers }, &mut mistakes);
    (measure, mistakes)
}

fn right() -> Vec<Record> {
    vec![
        record(1, "$ 1", "Val", Decision, "Eva väljs.", (0, 1)),
        record(2, "$ 2", "Budget", Decision, "Budgeten antas.", (0, 3)),
        record(3, "$ 3", "Avslut", Body, "Mötet avslutas.", (1, 1)),
    ]
}

#[test]
fn a_perfect_prediction_is_right_in_everything() {
    let (m, mistakes) = judge(&truth(), right());
    let all = Found { right: 3, gold: 3, predicted: 3 };
    assert_eq!((m.labels, m.boundaries, m.starts, m.kinds), (all, all, all, all));
    for share in [m.label_text, m.title, m.dnr] {
        assert_eq!(share, Share { hit: 3, of: 3 });
    }
    assert_eq!(m.title_characters.total() + m.decision_characters.total() + m.text_characters.total(), 0);
    assert_eq!(m.decision_characters.reference, 25);
    assert_eq!(m.by_kind[&Decision], Found { right: 2, gold: 2, predicted: 2 });
    assert_eq!(mistakes, []);
}

#[test]
fn no_records_are_all_missing() {
    let (m, mistakes) = judge(&truth(), Vec::new());
    assert_eq!(m.labels, Found { right: 0, gold: 3, predicted: 0 });
    assert_eq!((m.title, m.dnr), (Share { hit: 0, of: 3 }, Share { hit: 0, of: 3 }));
    assert_eq!(m.text_characters.rate(), Some(1.0));
    assert_eq!(mistakes.len(), 3);
}

#[test]
fn a_record_on_the_repeated_page_begins_rightly() {
    let mut records = right();
    records[2].pages = vec![2];
    records[2].sections.clear();
    let (m, _) = judge(&truth(), records);
    assert_eq!((m.boundaries.right, m.starts.right, m.kinds.right), (3, 3, 2));
}

#[test]
fn wrong_page_wrong_line_and_invented_records_are_told_apart() {
    let mut records = right();
    records[0] = record(1, "$ 1", "Val", Decision, "Eva väljs.", (1, 0));
    // Label not to be found: the section's line decides, and it is three lines off.
    records[1] = record(2, "$ 9", "Budget", Decision, "Budgeten antas.", (0, 0));
    records.push(record(7, "$ 7", "Skräp", Body, "x", (1, 1)));
    let (m, mistakes) = judge(&truth(), records);
    assert_eq!(m.labels, Found { right: 3, gold: 3, predicted: 4 });
    assert_eq!(m.boundaries.right, 2);
    assert_eq!(m.starts.right, 1);
    assert_eq!(m.text_characters.inserted, 1);
    let what: Vec<&str> = mistakes.iter().map(|m| m.what.as_str()).collect();
    assert_eq!(what, ["page", "record"]);
    assert_eq!(mistakes[1].predicted.as_deref(), Some("$ 7, page 2"));
}

#[test]
fn a_number_said_twice_is_right_once() {
    let mut records = right();
    records.insert(0, record(3, "$ 3", "Dagordning", Body, "", (0, 0)));
    let (m, _) = judge(&truth(), records);
    assert_eq!(m.labels, Found { right: 3, gold: 3, predicted: 4 });
    assert_eq!(m.boundaries.right, 3, "the one on the right page is taken");
    assert_eq!(m.title.hit, 3);
}

#[test]
fn fields_of_a_record_are_judged_one_by_one() {
    let mut gold = truth();
    gold.protocol.records[0].dnr = vec!["KS 1/99".into(), "KS 2/99".into()];
    gold.protocol.records[1].suffix = Some("b".into());
    let mut records = right();
    records[0].dnr = vec!["Dnr KS 1/99".into(), "dnr. KS  2/99".into()];
    records[1].suffix = Some("B".into());
    records[1].title = Some("Budgot".into());
    records[2].dnr = vec!["KS 3/99".into()];
    records[2].sections[0].kind = Decision;
    let (m, mistakes) = judge(&gold, records);
    assert_eq!(m.labels.right, 3);
    assert_eq!(m.dnr.hit, 2);
    assert_eq!(m.title.hit, 2);
    assert_eq!(m.title_characters, Errors { substituted: 1, reference: 15, ..Errors::default() });
    assert_eq!(m.kinds, Found { right: 2, gold: 3, predicted: 3 });
    assert_eq!(m.by_kind[&Body], Found { right: 0, gold: 1, predicted: 0 });
    assert_eq!(mistakes.iter().map(|m| m.what.as_str()).collect::<Vec<_>>(), ["title", "dnr", "sections"]);
    let mut sum = m.clone();
    sum += &m;
    assert_eq!((sum.title, sum.by_kind[&Body].gold), (Share { hit: 4, of: 6 }, 2));
}

#[test]
fn ballots_count_by_name_and_choice_where_gold_names_voters() {
    let mut gold = truth();
    gold.protocol.records[1].vote = serde_json::from_str(
        r#"{"yes": 2, "no": 1, "voters": [{"name": "Ek", "vote": "Ja"}, {"name": "Alm", "vote": "yes"}, {"name": "Ås", "vote": "Nej"}]}"#,
    )
    .unwrap();
    let mut records = right();
    let ballot = |name: &str, choice| crate::protocol::Ballot {
        name: name.to_string(),
        affiliation: None,
        choice,
        person: None,
    };
    records[1].ballots = vec![ballot("Ek", crate::protocol::Choice::Yes), ballot("Alm", crate::protocol::Choice::No)];
    // Where gold names nobody, names are not judged.
    records[0].ballots = vec![ballot("Dal", crate::protocol::Choice::No)];
    let (measure, mistakes) = judge(&gold, records);
    assert_eq!(measure.ballots, Found { right: 1, gold: 3, predicted: 2 });
    let told = mistakes.iter().find(|m| m.what == "ballots").unwrap();
    assert_eq!(told.gold.as_deref(), Some("Alm: Yes, Ås: No"));
    assert_eq!(told.predicted.as_deref(), Some("Alm: No"));
}
