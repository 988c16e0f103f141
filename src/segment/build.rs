//! One record from its lines.

use super::habit::Habit;
use super::labels::{Label, Reading, Sign};
use super::listed::Listed;
use super::reflow::{self, Piece, Widths};
use super::side::{Note, Sides};
use super::{
    LabelEdit, Part, at_once, deciding, details, dnr_closing, label_text, references, sections, sources, text, title,
    unlabelled, votes,
};
use crate::page::TextLine;
use crate::protocol::{Record, Section, SectionKind, Span};

/// A head of a § that the sequence chose.
#[derive(Debug, Clone)]
pub(crate) struct ChosenHead<'a> {
    /// The candidate.
    pub label: &'a Label,
    /// How its number is read; `None` where the place in the sequence alone gives it.
    pub reading: Option<&'a Reading>,
    /// 31.
    pub number: u32,
    /// Whether it stands out of the order of the numbers.
    pub stray: bool,
    /// The first line of the §: that of the label, or of a title or diarienummer above it.
    pub top: usize,
}

impl ChosenHead<'_> {
    fn suffix(&self) -> Option<char> {
        self.reading.and_then(|r| r.suffix)
    }

    /// One past the last line of the label.
    pub(super) fn last_line(&self) -> usize {
        self.label.number_line
    }
}

/// What the records of one document share.
pub(crate) struct Ground<'a> {
    pub lines: &'a [TextLine],
    pub kinds: &'a [Option<SectionKind>],
    pub widths: &'a Widths,
    /// Headings in a column left of the text.
    pub sides: &'a Sides,
    /// Headings that the document uses.
    pub habit: &'a Habit,
    /// What its lists of matters state.
    pub listed: &'a Listed,
    /// Whether labels of this document print a blank between § and number.
    pub spaced: bool,
    /// Whether most labels that a sign opens or ends show it.
    pub parted: bool,
    /// Whether labels of this document bear a §, so that a number alone is one whose sign was not read.
    pub signed: bool,
    /// Whether this document sets decisions apart.
    pub decides: bool,
    /// Whether most labels of this document end in a full stop.
    pub dotted: bool,
}

/// A record as built.
pub(crate) struct Built {
    pub record: Record,
    /// How its label is mended.
    pub edit: Option<LabelEdit>,
    /// The line in it where a § begins whose label is lost.
    pub unlabelled: Option<usize>,
}

