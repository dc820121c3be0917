//! `run`, `results` and `publish`: close, verify, add up, release, report.
//!
//! Nothing of it is kept on this machine: whatever was verified is noted at the server, sealed. So the work may end at
//! any point and goes on there, here or on another machine with the same key file.

pub mod close;
pub mod note;
mod outlook;
mod pipeline;
mod publish;
mod release;
pub mod total;
pub mod verify;
mod watch;

use std::convert::Infallible;

use tacit_form::results::Results;
use tacit_protocol::{
    closing::SignedClosingStatement, evidence::Rejections, phase::Phase, session::Progress,
};
use tacit_tally::Circuit;

pub use self::publish::publish;
use self::{close::Closed, pipeline::Missing};
use crate::{
    context::Context,
    error::Error,
    inference,
    report::{self, Output, Report},
    session::Session,
    ui::Keyboard,
};

/// How far a run goes by itself.
#[derive(Clone, Copy, Debug)]
pub struct Consent {
    /// Closes at once, without asking.
    pub yes: bool,
    /// Only says what closing would come to.
    pub dry_run: bool,
    /// The number of invited participants to compute with, where it isn't the one remembered.
    pub accept_invited: Option<u64>,
}

/// Waits for submissions until Enter is pressed and confirmed, closes, computes and reports. A session that is closed
/// already goes on where it was; one that is released is reported.
pub async fn run(context: &Context, consent: Consent, output: &Output) -> Result<(), Error> {
    let Consent { yes, dry_run, accept_invited } = consent;
    output.check()?;
    let session = Session::attach(context).await?;
    context.ui.title(session.manifest.form.title());
    if dry_run {
        let progress = session.reach.call(|| session.client.progress(&session.id)).await?;
        return outlook::dry_run(context, &session, &progress);
    }
    let progress = session.reach.call(|| session.progress()).await?;
    let alone = progress.others == 0;
    if !alone {
        context.ui.say(watch::OTHERS);
    }
    match progress.phase {
        Phase::Draft => return Err(Error::NotReady(draft_advice().into())),
        Phase::Open | Phase::Paused => watch::until_yes(context, &session, &progress, yes).await?,
        Phase::Closing | Phase::Closed => {
            context.ui.say("The session is closed: going on with the computation.")
        }
        Phase::Released => context.ui.say("The session is released: showing its results again."),
    }
    let missing = if progress.phase == Phase::Released { Missing::Refuse } else { Missing::Verify };
    tokio::select! {
        reported = report(context, &session, missing, accept_invited, output) => reported,
        never = be_seen(context, &session, alone) => match never {},
    }
}

/// Tells the server of this process, and the person once of another one, for ever.
async fn be_seen(context: &Context, session: &Session, mut alone: bool) -> Infallible {
    loop {
        tokio::time::sleep(watch::EVERY).await;
        // A server that doesn't answer is the computation's matter.
        if session.progress().await.is_ok_and(|progress| progress.others > 0) && alone {
            context.ui.say(watch::OTHERS);
            alone = false;
        }
    }
}

/// Closes the session without computing, once that is confirmed.
pub async fn close(context: &Context, yes: bool) -> Result<(), Error> {
    let session = Session::attach(context).await?;
    let progress = session.reach.call(|| session.client.progress(&session.id)).await?;
    if !matches!(progress.phase, Phase::Draft | Phase::Open | Phase::Paused) {
        return Err(Error::NotReady(format!(
            "the session is {} already. Compute its results with: tacit-analyst run",
            crate::session::name(progress.phase)
        )));
    }
    context.ui.say(&outlook::finality(&session.manifest, &progress, remembered(context, &session)?));
    let absent = "there is no terminal to ask on: add --yes to close it now.";
    Keyboard::agree(&context.ui, yes, "Close it?", absent, "The session wasn't closed.").await?;
    let Closed { statement, .. } = close::close(context, &session, None).await?;
    context.ui.say(&format!(
        "\"{}\" is closed with {} submissions. Compute its results with: tacit-analyst run",
        session.manifest.form.title(),
        statement.submitted
    ));
    Ok(())
}

/// How many participants this folder invited, if it counts them.
fn remembered(context: &Context, session: &Session) -> Result<Option<u64>, Error> {
    let mut sessions = context.sessions()?;
    sessions.recount(&session.id)?;
    Ok(sessions.get(&session.id).and_then(|known| known.invited))
}

/// Reports the results of a released session again.
pub async fn report_again(context: &Context, output: &Output) -> Result<(), Error> {
    output.format()?;
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
    let report = compute(context, session, missing, accept_invited).await?;
    report::write(&report, output, &session.secret.signing())?;
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
) -> Result<Report, Error> {
    let Closed { statement, signed: closed } = close::close(context, session, accept_invited).await?;
    let circuit = Circuit::compile(&session.manifest.form, session.manifest.max_participants)?;
    let bar = context.ui.bar(statement.submitted, missing == Missing::Verify);
    let (total, done) = pipeline::tally(session, &circuit, &statement, missing, &bar).await?;
    bar.finish(done);
    let signed = match missing {
        Missing::Verify => release::request(context, session, &circuit, &total).await?,
        Missing::Refuse => release::fetch(session).await?,
    };
    let results = release::open(session, &circuit, &statement, &total, &signed)?;
    assemble(session, closed, total.rejected, results)
}

fn assemble(
    session: &Session,
    closed: SignedClosingStatement,
    rejected: verify::Rejected,
    mut results: Results,
) -> Result<Report, Error> {
    inference::complete(&mut results);
    let [unsealable, malformed, invalid] = rejected.0;
    let rejections = Rejections { unsealable, malformed, invalid };
    let (key, manifest) = (session.secret.signing(), &session.manifest_bytes);
    let evidence = report::prove(&key, manifest, closed, &results, rejections).map_err(Error::Output)?;
    Ok(Report::open(evidence)?)
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
