//! Which heading a line is most likely to be, misread beyond what [`super::headings`] grants at sight, by its letters and by how it stands.

use std::cell::OnceCell;
use std::sync::LazyLock;

use rapidfuzz::distance::levenshtein;

use super::misread::{self, Span};
use super::solid::Marks;
use super::{data, heading_table, headings, solid, text};
use crate::fold;
use crate::lexicon::Lexicon;
use crate::protocol::SectionKind;

const OWNERS: &str = include_str!("../../dictionaries/heading-owners.txt");

/// The dearest misreading of a letter on the average that a line with nothing else for it is granted.
const GRANTED: f32 = 0.15;
/// What each sign that a line is a heading adds.
const FREE: f32 = 0.05;
const SHORT: f32 = 0.03;
const USUAL: f32 = 0.05;
/// A word that is none speaks for damage; words without exception for a line of text.
const DAMAGED: f32 = 0.05;
const WORDS: f32 = -0.07;
/// What lies as near to a heading of another kind, within this, is neither.
const CLEAR: f32 = 0.3;
/// Headings of fewer letters are known only where all that is read otherwise is often read so.
const SMALL: usize = 5;
const GRANTED_SMALL: f32 = 0.13;

/// The most letters of any heading that may be read otherwise.
const MOST_EDITS: usize = 8;

/// How a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Stand {
    /// A blank line or the top of a page above.
    pub free: bool,
    /// Much shorter than the lines of the page.
    pub short: bool,
}

/// A heading in its letters, without blanks.
struct Shape {
    /// In the file.
    place: usize,
    title: Vec<char>,
    capitals: Vec<char>,
    blurred: Vec<char>,
    letters: solid::Counts,
    edits: usize,
    span: Span,
    kind: Option<SectionKind>,
}

/// All headings: those that a whole line is by their length, and those that stand at an end of one.
#[derive(Default)]
struct Shapes {
    whole: Vec<Alike>,
    parts: Alike,
}

/// Headings with the letters of each, which tell most of them from a line.
#[derive(Default)]
struct Alike {
    marks: Vec<Marks>,
    shapes: Vec<Shape>,
}

impl Alike {
    fn push(&mut self, shape: Shape) {
        self.marks.push(Marks::of(shape.blurred.iter().copied()));
        self.shapes.push(shape);
    }
}

/// The most letters of a heading of `n` letters that may be read otherwise at all.
fn edits(n: usize) -> usize {
    n.div_ceil(3).min(MOST_EDITS)
}

static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    let mut out = Shapes::default();
    for (place, (kind, heading)) in heading_table::entries().filter(|(_, h)| !h.starts_with("^ ")).enumerate() {
        let (heading, span) = match (heading.strip_prefix("* "), heading.strip_suffix(" *")) {
            (Some(rest), _) => (rest.trim_end_matches(" *"), Span::Tail),
            (None, Some(rest)) => (rest, Span::Start),
            (None, None) => (heading, Span::Whole),
        };
        let solid = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).collect();
        let blurred: Vec<char> = fold::blur(heading).chars().filter(|c| *c != ' ').collect();
        let n = blurred.len();
        let shape = Shape {
            place,
            letters: solid::counts(&blurred),
            edits: edits(n),
            title: solid(heading),
            capitals: solid(&heading.to_uppercase()),
            blurred,
            span,
            kind,
        };
        if span == Span::Whole {
            out.whole.resize_with(out.whole.len().max(n + 1), Alike::default);
            out.whole[n].push(shape);
        } else {
            out.parts.push(shape);
        }
    }
    out
});

static OWNER_LIST: LazyLock<Vec<Vec<char>>> =
    LazyLock::new(|| data::entries(OWNERS).map(|w| fold::blur(w).chars().collect()).collect());

