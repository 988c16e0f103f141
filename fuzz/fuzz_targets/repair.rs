//! Any bytes as text, repaired: no panic, edits in order that fit the raw lines, and undoing them gives the raw text back.
#![no_main]

use std::sync::LazyLock;

use justera::edit;
use justera::ingest::{composed, split_pages};
use justera::lexicon::Lexicon;
use justera::normalize;
use justera::page::{Origin, Page};
use justera::repair::{DEFAULT_THRESHOLD, Repairer};
use libfuzzer_sys::fuzz_target;

static REPAIRER: LazyLock<Repairer> =
    LazyLock::new(|| Repairer::new(Lexicon::swedish().expect("the program's lexicon"), DEFAULT_THRESHOLD));

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let page = |(i, text): (usize, &str)| Page::from_text(i, Origin::Text, "swe", &composed(text));
    let mut pages: Vec<Page> = split_pages(&text).into_iter().enumerate().map(page).collect();
    let raw: Vec<String> = pages.iter().map(Page::raw).collect();
    pages.iter_mut().for_each(normalize::page);
    REPAIRER.repair(&mut pages).expect("the program's own tables are sound");
    for (page, raw) in pages.iter().zip(raw) {
        assert_eq!(page.raw(), raw, "raw text is never changed");
        assert!((0.0..=1.0).contains(&page.quality), "{}", page.quality);
        for line in &page.lines {
            let mut at = 0;
            assert!(line.edits.is_sorted_by_key(|e| e.start), "{line:?}");
            for e in &line.edits {
                assert_eq!(line.raw.get(e.start..e.end), Some(e.from.as_str()), "{line:?}");
                assert!((0.0..=1.0).contains(&e.confidence), "{e:?}");
                if e.applied {
                    assert!(e.start >= at, "{line:?}");
                    at = e.end;
                }
            }
            assert_eq!(edit::undo(&line.text(), &line.edits).as_deref(), Some(line.raw.as_str()), "{line:?}");
        }
    }
});
