//! Refusals as answers: RFC 9457 problem details.

use std::time::Duration;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use tacit_protocol::{
    auth::AuthError,
    media,
    phase::Phase,
    problem::{Problem, ProblemKind},
};

use crate::{api, store::StoreError};

/// A refused request. What caused a fault of ours is logged where the refusal is made, and never answered.
#[derive(Clone, Debug)]
pub(crate) struct Refusal(Problem);

impl Refusal {
    pub(crate) fn kind(&self) -> ProblemKind {
        self.0.kind
    }

    /// A refusal with advice for the particular case.
    pub(crate) fn with_detail(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self(Problem::with_detail(kind, detail))
    }

    /// The revision isn't one more than the participant's newest.
    pub(crate) fn revision_conflict(newest: u32) -> Self {
        Self(Problem { newest_revision: Some(newest), ..Problem::new(ProblemKind::RevisionConflict) })
    }

    /// The request's head is longer than [`crate::head::MAX`].
    pub(crate) fn head_too_long() -> Self {
        let detail = "The request's head is longer than 64 KiB. Send fewer or shorter headers.";
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.as_u16();
        Self(Problem { status, ..Problem::with_detail(ProblemKind::TooLarge, detail) })
    }

    /// Too many came before it; the next may come after `wait`.
    pub(crate) fn too_many_requests(wait: Duration) -> Self {
        let seconds = wait.as_secs_f64().ceil().max(1.0) as u32;
        Self(Problem { retry_after: Some(seconds), ..Problem::new(ProblemKind::TooManyRequests) })
    }

    /// Too many wait for the same already.
    pub(crate) fn busy() -> Self {
        Self(Problem { retry_after: Some(2), ..Problem::new(ProblemKind::Unavailable) })
    }

    /// What was asked can't be done before so many milliseconds are over.
    pub(crate) fn unavailable_for(ms: u64, detail: &str) -> Self {
        let seconds = u32::try_from(ms / 1000).unwrap_or(u32::MAX);
        Self(Problem { retry_after: Some(seconds), ..Problem::with_detail(ProblemKind::Unavailable, detail) })
    }

    /// What was asked needs the session to be in another phase than this.
    pub(crate) fn wrong_phase(phase: Phase) -> Self {
        let advice = match phase {
            Phase::Draft | Phase::Open | Phase::Paused => "close it first. tacit-analyst run does",
            Phase::Closing => "try again in a moment",
            Phase::Closed => "first its result must be computed and released. tacit-analyst run does both",
            Phase::Released => "its keys are destroyed, and only the release is left. Fetch that instead",
        };
        Self::with_detail(ProblemKind::WrongPhase, format!("The session is {}; {advice}.", phase_name(phase)))
    }

    /// Something that can't be did happen. `error` must hold no secret.
    pub(crate) fn fault(what: &str, error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "{what}");
        ProblemKind::Internal.into()
    }
}

impl From<ProblemKind> for Refusal {
    fn from(kind: ProblemKind) -> Self {
        Self(Problem::new(kind))
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoSession(_) => return ProblemKind::UnknownSession.into(),
            // What anybody can cause without end must not fill the disk.
            StoreError::Busy => return Self::busy(),
            _ => tracing::error!(%error, "the store failed"),
        }
        match error {
            StoreError::Damaged(_) => ProblemKind::Internal.into(),
            _ => ProblemKind::Unavailable.into(),
        }
    }
}

impl From<AuthError> for Refusal {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::Signature => ProblemKind::BadSignature.into(),
            AuthError::Skew { .. } => Self::with_detail(ProblemKind::ClockSkew, sentence(&error)),
            _ => ProblemKind::Unauthenticated.into(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (kind, retry_after) = (self.0.kind, self.0.retry_after);
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self.0)).into_response();
        // For who counts refusals.
        response.extensions_mut().insert(kind);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media::PROBLEM));
        match kind {
            ProblemKind::Unauthenticated => {
                headers.append(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"tacit\""));
                headers.append(header::WWW_AUTHENTICATE, HeaderValue::from_static("Tacit realm=\"tacit\""));
            }
            ProblemKind::BadSignature | ProblemKind::ClockSkew => {
                headers.append(header::WWW_AUTHENTICATE, HeaderValue::from_static("Tacit realm=\"tacit\""));
            }
            // Where it is, it stays in the middle of a body.
            ProblemKind::TooSlow => {
                headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            _ => {}
        }
        // What the kind is, and what to do, for people.
        if let Ok(help) = HeaderValue::try_from(format!("<{}#{}>; rel=\"help\"", api::PAGE, kind.name())) {
            headers.insert(header::LINK, help);
        }
        let retry_after = retry_after.or((kind == ProblemKind::Unavailable).then_some(1));
        headers.extend(retry_after.map(|seconds| (header::RETRY_AFTER, seconds.into())));
        response
    }
}

/// The phase, as it stands after "the session is".
pub(crate) fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Draft => "not yet open",
        Phase::Open => "open",
        Phase::Paused => "paused",
        Phase::Closing => "closing",
        Phase::Closed => "closed",
        Phase::Released => "released",
    }
}

/// An error's text as a sentence of its own.
pub(crate) fn sentence(error: &dyn std::fmt::Display) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => text,
    }
}
