//! `new`: asks what a session is to be, for those who don't know the options of `create`.

use std::{
    fmt::Display,
    path::{Path, PathBuf},
};

use tacit_form::{Epsilon, EpsilonError, Form};
use tacit_protocol::manifest::{
    CohortsBy, DEFAULT_THRESHOLD, MAX_NAME_CHARS, MAX_PARTICIPANTS, MIN_THRESHOLD, TIMES_END, is_name,
};
use tacit_tally::{Circuit, noise::Noise};

use super::{
    create::{Code, Groups, Offered, Plan, check_cohorts, check_names},
    phase::noise,
};
use crate::{
    context::Context,
    error::Error,
    form,
    time::{self, Moment},
    ui::Keyboard,
};

/// Asks question after question, explains what is wrong with an answer, and makes sure at the end; for a code only if the
/// server doesn't take `code`.
pub async fn interview(context: &Context, code: Option<Code>) -> Result<(Plan, Offered), Error> {
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
    let (max_participants, circuit) = keyboard
        .ask_until(ui, "The most participants there can be", "1000", |text| {
            let number = number(text, MIN_THRESHOLD, MAX_PARTICIPANTS)?;
            let (_, circuit) = form::read(&path, number).map_err(|error| error.to_string())?;
            Ok::<_, String>((number, circuit))
        })
        .await?;
    let threshold = keyboard
        .ask_until(
            ui,
            "Show no figure about the answers of fewer people than",
            &DEFAULT_THRESHOLD.to_string(),
            |text| number(text, MIN_THRESHOLD, max_participants),
        )
        .await?;
    let noise = |epsilon, has_cohorts| noise_fits(&circuit, epsilon, has_cohorts, max_participants);
    let epsilon = keyboard
        .ask_until(
            ui,
            "Privacy budget of noise in the results, such as 1 (empty: exact results)",
            "",
            |text| {
                let epsilon = budget(text)?;
                noise(epsilon, false).map(|()| epsilon)
            },
        )
        .await?;
    let opens = keyboard
        .ask_until(ui, "Take submissions from (a time; empty: as soon as it is open)", "", moment)
        .await?;
    let closes = keyboard
        .ask_until(ui, "Until (a time; empty: until you close it)", "", |text| {
            to_come(after(opens, text)?, time::now())
        })
        .await?;
    let extendable_until = match closes {
        None => None,
        Some(_) => {
            let question = "Let yourself put that off until (a time; empty: it is fixed)";
            keyboard.ask_until(ui, question, "", |text| after(closes, text)).await?
        }
    };
    let question = "Groups that you and the server may know people by, with commas between (empty: none)";
    let names = keyboard
        .ask_until(ui, question, "", |text| {
            let names = names(text);
            check_names(&names)?;
            check_cohorts(&circuit, names.len())?;
            noise(epsilon, !names.is_empty())?;
            Ok::<_, String>(names)
        })
        .await?;
    let by = match names.is_empty() {
        true => CohortsBy::Participant,
        false => {
            let question =
                "Who says which group somebody is of: you, with the invitation, or the participant?";
            keyboard.ask_until(ui, question, "participant", cohorts_by).await?
        }
    };
    let cohorts = Groups { names, file: None, by };
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
        code,
    };
    let offered = Offered::ask(context, secret, plan.code.as_ref(), Some(&mut keyboard)).await?;
    ui.say(&summary(&plan, &form, &offered));
    match keyboard.confirm(ui, "Nothing of this can be changed afterwards. Create it?").await? {
        true => Ok((plan, offered)),
        false => Err(Error::Declined("Nothing was created.".into())),
    }
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

fn budget(text: &str) -> Result<Option<Epsilon>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error: EpsilonError| error.to_string())
}

/// Whether the form's numbers bear noise of this budget; else what to do.
fn noise_fits(
    circuit: &Circuit,
    epsilon: Option<Epsilon>,
    has_cohorts: bool,
    max_participants: u32,
) -> Result<(), String> {
    let Some(epsilon) = epsilon else { return Ok(()) };
    match Noise::new(circuit, epsilon, has_cohorts, max_participants) {
        Ok(_) => Ok(()),
        Err(error) if has_cohorts => {
            Err(format!("Groups take twice the noise. Leave them out, or begin anew: {error}"))
        }
        Err(error) => Err(error.to_string()),
    }
}

