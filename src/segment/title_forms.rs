//! Titles by their print: letter-spaced ones, and ones that the text runs on from ("JUSTERING. — Protokollen …").

use std::borrow::Cow;
use std::sync::LazyLock;

use super::reflow::{self, Piece};
use super::{data, text, title};

/// The most letters of a title that a dash parts from the text.
const LONGEST: usize = 120;
/// The fewest letters of a title in capitals.
const FEWEST: usize = 5;
/// The most lines of a title that the text runs on from.
const LINES: usize = 3;
/// Columns by which text stands more to the left than a centred title above it.
const BESIDE: usize = 4;
/// The least indent of a centred line.
const CENTRED: usize = 8;
/// What parts such a title from the text; the full stop belongs to the title.
const PARTERS: [&str; 6] = [". — ", ". – ", ".— ", ".– ", " — ", ". - "];

/// Whether the text is set with a blank between its letters: "B e s l u t".
pub(super) fn is_spaced(t: &str) -> bool {
    // No more words than these. Few words are not set so, nor are such of which more than one in five has several letters.
    let most = if text::has_odd_blanks(t) { t.len() } else { 1 + memchr::memchr_iter(b' ', t.as_bytes()).count() };
    let (mut single, mut words) = (0, 0);
    if most <= 4 {
        return false;
    }
    for word in text::words(t) {
        words += 1;
        single += usize::from(word.chars().nth(1).is_none());
        if (words - single) * 5 > most {
            return false;
        }
    }
    single > 4 && single * 5 >= words * 4
}

/// `t` without the blanks between the letters of its words; two blanks or more part words.
pub(super) fn despaced(t: &str) -> Cow<'_, str> {
    if !is_spaced(t) {
        return Cow::Borrowed(t);
    }
    let words = t.split("  ").map(str::trim).filter(|w| !w.is_empty());
    let mut out = String::with_capacity(t.len() / 2);
    for word in words {
        // "§ 9" among spaced words is no word of letters.
        let letters = word.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | ',' | '-'));
        let solid = if letters { word.replace(' ', "") } else { word.to_string() };
        // A full stop set apart ends the word before it.
        if !out.is_empty() && solid.contains(char::is_alphanumeric) {
            out.push(' ');
        }
        out.push_str(&solid);
    }
    Cow::Owned(out)
}

/// A line of a title: letter-spaced words closed, noise at its end gone. A dash of its own stays: the title may go on below ("Vallby -" above "Knutby").
pub(super) fn line(t: &str) -> Cow<'_, str> {
    let kept = |t: &str| {
        let cut = text::trim_noise_end(t).len();
        if matches!(&t[cut..], " -" | " –" | " —") { t.len() } else { cut }
    };
    match despaced(t.trim_end()) {
        Cow::Borrowed(t) => Cow::Borrowed(&t[..kept(t)]),
        Cow::Owned(t) => Cow::Owned(t[..kept(&t)].to_string()),
    }
}

/// The deepest indent of a paragraph's first line, in columns.
const PARAGRAPH: usize = 5;
/// Of so many letters in print the place of the last may be one letter off.
const PRINT: usize = 16;

/// How many lines from the first on are set centred one below the other, above text that is not; 1 where none is.
pub(super) fn centred(block: &[Piece<'_>]) -> usize {
    let edges = |p: &Piece<'_>| {
        let t = p.text.trim_end();
        let indent = t.chars().take_while(|c| c.is_whitespace()).count();
        (indent, t.chars().count())
    };
    let Some((indent, end)) = block.first().map(edges) else { return 1 };
    let below = |p: &&Piece<'_>| {
        let (i, e) = edges(p);
        // Letters are not equally wide in print: the longer the lines, the less their letters tell where they end.
        let wide = i.abs_diff(indent) > PARAGRAPH;
        let about = 2 + if wide { (e - i).max(end - indent) / PRINT } else { 0 };
        i >= CENTRED && indent >= CENTRED && i.abs_diff(indent) > 1 && (i + e).abs_diff(indent + end) <= about
    };
    let n = 1 + block[1..].iter().take_while(below).count();
    // What all stands so is a column's chance.
    let text = block.get(n).is_none_or(|p| edges(p).0 + BESIDE < indent);
    if text { n } else { 1 }
}

const MARGINAL: &str = include_str!("../../dictionaries/marginal-words.txt");
static MARGINAL_LIST: LazyLock<Vec<&str>> = LazyLock::new(|| data::entries(MARGINAL).collect());

/// A title that a copyist set in brackets because it stands in the margin: "[Marg.: Val]" is "Val".
pub(super) fn unbracketed(title: &str) -> &str {
    let Some(inside) = title.strip_prefix('[').and_then(|t| t.strip_suffix(']')) else { return title };
    let (word, rest) = inside.split_once(':').unwrap_or(("", inside));
    let word = word.trim().trim_end_matches('.').to_lowercase();
    if MARGINAL_LIST.contains(&word.as_str()) { rest.trim() } else { title }
}

