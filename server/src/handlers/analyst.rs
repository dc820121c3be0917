//! The analyst prepares, opens, watches and closes a session.

use std::sync::Arc;

use axum::extract::{Request, State};
use http::StatusCode;
use tacit_protocol::{
    codec::Decode,
    invitation::{Invitation, Invitations, MAX_INVITATIONS},
    manifest::Manifest,
    media,
    phase::Phase,
    problem::ProblemKind,
    session::{CohortProgress, Invited, Progress, SetPhase},
};

use super::{release::refuse_released_before, sessions::closing_statement};
use crate::{
    answer::{Answer, json},
    app::App,
    problem::{Refusal, phase_name},
    request::{Expected, FromAnalyst, no_query, query_id},
    session::{Outline, Session},
    store::{CohortCounts, FrozenSet, InviteOutcome, PhaseOutcome},
};

/// Open or pause the session
#[utoipa::path(
    post,
    path = "/api/v1/sessions/{session}/phase",
    operation_id = "setPhase",
    tag = "analyst",
    request_body(content = SetPhase, description = "At most 1,024 bytes"),
    responses((status = 200, description = "How things stand then", body = Progress)),
    extensions(("x-problems" = json!([ProblemKind::WrongPhase]))),
)]
pub(crate) async fn set_phase(State(app): State<App>, request: Request) -> Answer {
    let FromAnalyst { session, parts, body, .. } =
        FromAnalyst::read(&app, request, |_| Expected::new(media::JSON, 1024)).await?;
    no_query(&parts)?;
    let SetPhase { phase } = serde_json::from_slice(&body).map_err(|_| ProblemKind::Malformed)?;
    if !matches!(phase, Phase::Open | Phase::Paused) {
        return Err(Refusal::with_detail(
            ProblemKind::Malformed,
            "This opens or pauses a session, nothing else. To close it, POST to its close.",
        ));
    }
    match app.store.set_phase(&session.id, phase).await? {
        PhaseOutcome::Now => progress_of(&app, &session, phase, 0).await,
        PhaseOutcome::Elsewhere(at) => {
            let advice = match at {
                Phase::Draft => "Open it first.",
                _ => "To collect more answers, create another session.",
            };
            let (at, to) = (phase_name(at), phase_name(phase));
            let detail = format!("The session is {at}; from there it can't become {to}. {advice}");
            Err(Refusal::with_detail(ProblemKind::WrongPhase, detail))
        }
    }
}

/// Invite participants
#[utoipa::path(
    post,
    path = "/api/v1/sessions/{session}/invitations",
    operation_id = "invite",
    tag = "analyst",
    request_body(description = "`Invitations` (PROTOCOL.md §4), at most 500,005 bytes", content_type = media::INVITATIONS),
    responses((status = 200, description = "How many are invited by now", body = Invited)),
    extensions(("x-problems" = json!([ProblemKind::WrongPhase, ProblemKind::InvitationConflict, ProblemKind::TooManyParticipants]))),
)]
pub(crate) async fn invite(State(app): State<App>, request: Request) -> Answer {
    let longest = 1 + 4 + MAX_INVITATIONS * Invitation::LEN;
    let FromAnalyst { session, phase, parts, body } =
        FromAnalyst::read(&app, request, |_| Expected::new(media::INVITATIONS, longest)).await?;
    no_query(&parts)?;
    let Invitations { invitations } = Invitations::get_decoded(&body).map_err(|_| ProblemKind::Malformed)?;
    if !invitations.iter().all(|invitation| session.manifest.may_assign(invitation.cohort)) {
        return Err(Refusal::with_detail(
            ProblemKind::Malformed,
            "Somebody is invited to a cohort that the session doesn't have, or doesn't assign with invitations. Nobody \
             was invited. Name one of the session's cohorts, or none.",
        ));
    }
    if !matches!(phase, Phase::Draft | Phase::Open | Phase::Paused) {
        let detail = format!(
            "The session is {}; nobody can be invited any more. To collect more answers, create another session.",
            phase_name(phase)
        );
        return Err(Refusal::with_detail(ProblemKind::WrongPhase, detail));
    }
    let max = session.manifest.max_participants;
    match app.store.invite(&session.id, &invitations, max).await? {
        InviteOutcome::Invited(invited) => json(StatusCode::OK, &Invited { invited }),
        InviteOutcome::Conflict => Err(ProblemKind::InvitationConflict.into()),
        InviteOutcome::Full(invited) => Err(Refusal::with_detail(
            ProblemKind::TooManyParticipants,
            format!(
                "The session has {max} places, and {invited} are taken. None of these was invited. Invite fewer, or \
                 create a session with a larger maximum."
            ),
        )),
    }
}

