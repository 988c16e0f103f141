//! Lists of inputs: `--files-from`.

use tempfile::tempdir;

use super::common::justera;
use super::{manifest, manifest_ids, put};

#[test]
fn a_table_is_read_and_a_missing_file_is_named_with_its_line() {
    let dir = tempdir().unwrap();
    for name in ["1964/jan/möte.txt", "1965/jan/möte.txt", "b;c.txt", "unlisted.txt"] {
        put(&dir, name, "§ 1 Val av justerare\n");
    }
    let list = "\u{feff}file;year\r\n# comment\r\n\r\n1964\\jan\\möte.txt;1964\r\n1965/jan/mo\u{308}te.txt\t1965\r\n\
                b;c.txt\r\ngone.txt;1970\r\n";
    put(&dir, "list.csv", list);
    let out = dir.path().join("out");
    let mut command = justera();
    command.args(["run", "--ocr", "never", "--files-from"]).arg(dir.path().join("list.csv")).arg("--out").arg(&out);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.lines().any(|l| l.contains("gone.txt") && l.contains("line 7") && l.contains("list.csv")), "{said}");
    let manifest = manifest(&out);
    assert_eq!(manifest_ids(&manifest), ["1964__jan__möte", "1965__jan__möte", "b;c"]);
    let failed = manifest["inputs"].as_array().unwrap().iter().find(|i| i["status"] == "failed").unwrap();
    assert!(failed["path"].as_str().unwrap().ends_with("gone.txt"), "{failed}");
    let report = std::fs::read_to_string(out.join("run-report.json")).unwrap();
    assert!(report.contains("the heading of the list, 'file'"), "{report}");
}

#[test]
fn the_standard_input_may_be_latin1_or_divided_by_nul() {
    let dir = tempdir().unwrap();
    put(&dir, "årsmöte.txt", "§ 1 Val\n");
    put(&dir, "två\nrader.txt", "§ 1 Val\n");
    put(&dir, "scans/a.txt", "§ 1 Val\n");
    let lists = [(b"\xe5rsm\xf6te.txt\nscans\n".to_vec(), "årsmöte"), ("två\nrader.txt\0scans\0".into(), "två\nrader")];
    for (i, (list, id)) in lists.into_iter().enumerate() {
        let out = dir.path().join(format!("out{i}"));
        let mut command = justera();
        command.args(["run", "--ocr", "never", "--quiet", "--files-from", "-", "--out"]).arg(&out);
        let output = command.current_dir(dir.path()).write_stdin(list).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(manifest_ids(&manifest(&out)), ["scans__a", id]);
    }
}

#[test]
fn a_list_that_is_not_there_or_empty_is_said() {
    let dir = tempdir().unwrap();
    put(&dir, "empty.lst", "# nothing\n\n");
    for (list, code, word) in [("missing.lst", 2, "missing.lst"), ("empty.lst", 1, "names no file")] {
        let mut command = justera();
        command.args(["run", "--files-from"]).arg(dir.path().join(list)).arg("--out").arg(dir.path().join("out"));
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(word), "{said}");
    }
    assert_eq!(justera().args(["run", "--out", "x"]).output().unwrap().status.code(), Some(1), "no input at all");
}
