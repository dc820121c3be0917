use std::convert::Infallible;

use data_encoding::HEXLOWER;
use proptest::prelude::*;
use rand_core::{TryCryptoRng, TryRng};

use super::*;
use crate::strategies;

/// Gives 1, 2, 3 ...
struct Counting(u8);

impl TryRng for Counting {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        unreachable!("identifiers ask for bytes")
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        unreachable!("identifiers ask for bytes")
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for byte in bytes {
            self.0 += 1;
            *byte = self.0;
        }
        Ok(())
    }
}

impl TryCryptoRng for Counting {}

macro_rules! text_forms {
    ($($test:ident: $strategy:ident, $id:ident, $chars:literal;)*) => {
        proptest! {$(
            #[test]
            fn $test(id in strategies::$strategy()) {
                let text = id.to_string();
                prop_assert_eq!(text.len(), $chars);
                prop_assert_eq!(&text, &text.to_lowercase());
                prop_assert_eq!(text.parse::<$id>(), Ok(id));
                // Base32 is for systems that lose letter case.
                prop_assert_eq!(text.to_uppercase().parse::<$id>(), Ok(id));
                prop_assert_eq!(format!("{id:?}"), format!("{}({text})", stringify!($id)));

                let json = serde_json::to_string(&id).unwrap();
                prop_assert_eq!(&json, &format!("\"{text}\""));
                prop_assert_eq!(serde_json::from_str::<$id>(&json).unwrap(), id);

                prop_assert_eq!($id::try_from(&id.as_bytes()[..]), Ok(id));
                prop_assert_eq!(id.get_encoded().unwrap(), id.as_bytes());
                prop_assert_eq!(id.encoded_len(), Some($id::LEN));
                prop_assert_eq!($id::get_decoded(id.as_bytes()).unwrap(), id);
            }
        )*}
    };
}

text_forms! {
    session_ids: session_id, SessionId, 52;
    report_ids: report_id, ReportId, 26;
    participant_ids: participant_id, ParticipantId, 52;
    report_digests: report_digest, ReportDigest, 52;
    offer_ids: offer_id, OfferId, 26;
}

#[test]
fn any_other_text_is_refused() {
    let good = SessionId::of_manifest(b"{}").to_string();
    let longer = format!("{good}a");
    let padded = format!("{good}====");
    let blank = format!(" {good}");
    let digit = format!("1{}", &good[1..]);
    // 52 characters hold 260 bits: the last four belong to no byte and must be zero.
    let spare_bits = format!("{}b", &good[..51]);
    for text in ["", &good[1..], &longer, &padded, &blank, &digit, &spare_bits] {
        assert_eq!(text.parse::<SessionId>(), Err(IdError("session id")), "{text:?}");
        assert!(serde_json::from_value::<SessionId>(text.into()).is_err(), "{text:?}");
    }
    for json in ["1", "null", "[]", "{}"] {
        assert!(serde_json::from_str::<SessionId>(json).is_err(), "{json}");
    }
}

#[test]
fn other_lengths_are_refused() {
    for len in [0, 15, 17, 32] {
        assert_eq!(OfferId::try_from(&vec![0; len][..]), Err(IdError("offer id")), "{len}");
    }
    assert!(SessionId::get_decoded(&[0; 31]).is_err());
    assert!(matches!(SessionId::get_decoded(&[0; 33]), Err(CodecError::BytesLeftOver(1))));
}

#[test]
fn an_error_says_what_is_wrong_and_repeats_nothing() {
    let error = "not-a-token".parse::<Token>().unwrap_err().to_string();
    assert_eq!(error, "this is no token. Copy it again, whole, from where it was given to you.");
}

/// Made with Python's `hashlib`: `"tacit/v1/" ‖ label ‖ 0x00 ‖ length ‖ part`.
#[test]
fn known_answers() {
    let token: Token = "aebagbafaydqqcikbmga2dqpca".parse().unwrap();
    assert_eq!(
        HEXLOWER.encode(token.participant_id().as_bytes()),
        "cca3e42e47b69e3b73df43ebf907d344005818dc52eccf05390bfd960c210437"
    );
    assert_eq!(
        HEXLOWER.encode(SessionId::of_manifest(b"{}").as_bytes()),
        "0cdb2cf5e64fcf6d31f4a71ccb71fa7a8320010fd347b01a2cbe8292496f28ce"
    );
}

#[test]
fn fresh_ones_take_all_their_bytes_from_the_source() {
    let drawn: [u8; 16] = std::array::from_fn(|i| i as u8 + 1);
    assert_eq!(ReportId::random(&mut Counting(0)).as_bytes(), &drawn);
    assert_eq!(OfferId::random(&mut Counting(0)).as_bytes(), &drawn);
    assert_eq!(Token::random(&mut Counting(0)).expose(), text::encode(&drawn));
    let mut source = Counting(0);
    assert_ne!(ReportId::random(&mut source), ReportId::random(&mut source));
}

#[test]
fn the_session_id_depends_on_every_byte() {
    let manifest = *b"{\"version\":1}";
    let id = SessionId::of_manifest(&manifest);
    for position in 0..manifest.len() {
        let mut altered = manifest;
        altered[position] ^= 0x20;
        assert_ne!(SessionId::of_manifest(&altered), id, "byte {position}");
    }
    assert_ne!(SessionId::of_manifest(b"{\"version\":1} "), id);
}

mod token {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        let token = Token::random(&mut Counting(0));
        assert_eq!(format!("{token:?} {:?}", Some(&token)), "Token(secret) Some(Token(secret))");
    }

    proptest! {
        #[test]
        fn survives_its_text(bytes: [u8; 16]) {
            let token = Token(bytes);
            let text = token.expose();
            prop_assert_eq!(text.len(), 26);
            prop_assert_eq!(text.parse(), Ok(token.clone()));
            prop_assert_eq!(text.to_uppercase().parse(), Ok(token));
        }

        /// Equality is constant-time by `subtle`; here, that it is equality.
        #[test]
        fn equal_when_every_byte_is(bytes: [u8; 16], position in 0..16_usize, flip in 1..=255_u8) {
            let mut other = bytes;
            other[position] ^= flip;
            prop_assert_eq!(Token(bytes), Token(bytes));
            prop_assert_ne!(Token(bytes), Token(other));
            prop_assert_ne!(Token(bytes).participant_id(), Token(other).participant_id());
        }
    }

    #[test]
    fn damaged_ones_are_refused() {
        let good = Token::random(&mut Counting(0)).expose();
        for text in ["", &good[1..], &format!("{good}a"), &format!("0{}", &good[1..]), &format!("{good}\n")] {
            assert_eq!(text.parse::<Token>(), Err(IdError("token")), "{text:?}");
        }
    }
}
