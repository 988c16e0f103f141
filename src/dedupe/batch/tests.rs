//! The index over small batches; large and boilerplate-heavy ones are in `tests/dedupe_stress.rs`.

use super::*;
use crate::page::{FurnitureRole, LineRole, Origin};

/// Lines of an invented meeting; the facts differ with `n`.
fn record(n: usize) -> Vec<String> {
    let matter =
        ["skolskjutsen", "badplatsen", "renhållningstaxan", "hyresavtalet", "vattentäkten", "simhallen"][n % 6];
    let person = ["Lindqvist", "Åström", "Höglund", "Wikander", "Sjöstedt", "Öberg"][n / 2 % 6];
    vec![
        format!("§ {} Dnr KS {}/{}", n + 4, 2011 + n % 9, 117 + 31 * n),
        format!("Fråga om {matter} i {person}s område väcktes av {person} genom en skrivelse om {} sidor.", 2 + 3 * n),
        format!("Kommunstyrelsen beslutar att uppdra åt förvaltningen att utreda {matter} till en kostnad av"),
        format!(
            "högst {} kronor och att återkomma med förslag senast den {} oktober samma år.",
            11_300 + 977 * n,
            1 + n % 28
        ),
        format!("Ledamoten {person} anmäler jäv och deltar inte i beslutet om {matter} denna gång."),
        format!(
            "Ärendet har beretts av arbetsutskottet, som den {} augusti tillstyrkte att {matter} utreds.",
            2 + n % 27
        ),
    ]
}

fn page(index: usize, date: &str, lines: &[String]) -> Page {
    let mut page = Page::from_text(index, Origin::Ocr, "swe", &format!("Protokoll {date}\n{}", lines.join("\n")));
    page.lines[0].role = LineRole::Furniture(FurnitureRole::Header);
    page
}

fn document(id: &str, pages: &[Page]) -> BatchDocument {
    let pages = pages.iter().filter_map(BatchPage::new).collect();
    BatchDocument { id: id.into(), dates: Vec::new(), pages }
}

/// What the repeats of documents are, as text: "b:0 = a:1".
fn found(documents: &[BatchDocument]) -> Vec<String> {
    let run = |documents: &mut dyn Iterator<Item = &BatchDocument>| {
        let dir = tempfile::tempdir().unwrap();
        let index = BatchIndex::new(dir.path()).unwrap();
        documents.for_each(|d| index.add(d.clone()).unwrap());
        let found = index.finish().unwrap();
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "files of the index are left");
        found
    };
    let all = run(&mut documents.iter());
    assert_eq!(all, run(&mut documents.iter().rev()), "the order of documents changes the result");
    let name = |r: &Repeat| {
        let next = r.kept_next.map(|n| format!("+{n}")).unwrap_or_default();
        format!("{}:{} = {}:{}{next}", all.documents[r.document], r.page, all.documents[r.kept_document], r.kept_page)
    };
    all.repeats.iter().map(name).collect()
}

fn protocol(id: &str, date: &str) -> BatchDocument {
    let pages: Vec<Page> = (0..4).map(|i| page(i, date, &[record(2 * i), record(2 * i + 1)].concat())).collect();
    document(id, &pages)
}

fn english(lines: &[String]) -> Vec<String> {
    lines.iter().map(|l| l.replace(['å', 'ä'], "a").replace('ö', "é").replace("rv", "n")).collect()
}

#[test]
fn an_extract_repeats_the_protocol_whichever_comes_first() {
    for (extract, whole) in [("b", "a"), ("a", "b")] {
        let extract = document(extract, &[page(0, "2019-03-12", &english(&record(3)))]);
        let whole = protocol(whole, "2019-03-12");
        let expected = format!("{}:0 = {}:1", extract.id, whole.id);
        assert_eq!(found(&[extract, whole]), [expected]);
    }
}

#[test]
fn an_extract_may_stand_across_two_pages() {
    let lines = [record(1), record(2)].concat();
    let extract = document("x", &[page(0, "2019-03-12", &english(&lines))]);
    assert_eq!(found(&[extract, protocol("a", "2019-03-12")]), ["x:0 = a:0+1"]);
}

#[test]
fn the_better_reading_is_kept_then_the_smaller_name() {
    let read = |id: &str, quality: f64| {
        let mut pages = [page(0, "2019-03-12", &record(0)), page(1, "2019-03-12", &record(1))];
        pages.iter_mut().for_each(|p| p.quality = quality);
        document(id, &pages)
    };
    assert_eq!(found(&[read("a", 0.8), read("b", 0.9)]), ["a:0 = b:0", "a:1 = b:1"]);
    assert_eq!(found(&[read("a", 0.901), read("b", 0.9)]), ["b:0 = a:0", "b:1 = a:1"]);
}

#[test]
fn another_meeting_with_the_same_words_is_no_repeat() {
    let one = document("a", &[page(0, "2019-03-12", &record(0))]);
    assert!(found(&[one.clone(), document("b", &[page(0, "2019-03-19", &record(0))])]).is_empty());
    // The day stands in the text of the meeting alone.
    let plain = |id: &str, date: &str| {
        let page = Page::from_text(0, Origin::Ocr, "swe", &record(0).join("\n"));
        BatchDocument { dates: vec![date.into()], ..document(id, &[page]) }
    };
    assert!(found(&[plain("a", "2019-03-12"), plain("b", "2019-04-16")]).is_empty());
    assert_eq!(found(&[plain("a", "2019-03-12"), plain("c", "2019-04-16"), plain("d", "2019-04-16")]), ["d:0 = c:0"]);
}

#[test]
fn a_text_that_hundreds_of_documents_have_is_one_cluster_if_it_says_which_it_is() {
    let appeal = |head: &str, i: usize| {
        let lines = [
            head,
            "Beslutet kan överklagas hos förvaltningsrätten. Skrivelsen ska ha kommit in till kommunen",
            "inom tre veckor från den dag då den som överklagar fick del av beslutet. Ange vilket beslut som överklagas",
            "och vilken ändring som begärs. Skrivelsen ska vara undertecknad och innehålla namn, adress och telefon.",
        ];
        let mut lines = lines.map(String::from).to_vec();
        // No two are the same: each has a word misread that is right in all others.
        let line = &mut lines[1 + i % 3];
        let mut words: Vec<String> = line.split(' ').map(String::from).collect();
        let word = i / 3 % 10;
        words[word].push_str(["qu", "xv", "zk", "qk", "vx"][i / 30]);
        *line = words.join(" ");
        lines
    };
    let of = |head: &str| -> Vec<BatchDocument> {
        let page = |i| Page::from_text(0, Origin::Ocr, "swe", &appeal(head, i).join("\n"));
        (0..140).map(|i| document(&format!("d{i:03}"), &[page(i)])).collect()
    };
    let one = found(&of("§ 45 Dnr 2019/311 Hur man överklagar beslutet 2019-03-12 om Tallåsen 3:14"));
    assert_eq!(one.len(), 139, "{one:#?}");
    assert!(one.iter().all(|f| f.ends_with(" = d000:0")));
    assert!(found(&of("Hur man överklagar")).is_empty());
}

#[test]
fn repeats_within_a_document_and_pages_without_text_take_no_part() {
    let mut pages = [page(0, "2019-03-12", &record(0)), page(1, "2019-03-12", &record(0)), page(2, "", &[])];
    pages[1].duplicate_of = Some(0);
    assert_eq!(pages.iter().filter_map(BatchPage::new).count(), 1);
    assert!(found(&[]).is_empty());
    assert!(found(&[document("a", &pages), document("empty", &[])]).is_empty());
}
