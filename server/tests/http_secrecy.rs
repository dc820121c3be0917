//! What a thief of the server's files finds: no answer, no token, no share; and after the release, no key.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use common::{
    TestServer,
    needles::{Needle, contains, ends_of, found, submit_secrets},
};
use tempfile::TempDir;

#[track_caller]
fn assert_absent(dir: &TempDir, needles: &[Needle]) {
    let files = TestServer::files(dir);
    assert!(files.iter().any(|(path, content)| path.ends_with("tacit.db") && !content.is_empty()));
    for (path, content) in files {
        if let Some(what) = found(&content, needles) {
            panic!("{what} is in {}", path.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_show_no_secret_and_after_the_release_no_key() {
    let server = TestServer::start().await;
    let (survey, mut needles) = submit_secrets(&server).await;
    assert_absent(&server.dir, &needles);

    let statement = survey.close(&server).await;
    let aggregate = survey.verify_all(&server, &statement).await;
    assert_absent(&server.dir, &needles);

    // The keys are there, sealed, until the release; then even that is gone, from the running server's files too.
    let record = server.store.session(&survey.id).await.unwrap().unwrap();
    let batch = server.store.batch_records(&survey.id, 0, 1).await.unwrap().remove(0);
    let sealed =
        [("the sealed secret", record.sealed_secret.unwrap()), ("a sealed share", batch.sealed_share)];
    let everywhere = TestServer::files(&server.dir);
    for (what, bytes) in &sealed {
        assert!(everywhere.iter().any(|(_, content)| contains(content, bytes)), "{what} was never there");
    }
    survey.release(&server, &aggregate).await.ok(200);
    for (what, bytes) in sealed {
        needles.extend(ends_of(what, &bytes));
    }
    assert_absent(&server.dir, &needles);
    let dir = server.stop().await;
    assert_absent(&dir, &needles);
}
