//! The leader: stores sealed reports, serves the page, computes with the analyst.
//!
//! The HTTP interface is §10 of `docs/PROTOCOL.md`. A request passes [`telemetry`], the limits and the headers of the
//! `router`, and ends in one function of `handlers`; what is remembered goes through [`store::Store`], what is secret
//! through `session`. Refusals are [`tacit_protocol::problem`]s.

pub mod store;
