//! Cells that are pasted into the page.

use tacit_sheet::clipboard::{copied, lines};

/// What is pasted is the same once it is copied.
pub(crate) fn run(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let rows = lines(text);
    let cells: usize = rows.iter().map(Vec::len).sum();
    assert!(cells <= text.chars().count() + 1);
    assert_eq!(lines(&copied(&rows)), rows);
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    ["1\t2\r\n3\t4\r\n", "1\n", "\t\n7\t", "\"a\tb\"\t\"say \"\"x\"\"\"\n", "5\" pipe\t\"open", "1\r\n\r\n"]
        .map(|seed| seed.as_bytes().to_vec())
        .into()
}
