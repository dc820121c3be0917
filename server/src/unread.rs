//! Large answers that aren't read yet: never more of them in memory at once than the server has room for, and of those that are alike
//! one copy, however many read it.
//!
//! Who reads slowly has an answer kept for long: eight mebibytes for hours. Small ones aren't counted, so that whatever others have kept
//! for them, everybody can still submit.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use axum::{
    body::{Body, HttpBody, to_bytes},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use tacit_protocol::problem::ProblemKind;

use crate::{
    peer::Network,
    problem::Refusal,
    room::{Place, Room},
};

/// The longest answer that isn't counted, in bytes.
const SMALL: usize = 64 << 10;

/// The large answers that are being read.
pub(crate) struct Unread {
    room: Room,
    /// Under a key of this process, so that nobody can choose what looks alike.
    hasher: RandomState,
    copies: Arc<Mutex<Copies>>,
}

/// By the hash of their bytes.
type Copies = HashMap<u64, Weak<Copy>>;

/// What is sent to one client or several, until none of them needs it.
struct Copy {
    bytes: Bytes,
    hash: u64,
    copies: Arc<Mutex<Copies>>,
    _place: Place,
}

/// A copy as one of its readers has it.
struct Reading(Arc<Copy>);

impl Unread {
    /// For so many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        Self { room: Room::new(bytes), hasher: RandomState::new(), copies: Arc::default() }
    }

    /// The answer, its room taken until it is written or its connection ends; if there is none, a refusal.
    pub(crate) async fn keep(&self, answer: Response, of: Option<Network>) -> Response {
        if answer.body().size_hint().upper().is_some_and(|len| len <= SMALL as u64) {
            return answer;
        }
        let (head, body) = answer.into_parts();
        // It is whole: no handler makes one bit by bit.
        let bytes = to_bytes(body, usize::MAX)
            .await
            .map_err(|error| Refusal::fault("an answer can't be put together", &error));
        match bytes.and_then(|bytes| self.hold(bytes, of)) {
            Ok(bytes) => Response::from_parts(head, Body::from(bytes)),
            Err(refusal) => refusal.into_response(),
        }
    }

    /// An answer's bytes that were just read, their room taken before more is read; a refusal if there is none.
    pub(crate) fn hold(&self, bytes: Bytes, of: Option<Network>) -> Result<Bytes, Refusal> {
        if bytes.len() <= SMALL {
            return Ok(bytes);
        }
        Ok(self.copy(bytes, of).ok_or(ProblemKind::Unavailable)?)
    }

    /// The copy that others are reading, or this one if there is room for it.
    fn copy(&self, bytes: Bytes, of: Option<Network>) -> Option<Bytes> {
        let hash = self.hasher.hash_one(&bytes);
        // What may be the last of a copy is dropped with the lock given back.
        let others = lock(&self.copies).get(&hash).and_then(Weak::upgrade);
        if let Some(copy) = others.filter(|copy| copy.bytes == bytes) {
            return Some(Bytes::from_owner(Reading(copy)));
        }
        let mut place = self.room.place(of);
        // One that is longer than all the room has it to itself.
        place.grow(bytes.len().min(self.room.bytes())).then_some(())?;
        let copy = Arc::new(Copy { bytes, hash, copies: self.copies.clone(), _place: place });
        lock(&self.copies).insert(hash, Arc::downgrade(&copy));
        Some(Bytes::from_owner(Reading(copy)))
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let mut copies = lock(&self.copies);
        // Another like it may have come meanwhile.
        if copies.get(&self.hash).is_some_and(|copy| copy.strong_count() == 0) {
            copies.remove(&self.hash);
        }
    }
}

impl AsRef<[u8]> for Reading {
    fn as_ref(&self) -> &[u8] {
        &self.0.bytes
    }
}

fn lock(copies: &Mutex<Copies>) -> MutexGuard<'_, Copies> {
    copies.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    const LARGE: usize = 100_000;
    const ONE: Option<Network> = Some([1; 8]);
    const TWO: Option<Network> = Some([2; 8]);

    async fn keep(unread: &Unread, bytes: Vec<u8>, of: Option<Network>) -> Result<Bytes, StatusCode> {
        let answer = unread.keep((StatusCode::OK, bytes).into_response(), of).await;
        match answer.status() {
            StatusCode::OK => Ok(to_bytes(answer.into_body(), usize::MAX).await.unwrap()),
            status => Err(status),
        }
    }

    #[tokio::test]
    async fn large_ones_have_only_so_much_room_and_small_ones_are_answered_beside_them() {
        let unread = Unread::new(4 * LARGE);
        let mut kept = Vec::new();
        for number in 0..4 {
            kept.push(keep(&unread, vec![number; LARGE], None).await.unwrap());
        }
        assert_eq!(keep(&unread, vec![9; LARGE], None).await, Err(StatusCode::SERVICE_UNAVAILABLE));
        assert_eq!(keep(&unread, vec![9; SMALL], None).await.unwrap(), vec![9; SMALL]);
        kept.pop();
        assert_eq!(keep(&unread, vec![9; LARGE], None).await.unwrap(), vec![9; LARGE]);
    }

    #[tokio::test]
    async fn those_alike_are_one_copy_until_the_last_reader_has_it() {
        let unread = Unread::new(LARGE);
        let first = keep(&unread, vec![7; LARGE], ONE).await.unwrap();
        let mut others = Vec::new();
        for _ in 0..1000 {
            others.push(keep(&unread, vec![7; LARGE], TWO).await.unwrap());
        }
        assert!(others.iter().all(|other| other.as_ptr() == first.as_ptr()));
        drop(first);
        others.truncate(1);
        keep(&unread, vec![8; LARGE], None).await.unwrap_err();
        drop(others);
        assert!(lock(&unread.copies).is_empty());
        keep(&unread, vec![8; LARGE], None).await.unwrap();
    }

    #[tokio::test]
    async fn what_only_hashes_alike_is_another() {
        let unread = Unread::new(4 * LARGE);
        let other = keep(&unread, vec![7; LARGE], None).await.unwrap();
        // As if it had the hash of the one that comes next.
        let (_, copy) = lock(&unread.copies).drain().next().unwrap();
        lock(&unread.copies).insert(unread.hasher.hash_one(Bytes::from(vec![8; LARGE])), copy);
        assert_eq!(keep(&unread, vec![8; LARGE], None).await.unwrap(), vec![8; LARGE]);
        drop(other);
        assert!(lock(&unread.copies).is_empty(), "nothing is left of it");
    }

    #[tokio::test]
    async fn one_network_leaves_room_for_others_and_what_is_longer_than_the_room_needs_all() {
        let unread = Unread::new(8 * LARGE);
        let mut kept = Vec::new();
        while let Ok(bytes) = keep(&unread, vec![kept.len() as u8; LARGE], ONE).await {
            kept.push(bytes);
        }
        assert_eq!(kept.len(), 6, "three quarters");
        assert!(keep(&unread, vec![100; LARGE], TWO).await.is_ok());
        keep(&unread, vec![100; 9 * LARGE], TWO).await.unwrap_err();
        drop(kept);
        assert!(keep(&unread, vec![100; 9 * LARGE], TWO).await.is_ok());
    }
}
