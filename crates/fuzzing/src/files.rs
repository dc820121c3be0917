//! What is kept in files and in browsers: analysts' keys, participants' drafts.

use tacit_envelope::keyfile::{self, AnalystSecret, KeyFile};
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
