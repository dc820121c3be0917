//! What is in a database of MongoDB's.

use futures::TryStreamExt;
use mongodb::{
    Client,
    bson::{RawDocumentBuf, doc},
};

/// Every document of every collection, by its collection's name, as the driver hands it out.
pub(crate) async fn dump(client: &Client, database: &str) -> Vec<(String, Vec<u8>)> {
    let database = client.database(database);
    let mut all = Vec::new();
    for name in database.list_collection_names().await.unwrap() {
        let mut documents = database.collection::<RawDocumentBuf>(&name).find(doc! {}).await.unwrap();
        while let Some(document) = documents.try_next().await.unwrap() {
            all.push((name.clone(), document.as_bytes().to_vec()));
        }
    }
    all
}
