//! What people compare to make sure of an analyst's keys.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{hash, sealing::SealingPublicKey, signing::VerifyingKey};

/// How many bytes people are shown: 128 bits, which nobody can find another pair of keys for.
const SHOWN: usize = 16;

/// A text that is not a whole fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "This is not a whole fingerprint, which has 64 digits of 0-9 and a-f. Copy it again from where it was shown."
)]
pub struct FingerprintError;

/// The fingerprint of an analyst's two public keys: `digest("fingerprint", [signing, sealing])`, 32 bytes.
///
/// `Display` shows the first 16 bytes as 8 groups of 4 hex digits, `3f2a 91bc ...`, for people to compare. Parsing and
/// JSON take the whole of it, 64 hex digits, since half of it does not give the other half.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of a pair of keys.
    pub fn of(signing: &VerifyingKey, sealing: &SealingPublicKey) -> Self {
        Self(hash::digest("fingerprint", &[signing.as_bytes(), sealing.as_bytes()]))
    }

    /// All 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The same 16 bytes that `Display` shows, as 16 English words, a byte each: to be compared by voice.
    ///
    /// The words are of the PGP word list (Juola and Zimmermann, 1996): of two syllables for the first, third, ... byte,
    /// of three for the others, so that a word left out or exchanged with its neighbour is heard.
    pub fn words(&self) -> Vec<&str> {
        pgp_words::to_words(&self.0[..SHOWN])
    }

    /// All 32 bytes as 64 hex digits.
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, pair) in self.0[..SHOWN].chunks_exact(2).enumerate() {
            let space = if i == 0 { "" } else { " " };
            write!(f, "{space}{:02x}{:02x}", pair[0], pair[1])?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({})", self.to_hex())
    }
}

impl FromStr for Fingerprint {
    type Err = FingerprintError;

    /// Takes 64 hex digits; white space and letter case don't matter.
    fn from_str(text: &str) -> Result<Self, FingerprintError> {
        let mut bytes = [0; 32];
        let mut digits = text.chars().filter(|digit| !digit.is_whitespace());
        for byte in &mut bytes {
            let mut digit = || digits.next()?.to_digit(16);
            *byte =
                digit().zip(digit()).map(|(high, low)| (high << 4 | low) as u8).ok_or(FingerprintError)?;
        }
        if digits.next().is_none() { Ok(Self(bytes)) } else { Err(FingerprintError) }
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = FingerprintError;
    fn try_from(text: String) -> Result<Self, FingerprintError> {
        text.parse()
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> String {
        fingerprint.to_hex()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fingerprint() -> Fingerprint {
        Fingerprint(std::array::from_fn(|i| 0xa0 + i as u8))
    }

    #[test]
    fn shown_in_eight_groups() {
        assert_eq!(fingerprint().to_string(), "a0a1 a2a3 a4a5 a6a7 a8a9 aaab acad aeaf");
    }

    /// From the list as published.
    #[test]
    fn shown_as_words() {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&[0xe5, 0x82, 0x94, 0xf2]);
        let words = Fingerprint(bytes);
        let words = words.words();
        assert_eq!(words.len(), 16);
        assert_eq!(words[..6], ["topmost", "istanbul", "pluto", "vagabond", "aardvark", "adroitness"]);
    }

    /// Every byte has a word at either place, and no two have the same.
    #[test]
    fn words_tell_bytes_apart() {
        for place in [0, 1] {
            let word = |byte: u8| {
                let bytes = std::array::from_fn(|i| if i == place { byte } else { 0 });
                Fingerprint(bytes).words()[place].to_owned()
            };
            let words: std::collections::BTreeSet<_> = (0..=255).map(word).collect();
            assert_eq!(words.len(), 256, "place {place}");
        }
    }

    #[test]
    fn half_a_fingerprint_is_not_parsed() {
        assert_eq!(fingerprint().to_string().parse::<Fingerprint>(), Err(FingerprintError));
        assert!(serde_json::from_str::<Fingerprint>("\"a0a1\"").is_err());
        let whole = fingerprint().to_hex();
        assert_eq!(format!("{whole}a").parse::<Fingerprint>(), Err(FingerprintError));
        assert_eq!(whole[..63].parse::<Fingerprint>(), Err(FingerprintError));
        assert_eq!(whole.replace('0', "g").parse::<Fingerprint>(), Err(FingerprintError));
        assert_eq!(format!(" {} {}\n", &whole[..4], whole[4..].to_uppercase()).parse(), Ok(fingerprint()));
    }

    proptest! {
        #[test]
        fn survives_text_and_json(bytes: [u8; 32]) {
            let it = Fingerprint(bytes);
            prop_assert_eq!(it.to_hex().parse(), Ok(it));
            let json = serde_json::to_string(&it).unwrap();
            prop_assert_eq!(&json, &format!("\"{}\"", it.to_hex()));
            prop_assert_eq!(serde_json::from_str::<Fingerprint>(&json).unwrap(), it);
        }
    }
}
