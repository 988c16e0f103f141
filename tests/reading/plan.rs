//! What is found, and what it is called.

use justera::Error;
use justera::ingest::{IngestOptions, InputKind, OpenInput, plan};
use tempfile::tempdir;

use super::{ids, pixels, png, put};

#[test]
fn identifiers_do_not_depend_on_the_order_of_arguments() {
    let dir = tempdir().unwrap();
    for name in ["a/2019/ks.pdf.txt", "a/x.txt", "a/.hidden.txt", "b/x.txt", "b/only.txt", "a/sub/ö.txt"] {
        put(&dir, name, "§ 1 Val");
    }
    put(&dir, "a/x.png", png(0));
    let roots = [dir.path().join("a"), dir.path().join("b"), dir.path().join("b/only.txt")];
    let forward = plan(&roots);
    let backward = plan(&roots.iter().rev().cloned().collect::<Vec<_>>());
    assert_eq!(ids(&forward), ["2019__ks.pdf", "only", "sub__ö", "x", "x.png", "x.txt"]);
    assert_eq!(forward.inputs, backward.inputs);
    assert_eq!(forward.inputs[2].relative, "sub/ö.txt");
}

#[test]
fn roots_that_share_an_identifier_give_their_name() {
    let dir = tempdir().unwrap();
    let one = put(&dir, "2019/ks.txt", "a");
    let two = put(&dir, "2020/ks.txt", "b");
    assert_eq!(ids(&plan(&[two.clone(), one.clone()])), ["2019__ks", "2020__ks"]);
    assert_eq!(ids(&plan(&[one.clone(), one])), ["ks"], "the same file twice is one input");
    assert_eq!(ids(&plan(&[dir.path().to_path_buf()])), ["2019__ks", "2020__ks"]);
}

#[test]
fn a_folder_of_page_images_is_one_document_in_natural_order() {
    let dir = tempdir().unwrap();
    for (name, shade) in [("p10.png", 10), ("p2.png", 2), ("P1.png", 1)] {
        put(&dir, &format!("scans/{name}"), png(shade));
    }
    put(&dir, "scans/.DS_Store", "x\0y");
    put(&dir, "scans/index.json", "{}");
    let plan = plan(&[dir.path().to_path_buf()]);
    assert_eq!(ids(&plan), ["scans"]);
    assert!(matches!(&plan.inputs[0].kind, InputKind::ImageFolder(files) if files.len() == 3));
    assert_eq!(plan.skipped.len(), 1, "{:?}", plan.skipped);
    let input = OpenInput::open(&plan.inputs[0]).unwrap();
    assert_eq!((input.page_count(), input.media_type()), (3, "image/png"));
    let shades: Vec<u8> = (0..3).map(|i| pixels(&input, i).pixels.get_pixel(0, 0).0[0]).collect();
    assert_eq!(shades, [1, 2, 10]);
}

#[test]
fn a_damaged_page_image_costs_that_page_only() {
    let dir = tempdir().unwrap();
    put(&dir, "p1.png", &png(0)[..60]);
    put(&dir, "p2.png", png(0));
    put(&dir, "p3.jpg", "");
    let plan = plan(&[dir.path().to_path_buf()]);
    let input = OpenInput::open(&plan.inputs[0]).unwrap();
    assert_eq!(input.page_count(), 3);
    let options = IngestOptions::default();
    let first = input.page(0, &options).unwrap_err().to_string();
    assert!(first.contains("p1.png") && first.contains("again"), "{first}");
    assert!(input.page(1, &options).is_ok());
    assert!(input.page(2, &options).unwrap_err().to_string().contains("empty"));
    assert!(matches!(input.page(3, &options), Err(Error::Usage(_))));
}

#[test]
fn what_is_not_minutes_is_passed_over_in_folders_and_refused_by_name() {
    let dir = tempdir().unwrap();
    let zst = put(&dir, "data.zst", [0x28, 0xb5, 0x2f, 0xfd, 0, 1, 2]);
    put(&dir, "notes.md", "# Läs mig");
    put(&dir, "ks.txt", "§ 1");
    put(&dir, "fake.pdf", "no PDF at all");
    let walked = plan(&[dir.path().to_path_buf()]);
    assert_eq!(ids(&walked), ["ks"]);
    assert_eq!(walked.skipped.len(), 2);
    assert!(matches!(&walked.errors[..], [Error::UnknownType { path, .. }] if path.ends_with("fake.pdf")));
    let named = plan(&[zst, dir.path().join("missing.pdf")]);
    assert!(named.inputs.is_empty());
    assert!(named.errors.iter().any(|e| matches!(e, Error::UnknownType { .. })));
    assert!(named.errors.iter().any(|e| matches!(e, Error::NotFound { .. })));
}

#[cfg(unix)]
#[test]
fn a_link_that_runs_in_a_circle_ends() {
    let dir = tempdir().unwrap();
    put(&dir, "a/ks.txt", "§ 1");
    std::os::unix::fs::symlink(dir.path(), dir.path().join("a/up")).unwrap();
    let plan = plan(&[dir.path().to_path_buf()]);
    assert_eq!(ids(&plan), ["a__ks"]);
    assert!(plan.skipped.iter().any(|s| s.reason.contains("link")), "{:?}", plan.skipped);
}
