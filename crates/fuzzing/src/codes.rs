//! The operator's codes, as somebody types them.

use tacit_protocol::code::Code;

pub(crate) fn run(bytes: &[u8]) {
    let Ok(typed) = str::from_utf8(bytes) else { return };
    if let Ok(code) = typed.parse::<Code>() {
        assert_eq!(code.expose().parse::<Code>().ok().map(|again| again.hash()), Some(code.hash()));
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    [
        "ABCD-EFGH-IJKL-MN23",
        "abcdefghijklmn23",
        " abcd efgh\tijkl mn23 ",
        "0189-0189-0189-0189",
        "ABCD-EFGH-IJKL",
    ]
    .map(|seed| seed.as_bytes().to_vec())
    .into()
}
