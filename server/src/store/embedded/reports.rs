//! Reports as they come in, and how many.

use rusqlite::{Connection, Row, params};
use tacit_protocol::{
    ids::{ParticipantId, ReportDigest, SessionId},
    phase::Phase,
    report::ReportHeader,
};

use super::{
    invitations, sessions,
    sql::{id, one, run, session_row},
};
use crate::store::{
    Counts, MAX_REVISIONS, NewReport, Participant, PutOutcome, StoreError, StoredRevision, Submission,
};

pub(super) fn put(
    db: &Connection,
    session: &SessionId,
    report: &NewReport,
) -> Result<PutOutcome, StoreError> {
    let Some(author) = author(db, session, &report.header.participant_id)? else {
        return Ok(PutOutcome::NotInvited);
    };
    let (newest, revision) = (author.newest, report.header.revision);
    if let Some(stored) = stored(db, author.row, revision)?
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
    append(db, &author, report)?;
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
    let Some(author) = author(db, session, &header.participant_id)? else { return Ok(None) };
    Ok(stored(db, author.row, header.revision)?.filter(|stored| stored.digest == *digest))
}

pub(super) fn participant(
    db: &Connection,
    session: &SessionId,
    participant_id: &ParticipantId,
) -> Result<Option<Participant>, StoreError> {
    let Some(author) = author(db, session, participant_id)? else { return Ok(None) };
    let newest = match author.newest {
        0 => None,
        newest => stored(db, author.row, newest)?,
    };
    Ok(Some(Participant { cohort: author.cohort, newest }))
}

pub(super) fn submissions(
    db: &Connection,
    session: &SessionId,
    after: Option<ParticipantId>,
    limit: u32,
) -> Result<Vec<Submission>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT p.participant, p.cohort, p.newest,
                (SELECT received_at FROM reports WHERE participant = p.id AND revision = 1),
                (SELECT received_at FROM reports WHERE participant = p.id AND revision = p.newest)
         FROM participants p WHERE p.session = ?1 AND p.newest > 0 AND p.participant > ?2
         ORDER BY p.participant LIMIT ?3",
    )?;
    // An empty key comes before all others.
    let after = after.map_or_else(Vec::new, |after| after.as_bytes().to_vec());
    let mut rows = statement.query(params![session_row(db, session)?, after, limit])?;
    let mut submissions = Vec::new();
    while let Some(row) = rows.next()? {
        submissions.push(Submission {
            participant: id(&row.get::<_, Vec<u8>>(0)?, "a participant's id")?,
            cohort: row.get(1)?,
            revision: row.get(2)?,
            first_at: row.get(3)?,
            newest_at: row.get(4)?,
        });
    }
    Ok(submissions)
}

pub(super) fn counts(db: &Connection, session: &SessionId) -> Result<Counts, StoreError> {
    let statement = "SELECT invited, submitted, revisions, verified_batches FROM counts WHERE session = ?1";
    let session_row = session_row(db, session)?;
    let cohorts = invitations::counts(db, session_row)?;
    let read = |row: &Row<'_>| {
        Ok(Counts {
            invited: row.get(0)?,
            submitted: row.get(1)?,
            revisions: row.get(2)?,
            verified_batches: row.get(3)?,
            cohorts,
        })
    };
    Ok(one(db, statement, [session_row], read)?.unwrap_or_default())
}

const SESSION: &str = "SELECT id FROM sessions WHERE session = ?1";
const AUTHOR: &str = "SELECT id, newest, cohort FROM participants WHERE session = ?1 AND participant = ?2";

/// A participant who is invited.
struct Author {
    session_row: i64,
    row: i64,
    newest: u32,
    cohort: u16,
}

/// By two statements: one that joins would be planned anew each time.
fn author(
    db: &Connection,
    session: &SessionId,
    participant: &ParticipantId,
) -> Result<Option<Author>, StoreError> {
    let Some(session_row) = one::<i64>(db, SESSION, [session.as_bytes()], |row| row.get(0))? else {
        return Ok(None);
    };
    let params = params![session_row, participant.as_bytes()];
    let read = |row: &Row<'_>| {
        Ok(Author { session_row, row: row.get(0)?, newest: row.get(1)?, cohort: row.get(2)? })
    };
    one(db, AUTHOR, params, read)
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

fn append(db: &Connection, author: &Author, report: &NewReport) -> Result<(), StoreError> {
    let session_row = author.session_row;
    let ReportHeader { revision, cohort, .. } = report.header;
    run(
        db,
        "INSERT INTO reports (participant, revision, digest, received_at, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![author.row, revision, report.digest.as_bytes(), report.received_at, report.bytes],
    )?;
    let params = params![author.row, revision, cohort];
    run(db, "UPDATE participants SET newest = ?2, cohort = ?3 WHERE id = ?1", params)?;
    if author.cohort != cohort {
        invitations::count(db, session_row, author.cohort, -1, -i64::from(revision > 1))?;
        invitations::count(db, session_row, cohort, 1, 1)?;
    } else if revision == 1 {
        invitations::count(db, session_row, cohort, 0, 1)?;
    }
    run(
        db,
        "UPDATE counts SET revisions = revisions + 1, submitted = submitted + ?2 WHERE session = ?1",
        params![session_row, u32::from(revision == 1)],
    )
    .map(drop)
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;
    use crate::store::embedded::file;

    #[test]
    fn an_author_is_looked_up_without_planning_again() {
        let folder = tempfile::tempdir().unwrap();
        let db = file::open(&folder.path().join("tacit.db")).unwrap();
        let session = SessionId::of_manifest(b"{}");
        let ids = [1, 2, 3].map(|byte| ParticipantId::try_from(&[byte; 32][..]).unwrap());
        db.execute(
            "INSERT INTO sessions (id, session, offer, analyst, phase, created_at, sealed_signing_seed, manifest)
                 VALUES (5, ?1, x'02', x'03', 1, 5, x'06', x'07')",
            [session.as_bytes()],
        )
        .unwrap();
        for id in &ids {
            let invite = "INSERT INTO participants (session, participant, assigned, cohort, voucher) VALUES (5, ?1, 0, 0, x'08')";
            db.execute(invite, [id.as_bytes()]).unwrap();
            assert_eq!(participant(&db, &session, id).unwrap().unwrap().newest, None);
        }
        for statement in [SESSION, AUTHOR] {
            let statement = db.prepare_cached(statement).unwrap();
            assert!(statement.get_status(StatementStatus::Run) >= 3, "it was kept");
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
        }
    }
}
