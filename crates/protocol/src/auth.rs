//! How requests prove who sends them (§9).
//!
//! A participant sends `Authorization: Bearer <token>`. The analyst signs each request:
//! `Authorization: Tacit <key>.<time>.<signature>`, key and signature in base32, time in milliseconds since 1970 UTC,
//! the signature over method, path with query, time and the body's SHA-256. A request with a body says that hash in
//! `Content-Digest` (RFC 9530) too, so that whose it is can be found out before the body is read.
//!
//! Whoever reads a request on its way, which TLS prevents, can send it again within [`MAX_SKEW_MS`] and no other. Every
//! request of the analyst has the same effect twice as once, but an older one to open or to pause would undo a newer.

use std::str::FromStr;

use data_encoding::BASE64;
use tacit_envelope::{
    hash,
    signing::{BadSignature, Signature, SigningKey, VerifyingKey},
    text,
};

use crate::ids::Token;

/// How far the analyst's clock may be from the server's, in milliseconds.
pub const MAX_SKEW_MS: u64 = 5 * 60 * 1000;

/// The header in which a signed request with a body says its hash (RFC 9530).
pub const CONTENT_DIGEST: &str = "content-digest";

const LABEL: &str = "request";
const SHA_256: &str = "sha-256=:";

/// The `Authorization` header of a participant's request. Secret.
pub fn bearer(token: &Token) -> String {
    format!("Bearer {}", token.expose())
}

/// The token in a participant's `Authorization` header.
pub fn token_of(header: &str) -> Option<Token> {
    header.strip_prefix("Bearer ")?.trim().parse().ok()
}

/// The [`CONTENT_DIGEST`] header of a request with this body.
pub fn content_digest(body: &[u8]) -> String {
    format!("{SHA_256}{}:", BASE64.encode(&hash::sha256(&[body])))
}

/// The SHA-256 in a [`CONTENT_DIGEST`] header, which may name others beside it.
pub fn digest_of(header: &str) -> Option<[u8; 32]> {
    let mut digests = header.split(',').map(str::trim);
    let encoded = digests.find_map(|digest| digest.strip_prefix(SHA_256)?.strip_suffix(':'))?;
    BASE64.decode(encoded.as_bytes()).ok()?.try_into().ok()
}

/// A request that the analyst signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedRequest {
    key: VerifyingKey,
    time: u64,
    signature: Signature,
}

/// Why a request isn't taken for the analyst's.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthError {
    /// The header is missing or has another form.
    #[error("the request is not signed. Use tacit-analyst with the session's key file.")]
    Missing,
    /// The signature doesn't fit the request.
    #[error(
        "the request's signature is wrong. Send it again; if it stays so, something between you and the server changes it."
    )]
    Signature,
    /// The clocks are too far apart.
    #[error("your clock and the server's differ by {seconds} seconds. Set your clock and try again.")]
    Skew {
        /// By how much.
        seconds: u64,
    },
}

impl SignedRequest {
    /// Signs a request; `path` includes the query.
    pub fn sign(key: &SigningKey, method: &str, path: &str, time: u64, body: &[u8]) -> Self {
        let message = message(method, path, time, &hash::sha256(&[body]));
        Self { key: key.public(), time, signature: key.sign(LABEL, &message) }
    }

    /// The `Authorization` header.
    pub fn header(&self) -> String {
        format!("Tacit {}.{}.{}", self.key, self.time, text::encode(self.signature.as_bytes()))
    }

    /// Whose request it claims to be. Anybody can claim that; [`SignedRequest::verify`] finds out.
    pub fn claimed_key(&self) -> &VerifyingKey {
        &self.key
    }

    /// Whose request it is, once signature and time are found right.
    pub fn verify(&self, method: &str, path: &str, now: u64, body: &[u8]) -> Result<VerifyingKey, AuthError> {
        self.verify_head(method, path, now, &hash::sha256(&[body]))
    }

    /// As [`SignedRequest::verify`], of a request whose body isn't there yet: it must turn out to have this SHA-256.
    pub fn verify_head(
        &self,
        method: &str,
        path: &str,
        now: u64,
        body_hash: &[u8; 32],
    ) -> Result<VerifyingKey, AuthError> {
        let message = message(method, path, self.time, body_hash);
        self.key.verify(LABEL, &message, &self.signature).map_err(|BadSignature| AuthError::Signature)?;
        let skew = now.abs_diff(self.time);
        if skew > MAX_SKEW_MS {
            return Err(AuthError::Skew { seconds: skew / 1000 });
        }
        Ok(self.key)
    }
}

impl FromStr for SignedRequest {
    type Err = AuthError;

    fn from_str(header: &str) -> Result<Self, AuthError> {
        let parse = || {
            let mut parts = header.strip_prefix("Tacit ")?.trim().split('.');
            let key = parts.next()?.parse().ok()?;
            let time = decimal(parts.next()?)?;
            let signature = Signature::from_bytes(text::decode_array::<64>(parts.next()?).ok()?);
            parts.next().is_none().then_some(Self { key, time, signature })
        };
        parse().ok_or(AuthError::Missing)
    }
}

/// Digits only: `u64::from_str` would take a sign too.
fn decimal(text: &str) -> Option<u64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

fn message(method: &str, path: &str, time: u64, body_hash: &[u8; 32]) -> [u8; 32] {
    hash::digest(LABEL, &[method.as_bytes(), path.as_bytes(), &time.to_be_bytes(), body_hash])
}

#[cfg(test)]
mod tests;
