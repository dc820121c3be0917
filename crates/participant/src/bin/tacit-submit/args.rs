//! The command line.

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Parser, Subcommand};
use clap_complete::Shell;

const EXIT_CODES: &str = "\
Exit codes:
  0  submitted, and the receipt is right
  2  wrong usage
  3  answers are missing or don't fit the form, or a file can't be read as answers or links; nothing was submitted
  4  the link is damaged or unknown, or the server shows another session than the link was made for
  5  the session is closed
  6  with --no-wait: the server can't be reached, or the session isn't open yet or paused
  7  refused or failed for another reason

Exit codes of verify, as far as they are others:
  0  the receipt is right, and the server proves what became of the submission: read what is printed
  3  the file can't be read as a receipt
  8  the receipt isn't signed by the session's server, or the server can't prove what it signed

A link is a secret: whoever has it submits in your place. Other users of this machine can see a command line; to keep
links and answers out of it, use --link-file or - for the link, and --answers-file or --csv for the answers.";

const EXAMPLES: &str = "\
Examples:
  tacit-submit --link-file link.txt
  tacit-submit --link-file link.txt --answers-file answers.txt --receipt receipt.txt
  tacit-submit --csv answers.csv --links links.csv
  tacit-submit verify receipt.txt";

/// Submits answers to a Tacit survey from the terminal.
///
/// The answers are split and sealed on this machine; neither the server nor the analyst can read them alone. Submitting
/// again with the same link replaces the answers until the session closes.
#[derive(Parser)]
#[command(name = "tacit-submit", version, after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(group(ArgGroup::new("whose").required(true).args(["link", "link_file", "links"])))]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// The link from the invitation; - reads it from the standard input
    link: Option<String>,

    /// Reads the link from the first line of a file
    #[arg(long, value_name = "FILE")]
    link_file: Option<PathBuf>,

    /// One answer; repeat it for each field, and for each ticked option of a field that takes several
    #[arg(long = "answer", value_name = "FIELD=VALUE", value_parser = answer, conflicts_with = "csv")]
    pub(crate) answers: Vec<(String, String)>,

    /// Reads answers from a file with a line FIELD=VALUE each; blank lines and lines with # are skipped
    #[arg(long, value_name = "FILE", conflicts_with = "csv")]
    pub(crate) answers_file: Option<PathBuf>,

    /// Submits a row of this CSV file for each participant; the header names fields; several options of one field are
    /// separated by ;
    #[arg(long, value_name = "FILE", requires = "links")]
    csv: Option<PathBuf>,

    /// CSV file with a column "link": the first row of answers goes by the first link, and so on
    #[arg(long, value_name = "FILE", requires = "csv")]
    links: Option<PathBuf>,

    /// With --csv: submits again where a link was used before; otherwise such rows are skipped
    #[arg(long, requires = "csv")]
    pub(crate) replace: bool,

    /// With --csv: how many submissions are under way at a time
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: u16,

    /// Submits as one of the survey's cohorts, where it has any and lets you choose; the server and the analyst learn
    /// which. Needed for the first submission; later ones are of the same, unless you name another
    #[arg(long, value_name = "NAME")]
    pub(crate) cohort: Option<String>,

    /// Saves the receipt to a file, for tacit-submit verify
    #[arg(long, value_name = "FILE", conflicts_with = "csv")]
    pub(crate) receipt: Option<PathBuf>,

    /// Shows the survey, your cohort and whether you have submitted; submits nothing
    #[arg(long, conflicts_with_all = ["csv", "answers", "answers_file", "receipt", "cohort"])]
    pub(crate) show: bool,

    /// Doesn't ask whether to submit
    #[arg(long, short)]
    pub(crate) yes: bool,

    /// Submits answers that a check of the form warns of, without asking
    #[arg(long)]
    pub(crate) accept_warnings: bool,

    /// Fails when the server can't be reached or the session isn't open, instead of waiting
    #[arg(long)]
    pub(crate) no_wait: bool,
}

/// What else the program does.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Checks what became of a submission: whether it was replaced, and whether it is in the closed set
    ///
    /// Needs no link: a receipt holds nothing secret. The receipt's signature, the server's statement about the closed
    /// set and the proof that the submission is in it are checked on this machine.
    #[command(after_help = "Examples:\n  tacit-submit verify receipt.txt")]
    Verify(Verify),
    /// Prints completions for a shell
    #[command(
        after_help = "Examples:\n  tacit-submit completions bash > ~/.local/share/bash-completion/completions/tacit-submit"
    )]
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Writes the manual's pages, one a command, to a folder
    #[command(after_help = "Examples:\n  tacit-submit man ~/.local/share/man/man1")]
    Man {
        /// The folder, made if it isn't there
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

/// Which receipt to check.
#[derive(clap::Args)]
pub(crate) struct Verify {
    /// The file that --receipt, or the page, saved; - reads it from the standard input
    pub(crate) receipt: PathBuf,

    /// Fails when the server can't be reached, instead of waiting
    #[arg(long)]
    pub(crate) no_wait: bool,
}

/// The two files of a submission for many.
pub(crate) struct Table<'a> {
    pub(crate) csv: &'a Path,
    pub(crate) links: &'a Path,
}

/// Where one participant's link comes from.
pub(crate) enum LinkSource<'a> {
    Text(&'a str),
    StandardInput,
    File(&'a Path),
}

impl Args {
    pub(crate) fn table(&self) -> Option<Table<'_>> {
        Some(Table { csv: self.csv.as_deref()?, links: self.links.as_deref()? })
    }

    pub(crate) fn link(&self) -> LinkSource<'_> {
        match (&self.link, &self.link_file) {
            (_, Some(file)) => LinkSource::File(file),
            (Some(link), None) if link != "-" => LinkSource::Text(link),
            _ => LinkSource::StandardInput,
        }
    }
}

/// Splits `FIELD=VALUE` at the first `=`.
pub(crate) fn answer(text: &str) -> Result<(String, String), &'static str> {
    let (key, value) = text.split_once('=').ok_or("write it as FIELD=VALUE, for example wage=7.10")?;
    Ok((key.trim().to_owned(), value.to_owned()))
}
