//! The command line: what was typed becomes calls of the library. Results go to the standard output, words for people to the standard error.

mod about;
mod dataset;
mod decisions;
mod eval;
mod explain;
mod export;
mod filter;
mod inputs;
mod lexicon;
mod ocr;
mod ocr_document;
mod ocr_worker;
mod pipe;
mod progress;
mod reading;
mod report;
mod review;
mod run;
mod schema;
mod search;

use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::error::Result;
use crate::lexicon::old::Era;
use crate::repair::DEFAULT_THRESHOLD;

/// Turns scanned Swedish minutes into clean, structured §-records.
#[derive(Parser)]
#[command(
    version,
    about,
    max_term_width = 110,
    after_help = "Exit codes: 0 all read, 1 usage, 2 some inputs or pages failed, 3 something needed is missing, 130 interrupted."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read files and folders (PDF, page images, text, others' OCR) and write a dataset
    #[command(after_help = "Example: justera run protokoll/ extra.pdf --out out")]
    Run(run::RunArgs),
    /// Read files and folders and write what was read as hOCR, ALTO and, if asked, searchable PDF
    #[command(after_help = "Example: justera ocr protokoll/ --out last --pdf\n\n\
        Writes last/hocr/<id>.hocr (all pages), last/alto/<id>/0001.xml (a file a page) and last/pdf/<id>.pdf.")]
    Ocr(ocr::OcrArgs),
    /// Mend a text: the same lines come out, repaired
    #[command(after_help = "Example: justera repair --diff protokoll.txt")]
    Repair(filter::RepairArgs),
    /// Cut a text into §-records: protocol JSON comes out
    #[command(after_help = "Example: justera segment < protokoll.txt | jq '.meetings[0].records[].title'")]
    Segment(filter::SegmentArgs),
    /// Show a record beside the lines it was read from, and why it begins and ends there
    #[command(after_help = "Example: justera explain out/protocols/ks-2019-03-12.json --paragraph 31")]
    Explain(explain::ExplainArgs),
    /// Measure output against gold
    #[command(after_help = "Example: justera eval --gold fixtures/protocols --pred out")]
    Eval(eval::EvalArgs),
    /// Look into the lexicon, or gather words for it
    #[command(subcommand, after_help = "Example: justera lexicon check qvarn bredbandsnod")]
    Lexicon(lexicon::LexiconCommand),
    /// Check a dataset: digests, counts, offsets, and that every edit can be undone
    #[command(after_help = "Example: justera verify out")]
    Verify(dataset::VerifyArgs),
    /// Write a dataset as web pages to look at: overview, and each protocol with images, text and edits
    #[command(after_help = "Example: justera report out --images protokoll")]
    Report(report::ReportArgs),
    /// Look at a dataset in a browser and decide about unsure words; later runs use the decisions
    #[command(
        after_help = "Example: justera review out --images protokoll; justera run protokoll --out out --decisions out/decisions.jsonl\n\n\
        Serves on 127.0.0.1 alone, until it is ended with ctrl-c."
    )]
    Review(review::ReviewArgs),
    /// Put the shares of a batch together: the same files as one run over all of it
    #[command(
        after_help = "Example: justera run protokoll --out share1 --shard 1/2; justera run protokoll --out share2 --shard 2/2; \
                            justera merge share1 share2 --into out"
    )]
    Merge(dataset::MergeArgs),
    /// Write a dataset in the forms that other programs read
    #[command(
        after_help = "Examples:\n  justera export out --to jsonl\n  justera export out --to tei --into tei\n  justera export out --to akn"
    )]
    Export(export::ExportArgs),
    /// Print the JSON Schema of a kind of output
    #[command(after_help = "Example: justera schema protocol > protocol-1.json")]
    Schema(schema::SchemaArgs),
    /// Find records by their words, best first
    #[command(after_help = "Example: justera search out fiber redundans --organ Direktionen --from 2023 --to 2025\n\n\
        Case, dots, rings and accents make no difference, and words that may be damaged are found too; what is as it was asked for comes first.")]
    Search(search::SearchArgs),
    /// Answer requests: one JSON a line in, one protocol a line out
    #[command(after_help = "Example: echo '{\"path\": \"protokoll.pdf\"}' | justera pipe\n\n\
        Requests are {\"path\": …}, with \"id\" if you like, or {\"id\": …, \"text\": …} with pages divided by form feeds. What cannot be\n\
        read is answered by {\"schema\": \"justera/error/1\", \"id\": …, \"path\": …, \"error\": …}. Answers come in the order of requests.")]
    Pipe(pipe::PipeArgs),
    /// Write what a shell needs to complete commands, options and their values
    #[command(
        after_help = "Examples:\n  justera completions bash > ~/.local/share/bash-completion/completions/justera\n  \
        justera completions zsh > ~/.zfunc/_justera\n  justera completions fish > ~/.config/fish/completions/justera.fish"
    )]
    Completions(about::CompletionsArgs),
    /// Write the manual page, or a page for each command
    #[command(after_help = "Examples:\n  justera man | man -l -\n  justera man --out ~/.local/share/man/man1")]
    Man(about::ManArgs),
    #[command(hide = true)]
    OcrWorker(ocr_worker::OcrWorkerArgs),
}

