//! The command line.

pub mod eval;

use std::process::ExitCode;

/// Parses the arguments and runs the command. The exit code is that of the output contract.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
