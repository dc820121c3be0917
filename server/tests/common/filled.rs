//! A file of many submissions, soon made.

#![allow(unreachable_pub, clippy::unwrap_used, reason = "for tests and measurements")]

use std::path::Path;

use rusqlite::{Connection, params};

/// Bytes of a submission: of a form with two questions.
const REPORT: usize = 723;

/// Gives the one session of a file that nobody has open so many participants, each with a submission of random bytes.
pub fn fill(path: &Path, rows: u64) {
    let file = Connection::open(path).unwrap();
    file.pragma_update(None, "cache_size", -1_000_000).unwrap();
    file.execute_batch("BEGIN").unwrap();
    let participants =
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?1)
                        INSERT INTO participants (session, participant, assigned, cohort, voucher, newest)
                        SELECT sessions.id, randomblob(32), 0, 0, randomblob(16), 1 FROM numbers, sessions";
    assert_eq!(file.execute(participants, [rows]).unwrap() as u64, rows, "there is one session");
    let reports = "INSERT INTO reports (participant, revision, digest, received_at, bytes)
                   SELECT id, 1, randomblob(32), 1, randomblob(?1) FROM participants";
    file.execute(reports, [REPORT]).unwrap();
    file.execute("UPDATE counts SET invited = ?1, submitted = ?1, revisions = ?1", params![rows]).unwrap();
    file.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}
