//! Moving everything out of the file, or into it.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};
use tacit_protocol::ids::{ParticipantId, ReportDigest, SessionId};

use super::{
    EmbeddedStore, closing, deletion, results, sessions,
    sql::{id, one, run, session_row},
};
use crate::store::{
    BatchRecord, CodeHash, CodeRecord, OnceOutcome, SessionRecord, StoreError, StoredRevision,
    portable::{KeptCode, MoveId, MoveState, Outcome, Portable, PortableParticipant, PortableReport},
    records::NO_SESSION,
};

#[async_trait]
impl Portable for EmbeddedStore {
    async fn move_state(&self) -> Result<MoveState, StoreError> {
        self.readers.run(move_state).await
    }

    async fn set_move_state(&self, before: MoveState, after: MoveState) -> Result<bool, StoreError> {
        let set = move |db: &_| match move_state(db)? == before {
            true => set_move_state(db, after).map(|()| true),
            false => Ok(false),
        };
        self.writer.run(set).await
    }

    /// Whoever moves it has the file to itself.
    async fn shut(&self, _: &SessionId) -> Result<(), StoreError> {
        Ok(())
    }

    async fn open_again(&self, _: &SessionId) -> Result<(), StoreError> {
        Ok(())
    }

    async fn codes(&self, after: Option<&CodeHash>, limit: u32) -> Result<Vec<KeptCode>, StoreError> {
        let after = after.copied();
        self.readers.run(move |db| codes(db, after, limit)).await
    }

    async fn invited(
        &self,
        session: &SessionId,
        after: Option<&ParticipantId>,
        limit: u32,
    ) -> Result<Vec<PortableParticipant>, StoreError> {
        let (session, after) = (*session, after.copied());
        self.readers.run(move |db| invited(db, &session, after, limit)).await
    }

    async fn last_invited(
        &self,
        session: &SessionId,
        skip: u32,
    ) -> Result<Option<ParticipantId>, StoreError> {
        let session = *session;
        self.readers.run(move |db| last_invited(db, &session, skip)).await
    }

    async fn report_bytes(
        &self,
        session: &SessionId,
        digests: &[ReportDigest],
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        let (session, digests) = (*session, digests.to_vec());
        self.readers.run(move |db| report_bytes(db, &session, &digests)).await
    }

    /// Whose they are the file itself says: one move at a time.
    async fn take_codes(&self, codes: &[KeptCode], _: MoveId) -> Result<(), StoreError> {
        let codes = codes.to_vec();
        self.writer.run(move |db| codes.iter().try_for_each(|code| take_code(db, code))).await
    }

    async fn drop_codes(&self, codes: &[CodeHash], by: MoveId) -> Result<(), StoreError> {
        let codes = codes.to_vec();
        let statement = "DELETE FROM codes WHERE code = ?1";
        let drop_all = move |db: &Connection| match holds_copies_of(db, by)? {
            true => codes.iter().try_for_each(|code| run(db, statement, [code]).map(drop)),
            false => Ok(()),
        };
        self.writer.run(drop_all).await
    }

    async fn drop_session(&self, session: &SessionId, by: MoveId) -> Result<(), StoreError> {
        let session = *session;
        let begin = move |db: &Connection| match holds_copies_of(db, by)? {
            true => deletion::begin(db, &session),
            false => Ok(None),
        };
        match self.writer.run(begin).await? {
            Some(row) => self.finish_deletion(row).await,
            None => Ok(()),
        }
    }

    async fn take_session(&self, record: &SessionRecord, _: MoveId) -> Result<OnceOutcome, StoreError> {
        let record = record.clone();
        self.writer.run(move |db| take_session(db, &record)).await
    }

    async fn take_participants(
        &self,
        session: &SessionId,
        participants: &[PortableParticipant],
    ) -> Result<(), StoreError> {
        let (session, participants) = (*session, participants.to_vec());
        self.writer.run(move |db| take_participants(db, &session, &participants)).await
    }

    async fn take_reports(&self, session: &SessionId, reports: &[PortableReport]) -> Result<(), StoreError> {
        let (session, reports) = (*session, reports.to_vec());
        self.writer.run(move |db| take_reports(db, &session, &reports)).await
    }

    async fn take_batch_records(
        &self,
        session: &SessionId,
        records: &[BatchRecord],
    ) -> Result<(), StoreError> {
        let (session, records) = (*session, records.to_vec());
        self.writer.run(move |db| take_batch_records(db, &session, &records)).await
    }

    async fn take_outcome(&self, session: &SessionId, outcome: &Outcome) -> Result<(), StoreError> {
        let (session, outcome) = (*session, outcome.clone());
        self.writer.run(move |db| take_outcome(db, &session, &outcome)).await
    }
}

