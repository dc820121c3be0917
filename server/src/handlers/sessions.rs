//! What anybody may ask about a session, and making one.

use axum::{
    body::HttpBody,
    extract::{Request, State},
    response::Response,
};
use http::StatusCode;
use tacit_envelope::{sealing::Role, signing::VerifyingKey};
use tacit_protocol::{
    closing::SignedClosingStatement,
    codec::Decode,
    ids::{OfferId, SessionId},
    manifest::{MAX_MANIFEST_BYTES, Manifest, verify_key_hash},
    media,
    phase::Phase,
    problem::ProblemKind,
    session::{CreateSession, Created, Offer, OfferRequest, SessionStatus},
};
use tacit_tally::{Circuit, noise::Noise};
use zeroize::Zeroizing;

use crate::{
    admission,
    answer::{Answer, bytes_of, json, message},
    app::App,
    problem::{Refusal, sentence},
    rates,
    request::{Expected, Signed, no_query, session_id},
    session::{
        Outline,
        keys::{Seed, rng},
        report_len,
    },
    store::{CreateOutcome, FrozenSet, OfferOutcome, OfferRecord, SessionRecord, SessionState},
};

/// How long an offer may be taken up, in milliseconds.
const OFFER_LIFETIME_MS: u64 = 60 * 60 * 1000;

/// The manifest
///
/// The exact bytes of which the session's id is the hash (PROTOCOL.md §3).
#[utoipa::path(
    get,
    path = "/api/v1/sessions/{session}/manifest",
    operation_id = "getManifest",
    tag = "anybody",
    responses((status = 200, description = "The manifest", content_type = media::JSON)),
)]
pub(crate) async fn manifest(State(app): State<App>, request: Request) -> Answer {
    let id = public(request).await?;
    // It may have been deleted at another server.
    app.state(&id).await?;
    Ok(bytes_of(StatusCode::OK, media::JSON, app.outline(&id).await?.json.clone()))
}

/// Where the session stands
#[utoipa::path(
    get,
    path = "/api/v1/sessions/{session}/status",
    operation_id = "getStatus",
    tag = "anybody",
    responses((status = 200, description = "Where it stands", body = SessionStatus)),
)]
pub(crate) async fn status(State(app): State<App>, request: Request) -> Answer {
    let SessionState { session: id, phase, .. } = app.state(&public(request).await?).await?;
    let session = app.outline(&id).await?;
    let now = app.clock.now();
    let (window, closes_at) = (app.window(&session, phase, now).await?, app.closes_at(&session).await?);
    json(StatusCode::OK, &SessionStatus { phase, window, now, closes_at })
}

/// The closing statement
///
/// The same bytes every time, signed by the server.
#[utoipa::path(
    get,
    path = "/api/v1/sessions/{session}/statement",
    operation_id = "getClosingStatement",
    tag = "anybody",
    responses((status = 200, description = "`SignedClosingStatement` (PROTOCOL.md §6)", content_type = media::CLOSING_STATEMENT)),
    extensions(("x-problems" = json!([ProblemKind::WrongPhase]))),
)]
pub(crate) async fn statement(State(app): State<App>, request: Request) -> Answer {
    let id = public(request).await?;
    let phase = app.state(&id).await?.phase;
    let set = app.store.frozen(&id).await?.ok_or_else(|| Refusal::wrong_phase(phase))?;
    closing_statement(&*app.outline(&id).await?, &set)
}

/// The signed statement about a frozen set, the same bytes every time.
pub(crate) fn closing_statement(session: &Outline, set: &FrozenSet) -> Answer {
    let signed = SignedClosingStatement::sign(&session.signing, session.closing_statement(set))
        .map_err(|error| Refusal::fault("a closing statement can't be signed", &error))?;
    message(StatusCode::OK, media::CLOSING_STATEMENT, &signed)
}

