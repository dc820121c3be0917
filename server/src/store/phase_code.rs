//! Phases as both stores write them. The numbers are on disk: never change one.

use tacit_protocol::phase::Phase;

use super::StoreError;

/// Of a session that is being deleted: as if it weren't there.
pub(super) const DELETED: i32 = 99;

/// Is added to the number of a session that is being moved to another store: no server finds it in any phase.
pub(super) const MOVING: i32 = 100;

/// The number that stands for a phase.
pub(super) fn code(phase: Phase) -> i32 {
    match phase {
        Phase::Draft => 0,
        Phase::Open => 1,
        Phase::Paused => 2,
        Phase::Closing => 3,
        Phase::Closed => 4,
        Phase::Released => 5,
    }
}

/// The phase that a number stands for.
pub(super) fn phase(found: i64) -> Result<Phase, StoreError> {
    use Phase::*;
    [Draft, Open, Paused, Closing, Closed, Released]
        .into_iter()
        .find(|phase| i64::from(code(*phase)) == found)
        .ok_or_else(|| StoreError::Damaged(format!("{found} is no phase")))
}
