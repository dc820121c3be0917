//! The command line.

use std::{path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand, ValueEnum};
use tacit_protocol::{
    ids::SessionId,
    manifest::{self, DEFAULT_THRESHOLD, MAX_PARTICIPANTS, MIN_THRESHOLD},
};
use url::Url;

use crate::{
    context::Context,
    error::Error,
    exit, invite, keyfile,
    passphrase::Passphrase,
    reach::Patience,
    report::Format,
    run::{self, Output},
    session::{
        self,
        create::{Groups, Plan},
    },
    time::{self, Moment},
    ui::Ui,
};

/// Create private surveys, invite, close, and compute what nobody can compute alone.
///
/// Start with: tacit-analyst keygen, then create FORM.toml, invite --count N, and run.
#[derive(Debug, Parser)]
#[command(name = "tacit-analyst", version, after_help = exit::HELP)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
struct Global {
    /// The key file [default: analyst.key in $XDG_CONFIG_HOME/tacit or ~/.config/tacit]
    #[arg(long, global = true, value_name = "FILE", env = "TACIT_KEY")]
    key: Option<PathBuf>,
    /// The server [default: the session's, else http://127.0.0.1:8080]
    #[arg(long, global = true, value_name = "URL", env = "TACIT_SERVER", value_parser = server)]
    server: Option<Url>,
    /// A file with the key file's passphrase in its first line [default: $TACIT_PASSPHRASE, else asked for]
    #[arg(long, global = true, value_name = "FILE")]
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
    /// Make a key file
    Keygen {
        /// Protect it with a passphrase
        #[arg(long)]
        passphrase: bool,
    },
    /// Create a session from a form; prints its id
    Create(Create),
    /// Invite participants; prints their links as CSV
    Invite {
        /// How many
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_PARTICIPANTS)))]
        count: u32,
        /// The cohort that they are of, where invitations assign them
        #[arg(long, value_name = "NAME")]
        cohort: Option<String>,
        /// Write the links to a new file, private to you
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Open the session to submissions
    Open,
    /// Take no submissions for now
    Pause,
    /// Show how the session stands
    Status,
    /// Watch submissions, close on Enter, compute and print the results; goes on where it was interrupted
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
    Results {
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Publish the results at the server, signed with your key: everybody can read them, and it can't be undone
    Publish,
}

#[derive(Debug, Args)]
struct Create {
    /// The form
    #[arg(value_name = "FORM.toml")]
    form: PathBuf,
    /// Who asks, as participants read it
    #[arg(long, value_name = "NAME", default_value = "The analyst")]
    name: String,
    /// The most participants there can be
    #[arg(long, value_name = "N", default_value_t = 1000,
        value_parser = clap::value_parser!(u32).range(i64::from(MIN_THRESHOLD)..=i64::from(MAX_PARTICIPANTS)))]
    max_participants: u32,
    /// Nothing is shown about fewer people than this
    #[arg(long, value_name = "N", default_value_t = DEFAULT_THRESHOLD,
        value_parser = clap::value_parser!(u32).range(i64::from(MIN_THRESHOLD)..=i64::from(MAX_PARTICIPANTS)))]
    threshold: u32,
    /// Take submissions from then on, such as 2026-03-31T18:00:00+02:00
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    opens: Option<Moment>,
    /// Take submissions until then
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    closes: Option<Moment>,
    /// A group that participants are of, once for each group; the server and you learn who is of which. A group that
    /// nobody may know of a person is a question of the form instead
    #[arg(long = "cohort", value_name = "NAME")]
    cohorts: Vec<String>,
    /// A file with the names of such groups, one a line
    #[arg(long = "cohorts", value_name = "FILE")]
    cohorts_file: Option<PathBuf>,
    /// Who says which of these groups somebody is of: the participant, with each submission, or you, with invite --cohort
    #[arg(long, value_enum, default_value_t = CohortsBy::Participant)]
    cohorts_by: CohortsBy,
    /// Don't open it yet
    #[arg(long)]
    draft: bool,
}