/// Builds the record with index `index` from lines `head.label.line..end`. `skip` are lines that repeat the label at the top of a
/// page; `gap` says that a number is missing behind it. Marks each line's part in `parts`.
pub(crate) fn record(
    head: &ChosenHead<'_>,
    (end, gap): (usize, bool),
    skip: &[usize],
    index: usize,
    ground: &Ground<'_>,
    parts: &mut [Part],
) -> Built {
    let (printed, raw, edit) = label_text::label(head, ground);
    let (mut top, pieces) = top(head, end, skip, ground);
    let kind = |i: usize| kind_of(&pieces, i, ground);
    // What is left of a label's line below the title is blank.
    while top.offset == 0 && pieces.get(top.body).is_some_and(|p| p.at <= head.last_line() && p.text.trim().is_empty())
    {
        top.body += 1;
    }
    let body_at = pieces.get(top.body).map_or(end, |p| p.at);
    for (i, part) in parts.iter_mut().enumerate().take(end).skip(head.top) {
        let in_head = i < body_at || i <= head.last_line() || skip.contains(&i);
        *part = if in_head { Part::Title(index) } else { Part::Text(index) };
    }
    let mut body: Vec<Piece<'_>> = pieces[top.body.min(pieces.len())..].to_vec();
    if let Some(first) = body.first_mut() {
        first.text = text::trim_noise_end(first.text.get(top.offset..).unwrap_or(""));
        if top.offset > 0 || first.at == head.last_line() {
            parts[first.at] = Part::Text(index);
        }
    }
    let mut closing: Vec<usize> = Vec::new();
    if top.dnr.is_empty()
        && let Some((from, numbers)) = dnr_closing::read(&body)
    {
        top.dnr = numbers;
        closing.extend(body.drain(from..).map(|p| p.at));
        closing.iter().for_each(|at| parts[*at] = Part::Title(index));
    }
    let shift = top.body;
    let mut cuts = sections::cut(&body, &|i| kind(i + shift), ground.sides, ground.widths, ground.habit);
    if ground.decides {
        deciding::unheaded(&mut cuts);
    }
    let unlabelled = if gap { unlabelled::part(&mut cuts, ground.lines) } else { None };
    let mut sections: Vec<Section> = cuts.iter().map(|c| section(c, ground)).collect();
    add_notes(&mut sections, &cuts, ground.sides.notes(head.top..end), ground);
    let all: String = sections.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join("\n\n");
    let decision: Vec<&str> =
        sections.iter().filter(|s| s.kind == SectionKind::Decision).map(|s| s.text.as_str()).collect();
    let own = head.number.to_string();
    let mut named = references::find(&all, &own);
    if !top.earlier.is_empty() {
        named.splice(0..0, references::find(&top.earlier, &own));
    }
    let mut pages: Vec<usize> =
        ground.lines[head.top..end].iter().filter(|l| !l.text.trim().is_empty()).map(|l| l.page).collect();
    pages.dedup();
    // Of several votes the last decides: those before it choose what it is about.
    let told = sections.iter().rev().filter(|s| s.kind == SectionKind::Vote).find_map(|s| votes::find(&s.text));
    let vote = told.or_else(|| votes::find(&all));
    // Where the text has no vote no section is searched for it again.
    let voting = if vote.is_some() { &sections[..] } else { &[] };
    let mut sources = sources::of_head(head, body_at.min(end), &top, voting, ground);
    sources.extend(sources::place(&closing, ground).map(|p| ("dnr".to_string(), p)));
    let mut record = Record {
        paragraph: match head.suffix() {
            Some(s) => format!("{own} {s}"),
            None => own.clone(),
        },
        number: head.number,
        suffix: head.suffix().map(String::from),
        label: printed,
        label_raw: raw,
        dnr: top.dnr,
        title: top.title,
        decision: decision.join("\n\n"),
        vote,
        immediately_adjusted: at_once::told(&all),
        references: named,
        pages,
        quality: 1.0,
        sources,
        sections,
        ..Record::default()
    };
    details::fill(&mut record);
    Built { record, edit, unlabelled }
}

/// The head of a § with its pieces: diarienummer and title, and where the text begins among the pieces.
pub(super) fn top<'a>(
    head: &ChosenHead<'_>,
    end: usize,
    skip: &[usize],
    ground: &Ground<'a>,
) -> (title::Head, Vec<Piece<'a>>) {
    let pieces = pieces(head, end, skip, ground);
    let l = head.label;
    let glued = l.sign == Sign::Word && l.number_line != l.line;
    let mut top = title::read(&pieces, &|i| kind_of(&pieces, i, ground), ground.widths, ground.listed, glued);
    if let Some(title) = ground.sides.title(l.line) {
        top.title = Some(title.to_string());
        top.dnr.extend_from_slice(ground.sides.numbers(l.line));
        top.body = pieces.iter().position(|p| !p.text.trim().is_empty()).unwrap_or(pieces.len());
        top.offset = pieces.get(top.body).map_or(0, |p| p.text.len() - p.text.trim_start().len());
    }
    // Below "§ 31 forts" whose first print is lost the text goes on.
    let runs_on = |t: &String| text::ends_sentence(t) || !t.starts_with(char::is_alphabetic);
    if l.continued && top.title.as_ref().is_some_and(runs_on) {
        (top.title, top.offset) = (None, 0);
        top.body = pieces.iter().position(|p| p.at > l.number_line).unwrap_or(pieces.len());
    }
    // A heading beside its text is none of the title's lines.
    let beside = |p: &Piece<'_>| p.at > l.line.max(l.number_line) && ground.sides.at(p.at).is_some();
    if let Some(at) = pieces.iter().take(top.body).position(beside) {
        (top.title, top.body, top.offset) = (None, at, 0);
    }
    (top, pieces)
}

