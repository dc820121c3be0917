//! Answers that aren't refusals.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use serde::Serialize;
use tacit_protocol::codec::Encode;

use crate::problem::Refusal;

/// What a handler answers.
pub(crate) type Answer = Result<Response, Refusal>;

/// A binary message.
pub(crate) fn message(status: StatusCode, media: &'static str, message: &impl Encode) -> Answer {
    let bytes =
        message.get_encoded().map_err(|error| Refusal::fault("an answer can't be encoded", &error))?;
    Ok(bytes_of(status, media, bytes))
}

/// Bytes of a content type.
pub(crate) fn bytes_of(status: StatusCode, media: &'static str, bytes: impl Into<bytes::Bytes>) -> Response {
    (status, [(header::CONTENT_TYPE, media)], bytes.into()).into_response()
}

/// JSON.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Answer {
    Ok((status, Json(body)).into_response())
}
