//! The schemas in `docs/schema` are those of the program, and all that it writes is as they say.
//! `JUSTERA_REBASELINE=1 cargo test --test schema` writes them anew; nothing else does.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use common::{fixture, justera, texts, with_python};
use justera::schema::{KINDS, Kind};
use serde_json::Value;

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema")
}

#[test]
fn shipped_schemas_are_those_of_the_types() {
    let dir = tempfile::tempdir().unwrap();
    assert!(justera().arg("schema").arg("--out").arg(dir.path()).output().unwrap().status.success());
    let mut wrong = Vec::new();
    for kind in KINDS {
        let (file, name) = (shipped().join(kind.file_name()), kind.file_name());
        let made = std::fs::read_to_string(dir.path().join(&name)).unwrap();
        let printed = justera().args(["schema", &format!("{}/{}", kind.name, kind.major)]).output().unwrap();
        assert_eq!(String::from_utf8(printed.stdout).unwrap(), made, "{name}");
        if std::env::var_os("JUSTERA_REBASELINE").is_some() {
            std::fs::create_dir_all(shipped()).unwrap();
            std::fs::write(file, made).unwrap();
        } else if std::fs::read_to_string(file).ok() != Some(made) {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "docs/schema differs (look, then JUSTERA_REBASELINE=1): {wrong:?}");
    let known: Vec<String> = KINDS.iter().map(Kind::file_name).collect();
    let there = std::fs::read_dir(shipped()).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
    let strange: Vec<_> = there.filter(|name| !known.contains(name)).collect();
    assert!(strange.is_empty(), "docs/schema holds {strange:?}, which no kind has");
}

#[test]
fn a_kind_that_is_none_is_refused_with_those_there_are() {
    let output = justera().args(["schema", "protokoll"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("'protokoll'") && said.contains("protocol, record"), "{said}");
    let list = String::from_utf8(justera().arg("schema").output().unwrap().stdout).unwrap();
    assert_eq!(list.lines().count(), KINDS.len());
}

/// Everything that the program writes as JSON over the fixtures, by kind.
fn written(dir: &Path) -> BTreeMap<String, Vec<Value>> {
    let (input, out) = (dir.join("in"), dir.join("out"));
    std::fs::create_dir(&input).unwrap();
    texts(&input);
    std::fs::copy(fixture("text/damaged.txt"), input.join("damaged.txt")).unwrap();
    std::fs::copy(fixture("foreign/federation.hocr"), input.join("foreign.hocr")).unwrap();
    std::fs::copy(fixture("broken/random.pdf"), input.join("broken.pdf")).unwrap();
    for id in ["kfn-2022-05-10", "kfn-2022-06-14", "a-utdrag-2022-05-10"] {
        std::fs::copy(fixture(&format!("batch/{id}.txt")), input.join(format!("{id}.txt"))).unwrap();
    }
    let never = ["--ocr", "never", "--quiet"];
    let run = justera()
        .arg("run")
        .arg(&input)
        .arg("--out")
        .arg(&out)
        .args(never)
        .args(["--dedupe", "batch", "--boxes"])
        .output();
    assert_eq!(run.unwrap().status.code(), Some(2), "one input is broken");
    let ocr = dir.join("ocr");
    justera().arg("ocr").arg(input.join("foreign.hocr")).arg("--out").arg(&ocr).args(never).output().unwrap();
    assert!(justera().arg("export").arg(&out).args(["--to", "jsonl", "--quiet"]).output().unwrap().status.success());
    let mut found: Vec<Value> = Vec::new();
    for entry in walkdir::WalkDir::new(dir).into_iter().filter_entry(|e| e.file_name() != ".justera") {
        let path = entry.unwrap().into_path();
        let text = || std::fs::read_to_string(&path).unwrap();
        match path.extension().and_then(|e| e.to_str()) {
            Some("json") => found.push(serde_json::from_str(&text()).unwrap()),
            Some("jsonl") => found.extend(text().lines().map(|l| serde_json::from_str::<Value>(l).unwrap())),
            _ => {}
        }
    }
    let verify = justera().arg("verify").arg(&out).arg("--json").output().unwrap();
    let request = "{\"path\": \"no-such-file.pdf\"}\n{\"id\": \"a\", \"text\": \"Kommunstyrelsen 2020-01-02\\n§ 1\\nBeslut\\nBifalles.\"}\n";
    let answers = justera().args(["pipe", "--ocr", "never"]).write_stdin(request).output().unwrap();
    assert!(justera().arg("export").arg(&out).args(["--to", "sqlite", "--quiet"]).output().unwrap().status.success());
    let search = justera().arg("search").arg(&out).args(["belysning", "--json"]).output().unwrap();
    found.push(serde_json::from_slice(&search.stdout).unwrap());
    for line in [verify.stdout, answers.stdout].concat().split(|b| *b == b'\n').filter(|l| !l.is_empty()) {
        found.push(serde_json::from_slice(line).unwrap());
    }
    let mut kinds: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for value in found {
        kinds.entry(value["schema"].as_str().expect("every JSON says what it is").to_string()).or_default().push(value);
    }
    kinds
}

#[test]
fn all_that_is_written_is_as_the_schemas_say() {
    let dir = tempfile::tempdir().unwrap();
    let written = written(dir.path());
    let made: Vec<&String> = written.keys().collect();
    for kind in KINDS {
        assert!(written.contains_key(&kind.id()), "nothing of kind {}: {made:?}", kind.id());
    }
    for (id, values) in &written {
        let kind = Kind::find(id).unwrap_or_else(|| panic!("{id} has no schema"));
        let schema: Value =
            serde_json::from_str(&std::fs::read_to_string(shipped().join(kind.file_name())).unwrap()).unwrap();
        for value in values {
            if let Err(wrong) = check(&schema, &schema, value, "") {
                panic!("{id}: {wrong}");
            }
        }
    }
    // The same by a validator that others wrote.
    let data = dir.path().join("by-kind");
    std::fs::create_dir(&data).unwrap();
    for (id, values) in &written {
        let lines: Vec<String> = values.iter().map(Value::to_string).collect();
        let name = Kind::find(id).unwrap().file_name();
        std::fs::write(data.join(name), lines.join("\n")).unwrap();
    }
    let script = "
import json, pathlib, sys
from jsonschema import Draft202012Validator, FormatChecker
schemas, data = map(pathlib.Path, sys.argv[1:])
for file in sorted(data.iterdir()):
    schema = json.loads((schemas / file.name).read_text('utf-8'))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    for line in file.read_text('utf-8').split('\\n'):
        for error in validator.iter_errors(json.loads(line)):
            sys.exit(f'{file.name}: {error.json_path}: {error.message[:300]}')
    print(file.name)
";
    if let Some(said) = with_python("jsonschema", script, &[shipped().as_os_str(), data.as_os_str()]) {
        assert_eq!(said.lines().count(), written.len(), "{said}");
    }
}

/// What the schemas use of JSON Schema, and stricter than it in one thing: every key must be described. The error says where.
fn check(root: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        let schema = root.pointer(name.trim_start_matches('#')).ok_or(format!("{at}: no {name}"))?;
        return check(root, schema, value, at);
    }
    if let Some(choices) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        let wrong: Vec<String> = choices.iter().filter_map(|c| check(root, c, value, at).err()).collect();
        return if wrong.len() < choices.len() { Ok(()) } else { Err(wrong.join("; or ")) };
    }
    if schema.get("const").is_some_and(|c| c != value) {
        return Err(format!("{at}: {value} is not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|e| !e.contains(value)) {
        return Err(format!("{at}: {value} is none of {}", schema["enum"]));
    }
    let is = |name: &Value| match name.as_str() {
        Some("null") => value.is_null(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => false,
    };
    let typed = match &schema["type"] {
        Value::Array(names) => names.iter().any(is),
        Value::Null => true,
        name => is(name),
    };
    if !typed {
        return Err(format!("{at}: {value} is no {}", schema["type"]));
    }
    for (bound, above) in [("minimum", false), ("maximum", true)] {
        if let (Some(bound), Some(number)) = (schema[bound].as_f64(), value.as_f64())
            && (number != bound && (number > bound) == above)
        {
            return Err(format!("{at}: {number} is beyond {bound}"));
        }
    }
    for (n, item) in value.as_array().into_iter().flatten().enumerate() {
        let own = schema["prefixItems"].get(n).unwrap_or(&schema["items"]);
        check(root, own, item, &format!("{at}/{n}"))?;
    }
    let Some(object) = value.as_object() else { return Ok(()) };
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        object.get(name).ok_or(format!("{at}: {name} is missing"))?;
    }
    for (name, inner) in object {
        let at = format!("{at}/{name}");
        let free = || schema.get("additionalProperties").filter(|s| s.is_object() || **s == Value::Bool(true));
        let described = schema["properties"].get(name).or_else(free);
        check(root, described.ok_or(format!("{at}: not described"))?, inner, &at)?;
    }
    Ok(())
}

#[test]
fn the_check_finds_what_is_wrong() {
    let schema = Kind::find("record").unwrap().schema();
    let dir = tempfile::tempdir().unwrap();
    std::fs::copy(fixture("protocols/modern/gold.txt"), dir.path().join("a.txt")).unwrap();
    common::run_text(&[dir.path().join("a.txt")], &dir.path().join("out"));
    let text = std::fs::read_to_string(dir.path().join("out/records.jsonl")).unwrap();
    let record: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!(check(&schema, &schema, &record, ""), Ok(()));
    let wrong = |change: &dyn Fn(&mut Value)| {
        let mut record = record.clone();
        change(&mut record);
        check(&schema, &schema, &record, "").unwrap_err()
    };
    assert!(wrong(&|r| r["number"] = "54".into()).contains("/number"));
    assert!(wrong(&|r| r["more"] = 1.into()).contains("/more: not described"));
    assert!(wrong(&|r| r["sections"][0]["kind"] = "beslut".into()).contains("/sections/0/kind"));
    assert!(wrong(&|r| r["quality"] = 97.into()).contains("beyond"));
    assert!(wrong(&|r| drop(r.as_object_mut().unwrap().remove("title"))).contains("title is missing"));
}

/// `docs/warnings.md` has every warning that the source gives, and no other.
#[test]
fn every_warning_is_explained() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/warnings.md")).unwrap();
    let cells = page.lines().filter_map(|l| l.strip_prefix("| `")?.split(" | ").next());
    let explained: Vec<&str> = cells.flat_map(|c| c.split(", ")).map(|c| c.trim_matches('`')).collect();
    let files = walkdir::WalkDir::new(root.join("src")).into_iter().filter_map(Result::ok);
    let sources: Vec<String> = files
        .filter(|f| f.path().extension().is_some_and(|e| e == "rs"))
        .map(|f| std::fs::read_to_string(f.path()).unwrap())
        .collect();
    for code in &explained {
        let quoted = format!("\"{code}\"");
        assert!(sources.iter().any(|s| s.contains(&quoted)), "{code} is explained and never given");
    }
    // What is logged has a word without a hyphen in the same place.
    let given = r#"(?:Warning \{\s*code: "([a-z-]+)"|\bwarn(?:ing)?\(\s*"([a-z]+-[a-z-]+)")"#;
    let given = regex::Regex::new(given).unwrap();
    let code = |c: regex::Captures<'_>| c.iter().skip(1).flatten().next().map(|m| m.as_str().to_string());
    let codes: Vec<String> = sources.iter().flat_map(|s| given.captures_iter(s)).filter_map(code).collect();
    assert!(codes.len() > 20, "{codes:?}");
    for code in codes {
        assert!(explained.contains(&code.as_str()), "{code} is given and not explained");
    }
}
