//! What a participant sends and asks.

use axum::extract::{Request, State};
use bytes::Bytes;
use http::StatusCode;
use tacit_envelope::text;
use tacit_protocol::{
    closing::SignedClosingStatement,
    codec::{Decode, Encode},
    ids::ParticipantId,
    inclusion::{Inclusion, InclusionProof},
    media,
    merkle::inclusion::path_by_batches,
    phase::{Phase, Window},
    problem::ProblemKind,
    receipt::{Receipt, SignedReceipt},
    report::{Report, ReportHeader},
    session::SubmissionStatus,
};

use crate::{
    answer::{Answer, json, message},
    app::App,
    problem::Refusal,
    request::{Expected, no_query, report_digest, session_id, token},
    session::{Outline, Session},
    store::{NewReport, Participant, Place, PutOutcome, StoredRevision},
};

/// The longest report, in bytes, that is checked where its request is served: opening it takes less than 0.2 ms.
const SHORT: usize = 8 << 10;

/// What the server has of the participant's submission
#[utoipa::path(
    get,
    path = "/api/v1/sessions/{session}/submission",
    operation_id = "getSubmission",
    tag = "participant",
    responses((status = 200, description = "How it stands", body = SubmissionStatus)),
)]
pub(crate) async fn status(State(app): State<App>, request: Request) -> Answer {
    let (mut parts, _) = request.into_parts();
    no_query(&parts)?;
    let id = session_id(&mut parts).await?;
    let phase = app.state(&id).await?.phase;
    let participant = token(&parts)?.participant_id();
    let Participant { cohort, newest } =
        app.store.participant(&id, &participant).await?.ok_or(ProblemKind::UnknownToken)?;
    let session = app.outline(&id).await?;
    let receipt = newest.map(|stored| sign(&session, participant, stored)).transpose()?;
    let encoded = receipt.map(|receipt| receipt.get_encoded()).transpose();
    let encoded = encoded.map_err(|error| Refusal::fault("a receipt can't be encoded", &error))?;
    let now = app.clock.now();
    let status = SubmissionStatus {
        window: app.window(&session, phase, now).await?,
        now,
        closes_at: app.closes_at(&session).await?,
        revision: newest.map_or(0, |stored| stored.revision),
        receipt: encoded.map(|bytes| text::encode(&bytes)),
        cohort: (cohort > 0).then_some(cohort),
    };
    json(StatusCode::OK, &status)
}

/// Submit, or replace what was submitted
///
/// Acknowledged once it is on disk. The same report again has the same receipt.
#[utoipa::path(
    put,
    path = "/api/v1/sessions/{session}/submission",
    operation_id = "putSubmission",
    tag = "participant",
    request_body(description = "`Report` (PROTOCOL.md §5), of exactly the length that the session's form gives it", content_type = media::REPORT),
    responses((status = 201, description = "New: `SignedReceipt` (PROTOCOL.md §5)", content_type = media::RECEIPT), (status = 200, description = "The same again: the same `SignedReceipt`", content_type = media::RECEIPT)),
    extensions(("x-problems" = json!([ProblemKind::NotYetOpen, ProblemKind::Paused, ProblemKind::Closed, ProblemKind::RevisionConflict, ProblemKind::TooManyRevisions, ProblemKind::Unsealable, ProblemKind::WrongCohort]))),
)]
pub(crate) async fn put(State(app): State<App>, request: Request) -> Answer {
    let (mut parts, body) = request.into_parts();
    no_query(&parts)?;
    let id = session_id(&mut parts).await?;
    let participant = token(&parts)?.participant_id();
    // Before all else: for a stranger nothing is computed, and no body read.
    let Some(Participant { cohort, newest }) = app.store.participant(&id, &participant).await? else {
        app.state(&id).await?;
        return Err(ProblemKind::UnknownToken.into());
    };
    let session = app.session(&id).await?;
    let body = Expected::new(media::REPORT, session.report_len()).read(&app, &parts, body).await?;
    let report = decode(&session, &body)?;
    let header = report.header;
    if header.participant_id != participant {
        return Err(ProblemKind::UnknownToken.into());
    }
    // One of another cohort was never taken: nothing is to be settled.
    if session.manifest.assigns_cohorts() && header.cohort != cohort {
        return Err(ProblemKind::WrongCohort.into());
    }
    let digest = report.digest(&session.id);
    if let Some(stored) = newest.filter(|stored| stored.digest == digest) {
        app.metrics.submission(stored.revision, false);
        return receipt(&session, StatusCode::OK, participant, stored);
    }
    // Kept until the store has answered: while it is slow, only so many wait for it.
    let place = app.workers.submission()?;
    let sound = if body.len() <= SHORT {
        app.workers.check_short(&place, || session.check(&report)).await?
    } else {
        let session = session.clone();
        app.workers.check(&place, move || session.check(&report)).await?
    };
    let received_at = app.clock.now();
    // Only the store knows whether the session is open just now; times and keys say when it can't be.
    let window = app.window(&session, Phase::Open, received_at).await?;
    let may_be_stored = sound.map_err(Refusal::from).and_then(|()| refuse_outside(window));
    if let Err(refusal) = may_be_stored {
        let earlier = app.store.settle_report(&session.id, &header, &digest).await?;
        return earlier.map_or(Err(refusal), |stored| receipt(&session, StatusCode::OK, participant, stored));
    }
    put_report(&app, &session, NewReport { header, digest, bytes: body.into(), received_at }).await
}

