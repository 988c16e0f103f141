//! Headings in a column of their own, left of the text: "Beslut           Dagordningen godkänns", "Kommun-  …" above "styrelsens  …" above "beslut  …".

use rustc_hash::FxHashMap;

use super::{headings, margin_title, reflow, side_title, text, title};
use crate::page::TextLine;
use crate::protocol::SectionKind;

/// What parts the columns of a table, and how many make one.
const COLUMN_GAP: &str = "   ";
const COLUMNS: usize = 3;
/// The longest mark of an item, in bytes: "12.".
const LONGEST_MARK: usize = 3;
/// The widest left column, in characters.
const WIDEST: usize = 26;
/// The most lines of a heading there.
pub(super) const LINES: usize = 4;
/// One word of so many may be a single letter.
const LETTERS: usize = 4;
/// The most letters of an abbreviation, each a word of its own: "o s v".
const ABBREVIATED: usize = 3;
/// Titles in the left column below which it is no manner of the document.
const FEWEST_TITLES: usize = 2;
/// Headings that one blank parts from the text below which it is no manner of the document.
const FEWEST_INLINE: usize = 5;

/// A heading in the left column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SideHeading {
    /// As printed, lines joined.
    pub heading: String,
    /// What it opens.
    pub kind: SectionKind,
}

/// A note in the left margin, beside text that it is no part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    /// What it is.
    pub kind: SectionKind,
    /// Its first words, where they only say what follows: "Avskr:".
    pub heading: Option<String>,
    /// What it says, an entry a line.
    pub text: String,
    /// The line where it begins.
    pub line: usize,
}

/// The headings in the left columns of a document.
#[derive(Debug, Default)]
pub(crate) struct Sides {
    /// By the line where they begin.
    headings: FxHashMap<usize, SideHeading>,
    /// The byte where the text beside a heading begins, by line.
    beside: FxHashMap<usize, usize>,
    /// The byte where the text left of something in the outer margin ends, by line.
    until: FxHashMap<usize, usize>,
    /// Titles there, by the line of their labels.
    titles: FxHashMap<usize, String>,
    /// Diarienummer below such titles, by the line of the label.
    numbers: FxHashMap<usize, Vec<String>>,
    /// Notes there, with the lines they stand on, in order of the text.
    notes: Vec<(Note, Vec<usize>)>,
}

impl Sides {
    /// Finds them in all lines.
    pub fn of(lines: &[TextLine]) -> Self {
        let mut out = Sides::default();
        let mut i = 0;
        // Most lines have no gap and none below.
        let gapped: Vec<bool> = lines.iter().map(|l| text::has_gap(&l.text)).collect();
        while i < lines.len() {
            let near = gapped[i..].iter().take(LINES).any(|g| *g);
            match near.then(|| heading(lines, i)).flatten() {
                Some((found, beside)) => {
                    let n = beside.len();
                    out.headings.insert(i, found);
                    out.beside.extend(beside.into_iter().enumerate().map(|(k, at)| (i + k, at)));
                    i += n;
                }
                None => i += 1,
            }
        }
        out.add_inline(lines);
        out
    }

    /// Adds headings that only one blank parts from the text beside them, as a reading leaves them, where the document sets many so.
    fn add_inline(&mut self, lines: &[TextLine]) {
        let free = |i: usize| {
            let Some(above) = i.checked_sub(1).map(|a| &lines[a]) else { return true };
            let t = above.text.trim();
            // A row of a sum with its leaders ends what stands above too.
            let row = text::is_sum_row(t);
            t.is_empty() || text::ends_sentence(t) || above.page != lines[i].page || text::is_rule(t) || row
        };
        let whole = |i: usize| headings::whole(&lines[i].text).is_some();
        // What few lines begin with is asked first.
        let found: Vec<(usize, SectionKind, usize)> = (0..lines.len())
            .filter_map(|i| headings::inline(&lines[i].text).map(|(kind, at)| (i, kind, at)))
            .filter(|(i, ..)| !self.beside.contains_key(i) && free(*i))
            // "Nämnden beslutar" before a name opens a sentence.
            .filter(|(i, _, at)| !whole(*i) && !title::has_verb(&lines[*i].text[..*at]))
            .collect();
        let decisions = found.iter().filter(|f| f.1 == SectionKind::Decision).count();
        if found.len() < FEWEST_INLINE || decisions < FEWEST_TITLES {
            return;
        }
        for (i, kind, at) in found {
            let heading = text::squeezed(&lines[i].text[..at]);
            self.headings.insert(i, SideHeading { heading, kind });
            self.beside.insert(i, at);
        }
    }

