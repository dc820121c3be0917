//! A disk with no space left: what was acknowledged is there, what wasn't is taken once there is space again.
//!
//! The system refuses to let the program's files grow further, as a full disk does.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;
#[path = "common/program.rs"]
mod program;

use std::{fs, path::Path, process::Command, sync::Arc, time::Duration};

use common::{
    TestServer,
    survey::Survey,
    writer::{Heard, Writer, compute_exactly},
};
use http::Method;
use tacit_protocol::{problem::ProblemKind, session::Progress};
use tacit_server::store::embedded::EmbeddedStore;
use tempfile::TempDir;

const PARTICIPANTS: usize = 10;
/// The most bytes of a file.
const LIMIT: usize = 2 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn what_finds_no_space_is_refused_and_nothing_acknowledged_is_lost() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("data");
    let mut program = program::start(&mut within_two_megabytes(&data));
    let store = Arc::new(EmbeddedStore::open(&dir.path().join("unused.db")).unwrap());
    let mut server = TestServer::elsewhere(program.url.clone(), store);
    let survey = Survey::open(&server, PARTICIPANTS).await;
    let mut writers = Writer::of(&survey);
    let mut acknowledged = 0;
    'filling: loop {
        for writer in &mut writers {
            match writer.submit(&server, &survey).await {
                Heard::Acknowledged => acknowledged += 1,
                Heard::NotNow => break 'filling,
                Heard::Closed | Heard::Nothing => panic!("the server ended, or closed it"),
            }
        }
        assert!(acknowledged < 2_000, "it never gets full");
    }
    assert!(acknowledged >= PARTICIPANTS, "only {acknowledged} have space");
    // It goes on to answer, closes nothing that it can't write, and says the same to everybody.
    let progress: Progress = survey.progress(&server).await;
    assert_eq!(progress.revisions, acknowledged as u64);
    for writer in &mut writers {
        writer.check(&server, &survey).await;
        assert_eq!(writer.submit(&server, &survey).await, Heard::NotNow);
    }
    survey.send(&server, Method::POST, "close", "", vec![]).await.refused(ProblemKind::Unavailable);

    // It is killed, and starts again where there is space.
    program.child.kill().unwrap();
    // The next one finds the file locked as long as this one isn't gone.
    program.child.wait().unwrap();
    program = program::start(&mut unlimited(&data));
    server.url.clone_from(&program.url);
    for writer in &mut writers {
        writer.check(&server, &survey).await;
        let sent = async { while writer.submit(&server, &survey).await != Heard::Acknowledged {} };
        tokio::time::timeout(Duration::from_secs(30), sent).await.unwrap();
    }
    compute_exactly(&server, &survey, &writers).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_that_cannot_be_remembered_is_not_given_until_it_can() {
    let dir = TempDir::new().unwrap();
    let (data, list) = (dir.path().join("data"), dir.path().join("data-master.key.released"));
    // As long as a file may be: no line more. Which list it is stands in the first 32 bytes.
    let fill = "#".repeat(31) + "\n" + &("#".repeat(63) + "\n").repeat(LIMIT / 64 - 1);
    fs::write(&list, format!("list {}\n{fill}", "a".repeat(26))).unwrap();
    let program = program::start(&mut within_two_megabytes(&data));
    let store = Arc::new(EmbeddedStore::open(&dir.path().join("unused.db")).unwrap());
    let mut server = TestServer::elsewhere(program.url.clone(), store);
    let survey = Survey::open(&server, 2).await;
    for token in &survey.tokens {
        survey.submit(&server, token, &survey.aged(token, 1, 40)).await.ok(201);
    }
    let statement = survey.close(&server).await;
    let sums = survey.verify_all(&server, &statement).await;
    for _ in ["at first", "again"] {
        survey.release(&server, &sums).await.refused(ProblemKind::Unavailable);
        survey.get(&server, "release").await.refused(ProblemKind::Unavailable);
    }
    assert!(!fs::read_to_string(&list).unwrap().contains(&survey.id.to_string()));

    drop(program);
    let program = program::start(&mut unlimited(&data));
    server.url.clone_from(&program.url);
    let released = survey.release(&server, &sums).await.ok(200);
    assert_eq!(survey.results(&released, &sums, statement.submitted).accepted, 2);
    assert!(fs::read_to_string(&list).unwrap().ends_with(&format!("\n{}\n", survey.id)));
}

fn unlimited(data: &Path) -> Command {
    let mut command = program::command(data);
    command.args(["--token-rate", "0"]).env("TACIT_LOG", "off");
    command
}

/// No file of it becomes longer than [`LIMIT`]; it is told so by an error, not by a signal.
fn within_two_megabytes(data: &Path) -> Command {
    let server = unlimited(data);
    let mut command = Command::new("sh");
    // In blocks of 512 bytes.
    let limited = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", LIMIT / 512);
    command.args(["-c", &limited]).arg(server.get_program());
    command.args(server.get_args()).env_remove("TACIT_STORE").env("TACIT_LOG", "off");
    command
}
