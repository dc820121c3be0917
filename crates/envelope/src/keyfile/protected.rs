//! A seed under a passphrase: Argon2id (RFC 9106) and a vault key.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{AnalystSecret, CHECKSUM_LEN, KeyFileError, PROTECTED_PREFIX, add_checksum, decode};
use crate::vault::{self, VaultKey};

const SALT_LEN: usize = 16;
const HEAD_LEN: usize = SALT_LEN + 3 * 4;
const BOX_LEN: usize = AnalystSecret::LEN + vault::SEAL_OVERHEAD;
const ENCODED_LEN: usize = HEAD_LEN + BOX_LEN + CHECKSUM_LEN;

/// A secret that takes a passphrase to open.
pub struct ProtectedKey {
    salt: [u8; SALT_LEN],
    cost: Cost,
    sealed: [u8; BOX_LEN],
}

impl ProtectedKey {
    /// Opens the secret. Takes the time and memory that the file's author chose, within bounds: see [`KeyFileError::Cost`].
    ///
    /// # Errors
    ///
    /// [`KeyFileError::WrongPassphrase`] and [`KeyFileError::OutOfMemory`].
    pub fn open(&self, passphrase: &str) -> Result<AnalystSecret, KeyFileError> {
        let key = vault_key(passphrase, &self.salt, self.cost)?;
        let seed = key.open(&self.aad(), &self.sealed).map_err(|_| KeyFileError::WrongPassphrase)?;
        let seed = seed.first_chunk().expect("the box has one length, and so has what is in it");
        Ok(AnalystSecret::from_seed(seed))
    }

    pub(super) fn seal(
        rng: &mut impl CryptoRng,
        secret: &AnalystSecret,
        passphrase: &str,
    ) -> Result<Self, KeyFileError> {
        Self::seal_at_cost(rng, secret, passphrase, Cost::RECOMMENDED)
    }

    pub(super) fn seal_at_cost(
        rng: &mut impl CryptoRng,
        secret: &AnalystSecret,
        passphrase: &str,
        cost: Cost,
    ) -> Result<Self, KeyFileError> {
        if passphrase.is_empty() {
            return Err(KeyFileError::EmptyPassphrase);
        }
        let mut key = Self { salt: [0; SALT_LEN], cost, sealed: [0; BOX_LEN] };
        rng.fill_bytes(&mut key.salt);
        let sealed = vault_key(passphrase, &key.salt, cost)?.seal(rng, &key.aad(), secret.seed());
        key.sealed.copy_from_slice(&sealed);
        Ok(key)
    }

    pub(super) fn encode(&self) -> [u8; ENCODED_LEN] {
        let mut bytes = [0; ENCODED_LEN];
        bytes[..HEAD_LEN].copy_from_slice(&self.head());
        bytes[HEAD_LEN..HEAD_LEN + BOX_LEN].copy_from_slice(&self.sealed);
        add_checksum(PROTECTED_PREFIX, &mut bytes);
        bytes
    }

    pub(super) fn decode(data: &str) -> Result<Self, KeyFileError> {
        let bytes = decode::<ENCODED_LEN>(PROTECTED_PREFIX, data)?;
        let word = |at: usize| u32::from_be_bytes(std::array::from_fn(|i| bytes[at + i]));
        let cost = Cost { m: word(SALT_LEN), t: word(SALT_LEN + 4), p: word(SALT_LEN + 8) };
        Ok(Self {
            salt: std::array::from_fn(|i| bytes[i]),
            cost: cost.checked()?,
            sealed: std::array::from_fn(|i| bytes[HEAD_LEN + i]),
        })
    }

    /// Binds the box to where it stands and to its cost.
    fn aad(&self) -> Vec<u8> {
        [PROTECTED_PREFIX.as_bytes(), &self.head()].concat()
    }

    fn head(&self) -> [u8; HEAD_LEN] {
        let mut head = [0; HEAD_LEN];
        head[..SALT_LEN].copy_from_slice(&self.salt);
        for (chunk, word) in head[SALT_LEN..].chunks_exact_mut(4).zip([self.cost.m, self.cost.t, self.cost.p])
        {
            chunk.copy_from_slice(&word.to_be_bytes());
        }
        head
    }
}

impl fmt::Debug for ProtectedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProtectedKey(secret)")
    }
}

/// What Argon2id costs: `m` KiB of memory, `t` passes over it, `p` lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) m: u32,
    pub(super) t: u32,
    pub(super) p: u32,
}

impl Cost {
    /// RFC 9106, section 4, the second recommended option, with one lane since lanes are not computed side by side here.
    pub(super) const RECOMMENDED: Self = Self { m: 64 * 1024, t: 3, p: 1 };

    /// The most a file may ask for, about ten seconds: 1 GiB and 8 passes.
    pub(super) const MOST: Self = Self { m: 1024 * 1024, t: 8, p: 16 };

    /// The bounds below are Argon2's own (RFC 9106, section 3.1): a cheap file risks only its author's passphrase.
    pub(super) fn checked(self) -> Result<Self, KeyFileError> {
        let bounded = self.m <= Self::MOST.m && self.t <= Self::MOST.t && self.p <= Self::MOST.p;
        if bounded && Params::new(self.m, self.t, self.p, None).is_ok() {
            Ok(self)
        } else {
            Err(KeyFileError::Cost)
        }
    }
}

fn vault_key(passphrase: &str, salt: &[u8], cost: Cost) -> Result<VaultKey, KeyFileError> {
    let stretched = stretch(passphrase.as_bytes(), salt, cost)?;
    Ok(VaultKey::derive(&stretched, b"keyfile"))
}

/// Argon2id, version 1.3, 32 bytes.
pub(super) fn stretch(
    passphrase: &[u8],
    salt: &[u8],
    cost: Cost,
) -> Result<Zeroizing<[u8; 32]>, KeyFileError> {
    let params = Params::new(cost.m, cost.t, cost.p, Some(32)).map_err(|_| KeyFileError::Cost)?;
    let mut stretched = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase, salt, stretched.as_mut_slice())
        .map_err(|error| match error {
            argon2::Error::OutOfMemory => KeyFileError::OutOfMemory,
            _ => KeyFileError::WrongPassphrase,
        })?;
    Ok(stretched)
}
