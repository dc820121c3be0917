//! Answers that aren't submitted yet, kept under a passphrase.
//!
//! What is kept is text: base32 of a locked box (`tacit_envelope::locked`), bound to session and participant. Inside are
//! the answers as postcard writes them, filled up with zeros to whole steps of 1 KiB, so that their length says little.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use tacit_envelope::{
    locked::{Lock, LockError},
    text,
};
use tacit_form::Answers;
use tacit_protocol::ids::{SessionId, Token};
use zeroize::Zeroizing;

const PURPOSE: &[u8] = b"draft";
/// Lengths are multiples of so many bytes.
const STEP: usize = 1024;

/// What somebody typed so far. Secret; `Debug` shows nothing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// As typed.
    pub answers: Answers,
    /// What was said about numbers that can be read in two ways: by the fields' keys what was typed, and what was meant.
    pub meant: BTreeMap<String, (String, String)>,
}

/// Locks one participant's drafts of one session. Holds the passphrase only as a key, wiped when dropped; `Debug`
/// shows nothing.
#[derive(Debug)]
pub struct DraftLock {
    lock: Lock,
    aad: Vec<u8>,
}

/// Why a draft can't be kept or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DraftError {
    /// Another passphrase, or damage.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// It isn't the text of a draft, or that of another version.
    #[error("what is kept here is no draft of this version. Delete it.")]
    Malformed,
}

#[derive(Serialize, Deserialize)]
struct Inside {
    answers: BTreeMap<String, Vec<String>>,
    meant: BTreeMap<String, (String, String)>,
}

impl DraftLock {
    /// A lock with a new passphrase. Takes a moment, on purpose.
    ///
    /// # Errors
    ///
    /// [`LockError`]: the passphrase is empty, or there is too little memory.
    pub fn new(
        rng: &mut impl CryptoRng,
        passphrase: &str,
        session: &SessionId,
        token: &Token,
    ) -> Result<Self, LockError> {
        Ok(Self { lock: Lock::new(rng, passphrase, PURPOSE)?, aad: aad(session, token) })
    }

    /// The text to keep.
    ///
    /// # Errors
    ///
    /// [`DraftError::Malformed`]: the answers can't be written. They always can.
    pub fn lock(&self, rng: &mut impl CryptoRng, draft: &Draft) -> Result<String, DraftError> {
        Ok(text::encode(&self.lock.seal(rng, &self.aad, &draft.to_bytes()?)))
    }

    /// What was kept for this participant of this session, and the lock to keep it further.
    ///
    /// # Errors
    ///
    /// [`DraftError`]: with [`LockError::WrongPassphrase`] it stays as it is, for another try.
    pub fn open(
        kept: &str,
        passphrase: &str,
        session: &SessionId,
        token: &Token,
    ) -> Result<(Self, Draft), DraftError> {
        let bytes = text::decode(kept).map_err(|_| DraftError::Malformed)?;
        let lock = Self { lock: Lock::of_box(&bytes, passphrase, PURPOSE)?, aad: aad(session, token) };
        let draft = Draft::from_bytes(&lock.lock.open(&lock.aad, &bytes)?)?;
        Ok((lock, draft))
    }
}

impl Draft {
    /// What a [`DraftLock`] locks, filled up to whole steps of 1 KiB. Secret.
    ///
    /// # Errors
    ///
    /// [`DraftError::Malformed`]: the answers can't be written. They always can.
    pub fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, DraftError> {
        let inside = Inside { answers: self.answers.clone().into(), meant: self.meant.clone() };
        let mut bytes = Zeroizing::new(postcard::to_allocvec(&inside).map_err(|_| DraftError::Malformed)?);
        let len = bytes.len().next_multiple_of(STEP);
        bytes.resize(len, 0);
        Ok(bytes)
    }

    /// Reads what [`Draft::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// [`DraftError::Malformed`]
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DraftError> {
        let inside: Inside = postcard::from_bytes(bytes).map_err(|_| DraftError::Malformed)?;
        Ok(Self { answers: inside.answers.into(), meant: inside.meant })
    }
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Draft(secret)")
    }
}

fn aad(session: &SessionId, token: &Token) -> Vec<u8> {
    [session.as_bytes().as_slice(), token.participant_id().as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use rand_core::UnwrapErr;

    use super::*;

    fn rng() -> UnwrapErr<getrandom::SysRng> {
        UnwrapErr(getrandom::SysRng)
    }

    fn draft() -> Draft {
        let answers = Answers::from([("wage", "12,5"), ("tools", "a"), ("tools", "c"), ("name", "Ängström")]);
        Draft { answers, meant: [("wage".into(), ("12,5".into(), "12.5".into()))].into() }
    }

    fn names() -> (SessionId, Token) {
        (SessionId::of_manifest(b"m"), "mfrggzdfmztwq2lknnwg23tpoa".parse().unwrap())
    }

    #[test]
    fn what_was_kept_comes_back() {
        let (session, token) = names();
        let lock = DraftLock::new(&mut rng(), "p", &session, &token).unwrap();
        let kept = lock.lock(&mut rng(), &draft()).unwrap();
        let sealed = text::decode(&kept).unwrap();
        let name = "Ängström".as_bytes();
        assert!(!sealed.windows(name.len()).any(|part| part == name), "{sealed:?}");
        let (again, opened) = DraftLock::open(&kept, "p", &session, &token).unwrap();
        assert!(opened == draft());
        let kept = again.lock(&mut rng(), &Draft::default()).unwrap();
        assert!(DraftLock::open(&kept, "p", &session, &token).unwrap().1 == Draft::default());
    }

    #[test]
    fn it_is_one_participants_of_one_session_under_one_passphrase() {
        let (session, token) = names();
        let lock = DraftLock::new(&mut rng(), "p", &session, &token).unwrap();
        let kept = lock.lock(&mut rng(), &draft()).unwrap();
        let wrong = Some(DraftError::Lock(LockError::WrongPassphrase));
        assert_eq!(DraftLock::open(&kept, "q", &session, &token).err(), wrong);
        let other = SessionId::of_manifest(b"n");
        assert_eq!(DraftLock::open(&kept, "p", &other, &token).err(), wrong);
        let other = Token::random(&mut rng());
        assert_eq!(DraftLock::open(&kept, "p", &session, &other).err(), wrong);
        assert_eq!(DraftLock::open("no draft!", "p", &session, &token).err(), Some(DraftError::Malformed));
    }

    #[test]
    fn lengths_say_little() {
        let (session, token) = names();
        let lock = DraftLock::new(&mut rng(), "p", &session, &token).unwrap();
        let lengths = [Draft::default(), draft()].map(|draft| lock.lock(&mut rng(), &draft).unwrap().len());
        assert_eq!(lengths[0], lengths[1]);
        assert_eq!(format!("{:?}", draft()), "Draft(secret)");
    }
}
