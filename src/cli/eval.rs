//! `justera eval`: judges results against gold.
#![allow(clippy::print_stdout)]

use std::path::PathBuf;

use crate::eval::{EvalOptions, evaluate};
use crate::{Error, Result};

/// Judge results against gold: letters, words, §, records, fields, repeated pages
#[derive(Debug, clap::Args)]
pub struct EvalArgs {
    /// A folder of written protocols (gold.json, pages/, dup.json) or one of them, a text file, a .tsv of raw and gold
    /// lines, or a folder of NAME.gt.txt
    #[arg(long, value_name = "DIR|FILE")]
    gold: PathBuf,
    /// Justera's output folder or one protocols/<id>.json, a text file, a folder of texts; "-" is standard input (with a
    /// .tsv only). Left out: the readings beside gold as they stand, or standard input with a .tsv
    #[arg(long, value_name = "DIR|FILE")]
    pred: Option<PathBuf>,
    /// The reading before repair, for two text files
    #[arg(long, value_name = "FILE")]
    raw: Option<PathBuf>,
    /// Write all figures as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Only these readings: swe, eng, engstd, scan
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    model: Vec<String>,
    /// Only the gold documents whose names begin so
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    only: Vec<String>,
    /// List so many worst words, pages and mistakes; 0: only figures, nothing of any text
    #[arg(long, value_name = "N", default_value_t = 20)]
    worst: usize,
    /// Print totals alone: no table by style, no list, no name of any document
    #[arg(long)]
    totals: bool,
    /// Leave the pages that gold calls repeats out of the text figures
    #[arg(long)]
    skip_repeats: bool,
}

/// Prints the report to standard output, and writes it as JSON where that is asked for.
///
/// # Errors
/// Where gold or prediction cannot be read, or nothing in them belongs together.
pub fn run(args: &EvalArgs) -> Result<()> {
    let is_table = args.gold.is_file() && args.gold.extension().is_some_and(|e| e == "tsv");
    let pred = match &args.pred {
        Some(pred) if pred.as_os_str() == "-" && !is_table => {
            return Err(Error::Usage("--pred -: standard input is read only with gold from a .tsv".to_string()));
        }
        Some(pred) => pred.clone(),
        None if is_table => PathBuf::from("-"),
        None if args.gold.is_dir() => args.gold.clone(),
        None => return Err(Error::Usage("--pred is missing: give the text to judge".to_string())),
    };
    let options = EvalOptions {
        raw: args.raw.clone(),
        models: args.model.clone(),
        only: args.only.clone(),
        worst: args.worst,
        skip_repeats: args.skip_repeats,
    };
    let report = evaluate(&args.gold, &pred, &options)?;
    print!("{}", if args.totals { report.totals() } else { report.table() });
    if let Some(path) = &args.json {
        report.write_json(path)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        eval: EvalArgs,
    }

    fn run_line(words: &[&str]) -> Result<()> {
        run(&Line::try_parse_from(std::iter::once(&"eval").chain(words)).unwrap().eval)
    }

    #[test]
    fn a_text_is_judged_and_written_as_json() {
        let root = tempfile::tempdir().unwrap();
        let path = |name: &str| root.path().join(name).to_str().unwrap().to_string();
        std::fs::write(path("gold.txt"), "på torget").unwrap();
        std::fs::write(path("pred.txt"), "pa torget").unwrap();
        let (gold, pred, json) = (path("gold.txt"), path("pred.txt"), path("report.json"));
        run_line(&["--gold", &gold, "--pred", &pred, "--json", &json, "--worst", "3"]).unwrap();
        let report: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&json).unwrap()).unwrap();
        assert_eq!(report["groups"][0]["measures"]["text"]["after"]["words"]["rate"], 0.5);
        assert_eq!(report["wrong_words"][0]["gold"], "på");
    }

    #[test]
    fn what_to_judge_must_be_given() {
        let root = tempfile::tempdir().unwrap();
        let gold = root.path().join("gold.txt");
        std::fs::write(&gold, "på").unwrap();
        let gold = gold.to_str().unwrap();
        for words in [&["--gold", gold][..], &["--gold", gold, "--pred", "-"]] {
            let error = run_line(words).unwrap_err();
            assert!(error.exit_code() == 1 && error.to_string().contains("--pred"), "{error}");
        }
        assert_eq!(run_line(&["--gold", "/nowhere/gold.tsv", "--pred", gold]).unwrap_err().exit_code(), 2);
    }

    #[test]
    fn lists_are_divided_by_commas() {
        let line = Line::try_parse_from(["eval", "--gold", "g", "--model", "swe,eng", "--only", "a,b"]).unwrap();
        assert_eq!((line.eval.model.len(), line.eval.only.len(), line.eval.worst), (2, 2, 20));
    }
}
