//! The text of a § cut into sections at their headings.

use super::habit::Habit;
use std::sync::LazyLock;

use super::reflow::{self, Manner, Piece, Widths};
use super::side::Sides;
use super::{data, headings, text, title};
use crate::protocol::SectionKind;

const DECIDER_DATA: &str = include_str!("../../dictionaries/deciders.txt");
static DECIDERS: LazyLock<Vec<(&str, &str)>> =
    LazyLock::new(|| data::rows(DECIDER_DATA).filter_map(|r| Some((r[0], *r.get(1)?))).collect());
/// Words among which the verb of an unheaded decision stands.
const MOST_WORDS: usize = 6;

/// A section before its lines are joined.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut<'a> {
    /// What it is.
    pub kind: SectionKind,
    /// The heading as printed, with the index of its text line.
    pub heading: Option<(String, usize)>,
    /// Its lines, blank ones too.
    pub pieces: Vec<Piece<'a>>,
}

impl Cut<'_> {
    fn is_blank(&self) -> bool {
        self.heading.is_none() && self.pieces.iter().all(|p| p.text.trim().is_empty())
    }
}

/// How the lines of a section of this kind relate.
pub fn manner(kind: SectionKind) -> Manner {
    match kind {
        SectionKind::Basis | SectionKind::Recipients | SectionKind::Attachment => Manner::Entries,
        _ => Manner::Prose,
    }
}

/// Cuts `pieces` at headings. `kind` tells which whole lines are headings by their words; a line that goes on from a full one
/// above it is none. Text above the first heading is a section of kind body.
pub(crate) fn cut<'a>(
    pieces: &[Piece<'a>],
    kind: &dyn Fn(usize) -> Option<SectionKind>,
    sides: &Sides,
    widths: &Widths,
    habit: &Habit,
) -> Vec<Cut<'a>> {
    let mut out = vec![Cut { kind: SectionKind::Body, heading: None, pieces: Vec::new() }];
    let mut above: Option<Piece<'a>> = None;
    for (i, p) in pieces.iter().enumerate() {
        let t = p.text.trim();
        if let Some(side) = sides.at(p.at) {
            let heading = Some((side.heading.clone(), p.at));
            out.push(Cut { kind: side.kind, heading, pieces: vec![*p] });
            above = Some(*p).filter(|_| !t.is_empty());
            continue;
        }
        if t.is_empty() {
            above = None;
        } else if stands_free(above, p, widths) || is_usual(pieces, i, habit) || stands_out(pieces, i, widths) {
            let goes_on = |k: SectionKind| {
                opens_again(k, out.last())
                    || goes_on_deciding(k, t, out.last())
                    || (above.is_some() && is_recipient(k, out.last()))
            };
            if let Some(k) = kind(i).filter(|k| !goes_on(*k)) {
                let printed = text::trim_noise_end(headings::trim_specks(t));
                let heading = Some((text::squeezed(printed), p.at));
                out.push(Cut { kind: k, heading, pieces: Vec::new() });
                above = None;
                continue;
            }
            if let Some((k, at)) = headings::run_in(p.text).or_else(|| habit.run_in(p.text)) {
                let heading = Some((text::squeezed(&p.text[..at]), p.at));
                let rest = Piece { text: &p.text[at..], ..*p };
                out.push(Cut { kind: k, heading, pieces: vec![rest] });
                above = Some(*p);
                continue;
            }
        }
        if !t.is_empty() {
            above = Some(*p);
        }
        if let Some(last) = out.last_mut() {
            last.pieces.push(*p);
        }
    }
    out.retain(|c| !c.is_blank());
    out
}

/// "Nämnden beslutar" at once below the heading "Beslut" is the first words of the decision, not a second heading.
fn opens_again(kind: SectionKind, last: Option<&Cut<'_>>) -> bool {
    kind == SectionKind::Decision
        && last
            .is_some_and(|c| c.kind == kind && c.heading.is_some() && c.pieces.iter().all(|p| p.text.trim().is_empty()))
}

