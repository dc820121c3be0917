//! Codes that an operator hands out: each creates one session. Only their hashes are stored.

use std::str::FromStr;

use rand_core::Rng;
use tacit_envelope::{hash, text};
use zeroize::Zeroizing;

use crate::{session::keys::rng, store::CodeHash};

/// How many random bytes a code has: too many to guess one.
const BYTES: usize = 10;
/// How many letters stand together in its text.
const GROUP: usize = 4;

/// A code. Whoever has it may create a session; so `Debug` isn't derived.
pub struct Code(Zeroizing<[u8; BYTES]>);

/// A text isn't one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no code. It has 16 letters and digits, like ABCD-EFGH-IJKL-MN23.")]
pub struct NoCode;

impl Code {
    /// A new one.
    pub fn random() -> Self {
        let mut bytes = Zeroizing::new([0; BYTES]);
        rng().fill_bytes(bytes.as_mut_slice());
        Self(bytes)
    }

    /// As it is handed out: four groups of four letters and digits.
    pub fn expose(&self) -> String {
        let text = Zeroizing::new(text::encode(self.0.as_slice()).to_uppercase());
        let groups: Vec<&str> = (0..text.len()).step_by(GROUP).map(|at| &text[at..at + GROUP]).collect();
        groups.join("-")
    }

    /// What is stored of it.
    pub fn hash(&self) -> CodeHash {
        hash::digest("session-code", &[self.0.as_slice()])
    }
}

impl FromStr for Code {
    type Err = NoCode;
    fn from_str(text: &str) -> Result<Self, NoCode> {
        let is_letter = |c: &char| *c != '-' && !c.is_whitespace();
        let plain = Zeroizing::new(text.chars().filter(is_letter).collect::<String>());
        text::decode_array(&plain).map(|bytes| Self(Zeroizing::new(bytes))).map_err(|_| NoCode)
    }
}

#[cfg(test)]
mod tests {
    use tacit_testkit::seeded::Seeded;

    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = Code::random();
        let text = code.expose();
        assert_eq!((text.len(), text.matches('-').count()), (19, 3), "{text}");
        for typed in [
            text.clone(),
            text.to_lowercase(),
            text.replace('-', ""),
            format!(" {} ", text.replace('-', " ")),
        ] {
            assert_eq!(typed.parse::<Code>().ok().unwrap().hash(), code.hash(), "{typed}");
        }
        assert_ne!(Code::random().hash(), code.hash());
        for wrong in ["", "ABCD", &text[1..], &format!("{text}-{text}"), "0189-0189-0189-0189"] {
            assert!(wrong.parse::<Code>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn whatever_is_typed_is_no_code_or_reads_the_same_once_it_is_written() {
        let signs: Vec<char> = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567az0189- \t=é字".chars().collect();
        let (mut random, mut codes) = (Seeded::new(1), 0);
        for _ in 0..20_000 {
            // Most often nearly one.
            let length = 15 + random.below(3);
            let mut typed = String::new();
            for _ in 0..length {
                let most = if random.below(50) == 0 { signs.len() } else { 32 };
                typed.push(signs[random.below(most as u64) as usize]);
            }
            let Ok(code) = typed.parse::<Code>() else { continue };
            codes += 1;
            assert_eq!(code.expose().parse::<Code>().ok().unwrap().hash(), code.hash(), "{typed}");
        }
        assert!(codes > 1_000, "{codes}");
    }
}