#[derive(Debug, Args)]
struct OutputArgs {
    /// How to write the results
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Write them to a file instead
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Who says which cohort somebody is of.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum CohortsBy {
    Participant,
    Invitation,
}

impl From<CohortsBy> for manifest::CohortsBy {
    fn from(by: CohortsBy) -> Self {
        match by {
            CohortsBy::Participant => Self::Participant,
            CohortsBy::Invitation => Self::Invitation,
        }
    }
}

impl Cli {
    /// Does what the command line asks.
    pub async fn execute(self, ui: Ui) -> Result<(), Error> {
        let context = self.global.context(ui, &self.command)?;
        match self.command {
            Command::Keygen { passphrase } => generate(&context, passphrase),
            Command::Create(create) => {
                session::create::create(&context, &create.into()).await.and_then(print)
            }
            Command::Invite { count, cohort, output } => {
                invite::invite(&context, count, cohort.as_deref(), output.as_deref()).await
            }
            Command::Open => session::open(&context).await,
            Command::Pause => session::pause(&context).await,
            Command::Status => session::status(&context).await,
            Command::Run { yes, accept_invited, output } => {
                run::run(&context, yes, accept_invited, &output.into()).await
            }
            Command::Results { output } => run::results(&context, &output.into()).await,
            Command::Publish => run::publish(&context).await,
        }
    }
}

impl Global {
    fn context(&self, ui: Ui, command: &Command) -> Result<Context, Error> {
        let patience = match command {
            Command::Run { .. } => Patience::Endless,
            _ => Patience::Limited(Duration::from_secs(self.wait)),
        };
        let key = self.key.clone().map_or_else(keyfile::default_path, Ok)?;
        let passphrase = Passphrase::from(self.passphrase_file.clone());
        Ok(Context { key, passphrase, server: self.server.clone(), session: self.session, patience, ui })
    }
}

impl From<Create> for Plan {
    fn from(create: Create) -> Self {
        let Create {
            form,
            name,
            max_participants,
            threshold,
            opens,
            closes,
            cohorts,
            cohorts_file,
            cohorts_by,
            draft,
        } = create;
        let cohorts = Groups { names: cohorts, file: cohorts_file, by: cohorts_by.into() };
        Self { form, name, max_participants, threshold, opens, closes, cohorts, draft }
    }
}

impl From<OutputArgs> for Output {
    fn from(args: OutputArgs) -> Self {
        Self { format: args.format, file: args.output }
    }
}

/// A passphrase is used when it is asked for, or given.
fn generate(context: &Context, protect: bool) -> Result<(), Error> {
    let passphrase = match protect || context.passphrase.is_given() {
        true => Some(context.passphrase.new_one()?),
        false => None,
    };
    let fingerprint = keyfile::generate(&context.key, passphrase.as_ref().map(|text| text.as_str()))?;
    context.ui.say(&format!(
        "Your key is in {}. Keep a copy in a safe place: without it nobody can compute your sessions' results.\n\
         Its fingerprint, for participants to compare:",
        context.key.display()
    ));
    print(fingerprint)
}

/// The one thing that a script wants to know.
fn print(value: impl std::fmt::Display) -> Result<(), Error> {
    use std::io::Write;
    writeln!(std::io::stdout(), "{value}").map_err(Error::Output)
}

fn server(text: &str) -> Result<Url, String> {
    if !text.is_ascii() || text.contains('%') {
        return Err(
            "letters beyond a to z in the server's name. Write it in its ASCII form, which begins with xn--"
                .into(),
        );
    }
    let url = Url::parse(text).map_err(|error| format!("{error}. Write it like http://127.0.0.1:8080"))?;
    match matches!(url.scheme(), "http" | "https") && url.has_host() {
        true => Ok(url),
        false => Err("it must begin with http:// or https://. Write it like http://127.0.0.1:8080".into()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_lists_the_exit_codes() {
        let help = Cli::command().render_help().to_string();
        for code in ["0 ", "2 ", "3 ", "4 ", "5 ", "6 ", "7 ", "130 "] {
            assert!(help.lines().any(|line| line.trim_start().starts_with(code)), "{code} in {help}");
        }
    }

    #[test]
    fn a_server_is_an_http_url() {
        assert!(server("https://survey.example").is_ok());
        for text in ["survey.example", "localhost:8080", "ftp://survey.example", "http://"] {
            assert!(server(text).is_err(), "{text}");
        }
    }
}
