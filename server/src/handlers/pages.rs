//! The participant's page, its files, and what is nowhere.

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use tacit_protocol::problem::ProblemKind;

use crate::{
    answer::Answer,
    app::App,
    problem::Refusal,
    site::{Asset, Variant},
};

const NO_PAGE: &str = "\
This tacit-server was built without the participants' page. Run `cargo xtask build-web`, then build the server again.
Its programming interface, under /api/v1, works without.
";

/// `GET /` and `GET /s/...`
pub(crate) async fn index(State(app): State<App>, headers: HeaderMap) -> Response {
    match app.site.get("index.html") {
        Some(asset) => file(asset, &headers),
        None => (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], NO_PAGE)
            .into_response(),
    }
}

/// Any other path: a file of the page, or nothing.
pub(crate) async fn fallback(State(app): State<App>, request: Request) -> Answer {
    let asset = request.uri().path().strip_prefix('/').and_then(|path| app.site.get(path));
    match (asset, request.method()) {
        (Some(asset), &Method::GET | &Method::HEAD) => Ok(file(asset, request.headers())),
        (Some(_), _) => Err(ProblemKind::MethodNotAllowed.into()),
        (None, _) => Err(ProblemKind::NotFound.into()),
    }
}

/// The path is right, the method isn't.
pub(crate) async fn method_not_allowed() -> Refusal {
    ProblemKind::MethodNotAllowed.into()
}

/// Whether the program runs
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "getHealth",
    tag = "operator",
    responses((status = 200, description = "`ok`", content_type = "text/plain")),
)]
pub(crate) async fn health() -> &'static str {
    "ok"
}

/// Whether the server can do its work
///
/// Its store could be written to and read within the last second, and it wasn't told to stop.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "getReadiness",
    tag = "operator",
    responses((status = 200, description = "`ok`", content_type = "text/plain")),
)]
pub(crate) async fn ready(State(app): State<App>) -> Answer {
    app.is_ready().await?;
    Ok("ok".into_response())
}

fn file(asset: &Asset, headers: &HeaderMap) -> Response {
    let Variant { bytes, etag, encoding } = asset.variant(headers);
    let fresh = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|tags| tags.to_str().ok())
        .flat_map(|tags| tags.split(','))
        .any(|tag| tag.trim().trim_start_matches("W/") == etag);
    let mut response =
        if fresh { StatusCode::NOT_MODIFIED.into_response() } else { bytes.clone().into_response() };
    let answered = response.headers_mut();
    answered.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    answered.insert(header::ETAG, etag.clone());
    answered.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let cache = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    answered.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Some(encoding) = encoding {
        answered.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}
