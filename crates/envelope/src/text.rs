//! Bytes as text: base32 of RFC 4648, section 6, in lower case and without padding.
//!
//! Base32 survives being read out, typed, and put through systems that lose case.

use data_encoding::BASE32_NOPAD_NOCASE;

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
    BASE32_NOPAD_NOCASE
        .decode_mut(text.as_bytes(), &mut bytes)
        .map_err(|partial| TextError::Symbol { position: partial.error.position + 1 })?;
    Ok(bytes)
}

/// Decodes however many bytes there are. Upper case is accepted, white space is not.
///
/// # Errors
///
/// [`TextError::Symbol`] at the first character that can't be.
pub fn decode(text: &str) -> Result<Vec<u8>, TextError> {
    BASE32_NOPAD_NOCASE
        .decode(text.as_bytes())
        .map_err(|error| TextError::Symbol { position: error.position + 1 })
}

/// Encodes at the end of `text`; without reallocation, so without leftovers of a secret, if its capacity suffices.
pub(crate) fn encode_append(bytes: &[u8], text: &mut String) {
    let start = text.len();
    BASE32_NOPAD_NOCASE.encode_append(bytes, text);
    text[start..].make_ascii_lowercase();
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
