//! Paths, and what holds for every request: limits, headers, and that a panic is an answer too.

use std::{any::Any, convert::Infallible};

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderName, HeaderValue, Method, header};
use tacit_protocol::auth;
use tower::{Layer, ServiceExt, service_fn};
use tower_http::{
    catch_panic::CatchPanicLayer,
    cors::{AllowOrigin, CorsLayer},
};

use crate::{
    api, app::App, config::Config, deadline::in_time, drain, handlers::pages, head, problem::Refusal, rates,
    telemetry,
};

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";
const PERMISSIONS_POLICY: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
     magnetometer=(), microphone=(), payment=(), usb=()";

/// Headers of every answer.
const SECURITY_HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS_POLICY),
];

/// How many headers most answers have beside these: for keeping, for transport, the request's id, the date.
const OTHER_HEADERS: usize = 4;

/// Where all of the programming interface is.
const INTERFACE: &str = "/api/";

/// What a signed request with a body says of it.
const CONTENT_DIGEST: HeaderName = HeaderName::from_static(auth::CONTENT_DIGEST);

/// Two years, as browsers' lists ask for.
const STRICT_TRANSPORT_SECURITY: &str = "max-age=63072000";
/// The same, also of names below the server's.
const STRICT_SUBDOMAINS: &str = "max-age=63072000; includeSubDomains";

/// Everything that the server answers.
pub fn router(app: App) -> Router {
    let router = api::router(&app)
        .route("/", get(pages::index))
        .route("/s/{*rest}", get(pages::index))
        .fallback(pages::fallback)
        .method_not_allowed_fallback(pages::method_not_allowed);
    let router = if app.config.cors_origins.is_empty() { router } else { router.layer(cors(&app)) };
    router
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(app.clone(), attend))
        .with_state(app)
}

/// What is done about every request, from the outside in: logged, given its headers, bounded in time, read to its end, refused if too many
/// came before it or if its head is too long. It is one layer, since for every request each layer makes a copy of all that it is around.
async fn attend(State(app): State<App>, request: Request, next: Next) -> Response {
    let answer = |request| limited(&app, request, next);
    telemetry::observe(Some(&app.metrics), request, |request| guarded(&app, request, answer)).await
}

/// The same about what operators ask, which isn't counted.
pub(crate) async fn attend_operators(State(app): State<App>, request: Request, next: Next) -> Response {
    let answer = |request| checked(request, next);
    telemetry::observe(None, request, |request| guarded(&app, request, answer)).await
}

async fn guarded<F: Future<Output = Response>>(
    app: &App,
    request: Request,
    answer: impl FnOnce(Request) -> F,
) -> Response {
    let read_on = |request| drain::read_on(request, answer);
    with_headers(&app.config, in_time(&app.config.limits, request, read_on)).await
}

/// Answers, unless too much was asked of the programming interface before: also of what isn't there, and by what methods whatsoever.
async fn limited(app: &App, mut request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with(INTERFACE) {
        return checked(request, next).await;
    }
    match rates::limit(app, &mut request) {
        Ok(()) => checked(request, next).await,
        Err(refusal) => sent_away(app, request, refusal).await,
    }
}

async fn checked(request: Request, next: Next) -> Response {
    match head::check(&request) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// The refusal, which scripts of pages that are let in may read.
async fn sent_away(app: &App, request: Request, refusal: Refusal) -> Response {
    // What they ask before they ask is refused, not answered.
    if app.config.cors_origins.is_empty() || request.method() == Method::OPTIONS {
        return refusal.into_response();
    }
    let refuse = service_fn(async |_: Request| Ok::<_, Infallible>(refusal.clone().into_response()));
    cors(app).layer(refuse).oneshot(request).await.unwrap_or_else(|never| match never {})
}

/// What scripts of the web pages that are named may do.
fn cors(app: &App) -> CorsLayer {
    // Without its slash: as browsers send it. An origin is ASCII.
    let origins =
        app.config.cors_origins.iter().filter_map(|origin| HeaderValue::from_str(origin.bare()).ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::PUT, Method::POST, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, CONTENT_DIGEST])
        .expose_headers([header::RETRY_AFTER, telemetry::REQUEST_ID])
}

async fn with_headers(config: &Config, answer: impl Future<Output = Response>) -> Response {
    let mut response = answer.await;
    let headers = response.headers_mut();
    headers.reserve(SECURITY_HEADERS.len() + OTHER_HEADERS);
    for (name, value) in SECURITY_HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if config.https || config.tls.is_some() {
        let subdomains = config.https_subdomains;
        let insist = if subdomains { STRICT_SUBDOMAINS } else { STRICT_TRANSPORT_SECURITY };
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(insist));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A panic's payload may hold anything, so it isn't logged; the panic hook has logged where it happened.
pub(crate) fn panicked(_: Box<dyn Any + Send>) -> Response {
    Refusal::fault("a handler panicked", &"see the message above").into_response()
}
