//! Body, organization, date, times, place, chair, secretary, adjusters, adjusting and notice.

use jiff::civil::Date;

use super::bodies::{Votes, bodies, furniture};
use super::fields::{Entry, Field, Scan, Value};
use super::{HeadInput, data, dates, flow, names, notice, people, places, prose, times, titles};
use crate::fold;
use crate::page::TextLine;
use crate::protocol::{Adjusted, Meeting};

/// How many of the records' last lines may close the meeting or tell of the notice.
pub(super) const LAST: usize = 15;
/// How many lines open the minutes at most, where they are written as sentences.
const OPENING: usize = 40;

/// How many letters of what opens the minutes tell where the meeting was.
const FRONT: usize = 400;

/// Fills every field of `head` but attendance, agenda and range, which it reads.
pub(super) fn fill(head: &mut Meeting, lines: &HeadInput<'_>, cover: &Scan, tail: &Scan) {
    let opening = opening_text(lines);
    let (organ, organization) = bodies(lines, cover, &opening);
    head.organ = organ;
    head.organization = organization;
    let date = meeting_date(lines, cover, &opening);
    head.date = date.map(|d| d.to_string());
    place_and_time(head, cover, &opening);
    if head.place.is_none() {
        let front: String = opening.split_inclusive('\n').take(8).collect();
        let text: String = front.chars().take(FRONT).collect();
        // A place goes over no blank line.
        head.place = text.split('\n').find_map(|t| places::named(t, head.organization.as_deref()));
    }
    if head.end.is_none() {
        head.end = closing(lines).and_then(|end| times::after(&end, head.start.as_deref()));
    }
    let body = flow::join_column(lines.body);
    signers(head, lines, cover, tail, &body);
    adjusting(head, cover, tail, lines, &body, date);
    head.notice = notice::labelled(cover).or_else(|| notice::labelled(tail));
    notice::told(head, lines, date);
}

/// What stands before the first §, or where nothing does, the start of the text: there old minutes say who met when.
fn opening_text(lines: &HeadInput<'_>) -> String {
    let front = |l: &[TextLine], n: usize| flow::join(l.iter().take(n).map(|x| x.text.as_str()));
    let mut out = front(lines.cover, 25);
    out.push('\n');
    out.push_str(&front(lines.furniture, 6));
    out.push('\n');
    out.push_str(&front(lines.body, 6));
    out
}

fn meeting_date(lines: &HeadInput<'_>, cover: &Scan, opening: &str) -> Option<Date> {
    let mut votes = Votes::new();
    let mut label_votes = 0;
    let adjusting: Vec<&Entry> = adjusting_entries(cover).collect();
    for entry in cover.entries.iter().filter(|e| !adjusting.iter().any(|a| std::ptr::eq(*a, *e))) {
        let weight = match entry.label.field {
            Field::Date => 6,
            Field::PlaceTime | Field::Time => 5,
            _ => continue,
        };
        // The date of the label's own block; a later date under it is another's.
        if let Some(found) = dates::find(&entry.text(true)).first() {
            label_votes += 1;
            votes.add(found.date, if label_votes > 3 { 1 } else { weight + u32::from(found.weekday == Some(true)) });
        }
    }
    for (text, n) in furniture(lines) {
        if let Some(date) = dates::first(text) {
            // "Sammanträdesdatum 2011-03-28" says more than a header's date alone.
            let labelled = fold::skeleton(text).contains("sammantrade");
            votes.add(date, 2 + n.min(8) + if labelled { 4 } else { 0 });
        }
    }
    for line in cover.free.iter().take(12) {
        if let Some(date) = dates::first(line) {
            votes.add(date, 2);
        }
    }
    let folded = fold::skeleton(opening);
    // "Protokollet" tells of its adjusting.
    let begins = |w: &&str| folded.match_indices(*w).map(|(i, _)| i).find(|i| !folded[i + w.len()..].starts_with("et"));
    if let Some(at) = ["protokoll", "sammantrade", "stamma", "sammankomst"].iter().filter_map(begins).min() {
        let from: usize = opening.chars().take(folded[..at].chars().count()).map(char::len_utf8).sum();
        if let Some(found) = dates::find(&opening[from..]).first().filter(|f| f.start < 400) {
            votes.add(found.date, 4 + u32::from(found.weekday == Some(true)));
        }
    }
    votes.winner().or_else(|| dates::first(opening))
}

