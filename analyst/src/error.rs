//! Why a command failed: what happened and what to do now, and the exit code for it.

use std::{
    fmt::Display,
    io,
    path::{Path, PathBuf},
};

use tacit_client::ClientError;
use tacit_envelope::fingerprint::Fingerprint;
use tacit_form::FormError;
use tacit_protocol::{
    evidence::EvidenceError, ids::SessionId, manifest::ManifestError, origin::Origin, problem::ProblemKind,
};
use tacit_tally::{CircuitError, ReleaseError, noise::TooMuchNoise};

use crate::{exit::Exit, form::Place, keyfile::KeyError, run::verify::BatchError};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The command line can't be obeyed; says why.
    #[error("{0}")]
    Usage(String),
    /// A file that was given is of no use; says why.
    #[error("{0}")]
    BadData(String),
    /// The form's file doesn't define a form.
    #[error("{}", in_form(path, place.as_ref(), source))]
    Form {
        /// The form's file.
        path: PathBuf,
        /// Where in it.
        place: Option<Place>,
        /// What is wrong with it.
        source: Box<FormError>,
    },
    /// The form's file can't be read.
    #[error("the form {path} can't be read: {source}. Check the name and its permissions.")]
    NoForm {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The form asks for more than can be computed.
    #[error("{}", in_form(path, place.as_ref(), source))]
    Circuit {
        /// The form's file.
        path: PathBuf,
        /// Where in it.
        place: Option<Place>,
        /// What is too much.
        source: CircuitError,
    },
    /// A session's form can't be computed by this version.
    #[error(
        "this session's form can't be computed: {0} Use the version of tacit-analyst that it was created with."
    )]
    Uncomputable(#[from] CircuitError),
    /// The session asked for breaks a rule.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The session isn't in a state for this; says what to do.
    #[error("{0}")]
    NotReady(String),
    /// There is no key to work with.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The session was created with another key file.
    #[error(
        "this session belongs to the key with fingerprint {session}; you used {path}, whose fingerprint is {yours}. Pass \
         --key FILE with the key file that the session was created with, or name one of your sessions with --session ID."
    )]
    WrongKey {
        /// The key file.
        path: PathBuf,
        /// The session's analyst.
        session: Fingerprint,
        /// The key file's.
        yours: Fingerprint,
    },
    /// No session is remembered and none was named.
    #[error(
        "the key in {path}, whose fingerprint is {fingerprint}, has no sessions at {server}. If you created the session with \
         another key file, pass --key FILE; if at another server, --server URL; if not yet: tacit-analyst create FORM.toml"
    )]
    NoSession {
        /// Where it was looked for.
        server: Box<Origin>,
        /// The key file.
        path: PathBuf,
        /// Its key's.
        fingerprint: Fingerprint,
    },
    /// The server has no such session.
    #[error(
        "the server at {server} has no session {session}. Check --session and --server; tacit-analyst list shows your \
         sessions. If it was deleted, have this folder forget it with: tacit-analyst delete"
    )]
    UnknownSession {
        /// Asked for.
        session: SessionId,
        /// Where.
        server: Origin,
    },
    /// The server has no such session, and another one is remembered to have it.
    #[error(
        "the server at {server} has no session {session}: as far as this folder remembers, that is at {remembered}. Nothing was \
         done. Leave out --server and unset TACIT_SERVER, or say --server {remembered}"
    )]
    Elsewhere {
        /// Asked for.
        session: SessionId,
        /// Where it was looked for.
        server: Box<Origin>,
        /// Where it is.
        remembered: Box<Origin>,
    },
    /// The server can't be reached, refused, or answered strangely.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// What the server says can't be true; nothing is computed from it.
    #[error(
        "the server's {what}, so no result is computed from it. Tell whoever runs the server; don't trust it."
    )]
    Dishonest {
        /// "closing statement isn't signed by the session's key" and so on.
        what: String,
    },
    /// The server closed the session with another number of invited participants than this folder remembers.
    #[error(
        "the session is closed, and the server says that {stated} participants were invited; you invited {remembered}, as far \
         as this folder remembers. A server that invites participants of its own could learn what the others answered, so \
         nothing is computed. If you know that {stated} is right, because you invited from another machine too or an `invite` \
         was interrupted, compute with: tacit-analyst run --accept-invited {stated}"
    )]
    Invited {
        /// By the closing statement.
        stated: u64,
        /// By this folder's memory, or by the command line.
        remembered: u64,
    },
    /// A batch isn't one that an honest server sends of the set that it closed. Nothing was said about it.
    #[error(
        "batch {index} of the server's can't be right: {source}. Nothing is computed from it, and the server was told \
         no counts. Ask whoever runs the server: if its data are damaged, they can be restored and this command run \
         again; otherwise don't trust it."
    )]
    Batch {
        /// Which batch.
        index: u32,
        /// What is wrong with it.
        source: BatchError,
    },
    /// A session's form can't be computed with its noise by this version.
    #[error(transparent)]
    TooMuchNoise(#[from] TooMuchNoise),
    /// The result can't be put together from the two sides' shares.
    #[error(
        "the two sides' shares don't make a result: {0} Nothing is lost. Run it again; if it says the same, \
         show this to whoever runs the server."
    )]
    Release(#[from] ReleaseError),
    /// A file can't be read or written.
    #[error("{path} can't be {verb}: {source}. Check the name, the folder and its permissions.")]
    File {
        /// Which file.
        path: PathBuf,
        /// "read", "written" or what else was tried.
        verb: &'static str,
        /// Why.
        source: io::Error,
    },
    /// A server doesn't say which sessions it has.
    #[error("the sessions at {server} can't be shown: {source}")]
    Unlisted {
        /// Which server.
        server: Origin,
        /// Why.
        source: ClientError,
    },
    /// The list of sessions beside the key file is damaged.
    #[error("{path} can't be understood: {reason}. Move it away, and name the session with --session ID.")]
    Remembered {
        /// The list's file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The book of invitations beside the key file is damaged.
    #[error("{path} can't be understood: {reason}. Move it away, or restore a copy of it.")]
    Book {
        /// The book's file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A list of people can't be read.
    #[error(
        "{path} is no list of people to invite: {problem}. Write one person a line, below a line that names the columns name and email."
    )]
    People {
        /// The list's file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A file isn't a report, or not all of one.
    #[error(
        "{path} is no whole report: {problem}. Get the file again, as it was made, from whoever handed it on."
    )]
    NoReport {
        /// Which file.
        path: PathBuf,
        /// What is missing.
        problem: String,
    },
    /// A report isn't what was signed.
    #[error("{path} is NOT genuine: {problem}")]
    Forged {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it, and what to do now.
        problem: String,
    },
    /// A report of our own doesn't prove itself.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// A message's template can't be used.
    #[error("{path} is no message to send: {problem}. Correct it; --dry-run shows the first message.")]
    Template {
        /// The template's file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A message didn't go, and none behind it.
    #[error(
        "{done} of {count} messages are sent; the next one, to {to}, was not: {reason}. Run it again later, for it and \
         the others: nobody gets two."
    )]
    Mail {
        /// Sent.
        done: usize,
        /// In all.
        count: usize,
        /// Whose didn't go.
        to: String,
        /// What the mail server said.
        reason: String,
    },
    /// Some messages were refused for good, or put off; all others went.
    #[error("{outcome} {refusals}")]
    Refused {
        /// How many were sent.
        outcome: String,
        /// Which weren't, why, and what to do.
        refusals: String,
    },
    /// Something can't be written to the standard output.
    #[error(
        "the output can't be written: {0}. Nothing is lost: make room, or write it elsewhere, and run the command again."
    )]
    Output(io::Error),
    /// Only part of the participants could be invited.
    #[error(
        "only {done} of {count} participants are invited: {source} The others are written down; tacit-analyst invite, with \
         nobody named, goes on with them."
    )]
    PartlyInvited {
        /// Invited, and their links written.
        done: usize,
        /// Asked for.
        count: usize,
        /// What stopped it.
        source: ClientError,
    },
    /// The person thought better of it; says what didn't happen.
    #[error("{0}")]
    Declined(String),
    /// Ctrl-C.
    #[error("interrupted. Nothing is lost; run again to go on.")]
    Interrupted,
}

