//! The leader: stores sealed reports, serves the page, computes with the analyst.
fn main() {}
