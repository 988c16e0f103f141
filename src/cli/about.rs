//! `justera completions` and `justera man`: what a shell and a system should know of the program, made from the command line's own description.

use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_complete::Shell;
use clap_mangen::Man;

use super::filter::print;
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
pub fn completions(args: &CompletionsArgs, command: Command) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut shown(&command), "justera", &mut script);
    print(&script)
}

/// Runs `justera man`.
///
/// # Errors
/// Where a page cannot be written.
pub fn man(args: &ManArgs, command: Command) -> Result<()> {
    // Without `help`: its pages would repeat all the others.
    let mut command = command.disable_help_subcommand(true);
    command.build();
    if let Some(out) = &args.out {
        std::fs::create_dir_all(out).map_err(|e| Error::io(out, "create", e))?;
        return pages(&command, out);
    }
    let mut text = Vec::new();
    page(command).render(&mut text).map_err(|e| Error::io("standard output", "write", e))?;
    print(&text)
}

/// The page of a command and those of its commands.
fn pages(command: &Command, out: &Path) -> Result<()> {
    command.get_subcommands().filter(|c| !c.is_hide_set()).try_for_each(|c| pages(c, out))?;
    page(command.clone()).generate_to(out).map(drop).map_err(|e| Error::io(out, "write", e))
}

fn page(command: Command) -> Man {
    Man::new(command).source(concat!("Justera ", env!("CARGO_PKG_VERSION"))).manual("Justera")
}

/// The command line without what `--help` hides: the scripts of most shells would offer it.
fn shown(command: &Command) -> Command {
    let commands = command.get_subcommands().filter(|c| !c.is_hide_set()).cloned();
    Command::new("justera").version(env!("CARGO_PKG_VERSION")).subcommand_required(true).subcommands(commands)
}
