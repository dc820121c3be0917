//! The program itself, against a real server in this process: what it prints, its exit codes, and that nothing is lost.

mod analyst;
mod flow;
mod key;
mod pty;
mod refusals;
mod server;
mod survey;
