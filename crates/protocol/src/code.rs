//! Codes that an operator hands out: each creates one session (§10). Only their hashes are stored.

use std::str::FromStr;

use rand_core::CryptoRng;
use tacit_envelope::{hash, text};
use zeroize::Zeroizing;

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
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; BYTES]);
        rng.fill_bytes(bytes.as_mut_slice());
        Self(bytes)
    }

    /// As it is handed out: four groups of four letters and digits.
    pub fn expose(&self) -> String {
        let text = Zeroizing::new(text::encode(self.0.as_slice()).to_uppercase());
        let groups: Vec<&str> = (0..text.len()).step_by(GROUP).map(|at| &text[at..at + GROUP]).collect();
        groups.join("-")
    }

    /// What is stored of it.
    pub fn hash(&self) -> [u8; 32] {
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
    use proptest::prelude::*;

    use super::*;

    /// As it is handed out.
    const TEXT: &str = "ABCD-EFGH-IJKL-MN23";

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code: Code = TEXT.parse().ok().unwrap();
        assert_eq!(code.expose(), TEXT);
        for typed in [TEXT.to_lowercase(), TEXT.replace('-', ""), format!(" {} ", TEXT.replace('-', " "))] {
            assert_eq!(typed.parse::<Code>().ok().unwrap().hash(), code.hash(), "{typed}");
        }
        for wrong in ["", "ABCD", &TEXT[1..], &format!("{TEXT}-{TEXT}"), "0189-0189-0189-0189"] {
            assert!(wrong.parse::<Code>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_code_of_any_bytes_is_read_as_it_is_written(bytes: [u8; BYTES]) {
            let code = Code(Zeroizing::new(bytes));
            let text = code.expose();
            prop_assert_eq!((text.len(), text.matches('-').count()), (19, 3));
            prop_assert_eq!(*text.parse::<Code>().ok().unwrap().0, bytes);
        }

        #[test]
        fn whatever_is_typed_is_no_code_or_reads_the_same_once_it_is_written(typed in "[A-Za-z0-9 \\t=é字-]{14,18}") {
            if let Ok(code) = typed.parse::<Code>() {
                prop_assert_eq!(code.expose().parse::<Code>().ok().unwrap().hash(), code.hash());
            }
        }
    }
}
