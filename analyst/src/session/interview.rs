//! `new`: asks what a session is to be, for those who don't know the options of `create`.

use std::{
    fmt::Display,
    path::{Path, PathBuf},
};

use tacit_form::{Epsilon, EpsilonError, Form};
use tacit_protocol::manifest::{
    CohortsBy, DEFAULT_THRESHOLD, MAX_NAME_CHARS, MAX_PARTICIPANTS, MIN_THRESHOLD, is_name,
};

use super::{
    create::{Groups, Offered, Plan},
    phase::noise,
};
use crate::{
    context::Context,
    error::Error,
    form,
    time::{self, Moment},
    ui::Keyboard,
};

/// Asks question after question, explains what is wrong with an answer, and makes sure at the end.
pub async fn interview(context: &Context) -> Result<(Plan, Offered), Error> {
    if !Keyboard::is_there() {
        return Err(Error::Usage(
            "there is no terminal to ask on. Pass the form with --from FORM.toml, and the rest as options."
                .into(),
        ));
    }
    // Before anything is asked in vain.
    let secret = context.secret()?;
    let (ui, mut keyboard) = (&context.ui, Keyboard::listen()?);
    ui.say(
        "A new session. An empty answer takes what is in brackets; Ctrl-C ends this, and nothing was done.",
    );
    let (path, form) = keyboard.ask_until(ui, "The form's file", "", read_form).await?;
    ui.title(form.title());
    let name = keyboard.ask_until(ui, "Who asks, as participants read it", "The analyst", name).await?;
    let max_participants = keyboard
        .ask_until(ui, "The most participants there can be", "1000", |text| {
            let number = number(text, MIN_THRESHOLD, MAX_PARTICIPANTS)?;
            form::read(&path, number).map(|_| number).map_err(|error| error.to_string())
        })
        .await?;
    let threshold = keyboard
        .ask_until(ui, "Show nothing about fewer people than", &DEFAULT_THRESHOLD.to_string(), |text| {
            number(text, MIN_THRESHOLD, max_participants)
        })
        .await?;
    let epsilon = keyboard
        .ask_until(ui, "Privacy budget of noise in the results, such as 1 (empty: exact results)", "", budget)
        .await?;
    let opens = keyboard
        .ask_until(ui, "Take submissions from (a time; empty: as soon as it is open)", "", moment)
        .await?;
    let closes = keyboard
        .ask_until(ui, "Until (a time; empty: until you close it)", "", |text| after(opens, text))
        .await?;
    let extendable_until = match closes {
        None => None,
        Some(_) => {
            let question = "Let yourself put that off until (a time; empty: it is fixed)";
            keyboard.ask_until(ui, question, "", |text| after(closes, text)).await?
        }
    };
    let cohorts = ask_cohorts(context, &mut keyboard).await?;
    let draft = !keyboard.confirm(ui, "Open it at once?").await?;
    let plan = Plan {
        form: path,
        name,
        max_participants,
        threshold,
        epsilon,
        opens,
        closes,
        extendable_until,
        cohorts,
        draft,
        code: None,
    };
    let offered = Offered::ask(context, secret, None, Some(&mut keyboard)).await?;
    ui.say(&summary(&plan, &form, &offered));
    match keyboard.confirm(ui, "Nothing of this can be changed afterwards. Create it?").await? {
        true => Ok((plan, offered)),
        false => Err(Error::Declined("Nothing was created.".into())),
    }
}

async fn ask_cohorts(context: &Context, keyboard: &mut Keyboard) -> Result<Groups, Error> {
    let ui = &context.ui;
    let question = "Groups that you and the server may know people by, with commas between (empty: none)";
    let answer = keyboard.ask(ui, question, "").await?;
    let names: Vec<String> =
        answer.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let by = match names.is_empty() {
        true => CohortsBy::Participant,
        false => {
            let question =
                "Who says which group somebody is of: you, with the invitation, or the participant?";
            keyboard.ask_until(ui, question, "participant", cohorts_by).await?
        }
    };
    Ok(Groups { names, file: None, by })
}

