//! Everything is moved from each store into each, and servers are kept out meanwhile.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use tacit_server::store::{
    OpenError,
    embedded::EmbeddedStore,
    mongo::{MongoOptions, MongoStore},
    portable::{MoveState, Portable},
};
use tacit_testkit::{
    contract::migration,
    mongo_stand_in::{MongoStandIn, fresh_database},
};
use tempfile::TempDir;

/// A store of either kind, with what it lives in.
enum Made {
    Embedded { store: Arc<EmbeddedStore>, _folder: TempDir },
    MongoDb(Arc<MongoStore>),
}

impl Made {
    fn embedded() -> Self {
        let folder = TempDir::new().unwrap();
        let store = Arc::new(EmbeddedStore::open(&folder.path().join("tacit.db")).unwrap());
        Self::Embedded { store, _folder: folder }
    }

    async fn mongo(mongo: &MongoStandIn) -> Self {
        Self::MongoDb(Arc::new(MongoStore::connect(mongo.uri(), &fresh_database()).await.unwrap()))
    }

    fn portable(&self) -> Arc<dyn Portable> {
        match self {
            Self::Embedded { store, .. } => store.clone(),
            Self::MongoDb(store) => store.clone(),
        }
    }

    async fn finish(self) {
        if let Self::MongoDb(store) = self {
            Arc::into_inner(store).unwrap().shutdown().await;
        }
    }
}

macro_rules! from_each_into_each {
    ($($clause:ident)*) => {
        $(mod $clause {
            use super::*;

            #[tokio::test(flavor = "multi_thread")]
            async fn within_files() {
                let (from, to) = (Made::embedded(), Made::embedded());
                migration::$clause(&from.portable(), &to.portable()).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn into_mongodb() {
                let Some(mongo) = MongoStandIn::start() else { return };
                let (from, to) = (Made::embedded(), Made::mongo(&mongo).await);
                migration::$clause(&from.portable(), &to.portable()).await;
                to.finish().await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn out_of_mongodb() {
                let Some(mongo) = MongoStandIn::start() else { return };
                let (from, to) = (Made::mongo(&mongo).await, Made::embedded());
                migration::$clause(&from.portable(), &to.portable()).await;
                from.finish().await;
            }
        })*
    };
}

from_each_into_each! {
    everything_is_moved
    a_move_goes_on_where_it_stopped
    a_move_that_cannot_be_is_refused
}

const STATES: [MoveState; 3] =
    [MoveState::Leaving([1; 16]), MoveState::Left([1; 16]), MoveState::Arriving([1; 16])];

/// Whether this is what servers are told in that state.
fn is_told(state: MoveState, error: Option<OpenError>) -> bool {
    matches!(
        (state, error),
        (MoveState::Leaving(_), Some(OpenError::Leaving { .. }))
            | (MoveState::Left(_), Some(OpenError::Left { .. }))
            | (MoveState::Arriving(_), Some(OpenError::Arriving { .. }))
            | (MoveState::Settled | MoveState::Arrived(_), None)
    )
}

#[tokio::test]
async fn a_file_that_is_moved_is_opened_by_no_server() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("tacit.db");
    drop(EmbeddedStore::open(&path).unwrap());
    for state in STATES.into_iter().chain([MoveState::Settled, MoveState::Arrived([1; 16])]) {
        let store = EmbeddedStore::open_to_move(&path).unwrap();
        store.set_move_state(state).await.unwrap();
        assert_eq!(store.move_state().await.unwrap(), state);
        drop(store);
        assert!(is_told(state, EmbeddedStore::open(&path).err()), "{state:?}");
        assert!(is_told(state, EmbeddedStore::open_beside(&path).err()), "{state:?}");
    }
}

#[tokio::test]
async fn a_database_that_is_moved_is_opened_by_no_server() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let database = fresh_database();
    let options = MongoOptions::default();
    for state in STATES.into_iter().chain([MoveState::Settled, MoveState::Arrived([1; 16])]) {
        let store = MongoStore::connect_to_move(mongo.uri(), &database, &options).await.unwrap();
        store.set_move_state(state).await.unwrap();
        assert_eq!(store.move_state().await.unwrap(), state);
        store.shutdown().await;
        let opened = MongoStore::connect(mongo.uri(), &database).await;
        let error = match opened {
            Ok(store) => {
                store.shutdown().await;
                None
            }
            Err(error) => Some(error),
        };
        assert!(is_told(state, error), "{state:?}");
    }
}
