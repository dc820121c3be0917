//! What servers run on: a store that outlives them, their lives, and what ends those.

use std::{
    fs,
    future::{pending, poll_fn},
    path::{Path, PathBuf},
    pin::pin,
    sync::{Arc, Mutex},
    task::Poll,
    time::SystemTime,
};

use mongodb::Client;
use tacit_server::store::{Store, embedded::EmbeddedStore, mongo::MongoStore};
use tacit_testkit::seeded::Seeded;
use tempfile::TempDir;
use tokio::{runtime, sync::watch};

use crate::{
    chaos::{Chaos, Engine},
    dump::dump,
    kept,
};

/// Everything that is there also while no server runs.
pub struct Plant {
    pub chaos: Chaos,
    pub folder: TempDir,
    /// Until it is dropped.
    engine: Option<runtime::Runtime>,
    disk: Mutex<Disk>,
    /// The database that the store is in, if that is MongoDB's.
    documents: Option<(Client, String)>,
    lives: Mutex<Vec<Arc<Life>>>,
}

/// The store as it is now.
struct Disk {
    store: Arc<dyn Store>,
    /// Its file, if it has one, and how many there were before it.
    file: Option<(PathBuf, u32)>,
}

/// How long the log was, and that nothing of it was in the database yet.
#[derive(PartialEq)]
pub struct Mark {
    log: u64,
    database: (u64, SystemTime),
}

impl Plant {
    /// On the embedded store in this folder, made if there is none.
    pub fn embedded(seed: u64, folder: TempDir) -> Arc<Self> {
        let chaos = Chaos::new(seed, Engine::File);
        let engine = engine();
        let file = folder.path().join("tacit.db");
        let store = open(&engine, &file);
        let disk = Mutex::new(Disk { store, file: Some((file, 0)) });
        Arc::new(Self { chaos, folder, engine: Some(engine), disk, documents: None, lives: Mutex::default() })
    }

    /// On MongoDB.
    pub fn on_mongodb(seed: u64, folder: TempDir, uri: &str, database: &str) -> Arc<Self> {
        let chaos = Chaos::new(seed, Engine::MongoDb);
        let engine = engine();
        let (store, client) = engine.block_on(async {
            let store = MongoStore::connect(uri, database).await.unwrap();
            (Arc::new(store), Client::with_uri_str(uri).await.unwrap())
        });
        let disk = Mutex::new(Disk { store, file: None });
        let documents = Some((client, database.to_owned()));
        Arc::new(Self { chaos, folder, engine: Some(engine), disk, documents, lives: Mutex::default() })
    }

    /// What the store has, in short: other than before if something was changed.
    pub fn kept(&self) -> u64 {
        match (&self.documents, self.file()) {
            (Some((client, database)), _) => kept::in_documents(self.run(dump(client, database))),
            (None, Some(file)) => kept::in_file(&file),
            (None, None) => unreachable!("a store is one or the other"),
        }
    }

    /// All that is kept: files, and MongoDB's documents.
    pub fn all_kept(&self) -> Vec<u8> {
        let mut all = Vec::new();
        read_all(self.folder.path(), &mut all);
        if let Some((client, database)) = &self.documents {
            let documents = self.run(dump(client, database));
            documents.iter().for_each(|(_, document)| all.extend(document));
        }
        all
    }

    pub fn store(&self) -> Arc<dyn Store> {
        self.disk.lock().unwrap().store.clone()
    }

    /// The database's file, if it has one.
    pub fn file(&self) -> Option<PathBuf> {
        self.disk.lock().unwrap().file.as_ref().map(|(file, _)| file.clone())
    }

