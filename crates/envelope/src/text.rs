//! Bytes as text: base32 of RFC 4648, section 6, in lower case and without padding.
//!
//! Base32 survives being read out, typed, and put through systems that lose case.

/// The digits 0 to 31.
const DIGITS: [u8; 32] = *b"abcdefghijklmnopqrstuvwxyz234567";

/// A text that is not the base32 form of the bytes asked for.
///
/// It names positions and lengths, never characters: the text may be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// The text is too short or too long.
    #[error(
        "The text has {found} characters instead of {expected}. \
         Copy it again, whole, from where it was given to you."
    )]
    Length {
        /// How many characters these bytes take.
        expected: usize,
        /// How many bytes of UTF-8 the text has.
        found: usize,
    },
    /// A character is none of `a`-`z` and `2`-`7`, or the last one has bits that belong to no byte.
    #[error(
        "The character at position {position} can't be right. \
         Copy the text again, whole, from where it was given to you."
    )]
    Symbol {
        /// Counted in bytes, from 1.
        position: usize,
    },
}

/// Encodes bytes as lower-case base32: 8 characters for 5 bytes, rounded up.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(encoded_len(bytes.len()));
    encode_append(bytes, &mut text);
    text
}

/// Decodes exactly `N` bytes. Upper case is accepted, white space is not.
///
/// # Errors
///
/// [`TextError`] if the length or a character is wrong. There is one text for any bytes, letter case aside.
pub fn decode_array<const N: usize>(text: &str) -> Result<[u8; N], TextError> {
    let expected = encoded_len(N);
    if text.len() != expected {
        return Err(TextError::Length { expected, found: text.len() });
    }
    let mut bytes = [0; N];
    decode_into(text, &mut bytes)?;
    Ok(bytes)
}

/// Decodes however many bytes there are. Upper case is accepted, white space is not.
///
/// # Errors
///
/// [`TextError::Symbol`] at the first character that can't be.
pub fn decode(text: &str) -> Result<Vec<u8>, TextError> {
    let mut bytes = vec![0; text.len() * 5 / 8];
    decode_into(text, &mut bytes)?;
    Ok(bytes)
}

/// Encodes at the end of `text`; without reallocation, so without leftovers of a secret, if its capacity suffices.
pub(crate) fn encode_append(bytes: &[u8], text: &mut String) {
    for block in bytes.chunks(5) {
        // 40 bits, the first byte's on top: 8 digits of 5 bits.
        let bits = (0..5).fold(0, |bits, i| bits << 8 | u64::from(*block.get(i).unwrap_or(&0)));
        let digits = (0..encoded_len(block.len())).map(|i| (bits >> (35 - 5 * i)) as usize % DIGITS.len());
        text.extend(digits.map(|digit| char::from(DIGITS[digit])));
    }
}

/// Decodes as many bytes as the text's bits fill.
fn decode_into(text: &str, bytes: &mut [u8]) -> Result<(), TextError> {
    let (mut bits, mut count) = (0u32, 0);
    let mut bytes = bytes.iter_mut();
    for (index, symbol) in text.bytes().enumerate() {
        let digit = digit(symbol).ok_or(TextError::Symbol { position: index + 1 })?;
        (bits, count) = (bits << 5 | u32::from(digit), count + 5);
        if count >= 8 {
            count -= 8;
            if let Some(byte) = bytes.next() {
                *byte = (bits >> count) as u8;
            }
            bits %= 1 << count;
        }
    }
    // What is left is less than a digit, and belongs to no byte.
    if bits == 0 && count < 5 { Ok(()) } else { Err(TextError::Symbol { position: text.len() }) }
}

fn digit(symbol: u8) -> Option<u8> {
    match symbol {
        b'a'..=b'z' => Some(symbol - b'a'),
        b'A'..=b'Z' => Some(symbol - b'A'),
        b'2'..=b'7' => Some(symbol - b'2' + 26),
        _ => None,
    }
}

/// The length in characters of the encoding of `bytes` bytes.
pub(crate) const fn encoded_len(bytes: usize) -> usize {
    (bytes * 8).div_ceil(5)
}

