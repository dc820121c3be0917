use proptest::prelude::*;

use super::*;
use crate::{report::Report, strategies};

#[test]
fn rejection_codes_are_fixed() {
    for (reason, code) in [(Rejection::Unsealable, 1), (Rejection::Malformed, 2), (Rejection::Invalid, 3)] {
        assert_eq!(reason.code(), code);
        assert_eq!(Rejection::from_code(code).unwrap(), reason);
        assert_eq!(Verdict::Rejected(reason).get_encoded().unwrap(), [code]);
    }
    let codes: Vec<u8> = Rejection::ALL.into_iter().map(Rejection::code).collect();
    assert_eq!(codes, [1, 2, 3]);
}

#[test]
fn other_codes_are_refused() {
    for code in (0..=u8::MAX).filter(|code| !(1..=3).contains(code)) {
        assert!(matches!(Rejection::from_code(code), Err(CodecError::UnexpectedValue)), "{code}");
    }
    for code in 4..=u8::MAX {
        assert!(matches!(Verdict::get_decoded(&[code]), Err(CodecError::UnexpectedValue)), "{code}");
    }
}

#[test]
fn verdicts_have_a_byte_and_a_message_if_accepted() {
    assert_eq!(Verdict::Accepted([9; 32]).get_encoded().unwrap(), [&[0][..], &[9; 32]].concat());
    assert!(Verdict::get_decoded(&[0; 32]).is_err());
    assert!(matches!(Verdict::get_decoded(&[1, 0]), Err(CodecError::BytesLeftOver(1))));
}

proptest! {
    /// The analyst, who never sees the leader's share, finds the digest that the participant got a receipt for.
    #[test]
    fn an_entry_has_its_reports_digest(report in strategies::report(), session in strategies::session_id()) {
        let entry = BatchEntry {
            header: report.header,
            voucher: [0; 16],
            public_share: report.public_share.clone(),
            leader_share_hash: tacit_envelope::hash::sha256(&[&report.leader_share]),
            helper_share: report.helper_share.clone(),
            leader: LeaderFinding::Rejected(Rejection::Invalid),
        };
        prop_assert_eq!(entry.digest(&session), report.digest(&session));
        let other = Report { leader_share: [&report.leader_share[..], &[0]].concat(), ..report };
        prop_assert_ne!(entry.digest(&session), other.digest(&session));
    }
}
