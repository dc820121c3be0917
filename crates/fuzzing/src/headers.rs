//! What the headers of a request say of who sends it.

use tacit_envelope::signing::SigningKey;
use tacit_protocol::auth::{self, SignedRequest};

use crate::vector;

pub(crate) fn run(bytes: &[u8]) {
    let Ok(header) = str::from_utf8(bytes) else { return };
    if let Ok(signed) = header.parse::<SignedRequest>() {
        assert_eq!(signed.header().parse::<SignedRequest>(), Ok(signed.clone()));
        let _ = signed.verify("GET", "/", 1_800_000_000_000, b"");
    }
    if let Some(token) = auth::token_of(header) {
        assert_eq!(auth::token_of(&auth::bearer(&token)), Some(token));
    }
    let _ = auth::digest_of(header);
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let cases = vector("protocol_request")["cases"].as_array().unwrap().clone();
    let signed =
        SignedRequest::sign(&SigningKey::from_seed(&[7; 32]), "GET", "/", 1_800_000_000_000, b"").header();
    let others = [signed, "Bearer mfrggzdfmztwq2lknnwg23tpoa".into(), auth::content_digest(b"body")];
    let vectors = cases.into_iter().map(|case| case["authorization"].as_str().unwrap().to_owned());
    vectors.chain(others).map(String::into_bytes).collect()
}
