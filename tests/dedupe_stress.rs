//! Pages that differ in their facts alone stay apart; damaged copies of them meet. All text is made here, by a fixed generator.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use justera::dedupe::batch::{BatchDocument, BatchIndex, BatchPage};
use justera::dedupe::mark_repeats;
use justera::layout::mark_furniture;
use justera::page::{Origin, Page, PageStatus};

/// A small fixed generator (Knuth's MMIX constants).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

const FIRST: [&str; 10] =
    ["Karin", "Anders", "Ulla", "Östen", "Göran", "Birgitta", "Märta", "Håkan", "Sofia", "Lennart"];
const LAST: [&str; 10] =
    ["Lindqvist", "Åström", "Bergman", "Höglund", "Wikander", "Sjöstedt", "Norén", "Palmgren", "Öberg", "Dahlman"];
const PLACE: [&str; 10] =
    ["Tallbacken", "Ekhult", "Granås", "Björkudden", "Sjövik", "Hultet", "Norrgården", "Lövnäs", "Kvarnen", "Råsta"];

/// A permit: much boilerplate, few facts.
fn permit(n: usize, dice: &mut Dice) -> String {
    let (first, last, place) = (dice.pick(&FIRST), dice.pick(&LAST), dice.pick(&PLACE));
    format!(
        "§ {}\nDnr MBN {}/{}\nBygglov för nybyggnad av komplementbyggnad på fastigheten {place} {}:{}\n\n\
         Miljö- och byggnadsnämndens beslut\nBygglov beviljas med stöd av 9 kap. 30 § plan- och bygglagen (2010:900).\n\
         Kontrollplanen fastställs. Avgiften är {} kronor enligt den taxa som fullmäktige har antagit.\n\n\
         Sammanfattning av ärendet\n{first} {last} ansöker om bygglov för en byggnad om {} m² på fastigheten. Platsen ligger\n\
         utanför detaljplanerat område. Grannar har hörts och ingen har haft något att erinra mot åtgärden.\n\
         Förvaltningen bedömer att åtgärden uppfyller kraven i lagen och att lov därför kan lämnas.\n\n\
         Upplysningar\nÅtgärden får inte påbörjas förrän nämnden har gett startbesked. Beslutet upphör att gälla om\n\
         åtgärden inte har påbörjats inom två år och avslutats inom fem år från den dag då beslutet vann laga kraft.\n\n\
         Beslutsunderlag\nAnsökan inkommen {}-{:02}-{:02}\nSituationsplan och fasadritningar\n\nBeslutet skickas till\nSökanden",
        n + 11,
        2015 + dice.roll(9),
        100 + dice.roll(800),
        1 + dice.roll(9),
        1 + dice.roll(60),
        3000 + 10 * dice.roll(900),
        20 + dice.roll(90),
        2015 + dice.roll(9),
        1 + dice.roll(12),
        1 + dice.roll(28),
    )
}

/// A decision taken by delegation.
fn delegation(n: usize, dice: &mut Dice) -> String {
    format!(
        "§ {}\nDnr KS {}/{}\nAnmälan av delegationsbeslut\n\nKommunstyrelsens beslut\n\
         Kommunstyrelsen lägger redovisningen av delegationsbeslut till handlingarna.\n\n\
         Sammanfattning av ärendet\nKommunstyrelsen har överlåtit sin beslutanderätt till utskott, ordförande och tjänstemän enligt\n\
         en av kommunstyrelsen antagen delegationsordning. Dessa beslut ska anmälas till kommunstyrelsen.\n\
         Redovisningen innebär inte att kommunstyrelsen får ompröva eller fastställa besluten.\n\n\
         Följande beslut har fattats: {} {}, beslut nr {} den {} om anstånd med {} kronor, för {} {}.\n\nBeslutsexpediering\nAkt",
        n + 300,
        2015 + dice.roll(9),
        100 + dice.roll(800),
        dice.pick(&FIRST),
        dice.pick(&LAST),
        1 + dice.roll(300),
        format_args!("{}-{:02}-{:02}", 2015 + dice.roll(9), 1 + dice.roll(12), 1 + dice.roll(28)),
        500 + 25 * dice.roll(400),
        dice.pick(&FIRST),
        dice.pick(&LAST),
    )
}

/// What the English model makes of Swedish: dots and rings lost or misread, a letter lost now and then, the sign § misread.
fn damage(text: &str, dice: &mut Dice) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let hard = dice.roll(100);
        match c {
            'å' => out.push(if hard < 90 { 'a' } else { 'i' }),
            'ä' => out.push(if hard < 60 {
                'a'
            } else if hard < 85 {
                'd'
            } else {
                'i'
            }),
            'ö' => out.push(if hard < 50 {
                'o'
            } else if hard < 90 {
                'é'
            } else {
                '6'
            }),
            'Å' | 'Ä' => out.push('A'),
            'Ö' => out.push('O'),
            '§' if hard < 30 => out.push('$'),
            _ if c.is_lowercase() && hard < 3 => {}
            _ => out.push(c),
        }
    }
    out
}

