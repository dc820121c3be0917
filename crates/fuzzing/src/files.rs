//! What is kept in files and in browsers: analysts' keys, participants' drafts.

use tacit_envelope::{
    hash,
    keyfile::{self, AnalystSecret, KeyFile, KeyFileError},
    text,
};
use tacit_participant::Draft;

/// A key that can be read is the same once it is written.
pub(crate) fn run_key_file(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    if let Ok(KeyFile::Plain(secret)) = KeyFile::parse(text) {
        let written = keyfile::to_text(&secret, "now");
        let Ok(KeyFile::Plain(again)) = KeyFile::parse(&written) else {
            panic!("what is written can be read")
        };
        assert_eq!(again.public().fingerprint().as_bytes(), secret.public().fingerprint().as_bytes());
    }
}

pub(crate) fn key_file_seeds() -> Vec<Vec<u8>> {
    let plain = keyfile::to_text(&AnalystSecret::from_seed(&[7; 32]), "2026-11-21").as_bytes().to_vec();
    // Cut off, and with another version.
    let cut = plain[..plain.len() - 9].to_vec();
    let protected = String::from_utf8_lossy(&plain).replace("TACIT-KEY-1-", "TACIT-KEY-2-").into_bytes();
    vec![plain, cut, protected]
}

/// How many bytes a protected key has before its checksum.
const PROTECTED_LEN: usize = 16 + 3 * 4 + 72;
const PROTECTED_PREFIX: &str = "TACIT-ANALYST-KEY-1-PROTECTED-";
/// What opening one may cost here: KiB of memory, passes, lanes.
const CHEAP: [u32; 3] = [256, 2, 4];

/// A key under a passphrase, whoever wrote it: asked to cost more than a key may, it is refused before anything is spent. The checksum is put
/// there, since nobody finds one by chance.
pub(crate) fn run_protected_key(bytes: &[u8]) {
    let checksum = hash::digest("keyfile/checksum", &[PROTECTED_PREFIX.as_bytes(), bytes]);
    let file = format!("{PROTECTED_PREFIX}{}\n", text::encode(&[bytes, &checksum[..4]].concat()));
    match KeyFile::parse(&file) {
        Ok(KeyFile::Protected(key)) => {
            assert_eq!(bytes.len(), PROTECTED_LEN);
            let cost: Vec<u32> =
                bytes[16..28].chunks(4).map(|word| u32::from_be_bytes(word.try_into().unwrap())).collect();
            if cost.iter().zip(CHEAP).all(|(asked, most)| *asked <= most) {
                assert_eq!(key.open("not its passphrase").err(), Some(KeyFileError::WrongPassphrase));
            }
        }
        Ok(KeyFile::Plain(_)) => panic!("it says that it is protected"),
        Err(error) => assert!(matches!(error, KeyFileError::Damaged | KeyFileError::Cost), "{error:?}"),
    }
}

pub(crate) fn protected_key_seeds() -> Vec<Vec<u8>> {
    let key = |cost: [u32; 3]| {
        let words: Vec<u8> = cost.iter().flat_map(|word| word.to_be_bytes()).collect();
        [&[1; 16][..], &words, &[2; 72]].concat()
    };
    // The cheapest, as this program writes them, the dearest, and dearer than any may be.
    [[8, 1, 1], [64 * 1024, 3, 1], [1024 * 1024, 8, 16], [u32::MAX, 8, 1], [8, u32::MAX, 1]].map(key).into()
}

/// What a draft holds, once its passphrase was right.
pub(crate) fn run_draft(bytes: &[u8]) {
    if let Ok(draft) = Draft::from_bytes(bytes) {
        let again = Draft::from_bytes(&draft.to_bytes().unwrap()).expect("what is written can be read");
        assert!(again == draft);
    }
}

pub(crate) fn draft_seeds() -> Vec<Vec<u8>> {
    let answers = [("wage", "12,5"), ("tools", "a"), ("tools", "c"), ("name", "Ängström")].into();
    let draft = Draft { answers, meant: [("wage".into(), ("12,5".into(), "12.5".into()))].into() };
    [Draft::default(), draft].iter().map(|draft| draft.to_bytes().unwrap().to_vec()).collect()
}
