//! The command line.

pub mod ocr_worker;

use std::process::ExitCode;

use clap::Parser;

#[derive(Parser)]
enum Command {
    #[command(hide = true)]
    OcrWorker(ocr_worker::OcrWorkerArgs),
}

/// Parses the arguments and runs the command. The exit code is that of the output contract.
#[allow(clippy::print_stderr)]
pub fn main() -> ExitCode {
    let Command::OcrWorker(args) = Command::parse();
    match ocr_worker::run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("justera: {e}");
            ExitCode::from(e.exit_code())
        }
    }
}
