//! Builds, demonstrates and tests Tacit.
fn main() {}