    /// The heading that begins beside line `i`.
    pub fn at(&self, i: usize) -> Option<&SideHeading> {
        self.headings.get(&i)
    }

    /// Adds a note, with the byte where the text beside each of its lines begins.
    pub fn add_note(&mut self, note: Note, beside: &[(usize, usize)]) {
        for &(i, at) in beside {
            self.forget(i);
            self.beside.insert(i, at);
        }
        self.notes.push((note, beside.iter().map(|b| b.0).collect()));
    }

    /// The notes that begin on the lines `range`, with their lines.
    pub fn notes(&self, range: std::ops::Range<usize>) -> &[(Note, Vec<usize>)] {
        let at = |line: usize| self.notes.partition_point(|(n, _)| n.line < line);
        &self.notes[at(range.start)..at(range.end).max(at(range.start))]
    }

    /// The diarienummer below the title left of the text below the label on line `i`.
    pub fn numbers(&self, i: usize) -> &[String] {
        self.numbers.get(&i).map_or(&[], Vec::as_slice)
    }

    /// Leaves out the heading whose first line is `i`, which is no heading after all.
    fn forget(&mut self, i: usize) {
        if self.headings.remove(&i).is_some() {
            let next = |k: usize| k == i || !self.headings.contains_key(&k);
            for k in (i..).take_while(|k| next(*k)).take(LINES + 1) {
                if self.beside.remove(&k).is_none() {
                    break;
                }
            }
        }
    }

    /// Leaves out the headings on whose lines a label of `labels` stands: what follows a label is no heading's second line. Gives the lines where they
    /// began.
    pub fn part_at(&mut self, labels: impl Iterator<Item = usize>) -> Vec<usize> {
        let begins = |label: usize| {
            let near = (label.saturating_sub(LINES)..=label).rev().take_while(|k| self.beside.contains_key(k));
            near.into_iter().find(|k| self.headings.contains_key(k))
        };
        let out: Vec<usize> = labels.filter_map(begins).collect();
        for i in &out {
            self.forget(*i);
        }
        out
    }

    /// Adds the titles that stand left of the text below the labels on `labels` (line, and the byte where the label ends), if the document sets them so.
    /// `column` is where the text of a document begins that keeps a margin free.
    pub fn add_titles(&mut self, lines: &[TextLine], labels: &[(usize, usize)], column: Option<usize>) {
        let read = |label: (usize, usize)| {
            let in_margin = column.and_then(|c| margin_title::read(lines, label, labels, self, c));
            Some((label.0, in_margin.or_else(|| side_title::read(lines, label, labels, self))?))
        };
        let found: Vec<_> = labels.iter().filter_map(|label| read(*label)).collect();
        if found.len() >= FEWEST_TITLES && found.len() * 3 >= labels.len() {
            for (label, found) in found {
                self.titles.insert(label, found.title);
                self.numbers.insert(label, found.numbers);
                found.beside.iter().for_each(|(i, _)| self.forget(*i));
                self.beside.extend(found.beside);
            }
        }
    }

    /// Sets the title left of the text beside the label on line `label`, with the diarienummer below it; `beside` tells where the text begins on each of
    /// their lines.
    pub fn set_title(&mut self, label: usize, title: String, numbers: Vec<String>, beside: &[(usize, usize)]) {
        beside.iter().for_each(|(i, _)| self.forget(*i));
        self.numbers.insert(label, numbers);
        self.titles.insert(label, title);
        self.beside.extend(beside.iter().copied());
    }

    /// Sets the title right of the text below the label on line `label`, with the diarienummer below it; `cuts` tells where the text ends on each of their
    /// lines.
    pub fn set_outer_title(&mut self, label: usize, title: String, numbers: Vec<String>, cuts: &[(usize, usize)]) {
        self.set_title(label, title, numbers, &[]);
        self.until.extend(cuts.iter().copied());
    }

    /// Adds a heading right of the text on line `i`, which ends at byte `end`.
    pub fn add_outer(&mut self, i: usize, heading: SideHeading, end: usize) {
        self.headings.insert(i, heading);
        self.until.insert(i, end);
    }

    /// Whether something stands right of the text on line `i`.
    pub fn is_cut(&self, i: usize) -> bool {
        self.until.contains_key(&i)
    }

