use proptest::prelude::*;

use super::{super::samples::*, Reading, decimal_sign, read as read_any};
use crate::Conventions;

fn read(text: &str, conventions: &Conventions) -> Reading {
    read_any(text, Some(conventions), None)
}

fn of_anywhere(text: &str, unit: Option<&str>) -> Reading {
    read_any(text, None, unit)
}

/// Whether `tacit-form` takes it: ASCII digits, at most one point among them, and a sign.
fn is_plain(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    whole.len() + fraction.len() > 0 && whole.chars().chain(fraction.chars()).all(|c| c.is_ascii_digit())
}

fn number(plain: &str) -> Reading {
    Reading::Number(plain.into())
}

fn ambiguous(thousands: &str, decimals: &str, separator: char) -> Reading {
    Reading::Ambiguous { thousands: thousands.into(), decimals: decimals.into(), separator }
}

#[test]
fn plain_numbers_are_read_everywhere() {
    for conventions in all() {
        for plain in ["0", "7", "1234", "-3", "0.5", "12.50", "1234.5", "-0.001", "12345.6789", "0.123"] {
            assert_eq!(read(plain, &conventions), number(plain), "{conventions:?}");
        }
        assert_eq!(read("  +5 ", &conventions), number("5"));
        assert_eq!(read(".5", &conventions), number("0.5"));
        assert_eq!(read("5.", &conventions), number("5"));
        assert_eq!(read(" \u{a0} ", &conventions), Reading::Empty);
    }
}

#[test]
fn each_country_s_own_way() {
    for (conventions, text, plain) in [
        (Conventions::english(), "1,234.5", "1234.5"),
        (Conventions::english(), "1,234", "1234"),
        (Conventions::english(), "1,234,567", "1234567"),
        (german(), "1.234,5", "1234.5"),
        (german(), "1.234", "1234"),
        (german(), "12,50", "12.50"),
        (german(), "-1.234.567,89", "-1234567.89"),
        (french(), "1\u{202f}234,5", "1234.5"),
        (french(), "1\u{a0}234\u{a0}567", "1234567"),
        (french(), "1 234,567", "1234.567"),
        (swiss(), "1’234’567.50", "1234567.50"),
        (swiss(), "1'234.50", "1234.50"),
        (indian(), "12,34,567.8", "1234567.8"),
        (arabic(), "١٬٢٣٤٫٥", "1234.5"),
        (arabic(), "\u{61c}-١٢٫٥", "-12.5"),
        (arabic(), "١٢٫٣٤٥", "12.345"),
        (arabic(), "۱۲۳", "123"),
    ] {
        assert_eq!(read(text, &conventions), number(plain), "{text}");
    }
}

#[test]
fn other_countries_ways_where_they_are_plain() {
    for (conventions, text, plain) in [
        (Conventions::english(), "1.234,5", "1234.5"),
        (Conventions::english(), "1.234.567", "1234567"),
        (Conventions::english(), "12,5", "12.5"),
        (Conventions::english(), "0,125", "0.125"),
        (Conventions::english(), "1234,567", "1234.567"),
        (german(), "1,234.5", "1234.5"),
        (german(), "1,234,567", "1234567"),
        (german(), "12.5", "12.5"),
        (german(), "−12 345,6", "-12345.6"),
        (swiss(), "1 234", "1234"),
    ] {
        assert_eq!(read(text, &conventions), number(plain), "{text}");
    }
}

#[test]
fn what_may_be_either_is_not_guessed() {
    assert_eq!(read("1.234", &Conventions::english()), ambiguous("1234", "1.234", '.'));
    assert_eq!(read("2.000", &Conventions::english()), ambiguous("2000", "2.000", '.'));
    assert_eq!(read("1,234", &german()), ambiguous("1234", "1.234", ','));
    assert_eq!(read("-12,345", &spanish()), ambiguous("-12345", "-12.345", ','));
    for text in ["1.234", "1,234"] {
        assert!(matches!(read(text, &french()), Reading::Ambiguous { .. }));
    }
    assert_eq!(read("1,234", &swiss()), ambiguous("1234", "1.234", ','));
    assert_eq!(read("١.٢٣٤", &arabic()), ambiguous("1234", "1.234", '.'));
}

#[test]
fn as_spreadsheets_display_it() {
    for (text, plain) in [
        ("$1,234.00", "1234.00"),
        ("$ 1,234,567", "1234567"),
        ("1.234,00 €", "1234.00"),
        ("-€12", "-12"),
        ("€ -12", "-12"),
        ("12,50- €", "-12.50"),
        ("(1,234.00)", "-1234.00"),
        ("($1,234.50)", "-1234.50"),
        ("$ (1,234.50)", "-1234.50"),
        ("5-", "-5"),
        ("EUR 7", "7"),
        ("7 chf", "7"),
        ("R$ 1.234,50", "1234.50"),
        ("12,34,567", "1234567"),
        ("007", "7"),
        ("７．５", "7.5"),
    ] {
        for conventions in all() {
            assert_eq!(read(text, &conventions), number(plain), "{text} {conventions:?}");
        }
        assert_eq!(of_anywhere(text, None), number(plain), "{text}");
    }
    assert_eq!(of_anywhere("7.5 Hours", Some("hours")), number("7.5"));
    assert_eq!(of_anywhere("12,5 %", Some("Prozent")), number("12.5"));
    assert_eq!(of_anywhere("12٪", Some("%")), number("12"));
    assert_eq!(of_anywhere("12%", Some("hours")), Reading::NotANumber);
}

