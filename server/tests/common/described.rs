//! Whether what the server answers is what its description (OpenAPI) says.

use std::sync::LazyLock;

use http::{HeaderMap, Method, StatusCode, header};
use serde_json::Value;
use tacit_protocol::media;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(tacit_server::openapi()).unwrap());

/// Panics unless the endpoint is described, with this status, content type and, of a refusal, problem type.
#[track_caller]
pub fn check(method: &Method, path: &str, status: StatusCode, headers: &HeaderMap, body: &[u8]) {
    let Some(operation) = operation(method, path) else {
        let known = !path.starts_with("/api/")
            || matches!(status.as_u16(), 404 | 405 | 429)
            || *method == Method::OPTIONS;
        assert!(known, "{method} {path} is answered ({status}), but not described");
        return;
    };
    let response = &operation["responses"][status.as_str()];
    assert!(
        response.is_object(),
        "{method} {path}: {status} is not described: {}",
        String::from_utf8_lossy(body)
    );
    let content_type = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap());
    let media = content_type.map(|value| value.split(';').next().unwrap());
    let content = &response["content"];
    assert_eq!(media.is_some(), content.is_object(), "{method} {path}: {status} with {media:?}");
    let Some(media) = media else { return };
    assert!(content[media].is_object(), "{method} {path}: {status} with {media} is not described");
    if media == media::PROBLEM {
        let problem: Value = serde_json::from_slice(body).unwrap();
        let types = content[media].pointer("/schema/allOf/1/properties/type/enum").unwrap();
        let listed = types.as_array().unwrap().contains(&problem["type"]);
        assert!(listed, "{method} {path} is not described to refuse so: {problem}");
    }
}

/// The operation that the document has for this request.
fn operation(method: &Method, path: &str) -> Option<&'static Value> {
    let path = path.split('?').next().unwrap();
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let item = paths.iter().find(|(template, _)| fits(template, path))?.1;
    item.get(method.as_str().to_lowercase())
}

fn fits(template: &str, path: &str) -> bool {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(pattern), Some(part))
                if pattern == part || (pattern.starts_with('{') && !part.is_empty()) => {}
            _ => return false,
        }
    }
}
