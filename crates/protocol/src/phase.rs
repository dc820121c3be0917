//! A session's phases and the steps between them (§6).

use serde::{Deserialize, Serialize};

/// Where a session stands. A store saves a step by compare-and-set.
///
/// `draft → open ⇄ paused → closing → closed → released`; no other step exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Made, not yet open.
    Draft,
    /// Takes submissions (between its opening and closing times).
    Open,
    /// Takes none for now.
    Paused,
    /// Takes none any more; its set is being frozen.
    Closing,
    /// The set is frozen; server and analyst may compute.
    Closed,
    /// The result is released; nothing changes any more.
    Released,
}

impl Phase {
    /// Whether `next` may follow.
    pub fn allows(self, next: Self) -> bool {
        use Phase::*;
        matches!(
            (self, next),
            (Draft, Open)
                | (Open, Paused)
                | (Paused, Open)
                | (Draft | Open | Paused, Closing)
                | (Closing, Closed)
                | (Closed, Released)
        )
    }

    /// Whether participants may submit at `now`, for a session with these opening and closing times.
    pub fn admission(self, opens_at: Option<u64>, closes_at: Option<u64>, now: u64) -> Window {
        match self {
            Self::Closing | Self::Closed | Self::Released => Window::Closed,
            _ if closes_at.is_some_and(|at| now >= at) => Window::Closed,
            Self::Draft => Window::NotYetOpen,
            _ if opens_at.is_some_and(|at| now < at) => Window::NotYetOpen,
            Self::Paused => Window::Paused,
            Self::Open => Window::Open,
        }
    }
}

/// What a participant may do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// Wait: it opens later.
    NotYetOpen,
    /// Submit, or submit again.
    Open,
    /// Wait: the analyst paused it.
    Paused,
    /// Too late.
    Closed,
}

#[cfg(test)]
mod tests;
