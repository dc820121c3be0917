//! Numbers in cells: from what a spreadsheet computed, and from what somebody wrote as text.

/// What a text says, as plain numbers such as -1234.5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    Number(String),
    /// The only separator may group digits or come before the decimals.
    Either {
        thousands: String,
        decimals: String,
        separator: char,
    },
    Nothing,
}

/// A cell's number in plain digits. Spreadsheets keep 15 digits; what comes after them is no part of the number.
pub(crate) fn plain(number: f64) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    let rounded: f64 = format!("{number:.14e}").parse().ok()?;
    let text = rounded.to_string();
    Some(if text == "-0" { "0".to_owned() } else { text })
}

/// Rounds a plain number half away from zero. `None` if it has no more decimals than these.
pub(crate) fn rounded(plain: &str, decimals: u8) -> Option<String> {
    let (whole, fraction) = plain.split_once('.')?;
    let keep = usize::from(decimals);
    if fraction.trim_end_matches('0').len() <= keep {
        return None;
    }
    let up = fraction.as_bytes()[keep] >= b'5';
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes().take(keep)).collect();
    if up {
        let mut at = digits.len();
        loop {
            if at == 0 {
                digits.insert(0, b'1');
                break;
            }
            at -= 1;
            if digits[at] < b'9' {
                digits[at] += 1;
                break;
            }
            digits[at] = b'0';
        }
    }
    let zero = digits.iter().all(|digit| *digit == b'0');
    let mut text = if zero { String::new() } else { sign.to_owned() };
    let point = digits.len() - keep;
    text.extend(digits[..point].iter().map(|&digit| char::from(digit)));
    if keep > 0 {
        text.push('.');
        text.extend(digits[point..].iter().map(|&digit| char::from(digit)));
    }
    Some(text)
}

/// Reads a number as people write it in a cell, with currency, unit and separators of whatever country.
pub(crate) fn read(text: &str, unit: Option<&str>) -> Written {
    let Some((negative, body)) = bare(text, unit) else { return Written::Nothing };
    let mut parts = vec![String::new()];
    let mut separators = Vec::new();
    for character in body.chars() {
        match (digit(character), separator(character)) {
            (Some(digit), _) => parts.last_mut().into_iter().for_each(|part| part.push(digit)),
            (None, Some(separator)) => {
                separators.push(separator);
                parts.push(String::new());
            }
            (None, None) => return Written::Nothing,
        }
    }
    if parts.iter().all(String::is_empty) {
        return Written::Nothing;
    }
    let sign = if negative { "-" } else { "" };
    let whole = |parts: &[String]| {
        let digits = parts.concat();
        let digits = digits.trim_start_matches('0');
        format!("{sign}{}", if digits.is_empty() { "0" } else { digits })
    };
    let Some((last, before)) = parts.split_last() else { return Written::Nothing };
    let Some((&point, others)) = separators.split_last() else { return Written::Number(whole(&parts)) };
    let with_decimals = || if last.is_empty() { whole(before) } else { format!("{}.{last}", whole(before)) };
    let all_group = others.iter().all(|other| *other == point) && grouped(&parts);
    let is_point = point != ' '
        && point != '\''
        && others.iter().all(|other| *other != point && *other == others[0])
        && (before.len() == 1 || grouped(before));
    match (all_group, is_point) {
        (true, true) => {
            Written::Either { thousands: whole(&parts), decimals: with_decimals(), separator: point }
        }
        (true, false) => Written::Number(whole(&parts)),
        (false, true) => Written::Number(with_decimals()),
        (false, false) => Written::Nothing,
    }
}

/// The sign that comes before the decimals of a text that can be read in one way only, if it shows one.
pub(crate) fn decimal_sign(text: &str) -> Option<char> {
    let Written::Number(number) = read(text, None) else { return None };
    let separators: Vec<char> = text.chars().filter(|c| matches!(c, '.' | ',')).collect();
    let last = *separators.last()?;
    if number.contains('.') {
        return Some(last);
    }
    // Groups only: the other sign is the one before decimals.
    Some(if last == ',' { '.' } else { ',' })
}

/// Sign and digits, without currency and unit. Parentheses mean a negative number, as in accounts.
fn bare<'a>(text: &'a str, unit: Option<&str>) -> Option<(bool, &'a str)> {
    let mut body = text.trim_matches(|c: char| c.is_whitespace() || is_mark(c));
    let mut negative = false;
    if let Some(inner) = body.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (negative, body) = (true, inner.trim());
    }
    body = without_unit(body, unit);
    if let Some(rest) = body.strip_prefix(['-', '\u{2212}', '\u{2013}']) {
        if negative {
            return None;
        }
        (negative, body) = (true, rest.trim_start());
    } else if let Some(rest) = body.strip_prefix('+') {
        body = rest.trim_start();
    } else if let Some(rest) = body.strip_suffix('-') {
        // SAP and some accounts write the sign behind.
        (negative, body) = (true, rest.trim_end());
    }
    Some((negative, without_unit(body, unit)))
}

