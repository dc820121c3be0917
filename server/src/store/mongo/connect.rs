//! The connection, and what must be in the database before the first request.

use std::time::Duration;

use mongodb::{
    Client, Collection, IndexModel,
    bson::{Document, doc},
    error::Error,
    options::{ClientOptions, IndexOptions, ReadConcern, ReadPreference, SelectionCriteria, WriteConcern},
};

use super::{MongoStore, document::Fields};
use crate::store::{OpenError, StoreError};

/// The format this program writes.
const FORMAT: i64 = 1;

/// How to use the connection. What isn't set is as the address says, or else as the methods say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MongoOptions {
    /// The most connections to each member; 0: any number.
    pub max_pool: Option<u32>,
    /// How many connections to each member are kept open.
    pub min_pool: Option<u32>,
    /// How long a connection may take to be made.
    pub connect_timeout: Option<Duration>,
    /// How long a request waits for a primary, or a write for a majority, before it is refused.
    pub timeout: Option<Duration>,
}

impl MongoOptions {
    /// As many as work at once on a busy server; the driver's own 10 make most of them wait.
    const MAX_POOL: u32 = 64;
    /// Within one data centre and without TLS: some milliseconds.
    const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
    /// An election takes about as long.
    const TIMEOUT: Duration = Duration::from_secs(10);
}

pub(super) async fn connect(
    uri: &str,
    database: &str,
    options: &MongoOptions,
) -> Result<MongoStore, OpenError> {
    let unreachable = |error: Error| OpenError::Unreachable { reason: error.to_string() };
    let store = client(uri, database, options).await?;
    let found = format(&store.meta).await.map_err(unreachable)?;
    let place = || format!("the MongoDB database {database}");
    match found {
        Ok(FORMAT) => {}
        Ok(found) => return Err(OpenError::Newer { place: place(), found, known: FORMAT }),
        Err(damage) => return Err(OpenError::Engine { place: place(), reason: damage.to_string() }),
    }
    make_indexes(&store).await.map_err(unreachable)?;
    Ok(store)
}

/// The store, of which nothing was asked yet.
pub(super) async fn client(
    uri: &str,
    database: &str,
    options: &MongoOptions,
) -> Result<MongoStore, OpenError> {
    let options = client_options(uri, options).await?;
    let client = Client::with_options(options).map_err(|error| address_error(uri, &error))?;
    let db = client.database(database);
    Ok(MongoStore {
        moves: false,
        codes: db.collection("codes"),
        offers: db.collection("offers"),
        sessions: db.collection("sessions"),
        participants: db.collection("participants"),
        reports: db.collection("reports"),
        batches: db.collection("batches"),
        records: db.collection("batch_records"),
        publications: db.collection("publications"),
        meta: db.collection("meta"),
        client,
    })
}

async fn client_options(uri: &str, set: &MongoOptions) -> Result<ClientOptions, OpenError> {
    let mut options = ClientOptions::parse(uri).await.map_err(|error| address_error(uri, &error))?;
    let majority = WriteConcern::builder().w(mongodb::options::Acknowledgment::Majority);
    let timeout = set.timeout.or(options.server_selection_timeout).unwrap_or(MongoOptions::TIMEOUT);
    options.write_concern = Some(majority.journal(true).w_timeout(timeout).build());
    options.read_concern = Some(ReadConcern::majority());
    options.selection_criteria = Some(SelectionCriteria::ReadPreference(ReadPreference::Primary));
    options.retry_writes = Some(true);
    options.retry_reads = Some(true);
    options.server_selection_timeout = Some(timeout);
    options.max_pool_size = set.max_pool.or(options.max_pool_size).or(Some(MongoOptions::MAX_POOL));
    options.min_pool_size = set.min_pool.or(options.min_pool_size);
    options.connect_timeout =
        set.connect_timeout.or(options.connect_timeout).or(Some(MongoOptions::CONNECT_TIMEOUT));
    options.app_name.get_or_insert_with(|| "tacit-server".into());
    Ok(options)
}

