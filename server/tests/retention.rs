//! Sessions that are over for long are deleted: by a server, and by the program beside it.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use std::{path::Path, process::Command, time::Duration, time::UNIX_EPOCH};

use common::{
    START, TestServer,
    survey::{Survey, form},
};
use tacit_protocol::{ids::SessionId, session::Created};
use tacit_server::Site;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

async fn is_there(server: &TestServer, session: &SessionId) -> bool {
    server.store.session(session).await.unwrap().is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_deletes_what_was_kept_long_enough_and_nothing_else() {
    let server = TestServer::start_with(
        |store| store,
        Site::default(),
        |config| {
            config.limits.retention_ms = 10 * DAY_MS;
            config.limits.sweep = Duration::from_millis(10);
        },
    )
    .await;
    let ends = |at| Survey::open_with(&server, form(), 1, move |manifest| manifest.closes_at = Some(at));
    let closed = Survey::open(&server, 1).await;
    closed.submit(&server, &closed.tokens[0], &closed.aged(&closed.tokens[0], 1, 30)).await.ok(201);
    closed.close(&server).await;
    let (past, still) = (ends(START + DAY_MS).await, ends(START + 2 * DAY_MS).await);
    let draft = Survey::draft(&server, form(), |_| {}).await;
    draft.send_create(&server).await.json::<Created>(201);
    let endless = Survey::open(&server, 1).await;

    server.clock.set(START + 11 * DAY_MS);
    let later = Survey::draft(&server, form(), |_| {}).await;
    later.send_create(&server).await.json::<Created>(201);
    server.clock.set(START + 11 * DAY_MS + 1);
    let gone = async {
        for over in [&closed, &past, &draft] {
            while is_there(&server, &over.id).await {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), gone).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    for kept in [&still, &later, &endless] {
        assert!(is_there(&server, &kept.id).await);
    }
    assert_eq!(server.get(&closed.path("status")).await.status, 404);
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
    let server = TestServer::start().await;
    let now = u64::try_from(UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap();
    server.clock.set(now - 10 * DAY_MS);
    let survey = Survey::open(&server, 1).await;
    let report = survey.aged(&survey.tokens[0], 1, 30);
    survey.submit(&server, &survey.tokens[0], &report).await.ok(201);
    survey.close(&server).await;
    let data = server.dir.path();
    assert!(gc(data, &[]).contains("until their analysts delete them"));
    assert!(gc(data, &["--retention-days", "11"]).starts_with("0 sessions were"));
    let said = gc(data, &["--retention-days", "9", "--dry-run"]);
    assert_eq!(said, format!("{}\n1 sessions would be deleted.\n", survey.id));
    assert!(is_there(&server, &survey.id).await);
    let said = gc(data, &["--retention-days", "9"]);
    assert_eq!(said, format!("{}\n1 sessions were deleted.\n", survey.id));
    assert!(!is_there(&server, &survey.id).await);
    for (path, bytes) in TestServer::files(&server.dir) {
        let share = &report.helper_share[..64];
        assert!(!common::needles::contains(&bytes, share), "a report is left in {}", path.display());
    }
    Survey::open(&server, 1).await;
}
