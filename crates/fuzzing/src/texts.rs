//! What people paste, scan and open: links, receipts, keys, ids, numbers.

use std::{fmt::Display, str::FromStr};

use tacit_envelope::{fingerprint::Fingerprint, sealing::SealingPublicKey, signing::VerifyingKey, text};
use tacit_form::{Epsilon, Fixed};
use tacit_numerals::{Conventions, Reading};
use tacit_protocol::{
    ids::{ParticipantId, ReportDigest, SessionId, Token},
    link::Link,
    origin::Origin,
    receipt_file::ReceiptFile,
};

use crate::vector;

pub(crate) fn run(bytes: &[u8]) {
    let Ok(given) = str::from_utf8(bytes) else { return };
    same::<SessionId>(given);
    same::<ParticipantId>(given);
    same::<ReportDigest>(given);
    same::<VerifyingKey>(given);
    same::<SealingPublicKey>(given);
    same::<Origin>(given);
    same::<ReceiptFile>(given);
    let _ = (given.parse::<Fingerprint>(), given.parse::<Epsilon>());
    if let Ok(token) = given.parse::<Token>() {
        assert_eq!(token.expose().parse::<Token>().ok(), Some(token));
    }
    if let Ok(link) = given.parse::<Link>() {
        assert_eq!(link.expose().parse::<Link>().unwrap().expose(), link.expose());
    }
    if let Ok(decoded) = text::decode(given) {
        assert_eq!(text::decode(&text::encode(&decoded)).ok(), Some(decoded));
    }
    for decimals in 0..=6 {
        if let Ok(fixed) = Fixed::parse(given, decimals) {
            assert_eq!(Fixed::parse(&fixed.to_string(), decimals).ok(), Some(fixed));
        }
    }
    for unit in [None, Some("€")] {
        let _ = tacit_numerals::read(given, None, unit);
        for conventions in conventions() {
            // What is read for certain reads the same as its writer's neighbours write it.
            if let Reading::Number(plain) = tacit_numerals::read(given, Some(&conventions), unit) {
                let written = conventions.show(&plain);
                match tacit_numerals::read(&written, Some(&conventions), unit) {
                    // With three decimals the point may be somebody's thousands, which a zero ahead of 0625.510 rules out.
                    Reading::Number(again) | Reading::Ambiguous { decimals: again, .. } => {
                        assert_eq!(again, plain, "{written:?}");
                    }
                    other => panic!("{written:?} is {other:?}"),
                }
            }
        }
    }
}

/// Some of the world's: English, German, Indian, Arabic.
fn conventions() -> [Conventions; 4] {
    let english = Conventions::english;
    [
        english(),
        Conventions { decimal: ',', group: Some('.'), ..english() },
        Conventions { other_groups: 2, ..english() },
        Conventions {
            decimal: '\u{66b}',
            group: Some('\u{66c}'),
            zero: '\u{660}',
            minus: "\u{61c}-".into(),
            ..english()
        },
    ]
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let of = |name: &str, member: &str| {
        let cases = vector(name)["cases"].as_array().unwrap().clone();
        cases.into_iter().map(|case| case[member].as_str().unwrap().as_bytes().to_vec()).collect::<Vec<_>>()
    };
    let numbers = ["0", "-12.50", "1.234.567,89 €", "(1 000)", "12%", "٣٫٥", "1e5", "0.5", "-0625.510"];
    let numbers = numbers.iter().map(|number| number.as_bytes().to_vec());
    let named = [of("protocol_ids", "id"), of("protocol_link", "link"), of("protocol_receipt_file", "text")];
    named.into_iter().flatten().chain(numbers).collect()
}

/// What can be read reads the same once it is written.
fn same<T: FromStr + Display>(given: &str) {
    let Ok(read) = given.parse::<T>() else { return };
    let written = read.to_string();
    let again = written.parse::<T>().ok().expect("what is written can be read");
    assert_eq!(again.to_string(), written);
}
