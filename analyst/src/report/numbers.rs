//! Numbers as people read them.

/// With this many decimals.
pub(super) fn decimals(value: f64, decimals: usize) -> String {
    unsigned_zero(format!("{value:.decimals$}"))
}

/// With six significant digits.
pub(crate) fn significant(value: f64) -> String {
    const DIGITS: i32 = 6;
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let magnitude = value.abs().log10().floor() as i32;
    if !(-5..15).contains(&magnitude) {
        return format!("{value:.5e}");
    }
    let decimals = usize::try_from(DIGITS - 1 - magnitude).unwrap_or(0);
    unsigned_zero(format!("{value:.decimals$}"))
}

/// A probability with four decimals.
pub(super) fn probability(value: f64) -> String {
    if value < 0.0001 { "< 0.0001".into() } else { decimals(value, 4) }
}

/// A part of a whole in per cent; nothing where there is no whole.
pub(super) fn share(part: u64, whole: Option<u64>) -> String {
    match whole {
        Some(whole) if whole > 0 => format!("{:.1} %", 100.0 * part as f64 / whole as f64),
        _ => String::new(),
    }
}

/// "-0.00" is 0.00.
fn unsigned_zero(text: String) -> String {
    match text.strip_prefix('-') {
        Some(digits) if digits.bytes().all(|byte| matches!(byte, b'0' | b'.')) => digits.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_round_and_zero_has_no_sign() {
        assert_eq!(decimals(5.896102, 4), "5.8961");
        assert_eq!(decimals(-0.00001, 2), "0.00");
        assert_eq!(decimals(-2.0, 0), "-2");
    }

    #[test]
    fn significant_digits_follow_the_size() {
        for (value, text) in [
            (0.541_359_3, "0.541359"),
            (-0.904_852, "-0.904852"),
            (12_345.678_9, "12345.7"),
            (1_234_567.8, "1234568"),
            (0.000_012_345_678, "0.0000123457"),
            (1.5e-9, "1.50000e-9"),
            (2e20, "2.00000e20"),
            (0.0, "0"),
        ] {
            assert_eq!(significant(value), text);
        }
    }

    #[test]
    fn probabilities_are_never_quite_nothing() {
        assert_eq!(
            [0.25, 0.000_1, 0.000_09, 0.0].map(probability),
            ["0.2500", "0.0001", "< 0.0001", "< 0.0001"]
        );
    }

    #[test]
    fn shares_have_one_decimal() {
        assert_eq!(share(1, Some(3)), "33.3 %");
        assert_eq!(share(0, Some(0)), "");
        assert_eq!(share(1, None), "");
    }
}
