//! One function an endpoint (§10 of `docs/PROTOCOL.md`). What is said above each is what its description says of it (`api`).

pub(crate) mod administration;
pub(crate) mod analyst;
pub(crate) mod batches;
pub(crate) mod documentation;
pub(crate) mod pages;
pub(crate) mod release;
pub(crate) mod results;
pub(crate) mod sessions;
pub(crate) mod submission;