/// Have keys offered for a session to come
///
/// On a server that asks for codes, the body has one of its operator's codes, unless the analyst's key is listed. Each offer waits an hour to be used.
#[utoipa::path(
    post,
    path = "/api/v1/offers",
    operation_id = "createOffer",
    tag = "any analyst",
    request_body(content = Option<OfferRequest>, description = "Empty where there is no code to give; at most 1,024 bytes"),
    responses((status = 201, description = "The keys", body = Offer)),
    extensions(("x-problems" = json!([ProblemKind::NotAllowed, ProblemKind::CodeRequired, ProblemKind::UnknownCode, ProblemKind::QuotaExceeded]))),
)]
pub(crate) async fn offer(State(app): State<App>, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    no_query(&parts)?;
    let expected = if body.is_end_stream() { Expected::NOTHING } else { Expected::new(media::JSON, 1024) };
    let may = |key: &VerifyingKey| admission::may_ask(&app, key);
    let signed = Signed::by_head(&app, &parts, &body, may)?;
    rates::limit_offers(&app, &parts)?;
    let (analyst, body) = (signed.key, signed.read(&app, &parts, body, expected).await?);
    let now = app.clock.now();
    let code = admission::code(&app, &analyst, &body, now).await?;
    admission::has_room(&app, &analyst, 0).await?;
    let (secret, signing) = (Seed::random(), Seed::random());
    let offer = Offer {
        offer: OfferId::random(&mut rng()),
        signing_key: signing.signing_key().public(),
        sealing_key: secret.sealing_key().public(),
        name: app.config.operator.clone(),
        expires_at: now.saturating_add(OFFER_LIFETIME_MS),
    };
    let record = OfferRecord {
        offer: offer.offer,
        analyst: *analyst.as_bytes(),
        expires_at: offer.expires_at,
        code,
        sealed_secret: app.master.seal_offer_seed(&offer.offer, &secret),
        sealed_signing_seed: app.master.seal_signing_seed(&offer.offer, &signing),
    };
    let unavailable = |detail: &str| Err(Refusal::unavailable_for(OFFER_LIFETIME_MS, detail));
    app.check_store().await?;
    match app.store.put_offer(record, now, app.config.limits.offers).await? {
        OfferOutcome::Kept => json(StatusCode::CREATED, &offer),
        OfferOutcome::TooManyOfAnalyst => unavailable(
            "With this key too many sessions have been begun and not created. Wait an hour, until the first of them \
             are given up.",
        ),
        OfferOutcome::TooManyInAll => unavailable(
            "Too many sessions have been begun on this server and not created. Try again in an hour; if it stays so, \
             tell whoever runs the server, who can say whose keys may create sessions.",
        ),
    }
}

/// Create a session
///
/// In phase `draft`. The same request again has the same answer.
#[utoipa::path(
    post,
    path = "/api/v1/sessions",
    operation_id = "createSession",
    tag = "any analyst",
    request_body(description = "`CreateSession` (PROTOCOL.md §4), at most 1 MiB and 1,024 bytes", content_type = media::CREATE_SESSION),
    responses((status = 201, description = "Created", body = Created), (status = 200, description = "Created before, by the same request", body = Created)),
    extensions(("x-problems" = json!([ProblemKind::NotAllowed, ProblemKind::NotYourSession, ProblemKind::CodeRequired, ProblemKind::UnknownCode, ProblemKind::QuotaExceeded, ProblemKind::OfferExpired, ProblemKind::InvalidManifest]))),
)]
pub(crate) async fn create(State(app): State<App>, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    no_query(&parts)?;
    let expected = Expected::new(media::CREATE_SESSION, MAX_MANIFEST_BYTES + 1024);
    let may = |key: &VerifyingKey| admission::may_ask(&app, key);
    let signed = Signed::by_head(&app, &parts, &body, may)?;
    rates::limit_creation(&app, &parts)?;
    let (key, body) = (signed.key, signed.read(&app, &parts, body, expected).await?);
    let create = CreateSession::get_decoded(&body).map_err(|_| ProblemKind::Malformed)?;
    let id = SessionId::of_manifest(&create.manifest);
    if let Some(session) = app.store.session_state(&id).await? {
        return repeated(&session, &create, key);
    }
    match make(&app, create.clone(), key, id).await {
        // The same request, sent twice, may have made it meanwhile, and used up what this one misses.
        Err(refusal) => match app.store.session_state(&id).await? {
            Some(session) => repeated(&session, &create, key),
            None => Err(refusal),
        },
        made => made,
    }
}

async fn make(app: &App, create: CreateSession, key: VerifyingKey, id: SessionId) -> Answer {
    let now = app.clock.now();
    let offer = app.store.offer(&create.offer, now).await?.ok_or(ProblemKind::OfferExpired)?;
    let (of, made_from) = (app.clone(), offer.clone());
    let record = app.workers.creation(move || checked(&of, &create, key, &made_from, now)).await??;
    let reserved = record.reserved;
    admission::has_room(app, &key, reserved).await?;
    app.check_store().await?;
    let code = admission::code_of(app, &key, &offer)?;
    admission::use_code(app, code.as_ref(), &id, now).await?;
    let refusal = match app.store.create_session(record, app.config.quotas.limits()).await? {
        CreateOutcome::Created => {
            // The same request, sent twice, may have failed meanwhile and given the code back, and another may have taken it.
            if let Err(refusal) = admission::use_code(app, code.as_ref(), &id, now).await {
                app.store.delete(&id).await?;
                return Err(refusal);
            }
            return json(StatusCode::CREATED, &Created { session: id });
        }
        CreateOutcome::Existed => return json(StatusCode::OK, &Created { session: id }),
        CreateOutcome::NoOffer => ProblemKind::OfferExpired.into(),
        CreateOutcome::Exceeded(usage) => admission::no_room(app, &usage, reserved),
    };
    if let Some(code) = &code {
        app.store.give_code_back(code, &id).await?;
    }
    Err(refusal)
}

