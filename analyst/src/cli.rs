//! The command line.

mod arguments;
mod examples;
mod manual;

use std::{path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand, ValueHint};
use clap_complete::Shell;
use tacit_protocol::{ids::SessionId, manifest::MAX_PARTICIPANTS};
use url::Url;

use self::arguments::{Create, FormCommand, KeyCommand, OutputArgs, server};
use crate::{
    context::Context, error::Error, exit, form, invite, key, keyfile, output, passphrase::Passphrase,
    reach::Patience, run, session, ui::Ui,
};

/// Create private surveys, invite, close, and compute what nobody can compute alone.
///
/// Start with: tacit-analyst keygen, then create FORM.toml, invite --count N, and run.
#[derive(Debug, Parser)]
#[command(name = "tacit-analyst", version, after_help = exit::help(), after_long_help = examples::whole())]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
struct Global {
    /// The key file [default: analyst.key in $XDG_CONFIG_HOME/tacit or ~/.config/tacit]
    #[arg(long, global = true, value_name = "FILE", env = "TACIT_KEY", value_hint = ValueHint::FilePath)]
    key: Option<PathBuf>,
    /// The server [default: the session's, else http://127.0.0.1:8080]
    #[arg(long, global = true, value_name = "URL", env = "TACIT_SERVER", value_parser = server, value_hint = ValueHint::Url)]
    server: Option<Url>,
    /// A file with the key file's passphrase in its first line [default: $TACIT_PASSPHRASE, else asked for]
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    passphrase_file: Option<PathBuf>,
    /// The session [default: the newest that this key created]
    #[arg(long, global = true, value_name = "ID")]
    session: Option<SessionId>,
    /// How many seconds to wait for a server that isn't up; `run` waits for ever
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = Context::WAIT.as_secs())]
    wait: u64,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    Keyed(Keyed),
    #[command(flatten)]
    Unkeyed(Unkeyed),
}

/// What is done with a key file.
#[derive(Debug, Subcommand)]
enum Keyed {
    /// Make a key file
    #[command(after_help = examples::KEYGEN)]
    Keygen {
        /// Protect it with a passphrase
        #[arg(long)]
        passphrase: bool,
    },
    /// Look after the key file
    #[command(subcommand, after_help = examples::KEY)]
    Key(KeyCommand),
    /// Create a session from a form; prints its id
    #[command(after_help = examples::CREATE)]
    Create(Create),
    /// Invite participants; prints their links as CSV
    #[command(after_help = examples::INVITE)]
    Invite {
        /// How many
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_PARTICIPANTS)))]
        count: u32,
        /// The cohort that they are of, where invitations assign them
        #[arg(long, value_name = "NAME")]
        cohort: Option<String>,
        /// Write the links to a new file, private to you
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        output: Option<PathBuf>,
    },
    /// Open the session to submissions
    #[command(after_help = examples::OPEN)]
    Open,
    /// Take no submissions for now
    #[command(after_help = examples::PAUSE)]
    Pause,
    /// Show how the session stands
    #[command(after_help = examples::STATUS)]
    Status,
    /// Watch submissions, close on Enter, compute and print the results; goes on where it was interrupted
    #[command(after_help = examples::RUN)]
    Run {
        /// Close and compute at once, without asking
        #[arg(long)]
        yes: bool,
        /// Compute although this folder remembers another number of invited participants, if this is the server's
        #[arg(long, value_name = "N")]
        accept_invited: Option<u64>,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Print the results again
    #[command(after_help = examples::RESULTS)]
    Results {
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Publish the results at the server, signed with your key: everybody can read them, and it can't be undone
    #[command(after_help = examples::PUBLISH)]
    Publish,
}

/// What is done without one.
#[derive(Debug, Subcommand)]
enum Unkeyed {
    /// Work on forms
    #[command(subcommand, after_help = examples::FORM)]
    Form(FormCommand),
    /// Print completions for a shell
    #[command(after_help = examples::COMPLETIONS)]
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Write the manual's pages, one a command, to a folder
    #[command(after_help = examples::MAN)]
    Man {
        /// The folder, made if it isn't there
        #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
        folder: PathBuf,
    },
}

impl Cli {
    /// Does what the command line asks.
    pub async fn execute(self, ui: Ui) -> Result<(), Error> {
        match self.command {
            Command::Keyed(command) => {
                let context = self.global.context(ui, &command)?;
                command.execute(&context).await
            }
            Command::Unkeyed(command) => command.execute(),
        }
    }
}

impl Keyed {
    async fn execute(self, context: &Context) -> Result<(), Error> {
        match self {
            Self::Keygen { passphrase } => key::new(context, passphrase),
            Self::Key(command) => command.execute(context),
            Self::Create(create) => {
                session::create::create(context, &create.into()).await.and_then(output::line)
            }
            Self::Invite { count, cohort, output } => {
                invite::invite(context, count, cohort.as_deref(), output.as_deref()).await
            }
            Self::Open => session::open(context).await,
            Self::Pause => session::pause(context).await,
            Self::Status => session::status(context).await,
            Self::Run { yes, accept_invited, output } => {
                run::run(context, yes, accept_invited, &output.into()).await
            }
            Self::Results { output } => run::results(context, &output.into()).await,
            Self::Publish => run::publish(context).await,
        }
    }
}

impl Unkeyed {
    fn execute(self) -> Result<(), Error> {
        match self {
            Self::Form(FormCommand::Check(check)) => form::check::check(&check.into()),
            Self::Completions { shell } => manual::completions(shell),
            Self::Man { folder } => manual::pages(&folder),
        }
    }
}

impl Global {
    fn context(&self, ui: Ui, command: &Keyed) -> Result<Context, Error> {
        let patience = match command {
            Keyed::Run { .. } => Patience::Endless,
            _ => Patience::Limited(Duration::from_secs(self.wait)),
        };
        let key = self.key.clone().map_or_else(keyfile::default_path, Ok)?;
        let passphrase = Passphrase::current(self.passphrase_file.clone());
        Ok(Context { key, passphrase, server: self.server.clone(), session: self.session, patience, ui })
    }
}

#[cfg(test)]
mod tests;
