//! What the two kinds of public key have in common.

use crate::text::TextError;

/// A text or bytes that are not a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublicKeyError {
    /// Not even the text form of 32 bytes.
    #[error(transparent)]
    Text(#[from] TextError),
    /// 32 bytes, but not the one encoding of a point, or of a point that keeps nothing secret.
    #[error("These 32 bytes are not a usable public key. Ask its owner for it again.")]
    Point,
}

/// Whether 32 little-endian bytes, the highest bit aside, are below the field's prime 2^255 - 19 (RFC 7748, section 5).
///
/// Libraries reduce what is not; refusing it leaves one encoding, and so one fingerprint, to a key.
pub(crate) fn is_reduced(bytes: &[u8; 32]) -> bool {
    let all_ones = bytes[31] & 0x7f == 0x7f && bytes[1..31].iter().all(|&byte| byte == 0xff);
    !all_ones || bytes[0] < 0xed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reduced_ends_at_the_prime() {
        let mut bytes = [0xff; 32];
        for (lowest, highest, reduced) in [
            (0xec, 0x7f, true),
            (0xed, 0x7f, false),
            (0xff, 0xff, false),
            (0xec, 0xff, true),
            (0xff, 0x7e, true),
        ] {
            (bytes[0], bytes[31]) = (lowest, highest);
            assert_eq!(is_reduced(&bytes), reduced, "{bytes:?}");
        }
    }
}
