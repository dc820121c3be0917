//! How long the head of a request may be.

use axum::extract::Request;

use crate::problem::Refusal;

/// The longest head that is taken, in bytes.
pub(crate) const MAX: usize = 64 << 10;

/// Refuses a request whose head is too long: its lines as they are kept, without spaces around values.
pub(crate) fn check(request: &Request) -> Result<(), Refusal> {
    if len(request) > MAX { Err(Refusal::head_too_long()) } else { Ok(()) }
}

fn len(request: &Request) -> usize {
    let uri = request.uri();
    let authority = uri.authority().map_or(0, |authority| "http://".len() + authority.as_str().len());
    let path = uri.path_and_query().map_or(0, |path| path.as_str().len());
    let first = request.method().as_str().len() + authority + path + "  HTTP/1.1\r\n".len();
    let lines =
        request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + ":\r\n".len());
    first + lines.sum::<usize>() + "\r\n".len()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn with(value: usize) -> Request {
        let request =
            Request::builder().uri("/some/path?query").header("host", "test").header("x", "a".repeat(value));
        request.body(Body::empty()).unwrap()
    }

    #[test]
    fn every_byte_of_its_lines_counts() {
        let written = "GET /some/path?query HTTP/1.1\r\nhost:test\r\nx:\r\n\r\n".len();
        assert_eq!(len(&with(0)), written);
        assert!(check(&with(MAX - written)).is_ok());
        assert!(check(&with(MAX - written + 1)).is_err());
    }
}
