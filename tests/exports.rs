//! Exports of a dataset, opened by the tools that their users use: the same counts in each, and the same as the dataset's own.
//! `JUSTERA_PYTHON` names the Python that has duckdb, pandas, pyarrow, polars and datasets; a tool that is missing is skipped, and said so.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]
#![allow(clippy::print_stderr, reason = "a test that cannot be made says so")]

mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use common::{dataset, fixture, justera, texts, with_python};
use justera::protocol::Protocol;
use serde_json::{Value, json};

/// A dataset of the fixtures: two meetings in one file, repeats between documents, a document without records, an input that failed.
static DATASET: LazyLock<(tempfile::TempDir, PathBuf)> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let (input, out) = (dir.path().join("in"), dir.path().join("out"));
    std::fs::create_dir(&input).unwrap();
    texts(&input);
    for id in ["kfn-2022-05-10", "kfn-2022-06-14", "a-utdrag-2022-05-10"] {
        std::fs::copy(fixture(&format!("batch/{id}.txt")), input.join(format!("{id}.txt"))).unwrap();
    }
    let gold = |id: &str| std::fs::read_to_string(fixture(&format!("protocols/{id}/gold.txt"))).unwrap();
    std::fs::write(input.join("två möten.txt"), gold("modern") + "\u{c}" + &gold("federation")).unwrap();
    std::fs::write(input.join("inga.txt"), "Ett brev utan paragrafer.\n").unwrap();
    std::fs::copy(fixture("foreign/federation.hocr"), input.join("boxes.hocr")).unwrap();
    std::fs::copy(fixture("broken/random.pdf"), input.join("broken.pdf")).unwrap();
    let mut run = justera();
    run.arg("run")
        .arg(&input)
        .arg("--out")
        .arg(&out)
        .args(["--ocr", "never", "--quiet", "--dedupe", "batch", "--boxes"]);
    assert_eq!(run.output().unwrap().status.code(), Some(2), "one input is broken");
    (dir, out)
});

fn protocols() -> Vec<Protocol> {
    let files = dataset(&DATASET.1);
    let all = files.iter().filter(|(name, _)| name.starts_with("protocols/"));
    all.map(|(_, bytes)| serde_json::from_slice(bytes).unwrap()).collect()
}

/// What every tool must find: counts, and the letters of all text as `char`s.
fn counts() -> Value {
    let protocols = protocols();
    let meetings: Vec<_> = protocols.iter().flat_map(|p| &p.meetings).collect();
    let records: Vec<_> = meetings.iter().flat_map(|m| &m.records).collect();
    let sections: Vec<_> = records.iter().flat_map(|r| &r.sections).collect();
    json!({
        "documents": protocols.len(),
        "pages": protocols.iter().map(|p| p.pages.len()).sum::<usize>(),
        "meetings": meetings.len(),
        "records": records.len(),
        "sections": sections.len(),
        "attendance": meetings.iter().map(|m| m.attendance.len()).sum::<usize>(),
        "edits": protocols.iter().map(|p| p.edits.len()).sum::<usize>(),
        "warnings": protocols.iter().map(|p| p.warnings.len()).sum::<usize>(),
        "votes": records.iter().filter(|r| r.vote.is_some()).count(),
        "raw": protocols.iter().flat_map(|p| &p.pages).map(|p| p.raw.chars().count()).sum::<usize>(),
        "text": sections.iter().map(|s| s.text.chars().count()).sum::<usize>(),
    })
}

/// Exports into a folder of its own.
fn export(to: &str, more: &[&str]) -> tempfile::TempDir {
    let into = tempfile::tempdir().unwrap();
    let mut command = justera();
    command.arg("export").arg(&DATASET.1).args(["--to", to, "--quiet", "--into"]).arg(into.path()).args(more);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    into
}

fn jsonl(folder: &Path, table: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join(format!("{table}.jsonl"))).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const TABLES: [&str; 6] = ["records", "meetings", "attendance", "pages", "edits", "warnings"];

