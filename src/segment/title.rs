//! The head of a §: diarienummer and title, and where the text begins.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::listed::Listed;
use super::reflow::{self, Piece, Widths, glue};
use super::{at_once, data, dnr, earlier, headings, labels, sections, text, title_beside, title_forms};
use crate::fold;
use crate::protocol::SectionKind;

const VERBS: &str = include_str!("../../dictionaries/title-verbs.txt");
const FIRST: &str = include_str!("../../dictionaries/first-headings.txt");
/// The verbs as they are, and without dots and rings.
static VERB_SET: LazyLock<FxHashSet<Vec<u8>>> = LazyLock::new(|| {
    data::entries(VERBS).flat_map(|v| [v.to_string(), fold::skeleton(v)]).map(String::into_bytes).collect()
});

static FIRST_LIST: LazyLock<Vec<String>> = LazyLock::new(|| data::entries(FIRST).map(fold::skeleton).collect());

const ENDS: &str = include_str!("../../dictionaries/title-followers.txt");
static END_LIST: LazyLock<Vec<String>> = LazyLock::new(|| data::entries(ENDS).map(fold::skeleton).collect());

/// Words that open a clause within a title, after "om".
const CLAUSES: [&str; 3] = ["att", "hur", "huruvida"];
/// What no title ends with.
const CLAUSE_ENDS: [char; 4] = [':', ';', ',', '-'];
/// The longest title, in lines and bytes.
const MAX_LINES: usize = 4;
const MAX_LEN: usize = 280;
/// The fewest words of a sentence at once below a title.
const SENTENCE: usize = 5;
/// The longest title that ends in a full stop, in bytes.
const MAX_CLOSED: usize = 150;

/// What stands between the label and the text of a §.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Head {
    /// Diarienummer, in order.
    pub dnr: Vec<String>,
    /// The title, lines joined.
    pub title: Option<String>,
    /// Index of the first piece of the text.
    pub body: usize,
    /// Bytes of that piece that belong to the head.
    pub offset: usize,
    /// Labels beside its own, of bodies that had the matter before: "Ks § 55     Au § 119".
    pub earlier: String,
}

