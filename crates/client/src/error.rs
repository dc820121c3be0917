//! What can go wrong between a client and its server.

use std::time::Duration;

use tacit_protocol::{
    manifest::ManifestError,
    problem::{Problem, ProblemKind},
};

/// Why a request has no answer that can be used. No message names a token, a key or a body.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// No connection, or no answer in time. Trying again may help.
    #[error("{server} can't be reached: {reason}. Check the address and your connection, then try again.")]
    Unreachable {
        /// Scheme, host and port.
        server: String,
        /// What failed.
        reason: String,
    },
    /// Something before the server, or the server itself, can't serve now (HTTP 408, 429, 502, 503, 504, without a reason
    /// that Tacit knows). Trying again may help.
    #[error("{server} is not available now (HTTP {status}). Try again in a moment.")]
    Unavailable {
        /// Scheme, host and port.
        server: String,
        /// The HTTP status.
        status: u16,
    },
    /// The server's TLS certificate isn't one that this machine trusts.
    #[error(
        "{server} can't prove who it is: {reason}. Don't go on; check the address and this machine's clock and certificates."
    )]
    Untrusted {
        /// Scheme, host and port.
        server: String,
        /// What is wrong with the certificate.
        reason: String,
    },
    /// What listens there speaks no TLS, though the address says `https`.
    #[error(
        "{server} doesn't speak https: what listens there answers without TLS. If it is a server on your own machine, \
         write http:// instead; otherwise don't go on, and ask whoever gave you the address."
    )]
    NoTls {
        /// Scheme, host and port.
        server: String,
    },
    /// The server refused, and said why.
    #[error("{0}")]
    Problem(Problem),
    /// The server's manifest isn't the one that the session id names.
    #[error("{}", ManifestError::Swapped)]
    Swapped,
    /// The manifest is the right one, but can't be used.
    #[error(transparent)]
    Manifest(ManifestError),
    /// The answer isn't one of a Tacit server of this version.
    #[error(
        "{server} didn't answer as a Tacit server does: {what}. Check the address; server and program must have matching versions."
    )]
    Unexpected {
        /// Scheme, host and port.
        server: String,
        /// What is wrong with the answer.
        what: String,
    },
}

impl ClientError {
    /// Whether the same request may succeed a moment later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Unavailable { .. } => true,
            Self::Problem(problem) => is_transient_status(problem.status),
            _ => false,
        }
    }

    /// For how long the server asks to be left alone, if it does.
    pub fn retry_after(&self) -> Option<Duration> {
        self.problem()?.retry_after.map(|seconds| Duration::from_secs(seconds.into()))
    }

    /// The server's refusal, if that is what happened.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            _ => None,
        }
    }

    /// Whether the server refused for this reason.
    pub fn is(&self, kind: ProblemKind) -> bool {
        self.problem().is_some_and(|problem| problem.kind == kind)
    }
}

impl From<ManifestError> for ClientError {
    fn from(error: ManifestError) -> Self {
        match error {
            ManifestError::Swapped => Self::Swapped,
            other => Self::Manifest(other),
        }
    }
}

pub(crate) fn is_transient_status(status: u16) -> bool {
    matches!(status, 408 | 429 | 502 | 503 | 504)
}