fn moment(text: &str) -> Result<Option<Moment>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    match time::parse(text) {
        Ok(moment) if moment.at < TIMES_END => Ok(Some(moment)),
        Ok(_) => Err("Write a time before the year 9999.".into()),
        Err(error) => Err(error.to_string()),
    }
}

fn after(before: Option<Moment>, text: &str) -> Result<Option<Moment>, String> {
    let later = moment(text)?;
    match before.zip(later) {
        Some((before, later)) if later.at <= before.at => {
            Err(format!("That isn't after {}. Write a later time.", time::show(before.at)))
        }
        _ => Ok(later),
    }
}

fn to_come(moment: Option<Moment>, now: u64) -> Result<Option<Moment>, String> {
    match moment {
        Some(past) if past.at <= now => {
            Err(format!("{} is past, so nobody could submit. Write a later time.", time::show(past.at)))
        }
        _ => Ok(moment),
    }
}

fn names(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn cohorts_by(text: &str) -> Result<CohortsBy, &'static str> {
    match text.to_lowercase().as_str() {
        "participant" => Ok(CohortsBy::Participant),
        "you" | "invitation" | "i" => Ok(CohortsBy::Invitation),
        _ => Err("Write participant or invitation."),
    }
}

fn summary(plan: &Plan, form: &Form, offered: &Offered) -> String {
    let time =
        |time: Option<Moment>, none: &str| time.map_or_else(|| none.to_owned(), |at| time::show(at.at));
    let opens = |plan: &Plan| match (plan.opens, plan.draft) {
        (None, false) => "at once".to_owned(),
        (None, true) => "when you open it".to_owned(),
        (Some(at), false) => time::show(at.at),
        (Some(at), true) => format!("{}, if you have opened it by then", time::show(at.at)),
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
        let by = match plan.cohorts.by {
            CohortsBy::Participant => "participants choose theirs",
            CohortsBy::Invitation => "you assign them with invitations",
        };
        text += &line("groups", &format!("{} ({by})", plan.cohorts.names.join(", ")));
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_named_once_and_fit_the_form() {
        let circuit = |max: &str| {
            let text = format!(
                "title = \"T\"\npurpose = \"P\"\n[[field]]\nkey = \"x\"\nkind = \"number\"\nlabel = \"X\"\nmin = 0\n\
                 max = {max}\n[[analysis]]\nkind = \"standard_deviation\"\nof = \"x\"\n"
            );
            Circuit::compile(&Form::from_toml(&text).unwrap(), 100).unwrap()
        };
        assert_eq!(names(" Day, Night,,"), ["Day", "Night"]);
        assert!(check_names(&names("Day, Night")).is_ok());
        let long = "x".repeat(201);
        for (text, says) in
            [("Day, Night, Day", "\"Day\" is named twice"), (&long, "too long"), ("a\tb", "one line")]
        {
            let wrong = check_names(&names(text)).unwrap_err();
            assert!(wrong.contains(says), "{wrong}");
        }
        assert!(check_cohorts(&circuit("9"), 1000).is_ok());
        assert!(check_cohorts(&circuit("9"), 1001).is_err_and(|wrong| wrong.contains("1000 at most")));
        let (large, one) = (circuit("170000000000000"), budget("1").unwrap());
        assert!(noise_fits(&large, one, false, 100).is_ok() && noise_fits(&large, None, true, 100).is_ok());
        let wrong = noise_fits(&large, one, true, 100).unwrap_err();
        assert!(wrong.starts_with("Groups take twice the noise."), "{wrong}");
        assert!(noise_fits(&circuit("17000000000000000"), one, false, 100).is_err());
    }

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
        assert!(moment("9999-06-01T12:00:00Z").is_err_and(|error| error.contains("year 9999")));
        let at = noon.unwrap().at;
        assert_eq!((to_come(noon, at - 1), to_come(None, at)), (Ok(noon), Ok(None)));
        assert!(to_come(noon, at).is_err_and(|error| error.contains("2026-03-31T12:00:00Z is past")));
        assert_eq!(cohorts_by("Invitation"), Ok(CohortsBy::Invitation));
        assert!(cohorts_by("both").is_err());
    }
}