const LEAVING: i64 = 1;
const LEFT: i64 = 2;
const ARRIVING: i64 = 3;
const ARRIVED: i64 = 4;
const GIVING_UP: i64 = 5;
const CHOSEN: i64 = 6;
const CLEARED: i64 = 7;

pub(super) fn move_state(db: &Connection) -> Result<MoveState, StoreError> {
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    match one(db, "SELECT state, move FROM move", [], read)? {
        None => Ok(MoveState::Settled),
        Some((LEAVING, id)) => Ok(MoveState::Leaving(id)),
        Some((GIVING_UP, id)) => Ok(MoveState::GivingUp(id)),
        Some((LEFT, id)) => Ok(MoveState::Left(id)),
        Some((CHOSEN, id)) => Ok(MoveState::Chosen(id)),
        Some((ARRIVING, id)) => Ok(MoveState::Arriving(id)),
        Some((ARRIVED, id)) => Ok(MoveState::Arrived(id)),
        Some((CLEARED, id)) => Ok(MoveState::Cleared(id)),
        Some((other, _)) => Err(StoreError::Damaged(format!("{other} is no state of a move"))),
    }
}

fn set_move_state(db: &Connection, state: MoveState) -> Result<(), StoreError> {
    let (state, id) = match state {
        MoveState::Settled => return run(db, "DELETE FROM move", []).map(drop),
        MoveState::Leaving(id) => (LEAVING, id),
        MoveState::GivingUp(id) => (GIVING_UP, id),
        MoveState::Left(id) => (LEFT, id),
        MoveState::Chosen(id) => (CHOSEN, id),
        MoveState::Arriving(id) => (ARRIVING, id),
        MoveState::Arrived(id) => (ARRIVED, id),
        MoveState::Cleared(id) => (CLEARED, id),
    };
    run(db, "REPLACE INTO move (id, state, move) VALUES (1, ?1, ?2)", params![state, id]).map(drop)
}

/// Whether what there may be of the other store is this move's, and never was for servers.
fn holds_copies_of(db: &Connection, by: MoveId) -> Result<bool, StoreError> {
    Ok([MoveState::Arriving(by), MoveState::Cleared(by)].contains(&move_state(db)?))
}

fn codes(db: &Connection, after: Option<CodeHash>, limit: u32) -> Result<Vec<KeptCode>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT code, expires_at, session FROM codes WHERE code > ?1 ORDER BY code LIMIT ?2",
    )?;
    // An empty key comes before all others.
    let mut rows = statement.query(params![after.map_or_else(Vec::new, Vec::from), limit])?;
    let mut codes = Vec::new();
    while let Some(row) = rows.next()? {
        let session: Option<Vec<u8>> = row.get(2)?;
        codes.push(KeptCode {
            code: CodeRecord { hash: row.get(0)?, expires_at: row.get(1)? },
            session: session.map(|session| id(&session, "a session's id")).transpose()?,
        });
    }
    Ok(codes)
}

fn invited(
    db: &Connection,
    session: &SessionId,
    after: Option<ParticipantId>,
    limit: u32,
) -> Result<Vec<PortableParticipant>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT id, participant, assigned, cohort, voucher FROM participants
         WHERE session = ?1 AND participant > ?2 ORDER BY participant LIMIT ?3",
    )?;
    // An empty key comes before all others.
    let after = after.map_or_else(Vec::new, |after| after.as_bytes().to_vec());
    let mut rows = statement.query(params![session_row(db, session)?, after, limit])?;
    let mut invited = Vec::new();
    while let Some(row) = rows.next()? {
        invited.push(PortableParticipant {
            participant: id(&row.get::<_, Vec<u8>>(1)?, "a participant's id")?,
            assigned: row.get(2)?,
            cohort: row.get(3)?,
            voucher: row.get(4)?,
            revisions: revisions(db, row.get(0)?)?,
        });
    }
    Ok(invited)
}

fn revisions(db: &Connection, participant: i64) -> Result<Vec<StoredRevision>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT revision, digest, received_at FROM reports WHERE participant = ?1 ORDER BY revision",
    )?;
    let mut rows = statement.query([participant])?;
    let mut revisions = Vec::new();
    while let Some(row) = rows.next()? {
        let digest = id(&row.get::<_, Vec<u8>>(1)?, "a report's digest")?;
        revisions.push(StoredRevision { revision: row.get(0)?, digest, received_at: row.get(2)? });
    }
    Ok(revisions)
}

fn last_invited(
    db: &Connection,
    session: &SessionId,
    skip: u32,
) -> Result<Option<ParticipantId>, StoreError> {
    let statement = "SELECT participant FROM participants WHERE session = ?1
                     ORDER BY participant DESC LIMIT 1 OFFSET ?2";
    let found: Option<Vec<u8>> =
        one(db, statement, params![session_row(db, session)?, skip], |row| row.get(0))?;
    found.map(|found| id(&found, "a participant's id")).transpose()
}