fn read_form(text: &str) -> Result<(PathBuf, Form), Error> {
    let (form, _) = form::read(Path::new(text), MIN_THRESHOLD)?;
    Ok((PathBuf::from(text), form))
}

fn name(text: &str) -> Result<String, String> {
    let wrong = || format!("Write 1 to {MAX_NAME_CHARS} characters.");
    is_name(text).then(|| text.to_owned()).ok_or_else(wrong)
}

fn number(text: &str, least: u32, most: u32) -> Result<u32, String> {
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("Write a whole number from {least} to {most}."))
}

fn budget(text: &str) -> Result<Option<Epsilon>, EpsilonError> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
}

fn moment(text: &str) -> Result<Option<Moment>, time::TimeError> {
    if text.is_empty() { Ok(None) } else { time::parse(text).map(Some) }
}

fn after(before: Option<Moment>, text: &str) -> Result<Option<Moment>, String> {
    let later = moment(text).map_err(|error| error.to_string())?;
    match before.zip(later) {
        Some((before, later)) if later.0 <= before.0 => {
            Err(format!("That isn't after {}. Write a later time.", time::show(before.0)))
        }
        _ => Ok(later),
    }
}

fn cohorts_by(text: &str) -> Result<CohortsBy, &'static str> {
    match text.to_lowercase().as_str() {
        "participant" => Ok(CohortsBy::Participant),
        "you" | "invitation" | "i" => Ok(CohortsBy::Invitation),
        _ => Err("Write participant or invitation."),
    }
}

fn summary(plan: &Plan, form: &Form, offered: &Offered) -> String {
    let time = |time: Option<Moment>, none: &str| time.map_or_else(|| none.to_owned(), |at| time::show(at.0));
    let opens = |plan: &Plan| match (plan.opens, plan.draft) {
        (None, false) => "at once".to_owned(),
        (None, true) => "when you open it".to_owned(),
        (Some(at), false) => time::show(at.0),
        (Some(at), true) => format!("{}, if you have opened it by then", time::show(at.0)),
    };
    let line = |name: &str, value: &dyn Display| format!("{name:<13}{value}\n");
    let mut text = line("title", &form.title())
        + &line("analyst", &plan.name)
        + &line("server", &offered.operator())
        + &line("participants", &format!("at most {}", plan.max_participants))
        + &line("threshold", &plan.threshold)
        + &line("opens", &opens(plan))
        + &line("closes", &time(plan.closes, "when you close it"));
    if let Some(epsilon) = plan.epsilon {
        text += &line("noise", &noise(epsilon));
    }
    if plan.extendable_until.is_some() {
        text += &line("at the latest", &format!(" {}", time(plan.extendable_until, "")));
    }
    if !plan.cohorts.names.is_empty() {
        text += &line("groups", &plan.cohorts.names.join(", "));
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_understood_or_explained() {
        assert_eq!(number("12", 5, 20), Ok(12));
        for text in ["4", "21", "", "x", "-6"] {
            assert_eq!(number(text, 5, 20), Err("Write a whole number from 5 to 20.".into()));
        }
        assert!(name("").is_err() && name(&"x".repeat(201)).is_err() && name("Me").is_ok());
        assert_eq!(moment(""), Ok(None));
        let noon = moment("2026-03-31T12:00:00Z").unwrap();
        assert!(after(noon, "2026-03-31T12:00:00Z").is_err());
        assert!(after(noon, "2026-03-31T12:00:01Z").unwrap().is_some());
        assert_eq!(after(noon, ""), Ok(None));
        assert_eq!(cohorts_by("Invitation"), Ok(CohortsBy::Invitation));
        assert!(cohorts_by("both").is_err());
    }
}