/// How many are invited, submitted, verified
///
/// Of a session with more than 10,000 invited participants, the counts may be up to 30 seconds old.
#[utoipa::path(
    get,
    path = "/api/v1/sessions/{session}/progress",
    operation_id = "getProgress",
    tag = "analyst",
    params(("process" = Option<String>, Query, description = "Which process of the analyst asks: 16 random bytes in base32")),
    responses((status = 200, description = "How things stand", body = Progress)),
)]
pub(crate) async fn progress(State(app): State<App>, request: Request) -> Answer {
    let FromAnalyst { session, phase, parts, .. } =
        FromAnalyst::read(&app, request, |_| Expected::NOTHING).await?;
    let process = query_id(&parts, "process")?;
    let others = process.map_or(0, |process| app.presence.note(session.id, process, app.clock.now()));
    progress_of(&app, &session, phase, others).await
}

/// Close the session
///
/// Freezes the newest reports, for good. The same request again has the same answer.
#[utoipa::path(
    post,
    path = "/api/v1/sessions/{session}/close",
    operation_id = "closeSession",
    tag = "analyst",
    responses((status = 200, description = "`SignedClosingStatement` (PROTOCOL.md §6)", content_type = media::CLOSING_STATEMENT)),
    extensions(("x-problems" = json!([ProblemKind::WrongPhase]))),
)]
pub(crate) async fn close(State(app): State<App>, request: Request) -> Answer {
    let FromAnalyst { session, phase, parts, .. } =
        FromAnalyst::read(&app, request, |_| Expected::NOTHING).await?;
    no_query(&parts)?;
    refuse_released_before(&app, &session.id, phase).await?;
    let set = app.closings.join(session.id, freeze(app.clone(), session.clone())).await?;
    closing_statement(&session, &set)
}

async fn freeze(app: App, session: Arc<Session>) -> Result<FrozenSet, Refusal> {
    let set = app.store.freeze(&session.id, app.clock.now(), session.batch_size()).await?;
    if set.submitted > 0 && session.secrets().is_some() {
        app.prepare_first(session);
    }
    Ok(set)
}

/// How things stand; `others` processes of the analyst are at work too.
pub(super) async fn progress_of(app: &App, session: &Outline, phase: Phase, others: u32) -> Answer {
    let (store, id) = (app.store.clone(), session.id);
    let counts = app.counting.tell(id, phase, async move { Ok(store.counts(&id).await?) }).await?;
    let now = app.clock.now();
    let progress = Progress {
        phase,
        window: app.window(session, phase, now).await?,
        now,
        invited: counts.invited,
        submitted: counts.submitted,
        revisions: counts.revisions,
        verified_batches: counts.verified_batches,
        cohorts: cohorts(&session.manifest, &counts.cohorts),
        closes_at: app.closes_at(session).await?,
        others,
    };
    json(StatusCode::OK, &progress)
}

/// The counts of every cohort of the manifest, in its order.
fn cohorts(manifest: &Manifest, counts: &[CohortCounts]) -> Vec<CohortProgress> {
    let names = manifest.cohorts.iter().flat_map(|cohorts| &cohorts.names);
    let of = |number: u16| counts.iter().find(|counts| counts.cohort == number);
    (1..)
        .zip(names)
        .map(|(number, _)| CohortProgress {
            invited: manifest.assigns_cohorts().then(|| of(number).map_or(0, |counts| counts.invited)),
            submitted: of(number).map_or(0, |counts| counts.submitted),
        })
        .collect()
}
