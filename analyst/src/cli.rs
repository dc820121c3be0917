//! The command line.

mod arguments;
mod examples;
mod manual;

use std::{path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand, ValueHint};
use clap_complete::Shell;
use tacit_protocol::{ids::SessionId, origin::Origin};

use self::arguments::{
    Create, FormCommand, InvitationsCommand, InviteArgs, KeyCommand, New, OutputArgs, ReportArgs,
    ReportCommand,
};
use crate::{
    context::Context,
    error::Error,
    exit, form,
    invitations::invite,
    key, keyfile, output,
    passphrase::Passphrase,
    reach::Patience,
    report,
    run::{self, Consent},
    session,
    time::{self, Moment},
    track::{self, View},
    ui::Ui,
};

/// Create private surveys, invite, close, and compute what nobody can compute alone.
///
/// Start with: tacit-analyst keygen, then create FORM.toml, invite --count N, and run.
#[derive(Debug, Parser)]
#[command(name = "tacit-analyst", version, arg_required_else_help = true, after_help = exit::help(), after_long_help = examples::whole())]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
struct Global {
    /// The key file [default: analyst.key in $XDG_CONFIG_HOME/tacit or ~/.config/tacit]
    #[arg(long, global = true, value_name = "FILE", env = "TACIT_KEY", value_hint = ValueHint::FilePath)]
    key: Option<PathBuf>,
    /// The server [default: the session's, else http://127.0.0.1:8080]
    #[arg(long, global = true, value_name = "URL", env = "TACIT_SERVER", value_hint = ValueHint::Url)]
    server: Option<Origin>,
    /// A file with the key file's passphrase in its first line [default: $TACIT_PASSPHRASE, else asked for]
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    passphrase_file: Option<PathBuf>,
    /// The session [default: the newest that this key created]
    #[arg(long, global = true, value_name = "ID")]
    session: Option<SessionId>,
    /// How many seconds to wait for a server that isn't up; `run` and `watch` wait for ever
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
    /// Create a session, asking what it is to be; or from a form, with the options of create
    #[command(after_help = examples::NEW)]
    New(New),
    /// Create a session from a form; prints its id
    #[command(after_help = examples::CREATE)]
    Create(Create),
    /// Show all sessions of this key
    #[command(after_help = examples::LIST)]
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Invite participants; prints their links as CSV
    #[command(after_help = examples::INVITE)]
    Invite(InviteArgs),
    /// Show who is invited and who submitted, make links again or send them by e-mail, take invitations back
    #[command(subcommand, after_help = examples::INVITATIONS)]
    Invitations(InvitationsCommand),
    /// Open the session to submissions
    #[command(after_help = examples::OPEN)]
    Open,
    /// Take no submissions for now
    #[command(after_help = examples::PAUSE)]
    Pause,
    /// Show how the session stands
    #[command(visible_alias = "show", after_help = examples::STATUS)]
    Status {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Put off until when the session takes submissions, as far as it was announced
    #[command(after_help = examples::EXTEND)]
    Extend {
        /// The new closing time
        #[arg(long, value_name = "TIME", value_parser = time::parse)]
        until: Moment,
    },
    /// Close the session for ever, without computing yet
    #[command(after_help = examples::CLOSE)]
    Close {
        /// Without asking
        #[arg(long)]
        yes: bool,
    },
    /// Delete the session with everything that the server has of it; asks for its title
    #[command(after_help = examples::DELETE)]
    Delete {
        /// Its title, where there is no terminal to ask on
        #[arg(long, value_name = "TITLE")]
        title: Option<String>,
    },
    /// Show submissions as they come, until the session closes
    #[command(after_help = examples::WATCH)]
    Watch {
        /// As JSON, an object a line whenever something changes
        #[arg(long)]
        json: bool,
        /// Once, instead of on and on
        #[arg(long)]
        once: bool,
    },
    /// Watch submissions, close on Enter, compute and print the results; goes on where it was interrupted
    #[command(after_help = examples::RUN)]
    Run {
        /// Close and compute at once, without asking
        #[arg(long)]
        yes: bool,
        /// Only say what would be shown, as far as numbers of submissions tell; nothing is closed
        #[arg(long, conflicts_with = "yes")]
        dry_run: bool,
        /// Compute although this folder remembers another number of invited participants, if this is the server's
        #[arg(long, value_name = "N")]
        accept_invited: Option<u64>,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Hand out the results: as a table, a signed page, CSV or JSON; or verify such a file
    #[command(visible_alias = "results", after_help = examples::REPORT)]
    Report(ReportArgs),
    /// Publish the results at the server, signed with your key: everybody can read them, and it can't be undone
    #[command(after_help = examples::PUBLISH)]
    Publish {
        /// Without asking
        #[arg(long)]
        yes: bool,
    },
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
            Command::Keyed(Keyed::Report(ReportArgs {
                command: Some(ReportCommand::Verify(verify)),
                ..
            })) => report::verify(&verify.of(self.global.session)),
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
                session::create::create(context, &create.into(), None).await.and_then(output::line)
            }
            Self::New(new) => {
                let (plan, offered) = match new.plan() {
                    Ok(plan) => (plan, None),
                    Err(code) => session::interview(context, code)
                        .await
                        .map(|(plan, offered)| (plan, Some(offered)))?,
                };
                session::create::create(context, &plan, offered).await.and_then(output::line)
            }
            Self::List { json } => session::list(context, json).await,
            Self::Invite(invite) => invite::invite(context, &invite.into()).await,
            Self::Invitations(command) => command.execute(context).await,
            Self::Open => session::open(context).await,
            Self::Pause => session::pause(context).await,
            Self::Status { json } => session::status(context, json).await,
            Self::Extend { until } => session::extend(context, until).await,
            Self::Close { yes } => run::close(context, yes).await,
            Self::Delete { title } => session::delete(context, title.as_deref()).await,
            Self::Watch { json, once } => track::watch(context, View { json, once }).await,
            Self::Run { yes, dry_run, accept_invited, output } => {
                run::run(context, Consent { yes, dry_run, accept_invited }, &output.into()).await
            }
            Self::Report(ReportArgs { output, .. }) => run::report_again(context, &output.into()).await,
            Self::Publish { yes } => run::publish(context, yes).await,
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
            Keyed::Run { .. } | Keyed::Watch { .. } => Patience::Endless,
            _ => Patience::Limited(Duration::from_secs(self.wait)),
        };
        let key = self.key.clone().map_or_else(keyfile::default_path, Ok)?;
        let passphrase = Passphrase::current(self.passphrase_file.clone());
        Ok(Context { key, passphrase, server: self.server.clone(), session: self.session, patience, ui })
    }
}

#[cfg(test)]
mod tests;
