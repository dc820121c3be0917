//! Who learns what of a session with a form, in words for its author.

use std::fmt::Write;

use tacit_form::{Analysis, Form, Kind, Question};
use tacit_tally::Circuit;

/// How many groups of people are listed.
const LISTED: usize = 20;

/// What is asked: `4 numbers, 2 yes or no, 1 table of 960 cells`.
pub(super) fn asked(form: &Form) -> String {
    let mut kinds = [
        ("number", "numbers", 0),
        ("yes or no", "yes or no", 0),
        ("choice", "choices", 0),
        ("tick-box question", "tick-box questions", 0),
    ];
    let mut tables = Vec::new();
    for question in form.questions() {
        match question {
            Question::Field(field) => {
                kinds[match form.fields()[*field].kind {
                    Kind::Number(_) => 0,
                    Kind::Boolean => 1,
                    Kind::Choice(_) => 2,
                    Kind::Multi(_) => 3,
                }]
                .2 += 1;
            }
            Question::Table(table) => {
                let table = &form.tables()[*table];
                tables.push(format!(
                    "a table of {} rows and {} columns",
                    table.rows.len(),
                    table.columns.len()
                ));
            }
        }
    }
    let kinds = kinds
        .into_iter()
        .filter(|(.., count)| *count > 0)
        .map(|(one, several, count)| format!("{count} {}", if count == 1 { one } else { several }));
    kinds.chain(tables).collect::<Vec<_>>().join(", ")
}

/// What each party learns, `threshold` being the fewest people that a sum may be about.
pub(super) fn learned(form: &Form, circuit: &Circuit, threshold: u32, has_noise: bool) -> String {
    let groups = groups(form, circuit);
    let exactly = if has_noise { "with noise" } else { "exactly" };
    let sizes = match groups.len() {
        0 => String::new(),
        1 => format!(" The size of one group of people (below), {exactly}."),
        count => format!(" The sizes of {count} groups of people (below), {exactly}."),
    };
    let mut text = format!(
        "Participants learn what is asked and what will be computed, and the results if you publish them.\n\
         The server learns who of the invited submitted, when, how often and from which network address. No answer.{sizes}\n\
         You learn who of the invited submitted and when. No answer.{sizes} The results: no sum, mean or regression about \
         fewer than {threshold} people.\n\
         Server and analyst together could read every answer: that they don't is what participants rely on.\n"
    );
    if !groups.is_empty() {
        text.push_str("Groups of people whose sizes both learn, however small:\n");
        for group in groups.iter().take(LISTED) {
            // Writing to a string can't fail.
            let _ = writeln!(text, "  those who {group}");
        }
        if groups.len() > LISTED {
            let _ = writeln!(text, "  and {} more", groups.len() - LISTED);
        }
    }
    text
}

fn groups(form: &Form, circuit: &Circuit) -> Vec<String> {
    let condition = |(field, option): (usize, Option<usize>)| {
        let label = &form.fields()[field].label;
        match option {
            None => format!("answered “{label}”"),
            Some(option) => format!("answered “{label}” with {}", answer(form, field, option)),
        }
    };
    let conditions = circuit.groups().filter(|conditions| !conditions.is_empty());
    conditions.map(|all| all.into_iter().map(condition).collect::<Vec<_>>().join(" and ")).collect()
}

/// One of a field's options, or one of the bins of a number's histograms.
fn answer(form: &Form, field: usize, option: usize) -> String {
    let asked = &form.fields()[field];
    let Kind::Number(number) = &asked.kind else {
        return format!("“{}”", asked.groups().get(option).map_or("", String::as_str));
    };
    let limits = form.analyses().iter().find_map(|analysis| match analysis {
        Analysis::Histogram { of, limits, .. } if *of == field => Some(limits),
        _ => None,
    });
    if let (true, Ok(units)) = (number.max - number.min == 1, i64::try_from(option)) {
        return number.fixed(number.min + units).to_string();
    }
    let bins = number.bins(limits.map_or(&[], Vec::as_slice));
    match bins.get(option) {
        Some((from, to)) if option + 1 < bins.len() => {
            format!("{} to below {}", number.fixed(*from), number.fixed(*to))
        }
        Some((from, to)) => format!("{} to {}", number.fixed(*from), number.fixed(*to)),
        None => "a number".to_owned(),
    }
}
