//! Forms and manifests, which analysts choose and everybody else reads.

use tacit_form::Form;
use tacit_protocol::manifest::Manifest;
use tacit_tally::Circuit;

use crate::{files_in, vector};

/// A form that can be read can be compiled, or is refused, and its JSON reads back the same.
pub(crate) fn run(bytes: &[u8]) {
    let Ok(toml) = str::from_utf8(bytes) else { return };
    let Ok(form) = Form::from_toml(toml) else { return };
    let json = serde_json::to_vec(&form).unwrap();
    let again: Form = serde_json::from_slice(&json).expect("what is written can be read");
    assert_eq!(serde_json::to_vec(&again).unwrap(), json);
    if let Ok(circuit) = Circuit::compile(&form, 1_000) {
        assert!(circuit.weight() > 0);
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let all = ["examples", "e2e/forms", "crates/sheet/tests/files"];
    all.iter().flat_map(|folder| files_in(folder, ".toml")).collect()
}

/// A manifest that can be read reads the same once it is written. Its bytes may differ from those: the session is named by the hash of the
/// bytes that there were.
pub(crate) fn run_manifest(bytes: &[u8]) {
    let Ok(manifest) = Manifest::from_bytes(bytes) else { return };
    let Ok(written) = manifest.to_bytes() else { return };
    let again = Manifest::from_bytes(&written).expect("what is written can be read");
    assert!(again.to_bytes().unwrap() == written);
}

pub(crate) fn manifest_seeds() -> Vec<Vec<u8>> {
    let names = (0..4).map(|number| format!("manifest_{number}"));
    names.map(|name| vector(&name)["manifest"].as_str().unwrap().as_bytes().to_vec()).collect()
}
