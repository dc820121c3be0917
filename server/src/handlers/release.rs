//! The release: once a session, and the end of its secrets.

use std::{io, sync::Arc};

use axum::extract::{Request, State};
use bytes::Bytes;
use http::StatusCode;
use tacit_envelope::hash;
use tacit_protocol::{
    codec::Decode, ids::SessionId, media, phase::Phase, problem::ProblemKind, release::ReleaseRequest,
};

use super::batches::records_page;
use tokio::task;

use crate::{
    answer::{Answer, bytes_of},
    app::App,
    peer::Client,
    problem::Refusal,
    request::{Expected, FromAnalyst, no_query},
    session::{Session, release::Sum},
    store::OnceOutcome,
    telemetry::no_result,
};

const RELEASED_BEFORE: &str = "The session was released before; this server's store is an older copy that doesn't know it. \
     A session is released once. Ask whoever runs the server for the newest copy, or go by the results that you have.";

/// The release, if there was one
#[utoipa::path(
    get,
    path = "/api/v1/sessions/{session}/release",
    operation_id = "getRelease",
    tag = "analyst",
    responses((status = 200, description = "`SignedRelease` (PROTOCOL.md §8)", content_type = media::RELEASE)),
    extensions(("x-problems" = json!([ProblemKind::WrongPhase]))),
)]
pub(crate) async fn get(State(app): State<App>, request: Request) -> Answer {
    let FromAnalyst { session, phase, parts, .. } =
        FromAnalyst::read(&app, request, |_| Expected::NOTHING).await?;
    no_query(&parts)?;
    let read = async {
        let released = app.store.released(&session.id).await?;
        released.map(Bytes::from).ok_or_else(|| Refusal::wrong_phase(phase))
    };
    let released = app.long_answer(Client::of(&parts), read).await?;
    settle(&app, &session.id).await?;
    Ok(bytes_of(StatusCode::OK, media::RELEASE, released))
}

/// Release the results
///
/// Once, and then the session's keys are destroyed. Again: the same bytes, whatever the request.
#[utoipa::path(
    post,
    path = "/api/v1/sessions/{session}/release",
    operation_id = "release",
    tag = "analyst",
    request_body(description = "`ReleaseRequest` (PROTOCOL.md §8)", content_type = media::RELEASE_REQUEST),
    responses((status = 200, description = "`SignedRelease` (PROTOCOL.md §8)", content_type = media::RELEASE)),
    extensions(("x-problems" = json!([ProblemKind::WrongPhase, ProblemKind::Unverified]))),
)]
pub(crate) async fn post(State(app): State<App>, request: Request) -> Answer {
    let longest = |session: &Session| 64 + (1 + session.cohorts()) * (6 + 16 * session.circuit.output_len());
    let FromAnalyst { session, phase, parts, body } =
        FromAnalyst::read(&app, request, |session| Expected::new(media::RELEASE_REQUEST, longest(session)))
            .await?;
    no_query(&parts)?;
    let request = ReleaseRequest::get_decoded(&body).map_err(|_| ProblemKind::Malformed)?;
    let key = (session.id, hash::digest("release-request", &[&body]));
    let released = app.releases.join(key, release(app.clone(), session, phase, request)).await?;
    Ok(bytes_of(StatusCode::OK, media::RELEASE, released))
}

/// The session's release, made now or before.
async fn release(
    app: App,
    session: Arc<Session>,
    phase: Phase,
    request: ReleaseRequest,
) -> Result<Bytes, Refusal> {
    if let Some(released) = stored(&app, &session.id).await? {
        return Ok(released);
    }
    refuse_released_before(&app, &session.id, phase).await?;
    let release = match compute(&app, session.clone(), phase, request).await {
        Ok(release) => release,
        // Another server may have released meanwhile, and the secrets are gone.
        Err(refusal) => return stored(&app, &session.id).await?.ok_or(refusal),
    };
    let outcome = app.store.release(&session.id, release.clone()).await;
    // Also if it failed: it may have been written before that.
    app.forget(&session.id);
    match outcome? {
        OnceOutcome::Written => {
            remember(&app, session.id).await?;
            Ok(release.into())
        }
        // Another request for the same came first.
        OnceOutcome::Different => Ok(stored(&app, &session.id).await?.ok_or(ProblemKind::Unavailable)?),
    }
}

/// The release, if there is one, once nothing is left of the session's secrets: whoever wrote it may not have got to
/// that.
async fn stored(app: &App, session: &SessionId) -> Result<Option<Bytes>, Refusal> {
    let Some(released) = app.store.released(session).await? else { return Ok(None) };
    settle(app, session).await?;
    Ok(Some(released.into()))
}

/// What must be so before a release that was made is given to anybody.
async fn settle(app: &App, session: &SessionId) -> Result<(), Refusal> {
    app.store.purge_released(session).await?;
    remember(app, *session).await
}

/// Refuses a session that was released before though its phase, as just read, says it isn't: the store is an older copy. What this server
/// would sign and say of the session was signed and said once, of this set or another.
pub(super) async fn refuse_released_before(
    app: &App,
    session: &SessionId,
    phase: Phase,
) -> Result<(), Refusal> {
    if phase == Phase::Released || !was_released(app, *session).await? {
        return Ok(());
    }
    match app.state(session).await?.phase {
        // Just now, by another request.
        Phase::Released => Ok(()),
        _ => Err(Refusal::with_detail(ProblemKind::WrongPhase, RELEASED_BEFORE)),
    }
}

/// Whether it is on the list, also by another process that shares it.
async fn was_released(app: &App, session: SessionId) -> Result<bool, Refusal> {
    let app = app.clone();
    on_list(move || app.released.read_again().map(|()| app.released.has(&session))).await
}

/// Has it remembered outside the store that the session was released, before anybody gets the release.
async fn remember(app: &App, session: SessionId) -> Result<(), Refusal> {
    if app.released.has(&session) {
        return Ok(());
    }
    let app = app.clone();
    on_list(move || app.released.remember(&session)).await
}

/// Reads or writes the list of what was released.
async fn on_list<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Refusal> {
    let done = task::spawn_blocking(work).await;
    let done = done
        .map_err(|error| Refusal::fault("the list of what was released can't be used", &no_result(&error)))?;
    done.map_err(|error| {
        tracing::error!(%error, "the list of what was released beside the master key can't be used, so no release is given");
        ProblemKind::Unavailable.into()
    })
}

/// Adds up the batches and seals what may be released.
async fn compute(
    app: &App,
    session: Arc<Session>,
    phase: Phase,
    request: ReleaseRequest,
) -> Result<Vec<u8>, Refusal> {
    let set = app.store.frozen(&session.id).await?.ok_or_else(|| Refusal::wrong_phase(phase))?;
    let batches = session.closing_statement(&set).batches();
    let mut sum = Sum::new();
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
