//! Numbers that a spreadsheet computed.

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
}
