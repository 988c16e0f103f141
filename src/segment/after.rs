//! Labels that begin with their number: "5 §", "14 B §", "62", and a § after the number that was misread.

use super::labels::{Label, Reading, SIGN_TABLE, Sign, is_continued};
use super::numbers::misread_digit;
use super::{dnr, text};

/// Most letters that a misread number before its § has.
const MISREAD_DIGITS: usize = 3;

/// What it costs that a sign was read as a figure and as a sign.
const READ_TWICE: f32 = 1.5;

/// Whether the word for a diarienummer and a diarienummer follow: "59 Dnr KS 2022/2" is a § whose sign was lost.
fn names_dnr(rest: &str) -> bool {
    dnr::word_at(rest).is_some() && dnr::leading(rest).is_some()
}

/// "5 §", "14 B §", or a number alone on its line.
pub(super) fn number_label(i: usize, line: &str, start: usize, body: &str, extra: f32) -> Option<Label> {
    let Some((number, suffix, len)) = leading_number(body) else { return misread_number(i, line, start, body, extra) };
    let at = start + len + body[len..].len() - body[len..].trim_start().len();
    let rest = &line[at..];
    // "8 § 16" is a speck before "§ 16".
    let after = rest.strip_prefix('§').is_some_and(|r| !r.starts_with('§') && !starts_digit(r.trim_start()));
    if after {
        let span = (at, at + '§'.len_utf8());
        let mut label = after_label(i, line, start, (number, suffix, &body[..len]), span, 0.3 + extra);
        // "248§" is 24 with its sign read twice, where the numbers around say so.
        let figures = SIGN_TABLE.iter().filter(|(s, _)| s.len() == 1 && s.bytes().all(|b| b.is_ascii_digit()));
        let twice = figures.filter_map(|(s, _)| body[..len].strip_suffix(s)).next();
        let twice = twice.filter(|n| !n.is_empty() && at == start + len && suffix.is_none());
        if let (Some(own), Some(r)) = (twice, label.readings.first().cloned())
            && let Ok(number) = own.parse()
        {
            let sign = (at - 1, span.1);
            label.readings.push(Reading { number, digits: own.to_string(), cost: r.cost + READ_TWICE, sign, ..r });
        }
        return Some(label);
    }
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let spaced = body[digits..].starts_with(char::is_whitespace);
    let rest = body[digits..].trim_start();
    if !(text::trim_noise_start(rest).is_empty() || (spaced && names_dnr(rest))) {
        return None;
    }
    let end = start + digits + usize::from(body[digits..].starts_with('.'));
    let digits = body[..digits].to_string();
    let reading =
        Reading { number: digits.parse().ok()?, suffix: None, cost: 3.5 + extra, sign: (start, start), digits, end };
    Some(Label::new(i, Sign::Bare, start, vec![reading]))
}

/// "l §", "ss § Val": a number of which letters were made, before a true §.
fn misread_number(i: usize, line: &str, start: usize, body: &str, extra: f32) -> Option<Label> {
    let len = body.find([' ', '§'])?;
    let gap = body[len..].len() - body[len..].trim_start().len();
    let at = start + len + gap;
    let number = &body[..len];
    let rest = body[len + gap..].strip_prefix('§').filter(|r| !starts_digit(r.trim_start()) && !r.starts_with('§'))?;
    if !(1..=MISREAD_DIGITS).contains(&number.chars().count()) || text::starts_lower(rest) {
        return None;
    }
    let mut digits = String::new();
    let mut cost = extra + 0.3;
    for c in number.chars() {
        let (digit, damage) = if c.is_ascii_digit() { (c, 0.0) } else { misread_digit(c)? };
        digits.push(digit);
        cost += damage;
    }
    let value: u32 = digits.parse().ok().filter(|n| *n > 0)?;
    Some(after_label(i, line, start, (value, None, &digits), (at, at + '§'.len_utf8()), cost))
}

fn starts_digit(t: &str) -> bool {
    t.starts_with(|c: char| c.is_ascii_digit())
}

/// The number that `body` starts with, its letter ("14 B"), and their length in bytes.
fn leading_number(body: &str) -> Option<(u32, Option<char>, usize)> {
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 4 {
        return None;
    }
    let number = body[..digits].parse().ok()?;
    let rest = body[digits..].trim_start();
    let letter = rest.chars().next().filter(|c| matches!(c, 'A'..='H' | 'a'..='h'));
    let parted = letter.is_some() && rest[1..].trim_start().starts_with('§');
    match letter {
        Some(c) if parted => Some((number, Some(c.to_ascii_uppercase()), body.len() - rest.len() + 1)),
        _ => Some((number, None, digits)),
    }
}

