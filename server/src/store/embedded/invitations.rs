//! Who is invited, and of which cohort.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Row, params};
use tacit_protocol::{
    ids::{ParticipantId, SessionId},
    invitation::Invitation,
    phase::Phase,
};

use super::{
    sessions,
    sql::{no_session, one, run, session_row},
};
use crate::store::{CohortCounts, InviteOutcome, Revocation, StoreError};

pub(super) fn invite(
    db: &Connection,
    session: &SessionId,
    invitations: &[Invitation],
    max: u32,
) -> Result<InviteOutcome, StoreError> {
    let row = session_row(db, session)?;
    let mut new: BTreeMap<ParticipantId, &Invitation> = BTreeMap::new();
    for invitation in invitations {
        let known = match new.get(&invitation.participant) {
            Some(other) => Some(other.cohort),
            None => assigned(db, row, &invitation.participant)?,
        };
        match known {
            Some(cohort) if cohort == invitation.cohort => {}
            Some(_) => return Ok(InviteOutcome::Conflict),
            None => drop(new.insert(invitation.participant, invitation)),
        }
    }
    let before: u64 = one(db, "SELECT invited FROM counts WHERE session = ?1", [row], |row| row.get(0))?
        .ok_or_else(|| no_session(session))?;
    let after = before + new.len() as u64;
    if !new.is_empty() && after > max.into() {
        return Ok(InviteOutcome::Full(max.into()));
    }
    // How many are invited is part of what is frozen.
    if !new.is_empty() && sessions::phase(db, session)? >= Phase::Closing {
        return Err(StoreError::Unavailable(format!("session {session} closes; nobody was invited")));
    }
    let mut cohorts: BTreeMap<u16, i64> = BTreeMap::new();
    for (participant, Invitation { cohort, voucher, .. }) in new {
        run(
            db,
            "INSERT INTO participants (session, participant, assigned, cohort, voucher) VALUES (?1, ?2, ?3, ?3, ?4)",
            params![row, participant.as_bytes(), cohort, voucher],
        )?;
        *cohorts.entry(*cohort).or_default() += 1;
    }
    cohorts.into_iter().try_for_each(|(cohort, more)| count(db, row, cohort, more, 0))?;
    run(db, "UPDATE counts SET invited = ?2 WHERE session = ?1", params![row, after])?;
    Ok(InviteOutcome::Invited(after))
}

pub(super) fn revoke(
    db: &Connection,
    session: &SessionId,
    participants: &[ParticipantId],
) -> Result<Option<Revocation>, StoreError> {
    let row = session_row(db, session)?;
    if !matches!(sessions::phase(db, session)?, Phase::Draft | Phase::Open | Phase::Paused) {
        return Ok(None);
    }
    let mut submitted = Vec::new();
    for participant in participants.iter().copied().collect::<BTreeSet<_>>() {
        let statement = "SELECT newest, cohort FROM participants WHERE session = ?1 AND participant = ?2";
        let params = params![row, participant.as_bytes()];
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        match one::<(u32, u16)>(db, statement, params, read)? {
            Some((0, cohort)) => {
                run(db, "DELETE FROM participants WHERE session = ?1 AND participant = ?2", params)?;
                count(db, row, cohort, -1, 0)?;
                run(db, "UPDATE counts SET invited = invited - 1 WHERE session = ?1", [row])?;
            }
            Some(_) => submitted.push(participant),
            None => {}
        }
    }
    let invited = one(db, "SELECT invited FROM counts WHERE session = ?1", [row], |row| row.get(0))?;
    Ok(Some(Revocation { invited: invited.ok_or_else(|| no_session(session))?, submitted }))
}

/// So many more, or fewer, are of a cohort.
pub(super) fn count(
    db: &Connection,
    session_row: i64,
    cohort: u16,
    invited: i64,
    submitted: i64,
) -> Result<(), StoreError> {
    run(
        db,
        "INSERT INTO cohort_counts (session, cohort, invited, submitted) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET invited = invited + excluded.invited, submitted = submitted + excluded.submitted",
        params![session_row, cohort, invited, submitted],
    )
    .map(drop)
}

/// How many are of each cohort that anybody is of.
pub(super) fn counts(db: &Connection, session_row: i64) -> Result<Vec<CohortCounts>, StoreError> {
    let read = |row: &Row<'_>| {
        Ok(CohortCounts { cohort: row.get(0)?, invited: row.get(1)?, submitted: row.get(2)? })
    };
    let statement = "SELECT cohort, invited, submitted FROM cohort_counts WHERE session = ?1 AND invited > 0 ORDER BY cohort";
    Ok(db.prepare_cached(statement)?.query_map([session_row], read)?.collect::<Result<_, _>>()?)
}

/// The cohort of somebody's invitation, if there is one.
fn assigned(
    db: &Connection,
    session_row: i64,
    participant: &ParticipantId,
) -> Result<Option<u16>, StoreError> {
    let statement = "SELECT assigned FROM participants WHERE session = ?1 AND participant = ?2";
    one(db, statement, params![session_row, participant.as_bytes()], |row| row.get(0))
}
