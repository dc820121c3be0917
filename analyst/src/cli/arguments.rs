//! What the commands take.

use std::{convert::Infallible, path::PathBuf};

use clap::{Args, Subcommand, ValueEnum, ValueHint};
use tacit_form::Epsilon;
use tacit_protocol::{
    ids::SessionId,
    manifest::{self, DEFAULT_THRESHOLD, MAX_PARTICIPANTS, MIN_THRESHOLD},
};
use url::Url;

use super::examples;
use crate::{
    context::Context,
    error::Error,
    form::check::Check,
    invitations::{
        invite::{Invite, Places},
        mail::{self, Send},
        roll,
    },
    key::{self, Change},
    report::{Format, Output, Verify},
    session::create::{Code, Groups, Plan},
    time::{self, Moment},
};

#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Make a key file
    #[command(after_help = examples::KEY)]
    New {
        /// Protect it with a passphrase
        #[arg(long)]
        passphrase: bool,
    },
    /// Show which key it is: its fingerprint, in hexadecimal and in words
    #[command(after_help = examples::KEY)]
    Show,
    /// Try whether the key file is whole and its key opens what is sealed to it
    #[command(after_help = examples::KEY)]
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
    #[command(after_help = examples::KEY)]
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

/// What follows from a form; `new` asks for it where there is none.
#[derive(Debug, Args)]
#[group(requires = "form")]
struct Limits {
    /// The most participants there can be
    #[arg(long, value_name = "N", default_value_t = 1000,
        value_parser = clap::value_parser!(u32).range(i64::from(MIN_THRESHOLD)..=i64::from(MAX_PARTICIPANTS)))]
    max_participants: u32,
    /// No figure about the answers of fewer people than this is shown; how many submitted is, of a cohort too, however few
    #[arg(long, value_name = "N", default_value_t = DEFAULT_THRESHOLD,
        value_parser = clap::value_parser!(u32).range(i64::from(MIN_THRESHOLD)..=i64::from(MAX_PARTICIPANTS)))]
    threshold: u32,
    /// Add noise to every result, so that it says next to nothing of anybody (differential privacy): the budget ε, such as
    /// 1; the smaller, the more noise
    #[arg(long, value_name = "BUDGET")]
    epsilon: Option<Epsilon>,
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// The form
    #[arg(value_name = "FORM.toml", value_hint = ValueHint::FilePath)]
    form: PathBuf,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    options: Options,
    #[command(flatten)]
    code: CodeArg,
}

#[derive(Debug, Args)]
pub(super) struct New {
    /// The form; without one, everything is asked for
    #[arg(id = "form", long = "from", value_name = "FORM.toml", value_hint = ValueHint::FilePath)]
    from: Option<PathBuf>,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    options: Options,
    #[command(flatten)]
    code: CodeArg,
}

/// The same.
#[derive(Debug, Args)]
#[group(requires = "form")]
struct Options {
    /// Who asks, as participants read it
    #[arg(long, value_name = "NAME", default_value = "The analyst")]
    name: String,
    /// Take submissions from then on, such as 2026-03-31T18:00:00+02:00
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    opens: Option<Moment>,
    /// Take submissions until then
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    closes: Option<Moment>,
    /// Let the closing time be put off up to then: participants are told so
    #[arg(long, value_name = "TIME", value_parser = time::parse, requires = "closes")]
    extendable_until: Option<Moment>,
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

/// What is of use whether the rest is asked for or given.
#[derive(Debug, Args)]
struct CodeArg {
    /// A code from whoever runs the server, where sessions are created with one
    #[arg(long, env = "TACIT_CODE", hide_env_values = true, value_name = "CODE", value_parser = code)]
    code: Option<Code>,
}

#[derive(Debug, Args)]
pub(super) struct InviteArgs {
    /// How many, known by numbers
    #[arg(long, value_name = "N", conflicts_with = "csv",
        value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_PARTICIPANTS)))]
    count: Option<u32>,
    /// The people of a list: a CSV file with columns name and email, and label and cohort where wanted. Who is invited
    /// already is passed over
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    csv: Option<PathBuf>,
    /// The cohort that they are of, where invitations assign them
    #[arg(long, value_name = "NAME")]
    cohort: Option<String>,
    #[command(flatten)]
    places: PlaceArgs,
}

