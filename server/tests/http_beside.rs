//! Two servers beside each other on one store: what one does, the other sees at once.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use std::time::Duration;

use common::{TestServer, survey::Survey};
use http::Method;
use tacit_protocol::{
    phase::{Phase, Window},
    problem::ProblemKind,
    session::{Progress, SessionStatus, SubmissionStatus},
};

async fn status(server: &TestServer, survey: &Survey) -> SessionStatus {
    server.get(&survey.path("status")).await.json(200)
}

#[tokio::test(flavor = "multi_thread")]
async fn phases_are_seen_at_once_though_both_keep_the_session_ready() {
    let one = TestServer::start().await;
    let two = one.start_beside().await;
    let survey = Survey::open(&one, 3).await;
    // Now both keep it ready.
    assert_eq!(status(&two, &survey).await.phase, Phase::Open);
    assert_eq!(survey.progress(&two).await.invited, 3);
    let [first, second, third] = &survey.tokens[..] else { panic!("three are invited") };
    survey.submit(&one, first, &survey.aged(first, 1, 30)).await.ok(201);
    survey.submit(&two, second, &survey.aged(second, 1, 40)).await.ok(201);

    survey.set_phase(&one, Phase::Paused).await.json::<Progress>(200);
    assert_eq!(status(&two, &survey).await.window, Window::Paused);
    let report = survey.aged(third, 1, 50);
    survey.submit(&two, third, &report).await.refused(ProblemKind::Paused);
    survey.set_phase(&two, Phase::Open).await.json::<Progress>(200);
    assert_eq!(status(&one, &survey).await.window, Window::Open);
    survey.submit(&one, third, &report).await.ok(201);

    let statement = survey.close(&two).await;
    assert_eq!(statement.submitted, 3);
    survey.submit(&one, third, &survey.aged(third, 2, 51)).await.refused(ProblemKind::Closed);
    assert_eq!(survey.close(&one).await, statement);
    let submission: SubmissionStatus =
        one.send_as(third, Method::GET, &survey.path("submission"), "", vec![]).await.json(200);
    assert_eq!((submission.window, submission.revision), (Window::Closed, 1));
    survey.set_phase(&one, Phase::Open).await.refused(ProblemKind::WrongPhase);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_has_released_the_other_computes_no_more() {
    let one = TestServer::start().await;
    let two = one.start_beside().await;
    let survey = Survey::open(&one, 2).await;
    for token in &survey.tokens {
        survey.submit(&one, token, &survey.aged(token, 1, 40)).await.ok(201);
    }
    let statement = survey.close(&one).await;
    // The other has the batch prepared, and the session's keys.
    survey.batch(&two, 0).await;
    let aggregate = survey.verify_all(&one, &statement).await;
    let released = survey.release(&one, &aggregate).await.ok(200);
    let problem = survey.get(&two, "batches/0").await.refused(ProblemKind::WrongPhase);
    assert!(problem.detail.starts_with("The session is released;"), "{problem:?}");
    assert_eq!(survey.release(&two, &aggregate).await.ok(200), released);
    assert_eq!(survey.get(&two, "release").await.ok(200), released);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_goes_on_where_another_stopped() {
    let one = TestServer::start().await;
    let two = one.start_beside().await;
    let survey = Survey::open(&one, 2).await;
    for token in &survey.tokens {
        survey.submit(&two, token, &survey.aged(token, 1, 40)).await.ok(201);
    }
    let statement = survey.close(&one).await;
    let aggregate = survey.verify_all(&one, &statement).await;
    // What both have in its folder stays, the list of releases too.
    let _folder = tokio::time::timeout(Duration::from_secs(30), one.stop()).await.unwrap();
    let released = survey.release(&two, &aggregate).await.ok(200);
    assert_eq!(survey.results(&released, &aggregate, 2).accepted, 2);
}
