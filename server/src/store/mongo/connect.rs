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
/// How long a request waits for a primary, or a write for a majority, before it is refused.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn connect(uri: &str, database: &str) -> Result<MongoStore, OpenError> {
    let client = Client::with_options(options(uri).await?).map_err(|error| address_error(uri, &error))?;
    let db = client.database(database);
    let unreachable = |error: Error| OpenError::Unreachable { reason: error.to_string() };
    let store = MongoStore {
        codes: db.collection("codes"),
        offers: db.collection("offers"),
        sessions: db.collection("sessions"),
        participants: db.collection("participants"),
        reports: db.collection("reports"),
        batches: db.collection("batches"),
        records: db.collection("batch_records"),
        publications: db.collection("publications"),
        client: client.clone(),
    };
    let found = format(&db.collection("meta")).await.map_err(unreachable)?;
    let place = || format!("the MongoDB database {database}");
    match found {
        Ok(FORMAT) => {}
        Ok(found) => return Err(OpenError::Newer { place: place(), found, known: FORMAT }),
        Err(damage) => return Err(OpenError::Engine { place: place(), reason: damage.to_string() }),
    }
    make_indexes(&store).await.map_err(unreachable)?;
    Ok(store)
}

pub(super) async fn ping(client: &Client) -> Result<(), StoreError> {
    client.database("admin").run_command(doc! { "ping": 1 }).await?;
    Ok(())
}

async fn options(uri: &str) -> Result<ClientOptions, OpenError> {
    let mut options = ClientOptions::parse(uri).await.map_err(|error| address_error(uri, &error))?;
    let majority = WriteConcern::builder().w(mongodb::options::Acknowledgment::Majority);
    options.write_concern = Some(majority.journal(true).w_timeout(PATIENCE).build());
    options.read_concern = Some(ReadConcern::majority());
    options.selection_criteria = Some(SelectionCriteria::ReadPreference(ReadPreference::Primary));
    options.retry_writes = Some(true);
    options.retry_reads = Some(true);
    options.server_selection_timeout = Some(PATIENCE);
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

    #[tokio::test]
    async fn writes_wait_for_a_journaled_majority_whatever_the_address_says() {
        let options = options("mongodb://127.0.0.1/?w=0&journal=false&retryWrites=false").await.unwrap();
        let concern = options.write_concern.unwrap();
        assert_eq!(concern.w, Some(mongodb::options::Acknowledgment::Majority));
        assert_eq!(concern.journal, Some(true));
        assert_eq!(options.read_concern, Some(ReadConcern::majority()));
        assert_eq!(options.retry_writes, Some(true));
        let primary = SelectionCriteria::ReadPreference(ReadPreference::Primary);
        assert_eq!(options.selection_criteria, Some(primary));
    }
}
