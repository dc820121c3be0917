use proptest::prelude::*;
use tacit_form::Fixed;

use super::{super::samples::*, *};

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
fn what_is_asked_may_decide() {
    let either = || read("1.234", &Conventions::english());
    assert_eq!(either().settle(|plain| plain == "1234"), number("1234"));
    assert_eq!(either().settle(|plain| plain == "1.234"), number("1.234"));
    assert_eq!(either().settle(|_| true), either());
    assert_eq!(either().settle(|_| false), number("1.234"));
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
            "€12",
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
    fn what_is_shown_is_read(units: i64, decimals in 0u8..=9, conventions in conventions()) {
        let plain = Fixed { units: units.into(), decimals }.to_string();
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
            prop_assert!(Fixed::parse(&text, 9).is_err(), "{}", text);
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
            prop_assert!(Fixed::parse(&plain, 12).is_ok(), "{} from {}", plain, text);
            prop_assert!(plain.bytes().all(|byte| byte.is_ascii_digit() || b"-.".contains(&byte)));
        }
    }

    #[test]
    fn any_text_is_survived(text: String, conventions in conventions()) {
        let _ = read(&text, &conventions);
    }
}
