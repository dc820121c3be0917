//! What the analyst's program keeps in files and in notes at a server, and the files that it is given. The first byte says which.

use std::{collections::HashSet, sync::LazyLock};

use tacit_analyst::{decoders, time};
use tacit_protocol::ids::SessionId;
use tacit_tally::{Circuit, helper::HelperSums};

use crate::reports;

/// What reads it, and one of its kind.
type Kind = (fn(&[u8]), &'static str);

const KINDS: [Kind; 5] = [
    (people, "label,name,email,cohort\nA1,Ana,ana@example.org,North\nA2,Ana,,\n"),
    (template, "Subject: {title}\n\nDear {name},\n\n{link}\n\n{analyst}\n"),
    (
        sessions,
        r#"{"version":1,"sessions":[{"session":"SESSION","title":"T","server":"http://one.example/","invited":3,"offset":3600}]}"#,
    ),
    (
        book,
        r#"{"version":1,"session":"SESSION","invitations":[{"name":"NAME","label":"A","registered":true,"sent_at":5}]}"#,
    ),
    (time, "2026-03-31T18:00:00+02:00"),
];

pub(crate) fn run(bytes: &[u8]) {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    match KINDS.get(usize::from(*kind)) {
        Some((run, _)) => run(bytes),
        None => note(bytes),
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let seed = |(number, (_, text)): (usize, &Kind)| {
        let text = text.replace("SESSION", &SESSION.to_string()).replace("NAME", &"a".repeat(26));
        [&[number as u8], text.as_bytes()].concat()
    };
    KINDS.iter().enumerate().map(seed).chain([[&[KINDS.len() as u8], a_note().as_slice()].concat()]).collect()
}

static SESSION: LazyLock<SessionId> = LazyLock::new(|| SessionId::of_manifest(b"analysts"));

/// Everybody can be told apart.
fn people(bytes: &[u8]) {
    if let Some(labels) = decoders::people(bytes) {
        let different: HashSet<&String> = labels.iter().filter(|label| !label.is_empty()).collect();
        assert!(!labels.is_empty() && different.len() == labels.len());
    }
}

fn template(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes)
        && decoders::template(text)
    {
        assert!(text.contains("{link}"));
    }
}

fn sessions(bytes: &[u8]) {
    same(bytes, decoders::sessions);
}

fn book(bytes: &[u8]) {
    same(bytes, |bytes| decoders::book(&SESSION, bytes));
}

/// What is read is the same once it is written.
fn same(bytes: &[u8], written: impl Fn(&[u8]) -> Option<Vec<u8>>) {
    if let Some(once) = written(bytes) {
        assert_eq!(written(&once), Some(once));
    }
}

/// What is shown of a time, to the second, is that time.
fn time(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes)
        && let Ok(moment) = time::parse(text)
    {
        let _ = time::for_people(moment.at, moment.offset);
        let shown = time::parse(&time::show(moment.at)).expect("what is shown can be read");
        assert!(shown.at.abs_diff(moment.at) <= 500);
    }
}

fn note(bytes: &[u8]) {
    let circuit: &Circuit = &reports::CIRCUIT;
    if let Some(written) = decoders::note(circuit, bytes) {
        assert_eq!(written, bytes);
    }
}

/// Version, number of reports, root, two participants, numbers of accepted and rejected ones, no sums.
fn a_note() -> Vec<u8> {
    let head = [&[1][..], &[0, 0, 0, 3], &[7; 32], &[8; 32], &[9; 32], &[0; 4], &[0; 12]].concat();
    [head.as_slice(), &HelperSums::new().encode()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fuzzer_starts_from_what_can_be_read() {
        let seeds = seeds();
        let [list, letter, known, invited, at, noted] = seeds.as_slice() else { panic!("{}", seeds.len()) };
        assert_eq!(decoders::people(&list[1..]).unwrap().len(), 2);
        assert!(decoders::template(str::from_utf8(&letter[1..]).unwrap()));
        assert!(decoders::sessions(&known[1..]).is_some());
        assert!(decoders::book(&SESSION, &invited[1..]).is_some());
        assert!(time::parse(str::from_utf8(&at[1..]).unwrap()).is_ok());
        assert!(decoders::note(&reports::CIRCUIT, &noted[1..]).is_some());
    }
}
