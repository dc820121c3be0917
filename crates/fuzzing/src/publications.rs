//! Published results, which the analyst signs and everybody reads: what they say, once the signatures are right.

use std::sync::LazyLock;

use tacit_envelope::signing::SigningKey;
use tacit_form::Form;
use tacit_protocol::{
    closing::{ClosingStatement, SignedClosingStatement},
    codec::Decode,
    ids::SessionId,
    manifest::Manifest,
    publication::{Publication, Published, SignedPublication},
};

use crate::vector;

const FORM: &str = r#"
title = "Wages"
purpose = "To know the mean wage."
field = [{ key = "wage", kind = "number", label = "Wage", min = 0, max = 100 }]
analysis = [{ kind = "mean", of = "wage" }, { kind = "count" }]
"#;

/// An analyst's bytes for results: they are believed if they are results of the session, and then read the same once they are written. What
/// isn't signed by that analyst is never believed.
pub(crate) fn run(bytes: &[u8]) {
    static MANIFEST: LazyLock<Manifest> = LazyLock::new(manifest);
    let (manifest, session) = (&*MANIFEST, SessionId::of_manifest(b"published"));
    if let Ok(foreign) = SignedPublication::get_decoded(bytes) {
        assert!(Published::check(&foreign, &session, manifest).is_err());
    }
    let publication = Publication { statement: statement(session), results: bytes.to_vec() };
    let Ok(signed) = SignedPublication::sign(&analyst(), publication) else { return };
    if let Ok(published) = Published::check(&signed, &session, manifest) {
        let written = serde_json::to_vec(&published.results).unwrap();
        assert!(
            serde_json::from_slice::<tacit_form::results::Results>(&written).unwrap() == published.results
        );
        assert_eq!(published.results.submitted, 21);
        let elsewhere = SessionId::of_manifest(b"another");
        assert!(Published::check(&signed, &elsewhere, manifest).is_err());
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let good = br#"{"version":1,"title":"Wages","submitted":21,"accepted":20,"rejected":1,"threshold":5,"analyses":[{"title":"Mean","kind":"mean","rows":[{"group":null,"count":20,"outcome":{"mean":7.5}}]},{"title":"Number","kind":"count","rows":[{"group":null,"count":20,"outcome":"count"}]}]}"#;
    let bad = String::from_utf8_lossy(good).replace("\"submitted\":21", "\"submitted\":22").into_bytes();
    let signed = crate::hex(&vector("protocol_publication")["cases"][0]["message"]);
    vec![good.to_vec(), bad, signed]
}

pub(crate) fn analyst() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

fn server() -> SigningKey {
    SigningKey::from_seed(&[3; 32])
}

pub(crate) fn manifest() -> Manifest {
    let text = vector("manifest_0")["manifest"].as_str().unwrap().to_owned();
    let mut manifest = Manifest::from_bytes(text.as_bytes()).unwrap();
    manifest.form = Form::from_toml(FORM).unwrap();
    (manifest.analyst.signing_key, manifest.server.signing_key) = (analyst().public(), server().public());
    (manifest.threshold, manifest.cohorts, manifest.epsilon) = (5, None, None);
    manifest
}

pub(crate) fn statement(session: SessionId) -> SignedClosingStatement {
    let statement = ClosingStatement {
        session,
        closed_at: 9,
        invited: 30,
        submitted: 21,
        revisions: 25,
        batch_size: 16,
        root: [7; 32],
    };
    SignedClosingStatement::sign(&server(), statement).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fuzzer_starts_from_results_that_are_believed() {
        let session = SessionId::of_manifest(b"published");
        let publication = Publication { statement: statement(session), results: seeds().remove(0) };
        let signed = SignedPublication::sign(&analyst(), publication).unwrap();
        Published::check(&signed, &session, &manifest()).unwrap();
    }
}