fn without_unit<'a>(text: &'a str, unit: Option<&str>) -> &'a str {
    let mut text = text.trim();
    if let Some(unit) = unit {
        let start = text.len().checked_sub(unit.len()).filter(|start| text.is_char_boundary(*start));
        if let Some(start) = start.filter(|start| text[*start..].eq_ignore_ascii_case(unit)) {
            text = text[..start].trim_end();
        }
    }
    let symbol = |c: char| matches!(c, '$' | '€' | '£' | '¥' | '¢' | '\u{20a0}'..='\u{20cf}');
    text = text.trim_matches(symbol).trim();
    for code in CODES {
        let (first, last) = (text.get(..3), text.len().checked_sub(3).and_then(|at| text.get(at..)));
        if first.is_some_and(|first| first.eq_ignore_ascii_case(code)) {
            text = text[3..].trim_start();
        } else if last.is_some_and(|last| last.eq_ignore_ascii_case(code)) {
            text = text[..text.len() - 3].trim_end();
        }
    }
    text
}

/// Currencies' codes (ISO 4217) that are written beside amounts.
const CODES: [&str; 14] =
    ["USD", "EUR", "GBP", "CHF", "JPY", "CAD", "AUD", "CNY", "INR", "MXN", "BRL", "SEK", "SAR", "AED"];

/// Whether these are groups of digits: one to three, then three each; or as in India, two each and three at last.
fn grouped(parts: &[String]) -> bool {
    let lengths: Vec<usize> = parts.iter().map(String::len).collect();
    let [first, between @ .., last] = lengths.as_slice() else { return false };
    let of = |size: usize| (1..=size).contains(first) && between.iter().all(|length| *length == size);
    *last == 3 && (of(3) || of(2)) && !parts[0].starts_with('0')
}

fn separator(character: char) -> Option<char> {
    match character {
        '.' | ',' => Some(character),
        '\u{66b}' => Some('.'),
        '\u{66c}' => Some('\''),
        '\'' | '\u{2019}' => Some('\''),
        blank if blank.is_whitespace() => Some(' '),
        _ => None,
    }
}

/// The ASCII digit with the same value, of the scripts whose digits spreadsheets write.
fn digit(character: char) -> Option<char> {
    ['0', '\u{660}', '\u{6f0}', '\u{966}']
        .into_iter()
        .find_map(|zero| char::from_digit(u32::from(character).checked_sub(u32::from(zero))?, 10))
}

/// Marks of direction, which are copied along.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computed_numbers_are_plain() {
        let plain = |number| plain(number).unwrap_or_default();
        assert_eq!(plain(0.1 + 0.2), "0.3");
        assert_eq!(plain(-0.0), "0");
        assert_eq!(plain(1e20), "100000000000000000000");
        assert_eq!(plain(1e-7), "0.0000001");
        assert_eq!(plain(1234.5), "1234.5");
        assert_eq!(super::plain(f64::NAN), None);
    }

    #[test]
    fn rounding_is_half_away_from_zero() {
        let rounded = |text, decimals| rounded(text, decimals).unwrap_or_default();
        assert_eq!(rounded("1.005", 2), "1.01");
        assert_eq!(rounded("-9.995", 2), "-10.00");
        assert_eq!(rounded("0.004", 2), "0.00");
        assert_eq!(rounded("-0.004", 2), "0.00");
        assert_eq!(rounded("99.5", 0), "100");
        assert_eq!(super::rounded("1.50", 1), None);
        assert_eq!(super::rounded("15", 0), None);
    }

    #[test]
    fn texts_that_are_clear() {
        for (text, number) in [
            ("1,234.50", "1234.50"),
            ("1.234,5", "1234.5"),
            ("$ 1,234,567", "1234567"),
            ("12.50 €", "12.50"),
            ("-€12", "-12"),
            ("(1,234.00)", "-1234.00"),
            ("1 234 567", "1234567"),
            ("1’234.5", "1234.5"),
            ("12,34,567", "1234567"),
            ("EUR 7", "7"),
            ("7 hours", "7"),
            ("5-", "-5"),
            ("007", "7"),
            ("٣٫٥", "3.5"),
            ("0.125", "0.125"),
        ] {
            assert_eq!(read(text, Some("hours")), Written::Number(number.into()), "{text}");
        }
    }

    #[test]
    fn texts_that_are_not() {
        let either = Written::Either { thousands: "1234".into(), decimals: "1.234".into(), separator: '.' };
        assert_eq!(read("1.234", None), either);
        for text in ["n/a", "", "-", "1.2.3", "12a", "1,23,4", "$", "1 2"] {
            assert_eq!(read(text, None), Written::Nothing, "{text}");
        }
    }

    #[test]
    fn a_file_shows_its_decimal_sign() {
        assert_eq!(decimal_sign("12,50"), Some(','));
        assert_eq!(decimal_sign("1,234,567"), Some('.'));
        assert_eq!(decimal_sign("1,234"), None);
        assert_eq!(decimal_sign("12"), None);
    }
}
