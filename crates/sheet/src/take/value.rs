//! What a cell answers.

use tacit_form::{Choice, Fixed, Kind, Number};

use crate::{
    CellProblem,
    book::Content,
    label,
    number::{self, Written},
};

/// What came of a cell.
pub(super) enum Reading {
    Blank,
    Answer { text: String, rounded: bool },
    Problem(CellProblem),
}

/// Reads a cell as an answer of this kind. `decimal`: the sign before decimals that the file's other cells show.
pub(super) fn read(kind: &Kind, content: &Content, decimal: Option<char>) -> Reading {
    match content {
        Content::Error(code) => return Reading::Problem(CellProblem::Error { code: code.clone() }),
        Content::Uncomputed => return Reading::Problem(CellProblem::Uncomputed),
        Content::Text(text) if text.trim().is_empty() => return Reading::Blank,
        _ => {}
    }
    match kind {
        Kind::Number(number) => read_number(number, content, decimal),
        Kind::Boolean => read_boolean(content),
        Kind::Choice(options) => read_choice(options, content),
        // Several options in a cell are not read.
        Kind::Multi(_) => Reading::Blank,
    }
}

fn read_number(number: &Number, content: &Content, decimal: Option<char>) -> Reading {
    let unit = number.unit.as_deref();
    match content {
        Content::Number(value) => match number::plain(*value) {
            Some(plain) => settled(number, plain),
            None => not_a_number(&value.to_string()),
        },
        Content::Percentage(fraction) => percentage(number, *fraction),
        Content::Text(text) => match percent_text(text) {
            Some(hundredfold) if in_percent(unit) => settled(number, hundredfold),
            Some(_) => Reading::Problem(CellProblem::Percentage { text: label::short(text) }),
            None => text_number(number, text, decimal),
        },
        Content::Date => Reading::Problem(CellProblem::Date),
        Content::Boolean(yes) => not_a_number(if *yes { "TRUE" } else { "FALSE" }),
        Content::Error(_) | Content::Uncomputed => Reading::Blank,
    }
}

fn text_number(number: &Number, text: &str, decimal: Option<char>) -> Reading {
    match number::read(text, number.unit.as_deref()) {
        Written::Number(plain) => settled(number, plain),
        Written::Nothing => not_a_number(text),
        Written::Either { thousands, decimals, separator } => {
            let shown = decimal.map(|decimal| decimal == separator);
            match (possible(number, &thousands), possible(number, &decimals), shown) {
                (false, true, _) | (true, true, Some(true)) => settled(number, decimals),
                // Out of bounds either way, the form says so.
                (_, false, _) | (true, true, Some(false)) => settled(number, thousands),
                (true, true, None) => {
                    Reading::Problem(CellProblem::Ambiguous { text: label::short(text), thousands, decimals })
                }
            }
        }
    }
}

/// A plain number, rounded where the form keeps fewer decimals. What is counted whole isn't rounded.
fn settled(number: &Number, plain: String) -> Reading {
    match number::rounded(&plain, number.decimals) {
        None => Reading::Answer { text: plain, rounded: false },
        Some(_) if number.decimals == 0 => {
            Reading::Problem(CellProblem::Decimals { text: plain, decimals: number.decimals })
        }
        Some(text) => Reading::Answer { text, rounded: true },
    }
}

/// Whether a plain number is within the bounds, with all of its decimals.
fn possible(number: &Number, plain: &str) -> bool {
    let bounds = i128::from(number.min)..=i128::from(number.max);
    Fixed::parse(plain, number.decimals).is_ok_and(|fixed| bounds.contains(&fixed.units))
}

fn percentage(number: &Number, fraction: f64) -> Reading {
    let Some(hundredfold) = number::plain(fraction * 100.0) else {
        return not_a_number(&fraction.to_string());
    };
    if in_percent(number.unit.as_deref()) {
        return settled(number, hundredfold);
    }
    Reading::Problem(CellProblem::Percentage { text: format!("{hundredfold}%") })
}

/// The number before a percent sign.
fn percent_text(text: &str) -> Option<String> {
    let before = text.trim().strip_suffix(['%', '\u{66a}'])?;
    match number::read(before, None) {
        Written::Number(plain) => Some(plain),
        _ => None,
    }
}

/// Whether a unit is hundredths, in one of the languages that forms are mostly written in.
fn in_percent(unit: Option<&str>) -> bool {
    const NAMES: [&str; 8] =
        ["%", "percent", "per cent", "prozent", "pour cent", "por ciento", "percentage", "في المئة"];
    unit.is_some_and(|unit| NAMES.contains(&label::normal(unit).as_str()))
}

fn not_a_number(text: &str) -> Reading {
    Reading::Problem(CellProblem::NotANumber { text: label::short(text) })
}

fn read_boolean(content: &Content) -> Reading {
    const YES: [&str; 9] = ["yes", "y", "true", "1", "sí", "si", "oui", "ja", "نعم"];
    const NO: [&str; 8] = ["no", "n", "false", "0", "non", "nein", "nee", "لا"];
    let text = match content {
        Content::Boolean(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Content::Text(text) => label::normal(text),
        Content::Number(number) => number::plain(*number).unwrap_or_default(),
        _ => String::new(),
    };
    let answer = if YES.contains(&text.as_str()) {
        "yes"
    } else if NO.contains(&text.as_str()) {
        "no"
    } else {
        return Reading::Problem(CellProblem::NotYesOrNo { text: label::short(&text) });
    };
    Reading::Answer { text: answer.into(), rounded: false }
}

fn read_choice(options: &[Choice], content: &Content) -> Reading {
    let text = match content {
        Content::Text(text) => text.clone(),
        Content::Number(number) => number::plain(*number).unwrap_or_default(),
        Content::Boolean(yes) => yes.to_string(),
        _ => String::new(),
    };
    let said = label::normal(&text);
    let by_label = options.iter().find(|option| label::normal(&option.label) == said);
    let chosen = by_label.or_else(|| options.iter().find(|option| option.key == said));
    match chosen {
        Some(option) => Reading::Answer { text: option.key.clone(), rounded: false },
        None => Reading::Problem(CellProblem::NoOption { text: label::short(&text) }),
    }
}
