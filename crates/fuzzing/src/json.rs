//! What travels as JSON: what servers are asked, and what they answer. The first byte says which.

use serde::{Serialize, de::DeserializeOwned};
use tacit_protocol::{
    administration::{Extend, Revoked, SessionList},
    problem::Problem,
    session::{Created, Invited, Offer, OfferRequest, Progress, SessionStatus, SetPhase, SubmissionStatus},
};

/// What reads it, and one of its kind.
type Kind = (fn(&[u8]), &'static str);

const KINDS: [Kind; 12] = [
    (same::<OfferRequest>, r#"{"code":"ABCDEFGH"}"#),
    (same::<SetPhase>, r#"{"phase":"open"}"#),
    (same::<Extend>, r#"{"closes_at":1795000000000}"#),
    (
        same::<Problem>,
        r#"{"type":"urn:tacit:problem:revision-conflict","title":"T","status":409,"detail":"D","newest_revision":3}"#,
    ),
    (same::<SessionStatus>, r#"{"phase":"open","window":"open","now":1795000000000,"closes_at":null}"#),
    (
        same::<SubmissionStatus>,
        r#"{"window":"open","now":1795000000000,"closes_at":1,"revision":2,"receipt":"QUJD","cohort":7}"#,
    ),
    (
        same::<Progress>,
        r#"{"phase":"closed","window":"closed","now":1,"invited":9,"submitted":8,"revisions":10,"verified_batches":1,"cohorts":[{"invited":null,"submitted":8}],"others":1}"#,
    ),
    (same::<SessionList>, r#"{"sessions":[]}"#),
    (same::<Revoked>, r#"{"invited":3,"submitted":[]}"#),
    (same::<Invited>, r#"{"invited":3}"#),
    (same::<Created>, r#"{"session":"A"}"#),
    (same::<Offer>, r#"{"offer":"A","signing_key":"B","sealing_key":"C","expires_at":5}"#),
];

pub(crate) fn run(bytes: &[u8]) {
    if let Some((kind, json)) = bytes.split_first()
        && let Some((run, _)) = KINDS.get(usize::from(*kind))
    {
        run(json);
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let seed = |(number, (_, json)): (usize, &Kind)| [&[number as u8], json.as_bytes()].concat();
    KINDS.iter().enumerate().map(seed).collect()
}

/// What is read is the same once it is written.
fn same<T: DeserializeOwned + Serialize>(bytes: &[u8]) {
    let Ok(read) = serde_json::from_slice::<T>(bytes) else { return };
    let written = serde_json::to_vec(&read).unwrap();
    let again: T = serde_json::from_slice(&written).expect("what is written can be read");
    assert_eq!(serde_json::to_vec(&again).unwrap(), written);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_key_or_id_in_it_is_read() {
        for (number, (_, json)) in KINDS.iter().enumerate().take(10) {
            let is_read = match number {
                0 => serde_json::from_str::<OfferRequest>(json).is_ok(),
                1 => serde_json::from_str::<SetPhase>(json).is_ok(),
                2 => serde_json::from_str::<Extend>(json).is_ok(),
                3 => serde_json::from_str::<Problem>(json).is_ok(),
                4 => serde_json::from_str::<SessionStatus>(json).is_ok(),
                5 => serde_json::from_str::<SubmissionStatus>(json).is_ok(),
                6 => serde_json::from_str::<Progress>(json).is_ok(),
                7 => serde_json::from_str::<SessionList>(json).is_ok(),
                8 => serde_json::from_str::<Revoked>(json).is_ok(),
                _ => serde_json::from_str::<Invited>(json).is_ok(),
            };
            assert!(is_read, "{json}");
        }
    }
}