fn place_and_time(head: &mut Meeting, cover: &Scan, opening: &str) {
    let told = |field| entries(cover, field).find_map(|e| times::one(&e.text(true)));
    head.start = told(Field::Opens);
    head.end = told(Field::Closes);
    for entry in &cover.entries {
        let (place, time) = match entry.label.field {
            Field::PlaceTime => (true, true),
            Field::Place => (true, true),
            Field::Time | Field::Date => (false, true),
            _ => continue,
        };
        let text = entry.text(true);
        let found = times::find(&text);
        if let (true, Some(t), None) = (time, &found, &head.start) {
            head.start = Some(t.start.clone());
            head.end = t.end.clone().or(head.end.take());
        }
        if place && head.place.is_none() {
            head.place = place_of(&text, found.map(|t| t.span));
        }
    }
    if head.start.is_none() {
        // Only a time that "kl." marks, in what opens the minutes.
        let front = opening.split_inclusive('\n').take(8).collect::<String>();
        // The time behind "utsågs att justera" is the adjusting's.
        let sentence = prose::before(&front, prose::Phrase::Adjusters);
        if let Some(t) = times::find(sentence).filter(|t| fold::skeleton(&sentence[t.span.clone()]).starts_with("kl")) {
            head.start = Some(t.start);
            head.end = t.end.or(head.end.take());
        }
    }
}

/// A place without the times and dates that stand in the same field.
pub(super) fn place_of(text: &str, time: Option<std::ops::Range<usize>>) -> Option<String> {
    let mut cuts: Vec<std::ops::Range<usize>> = dates::find(text).into_iter().map(|f| f.start..f.end).collect();
    if cuts.is_empty() {
        cuts.extend(dates::yearless(text).map(|d| d.span));
    }
    cuts.extend(time);
    cuts.extend(times::breaks(text));
    cuts.sort_by_key(|r| r.start);
    let mut out = String::new();
    let mut at = 0;
    for cut in cuts {
        if cut.start >= at {
            out.push_str(text[at..cut.start].trim_end_matches([' ', ',', ';', '-', '–']));
            at = cut.end;
        }
    }
    out.push_str(&text[at..]);
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    let out = out.trim_matches([' ', ',', ';', '-', '–', '—', '=', '|', ':']);
    // A full stop after a whole word ends the sentence, not an abbreviation.
    let last = out.rsplit(' ').next().unwrap_or("");
    let out = if last.chars().count() > 4 || last.trim_end_matches('.').chars().all(|c| c.is_ascii_digit()) {
        out.trim_end_matches('.')
    } else {
        out
    };
    (out.chars().filter(|c| c.is_alphabetic()).count() >= 2).then(|| out.to_string())
}

pub(super) fn entries(scan: &Scan, field: Field) -> impl Iterator<Item = &Entry> {
    scan.entries.iter().filter(move |e| e.label.field == field)
}

/// The person of the attendance whose role passes `test`.
fn by_role(head: &Meeting, test: impl Fn(&str) -> bool) -> Option<String> {
    head.attendance.iter().find(|a| a.role.as_deref().is_some_and(|r| test(&fold::skeleton(r)))).map(|a| a.name.clone())
}

/// The attendance's spelling of a name, which no signature crosses. A surname alone is that of its only bearer.
fn spelling(head: &Meeting, name: String) -> String {
    if !name.contains(' ') {
        let mut bearers = head.attendance.iter().filter(|a| a.name.split(' ').next_back() == Some(name.as_str()));
        if let (Some(only), None) = (bearers.next(), bearers.next()) {
            return only.name.clone();
        }
    }
    if is_listed(head, &name) {
        return name;
    }
    head.attendance.iter().find(|a| names::same(&a.name, &name)).map_or(name, |a| a.name.clone())
}

fn is_listed(head: &Meeting, name: &str) -> bool {
    head.attendance.iter().any(|a| a.name == name)
}

