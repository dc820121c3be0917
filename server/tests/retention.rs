//! Sessions that are over for long are deleted: by a server, and by the program beside it.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use std::{
    panic::Location,
    path::Path,
    process::Command,
    sync::{Arc, atomic::Ordering},
    time::{Duration, UNIX_EPOCH},
};

use common::{
    START, TestServer,
    failing::{FailingStore, Faults},
    survey::{Survey, form},
};
use tacit_protocol::{ids::SessionId, session::Created};
use tacit_server::{
    Site,
    config::Config,
    store::{CodeRecord, Store},
};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// A server that looks for nothing and notes no time in all of a test: however slow the machine is, it doesn't join in.
async fn idle() -> TestServer {
    idle_on(|store| store).await
}

async fn idle_on(wrap: impl FnOnce(Arc<dyn Store>) -> Arc<dyn Store>) -> TestServer {
    let server =
        TestServer::start_with(wrap, Site::default(), |config| config.limits.sweep = Duration::MAX).await;
    // But for the one time at its start.
    in_time(noted(&server, START)).await;
    server
}

/// An idle server, and a session that could be closed ninety-nine days ago.
async fn with_one_that_is_over() -> (TestServer, Survey) {
    let server = idle().await;
    let survey = one_that_is_over(&server).await;
    server.clock.set(START + 100 * DAY_MS);
    (server, survey)
}

async fn one_that_is_over(server: &TestServer) -> Survey {
    Survey::open_with(server, form(), 1, |manifest| manifest.closes_at = Some(START + 1)).await
}

/// Looks all the time for what is over for ten days.
fn keeps_ten_days(config: &mut Config) {
    config.limits.retention_ms = 10 * DAY_MS;
    config.limits.sweep = Duration::from_millis(10);
}