/// Has a tool count all tables of an export, with a script that defines `counted(folder, form)`.
fn counted_by(module: &str, forms: &[&str], script: &str) {
    let script = format!("import json, sys\n{script}\nprint(json.dumps(counted(*sys.argv[1:])))");
    for form in forms {
        let folder = export(form, &[]);
        let args = [folder.path().as_os_str(), std::ffi::OsStr::new(form)];
        let Some(said) = with_python(module, &script, &args) else { return };
        let said: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
        assert_eq!(said, counts(), "{module}, {form}");
    }
}

#[test]
fn duckdb_counts_the_same() {
    counted_by(
        "duckdb",
        &["parquet", "jsonl", "csv"],
        "
import duckdb
def counted(folder, form):
    one = lambda what, table: duckdb.sql(f\"select {what} from '{folder}/{table}.{form}'\").fetchall()[0][0]
    flat = form == 'csv'
    found = {t: one('count(*)', t) for t in ['pages', 'meetings', 'records', 'attendance', 'edits', 'warnings']}
    found['documents'] = one('count(distinct protocol_id)', 'pages')
    found['sections'] = one('count(*)', 'sections') if flat else one('sum(len(sections))', 'records')
    found['votes'] = one('count(vote_yes)' if flat else 'count(vote.yes)', 'records')
    found['raw'] = one('sum(length(raw))', 'pages')
    found['text'] = one('sum(length(text))', 'sections') if flat else one('sum(list_sum([length(s.text) for s in sections]))', 'records')
    return {k: int(v) for k, v in found.items()}
",
    );
}

#[test]
fn pandas_counts_the_same() {
    counted_by(
        "pandas",
        &["parquet", "jsonl", "csv"],
        "
import pandas
def counted(folder, form):
    flat = form == 'csv'
    def read(table):
        name = f'{folder}/{table}.{form}'
        if flat: return pandas.read_csv(name)
        return pandas.read_parquet(name) if form == 'parquet' else pandas.read_json(name, lines=True)
    tables = {t: read(t) for t in ['pages', 'meetings', 'records', 'attendance', 'edits', 'warnings']}
    found = {t: len(rows) for t, rows in tables.items()}
    records = tables['records']
    found['documents'] = tables['pages'].protocol_id.nunique()
    sections = read('sections') if flat else pandas.DataFrame([s for all in records.sections for s in all])
    found['sections'] = len(sections)
    found['votes'] = (records.vote_yes if flat else records.vote).notna().sum()
    found['raw'] = tables['pages'].raw.str.len().sum()
    found['text'] = sections.text.fillna('').str.len().sum()
    return {k: int(v) for k, v in found.items()}
",
    );
}

#[test]
fn polars_counts_the_same() {
    counted_by(
        "polars",
        &["parquet", "jsonl", "csv"],
        "
import polars
def counted(folder, form):
    flat = form == 'csv'
    read = {'csv': polars.read_csv, 'parquet': polars.read_parquet, 'jsonl': polars.read_ndjson}[form]
    more = {} if form == 'parquet' else {'infer_schema_length': None}
    table = lambda name: read(f'{folder}/{name}.{form}', **more)
    found = {t: len(table(t)) for t in ['pages', 'meetings', 'records', 'attendance', 'edits', 'warnings']}
    records, pages = table('records'), table('pages')
    found['documents'] = pages['protocol_id'].n_unique()
    sections = table('sections') if flat else records.select('sections').explode('sections').drop_nulls().unnest('sections')
    found['sections'] = len(sections)
    found['votes'] = (records['vote_yes'] if flat else records['vote'].struct.field('yes')).count()
    found['raw'] = pages['raw'].str.len_chars().sum()
    found['text'] = sections['text'].str.len_chars().sum()
    return {k: int(v) for k, v in found.items()}
",
    );
}

#[test]
fn hugging_face_datasets_counts_the_same_by_the_card_alone() {
    counted_by(
        "datasets",
        &["parquet", "jsonl"],
        "
import os, tempfile
os.environ['HF_HUB_OFFLINE'] = '1'
os.environ['HF_HOME'] = home = tempfile.mkdtemp()
import datasets
datasets.disable_progress_bars()
def counted(folder, form):
    read = lambda name: datasets.load_dataset(folder, name, split='train', cache_dir=home)
    found = {t: read(t).num_rows for t in ['pages', 'meetings', 'records', 'attendance', 'edits', 'warnings']}
    assert datasets.load_dataset(folder, split='train', cache_dir=home).num_rows == found['records']
    records, pages = read('records'), read('pages')
    found['documents'] = len(set(pages['protocol_id']))
    found['sections'] = sum(len(s) for s in records['sections'])
    found['votes'] = sum(v is not None and v['yes'] is not None for v in records['vote'])
    found['raw'] = sum(len(t) for t in pages['raw'])
    found['text'] = sum(len(s['text']) for all in records['sections'] for s in all)
    return found
",
    );
}

#[test]
fn the_card_names_to_hugging_face_only_tables_that_have_rows() {
    let dir = tempfile::tempdir().unwrap();
    let (input, out) = (dir.path().join("brev.txt"), dir.path().join("out"));
    std::fs::write(&input, "Ett brev utan paragrafer.\n").unwrap();
    common::run_text(&[input], &out);
    for form in ["jsonl", "parquet"] {
        if form == "parquet" && !cfg!(feature = "parquet") {
            continue;
        }
        let into = dir.path().join(form);
        let mut command = justera();
        command.arg("export").arg(&out).args(["--to", form, "--quiet", "--into"]).arg(&into);
        assert!(command.output().unwrap().status.success());
        let card = std::fs::read_to_string(into.join("README.md")).unwrap();
        assert!(card.contains("\n- config_name: pages\n") && !card.contains("config_name: records"), "{card}");
        assert_eq!(card.matches("  default: true\n").count(), 1);
        assert!(into.join(format!("records.{form}")).exists());
        let script = "
import os, sys, tempfile
os.environ['HF_HUB_OFFLINE'] = '1'
os.environ['HF_HOME'] = home = tempfile.mkdtemp()
import datasets
datasets.disable_progress_bars()
print(datasets.get_dataset_config_names(sys.argv[1]), datasets.load_dataset(sys.argv[1], 'pages', split='train', cache_dir=home).num_rows)
";
        if let Some(said) = with_python("datasets", script, &[into.as_os_str()]) {
            assert!(said.contains("'pages'") && !said.contains("'records'") && said.trim().ends_with(" 1"), "{said}");
        }
    }
}

#[test]
fn sqlite_imports_the_csv_tables() {
    if !std::process::Command::new("sqlite3").arg("-version").output().is_ok_and(|o| o.status.success()) {
        eprintln!("SKIPPED sqlite3: it is not installed");
        return;
    }
    let folder = export("csv", &[]);
    let mut script = String::from(".mode csv\n");
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "csv") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_string();
            script.push_str(&format!(".import {} {name}\n", path.display()));
        }
    }
    script.push_str(
        ".mode list\nselect (select count(distinct protocol_id) from pages), (select count(*) from records), \
         (select count(*) from sections), (select count(*) from attendance), (select count(*) from edits), \
         (select sum(length(text)) from sections), \
         (select count(*) from sections s join records r using (protocol_id, meeting, record));\n",
    );
    let output = assert_cmd::Command::new("sqlite3").write_stdin(script).output().unwrap();
    let counts = counts();
    let wanted =
        ["documents", "records", "sections", "attendance", "edits", "text", "sections"].map(|k| counts[k].to_string());
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.trim(), wanted.join("|"), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_same_dataset_gives_the_same_bytes() {
    for (form, more) in [("jsonl", &[][..]), ("parquet", &[]), ("csv", &["--bom"]), ("card", &["--licence", "cc0-1.0"])]
    {
        let once = dataset(export(form, more).path());
        let into = tempfile::tempdir().unwrap();
        let mut again = justera();
        again.env("RAYON_NUM_THREADS", "5").arg("export").arg(&DATASET.1).args(["--to", form, "--quiet", "--into"]);
        again.arg(into.path()).args(more);
        // Twice into the same folder: what was there is replaced.
        for _ in 0..2 {
            assert!(again.output().unwrap().status.success());
            assert!(dataset(into.path()) == once, "{form}");
        }
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_holds_what_the_lines_hold() {
    use arrow_json::writer::{LineDelimited, WriterBuilder};
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    let (parquet, lines) = (export("parquet", &[]), export("jsonl", &[]));
    for table in TABLES {
        let file = std::fs::File::open(parquet.path().join(format!("{table}.parquet"))).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        let said = reader.metadata().file_metadata().key_value_metadata().unwrap();
        let said = |key: &str| said.iter().find(|kv| kv.key == key).and_then(|kv| kv.value.clone());
        assert_eq!(said("justera.schema"), Some(format!("justera/{table}-row/1")));
        assert_eq!(said("justera.version").as_deref(), Some(env!("CARGO_PKG_VERSION")));
        let manifest = std::fs::read(DATASET.1.join("manifest.json")).unwrap();
        assert_eq!(said("justera.manifest"), Some(justera::export::sha256_hex(&manifest)));
        let mut out = WriterBuilder::new().with_explicit_nulls(true).build::<_, LineDelimited>(Vec::new());
        for batch in reader.build().unwrap() {
            out.write(&batch.unwrap()).unwrap();
        }
        out.finish().unwrap();
        let text = String::from_utf8(out.into_inner()).unwrap();
        let found: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let mut wanted = jsonl(lines.path(), table);
        for row in &mut wanted {
            assert_eq!(row.as_object_mut().unwrap().remove("schema"), Some(format!("justera/{table}-row/1").into()));
        }
        assert_eq!(found, wanted, "{table}");
        assert!(!found.is_empty(), "{table}: the fixtures have some of each");
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_how_to_get_it() {
    let output = justera().arg("export").arg(&DATASET.1).args(["--to", "parquet"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("--features parquet"));
}

/// All names of fields under a value of JSON, whatever they are nested in; keys of a list's entries by `field` are no names.
fn names(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            found.insert(name.clone());
            names(value, found);
        }),
        Value::Array(values) => values.iter().for_each(|v| names(v, found)),
        _ => {}
    }
}

#[test]
fn no_field_of_the_output_is_left_out_of_a_table() {
    let lines = export("jsonl", &[]);
    let mut found = BTreeSet::new();
    for table in TABLES {
        jsonl(lines.path(), table).iter().for_each(|row| names(row, &mut found));
    }
    for protocol in protocols() {
        for meeting in &protocol.meetings {
            let mut value = serde_json::to_value(meeting).unwrap();
            // Their keys are values of `field`.
            value["sources"].take();
            value["records"].as_array_mut().unwrap().iter_mut().for_each(|r| drop(r["sources"].take()));
            let mut wanted = BTreeSet::new();
            names(&value, &mut wanted);
            let missing: Vec<_> = wanted.difference(&found).filter(|n| *n != "records").collect();
            assert!(missing.is_empty(), "{}: {missing:?}", protocol.id);
        }
    }
    // In CSV each is a column, part of one, or a table.
    let csv = export("csv", &[]);
    let mut heads = String::new();
    for (name, bytes) in dataset(csv.path()).iter().filter(|(name, _)| name.ends_with(".csv")) {
        let head = String::from_utf8_lossy(bytes).lines().next().unwrap().to_string();
        let columns: Vec<&str> = head.split(',').collect();
        assert_eq!(columns.iter().collect::<BTreeSet<_>>().len(), columns.len(), "{name}: a name twice in {head}");
        heads.push_str(&format!(
            "_{}_,{}\n",
            name.trim_end_matches(".csv"),
            columns.iter().map(|c| format!("_{c}_")).collect::<Vec<_>>().join(",")
        ));
    }
    let missing: Vec<_> =
        found.iter().filter(|name| *name != "schema" && !heads.contains(&format!("_{name}_"))).collect();
    assert!(missing.is_empty(), "{missing:?} in\n{heads}");
}

#[test]
fn csv_cells_are_what_the_lines_hold() {
    let (csv, lines) = (export("csv", &[]), export("jsonl", &[]));
    let mut reader = csv::Reader::from_path(csv.path().join("records.csv")).unwrap();
    let head = reader.headers().unwrap().clone();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let wanted = jsonl(lines.path(), "records");
    assert_eq!(rows.len(), wanted.len());
    for (row, wanted) in rows.iter().zip(&wanted) {
        for (name, cell) in head.iter().zip(row) {
            let expected = match wanted.get(name) {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Null) => String::new(),
                Some(Value::Array(_)) | None => continue,
                Some(other) => other.to_string(),
            };
            assert_eq!(cell, expected, "{name}");
        }
        let dnr: Vec<&str> = wanted["dnr"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(row[head.iter().position(|h| h == "dnr").unwrap()], dnr.join(" | "));
    }
    let bytes = std::fs::read(csv.path().join("records.csv")).unwrap();
    assert!(bytes.starts_with(b"protocol_id,meeting,record,") && bytes.ends_with(b"\r\n"));
    let excel = export("csv", &["--bom"]);
    let bytes = std::fs::read(excel.path().join("sections.csv")).unwrap();
    assert!(bytes.starts_with(&[0xEF, 0xBB, 0xBF]));
}

#[test]
fn what_is_not_finished_is_refused_with_the_remedy() {
    let dir = tempfile::tempdir().unwrap();
    let (copy, into) = (dir.path().join("copy"), dir.path().join("into"));
    for (name, bytes) in dataset(&DATASET.1) {
        let path = copy.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let export =
        || justera().arg("export").arg(&copy).args(["--to", "jsonl", "-q", "--into"]).arg(&into).output().unwrap();
    assert!(export().status.success());
    let before = dataset(&into);
    let refused = |part: &str| {
        let output = export();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && said.contains(part), "{said}");
        // What stood there stays, and nothing that is half done beside it.
        assert!(dataset(&into) == before);
    };
    let protocol = copy.join("protocols/old.gold.json");
    let kept = std::fs::read(&protocol).unwrap();
    std::fs::write(&protocol, &kept[..kept.len() / 2]).unwrap();
    refused("run again");
    std::fs::remove_file(&protocol).unwrap();
    refused("old.gold.json: it is missing");
    std::fs::write(&protocol, kept).unwrap();
    let manifest = copy.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replace("\"complete\": true", "\"complete\": false")).unwrap();
    refused("give its command again");
    std::fs::remove_file(&manifest).unwrap();
    refused("there is no manifest");
    std::fs::write(&manifest, text).unwrap();
    assert!(export().status.success() && dataset(&into) == before);
}

#[test]
fn the_card_says_what_the_dataset_holds() {
    let card = |more: &[&str]| std::fs::read_to_string(export("card", more).path().join("README.md")).unwrap();
    let (text, counts) = (card(&[]), counts());
    for (name, what) in [
        ("documents", "documents"),
        ("pages", "pages"),
        ("records", "records (§)"),
        ("sections", "sections of records"),
        ("attendance", "attendances"),
        ("votes", "records with votes counted"),
    ] {
        assert!(text.contains(&format!("\n| {what} | {} |\n", counts[name])), "{what}: {text}");
    }
    assert!(
        text.starts_with("---\nlanguage:\n- sv\nlicense: unknown\n")
            && text.contains("Unknown: nobody has said it yet")
    );
    assert!(text.contains(" 1 not at all."), "the broken input: {text}");
    assert!(text.contains("\n| 1960s | 16 | 0.9"), "{text}");
    let given = card(&["--licence", "cc0-1.0"]);
    assert!(given.contains("\nlicense: cc0-1.0\n") && !given.contains("Unknown: nobody"));
}
