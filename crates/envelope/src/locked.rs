//! Anything under a passphrase: Argon2id (RFC 9106) and a vault key.
//!
//! A locked box is `salt (16) ‖ m u32 ‖ t u32 ‖ p u32 ‖ sealed box`, Argon2's cost big-endian. Its author's cost is used for
//! opening within bounds: 256 MiB, 8 passes, 4 lanes.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::vault::VaultKey;

const SALT_LEN: usize = 16;
const HEAD_LEN: usize = SALT_LEN + 3 * 4;
/// OWASP's recommendation with the most memory of those for interactive use, and one pass more: some 0.2 s in a
/// browser's WebAssembly on an ordinary computer, a second on a slow telephone.
const COST: Cost = Cost { m: 19 * 1024, t: 3, p: 1 };
const MOST: Cost = Cost { m: 256 * 1024, t: 8, p: 4 };

/// Why something can't be locked or unlocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// No passphrase.
    #[error("the passphrase is empty. Choose one.")]
    EmptyPassphrase,
    /// Another passphrase, or another box: nobody can tell which.
    #[error("the passphrase is wrong, or what it protects is damaged. Try again.")]
    WrongPassphrase,
    /// Not the bytes of a box, or one that would cost too much to open.
    #[error("this is nothing that was locked with a passphrase here.")]
    Malformed,
    /// Too little memory for Argon2.
    #[error("there is too little memory for the passphrase. Close other programs and try again.")]
    OutOfMemory,
}

/// A passphrase made a key, at a cost in time and memory. Wiped when dropped; `Debug` shows nothing.
pub struct Lock {
    head: [u8; HEAD_LEN],
    key: VaultKey,
}

#[derive(Clone, Copy)]
struct Cost {
    m: u32,
    t: u32,
    p: u32,
}

impl Lock {
    /// A new lock for a purpose (a label of the caller's own).
    ///
    /// # Errors
    ///
    /// [`LockError::EmptyPassphrase`], [`LockError::OutOfMemory`].
    pub fn new(rng: &mut impl CryptoRng, passphrase: &str, purpose: &[u8]) -> Result<Self, LockError> {
        if passphrase.is_empty() {
            return Err(LockError::EmptyPassphrase);
        }
        let mut head = [0; HEAD_LEN];
        rng.fill_bytes(&mut head[..SALT_LEN]);
        for (bytes, word) in head[SALT_LEN..].chunks_exact_mut(4).zip([COST.m, COST.t, COST.p]) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
        Self::of(head, passphrase, purpose)
    }

    /// The lock of a box that was locked with this passphrase for this purpose.
    ///
    /// # Errors
    ///
    /// [`LockError::Malformed`], [`LockError::OutOfMemory`]. A wrong passphrase is noticed by [`Lock::open`].
    pub fn of_box(locked: &[u8], passphrase: &str, purpose: &[u8]) -> Result<Self, LockError> {
        let head = locked.first_chunk::<HEAD_LEN>().ok_or(LockError::Malformed)?;
        Self::of(*head, passphrase, purpose)
    }

    /// Locks something, bound to `aad`.
    pub fn seal(&self, rng: &mut impl CryptoRng, aad: &[u8], plaintext: &[u8]) -> Vec<u8> {
        let sealed = self.key.seal(rng, &[aad, &self.head].concat(), plaintext);
        [&self.head[..], &sealed].concat()
    }

    /// Unlocks what this lock has locked with exactly these `aad`.
    ///
    /// # Errors
    ///
    /// [`LockError::WrongPassphrase`], whatever the cause.
    pub fn open(&self, aad: &[u8], locked: &[u8]) -> Result<Zeroizing<Vec<u8>>, LockError> {
        let sealed = locked.strip_prefix(&self.head).ok_or(LockError::WrongPassphrase)?;
        let aad = [aad, &self.head].concat();
        self.key.open(&aad, sealed).map_err(|_| LockError::WrongPassphrase)
    }