/// Options of every command that processes text.
#[derive(Args, Debug, Clone)]
struct TextArgs {
    /// Apply edits of at least this probability (0–1); the others stay suggestions
    #[arg(long, default_value_t = DEFAULT_THRESHOLD, value_parser = probability)]
    threshold: f64,
    /// Leave the words as they were read
    #[arg(long)]
    no_repair: bool,
    /// Look for repeated pages
    #[arg(long, value_enum, default_value_t = Dedupe::Document)]
    dedupe: Dedupe,
    /// When the text was written: old is the spelling before 1906, plural that of plural verbs to about 1950
    #[arg(long, value_enum, default_value_t = EraOption::Auto)]
    era: EraOption,
    #[command(flatten)]
    lexicon: lexicon::LexiconArgs,
    #[command(flatten)]
    decisions: decisions::DecisionArgs,
}

/// When a text was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EraOption {
    Auto,
    Old,
    Plural,
    Modern,
}

impl EraOption {
    fn era(self) -> Option<Era> {
        match self {
            EraOption::Auto => None,
            EraOption::Old => Some(Era::Old),
            EraOption::Plural => Some(Era::Plural),
            EraOption::Modern => Some(Era::Modern),
        }
    }
}

/// Where repeated pages are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Dedupe {
    /// Between the documents of a run too, after all are done: costs the pages' words on disk and a second look at documents with repeats
    Batch,
    /// Within each document
    Document,
    /// Nowhere
    Off,
}

impl TextArgs {
    fn options(&self, language: &str, text_layer: crate::ingest::TextLayer) -> crate::pipeline::Options {
        crate::pipeline::Options {
            language: language.into(),
            threshold: self.threshold,
            dedupe: self.dedupe != Dedupe::Off,
            repair: !self.no_repair,
            text_layer,
            era: self.era.era(),
        }
    }
}

fn probability(text: &str) -> std::result::Result<f64, String> {
    match text.parse::<f64>() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("give a number from 0 to 1".into()),
    }
}

/// Parses the arguments and runs the command. The exit code is that of the output contract.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => {
            let _ = e.print();
            // Help and version are no errors.
            return ExitCode::from(u8::from(e.use_stderr()));
        }
    };
    match dispatch(cli.command) {
        Ok(code) => ExitCode::from(code),
        Err(e) => {
            progress::say(&format!("justera: {e}"));
            ExitCode::from(e.exit_code())
        }
    }
}

fn dispatch(command: Command) -> Result<u8> {
    match command {
        Command::Run(args) => run::run(&args),
        Command::Ocr(args) => ocr::run(&args),
        Command::Repair(args) => filter::repair(&args).map(|()| 0),
        Command::Segment(args) => filter::segment(&args).map(|()| 0),
        Command::Explain(args) => explain::run(&args).map(|()| 0),
        Command::Eval(args) => eval::run(&args).map(|()| 0),
        Command::Lexicon(command) => lexicon::run(&command).map(|()| 0),
        Command::Verify(args) => dataset::verify(&args),
        Command::Report(args) => report::run(&args).map(|()| 0),
        Command::Review(args) => review::run(&args).map(|()| 0),
        Command::Merge(args) => dataset::merge(&args),
        Command::Export(args) => export::run(&args).map(|()| 0),
        Command::Schema(args) => schema::run(&args).map(|()| 0),
        Command::Search(args) => search::run(&args).map(|()| 0),
        Command::Pipe(args) => pipe::run(&args).map(|()| 0),
        Command::Completions(args) => about::completions(&args, Cli::command()).map(|()| 0),
        Command::Man(args) => about::man(&args, Cli::command()).map(|()| 0),
        Command::OcrWorker(args) => ocr_worker::run(&args).map(|()| 0),
    }
}