impl Error {
    /// The server's words contradict each other or a signature.
    pub(crate) fn dishonest(what: impl Into<String>) -> Self {
        Self::Dishonest { what: what.into() }
    }

    /// The process's exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Elsewhere { .. } => Exit::Usage,
            Self::BadData(_)
            | Self::Form { .. }
            | Self::NoForm { .. }
            | Self::Circuit { .. }
            | Self::TooMuchNoise(_)
            | Self::Manifest(_)
            | Self::People { .. }
            | Self::NoReport { .. }
            | Self::Template { .. }
            | Self::File { verb: READ, .. } => Exit::BadData,
            Self::Forged { .. } => Exit::Forged,
            Self::NotReady(_) => Exit::NotReady,
            Self::Key(error) => key_exit(error),
            Self::WrongKey { .. } | Self::NoSession { .. } => Exit::Permission,
            Self::Client(error)
            | Self::Unlisted { source: error, .. }
            | Self::PartlyInvited { source: error, .. } => client_exit(error),
            Self::Interrupted | Self::Declined(_) => Exit::Interrupted,
            _ => Exit::Failed,
        }
    }
}

/// What is done with a file that is given.
const READ: &str = "read";

/// What is wrong, with line and column if it is anywhere in particular, and that line.
fn in_form(path: &Path, place: Option<&Place>, problem: &dyn Display) -> String {
    let problem = problem.to_string();
    match place {
        None => format!("{}: {problem}", path.display()),
        // A mistake of syntax names its place by itself.
        Some(place) if problem.starts_with("Line ") => format!("{}: {problem}\n{place}", path.display()),
        Some(place) => {
            format!("{}: Line {}, column {}: {problem}\n{place}", path.display(), place.line, place.column)
        }
    }
}