/// The session exists: the same request again, or another one's attempt at the same manifest.
fn repeated(session: &SessionState, create: &CreateSession, key: VerifyingKey) -> Result<Response, Refusal> {
    let manifest = Manifest::from_bytes(&create.manifest).map_err(|_| ProblemKind::InvalidManifest)?;
    if manifest.analyst.signing_key != key {
        return Err(ProblemKind::NotYourSession.into());
    }
    if session.offer != create.offer {
        return Err(ProblemKind::OfferExpired.into());
    }
    json(StatusCode::OK, &Created { session: session.session })
}

/// Checks everything about a session to be made.
fn checked(
    app: &App,
    create: &CreateSession,
    key: VerifyingKey,
    offer: &OfferRecord,
    now: u64,
) -> Result<SessionRecord, Refusal> {
    let (master, max_report_bytes) = (&app.master, app.config.limits.max_report_bytes);
    let invalid = |detail: String| Refusal::with_detail(ProblemKind::InvalidManifest, detail);
    let manifest = Manifest::from_bytes(&create.manifest).map_err(|error| invalid(sentence(&error)))?;
    if manifest.analyst.signing_key != key {
        return Err(ProblemKind::NotYourSession.into());
    }
    if manifest.closes_at.is_some_and(|at| at <= now) {
        return Err(invalid("The session's closing time is past. Choose a later one.".into()));
    }
    if manifest.server.name != app.config.operator {
        return Err(invalid(
            "The manifest has another name for who runs this server than they say. Create the session again."
                .into(),
        ));
    }
    admission::has_places(&app.config.quotas, &manifest)?;
    let wrong_key = |error| Refusal::fault("an offer's keys don't open under this master key", &error);
    let seed = master.open_offer_seed(&offer.offer, &offer.sealed_secret).map_err(wrong_key)?;
    let signing = master.open_signing_key(&offer.offer, &offer.sealed_signing_seed).map_err(wrong_key)?;
    let sealing = seed.sealing_key();
    if manifest.server.signing_key != signing.public() || manifest.server.sealing_key != sealing.public() {
        return Err(invalid(
            "The manifest names other server keys than were offered. Create the session again.".into(),
        ));
    }
    let circuit = Circuit::compile(&manifest.form, manifest.max_participants)
        .map_err(|error| invalid(sentence(&error)))?;
    let cohorts = manifest.cohorts.as_ref().map_or(0, |cohorts| cohorts.names.len());
    tacit_tally::cohorts::check(&circuit, cohorts).map_err(|error| invalid(sentence(&error)))?;
    if let Some(epsilon) = manifest.epsilon {
        Noise::new(&circuit, epsilon, cohorts > 0, manifest.max_participants)
            .map_err(|error| invalid(sentence(&error)))?;
    }
    let len = report_len(&circuit);
    if len > max_report_bytes {
        return Err(invalid(format!(
            "A report of this form has {len} bytes, and this server takes {max_report_bytes}. Ask or compute less."
        )));
    }
    let session = SessionId::of_manifest(&create.manifest);
    let verify_key = sealing
        .open(Role::VerifyKey, session.as_bytes(), &create.verify_key)
        .ok()
        .and_then(|key| <[u8; 32]>::try_from(key.as_slice()).ok())
        .map(Zeroizing::new)
        .filter(|key| verify_key_hash(key) == manifest.verify_key_hash)
        .ok_or_else(|| {
            invalid("The verify key isn't the one that the manifest names. Create the session again.".into())
        })?;
    Ok(SessionRecord {
        session,
        analyst: *key.as_bytes(),
        closes_at: None,
        manifest: create.manifest.clone(),
        offer: offer.offer,
        phase: Phase::Draft,
        created_at: now,
        reserved: u64::from(manifest.max_participants).saturating_mul(len as u64),
        sealed_secret: Some(master.seal_session_secret(&session, &seed, &verify_key)),
        sealed_signing_seed: offer.sealed_signing_seed.clone(),
    })
}

/// The session that a request of anybody is about.
pub(crate) async fn public(request: Request) -> Result<SessionId, Refusal> {
    let (mut parts, _) = request.into_parts();
    no_query(&parts)?;
    session_id(&mut parts).await
}
