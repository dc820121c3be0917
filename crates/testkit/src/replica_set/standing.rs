//! Who is what in the set.

/// The set at one moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    /// Nobody during an election.
    pub(super) primary: Option<usize>,
    /// Who died, and isn't back.
    pub(super) away: Option<usize>,
    /// How many primaries there were, with the one that is or will be.
    pub(super) term: u32,
    /// Grows with every change.
    pub(super) version: i64,
}

impl Standing {
    pub(super) fn first() -> Self {
        Self { primary: Some(0), away: None, term: 1, version: 1 }
    }

    /// The primary isn't that any more. Who was away is back, since no set of three can do without two.
    pub(super) fn end(&mut self, away: Option<usize>) {
        *self = Self { primary: None, away, term: self.term + 1, version: self.version + 1 };
    }

    pub(super) fn begin(&mut self, primary: usize) {
        *self = Self { primary: Some(primary), version: self.version + 1, ..*self };
    }
}
