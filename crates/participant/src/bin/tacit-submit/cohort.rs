//! Which cohort is submitted as.

use tacit_participant::{Membership, Session};
use tacit_protocol::{
    manifest::{Cohorts, CohortsBy},
    session::SubmissionStatus,
};

use crate::failure::{Exit, Failure};

/// The number of the cohort of this name, if one is named. Nobody `is_new` is known to have chosen one before.
pub(crate) fn named(session: &Session, name: Option<&str>, is_new: bool) -> Result<Option<u16>, Failure> {
    match (session.cohorts(), name) {
        (Some(Cohorts { by: CohortsBy::Participant, names }), None) if is_new => Err(choose(names)),
        (_, None) => Ok(None),
        (None, Some(_)) => Err(refused("the survey has no cohorts. Run it again without --cohort.".into())),
        (Some(cohorts), Some(name)) => cohorts.number(name).map(Some).ok_or_else(|| choose(&cohorts.names)),
    }
}

/// The number to submit as, 0 where there are no cohorts: that of the invitation where invitations assign them, else the
/// chosen one, else the one of the earlier submission.
pub(crate) fn resolve(
    session: &Session,
    status: &SubmissionStatus,
    chosen: Option<u16>,
) -> Result<u16, Failure> {
    match session.membership(status).map_err(|error| Failure::new(Exit::Other, error))? {
        Membership::None => Ok(0),
        Membership::Assigned { number, name } => match chosen {
            Some(other) if other != number => Err(refused(format!(
                "your invitation is to the cohort {name}, and you can submit as no other. If that is wrong, tell whoever \
                 invited you; if it is right, run it again without --cohort."
            ))),
            _ => Ok(number),
        },
        Membership::Chosen { cohorts, before } => chosen.or(before).ok_or_else(|| choose(&cohorts.names)),
    }
}

/// What a person reads about the cohort before submitting; nothing where there are none.
pub(crate) fn shown(session: &Session, number: u16) -> Option<String> {
    let cohorts = session.cohorts()?;
    let name = cohorts.name(number)?;
    Some(format!("Your cohort: {name}. The server and the analyst learn it, but none of your answers."))
}

fn choose(names: &[String]) -> Failure {
    refused(format!("Name one of the survey's cohorts with --cohort:\n  {}", names.join("\n  ")))
}

fn refused(why: String) -> Failure {
    Failure::new(Exit::Answers, format!("nothing was submitted: {why}"))
}
