use std::collections::HashSet;

use serde_json::{Value, json};

use super::*;

#[test]
fn json_shape() {
    let problem = Problem::with_detail(ProblemKind::Paused, "Back at noon.");
    assert_eq!(
        serde_json::to_value(&problem).unwrap(),
        json!({
            "type": "urn:tacit:problem:paused",
            "title": "Paused",
            "status": 409,
            "detail": "Back at noon.",
        })
    );
    let conflict = Problem { newest_revision: Some(3), ..Problem::new(ProblemKind::RevisionConflict) };
    assert_eq!(serde_json::to_value(conflict).unwrap()["newest_revision"], 3);
    let wait = Problem { retry_after: Some(2), ..Problem::new(ProblemKind::TooManyRequests) };
    assert_eq!(serde_json::to_value(wait).unwrap()["retry_after"], 2);
    assert_eq!(problem.to_string(), "Back at noon.");
}

#[test]
fn every_kind_survives_json() {
    for kind in ProblemKind::ALL {
        let problem = Problem::new(*kind);
        let json = serde_json::to_string(&problem).unwrap();
        assert_eq!(serde_json::from_str::<Problem>(&json).unwrap(), problem);
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.uri());
    }
}

#[test]
fn every_uri_is_unique_and_names_its_kind() {
    let uris: HashSet<_> = ProblemKind::ALL.iter().map(|kind| kind.uri()).collect();
    assert_eq!(uris.len(), ProblemKind::ALL.len());
    for kind in ProblemKind::ALL {
        let name = kind.uri().strip_prefix("urn:tacit:problem:").unwrap();
        assert!(
            name.split('-').all(|word| !word.is_empty() && word.bytes().all(|c| c.is_ascii_lowercase())),
            "{name}"
        );
        let words: String = format!("{kind:?}")
            .char_indices()
            .flat_map(|(i, c)| (i > 0 && c.is_uppercase()).then_some('-').into_iter().chain(c.to_lowercase()))
            .collect();
        assert_eq!(name, words);
    }
}

#[test]
fn every_kind_is_an_error_and_says_what_to_do() {
    for kind in ProblemKind::ALL {
        assert!((400..600).contains(&kind.status()), "{kind:?}");
        assert!(!kind.title().is_empty() && !kind.title().ends_with('.'), "{kind:?}");
        let detail = kind.detail();
        let sentences =
            detail.split_inclusive(['.', '?']).filter(|sentence| sentence.trim().len() > 8).count();
        assert!(
            detail.ends_with(['.', '?']) && sentences >= 2,
            "what happened, and what to do now: {detail}"
        );
    }
}

#[test]
fn other_types_are_an_error() {
    let good = serde_json::to_value(Problem::new(ProblemKind::Closed)).unwrap();
    for kind in [
        json!("urn:tacit:problem:of-a-later-version"),
        json!("about:blank"),
        json!("URN:TACIT:PROBLEM:CLOSED"),
        json!("Closed"),
        json!(""),
        json!(1),
        Value::Null,
    ] {
        let mut problem = good.clone();
        problem["type"] = kind.clone();
        assert!(serde_json::from_value::<Problem>(problem).is_err(), "{kind}");
    }
    assert!(serde_json::from_value::<Problem>(json!({ "status": 409 })).is_err());
}

/// RFC 9457, section 3.2: clients must ignore members that they don't know.
#[test]
fn unknown_members_are_ignored() {
    let mut problem = serde_json::to_value(Problem::new(ProblemKind::Closed)).unwrap();
    problem["instance"] = json!("/somewhere");
    problem["extension"] = json!({ "more": [1, 2] });
    assert_eq!(serde_json::from_value::<Problem>(problem).unwrap(), Problem::new(ProblemKind::Closed));
}
