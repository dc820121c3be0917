//! Which number somebody wrote.

use super::{Conventions, affix};

/// What a text says, as plain numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Nothing but blanks.
    Empty,
    /// This number and no other.
    Number(String),
    /// One of two: the only separator may stand between thousands or before the decimals.
    Ambiguous {
        /// The number if the separator groups digits: 1234.
        thousands: String,
        /// The number if it comes before the decimals: 1.234.
        decimals: String,
        /// The separator, as it was typed.
        separator: char,
    },
    /// No number, or one whose separators contradict each other.
    NotANumber,
}

impl Reading {
    /// The reading where only one of the two is as large as what is asked: from `min` to `max`, in units of
    /// 10^-`decimals`. How many decimals are written decides nothing: one with too many of them is not for that reason
    /// a number of thousands.
    pub fn settle(self, min: i64, max: i64, decimals: u8) -> Self {
        let possible = |plain: &str| is_between(plain, min, max, decimals);
        match self {
            Self::Ambiguous { thousands, decimals, separator } => {
                match (possible(&thousands), possible(&decimals)) {
                    (true, true) => Self::Ambiguous { thousands, decimals, separator },
                    (true, false) => Self::Number(thousands),
                    // Where neither is, the answer is wrong whichever was meant.
                    (false, _) => Self::Number(decimals),
                }
            }
            other => other,
        }
    }
}

/// Reads a number as people type it, paste it, or have it in a file.
///
/// Takes the digits of the world's larger scripts; a sign of any shape, before or behind; parentheses for negative numbers,
/// as in accounts; a currency beside it, the `unit` that is asked for, a percent sign where the unit is hundredths; and
/// separators:
///
/// - blanks (also no-break and narrow ones) and apostrophes only ever group digits;
/// - a point or a comma comes before the decimals, or groups digits: decided by how often it stands there, by what
///   else does, by the groups' lengths, and by the writer's `conventions` where these are known. What none of these
///   decides is [`Reading::Ambiguous`]: one separator, one to three digits before it and three after it, unless the
///   conventions use it to group digits.
pub fn read(text: &str, conventions: Option<&Conventions>, unit: Option<&str>) -> Reading {
    let text: String = text.chars().filter(|c| !is_mark(*c)).collect();
    if text.trim().is_empty() {
        return Reading::Empty;
    }
    let (negative, digits) = affix::without(&text, unit);
    let Some(written) = Written::of(digits) else { return Reading::NotANumber };
    let plain = |whole: &[String], fraction: &str| {
        let whole = whole.concat();
        let whole = whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{}{whole}{point}{fraction}", if negative { "-" } else { "" })
    };
    let groups = &written.parts;
    let Some((last, before)) = groups.split_last() else { return Reading::NotANumber };
    match written.roles(conventions) {
        Roles::Groups => Reading::Number(plain(groups, "")),
        Roles::Decimal => Reading::Number(plain(before, last)),
        Roles::Either(separator) => {
            Reading::Ambiguous { thousands: plain(groups, ""), decimals: plain(before, last), separator }
        }
        Roles::Neither => Reading::NotANumber,
    }
}

/// The sign before decimals that a number shows, a point or a comma, if it can be read in one way only.
pub fn decimal_sign(text: &str, unit: Option<&str>) -> Option<char> {
    let text: String = text.chars().filter(|c| !is_mark(*c)).collect();
    let written = Written::of(affix::without(&text, unit).1)?;
    let last = *written.separators.last()?;
    match (written.roles(None), last) {
        (Roles::Decimal, _) => Some(last),
        // What groups digits doesn't come before decimals.
        (Roles::Groups, ',') => Some('.'),
        (Roles::Groups, '.') => Some(','),
        _ => None,
    }
}

fn is_between(plain: &str, min: i64, max: i64, decimals: u8) -> bool {
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let scaled = |units: i128, decimals: usize| 10_i128.checked_pow(decimals as u32)?.checked_mul(units);
    let number = format!("{whole}{fraction}").parse().ok().and_then(|units| scaled(units, decimals.into()));
    let bound = |bound: i64| scaled(bound.into(), fraction.len());
    number.zip(bound(min)).zip(bound(max)).is_some_and(|((number, min), max)| (min..=max).contains(&number))
}

