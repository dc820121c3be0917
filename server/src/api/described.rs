//! What the description says of every endpoint of a kind: who may call it, what its path has, how it may refuse.

use serde_json::{Map, Value, json};
use tacit_protocol::{
    media,
    problem::ProblemKind::{self, *},
};
use utoipa::openapi::OpenApi;

/// Where a handler says how it may refuse, beyond what others of its kind do.
const PROBLEMS: &str = "x-problems";
/// What paths have, and what it is.
const PARAMETERS: [(&str, &str); 3] = [
    ("session", "The session's id: 52 characters of base32"),
    ("digest", "The report's digest: 52 characters of base32"),
    ("index", "The batch's number, from 0: decimal digits without leading zeros"),
];
const PARTICIPANT: &str = "The token of the invitation: what stands after the # of the link.";
const ANALYST: &str = "`Tacit <signing key>.<time>.<signature>`: key and signature in base32, the time in milliseconds since 1970 \
     UTC. The signature is over method, path with query, time and the body's SHA-256, which a request with a body also has as \
     `Content-Digest` (RFC 9530). PROTOCOL.md §9 says which bytes are signed.";

const CODE: &str = "As `analyst`, with a key that the server's operator hasn't listed: the body then has one of the operator's one-time codes, as \
     `code` of an `OfferRequest`. OpenAPI has no kind of scheme for what a body says.";
/// The endpoint that takes a code.
const TAKES_A_CODE: &str = "createOffer";

/// The document, with what holds for every endpoint of a kind.
pub(super) fn describe(openapi: &OpenApi) -> Value {
    let mut document = serde_json::to_value(openapi).unwrap_or_default();
    document["info"]["version"] = env!("CARGO_PKG_VERSION").into();
    document["components"]["securitySchemes"] = json!({
        "participant": { "type": "http", "scheme": "bearer", "description": PARTICIPANT },
        "analyst": { "type": "http", "scheme": "Tacit", "description": ANALYST },
        "creationCode": { "type": "http", "scheme": "Tacit", "description": CODE },
    });
    // As they travel: from within the macro that they are made by, utoipa knows their Rust names alone.
    document["components"]["schemas"]["ProblemKind"]["enum"] = json!(ProblemKind::ALL);
    for (path, item) in members(&mut document["paths"]) {
        for (_, operation) in members(item) {
            describe_operation(path, operation);
        }
    }
    without_links(&mut document);
    document
}

fn describe_operation(path: &str, operation: &mut Value) {
    let tag = operation["tags"][0].as_str().unwrap_or_default().to_owned();
    operation["security"] = match tag.as_str() {
        "participant" => json!([{ "participant": [] }]),
        _ if operation["operationId"] == TAKES_A_CODE => json!([{ "analyst": [] }, { "creationCode": [] }]),
        "analyst" | "any analyst" => json!([{ "analyst": [] }]),
        _ => json!([]),
    };
    let in_path = PARAMETERS.iter().filter(|(name, _)| path.contains(&format!("{{{name}}}")));
    let parameters = in_path.map(|(name, description)| {
        json!({ "name": name, "in": "path", "required": true, "description": description, "schema": { "type": "string" } })
    });
    let others = operation["parameters"].as_array().cloned().unwrap_or_default();
    let parameters: Vec<Value> = parameters.chain(others).collect();
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if let Some(body) = operation.get_mut("requestBody") {
        let required = members(&mut body["content"]).all(|(_, content)| !may_be_left_out(content));
        body["required"] = required.into();
    }
    let own = operation.as_object_mut().and_then(|operation| operation.remove(PROBLEMS)).unwrap_or_default();
    let own: Vec<ProblemKind> = serde_json::from_value(own).unwrap_or_default();
    let kinds = [own, common(path, &tag, operation.get("requestBody").is_some())].concat();
    for kind in ProblemKind::ALL.iter().filter(|kind| kinds.contains(kind)) {
        let response = &mut operation["responses"][kind.status().to_string()];
        if response.is_null() {
            *response = refusal(kind.status());
        }
        add(response, *kind);
    }
}

/// Whether a body is an `Option` to its handler. It is empty then, not JSON's `null`.
fn may_be_left_out(content: &mut Value) -> bool {
    let schema = &mut content["schema"];
    let is_option = schema["oneOf"][1]["type"] == "null";
    if is_option {
        *schema = schema["oneOf"][0].take();
    } else if schema.is_null() {
        // Of a binary body nothing is to be said here.
        content.as_object_mut().map(|content| content.remove("schema"));
    }
    is_option
}

/// How any endpoint of this kind may refuse.
fn common(path: &str, tag: &str, has_body: bool) -> Vec<ProblemKind> {
    let is_signed = matches!(tag, "analyst" | "any analyst");
    let reads = !matches!(tag, "operator" | "description");
    let groups: [(bool, &[ProblemKind]); 8] = [
        (path.starts_with("/api/"), &[TooManyRequests]),
        (true, &[Unavailable, Internal]),
        (reads, &[Malformed]),
        (path.contains("{session}"), &[UnknownSession]),
        (tag == "participant", &[Unauthenticated, UnknownToken]),
        (is_signed, &[Unauthenticated, BadSignature, ClockSkew, TooLarge, TooSlow]),
        (tag == "analyst", &[NotYourSession]),
        (has_body, &[WrongMediaType, TooLarge, TooSlow]),
    ];
    groups.into_iter().filter(|(holds, _)| *holds).flat_map(|(_, kinds)| kinds).copied().collect()
}

fn refusal(status: u16) -> Value {
    let header = |name: &str, description: &str, kind: &str| json!({ name: { "description": description, "schema": { "type": kind } } });
    let headers = match status {
        401 => header("WWW-Authenticate", "How to say who sends the request", "string"),
        429 | 503 => header("Retry-After", "After how many seconds to try again", "integer"),
        _ => Value::Null,
    };
    let type_of = json!({ "properties": { "type": { "enum": [] } } });
    let schema = json!({ "allOf": [{ "$ref": "#/components/schemas/Problem" }, type_of] });
    let mut response = json!({ "description": "", "content": { media::PROBLEM: { "schema": schema } } });
    if headers.is_object() {
        response["headers"] = headers;
    }
    response
}

fn add(response: &mut Value, kind: ProblemKind) {
    let types = &mut response["content"][media::PROBLEM]["schema"]["allOf"][1]["properties"]["type"]["enum"];
    if let Some(types) = types.as_array_mut() {
        types.push(kind.uri().into());
    }
    let so_far = response["description"].as_str().unwrap_or_default();
    let separator = if so_far.is_empty() { "" } else { "\n\n" };
    let description = format!("{so_far}{separator}`{}`: {}", kind.name(), kind.meaning());
    response["description"] = description.into();
}

fn members(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flat_map(Map::iter_mut)
}

/// Has descriptions, which are our types' comments, speak of JSON, and takes rustdoc's links out of them.
fn without_links(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(description)) = members.get_mut("description") {
                *description = plain(description);
            }
            members.values_mut().for_each(without_links);
        }
        Value::Array(items) => items.iter_mut().for_each(without_links),
        _ => {}
    }
}

fn plain(text: &str) -> String {
    let mut plain = text.replace("[`", "`").replace("`]", "`").replace("`None`", "`null`");
    while let Some(at) = plain.find("`(") {
        let end = plain[at..].find(')').map_or(plain.len(), |end| at + end + 1);
        plain.replace_range(at + 1..end, "");
    }
    plain
}