/// Gives a public type of fixed length its text form: `Display`, `FromStr`, `Debug` and the conversions serde needs.
///
/// The type has `as_bytes`; `$parse` makes it from an array, or says why not.
macro_rules! public_text {
    ($type:ident, $error:ty, $parse:expr) => {
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::text::encode(self.as_bytes()))
            }
        }

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($type), "({})"), self)
            }
        }

        impl std::str::FromStr for $type {
            type Err = $error;
            fn from_str(text: &str) -> Result<Self, $error> {
                $parse(&$crate::text::decode_array(text)?)
            }
        }

        impl TryFrom<String> for $type {
            type Error = $error;
            fn try_from(text: String) -> Result<Self, $error> {
                text.parse()
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> String {
                value.to_string()
            }
        }
    };
}
pub(crate) use public_text;

#[cfg(test)]
mod tests {
    use data_encoding::BASE32_NOPAD;
    use proptest::prelude::*;

    use super::*;

    /// RFC 4648, section 10, in lower case and without padding.
    #[test]
    fn rfc_4648_vectors() {
        for (bytes, text) in [
            ("", ""),
            ("f", "my"),
            ("fo", "mzxq"),
            ("foo", "mzxw6"),
            ("foob", "mzxw6yq"),
            ("fooba", "mzxw6ytb"),
            ("foobar", "mzxw6ytboi"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), text);
        }
        assert_eq!(decode_array("mzxw6ytboi"), Ok(*b"foobar"));
        assert_eq!(decode_array("MZXW6ytboi"), Ok(*b"foobar"));
    }

    /// Against an independent implementation.
    #[test]
    fn every_length_is_as_others_write_it() {
        let bytes: Vec<u8> = (0..40).map(|i: u8| i.wrapping_mul(97)).collect();
        for length in 0..=bytes.len() {
            let text = BASE32_NOPAD.encode(&bytes[..length]).to_ascii_lowercase();
            assert_eq!(encode(&bytes[..length]), text);
            assert_eq!(decode(&text).as_deref(), Ok(&bytes[..length]));
        }
        // No bytes have a text of 1, 3 or 6 characters.
        for length in [1, 3, 6, 9] {
            assert_eq!(decode(&"a".repeat(length)), Err(TextError::Symbol { position: length }));
        }
    }

    #[test]
    fn anything_else_is_refused() {
        assert_eq!(decode_array::<6>("mzxw6ytbo"), Err(TextError::Length { expected: 10, found: 9 }));
        assert_eq!(decode_array::<6>("mzxw6ytboi======"), Err(TextError::Length { expected: 10, found: 16 }));
        assert_eq!(decode_array::<6>("mzxw6ytb1i"), Err(TextError::Symbol { position: 9 }));
        assert_eq!(decode_array::<6>("mzxw 6ytbo"), Err(TextError::Symbol { position: 5 }));
        // "my" is "f"; "mz" has the same eight bits and two that belong to no byte.
        assert_eq!(decode_array::<1>("my"), Ok(*b"f"));
        assert_eq!(decode_array::<1>("mz"), Err(TextError::Symbol { position: 2 }));
        // Two bytes of UTF-8, one character
        assert_eq!(decode_array::<1>("é"), Err(TextError::Symbol { position: 1 }));
    }

    proptest! {
        #[test]
        fn decode_inverts_encode(bytes: [u8; 32]) {
            let text = encode(&bytes);
            prop_assert_eq!(text.len(), 52);
            prop_assert_eq!(decode_array(&text), Ok(bytes));
            prop_assert_eq!(decode_array(&text.to_ascii_uppercase()), Ok(bytes));
        }

        #[test]
        fn one_text_for_any_bytes(text in "[a-z2-7]{26}") {
            if let Ok(bytes) = decode_array::<16>(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }

        #[test]
        fn any_text_is_answered(text in ".{0,60}") {
            if let Ok(bytes) = decode_array::<32>(&text) {
                prop_assert_eq!(encode(&bytes), text.to_ascii_lowercase());
            }
        }
    }
}
