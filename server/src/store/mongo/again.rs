//! Writes of many documents and indexes, once more when the primary went away: the driver doesn't repeat those, since MongoDB keeps
//! no answers of them.

use mongodb::{
    Collection,
    bson::{Document, doc},
    error::{Error, ErrorKind, WriteFailure},
};

/// Elections are far between; more than this isn't an election.
const TRIES: usize = 3;
/// The codes that say so, as the specification of retryable writes has them: HostUnreachable, HostNotFound, NetworkTimeout,
/// ShutdownInProgress, PrimarySteppedDown, ExceededTimeLimit, SocketException, NotWritablePrimary, InterruptedAtShutdown,
/// InterruptedDueToReplStateChange, NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary.
const GONE: [i32; 12] = [6, 7, 89, 91, 189, 262, 9001, 10_107, 11_600, 11_602, 13_435, 13_436];

/// Does what may be done again, until the primary doesn't go away meanwhile. It may have been done, in part or in whole, each
/// time; how many documents an answer speaks of is only true if it was done once.
///
/// # Errors
///
/// That of the last try.
pub(super) async fn again<T, W>(mut work: impl FnMut() -> W) -> Result<T, Error>
where
    W: IntoFuture<Output = Result<T, Error>>,
{
    let mut elections = Elections::default();
    loop {
        match work().await {
            Err(error) if elections.allow(&error) => {}
            outcome => return outcome,
        }
    }
}

/// Updates all documents that the filter finds, which it finds no more then, until a read finds none: while documents are moved from shard to
/// shard, an update of many may pass some of them over, a read doesn't.
///
/// # Errors
///
/// That of the last try.
pub(super) async fn update_all(
    collection: &Collection<Document>,
    filter: &Document,
    update: &Document,
) -> Result<(), Error> {
    loop {
        again(|| collection.update_many(filter.clone(), update.clone())).await?;
        let left = again(|| collection.find_one(filter.clone()).projection(doc! { "_id": 1 })).await?;
        if left.is_none() {
            return Ok(());
        }
    }
}

/// How often the primary went away while one thing was tried.
#[derive(Default)]
pub(super) struct Elections(usize);

impl Elections {
    /// Whether to try again after this error.
    pub(super) fn allow(&mut self, error: &Error) -> bool {
        self.0 += 1;
        self.0 < TRIES && primary_went(error)
    }
}

/// Whether the primary, or the connection to it, went away before it was known that a majority has what was written.
fn primary_went(error: &Error) -> bool {
    let code = match error.kind.as_ref() {
        ErrorKind::Io(_) | ErrorKind::ConnectionPoolCleared { .. } => return true,
        ErrorKind::Command(error) => error.code,
        ErrorKind::Write(WriteFailure::WriteConcernError(error)) => error.code,
        _ => return false,
    };
    GONE.contains(&code)
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, io, sync::Arc};

    use super::*;

    fn cut_off() -> Error {
        ErrorKind::Io(Arc::new(io::ErrorKind::UnexpectedEof.into())).into()
    }

    #[tokio::test]
    async fn what_an_election_ends_is_done_again() {
        let tries = Cell::new(0);
        let fails_until = async |works: usize, error: fn() -> Error| {
            tries.set(0);
            again(|| async {
                tries.set(tries.get() + 1);
                if tries.get() < works { Err(error()) } else { Ok(tries.get()) }
            })
            .await
        };
        assert_eq!(fails_until(1, cut_off).await.unwrap(), 1);
        assert_eq!(fails_until(3, cut_off).await.unwrap(), 3);
        assert!(fails_until(9, cut_off).await.is_err());
        assert_eq!(tries.get(), 3, "not for ever");
        assert!(fails_until(3, || Error::custom("something else")).await.is_err());
        assert_eq!(tries.get(), 1);
    }
}