/// The kind of the heading that `line` most likely is. `usual` tells whether the document uses a heading, given blurred and without blanks.
pub(super) fn kind(line: &str, stand: Stand, usual: &dyn Fn(&[char]) -> bool) -> Option<SectionKind> {
    let t = text::trim_noise_end(headings::trim_specks(line.trim()));
    let t = t.trim_end_matches([':', '.', ' ']);
    let read: Vec<char> = t.chars().filter(|c| !c.is_whitespace()).collect();
    let letters = read.iter().filter(|c| c.is_alphabetic()).count();
    if letters < 3 || letters * 5 < read.len() * 4 {
        return None;
    }
    let capitals = read.iter().filter(|c| c.is_uppercase()).count() * 2 > letters;
    let words = fold::blur(t);
    let blurred: Vec<char> = words.chars().filter(|c| *c != ' ').collect();
    let owned = !headings::joins(&words);
    let possible: Vec<&Shape> = possible(&blurred).into_iter().filter(|s| owned || s.span != Span::Tail).collect();
    if possible.is_empty() {
        return None;
    }
    let mut granted = GRANTED;
    granted += if stand.free { FREE } else { 0.0 };
    granted += if stand.short { SHORT } else { 0.0 };
    granted += if all_words(t) { WORDS } else { DAMAGED };
    let mut found: Vec<(f32, Option<SectionKind>)> = Vec::new();
    for shape in possible {
        let truth = if capitals { &shape.capitals } else { &shape.title };
        let n = truth.len();
        let own = granted + if usual(&shape.blurred) { USUAL } else { 0.0 };
        let limit = if n < SMALL { GRANTED_SMALL } else { own } * n as f32;
        if let Some((cost, bound)) = misread::cost(truth, &read, shape.span, limit)
            && fits(shape.span, &read, bound)
        {
            found.push((cost, shape.kind));
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (least, kind) = *found.first()?;
    // What resembles a heading and is none has no kind.
    let clear = found.iter().take_while(|(c, _)| *c < least + CLEAR).all(|(_, k)| *k == kind);
    kind.filter(|_| clear)
}

/// Whether every word is one. A line of letters that are no words is damaged, or says nothing.
pub(super) fn all_words(t: &str) -> bool {
    let Ok(lexicon) = Lexicon::swedish() else { return false };
    t.split(|c: char| !c.is_alphabetic())
        .filter(|w| !w.is_empty())
        .all(|w| w.chars().count() > 2 && lexicon.contains(&w.to_lowercase()))
}

/// The headings that unit edits on blurred letters bring near at all, in the order of the file.
fn possible(line: &[char]) -> Vec<&'static Shape> {
    let marks = Marks::of(line.iter().copied());
    let whole = OnceCell::new();
    let may_be_whole = |shape: &&Shape| {
        // One line against many headings: by words of bits (Hyyrö 2003).
        let within = levenshtein::Args::default().score_cutoff(shape.edits);
        whole
            .get_or_init(|| levenshtein::BatchComparator::new(line.iter().copied()))
            .distance_with_args(shape.blurred.iter().copied(), &within)
            .is_some()
    };
    let counts = OnceCell::new();
    let may_be_part = |shape: &&Shape| {
        let (n, edits) = (shape.blurred.len(), shape.edits);
        if line.len() < n + if shape.span == Span::Tail { 4 } else { 3 } {
            return false;
        }
        // It is not known yet where it is bounded: as many letters as the heading has.
        let counts = counts.get_or_init(|| counts_of_beginnings(line));
        let mut tail = counts[line.len()];
        let (part, letters) = if shape.span == Span::Tail {
            let before = &counts[line.len() - n];
            tail.iter_mut().zip(before).for_each(|(to, less)| *to -= less);
            (&line[line.len() - n..], &tail)
        } else {
            (&line[..n], &counts[n])
        };
        solid::apart(letters, &shape.letters) <= edits && solid::distance(part, &shape.blurred, edits).is_some()
    };
    // By length: most headings are far from that of the line. Then by letters.
    let mut out: Vec<&Shape> = Vec::new();
    let lengths = SHAPES.whole.iter().enumerate().take(line.len() + MOST_EDITS + 1);
    for (n, alike) in lengths.filter(|(n, _)| line.len().abs_diff(*n) <= edits(*n)) {
        let limit = edits(n);
        let near = alike.marks.iter().enumerate().filter(|(_, own)| marks.may_be(**own, limit));
        out.extend(near.map(|(k, _)| &alike.shapes[k]).filter(|s| may_be_whole(s)));
    }
    let parts = SHAPES.parts.marks.iter().zip(&SHAPES.parts.shapes);
    let held = parts.filter(|(own, shape)| marks.may_hold(**own, shape.edits)).map(|(_, shape)| shape);
    out.extend(held.filter(may_be_part));
    out.sort_by_key(|s| s.place);
    out
}

/// How often each letter stands in the beginnings of a line, by their length.
fn counts_of_beginnings(line: &[char]) -> Vec<solid::Counts> {
    let mut counts = Vec::with_capacity(line.len() + 1);
    let mut all = solid::Counts::default();
    counts.push(all);
    for c in line {
        solid::count(&mut all, *c);
        counts.push(all);
    }
    counts
}

/// Whether what stands beside the part that was compared lets it be a heading: an owner before it, a name or words after it.
fn fits(span: Span, read: &[char], bound: usize) -> bool {
    match span {
        Span::Whole => true,
        Span::Tail => is_owner(&read[..bound]),
        Span::Start => read.get(bound..).is_some_and(|rest| rest.len() >= 3),
    }
}

/// Whether the letters end as an owner in the genitive does.
fn is_owner(read: &[char]) -> bool {
    let text: String = read.iter().collect();
    let own: Vec<char> = fold::blur(&text).chars().collect();
    OWNER_LIST.iter().any(|w| {
        let edits = (w.len() / 4).max(1);
        let from = own.len().checked_sub(w.len());
        from.is_some_and(|from| solid::distance(&own[from..], w, edits).is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use SectionKind::*;

    #[test]
    fn badly_misread_headings_are_known_where_they_stand_free() {
        let stand = Stand { free: true, short: true };
        for (line, want) in [
            ("Javslérhllanden", Recusal),
            ("Övnvvaganen", Background),
            ("Votering nch beulut", Vote),
            ("Beslusundnrlagéu", Basis),
            ("Arbetsutskottetsbeslut", Decision),
            ("FÖRVALVNINGENSBESLUT", Decision),
            ("Kommunsyrelsensforslagtiltfuglmktige", Proposal),
            ("Resenvtion fran Ada Berg (S)", Reservation),
            ("Jiv", Recusal),
            ("For tgiérd", Recipients),
        ] {
            assert_eq!(kind(line, stand, &|_| false), Some(want), "{line}");
        }
    }

    #[test]
    fn lines_of_text_are_none() {
        let stand = Stand { free: true, short: true };
        for line in
            ["Personal", "Ada Berglund", "Beslutad budget", "Samråd", "Bo Ek (S)", "Måluppfyllelse", "Övriga frågor"]
        {
            assert_eq!(kind(line, stand, &|_| false), None, "{line}");
        }
    }

    #[test]
    fn data_is_policed() {
        data::police(OWNERS, 1);
    }
}
