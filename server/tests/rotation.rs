//! Another master key, wherever putting it in place is interrupted.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use common::{
    TestClock, TestServer,
    failing::{FailingStore, Faults},
    needles::{contains, ends_of},
    survey::{Survey, form},
};
use http::Method;
use tacit_server::{
    App, Rotated, RotationError, Site, StartError, StoreKeyError, StoreListError, check_master_key,
    config::Config,
    prepare_master_key, read_master_key, rotate_master_key,
    store::{
        Store,
        embedded::{EmbeddedStore, needed},
    },
};
use tempfile::TempDir;

fn key(dir: &TempDir, suffix: &str) -> PathBuf {
    dir.path().join(format!("master.key{suffix}"))
}

fn open(dir: &TempDir) -> Arc<EmbeddedStore> {
    Arc::new(EmbeddedStore::open(&dir.path().join("tacit.db")).unwrap())
}

async fn rotate(dir: &TempDir) -> Result<Rotated, RotationError> {
    rotate_master_key(&*open(dir), &key(dir, "")).await
}

/// A key of another, empty store.
async fn make_key(path: &Path) {
    let other = TempDir::new().unwrap();
    prepare_master_key(&*open(&other), path).await.unwrap();
}

/// Seals one session's keys anew, and stops.
async fn begin(dir: &TempDir) {
    begin_at(dir, &key(dir, "")).await;
}

/// The same, where the key is in this file.
async fn begin_at(dir: &TempDir, file: &Path) {
    let faults = Arc::new(Faults { reseal_fails: AtomicBool::new(true), ..Faults::default() });
    let store = FailingStore::with_faults(open(dir), faults.clone());
    let stopped = rotate_master_key(&store, &key(dir, "")).await;
    assert!(matches!(stopped, Err(RotationError::Store(_))), "{stopped:?}");
    assert!(!faults.reseal_fails.load(Ordering::SeqCst));
    assert!(file.exists() && file.with_added_extension("rotating-new").exists());
}

/// Two sessions that somebody submitted to, and their server's folder.
async fn two_sessions() -> (TempDir, Arc<TestClock>, [Survey; 2]) {
    let server = TestServer::start().await;
    let surveys = [submitted(&server).await, submitted(&server).await];
    let clock = server.clock.clone();
    (server.stop().await, clock, surveys)
}

async fn submitted(server: &TestServer) -> Survey {
    let survey = Survey::open(server, 3).await;
    for token in &survey.tokens {
        survey.submit(server, token, &survey.aged(token, 1, 30)).await.ok(201);
    }
    survey
}

