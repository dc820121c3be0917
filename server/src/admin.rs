//! What operators and their programs ask, at an address of its own that others needn't reach.

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderValue, header};

use crate::{app::App, deadline, handlers::pages, metrics::CONTENT_TYPE};

/// `/metrics` for Prometheus, `/healthz` and `/readyz`. To be served where only operators can reach it: it tells how much the
/// server is used.
pub(crate) fn admin_router(app: App) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(pages::health))
        .route("/readyz", get(pages::ready))
        .layer(middleware::from_fn_with_state(app.clone(), in_time))
        .with_state(app)
}

async fn in_time(State(app): State<App>, request: Request, next: Next) -> Response {
    deadline::in_time(&app.config.limits, request, |request| next.run(request)).await
}

/// `GET /metrics`
async fn metrics(State(app): State<App>) -> Response {
    let content_type = (header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
    ([content_type], app.metrics.to_text()).into_response()
}
