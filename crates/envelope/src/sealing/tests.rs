use std::convert::Infallible;

use data_encoding::HEXLOWER;
use getrandom::{SysRng, rand_core::UnwrapErr};
use hpke::setup_receiver;
use proptest::prelude::*;
use rand_core::{TryCryptoRng, TryRng};
use serde_json::Value;

use super::*;

fn key() -> SealingKey {
    SealingKey::from_seed(&[7; 32])
}

fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

mod rfc_9180_appendix_a2 {
    use super::*;

    fn vector() -> Value {
        serde_json::from_str(include_str!("../../../../test-vectors/v1/rfc9180-a2.json")).unwrap()
    }

    fn hex(object: &Value, name: &str) -> Vec<u8> {
        HEXLOWER.decode(object[name].as_str().unwrap().as_bytes()).unwrap()
    }

    /// A source of randomness that gives the vector's `ikmE` once, which HPKE turns into its ephemeral key.
    struct Once(Option<Vec<u8>>);

    impl TryRng for Once {
        type Error = Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            unreachable!("HPKE asks for bytes")
        }
        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            unreachable!("HPKE asks for bytes")
        }
        fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
            dst.copy_from_slice(&self.0.take().expect("asked once"));
            Ok(())
        }
    }

    impl TryCryptoRng for Once {}

    #[test]
    fn opens_byte_exact() {
        let v = vector();
        let private = parse::<KeyPair>(&hex(&v, "skRm"));
        let first = &v["encryptions"][0];
        let sealed = [hex(&v, "enc"), hex(first, "ct")].concat();
        let opened = open_with_info(&private, &hex(&v, "info"), &hex(first, "aad"), &sealed).unwrap();
        assert_eq!(*opened, hex(&v, "pt"));
    }

    #[test]
    fn seals_byte_exact() {
        let v = vector();
        let to = SealingPublicKey::from_bytes(&hex(&v, "pkRm").try_into().unwrap()).unwrap();
        let first = &v["encryptions"][0];
        let mut rng = Once(Some(hex(&v, "ikmE")));
        let sealed = seal_with_info(&mut rng, &to, &hex(&v, "info"), &hex(first, "aad"), &hex(&v, "pt"));
        assert_eq!(sealed, [hex(&v, "enc"), hex(first, "ct")].concat());
    }

    #[test]
    fn the_key_schedule_agrees_in_every_sequence_number() {
        let v = vector();
        let (private, public) = X25519::derive_keypair(&hex(&v, "ikmR"));
        assert_eq!(public.to_bytes().as_slice(), hex(&v, "pkRm"));
        let enc = parse::<<X25519 as Kem>::EncappedKey>(&hex(&v, "enc"));
        for case in v["encryptions"].as_array().unwrap() {
            let mut context = setup_receiver::<ChaCha20Poly1305, HkdfSha256, X25519>(
                &OpModeR::Base,
                &private,
                &enc,
                &hex(&v, "info"),
            )
            .unwrap();
            // A context counts only what it opened: let the vector's sender seal something for each number before.
            let mut sender = sender_context(&v);
            for _ in 0..case["sequence"].as_u64().unwrap() {
                let skipped = sender.seal(b"", b"").unwrap();
                context.open(&skipped, b"").unwrap();
            }
            assert_eq!(context.open(&hex(case, "ct"), &hex(case, "aad")).unwrap(), hex(&v, "pt"), "{case}");
        }
    }

    fn sender_context(v: &Value) -> hpke::aead::AeadCtxS<ChaCha20Poly1305, HkdfSha256, X25519> {
        let to = parse::<<X25519 as Kem>::PublicKey>(&hex(v, "pkRm"));
        let mut rng = Once(Some(hex(v, "ikmE")));
        hpke::setup_sender_with_rng(&OpModeS::Base, &to, &hex(v, "info"), &mut rng).unwrap().1
    }
}

/// RFC 7748, section 6.1, the all-zero check: the points that give it, in reduced encodings.
const LOW_ORDER: [&str; 5] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

#[test]
fn points_of_low_order_are_no_keys() {
    for point in LOW_ORDER {
        let bytes: [u8; 32] = HEXLOWER.decode(point.as_bytes()).unwrap().try_into().unwrap();
        assert_eq!(SealingPublicKey::from_bytes(&bytes), Err(PublicKeyError::Point), "{point}");
        let text = crate::text::encode(&bytes);
        assert_eq!(text.parse::<SealingPublicKey>(), Err(PublicKeyError::Point), "{point}");
        assert!(serde_json::from_value::<SealingPublicKey>(text.into()).is_err(), "{point}");
    }
}

