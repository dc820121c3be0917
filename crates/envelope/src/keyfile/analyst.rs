//! The analyst's one secret, and the keys derived from it.

use std::fmt;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::{
    fingerprint::Fingerprint,
    hash,
    sealing::{Role, SealingKey, SealingPublicKey, seal},
    signing::{SigningKey, VerifyingKey},
    vault::VaultKey,
    voucher::VoucherKey,
};

/// The analyst's secret: a seed of 32 random bytes that every key of the analyst is derived from. Wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub struct AnalystSecret([u8; Self::LEN]);

impl AnalystSecret {
    /// The seed's length in bytes.
    pub const LEN: usize = 32;

    /// A new secret.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut secret = Self([0; Self::LEN]);
        rng.fill_bytes(&mut secret.0);
        secret
    }

    /// The secret with this seed: 32 uniformly random bytes.
    pub fn from_seed(seed: &[u8; Self::LEN]) -> Self {
        Self(*seed)
    }

    /// The key that signs manifests and results.
    pub fn signing(&self) -> SigningKey {
        SigningKey::from_seed(&hash::derive(&self.0, "analyst/signing", &[]))
    }

    /// The key that opens the helper's shares and releases. Making it costs about as much as opening: make it once.
    pub fn sealing(&self) -> SealingKey {
        SealingKey::from_seed(&hash::derive(&self.0, "analyst/sealing", &[]))
    }

    /// The key for what the analyst keeps on disk, one for each `context`.
    pub fn vault(&self, context: &[u8]) -> VaultKey {
        VaultKey::derive(&hash::derive(&self.0, "analyst/vault", &[]), context)
    }

    /// The key by which the analyst knows again what it vouched for, one for each `context`.
    pub fn vouchers(&self, context: &[u8]) -> VoucherKey {
        VoucherKey::from_seed(&hash::derive(&self.0, "analyst/vouchers", context))
    }

    /// The seed of the analyst's noise on the sums that `context` names, whole: other sums get other noise. 32 secret bytes.
    pub fn noise(&self, context: &[u8]) -> Zeroizing<[u8; 32]> {
        hash::derive(&self.0, "analyst/noise", context)
    }

    /// The secret of the participant whose invitation has this name, in the session of this `context`; 16 secret bytes.
    pub fn token(&self, context: &[u8], name: &[u8; 16]) -> Zeroizing<[u8; 16]> {
        hash::derive(&hash::derive(&self.0, "analyst/tokens", context), "token", name)
    }

    /// The VDAF verify key of the session whose server key this is; 32 secret bytes. Another machine with the same key
    /// file finds the same.
    pub fn verify_key(&self, server: &SealingPublicKey) -> Zeroizing<[u8; 32]> {
        hash::derive(&self.0, "analyst/verify-key", server.as_bytes())
    }

    /// Whether the derived keys do what a session needs of them: what is sealed to the public key opens, what is signed
    /// verifies, what goes into a vault comes out. `false` means that this machine can't be relied on.
    pub fn works(&self, rng: &mut impl CryptoRng) -> bool {
        const PROBE: &[u8] = b"probe";
        let (public, sealing) = (self.public(), self.sealing());
        let opens = |role| {
            let sealed = seal(rng, &public.sealing, role, PROBE, PROBE);
            sealing.open(role, PROBE, &sealed).is_ok_and(|opened| *opened == PROBE)
        };
        let sealed = [Role::Helper, Role::Release].into_iter().all(opens);
        let signed = public.signing.verify("probe", PROBE, &self.signing().sign("probe", PROBE)).is_ok();
        let vault = self.vault(PROBE);
        let noted = vault.open(PROBE, &vault.seal(rng, PROBE, PROBE)).is_ok_and(|noted| *noted == PROBE);
        sealed && signed && noted
    }

    /// What everybody may know.
    pub fn public(&self) -> AnalystPublic {
        AnalystPublic { signing: self.signing().public(), sealing: self.sealing().public() }
    }

    pub(super) fn seed(&self) -> &[u8; Self::LEN] {
        &self.0
    }
}

impl fmt::Debug for AnalystSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnalystSecret(secret)")
    }
}

/// The analyst's public keys, as a manifest names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnalystPublic {
    /// Verifies what the analyst signed.
    pub signing: VerifyingKey,
    /// Seals to the analyst.
    pub sealing: SealingPublicKey,
}

impl AnalystPublic {
    /// What people compare to make sure of both keys.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.signing, &self.sealing)
    }
}
