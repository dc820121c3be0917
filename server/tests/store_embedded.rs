//! The store in a file: the contract, and what only a file can do wrong.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "common/filled.rs"]
mod filled;

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures::future::join_all;
use tacit_protocol::{ids::SessionId, phase::Phase};
use tacit_server::store::{
    BatchRecord, CodeRecord, OfferLimits, OfferOutcome, OfferRecord, OnceOutcome, OpenError, PutOutcome,
    Store, StoreError,
    embedded::{self, BackupError, EmbeddedStore},
};
use tacit_testkit::contract::{self, Fixture, Subject};
use tempfile::TempDir;

async fn subject() -> Option<Subject> {
    let folder = TempDir::new().unwrap();
    let store: Arc<dyn Store> = Arc::new(open(&folder));
    Some(Subject::new(vec![store], folder))
}

tacit_testkit::store_contract!(subject);

/// What the contract says of closing, where each session is closed in pieces.
#[tokio::test(flavor = "multi_thread")]
async fn a_close_in_pieces_is_as_any_other() {
    macro_rules! clauses {
        ($($clause:ident)*) => {
            $({
                let folder = TempDir::new().unwrap();
                let store: Arc<dyn Store> = Arc::new(open(&folder).closing_by(3));
                let subject = Subject::new(vec![store], folder);
                contract::$clause(&subject).await;
                subject.finish().await;
            })*
        };
    }
    clauses! {
        freezing_keeps_the_newest_in_order
        the_frozen_set_stays
        nobody_submitted
        nobody_is_invited_after_the_close
        batches_partition_the_frozen_set
        what_counts_can_be_proven
        racing_one_close
        racing_pauses
        racing_two_closes
    }
}

#[tokio::test]
async fn what_is_stored_is_there_after_opening_again() {
    let folder = TempDir::new().unwrap();
    let store: Arc<dyn Store> = Arc::new(open(&folder));
    let fixture = Fixture::open(&store, 1, 3).await;
    let (session, report) = (fixture.session, fixture.report(1, 1, 0));
    let PutOutcome::Stored(stored) = store.put_report(&session, report.clone()).await.unwrap() else {
        panic!()
    };
    let counts = store.counts(&session).await.unwrap();
    drop((fixture, store));

    let store = open(&folder);
    assert_eq!(store.counts(&session).await.unwrap(), counts);
    assert_eq!(store.session(&session).await.unwrap().unwrap().phase, Phase::Open);
    assert_eq!(store.put_report(&session, report).await.unwrap(), PutOutcome::Repeated(stored));
}

#[tokio::test]
async fn one_process_has_the_file() {
    let folder = TempDir::new().unwrap();
    let first = open(&folder);
    let error = EmbeddedStore::open(&database(&folder)).err().unwrap();
    assert!(matches!(error, OpenError::InUse { .. }), "{error}");
    assert!(error.to_string().contains("Stop it first"), "{error}");
    first.ping().await.unwrap();
    drop(first);
    open(&folder).ping().await.unwrap();
}

#[tokio::test]
async fn other_files_are_left_alone() {
    let folder = TempDir::new().unwrap();
    let path = database(&folder);
    for content in [&b"a letter to somebody, not a database at all"[..], &[0xA5; 40_000]] {
        fs::write(&path, content).unwrap();
        let error = EmbeddedStore::open(&path).err().unwrap();
        assert!(matches!(error, OpenError::Damaged { .. }), "{error:?}");
        assert_eq!(fs::read(&path).unwrap(), content, "untouched");
    }
    fs::remove_file(&path).unwrap();
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch("CREATE TABLE stamps (id INTEGER)").unwrap();
    drop(db);
    let error = EmbeddedStore::open(&path).err().unwrap();
    assert!(matches!(error, OpenError::Foreign { .. }), "{error:?}");
}

