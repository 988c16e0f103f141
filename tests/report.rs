//! `justera report`: the folder of web pages, in itself and in a real browser.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]
#![allow(clippy::print_stderr, reason = "a test that cannot be made says so")]

#[path = "common/browser.rs"]
mod browser;
mod common;

use std::path::{Path, PathBuf};

use browser::Browser;
use common::{dataset, fixture, justera, run_text};
use serde_json::json;

/// A report over a dataset of these inputs, made without OCR; `images` are given as roots.
fn report(dir: &Path, inputs: &[PathBuf], images: &[PathBuf]) -> PathBuf {
    let (out, into) = (dir.join("out"), dir.join("report"));
    let ran = run_text(inputs, &out);
    assert!([Some(0), Some(2)].contains(&ran.status.code()), "{}", String::from_utf8_lossy(&ran.stderr));
    let mut command = justera();
    command.arg("report").arg(&out).arg("--into").arg(&into);
    for root in images {
        command.arg("--images").arg(root);
    }
    let made = command.output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert!(made.stdout.is_empty());
    into
}

fn read(path: PathBuf) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// Text that would be markup, a record, and a repeated page.
const EVIL: &str = "Sammanträdesprotokoll 2022-03-01\nKommunstyrelsen\n\n§ 1 <script>document.title='taken'</script>\n\n\
                    Text med \"citat\" och <img src=x onerror=\"document.title='taken'\"> i beslutet.\n\n\
                    Beslut\n\nKommunstyrelsen beslutar att '><b>bifalla</b> forslaget & foljande.\n";

#[test]
fn every_document_and_warning_is_in_the_report() {
    let dir = tempfile::tempdir().unwrap();
    let into = report(dir.path(), &[fixture("batch"), fixture("text"), fixture("broken/truncated.pdf")], &[]);
    let list = read(into.join("documents-1.html"));
    let mut links = 0;
    for entry in std::fs::read_dir(dir.path().join("out/protocols")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().replace(".json", ".html");
        assert!(into.join("doc").join(&name).is_file(), "{name}");
        assert!(list.contains(&format!("href=\"doc/{name}\"")), "{name}");
        links += 1;
    }
    assert_eq!(list.matches("<tr><th scope=\"row\">").count(), links);
    let index = read(into.join("index.html"));
    assert!(read(into.join("failures-1.html")).contains("truncated.pdf"));
    let warned: std::collections::BTreeSet<String> = common::dataset(&dir.path().join("out"))
        .iter()
        .filter(|(name, _)| name.starts_with("protocols/"))
        .flat_map(|(_, bytes)| {
            let protocol: serde_json::Value = serde_json::from_slice(bytes).unwrap();
            let codes = protocol["warnings"].as_array().unwrap().clone();
            codes.into_iter().map(|w| w["code"].as_str().unwrap().to_string())
        })
        .collect();
    assert!(!warned.is_empty());
    for code in warned {
        assert!(index.contains(&format!("href=\"warnings-{code}-1.html\"")), "{code}");
        assert!(read(into.join(format!("warnings-{code}-1.html"))).contains("href=\"doc/"), "{code}");
    }
}

#[test]
fn the_same_dataset_gives_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let roots = [fixture("pdf")];
    let into = report(dir.path(), &[fixture("pdf"), fixture("batch")], &roots);
    let once = dataset(&into);
    assert!(
        once.iter().any(|(name, _)| name.starts_with("img/layer-good/")),
        "a page of a PDF with text has its picture"
    );
    // Over the earlier report, with one thread: what was there is replaced.
    std::fs::write(into.join("doc/gone.html"), "x").unwrap();
    let mut command = justera();
    command.arg("report").arg(dir.path().join("out")).arg("--into").arg(&into).arg("--images").arg(&roots[0]);
    assert!(command.env("RAYON_NUM_THREADS", "1").output().unwrap().status.success());
    let again = dataset(&into);
    assert_eq!(once.iter().map(|(n, _)| n).collect::<Vec<_>>(), again.iter().map(|(n, _)| n).collect::<Vec<_>>());
    assert!(once == again);
}

#[test]
fn a_folder_that_is_no_report_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let (out, into) = (dir.path().join("out"), dir.path().join("mine"));
    run_text(&[fixture("text/clean.txt")], &out);
    std::fs::create_dir(&into).unwrap();
    std::fs::write(into.join("index.html"), "mine").unwrap();
    let refused = justera().arg("report").arg(&out).arg("--into").arg(&into).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--into"));
    assert_eq!(read(into.join("index.html")), "mine");
    let none = justera().arg("report").arg(dir.path()).output().unwrap();
    assert_eq!(none.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&none.stderr).contains("no finished dataset"));
    assert!(!dir.path().join("report").exists());
}