/// "Styrelsen beslutar för egen del:" within the section "Styrelsens beslut" says who decides what follows.
fn goes_on_deciding(kind: SectionKind, line: &str, last: Option<&Cut<'_>>) -> bool {
    let named = |c: &Cut<'_>| c.heading.as_ref().is_some_and(|(h, _)| !title::has_verb(h));
    kind == SectionKind::Decision && title::has_verb(line) && last.is_some_and(|c| c.kind == kind && named(c))
}

/// Cuts off the decision that closes a text without headings: its last block where a body and a verb of deciding open it, with the list below.
/// Only for minutes that set their decisions apart; where all is told in one, it is text.
pub(super) fn unheaded<'a>(cuts: &mut Vec<Cut<'a>>) {
    if cuts.iter().any(|c| matches!(c.kind, SectionKind::Decision | SectionKind::Proposal)) {
        return;
    }
    let Some(at) = cuts.iter().position(|c| c.kind == SectionKind::Body && c.heading.is_none()) else { return };
    let pieces = &cuts[at].pieces;
    let blank = |i: usize| pieces[i].text.trim().is_empty() || text::is_rule(pieces[i].text);
    let mut opens = (1..pieces.len()).filter(|&i| blank(i - 1) && !blank(i));
    let Some(from) = opens.rfind(|&i| is_deciding(pieces[i].text)) else { return };
    // Only clauses and items may follow.
    let below = (from + 1..pieces.len()).filter(|&i| blank(i - 1) && !blank(i));
    let own = |t: &str| reflow::is_item(t) || text::starts_lower(t);
    let head = (0..from).any(|i| !blank(i));
    if !head || !below.into_iter().all(|i| own(pieces[i].text.trim()) || pieces[i].page != pieces[i - 1].page) {
        return;
    }
    let pieces = cuts[at].pieces.split_off(from);
    cuts.insert(at + 1, Cut { kind: SectionKind::Decision, heading: None, pieces });
}

/// Whether the line begins with a body that decides and its verb: "Kommunstyrelsen beslutar att …".
fn is_deciding(line: &str) -> bool {
    let words: Vec<String> = line.split_whitespace().take(MOST_WORDS).map(str::to_lowercase).collect();
    let verb = words.iter().position(|w| DECIDERS.iter().any(|(kind, v)| *kind == "verb" && v == w));
    let body = |w: &String| DECIDERS.iter().any(|(kind, b)| *kind == "body" && w.ends_with(b));
    text::starts_upper(line) && verb.is_some_and(|v| v > 0 && body(&words[v - 1]))
}

/// "Ekonomi" in a list of recipients is an office: nothing describes the matter after those to whom it is sent.
fn is_recipient(kind: SectionKind, last: Option<&Cut<'_>>) -> bool {
    matches!(kind, SectionKind::Background | SectionKind::Summary)
        && last.is_some_and(|c| c.kind == SectionKind::Recipients)
}

