//! What members say to commands that they can't, or can't be sure to, carry out. Codes and labels are those of MongoDB's servers (`error_codes.yml`).

use mongodb::bson::{Document, doc};

use super::{hello::topology_version, standing::Standing};

/// Commands that read.
const READS: [&str; 6] = ["find", "aggregate", "count", "distinct", "listCollections", "listIndexes"];

/// To a command for a primary, by somebody who isn't. `repeatable`: it is a write that the driver may send once more.
pub(super) fn not_primary(name: &str, me: usize, standing: Standing, repeatable: bool) -> Document {
    let (code, code_name) = if READS.contains(&name) {
        (13435, "NotPrimaryNoSecondaryOk")
    } else {
        (10107, "NotWritablePrimary")
    };
    undone(code, code_name, "not primary", me, standing, repeatable)
}

/// To a command that was under way when the primary stepped down, and has done nothing.
pub(super) fn interrupted(me: usize, standing: Standing, repeatable: bool) -> Document {
    let why = "operation was interrupted";
    undone(11602, "InterruptedDueToReplStateChange", why, me, standing, repeatable)
}

/// To a write that was under way when the primary stepped down, and is done; whether a majority will have it isn't known.
pub(super) fn unsure(mut answer: Document, repeatable: bool) -> Document {
    let code_name = "InterruptedDueToReplStateChange";
    let error = doc! { "code": 11602, "codeName": code_name, "errmsg": "operation was interrupted" };
    answer.insert("writeConcernError", error);
    if repeatable {
        answer.insert("errorLabels", ["RetryableWriteError"].to_vec());
    }
    answer
}

/// Whether a command is only for primaries. The others are about the connection, or about what was begun there.
pub(super) fn needs_primary(name: &str) -> bool {
    !matches!(name, "ping" | "buildInfo" | "getMore" | "killCursors" | "endSessions")
}

/// Whether a command may write.
pub(super) fn may_write(name: &str) -> bool {
    needs_primary(name) && !READS.contains(&name)
}

fn undone(
    code: i32,
    code_name: &str,
    why: &str,
    me: usize,
    standing: Standing,
    repeatable: bool,
) -> Document {
    let version = topology_version(me, standing);
    let mut error =
        doc! { "ok": 0.0, "code": code, "codeName": code_name, "errmsg": why, "topologyVersion": version };
    if repeatable {
        error.insert("errorLabels", ["RetryableWriteError", "NoWritesPerformed"].to_vec());
    }
    error
}