fn report_bytes(
    db: &Connection,
    session: &SessionId,
    digests: &[ReportDigest],
) -> Result<Vec<Vec<u8>>, StoreError> {
    let session_row = session_row(db, session)?;
    let statement = "SELECT r.bytes FROM reports r JOIN participants p ON p.id = r.participant
                     WHERE r.digest = ?1 AND p.session = ?2";
    let bytes = |digest: &ReportDigest| {
        one(db, statement, params![digest.as_bytes(), session_row], |row| row.get(0))?
            .ok_or_else(|| StoreError::Damaged(format!("a report of session {session} is missing")))
    };
    digests.iter().map(bytes).collect()
}

fn take_code(db: &Connection, kept: &KeptCode) -> Result<(), StoreError> {
    let statement = "INSERT OR IGNORE INTO codes (code, expires_at, session) VALUES (?1, ?2, ?3)";
    let session = kept.session.map(|session| session.as_bytes().to_vec());
    run(db, statement, params![kept.code.hash, kept.code.expires_at, session])?;
    // It was moved here before, with its session, which was deleted here.
    let again = "UPDATE codes SET session = ?2 WHERE code = ?1 AND session = ?3 AND ?2 IS NOT NULL";
    run(db, again, params![kept.code.hash, session, NO_SESSION]).map(drop)
}

fn take_session(db: &Connection, record: &SessionRecord) -> Result<OnceOutcome, StoreError> {
    match sessions::session(db, &record.session)? {
        Some(found) if found == *record => Ok(OnceOutcome::Written),
        Some(_) => Ok(OnceOutcome::Different),
        None => sessions::insert(db, record).map(|()| OnceOutcome::Written),
    }
}

fn take_participants(
    db: &Connection,
    session: &SessionId,
    participants: &[PortableParticipant],
) -> Result<(), StoreError> {
    let session_row = session_row(db, session)?;
    let statement =
        "INSERT OR IGNORE INTO participants (session, participant, assigned, cohort, voucher, newest)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    for PortableParticipant { participant, assigned, cohort, voucher, revisions } in participants {
        let newest = revisions.last().map_or(0, |newest| newest.revision);
        let params = params![session_row, participant.as_bytes(), assigned, cohort, voucher, newest];
        run(db, statement, params)?;
    }
    Ok(())
}

fn take_reports(db: &Connection, session: &SessionId, reports: &[PortableReport]) -> Result<(), StoreError> {
    let session_row = session_row(db, session)?;
    let statement = "INSERT OR IGNORE INTO reports (participant, revision, digest, received_at, bytes)
                     SELECT id, ?3, ?4, ?5, ?6 FROM participants WHERE session = ?1 AND participant = ?2";
    for PortableReport { participant, stored, bytes } in reports {
        let StoredRevision { revision, digest, received_at } = stored;
        let params =
            params![session_row, participant.as_bytes(), revision, digest.as_bytes(), received_at, bytes];
        run(db, statement, params)?;
    }
    Ok(())
}

fn take_batch_records(
    db: &Connection,
    session: &SessionId,
    records: &[BatchRecord],
) -> Result<(), StoreError> {
    let session_row = session_row(db, session)?;
    for record in records {
        let written = "SELECT 1 FROM batch_records WHERE session = ?1 AND batch = ?2";
        if one(db, written, params![session_row, record.index], |_| Ok(()))?.is_none() {
            results::insert_record(db, session_row, record)?;
        }
    }
    Ok(())
}

fn take_outcome(db: &Connection, session: &SessionId, outcome: &Outcome) -> Result<(), StoreError> {
    let row = session_row(db, session)?;
    let count = "UPDATE counts SET (invited, submitted, revisions) =
                     (SELECT count(*), count(*) FILTER (WHERE newest > 0), coalesce(sum(newest), 0)
                      FROM participants WHERE session = ?1),
                 verified_batches = (SELECT count(*) FROM batch_records WHERE session = ?1)
                 WHERE session = ?1";
    run(db, count, [row])?;
    let count = "REPLACE INTO cohort_counts (session, cohort, invited, submitted)
                 SELECT session, cohort, count(*), count(*) FILTER (WHERE newest > 0)
                 FROM participants WHERE session = ?1 GROUP BY cohort";
    run(db, count, [row])?;
    if let Some(set) = &outcome.frozen
        && closing::frozen(db, session)?.is_none()
    {
        closing::write(db, session, set)?;
    }
    let once = [
        ("INSERT OR IGNORE INTO releases (session, release) VALUES (?1, ?2)", &outcome.release),
        ("INSERT OR IGNORE INTO publications (session, results) VALUES (?1, ?2)", &outcome.results),
    ];
    for (statement, bytes) in once {
        if let Some(bytes) = bytes {
            run(db, statement, params![row, bytes])?;
        }
    }
    Ok(())
}
