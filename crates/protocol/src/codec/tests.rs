use std::fmt::Debug;

use proptest::{prelude::*, test_runner::TestCaseError};

use super::*;
use crate::{
    batch::{Batch, Notes, Verdicts},
    closing::SignedClosingStatement,
    invitation::Invitations,
    receipt::SignedReceipt,
    release::{Release, ReleaseRequest, SignedRelease},
    report::Report,
    session::CreateSession,
    strategies,
};

/// What every message keeps, whatever it says.
fn holds<T: Encode + Decode + PartialEq + Debug>(message: &T) -> Result<(), TestCaseError> {
    let bytes = message.get_encoded().unwrap();
    prop_assert_eq!(&T::get_decoded(&bytes).unwrap(), message);
    if let Some(len) = message.encoded_len() {
        prop_assert_eq!(len, bytes.len());
    }
    trailing_bytes_are_refused::<T>(&bytes)?;
    truncations_are_refused::<T>(&bytes)?;
    other_versions_are_refused::<T>(&bytes)?;
    altered_bytes_are_another_message(message, &bytes)
}

fn trailing_bytes_are_refused<T: Decode + Debug>(bytes: &[u8]) -> Result<(), TestCaseError> {
    for trailing in [0, VERSION, 0xff] {
        let longer = [bytes, &[trailing]].concat();
        let refused = matches!(T::get_decoded(&longer), Err(CodecError::BytesLeftOver(1)));
        prop_assert!(refused, "a trailing byte {trailing} passes");
    }
    Ok(())
}

fn truncations_are_refused<T: Decode + Debug>(bytes: &[u8]) -> Result<(), TestCaseError> {
    for len in 0..bytes.len() {
        let refused = matches!(
            T::get_decoded(&bytes[..len]),
            Err(CodecError::Io(_) | CodecError::LengthPrefixTooBig(_))
        );
        prop_assert!(refused, "{len} of {} bytes pass", bytes.len());
    }
    Ok(())
}

fn other_versions_are_refused<T: Decode + Debug>(bytes: &[u8]) -> Result<(), TestCaseError> {
    let mut bytes = bytes.to_vec();
    for version in (0..=u8::MAX).filter(|version| *version != VERSION) {
        bytes[0] = version;
        let refused = matches!(T::get_decoded(&bytes), Err(CodecError::UnexpectedValue));
        prop_assert!(refused, "version {version} passes");
    }
    Ok(())
}

/// No message has two encodings: altered bytes are refused, or are exactly the encoding of another message.
fn altered_bytes_are_another_message<T: Encode + Decode + PartialEq + Debug>(
    message: &T,
    bytes: &[u8],
) -> Result<(), TestCaseError> {
    for position in 0..bytes.len() {
        for flip in [0x01, 0x02, 0x80, 0xff] {
            let mut altered = bytes.to_vec();
            altered[position] ^= flip;
            if let Ok(other) = T::get_decoded(&altered) {
                prop_assert_ne!(&other, message);
                prop_assert_eq!(other.get_encoded().unwrap(), altered);
            }
        }
    }
    Ok(())
}

macro_rules! every_message {
    ($($name:ident: $strategy:expr;)*) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(48))]
            $(#[test]
            fn $name(message in $strategy) {
                holds(&message)?;
            })*
        }
    };
}

every_message! {
    report: strategies::report();
    receipt: strategies::signed(strategies::receipt());
    closing_statement: strategies::signed(strategies::closing_statement());
    batch: strategies::batch();
    verdicts: strategies::verdicts();
    notes: strategies::notes();
    release_request: strategies::release_request();
    release: strategies::release();
    sealed_release: strategies::signed(strategies::sealed_release());
    create_session: strategies::create_session();
    invitations: strategies::invitations();
}

proptest! {
    /// Random bytes are answered, and what passes has no second encoding.
    #[test]
    fn any_bytes_are_answered(mut bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Some(first) = bytes.first_mut() {
            *first = VERSION;
        }
        answered::<Report>(&bytes)?;
        answered::<SignedReceipt>(&bytes)?;
        answered::<SignedClosingStatement>(&bytes)?;
        answered::<Batch>(&bytes)?;
        answered::<Verdicts>(&bytes)?;
        answered::<Notes>(&bytes)?;
        answered::<ReleaseRequest>(&bytes)?;
        answered::<Release>(&bytes)?;
        answered::<SignedRelease>(&bytes)?;
        answered::<CreateSession>(&bytes)?;
        answered::<Invitations>(&bytes)?;
    }
}