/// The title that a run of letter-spaced lines from the piece `from` on is, and the piece below it.
pub(super) fn spaced(pieces: &[Piece<'_>], from: usize, offset: usize) -> Option<(String, usize)> {
    let first = pieces.get(from)?.text.get(offset..)?;
    if !is_spaced(first) {
        return None;
    }
    let mut title = line(first.trim()).into_owned();
    let goes_on = |t: &str| is_spaced(t) || (t.chars().count() > 4 && t.split(' ').all(|w| w.chars().count() == 1));
    let mut next = from + 1;
    while let Some(t) = pieces.get(next).map(|p| p.text.trim()).filter(|t| goes_on(t)) {
        reflow::glue(&mut title, &despaced_word(t));
        next += 1;
    }
    Some((title, next))
}

/// A short spaced line, be it one word.
fn despaced_word(t: &str) -> Cow<'_, str> {
    if is_spaced(t) { line(t) } else { Cow::Owned(t.replace(' ', "")) }
}

/// Ends of a line after which the text runs on from a title in the next.
const PARTED_BELOW: [&str; 5] = [". —", ". –", ".—", ".–", ") —"];

/// The title that the text of the first pieces runs on from: the title, the piece where the text goes on, and the byte there. `first` is what the first
/// piece says from byte `offset` on.
pub(super) fn run_on(pieces: &[Piece<'_>], from: usize, offset: usize) -> Option<(String, usize, usize)> {
    let mut title = String::new();
    let mut capitals = true;
    let fits = |title: &str| title.chars().count() <= LONGEST && !title::has_verb(title);
    for (k, piece) in pieces.iter().enumerate().skip(from).take(LINES) {
        let start = if k == from { offset } else { 0 };
        let line = piece.text.get(start..)?;
        let t = text::trim_noise_start(line);
        if t.is_empty() {
            // The label's own line may hold nothing else.
            if k == from {
                return None;
            }
            break;
        }
        let at = start + line.len() - t.len();
        if let Some((own, rest)) = parted(t, title.is_empty()) {
            reflow::glue(&mut title, &t[..own]);
            return fits(&title).then_some((title, k, at + rest));
        }
        let line_end = t.trim_end();
        if PARTED_BELOW.iter().any(|p| line_end.ends_with(p))
            && pieces.get(k + 1).is_some_and(|p| text::starts_upper(p.text))
        {
            reflow::glue(&mut title, line_end.trim_end_matches(['—', '–']).trim_end());
            return fits(&title).then_some((title, k + 1, 0));
        }
        capitals &= is_capitals(t);
        reflow::glue(&mut title, line_end);
        // What is not set in capitals is a title only where it begins beside the label and a dash behind its full stop shows it.
        let begins = from == 0 && text::starts_upper(&title) && fits(&title);
        if !(capitals || begins) {
            return None;
        }
    }
    None
}

/// Where the title at the start of `t` ends, and where the text behind it begins.
fn parted(t: &str, first: bool) -> Option<(usize, usize)> {
    let text_follows = |rest: &str| text::starts_upper(rest) || rest.starts_with(['[', '(', '”']);
    let dashed = memchr::memchr2(b'-', "—".as_bytes()[0], t.as_bytes()).is_some();
    let by_dash = PARTERS.iter().filter(|_| dashed).filter_map(|p| {
        let at = t.find(p)?;
        let end = at + usize::from(p.starts_with('.'));
        let rest = at + p.len();
        // In a line below the first only what ends before the dash shows that a title did.
        let closed = p.starts_with('.') || t[..at].ends_with(')');
        let whole = first || closed || is_capitals(&t[..at]);
        (at > 2 && whole && text_follows(&t[rest..])).then_some((end, rest))
    });
    let by_capitals = t.match_indices(". ").find_map(|(at, _)| {
        let rest = at + 2 + t[at + 2..].len() - t[at + 2..].trim_start().len();
        let goes_on = t[rest..].split_whitespace().next().is_some_and(|w| w.contains(char::is_lowercase));
        (is_capitals(&t[..at]) && goes_on && text_follows(&t[rest..])).then_some((at + 1, rest))
    });
    by_dash.chain(by_capitals).min()
}

/// Whether the words are set in capitals.
fn is_capitals(t: &str) -> bool {
    t.chars().filter(|c| c.is_uppercase()).count() >= FEWEST && !t.contains(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    fn one(source: &str) -> (Option<String>, String) {
        let r = records(&lines(source), &Context::default()).records.remove(0);
        (r.title, r.sections.first().map(|s| s.text.clone()).unwrap_or_default())
    }

    #[test]
    fn letter_spaced_titles() {
        assert_eq!(despaced("O m b y g g n a d   a v   b r o n ."), "Ombyggnad av bron.");
        let (title, text) = one(
            "§ 4.\n   F r å g a   o m   n y\n   b r y g g a .\nI skrivelse hade styrelsen begärt, att bryggan måtte\nlagas.",
        );
        assert_eq!(
            (title.as_deref(), text.as_str()),
            (Some("Fråga om ny brygga."), "I skrivelse hade styrelsen begärt, att bryggan måtte lagas.")
        );
    }

    #[test]
    fn a_title_that_a_copyist_set_in_brackets() {
        let (title, _) = one(
            "§. 4.                  [Marg.: Val af sotare]\n    Till sotare utsågs enhälligt Olof Ek i Norrby, som tillträder.",
        );
        assert_eq!(title.as_deref(), Some("Val af sotare"));
        assert_eq!((unbracketed("[Val]"), unbracketed("Val [utgår]")), ("[Val]", "Val [utgår]"));
    }

    #[test]
    fn a_centred_title_in_two_lines() {
        let (title, text) = one(
            "                       § 8.\n          Försäljning av tomter till Bolaget\n                      Sågverken.\n     Bolaget Sågverken hade anhållit att få köpa mark. Det bjöd tre\nkronor.",
        );
        assert_eq!(title.as_deref(), Some("Försäljning av tomter till Bolaget Sågverken."));
        assert!(text.starts_with("Bolaget Sågverken hade"), "{text}");
    }

    #[test]
    fn the_text_runs_on_from_the_title() {
        let (title, text) = one("4 §. VED TILL SKOLAN. — Af inkomna anbud antogs det lägsta.");
        assert_eq!(
            (title.as_deref(), text.as_str()),
            (Some("VED TILL SKOLAN."), "Af inkomna anbud antogs det lägsta.")
        );
        let (title, text) =
            one("§ 4. VED TILL SKOLAN OCH TILL DEN NYA\nFATTIGGÅRDEN. Af inkomna anbud antogs det lägsta.");
        assert_eq!(
            (title.as_deref(), text.starts_with("Af ")),
            (Some("VED TILL SKOLAN OCH TILL DEN NYA FATTIGGÅRDEN."), true)
        );
        let (title, text) = one("§ 4. Val av sotare. — Till sotare valdes Ada Berg.");
        assert_eq!((title.as_deref(), text.starts_with("Till ")), (Some("Val av sotare."), true));
    }

    #[test]
    fn a_dash_behind_the_number_parts_the_title_from_the_text() {
        let one = |source: &str| records(&lines(source), &Context::default()).records.remove(0);
        for source in [
            "§ 4. Val av sotare. (Dnr 12/1931.) — Till sotare i Ekeby socken valdes enhälligt\nAda Berg.",
            "§ 4. Val av sotare. (Dnr\n12/1931.) — Till sotare i Ekeby socken valdes enhälligt\nAda Berg.",
            "§ 4. Val av\nsotare. (Dnr 12/1931.) — Till sotare i Ekeby socken valdes enhälligt\nAda Berg.",
            "§ 4. Val av sotare. (Dnr 12/1931.) —\nTill sotare i Ekeby socken valdes enhälligt Ada Berg.",
        ] {
            let r = one(source);
            assert_eq!(
                (r.title.as_deref(), &r.dnr[..]),
                (Some("Val av sotare."), &["12/1931".to_string()][..]),
                "{source}"
            );
            let text = r.sections[0].text.replace("\n\n", " ");
            assert_eq!(text, "Till sotare i Ekeby socken valdes enhälligt Ada Berg.", "{source}");
        }
    }

    #[test]
    fn a_dash_within_a_sentence_parts_no_title() {
        let (title, _) = one("§ 4. Stämman beslöt — Olof Ek hade då gått — att bordlägga frågan.");
        assert_eq!(title, None);
    }

    #[test]
    fn an_underlined_title() {
        let (title, text) = one(
            "§ 2.\n\nKyrkans uppvärmning\n-------------------\n   Ordföranden erinrade om att rådet hade tillsatt\nen kommitté.",
        );
        assert_eq!((title.as_deref(), text.starts_with("Ordföranden")), (Some("Kyrkans uppvärmning"), true));
    }

    #[test]
    fn a_number_in_the_margin_of_the_text() {
        let r = records(
            &lines("§ 144      TOMT NR 4 I KV. MÅSEN\n\nDnr 188/67     Byggnadslov för nybyggnad av\n               garage. Sökande är Ada Berg.\n\nBeslut: Bifall."),
            &Context::default(),
        )
        .records
        .remove(0);
        assert_eq!((r.dnr[0].as_str(), r.title.as_deref()), ("188/67", Some("TOMT NR 4 I KV. MÅSEN")));
        assert_eq!(r.sections[0].text, "Byggnadslov för nybyggnad av garage. Sökande är Ada Berg.");
    }
}