    fn of(head: [u8; HEAD_LEN], passphrase: &str, purpose: &[u8]) -> Result<Self, LockError> {
        let word = |at: usize| u32::from_be_bytes(std::array::from_fn(|i| head[SALT_LEN + at + i]));
        let cost = Cost { m: word(0), t: word(4), p: word(8) };
        let stretched = stretch(passphrase.as_bytes(), &head[..SALT_LEN], cost)?;
        Ok(Self { head, key: VaultKey::derive(&stretched, purpose) })
    }
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lock(secret)")
    }
}

/// Argon2id, version 1.3, 32 bytes.
fn stretch(passphrase: &[u8], salt: &[u8], cost: Cost) -> Result<Zeroizing<[u8; 32]>, LockError> {
    if cost.m > MOST.m || cost.t > MOST.t || cost.p > MOST.p {
        return Err(LockError::Malformed);
    }
    let params = Params::new(cost.m, cost.t, cost.p, Some(32)).map_err(|_| LockError::Malformed)?;
    let mut stretched = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase, salt, stretched.as_mut_slice())
        .map_err(|error| match error {
            argon2::Error::OutOfMemory => LockError::OutOfMemory,
            _ => LockError::Malformed,
        })?;
    Ok(stretched)
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};

    use super::*;

    fn rng() -> UnwrapErr<SysRng> {
        UnwrapErr(SysRng)
    }

    fn locked(passphrase: &str) -> Vec<u8> {
        Lock::new(&mut rng(), passphrase, b"test").unwrap().seal(&mut rng(), b"bound", b"secret")
    }

    fn unlocked(locked: &[u8], passphrase: &str, purpose: &[u8], aad: &[u8]) -> Result<Vec<u8>, LockError> {
        Ok(Lock::of_box(locked, passphrase, purpose)?.open(aad, locked)?.to_vec())
    }

    #[test]
    fn only_the_passphrase_opens() {
        let locked = locked("correct horse");
        assert_eq!(unlocked(&locked, "correct horse", b"test", b"bound"), Ok(b"secret".to_vec()));
        assert_eq!(unlocked(&locked, "correct hors", b"test", b"bound"), Err(LockError::WrongPassphrase));
        assert_eq!(unlocked(&locked, "correct horse", b"tent", b"bound"), Err(LockError::WrongPassphrase));
        assert_eq!(unlocked(&locked, "correct horse", b"test", b"other"), Err(LockError::WrongPassphrase));
    }

    #[test]
    fn altered_boxes_stay_shut() {
        let locked = locked("p");
        // One byte of each part: salt, cost, nonce, ciphertext, tag.
        for at in [0, SALT_LEN + 7, HEAD_LEN, HEAD_LEN + 25, locked.len() - 1] {
            let mut altered = locked.clone();
            altered[at] ^= 1;
            assert_eq!(unlocked(&altered, "p", b"test", b"bound"), Err(LockError::WrongPassphrase), "{at}");
        }
        assert_eq!(unlocked(&locked[..HEAD_LEN - 1], "p", b"test", b"bound"), Err(LockError::Malformed));
        assert_eq!(unlocked(&locked[..HEAD_LEN], "p", b"test", b"bound"), Err(LockError::WrongPassphrase));
    }

    #[test]
    fn boxes_that_cost_too_much_are_refused() {
        let mut locked = locked("p");
        locked[SALT_LEN] = 1;
        assert_eq!(unlocked(&locked, "p", b"test", b"bound"), Err(LockError::Malformed));
        assert_eq!(Lock::new(&mut rng(), "", b"test").map(drop), Err(LockError::EmptyPassphrase));
    }

    #[test]
    fn nothing_is_shown_by_debug() {
        let lock = Lock::new(&mut rng(), "correct horse", b"test").unwrap();
        assert_eq!(format!("{lock:?}"), "Lock(secret)");
    }
}
