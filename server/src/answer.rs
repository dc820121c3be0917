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
    Ok(bytes_of(status, media, encoded(message)?))
}

/// The bytes of a binary message.
pub(crate) fn encoded(message: &impl Encode) -> Result<Vec<u8>, Refusal> {
    message.get_encoded().map_err(|error| Refusal::fault("an answer can't be encoded", &error))
}

/// Bytes of a content type.
pub(crate) fn bytes_of(status: StatusCode, media: &'static str, bytes: impl Into<bytes::Bytes>) -> Response {
    (status, [(header::CONTENT_TYPE, media)], bytes.into()).into_response()
}

/// JSON.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Answer {
    Ok((status, Json(body)).into_response())
}
