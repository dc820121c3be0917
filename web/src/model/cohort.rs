//! The cohort of a participant's submissions: a group that server and analyst see.

use super::Model;
use crate::entry::Entry;

/// Whose word it is which cohort a participant's next submission is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Membership {
    /// The survey has no cohorts.
    #[default]
    None,
    /// The invitation's: the number of this one, from 1.
    Assigned(u16),
    /// The participant's; the number of the one of the newest submission, if there is one.
    Chosen(Option<u16>),
}

impl Model {
    /// Whose word it is which cohort the next submission is of.
    pub fn membership(&self) -> Membership {
        self.membership
    }

    /// The number of the cohort that the valid answers are submitted as; 0 where there are none.
    pub fn cohort(&self) -> u16 {
        self.cohort
    }

    /// Whether a cohort has to be chosen first.
    pub fn without_cohort(&self) -> bool {
        self.without_cohort
    }

    /// The name of the cohort that the valid answers are submitted as.
    pub fn cohort_name(&self) -> Option<&str> {
        self.name(self.cohort)
    }

    /// The name of the cohort of the newest submission, as far as it is known.
    pub fn submitted_cohort(&self) -> Option<&str> {
        match self.membership {
            Membership::None | Membership::Chosen(None) => None,
            Membership::Assigned(number) | Membership::Chosen(Some(number)) => self.name(number),
        }
    }

    /// Takes what was chosen, or what needn't be.
    pub(super) fn settle_cohort(&mut self, entry: &Entry) {
        let known = |number: &u16| self.name(*number).is_some();
        let cohort = match self.membership {
            Membership::None => Some(0),
            Membership::Assigned(number) => Some(number),
            Membership::Chosen(before) => entry.cohort.or(before).filter(known),
        };
        self.without_cohort = cohort.is_none();
        self.cohort = cohort.unwrap_or_default();
    }

    /// What was chosen is what the newest submission is of.
    pub(super) fn keep_cohort(&mut self) {
        if let Membership::Chosen(before) = &mut self.membership {
            *before = Some(self.cohort);
        }
    }

    fn name(&self, number: u16) -> Option<&str> {
        self.survey()?.manifest.cohorts.as_ref()?.name(number)
    }
}