async fn is_there(server: &TestServer, session: &SessionId) -> bool {
    server.store.session(session).await.unwrap().is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_deletes_what_was_kept_long_enough_a_day_after_it_said_so_and_nothing_else() {
    let faults = Arc::new(Faults::default());
    let server = TestServer::start_with(
        |store| Arc::new(FailingStore::with_faults(store, faults.clone())),
        Site::default(),
        |config| {
            keeps_ten_days(config);
            // Its clock leaps here, and nothing waits for a day after that.
            config.limits.clock_doubt = Duration::ZERO;
        },
    )
    .await;
    let ends = |at| Survey::open_with(&server, form(), 1, move |manifest| manifest.closes_at = Some(at));
    let released = Survey::open(&server, 2).await;
    for token in &released.tokens {
        released.submit(&server, token, &released.aged(token, 1, 30)).await.ok(201);
    }
    released.compute(&server).await;
    let closed = Survey::open(&server, 1).await;
    closed.submit(&server, &closed.tokens[0], &closed.aged(&closed.tokens[0], 1, 30)).await.ok(201);
    closed.close(&server).await;
    let (past, still) = (ends(START + DAY_MS).await, ends(START + 11 * DAY_MS).await);
    let draft = Survey::draft(&server, form(), |_| {}).await;
    draft.send_create(&server).await.json::<Created>(201);
    let opens_later =
        Survey::draft(&server, form(), |manifest| manifest.opens_at = Some(START + 20 * DAY_MS)).await;
    opens_later.send_create(&server).await.json::<Created>(201);
    let stuck = Survey::draft(&server, form(), |_| {}).await;
    stuck.send_create(&server).await.json::<Created>(201);
    faults.announcing_fails_of.set(stuck.id).unwrap();
    let endless = Survey::open(&server, 1).await;

    let wait = async || tokio::time::sleep(Duration::from_millis(60)).await;
    // A clock that is wrong for a while deletes nothing.
    server.clock.set(START + 1000 * DAY_MS);
    in_time(announced(&server, 6)).await;
    server.clock.set(START);
    in_time(announced(&server, 0)).await;
    for survey in [&released, &closed, &past, &still, &draft, &opens_later, &stuck, &endless] {
        assert!(is_there(&server, &survey.id).await);
    }

    server.clock.set(START + 10 * DAY_MS + 1);
    in_time(announced(&server, 2)).await;
    wait().await;
    assert!(is_there(&server, &released.id).await && is_there(&server, &draft.id).await);
    a_day_passes(&server, START + 10 * DAY_MS + 1).await;
    in_time(gone(&server, &[&released, &draft])).await;
    // What nobody has released is kept for twice as long.
    server.clock.set(START + 21 * DAY_MS + 1);
    in_time(announced(&server, 2)).await;
    a_day_passes(&server, START + 21 * DAY_MS + 1).await;
    in_time(gone(&server, &[&closed, &past])).await;
    wait().await;
    for kept in [&still, &opens_later, &stuck, &endless] {
        assert!(is_there(&server, &kept.id).await);
    }
    assert_eq!(server.get(&closed.path("status")).await.status, 404);
}

/// A copy that was put back says, as it did when it was made, what was to be deleted since.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_to_be_deleted_before_a_server_started_is_announced_again() {
    let (server, survey) = with_one_that_is_over().await;
    server.store.announce_deletion(&survey.id, Some(START + 99 * DAY_MS)).await.unwrap();
    let _restarted = server
        .start_beside_with(|config| {
            keeps_ten_days(config);
            // Its clock leaps here, and nothing waits for a day after that.
            config.limits.clock_doubt = Duration::ZERO;
        })
        .await;
    let again = async {
        while server.store.announced_deletions().await.unwrap() != [(survey.id, START + 101 * DAY_MS)] {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    in_time(again).await;
    assert!(is_there(&server, &survey.id).await);
    a_day_passes(&server, START + 100 * DAY_MS).await;
    in_time(gone(&server, &[&survey])).await;
}

/// As when a machine's clock is set a day ahead, or a server starts beside the others whose clock is.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_leaps_or_differs_from_anothers_deletes_nothing_for_a_day() {
    for doubt in [None, Some(Duration::from_millis(500))] {
        let (server, survey) = with_one_that_is_over().await;
        let _beside = server
            .start_beside_with(|config| {
                keeps_ten_days(config);
                config.limits.clock_doubt = doubt.unwrap_or(config.limits.clock_doubt);
            })
            .await;
        in_time(announced(&server, 1)).await;
        let leaps = std::time::Instant::now();
        server.clock.set(START + 101 * DAY_MS + 1);
        match doubt {
            None => {
                in_time(announced(&server, 0)).await;
                tokio::time::sleep(Duration::from_millis(300)).await;
                assert!(is_there(&server, &survey.id).await);
                assert_eq!(server.store.announced_deletions().await.unwrap(), []);
            }
            Some(doubt) => {
                let anew = [(survey.id, START + 102 * DAY_MS + 1)];
                let again = async {
                    while server.store.announced_deletions().await.unwrap() != anew {
                        assert!(is_there(&server, &survey.id).await);
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                };
                in_time(again).await;
                assert!(leaps.elapsed() >= doubt);
            }
        }
    }
}

/// `gc` has no past: by a clock that leapt, what was announced before that is due, and the time that the server noted is the same.
#[tokio::test(flavor = "multi_thread")]
async fn beside_a_server_whose_clock_leapt_the_program_deletes_nothing_either() {
    let server = idle().await;
    let now = u64::try_from(UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap();
    server.clock.set(now - 100 * DAY_MS);
    let ends = now - 99 * DAY_MS;
    let survey = Survey::open_with(&server, form(), 1, |manifest| manifest.closes_at = Some(ends)).await;
    // To what it is here, from two days before.
    server.clock.set(now - 2 * DAY_MS);
    let _beside = server.start_beside_with(keeps_ten_days).await;
    in_time(announced(&server, 1)).await;
    server.clock.set(now);
    in_time(noted(&server, now)).await;
    let said = gc(server.dir.path(), &["--retention-days", "10"]);
    assert!(
        said.contains("to be deleted in a day") && said.ends_with("0 sessions were deleted.\n"),
        "{said}"
    );
    assert!(is_there(&server, &survey.id).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_goes_as_it_should_deletes_after_a_day_unless_another_says_otherwise() {
    for differs in [true, false] {
        let (server, survey) = with_one_that_is_over().await;
        let _beside = server.start_beside_with(keeps_ten_days).await;
        in_time(announced(&server, 1)).await;
        if differs {
            // Some of these it reads before it notes its own.
            for _ in 0..20 {
                server.store.note_time(START + 101 * DAY_MS).await.unwrap();
                tokio::time::sleep(Duration::from_millis(3)).await;
            }
        }
        a_day_passes(&server, START + 100 * DAY_MS).await;
        if differs {
            tokio::time::sleep(Duration::from_millis(200)).await;
            assert!(is_there(&server, &survey.id).await);
        } else {
            in_time(gone(&server, &[&survey])).await;
        }
    }
}

/// Whoever else looks at it, `gc` for example, finds a server at work, and its clock.
#[tokio::test(flavor = "multi_thread")]
async fn the_time_is_noted_also_while_a_deletion_takes_long() {
    let faults = Arc::new(Faults::default());
    faults.finishing_takes_long.store(true, Ordering::SeqCst);
    let given = faults.clone();
    let server = TestServer::start_with(
        |store| Arc::new(FailingStore::with_faults(store, given)),
        Site::default(),
        |config| config.limits.sweep = Duration::from_millis(10),
    )
    .await;
    for minute in 0..5 {
        server.clock.set(START + minute * 60_000);
        in_time(noted(&server, START + minute * 60_000)).await;
    }
}

/// What is under way when clocks are found to differ is the last, and an announcement is taken back.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_announced_or_deleted_any_more_once_clocks_differ() {
    for deletes in [false, true] {
        let faults = Arc::new(Faults::default());
        let server = idle_on(|store| Arc::new(FailingStore::with_faults(store, faults.clone()))).await;
        let surveys = [one_that_is_over(&server).await, one_that_is_over(&server).await];
        server.clock.set(START + 100 * DAY_MS);
        // Whoever announces keeps the time that is trusted as it is: so that it is done before the time is looked at again, that takes a while.
        let sweep = Duration::from_millis(if deletes { 10 } else { 1000 });
        let beside = || {
            server.start_beside_with(move |config| {
                keeps_ten_days(config);
                config.limits.sweep = sweep;
            })
        };
        let _beside = if deletes {
            let beside = beside().await;
            in_time(announced(&server, 2)).await;
            faults.retaining_waits.store(true, Ordering::SeqCst);
            a_day_passes(&server, START + 100 * DAY_MS).await;
            beside
        } else {
            faults.retaining_waits.store(true, Ordering::SeqCst);
            beside().await
        };
        let before = if deletes { 2 } else { 0 };
        in_time(async {
            while faults.retained.load(Ordering::SeqCst) == before {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await;
        // Until it has read that: then it takes back what was announced, and before that waits for what is being announced.
        let other = START + 200 * DAY_MS;
        in_time(async {
            loop {
                server.store.note_time(other).await.unwrap();
                tokio::time::sleep(Duration::from_millis(3)).await;
                let has_read = match deletes {
                    true => server.store.announced_deletions().await.unwrap().is_empty(),
                    false => faults.noted.load(Ordering::SeqCst) == other,
                };
                if has_read {
                    break;
                }
            }
        })
        .await;
        // It waits for its turn to say so.
        tokio::time::sleep(Duration::from_millis(200)).await;
        faults.retaining_waits.store(false, Ordering::SeqCst);
        in_time(noted(&server, server.now())).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(faults.retained.load(Ordering::SeqCst), before + 1, "deletes: {deletes}");
        assert_eq!(server.store.announced_deletions().await.unwrap(), []);
        let left = usize::from(is_there(&server, &surveys[0].id).await)
            + usize::from(is_there(&server, &surveys[1].id).await);
        assert_eq!(left, if deletes { 1 } else { 2 });
    }
}

/// As time passes: without leaps.
async fn a_day_passes(server: &TestServer, from: u64) {
    for half_hour in 1..=48 {
        let now = from + half_hour * DAY_MS / 48;
        server.clock.set(now);
        in_time(noted(server, now)).await;
    }
}

async fn noted(server: &TestServer, now: u64) {
    while server.store.noted_time().await.unwrap() != Some(now) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn announced(server: &TestServer, count: usize) {
    while server.store.announced_deletions().await.unwrap().len() != count {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn gone(server: &TestServer, surveys: &[&Survey]) {
    for survey in surveys {
        while is_there(server, &survey.id).await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[track_caller]
fn in_time(work: impl Future<Output = ()>) -> impl Future<Output = ()> {
    let caller = Location::caller();
    async move {
        let done = tokio::time::timeout(Duration::from_secs(30), work).await;
        done.unwrap_or_else(|_| panic!("what is waited for at {caller} doesn't happen"));
    }
}

fn gc(data: &Path, args: &[&str]) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_tacit-server"));
    program.arg("gc").args(args).arg("--data-dir").arg(data).env_remove("TACIT_STORE");
    let output = program.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_says_what_is_over_and_deletes_it_while_a_server_runs() {
    let server = idle().await;
    let now = u64::try_from(UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap();
    server.clock.set(now - 10 * DAY_MS);
    let survey = Survey::open(&server, 1).await;
    let report = survey.aged(&survey.tokens[0], 1, 30);
    survey.submit(&server, &survey.tokens[0], &report).await.ok(201);
    survey.close(&server).await;
    let data = server.dir.path();
    assert!(gc(data, &[]).contains("until their analysts delete them"));
    assert!(gc(data, &["--retention-days", "6"]).starts_with("0 sessions were"));
    let to_be = format!("{} to be deleted in a day, with submissions that were never released\n", survey.id);
    let dry = gc(data, &["--retention-days", "4", "--dry-run"]);
    assert_eq!(dry, format!("{to_be}0 sessions would be deleted.\n"));
    assert_eq!(server.store.announced_deletions().await.unwrap(), []);
    assert_eq!(gc(data, &["--retention-days", "4"]), format!("{to_be}0 sessions were deleted.\n"));
    assert!(gc(data, &["--retention-days", "4"]).starts_with("0 sessions were"), "not yet");
    let announced = server.store.announced_deletions().await.unwrap();
    assert!(gc(data, &[]).starts_with("0 sessions were"));
    assert_eq!(
        server.store.announced_deletions().await.unwrap(),
        announced,
        "it says nothing of how long they are kept"
    );
    // It was said a day ago, but no server says what time it is.
    let said_before = async || {
        server.store.announce_deletion(&survey.id, None).await.unwrap();
        server.store.announce_deletion(&survey.id, Some(now - 1)).await.unwrap();
    };
    for noted in [now - DAY_MS, now + DAY_MS] {
        said_before().await;
        server.store.note_time(noted).await.unwrap();
        assert_eq!(gc(data, &["--retention-days", "4"]), format!("{to_be}0 sessions were deleted.\n"));
        assert!(is_there(&server, &survey.id).await);
    }
    said_before().await;
    server.store.note_time(now).await.unwrap();
    let said = gc(data, &["--retention-days", "4"]);
    assert_eq!(said, format!("{} deleted\n1 sessions were deleted.\n", survey.id));
    assert!(!is_there(&server, &survey.id).await);
    for (path, bytes) in TestServer::files(&server.dir) {
        let share = &report.helper_share[..64];
        assert!(!common::needles::contains(&bytes, share), "a report is left in {}", path.display());
    }
    Survey::open(&server, 1).await;
}

/// As a server does: codes that are handed out must not end because a machine's clock is wrong.
#[tokio::test(flavor = "multi_thread")]
async fn the_program_forgets_codes_only_by_a_clock_that_a_server_has_too() {
    let server = idle().await;
    let now = u64::try_from(UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap();
    let code = CodeRecord { hash: [7; 32], expires_at: now - DAY_MS };
    server.store.put_codes(&[code]).await.unwrap();
    let is_kept = async || server.store.is_unused(&code.hash, now - 2 * DAY_MS).await.unwrap();
    for noted in [now - 2 * DAY_MS, now + DAY_MS] {
        server.store.note_time(noted).await.unwrap();
        for args in [&[][..], &["--retention-days", "4"]] {
            gc(server.dir.path(), args);
            assert!(is_kept().await, "{args:?}");
        }
    }
    server.store.note_time(now).await.unwrap();
    gc(server.dir.path(), &[]);
    assert!(!is_kept().await);
}
