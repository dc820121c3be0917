//! One function an endpoint (§10 of `docs/PROTOCOL.md`).

pub(crate) mod administration;
pub(crate) mod analyst;
pub(crate) mod batches;
pub(crate) mod pages;
pub(crate) mod release;
pub(crate) mod results;
pub(crate) mod sessions;
pub(crate) mod submission;
