//! `run`, `results` and `publish`: close, verify, add up, release, report.
//!
//! Nothing of it is kept on this machine: whatever was verified is noted at the server, sealed. So the work may end at
//! any point and goes on there, here or on another machine with the same key file.

pub mod close;
pub mod note;
mod pipeline;
mod publish;
mod release;
pub mod total;
pub mod verify;
mod watch;

use std::path::PathBuf;

use tacit_protocol::{
    closing::{ClosingStatement, SignedClosingStatement},
    phase::Phase,
    session::Progress,
};
use tacit_tally::Circuit;

pub use self::publish::publish;
use self::{close::Closed, pipeline::Missing};
use crate::{
    context::Context,
    error::Error,
    inference,
    report::{self, Format, Report},
    session::Session,
};

/// How the result is handed out.
#[derive(Clone, Debug)]
pub struct Output {
    /// In which form.
    pub format: Format,
    /// Into which file; `None`: the standard output.
    pub file: Option<PathBuf>,
}

/// Waits for submissions until Enter is pressed (or not at all, with `yes`), closes, computes and reports. A session
/// that is closed already goes on where it was; one that is released is reported.
///
/// `accept_invited` is the number of invited participants to compute with, where it isn't the one remembered.
pub async fn run(
    context: &Context,
    yes: bool,
    accept_invited: Option<u64>,
    output: &Output,
) -> Result<(), Error> {
    let session = Session::attach(context).await?;
    context.ui.title(session.manifest.form.title());
    let progress = session.reach.call(|| session.client.progress(&session.id)).await?;
    match progress.phase {
        Phase::Draft => return Err(Error::NotReady(draft_advice().into())),
        Phase::Open | Phase::Paused => watch::until_enter(context, &session, &progress, yes).await?,
        Phase::Closing | Phase::Closed => {
            context.ui.say("The session is closed: going on with the computation.")
        }
        Phase::Released => context.ui.say("The session is released: showing its results again."),
    }
    let missing = if progress.phase == Phase::Released { Missing::Refuse } else { Missing::Verify };
    report(context, &session, missing, accept_invited, output).await
}

/// Reports the results of a released session again.
pub async fn results(context: &Context, output: &Output) -> Result<(), Error> {
    let session = released(context).await?;
    report(context, &session, Missing::Refuse, None, output).await
}

/// The session, which must be released.
async fn released(context: &Context) -> Result<Session, Error> {
    let session = Session::attach(context).await?;
    let progress = session.reach.call(|| session.client.progress(&session.id)).await?;
    match progress.phase {
        Phase::Released => Ok(session),
        _ => Err(Error::NotReady(not_released(&progress))),
    }
}

async fn report(
    context: &Context,
    session: &Session,
    missing: Missing,
    accept_invited: Option<u64>,
    output: &Output,
) -> Result<(), Error> {
    let (report, _) = compute(context, session, missing, accept_invited).await?;
    report::write(&report, output.format, output.file.as_deref())?;
    if let Some(path) = &output.file {
        context.ui.say(&format!("The results are in {}.", path.display()));
    }
    Ok(())
}

async fn compute(
    context: &Context,
    session: &Session,
    missing: Missing,
    accept_invited: Option<u64>,
) -> Result<(Report, SignedClosingStatement), Error> {
    let Closed { statement, signed: closed } = close::close(context, session, accept_invited).await?;
    let circuit = Circuit::compile(&session.manifest.form, session.manifest.max_participants)?;
    let bar = context.ui.bar(statement.submitted);
    let total = pipeline::tally(session, &circuit, &statement, missing, &bar).await?;
    bar.finish();
    let signed = match missing {
        Missing::Verify => release::request(context, session, &circuit, &total).await?,
        Missing::Refuse => release::fetch(session).await?,
    };
    let results = release::open(session, &circuit, &statement, &total, &signed)?;
    Ok((assemble(session, &statement, total.rejected, results), closed))
}

fn assemble(
    session: &Session,
    statement: &ClosingStatement,
    rejected: verify::Rejected,
    mut results: tacit_form::results::Results,
) -> Report {
    inference::complete(&mut results);
    Report {
        session: session.id,
        closed_at: statement.closed_at,
        invited: statement.invited,
        revisions: statement.revisions,
        rejected,
        form: session.manifest.form.clone(),
        results,
    }
}

fn draft_advice() -> &'static str {
    "the session is still a draft, so nobody could submit. Open it with: tacit-analyst open"
}

fn not_released(progress: &Progress) -> String {
    match progress.phase {
        Phase::Draft => draft_advice().into(),
        Phase::Open | Phase::Paused => format!(
            "there are no results yet: the session still takes submissions ({} so far). Close it and compute with: \
             tacit-analyst run",
            progress.submitted
        ),
        _ => "there are no results yet: the session is closed, but not computed to the end. Go on with: tacit-analyst run"
            .into(),
    }
}
