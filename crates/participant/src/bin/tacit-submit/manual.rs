//! The command line for shells and for `man`.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::{
    args::Args,
    failure::{Exit, Failure},
};

/// Writes a shell's completions to the standard output.
pub(crate) fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "tacit-submit", &mut script);
    match io::stdout().write_all(&script) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(Exit::Other, format!("the completions can't be written: {error}. Try again.")))
        }
        _ => Ok(()),
    }
}

/// Writes a page for the program and one for each of its commands, in place of older ones.
pub(crate) fn pages(folder: &Path) -> Result<(), Failure> {
    let written = fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Args::command(), folder));
    written.map_err(|error| {
        let message =
            format!("the manual can't be written to {}: {error}. Choose another folder.", folder.display());
        Failure::new(Exit::Other, message)
    })
}
