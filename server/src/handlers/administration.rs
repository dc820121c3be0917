//! The analyst looks after its sessions: finds them, puts off their closing, takes invitations back, deletes them.

use axum::{
    extract::{Request, State},
    response::IntoResponse,
};
use http::StatusCode;
use tacit_protocol::{
    administration::{
        Extend, MAX_REVOCATIONS, Revocations, Revoked, SESSIONS_PAGE, SUBMISSIONS_PAGE, SessionEntry,
        SessionList, Submissions,
    },
    codec::Decode,
    ids::{ParticipantId, SessionId},
    media,
    problem::ProblemKind,
    session::Progress,
};
use tokio::time;
use tracing::Instrument;

use super::analyst::progress_of;
use crate::{
    answer::{Answer, json, message},
    app::App,
    problem::{Refusal, phase_name},
    request::{Expected, FromAnalyst, Signed, no_query, query_id, query_number},
    session::Outline,
    store::{PhaseOutcome, StoreError},
    telemetry::no_result,
};

/// The analyst's sessions
///
/// The newest first, at most 50; an empty list: there are no more.
#[utoipa::path(
    get,
    path = "/api/v1/sessions",
    operation_id = "listSessions",
    tag = "any analyst",
    params(("skip" = u32, Query, description = "How many of the newest to leave out")),
    responses((status = 200, description = "Its sessions", body = SessionList)),
)]
pub(crate) async fn list(State(app): State<App>, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let signed = Signed::by_head(&app, &parts, &body, |_| Ok(()))?;
    signed.read(&app, &parts, body, Expected::NOTHING).await?;
    let skip = query_number(&parts, "skip")?;
    let mut sessions = Vec::new();
    for id in app.store.sessions_of(signed.key.as_bytes(), skip, SESSIONS_PAGE as u32).await? {
        sessions.extend(entry(&app, id).await?);
    }
    json(StatusCode::OK, &SessionList { sessions })
}

/// `None` if it was deleted since it was looked for. Compiles no circuit.
async fn entry(app: &App, id: SessionId) -> Result<Option<SessionEntry>, Refusal> {
    let Some(state) = app.store.session_state(&id).await? else { return Ok(None) };
    let outline = match app.outline(&id).await {
        Err(refusal) if refusal.kind() == ProblemKind::UnknownSession => return Ok(None),
        outline => outline?,
    };
    let manifest = &outline.manifest;
    let counts = match app.store.counts(&id).await {
        Err(StoreError::NoSession(_)) => return Ok(None),
        counts => counts?,
    };
    let closes_at = state.closes_at.or(manifest.closes_at);
    Ok(Some(SessionEntry {
        session: id,
        title: manifest.form.title().to_owned(),
        created_at: state.created_at,
        phase: state.phase,
        window: state.phase.admission(manifest.opens_at, closes_at, app.clock.now()),
        invited: counts.invited,
        submitted: counts.submitted,
    }))
}

/// Delete the session with all its submissions and results
///
/// From the first step on nobody finds anything of it. Begun, it goes on, also if nobody waits any more.
#[utoipa::path(
    delete,
    path = "/api/v1/sessions/{session}",
    operation_id = "deleteSession",
    tag = "analyst",
    responses(
        (status = 204, description = "Deleted"),
        (status = 202, description = "Deleted: nobody finds it any more. It is large, and destroying what it had goes on by itself")
    ),
)]
pub(crate) async fn delete(State(app): State<App>, request: Request) -> Answer {
    let FromAnalyst { session, parts, .. } = FromAnalyst::read(&app, request, |_| Expected::NOTHING).await?;
    no_query(&parts)?;
    let id = session.id;
    app.forget(&id);
    let deleting = app.clone();
    let mut deletion = tokio::spawn(async move { deleting.store.delete(&id).await }.in_current_span());
    let patience = app.config.limits.request_timeout / 2;
    let ended = match time::timeout(patience, &mut deletion).await {
        Err(_) if app.store.session_state(&id).await?.is_some() => Some(deletion.await),
        Err(_) => None,
        Ok(ended) => Some(ended),
    };
    // A request that came meanwhile may have made it ready again.
    app.forget(&id);
    let failed = match ended {
        Some(Ok(Ok(()))) => return Ok(StatusCode::NO_CONTENT.into_response()),
        None => return Ok(StatusCode::ACCEPTED.into_response()),
        Some(Ok(Err(error))) => error.into(),
        Some(Err(error)) => Refusal::fault("a session can't be deleted", &no_result(&error)),
    };
    // What is left after the first step is destroyed by whichever server looks for that.
    match app.store.session_state(&id).await? {
        None => Ok(StatusCode::ACCEPTED.into_response()),
        Some(_) => Err(failed),
    }
}

