//! Sealed boxes, as strangers may send them: nobody makes one that opens without the key, or without knowing to whom and for what.

use std::sync::LazyLock;

use tacit_envelope::{
    locked::Lock,
    sealing::{self, Role, SealingKey},
    vault::{self, VaultKey},
};

/// The X25519 base point: what is sealed to a key begins with such a point.
const POINT: [u8; 32] = {
    let mut point = [0; 32];
    point[0] = 9;
    point
};

pub(crate) fn run(bytes: &[u8]) {
    static KEY: LazyLock<SealingKey> = LazyLock::new(|| SealingKey::from_seed(&[1; 32]));
    static VAULT: LazyLock<VaultKey> = LazyLock::new(|| VaultKey::derive(&[2; 32], b"boxes"));
    for role in [Role::Leader, Role::Helper] {
        assert!(KEY.open(role, b"aad", bytes).is_err(), "a box that nobody sealed");
    }
    assert!(VAULT.open(b"aad", bytes).is_err(), "a box that nobody sealed");
    // What asks for more than the least is what `protected_keys` is about.
    if bytes.get(16..28) == Some(&CHEAP) {
        let lock = Lock::of_box(bytes, "not its passphrase", b"boxes").expect("it is cheap");
        assert!(lock.open(b"aad", bytes).is_err(), "a box that nobody locked");
    }
}

/// KiB of memory, passes, lanes.
const CHEAP: [u8; 12] = [0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 1];

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    vec![
        [&POINT[..], &[0; sealing::SEAL_OVERHEAD]].concat(),
        [&[0xFF; 32][..], &[0; sealing::SEAL_OVERHEAD]].concat(),
        vec![0; sealing::SEAL_OVERHEAD - 1],
        vec![0; vault::SEAL_OVERHEAD],
        [&[3; 16][..], &CHEAP, &[4; vault::SEAL_OVERHEAD]].concat(),
    ]
}