/// How an acknowledged report stands, and the proof that it is in the closed set
///
/// For whoever knows the report's digest, which nobody can guess: the participant, and whom it has shown its receipt.
#[utoipa::path(
    get,
    path = "/api/v1/sessions/{session}/inclusions/{digest}",
    operation_id = "getInclusion",
    tag = "anybody",
    responses((status = 200, description = "`Inclusion` (PROTOCOL.md §6)", content_type = media::INCLUSION)),
    extensions(("x-problems" = json!([ProblemKind::UnknownReport]))),
)]
pub(crate) async fn inclusion(State(app): State<App>, request: Request) -> Answer {
    let (mut parts, _) = request.into_parts();
    no_query(&parts)?;
    let id = app.state(&session_id(&mut parts).await?).await?.session;
    let digest = report_digest(&mut parts).await?;
    let standing = app.store.standing(&id, &digest).await?.ok_or(ProblemKind::UnknownReport)?;
    let session = app.outline(&id).await?;
    let newest = sign(&session, standing.participant, standing.newest)?;
    let proof = standing.place.map(|place| prove(&session, &place)).transpose()?;
    message(StatusCode::OK, media::INCLUSION, &Inclusion { newest, proof })
}

fn prove(session: &Outline, place: &Place) -> Result<InclusionProof, Refusal> {
    let Place { set, index, batch, roots } = place;
    let batch_size = u64::from(set.batch_size);
    let path = path_by_batches(batch, (index % batch_size) as usize, roots, (index / batch_size) as usize)
        .ok_or_else(|| Refusal::fault("a report isn't in its batch", &session.id))?;
    let statement = SignedClosingStatement::sign(&session.signing, session.closing_statement(set))
        .map_err(|error| Refusal::fault("a closing statement can't be signed", &error))?;
    Ok(InclusionProof { statement, index: *index, path })
}

/// Reads a report whose every part has the length that the form's circuit gives it.
fn decode(session: &Session, body: &Bytes) -> Result<Report, Refusal> {
    let report = Report::get_decoded(body).map_err(|_| ProblemKind::Malformed)?;
    let ReportHeader { cohort, revision, .. } = report.header;
    let circuit = &session.circuit;
    // The leader's share has what is left of the report's exact length.
    let fits = body.len() == session.report_len()
        && report.public_share.len() == circuit.public_share_len()
        && report.helper_share.len() == circuit.helper_share_len() + tacit_envelope::sealing::SEAL_OVERHEAD
        && session.manifest.has_cohort(cohort)
        && revision > 0;
    if fits { Ok(report) } else { Err(ProblemKind::Malformed.into()) }
}

async fn put_report(app: &App, session: &Session, report: NewReport) -> Answer {
    let (participant, received_at) = (report.header.participant_id, report.received_at);
    match app.store.put_report(&session.id, report).await? {
        PutOutcome::Stored(stored) => {
            app.metrics.submission(stored.revision, true);
            receipt(session, StatusCode::CREATED, participant, stored)
        }
        PutOutcome::Repeated(stored) => {
            app.metrics.submission(stored.revision, false);
            receipt(session, StatusCode::OK, participant, stored)
        }
        PutOutcome::Conflict { newest } => Err(Refusal::revision_conflict(newest)),
        PutOutcome::TooMany => Err(ProblemKind::TooManyRevisions.into()),
        PutOutcome::NotInvited => Err(ProblemKind::UnknownToken.into()),
        PutOutcome::NotOpen(phase) => {
            refuse_outside(app.window(session, phase, received_at).await?)?;
            Err(ProblemKind::Unavailable.into())
        }
    }
}

fn refuse_outside(window: Window) -> Result<(), Refusal> {
    match window {
        Window::Open => Ok(()),
        Window::NotYetOpen => Err(ProblemKind::NotYetOpen.into()),
        Window::Paused => Err(ProblemKind::Paused.into()),
        Window::Closed => Err(ProblemKind::Closed.into()),
    }
}

fn receipt(
    session: &Outline,
    status: StatusCode,
    participant: ParticipantId,
    stored: StoredRevision,
) -> Answer {
    message(status, media::RECEIPT, &sign(session, participant, stored)?)
}

/// The receipt for what is stored: the same bytes every time.
fn sign(
    session: &Outline,
    participant: ParticipantId,
    stored: StoredRevision,
) -> Result<SignedReceipt, Refusal> {
    let StoredRevision { revision, digest, received_at } = stored;
    let receipt = Receipt { session: session.id, participant, digest, revision, received_at };
    SignedReceipt::sign(&session.signing, receipt)
        .map_err(|error| Refusal::fault("a receipt can't be signed", &error))
}
