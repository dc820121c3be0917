use Phase::*;

use super::*;

const ALL: [Phase; 6] = [Draft, Open, Paused, Closing, Closed, Released];

#[test]
fn every_pair() {
    // Rows: from; columns: to, both in the order of ALL.
    let table = [
        ".O.C..", // Draft
        "..PC..", // Open
        ".O.C..", // Paused
        "....X.", // Closing
        ".....R", // Closed
        "......", // Released
    ];
    for (from, row) in ALL.into_iter().zip(table) {
        for (to, cell) in ALL.into_iter().zip(row.chars()) {
            assert_eq!(from.allows(to), cell != '.', "{from:?} to {to:?}");
        }
    }
}

#[test]
fn windows_by_phase_and_time() {
    use Window::{Closed as Over, NotYetOpen as Early, Open as Now, Paused as Held};
    const FROM: u64 = 1_000;
    const TO: u64 = 2_000;
    for (opens_at, closes_at, now, windows) in [
        (None, None, 0, [Early, Now, Held, Over, Over, Over]),
        (None, None, u64::MAX, [Early, Now, Held, Over, Over, Over]),
        (Some(FROM), None, FROM - 1, [Early, Early, Early, Over, Over, Over]),
        (Some(FROM), None, FROM, [Early, Now, Held, Over, Over, Over]),
        (None, Some(TO), TO - 1, [Early, Now, Held, Over, Over, Over]),
        (None, Some(TO), TO, [Over; 6]),
        (Some(FROM), Some(TO), FROM - 1, [Early, Early, Early, Over, Over, Over]),
        (Some(FROM), Some(TO), FROM, [Early, Now, Held, Over, Over, Over]),
        (Some(FROM), Some(TO), TO - 1, [Early, Now, Held, Over, Over, Over]),
        (Some(FROM), Some(TO), TO, [Over; 6]),
        (Some(FROM), Some(TO), u64::MAX, [Over; 6]),
    ] {
        for (phase, window) in ALL.into_iter().zip(windows) {
            let found = phase.admission(opens_at, closes_at, now);
            assert_eq!(found, window, "{phase:?}, {opens_at:?} to {closes_at:?} at {now}");
        }
    }
}

#[test]
fn a_closed_session_never_opens_again() {
    for from in [Closing, Closed, Released] {
        assert!([Draft, Open, Paused].into_iter().all(|to| !from.allows(to)), "{from:?}");
    }
}

#[test]
fn names_in_json() {
    let names = ["draft", "open", "paused", "closing", "closed", "released"];
    for (phase, name) in ALL.into_iter().zip(names) {
        assert_eq!(serde_json::to_value(phase).unwrap(), name);
        assert_eq!(serde_json::from_value::<Phase>(name.into()).unwrap(), phase);
    }
    for (window, name) in [
        (Window::NotYetOpen, "not_yet_open"),
        (Window::Open, "open"),
        (Window::Paused, "paused"),
        (Window::Closed, "closed"),
    ] {
        assert_eq!(serde_json::to_value(window).unwrap(), name);
        assert_eq!(serde_json::from_value::<Window>(name.into()).unwrap(), window);
    }
    assert!(serde_json::from_str::<Phase>("\"deleted\"").is_err());
}
