//! Opening the store that the settings name.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::ensure;
use tacit_server::{
    prepare_list, prepare_master_key,
    store::{Store, embedded::EmbeddedStore, mongo::MongoStore},
};

use crate::settings::{Settings, StoreChoice};

/// An opened store. MongoDB's apart too, because it wants to be closed, whoever still has it then.
pub(crate) struct Opened {
    pub(crate) store: Arc<dyn Store>,
    mongo: Option<MongoStore>,
}

impl Opened {
    /// For a server, which has the embedded store to itself; it is made if it isn't there, and so are the master key of an empty store and
    /// the list beside it.
    pub(crate) async fn for_serving(settings: &Settings, master_key: &Path) -> anyhow::Result<Self> {
        let opened = match &settings.store {
            StoreChoice::MongoDb(uri) => Self::mongo(settings, uri).await?,
            StoreChoice::Embedded => {
                Self { store: Arc::new(EmbeddedStore::open(&settings.database())?), mongo: None }
            }
        };
        match prepare(&*opened.store, master_key).await {
            Ok(()) => Ok(opened),
            Err(error) => {
                opened.close().await;
                Err(error)
            }
        }
    }

    /// For something that no server may run beside, which only the embedded store can tell. There must be one.
    pub(crate) async fn alone(settings: &Settings) -> anyhow::Result<Self> {
        if let StoreChoice::MongoDb(uri) = &settings.store {
            return Self::mongo(settings, uri).await;
        }
        Ok(Self { store: Arc::new(EmbeddedStore::open(&database(settings)?)?), mongo: None })
    }

    /// For something short, beside a server that may be running. There must be one.
    pub(crate) async fn beside(settings: &Settings) -> anyhow::Result<Self> {
        if let StoreChoice::MongoDb(uri) = &settings.store {
            return Self::mongo(settings, uri).await;
        }
        Ok(Self { store: Arc::new(EmbeddedStore::open_beside(&database(settings)?)?), mongo: None })
    }

    /// Ends its connections.
    pub(crate) async fn close(self) {
        drop(self.store);
        if let Some(mongo) = self.mongo {
            mongo.shutdown().await;
        }
    }

    async fn mongo(settings: &Settings, uri: &str) -> anyhow::Result<Self> {
        let store = MongoStore::connect_with(uri, &settings.mongodb_database, &settings.mongodb).await?;
        Ok(Self { store: Arc::new(store.clone()), mongo: Some(store) })
    }
}

async fn prepare(store: &dyn Store, master_key: &Path) -> anyhow::Result<()> {
    prepare_master_key(store, master_key).await?;
    Ok(prepare_list(store, master_key).await?)
}

/// The embedded store's file, which must be there.
fn database(settings: &Settings) -> anyhow::Result<PathBuf> {
    let file = settings.database();
    ensure!(
        file.exists(),
        "there is no store {}. Check --data-dir; a server makes one when it starts for the first time.",
        file.display()
    );
    Ok(file)
}
