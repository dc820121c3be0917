//! The frozen set: how it is written, and reading it in batches. [`freezing`](super::freezing) makes it.

use rusqlite::{Connection, Row, params};
use tacit_protocol::{
    ids::{ReportDigest, SessionId},
    merkle::{Hash, Tree},
};

use super::sql::{id, one, run, session_row};
use crate::store::{FrozenReport, FrozenSet, StoreError};

/// Numbers a report of a set, also anew.
pub(super) const NUMBER: &str = "INSERT INTO frozen_reports (session, position, report) VALUES (?1, ?2, ?3)
                                 ON CONFLICT (session, position) DO UPDATE SET report = excluded.report";

/// The roots over a set's digests, and over those of each batch, as they come in order.
pub(super) struct Roots {
    batch_size: u32,
    submitted: u64,
    all: Tree,
    /// Of complete batches.
    batches: Vec<Hash>,
    /// What there is of the next.
    batch: Tree,
}

impl Roots {
    pub(super) fn new(batch_size: u32) -> Self {
        let (all, batch) = (Tree::new(), Tree::new());
        Self { batch_size: batch_size.max(1), submitted: 0, all, batches: Vec::new(), batch }
    }

    pub(super) fn push(&mut self, digest: &ReportDigest) {
        self.all.push(digest);
        self.batch.push(digest);
        self.submitted += 1;
        if self.is_between_batches() {
            self.batches.push(std::mem::take(&mut self.batch).root());
        }
    }

    /// How many digests there were.
    pub(super) fn submitted(&self) -> u64 {
        self.submitted
    }

    pub(super) fn batch_size(&self) -> u32 {
        self.batch_size
    }

    pub(super) fn root(&self) -> Hash {
        self.all.root()
    }

    /// Those of all batches, in order.
    pub(super) fn batch_roots(&self) -> Vec<Hash> {
        let last = (!self.is_between_batches()).then(|| self.batch.root());
        self.batches.iter().copied().chain(last).collect()
    }

    fn is_between_batches(&self) -> bool {
        self.submitted.is_multiple_of(self.batch_size.into())
    }
}

/// Writes a set that was frozen elsewhere, of a session that has none; an error if the reports are others.
///
/// In one piece: no server is at work.
pub(super) fn write(db: &Connection, session: &SessionId, set: &FrozenSet) -> Result<(), StoreError> {
    let row = session_row(db, session)?;
    let roots = order(db, row, set.batch_size)?;
    if (roots.root(), roots.submitted()) != (set.root, set.submitted) {
        return Err(StoreError::Damaged(format!("the frozen set of session {session} isn't of its reports")));
    }
    insert(db, row, set, &roots.batch_roots())
}

pub(super) fn insert(
    db: &Connection,
    session_row: i64,
    set: &FrozenSet,
    batch_roots: &[Hash],
) -> Result<(), StoreError> {
    let FrozenSet { closed_at, invited, submitted, revisions, batch_size, root } = set;
    run(
        db,
        "INSERT INTO frozen_sets (session, closed_at, invited, submitted, revisions, batch_size, root, batch_roots)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![session_row, closed_at, invited, submitted, revisions, batch_size, root, batch_roots.concat()],
    )
    .map(drop)
}

/// Numbers the newest revisions by ascending participant id; answers the roots over them.
fn order(db: &Connection, session_row: i64, batch_size: u32) -> Result<Roots, StoreError> {
    let mut newest = db.prepare_cached(
        "SELECT r.id, r.digest FROM participants p JOIN reports r ON r.participant = p.id AND r.revision = p.newest
         WHERE p.session = ?1 ORDER BY p.participant",
    )?;
    let mut rows = newest.query([session_row])?;
    let mut roots = Roots::new(batch_size);
    while let Some(row) = rows.next()? {
        let report: i64 = row.get(0)?;
        run(db, NUMBER, params![session_row, roots.submitted(), report])?;
        roots.push(&id(&row.get::<_, Vec<u8>>(1)?, "a report's digest")?);
    }
    Ok(roots)
}

pub(super) fn frozen(db: &Connection, session: &SessionId) -> Result<Option<FrozenSet>, StoreError> {
    let statement = "SELECT closed_at, invited, submitted, revisions, batch_size, root FROM frozen_sets f
                     JOIN sessions s ON s.id = f.session WHERE s.session = ?1";
    let read = |row: &Row<'_>| {
        Ok(FrozenSet {
            closed_at: row.get(0)?,
            invited: row.get(1)?,
            submitted: row.get(2)?,
            revisions: row.get(3)?,
            batch_size: row.get(4)?,
            root: row.get(5)?,
        })
    };
    one(db, statement, [session.as_bytes()], read)
}

pub(super) fn batch(
    db: &Connection,
    session: &SessionId,
    index: u32,
) -> Result<Vec<FrozenReport>, StoreError> {
    let Some(set) = frozen(db, session)? else { return Ok(Vec::new()) };
    let first = u64::from(index) * u64::from(set.batch_size);
    let reports = db
        .prepare_cached(
            "SELECT p.voucher, r.bytes FROM frozen_reports f JOIN reports r ON r.id = f.report
             JOIN participants p ON p.id = r.participant
             WHERE f.session = ?1 AND f.position >= ?2 AND f.position < ?3 ORDER BY f.position",
        )?
        .query_map(params![session_row(db, session)?, first, first + u64::from(set.batch_size)], |row| {
            Ok(FrozenReport { voucher: row.get(0)?, bytes: row.get(1)? })
        })?
        .collect::<Result<_, _>>()?;
    Ok(reports)
}
