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

use crate::{
    answer::{Answer, bytes_of},
    app::App,
    peer::Client,
    problem::{Refusal, sentence},
    request::{Expected, FromAnalyst, no_query, session_id},
    store::OnceOutcome,
};

/// How much longer than its JSON a publication is, in bytes, and a little more.
const OVERHEAD: usize = 1024;

/// The published results
#[utoipa::path(
    get,
    path = "/api/v1/sessions/{session}/results",
    operation_id = "getResults",
    tag = "anybody",
    responses((status = 200, description = "`SignedPublication` (PROTOCOL.md §8)", content_type = media::RESULTS)),
    extensions(("x-problems" = json!([ProblemKind::Unpublished]))),
)]
pub(crate) async fn get(State(app): State<App>, request: Request) -> Answer {
    let (mut parts, _) = request.into_parts();
    no_query(&parts)?;
    let id = session_id(&mut parts).await?;
    // What isn't there may also be no session.
    app.state(&id).await?;
    let published = app.published(id, Client::of(&parts)).await?;
    Ok(bytes_of(StatusCode::OK, media::RESULTS, published))
}

/// Publish the results
///
/// Once: the same again change nothing, others are refused.
#[utoipa::path(
    put,
    path = "/api/v1/sessions/{session}/results",
    operation_id = "publishResults",
    tag = "analyst",
    request_body(description = "`SignedPublication` (PROTOCOL.md §8), at most 8 MiB and 1,024 bytes", content_type = media::RESULTS),
    responses((status = 204, description = "Published, now or before")),
    extensions(("x-problems" = json!([ProblemKind::WrongPhase, ProblemKind::InvalidResults, ProblemKind::ResultsConflict]))),
)]
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
