//! The leader: stores sealed reports, serves the page, computes with the analyst.

mod backup;
mod check_config;
mod cli;
mod healthcheck;
mod lists;
mod make_codes;
mod migrate;
mod open_files;
mod run;
mod settings;
mod stopping;
mod stores;
mod upkeep;

use std::process::ExitCode;

use clap::Parser;
use cli::{Cli, Command};

fn main() -> anyhow::Result<ExitCode> {
    match Cli::parse().command() {
        Command::Healthcheck(args) => healthcheck::healthcheck(args)?,
        Command::Backup(args) => backup::back_up(&args.settings.settle()?, &args.to)?,
        Command::Restore(args) => {
            backup::restore(&args.settings.settle()?, &args.from, args.nothing_was_released)?
        }
        Command::BeginList(args) => lists::begin(args)?,
        Command::CheckConfig(args) => check_config::check(&args.settings.settle()?, args.quiet)?,
        Command::Codes(args) => make_codes::make(args)?,
        Command::Gc(args) => upkeep::gc(args.settings.settle()?, args.dry_run)?,
        Command::Migrate(args) => migrate::run(args)?,
        Command::RotateMasterKey(args) => upkeep::rotate(args.settle()?)?,
        Command::Serve(args) => return Ok(run::run(args)),
    }
    Ok(ExitCode::SUCCESS)
}
