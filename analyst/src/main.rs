//! `tacit-analyst`: see `tacit-analyst --help`.

use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use tacit_analyst::{cli::Cli, error::Error, exit::Exit, ui::Ui};
use tokio::{runtime, signal};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let ui = Ui::detect();
    match start(cli, ui.clone()) {
        Ok(Ok(())) => Exit::Done.into(),
        Ok(Err(error)) => {
            ui.error(&error.to_string());
            error.exit().into()
        }
        Err(error) => {
            ui.error(&format!(
                "{error:#}. Try again; close other programs if the system is short of something."
            ));
            Exit::Failed.into()
        }
    }
}

/// Runs the command until it ends or Ctrl-C is pressed.
fn start(cli: Cli, ui: Ui) -> anyhow::Result<Result<(), Error>> {
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().context("the program can't start")?;
    let outcome = runtime.block_on(async {
        tokio::select! {
            // The command first: until it waits for something else than a passphrase, Ctrl-C simply ends the process.
            biased;
            outcome = cli.execute(ui) => Ok(outcome),
            pressed = signal::ctrl_c() => pressed.map(|()| Err(Error::Interrupted)),
        }
    });
    // A reader of the standard input, or a batch that is being verified, needn't be waited for.
    runtime.shutdown_background();
    outcome.context("Ctrl-C can't be watched for")
}