    /// The title beside the text below the label on line `i`.
    pub fn title(&self, i: usize) -> Option<&str> {
        self.titles.get(&i).map(String::as_str)
    }

    /// The lines where headings begin, with their kinds.
    pub fn kinds(&self) -> impl Iterator<Item = (usize, SectionKind)> {
        self.headings.iter().map(|(i, h)| (*i, h.kind))
    }

    /// What line `i` says of the text: all of it, but where a heading stands beside it.
    pub fn text<'a>(&self, i: usize, line: &'a str) -> &'a str {
        let line = self.until.get(&i).and_then(|end| line.get(..*end)).unwrap_or(line);
        self.beside.get(&i).and_then(|at| line.get(*at..)).unwrap_or(line)
    }
}

/// A line cut at the gap after its first words.
pub(super) struct Parts<'a> {
    /// The words left of the gap.
    pub left: &'a str,
    /// The byte where the text begins; the line's length where none stands beside.
    pub at: usize,
    /// The column where the text begins, in characters; none where none stands beside.
    pub column: Option<usize>,
}

/// Cuts `line` at its first gap, or at `column` where a word that fills the left column leaves one blank.
pub(super) fn parts(line: &str, column: Option<usize>) -> Option<Parts<'_>> {
    let indent = line.len() - line.trim_start().len();
    let body = line[indent..].trim_end();
    let tight = || {
        let at = line.char_indices().nth(column?).map(|(at, _)| at)?;
        (at > indent + 1 && line[..at].ends_with(' ') && !line[at..].starts_with(' ')).then_some(at)
    };
    // "Dnr 34/52                    Inom     Utom": a table's heads begin behind the column.
    let across = || {
        let at = line.char_indices().nth(column?).map(|(at, _)| at)?;
        let blank = line[..at].ends_with("  ") && line[at..].starts_with("  ");
        (at > indent + 1 && blank).then_some(at)
    };
    let gap = text::gap(body).filter(|gap| body[..*gap].chars().count() <= WIDEST);
    let past = gap.zip(column).is_none_or(|(gap, c)| line[..indent + gap].chars().count() > c);
    let (left, at) = match gap {
        _ if past && across().is_some() => {
            let at = across()?;
            (line[indent..at].trim_end(), at + line[at..].len() - line[at..].trim_start().len())
        }
        None if tight().is_some() => {
            let at = tight()?;
            (line[indent..at].trim_end(), at)
        }
        Some(gap) => (&body[..gap], indent + gap + body[gap..].len() - body[gap..].trim_start().len()),
        None => (body, line.len()),
    };
    let fits = !left.is_empty() && left.len() <= 2 * WIDEST && left.chars().count() <= WIDEST;
    let column = (at < line.len()).then(|| line[..at].chars().count());
    fits.then_some(Parts { left, at, column })
}

/// The column where the text of a line begins beside what stands left of it, or behind blanks.
pub(super) fn column_of(line: &str) -> Option<usize> {
    let indent = line.chars().take_while(|c| *c == ' ').count();
    if indent > 3 && !line.trim().is_empty() { Some(indent) } else { parts(line, None)?.column }
}

/// Whether the gaps of a line part its words only because its letters are parted too, though a reading closed some of these.
fn is_letter_spaced(line: &str) -> bool {
    let (mut letters, mut words) = (0, 0);
    // One after another: "t o m" are three.
    let (mut row, mut longest) = (0, 0);
    for word in text::words(line) {
        words += 1;
        let mut signs = word.chars();
        let letter = signs.next().is_some_and(char::is_alphabetic) && signs.next().is_none();
        letters += usize::from(letter);
        row = if letter { row + 1 } else { 0 };
        longest = longest.max(row);
    }
    letters * LETTERS >= words && letters > 0 && (longest > ABBREVIATED || letters * 2 >= words)
}

/// Whether the blanks of a line are doubled to fill it out: "Till  att  jämte  ordföranden justera".
fn is_justified(line: &str) -> bool {
    let body = line.trim();
    let Some(at) = text::gap(body) else { return false };
    let rest = body[at..].trim_start();
    body.len() - at - rest.len() == 2
        && text::gap(rest).is_some_and(|g| rest[g..].trim_start().len() + g + 2 == rest.len())
}

