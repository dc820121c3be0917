//! Checks that answers may break, if whoever gives them says so.

use std::fmt::Write as _;

use tacit_form::{Form, Level, ValidAnswers};

use crate::{
    args::Args,
    failure::{Exit, Failure},
    voice::Voice,
};

/// How many warnings are listed before the rest is only counted.
const LISTED: usize = 20;

/// Lists what is unusual in the answers (of each row, if they have numbers) and asks whether it is right. Where nobody can
/// be asked, it must have been said beforehand.
pub(crate) fn confirm<'a>(
    args: &Args,
    voice: &Voice,
    form: &Form,
    answers: impl IntoIterator<Item = (Option<usize>, &'a ValidAnswers)>,
) -> Result<(), Failure> {
    let warnings: Vec<String> =
        answers.into_iter().flat_map(|(row, answers)| warnings(form, row, answers)).collect();
    if warnings.is_empty() {
        return Ok(());
    }
    let mut list = String::from("Please check:");
    for warning in warnings.iter().take(LISTED) {
        // Writing to a text doesn't fail.
        let _ = write!(list, "\n  {warning}");
    }
    if warnings.len() > LISTED {
        let _ = write!(list, "\n  and {} more", warnings.len() - LISTED);
    }
    voice.say(list);
    if args.accept_warnings || (voice.is_heard() && voice.confirms("Is this right?")) {
        return Ok(());
    }
    let advice = "nothing was submitted. Correct your answers, or say --accept-warnings if they are right.";
    Err(Failure::new(Exit::Answers, advice))
}

fn warnings(form: &Form, row: Option<usize>, answers: &ValidAnswers) -> Vec<String> {
    let failures = form.failures_of(answers, Level::Warning).into_iter();
    let warning = |failure: tacit_form::Failure| {
        let message = &form.checks()[failure.check].message;
        let place =
            failure.field.map(|field| format!("{}: ", form.fields()[field].label)).unwrap_or_default();
        let row = row.map(|row| format!("row {row}: ")).unwrap_or_default();
        format!("{row}{place}{message}")
    };
    failures.map(warning).collect()
}
