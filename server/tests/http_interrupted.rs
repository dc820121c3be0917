//! Long steps whose requests are given up: they go on, once, and whoever asks again gets their answer.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use common::{
    TestServer,
    failing::{FailingStore, Gate},
    survey::Survey,
};
use http::Method;
use tacit_protocol::{codec::Encode, media, phase::Phase, problem::ProblemKind};
use tacit_server::Site;
use tacit_tally::helper::HelperSums;

/// A server that gives requests up soon, on a store whose long steps wait at a gate.
async fn impatient() -> (TestServer, Arc<Gate>) {
    let gate = Gate::shut();
    let same = gate.clone();
    let server = TestServer::start_with(
        |store| Arc::new(FailingStore::gated(store, same)),
        Site::default(),
        |config| config.limits.request_timeout = Duration::from_secs(3),
    )
    .await;
    (server, gate)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_close_that_takes_longer_than_its_request_goes_on() {
    let (server, gate) = impatient().await;
    let survey = Survey::open(&server, 2).await;
    for token in &survey.tokens {
        survey.submit(&server, token, &survey.aged(token, 1, 40)).await.ok(201);
    }
    let close = || survey.send(&server, Method::POST, "close", "", vec![]);
    let (one, two) = tokio::join!(close(), close());
    for given_up in [one, two] {
        given_up.refused(ProblemKind::Unavailable);
    }
    assert_eq!(survey.progress(&server).await.phase, Phase::Open);
    // The requests are gone; let through, the freezing that they began goes on, and is the only one.
    gate.open.add_permits(1);
    wait_for_phase(&survey, &server, Phase::Closed).await;
    assert_eq!(gate.arrived.load(Ordering::SeqCst), 1, "begun once");
    gate.open.add_permits(1);
    assert_eq!(survey.close(&server).await.submitted, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn verdicts_and_a_release_that_take_longer_than_their_requests_go_on() {
    let (server, gate) = impatient().await;
    let survey = Survey::open(&server, 2).await;
    for token in &survey.tokens {
        survey.submit(&server, token, &survey.aged(token, 1, 40)).await.ok(201);
    }
    gate.open.add_permits(1);
    let statement = survey.close(&server).await;
    let mut aggregate = HelperSums::new();
    let verdicts = survey.verify(&survey.batch(&server, 0).await, &mut aggregate);
    survey.put_verdicts(&server, &verdicts).await.refused(ProblemKind::Unavailable);
    survey.put_verdicts(&server, &verdicts).await.refused(ProblemKind::Unavailable);
    assert_eq!(gate.arrived.load(Ordering::SeqCst), 2, "a close and a batch");
    gate.open.add_permits(1);
    while survey.progress(&server).await.verified_batches == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    survey.put_verdicts(&server, &verdicts).await.ok(204);

    survey.release(&server, &aggregate).await.refused(ProblemKind::Unavailable);
    survey.release(&server, &aggregate).await.refused(ProblemKind::Unavailable);
    assert_eq!(gate.arrived.load(Ordering::SeqCst), 3, "and a release");
    gate.open.add_permits(1);
    wait_for_phase(&survey, &server, Phase::Released).await;
    let released = survey.release(&server, &aggregate).await.ok(200);
    assert_eq!(gate.arrived.load(Ordering::SeqCst), 3, "answered from what is stored");
    assert_eq!(survey.results(&released, &aggregate, statement.submitted).accepted, 2);
    let again = survey.send(&server, Method::GET, "release", media::RELEASE, vec![]).await.ok(200);
    assert_eq!(again, released);
    // Late verdicts find nothing to do.
    let body = verdicts.get_encoded().unwrap();
    survey.send(&server, Method::PUT, "batches/0/verdicts", media::VERDICTS, body).await.ok(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_that_takes_long_is_answered_once_nobody_finds_the_session_any_more() {
    let (server, gate) = impatient().await;
    let survey = Survey::open(&server, 1).await;
    survey.submit(&server, &survey.tokens[0], &survey.aged(&survey.tokens[0], 1, 40)).await.ok(201);
    let delete = async |survey: &Survey| {
        let path = survey.path("");
        server.send_signed(&survey.analyst, Method::DELETE, path.trim_end_matches('/'), "", vec![]).await
    };
    assert!(delete(&survey).await.ok(202).is_empty());
    assert_eq!(gate.arrived.load(Ordering::SeqCst), 1, "it is under way");
    server.get(&survey.path("status")).await.refused(ProblemKind::UnknownSession);
    survey
        .submit(&server, &survey.tokens[0], &survey.aged(&survey.tokens[0], 2, 41))
        .await
        .refused(ProblemKind::UnknownSession);
    delete(&survey).await.refused(ProblemKind::UnknownSession);
    gate.open.add_permits(1);
    let next = Survey::open(&server, 1).await;
    gate.open.add_permits(1);
    delete(&next).await.ok(204);
}

async fn wait_for_phase(survey: &Survey, server: &TestServer, phase: Phase) {
    let arrived = async {
        while survey.progress(server).await.phase != phase {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), arrived).await.unwrap();
}
