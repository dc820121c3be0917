//! What a cell answers.

use tacit_form::{Choice, Kind, Number};
use tacit_numerals::{Reading as Written, is_percent};

use super::several;
use crate::{CellProblem, book::Content, label, number};

/// What came of a cell.
pub(super) enum Reading {
    Blank,
    Answer { texts: Vec<String>, rounded: bool },
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
        Kind::Multi(options) => several::read_list(options, content),
    }
}

fn read_number(number: &Number, content: &Content, decimal: Option<char>) -> Reading {
    match content {
        Content::Number(value) => match number::plain(*value) {
            Some(plain) => settled(number, plain),
            None => not_a_number(&value.to_string()),
        },
        Content::Percentage(fraction) => percentage(number, *fraction),
        Content::Text(text) => text_number(number, text, decimal),
        Content::Date => Reading::Problem(CellProblem::Date),
        Content::Boolean(yes) => not_a_number(if *yes { "TRUE" } else { "FALSE" }),
        Content::Error(_) | Content::Uncomputed => Reading::Blank,
    }
}

fn text_number(number: &Number, text: &str, decimal: Option<char>) -> Reading {
    let read = tacit_numerals::read(text, None, number.unit.as_deref());
    let read = match (read, decimal) {
        (Written::Ambiguous { thousands, decimals, separator }, Some(decimal)) => {
            Written::Number(if decimal == separator { decimals } else { thousands })
        }
        (read, _) => read.settle(number.min, number.max, number.decimals),
    };
    match read {
        Written::Number(plain) => settled(number, plain),
        Written::Ambiguous { thousands, decimals, .. } => {
            Reading::Problem(CellProblem::Ambiguous { text: label::short(text), thousands, decimals })
        }
        Written::NotANumber if text.trim().ends_with(['%', '\u{66a}']) => {
            Reading::Problem(CellProblem::Percentage { text: label::short(text) })
        }
        Written::NotANumber | Written::Empty => not_a_number(text),
    }
}

/// A plain number, rounded where the form keeps fewer decimals. What is counted whole isn't rounded.
fn settled(number: &Number, plain: String) -> Reading {
    match number::rounded(&plain, number.decimals) {
        None => answer(plain),
        Some(_) if number.decimals == 0 => {
            Reading::Problem(CellProblem::Decimals { text: plain, decimals: number.decimals })
        }
        Some(text) => Reading::Answer { texts: vec![text], rounded: true },
    }
}

fn percentage(number: &Number, fraction: f64) -> Reading {
    let Some(hundredfold) = number::plain(fraction * 100.0) else {
        return not_a_number(&fraction.to_string());
    };
    if number.unit.as_deref().is_some_and(is_percent) {
        return settled(number, hundredfold);
    }
    Reading::Problem(CellProblem::Percentage { text: format!("{hundredfold}%") })
}

fn not_a_number(text: &str) -> Reading {
    Reading::Problem(CellProblem::NotANumber { text: label::short(text) })
}

/// Reads a mark at an option: as yes and no are written, or a cross or a tick.
pub(super) fn read_mark(content: &Content) -> Reading {
    const MARKS: [&str; 6] = ["x", "✓", "✔", "☑", "☒", "×"];
    match content {
        Content::Text(text) if text.trim().is_empty() => Reading::Blank,
        Content::Text(text) if MARKS.contains(&label::normal(text).as_str()) => answer("yes".to_owned()),
        Content::Error(code) => Reading::Problem(CellProblem::Error { code: code.clone() }),
        Content::Uncomputed => Reading::Problem(CellProblem::Uncomputed),
        _ => read_boolean(content),
    }
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
    self::answer(answer.to_owned())
}

fn answer(text: String) -> Reading {
    Reading::Answer { texts: vec![text], rounded: false }
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
        Some(option) => answer(option.key.clone()),
        None => Reading::Problem(CellProblem::NoOption { text: label::short(&text) }),
    }
}
