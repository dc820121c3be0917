//! What the page shows.

/// What the page shows. One of these at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// No session in the address: what this is, and a field for a link.
    Landing,
    /// Asking the server about the session.
    Loading,
    /// The address is no whole invitation.
    BadLink(BadLink),
    /// The server has no such session.
    UnknownSession,
    /// The token isn't one of the session's invitations.
    UnknownToken,
    /// What the server sent isn't the session that the link names.
    Swapped,
    /// No usable answer from the server.
    Unreachable(Task),
    /// The session opens later.
    NotYetOpen,
    /// The analyst paused the session.
    Paused,
    /// Too late to submit, unless the analyst puts the close off.
    Lapsed,
    /// Too late to submit, for good.
    Closed,
    /// The questions.
    Form,
    /// The answers, to be checked before they are sealed.
    Check,
    /// Sealing and sending.
    Sealing,
    /// The server has it: the receipt.
    Submitted,
    /// Practice answers are sealed, and stay here.
    Practised,
}

impl View {
    /// The view's stable name: `data-state` of the main element.
    pub fn name(self) -> &'static str {
        match self {
            Self::Landing => "landing",
            Self::Loading => "loading",
            Self::BadLink(_) => "bad-link",
            Self::UnknownSession => "unknown-session",
            Self::UnknownToken => "unknown-token",
            Self::Swapped => "swapped",
            Self::Unreachable(_) => "unreachable",
            Self::NotYetOpen => "not-yet-open",
            Self::Paused => "paused",
            Self::Lapsed => "lapsed",
            Self::Closed => "closed",
            Self::Form => "form",
            Self::Check => "check",
            Self::Sealing => "sealing",
            Self::Submitted => "submitted",
            Self::Practised => "practised",
        }
    }
}

/// What is wrong with the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadLink {
    /// The part after `/s/` is damaged.
    Session,
    /// There is nothing after the `#`.
    NoToken,
    /// The part after `#` is damaged.
    Token,
}

/// What was being done when the server failed to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Loading the session; nothing is lost.
    Load,
    /// Submitting; the answers are kept for another try.
    Submit,
}
