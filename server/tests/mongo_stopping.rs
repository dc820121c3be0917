//! Ending the connections to MongoDB takes no longer than is said, also while something goes on there.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

use std::{
    future::pending,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use tacit_server::store::{Store, mongo::MongoStore};
use tacit_testkit::{
    contract::Fixture,
    mongo_stand_in::{MongoStandIn, fresh_database},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};

/// For what is slow because the machine is busy.
const SLOWLY: Duration = Duration::from_secs(20);

/// As when the server is told to stop while it closes a session of a million.
#[tokio::test(flavor = "multi_thread")]
async fn a_close_under_way_is_cut_off_and_done_again() {
    let Some(mongo) = MongoStandIn::start_own() else { return };
    let gate = Gate::before(mongo.address().unwrap()).await;
    let database = fresh_database();
    let store = MongoStore::connect(&gate.uri(), &database).await.unwrap();
    let as_dyn: Arc<dyn Store> = Arc::new(store.clone());
    let fixture = Fixture::open(&as_dyn, 1, 2).await;
    as_dyn.put_report(&fixture.session, fixture.report(0, 1, 0)).await.unwrap();
    gate.hold_next_update();
    let (session, closes) = (fixture.session, store.clone());
    let closing = tokio::spawn(async move { closes.freeze(&session, 5, 5).await });
    timeout(SLOWLY, gate.is_holding()).await.unwrap();

    let begun = Instant::now();
    timeout(MongoStore::CLOSING + SLOWLY, store.shutdown()).await.unwrap();
    // Sooner, it would have waited for nothing.
    assert!(begun.elapsed() >= MongoStore::CLOSING / 2, "{:?}", begun.elapsed());
    closing.abort();
    assert!(closing.await.unwrap_err().is_cancelled(), "it was held");

    let store = MongoStore::connect(mongo.uri(), &database).await.unwrap();
    assert_eq!(store.freeze(&session, 5, 5).await.unwrap().submitted, 1);
    let begun = Instant::now();
    store.shutdown().await;
    assert!(begun.elapsed() < MongoStore::CLOSING / 2, "there was nothing to wait for");
}

/// Passes on what comes to a database server, but for one update, whose connection it holds.
struct Gate {
    address: SocketAddr,
    orders: Arc<Orders>,
}

#[derive(Default)]
struct Orders {
    hold: AtomicBool,
    holds: AtomicBool,
}

impl Gate {
    async fn before(behind: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let gate = Self { address: listener.local_addr().unwrap(), orders: Arc::default() };
        let orders = gate.orders.clone();
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let (mut asks, mut hears) = client.into_split();
                let (mut answers, mut takes) = TcpStream::connect(behind).await.unwrap().into_split();
                let orders = orders.clone();
                tokio::spawn(async move { copy(&mut answers, &mut hears).await });
                tokio::spawn(async move {
                    let mut bytes = vec![0; 1 << 16];
                    while let Ok(length @ 1..) = asks.read(&mut bytes).await {
                        orders.judge(&bytes[..length]).await;
                        if takes.write_all(&bytes[..length]).await.is_err() {
                            return;
                        }
                    }
                });
            }
        });
        gate
    }

    fn uri(&self) -> String {
        format!("mongodb://{}/?directConnection=true", self.address)
    }

    fn hold_next_update(&self) {
        self.orders.hold.store(true, Ordering::SeqCst);
    }

    async fn is_holding(&self) {
        while !self.orders.holds.load(Ordering::SeqCst) {
            sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Orders {
    /// Never returns if this is to be held.
    async fn judge(&self, bytes: &[u8]) {
        // The command's name, as BSON has it: a text.
        let is_update = bytes.windows(8).any(|window| window == b"\x02update\0");
        if is_update && self.hold.swap(false, Ordering::SeqCst) {
            self.holds.store(true, Ordering::SeqCst);
            pending::<()>().await;
        }
    }
}