/// Zeros of the scripts whose digits are taken: ASCII, Arabic, Persian, Devanagari, Bengali, Thai, full-width.
const ZEROS: [char; 7] = ['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{e50}', '\u{ff10}'];

/// The ASCII digit with the same value.
fn digit(character: char) -> Option<char> {
    ZEROS.iter().find_map(|zero| {
        let value = u32::from(character).checked_sub(u32::from(*zero))?;
        char::from_digit(value, 10)
    })
}

/// A separator in the shape that stands for all of its shapes.
fn separator(character: char) -> Option<char> {
    Some(match character {
        '.' | ',' | '\u{66b}' | '\u{66c}' => character,
        '\u{ff0e}' => '.',
        '\u{ff0c}' => ',',
        '\'' | '\u{2019}' | '\u{2bc}' => '\'',
        blank if blank.is_whitespace() => ' ',
        _ => return None,
    })
}

/// Marks of direction, which browsers and spreadsheets copy along.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Digits, and what stands between them.
struct Written {
    /// The digits between separators; one more than there are separators.
    parts: Vec<String>,
    separators: Vec<char>,
}

/// What the separators do.
enum Roles {
    /// All of them group digits.
    Groups,
    /// The last comes before the decimals, the others group digits.
    Decimal,
    /// The only one does either.
    Either(char),
    /// They can't be understood.
    Neither,
}

impl Written {
    fn of(text: &str) -> Option<Self> {
        let mut written = Self { parts: vec![String::new()], separators: Vec::new() };
        for character in text.chars() {
            if let Some(digit) = digit(character) {
                written.parts.last_mut()?.push(digit);
            } else {
                written.separators.push(separator(character)?);
                written.parts.push(String::new());
            }
        }
        written.parts.iter().any(|part| !part.is_empty()).then_some(written)
    }

    fn roles(&self, conventions: Option<&Conventions>) -> Roles {
        let Some((&last, before)) = self.separators.split_last() else { return Roles::Groups };
        let one_kind = before.iter().all(|separator| *separator == last);
        let all_groups = one_kind && may_group(last) && self.grouped(self.parts.len(), conventions);
        let group_then_decimal = may_be_decimal(last)
            && before.iter().all(|separator| *separator != last && *separator == before[0])
            && before.iter().all(|separator| may_group(*separator))
            && self.grouped(self.parts.len() - 1, conventions);
        match (all_groups, group_then_decimal) {
            (true, true)
                if conventions.and_then(|conventions| conventions.group).and_then(separator)
                    == Some(last) =>
            {
                Roles::Groups
            }
            (true, true) => Roles::Either(last),
            (true, false) => Roles::Groups,
            (false, true) => Roles::Decimal,
            (false, false) => Roles::Neither,
        }
    }

    /// Whether the first so many parts are groups of digits: the first with one to three and no zero ahead, the
    /// others with three; or two and at last three, as in India; or as the conventions group them. A single part is any
    /// digits, also none (`.5`).
    fn grouped(&self, parts: usize, conventions: Option<&Conventions>) -> bool {
        let lengths: Vec<usize> = self.parts[..parts].iter().map(String::len).collect();
        let ([first, others @ ..], false) = (lengths.as_slice(), self.parts[0].starts_with('0') && parts > 1)
        else {
            return false;
        };
        let Some((last, between)) = others.split_last() else { return true };
        let fits = |one: usize, other: usize| {
            (1..=other).contains(first) && *last == one && between.iter().all(|length| *length == other)
        };
        fits(3, 3) || fits(3, 2) || conventions.is_some_and(|own| fits(own.first_group, own.other_groups))
    }
}

/// Whether people group digits by this sign.
fn may_group(separator: char) -> bool {
    separator != '\u{66b}'
}

/// Whether people write this sign before decimals.
fn may_be_decimal(separator: char) -> bool {
    matches!(separator, '.' | ',' | '\u{66b}')
}

#[cfg(test)]
mod tests;
