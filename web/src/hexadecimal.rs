//! Bytes in hexadecimal, for people.

use std::fmt::Write as _;

/// From how many bytes on only the beginning and the end are shown at first.
const SHORT: usize = 72;
const BEGINNING: usize = 32;
const END: usize = 16;

/// All bytes, two digits each, in groups of four bytes.
pub fn whole(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 9 / 4);
    for (i, byte) in bytes.iter().enumerate() {
        if i > 0 && i % 4 == 0 {
            out.push(' ');
        }
        // Writing to a text doesn't fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// Beginning and end of long bytes; all of short ones, which is also said.
pub fn short(bytes: &[u8]) -> (String, bool) {
    if bytes.len() <= SHORT {
        return (whole(bytes), true);
    }
    (format!("{} … {}", whole(&bytes[..BEGINNING]), whole(&bytes[bytes.len() - END..])), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_four_bytes() {
        assert_eq!(whole(&[]), "");
        assert_eq!(whole(&[0, 1, 0xab, 255, 16]), "0001abff 10");
    }

    #[test]
    fn long_ones_are_cut_in_the_middle() {
        assert_eq!(short(&[7; SHORT]), (whole(&[7; SHORT]), true));
        let mut bytes = [0; SHORT + 1];
        bytes[SHORT] = 9;
        let (text, all) = short(&bytes);
        assert!(!all && text.contains(" … ") && text.ends_with("00000009"), "{text}");
    }
}
