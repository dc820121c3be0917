//! The master key, and what is sealed under it.
//!
//! The master key lies in a file outside the store, so a stolen store opens nothing. Under it are sealed, a session:
//! the seed of its signing key, which stays; and its secret, the seed of everything that opens reports together with
//! the VDAF verify key, which the store destroys at the release.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use getrandom::SysRng;
use rand_core::{Rng, UnwrapErr};
use tacit_envelope::{OpenError, hash, sealing::SealingKey, signing::SigningKey, text, vault::VaultKey};
use tacit_protocol::ids::{OfferId, SessionId};
use zeroize::Zeroizing;

use crate::store::KeyCheck;

const HEADER: &str = "\
# Master key of a tacit-server: opens the session keys in its store. Whoever has both reads the submissions of
# sessions not yet released. Keep a copy, apart from the copies of the store; without it no session can be finished.
";

/// Seals the session keys that the store keeps.
pub(crate) struct MasterKey {
    vault: VaultKey,
    check: KeyCheck,
}

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MasterKeyError {
    /// The file can't be read or made.
    #[error(
        "the master key {path} can't be read or made: {error}. Check the folder and its permissions, or choose another \
         place with --master-key."
    )]
    File {
        /// Which file.
        path: PathBuf,
        /// What happened.
        error: io::Error,
    },
    /// Others may read the file.
    #[error("others may read the master key {0}. Run `chmod 600` on it, and consider who may have read it.")]
    Exposed(PathBuf),
    /// Another key is being put in its place.
    #[error(
        "the master key {0} is being changed: what is in the store may be sealed under it or under the new one beside it. Run \
         `tacit-server rotate-master-key` again, which goes on where it stopped; then start."
    )]
    Rotating(PathBuf),
    /// The file's content is none.
    #[error(
        "{0} is no master key. Restore it from a copy; without the right one the store's sessions can't be used."
    )]
    Malformed(PathBuf),
}

/// Looks whether this file is a master key that a server may use; answers its check value.
///
/// # Errors
///
/// [`MasterKeyError`]
pub fn read_master_key(path: &Path) -> Result<KeyCheck, MasterKeyError> {
    MasterKey::load_settled(path).map(|key| key.check)
}

/// The file itself, also where a link leads to it: what is renamed or made beside it must be there.
pub(crate) fn resolved(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.into())
}

/// Where the key is that is about to be put in the place of this one, which is no link.
pub(crate) fn next_key(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".rotating-new");
    name.into()
}

impl MasterKey {
    /// Reads the key, unless another is being put in its place.
    pub(crate) fn load_settled(path: &Path) -> Result<Self, MasterKeyError> {
        let failed = |error| MasterKeyError::File { path: path.into(), error };
        if next_key(&resolved(path)).try_exists().map_err(failed)? {
            return Err(MasterKeyError::Rotating(path.into()));
        }
        Self::load(path)
    }

    /// Reads the key, or makes it if there is no such file.
    pub(crate) fn load_or_create(path: &Path) -> Result<Self, MasterKeyError> {
        let failed = |error| MasterKeyError::File { path: path.into(), error };
        if !path.try_exists().map_err(failed)? {
            create(path).map_err(failed)?;
        }
        Self::load(path)
    }

    /// What tells this key from others, and nothing about it.
    pub(crate) fn check(&self) -> KeyCheck {
        self.check
    }