/// The heading that begins beside line `i`, with the byte where the text beside each of its lines begins. Text stands beside one of them at least, in one
/// column.
fn heading(lines: &[TextLine], i: usize) -> Option<(SideHeading, Vec<usize>)> {
    let line = lines[i].text.as_str();
    if !line.trim_start().starts_with(char::is_uppercase) || is_letter_spaced(line) || is_justified(line) {
        return None;
    }
    // The column shows in a line below where the first lines of a heading stand alone or fill their own.
    let goes_on = |n: &&TextLine| text::starts_lower(&n.text);
    let below = || {
        let next = |k: usize| lines.get(i + k).filter(|n| n.page == lines[i].page);
        let near = next(1).filter(|n| !is_letter_spaced(&n.text)).and_then(|n| column_of(&n.text));
        near.or_else(|| (2..LINES).map_while(|k| next(k).filter(goes_on)).find_map(|n| column_of(&n.text)))
    };
    let mut column = parts(line, None).and_then(|p| p.column).or_else(below);
    parts(line, column).filter(|p| p.left.starts_with(char::is_uppercase))?;
    // The lines of an item hang below its words: "1. Bidraget höjs", "   med tio kronor".
    let hang = parts(line, column).and_then(|p| item_words(line.get(p.at..)?));
    let mut joined = String::new();
    let mut beside = Vec::new();
    let mut best = None;
    let mut of_heading = 0;
    for (k, n) in lines.iter().enumerate().skip(i) {
        // A reading may part the first line of a heading from the others.
        let parted = || n.text.trim().is_empty() && lines.get(k + 1).is_some_and(|n| goes_on(&n));
        if k == i + 1 && best.is_none() && parted() {
            beside.push(n.text.len());
            continue;
        }
        let Some(p) = parts(&n.text, column).filter(|_| n.page == lines[i].page && of_heading < LINES) else { break };
        // A label opens the next §.
        let hangs = || hang.is_some_and(|h| p.column == column.map(|c| c + h));
        let other = p.column.is_some() && column.is_some() && p.column != column && !hangs();
        if other || p.left.contains('§') {
            break;
        }
        // What is indented to the column of the text is text.
        let indent = n.text.chars().take_while(|c| *c == ' ').count();
        if !beside.is_empty() && column.is_some_and(|c| indent + 1 >= c) {
            break;
        }
        // "§ 32", "1." and "att" begin the text below a heading that stands alone.
        if !beside.is_empty() && opens_item(p.left) {
            break;
        }
        column = column.or(p.column);
        of_heading += 1;
        let part = p.left.trim_end_matches(':');
        if beside.is_empty() {
            joined.push_str(part)
        } else {
            reflow::glue(&mut joined, part)
        }
        beside.push(p.at);
        if column.is_some()
            && let Some(kind) = headings::whole(&joined)
        {
            best = Some((SideHeading { heading: text::squeezed(&joined), kind }, beside.len()));
        }
    }
    let (found, n) = best.filter(|_| !is_row(lines, i))?;
    beside.truncate(n);
    let says = |k: usize| lines[i + k].text.get(beside[k]..).is_some_and(|t| t.contains(char::is_alphabetic));
    (0..n).any(says).then_some((found, beside))
}

/// Where the words of an item begin behind its mark, in chars.
fn item_words(text: &str) -> Option<usize> {
    let mark = text.split_whitespace().next().filter(|m| opens_item(m))?;
    let behind = text.get(mark.len()..)?;
    Some(mark.chars().count() + behind.chars().take_while(|c| *c == ' ').count())
}

/// Whether what stands left is a label or no more than the mark of an item or clause: "1.", "a)", "•", "att".
fn opens_item(left: &str) -> bool {
    left == "att"
        || !left.contains(char::is_alphanumeric)
        || left.starts_with('§')
        || (left.len() <= LONGEST_MARK && left.ends_with(['.', ')']) && !left[..left.len() - 1].ends_with('.'))
}

/// Whether this line and the next with text are rows of a table: three columns or more.
fn is_row(lines: &[TextLine], i: usize) -> bool {
    let columns = |t: &str| t.trim().split(COLUMN_GAP).filter(|c| !c.trim().is_empty()).count();
    columns(&lines[i].text) >= COLUMNS
        && lines[i + 1..].iter().find(|l| !l.text.trim().is_empty()).is_some_and(|l| columns(&l.text) >= COLUMNS)
}

#[cfg(test)]
#[path = "side_tests.rs"]
mod tests;
