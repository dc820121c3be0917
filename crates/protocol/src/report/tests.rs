use data_encoding::HEXLOWER;
use proptest::prelude::*;

use super::*;
use crate::strategies;

fn report() -> Report {
    Report {
        header: ReportHeader {
            report_id: ReportId::try_from(&[1; 16][..]).unwrap(),
            participant_id: ParticipantId::try_from(&[2; 32][..]).unwrap(),
            revision: 0x0304_0506,
            cohort: 0x0708,
        },
        public_share: vec![9; 3],
        leader_share: vec![10; 2],
        helper_share: vec![11; 1],
    }
}

fn session() -> SessionId {
    SessionId::try_from(&[12; 32][..]).unwrap()
}

#[test]
fn layout() {
    let head = [&[1; 16][..], &[2; 32], &[3, 4, 5, 6, 7, 8]].concat();
    let shares = [0, 0, 0, 3, 9, 9, 9, 0, 0, 0, 2, 10, 10, 0, 0, 0, 1, 11];
    assert_eq!(report().get_encoded().unwrap(), [&[1][..], &head, &shares].concat());
    assert_eq!(report().header.get_encoded().unwrap(), head);
    assert_eq!(head.len(), ReportHeader::LEN);
}

#[test]
fn associated_data_is_session_header_and_public_share() {
    let aad = report().header.associated_data(&session(), &[9; 3]);
    let head = report().header.get_encoded().unwrap();
    assert_eq!(aad, [&[12; 32][..], &head, &[9; 3]].concat());
}

/// Made with Python's `hashlib` from the definition.
#[test]
fn known_digest() {
    let digest = report().digest(&session());
    assert_eq!(
        HEXLOWER.encode(digest.as_bytes()),
        "06d1c016615c8ecb172400928da0d04c8c1af0597e8aa1926bd8af0c089ea46e"
    );
}

#[test]
fn the_digest_covers_everything() {
    let good = report();
    let digest = good.digest(&session());
    assert_ne!(good.digest(&SessionId::of_manifest(b"{}")), digest, "session");
    type Alter = fn(&mut Report);
    let alter: [(&str, Alter); 8] = [
        ("report id", |report| report.header.report_id = ReportId::try_from(&[0; 16][..]).unwrap()),
        ("participant", |report| {
            report.header.participant_id = ParticipantId::try_from(&[0; 32][..]).unwrap()
        }),
        ("revision", |report| report.header.revision += 1),
        ("cohort", |report| report.header.cohort += 1),
        ("public share", |report| report.public_share[0] ^= 1),
        ("leader share", |report| report.leader_share[0] ^= 1),
        ("helper share", |report| report.helper_share[0] ^= 1),
        ("border", |report| {
            let moved = report.public_share.pop().unwrap();
            report.leader_share.insert(0, moved);
        }),
    ];
    for (what, alter) in alter {
        let mut report = good.clone();
        alter(&mut report);
        assert_ne!(report.digest(&session()), digest, "{what}");
    }
}

proptest! {
    #[test]
    fn the_length_is_known_ahead(report in strategies::report()) {
        let shares = report.public_share.len() + report.leader_share.len() + report.helper_share.len();
        prop_assert_eq!(report.get_encoded().unwrap().len(), REPORT_OVERHEAD + shares);
    }
}
