//! Reading a request: path, query, body, and who sends it. Every check refuses with a problem of its own.

use std::{str::FromStr, sync::Arc};

use axum::{
    body::{Body, HttpBody},
    extract::{FromRequestParts, OriginalUri, RawPathParams, Request},
};
use bytes::Bytes;
use http::{header, request::Parts};
use tacit_envelope::{hash, signing::VerifyingKey};
use tacit_protocol::{
    auth::{self, SignedRequest},
    ids::{ReportDigest, SessionId, Token},
    phase::Phase,
    problem::ProblemKind,
};

use crate::{app::App, peer::Client, problem::Refusal, session::Session};

/// A body that an endpoint takes.
pub(crate) struct Expected {
    /// Its content type; `None`: there is no body.
    media: Option<&'static str>,
    /// Its greatest length, in bytes.
    max: usize,
}

impl Expected {
    /// No body.
    pub(crate) const NOTHING: Self = Self { media: None, max: 0 };

    /// A body of this content type and at most this many bytes.
    pub(crate) fn new(media: &'static str, max: usize) -> Self {
        Self { media: Some(media), max }
    }

    /// Reads the body, once its type and the length it claims are found right; never more than fits.
    pub(crate) async fn read(&self, app: &App, parts: &Parts, body: Body) -> Result<Bytes, Refusal> {
        if self.media.is_some_and(|media| !is_of_type(parts, media)) {
            return Err(ProblemKind::WrongMediaType.into());
        }
        let claimed = parts.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        if claimed
            .and_then(|length| length.parse::<u64>().ok())
            .is_some_and(|length| length > self.max as u64)
        {
            return Err(ProblemKind::TooLarge.into());
        }
        app.bodies.read(body, self.max, Client::of(parts)).await
    }
}

/// A session's analyst's request, found genuine.
pub(crate) struct FromAnalyst {
    pub(crate) session: Arc<Session>,
    /// Where the session stood when the request came.
    pub(crate) phase: Phase,
    pub(crate) parts: Parts,
    pub(crate) body: Bytes,
}

impl FromAnalyst {
    /// Reads a request to an endpoint of a session; what body it takes may depend on the session. Nothing is computed for
    /// it, and its body isn't read, before it is found to be the analyst's.
    pub(crate) async fn read(
        app: &App,
        request: Request,
        expected: impl FnOnce(&Session) -> Expected,
    ) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let id = session_id(&mut parts).await?;
        let state = app.state(&id).await?;
        let is_analyst = |key: &VerifyingKey| {
            if *key.as_bytes() == state.analyst { Ok(()) } else { Err(ProblemKind::NotYourSession.into()) }
        };
        let signed = Signed::by_head(app, &parts, &body, is_analyst)?;
        let (session, phase) = app.session_of(state).await?;
        let body = signed.read(app, &parts, body, expected(&session)).await?;
        Ok(Self { session, phase, parts, body })
    }
}

/// A request that some analyst signed, its body not yet read.
pub(crate) struct Signed {
    /// Whose it is.
    pub(crate) key: VerifyingKey,
    body_hash: [u8; 32],
}

impl Signed {
    /// Finds out by its head whose request it is. `may` refuses who may not send it, before anything is computed for it.
    pub(crate) fn by_head(
        app: &App,
        parts: &Parts,
        body: &Body,
        may: impl FnOnce(&VerifyingKey) -> Result<(), Refusal>,
    ) -> Result<Self, Refusal> {
        let signed: SignedRequest = authorization(parts)?.parse()?;
        may(signed.claimed_key())?;
        let body_hash = if body.is_end_stream() { hash::sha256(&[]) } else { content_digest(parts)? };
        // What was signed; a nested router has cut the prefix off `parts.uri`.
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let key = signed.verify_head(parts.method.as_str(), path, app.clock.now(), &body_hash)?;
        Ok(Self { key, body_hash })
    }

