//! `open`, `pause` and `status`.

use tacit_client::ClientError;
use tacit_form::Epsilon;
use tacit_protocol::{
    manifest::Cohorts,
    phase::{Phase, Window},
    problem::ProblemKind,
    session::Progress,
};

use super::Session;
use crate::{context::Context, error::Error, output, time};

/// Opens the session to submissions.
pub async fn open(context: &Context) -> Result<(), Error> {
    set(context, Phase::Open).await
}

/// Takes no submissions for now.
pub async fn pause(context: &Context) -> Result<(), Error> {
    set(context, Phase::Paused).await
}

/// Says on the standard output how the session stands.
pub async fn status(context: &Context, json: bool) -> Result<(), Error> {
    let session = Session::attach(context).await?;
    let progress = session.reach.call(|| session.client.progress(&session.id)).await?;
    if json {
        let text = serde_json::to_string_pretty(&progress).map_err(|error| Error::Output(error.into()))?;
        return output::line(text);
    }
    output::text(&describe(&session, &progress))
}

async fn set(context: &Context, phase: Phase) -> Result<(), Error> {
    let session = Session::attach(context).await?;
    let set = session.reach.call(|| session.client.set_phase(&session.id, phase)).await;
    let progress = match set {
        Err(ClientError::Problem(problem)) if problem.kind == ProblemKind::WrongPhase => {
            let now = session.reach.call(|| session.client.progress(&session.id)).await?.phase;
            return Err(Error::NotReady(format!(
                "the session is {}, so it can't be {} now. See: tacit-analyst status",
                name(now),
                if phase == Phase::Open { "opened" } else { "paused" },
            )));
        }
        other => other?,
    };
    context.ui.say(&format!("\"{}\": {}.", session.manifest.form.title(), window(&session, &progress)));
    Ok(())
}

fn describe(session: &Session, progress: &Progress) -> String {
    let manifest = &session.manifest;
    let mut text = format!(
        "title        {}\nsession      {}\nserver       {}{}\nanalyst      {} ({})\nphase        {}\nsubmissions  {}\n\
         invited      {} of {}\nsubmitted    {}\nreplaced     {}\n",
        manifest.form.title(),
        session.id,
        session.server,
        manifest
            .server
            .name
            .as_ref()
            .map_or_else(String::new, |name| format!(" (run by {name}, as they say)")),
        manifest.analyst.name,
        manifest.analyst.fingerprint(),
        name(progress.phase),
        window(session, progress),
        progress.invited,
        manifest.max_participants,
        progress.submitted,
        replaced(progress),
    );
    text += &format!("threshold    {}\n", manifest.threshold);
    if let Some(epsilon) = manifest.epsilon {
        text += &format!("noise        {}\n", noise(epsilon));
    }
    if let Some(at) = progress.closes_at {
        let latest =
            manifest.extendable_until.map(|latest| format!(", can be put off until {}", time::show(latest)));
        text += &format!("closes       {}{}\n", time::show(at), latest.unwrap_or_default());
    }
    for (name, of) in cohorts(manifest.cohorts.as_ref(), progress) {
        text.push_str(&format!("cohort       {name}: {of} submitted\n"));
    }
    text
}

/// What is said of noise, in a few words.
pub(super) fn noise(epsilon: Epsilon) -> String {
    format!("in every result, for a privacy budget of ε = {epsilon}")
}

/// Every cohort's name, and how many of it submitted, such as "3 of 40".
pub(crate) fn cohorts<'a>(
    cohorts: Option<&'a Cohorts>,
    progress: &'a Progress,
) -> impl Iterator<Item = (&'a str, String)> {
    let names = cohorts.into_iter().flat_map(|cohorts| &cohorts.names).map(String::as_str);
    names.zip(&progress.cohorts).map(|(name, cohort)| match cohort.invited {
        Some(invited) => (name, format!("{} of {invited}", cohort.submitted)),
        None => (name, cohort.submitted.to_string()),
    })
}

/// How many submissions were replaced by newer ones.
pub(crate) fn replaced(progress: &Progress) -> u64 {
    progress.revisions.saturating_sub(progress.submitted)
}

/// A phase and what participants may do in it, in words.
pub(crate) fn standing(phase: Phase, window: Window) -> &'static str {
    match (phase, window) {
        (Phase::Open, Window::NotYetOpen) => "opens later",
        (Phase::Open | Phase::Paused, Window::Closed) => "past its closing time",
        _ => name(phase),
    }
}

/// A phase in words.
pub(crate) fn name(phase: Phase) -> &'static str {
    match phase {
        Phase::Draft => "a draft",
        Phase::Open => "open",
        Phase::Paused => "paused",
        Phase::Closing => "being closed",
        Phase::Closed => "closed",
        Phase::Released => "released",
    }
}

fn window(session: &Session, progress: &Progress) -> String {
    let until = |time: Option<u64>| time.map_or_else(String::new, |at| format!(" until {}", time::show(at)));
    match progress.window {
        Window::Open => format!("open{}", until(progress.closes_at)),
        Window::NotYetOpen => match session.manifest.opens_at {
            Some(at) => format!("not open before {}", time::show(at)),
            None => "not open yet".into(),
        },
        Window::Paused => "paused".into(),
        Window::Closed => "closed".into(),
    }
}