fn key_exit(error: &KeyError) -> Exit {
    match error {
        KeyError::Exists { .. } | KeyError::PassphrasesDiffer | KeyError::NoHome => Exit::Usage,
        _ => Exit::Permission,
    }
}

fn client_exit(error: &ClientError) -> Exit {
    match error {
        ClientError::Unreachable { .. } | ClientError::Unavailable { .. } => Exit::Unreachable,
        ClientError::Problem(problem) => match problem.kind {
            ProblemKind::NotYourSession
            | ProblemKind::Unauthenticated
            | ProblemKind::BadSignature
            | ProblemKind::ClockSkew
            | ProblemKind::NotAllowed
            | ProblemKind::CodeRequired
            | ProblemKind::UnknownCode
            | ProblemKind::QuotaExceeded => Exit::Permission,
            ProblemKind::WrongPhase
            | ProblemKind::NotYetOpen
            | ProblemKind::Paused
            | ProblemKind::Closed
            | ProblemKind::NotExtendable
            | ProblemKind::Unverified => Exit::NotReady,
            ProblemKind::TooManyParticipants => Exit::Usage,
            ProblemKind::InvalidManifest => Exit::BadData,
            ProblemKind::Unavailable | ProblemKind::TooManyRequests | ProblemKind::TooSlow => {
                Exit::Unreachable
            }
            _ => Exit::Failed,
        },
        _ => Exit::Failed,
    }
}

#[cfg(test)]
mod tests {
    use tacit_protocol::problem::Problem;

    use super::*;

    #[test]
    fn refusals_of_the_server_have_the_documented_codes() {
        let exit = |kind| Error::Client(ClientError::Problem(Problem::new(kind))).exit();
        for (kind, expected) in [
            (ProblemKind::TooManyParticipants, Exit::Usage),
            (ProblemKind::InvalidManifest, Exit::BadData),
            (ProblemKind::WrongPhase, Exit::NotReady),
            (ProblemKind::Closed, Exit::NotReady),
            (ProblemKind::NotExtendable, Exit::NotReady),
            (ProblemKind::NotYourSession, Exit::Permission),
            (ProblemKind::NotAllowed, Exit::Permission),
            (ProblemKind::Unavailable, Exit::Unreachable),
            (ProblemKind::VerdictConflict, Exit::Failed),
            (ProblemKind::Internal, Exit::Failed),
        ] {
            assert_eq!(exit(kind), expected, "{kind:?}");
        }
    }

    #[test]
    fn errors_of_the_insides_say_what_to_do_too() {
        for error in [
            Error::Output(io::Error::other("full")),
            Error::Release(ReleaseError::Inconsistent),
            Error::Uncomputable(CircuitError::TooLarge),
        ] {
            let message = error.to_string();
            let advice = ["run the command again", "Run it again", "Use the version"];
            assert!(advice.iter().any(|advice| message.contains(advice)), "{message}");
        }
    }

    #[test]
    fn files_that_are_given_are_bad_data_and_others_failures() {
        let file = |verb| {
            let source = io::Error::other("broken");
            Error::File { path: "file".into(), verb, source }.exit()
        };
        assert_eq!((file("read"), file("written")), (Exit::BadData, Exit::Failed));
    }
}
