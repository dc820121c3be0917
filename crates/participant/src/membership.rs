//! Which cohort a report is to be of.

use tacit_protocol::{
    manifest::{Cohorts, CohortsBy},
    session::SubmissionStatus,
};

use crate::session::Session;

/// What there is to know about a participant's cohort before sealing. Server and analyst learn the cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership<'a> {
    /// The survey has no cohorts.
    None,
    /// The invitation is to this one: no other can be submitted as.
    Assigned {
        /// Its number, from 1.
        number: u16,
        /// Its name.
        name: &'a str,
    },
    /// The participant chooses, with every submission anew.
    Chosen {
        /// What there is to choose from.
        cohorts: &'a Cohorts,
        /// The number of the one chosen for the newest submission, if there is one.
        before: Option<u16>,
    },
}

/// The server doesn't say a cohort that the invitation can be to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the server doesn't say which of the survey's cohorts you are invited to. Don't answer; tell whoever invited you."
)]
pub struct MembershipError;

impl Session {
    /// Which cohort this participant's next report is to be of, from what the server says of its submission.
    ///
    /// Whether the server says the right cohort, the analyst finds out: a report of another cohort than the one its
    /// participant was invited to keeps it from computing anything. Show the name to the participant all the same.
    ///
    /// # Errors
    ///
    /// [`MembershipError`]: it isn't one of the session's.
    pub fn membership(&self, status: &SubmissionStatus) -> Result<Membership<'_>, MembershipError> {
        let Some(cohorts) = self.cohorts() else { return Ok(Membership::None) };
        let known = status.cohort.and_then(|number| Some((number, cohorts.name(number)?)));
        match cohorts.by {
            CohortsBy::Participant => {
                Ok(Membership::Chosen { cohorts, before: known.map(|(number, _)| number) })
            }
            CohortsBy::Invitation => {
                known.map(|(number, name)| Membership::Assigned { number, name }).ok_or(MembershipError)
            }
        }
    }
}
