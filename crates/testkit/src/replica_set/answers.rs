//! What was answered to writes that may come once more.

use std::collections::{HashMap, VecDeque};

use mongodb::bson::{Document, RawDocument};

/// How many answers are kept: more than there are connections, of which each has one write that may come again.
const KEPT: usize = 4096;
/// The commands that drivers repeat.
const REPEATABLE: [&str; 4] = ["insert", "update", "delete", "findAndModify"];

/// A write, however often it is sent: its session's id, and its number there.
pub(super) type Key = (Vec<u8>, i64);

/// The newest answers, by what they answer.
#[derive(Default)]
pub(super) struct Answers {
    by_key: HashMap<Key, Document>,
    in_order: VecDeque<Key>,
}

impl Answers {
    pub(super) fn get(&self, key: &Key) -> Option<Document> {
        self.by_key.get(key).cloned()
    }

    /// Keeps it, unless nothing was written: such a write is tried anew.
    pub(super) fn keep(&mut self, key: Key, answer: Document) {
        let failed = answer.contains_key("writeErrors") && answer.get_i32("n").unwrap_or(0) == 0;
        let is_ok =
            answer.get_f64("ok").ok().or_else(|| answer.get_i32("ok").ok().map(f64::from)) == Some(1.0);
        if failed || !is_ok {
            return;
        }
        if self.by_key.insert(key.clone(), answer).is_none() {
            self.in_order.push_back(key);
        }
        if self.in_order.len() > KEPT
            && let Some(oldest) = self.in_order.pop_front()
        {
            self.by_key.remove(&oldest);
        }
    }
}

/// Which write this is, if it is one that may come once more.
pub(super) fn key(name: &str, command: &RawDocument) -> Option<Key> {
    if !REPEATABLE.contains(&name) {
        return None;
    }
    let session = command.get_document("lsid").ok()?.get_binary("id").ok()?.bytes;
    Some((session.to_vec(), command.get_i64("txnNumber").ok()?))
}

#[cfg(test)]
mod tests {
    use mongodb::bson::doc;

    use super::*;

    #[test]
    fn what_wrote_something_is_kept_up_to_a_bound() {
        let mut answers = Answers::default();
        let key = |number: usize| (vec![7], number as i64);
        answers.keep(key(0), doc! { "ok": 0.0, "code": 1 });
        answers.keep(key(0), doc! { "ok": 1.0, "n": 0, "writeErrors": [{ "code": 11000 }] });
        assert_eq!(answers.get(&key(0)), None, "nothing was written");
        for number in 0..=KEPT {
            answers.keep(key(number), doc! { "ok": 1.0, "n": 1 });
        }
        assert_eq!(answers.get(&key(0)), None, "the oldest made room");
        assert_eq!(answers.get(&key(1)), Some(doc! { "ok": 1.0, "n": 1 }));
        assert_eq!((answers.by_key.len(), answers.in_order.len()), (KEPT, KEPT));
    }
}