/// What was submitted before can be computed, and nothing is left of the change.
async fn goes_on(dir: TempDir, clock: Arc<TestClock>, surveys: &[Survey]) {
    assert!(!key(&dir, ".rotating-new").exists() && !key(&dir, ".rotating-old").exists());
    let server = TestServer::start_on(dir, clock).await;
    for survey in surveys {
        assert_eq!(survey.compute(&server).await.accepted, 3);
    }
    Survey::open(&server, 1).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_go_on_under_a_new_key_and_the_old_one_opens_nothing() {
    let server = TestServer::start().await;
    let (survey, released) = (submitted(&server).await, submitted(&server).await);
    released.compute(&server).await;
    let waiting = Survey::draft(&server, form(), |_| {}).await;
    let sealed = server.store.session(&survey.id).await.unwrap().unwrap().sealed_secret.unwrap();
    let clock = server.clock.clone();
    let dir = server.stop().await;
    let old = fs::read(key(&dir, "")).unwrap();
    let list = fs::read(key(&dir, ".released")).unwrap();
    assert!(contains(&list, released.id.to_string().as_bytes()));

    assert_eq!(rotate(&dir).await.unwrap(), Rotated::Changed(2));
    assert_ne!(fs::read(key(&dir, "")).unwrap(), old);
    assert_eq!(fs::read(key(&dir, ".released")).unwrap(), list);
    for (path, bytes) in TestServer::files(&dir) {
        for (_, end) in ends_of("sealed", &sealed) {
            assert!(!contains(&bytes, &end), "what the old key opens is in {}", path.display());
        }
    }
    let server = TestServer::start_on(dir, clock.clone()).await;
    let path = released.path("release");
    server.send_signed(&released.analyst, Method::GET, &path, "", vec![]).await.ok(200);
    waiting.send_create(&server).await.refused(tacit_protocol::problem::ProblemKind::OfferExpired);
    let dir = server.stop().await;

    let new = fs::read(key(&dir, "")).unwrap();
    fs::write(key(&dir, ""), old).unwrap();
    let refused = prepare_master_key(&*open(&dir), &key(&dir, "")).await;
    assert!(matches!(refused, Err(StoreKeyError::Other(_))), "{refused:?}");
    fs::write(key(&dir, ""), new).unwrap();
    goes_on(dir, clock, &[survey]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_interrupted_goes_on_and_no_server_starts_before() {
    let (dir, clock, surveys) = two_sessions().await;
    begin(&dir).await;
    let config = Config::new(key(&dir, ""));
    let refused = App::new(config, open(&dir), clock.clone(), Site::default()).err().unwrap();
    assert!(matches!(refused, StartError::MasterKey(_)), "{refused}");
    assert!(refused.to_string().contains("rotate-master-key` again"), "{refused}");
    assert_eq!(rotate(&dir).await.unwrap(), Rotated::Changed(1), "the other one");
    goes_on(dir, clock, &surveys).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_made_before_the_interruption_is_used() {
    let (dir, clock, surveys) = two_sessions().await;
    make_key(&key(&dir, ".rotating-new")).await;
    let new = fs::read(key(&dir, ".rotating-new")).unwrap();
    assert_eq!(rotate(&dir).await.unwrap(), Rotated::Changed(2));
    assert_eq!(fs::read(key(&dir, "")).unwrap(), new);
    goes_on(dir, clock, &surveys).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_were_half_renamed_are_renamed() {
    let (dir, clock, surveys) = two_sessions().await;
    // Stopped when the old one had its second name, and nothing else was done.
    fs::hard_link(key(&dir, ""), key(&dir, ".rotating-old")).unwrap();
    begin(&dir).await;
    assert!(key(&dir, ".rotating-old").exists());
    assert_eq!(rotate(&dir).await.unwrap(), Rotated::Changed(1));
    // Stopped when all that was left to do is to destroy the old one.
    let new = fs::read(key(&dir, "")).unwrap();
    fs::write(key(&dir, ".rotating-old"), "the old one").unwrap();
    assert_eq!(rotate(&dir).await.unwrap(), Rotated::Finished);
    assert_eq!(fs::read(key(&dir, "")).unwrap(), new);
    goes_on(dir, clock, &surveys).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_stores_key_changes_nothing() {
    let (dir, clock, surveys) = two_sessions().await;
    let right = fs::read(key(&dir, "")).unwrap();
    fs::remove_file(key(&dir, "")).unwrap();
    assert!(matches!(rotate(&dir).await, Err(RotationError::NoKey(_))));
    let list = fs::read(key(&dir, ".released")).unwrap();
    fs::remove_file(key(&dir, ".released")).unwrap();
    make_key(&key(&dir, "")).await;
    let refused = rotate(&dir).await;
    assert!(matches!(refused, Err(RotationError::List(StoreListError::Missing(_)))), "{refused:?}");
    fs::write(key(&dir, ".released"), list).unwrap();
    assert!(matches!(rotate(&dir).await, Err(RotationError::NotOfStore(_))));
    assert!(!key(&dir, ".rotating-new").exists() && !key(&dir, ".rotating-old").exists(), "nothing was made");
    // Of an earlier version of the program, the store doesn't say whose it is.
    forget_key_check(&dir);
    assert!(matches!(rotate(&dir).await, Err(RotationError::NotOfStore(_))));
    fs::write(key(&dir, ""), right).unwrap();
    assert_eq!(rotate(&dir).await.unwrap(), Rotated::Changed(2));
    goes_on(dir, clock, &surveys).await;
}

fn forget_key_check(dir: &TempDir) {
    let db = rusqlite::Connection::open(dir.path().join("tacit.db")).unwrap();
    assert_eq!(db.execute("DELETE FROM key_check", []), Ok(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_is_made_for_a_store_that_has_one_and_no_other_is_taken() {
    let (dir, clock, surveys) = two_sessions().await;
    let path = key(&dir, "");
    let right = fs::read(&path).unwrap();
    for is_known in [true, false] {
        if !is_known {
            forget_key_check(&dir);
        }
        fs::remove_file(&path).unwrap();
        let missing = prepare_master_key(&*open(&dir), &path).await.unwrap_err();
        assert!(matches!(missing, StoreKeyError::Missing(_)), "{missing}");
        assert!(missing.to_string().contains("copy it from the first server"), "{missing}");
        assert!(!path.exists(), "none is made");
        make_key(&path).await;
        let needed = || needed(&dir.path().join("tacit.db")).unwrap().key;
        assert!(matches!(check_master_key(&path, &needed()), Err(StoreKeyError::Other(_))));
        let other = prepare_master_key(&*open(&dir), &path).await.unwrap_err();
        assert!(matches!(other, StoreKeyError::Other(_)), "{other}");
        fs::write(&path, &right).unwrap();
        check_master_key(&path, &needed()).unwrap();
        prepare_master_key(&*open(&dir), &path).await.unwrap();
        let known = open(&dir).key_check().await.unwrap();
        assert_eq!(known, Some(read_master_key(&path).unwrap()), "from now on the store says so");
    }
    assert!(!contains(&right, &open(&dir).key_check().await.unwrap().unwrap()));
    goes_on(dir, clock, &surveys).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_has_another_name_is_not_changed_before_that_is_gone() {
    let (dir, clock, surveys) = two_sessions().await;
    let (path, other) = (key(&dir, ""), key(&dir, ".elsewhere"));
    let old = fs::read(&path).unwrap();
    fs::hard_link(&path, &other).unwrap();
    let refused = rotate(&dir).await.unwrap_err();
    assert!(
        matches!(refused, RotationError::Linked(_)) && refused.to_string().contains("symbolic link"),
        "{refused}"
    );
    assert_eq!(fs::read(&path).unwrap(), old);
    assert!(
        !key(&dir, ".rotating-new").exists() && !key(&dir, ".rotating-old").exists(),
        "nothing was begun"
    );
    fs::remove_file(&other).unwrap();
    // Cut off: by then it has the name that this gives it.
    begin(&dir).await;
    fs::hard_link(&path, &other).unwrap();
    assert!(matches!(rotate(&dir).await, Err(RotationError::Linked(_))));
    fs::remove_file(&other).unwrap();
    assert_eq!(rotate(&dir).await.unwrap(), Rotated::Changed(1));
    goes_on(dir, clock, &surveys).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_link_leads_to_the_key_that_file_is_changed() {
    let (dir, clock, surveys) = two_sessions().await;
    let elsewhere = TempDir::new().unwrap();
    let file = elsewhere.path().join("the.key");
    fs::rename(key(&dir, ""), &file).unwrap();
    std::os::unix::fs::symlink(&file, key(&dir, "")).unwrap();
    let old = fs::read(&file).unwrap();
    begin_at(&dir, &file).await;
    let config = Config::new(key(&dir, ""));
    let refused = App::new(config, open(&dir), clock.clone(), Site::default()).err().unwrap();
    assert!(refused.to_string().contains("rotate-master-key` again"), "{refused}");
    assert_eq!(rotate(&dir).await.unwrap(), Rotated::Changed(1));
    assert!(fs::symlink_metadata(key(&dir, "")).unwrap().is_symlink(), "it stays a link");
    assert_ne!(fs::read(&file).unwrap(), old);
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 1, "nothing is left of the old one");
    goes_on(dir, clock, &surveys).await;
}
