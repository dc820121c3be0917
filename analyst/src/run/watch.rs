//! Before the close: a live count of submissions, until Enter is pressed and confirmed.

use std::time::Duration;

use tacit_protocol::{
    manifest::Cohorts,
    phase::{Phase, Window},
    session::Progress,
};
use tokio::time;

use super::{outlook::finality, remembered};
use crate::{
    context::Context,
    error::Error,
    session::{Session, cohorts},
    ui::Keyboard,
};

/// Of how many cohorts the count is shown while one waits.
const COHORTS_SHOWN: usize = 4;
/// What is said when another process of the same key is at work on the session.
pub(super) const OTHERS: &str = "Another tacit-analyst with this key is at work on this session, or was a few seconds ago, here or on another machine. Nothing is counted \
     twice, but one of them is enough: end the other with Ctrl-C.";
/// How often the count is asked for.
pub(super) const EVERY: Duration = Duration::from_secs(1);

/// Shows the count until the person presses Enter and says yes to what that makes final; or once, if the person said yes
/// beforehand. Returns early when somebody else closes the session.
pub(super) async fn until_yes(
    context: &Context,
    session: &Session,
    progress: &Progress,
    yes: bool,
) -> Result<(), Error> {
    let names = session.manifest.cohorts.as_ref();
    if yes {
        context.ui.say(&format!("{}. Closing.", count(names, progress)));
        return Ok(());
    }
    if !Keyboard::is_there() {
        return Err(Error::Usage(format!(
            "{}. Closing can't be undone, and there is no terminal to press Enter on: add --yes to close and compute now.",
            count(names, progress)
        )));
    }
    let mut keyboard = Keyboard::listen()?;
    let mut progress = progress.clone();
    loop {
        let Counted::Enter(latest) = until_enter(context, session, progress, &mut keyboard).await? else {
            context.ui.say("The session was closed meanwhile: going on with the computation.");
            return Ok(());
        };
        context.ui.say(&finality(&session.manifest, &latest, remembered(context, session)?));
        if keyboard.confirm(&context.ui, "Close and compute?").await? {
            return Ok(());
        }
        context.ui.say("Not closed; going on.");
        progress = latest;
    }
}

/// Why the counting ended.
enum Counted {
    /// Enter was pressed, when this was known.
    Enter(Progress),
    /// The session takes no submissions any more.
    Closed,
}

async fn until_enter(
    context: &Context,
    session: &Session,
    mut progress: Progress,
    keyboard: &mut Keyboard,
) -> Result<Counted, Error> {
    let names = session.manifest.cohorts.as_ref();
    let live = context.ui.live();
    live.show(&prompt(names, &progress));
    loop {
        let asked = async {
            time::sleep(EVERY).await;
            session.progress().await
        };
        tokio::select! {
            pressed = keyboard.line() => {
                live.finish();
                return pressed.map(|_| Counted::Enter(progress));
            }
            answer = asked => match answer {
                Ok(latest) if matches!(latest.phase, Phase::Open | Phase::Paused) => {
                    if latest.others > progress.others {
                        context.ui.say(OTHERS);
                    }
                    progress = latest;
                    live.show(&prompt(names, &progress));
                }
                Ok(_) => {
                    live.finish();
                    return Ok(Counted::Closed);
                }
                Err(error) if error.is_transient() => {
                    let text = count(names, &progress);
                    live.show(&format!("{text} · the server doesn't answer, trying again"));
                }
                Err(error) => return Err(error.into()),
            },
        }
    }
}

/// How many submitted, of all and of the first cohorts.
fn count(names: Option<&Cohorts>, progress: &Progress) -> String {
    std::iter::once(in_all(progress)).chain(of_cohorts(names, progress)).collect::<Vec<_>>().join(" · ")
}

/// The count, and what to do: before the cohorts, which a narrow terminal has no room for.
fn prompt(names: Option<&Cohorts>, progress: &Progress) -> String {
    let said = [in_all(progress), "press Enter to close and compute".to_owned()];
    said.into_iter().chain(of_cohorts(names, progress)).collect::<Vec<_>>().join(" · ")
}

fn of_cohorts(names: Option<&Cohorts>, progress: &Progress) -> Vec<String> {
    let shown = cohorts(names, progress).take(COHORTS_SHOWN);
    let mut counts: Vec<String> = shown.map(|(name, of)| format!("{name} {of}")).collect();
    match progress.cohorts.len().saturating_sub(COHORTS_SHOWN) {
        0 => {}
        more => counts.push(format!("{more} more cohorts: tacit-analyst status")),
    }
    counts
}

fn in_all(progress: &Progress) -> String {
    let state = match progress.window {
        Window::Open => "",
        Window::NotYetOpen => "not open yet · ",
        Window::Paused => "paused · ",
        Window::Closed => "past the closing time · ",
    };
    format!("{state}{} of {} submitted", progress.submitted, progress.invited)
}

#[cfg(test)]
mod tests {
    use tacit_protocol::{manifest::CohortsBy, session::CohortProgress};

    use super::*;

    fn progress(window: Window) -> Progress {
        Progress {
            phase: Phase::Open,
            window,
            now: 0,
            invited: 526,
            submitted: 12,
            revisions: 14,
            verified_batches: 0,
            cohorts: Vec::new(),
            closes_at: None,
            others: 0,
        }
    }

    #[test]
    fn the_count_says_what_keeps_participants_out() {
        assert_eq!(
            prompt(None, &progress(Window::Open)),
            "12 of 526 submitted · press Enter to close and compute"
        );
        assert_eq!(count(None, &progress(Window::Paused)), "paused · 12 of 526 submitted");
        assert_eq!(count(None, &progress(Window::Closed)), "past the closing time · 12 of 526 submitted");
    }

    #[test]
    fn the_count_names_some_cohorts() {
        let names = |n: u8| Cohorts {
            by: CohortsBy::Invitation,
            names: (0..n).map(|n| char::from(b'A' + n).to_string()).collect(),
        };
        let with = |n: u64, invited| Progress {
            cohorts: (0..n).map(|submitted| CohortProgress { invited, submitted }).collect(),
            ..progress(Window::Open)
        };
        assert_eq!(count(Some(&names(2)), &with(2, Some(9))), "12 of 526 submitted · A 0 of 9 · B 1 of 9");
        assert_eq!(
            prompt(Some(&names(1)), &with(1, None)),
            "12 of 526 submitted · press Enter to close and compute · A 0"
        );
        let many = count(Some(&names(6)), &with(6, None));
        assert_eq!(
            many,
            "12 of 526 submitted · A 0 · B 1 · C 2 · D 3 · 2 more cohorts: tacit-analyst status"
        );
    }
}
