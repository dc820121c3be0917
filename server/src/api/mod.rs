//! The programming interface: its endpoints and their description (OpenAPI 3.1), both from the handlers.

mod described;
mod page;
mod problems;

use std::{collections::BTreeMap, sync::LazyLock};

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::Response,
};
use serde_json::Value;
use tacit_protocol::problem::Problem;
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

pub use self::problems::problem_list;

use crate::{
    app::App,
    handlers::{
        administration, analyst, batches, documentation, pages, release, results, sessions, submission,
    },
    peer::Client,
};

/// Where the page is that describes the interface.
pub(crate) const PAGE: &str = "/api/v1/docs";
/// The style of that page: the participants' page's, and what it has of its own.
pub(crate) const STYLE: &str = concat!(
    include_str!("../../../static/style/base.css"),
    include_str!("../../../static/style/layout.css"),
    include_str!("../../templates/api.css")
);
/// Every byte of the binary bodies.
pub(crate) const PROTOCOL: &str = include_str!("../../../docs/PROTOCOL.md");

/// What the description says beside the endpoints.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tacit",
        description = "Private surveys. Participants submit sealed reports; an analyst creates sessions, closes them, and computes with the \
                       server. Keys, ids and tokens are base32 text; times are milliseconds since 1970 UTC. Binary bodies are described \
                       byte by byte in PROTOCOL.md, which this server has too. Every refusal of what can be read as a request is \
                       `application/problem+json` (RFC 9457) with a type that stays the same.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    external_docs(url = "/api/v1/protocol.md", description = "PROTOCOL.md: every byte, and what the parties compute"),
    components(schemas(Problem)),
    tags(
        (name = "anybody", description = "No authorization. Who knows a session's id may ask."),
        (name = "participant", description = "`Authorization: Bearer <token>`, with the token of the invitation."),
        (name = "any analyst", description = "Signed with a key that the server's operator lets create sessions; an operator may also ask for \
                                              a code, which the request for an offer has."),
        (name = "analyst", description = "Signed with the key that the session was created with."),
        (name = "operator", description = "For whatever looks after the server."),
        (name = "description", description = "What the server says of its programming interface. No authorization.")
    )
)]
struct Description;

/// Every endpoint. What isn't described can't be added here.
pub(crate) fn router(app: &App) -> Router<App> {
    let kept = interface().layer(middleware::from_fn_with_state(app.clone(), keep));
    kept.merge(probes()).into()
}

/// Bounds how much is kept for who reads slowly.
async fn keep(State(app): State<App>, request: Request, next: Next) -> Response {
    let client = request.extensions().get::<Client>().and_then(|client| client.0);
    app.unread.keep(next.run(request).await, client).await
}

/// The description as JSON text, as `docs/schemas/openapi.json` has it and the server serves it.
pub fn openapi() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| format!("{:#}\n", document()));
    &TEXT
}

/// The page that shows the description to people: HTML without scripts.
pub(crate) fn page() -> &'static str {
    static HTML: LazyLock<String> = LazyLock::new(|| page::render(document()));
    &HTML
}

fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> =
        LazyLock::new(|| sorted(described::describe(&interface().merge(probes()).into_openapi())));
    &DOCUMENT
}

/// With all members in the order of their names. Objects keep another one where any program that is built together with this one asks
/// `serde_json` to.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<String, Value> =
                members.into_iter().map(|(name, member)| (name, sorted(member))).collect();
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

fn interface() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(sessions::manifest))
        .routes(routes!(sessions::status))
        .routes(routes!(sessions::statement))
        .routes(routes!(results::get, results::put))
        .routes(routes!(submission::inclusion))
        .routes(routes!(documentation::openapi))
        .routes(routes!(documentation::page))
        .routes(routes!(documentation::style))
        .routes(routes!(documentation::protocol))
        .routes(routes!(submission::status, submission::put))
        .routes(routes!(sessions::offer))
        .routes(routes!(administration::list, sessions::create))
        .routes(routes!(administration::delete))
        .routes(routes!(administration::extend))
        .routes(routes!(administration::revoke))
        .routes(routes!(administration::submissions))
        .routes(routes!(analyst::set_phase))
        .routes(routes!(analyst::invite))
        .routes(routes!(analyst::progress))
        .routes(routes!(analyst::close))
        .routes(routes!(batches::get))
        .routes(routes!(batches::put_verdicts))
        .routes(routes!(batches::notes))
        .routes(routes!(release::get, release::post))
}

/// What isn't limited, as all is that is below `/api/`: whoever looks after the server must get an answer.
fn probes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(pages::health)).routes(routes!(pages::ready))
}

#[cfg(test)]
mod tests;
