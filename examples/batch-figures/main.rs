//! `cargo run --release --example batch-figures -- scaling [--texts FOLDER] [--program target/release/justera] 1 10 100`: time and memory over so
//! many megabytes of text.
//! `cargo run --release --example batch-figures -- matrix`: the digest of the dataset by threads, order of inputs, interruption and shares. All must
//! be the same; the exit code is 1 where one is not.
//! `cargo run --release --example batch-figures -- scans --texts FOLDER 1 2`: time of reading the scans under FOLDER with so many threads, and the
//! engine's share of it.
#![allow(clippy::print_stdout, reason = "this is a program")]

#[path = "../fault-campaign/chance.rs"]
mod chance;
#[allow(dead_code, reason = "the campaign uses all of it")]
#[path = "../fault-campaign/inputs.rs"]
mod inputs;
mod matrix;
mod scaling;
mod scans;

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut option = |name: &str| {
        let at = arguments.iter().position(|a| a == name)?;
        let value = arguments.get(at + 1).cloned();
        arguments.drain(at..(at + 2).min(arguments.len()));
        value.map(PathBuf::from)
    };
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/protocols");
    let texts = option("--texts").unwrap_or(fixtures);
    // Examples stand in a folder beside the program.
    let beside = std::env::current_exe()?.parent().and_then(|p| p.parent()).map(|p| p.join("justera"));
    let program = option("--program").or(beside).unwrap_or_default();
    let same = match arguments.first().map(String::as_str) {
        Some("matrix") => matrix::matrix(&program)?,
        Some(mode @ ("scaling" | "scans")) => {
            let sizes = arguments[1..].iter().filter_map(|a| a.parse().ok()).collect::<Vec<usize>>();
            match mode {
                "scans" => scans::scans(&program, &texts, &sizes)?,
                _ => scaling::scaling(&program, &texts, &sizes)?,
            }
            true
        }
        _ => {
            println!("give scaling, scans or matrix");
            false
        }
    };
    std::process::exit(i32::from(!same))
}