fn pages(texts: &[String]) -> Vec<Page> {
    let mut pages: Vec<Page> =
        texts.iter().enumerate().map(|(i, t)| Page::from_text(i, Origin::Ocr, "swe", t)).collect();
    mark_furniture(&mut pages);
    pages
}

fn repeats(texts: &[String]) -> Vec<(usize, usize)> {
    let mut pages = pages(texts);
    mark_repeats(&mut pages);
    pages.iter().filter_map(|p| p.duplicate_of.map(|d| (p.index, d))).collect()
}

fn boilerplate(count: usize, seed: u64) -> Vec<String> {
    let mut dice = Dice(seed);
    (0..count).map(|n| if n % 2 == 0 { permit(n, &mut dice) } else { delegation(n, &mut dice) }).collect()
}

#[test]
fn pages_that_differ_in_facts_stay_apart() {
    for seed in 1..6 {
        assert_eq!(repeats(&boilerplate(200, seed)), [], "seed {seed}");
    }
}

#[test]
fn damaged_pages_that_differ_stay_apart() {
    let mut dice = Dice(77);
    let texts: Vec<String> = boilerplate(200, 9).iter().map(|t| damage(t, &mut dice)).collect();
    assert_eq!(repeats(&texts), []);
}

#[test]
fn damaged_copies_are_all_found() {
    for seed in 1..4 {
        let mut dice = Dice(seed + 100);
        let mut texts = boilerplate(200, seed);
        let copies: Vec<String> = texts.iter().map(|t| damage(t, &mut dice)).collect();
        texts.extend(copies);
        let want: Vec<(usize, usize)> = (0..200).map(|i| (200 + i, i)).collect();
        assert_eq!(repeats(&texts), want, "seed {seed}");
    }
}

#[test]
fn two_damaged_readings_meet_and_cropped_ones_too() {
    let mut dice = Dice(5);
    let clean = boilerplate(60, 21);
    let mut texts: Vec<String> = clean.iter().map(|t| damage(t, &mut dice)).collect();
    // The top of the second reading is cut off: the § and the diarienummer are gone.
    texts.extend(clean.iter().map(|t| damage(&t.lines().skip(2).collect::<Vec<_>>().join("\n"), &mut dice)));
    let want: Vec<(usize, usize)> = (0..60).map(|i| (60 + i, i)).collect();
    assert_eq!(repeats(&texts), want);
}

fn attendance(date: &str, absent: usize, paragraphs: &str) -> String {
    let members: Vec<String> = (0..10)
        .filter(|&i| i != absent)
        .map(|i| format!("{} {} ({})", FIRST[i], LAST[(i * 3) % 10], ["S", "M", "C", "V"][i % 4]))
        .collect();
    format!(
        "Plats och tid Kommunhuset, sal Eken, {date} kl. 08.30-11.45\nBeslutande\n{}\nÖvriga närvarande Stig Holm, kommunchef\n\
         Justerare Märta Öberg\nUnderskrifter Sekreterare Lena Ek Paragrafer {paragraphs}\nOrdförande Karin Lindqvist",
        members.join("\n")
    )
}

#[test]
fn title_pages_and_attendance_lists_stay_apart() {
    let texts = [
        attendance("2019-03-12", 9, "§§ 31-39"),
        attendance("2019-03-12", 9, "§ 33"),
        attendance("2019-04-16", 9, "§§ 40-52"),
        attendance("2019-03-12", 4, "§§ 31-39"),
    ];
    assert_eq!(repeats(&texts), []);
}

#[test]
fn a_decision_turned_round_is_told() {
    let page = permit(4, &mut Dice(3));
    let texts = [page.clone(), page.replace("Bygglov beviljas", "Bygglov avslås")];
    let mut pages = pages(&texts);
    mark_repeats(&mut pages);
    assert_eq!(pages[1].duplicate_of, Some(0));
    let told: Vec<(usize, &str, &str, &str)> =
        pages[0].variants.iter().map(|v| (v.other_page, v.kind.as_str(), v.kept.as_str(), v.other.as_str())).collect();
    assert_eq!(told, [(1, "wording", "beviljas", "avslås")]);
    assert_eq!(repeats(&[page.clone(), page.clone()]), [(1, 0)]);
}

