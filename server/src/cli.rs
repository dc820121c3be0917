//! The command line.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand};

use crate::settings::SettingsArgs;

const EXIT_CODES: &str = "\
Exit codes:
  0  Stopped when told to (SIGINT, SIGTERM); with healthcheck: the server is well; with check-config: it can work.
  1  Failed, and said why, or told to stop twice; with healthcheck: the server isn't well.
  2  The command line can't be understood.";

/// Stores sealed survey answers, serves the participants' page, and computes with tacit-analyst.
#[derive(Parser)]
#[command(name = "tacit-server", version, args_conflicts_with_subcommands = true, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: SettingsArgs,
}

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Run the server (this is what happens without a command, too).
    Serve(SettingsArgs),
    /// Read the settings as serving would, look whether they can work, and show them; nothing is changed.
    CheckConfig(CheckConfigArgs),
    /// Make codes, each of which creates one session, and show them (see the setting creation-codes); also while a server
    /// runs.
    Codes(CodesArgs),
    /// Copy the embedded store into one file, also while a server uses it.
    Backup(BackupArgs),
    /// Put such a copy in place as the embedded store, where there is none.
    Restore(RestoreArgs),
    /// Begin the list of released sessions anew, of a store that has lost its own.
    BeginList(BeginListArgs),
    /// Delete what is over: sessions after `retention-days`, and what is expired; also while a server runs, which does the same.
    Gc(GcArgs),
    /// Move everything from one store into another, and compare it there; no server may be running on either. Begun again, it
    /// goes on where it stopped.
    Migrate(MigrateArgs),
    /// Put a new master key in the place of the one there is, and seal all sessions' keys under it; no server may be running.
    RotateMasterKey(SettingsArgs),
    /// Ask a running server whether it is well; exit code 0 if it is.
    Healthcheck(HealthcheckArgs),
}

/// What to say.
#[derive(Args)]
pub(crate) struct CheckConfigArgs {
    /// Only say what is wrong.
    #[arg(long)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}

/// How many codes, and for how long.
#[derive(Args)]
pub(crate) struct CodesArgs {
    /// How many.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) number: u32,
    /// For how many days they can be used.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub(crate) days: u32,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}

/// What to copy, and where to.
#[derive(Args)]
pub(crate) struct BackupArgs {
    /// The file to make; there must be none. It holds everything but the master key.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}

/// What to put in place.
#[derive(Args)]
pub(crate) struct RestoreArgs {
    /// A file made by `backup`; it stays as it is.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: PathBuf,
    /// Nothing was released that neither the copy nor the list of released sessions beside the master key knows. There may be no list then,
    /// or an empty or older one: it is begun or completed with what the copy says is released. Store and list get a new id; older copies of the
    /// store, this one too, are refused then.
    #[arg(long)]
    pub(crate) nothing_was_released: bool,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}

/// What the operator answers for.
#[derive(Args)]
pub(crate) struct BeginListArgs {
    /// Nothing was released that the store doesn't know: it is the newest. Store and list get a new id; older copies of the store are refused then.
    #[arg(long)]
    pub(crate) nothing_was_released: bool,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}

/// From which store to which.
#[derive(Args)]
#[command(group = ArgGroup::new("source").required(true), group = ArgGroup::new("target").required(true))]
pub(crate) struct MigrateArgs {
    /// The store to move from: `embedded` (in the data folder), `embedded:PATH` (its file, or the folder that it is in), or a
    /// MongoDB address without a password.
    #[arg(long, value_name = "STORE", group = "source")]
    pub(crate) from: Option<String>,
    /// File in which that is, where others can't read the password in it.
    #[arg(long, value_name = "FILE", group = "source")]
    pub(crate) from_file: Option<PathBuf>,
    /// The store to move to, as above.
    #[arg(long, value_name = "STORE", group = "target")]
    pub(crate) to: Option<String>,
    /// File in which that is, where others can't read the password in it.
    #[arg(long, value_name = "FILE", group = "target")]
    pub(crate) to_file: Option<PathBuf>,
    /// Name of the MongoDB database to move from, if it isn't that of `--mongodb-database`.
    #[arg(long, value_name = "NAME")]
    pub(crate) from_database: Option<String>,
    /// Name of the MongoDB database to move to, if it isn't that of `--mongodb-database`.
    #[arg(long, value_name = "NAME")]
    pub(crate) to_database: Option<String>,
    /// Stay with the store to move from: destroy what was copied, and let servers use both again. Only before everything is
    /// moved.
    #[arg(long)]
    pub(crate) give_up: bool,
    /// Instead of `--to`, to give up a move to a store that there isn't any more, or that was put back to before it: what was
    /// copied isn't destroyed, and if that store is found again, it stays shut.
    #[arg(long, group = "target", requires = "give_up")]
    pub(crate) target_is_lost: bool,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}

/// Whether to delete.
#[derive(Args)]
pub(crate) struct GcArgs {
    /// Only say which sessions would be deleted.
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}

/// Which server to ask.
#[derive(Args)]
pub(crate) struct HealthcheckArgs {
    /// The server's address; http only, from the same machine or container [default: by the settings: `listen`, or `admin-listen` if the server itself
    /// speaks https; http://127.0.0.1:8080 if nothing is set].
    #[arg(long)]
    pub(crate) url: Option<http::Uri>,
    /// Ask again for up to so many seconds until it is well: after a start, which returns before the server listens.
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=3600))]
    pub(crate) wait: u32,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}

impl Cli {
    /// What to do; to serve, unless said otherwise.
    pub(crate) fn command(self) -> Command {
        self.command.unwrap_or(Command::Serve(self.serve))
    }
}
