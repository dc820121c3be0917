//! What operators and their programs ask, at an address of its own that others needn't reach.

use axum::{
    Router,
    extract::State,
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderValue, header};
use tacit_protocol::problem::ProblemKind;
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    app::App,
    handlers::pages,
    metrics::CONTENT_TYPE,
    problem::Refusal,
    router::{attend_operators, panicked},
};

/// `/metrics` for Prometheus, `/healthz` and `/readyz`. To be served where only operators can reach it: it tells how much the
/// server is used.
pub(crate) fn admin_router(app: App) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(pages::health))
        .route("/readyz", get(pages::ready))
        .fallback(not_found)
        .method_not_allowed_fallback(pages::method_not_allowed)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(app.clone(), attend_operators))
        .with_state(app)
}

async fn not_found() -> Refusal {
    ProblemKind::NotFound.into()
}

/// `GET /metrics`
async fn metrics(State(app): State<App>) -> Response {
    let content_type = (header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
    ([content_type], app.metrics.to_text()).into_response()
}
