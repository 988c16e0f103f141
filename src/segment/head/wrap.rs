//! Lines of an attendance list put together and cut into segments.

use std::sync::LazyLock;

use regex::Regex;

use super::titles::small;
use super::{data, instead, names, paragraphs, titles};

/// Puts wrapped lines together; `\n` stays where a new person begins. Lines of noise are dropped.
pub(super) fn join(lines: &[String]) -> String {
    let mut out = String::new();
    for (i, line) in lines.iter().enumerate() {
        let line = line
            .trim()
            .trim_start_matches(['=', '—', '-', ':', '|', '\'', '’', '"', '”', '„', '»', '.', '•', '*', ' ']);
        let begins = names::starts(line) || titles::led(line).is_some();
        // "lantbr. Per Ås" below a line that is closed.
        let small = !begins && !open_end(&out) && !out.ends_with(['-', '(']) && titles::led_small(line) && !bound(&out);
        if out.is_empty() {
            // Before the first person only a line that can hold one.
            let led = titles::has_honorific(line.split(' ').next().unwrap_or(""));
            // "Anna" / "Berg, Nils Ek": a name cut after a label.
            let cut = || lines.get(i + 1).is_some_and(|next| names::starts(&format!("{line} {next}")));
            if begins
                || led
                || (names::is_place(line) && cut())
                || lowercase_start(line)
                || !names::all(line, false).is_empty()
            {
                out.push_str(line);
            }
            continue;
        }
        let last = out.rsplit([',', ';', '\n']).next().unwrap_or("").trim();
        let words: Vec<&str> = last.split_whitespace().collect();
        let capitals = words.iter().rev().take_while(|w| w.chars().next().is_some_and(char::is_uppercase)).count();
        // A name cut by the line's end: surely where it stands alone, else only where no new person begins.
        let cut =
            capitals == 1 && !last.ends_with(')') && titles::party(last).is_none() && last.contains(char::is_lowercase);
        let (joins, serves) = (data::is_small("join", end(&out)), titles::is_for(end(&out)));
        let open = out.ends_with([',', '-']) || joins || serves;
        let word = line.chars().next().is_some_and(char::is_uppercase)
            && line.chars().filter(|c| c.is_lowercase()).count() >= 2;
        let party = titles::party(line.split([',', ' ']).next().unwrap_or("")).is_some();
        let titled = begins && !out.contains(|c: char| c.is_uppercase() || c == ',');
        // "(för herr" / "Ek fr.o.m. § 5)": the bracket of the line before goes on.
        let above = out.rsplit('\n').next().unwrap_or("");
        let unclosed = above.rfind('(').is_some_and(|i| !above[i..].contains(')'));
        let closes = line.find(['(', ')']).is_some_and(|i| line[i..].starts_with(')'));
        if unclosed && closes && !begins {
            out.push(' ');
        } else if small {
            out.push('\n');
        } else if begins && joined_title(&out) && !(titled_behind(above) && titled_behind(line)) {
            out.push(' ');
        } else if titled {
            // A title that stands before the first name, on a line of its own.
            out.push(' ');
        } else if party || (!begins && !out.ends_with('-') && starts_with_role(line)) {
            // A column of parties or roles, or one on the next line.
            out.push_str(", ");
        } else if cut && words.len() == 1 && word && !(begins && alone_after_comma(&out)) {
            out.push(' ');
        } else if begins && !serves {
            out.push('\n');
        } else if out.ends_with('-') && lowercase_start(line) && !line.starts_with("och ") {
            out.pop();
        } else if lowercase_start(line)
            || note_line(line)
            || instead::of(line).is_some()
            || ((open || cut) && word)
            || line.starts_with('(') && line.contains(')')
        {
            out.push(' ');
        } else {
            continue;
        }
        out.push_str(line);
    }
    out
}

/// Whether a text ends with an official's title that the next person bears: "… samt nämndsekreterare".
fn joined_title(text: &str) -> bool {
    let line = text.rsplit('\n').next().unwrap_or("");
    let mut words = line.rsplit(' ');
    let title = words.next().is_some_and(|w| w.starts_with(char::is_lowercase) && titles::is_official(w));
    // "barn- och utbildningschef" is one title.
    title && words.next().is_some_and(|w| data::is_small("join", w)) && !words.next().is_some_and(|w| w.ends_with('-'))
}

/// Whether a title stands behind the name that a line begins with: "Nils Ek, kommunchef".
fn titled_behind(line: &str) -> bool {
    let (name, title) = line.split_once(", ").unwrap_or((line, ""));
    names::starts(name) && title.split([' ', ',']).next().is_some_and(|w| !w.is_empty() && titles::is_official(w))
}

/// Whether one word stands after the comma of a text's last line, behind a whole name: "Anna Berg, Ledarna".
fn alone_after_comma(text: &str) -> bool {
    let line = text.rsplit('\n').next().unwrap_or("");
    line.rsplit_once(',').is_some_and(|(before, _)| names::starts(before.trim()))
}

/// Whether a text ends with a word that what follows belongs to.
fn bound(text: &str) -> bool {
    titles::binds(end(text))
}

/// The last word of a text.
fn end(text: &str) -> &str {
    text.rsplit([' ', '\n']).next().unwrap_or("")
}