#[tokio::test]
async fn damage_is_told_from_other_failures() {
    let folder = TempDir::new().unwrap();
    let path = database(&folder);
    drop(open(&folder));
    let mut bytes = fs::read(&path).unwrap();
    bytes[100..16_384].fill(0xA5);
    fs::write(&path, bytes).unwrap();
    let error = EmbeddedStore::open(&path).err().unwrap();
    assert!(matches!(error, OpenError::Damaged { .. }), "{error:?}");
    assert!(error.to_string().contains("Restore the last backup"), "{error}");
}

#[tokio::test]
async fn a_later_format_is_not_touched() {
    let folder = TempDir::new().unwrap();
    drop(open(&folder));
    let db = rusqlite::Connection::open(database(&folder)).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    drop(db);
    let error = EmbeddedStore::open(&database(&folder)).err().unwrap();
    assert!(matches!(error, OpenError::Newer { found: 99, .. }), "{error:?}");
}

#[tokio::test]
async fn a_folder_that_cant_be_made_is_named() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, b"").unwrap();
    let error = EmbeddedStore::open(&file.join("tacit.db")).err().unwrap();
    assert!(matches!(error, OpenError::Unwritable { .. }), "{error:?}");
    assert!(error.to_string().contains(&file.display().to_string()), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn only_this_user_reads_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let store: Arc<dyn Store> = Arc::new(open(&folder));
    Fixture::open(&store, 1, 3).await;
    for entry in fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", entry.path());
    }
}

/// Many sessions, so that pages are split and joined, released while the others go on.
#[tokio::test(flavor = "multi_thread")]
async fn released_secrets_are_in_no_file() {
    let folder = TempDir::new().unwrap();
    let store: Arc<dyn Store> = Arc::new(open(&folder));
    let mut fixtures = Vec::new();
    for seed in 0..40 {
        let fixture = Fixture::open(&store, seed, 2).await;
        store.put_report(&fixture.session, fixture.report(0, 1, 0)).await.unwrap();
        store.freeze(&fixture.session, 1, 1).await.unwrap();
        fixtures.push(fixture);
    }
    let share =
        |seed: usize, index: u32| format!("share {seed} {index} ").repeat(1 + 100 * (seed % 20)).into_bytes();
    for index in 0..4 {
        for (seed, fixture) in fixtures.iter().enumerate() {
            let record = BatchRecord {
                index,
                verdicts_digest: [1; 32],
                accepted: 1,
                sealed_share: share(seed, index),
                note: vec![7; 300 * seed],
            };
            assert_eq!(store.record_batch(&fixture.session, record).await.unwrap(), OnceOutcome::Written);
        }
    }
    for released in [0, 7, 39, 20, 21, 22, 13] {
        store.release(&fixtures[released].session, vec![3; 100]).await.unwrap();
        let secret = fixtures[released].record.sealed_secret.clone().unwrap();
        assert!(!is_in_files(&folder, &secret[..16]), "the secret of {released}, from its beginning");
        assert!(!is_in_files(&folder, &secret[secret.len() - 16..]), "the secret of {released}, to its end");
        for index in 0..4 {
            let share = share(released, index);
            assert!(!is_in_files(&folder, &share[..12.min(share.len())]), "share {index} of {released}");
        }
    }
    let kept = fixtures[5].record.sealed_secret.clone().unwrap();
    assert!(is_in_files(&folder, &kept[..16]), "this test finds what is there");
    let found = store.session(&fixtures[5].session).await.unwrap().unwrap();
    assert_eq!(found.sealed_secret, Some(kept));
    assert_eq!(store.batch_records(&fixtures[5].session, 2, 1).await.unwrap()[0].sealed_share, share(5, 2));
}

/// In the log are pages as they were: what was destroyed since is in there.
#[tokio::test]
async fn what_the_log_has_of_destroyed_secrets_goes_when_a_release_is_asked_for_again() {
    let folder = TempDir::new().unwrap();
    let store: Arc<dyn Store> = Arc::new(open(&folder));
    let fixture = Fixture::open(&store, 1, 0).await;
    store.freeze(&fixture.session, 1, 1).await.unwrap();
    store.release(&fixture.session, vec![3; 100]).await.unwrap();
    let secret = leave_in_the_log(&store).await;
    assert!(is_in_files(&folder, &secret));
    store.purge_released(&fixture.session).await.unwrap();
    assert!(!is_in_files(&folder, &secret));
}