/// Reads the head of a §. `pieces` are its lines, the label itself cut off; `kind` tells which of them are section headings.
/// `glued` says that the first piece stood glued to the label ("ParagrafIndragning"): then it is a title, whatever its first letter.
pub(crate) fn read(
    pieces: &[Piece<'_>],
    kind: &dyn Fn(usize) -> Option<SectionKind>,
    widths: &Widths,
    listed: &Listed,
    glued: bool,
) -> Head {
    let mut head = Head::default();
    let mut i = 0;
    let mut offset = 0;
    // Numbers before the title, each on its line or several on one.
    while i < pieces.len() {
        let raw = pieces[i].text;
        let t = text::trim_noise_start(raw);
        // "(forts.)" beside a label whose first print was lost says nothing.
        if t.is_empty() || (t.len() < 12 && labels::is_continued(t)) {
            i += 1;
            continue;
        }
        if i > 0 && kind(i).is_some_and(|k| opens_text(k, t)) && !heading_above_heading(pieces, i, kind) {
            head.body = i;
            return head;
        }
        if i == 0
            && let Some(end) = earlier::labels_beside(raw)
        {
            head.earlier = raw[..end].trim().to_string();
            let rest = text::trim_noise_start(&raw[end..]);
            if rest.is_empty() {
                i += 1;
                continue;
            }
            let at = raw.len() - rest.len();
            if let Some((numbers, end)) = dnr::leading(rest) {
                head.dnr.extend(numbers);
                if text::trim_noise_start(&rest[end..]).is_empty() {
                    i += 1;
                    continue;
                }
            }
            offset = at;
            break;
        }
        // Below a number its kin stands without the word: "Dnr 91/233 - 611" above "92/74 - 611".
        let kin = || if head.dnr.is_empty() { None } else { dnr::following(raw) };
        let Some((numbers, end)) = dnr::leading(raw).or_else(kin) else { break };
        head.dnr.extend(numbers);
        let rest = text::trim_noise_start(&raw[end..]);
        if rest.is_empty() {
            i += 1;
            continue;
        }
        offset = raw.len() - rest.len();
        break;
    }
    if i >= pieces.len() {
        head.body = i;
        return head;
    }
    title(pieces, (i, offset), kind, (widths, listed), glued && i == 0, &mut head);
    head
}

fn title(
    pieces: &[Piece<'_>],
    (from, offset): (usize, usize),
    kind: &dyn Fn(usize) -> Option<SectionKind>,
    (widths, listed): (&Widths, &Listed),
    sure: bool,
    head: &mut Head,
) {
    if let Some((mut title, body, at)) = title_forms::run_on(pieces, from, offset) {
        if let Some((cut, numbers)) = dnr::trailing(&title).filter(|(cut, _)| *cut > 0) {
            head.dnr.extend(numbers);
            title.truncate(title[..cut].trim_end().len());
        }
        (head.title, head.body, head.offset) = (Some(title), body, at);
        return;
    }
    if let Some((title, body)) = title_forms::spaced(pieces, from, offset) {
        (head.title, head.body) = (Some(title), body);
        numbers_below(pieces, body, head);
        return;
    }
    let first = if offset == 0 { text::trim_noise_start(pieces[from].text) } else { &pieces[from].text[offset..] };
    let first = title_beside::Line::of(first);
    let mut lines: Vec<Cow<'_, str>> = vec![title_forms::line(first.text)];
    // The numbers beside each line.
    let mut beside = vec![first.numbers];
    let mut j = from + 1;
    let opens = |j: usize| {
        ends_title(pieces[j].text)
            || (kind(j).is_some() && !is_last_of_title(pieces, from, j, kind, widths))
            || headings::run_in(pieces[j].text).is_some()
    };
    let ends = |t: &str| t.trim().is_empty() || text::is_rule(t) || is_dnr_line(t) || earlier::is_label_before(t);
    while j < pieces.len() && !ends(pieces[j].text) && !opens(j) {
        let more = lines.last().and_then(|above| title_beside::goes_on(above, pieces, j));
        if more.is_none() && number_before_text(pieces[j].text).is_some() {
            break;
        }
        let line = more.unwrap_or_else(|| title_beside::Line::of(pieces[j].text.trim()));
        if at_once::is_note(line.text) {
            break;
        }
        lines.push(title_forms::line(line.text));
        beside.push(line.numbers);
        j += 1;
        if lines.len() > MAX_LINES + 1 {
            break;
        }
    }
    let more = pieces[j.min(pieces.len())..].iter().any(|p| !text::trim_noise_start(p.text).is_empty());
    // One line between the label and a number or heading is a title, though its capital was misread ("6vriga frågor").
    let lines: Vec<&str> = lines.iter().map(|l| &**l).collect();
    let next = (j..pieces.len()).find(|&k| !pieces[k].text.trim().is_empty());
    let ruled = next.is_some_and(|k| text::is_rule(pieces[k].text));
    let closed = ruled
        || next.is_some_and(|k| is_dnr_line(pieces[k].text) || earlier::is_label_before(pieces[k].text) || opens(k));
    let own_block =
        || from > 0 && lines.len() <= MAX_LINES && !lines.iter().any(|l| has_verb(l) || text::ends_sentence(l));
    let between = closed && (lines.len() == 1 || own_block());
    // A line of its own beside the label that ends no sentence is no text, be it "Upprop. Fråga om mötet är behörigen utlyst".
    let parted = from == 0 && lines.len() == 1 && more && pieces.get(1).is_some_and(|p| p.text.trim().is_empty());
    let alone = parted && !text::ends_sentence(lines[0]) && text::starts_upper(lines[0]);
    let centred = title_forms::centred(&pieces[from..j]);
    let form = title_lines(&lines, pieces[from].page, widths, more, (sure || between, centred));
    let by_form = form.or((alone && lines[0].len() <= MAX_LEN && !lines[0].ends_with(CLAUSE_ENDS)).then_some(1));
    let stated =
        if lines.len() > 1 || by_form.is_none() { listed.stated(&lines[..lines.len().min(MAX_LINES)]) } else { None };
    let Some(n) = by_form.max(stated) else {
        head.body = from;
        head.offset = offset;
        return;
    };
    let mut out = String::new();
    for l in &lines[..n] {
        glue(&mut out, l);
    }
    head.dnr.extend(beside.into_iter().take(n).flatten());
    let mut at = from + n;
    // A number after the title on the same line, or broken off to the next ("… Dnr KS" above "2019/114").
    let parted =
        pieces.get(at).map(|p| p.text.trim()).filter(|t| is_dnr_line(t) && !t.starts_with(char::is_alphabetic));
    let broken = parted.map(|t| format!("{out} {t}")).and_then(|whole| {
        let (cut, numbers) = dnr::trailing(&whole).filter(|(cut, _)| *cut < out.len())?;
        Some((cut, numbers))
    });
    if let Some((cut, numbers)) = broken {
        head.dnr.extend(numbers);
        out.truncate(cut);
        at += 1;
    } else if let Some((cut, numbers)) = dnr::trailing(&out) {
        head.dnr.extend(numbers);
        out.truncate(cut);
    }
    out.truncate(text::trim_noise_end(&out).len());
    if !head.dnr.is_empty() {
        // "Val av ombud, dnr 12/84"
        out.truncate(out.trim_end_matches([',', ';', ' ']).len());
    }
    at = more_title(pieces, at, kind, &mut out);
    head.title = Some(title_forms::unbracketed(out.trim()).to_string()).filter(|t| !t.is_empty());
    numbers_below(pieces, at, head);
}

/// Adds the numbers below a title that ends above the piece `from`, and says where the text begins.
fn numbers_below(pieces: &[Piece<'_>], from: usize, head: &mut Head) {
    // The rule that underlines the title is of the head.
    let mut at = from + usize::from(pieces.get(from).is_some_and(|p| text::is_rule(p.text)));
    let mut k = at;
    while k < pieces.len() {
        let t = pieces[k].text;
        if t.trim().is_empty() || text::is_rule(t) {
            k += 1;
            continue;
        }
        // "KS 2007/12-" above "106".
        let below = pieces.get(k + 1).map_or("", |p| p.text.trim());
        let broken =
            t.trim_end().ends_with('-') && (1..=6).contains(&below.len()) && below.bytes().all(|b| b.is_ascii_digit());
        if broken && let Some((numbers, _)) = dnr::leading(&format!("{}{below}", t.trim_end())) {
            head.dnr.extend(numbers);
            k += 2;
            at = k;
            continue;
        }
        if earlier::is_label_before(t) {
            if !head.earlier.is_empty() {
                head.earlier.push_str(", ");
            }
            head.earlier.push_str(t.trim());
            k += 1;
            at = k;
            continue;
        }
        if !is_dnr_line(t) {
            let below = k > from && k == at;
            if let Some((numbers, end)) = number_before_text(t).filter(|_| head.dnr.is_empty() || below) {
                head.dnr.extend(numbers);
                (at, head.offset) = (k, end);
            }
            break;
        }
        if let Some((numbers, _)) = dnr::leading(t) {
            head.dnr.extend(numbers);
        }
        k += 1;
        // The rule that underlines title and numbers.
        k += usize::from(pieces.get(k).is_some_and(|p| text::is_rule(p.text)));
        at = k;
    }
    head.body = at;
}

/// Whether a heading at once below the label opens the text; another one is the title.
fn opens_text(kind: SectionKind, line: &str) -> bool {
    use SectionKind::{Decision, Proposal, Summary};
    let folded = text::folded(line);
    matches!(kind, Decision | Proposal | Summary) || FIRST_LIST.iter().any(|w| folded.starts_with(w.as_str()))
}

/// Whether a line that reads like a heading is what the column cut off a title: "… i enlighet med tidigare" above "beslut". The line above it is full, and
/// the title ends below it.
fn is_last_of_title(
    pieces: &[Piece<'_>],
    from: usize,
    j: usize,
    kind: &dyn Fn(usize) -> Option<SectionKind>,
    widths: &Widths,
) -> bool {
    let Some(above) = (from..j).next_back().map(|k| pieces[k].text.trim()) else { return false };
    let word = pieces[j].text.split_whitespace().next().map_or(0, |w| w.chars().count());
    let full = above.chars().count() + word + 1 > widths.of(pieces[j].page) * 19 / 20;
    let alone = pieces.get(j + 1).is_none_or(|p| p.text.trim().is_empty() || is_dnr_line(p.text));
    full && alone && !text::ends_sentence(above) && heading_above_heading(pieces, j, kind)
}

/// Whether the next line that is not blank is a heading too: then this one is a title that sounds like a heading ("Jäv").
fn heading_above_heading(pieces: &[Piece<'_>], i: usize, kind: &dyn Fn(usize) -> Option<SectionKind>) -> bool {
    let next = (i + 1..pieces.len()).find(|&k| !pieces[k].text.trim().is_empty());
    next.is_some_and(|k| kind(k).is_some())
}

/// A title that a blank line of the OCR's cut in two goes on in lower case: adds the rest, and gives the piece after it.
fn more_title(pieces: &[Piece<'_>], at: usize, kind: &dyn Fn(usize) -> Option<SectionKind>, out: &mut String) -> usize {
    let Some(next) = (at..pieces.len()).find(|&k| !pieces[k].text.trim().is_empty()) else { return at };
    let t = text::trim_noise_end(pieces[next].text.trim());
    let alone = pieces.get(next + 1).is_none_or(|p| p.text.trim().is_empty() || kind(next + 1).is_some());
    let goes_on = next > at && text::starts_lower(t) && alone && !text::ends_sentence(t) && !text::ends_sentence(out);
    if !goes_on || kind(next).is_some() || headings::uncapitalised(t).is_some() || t.starts_with(['-', '•', '(']) {
        return at;
    }
    glue(out, t);
    next + 1
}

/// Whether the whole line is one or more diarienummer.
pub(super) fn is_dnr_line(t: &str) -> bool {
    let t = t.trim();
    t.len() < 120
        && may_end_in_number(t)
        && dnr::leading(t).is_some_and(|(_, end)| text::trim_noise_start(&t[end..]).is_empty())
}

/// Whether a line can end with a diarienummer, its series or what closes it: the cheap test before reading it as one.
fn may_end_in_number(t: &str) -> bool {
    let last = text::trim_noise_end(t).split_whitespace().next_back().unwrap_or("");
    let closed = last.ends_with(|c: char| !c.is_alphanumeric()) || last.bytes().any(|b| b.is_ascii_digit());
    closed || !last.contains(char::is_lowercase)
}

/// The numbers in the margin of the text that a line goes on with, and the byte where this starts.
fn number_before_text(t: &str) -> Option<(Vec<String>, usize)> {
    let line = title_beside::left(t)?;
    text::starts_upper(line.text).then_some((line.numbers, t.len() - line.text.len()))
}

/// Whether the line opens with a word that is no part of the title above: "Sökande: Ada Berg, Vik".
fn ends_title(line: &str) -> bool {
    let Some((words, rest)) = line.trim_start().split_once(':') else { return false };
    rest.starts_with(char::is_whitespace) && END_LIST.iter().any(|e| fold::is_folded(words, e))
}

/// How many of the lines of the first block are the title; `None` where the text runs on at once. The first `centred` belong together.
fn title_lines(
    lines: &[&str],
    page: usize,
    widths: &Widths,
    more: bool,
    (sure, centred): (bool, usize),
) -> Option<usize> {
    let first = lines.first()?;
    if !sure && (text::starts_lower(first) || first.starts_with(['-', '•', '”', '"'])) {
        return None;
    }
    let whole = lines.len() <= MAX_LINES && fits(&lines.concat(), lines, more) && !sentence_below(lines, page, widths);
    if whole && (lines.len() == 1 || !lines[1..].iter().any(|l| has_verb(l)) || is_clause_of_title(lines)) {
        return Some(lines.len());
    }
    // Lines centred one below the other are a title, be a participle in it that is a verb elsewhere: "dermed förenade kostnader".
    let block = (2..=MAX_LINES).contains(&lines.len()) && centred == lines.len() && more;
    if block && !lines[centred - 1].ends_with([':', ',', ';']) {
        return Some(centred);
    }
    for m in centred.max(1)..lines.len().min(MAX_LINES) {
        let (here, next) = (lines[m - 1], lines[m]);
        let word = next.split_whitespace().next().map_or(0, |w| w.chars().count());
        let full = here.chars().count() + word + 2 > widths.of(page) * 9 / 10;
        let open = here.ends_with(['-', ',']);
        let begins = !text::starts_lower(next) || reflow::is_item(next);
        // A few words without a full stop are a title though a verb is among them: "Mötet öppnas".
        let short = m == 1 && here.split_whitespace().count() <= 4 && !text::ends_sentence(here);
        let verb = !short && lines[..m].iter().any(|l| has_verb(l)) && !is_clause_of_title(&lines[..m]);
        // A full stop ends it though the line is full: running text has a verb before it.
        let ends = !full || text::ends_sentence(here);
        if ends && !open && begins && !verb && fits(&lines[..m].concat(), &lines[..m], true) {
            return Some(m);
        }
    }
    None
}

/// Whether a sentence stands at once below a title of one line: the title's line has room left and no end, and the block ends with a full stop.
fn sentence_below(lines: &[&str], page: usize, widths: &Widths) -> bool {
    let [first, second, ..] = lines else { return false };
    let word = second.split_whitespace().next().map_or(0, |w| w.chars().count());
    let room = (first.chars().count() + word + 2) * 3 <= widths.of(page) * 2;
    let words: usize = lines[1..].iter().map(|l| l.split_whitespace().count()).sum();
    let closed = lines.last().is_some_and(|l| text::ends_sentence(l)) && words >= SENTENCE;
    let open = first.ends_with(['-', ',', '–', ':']) || sections::ends_open(first);
    room && closed && !open && !text::ends_sentence(first) && text::starts_upper(second) && !text::starts_lower(second)
}

/// Whether every verb of `lines` stands in a clause that tells what the matter is ("Motion om att kommunen ska …"): then they are no sentence. What ends
/// in a full stop is one.
fn is_clause_of_title(lines: &[&str]) -> bool {
    let closed = lines.last().is_none_or(|l| text::ends_sentence(l));
    let words: Vec<&str> = lines.iter().flat_map(|l| l.split_whitespace()).collect();
    let clause = words.windows(2).position(|w| w[0].eq_ignore_ascii_case("om") && CLAUSES.contains(&w[1]));
    let verb = words.iter().position(|w| has_verb(w));
    !closed && clause.is_some_and(|c| c > 0 && verb.is_none_or(|v| v > c))
}

fn fits(joined: &str, lines: &[&str], more: bool) -> bool {
    let Some(last) = lines.last() else { return false };
    if joined.is_empty() || joined.len() > MAX_LEN || last.ends_with([':', ';', ',']) {
        return false;
    }
    let verb = lines.iter().any(|l| has_verb(l)) && !is_clause_of_title(lines);
    if text::ends_sentence(last) {
        return !verb && joined.len() <= MAX_CLOSED && (more || lines.len() == 1);
    }
    // Two sentences with a verb are text, whatever ends them.
    !(verb && (lines.len() > 2 || lines.iter().any(|l| l.contains(". "))))
}

/// Whether a verb that titles do not have stands in the line.
pub(super) fn has_verb(line: &str) -> bool {
    text::words(line).any(|w| {
        let w = w.trim_matches(|c: char| !c.is_alphanumeric());
        if w.len() < 2 {
            return false;
        }
        // "år" is no damaged "är": dots and rings are lost in reading, not won.
        VERB_SET.contains(&fold::lower(w)[..])
    })
}

#[cfg(test)]
#[path = "title_tests.rs"]
mod tests;
