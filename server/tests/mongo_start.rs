//! A server's first steps on MongoDB: what keeps it away, and which master key is the store's.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

#[path = "common/program.rs"]
mod program;

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    process::Command,
    thread,
};

use futures::future::join_all;
use tacit_server::{
    ReleasedList, StoreKeyError, StoreListError, begin_list, check_list, prepare_list, prepare_master_key,
    read_master_key, released_list,
    store::{
        NeededList, Store,
        mongo::{MongoOptions, MongoStore},
        portable::{MoveState, Portable},
    },
};
use tacit_testkit::mongo_stand_in::{MongoStandIn, fresh_database};
use tempfile::TempDir;

/// What it answers that keeps a server away is told apart from no answer, which isn't an error.
#[tokio::test(flavor = "multi_thread")]
async fn what_keeps_a_server_from_mongodb_is_said_before_the_start() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let dir = TempDir::new().unwrap();
    let check = |command: &str, uri: &str| {
        let output = Command::new(program::PROGRAM)
            .args([command, "--listen", "127.0.0.1:0", "--mongodb-timeout", "3", "--data-dir"])
            .arg(dir.path().join("data"))
            .env("TACIT_STORE", uri)
            .output()
            .unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(!said.contains("hunter2"), "{said}");
        (output.status.success(), said)
    };
    let (fine, said) = check("check-config", "mongodb://u:hunter2@127.0.0.1:1/");
    assert!(fine && said.contains("MongoDB doesn't answer") && said.contains("firewall"), "{said}");
    let plain = format!("mongodb://u:hunter2@{}/?tls=true&directConnection=true", answers_without_tls());
    let missing = format!("{plain}&tlsCAFile=/nowhere/ca.pem");
    let mut refused = vec![(plain, "about TLS"), (missing, "about TLS")];
    let locked = MongoStandIn::start_locked();
    if let Some(locked) = &locked {
        refused.push((locked.uri().replace("mongodb://", "mongodb://u:hunter2@"), "Check user and password"));
        refused.push((locked.uri().into(), "Check user and password"));
    }
    for (uri, advice) in refused {
        for command in ["check-config", "serve"] {
            let (fine, said) = check(command, &uri);
            assert!(!fine && said.contains(advice), "{command} {advice}: {said}");
        }
    }
    let database = fresh_database();
    let mover = MongoStore::connect_to_move(mongo.uri(), &database, &MongoOptions::default()).await.unwrap();
    assert!(mover.set_move_state(MoveState::Settled, MoveState::Left([1; 16])).await.unwrap());
    mover.shutdown().await;
    let moved = Command::new(program::PROGRAM)
        .args(["check-config", "--mongodb-database", &database, "--data-dir"])
        .arg(dir.path().join("data"))
        .env("TACIT_STORE", mongo.uri())
        .output()
        .unwrap();
    assert!(
        !moved.status.success()
            && String::from_utf8_lossy(&moved.stderr).contains("was moved to another store")
    );
}

/// The address of something that answers whatever comes, as who expects no handshake.
fn answers_without_tls() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let _ =
                stream.read(&mut [0; 16]).and_then(|_| stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n"));
        }
    });
    address
}

/// Each has an empty volume, and makes itself a key at once.
#[tokio::test(flavor = "multi_thread")]
async fn of_several_first_servers_one_says_which_master_key_is_the_stores() {
    let Some(mongo) = MongoStandIn::start() else { return };
    for _ in 0..5 {
        let (database, dir) = (fresh_database(), TempDir::new().unwrap());
        let key = |server: usize| dir.path().join(format!("{server}.key"));
        let starting = (0..6).map(|server| {
            let (uri, database, key) = (mongo.uri().to_owned(), database.clone(), key(server));
            tokio::spawn(async move {
                let store = MongoStore::connect(&uri, &database).await.unwrap();
                let prepared = prepare_master_key(&store, &key).await;
                store.shutdown().await;
                prepared
            })
        });
        let started: Vec<_> = join_all(starting).await.into_iter().map(Result::unwrap).collect();
        let first: Vec<_> = (0..6).filter(|server| started[*server].is_ok()).collect();
        assert_eq!(first.len(), 1, "{started:?}");
        let store = MongoStore::connect(mongo.uri(), &database).await.unwrap();
        assert_eq!(store.key_check().await.unwrap(), Some(read_master_key(&key(first[0])).unwrap()));
        for (server, refused) in started.iter().enumerate().filter(|(_, started)| started.is_err()) {
            let refused = refused.as_ref().unwrap_err();
            // Who came later found the store with its key before making one.
            assert!(
                matches!(refused, StoreKeyError::Other(_) | StoreKeyError::MissingOfEmpty(_)),
                "{refused}"
            );
            assert!(refused.to_string().contains("from the first server"), "{refused}");
            // As it says.
            std::fs::copy(key(first[0]), key(server)).unwrap();
            prepare_master_key(&store, &key(server)).await.unwrap();
        }
        store.shutdown().await;
    }
}

