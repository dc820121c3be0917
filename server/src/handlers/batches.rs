//! Server and analyst verify the frozen set, batch by batch.

use axum::{
    extract::{Request, State},
    response::IntoResponse,
};
use bytes::Bytes;
use http::{StatusCode, request::Parts};
use tacit_envelope::hash;
use tacit_protocol::{
    batch::{Note, Notes, Verdict, Verdicts},
    closing::ClosingStatement,
    codec::{Decode, Encode},
    media,
    phase::Phase,
    problem::ProblemKind,
};

use super::release::refuse_released_before;
use crate::{
    answer::{Answer, bytes_of, encoded},
    app::App,
    metrics::rejections,
    peer::Client,
    problem::Refusal,
    request::{Expected, FromAnalyst, batch_index, no_query, query_number},
    session::Session,
    store::{BatchRecord, OnceOutcome},
};

/// The most notes on a page.
const MAX_NOTES: usize = 256;
/// About how long a page of notes may become, in bytes.
const NOTES_PAGE_BYTES: usize = 8 << 20;
/// How much longer than the helper's aggregate shares a note may be, in bytes.
const NOTE_OVERHEAD: usize = 1024;

/// A batch of the closed set, with the server's verifier shares
#[utoipa::path(
    get,
    path = "/api/v1/sessions/{session}/batches/{index}",
    operation_id = "getBatch",
    tag = "analyst",
    responses((status = 200, description = "`Batch` (PROTOCOL.md §7)", content_type = media::BATCH)),
    extensions(("x-problems" = json!([ProblemKind::UnknownBatch, ProblemKind::WrongPhase]))),
)]
pub(crate) async fn get(State(app): State<App>, request: Request) -> Answer {
    let FromAnalyst { session, phase, mut parts, .. } =
        FromAnalyst::read(&app, request, |_| Expected::NOTHING).await?;
    no_query(&parts)?;
    let (index, _) = batch_of(&app, &session, phase, &mut parts).await?;
    let prepared = app.prepared(&session, index).await?;
    Ok(bytes_of(StatusCode::OK, media::BATCH, prepared.body.clone()))
}

/// The verdicts on a batch
///
/// Once: the same again change nothing, others are refused.
#[utoipa::path(
    put,
    path = "/api/v1/sessions/{session}/batches/{index}/verdicts",
    operation_id = "putVerdicts",
    tag = "analyst",
    request_body(description = "`Verdicts` (PROTOCOL.md §7)", content_type = media::VERDICTS),
    responses((status = 204, description = "Stored, now or before")),
    extensions(("x-problems" = json!([ProblemKind::UnknownBatch, ProblemKind::WrongPhase, ProblemKind::VerdictMismatch, ProblemKind::VerdictConflict]))),
)]
pub(crate) async fn put_verdicts(State(app): State<App>, request: Request) -> Answer {
    let FromAnalyst { session, phase, mut parts, body } =
        FromAnalyst::read(&app, request, |session| Expected::new(media::VERDICTS, verdicts_max(session)))
            .await?;
    no_query(&parts)?;
    let Verdicts { index, verdicts, note } =
        Verdicts::get_decoded(&body).map_err(|_| ProblemKind::Malformed)?;
    if note.len() > note_max(&session) {
        return Err(ProblemKind::TooLarge.into());
    }
    let (path_index, statement) = batch_of(&app, &session, phase, &mut parts).await?;
    if index != path_index || verdicts.len() != statement.batch_len(index) {
        return Err(ProblemKind::VerdictMismatch.into());
    }
    let verdicts_digest = digest(&verdicts)?;
    let follow = {
        let (app, session) = (app.clone(), session.clone());
        async move {
            if let Some(record) = record_of(&app, &session, index).await? {
                let same = record.verdicts_digest == verdicts_digest;
                return Ok(if same { OnceOutcome::Written } else { OnceOutcome::Different });
            }
            let rejections = rejections(&verdicts);
            let (sealed_share, accepted) = app.finish(&session, index, verdicts).await?;
            let record = BatchRecord { index, verdicts_digest, accepted, sealed_share, note };
            let outcome = app.store.record_batch(&session.id, record).await?;
            if outcome == OnceOutcome::Written {
                app.metrics.verdicts(rejections);
            }
            Ok(outcome)
        }
    };
    match app.verdicts.join((session.id, index, verdicts_digest), follow).await? {
        OnceOutcome::Written => Ok(StatusCode::NO_CONTENT.into_response()),
        OnceOutcome::Different => Err(ProblemKind::VerdictConflict.into()),
    }
}

