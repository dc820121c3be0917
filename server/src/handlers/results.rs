//! Results that the analyst publishes: once a session, for everybody.

use axum::{
    extract::{Request, State},
    response::IntoResponse,
};
use http::StatusCode;
use tacit_protocol::{
    codec::Decode,
    media,
    phase::Phase,
    problem::ProblemKind,
    publication::{MAX_RESULTS_BYTES, Published, SignedPublication},
};

use super::sessions::public;
use crate::{
    answer::{Answer, bytes_of},
    app::App,
    problem::{Refusal, sentence},
    request::{Expected, FromAnalyst, no_query},
    store::OnceOutcome,
};

/// How much longer than its JSON a publication is, in bytes, and a little more.
const OVERHEAD: usize = 1024;

/// `GET /sessions/{sid}/results`
pub(crate) async fn get(State(app): State<App>, request: Request) -> Answer {
    let id = public(request).await?;
    // What isn't there may also be no session.
    let session = app.record(&id).await?.session;
    let published = app.store.published(&session).await?.ok_or(ProblemKind::Unpublished)?;
    Ok(bytes_of(StatusCode::OK, media::RESULTS, published))
}

/// `PUT /sessions/{sid}/results`
pub(crate) async fn put(State(app): State<App>, request: Request) -> Answer {
    let FromAnalyst { session, phase, parts, body } =
        FromAnalyst::read(&app, request, |_| Expected::new(media::RESULTS, MAX_RESULTS_BYTES + OVERHEAD))
            .await?;
    no_query(&parts)?;
    if phase != Phase::Released {
        return Err(Refusal::wrong_phase(phase));
    }
    let (bytes, checked) = (body.clone(), session.clone());
    let check = move || {
        let signed = SignedPublication::get_decoded(&bytes).map_err(|_| ProblemKind::Malformed)?;
        Published::check(&signed, &checked.id, &checked.manifest)
            .map_err(|error| Refusal::with_detail(ProblemKind::InvalidResults, sentence(&error)))
    };
    app.workers.small(check).await??;
    match app.store.publish(&session.id, body.into()).await? {
        OnceOutcome::Written => Ok(StatusCode::NO_CONTENT.into_response()),
        OnceOutcome::Different => Err(ProblemKind::ResultsConflict.into()),
    }
}