/// The section heading that a piece is.
fn kind_of(pieces: &[Piece<'_>], i: usize, ground: &Ground<'_>) -> Option<SectionKind> {
    pieces.get(i).filter(|p| is_whole(p, ground) || ground.sides.at(p.at).is_some()).and_then(|p| ground.kinds[p.at])
}

/// Whether the piece is its whole line: only then can the line's heading be its heading.
fn is_whole(p: &Piece<'_>, ground: &Ground<'_>) -> bool {
    p.text.len() == ground.lines[p.at].text.len()
}

/// The lines of a record with the label cut off.
fn pieces<'a>(head: &ChosenHead<'_>, end: usize, skip: &[usize], ground: &Ground<'a>) -> Vec<Piece<'a>> {
    let l = head.label;
    let piece = |at: usize, text: &'a str| Piece { text, at, page: ground.lines[at].page };
    let line = |at: usize| ground.lines[at].text.as_str();
    let label_end = head.reading.map_or_else(|| lost_end(l, line(l.line)), |r| r.end);
    let mut out = Vec::with_capacity(end - head.top);
    out.extend((head.top..l.line).map(|at| piece(at, line(at))));
    if l.lead {
        out.push(piece(l.line, line(l.line).get(..l.start).unwrap_or("")));
    }
    if l.number_line == l.line {
        out.push(piece(l.line, line(l.line).get(label_end..).unwrap_or("")));
    } else {
        let word_end = l.readings.first().map_or(0, |r| r.sign.1);
        let above = line(l.line).get(word_end..).unwrap_or("");
        let below = line(l.number_line).get(label_end..).unwrap_or("");
        out.push(piece(l.line, above));
        // A number alone under the title ends it; a number in the margin of the title's next line does not.
        if !below.trim().is_empty() || !above.trim().is_empty() {
            out.push(piece(l.number_line, below));
        }
    }
    let mut last = l.number_line.max(l.line);
    for at in last + 1..end {
        if skip.contains(&at) {
            continue;
        }
        out.push(piece(at, ground.sides.text(at, line(at))));
        last = at;
    }
    debug_assert!(last < end.max(1));
    out
}

/// Where a label without a number that can be right ends: where its wrong number ends, else the word "Paragraf", or the whole line.
pub(super) fn lost_end(l: &Label, line: &str) -> usize {
    if let Some(r) = l.readings.first() {
        return r.end;
    }
    if l.sign == Sign::Word { l.start + "Paragraf".len() } else { line.len() }
}

fn section(c: &sections::Cut<'_>, ground: &Ground<'_>) -> Section {
    let mut at: Vec<usize> = Vec::with_capacity(c.pieces.len() + 1);
    at.extend(c.heading.iter().map(|h| h.1));
    // A rule, and the end of a heading beside no text, belong to it too.
    at.extend(c.pieces.iter().map(|p| p.at).filter(|i| !ground.lines[*i].text.trim().is_empty()));
    let spans = spans(&at, ground.lines);
    Section {
        kind: c.kind,
        heading: c.heading.as_ref().map(|h| h.0.clone()),
        text: reflow::reflow(&c.pieces, ground.widths, sections::manner(c.kind)),
        pages: spans.iter().map(|s| s.page).collect(),
        spans,
    }
}

/// Adds the notes in the margin, each behind the section beside which it begins.
fn add_notes(
    sections: &mut Vec<Section>,
    cuts: &[sections::Cut<'_>],
    notes: &[(Note, Vec<usize>)],
    ground: &Ground<'_>,
) {
    let begins = |c: &sections::Cut<'_>| c.heading.as_ref().map(|h| h.1).or_else(|| Some(c.pieces.first()?.at));
    for (note, lines) in notes.iter().rev() {
        let at = cuts.iter().rposition(|c| begins(c).is_some_and(|b| b <= note.line)).map_or(0, |k| k + 1);
        let spans = spans(lines, ground.lines);
        let pages = spans.iter().map(|s| s.page).collect();
        let (heading, text) = (note.heading.clone(), note.text.clone());
        sections.insert(at, Section { kind: note.kind, heading, text, pages, spans });
    }
}

/// The lines with indexes `at`, in order, as one span a page.
fn spans(at: &[usize], lines: &[TextLine]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for &i in at {
        let (page, line) = (lines[i].page, lines[i].line);
        match out.last_mut() {
            Some(s) if s.page == page => s.line_end = s.line_end.max(line + 1),
            _ => out.push(Span { page, line_start: line, line_end: line + 1 }),
        }
    }
    out
}
