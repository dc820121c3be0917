//! Reports as they come in, and how many.

use rusqlite::{Connection, Row, params};
use tacit_protocol::{
    ids::{ParticipantId, ReportDigest, SessionId},
    phase::Phase,
    report::ReportHeader,
};

use super::{
    sessions,
    sql::{id, one, run, session_row},
};
use crate::store::{Counts, MAX_REVISIONS, NewReport, PutOutcome, StoreError, StoredRevision};

pub(super) fn put(
    db: &Connection,
    session: &SessionId,
    report: &NewReport,
) -> Result<PutOutcome, StoreError> {
    let Some((participant, newest)) = participant(db, session, &report.header.participant_id)? else {
        return Ok(PutOutcome::NotInvited);
    };
    let revision = report.header.revision;
    if let Some(stored) = stored(db, participant, revision)?
        && stored.digest == report.digest
    {
        return Ok(PutOutcome::Repeated(stored));
    }
    let phase = sessions::phase(db, session)?;
    if phase != Phase::Open {
        return Ok(PutOutcome::NotOpen(phase));
    }
    if newest.checked_add(1) != Some(revision) {
        return Ok(PutOutcome::Conflict { newest });
    }
    if revision > MAX_REVISIONS {
        return Ok(PutOutcome::TooMany);
    }
    append(db, session, participant, report)?;
    let NewReport { digest, received_at, .. } = *report;
    Ok(PutOutcome::Stored(StoredRevision { revision, digest, received_at }))
}

/// The report, if it is stored.
pub(super) fn find(
    db: &Connection,
    session: &SessionId,
    header: &ReportHeader,
    digest: &ReportDigest,
) -> Result<Option<StoredRevision>, StoreError> {
    let Some((participant, _)) = participant(db, session, &header.participant_id)? else { return Ok(None) };
    Ok(stored(db, participant, header.revision)?.filter(|stored| stored.digest == *digest))
}

pub(super) fn newest(
    db: &Connection,
    session: &SessionId,
    participant_id: &ParticipantId,
) -> Result<Option<Option<StoredRevision>>, StoreError> {
    let Some((participant, newest)) = participant(db, session, participant_id)? else { return Ok(None) };
    stored(db, participant, newest).map(Some)
}

pub(super) fn counts(db: &Connection, session: &SessionId) -> Result<Counts, StoreError> {
    let statement = "SELECT invited, submitted, revisions, verified_batches FROM counts WHERE session = ?1";
    let read = |row: &Row<'_>| {
        Ok(Counts {
            invited: row.get(0)?,
            submitted: row.get(1)?,
            revisions: row.get(2)?,
            verified_batches: row.get(3)?,
        })
    };
    Ok(one(db, statement, [session_row(db, session)?], read)?.unwrap_or_default())
}

/// The participant's row and newest revision.
fn participant(
    db: &Connection,
    session: &SessionId,
    participant: &ParticipantId,
) -> Result<Option<(i64, u32)>, StoreError> {
    let statement = "SELECT p.id, p.newest FROM participants p JOIN sessions s ON s.id = p.session
                     WHERE s.session = ?1 AND p.participant = ?2";
    let params = params![session.as_bytes(), participant.as_bytes()];
    one(db, statement, params, |row| Ok((row.get(0)?, row.get(1)?)))
}

/// One of a participant's revisions.
pub(super) fn stored(
    db: &Connection,
    participant: i64,
    revision: u32,
) -> Result<Option<StoredRevision>, StoreError> {
    let statement = "SELECT digest, received_at FROM reports WHERE participant = ?1 AND revision = ?2";
    let read = |row: &Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?));
    let Some((digest, received_at)) = one(db, statement, params![participant, revision], read)? else {
        return Ok(None);
    };
    Ok(Some(StoredRevision { revision, digest: id(&digest, "a report's digest")?, received_at }))
}

fn append(
    db: &Connection,
    session: &SessionId,
    participant: i64,
    report: &NewReport,
) -> Result<(), StoreError> {
    let revision = report.header.revision;
    run(
        db,
        "INSERT INTO reports (participant, revision, digest, received_at, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![participant, revision, report.digest.as_bytes(), report.received_at, report.bytes],
    )?;
    run(db, "UPDATE participants SET newest = ?2 WHERE id = ?1", params![participant, revision])?;
    run(
        db,
        "UPDATE counts SET revisions = revisions + 1, submitted = submitted + ?2 WHERE session = ?1",
        params![session_row(db, session)?, u32::from(revision == 1)],
    )
    .map(drop)
}
