//! Zip archives are folders.

use std::io::{Cursor, Write};
use std::path::Path;

use justera::Error;
use justera::ingest::{InputKind, OpenInput, Plan, plan};
use tempfile::tempdir;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::{ids, open_one, pixels, png, put};

/// A zip archive of these files.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn plan_one(path: &Path) -> Plan {
    plan(&[path.to_path_buf()])
}

#[test]
fn the_files_of_an_archive_are_read_by_the_rules_of_a_folder() {
    let dir = tempdir().unwrap();
    let (one, two, ten) = (png(1), png(2), png(10));
    let tiff = super::tiff::tiff(&[(1, 1, 8, 1, &[7; 64]), (1, 1, 8, 1, &[9; 64])], 8, 8);
    let bytes = zip(&[
        ("möte.txt", "§ 1 Val\x0c§ 2 Budget".as_bytes()),
        ("2019/jan/ks.txt", b"abc"),
        ("2019/scans/p10.png", &ten),
        ("2019/scans/p2.png", &two),
        ("2019/scans/p1.png", &one),
        ("2019/scans/Thumbs.db", b"\0\0"),
        ("fax/doc.tif", &tiff),
        ("__MACOSX/._ks.txt", b"\0\x05"),
        (".DS_Store", b"\0"),
        ("notes.md", b"# Read me"),
    ]);
    let path = put(&dir, "in/batch.zip", &bytes);
    // The name says nothing; the content does.
    put(&dir, "in/sub/other.dat", zip(&[("a.txt", b"abc")]));
    let plan = plan_one(&dir.path().join("in"));
    assert!(plan.errors.is_empty(), "{:?}", plan.errors);
    let expected = ["batch__2019__jan__ks", "batch__2019__scans", "batch__fax__doc", "batch__möte", "sub__other__a"];
    assert_eq!(ids(&plan), expected);
    assert_eq!(plan.inputs[0].relative, "batch.zip/2019/jan/ks.txt");
    assert_eq!(plan.skipped.len(), 1, "{:?}", plan.skipped);
    let named = plan_one(&path);
    assert_eq!(ids(&named), expected[..4]);

    let text = OpenInput::open(&plan.inputs[0]).unwrap();
    assert_eq!(text.sha256().get(..8), Some("ba7816bf"), "that of the file inside");
    let scans = OpenInput::open(&plan.inputs[1]).unwrap();
    assert_eq!((scans.page_count(), scans.media_type()), (3, "image/png"));
    let shades: Vec<u8> = (0..3).map(|i| pixels(&scans, i).pixels.get_pixel(0, 0).0[0]).collect();
    assert_eq!(shades, [1, 2, 10]);
    let fax = OpenInput::open(&plan.inputs[2]).unwrap();
    assert_eq!((0..2).map(|i| pixels(&fax, i).pixels.get_pixel(0, 0).0[0]).collect::<Vec<_>>(), [7, 9]);
    assert_eq!(OpenInput::open(&plan.inputs[3]).unwrap().page_count(), 2);
}

#[test]
fn an_archive_of_page_images_is_one_document() {
    let dir = tempdir().unwrap();
    let (one, two) = (png(1), png(2));
    let path = put(&dir, "protokoll.zip", zip(&[("2.png", &two), ("10.png", &one)]));
    let plan = plan_one(&path);
    assert_eq!((ids(&plan), plan.inputs[0].relative.as_str()), (vec!["protokoll"], "protokoll.zip"));
    assert!(matches!(&plan.inputs[0].kind, InputKind::ImageFolder(files) if files.len() == 2));
    let input = OpenInput::open(&plan.inputs[0]).unwrap();
    assert_eq!(pixels(&input, 0).pixels.get_pixel(0, 0).0, [2]);
    // A folder with the same name beside it.
    put(&dir, "protokoll/a.txt", "§ 1");
    put(&dir, "protokoll/1.png", png(3));
    assert_eq!(ids(&plan_one(dir.path())), ["protokoll", "protokoll__1", "protokoll__a"]);
}

#[test]
fn archives_that_do_harm_are_named_and_the_rest_is_read() {
    let dir = tempdir().unwrap();
    let inner = zip(&[("a.txt", b"abc")]);
    put(
        &dir,
        "good.zip",
        zip(&[("../../evil.txt", b"x"), ("nested.zip", &inner), ("c:\\w.txt", b"x"), ("ok.txt", b"abc")]),
    );
    let zeros = vec![0u8; 120 << 20];
    put(&dir, "bomb.zip", zip(&[("a.txt", &zeros)]));
    put(&dir, "cut.zip", &inner[..inner.len() - 30]);
    put(&dir, "empty.zip", zip(&[]));
    // The general purpose bit 0 of both headers says that the file is locked.
    let mut locked = inner.clone();
    let central = locked.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    locked[6] |= 1;
    locked[central + 8] |= 1;
    put(&dir, "locked.zip", locked);
    // A letter of the text is changed, and the sum of the file no longer fits.
    let mut stored = zip(&[("a.png", &png(1))]);
    let at = stored.windows(4).position(|w| w == b"IDAT").unwrap_or(60);
    stored[at + 6] ^= 0xff;
    put(&dir, "rotten.zip", stored);
    put(&dir, "brev.docx", zip(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]));

    let walked = plan_one(dir.path());
    assert_eq!(ids(&walked), ["good__ok", "rotten"]);
    let errors: Vec<String> = walked.errors.iter().map(ToString::to_string).collect();
    for (name, word) in [
        ("evil.txt", "leads out of it"),
        ("w.txt", "leads out of it"),
        ("nested.zip", "inside another zip archive"),
        ("bomb.zip", "too large"),
        ("cut.zip", "damaged"),
        ("empty.zip", "no files"),
        ("locked.zip", "protected by a password"),
    ] {
        assert!(errors.iter().any(|e| e.contains(name) && e.contains(word)), "{name}: {errors:#?}");
    }
    assert_eq!(errors.len(), 7, "{errors:#?}");
    assert!(walked.skipped.iter().any(|s| s.path.ends_with("brev.docx") && s.reason.contains("Word")));
    let rotten = OpenInput::open(walked.inputs.iter().find(|i| i.id == "rotten").unwrap());
    assert!(rotten.is_err_and(|e| e.to_string().contains("a.png")), "its digest cannot be taken");
    let named = open_one(&dir.path().join("brev.docx")).err().unwrap();
    assert!(matches!(&named, Error::UnknownType { .. }) && named.to_string().contains("save it as PDF"), "{named}");
}