#[tokio::test]
async fn what_the_log_of_a_stopped_process_has_of_destroyed_secrets_goes_when_it_is_opened() {
    let (stopped, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let store: Arc<dyn Store> = Arc::new(open(&stopped));
    let secret = leave_in_the_log(&store).await;
    copy_as_left(&stopped, &folder);
    assert!(is_in_files(&folder, &secret));
    let _opened = open(&folder);
    assert!(!is_in_files(&folder, &secret));
}

/// Puts into `folder` what a process with its store in `stopped` would leave behind if it ended here.
fn copy_as_left(stopped: &TempDir, folder: &TempDir) {
    for name in ["tacit.db", "tacit.db-wal"] {
        fs::copy(stopped.path().join(name), folder.path().join(name)).unwrap();
    }
}

/// Writes a secret and destroys it again; answers its end.
async fn leave_in_the_log(store: &Arc<dyn Store>) -> [u8; 16] {
    let secret: [u8; 100] = std::array::from_fn(|i| i as u8 ^ 0xA5);
    let offer = OfferRecord {
        offer: [7; 16].as_slice().try_into().unwrap(),
        analyst: [8; 32],
        expires_at: 1000,
        code: None,
        sealed_secret: secret.to_vec(),
        sealed_signing_seed: vec![9; 60],
    };
    let limits = OfferLimits { per_analyst: 1, in_all: 100 };
    assert_eq!(store.put_offer(offer, 1, limits).await.unwrap(), OfferOutcome::Kept);
    store.forget_expired(1000).await.unwrap();
    secret[84..].try_into().unwrap()
}

fn database(folder: &TempDir) -> PathBuf {
    folder.path().join("tacit.db")
}

/// A large session is closed piece by piece: others submit in between, and whether the store is there is said at once.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_a_large_close() {
    let folder = TempDir::new().unwrap();
    let as_dyn = |store| -> Arc<dyn Store> { Arc::new(store) };
    let large = Fixture::open(&as_dyn(open(&folder)), 1, 0).await.session;
    filled::fill(&database(&folder), 60_000);
    let store = as_dyn(open(&folder));
    let beside = Fixture::open(&store, 2, 100).await;
    let closes = store.clone();
    let closing = tokio::spawn(async move { closes.freeze(&large, 5, 1024).await.unwrap() });
    let phase = async || store.session(&large).await.unwrap().unwrap().phase;
    let mut meanwhile = 0;
    for participant in 0..100 {
        while phase().await == Phase::Open {
            tokio::task::yield_now().await;
        }
        let stored = store.put_report(&beside.session, beside.report(participant, 1, 0)).await.unwrap();
        assert!(matches!(stored, PutOutcome::Stored(_)), "{stored:?}");
        store.ping().await.unwrap();
        if phase().await == Phase::Closing {
            assert_eq!(store.frozen(&large).await.unwrap(), None, "nobody sees it half closed");
            assert!(store.batch(&large, 0).await.unwrap().is_empty());
            meanwhile += 1;
        }
    }
    assert!(meanwhile > 3, "{meanwhile}");
    assert_eq!(closing.await.unwrap().submitted, 60_000);
}

#[tokio::test]
async fn of_a_deleted_sessions_id_no_file_has_a_trace() {
    let folder = TempDir::new().unwrap();
    let store: Arc<dyn Store> = Arc::new(open(&folder));
    let session = Fixture::open(&store, 1, 3).await.session;
    let code = CodeRecord { hash: [1; 32], expires_at: u64::from(u32::MAX) };
    store.put_codes(&[code]).await.unwrap();
    assert!(store.use_code(&code.hash, &session, 0).await.unwrap());
    assert!(is_in_files(&folder, session.as_bytes()));
    store.delete(&session).await.unwrap();
    assert!(!is_in_files(&folder, session.as_bytes()), "also in its code");
}

