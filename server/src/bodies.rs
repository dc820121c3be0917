//! Bodies of requests: never more of them in memory at once than the server has room for.

use std::{error::Error, pin::pin};

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tacit_protocol::problem::ProblemKind;
use tower_http::timeout::TimeoutError;

use crate::{
    peer::Network,
    problem::Refusal,
    room::{Place, Room},
};

/// The room for all bodies together.
pub(crate) struct Bodies(Room);

/// A body, and its room.
struct Held {
    bytes: BytesMut,
    place: Place,
}

impl Bodies {
    /// For so many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        Self(Room::new(bytes))
    }

    /// Reads a body of at most `max` bytes that a client of this network sends. Room is taken for what has come, and given back with
    /// the last copy of it.
    pub(crate) async fn read(&self, body: Body, max: usize, of: Option<Network>) -> Result<Bytes, Refusal> {
        let mut body = pin!(Limited::new(body, max));
        let mut held = Held { bytes: BytesMut::new(), place: self.0.place(of) };
        while let Some(frame) = body.frame().await {
            let Ok(piece) = frame.map_err(|error| unreadable(&*error))?.into_data() else { continue };
            if !held.place.grow(piece.len()) {
                return Err(ProblemKind::Unavailable.into());
            }
            held.bytes.extend_from_slice(&piece);
        }
        Ok(Bytes::from_owner(held))
    }
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

fn unreadable(error: &(dyn Error + 'static)) -> ProblemKind {
    if error.is::<LengthLimitError>() {
        ProblemKind::TooLarge
    } else if is_too_slow(error) {
        ProblemKind::TooSlow
    } else {
        ProblemKind::Malformed
    }
}

/// Whether the body stopped coming, as the limit on that says ([`crate::deadline`]).
fn is_too_slow(error: &(dyn Error + 'static)) -> bool {
    error.is::<TimeoutError>() || error.source().is_some_and(is_too_slow)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(bodies: &Bodies, len: usize) -> Result<Bytes, ProblemKind> {
        bodies.read(Body::from(vec![7; len]), 100, None).await.map_err(|refusal| refusal.kind())
    }

    #[tokio::test]
    async fn there_is_room_again_when_a_body_is_gone() {
        let bodies = Bodies::new(100);
        let first = read(&bodies, 60).await.unwrap();
        let copy = first.clone();
        drop(first);
        assert_eq!(read(&bodies, 60).await, Err(ProblemKind::Unavailable));
        assert_eq!(read(&bodies, 40).await.unwrap(), vec![7; 40], "given back at once");
        drop(copy);
        assert_eq!(read(&bodies, 100).await.unwrap(), vec![7; 100]);
    }

    #[tokio::test]
    async fn one_that_is_too_long_takes_no_room() {
        let bodies = Bodies::new(1000);
        assert_eq!(read(&bodies, 101).await, Err(ProblemKind::TooLarge));
        assert!(bodies.0.place(None).grow(1000));
    }
}