    /// Reads the body, which must be the one that was signed.
    pub(crate) async fn read(
        &self,
        app: &App,
        parts: &Parts,
        body: Body,
        expected: Expected,
    ) -> Result<Bytes, Refusal> {
        let body = expected.read(app, parts, body).await?;
        if hash::sha256(&[&body]) == self.body_hash {
            Ok(body)
        } else {
            Err(ProblemKind::BadSignature.into())
        }
    }
}

/// The token of a participant's request.
pub(crate) fn token(parts: &Parts) -> Result<Token, Refusal> {
    auth::token_of(authorization(parts)?).ok_or_else(|| ProblemKind::Unauthenticated.into())
}

/// The session that the path names. What isn't a session id names no session.
pub(crate) async fn session_id(parts: &mut Parts) -> Result<SessionId, Refusal> {
    path_segment(parts, "session")
        .await
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| ProblemKind::UnknownSession.into())
}

/// The report that the path names by its digest. What isn't a digest names no report.
pub(crate) async fn report_digest(parts: &mut Parts) -> Result<ReportDigest, Refusal> {
    path_segment(parts, "digest")
        .await
        .and_then(|digest| digest.parse().ok())
        .ok_or_else(|| ProblemKind::UnknownReport.into())
}

/// The batch that the path names: a decimal number as we write it.
pub(crate) async fn batch_index(parts: &mut Parts) -> Result<u32, Refusal> {
    path_segment(parts, "index")
        .await
        .and_then(|text| number(&text))
        .ok_or_else(|| ProblemKind::UnknownBatch.into())
}

/// Refuses a query, for endpoints that take none.
pub(crate) fn no_query(parts: &Parts) -> Result<(), Refusal> {
    if parts.uri.query().is_none() { Ok(()) } else { Err(ProblemKind::Malformed.into()) }
}

/// The number in the query `name=number`, which must be all of the query.
pub(crate) fn query_number(parts: &Parts, name: &str) -> Result<u32, Refusal> {
    let (key, value) =
        parts.uri.query().and_then(|query| query.split_once('=')).ok_or(ProblemKind::Malformed)?;
    let value = if key == name { number(value) } else { None };
    value.ok_or_else(|| ProblemKind::Malformed.into())
}

/// The id in the query `name=id`, which must be all of the query; `None` if there is no query.
pub(crate) fn query_id<T: FromStr>(parts: &Parts, name: &str) -> Result<Option<T>, Refusal> {
    let Some(query) = parts.uri.query() else { return Ok(None) };
    let value = query.split_once('=').filter(|(key, _)| *key == name);
    let id = value.and_then(|(_, value)| value.parse().ok());
    id.map(Some).ok_or_else(|| ProblemKind::Malformed.into())
}

fn authorization(parts: &Parts) -> Result<&str, Refusal> {
    let mut values = parts.headers.get_all(header::AUTHORIZATION).iter();
    match (values.next().and_then(|value| value.to_str().ok()), values.next()) {
        (Some(value), None) => Ok(value),
        _ => Err(ProblemKind::Unauthenticated.into()),
    }
}

/// The hash that a signed request's body is to have.
fn content_digest(parts: &Parts) -> Result<[u8; 32], Refusal> {
    let values = parts.headers.get_all(auth::CONTENT_DIGEST).iter().filter_map(|value| value.to_str().ok());
    values.filter_map(auth::digest_of).next().ok_or_else(|| {
        Refusal::with_detail(
            ProblemKind::Unauthenticated,
            "The request is signed, but doesn't say its body's hash in Content-Digest. Use a tacit-analyst of the server's \
             version.",
        )
    })
}

fn is_of_type(parts: &Parts, media: &str) -> bool {
    let value = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.is_some_and(|value| value.split(';').next().unwrap_or(value).trim().eq_ignore_ascii_case(media))
}

async fn path_segment(parts: &mut Parts, name: &str) -> Option<String> {
    let params = RawPathParams::from_request_parts(parts, &()).await.ok()?;
    params.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// A decimal number without sign or leading zeros.
fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number: &u32| number.to_string() == text)
}
