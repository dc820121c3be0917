//! Freezing the set, a large one piece by piece, so that nobody who writes waits for long.
//!
//! What is one piece is frozen in one transaction. Of more, the first step puts the session into [`Phase::Closing`], from where no way
//! leads back: what it has taken by then is the set, and it takes nothing any more. Then the newest reports are read by ascending participant id and numbered, some at a time; they have the same
//! numbers whoever does that, and however often. The last step writes the set with its root, which nobody sees before, and closes. Wherever this
//! stops, the session is closing, and whoever closes it again begins with the first number.

use rusqlite::{Connection, Row, params};
use tacit_protocol::{
    ids::{ReportDigest, SessionId},
    phase::Phase,
};

use super::{
    closing::{self, Roots, frozen},
    readers::Readers,
    reports, sessions,
    sql::{id, run, session_row},
    writer::Writer,
};
use crate::store::{FrozenSet, StoreError};

/// How many reports a piece has.
pub(super) const PIECE: usize = 2_000;

/// Reports that come one after another.
#[derive(Default)]
struct Piece {
    /// How many come before the first.
    before: u64,
    /// The rows of the reports.
    rows: Vec<i64>,
    /// The participant of the last; empty, which comes before all others, where there is none.
    last: Vec<u8>,
}

/// Freezes the set. Memory doesn't grow with it, but for the batches' roots.
pub(super) async fn freeze(
    (readers, writer, length): (&Readers, &Writer, usize),
    session: SessionId,
    closed_at: u64,
    batch_size: u32,
) -> Result<FrozenSet, StoreError> {
    let first_step = move |db: &_| first_step(db, &session, closed_at, (batch_size, length));
    if let Some(set) = writer.run(first_step).await? {
        return Ok(set);
    }
    let (mut roots, mut piece) = (Roots::new(batch_size), Piece::default());
    loop {
        let before = piece;
        (roots, piece) = readers.run(move |db| next(db, &session, roots, (&before, length))).await?;
        if piece.rows.is_empty() {
            break;
        }
        let (first, rows) = (piece.before, std::mem::take(&mut piece.rows));
        piece.before += rows.len() as u64;
        if let Some(set) = writer.run(move |db| number(db, &session, first, &rows)).await? {
            return Ok(set);
        }
    }
    writer.run(move |db| finish(db, &session, closed_at, &roots)).await
}

/// Begins, and if the set is small, goes on to the end; answers the set if it is frozen then.
fn first_step(
    db: &Connection,
    session: &SessionId,
    closed_at: u64,
    (batch_size, length): (u32, usize),
) -> Result<Option<FrozenSet>, StoreError> {
    let set = begin(db, session)?;
    if set.is_some() || reports::counts(db, session)?.submitted > length as u64 {
        return Ok(set);
    }
    let (mut roots, mut piece) = next(db, session, Roots::new(batch_size), (&Piece::default(), length))?;
    while !piece.rows.is_empty() {
        number(db, session, piece.before, &piece.rows)?;
        piece.before += piece.rows.len() as u64;
        (roots, piece) = next(db, session, roots, (&piece, length))?;
    }
    finish(db, session, closed_at, &roots).map(Some)
}

/// From here on the session takes nothing; answers the set if it is frozen already.
fn begin(db: &Connection, session: &SessionId) -> Result<Option<FrozenSet>, StoreError> {
    if let Some(set) = frozen(db, session)? {
        return Ok(Some(set));
    }
    let phase = sessions::phase(db, session)?;
    if phase == Phase::Closing {
        return Ok(None);
    }
    if !phase.allows(Phase::Closing) {
        return Err(StoreError::Damaged(format!("session {session} is closed, but has no frozen set")));
    }
    sessions::write_phase(db, session, Phase::Closing).map(|()| None)
}

/// The piece after this one, of this length, whose digests join the roots; an empty one: there is none.
fn next(
    db: &Connection,
    session: &SessionId,
    mut roots: Roots,
    (before, length): (&Piece, usize),
) -> Result<(Roots, Piece), StoreError> {
    let mut newest = db.prepare_cached(
        "SELECT r.id, r.digest, p.participant
         FROM participants p JOIN reports r ON r.participant = p.id AND r.revision = p.newest
         WHERE p.session = ?1 AND p.participant > ?2 ORDER BY p.participant LIMIT ?3",
    )?;
    let mut found = newest.query(params![session_row(db, session)?, before.last, length])?;
    let mut piece = Piece { before: before.before, rows: Vec::new(), last: Vec::new() };
    while let Some(row) = found.next()? {
        roots.push(&digest(row)?);
        piece.rows.push(row.get(0)?);
        piece.last = row.get(2)?;
    }
    Ok((roots, piece))
}

fn digest(row: &Row<'_>) -> Result<ReportDigest, StoreError> {
    id(&row.get::<_, Vec<u8>>(1)?, "a report's digest")
}

/// Numbers these reports from `first` on; answers the set if somebody else has frozen it meanwhile.
fn number(
    db: &Connection,
    session: &SessionId,
    first: u64,
    reports: &[i64],
) -> Result<Option<FrozenSet>, StoreError> {
    let set = begin(db, session)?;
    if set.is_none() {
        let session_row = session_row(db, session)?;
        for (position, report) in (first..).zip(reports) {
            run(db, closing::NUMBER, params![session_row, position, report])?;
        }
    }
    Ok(set)
}

/// The last step.
fn finish(
    db: &Connection,
    session: &SessionId,
    closed_at: u64,
    roots: &Roots,
) -> Result<FrozenSet, StoreError> {
    if let Some(set) = begin(db, session)? {
        return Ok(set);
    }
    let counts = reports::counts(db, session)?;
    let (submitted, counted) = (roots.submitted(), counts.submitted);
    if submitted != counted {
        return Err(StoreError::Damaged(format!(
            "session {session} has {submitted} reports, but counted {counted}"
        )));
    }
    let set = FrozenSet {
        closed_at,
        invited: counts.invited,
        submitted,
        revisions: counts.revisions,
        batch_size: roots.batch_size(),
        root: roots.root(),
    };
    closing::insert(db, session_row(db, session)?, &set, &roots.batch_roots())?;
    sessions::write_phase(db, session, Phase::Closed)?;
    Ok(set)
}