fn signers(head: &mut Meeting, lines: &HeadInput<'_>, cover: &Scan, tail: &Scan, body: &str) {
    let signed = prose::signers(lines.tail);
    let with_role = |test: &dyn Fn(&str) -> bool| signed.iter().find(|s| test(&s.role)).map(|s| s.name.clone());
    let is_chair = |r: &str| r.ends_with("ordforande") && !r.contains("vice");
    let writes = |r: &str| data::folded_words("writer").iter().any(|w| r.starts_with(w.as_str()));
    let is_secretary = |r: &str| r.contains("sekreterare") || r.split(", ").any(writes);
    let labelled = |field, sure: &dyn Fn(&Entry, &str) -> bool| {
        let both = [cover, tail].into_iter().flat_map(move |s| entries(s, field));
        let name = |e: &Entry| {
            let beside = e.text(true);
            let below = || if data::is_signed(&beside) { None } else { names::first(&e.text(false)) };
            names::first(&beside).or_else(below)
        };
        both.filter_map(|e| name(e).filter(|n| sure(e, n))).next()
    };
    // A signature crosses the name beside its line: what is read there and stands in no list yields to the list.
    let people = head.attendance.clone();
    let listed = |name: &str| people.iter().any(|a| a.name == name || names::same(&a.name, name));
    let sure = |e: &Entry, name: &str| !e.signature || listed(name);
    let any = |_: &Entry, _: &str| true;
    let start = flow::join(lines.cover.iter().map(|l| l.text.as_str())) + "\n" + body;
    let named = |kind| prose::named(&start, kind).into_iter().next();
    // No name goes over a blank line.
    let at_end = flow::join(lines.tail.iter().map(|l| l.text.as_str())).replace('\n', " ; ");
    // Before the first § nobody is elected: what is said of offices there is said of this meeting's.
    let opening = flow::join(lines.cover.iter().take(OPENING).map(|l| l.text.as_str()));
    let opened = |kind| prose::named(&opening, kind).into_iter().next();
    // "Ordf. Ek": a surname of the list.
    let surname = || {
        let first = |e: &Entry| e.text(true).split([',', '.', ' ']).next().map(str::to_string);
        let mut all = entries(cover, Field::Chair).filter_map(first).filter(|n| !n.is_empty());
        all.find_map(|n| Some(spelling(head, n.clone())).filter(|s| *s != n))
    };
    head.chair = labelled(Field::Chair, &sure)
        .or_else(surname)
        .or_else(|| by_role(head, |r| r.split(", ").any(titles::chairs)))
        .or_else(|| labelled(Field::Chair, &any))
        .or_else(|| with_role(&is_chair))
        .or_else(|| opened(prose::Phrase::OpeningChair))
        .or_else(|| named(prose::Phrase::Chair))
        .map(|n| spelling(head, n));
    head.secretary = labelled(Field::Secretary, &sure)
        .or_else(|| by_role(head, is_secretary))
        .or_else(|| labelled(Field::Secretary, &any))
        .or_else(|| with_role(&is_secretary))
        .or_else(|| prose::named(&at_end, prose::Phrase::Secretary).into_iter().next())
        .or_else(|| opened(prose::Phrase::OpeningSecretary))
        .or_else(|| named(prose::Phrase::Secretary))
        .map(|n| spelling(head, n));
    let last = &lines.body[lines.body.len().saturating_sub(LAST)..];
    head.adjusters = adjusters(head, &signed, cover, tail, (&start, last));
}

fn adjusters(
    head: &Meeting,
    signed: &[prose::Signer],
    cover: &Scan,
    tail: &Scan,
    (text, end): (&str, &[TextLine]),
) -> Vec<String> {
    let all = |scan, signature: bool| -> Vec<String> {
        let list: Vec<String> =
            entries(scan, Field::Adjusters).filter(|e| e.signature == signature).flat_map(listed_names).collect();
        list
    };
    let mut found = all(cover, false);
    if found.is_empty() {
        found = all(cover, true);
    }
    if found.is_empty() {
        found = prose::named(text, prose::Phrase::Adjusters);
    }
    if found.is_empty() {
        found = signed.iter().filter(|s| s.role.starts_with("justera")).map(|s| s.name.clone()).collect();
    }
    if found.is_empty() {
        found = [all(tail, false), all(tail, true)].concat();
        let others = [head.chair.as_deref(), head.secretary.as_deref()];
        found.retain(|n| !others.iter().flatten().any(|o| names::same(o, n)));
    }
    // "Anna Berg, justerare" among those who signed, where the text ends with their names.
    if found.is_empty() {
        let last = prose::signers(end);
        found = last.into_iter().filter(|s| s.role.starts_with("justera")).map(|s| s.name).collect();
    }
    // The chair signs beside them: "Justerat den 5 maj", and below three names in a row.
    if let Some(chair) = head.chair.as_deref().filter(|_| found.len() > 2) {
        let is_chair = |n: &String| names::same(n, chair) || names::signs_as(n, chair);
        let others = found.iter().filter(|n| !is_chair(n)).count();
        found.retain(|n| others == 0 || !is_chair(n));
    }
    let mut out: Vec<String> = Vec::new();
    for name in found {
        let name = spelling(head, name);
        // Two listed persons with like names are two.
        let twin =
            |o: &String| *o == name || (names::same(o, &name) && !(is_listed(head, o) && is_listed(head, &name)));
        if !out.iter().any(twin) {
            out.push(name);
        }
    }
    out
}

