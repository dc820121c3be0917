//! Decimal texts, exactly.

use proptest::prelude::*;
use tacit_form::{Fixed, FixedError};

#[test]
fn reads_what_people_write() {
    for (text, decimals, units) in [
        ("0", 0, 0),
        (" 12.3\t", 2, 1230),
        ("-12.30", 2, -1230),
        ("+7", 1, 70),
        (".5", 1, 5),
        ("5.", 1, 50),
        ("007", 0, 7),
        ("1.2300000", 2, 123),
        ("-0", 0, 0),
        ("170141183460469231731687303715884105727", 0, i128::MAX),
        ("-170141183460469231731687303715884105728", 0, i128::MIN),
    ] {
        assert_eq!(Fixed::parse(text, decimals), Ok(Fixed { units, decimals }), "{text}");
    }
}

#[test]
fn refuses_what_it_would_have_to_guess() {
    for text in
        ["1e3", "1,000", "1 000", "1.2.3", "--1", "+-1", ".", "-", "-.", "0x1", "NaN", "inf", "1-", "٣"]
    {
        assert_eq!(Fixed::parse(text, 3), Err(FixedError::NotANumber), "{text}");
    }
    assert_eq!(Fixed::parse(" \n", 3), Err(FixedError::Empty));
    assert_eq!(Fixed::parse("1.001", 2), Err(FixedError::TooManyDecimals { decimals: 2 }));
    assert_eq!(Fixed::parse("170141183460469231731687303715884105728", 0), Err(FixedError::TooLarge));
    assert_eq!(Fixed::parse("17014118346046923173168730371588410573", 2), Err(FixedError::TooLarge));
}

#[test]
fn displays_all_its_decimals() {
    let text = |units, decimals| Fixed { units, decimals }.to_string();
    assert_eq!(text(-1230, 2), "-12.30");
    assert_eq!(text(-5, 2), "-0.05");
    assert_eq!(text(7, 0), "7");
    assert_eq!(text(0, 3), "0.000");
    assert_eq!(text(i128::MIN, 0), "-170141183460469231731687303715884105728");
    assert_eq!(format!("{:>8}", Fixed { units: -1230, decimals: 2 }), "  -12.30");
}

#[test]
fn serialises_as_text() {
    let fixed = Fixed { units: -1230, decimals: 2 };
    assert_eq!(serde_json::to_string(&fixed).unwrap(), "\"-12.30\"");
    assert_eq!(serde_json::from_str::<Fixed>("\"-12.30\"").unwrap(), fixed);
    assert!(serde_json::from_str::<Fixed>("\"1e3\"").is_err());
}

proptest! {
    #[test]
    fn text_gives_back_the_number(units: i128, decimals in 0..=40u8) {
        let fixed = Fixed { units, decimals };
        prop_assert_eq!(Fixed::parse(&fixed.to_string(), decimals), Ok(fixed));
    }

    #[test]
    fn to_f64_is_the_nearest(units: i128, decimals in 0..=40u8) {
        let fixed = Fixed { units, decimals };
        // The standard library reads decimal text to the nearest float.
        prop_assert_eq!(fixed.to_f64(), fixed.to_string().parse::<f64>().unwrap());
    }

    #[test]
    fn junk_never_panics(text in any::<String>(), decimals: u8) {
        if let Ok(fixed) = Fixed::parse(&text, decimals) {
            prop_assert_eq!(Fixed::parse(&fixed.to_string(), decimals), Ok(fixed));
        }
    }
}