fn answered<T: Encode + Decode>(bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(message) = T::get_decoded(bytes) {
        prop_assert_eq!(message.get_encoded().unwrap(), bytes);
    }
    Ok(())
}

/// A length or count that is larger than what follows is refused as such, so before anything is made of that size.
#[test]
fn false_lengths_are_refused_at_once() {
    let header = [0; 54];
    let entry = [&header[..], &[0; 16], &[0; 4], &[0; 32]].concat();
    for (what, before, refuse) in [
        ("public share", header.to_vec(), refused_at_the_length::<Report> as fn(&[u8]) -> bool),
        ("leader share", [&header[..], &[0; 4]].concat(), refused_at_the_length::<Report>),
        ("helper share", [&header[..], &[0; 8]].concat(), refused_at_the_length::<Report>),
        ("entries", vec![0; 4], refused_at_the_length::<Batch>),
        (
            "entry's helper share",
            [&[0, 0, 0, 0, 0, 0, 0, 1], &entry[..]].concat(),
            refused_at_the_length::<Batch>,
        ),
        (
            "leader's verifier share",
            [&[0, 0, 0, 0, 0, 0, 0, 1], &entry[..], &[0; 4], &[0]].concat(),
            refused_at_the_length::<Batch>,
        ),
        ("verdicts", vec![0; 4], refused_at_the_length::<Verdicts>),
        ("note to itself", vec![0; 8], refused_at_the_length::<Verdicts>),
        ("notes", vec![], refused_at_the_length::<Notes>),
        ("note", vec![0, 0, 0, 1, 0, 0, 0, 0], refused_at_the_length::<Notes>),
        ("cohorts asked", vec![], refused_at_the_length::<ReleaseRequest>),
        ("counts asked", vec![0, 0, 0, 1, 0, 0], refused_at_the_length::<ReleaseRequest>),
        ("cohorts", vec![], refused_at_the_length::<Release>),
        ("counts", [&[0, 0, 0, 1][..], &[0; 10]].concat(), refused_at_the_length::<Release>),
        ("values", [&[0, 0, 0, 1][..], &[0; 14]].concat(), refused_at_the_length::<Release>),
        ("sealed release", vec![0; 32], refused_at_the_length::<SignedRelease>),
        ("manifest", vec![0; 16], refused_at_the_length::<CreateSession>),
        ("verify key", vec![0; 20], refused_at_the_length::<CreateSession>),
        ("participants", vec![], refused_at_the_length::<Invitations>),
    ] {
        assert!(refuse(&before), "a false length of {what} passes");
    }
}

/// `before` stands between the version and the length; 64 bytes follow the length.
fn refused_at_the_length<T: Decode>(before: &[u8]) -> bool {
    [65, 1 << 16, 1 << 31, u32::MAX].into_iter().all(|len: u32| {
        let bytes = [&[VERSION], before, &len.to_be_bytes(), &[0; 64]].concat();
        matches!(T::get_decoded(&bytes), Err(CodecError::LengthPrefixTooBig(found)) if found == len as usize)
    })
}

/// Each item has at least 16 bytes, so 64 of them can't be in 64 bytes: refused when the bytes run out.
#[test]
fn a_count_that_only_just_passes_ends_with_the_bytes() {
    let bytes = [&[VERSION][..], &64_u32.to_be_bytes(), &[0; 64]].concat();
    assert!(matches!(ReleaseRequest::get_decoded(&bytes), Err(CodecError::Io(_))));
}

#[test]
fn integers_are_big_endian_and_lengths_have_four_bytes() {
    let mut bytes = Vec::new();
    put_opaque(&mut bytes, b"abc").unwrap();
    put_items(&mut bytes, &[0x0102_u16, 0x0304]).unwrap();
    assert_eq!(bytes, [0, 0, 0, 3, b'a', b'b', b'c', 0, 0, 0, 2, 1, 2, 3, 4]);
    let mut cursor = Cursor::new(&bytes[..]);
    assert_eq!(take_opaque(&mut cursor).unwrap(), b"abc");
    assert_eq!(take_items::<u16>(&mut cursor).unwrap(), [0x0102, 0x0304]);
    assert_eq!(cursor.position(), 15);
}
