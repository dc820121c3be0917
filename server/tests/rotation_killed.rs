//! `rotate-master-key` as a process, killed again and again. Apart from the other tests of it: a process that is being started holds
//! the locks of the files that are open here, for a moment.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use std::{
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use common::{
    TestServer,
    survey::{Survey, form},
};
use tacit_protocol::session::Created;

#[tokio::test(flavor = "multi_thread")]
async fn it_may_be_killed_at_any_moment() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 3).await;
    for token in &survey.tokens {
        survey.submit(&server, token, &survey.aged(token, 1, 30)).await.ok(201);
    }
    for _ in 0..20 {
        Survey::draft(&server, form(), |_| {}).await.send_create(&server).await.json::<Created>(201);
    }
    let clock = server.clock.clone();
    let dir = server.stop().await;
    let key = dir.path().join("master.key");
    let mut program = Command::new(env!("CARGO_BIN_EXE_tacit-server"));
    program.args(["rotate-master-key", "--data-dir"]).arg(dir.path()).arg("--master-key").arg(&key);
    program.env_remove("TACIT_STORE").stdout(Stdio::null());
    let mut killed = 0;
    for moment in (4..).step_by(4) {
        let mut running = program.spawn().unwrap();
        thread::sleep(Duration::from_millis(moment));
        // It may have ended already.
        let _ = running.kill();
        if running.wait().unwrap().success() {
            break;
        }
        killed += 1;
    }
    assert!(killed > 0);
    for left in ["rotating-new", "rotating-old"] {
        assert!(!key.with_added_extension(left).exists(), "{left}");
    }
    let server = TestServer::start_on(dir, clock).await;
    assert_eq!(survey.compute(&server).await.accepted, 3);
    Survey::open(&server, 1).await;
    server.stop().await;
}