#[test]
fn what_stands_in_a_document_is_never_run() {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in");
    std::fs::create_dir(&input).unwrap();
    let name = "a'b&amp;%41 <b onclick=x>\u{e5}";
    std::fs::write(input.join(format!("{name}.txt")), EVIL).unwrap();
    let into = report(dir.path(), &[input], &[]);
    let pages: Vec<(String, Vec<u8>)> =
        dataset(&into).into_iter().filter(|(n, _)| n.ends_with(".html") || n.ends_with(".js")).collect();
    assert!(pages.iter().any(|(n, _)| n.starts_with("doc/")));
    for (page, bytes) in &pages {
        let text = String::from_utf8(bytes.clone()).unwrap();
        for markup in ["<script>document", "<img src=x", "<b>bifalla", "<b onclick"] {
            assert!(!text.contains(markup), "{page}: {markup}");
        }
    }
    let Some(browser) = Browser::start("what_stands_in_a_document_is_never_run") else { return };
    browser.open_file(&into.join("documents-1.html"));
    // The link leads to the page, whatever the file is called.
    browser.click(".documents a");
    assert!(browser.run("return document.title").as_str().unwrap().ends_with("– Justera"));
    assert_eq!(browser.run("return document.scripts.length"), json!(2));
    assert!(
        browser
            .run("return document.querySelector('.text').innerText")
            .as_str()
            .unwrap()
            .contains("<script>document.title='taken'</script>")
    );
    // Nor would a script run that had slipped in.
    let slipped = "const s = document.createElement('script'); s.textContent = 'document.title=\"taken\"'; document.body.append(s); return document.title";
    assert!(browser.run(slipped).as_str().unwrap().ends_with("– Justera"));
    browser.open_file(&into.join("documents-1.html"));
    browser.fill("#q", "onclick");
    let found = "return document.querySelectorAll('#found a').length";
    for _ in 0..50 {
        if browser.run(found) == json!(1) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(browser.run(found), json!(1));
}

#[test]
fn a_person_can_read_it_by_keys_and_on_a_phone() {
    let dir = tempfile::tempdir().unwrap();
    let pages = dir.path().join("in");
    std::fs::create_dir(&pages).unwrap();
    let damaged = std::fs::read_to_string(fixture("text/damaged.txt")).unwrap();
    // The first page once more: a repeat.
    let first = damaged.split('\u{c}').next().unwrap().to_string();
    std::fs::write(pages.join("damaged.txt"), format!("{damaged}\u{c}{first}")).unwrap();
    let into = report(dir.path(), &[pages], &[]);
    let Some(browser) = Browser::start("a_person_can_read_it_by_keys_and_on_a_phone") else { return };
    browser.open_file(&into.join("doc/damaged.html"));
    let shown = "const e = document.querySelector('.text .e'); return [getComputedStyle(e.querySelector('del')).display, getComputedStyle(e.querySelector('ins')).display]";
    assert_eq!(browser.run(shown), json!(["none", "inline"]));
    browser.press("r");
    assert_eq!(browser.run(shown), json!(["inline", "none"]));
    assert_eq!(browser.run("return document.getElementById('raw').getAttribute('aria-pressed')"), json!("true"));
    // The first line as it was read, whole.
    let raw = "return Array.from(document.querySelectorAll('.text[data-p=\"0\"] .l')).map(l => l.innerText.replace(/\\n$/, '')).join('\\n')";
    let line =
        |text: &str| text.lines().filter(|l| !l.trim().is_empty()).map(str::trim_end).collect::<Vec<_>>().join("\n");
    assert_eq!(line(browser.run(raw).as_str().unwrap()), line(&first));
    browser.press("r");

    browser.press("j");
    assert_eq!(browser.run("return document.activeElement.classList.contains('stop')"), json!(true));
    let at = browser.run("return document.activeElement.id");
    browser.press("j");
    assert_ne!(browser.run("return document.activeElement.id"), at);
    browser.press("k");
    assert_eq!(browser.run("return document.activeElement.id"), at);
    browser.press("n");
    let panel = "const p = document.getElementById('panel'); return p.hidden ? '' : p.textContent";
    let said = browser.run(panel);
    let said = said.as_str().unwrap();
    assert!(said.contains('→') && said.contains('%'), "{said}");

    let repeat = "const all = Array.from(document.querySelectorAll('details.repeat')); return all.length > 0 && all.every(d => !d.open)";
    assert_eq!(browser.run(repeat), json!(true));
    browser.click("#language");
    assert_eq!(browser.run("return document.querySelector('.outline h2').innerText"), json!("Records"));

    for page in ["index.html", "documents-1.html", "doc/damaged.html"] {
        browser.resize(360, 740);
        browser.open_file(&into.join(page));
        let wide = "return document.documentElement.scrollWidth";
        assert!(browser.run(wide).as_u64().unwrap() <= 360, "{page}: {}", browser.run(wide));
    }
}

/// Makes the pictures of `docs/`: `cargo test --test report -- --ignored pictures`.
#[test]
#[ignore = "writes docs/report-*.png"]
fn pictures_for_docs() {
    let dir = tempfile::tempdir().unwrap();
    let (out, into) = (dir.path().join("out"), dir.path().join("report"));
    // Read with the English model, the scans have something to mend.
    let inputs = [fixture("scans"), fixture("text"), fixture("batch")];
    let ran =
        justera().arg("run").args(&inputs).arg("--out").arg(&out).args(["--lang", "eng", "--quiet"]).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let mut command = justera();
    command.arg("report").arg(&out).arg("--into").arg(&into).arg("--images").arg(&inputs[0]);
    assert!(command.output().unwrap().status.success());
    let Some(browser) = Browser::start("pictures_for_docs") else { return };
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let save = |name: &str| std::fs::write(docs.join(name), browser.picture()).unwrap();
    browser.resize(1200, 800);
    browser.open_file(&into.join("index.html"));
    save("report-overview.png");
    browser.open_file(&into.join("doc/modern.html"));
    // A record in the outline and an edit in the text, both looked at.
    browser.run("document.querySelectorAll('.outline details')[2].open = true; document.querySelectorAll('.rec')[1].scrollIntoView({block: 'center'})");
    browser.press("n");
    save("report-protocol.png");
    browser.dark();
    browser.resize(360, 740);
    browser.open_file(&into.join("doc/modern.html"));
    browser.run("document.querySelector('.rec').scrollIntoView()");
    save("report-phone.png");
}
