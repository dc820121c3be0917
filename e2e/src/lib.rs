//! Runs Tacit's programs as people do: what the demonstration and the tests of the whole share.
