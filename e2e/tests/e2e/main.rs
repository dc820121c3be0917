//! Tacit as a whole: the real programs, a real browser, a real terminal.

mod browser;
mod cohorts;
mod deeper;
mod kill;
mod support;
mod swapped;
mod terminal;
mod wage;
