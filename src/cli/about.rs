//! `justera completions` and `justera man`: what a shell and a system should know of the program, made from the command line's own description.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Command};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::error::{Error, Result};

/// Arguments of `justera completions`.
#[derive(Args)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Arguments of `justera man`.
#[derive(Args)]
pub struct ManArgs {
    /// Write a page for the program and each command into this folder, which is made where it is missing
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs `justera completions`.
///
/// # Errors
/// Where the standard output cannot be written.
pub fn completions(args: &CompletionsArgs, mut command: Command) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "justera", &mut script);
    print(&script)
}

/// Runs `justera man`.
///
/// # Errors
/// Where a page cannot be written.
pub fn man(args: &ManArgs, command: Command) -> Result<()> {
    // Without `help`: its pages would repeat all the others.
    let command = command.disable_help_subcommand(true);
    if let Some(out) = &args.out {
        let made = std::fs::create_dir_all(out).and_then(|()| clap_mangen::generate_to(command, out));
        return made.map_err(|e| Error::io(out, "write", e));
    }
    let mut page = Vec::new();
    Man::new(command).render(&mut page).map_err(|e| Error::io("standard output", "write", e))?;
    print(&page)
}

fn print(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|e| Error::io("standard output", "write", e))
}
