//! The text of a § cut into sections at their headings.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::habit::Habit;
use super::reflow::{Manner, Piece, Widths};
use super::side::Sides;
use super::{data, details, heading_forms, headings, text, title};
use crate::protocol::SectionKind;

const OPEN: &str = include_str!("../../dictionaries/open-ends.txt");
static OPEN_ENDS: LazyLock<HashSet<&str>> = LazyLock::new(|| data::entries(OPEN).collect());

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
    /// Whether it says nothing.
    pub(super) fn is_blank(&self) -> bool {
        self.heading.is_none() && self.pieces.iter().all(|p| text::trim(p.text).is_empty())
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
        let t = text::trim(p.text);
        if let Some(side) = sides.at(p.at) {
            let heading = Some((side.heading.clone(), p.at));
            let kind = out.last().map_or(side.kind, |c| headings::behind(side.kind, &side.heading, c.kind));
            out.push(Cut { kind, heading, pieces: vec![*p] });
            above = Some(*p).filter(|_| !t.is_empty());
            continue;
        }
        if t.is_empty() {
            above = None;
        } else if stands_free(above, p, widths) || is_usual(pieces, i, habit) || stands_out(pieces, i, widths) {
            let at_once = || out.last().is_some_and(|c| c.heading.is_some() && c.pieces.is_empty());
            let goes_on = |k: SectionKind| {
                opens_again(k, t, out.last())
                    || above.is_some_and(|a| ends_open(a.text))
                    || goes_on_deciding(k, t, out.last())
                    || (is_recipient(k, out.last()) && (above.is_some() || at_once()))
            };
            let listed = || out.last().is_some_and(|c| manner(c.kind) == Manner::Entries);
            // The last entry of a list, with nothing below it but the next heading: "Länsstyrelsens yttrande" among papers.
            let ends_list = || {
                let blank = pieces.get(i + 1).is_some_and(|n| text::trim(n.text).is_empty());
                let next = (i + 1..pieces.len()).find(|j| !text::trim(pieces[*j].text).is_empty());
                above.is_some() && blank && listed() && next.is_some_and(|j| kind(j).is_some())
            };
            // "Kommunstyrelsens förslag 1992-06-02, § 131" names what was said there; above its clauses it heads them.
            let heads_clauses = || pieces.get(i + 1).is_some_and(|n| details::begins_clause(text::trim(n.text)));
            let dated = || headings::dated(t).filter(|_| heads_clauses());
            let named = || headings::referred(t).or_else(dated).filter(|_| !listed());
            if let Some(k) = kind(i).or_else(named).filter(|k| !goes_on(*k) && !ends_list()) {
                let printed = text::trim_noise_end(headings::trim_specks(t));
                let k = out.last().map_or(k, |c| headings::behind(k, t, c.kind));
                let heading = Some((text::squeezed(printed), p.at));
                out.push(Cut { kind: k, heading, pieces: Vec::new() });
                above = None;
                continue;
            }
            if let Some((k, at)) = headings::run_in(p.text)
                .or_else(|| habit.run_in(p.text))
                .or_else(|| heading_forms::spaced_run_in(p.text))
                .or_else(|| if above.is_none() && i > 0 { headings::lead(p.text) } else { None })
            {
                let k = out.last().map_or(k, |c| headings::behind(k, &p.text[..at], c.kind));
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

/// "Nämnden beslutar" or "Nämnden föreslår fullmäktige" at once below the heading "Beslut" or "Förslag till beslut" is the first words of what is decided
/// or proposed, not a second heading.
fn opens_again(kind: SectionKind, line: &str, last: Option<&Cut<'_>>) -> bool {
    use SectionKind::{Decision, Motions, Proposal};
    let told = || title::has_verb(line);
    let same = |c: &Cut<'_>| c.kind == kind || (matches!(c.kind, Proposal | Motions | Decision) && told());
    let at_once = |c: &Cut<'_>| c.heading.is_some() && c.pieces.iter().all(|p| text::trim(p.text).is_empty());
    matches!(kind, Decision | Proposal) && last.is_some_and(|c| at_once(c) && same(c)) && (kind == Decision || told())
}

/// Whether the line ends with a word after which its sentence goes on: "… till förmån för".
pub(super) fn ends_open(line: &str) -> bool {
    line.split_whitespace().next_back().is_some_and(|w| OPEN_ENDS.contains(w))
}

/// "Styrelsen beslutar för egen del:" within the section "Styrelsens beslut" says who decides what follows.
fn goes_on_deciding(kind: SectionKind, line: &str, last: Option<&Cut<'_>>) -> bool {
    let named = |c: &Cut<'_>| c.heading.as_ref().is_some_and(|(h, _)| !title::has_verb(h));
    kind == SectionKind::Decision && last.is_some_and(|c| c.kind == kind && named(c)) && title::has_verb(line)
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
    let (t, width) = (text::trim(pieces[i].text), widths.of(pieces[i].page));
    let begins = |t: &str| text::starts_upper(t) && !text::starts_lower(t);
    let short = t.chars().count() * 5 <= width * 3 && !text::ends_sentence(t);
    short && begins(t) && pieces.get(i + 1).is_some_and(|next| next.page == pieces[i].page && begins(next.text))
}

/// Whether the line above lets this one be a heading: none, one that ends a sentence, or one with room left.
fn stands_free(above: Option<Piece<'_>>, p: &Piece<'_>, widths: &Widths) -> bool {
    let Some(a) = above else { return true };
    let t = text::trim(a.text);
    let capitals = |t: &str| t.len() > 3 && !t.chars().any(char::is_lowercase);
    if text::ends_sentence(t) || text::is_sum_row(t) || a.page != p.page || (capitals(p.text) && !capitals(t)) {
        return true;
    }
    let word = p.text.split_whitespace().next().map_or(0, |w| w.chars().count());
    !t.ends_with(['-', ',']) && t.chars().count() + word + 2 <= widths.of(p.page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::testing::lines;

    #[test]
    fn the_last_entry_of_a_list_is_no_heading() {
        let source = "Beslut\nNämnden godkänner taxan.\n\nHandlingar\nSkrivelse från rådet\nLänsstyrelsens yttrande\n\nYrkanden\nAda Berg yrkar bifall.";
        let found: Vec<_> = kinds(source).into_iter().map(|k| k.0).collect();
        assert_eq!(found, [SectionKind::Decision, SectionKind::Basis, SectionKind::Motions]);
    }

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
        let want = [SectionKind::Recipients, SectionKind::Attachment];
        for source in [
            "Beslutet skickas till\nSökanden\nEkonom\nAkt\n\nBilaga\nKarta",
            "Beslutet skickas till\nEkonomichefen\n\nBilaga\nKarta",
        ] {
            assert_eq!(kinds(source).iter().map(|k| k.0).collect::<Vec<_>>(), want);
        }
    }

    #[test]
    fn who_decides_is_no_second_heading() {
        let got = kinds(
            "Styrelsens beslut\n1. Planen antas.\n\nStyrelsen beslutar för egen del:\n\n2. Planen trycks.\n\nBakgrund\nLång.",
        );
        assert_eq!(got.iter().map(|k| k.0).collect::<Vec<_>>(), [SectionKind::Decision, SectionKind::Background]);
    }

    #[test]
    fn a_sum_ends_what_stands_above_a_heading() {
        let got = kinds("Staten upptager:\nVed .......... 120:-\n      Kronor    45.000:-\nBeslut: Staten antogs.");
        assert_eq!(got.iter().map(|k| k.0).collect::<Vec<_>>(), [SectionKind::Body, SectionKind::Decision]);
    }

    #[test]
    fn a_line_below_an_open_sentence_is_no_heading() {
        let got = kinds("Reservation\nOlof Ek reserverar sig till förmån för\nNämndens beslut\nNämnden avslår.");
        assert_eq!(got.iter().map(|k| k.0).collect::<Vec<_>>(), [SectionKind::Reservation]);
    }

    #[test]
    fn what_is_proposed_to_be_decided_is_no_decision() {
        let got =
            kinds("Kontorets förslag till beslut\nNämnden beslutar\natt godkänna planen.\n\nBeslut\nPlanen godkänns.");
        assert_eq!(got.iter().map(|k| k.0).collect::<Vec<_>>(), [SectionKind::Proposal, SectionKind::Decision]);
    }

    #[test]
    fn what_is_proposed_to_another_body_below_a_heading_is_no_second_one() {
        let got = kinds("Beslut\nNämnden föreslår kommunfullmäktige besluta\natt godkänna planen.\n\nBakgrund\nLång.");
        assert_eq!(got.iter().map(|k| k.0).collect::<Vec<_>>(), [SectionKind::Decision, SectionKind::Background]);
    }

    #[test]
    fn recipients_named_in_a_sentence_without_a_verb() {
        let got = kinds("Nämnden avslår.\n\nProt.utdr. till länet, Ada Berg och byggnads-\nnämnden.");
        assert_eq!(got.last(), Some(&(SectionKind::Recipients, Some("Prot.utdr. till".into()))));
        let got = kinds("Nämnden avslår.\n\nProt.utdr. till länet skall sändas i dag.");
        assert_eq!(got.len(), 1);
    }

    #[test]
    fn letter_spaced_headings_before_their_text() {
        let got = kinds("Frågan är gammal.\n   R e s e r v a t i o n .  Mot beslutet anförde herr Ek reservation.");
        assert_eq!(got.iter().map(|k| k.0).collect::<Vec<_>>(), [SectionKind::Body, SectionKind::Reservation]);
    }

    #[test]
    fn where_something_was_said_may_stand_in_a_bracket() {
        use SectionKind::*;
        let got = kinds("Frågan är gammal.\n\nKommunstyrelsens förslag (1979-04-10, § 64)\nMotionen avslås.");
        assert_eq!(got.iter().map(|k| k.0).collect::<Vec<_>>(), [Body, Proposal]);
        let got = kinds("Frågan är gammal.\n\nKommunstyrelsens förslag 1992-06-02, § 64\natt motionen avslås.");
        assert_eq!(got.iter().map(|k| k.0).collect::<Vec<_>>(), [Body, Proposal]);
        let got = kinds("Kommunstyrelsens förslag 1992-06-02, § 64\nFrågan är gammal.");
        assert_eq!(got.iter().map(|k| k.0).collect::<Vec<_>>(), [Body]);
        let got = kinds("Handlingar\nSkrivelse (2019-04-10)\nKommunstyrelsens förslag (2019-04-12, § 64)\nKarta (2 s)");
        assert_eq!(got.iter().map(|k| k.0).collect::<Vec<_>>(), [Basis]);
    }

    #[test]
    fn open_ends_are_policed() {
        data::police(OPEN, 1);
    }

    #[test]
    fn the_end_of_a_wrapped_sentence_is_no_heading() {
        let got = kinds("Nämnden har i frågan om bryggan att följa de tidigare\nBeslut\noch står fast.");
        assert_eq!(got.len(), 1);
    }
}
