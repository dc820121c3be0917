//! What may not be done with a secret: see it in `Debug`, print it, clone it, serialize it.

use getrandom::{SysRng, rand_core::UnwrapErr};
use tacit_envelope::{
    keyfile::{AnalystSecret, KeyFile, ProtectedKey, to_protected_text, to_text},
    sealing::SealingKey,
    signing::SigningKey,
    vault::VaultKey,
    voucher::VoucherKey,
};

/// Fails to compile if the type has the trait: then `_` could be either of two.
macro_rules! assert_not_impl {
    ($type:ty: $($trait:path),+) => { $(
        const _: fn() = || {
            trait Either<A> {
                fn one() {}
            }
            impl<T: ?Sized> Either<()> for T {}
            struct HasTrait;
            impl<T: ?Sized + $trait> Either<HasTrait> for T {}
            let _ = <$type as Either<_>>::one;
        };
    )+ };
}

macro_rules! assert_secret {
    ($($type:ty),+) => { $(
        assert_not_impl!($type: Clone, std::fmt::Display, serde::Serialize);
    )+ };
}

assert_secret!(AnalystSecret, KeyFile, ProtectedKey, SealingKey, SigningKey, VaultKey, VoucherKey);

#[test]
fn debug_shows_no_byte_of_a_secret() {
    let seed = [0xa7; 32];
    let secret = AnalystSecret::from_seed(&seed);
    let protected = to_protected_text(&mut UnwrapErr(SysRng), &secret, "pass", "today").unwrap();
    let KeyFile::Protected(protected_key) = KeyFile::parse(&protected).unwrap() else {
        panic!("it is protected")
    };

    // Exactly these words, in both forms: there is no room for a byte.
    for (debug, pretty, expected) in [
        (format!("{secret:?}"), format!("{secret:#?}"), "AnalystSecret(secret)"),
        debug_of(SealingKey::from_seed(&seed), "SealingKey(secret)"),
        debug_of(SigningKey::from_seed(&seed), "SigningKey(secret)"),
        debug_of(VaultKey::derive(&seed, b""), "VaultKey(secret)"),
        debug_of(VoucherKey::from_seed(&seed), "VoucherKey(secret)"),
        debug_of(KeyFile::parse(&to_text(&secret, "today")).unwrap(), "KeyFile::Plain(secret)"),
        debug_of(KeyFile::parse(&protected).unwrap(), "KeyFile::Protected(secret)"),
        debug_of(protected_key, "ProtectedKey(secret)"),
    ] {
        assert_eq!((debug.as_str(), pretty.as_str()), (expected, expected));
    }
}

fn debug_of(secret: impl std::fmt::Debug, expected: &str) -> (String, String, &str) {
    (format!("{secret:?}"), format!("{secret:#?}"), expected)
}