/// A line of a list without its bullet or number: "• Anna Berg", "3. Anna Berg".
pub(super) fn item(line: &str) -> &str {
    static MARK: LazyLock<Regex> = LazyLock::new(|| data::regex(r"^\s*(?:[•●○▪·*–—-]\s*|\d{1,2}(?:[.)]\s*|\s+))"));
    let Some(mark) = MARK.find(line) else { return line };
    let rest = &line[mark.end()..];
    if names::starts(rest) || titles::led(rest).is_some() { rest } else { line }
}

/// Whether the lines are running text, broken anywhere: more names than lines, and lines that begin with none.
pub(super) fn is_running(lines: &[String]) -> bool {
    let names: usize = lines.iter().map(|l| names::all(l, false).len()).sum();
    let inside = lines.iter().skip(1).filter(|l| !names::starts(l.trim())).count();
    let open = lines.iter().rev().skip(1).filter(|l| open_end(l)).count();
    let commas: usize = lines.iter().map(|l| l.matches(',').count()).sum();
    let begins = lines.iter().filter(|l| names::starts(l.trim())).count();
    // A name cut after its initials: nobody ends a line of a list so.
    let cut = lines.iter().rev().skip(1).any(|l| ends_with_initial(l));
    // "herrar A, B och C": a sentence, though its names may be surnames or have no periods after initials.
    let led = lines.iter().filter(|l| titles::led(l).is_some()).count();
    // But one person a line, each with a title or a name first, is a list, whatever commas are on its lines.
    let whole = |l: &String| (names::starts(l.trim()) || titles::led_small(l.trim())) && !open_end(l);
    let each = lines.iter().all(whole);
    let sentence = !each
        && lines.iter().any(|l| titles::has_honorific(l))
        && commas + 1 >= lines.len()
        && led * 3 < lines.len() * 2;
    lines.len() >= 2
        && !lines.iter().any(|l| l.contains("   "))
        && ((cut && names >= lines.len())
            || sentence
            || (names * 2 >= lines.len() * 3 && (inside > 0 || open > 0))
            || (names >= lines.len() && begins * 2 <= lines.len() && commas >= lines.len()))
}

/// Whether a line ends amid a list: with a comma, "och", or an initial.
fn open_end(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or("");
    last.ends_with(',') || ends_with_initial(line) || data::is_small("join", last)
}

fn ends_with_initial(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or("");
    last.ends_with('.') && last.chars().filter(|c| c.is_uppercase()).count() == 1 && last.chars().count() == 2
}

/// Running text as one line, line-end hyphens undone.
pub(super) fn run(lines: &[String]) -> String {
    let mut out = String::new();
    for line in lines.iter().map(|l| l.trim()).filter(|l| !l.is_empty()) {
        if out.ends_with('-') && lowercase_start(line) && !line.starts_with("och ") {
            out.pop();
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// Whether the first words of a line are a known role.
fn starts_with_role(line: &str) -> bool {
    let head = line.split(',').next().unwrap_or("");
    let ends = head.match_indices(' ').map(|(i, _)| i).take(4).chain(std::iter::once(head.len()));
    ends.into_iter().any(|end| titles::is_role(&head[..end]))
}

fn lowercase_start(line: &str) -> bool {
    line.chars().next().is_some_and(char::is_lowercase)
        && line.split_whitespace().any(|w| w.chars().filter(|c| c.is_alphabetic()).count() >= 3)
        && line.split_whitespace().next().is_some_and(|w| w.chars().count() >= 2)
}

fn note_line(line: &str) -> bool {
    line.chars().any(|c| c.is_ascii_digit()) && paragraphs::ranges(line, None).is_some()
}

/// Cuts at commas, semicolons and line breaks outside brackets, and at "och" before a person; with each piece whether "och" stands before it.
pub(super) fn split(text: &str) -> Vec<(String, bool)> {
    let mut out = vec![String::new()];
    let mut depth = 0i32;
    for (i, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        // A bracket that is closed soon is whole: "(s; tjänstgör § 3)".
        let closed = || text[i..].chars().take(60).find(|c| matches!(c, '(' | ')' | '\n')) == Some(')');
        if c == '\n' || (c == ';' && !(depth > 0 && closed())) || (c == ',' && depth <= 0) {
            depth = 0;
            out.push(String::new());
        } else if let Some(last) = out.last_mut() {
            last.push(c);
        }
    }
    let pieces = out.iter().flat_map(|s| split_and(s)).map(|(s, and)| (s.trim().to_string(), and));
    pieces.filter(|(s, _)| !s.is_empty()).collect()
}

fn split_and(segment: &str) -> Vec<(String, bool)> {
    static AND: LazyLock<Regex> =
        LazyLock::new(|| data::regex(&format!(r"(?:^|\s)(?:{})\s", data::small_words("join").join("|"))));
    let mut out = Vec::new();
    let (mut from, mut and) = (0, false);
    for m in AND.find_iter(segment) {
        let right: Vec<&str> = segment[m.end()..].split_whitespace().collect();
        let titles = right.iter().take_while(|w| small(w)).count();
        let left = &segment[from..m.start()];
        let person = right.get(titles).is_some_and(|w| w.chars().next().is_some_and(char::is_uppercase))
            && titles <= 4
            && left.chars().any(char::is_uppercase)
            && !left.trim_end().ends_with('-');
        if m.start() == 0 || person {
            out.push((left.to_string(), and));
            (from, and) = (m.end(), true);
        }
    }
    out.push((segment[from..].to_string(), and));
    out
}
