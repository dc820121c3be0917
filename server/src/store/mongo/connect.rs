//! The connection, and what must be in the database before the first request.

use std::time::Duration;

use mongodb::{
    Client, Collection, IndexModel,
    bson::{Document, doc},
    error::{Error, ErrorKind},
    options::{ClientOptions, IndexOptions, ReadConcern, ReadPreference, SelectionCriteria, WriteConcern},
};

use super::{MongoStore, again::again, document::Fields};
use crate::store::{OpenError, StoreError};

/// The format this program writes.
const FORMAT: i64 = 1;

/// The index that earlier versions made on participants, and nothing used.
const UNUSED_INDEX: &str = "session_1_digest_1";

/// The codes of MongoDB's errors that speak of rights: Unauthorized, AuthenticationFailed.
const REFUSALS: [i32; 2] = [13, 18];
/// The code of the error that there is no such index: IndexNotFound.
const INDEX_NOT_FOUND: i32 = 27;
/// What rustls says of a certificate that it doesn't trust, of what isn't TLS, and of an end that doesn't want to.
const TLS_WORDS: [&str; 5] =
    ["certificate", "corrupt message", "fatal alert", "tls handshake", "peer misbehaved"];
/// What systems say of a name that there isn't; not of one that couldn't be looked up in time.
const UNKNOWN_HOST_WORDS: [&str; 3] =
    ["Name or service not known", "Name does not resolve", "nodename nor servname"];

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
    let store = client(uri, database, options).await?;
    check_format(format(&store.meta).await.map_err(|error| unusable(&error))?, database)?;
    make_indexes(&store).await.map_err(|error| unusable(&error))?;
    if let Err(error) = drop_unused_index(&store).await {
        let error = StoreError::from(error);
        tracing::warn!(%error, "the index {UNUSED_INDEX} on participants, which nothing uses, can't be dropped; it only takes room");
    }
    Ok(store)
}

/// An error if the database can't be read, or was written by a later version. Changes nothing.
pub(super) async fn look_at(store: &MongoStore, database: &str) -> Result<(), OpenError> {
    match store.meta.find_one(doc! { "_id": "tacit" }).await.map_err(|error| unusable(&error))? {
        Some(found) => check_format(found.integer("format"), database),
        None => Ok(()),
    }
}

fn check_format(found: Result<i64, StoreError>, database: &str) -> Result<(), OpenError> {
    let place = || format!("the MongoDB database {database}");
    match found {
        Ok(FORMAT) => Ok(()),
        Ok(found) => Err(OpenError::Newer { place: place(), found, known: FORMAT }),
        Err(damage) => Err(OpenError::Engine { place: place(), reason: damage.to_string() }),
    }
}

/// The store, of which nothing was asked yet.
pub(super) async fn client(
    uri: &str,
    database: &str,
    options: &MongoOptions,
) -> Result<MongoStore, OpenError> {
    let options = client_options(uri, options).await?;
    let client = Client::with_options(options).map_err(|error| match &*error.kind {
        ErrorKind::InvalidTlsConfig { .. } => unusable(&error),
        _ => address_error(uri, &error),
    })?;
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

/// Why the database can't be used, though the address is one.
pub(super) fn unusable(error: &Error) -> OpenError {
    let reason = error.to_string();
    match &*error.kind {
        ErrorKind::Authentication { .. } => OpenError::Refused { reason },
        ErrorKind::Command(refusal) if REFUSALS.contains(&refusal.code) => OpenError::Refused { reason },
        ErrorKind::InvalidTlsConfig { .. } => OpenError::Tls { reason },
        ErrorKind::DnsResolve { .. } => OpenError::UnknownHost { reason },
        _ => by_words(reason),
    }
}

/// Of the members that it has tried, the driver tells in words alone what happened.
fn by_words(reason: String) -> OpenError {
    let has = |words: &[&str]| words.iter().any(|word| reason.contains(word));
    if has(&TLS_WORDS) {
        OpenError::Tls { reason }
    } else if has(&UNKNOWN_HOST_WORDS) {
        OpenError::UnknownHost { reason }
    } else {
        OpenError::Unreachable { reason }
    }
}

/// What the driver says may repeat a part of the address: it is only shown if there is no password in it.
fn address_error(uri: &str, error: &Error) -> OpenError {
    let reason = if uri.starts_with("mongodb+srv:") {
        "this program doesn't look hosts up in DNS; list them".into()
    } else if uri.contains('@') {
        "it isn't written as MongoDB addresses are, or has an option that there isn't; special characters in a password are written %40 and so on".into()
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
    let by_analyst = index(doc! { "analyst": 1, "created_at": -1, "_id": -1 });
    let by_cohort = index(doc! { "session": 1, "admitted": 1, "cohort": 1, "newest": 1 });
    for (collection, index) in [
        (&store.sessions, one_session_an_offer),
        (&store.sessions, by_analyst),
        (&store.offers, index(doc! { "expires_at": 1 })),
        (&store.offers, index(doc! { "analyst": 1 })),
        (&store.participants, by_cohort),
    ] {
        again(|| collection.create_index(index.clone())).await?;
    }
    Ok(())
}

/// Asks what there is first: dropping takes a lock, in a sharded cluster one that moving ranges waits for.
async fn drop_unused_index(store: &MongoStore) -> Result<(), Error> {
    let there = again(|| store.participants.list_index_names()).await?;
    if there.iter().any(|name| name == UNUSED_INDEX) {
        match again(|| store.participants.drop_index(UNUSED_INDEX)).await {
            // By another server that starts now.
            Err(error) if is_missing(&error) => {}
            dropped => dropped?,
        }
    }
    Ok(())
}

fn is_missing(error: &Error) -> bool {
    matches!(&*error.kind, ErrorKind::Command(refusal) if refusal.code == INDEX_NOT_FOUND)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_keeps_the_driver_from_a_member_is_told_apart() {
        let said = |error: &str| {
            by_words(format!(
                "Kind: Server selection timeout: No available servers. Error: Kind: I/O error: {error}"
            ))
        };
        for untrusted in
            ["invalid peer certificate: UnknownIssuer", "received corrupt message of type InvalidContentType"]
        {
            assert!(matches!(said(untrusted), OpenError::Tls { .. }), "{untrusted}");
        }
        let unknown = "failed to lookup address information: Name or service not known";
        assert!(matches!(said(unknown), OpenError::UnknownHost { .. }));
        for away in [
            "Connection refused (os error 111)",
            "failed to lookup address information: Temporary failure in name resolution",
        ] {
            assert!(matches!(said(away), OpenError::Unreachable { .. }), "{away}");
        }
    }

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
