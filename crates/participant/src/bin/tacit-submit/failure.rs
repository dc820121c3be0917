//! Why the program ends, with its exit code.

use std::fmt;

use tacit_client::ClientError;
use tacit_participant::SessionError;
use tacit_protocol::{link::LinkError, problem::ProblemKind};

/// Exit codes, as the help text lists them (2 is clap's).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    Answers = 3,
    Link = 4,
    Closed = 5,
    NotNow = 6,
    Other = 7,
    Unproven = 8,
}

/// What happened and what to do now, for a person.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl fmt::Display) -> Self {
        Self { exit, message: message.to_string() }
    }

    /// The same, said of one row.
    pub(crate) fn of_row(self, row: usize) -> Self {
        Self { message: format!("row {row}: {}", self.message), ..self }
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        Self::new(exit_of(&error), error)
    }
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        Self::new(Exit::Link, error)
    }
}

impl From<LinkError> for Failure {
    fn from(error: LinkError) -> Self {
        Self::new(Exit::Link, error)
    }
}

fn exit_of(error: &ClientError) -> Exit {
    if error.is_transient() {
        return Exit::NotNow;
    }
    match error {
        ClientError::Swapped | ClientError::Manifest(_) => Exit::Link,
        ClientError::Problem(problem) => match problem.kind {
            ProblemKind::UnknownSession | ProblemKind::UnknownToken | ProblemKind::Unauthenticated => {
                Exit::Link
            }
            ProblemKind::Closed => Exit::Closed,
            ProblemKind::NotYetOpen | ProblemKind::Paused => Exit::NotNow,
            _ => Exit::Other,
        },
        _ => Exit::Other,
    }
}