    /// Reads the key.
    pub(crate) fn load(path: &Path) -> Result<Self, MasterKeyError> {
        let failed = |error| MasterKeyError::File { path: path.into(), error };
        let found = fs::metadata(path).map_err(failed)?;
        if !found.is_file() {
            return Err(failed(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        if found.permissions().mode() & 0o077 != 0 {
            return Err(MasterKeyError::Exposed(path.into()));
        }
        let content = Zeroizing::new(fs::read_to_string(path).map_err(failed)?);
        let mut lines = content.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let key =
            lines.next().and_then(|line| text::decode_array::<32>(line.trim()).ok()).map(Zeroizing::new);
        match (key, lines.next()) {
            (Some(key), None) => Ok(Self {
                vault: VaultKey::derive(&key, b"server-secrets"),
                check: *hash::derive(&key, "master-key-check", &[]),
            }),
            _ => Err(MasterKeyError::Malformed(path.into())),
        }
    }

    pub(crate) fn seal_offer_seed(&self, offer: &OfferId, seed: &Seed) -> Vec<u8> {
        self.vault.seal(&mut rng(), &bound("offer", offer.as_bytes()), seed.0.as_slice())
    }

    pub(crate) fn open_offer_seed(&self, offer: &OfferId, sealed: &[u8]) -> Result<Seed, OpenError> {
        self.vault.open(&bound("offer", offer.as_bytes()), sealed).and_then(|bytes| Seed::try_from(&**bytes))
    }

    pub(crate) fn seal_signing_seed(&self, offer: &OfferId, seed: &Seed) -> Vec<u8> {
        self.vault.seal(&mut rng(), &bound("signing", offer.as_bytes()), seed.0.as_slice())
    }

    pub(crate) fn open_signing_key(&self, offer: &OfferId, sealed: &[u8]) -> Result<SigningKey, OpenError> {
        Ok(self.open_signing_seed(offer, sealed)?.signing_key())
    }

    pub(crate) fn open_signing_seed(&self, offer: &OfferId, sealed: &[u8]) -> Result<Seed, OpenError> {
        self.vault
            .open(&bound("signing", offer.as_bytes()), sealed)
            .and_then(|bytes| Seed::try_from(&**bytes))
    }

    pub(crate) fn seal_session_secret(
        &self,
        session: &SessionId,
        seed: &Seed,
        verify_key: &[u8; 32],
    ) -> Vec<u8> {
        let secret = Zeroizing::new([seed.0.as_slice(), verify_key].concat());
        self.vault.seal(&mut rng(), &bound("session", session.as_bytes()), &secret)
    }

    /// The session's seed and VDAF verify key.
    pub(crate) fn open_session_secret(
        &self,
        session: &SessionId,
        sealed: &[u8],
    ) -> Result<(Seed, Zeroizing<[u8; 32]>), OpenError> {
        let secret = self.vault.open(&bound("session", session.as_bytes()), sealed)?;
        let (seed, verify_key) = secret.split_at_checked(32).ok_or(OpenError)?;
        Ok((Seed::try_from(seed)?, Zeroizing::new(verify_key.try_into().map_err(|_| OpenError)?)))
    }
}

/// 32 random bytes that keys are derived from. Wiped when dropped.
pub(crate) struct Seed(Zeroizing<[u8; 32]>);

impl Seed {
    pub(crate) fn random() -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng().fill_bytes(seed.as_mut_slice());
        Self(seed)
    }

    pub(crate) fn signing_key(&self) -> SigningKey {
        SigningKey::from_seed(&self.0)
    }

    /// Opens the leader's shares of a session's reports.
    pub(crate) fn sealing_key(&self) -> SealingKey {
        SealingKey::from_seed(&hash::derive(&self.0, "session-sealing", &[]))
    }

    /// Seals the leader's aggregate shares of a session's batches.
    pub(crate) fn share_vault(&self) -> VaultKey {
        VaultKey::derive(&self.0, b"leader-shares")
    }
}

impl TryFrom<&[u8]> for Seed {
    type Error = OpenError;
    fn try_from(bytes: &[u8]) -> Result<Self, OpenError> {
        bytes.try_into().map(|seed| Self(Zeroizing::new(seed))).map_err(|_| OpenError)
    }
}

/// The system's randomness.
pub(crate) fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// Bytes that nobody else has.
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rng().fill_bytes(&mut bytes);
    bytes
}

/// Writes a new key beside its place and links it there, so that the file is whole or absent, and an existing one
/// (another server may be starting too) stays.
fn create(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let key = Zeroizing::new({
        let mut key = [0; 32];
        rng().fill_bytes(&mut key);
        key
    });
    let content = Zeroizing::new(format!("{HEADER}{}\n", *Zeroizing::new(text::encode(key.as_slice()))));
    let new = folder.join(format!(".master-key-{}", text::encode(&Seed::random().0[..8])));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
    file.write_all(content.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&new, path);
    fs::remove_file(&new)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => fs::File::open(folder)?.sync_all(),
    }
}

/// Associated data: what a sealed secret is and whose.
fn bound(what: &str, id: &[u8]) -> Vec<u8> {
    [what.as_bytes(), &[0], id].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_made_once_for_the_owner_only_and_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("master.key");
        let offer = OfferId::random(&mut rng());
        let sealed = MasterKey::load_or_create(&path).unwrap().seal_offer_seed(&offer, &Seed::random());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing else is left behind");
        let again = MasterKey::load_or_create(&path).unwrap();
        assert!(again.open_offer_seed(&offer, &sealed).is_ok());
        let other = MasterKey::load_or_create(&dir.path().join("other.key")).unwrap();
        assert!(other.open_offer_seed(&offer, &sealed).is_err());
    }

    #[test]
    fn one_that_others_may_read_or_that_is_damaged_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("master.key");
        MasterKey::load_or_create(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(MasterKey::load_or_create(&path), Err(MasterKeyError::Exposed(_))));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let good = fs::read_to_string(&path).unwrap();
        for bad in ["", "# only a comment\n", &good[..good.len() - 2], &format!("{good}{good}")] {
            fs::write(&path, bad).unwrap();
            assert!(matches!(MasterKey::load_or_create(&path), Err(MasterKeyError::Malformed(_))), "{bad:?}");
        }
    }

    #[test]
    fn what_is_sealed_for_one_session_or_purpose_opens_for_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let master = MasterKey::load_or_create(&dir.path().join("k")).unwrap();
        let [one, two] = [b"one", b"two"].map(|manifest| SessionId::of_manifest(manifest));
        let offer = OfferId::random(&mut rng());
        let sealed = master.seal_session_secret(&one, &Seed::random(), &[7; 32]);
        assert_eq!(*master.open_session_secret(&one, &sealed).ok().unwrap().1, [7; 32]);
        assert!(master.open_session_secret(&two, &sealed).is_err());
        let signing = master.seal_signing_seed(&offer, &Seed::random());
        assert!(master.open_offer_seed(&offer, &signing).is_err());
    }
}
