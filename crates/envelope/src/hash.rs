//! Labelled hashing and key derivation. A label names one purpose; no two purposes share one.
//!
//! Labels are constants of the program: short ASCII without a zero byte, which ends them on the wire.

use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Stands before every label: the product and the version of its protocol.
const PREFIX: &[u8] = b"tacit/v1/";

/// SHA-256 of a labelled list of parts.
///
/// The hashed bytes are `"tacit/v1/" ‖ label ‖ 0x00`, then for each part its length as 8 bytes, big-endian, and the
/// part. So no two different labels or lists of parts give the same hashed bytes.
pub fn digest(label: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(domain(label, &[]));
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Plain SHA-256 (FIPS 180-4) of the parts one after another, without label or lengths.
///
/// Only for constructions of others that fix their own framing, like the Merkle tree of RFC 9162. Everything of the
/// product's own takes [`digest`].
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// Derives `N` bytes (at most 8,160) from a uniformly random secret: HKDF-SHA256 (RFC 5869) without salt.
///
/// The HKDF info is `"tacit/v1/" ‖ label ‖ 0x00 ‖ context`. Not for passphrases, which need a slow function: see
/// [`keyfile`](crate::keyfile).
pub fn derive<const N: usize>(secret: &[u8; 32], label: &str, context: &[u8]) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 255 * 32, "HKDF-SHA256 gives at most 8,160 bytes") };
    let mut derived = Zeroizing::new([0; N]);
    Hkdf::<Sha256>::new(None, secret)
        .expand(&domain(label, context), derived.as_mut_slice())
        .expect("the length was checked when this was compiled");
    derived
}

/// `"tacit/v1/" ‖ label ‖ 0x00 ‖ rest`.
pub(crate) fn domain(label: &str, rest: &[u8]) -> Vec<u8> {
    debug_assert!(!label.contains('\0'), "a zero byte ends a label");
    [PREFIX, label.as_bytes(), &[0], rest].concat()
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;

    /// Made with Python's `hashlib` and `hmac` from the definitions above.
    #[test]
    fn known_answers() {
        assert_eq!(
            HEXLOWER.encode(&digest("test", &[b"one", b"", b"three"])),
            "a2a42cbee810f3d331e1dd3bf5081692850948da7ef744c85b676750d5438627"
        );
        let secret = std::array::from_fn(|i| i as u8);
        assert_eq!(
            HEXLOWER.encode(derive::<48>(&secret, "test", b"context").as_slice()),
            "1caa4d3d646f60d6a135222e0289f0ab9e7c2254811a315a52b511010d0f01aca8b0aa1c0fc07d373a3dcaf577160599"
        );
    }

    /// FIPS 180-4, the example "abc".
    #[test]
    fn sha256_known_answer() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(HEXLOWER.encode(&sha256(&[b"a", b"bc"])), abc);
    }

    #[test]
    fn label_and_division_into_parts_matter() {
        let all = [
            digest("a", &[b"bc"]),
            digest("ab", &[b"c"]),
            digest("a", &[b"b", b"c"]),
            digest("a", &[b"bc", b""]),
            digest("a", &[b"", b"bc"]),
            digest("a", &[]),
        ];
        for (i, one) in all.iter().enumerate() {
            assert!(!all[i + 1..].contains(one), "digest {i} is not unique");
        }
    }

    #[test]
    fn secret_label_and_context_matter() {
        let one = derive::<32>(&[1; 32], "a", b"bc");
        assert_ne!(one, derive::<32>(&[2; 32], "a", b"bc"));
        assert_ne!(one, derive::<32>(&[1; 32], "ab", b"c"));
        assert_ne!(one, derive::<32>(&[1; 32], "a", b"bd"));
    }
}