/// What the driver says may repeat a part of the address: it is only shown if there is no password in it.
fn address_error(uri: &str, error: &Error) -> OpenError {
    let reason = if uri.starts_with("mongodb+srv:") {
        "this program doesn't look hosts up in DNS; list them".into()
    } else if uri.contains('@') {
        "it isn't written as MongoDB addresses are; special characters in a password are written %40 and so on".into()
    } else {
        error.to_string()
    };
    OpenError::Address { reason }
}

/// The format of the database; ours, if it is new.
async fn format(meta: &Collection<Document>) -> Result<Result<i64, StoreError>, Error> {
    let ours = doc! { "$setOnInsert": { "format": FORMAT } };
    meta.update_one(doc! { "_id": "tacit" }, ours).upsert(true).await?;
    let found = meta.find_one(doc! { "_id": "tacit" }).await?;
    Ok(found.unwrap_or_default().integer("format"))
}

async fn make_indexes(store: &MongoStore) -> Result<(), Error> {
    let index = |keys| IndexModel::builder().keys(keys).build();
    let unique = IndexOptions::builder().unique(true).build();
    let one_session_an_offer = IndexModel::builder().keys(doc! { "offer": 1 }).options(unique).build();
    store.sessions.create_index(one_session_an_offer).await?;
    store.sessions.create_index(index(doc! { "analyst": 1, "created_at": -1, "_id": -1 })).await?;
    store.offers.create_index(index(doc! { "expires_at": 1 })).await?;
    store.offers.create_index(index(doc! { "analyst": 1 })).await?;
    store
        .participants
        .create_index(index(doc! { "session": 1, "admitted": 1, "cohort": 1, "newest": 1 }))
        .await?;
    store.participants.create_index(index(doc! { "session": 1, "digest": 1 })).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test]
    async fn what_is_set_goes_before_the_address_and_that_before_the_defaults() {
        let none = MongoOptions::default();
        let plain = client_options("mongodb://h/", &none).await.unwrap();
        assert_eq!((plain.max_pool_size, plain.min_pool_size), (Some(64), None));
        assert_eq!(
            (plain.connect_timeout, plain.server_selection_timeout),
            (Some(5 * SECOND), Some(10 * SECOND))
        );
        let uri = "mongodb://h/?maxPoolSize=7&minPoolSize=3&connectTimeoutMS=2000&serverSelectionTimeoutMS=4000&w=1\
                   &journal=false&readConcernLevel=local&readPreference=secondary&retryWrites=false";
        let named = client_options(uri, &none).await.unwrap();
        assert_eq!((named.max_pool_size, named.min_pool_size), (Some(7), Some(3)));
        assert_eq!(
            (named.connect_timeout, named.server_selection_timeout),
            (Some(2 * SECOND), Some(4 * SECOND))
        );
        let set = MongoOptions {
            max_pool: Some(9),
            min_pool: Some(8),
            connect_timeout: Some(3 * SECOND),
            timeout: Some(6 * SECOND),
        };
        let set = client_options(uri, &set).await.unwrap();
        assert_eq!((set.max_pool_size, set.min_pool_size), (Some(9), Some(8)));
        assert_eq!((set.connect_timeout, set.server_selection_timeout), (Some(3 * SECOND), Some(6 * SECOND)));
        for (options, timeout) in [(plain, 10), (named, 4), (set, 6)] {
            // Whatever the address says: what is acknowledged is on a majority's disks.
            let written = options.write_concern.unwrap();
            assert_eq!(written.w, Some(mongodb::options::Acknowledgment::Majority));
            assert_eq!((written.journal, written.w_timeout), (Some(true), Some(timeout * SECOND)));
            assert_eq!(options.read_concern, Some(ReadConcern::majority()));
            assert_eq!(
                options.selection_criteria,
                Some(SelectionCriteria::ReadPreference(ReadPreference::Primary))
            );
            assert_eq!((options.retry_writes, options.retry_reads), (Some(true), Some(true)));
        }
    }
}
