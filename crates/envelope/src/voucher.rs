//! Vouchers: the word that somebody gives to itself, and leaves with somebody it doesn't trust.
//!
//! A voucher is 16 bytes of HKDF-SHA256 (RFC 5869), a message authentication code: nobody without the key makes one that
//! is accepted, but with a probability of 2^-128.

use std::{fmt, hint::black_box};

use zeroize::ZeroizeOnDrop;

use crate::hash;

/// A voucher's length in bytes.
pub const LEN: usize = 16;

/// What vouchers are made and known by. Wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub struct VoucherKey([u8; 32]);

impl VoucherKey {
    /// The key of these 32 uniformly random bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(*seed)
    }

    /// The voucher for `what`: the same each time.
    pub fn voucher(&self, what: &[u8]) -> [u8; LEN] {
        *hash::derive(&self.0, "voucher", what)
    }

    /// Whether `voucher` is the one for `what`. Takes the same time wherever it differs.
    pub fn accepts(&self, what: &[u8], voucher: &[u8; LEN]) -> bool {
        let differences =
            self.voucher(what).iter().zip(voucher).fold(0, |all, (one, other)| all | (one ^ other));
        black_box(differences) == 0
    }
}

impl fmt::Debug for VoucherKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VoucherKey(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_for_one_thing_under_one_key() {
        let key = VoucherKey::from_seed(&[7; 32]);
        let voucher = key.voucher(b"what");
        assert!(key.accepts(b"what", &voucher));
        assert!(!key.accepts(b"that", &voucher));
        assert!(!VoucherKey::from_seed(&[8; 32]).accepts(b"what", &voucher));
        for bit in 0..LEN * 8 {
            let mut altered = voucher;
            altered[bit / 8] ^= 1 << (bit % 8);
            assert!(!key.accepts(b"what", &altered), "bit {bit}");
        }
    }
}
