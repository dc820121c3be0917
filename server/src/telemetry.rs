//! Logs: what was asked, how it ended, how long it took. Never a token, a body, or an address.

use std::{
    io::{self, IsTerminal, Write},
    panic,
    time::Instant,
};

use axum::{
    extract::{MatchedPath, Request},
    response::Response,
};
use http::{HeaderName, HeaderValue};
use rand_core::Rng;
use tacit_protocol::problem::ProblemKind;
use tokio::task::JoinError;
use tracing::Instrument;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{
    metrics::{Metrics, method_name},
    session::keys::rng,
};

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// What is to be logged isn't said in a way that can be understood.
#[derive(Debug, thiserror::Error)]
#[error("what is to be logged can't be understood: {0}. Write `error`, `warn`, `info` or `debug`.")]
pub struct FilterError(String);

/// Instead of the route, where there is none.
const NO_ROUTE: &str = "-";

/// Names a request in its answer and in the log.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Why there is no result of a task, without what a panic said: that may hold anything.
pub(crate) fn no_result(error: &JoinError) -> &'static str {
    if error.is_panic() { "it panicked; the log says where" } else { "it was broken off" }
}

/// Starts logging to the standard error stream what passes `filter`, as tracing's directives have it. Of panics only the
/// place is logged: their message may hold anything.
///
/// # Errors
///
/// [`FilterError`]
pub fn init(format: LogFormat, filter: &str) -> Result<(), FilterError> {
    let filter = self::filter(filter)?;
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
    let registry = tracing_subscriber::registry().with(filter);
    let layer = fmt::layer().with_writer(io::stderr);
    match format {
        // Colours are for terminals; in a file or a journal they are noise.
        LogFormat::Text => registry.with(layer.with_ansi(io::stderr().is_terminal())).init(),
        LogFormat::Json => registry.with(layer.json()).init(),
    }
    Ok(())
}

/// Writes what must be read whatever the filter is: a line of text as it is, or as the log's other lines are.
pub fn announce(format: LogFormat, text: &str) {
    match format {
        // Whether anybody reads it makes no difference.
        LogFormat::Text => drop(writeln!(io::stderr(), "{text}")),
        LogFormat::Json => unfiltered(|| tracing::info!("{text}")),
    }
}

/// The same, of what the program ends for; also before [`init`].
pub fn fail(format: LogFormat, text: &str) {
    match format {
        LogFormat::Text => drop(writeln!(io::stderr(), "Error: {text}")),
        LogFormat::Json => unfiltered(|| tracing::error!("{text}")),
    }
}

/// Logs as JSON, whatever the filter is.
fn unfiltered(log: impl FnOnce()) {
    let all = tracing_subscriber::registry().with(fmt::layer().with_writer(io::stderr).json());
    tracing::subscriber::with_default(all, log);
}

/// Whether this says what is to be logged.
///
/// # Errors
///
/// [`FilterError`]
pub fn check_filter(filter: &str) -> Result<(), FilterError> {
    self::filter(filter).map(drop)
}

fn filter(filter: &str) -> Result<EnvFilter, FilterError> {
    EnvFilter::try_new(filter).map_err(|error| FilterError(error.to_string()))
}

/// Gives every request an id that its log lines and its answer carry, and logs how it ended; counts that where there are metrics for it.
pub(crate) async fn observe<F: Future<Output = Response>>(
    metrics: Option<&Metrics>,
    request: Request,
    answer: impl FnOnce(Request) -> F,
) -> Response {
    // Not a count: it would tell everybody how many others ask.
    let id = format!("{:016x}", rng().next_u64());
    // The pattern, not the path: a path that fits none may hold anything.
    let route = request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    // As an error's, so that lines have the id whatever the filter is.
    let span = tracing::error_span!("request", id = id.as_str(), method = method_name(&method), route);
    let started = Instant::now();
    let mut response = answer(request).instrument(span.clone()).await;
    let (status, took) = (response.status(), started.elapsed());
    if let Some(metrics) = metrics {
        metrics.request(&method, &route, status, took);
        if let Some(kind) = response.extensions().get::<ProblemKind>() {
            metrics.refusal(&route, *kind);
        }
    }
    let (status, ms) = (status.as_u16(), took.as_millis() as u64);
    span.in_scope(|| match status {
        // What anybody can cause without end must not fill the disk; metrics count it. What a store that is away says is logged there.
        503 => tracing::debug!(status, ms, "refused"),
        500.. => tracing::error!(status, ms, "failed"),
        400.. => tracing::debug!(status, ms, "refused"),
        _ => tracing::debug!(status, ms, "answered"),
    });
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
