//! `watch`: submissions as they come.

mod activity;

use std::{
    io::{self, IsTerminal},
    time::Duration,
};

use serde::Serialize;
use tacit_protocol::{
    manifest::Manifest,
    phase::Phase,
    session::{CohortProgress, Progress},
};
use tokio::time::{self, Instant};

use self::activity::Activity;
use crate::{
    context::Context,
    error::Error,
    invitations::roll,
    output,
    session::{Session, cohorts, name, replaced},
    time::show,
    ui,
};

/// How often the counts are asked for.
const EVERY: Duration = Duration::from_secs(1);
/// How much longer than it took one waits before times are asked for again: they are many.
const PATIENCE: u32 = 20;
/// The most cohorts that are shown.
const SHOWN: usize = 20;

/// How submissions are shown.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// As JSON, an object a line.
    pub json: bool,
    /// Once, instead of on and on.
    pub once: bool,
}

/// Shows counts and activity until the session closes: refreshed in place on a terminal, else a line whenever something
/// changes.
pub async fn watch(context: &Context, view: View) -> Result<(), Error> {
    let session = Session::attach(context).await?;
    // Lines that somebody keeps go to the standard output, also from a terminal.
    let on_terminal = io::stderr().is_terminal() && io::stdout().is_terminal();
    let in_place = !view.json && !view.once && on_terminal;
    if !view.json {
        context.ui.title(session.manifest.form.title());
    }
    let live = context.ui.live();
    let mut shown = None;
    let mut times = Times::default();
    loop {
        let progress = session.reach.call(|| session.client.progress(&session.id)).await?;
        let ends = view.once || progress.phase >= Phase::Closing;
        times.refresh(&session, progress.revisions, ends).await?;
        // Times may come later than the counts that they are of.
        let facts = Some((facts(&progress), times.activity.last()));
        let changed = shown != facts;
        if in_place {
            let width = ui::width();
            live.show(&picture(&session.manifest, &progress, &times.activity, width));
        } else if changed {
            output::line(match view.json {
                true => json(&session.manifest, &progress, &times.activity)?,
                false => line(&session.manifest, &progress, &times.activity),
            })?;
        }
        if ends {
            live.keep();
            return Ok(());
        }
        shown = facts;
        time::sleep(EVERY).await;
    }
}

/// When submissions came, as far as it was asked lately.
#[derive(Default)]
struct Times {
    activity: Activity,
    /// With so many reports.
    revisions: Option<u64>,
    /// Not before.
    next: Option<Instant>,
}

impl Times {
    /// Asks again if there is something new, but not all the time, unless it is the last time.
    async fn refresh(&mut self, session: &Session, revisions: u64, ends: bool) -> Result<(), Error> {
        let now = Instant::now();
        let early = !ends && self.next.is_some_and(|next| now < next);
        if self.revisions == Some(revisions) || early {
            return Ok(());
        }
        self.activity = Activity::of(roll::submitted(session).await?.into_values());
        self.revisions = Some(revisions);
        self.next = Some(now + now.elapsed() * PATIENCE);
        Ok(())
    }
}

/// What is said of it; if that is the same, there is nothing new to say.
fn facts(progress: &Progress) -> impl PartialEq + use<> {
    let Progress { phase, window, invited, submitted, revisions, closes_at, .. } = *progress;
    (phase, window, invited, submitted, revisions, closes_at)
}

fn state(progress: &Progress) -> String {
    let state = crate::session::standing(progress.phase, progress.window);
    match progress.closes_at {
        Some(at) if progress.phase < Phase::Closing => format!("{state}, until {}", show(at)),
        _ => state.to_owned(),
    }
}

fn last(activity: &Activity) -> String {
    activity.last().map_or_else(|| "none yet".to_owned(), show)
}

fn line(manifest: &Manifest, progress: &Progress, activity: &Activity) -> String {
    let mut text = format!(
        "{} · {} · {} of {} submitted · {} replaced · last {}",
        show(progress.now),
        name(progress.phase),
        progress.submitted,
        progress.invited,
        replaced(progress),
        last(activity)
    );
    for (name, of) in cohorts(manifest.cohorts.as_ref(), progress).take(SHOWN) {
        text += &format!(" · {name} {of}");
    }
    text
}

fn picture(manifest: &Manifest, progress: &Progress, activity: &Activity, width: usize) -> String {
    let bars = (width / 3).clamp(8, 48);
    let mut lines = vec![
        state(progress),
        format!(
            "{} of {} submitted · {} replaced · last {}",
            progress.submitted,
            progress.invited,
            replaced(progress),
            last(activity)
        ),
    ];
    if let Some(since) = activity.first() {
        lines.push(format!("{} since {}", activity.sparkline(None, progress.now, bars), show(since)));
    }
    for (number, (name, of)) in (1..).zip(cohorts(manifest.cohorts.as_ref(), progress)).take(SHOWN) {
        lines.push(format!("{} {name}: {of}", activity.sparkline(Some(number), progress.now, bars)));
    }
    if progress.cohorts.len() > SHOWN {
        lines.push(format!("and {} more cohorts: tacit-analyst show", progress.cohorts.len() - SHOWN));
    }
    lines.join("\n")
}

#[derive(Serialize)]
struct Event<'a> {
    now: u64,
    phase: Phase,
    invited: u64,
    submitted: u64,
    revisions: u64,
    last_at: Option<u64>,
    closes_at: Option<u64>,
    cohorts: Vec<CohortEvent<'a>>,
}

#[derive(Serialize)]
struct CohortEvent<'a> {
    name: &'a str,
    #[serde(flatten)]
    progress: CohortProgress,
}

fn json(manifest: &Manifest, progress: &Progress, activity: &Activity) -> Result<String, Error> {
    let names = manifest.cohorts.iter().flat_map(|cohorts| &cohorts.names);
    let event = Event {
        now: progress.now,
        phase: progress.phase,
        invited: progress.invited,
        submitted: progress.submitted,
        revisions: progress.revisions,
        last_at: activity.last(),
        closes_at: progress.closes_at,
        cohorts: names
            .zip(&progress.cohorts)
            .map(|(name, progress)| CohortEvent { name, progress: *progress })
            .collect(),
    };
    serde_json::to_string(&event).map_err(|error| Error::Output(error.into()))
}
