//! Who may create sessions here, and how much of the server an analyst may take.

use bytes::Bytes;
use tacit_envelope::signing::VerifyingKey;
use tacit_protocol::{
    code::Code, ids::SessionId, manifest::Manifest, problem::ProblemKind, session::OfferRequest,
};

use crate::{
    app::App,
    config::Quotas,
    problem::Refusal,
    store::{CodeHash, OfferRecord, Usage, UsageLimits},
};

/// By which right somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Right {
    /// Its own: it is listed, or everybody may.
    Own,
    /// A code's.
    Code,
}

/// Refuses those who can't have the right to create a session here, whatever they bring.
pub(crate) fn may_ask(app: &App, analyst: &VerifyingKey) -> Result<(), Refusal> {
    right(app, analyst).map(drop)
}

fn right(app: &App, analyst: &VerifyingKey) -> Result<Right, Refusal> {
    let (listed, codes) = (&app.config.analysts, app.config.codes);
    if listed.contains(analyst) || (listed.is_empty() && !codes) {
        return Ok(Right::Own);
    }
    if codes {
        return Ok(Right::Code);
    }
    Err(Refusal::with_detail(
        ProblemKind::NotAllowed,
        format!(
            "On this server not everybody may create sessions, and your key isn't among those that may. Ask whoever \
             runs it to add your key: {analyst}."
        ),
    ))
}

/// The code by which this analyst asks for an offer, if it needs one. It isn't used up yet.
pub(crate) async fn code(
    app: &App,
    analyst: &VerifyingKey,
    body: &Bytes,
    now: u64,
) -> Result<Option<CodeHash>, Refusal> {
    if right(app, analyst)? == Right::Own {
        return Ok(None);
    }
    let request = match body.is_empty() {
        true => OfferRequest::default(),
        false => serde_json::from_slice(body).map_err(|_| ProblemKind::Malformed)?,
    };
    let code = request.code.ok_or(ProblemKind::CodeRequired)?;
    let code = code.parse::<Code>().map_err(|_| ProblemKind::UnknownCode)?.hash();
    if app.store.is_unused(&code, now).await? { Ok(Some(code)) } else { Err(ProblemKind::UnknownCode.into()) }
}

/// The code that is to be used up for a session of this offer, if its analyst needs one.
pub(crate) fn code_of(
    app: &App,
    analyst: &VerifyingKey,
    offer: &OfferRecord,
) -> Result<Option<CodeHash>, Refusal> {
    match right(app, analyst)? {
        Right::Own => Ok(None),
        Right::Code => Ok(Some(offer.code.ok_or(ProblemKind::CodeRequired)?)),
    }
}

/// Uses a code up. The same session again is let through.
pub(crate) async fn use_code(
    app: &App,
    code: Option<&CodeHash>,
    session: &SessionId,
    now: u64,
) -> Result<(), Refusal> {
    let Some(code) = code else { return Ok(()) };
    if app.store.use_code(code, session, now).await? { Ok(()) } else { Err(ProblemKind::UnknownCode.into()) }
}

/// Refuses another session of an analyst who has as many, or as much stored, as one may have, if this one may come to so
/// many bytes. What counts is what the store finds when it makes the session.
pub(crate) async fn has_room(app: &App, analyst: &VerifyingKey, bytes: u64) -> Result<(), Refusal> {
    let limits = app.config.quotas.limits();
    if !limits.are_set() {
        return Ok(());
    }
    let usage = app.store.usage(analyst.as_bytes()).await?;
    if limits.admit(&usage, bytes) { Ok(()) } else { Err(no_room(app, &usage, bytes)) }
}

/// Why an analyst who has this much can't have another session, which may come to so many bytes.
pub(crate) fn no_room(app: &App, usage: &Usage, bytes: u64) -> Refusal {
    let UsageLimits { sessions, bytes: most } = app.config.quotas.limits();
    if sessions > 0 && usage.unreleased >= sessions {
        return exceeded(format!(
            "Your key has {} sessions on this server that are not released, and may have {sessions}. Compute or delete one \
             first, or ask whoever runs the server for more.",
            usage.unreleased
        ));
    }
    exceeded(format!(
        "The reports of this session may come to {bytes} bytes. Your key may have {most} on this server, of which \
         {} are taken. Delete sessions that are over, invite fewer, or ask less.",
        usage.reserved
    ))
}

/// Refuses sessions with more places than one may have.
pub(crate) fn has_places(quotas: &Quotas, manifest: &Manifest) -> Result<(), Refusal> {
    let (places, most) = (manifest.max_participants, quotas.participants);
    if most == 0 || places <= most {
        return Ok(());
    }
    Err(exceeded(format!(
        "The session is for {places} participants, and on this server one may have {most}. Create it for fewer, or ask \
         whoever runs the server for more."
    )))
}

fn exceeded(detail: String) -> Refusal {
    Refusal::with_detail(ProblemKind::QuotaExceeded, detail)
}
