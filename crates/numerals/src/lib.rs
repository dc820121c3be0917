//! Numbers as people write them: in their digits, with their separators. Exact: no binary fractions anywhere.
//!
//! Inside the programs a number is *plain*: ASCII digits, a minus sign before it, a point before its decimals, as
//! `tacit-form` reads and displays it. [`Conventions::show`] writes a plain number for people, [`read()`] finds out
//! which plain number somebody wrote: typed, pasted, or in a file.

mod affix;
mod read;

pub use affix::is_percent;
pub use read::{Reading, decimal_sign, read};

/// How the people of a locale write numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conventions {
    /// Before the decimals.
    pub decimal: char,
    /// Between groups of digits; `None` where digits aren't grouped.
    pub group: Option<char>,
    /// Digits in the group next to the decimals (3 nearly everywhere).
    pub first_group: usize,
    /// Digits in the other groups (2 in India).
    pub other_groups: usize,
    /// So many digits have to stand before the first separator: 2 where 1234 is written without one.
    pub least_before_group: usize,
    /// The digit for zero; nine others follow it in Unicode.
    pub zero: char,
    /// Before negative numbers, in Arabic with a mark of its direction.
    pub minus: String,
}

impl Conventions {
    /// As in Great Britain and the United States: -1,234.5.
    pub fn english() -> Self {
        Self {
            decimal: '.',
            group: Some(','),
            first_group: 3,
            other_groups: 3,
            least_before_group: 1,
            zero: '0',
            minus: "-".into(),
        }
    }

    /// A plain number as people of this locale write it: -1234.50 as -1.234,50. Other text comes back as it is.
    pub fn show(&self, plain: &str) -> String {
        self.write(plain, self.group)
    }

    /// The same without separators between groups: for values that are to be typed or compared digit by digit.
    pub fn show_ungrouped(&self, plain: &str) -> String {
        self.write(plain, None)
    }

    fn write(&self, plain: &str, group: Option<char>) -> String {
        let (sign, digits) =
            plain.strip_prefix('-').map_or(("", plain), |digits| (self.minus.as_str(), digits));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
            return plain.to_owned();
        }
        let mut shown = sign.to_owned();
        let group = group.filter(|_| whole.len() >= self.first_group + self.least_before_group);
        for (index, digit) in whole.bytes().enumerate() {
            if let Some(group) = group.filter(|_| index > 0 && self.begins_group(whole.len() - index)) {
                shown.push(group);
            }
            shown.push(self.digit(digit));
        }
        if !fraction.is_empty() {
            shown.push(self.decimal);
            shown.extend(fraction.bytes().map(|digit| self.digit(digit)));
        }
        shown
    }

    /// Whether a group begins where so many digits are left.
    fn begins_group(&self, left: usize) -> bool {
        left.checked_sub(self.first_group).is_some_and(|over| over.is_multiple_of(self.other_groups.max(1)))
    }

    fn digit(&self, ascii: u8) -> char {
        char::from_u32(u32::from(self.zero) + u32::from(ascii - b'0')).unwrap_or(char::from(ascii))
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use super::Conventions;

    pub(crate) fn german() -> Conventions {
        Conventions { decimal: ',', group: Some('.'), ..Conventions::english() }
    }

    pub(crate) fn spanish() -> Conventions {
        Conventions { least_before_group: 2, ..german() }
    }

    pub(crate) fn french() -> Conventions {
        Conventions { decimal: ',', group: Some('\u{202f}'), ..Conventions::english() }
    }

    pub(crate) fn swiss() -> Conventions {
        Conventions { decimal: '.', group: Some('’'), ..Conventions::english() }
    }

    pub(crate) fn indian() -> Conventions {
        Conventions { other_groups: 2, ..Conventions::english() }
    }

    pub(crate) fn arabic() -> Conventions {
        Conventions {
            decimal: '٫',
            group: Some('٬'),
            zero: '٠',
            minus: "\u{61c}-".into(),
            ..Conventions::english()
        }
    }

    pub(crate) fn all() -> [Conventions; 7] {
        [Conventions::english(), german(), spanish(), french(), swiss(), indian(), arabic()]
    }
}

#[cfg(test)]
mod tests {
    use super::{samples::*, *};

    #[test]
    fn as_each_country_writes_it() {
        assert_eq!(Conventions::english().show("-1234567.50"), "-1,234,567.50");
        assert_eq!(german().show("1234.5"), "1.234,5");
        assert_eq!(spanish().show("1234.5"), "1234,5");
        assert_eq!(spanish().show("12345.5"), "12.345,5");
        assert_eq!(french().show("1234.5"), "1\u{202f}234,5");
        assert_eq!(swiss().show("1234567"), "1’234’567");
        assert_eq!(indian().show("12345678"), "1,23,45,678");
        assert_eq!(arabic().show("-1234.5"), "\u{61c}-١٬٢٣٤٫٥");
    }

    #[test]
    fn short_numbers_have_no_groups() {
        for conventions in all() {
            assert_eq!(conventions.show("7").chars().count(), 1);
            assert_eq!(conventions.show("999").chars().count(), 3);
        }
        assert_eq!(Conventions::english().show_ungrouped("1234567.5"), "1234567.5");
    }

    #[test]
    fn what_is_no_plain_number_stays() {
        for text in ["", "-", "12a", ".5", "1,2"] {
            assert_eq!(german().show(text), text);
        }
    }
}
