//! What a member says of itself and of the set.

use std::time::Duration;

use mongodb::bson::{Document, RawDocument, doc, oid::ObjectId};
use tokio::time::timeout;

use super::{NAME, Set, standing::Standing};

/// What the server behind is asked.
pub(super) fn question(command: &RawDocument) -> Option<Document> {
    let mut question = Document::try_from(command).ok()?;
    // It has nothing to wait for.
    question.remove("topologyVersion");
    question.remove("maxAwaitTimeMS");
    Some(question)
}

/// Waits for a change, if who asks knows how things stand.
pub(super) async fn wait(set: &Set, command: &RawDocument) {
    let known = command.get_document("topologyVersion").and_then(|known| known.get_i64("counter"));
    let (Ok(known), Ok(milliseconds)) = (known, command.get_i64("maxAwaitTimeMS")) else { return };
    let patience = Duration::from_millis(milliseconds.unsigned_abs());
    let mut standing = set.standing.subscribe();
    // Errors: nothing changed meanwhile.
    let _ = timeout(patience, standing.wait_for(|standing| standing.version != known)).await;
}

/// What the server behind said of itself, as a member says it.
pub(super) fn answer(set: &Set, me: usize, standing: Standing, mut said: Document) -> Document {
    for field in ["primary", "electionId", "passives", "arbiters", "lastWrite", "compression"] {
        said.remove(field);
    }
    let addresses: Vec<_> = set.addresses.iter().map(ToString::to_string).collect();
    let is_primary = standing.primary == Some(me);
    if let Some(primary) = standing.primary {
        said.insert("primary", addresses[primary].as_str());
    }
    if is_primary {
        let [a, b, c, d] = standing.term.to_be_bytes();
        said.insert("electionId", ObjectId::from_bytes([0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, a, b, c, d]));
    }
    said.extend(doc! {
        "setName": NAME,
        "setVersion": 1,
        "me": addresses[me].as_str(),
        "hosts": addresses,
        "isWritablePrimary": is_primary,
        "ismaster": is_primary,
        "secondary": !is_primary,
        "topologyVersion": topology_version(me, standing),
    });
    said
}

/// Which of a member's states this is.
pub(super) fn topology_version(me: usize, standing: Standing) -> Document {
    doc! { "processId": ObjectId::from_bytes([me as u8; 12]), "counter": standing.version }
}
