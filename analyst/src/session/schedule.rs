//! `extend`: a later closing time, as far as the manifest lets it be put off.

use tacit_protocol::{phase::Phase, session::Progress};

use super::{Remembered, Session};
use crate::{
    context::Context,
    error::Error,
    time::{self, Moment},
};

/// Puts the closing time off.
pub async fn extend(context: &Context, until: Moment) -> Result<(), Error> {
    let session = Session::attach(context).await?;
    let Some(latest) = session.manifest.extendable_until else {
        return Err(Error::NotReady(
            "the session was created with a fixed closing time, or none: its link's hash covers that, so nobody can change \
             it. Next time, create it with --extendable-until TIME."
                .into(),
        ));
    };
    let progress = session.reach.call(|| session.client.progress(&session.id)).await?;
    check(until, latest, &progress).map_err(Error::Usage)?;
    let progress = session.reach.call(|| session.client.extend(&session.id, until.at)).await?;
    context.sessions()?.change(&session.id, |known| {
        Ok(known.map(|known| Remembered { offset: Some(until.offset), ..known.clone() }))
    })?;
    let closes_at = progress.closes_at.unwrap_or(until.at);
    context.ui.say(&format!(
        "\"{}\" takes submissions until {}.",
        session.manifest.form.title(),
        time::show(closes_at)
    ));
    Ok(())
}

/// Whether the time is one that a session can be put off to.
fn check(until: Moment, latest: u64, progress: &Progress) -> Result<(), String> {
    match progress.closes_at {
        // The server says that it takes no more submissions, whatever the time.
        _ if progress.phase >= Phase::Closing => Ok(()),
        _ if until.at > latest => Err(format!(
            "the session was announced to close at {} at the latest. Choose a time up to that.",
            time::show(latest)
        )),
        Some(closes_at) if until.at < closes_at => Err(format!(
            "the session closes at {} already, and a closing time is only put off. Choose a later one.",
            time::show(closes_at)
        )),
        _ if until.at <= progress.now => {
            Err(format!("{} is past. Choose a later time.", time::show(until.at)))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use tacit_protocol::phase::Window;

    use super::*;

    fn progress(phase: Phase, now: u64) -> Progress {
        Progress {
            phase,
            window: Window::Open,
            now,
            invited: 9,
            submitted: 3,
            revisions: 3,
            verified_batches: 0,
            cohorts: Vec::new(),
            closes_at: Some(200_000),
            others: 0,
        }
    }

    #[test]
    fn a_closing_time_is_put_off_to_later_ones_up_to_the_announced_one() {
        let check = |until, now| check(Moment { at: until, offset: 0 }, 900_000, &progress(Phase::Open, now));
        assert_eq!((check(200_000, 100_000), check(900_000, 100_000)), (Ok(()), Ok(())));
        for (until, now, says) in [
            (900_001, 100_000, "at 1970-01-01T00:15:00Z at the latest"),
            (199_999, 100_000, "closes at 1970-01-01T00:03:20Z already"),
            (300_000, 300_000, "1970-01-01T00:05:00Z is past"),
        ] {
            let message = check(until, now).unwrap_err();
            assert!(message.contains(says), "{message}");
        }
    }

    #[test]
    fn of_a_closed_session_the_time_does_not_matter() {
        let past = Moment { at: 1, offset: 0 };
        assert_eq!(check(past, 900_000, &progress(Phase::Closed, 300_000)), Ok(()));
    }
}
