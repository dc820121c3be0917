//! The command line for shells and for `man`.

use std::{fs, io, path::Path};

use clap::CommandFactory;
use clap_complete::Shell;

use super::Cli;
use crate::{error::Error, output};

/// Writes a shell's completions to the standard output.
pub(super) fn completions(shell: Shell) -> Result<(), Error> {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    output::text(&String::from_utf8_lossy(&script))
}

/// Writes a page for the program and one for each of its commands, under each of its names, in place of older ones.
pub(super) fn pages(folder: &Path) -> Result<(), Error> {
    let write = || {
        fs::create_dir_all(folder)?;
        clap_mangen::generate_to(Cli::command(), folder)?;
        let page = |command: &str| folder.join(format!("tacit-analyst-{command}.1"));
        for command in Cli::command().get_subcommands() {
            for alias in command.get_visible_aliases() {
                fs::copy(page(command.get_name()), page(alias))?;
            }
        }
        Ok(())
    };
    write().map_err(|source: io::Error| Error::File { path: folder.to_owned(), verb: "written", source })
}
