//! One participant's submission, through whatever a server and a network may do.

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

use rand_core::UnwrapErr;
use tacit_client::{
    ClientError, ParticipantClient,
    retry::{Backoff, sleep, wait_until_reachable},
};
use tacit_form::ValidAnswers;
use tacit_participant::Session;
use tacit_protocol::{
    ids::Token,
    phase::Window,
    problem::ProblemKind,
    receipt::{Receipt, SignedReceipt},
};

use crate::{
    cohort,
    failure::{Exit, Failure},
    show,
    voice::Voice,
};

/// How one talks to the server: waits and says what for, or fails at once.
#[derive(Clone)]
pub(crate) struct Patience {
    wait: bool,
    voice: Voice,
    /// What was said last, so that many submissions don't say it each.
    said: Arc<AtomicU8>,
}

/// What became of a submission.
pub(crate) enum Outcome {
    Submitted(Box<SignedReceipt>, Receipt),
    /// There is one already, which wasn't to be replaced.
    Skipped,
}

const NOTHING: u8 = 0;
const UNREACHABLE: u8 = 1;
const NOT_YET_OPEN: u8 = 2;
const PAUSED: u8 = 3;

impl Patience {
    pub(crate) fn new(wait: bool, voice: Voice) -> Self {
        Self { wait, voice, said: Arc::new(AtomicU8::new(NOTHING)) }
    }

    /// The answer to a request, however long the server takes to come up.
    pub(crate) async fn ask<T, F>(&self, mut request: impl FnMut() -> F) -> Result<T, ClientError>
    where
        F: Future<Output = Result<T, ClientError>>,
    {
        if !self.wait {
            return request().await;
        }
        let tell =
            |error: &ClientError| self.tell(UNREACHABLE, &format!("{error}\nWaiting for the server …"));
        let answer = wait_until_reachable(&mut request, tell).await?;
        let _ = self.said.compare_exchange(UNREACHABLE, NOTHING, Ordering::Relaxed, Ordering::Relaxed);
        Ok(answer)
    }

    /// Waits once for a session that isn't open, or says why there is no use in waiting.
    async fn window(&self, window: Window, session: &Session, polls: u32) -> Result<(), Failure> {
        let (kind, state, said) = match window {
            Window::Open => return Ok(()),
            Window::Closed => return Err(Failure::new(Exit::Closed, ProblemKind::Closed.detail())),
            Window::NotYetOpen => (ProblemKind::NotYetOpen, opening(session), NOT_YET_OPEN),
            Window::Paused => (ProblemKind::Paused, "The session is paused.".into(), PAUSED),
        };
        if !self.wait {
            return Err(Failure::new(Exit::NotNow, kind.detail()));
        }
        self.tell(said, &format!("{state} Waiting until it opens …"));
        sleep(Backoff::WAITING.wait(polls)).await;
        Ok(())
    }

    fn tell(&self, what: u8, text: &str) {
        if self.said.swap(what, Ordering::Relaxed) != what {
            self.voice.say(text);
        }
    }
}

/// What to submit.
pub(crate) struct What<'a> {
    pub(crate) answers: &'a ValidAnswers,
    /// The number of the cohort that is chosen, or was shown; 0 where there are none.
    pub(crate) cohort: Option<u16>,
    /// Whether a participant's earlier submission is replaced.
    pub(crate) replace: bool,
}

/// Submits, waiting as `patience` says, and checks the receipt.
pub(crate) async fn submit(
    client: &ParticipantClient,
    session: &Session,
    token: &Token,
    what: &What<'_>,
    patience: &Patience,
) -> Result<Outcome, Failure> {
    let (mut polls, mut conflicts) = (0, 0);
    loop {
        let status = patience.ask(|| client.submission()).await?;
        if status.revision > 0 && !what.replace {
            return Ok(Outcome::Skipped);
        }
        if status.window != Window::Open {
            polls += 1;
            patience.window(status.window, session, polls).await?;
            continue;
        }
        let cohort = cohort::resolve(session, &status, what.cohort)?;
        let mut rng = UnwrapErr(getrandom::SysRng);
        let revision = status.revision.saturating_add(1);
        let sealed = session
            .seal_in(&mut rng, what.answers, token, revision, cohort)
            .map_err(|error| Failure::new(Exit::Other, error))?;
        let signed = match patience.ask(|| client.submit(sealed.report())).await {
            Ok(signed) => signed,
            // Between the two requests another submission came, or the session paused.
            Err(error) if error.is(ProblemKind::RevisionConflict) && conflicts == 0 => {
                conflicts += 1;
                continue;
            }
            Err(error) if error.is(ProblemKind::Paused) || error.is(ProblemKind::NotYetOpen) => {
                polls += 1;
                let window = if error.is(ProblemKind::Paused) { Window::Paused } else { Window::NotYetOpen };
                patience.window(window, session, polls).await?;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let receipt =
            *session.check_receipt(&sealed, &signed).map_err(|error| Failure::new(Exit::Other, error))?;
        return Ok(Outcome::Submitted(Box::new(signed), receipt));
    }
}

/// Waits until the session is open, for as long as it may still open.
pub(crate) async fn wait_until_open(
    client: &ParticipantClient,
    session: &Session,
    patience: &Patience,
) -> Result<(), Failure> {
    for polls in 1.. {
        let window = patience.ask(|| client.status()).await?.window;
        if window == Window::Open {
            break;
        }
        patience.window(window, session, polls).await?;
    }
    Ok(())
}

fn opening(session: &Session) -> String {
    match session.manifest().opens_at {
        Some(at) => format!("The session isn't open yet; it opens at {} at the earliest.", show::time(at)),
        None => "The session isn't open yet.".into(),
    }
}