/// Whether the line is a heading as the document uses it, above a new sentence: then the line above lost the sign that ends it.
fn is_usual(pieces: &[Piece<'_>], i: usize, habit: &Habit) -> bool {
    let opens = |t: &str| text::starts_upper(t) && !text::starts_lower(t);
    pieces.get(i + 1).is_some_and(|next| opens(next.text)) && habit.knows(pieces[i].text)
}

/// Whether a short line stands above a new sentence: within a sentence a line is full, and at its end a full stop stands. Then the line above lost the
/// sign that ends it.
fn stands_out(pieces: &[Piece<'_>], i: usize, widths: &Widths) -> bool {
    let (t, width) = (pieces[i].text.trim(), widths.of(pieces[i].page));
    let begins = |t: &str| text::starts_upper(t) && !text::starts_lower(t);
    let short = t.chars().count() * 5 <= width * 3 && !text::ends_sentence(t);
    short && begins(t) && pieces.get(i + 1).is_some_and(|next| next.page == pieces[i].page && begins(next.text))
}

/// Whether the line above lets this one be a heading: none, one that ends a sentence, or one with room left.
fn stands_free(above: Option<Piece<'_>>, p: &Piece<'_>, widths: &Widths) -> bool {
    let Some(a) = above else { return true };
    let t = a.text.trim();
    let capitals = |t: &str| t.len() > 3 && !t.chars().any(char::is_lowercase);
    if text::ends_sentence(t) || a.page != p.page || (capitals(p.text) && !capitals(t)) {
        return true;
    }
    let word = p.text.split_whitespace().next().map_or(0, |w| w.chars().count());
    !t.ends_with(['-', ',']) && t.chars().count() + word + 2 <= widths.of(p.page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::testing::lines;

    fn kinds(source: &str) -> Vec<(SectionKind, Option<String>)> {
        let l = lines(source);
        let pieces: Vec<Piece> =
            l.iter().enumerate().map(|(i, t)| Piece { text: &t.text, at: i, page: t.page }).collect();
        cut(&pieces, &|i| headings::whole(pieces[i].text), &Sides::default(), &Widths::new(&l), &Habit::default())
            .into_iter()
            .map(|c| (c.kind, c.heading.map(|h| h.0)))
            .collect()
    }

    #[test]
    fn headings_open_sections() {
        use SectionKind::*;
        let got = kinds(
            "Ärendet väcktes i höstas.\n\nNämndens beslut\nNämnden avslår.\n\nMåluppfyllelse\nGod.\nExp: Akten\n",
        );
        assert_eq!(got, [(Body, None), (Decision, Some("Nämndens beslut".into())), (Recipients, Some("Exp:".into()))]);
    }

    #[test]
    fn an_office_in_a_list_of_recipients_is_no_heading() {
        let got = kinds("Beslutet skickas till\nSökanden\nEkonom\nAkt\n\nBilaga\nKarta");
        let want = [SectionKind::Recipients, SectionKind::Attachment];
        assert_eq!(got.iter().map(|k| k.0).collect::<Vec<_>>(), want);
    }

    #[test]
    fn who_decides_is_no_second_heading() {
        let got = kinds(
            "Styrelsens beslut\n1. Planen antas.\n\nStyrelsen beslutar för egen del:\n\n2. Planen trycks.\n\nBakgrund\nLång.",
        );
        assert_eq!(got.iter().map(|k| k.0).collect::<Vec<_>>(), [SectionKind::Decision, SectionKind::Background]);
    }

    #[test]
    fn a_decision_without_heading() {
        let source = |last: &str| format!("Föreningen vill hyra bryggan.\n\n{last}");
        let cut_of = |last: &str| {
            let l = lines(&source(last));
            let pieces: Vec<Piece> =
                l.iter().enumerate().map(|(i, t)| Piece { text: &t.text, at: i, page: t.page }).collect();
            let mut cuts = vec![Cut { kind: SectionKind::Body, heading: None, pieces }];
            unheaded(&mut cuts);
            cuts.iter().map(|c| c.kind).collect::<Vec<_>>()
        };
        use SectionKind::{Body, Decision};
        assert_eq!(cut_of("Kommunstyrelsen beslutar att hyra ut\nbryggan."), [Body, Decision]);
        assert_eq!(cut_of("Nämnden beslutar att hyra ut bryggan.\n\n      --------"), [Body, Decision]);
        assert_eq!(cut_of("Nämnden beslutar\n\na) att hyra ut bryggan,\nb) att laga den."), [Body, Decision]);
        assert_eq!(cut_of("Nämnden beslutar om hyror i maj.\n\nOrdföranden tackar."), [Body]);
        assert_eq!(cut_of("Förvaltningen beslutar om hyror."), [Body]);
    }

    #[test]
    fn deciders_are_policed() {
        data::police(DECIDER_DATA, 2);
    }

    #[test]
    fn the_end_of_a_wrapped_sentence_is_no_heading() {
        let got = kinds("Nämnden har i frågan om bryggan att följa de tidigare\nBeslut\noch står fast.");
        assert_eq!(got.len(), 1);
    }
}
