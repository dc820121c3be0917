//! `kill -9` of `backup` and `restore`: at their place there is a whole store or nothing, and nothing is in the way of the next.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

#[path = "common/program.rs"]
mod program;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
    thread::sleep,
    time::Duration,
};

use program::PROGRAM;
use tacit_server::store::{
    Store,
    embedded::{self, Content, EmbeddedStore},
};
use tacit_testkit::{contract::Fixture, seeded::Seeded};
use tempfile::TempDir;

const PARTICIPANTS: usize = 30;
const REVISIONS: u32 = 20;
const WHOLE: Content = Content { sessions: 1, reports: PARTICIPANTS as u64 * REVISIONS as u64 };
const ROUNDS: u64 = 25;

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_backup_or_restore_leaves_a_whole_store_or_none() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("data");
    // Makes the master key, and the list that belongs to it.
    drop(program::start(&mut program::command(&data)));
    fill(&data.join("tacit.db")).await;

    let copy = |round| dir.path().join(format!("copy-{round}.db"));
    let backups = killed_now_and_then(|round| (command("backup", "--to", &copy(round), &data), copy(round)));
    assert!(backups > 0, "none was killed before it was done");
    let restores = killed_now_and_then(|round| {
        let elsewhere = dir.path().join(format!("elsewhere-{round}"));
        for file in ["master.key", "master.key.released"] {
            let to = dir.path().join(format!("elsewhere-{round}-{file}"));
            fs::copy(dir.path().join(format!("data-{file}")), to).unwrap();
        }
        let mut restore = command("restore", "--from", &copy(0), &elsewhere);
        restore.arg("--nothing-was-released");
        (restore, elsewhere.join("tacit.db"))
    });
    assert!(restores > 0, "none was killed before it was done");
}

/// Kills what `begin` answers sooner and sooner after its start, and looks at the file that it makes; where there is none,
/// begins again and leaves it alone. Answers how often there was none.
fn killed_now_and_then(begin: impl Fn(u64) -> (Command, PathBuf)) -> usize {
    let mut none = 0;
    for round in 0..ROUNDS {
        let (mut command, made) = begin(round);
        let mut process = command.spawn().unwrap();
        sleep(Duration::from_micros(Seeded::new(round).below(1 + 2_000 * (ROUNDS - round))));
        // It may be done.
        let _ = process.kill();
        process.wait().unwrap();
        if !made.exists() {
            none += 1;
            assert!(command.status().unwrap().success(), "round {round}: something is in the way");
        }
        let folder = TempDir::new().unwrap();
        // What was restored may have been in use since.
        let [copy, restored] = ["copy.db", "tacit.db"].map(|name| folder.path().join(name));
        assert_eq!(embedded::back_up(&made, &copy).unwrap(), WHOLE, "round {round}");
        assert_eq!(embedded::restore(&copy, &restored).unwrap(), WHOLE, "round {round}");
    }
    none
}

fn command(command: &str, option: &str, file: &Path, data: &Path) -> Command {
    let mut program = Command::new(PROGRAM);
    program.args([command, option]).arg(file).arg("--data-dir").arg(data).env_remove("TACIT_STORE");
    program.stdout(Stdio::null());
    program
}

async fn fill(database: &Path) {
    let store: Arc<dyn Store> = Arc::new(EmbeddedStore::open(database).unwrap());
    let fixture = Fixture::open(&store, 1, PARTICIPANTS).await;
    for revision in 1..=REVISIONS {
        let reports = (0..PARTICIPANTS).map(|participant| fixture.report(participant, revision, 0));
        let puts = reports.map(|report| store.put_report(&fixture.session, report));
        for outcome in futures::future::join_all(puts).await {
            outcome.unwrap();
        }
    }
}
