//! Any bytes as a file of any name: listed, opened, read page by page; an error or pages, never a panic. The first byte chooses the name.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use justera::ingest::{IngestOptions, OpenInput, PageContent, plan};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 8] = ["a.txt", "a.hocr", "a.xml", "a.tsv", "a.pdf", "a.tif", "a.jp2", "a.zip"];

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("justera-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the input");
    folder
});

fuzz_target!(|data: &[u8]| {
    let Some((choice, rest)) = data.split_first() else { return };
    let path = FOLDER.join(NAMES[usize::from(*choice) % NAMES.len()]);
    std::fs::write(&path, rest).expect("room for the input");
    for input in plan(std::slice::from_ref(&path)).inputs.iter().take(3) {
        let Ok(opened) = OpenInput::open(input) else { continue };
        assert!(opened.page_count() > 0);
        for index in 0..opened.page_count().min(3) {
            if let Ok(PageContent::Text(page)) = opened.page(index, &IngestOptions::default()) {
                assert_eq!(page.index, index);
                for line in &page.lines {
                    assert!(!line.raw.contains('\n'), "{line:?}");
                    assert!(line.words.iter().all(|w| line.raw.get(w.start..w.end).is_some()), "{line:?}");
                }
            }
        }
    }
    let _ = std::fs::remove_file(&path);
});
