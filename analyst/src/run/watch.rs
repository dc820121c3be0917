//! Before the close: a live count of submissions, until Enter is pressed.

use std::{
    io::{self, IsTerminal},
    thread,
    time::Duration,
};

use tacit_client::ClientError;
use tacit_protocol::{
    manifest::Cohorts,
    phase::{Phase, Window},
    session::Progress,
};
use tokio::{sync::oneshot, time};

use crate::{
    context::Context,
    error::Error,
    session::{Session, cohorts},
};

/// Of how many cohorts the count is shown while one waits.
const COHORTS_SHOWN: usize = 4;
/// How often the count is asked for.
const EVERY: Duration = Duration::from_secs(1);

/// Shows the count until Enter is pressed, or once, if the person said yes beforehand. Returns early when somebody else
/// closes the session.
pub(super) async fn until_enter(
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
    if !io::stdin().is_terminal() {
        return Err(Error::Usage(format!(
            "{}. Closing can't be undone, and there is no terminal to press Enter on: add --yes to close and compute now.",
            count(names, progress)
        )));
    }
    let live = context.ui.live();
    let mut enter = enter()?;
    let mut text = count(names, progress);
    live.show(&prompt(&text));
    loop {
        let asked = async {
            time::sleep(EVERY).await;
            session.client.progress(&session.id).await
        };
        tokio::select! {
            pressed = &mut enter => {
                live.finish();
                return pressed.map_err(|_| Error::Usage("the input ended before Enter was pressed. Run again; nothing is lost.".into()));
            }
            answer = asked => match answer {
                Ok(progress) if matches!(progress.phase, Phase::Open | Phase::Paused) => {
                    text = count(names, &progress);
                    live.show(&prompt(&text));
                }
                Ok(_) => {
                    live.finish();
                    context.ui.say("The session was closed meanwhile: going on with the computation.");
                    return Ok(());
                }
                Err(error) if away(&error) => live.show(&format!("{text} · the server doesn't answer, trying again")),
                Err(error) => return Err(error.into()),
            },
        }
    }
}

fn away(error: &ClientError) -> bool {
    error.is_transient()
}

/// How many submitted, of all and of the first cohorts.
fn count(names: Option<&Cohorts>, progress: &Progress) -> String {
    let mut counts = vec![in_all(progress)];
    counts.extend(cohorts(names, progress).take(COHORTS_SHOWN).map(|(name, of)| format!("{name} {of}")));
    match progress.cohorts.len().saturating_sub(COHORTS_SHOWN) {
        0 => {}
        more => counts.push(format!("{more} more cohorts: tacit-analyst status")),
    }
    counts.join(" · ")
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

fn prompt(count: &str) -> String {
    format!("{count} · press Enter to close and compute")
}

/// Resolves when a line is entered; fails when the input ends. Reading can't be cancelled, so it has its own thread,
/// which the end of the process ends.
fn enter() -> Result<oneshot::Receiver<()>, Error> {
    let (pressed, receiver) = oneshot::channel();
    let read = move || {
        if io::stdin().read_line(&mut String::new()).is_ok_and(|length| length > 0) {
            // Nobody waits any more: the session was closed meanwhile.
            let _ = pressed.send(());
        }
    };
    thread::Builder::new().name("enter".into()).spawn(read).map_err(Error::Output)?;
    Ok(receiver)
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
        }
    }

    #[test]
    fn the_count_says_what_keeps_participants_out() {
        assert_eq!(
            prompt(&count(None, &progress(Window::Open))),
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
        let many = count(Some(&names(6)), &with(6, None));
        assert_eq!(
            many,
            "12 of 526 submitted · A 0 · B 1 · C 2 · D 3 · 2 more cohorts: tacit-analyst status"
        );
    }
}