/// The number and capital letter that `body` starts with, parted by a blank from each other and from what follows ("14 B "), and their length in bytes.
fn lettered(body: &str) -> Option<(u32, Option<char>, usize)> {
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 4 || body.starts_with('0') {
        return None;
    }
    let rest = body[digits..].trim_start_matches(' ');
    let letter = rest.chars().next().filter(|c| matches!(c, 'A'..='H'))?;
    let len = body.len() - rest.len() + 1;
    rest[1..].starts_with(' ').then_some((body[..digits].parse().ok()?, Some(letter), len))
}

/// A label whose sign stands after the number.
fn after_label(
    i: usize,
    line: &str,
    start: usize,
    (number, suffix, printed): (u32, Option<char>, &str),
    sign: (usize, usize),
    cost: f32,
) -> Label {
    let digits: String = printed.chars().take_while(char::is_ascii_digit).collect();
    let end = sign.1 + usize::from(line[sign.1..].starts_with('.'));
    let continued = is_continued(&line[end..]);
    let reading = Reading { number, suffix, cost, sign, digits, end };
    Label { continued, ..Label::new(i, Sign::After, start, vec![reading]) }
}

/// "81 $ Val", "818 Val": a number with a misread § after it.
pub(super) fn misread_after(i: usize, line: &str, start: usize) -> Option<Label> {
    let body = line.get(start..)?;
    let all = body.bytes().take_while(u8::is_ascii_digit).count();
    if all == 0 {
        return None;
    }
    // Readings of one line are one label: the shortest cost wins, so only the best is kept.
    let mut best: Option<(f32, usize, (usize, usize))> = None;
    // "14 B $ Val": the letter parts number and sign.
    if let Some((number, Some(suffix), len)) = lettered(body) {
        let found = SIGN_TABLE.iter().filter(|(s, _)| *s != "§").filter_map(|(sign, cost)| {
            let gap = body[len..].len() - body[len..].trim_start_matches(' ').len();
            let rest = body[len + gap..].strip_prefix(sign)?;
            let opens = rest.is_empty() || (rest.starts_with(' ') && text::starts_upper(rest));
            let at = start + len + gap;
            (gap > 0 && opens).then_some((cost + 1.4, (at, at + sign.len())))
        });
        if let Some((cost, span)) = found.min_by(|a, b| a.0.total_cmp(&b.0)) {
            return Some(after_label(i, line, start, (number, Some(suffix), &body[..len]), span, cost));
        }
    }
    // "28a8 Belysning" for "28 a § Belysning": the blanks went with the sign.
    let letter = body.get(all..).and_then(|r| r.chars().next()).filter(|c| matches!(c, 'a'..='h'));
    if let (Some(c), 1..=3) = (letter, all) {
        let at = start + all + 1;
        let found = SIGN_TABLE.iter().filter(|(s, _)| *s != "§").find_map(|(sign, cost)| {
            let rest = line[at..].strip_prefix(sign)?;
            (rest.starts_with(' ') && text::starts_upper(rest)).then_some((cost + 2.0, (at, at + sign.len())))
        });
        if let (Some((cost, span)), Ok(number)) = (found, body[..all].parse()) {
            return Some(after_label(i, line, start, (number, Some(c.to_ascii_uppercase()), &body[..all]), span, cost));
        }
    }
    for (sign, cost) in SIGN_TABLE.iter().filter(|(s, _)| *s != "§") {
        for len in 1..=all.min(4) {
            let gap = body[len..].len() - body[len..].trim_start_matches(' ').len();
            let Some(rest) = body[len + gap..].strip_prefix(sign) else { continue };
            let rest = rest.strip_prefix('.').unwrap_or(rest);
            // "84 $Yttrande": a sign that is no letter may be glued to the title.
            let parted = rest.is_empty() || rest.starts_with(' ');
            let stuck =
                !parted && gap > 0 && !sign.contains(char::is_alphabetic) && rest.starts_with(char::is_uppercase);
            let free = parted || stuck;
            let t = text::trim_noise_start(rest);
            let opens = t.is_empty() && gap > 0 || text::starts_upper(t);
            let glued = if gap == 0 { 0.6 } else { 0.0 };
            let cost = cost + 1.2 + glued + if stuck { 0.5 } else { 0.0 };
            if free && opens && !body.starts_with('0') && best.is_none_or(|(b, _, _)| cost < b) {
                let at = start + len + gap;
                best = Some((cost, len, (at, at + sign.len())));
            }
        }
    }
    let (cost, len, span) = best?;
    let number = body[..len].parse().ok()?;
    Some(after_label(i, line, start, (number, None, &body[..len]), span, cost))
}