#[derive(Debug, Args)]
pub(super) struct PlaceArgs {
    /// Write the links to a new file, private to you
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Write the links as QR codes to a new HTML file, to be printed
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    html: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum InvitationsCommand {
    /// Show who is invited, by label, and who of them submitted when
    #[command(after_help = examples::INVITATIONS)]
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Write links again
    #[command(after_help = examples::INVITATIONS)]
    Links {
        /// Of these people [default: all]
        #[arg(value_name = "LABEL")]
        labels: Vec<String>,
        /// Only of those who haven't submitted
        #[arg(long)]
        missing: bool,
        #[command(flatten)]
        places: PlaceArgs,
    },
    /// Send links by e-mail to those in the list who have an address and got none yet
    #[command(after_help = examples::SEND)]
    Send(SendArgs),
    /// Take invitations back, of those who haven't submitted
    #[command(after_help = examples::INVITATIONS)]
    Revoke {
        /// Of these people
        #[arg(value_name = "LABEL", required = true)]
        labels: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub(super) struct SendArgs {
    /// The mail server: smtps://user@host, or smtp://user@host for STARTTLS
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    smtp: Url,
    /// A file with its password in the first line [default: $TACIT_SMTP_PASSWORD, else asked for]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    smtp_password_file: Option<PathBuf>,
    /// Whose address the messages come from
    #[arg(long, value_name = "ADDRESS", value_hint = ValueHint::EmailAddress)]
    from: String,
    /// The message: a line "Subject: ...", a blank one, and a text, with {link}, {name}, {label}, {title}, {purpose},
    /// {analyst}, {cohort} and {closes} where they belong [default: a short invitation in English]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    template: Option<PathBuf>,
    /// Send again to those who haven't submitted, and got nothing in the last twelve hours
    #[arg(long)]
    remind: bool,
    /// Show the first message and how many there are; nothing is sent
    #[arg(long)]
    dry_run: bool,
    /// Send without asking
    #[arg(long, conflicts_with = "dry_run")]
    yes: bool,
}

#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    /// How to write the results [default: as FILE's name ends, else table]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write them to a new file instead
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Replace the file if there is one already
    #[arg(long, requires = "output")]
    force: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct ReportArgs {
    #[command(flatten)]
    pub(super) output: OutputArgs,
    #[command(subcommand)]
    pub(super) command: Option<ReportCommand>,
}

#[derive(Debug, Subcommand)]
pub(super) enum ReportCommand {
    /// Check that a report is what its analyst signed; takes no key and no network
    #[command(after_help = examples::VERIFY)]
    Verify(VerifyArgs),
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// The report: HTML, JSON, or CSV
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Of a CSV file, which has no signatures: the HTML or JSON report of the same session, which has
    #[arg(long, value_name = "REPORT", value_hint = ValueHint::FilePath)]
    with: Option<PathBuf>,
}

impl VerifyArgs {
    /// What is to be verified, as of `session` if that is named.
    pub(super) fn of(self, session: Option<SessionId>) -> Verify {
        Verify { file: self.file, with: self.with, session }
    }
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
        let CheckArgs { form, limits: Limits { max_participants, threshold, epsilon } } = args;
        Self { form, max_participants, threshold, epsilon }
    }
}

impl From<Create> for Plan {
    fn from(create: Create) -> Self {
        create.options.plan(create.form, create.limits, create.code.code)
    }
}

impl New {
    /// What the session is to be; if that is to be asked for, the code for it, if there is one.
    pub(super) fn plan(self) -> Result<Plan, Option<Code>> {
        match self.from {
            Some(form) => Ok(self.options.plan(form, self.limits, self.code.code)),
            None => Err(self.code.code),
        }
    }
}

fn code(text: &str) -> Result<Code, Infallible> {
    Ok(text.into())
}

impl Options {
    fn plan(self, form: PathBuf, limits: Limits, code: Option<Code>) -> Plan {
        let Self { name, opens, closes, extendable_until, cohorts, cohorts_file, cohorts_by, draft } = self;
        let Limits { max_participants, threshold, epsilon } = limits;
        let cohorts = Groups { names: cohorts, file: cohorts_file, by: cohorts_by.into() };
        Plan {
            form,
            name,
            max_participants,
            threshold,
            epsilon,
            opens,
            closes,
            extendable_until,
            cohorts,
            draft,
            code,
        }
    }
}

impl From<InviteArgs> for Invite {
    fn from(args: InviteArgs) -> Self {
        Self { count: args.count, list: args.csv, cohort: args.cohort, places: args.places.into() }
    }
}

impl From<SendArgs> for Send {
    fn from(args: SendArgs) -> Self {
        let SendArgs { smtp, smtp_password_file: password_file, from, template, remind, dry_run, yes } = args;
        Self { smtp, password_file, from, template, remind, dry_run, yes }
    }
}

impl From<PlaceArgs> for Places {
    fn from(args: PlaceArgs) -> Self {
        Self { sheet: args.output, page: args.html }
    }
}

impl InvitationsCommand {
    pub(super) async fn execute(self, context: &Context) -> Result<(), Error> {
        match self {
            Self::List { json } => roll::list(context, json).await,
            Self::Links { labels, missing, places } => {
                roll::links(context, &labels, missing, &places.into()).await
            }
            Self::Send(send) => mail::send(context, &send.into()).await,
            Self::Revoke { labels } => roll::revoke(context, &labels).await,
        }
    }
}

impl From<OutputArgs> for Output {
    fn from(args: OutputArgs) -> Self {
        Self { format: args.format, file: args.output, force: args.force }
    }
}
