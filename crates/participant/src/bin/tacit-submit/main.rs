//! tacit-submit: the participant without a browser. Shares, proves and seals answers on this machine, submits them and
//! checks the server's receipt; later, what became of the submission.
//!
//! What it has to say to a person goes to the standard error output; the receipt alone goes to the standard output.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod args;
mod cohort;
mod failure;
mod inputs;
mod links;
mod manual;
mod many;
mod rows;
mod show;
mod single;
mod submit;
mod verify;
mod voice;
mod warnings;

use std::process::ExitCode;

use clap::Parser as _;

use crate::{
    args::{Args, Command},
    failure::Failure,
};

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let done = match (&args.command, args.table()) {
        (Some(Command::Verify(verify)), _) => verify::run(verify).await,
        (Some(Command::Completions { shell }), _) => manual::completions(*shell),
        (Some(Command::Man { folder }), _) => manual::pages(folder),
        (None, Some(table)) => many::run(&args, table).await,
        (None, None) if args.show => single::show(&args).await,
        (None, None) => single::run(&args).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure { exit, message }) => {
            eprintln!("tacit-submit: {message}");
            ExitCode::from(exit as u8)
        }
    }
}
