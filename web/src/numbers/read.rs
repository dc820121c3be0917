//! Which number somebody wrote.

use super::Conventions;

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
    /// The reading where only one of the two is possible for what is asked.
    pub fn settle(self, possible: impl Fn(&str) -> bool) -> Self {
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

/// Reads a number as people type and paste it.
///
/// Takes the digits of the world's larger scripts, a sign of any shape, and separators:
///
/// - blanks (also no-break and narrow ones) and apostrophes only ever group digits;
/// - a point or a comma comes before the decimals, or groups digits: decided by how often it stands there, by what
///   else does, by the groups' lengths, and by the locale. What none of these decides is [`Reading::Ambiguous`]: one
///   separator, one to three digits before it and three after it, unless the locale uses it to group digits.
pub fn read(text: &str, conventions: &Conventions) -> Reading {
    let signs: Option<Vec<Sign>> = text.trim().chars().filter(|c| !is_mark(*c)).map(Sign::of).collect();
    let Some(signs) = signs else { return Reading::NotANumber };
    let (negative, body) = match signs.as_slice() {
        [] => return Reading::Empty,
        [Sign::Minus, body @ ..] => (true, body),
        [Sign::Plus, body @ ..] => (false, body),
        body => (false, body),
    };
    let Some(written) = Written::of(body) else { return Reading::NotANumber };
    let plain = |whole: &[&str], fraction: &str| {
        let whole = whole.concat();
        let whole = if whole.is_empty() { "0" } else { &whole };
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{}{whole}{point}{fraction}", if negative { "-" } else { "" })
    };
    let groups: Vec<&str> = written.parts.iter().map(String::as_str).collect();
    let Some((last, before)) = groups.split_last() else { return Reading::NotANumber };
    match written.roles(conventions) {
        Roles::Groups => Reading::Number(plain(&groups, "")),
        Roles::Decimal => Reading::Number(plain(before, last)),
        Roles::Either(separator) => {
            Reading::Ambiguous { thousands: plain(&groups, ""), decimals: plain(before, last), separator }
        }
        Roles::Neither => Reading::NotANumber,
    }
}

/// What a character stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Digit(char),
    Minus,
    Plus,
    Separator(char),
}

impl Sign {
    fn of(character: char) -> Option<Self> {
        if let Some(digit) = digit(character) {
            return Some(Self::Digit(digit));
        }
        Some(match character {
            '-' | '\u{2212}' | '\u{2010}'..='\u{2013}' | '\u{ff0d}' => Self::Minus,
            '+' | '\u{ff0b}' => Self::Plus,
            '.' | ',' | '\u{66b}' | '\u{66c}' => Self::Separator(character),
            '\u{ff0e}' => Self::Separator('.'),
            '\u{ff0c}' => Self::Separator(','),
            '\'' | '\u{2019}' | '\u{2bc}' => Self::Separator('\''),
            blank if blank.is_whitespace() => Self::Separator(' '),
            _ => return None,
        })
    }
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
    fn of(signs: &[Sign]) -> Option<Self> {
        let mut written = Self { parts: vec![String::new()], separators: Vec::new() };
        for sign in signs {
            match sign {
                Sign::Digit(digit) => written.parts.last_mut()?.push(*digit),
                Sign::Separator(separator) => {
                    written.separators.push(*separator);
                    written.parts.push(String::new());
                }
                Sign::Minus | Sign::Plus => return None,
            }
        }
        written.parts.iter().any(|part| !part.is_empty()).then_some(written)
    }

    fn roles(&self, conventions: &Conventions) -> Roles {
        let Some((&last, before)) = self.separators.split_last() else { return Roles::Groups };
        let one_kind = before.iter().all(|separator| *separator == last);
        let all_groups = one_kind && may_group(last) && self.grouped(self.parts.len(), conventions);
        let group_then_decimal = may_be_decimal(last)
            && before.iter().all(|separator| *separator != last && *separator == before[0])
            && before.iter().all(|separator| may_group(*separator))
            && self.grouped(self.parts.len() - 1, conventions);
        match (all_groups, group_then_decimal) {
            (true, true) if conventions.group.is_some_and(|group| same(group, last)) => Roles::Groups,
            (true, true) => Roles::Either(last),
            (true, false) => Roles::Groups,
            (false, true) => Roles::Decimal,
            (false, false) => Roles::Neither,
        }
    }

    /// Whether the first so many parts are groups of digits: the first with one to three and no zero ahead, the
    /// others with three, or as the locale groups them. A single part is any digits, also none (`.5`).
    fn grouped(&self, parts: usize, conventions: &Conventions) -> bool {
        let lengths: Vec<usize> = self.parts[..parts].iter().map(String::len).collect();
        let ([first, others @ ..], false) = (lengths.as_slice(), self.parts[0].starts_with('0') && parts > 1)
        else {
            return false;
        };
        let Some((last, between)) = others.split_last() else { return true };
        let fits = |one: usize, other: usize| {
            (1..=other).contains(first) && *last == one && between.iter().all(|length| *length == other)
        };
        fits(3, 3) || fits(conventions.first_group, conventions.other_groups)
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

/// Whether a locale's separator is this sign, in whatever shape.
fn same(locales: char, separator: char) -> bool {
    Sign::of(locales) == Some(Sign::Separator(separator))
}

#[cfg(test)]
mod tests;
