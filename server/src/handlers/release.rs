//! The release: once a session, and the end of its secrets.

use std::sync::Arc;

use axum::extract::{Request, State};
use http::StatusCode;
use tacit_protocol::{codec::Decode, media, problem::ProblemKind, release::ReleaseRequest};

use super::batches::records_page;
use crate::{
    answer::{Answer, bytes_of},
    app::App,
    problem::Refusal,
    request::{Expected, FromAnalyst, no_query},
    session::{Session, release::Sum},
    store::OnceOutcome,
};

/// `GET /sessions/{sid}/release`
pub(crate) async fn get(State(app): State<App>, request: Request) -> Answer {
    let FromAnalyst { session, parts, .. } = FromAnalyst::read(&app, request, |_| Expected::NOTHING).await?;
    no_query(&parts)?;
    let released = app.store.released(&session.id).await?.ok_or(ProblemKind::WrongPhase)?;
    Ok(bytes_of(StatusCode::OK, media::RELEASE, released))
}

/// `POST /sessions/{sid}/release`
pub(crate) async fn post(State(app): State<App>, request: Request) -> Answer {
    let longest = |session: &Session| 64 + 16 * session.circuit.output_len();
    let FromAnalyst { session, parts, body } =
        FromAnalyst::read(&app, request, |session| Expected::new(media::RELEASE_REQUEST, longest(session)))
            .await?;
    no_query(&parts)?;
    let request = ReleaseRequest::get_decoded(&body).map_err(|_| ProblemKind::Malformed)?;
    if let Some(released) = app.store.released(&session.id).await? {
        return Ok(bytes_of(StatusCode::OK, media::RELEASE, released));
    }
    let release = compute(&app, session.clone(), request).await?;
    let outcome = app.store.release(&session.id, release.clone()).await?;
    app.forget(&session.id);
    let released = match outcome {
        OnceOutcome::Written => release,
        // Another request for the same came first.
        OnceOutcome::Different => app.store.released(&session.id).await?.ok_or(ProblemKind::Unavailable)?,
    };
    Ok(bytes_of(StatusCode::OK, media::RELEASE, released))
}

/// Adds up the batches and seals what may be released.
async fn compute(app: &App, session: Arc<Session>, request: ReleaseRequest) -> Result<Vec<u8>, Refusal> {
    let set = app.store.frozen(&session.id).await?.ok_or(ProblemKind::WrongPhase)?;
    let batches = session.closing_statement(&set).batches();
    let mut sum = Sum::new(&session);
    while sum.batches() < batches {
        let records = app.store.batch_records(&session.id, sum.batches(), records_page(&session)).await?;
        if records.is_empty() {
            return Err(ProblemKind::Unverified.into());
        }
        let session = session.clone();
        sum = app.workers.small(move || sum.with(&session, &records)).await??;
    }
    app.workers.small(move || sum.seal(&session, &request)).await?
}
