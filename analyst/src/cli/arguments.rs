//! What the commands take.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};
use tacit_protocol::manifest::{self, DEFAULT_THRESHOLD, MAX_PARTICIPANTS, MIN_THRESHOLD};
use url::Url;

use super::examples;
use crate::{
    context::Context,
    error::Error,
    form::check::Check,
    key::{self, Change},
    report::Format,
    run::Output,
    session::create::{Groups, Plan},
    time::{self, Moment},
};

#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Make a key file
    New {
        /// Protect it with a passphrase
        #[arg(long)]
        passphrase: bool,
    },
    /// Show which key it is: its fingerprint, in hexadecimal and in words
    Show,
    /// Try whether the key file is whole and its key opens what is sealed to it
    Verify,
    /// Protect the key file with another passphrase; its key stays
    #[command(after_help = examples::CHANGE_PASSPHRASE)]
    ChangePassphrase {
        /// A file with the new passphrase in its first line [default: $TACIT_NEW_PASSPHRASE, else asked for]
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "remove")]
        new_passphrase_file: Option<PathBuf>,
        /// Protect it by no passphrase any more
        #[arg(long)]
        remove: bool,
    },
    /// Copy the key file to a new file, or into a folder, and read the copy back
    Backup {
        /// Where to; never over a file
        #[arg(value_name = "FILE", value_hint = ValueHint::AnyPath)]
        to: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum FormCommand {
    /// Explain what is wrong with a form; or what it asks and computes, who would learn what, and what it costs
    #[command(after_help = examples::FORM)]
    Check(CheckArgs),
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// The form
    #[arg(value_name = "FORM.toml", value_hint = ValueHint::FilePath)]
    form: PathBuf,
    #[command(flatten)]
    limits: Limits,
}

#[derive(Debug, Args)]
struct Limits {
    /// The most participants there can be
    #[arg(long, value_name = "N", default_value_t = 1000,
        value_parser = clap::value_parser!(u32).range(i64::from(MIN_THRESHOLD)..=i64::from(MAX_PARTICIPANTS)))]
    max_participants: u32,
    /// Nothing is shown about fewer people than this
    #[arg(long, value_name = "N", default_value_t = DEFAULT_THRESHOLD,
        value_parser = clap::value_parser!(u32).range(i64::from(MIN_THRESHOLD)..=i64::from(MAX_PARTICIPANTS)))]
    threshold: u32,
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// The form
    #[arg(value_name = "FORM.toml", value_hint = ValueHint::FilePath)]
    form: PathBuf,
    /// Who asks, as participants read it
    #[arg(long, value_name = "NAME", default_value = "The analyst")]
    name: String,
    #[command(flatten)]
    limits: Limits,
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
    #[arg(long = "cohorts", value_name = "FILE", value_hint = ValueHint::FilePath)]
    cohorts_file: Option<PathBuf>,
    /// Who says which of these groups somebody is of: the participant, with each submission, or you, with invite --cohort
    #[arg(long, value_enum, default_value_t = CohortsBy::Participant)]
    cohorts_by: CohortsBy,
    /// Don't open it yet
    #[arg(long)]
    draft: bool,
}

#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    /// How to write the results
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Write them to a file instead
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
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

impl KeyCommand {
    pub(super) fn execute(self, context: &Context) -> Result<(), Error> {
        match self {
            Self::New { passphrase } => key::new(context, passphrase),
            Self::Show => key::show(context),
            Self::Verify => key::verify(context),
            Self::ChangePassphrase { remove: true, .. } => key::change_passphrase(context, Change::Remove),
            Self::ChangePassphrase { new_passphrase_file: file, .. } => {
                key::change_passphrase(context, Change::To(file))
            }
            Self::Backup { to } => key::backup(context, &to),
        }
    }
}

impl From<CheckArgs> for Check {
    fn from(args: CheckArgs) -> Self {
        let CheckArgs { form, limits: Limits { max_participants, threshold } } = args;
        Self { form, max_participants, threshold }
    }
}

impl From<Create> for Plan {
    fn from(create: Create) -> Self {
        let Create { form, name, limits, opens, closes, cohorts, cohorts_file, cohorts_by, draft } = create;
        let cohorts = Groups { names: cohorts, file: cohorts_file, by: cohorts_by.into() };
        let Limits { max_participants, threshold } = limits;
        Self { form, name, max_participants, threshold, opens, closes, cohorts, draft }
    }
}

impl From<OutputArgs> for Output {
    fn from(args: OutputArgs) -> Self {
        Self { format: args.format, file: args.output }
    }
}

pub(super) fn server(text: &str) -> Result<Url, String> {
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