/// Each has the same master key, and no list: who comes when the store has one waits for a copy of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_beside_others_needs_a_copy_of_their_list() {
    let Some(mongo) = MongoStandIn::start() else { return };
    for _ in 0..5 {
        let (database, dir) = (fresh_database(), TempDir::new().unwrap());
        let key = |server: usize| dir.path().join(format!("{server}.key"));
        let store = MongoStore::connect(mongo.uri(), &database).await.unwrap();
        prepare_master_key(&store, &key(0)).await.unwrap();
        for server in 1..6 {
            std::fs::copy(key(0), key(server)).unwrap();
        }
        let starting = (0..6).map(|server| {
            let (store, key) = (store.clone(), key(server));
            tokio::spawn(async move { prepare_list(&store, &key).await })
        });
        let started: Vec<_> = join_all(starting).await.into_iter().map(Result::unwrap).collect();
        let id = store.list_id().await.unwrap().unwrap();
        let is_the_stores = |server: usize| {
            ReleasedList::read(&key(server)).unwrap().is_some_and(|list| list.ids.contains(&id))
        };
        let first = (0..6).find(|server| started[*server].is_ok()).unwrap();
        for (server, started) in started.iter().enumerate() {
            let Err(refused) = started else {
                assert!(is_the_stores(server));
                continue;
            };
            assert!(matches!(refused, StoreListError::Missing(_)), "{refused}");
            assert!(refused.to_string().contains("copy it from another"), "{refused}");
            assert!(!released_list(&key(server)).exists(), "none is begun");
            // As it says.
            std::fs::copy(released_list(&key(first)), released_list(&key(server))).unwrap();
            prepare_list(&store, &key(server)).await.unwrap();
        }
        // It stays so, and another store's list is refused.
        prepare_list(&store, &key(first)).await.unwrap();
        let other = MongoStore::connect(mongo.uri(), &fresh_database()).await.unwrap();
        let lone = dir.path().join("lone.key");
        prepare_list(&other, &lone).await.unwrap();
        let refused = prepare_list(&store, &lone).await.unwrap_err();
        assert!(matches!(refused, StoreListError::Other(_)), "{refused}");
        let needed = MongoStore::needed(mongo.uri(), &database, &MongoOptions::default()).await.unwrap();
        assert_eq!(needed.list, NeededList { id: Some(id), has_sessions: false });
        assert!(matches!(check_list(&lone, &needed.list), Err(StoreListError::Other(_))));
        other.shutdown().await;
        store.shutdown().await;
    }
}

/// What one has begun anew goes to the others with its lines, and takes the old id from them.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_begun_anew_replaces_the_one_before_on_every_server_that_gets_its_lines() {
    let Some(mongo) = MongoStandIn::start() else { return };
    let (database, dir) = (fresh_database(), TempDir::new().unwrap());
    let [one, other] = ["one.key", "other.key"].map(|name| dir.path().join(name));
    let store = MongoStore::connect(mongo.uri(), &database).await.unwrap();
    prepare_master_key(&store, &one).await.unwrap();
    prepare_list(&store, &one).await.unwrap();
    std::fs::copy(&one, &other).unwrap();
    std::fs::copy(released_list(&one), released_list(&other)).unwrap();
    prepare_list(&store, &other).await.unwrap();
    let before = store.list_id().await.unwrap().unwrap();

    std::fs::remove_file(released_list(&one)).unwrap();
    let begun = begin_list(&store, &one).await.unwrap();
    let after = store.list_id().await.unwrap().unwrap();
    assert!(begun.ids == [after] && after != before);
    let refused = prepare_list(&store, &other).await.unwrap_err();
    assert!(matches!(refused, StoreListError::Other(_)), "{refused}");
    // As it says: `cat ONE >> OTHER`.
    let lines = [&other, &one].map(|key| std::fs::read(released_list(key)).unwrap()).concat();
    std::fs::write(released_list(&other), lines).unwrap();
    for key in [&one, &other] {
        prepare_list(&store, key).await.unwrap();
        // A copy of the database from before.
        let older = NeededList { id: Some(before), has_sessions: true };
        assert!(matches!(check_list(key, &older), Err(StoreListError::Replaced(_))));
    }
    store.shutdown().await;
}