/// Put off the closing time
#[utoipa::path(
    post,
    path = "/api/v1/sessions/{session}/closing-time",
    operation_id = "putOffClosing",
    tag = "analyst",
    request_body(content = Extend, description = "At most 1,024 bytes"),
    responses((status = 200, description = "How things stand then", body = Progress)),
    extensions(("x-problems" = json!([ProblemKind::NotExtendable, ProblemKind::WrongPhase]))),
)]
pub(crate) async fn extend(State(app): State<App>, request: Request) -> Answer {
    let FromAnalyst { session, parts, body, .. } =
        FromAnalyst::read(&app, request, |_| Expected::new(media::JSON, 1024)).await?;
    no_query(&parts)?;
    let Extend { closes_at } = serde_json::from_slice(&body).map_err(|_| ProblemKind::Malformed)?;
    check_extension(&app, &session, closes_at).await?;
    match app.store.extend(&session.id, closes_at).await? {
        PhaseOutcome::Now => {
            let phase = app.session_now(&session.id).await?.1;
            progress_of(&app, &session, phase, 0).await
        }
        PhaseOutcome::Elsewhere(at) => {
            let detail = format!("The session is {}; it takes no more submissions.", phase_name(at));
            Err(Refusal::with_detail(ProblemKind::WrongPhase, detail))
        }
    }
}

async fn check_extension(app: &App, session: &Outline, closes_at: u64) -> Result<(), Refusal> {
    let refused = |detail: String| Err(Refusal::with_detail(ProblemKind::NotExtendable, detail));
    let Some(latest) = session.manifest.extendable_until else {
        return refused(ProblemKind::NotExtendable.detail().into());
    };
    let now = app.clock.now();
    match app.closes_at(session).await? {
        _ if closes_at > latest => refused(format!(
            "The session was announced to close at the latest {} seconds from now. Choose an earlier time.",
            latest.saturating_sub(now) / 1000
        )),
        _ if closes_at <= now => refused("That time is past. Choose a later one.".into()),
        Some(already) if closes_at < already => {
            refused("The session already closes later than that. A closing time is only put off.".into())
        }
        _ => Ok(()),
    }
}

/// Take back invitations of those who haven't submitted
#[utoipa::path(
    post,
    path = "/api/v1/sessions/{session}/revocations",
    operation_id = "revoke",
    tag = "analyst",
    request_body(description = "`Revocations` (PROTOCOL.md §4), at most 32,005 bytes", content_type = media::REVOCATIONS),
    responses((status = 200, description = "What came of it", body = Revoked)),
    extensions(("x-problems" = json!([ProblemKind::WrongPhase]))),
)]
pub(crate) async fn revoke(State(app): State<App>, request: Request) -> Answer {
    let longest = 1 + 4 + MAX_REVOCATIONS * ParticipantId::LEN;
    let FromAnalyst { session, parts, body, .. } =
        FromAnalyst::read(&app, request, |_| Expected::new(media::REVOCATIONS, longest)).await?;
    no_query(&parts)?;
    let Revocations { participants } = Revocations::get_decoded(&body).map_err(|_| ProblemKind::Malformed)?;
    match app.store.revoke(&session.id, &participants).await? {
        Some(revoked) => {
            json(StatusCode::OK, &Revoked { invited: revoked.invited, submitted: revoked.submitted })
        }
        None => {
            let (_, phase) = app.session_now(&session.id).await?;
            let detail = format!("The session is {}; invitations stay as they are.", phase_name(phase));
            Err(Refusal::with_detail(ProblemKind::WrongPhase, detail))
        }
    }
}

/// Who submitted
///
/// By ascending participant id, at most 4,096; an empty list: there are no more.
#[utoipa::path(
    get,
    path = "/api/v1/sessions/{session}/submissions",
    operation_id = "listSubmissions",
    tag = "analyst",
    params(("after" = Option<String>, Query, description = "Only those after this participant id")),
    responses((status = 200, description = "`Submissions` (PROTOCOL.md §10)", content_type = media::SUBMISSIONS)),
)]
pub(crate) async fn submissions(State(app): State<App>, request: Request) -> Answer {
    let FromAnalyst { session, parts, .. } = FromAnalyst::read(&app, request, |_| Expected::NOTHING).await?;
    let after = query_id(&parts, "after")?;
    let submissions = app.store.submissions(&session.id, after.as_ref(), SUBMISSIONS_PAGE as u32).await?;
    message(StatusCode::OK, media::SUBMISSIONS, &Submissions { submissions })
}