/// The analyst's notes of batches that have their verdicts
///
/// Ascending, at most 256 and some 8 MiB; an empty list: there are no more.
#[utoipa::path(
    get,
    path = "/api/v1/sessions/{session}/notes",
    operation_id = "listNotes",
    tag = "analyst",
    params(("from" = u32, Query, description = "The first batch to be told of")),
    responses((status = 200, description = "`Notes` (PROTOCOL.md §7)", content_type = media::NOTES)),
)]
pub(crate) async fn notes(State(app): State<App>, request: Request) -> Answer {
    let FromAnalyst { session, parts, .. } = FromAnalyst::read(&app, request, |_| Expected::NOTHING).await?;
    let from = query_number(&parts, "from")?;
    let read = async {
        let records = app.store.batch_records(&session.id, from, records_page(&session)).await?;
        let notes =
            records.into_iter().map(|record| Note { index: record.index, note: record.note }).collect();
        encoded(&Notes { notes }).map(Bytes::from)
    };
    Ok(bytes_of(StatusCode::OK, media::NOTES, app.long_answer(Client::of(&parts), read).await?))
}

/// How many batch records may be read at once.
pub(crate) fn records_page(session: &Session) -> u32 {
    let record = note_max(session) + share_len(session);
    (NOTES_PAGE_BYTES / record).clamp(1, MAX_NOTES) as u32
}

/// The batch that the path names, which must exist.
async fn batch_of(
    app: &App,
    session: &Session,
    phase: Phase,
    parts: &mut Parts,
) -> Result<(u32, ClosingStatement), Refusal> {
    refuse_released_before(app, &session.id, phase).await?;
    let set = app.store.frozen(&session.id).await?.ok_or_else(|| Refusal::wrong_phase(phase))?;
    let statement = session.closing_statement(&set);
    let index = batch_index(parts).await?;
    if statement.batch_len(index) == 0 {
        Err(ProblemKind::UnknownBatch.into())
    } else {
        Ok((index, statement))
    }
}

async fn record_of(app: &App, session: &Session, index: u32) -> Result<Option<BatchRecord>, Refusal> {
    let records = app.store.batch_records(&session.id, index, 1).await?;
    Ok(records.into_iter().find(|record| record.index == index))
}

/// What tells verdicts from others. Not the note: sealed anew, it is never the same twice.
fn digest(verdicts: &[Verdict]) -> Result<[u8; 32], Refusal> {
    let mut bytes = Vec::new();
    for verdict in verdicts {
        verdict.encode(&mut bytes).map_err(|error| Refusal::fault("verdicts can't be encoded", &error))?;
    }
    Ok(hash::digest("verdicts", &[&bytes]))
}

fn verdicts_max(session: &Session) -> usize {
    64 + 33 * session.batch_size() as usize + note_max(session)
}

fn note_max(session: &Session) -> usize {
    share_len(session) + NOTE_OVERHEAD
}

/// The most bytes of the encoded aggregate shares of a batch.
fn share_len(session: &Session) -> usize {
    let cohorts = session.cohorts().clamp(1, session.batch_size() as usize);
    tacit_tally::cohorts::max_encoded_len(&session.circuit, cohorts)
}