    /// Has the store do this, while the simulated time stands still.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> T {
        let _engine = self.engine.as_ref().unwrap().enter();
        futures::executor::block_on(work)
    }

    /// Has the store do this until it has waited so often for something, if it isn't done before.
    pub fn run_until<T>(&self, waits: u64, work: impl Future<Output = T>) -> Option<T> {
        let (mut work, mut waits) = (pin!(work), waits);
        self.run(poll_fn(move |context| match work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending if waits == 0 => Poll::Ready(None),
            Poll::Pending => {
                waits -= 1;
                Poll::Pending
            }
        }))
    }

    /// A server begins to live.
    pub fn begin(&self) -> Arc<Life> {
        let life = Arc::new(Life(watch::Sender::new(true)));
        self.lives.lock().unwrap().push(life.clone());
        life
    }

    pub fn mark(&self) -> Option<Mark> {
        let file = self.file()?;
        let database = fs::metadata(&file).unwrap();
        let log = fs::metadata(log_of(&file)).map_or(0, |log| log.len());
        Some(Mark { log, database: (database.len(), database.modified().unwrap()) })
    }

    /// Ends the lives of all servers; how many lived.
    pub fn all_die(&self) -> usize {
        self.lives.lock().unwrap().drain(..).filter(|life| !life.is_over()).map(|life| life.end()).count()
    }

    /// The power fails, and all servers died: what came to the log since `before` is on disk in part. Answers whether something
    /// came, which isn't there any more as it was.
    pub fn cut_power(&self, before: Option<Mark>, random: &mut Seeded) -> bool {
        let now = self.mark();
        let mut disk = self.disk.lock().unwrap();
        let Some((file, number)) = disk.file.clone() else { return false };
        let folder = self.folder.path().join(format!("disk-{}", number + 1));
        fs::create_dir(&folder).unwrap();
        let next = folder.join("tacit.db");
        fs::copy(&file, &next).unwrap();
        let mut is_torn = false;
        if let Ok(whole) = fs::read(log_of(&file)) {
            let mut log = whole.clone();
            if let (Some(before), Some(now)) = (before, now)
                && now.log > before.log
                && now.database == before.database
            {
                tear(&mut log, before.log, random);
            }
            is_torn = log != whole;
            fs::write(log_of(&next), log).unwrap();
        }
        disk.store = open(self.engine.as_ref().unwrap(), &next);
        // The store before is still open; nobody asks it any more.
        for suffix in ["", "-wal", "-shm", ".lock"] {
            let _ = fs::remove_file(with(&file, suffix));
        }
        disk.file = Some((next, number + 1));
        is_torn
    }
}

impl Drop for Plant {
    fn drop(&mut self) {
        // Its threads end by themselves; inside the simulation's runtime nobody may wait for them.
        self.engine.take().unwrap().shutdown_background();
    }
}

/// A server's, from its start until it is killed.
pub struct Life(watch::Sender<bool>);

impl Life {
    pub fn is_over(&self) -> bool {
        !*self.0.borrow()
    }

    pub fn end(&self) {
        self.0.send_replace(false);
    }

    /// Goes on only while it lives: what a dead server was about to do never happens.
    pub async fn goes_on(&self) {
        if self.is_over() {
            pending::<()>().await;
        }
    }

    /// Waits until it is over.
    pub async fn over(&self) {
        // An error can't be: the sender is here.
        let _ = self.0.subscribe().wait_for(|lives| !lives).await;
    }
}

/// Cuts the log somewhere behind `sound`; what was allocated behind the cut may hold anything.
fn tear(log: &mut Vec<u8>, sound: u64, random: &mut Seeded) {
    let sound = sound as usize;
    let cut = sound + random.below((log.len() - sound) as u64) as usize;
    if random.below(2) == 0 {
        log.truncate(cut);
    } else {
        log[cut..].fill_with(|| random.next_u64() as u8);
    }
}

fn engine() -> runtime::Runtime {
    runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn open(engine: &runtime::Runtime, file: &Path) -> Arc<dyn Store> {
    let _engine = engine.enter();
    Arc::new(EmbeddedStore::open(file).unwrap().closing_by(2))
}

fn log_of(file: &Path) -> PathBuf {
    with(file, "-wal")
}

fn with(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn read_all(folder: &Path, into: &mut Vec<u8>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            read_all(&entry.path(), into);
        } else {
            into.extend(fs::read(entry.path()).unwrap());
        }
    }
}
