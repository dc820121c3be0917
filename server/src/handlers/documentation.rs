//! What the programming interface says of itself.

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use tacit_protocol::media;

use crate::api;

/// This description
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    operation_id = "getDescription",
    tag = "description",
    responses((status = 200, description = "OpenAPI 3.1", content_type = media::JSON)),
)]
pub(crate) async fn openapi() -> Response {
    text(media::JSON, api::openapi())
}

/// This description, for people
#[utoipa::path(
    get,
    path = "/api/v1/docs",
    operation_id = "getDescriptionPage",
    tag = "description",
    responses((status = 200, description = "A page without scripts", content_type = "text/html")),
)]
pub(crate) async fn page() -> Response {
    text("text/html; charset=utf-8", api::page())
}

/// That page's style
#[utoipa::path(
    get,
    path = "/api/v1/docs.css",
    operation_id = "getDescriptionStyle",
    tag = "description",
    responses((status = 200, description = "Its style", content_type = "text/css")),
)]
pub(crate) async fn style() -> Response {
    text("text/css; charset=utf-8", api::STYLE)
}

/// Every byte of the binary bodies
#[utoipa::path(
    get,
    path = "/api/v1/protocol.md",
    operation_id = "getProtocol",
    tag = "description",
    responses((status = 200, description = "PROTOCOL.md", content_type = "text/plain")),
)]
pub(crate) async fn protocol() -> Response {
    text("text/plain; charset=utf-8", api::PROTOCOL)
}

fn text(content_type: &'static str, text: &'static str) -> Response {
    (StatusCode::OK, [(header::CONTENT_TYPE, content_type)], text).into_response()
}
