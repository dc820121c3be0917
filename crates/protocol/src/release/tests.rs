use super::*;

fn element(byte: u8) -> ShareElement {
    ShareElement([byte; 16])
}

#[test]
fn debug_shows_no_share() {
    let release =
        Release { accepted: 5, counts: vec![element(0xab)], values: vec![None, Some(element(0xcd))] };
    let request = ReleaseRequest { counts: vec![element(0xef)] };
    let shown = format!("{release:?} {request:?}");
    assert_eq!(
        shown,
        "Release { accepted: 5, counts: [ShareElement(secret)], values: [None, Some(ShareElement(secret))] } \
         ReleaseRequest { counts: [ShareElement(secret)] }"
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
    let release = Release { accepted: 258, counts: vec![element(3)], values: vec![None, Some(element(4))] };
    let expected = [&[1, 0, 0, 0, 0, 0, 0, 1, 2][..], &[0, 0, 0, 1], &[3; 16], &[0, 0, 0, 2, 0, 1], &[4; 16]];
    assert_eq!(release.get_encoded().unwrap(), expected.concat());
}

#[test]
fn a_value_is_there_or_not() {
    let release = Release { accepted: 0, counts: vec![], values: vec![Some(element(4))] };
    let mut bytes = release.get_encoded().unwrap();
    let tag = bytes.len() - 17;
    for value in 2..=u8::MAX {
        bytes[tag] = value;
        assert!(matches!(Release::get_decoded(&bytes), Err(CodecError::UnexpectedValue)), "{value}");
    }
    bytes[tag] = 0;
    assert!(matches!(Release::get_decoded(&bytes), Err(CodecError::BytesLeftOver(16))));
}
