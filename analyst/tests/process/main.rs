//! The program itself, against a real server in this process: what it prints, its exit codes, and that nothing is lost.

#![allow(clippy::unwrap_used, reason = "a test that can't go on panics")]

mod analyst;
mod at_once;
mod cohorts;
mod flow;
mod form;
mod interrupted;
mod invitations;
mod key;
mod kill;
mod mail;
mod mailbox;
mod noise;
mod pty;
mod refusals;
mod report;
mod schema;
mod server;
mod sessions;
mod survey;
mod terminal;
mod transcript;
mod watching;