#[test]
fn a_part_of_a_page_is_a_repeat_and_the_fuller_page_is_kept() {
    let whole = format!("{}\n\n{}", permit(1, &mut Dice(8)), delegation(2, &mut Dice(8)));
    let part = permit(1, &mut Dice(8));
    assert_eq!(repeats(&[whole.clone(), part.clone()]), [(1, 0)]);
    assert_eq!(repeats(&[part, whole]), [(0, 1)], "what only the later page says is not lost");
}

#[test]
fn a_page_split_elsewhere_is_found_on_two() {
    let one = [permit(1, &mut Dice(8)), permit(2, &mut Dice(9)), delegation(3, &mut Dice(10))];
    let lines: Vec<&str> = one.iter().flat_map(|t| t.lines()).collect();
    let cut = one[0].lines().count() / 2;
    let across = lines[cut..cut + one[1].lines().count()].join("\n");
    assert_eq!(repeats(&[one[0].clone(), one[1].clone(), one[2].clone(), across]), [(3, 0)]);
}

#[test]
fn short_pages_must_be_the_same() {
    let texts = ["Bilaga 1", "Bilaga 2", "Bilaga 1", "Bilaga I"].map(String::from);
    assert_eq!(repeats(&texts), [(2, 0)]);
}

#[test]
fn failed_and_empty_pages_take_no_part() {
    let text = permit(1, &mut Dice(1));
    let mut pages = pages(&[text.clone(), String::new(), String::new(), text]);
    pages[3].status = PageStatus::Failed;
    mark_repeats(&mut pages);
    assert!(pages.iter().all(|p| p.duplicate_of.is_none() && p.witnesses.is_empty()));
}

#[test]
fn witnesses_stand_on_the_kept_page() {
    let text = permit(1, &mut Dice(1));
    let mut pages = pages(&[text.clone(), permit(2, &mut Dice(2)), text.clone(), text]);
    mark_repeats(&mut pages);
    assert_eq!(pages[0].witnesses, [2, 3]);
    assert_eq!(pages[3].duplicate_of, Some(0));
    assert!(pages[2].witnesses.is_empty());
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let mut dice = Dice(6);
    let mut texts = boilerplate(40, 3);
    let copies: Vec<String> = texts.iter().map(|t| damage(t, &mut dice)).collect();
    texts.extend(copies);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| repeats(&texts))
    };
    assert_eq!(run(1), run(4));
}

/// Repeats between documents of so many pages each, as (page, page kept).
fn batch_repeats(texts: &[String], pages_each: usize) -> Vec<(usize, usize)> {
    let dir = tempfile::tempdir().unwrap();
    let index = BatchIndex::new(dir.path()).unwrap();
    for (d, some) in texts.chunks(pages_each).enumerate() {
        let pages = pages(some).iter().filter_map(BatchPage::new).collect();
        index.add(BatchDocument { id: format!("{d:04}"), dates: Vec::new(), pages }).unwrap();
    }
    let found = index.finish().unwrap();
    let of = |document: usize, page: usize| found.documents[document].parse::<usize>().unwrap() * pages_each + page;
    found.repeats.iter().map(|r| (of(r.document, r.page), of(r.kept_document, r.kept_page))).collect()
}

#[test]
fn pages_of_a_batch_that_differ_in_facts_stay_apart() {
    for (seed, pages_each) in [(1, 1), (2, 1), (3, 4), (4, 10), (5, 50)] {
        let texts = boilerplate(200, seed);
        assert_eq!(batch_repeats(&texts, pages_each), [], "seed {seed}");
        let mut dice = Dice(seed + 300);
        let damaged: Vec<String> = texts.iter().map(|t| damage(t, &mut dice)).collect();
        assert_eq!(batch_repeats(&damaged, pages_each), [], "seed {seed}, damaged");
    }
}

#[test]
fn damaged_copies_are_found_in_a_batch() {
    for (seed, pages_each) in [(1, 1), (2, 10)] {
        let mut dice = Dice(seed + 100);
        let mut texts = boilerplate(200, seed);
        let copies: Vec<String> = texts.iter().map(|t| damage(t, &mut dice)).collect();
        texts.extend(copies);
        let want: Vec<(usize, usize)> = (0..200).map(|i| (200 + i, i)).collect();
        assert_eq!(batch_repeats(&texts, pages_each), want, "seed {seed}");
    }
}

#[test]
fn title_pages_of_a_batch_stay_apart() {
    let texts = [
        attendance("2019-03-12", 9, "§§ 31-39"),
        attendance("2019-03-12", 9, "§ 33"),
        attendance("2019-04-16", 9, "§§ 40-52"),
        attendance("2019-03-12", 4, "§§ 31-39"),
        attendance("2019-03-19", 9, "§§ 31-39"),
    ];
    assert_eq!(batch_repeats(&texts, 1), []);
}