/// Whatever the rest of the box is made of: the shared secret would be one that everybody knows.
#[test]
fn a_box_with_a_point_of_low_order_is_refused() {
    for point in LOW_ORDER {
        let enc = parse::<<X25519 as Kem>::EncappedKey>(&HEXLOWER.decode(point.as_bytes()).unwrap());
        let found = Opening::decap(&key().0, None, &enc).err();
        assert_eq!(found, Some(hpke::HpkeError::DecapError), "{point}");
    }
}

#[test]
fn a_second_encoding_of_a_point_is_no_key() {
    // The base point 9, with the ignored highest bit, and plus the prime
    let mut base = [0; 32];
    base[0] = 9;
    assert!(SealingPublicKey::from_bytes(&base).is_ok());
    base[31] = 0x80;
    assert_eq!(SealingPublicKey::from_bytes(&base), Err(PublicKeyError::Point));
    let mut unreduced = [0xff; 32];
    (unreduced[0], unreduced[31]) = (0xed + 9, 0x7f);
    assert_eq!(SealingPublicKey::from_bytes(&unreduced), Err(PublicKeyError::Point));
}

/// The highest bit of `enc` too, which X25519 ignores: the KEM context holds it (RFC 9180, section 4.1).
#[test]
fn every_altered_byte_is_refused() {
    let sealed = seal(&mut rng(), &key().public(), Role::Helper, b"bound", b"the helper's share");
    assert_eq!(*key().open(Role::Helper, b"bound", &sealed).unwrap(), b"the helper's share");
    for i in 0..sealed.len() {
        for bit in 0..8 {
            let mut altered = sealed.clone();
            altered[i] ^= 1 << bit;
            assert_eq!(key().open(Role::Helper, b"bound", &altered), Err(OpenError), "byte {i}, bit {bit}");
        }
    }
}

#[test]
fn truncated_and_extended_boxes_are_refused() {
    let sealed = seal(&mut rng(), &key().public(), Role::Leader, b"", b"share");
    for len in 0..sealed.len() {
        assert_eq!(key().open(Role::Leader, b"", &sealed[..len]), Err(OpenError), "{len} bytes");
    }
    assert_eq!(key().open(Role::Leader, b"", &[&sealed[..], &[0]].concat()), Err(OpenError));
}

#[test]
fn another_role_key_or_aad_is_refused() {
    for sealed_for in Role::ALL {
        let sealed = seal(&mut rng(), &key().public(), sealed_for, b"session 1", b"share");
        for role in Role::ALL {
            assert_eq!(key().open(role, b"session 1", &sealed).is_ok(), role == sealed_for);
        }
        assert_eq!(key().open(sealed_for, b"session 2", &sealed), Err(OpenError));
        let other = SealingKey::from_seed(&[8; 32]);
        assert_eq!(other.open(sealed_for, b"session 1", &sealed), Err(OpenError));
    }
}

#[test]
fn two_boxes_of_the_same_differ_everywhere() {
    let [one, two] = [(), ()].map(|()| seal(&mut rng(), &key().public(), Role::Leader, b"", &[0; 64]));
    assert_ne!(one[..ENC_LEN], two[..ENC_LEN]);
    assert_ne!(one[ENC_LEN..], two[ENC_LEN..]);
}

/// Made with Python's `cryptography` from the definition: the seed is the bytes 0 to 31.
#[test]
fn the_public_key_of_a_seed_is_fixed() {
    let seed = std::array::from_fn(|i| i as u8);
    assert_eq!(
        SealingKey::from_seed(&seed).public().to_string(),
        "oinsrif6s7jrxs6fvjirbv2clxxo4c7g26yapazfmmxbd55njvba"
    );
}

proptest! {
    #[test]
    fn open_inverts_seal(seed: [u8; 32], aad: Vec<u8>, plaintext: Vec<u8>) {
        let key = SealingKey::from_seed(&seed);
        let sealed = seal(&mut rng(), &key.public(), Role::Release, &aad, &plaintext);
        prop_assert_eq!(sealed.len(), plaintext.len() + SEAL_OVERHEAD);
        let opened = key.open(Role::Release, &aad, &sealed).unwrap();
        prop_assert_eq!(&*opened, &plaintext);
    }

    #[test]
    fn a_public_key_survives_text_and_json(seed: [u8; 32]) {
        let public = SealingKey::from_seed(&seed).public();
        prop_assert_eq!(public.to_string().parse(), Ok(public));
        let json = serde_json::to_value(public).unwrap();
        prop_assert_eq!(&json, &Value::from(public.to_string()));
        prop_assert_eq!(serde_json::from_value::<SealingPublicKey>(json).unwrap(), public);
    }
}
