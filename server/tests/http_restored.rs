//! An older copy of the store, put back on another machine after a release: nothing is released again.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use std::{fs, time::Duration};

use common::{Reply, TestServer, survey::Survey};
use http::Method;
use tacit_protocol::{phase::Phase, problem::ProblemKind};
use tacit_server::{
    App, ReleasedList, Site, config::Config, prepare_list, released_list, serve, store::embedded,
};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// A server that has a list of its own, as on another machine, knows what the others have released: also where only its list is left.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_learns_what_servers_beside_it_have_released() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 2).await;
    for token in &survey.tokens {
        survey.submit(&server, token, &survey.aged(token, 1, 30)).await.ok(201);
    }
    let other = TempDir::new().unwrap();
    let key = other.path().join("master.key");
    for name in ["master.key", "master.key.released"] {
        fs::copy(server.dir.path().join(name), other.path().join(name)).unwrap();
    }
    prepare_list(&*server.store, &key).await.unwrap();
    let mut config = Config::new(&key);
    config.limits.sweep = Duration::from_millis(10);
    let app = App::new(config, server.store.clone(), server.clock.clone(), Site::default()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    tokio::spawn(serve(app, listener, std::future::pending()));
    assert_eq!(ReleasedList::read(&key).unwrap().unwrap().sessions, []);
    survey.compute(&server).await;
    let learned = async {
        while !fs::read_to_string(released_list(&key)).unwrap().contains(&survey.id.to_string()) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), learned).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_releases_nothing_again() {
    let server = TestServer::start().await;
    let (released, waiting) = (Survey::open(&server, 3).await, Survey::open(&server, 2).await);
    for survey in [&released, &waiting] {
        for token in &survey.tokens[..2] {
            survey.submit(&server, token, &survey.aged(token, 1, 30)).await.ok(201);
        }
    }
    let database = server.dir.path().join("tacit.db");
    let copy = server.dir.path().join("copy.db");
    let content = embedded::back_up(&database, &copy).unwrap();
    assert_eq!((content.sessions, content.reports), (2, 4));
    let statement = released.close(&server).await;
    let closed = server.dir.path().join("closed.db");
    embedded::back_up(&database, &closed).unwrap();
    let sums = released.verify_all(&server, &statement).await;
    released.release(&server, &sums).await.ok(200);
    assert_eq!(released.close(&server).await, statement, "it is told again what it was told");

    // The machine is lost; what is left is on another: the copy, the master key, and the list that belongs to it.
    let clock = server.clock.clone();
    let lost = server.stop().await;
    let on_another_machine = async |copy: &str| {
        let other = TempDir::new().unwrap();
        for name in ["master.key", "master.key.released"] {
            fs::copy(lost.path().join(name), other.path().join(name)).unwrap();
        }
        let restored = embedded::restore(&lost.path().join(copy), &other.path().join("tacit.db")).unwrap();
        assert_eq!(restored, content);
        TestServer::start_on(other, clock.clone()).await
    };
    let before = |reply: Reply| {
        let problem = reply.refused(ProblemKind::WrongPhase);
        assert!(problem.detail.starts_with("The session was released before;"), "{problem:?}");
    };
    let server = on_another_machine("copy.db").await;
    // The store thinks that it is open. If one more submitted, the difference would be that one's answer.
    assert_eq!(released.progress(&server).await.phase, Phase::Open);
    let last = &released.tokens[2];
    released.submit(&server, last, &released.aged(last, 1, 77)).await.refused(ProblemKind::Closed);
    // Nor is it closed: a second statement of another set could be shown to those whose receipts speak of the first.
    before(released.send(&server, Method::POST, "close", "", vec![]).await);
    assert!(server.store.frozen(&released.id).await.unwrap().is_none());
    before(released.release(&server, &sums).await);
    released.send(&server, Method::GET, "release", "", vec![]).await.refused(ProblemKind::WrongPhase);
    // What wasn't released goes on from the copy.
    assert_eq!(waiting.compute(&server).await.accepted, 2);
    server.stop().await;

    // Of one that knows of the close, nothing is computed.
    let server = on_another_machine("closed.db").await;
    assert_eq!(released.progress(&server).await.phase, Phase::Closed);
    before(released.send(&server, Method::POST, "close", "", vec![]).await);
    before(released.get(&server, "batches/0").await);
    before(released.release(&server, &sums).await);
}