#[test]
fn whoever_is_not_known_has_no_conventions() {
    assert_eq!(of_anywhere("1,234", None), ambiguous("1234", "1.234", ','));
    assert_eq!(of_anywhere("1.234", None), ambiguous("1234", "1.234", '.'));
    assert_eq!(of_anywhere("1 234", None), number("1234"));
    assert_eq!(of_anywhere("0.125", None), number("0.125"));
}

#[test]
fn a_number_shows_its_decimal_sign() {
    assert_eq!(decimal_sign("12,50 €", None), Some(','));
    assert_eq!(decimal_sign("(1,234.5)", None), Some('.'));
    assert_eq!(decimal_sign("1,234,567", None), Some('.'));
    assert_eq!(decimal_sign("2.5 h", Some("h")), Some('.'));
    for text in ["1,234", "12", "1 234 567", "n/a", ""] {
        assert_eq!(decimal_sign(text, None), None, "{text}");
    }
}

#[test]
fn what_is_asked_may_decide() {
    let either = || read("1.234", &Conventions::english());
    assert_eq!(either().settle(100, 9_999, 0), number("1234"));
    assert_eq!(either().settle(0, 10_000, 2), number("1.234"), "at most 100.00");
    assert_eq!(either().settle(-5, 5, 0), number("1.234"));
    for decimals in 0..=3 {
        assert_eq!(either().settle(0, i64::MAX, decimals), either(), "{decimals} decimals");
    }
    assert_eq!(either().settle(5_000, 6_000, 0), number("1.234"));
    assert_eq!(read("-1.234", &Conventions::english()).settle(-9_999, -100, 0), number("-1234"));
}

#[test]
fn nonsense_is_no_number() {
    for conventions in all() {
        for text in [
            "n/a",
            "-",
            "+",
            ".",
            ",",
            "1-2",
            "--1",
            "1e5",
            "12%",
            "€",
            "-(5)",
            "(-5)",
            "-5-",
            "€(",
            "12 hours",
            "12 12 €",
            "1.2.3",
            "1,2,3",
            "1.234,567.8",
            "1,,234",
            "1.,5",
            "12 34",
            "1 2",
            "0.123.456",
            "1.234.56",
            "1,234.567,8",
            "1'23",
            "٫",
            "1٫2٫3",
            "0x10",
            "½",
            "1٬23",
        ] {
            assert_eq!(read(text, &conventions), Reading::NotANumber, "{text} {conventions:?}");
        }
    }
}

fn conventions() -> impl Strategy<Value = Conventions> {
    proptest::sample::select(all().to_vec())
}

proptest! {
    #[test]
    fn what_is_shown_is_read(plain in "-?(0|[1-9][0-9]{0,15})(\\.[0-9]{1,9})?", conventions in conventions()) {
        for shown in [conventions.show(&plain), conventions.show_ungrouped(&plain)] {
            match read(&shown, &conventions) {
                Reading::Number(read) => prop_assert_eq!(read, plain.clone()),
                // With three decimals the locale's own point may be somebody's thousands.
                Reading::Ambiguous { decimals, .. } => prop_assert_eq!(decimals, plain.clone()),
                other => prop_assert!(false, "{} is {:?}", shown, other),
            }
        }
    }

    #[test]
    fn nothing_that_is_refused_is_plain(text in "[-+]?[0-9., ’٫٬]{0,9}", conventions in conventions()) {
        if read(&text, &conventions) == Reading::NotANumber {
            prop_assert!(!is_plain(&text), "{}", text);
        }
    }

    #[test]
    fn every_reading_is_plain(text in "[-+]?[0-9., ’٫٬٠-٩]{0,12}", conventions in conventions()) {
        let readings = match read(&text, &conventions) {
            Reading::Number(plain) => vec![plain],
            Reading::Ambiguous { thousands, decimals, .. } => {
                prop_assert_ne!(&thousands, &decimals);
                vec![thousands, decimals]
            }
            _ => vec![],
        };
        for plain in readings {
            prop_assert!(is_plain(&plain), "{} from {}", plain, text);
        }
    }

    #[test]
    fn any_text_is_survived(text: String, conventions in conventions()) {
        let _ = read(&text, &conventions);
        let _ = decimal_sign(&text, Some(&text));
    }
}
