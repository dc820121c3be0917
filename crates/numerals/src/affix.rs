//! What stands around a number: its sign, a currency, a unit.

/// Whether a number is negative, and what is left of it without its sign, its currency and its unit, in whatever order
/// they stand around it.
pub(super) fn without<'a>(text: &'a str, unit: Option<&str>) -> (bool, &'a str) {
    let mut rest = text.trim();
    let mut negative = None;
    loop {
        let before = rest;
        rest = without_unit(rest, unit);
        if negative.is_none()
            && let Some((minus, unsigned)) = sign(rest)
        {
            (negative, rest) = (Some(minus), unsigned.trim());
        }
        if rest == before {
            return (negative.unwrap_or_default(), rest);
        }
    }
}

/// Whether a unit is hundredths, in one of the languages that forms are mostly written in.
pub fn is_percent(unit: &str) -> bool {
    const NAMES: [&str; 8] =
        ["%", "percent", "per cent", "prozent", "pour cent", "por ciento", "percentage", "في المئة"];
    NAMES.iter().any(|name| unit.trim().eq_ignore_ascii_case(name))
}

/// Whether the sign is a minus, and what is left. Accounts write parentheses, or the sign behind.
fn sign(text: &str) -> Option<(bool, &str)> {
    const MINUS: [char; 7] = ['-', '\u{2212}', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{ff0d}'];
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return Some((true, inner));
    }
    let minus = text.strip_prefix(MINUS).or_else(|| text.strip_suffix(MINUS));
    minus.map(|rest| (true, rest)).or_else(|| Some((false, text.strip_prefix(['+', '\u{ff0b}'])?)))
}

/// Without one currency, unit or percent sign.
fn without_unit<'a>(text: &'a str, unit: Option<&str>) -> &'a str {
    let hundredths = unit.is_some_and(is_percent);
    let percent = hundredths.then_some(PERCENT_SIGNS).into_iter().flatten();
    let beside = unit.into_iter().chain(percent).chain(CURRENCIES);
    let found = beside.filter(|word| !word.is_empty()).find_map(|word| {
        let behind = text.len().checked_sub(word.len()).and_then(|at| text.split_at_checked(at));
        let behind = behind.filter(|(_, end)| end.eq_ignore_ascii_case(word)).map(|(rest, _)| rest);
        let ahead =
            || text.split_at_checked(word.len()).filter(|(start, _)| start.eq_ignore_ascii_case(word));
        behind.or_else(|| ahead().map(|(_, rest)| rest))
    });
    let symbol = |c: char| matches!(c, '$' | '¢'..='¥' | '\u{e3f}' | '\u{20a0}'..='\u{20cf}' | '\u{fdfc}' | '\u{ff04}');
    found.unwrap_or_else(|| text.trim_matches(symbol)).trim()
}

/// Currencies as they are written beside amounts: by their codes (ISO 4217), and where letters are their sign.
const CURRENCIES: [&str; 32] = [
    "USD", "EUR", "GBP", "CHF", "JPY", "CAD", "AUD", "NZD", "CNY", "INR", "MXN", "BRL", "SEK", "NOK", "DKK",
    "PLN", "CZK", "TRY", "ZAR", "SAR", "AED", "EGP", "US$", "C$", "A$", "R$", "Fr.", "kr.", "kr", "zł",
    "ر.س.", "د.إ.",
];

const PERCENT_SIGNS: [&str; 2] = ["%", "\u{66a}"];