fn open(folder: &TempDir) -> EmbeddedStore {
    EmbeddedStore::open(&database(folder)).unwrap()
}

fn is_in_files(folder: &TempDir, needle: &[u8]) -> bool {
    let files = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    files.into_iter().any(|path: PathBuf| contains(&path, needle))
}

fn contains(path: &Path, needle: &[u8]) -> bool {
    fs::read(path).unwrap().windows(needle.len()).any(|window| window == needle)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_made_under_load_has_all_that_was_acknowledged_before() {
    const PARTICIPANTS: usize = 40;
    const REVISIONS: u32 = 20;
    const ALL: u64 = PARTICIPANTS as u64 * REVISIONS as u64;
    /// As many are acknowledged when the first copy is begun.
    const BEFORE: u64 = 5 * PARTICIPANTS as u64;
    let folder = TempDir::new().unwrap();
    let store: Arc<dyn Store> = Arc::new(open(&folder));
    let fixture = Fixture::open(&store, 1, PARTICIPANTS).await;
    let acknowledged = AtomicU64::new(0);
    let submitting = async {
        for revision in 1..=REVISIONS {
            for participant in 0..PARTICIPANTS {
                let report = fixture.report(participant, revision, 0);
                let outcome = store.put_report(&fixture.session, report).await.unwrap();
                assert!(matches!(outcome, PutOutcome::Stored(_)));
                acknowledged.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
            }
        }
    };
    let copy = |number: usize| folder.path().join(format!("copy-{number}.db"));
    let copying = async {
        while acknowledged.load(Ordering::SeqCst) < BEFORE {
            tokio::task::yield_now().await;
        }
        let mut contents = Vec::new();
        loop {
            let before = acknowledged.load(Ordering::SeqCst);
            let (from, to) = (database(&folder), copy(contents.len()));
            let content =
                tokio::task::spawn_blocking(move || embedded::back_up(&from, &to)).await.unwrap().unwrap();
            let after = acknowledged.load(Ordering::SeqCst);
            // One more may be on disk whose answer is on its way.
            assert!((before..=after + 1).contains(&content.reports), "{before} {content:?} {after}");
            contents.push(content);
            if before == ALL {
                return contents;
            }
        }
    };
    let ((), contents) = tokio::join!(submitting, copying);
    let (first, last) = (contents[0], contents.last().unwrap());
    assert!(first.reports < ALL, "it was made under load: {first:?}");
    assert_eq!((last.sessions, last.reports), (1, ALL));

    let other = TempDir::new().unwrap();
    assert_eq!(embedded::restore(&copy(0), &database(&other)).unwrap(), first);
    let restored = open(&other);
    let counts = restored.counts(&fixture.session).await.unwrap();
    assert_eq!((counts.revisions, counts.submitted), (first.reports, PARTICIPANTS as u64));
    for revision in 1..=5 {
        for participant in 0..PARTICIPANTS {
            let report = fixture.report(participant, revision, 0);
            let again = restored.put_report(&fixture.session, report).await.unwrap();
            assert!(matches!(again, PutOutcome::Repeated(_)), "{participant} {revision}: {again:?}");
        }
    }
    let set = restored.freeze(&fixture.session, 5, 100).await.unwrap();
    assert_eq!((set.submitted, set.revisions), (counts.submitted, counts.revisions));
}

#[tokio::test]
async fn copies_replace_nothing_and_only_whole_ones_are_put_in_place() {
    let folder = TempDir::new().unwrap();
    let store: Arc<dyn Store> = Arc::new(open(&folder));
    let fixture = Fixture::open(&store, 1, 3).await;
    store.put_report(&fixture.session, fixture.report(1, 1, 0)).await.unwrap();
    let (from, copy, other) = (database(&folder), folder.path().join("copy.db"), TempDir::new().unwrap());
    embedded::back_up(&from, &copy).unwrap();
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    let said = |error: BackupError| error.to_string();
    assert!(said(embedded::back_up(&from, &copy).unwrap_err()).contains("is there already"));
    assert!(said(embedded::restore(&copy, &from).unwrap_err()).contains("another tacit-server uses"));
    drop((fixture, store));
    assert!(said(embedded::restore(&copy, &from).unwrap_err()).contains("is there already"));

    let foreign = other.path().join("foreign");
    fs::write(&foreign, "no database").unwrap();
    assert!(embedded::restore(&foreign, &database(&other)).is_err());
    let mut bytes = fs::read(&copy).unwrap();
    let cut = bytes.len() - bytes.len() / 4;
    bytes[16_384 + 100..cut].fill(7);
    fs::write(&foreign, bytes).unwrap();
    assert!(matches!(
        embedded::restore(&foreign, &database(&other)),
        Err(BackupError::Open(OpenError::Damaged { path, .. })) if path == foreign
    ));
    let left: Vec<_> = fs::read_dir(other.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        !left.iter().any(|name| name == "tacit.db" || name.to_string_lossy().ends_with(".partial")),
        "{left:?}"
    );
    // Left by one that was killed.
    let [leftover, backup, folder] =
        ["tacit.db.restoring-1.partial", "tacit.db.today.1.partial", "tacit.db.restoring-2.partial"]
            .map(|name| other.path().join(name));
    fs::write(&leftover, "most of a copy").unwrap();
    fs::write(&backup, "a copy that is being made").unwrap();
    fs::create_dir(&folder).unwrap();
    embedded::restore(&copy, &database(&other)).unwrap();
    assert!(!leftover.exists());
    fs::write(&leftover, "most of a copy").unwrap();
    let _opened = open(&other);
    assert!(!leftover.exists());
    assert!(backup.exists() && folder.exists(), "these aren't of a restore");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_somebody_reads_the_log_stays_and_reports_are_stored_all_the_same() {
    let folder = TempDir::new().unwrap();
    let store: Arc<dyn Store> = Arc::new(open(&folder));
    let fixture = Fixture::open(&store, 1, 30).await;
    let reader = rusqlite::Connection::open(database(&folder)).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    reader.query_row("SELECT count(*) FROM sessions", [], |row| row.get::<_, i64>(0)).unwrap();
    // Empties the log when it is done.
    let (deleting, other) = (store.clone(), SessionId::of_manifest(b"another"));
    let deletion = tokio::spawn(async move { deleting.delete(&other).await });
    let started = Instant::now();
    for participant in 0..30 {
        store.put_report(&fixture.session, fixture.report(participant, 1, 0)).await.unwrap();
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert!(!deletion.is_finished());
    reader.execute_batch("COMMIT").unwrap();
    deletion.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_removed_moved_or_replaced_under_a_server_acknowledges_nothing() {
    for name in ["tacit.db", "tacit.db-wal", "tacit.db.lock", ""] {
        let outer = TempDir::new().unwrap();
        let [place, away] = ["data", "away"].map(|name| outer.path().join(name));
        let store: Arc<dyn Store> = Arc::new(EmbeddedStore::open(&place.join("tacit.db")).unwrap());
        let fixture = Fixture::open(&store, 1, 3).await;
        let put = |participant| store.put_report(&fixture.session, fixture.report(participant, 1, 0));
        assert!(matches!(put(0).await, Ok(PutOutcome::Stored(_))), "{name}");
        let moved = place.join(name);
        fs::rename(&moved, &away).unwrap();
        for is_replaced in [false, true] {
            if is_replaced {
                if name.is_empty() { fs::create_dir(&moved) } else { fs::write(&moved, "") }.unwrap();
            }
            let refused = put(1).await;
            assert!(
                matches!(&refused, Err(StoreError::Unavailable(why)) if why.contains("Put back")),
                "{name}: {refused:?}"
            );
            // Nor is the server ready.
            assert!(store.ping().await.is_err(), "{name}");
        }
        if name.is_empty() { fs::remove_dir(&moved) } else { fs::remove_file(&moved) }.unwrap();
        fs::rename(&away, &moved).unwrap();
        store.ping().await.unwrap();
        assert!(matches!(put(2).await, Ok(PutOutcome::Stored(_))), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_opened_while_somebody_reads_waits_for_nobody_and_keeps_nobody_waiting() {
    let (stopped, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let before: Arc<dyn Store> = Arc::new(open(&stopped));
    let secret = leave_in_the_log(&before).await;
    copy_as_left(&stopped, &folder);
    // As a copy of a large store does, for minutes.
    let reader = rusqlite::Connection::open(database(&folder)).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    reader.query_row("SELECT count(*) FROM sessions", [], |row| row.get::<_, i64>(0)).unwrap();

    let started = Instant::now();
    let store: Arc<dyn Store> = Arc::new(open(&folder));
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    let fixture = Fixture::open(&store, 1, 30).await;
    let beside = database(&folder);
    let beside = tokio::task::spawn_blocking(move || EmbeddedStore::open_beside(&beside).map(drop).unwrap());
    for participant in 0..30 {
        store.put_report(&fixture.session, fixture.report(participant, 1, 0)).await.unwrap();
    }
    beside.await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());

    assert!(is_in_files(&folder, &secret), "this test finds what is there");
    reader.execute_batch("COMMIT").unwrap();
    // As servers do each minute.
    store.finish_deletions().await.unwrap();
    assert!(!is_in_files(&folder, &secret));
}

/// A large session goes in pieces: others write in between, and what is cut off is gone on with.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_session_is_deleted_piece_by_piece_and_nobody_waits_for_it() {
    const MANY: usize = 6_000;
    let folder = TempDir::new().unwrap();
    let store: Arc<dyn Store> = Arc::new(open(&folder));
    let (large, other) = (Fixture::open(&store, 1, MANY).await, Fixture::open(&store, 2, 200).await);
    let putting =
        (0..MANY).map(|participant| store.put_report(&large.session, large.report(participant, 1, 0)));
    join_all(putting).await.into_iter().for_each(|put| assert!(matches!(put, Ok(PutOutcome::Stored(_)))));
    store.put_report(&other.session, other.report(199, 1, 0)).await.unwrap();
    for fixture in [&large, &other] {
        store.freeze(&fixture.session, 1, 100).await.unwrap();
    }
    let third = Fixture::open(&store, 3, 200).await;
    let copy = folder.path().join("copy.db");
    {
        let deleting = store.delete(&large.session);
        let putting = async {
            for participant in 0..3 {
                store.put_report(&third.session, third.report(participant, 1, 0)).await.unwrap();
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            biased;
            deleted = deleting => panic!("{deleted:?}: it went in one piece"),
            () = putting => {}
        }
    }
    assert_eq!(store.session(&large.session).await.unwrap(), None, "gone from the first step on");
    assert_eq!(store.all_sessions(None, 10).await.unwrap().len(), 2);
    let content = embedded::back_up(&database(&folder), &copy).unwrap();
    assert!(content.sessions == 2 && content.reports > 4, "{content:?}: most is left");
    fs::remove_file(&copy).unwrap();
    let counted = || {
        let db = rusqlite::Connection::open(database(&folder)).unwrap();
        ["sessions", "participants", "reports", "frozen_reports"].map(|table| {
            db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, usize>(0)).unwrap()
        })
    };
    store.finish_deletions().await.unwrap();
    assert_eq!(counted(), [2, 400, 4, 1]);
    assert_eq!(other.frozen_reports().await.len(), 1, "others keep theirs");
    let needle = large.report(MANY - 1, 1, 0).bytes;
    assert!(!is_in_files(&folder, &needle[..32.min(needle.len())]));
}