/// The names of an entry: of each of its lines, but where a name is cut by a line's end.
fn listed_names(entry: &Entry) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // After a blank line only further names belong to it, and dots to sign on.
    let goes_on = |v: &Value| !v.after_blank || people::begins(&v.text) || !v.text.chars().any(char::is_alphabetic);
    let more = entry.values.iter().skip(1).take_while(|v| goes_on(v));
    for v in entry.values.first().into_iter().chain(more) {
        let cut =
            |l: &String| l.split([',', ' ']).next_back().is_some_and(|w| w == "och") || names::all(l, false).is_empty();
        match lines.last_mut() {
            Some(last) if cut(last) => *last = format!("{last} {}", v.text),
            _ => lines.push(v.text.clone()),
        }
    }
    lines.iter().flat_map(|l| names::all(&prose::without_deputies(l), false)).collect()
}

/// The entries that tell of the adjusting: those labelled so, and a place and time right after the adjusters where the meeting's own stands before.
fn adjusting_entries(scan: &Scan) -> impl Iterator<Item = &Entry> {
    let (mut own, mut after) = (false, false);
    scan.entries.iter().filter(move |e| {
        let told = matches!(e.label.field, Field::PlaceTime | Field::Place | Field::Time | Field::Date)
            && !e.label.names("sammantrad");
        match e.label.field {
            Field::Adjusted | Field::Adjusters => after = true,
            _ if told && after => return own,
            _ => after = false,
        }
        own |= told;
        e.label.field == Field::Adjusted && !prose::is_notice(&e.text(true))
    })
}

fn adjusting(head: &mut Meeting, cover: &Scan, tail: &Scan, lines: &HeadInput<'_>, body: &str, meeting: Option<Date>) {
    let mut adjusted = Adjusted::default();
    for entry in [cover, tail].into_iter().flat_map(adjusting_entries) {
        let text = entry.text(true);
        let date = dates::first_after(&text, meeting);
        adjusted.date = adjusted.date.or_else(|| date.map(|d| d.to_string()));
        let place = place_of(&text, times::find(&text).map(|t| t.span)).filter(|p| !p.starts_with('('));
        adjusted.place = adjusted.place.or(place);
    }
    if adjusted.date.is_none() {
        let justerat = |s| entries(s, Field::Adjusters).find_map(|e| dates::first(&e.text(true)));
        let end = flow::join(lines.tail.iter().map(|l| l.text.as_str()));
        let date = justerat(tail)
            .or_else(|| justerat(cover))
            .or_else(|| prose::adjusted(&end, meeting))
            .or_else(|| prose::adjusted(&flow::join(lines.cover.iter().map(|l| l.text.as_str())), meeting))
            .or_else(|| prose::adjusted(body, meeting))
            .filter(|d| meeting.is_none_or(|m| *d >= m));
        adjusted.date = date.map(|d| d.to_string());
    }
    if adjusted.place.is_none() {
        let of = |l: &[TextLine]| prose::adjusted_at(&flow::join(l.iter().map(|l| l.text.as_str())));
        let told = of(lines.tail).into_iter().chain(of(lines.cover)).chain(prose::adjusted_at(body));
        adjusted.place = told.filter_map(|t| places::named(&t, head.organization.as_deref())).next();
    }
    head.adjusted = (adjusted != Adjusted::default()).then_some(adjusted);
}

/// When the meeting ended, by the sentence that closes it.
fn closing(lines: &HeadInput<'_>) -> Option<String> {
    let last = lines.body.len().saturating_sub(LAST);
    let text = |l: &[TextLine]| flow::join(l.iter().map(|x| x.text.as_str()));
    let end = || prose::closed(&text(&lines.body[last..]));
    // What opens the minutes may tell of the end, too.
    prose::closed(&text(lines.tail))
        .or_else(end)
        .or_else(|| prose::closed(&text(&lines.cover[..lines.cover.len().min(OPENING)])))
}
