use super::*;

fn release(
    cohort: u16,
    accepted: u64,
    counts: Vec<ShareElement>,
    values: Vec<Option<ShareElement>>,
) -> Release {
    Release { of: vec![ReleaseOf { cohort, accepted, counts, values }] }
}

fn element(byte: u8) -> ShareElement {
    ShareElement([byte; 16])
}

#[test]
fn debug_shows_no_share() {
    let release = release(2, 5, vec![element(0xab)], vec![None, Some(element(0xcd))]);
    let request = ReleaseRequest { counts: vec![CountsOf { cohort: 2, shares: vec![element(0xef)] }] };
    let shown = format!("{release:?} {request:?}");
    assert_eq!(
        shown,
        "Release { of: [ReleaseOf { cohort: 2, accepted: 5, counts: [ShareElement(secret)], \
         values: [None, Some(ShareElement(secret))] }] } \
         ReleaseRequest { counts: [CountsOf { cohort: 2, shares: [ShareElement(secret)] }] }"
    );
}

#[test]
fn elements_are_equal_when_every_byte_is() {
    assert_eq!(element(1), element(1));
    for position in 0..16 {
        let mut other = element(1);
        other.0[position] ^= 0x80;
        assert_ne!(other, element(1), "byte {position}");
    }
}

#[test]
fn layout() {
    let release = release(772, 258, vec![element(3)], vec![None, Some(element(4))]);
    let head = [1, 0, 0, 0, 1, 3, 4, 0, 0, 0, 0, 0, 0, 1, 2];
    let expected = [&head[..], &[0, 0, 0, 1], &[3; 16], &[0, 0, 0, 2, 0, 1], &[4; 16]];
    assert_eq!(release.get_encoded().unwrap(), expected.concat());
    assert_eq!(release.encoded_len(), Some(expected.concat().len()));
    let request = ReleaseRequest { counts: vec![CountsOf { cohort: 772, shares: vec![element(5)] }] };
    let expected = [&[1, 0, 0, 0, 1, 3, 4, 0, 0, 0, 1][..], &[5; 16]];
    assert_eq!(request.get_encoded().unwrap(), expected.concat());
}

#[test]
fn a_value_is_there_or_not() {
    let release = release(0, 0, vec![], vec![Some(element(4))]);
    let mut bytes = release.get_encoded().unwrap();
    let tag = bytes.len() - 17;
    for value in 2..=u8::MAX {
        bytes[tag] = value;
        assert!(matches!(Release::get_decoded(&bytes), Err(CodecError::UnexpectedValue)), "{value}");
    }
    bytes[tag] = 0;
    assert!(matches!(Release::get_decoded(&bytes), Err(CodecError::BytesLeftOver(16))));
}
