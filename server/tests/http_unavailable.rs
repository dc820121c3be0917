//! A store that can't be reached, and requests that take too long.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use common::{
    START, TestServer,
    failing::{FailingStore, Faults, SECRET_CAUSE},
    rng,
    survey::{Survey, form},
};
use futures::future::{join, join_all};
use http::Method;
use tacit_envelope::keyfile::AnalystSecret;
use tacit_protocol::{auth::bearer, codec::Encode, media, phase::Phase, problem::ProblemKind};
use tacit_server::{ServeError, Site, config::Config, store::Store};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Longer than anything here takes.
const DEADLINE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_store_is_a_503_everywhere_and_nothing_is_lost() {
    let fails = Arc::new(AtomicBool::new(false));
    let switch = fails.clone();
    let server =
        TestServer::start_with(|store| Arc::new(FailingStore::new(store, switch)), Site::default(), |_| {})
            .await;
    let survey = Survey::open(&server, 2).await;
    let reports: Vec<_> = survey.tokens.iter().map(|token| survey.aged(token, 1, 30)).collect();
    survey.submit(&server, &survey.tokens[0], &reports[0]).await.ok(201);

    fails.store(true, Ordering::SeqCst);
    let stranger = AnalystSecret::generate(&mut rng());
    let replies = [
        server.get(&survey.path("manifest")).await,
        server.get(&survey.path("status")).await,
        server.get(&survey.path("statement")).await,
        server.send_as(&survey.tokens[0], Method::GET, &survey.path("submission"), "", vec![]).await,
        survey.submit(&server, &survey.tokens[0], &reports[0]).await,
        survey.submit(&server, &survey.tokens[1], &reports[1]).await,
        server.send_signed(&stranger, Method::POST, "/api/v1/offers", "", vec![]).await,
        survey.send_create(&server).await,
        survey.set_phase(&server, Phase::Paused).await,
        survey.invite(&server, &survey.tokens).await,
        survey.get(&server, "progress").await,
        survey.send(&server, Method::POST, "close", "", vec![]).await,
        survey.get(&server, "batches/0").await,
        survey.get(&server, "notes?from=0").await,
        survey.get(&server, "release").await,
    ];
    for reply in replies {
        assert_eq!(reply.header("retry-after"), "1");
        assert!(!String::from_utf8_lossy(&reply.body).contains(SECRET_CAUSE));
        reply.refused(ProblemKind::Unavailable);
    }

    server.get("/readyz").await.refused(ProblemKind::Internal);

    fails.store(false, Ordering::SeqCst);
    let progress = survey.progress(&server).await;
    assert_eq!((progress.phase, progress.submitted), (Phase::Open, 1));
    survey.submit(&server, &survey.tokens[1], &reports[1]).await.ok(201);
    let statement = survey.close(&server).await;

    fails.store(true, Ordering::SeqCst);
    survey.get(&server, "batches/0").await.refused(ProblemKind::Unavailable);
    fails.store(false, Ordering::SeqCst);
    let aggregate = survey.verify_all(&server, &statement).await;
    fails.store(true, Ordering::SeqCst);
    survey.release(&server, &aggregate).await.refused(ProblemKind::Unavailable);
    fails.store(false, Ordering::SeqCst);
    let released = survey.release(&server, &aggregate).await.ok(200);
    assert_eq!(survey.results(&released, &aggregate, 2).accepted, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_so_many_wait_for_a_store_that_is_slow_and_they_are_answered() {
    let faults = Arc::new(Faults::default());
    let same = faults.clone();
    let limit = |config: &mut Config| {
        (config.limits.waiting, config.limits.parallel_submissions) = (3, 1);
        config.limits.request_timeout = 10 * DEADLINE;
    };
    let wrap = |store| -> Arc<dyn Store> { Arc::new(FailingStore::with_faults(store, same)) };
    let server = TestServer::start_with(wrap, Site::default(), limit).await;
    let survey = Survey::open(&server, 5).await;
    let reports: Vec<_> = survey.tokens.iter().map(|token| survey.aged(token, 1, 30)).collect();
    let submit = |i: usize| survey.submit(&server, &survey.tokens[i], &reports[i]);
    let full = async |waiting: usize| {
        while faults.waiting.load(Ordering::SeqCst) < waiting {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };

    faults.writing_waits.store(true, Ordering::SeqCst);
    let one_more = async {
        full(4).await;
        let refused = timeout(DEADLINE, submit(4)).await.expect("it doesn't wait");
        assert_eq!(refused.header("retry-after"), "2");
        refused.refused(ProblemKind::Unavailable);
        // Who only asks is answered meanwhile.
        server.get(&survey.path("status")).await.ok(200);
        faults.writing_waits.store(false, Ordering::SeqCst);
    };
    let (accepted, ()) = join(join_all((0..4).map(submit)), one_more).await;
    accepted.into_iter().for_each(|reply| drop(reply.ok(201)));
    submit(4).await.ok(201);

    faults.reading_waits.store(true, Ordering::SeqCst);
    let path = survey.path("status");
    let one_more = async {
        full(3).await;
        let refused = timeout(DEADLINE, server.get(&path)).await.expect("it doesn't wait for long");
        assert_eq!(refused.header("retry-after"), "2");
        refused.refused(ProblemKind::Unavailable);
        server.get("/readyz").await.ok(200);
        faults.reading_waits.store(false, Ordering::SeqCst);
    };
    let (answered, ()) = join(join_all((0..3).map(|_| server.get(&path))), one_more).await;
    answered.into_iter().for_each(|reply| drop(reply.ok(200)));
    assert_eq!(survey.progress(&server).await.submitted, 5);
}

/// For ever 503 would be worse: whoever watches the program starts it again.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_store_is_broken_answers_who_asked_and_ends() {
    let faults = Arc::new(Faults::default());
    let given = faults.clone();
    let server = TestServer::start_with(
        |store| Arc::new(FailingStore::with_faults(store, given)),
        Site::default(),
        |_| {},
    )
    .await;
    let survey = Survey::open(&server, 1).await;
    let report = survey.aged(&survey.tokens[0], 1, 30);
    faults.is_broken.store(true, Ordering::SeqCst);
    survey.submit(&server, &survey.tokens[0], &report).await.refused(ProblemKind::Unavailable);
    let ended = tokio::time::timeout(Duration::from_secs(30), server.ended()).await;
    assert!(matches!(ended, Ok(Err(ServeError::Store))), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_release_left_half_done_is_done_before_it_is_answered() {
    let faults = Arc::new(Faults::default());
    let same = faults.clone();
    let wrap = |store| -> Arc<dyn Store> { Arc::new(FailingStore::with_faults(store, same)) };
    let server = TestServer::start_with(wrap, Site::default(), |_| {}).await;
    let survey = Survey::open(&server, 2).await;
    for token in &survey.tokens {
        survey.submit(&server, token, &survey.aged(token, 1, 40)).await.ok(201);
    }
    let statement = survey.close(&server).await;
    let aggregate = survey.verify_all(&server, &statement).await;
    faults.purge_fails.store(true, Ordering::SeqCst);
    survey.release(&server, &aggregate).await.refused(ProblemKind::Unavailable);
    let written = server.store.released(&survey.id).await.unwrap().unwrap();
    assert_eq!(faults.purges.load(Ordering::SeqCst), 0);

    assert_eq!(survey.release(&server, &aggregate).await.ok(200), written);
    assert_eq!(faults.purges.load(Ordering::SeqCst), 1);
    assert_eq!(survey.get(&server, "release").await.ok(200), written);
    assert_eq!(faults.purges.load(Ordering::SeqCst), 2);
    assert_eq!(survey.results(&written, &aggregate, 2).accepted, 2);

    // A server that doesn't find the release yet has no keys to compute another, and looks again.
    faults.hides.store(1, Ordering::SeqCst);
    assert_eq!(survey.release(&server, &aggregate).await.ok(200), written);
    faults.hides.store(usize::MAX, Ordering::SeqCst);
    let problem = survey.release(&server, &aggregate).await.refused(ProblemKind::WrongPhase);
    assert!(problem.detail.starts_with("The session is released;"), "{problem:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_is_not_refused_though_it_is_too_late_and_was_not_found() {
    let faults = Arc::new(Faults::default());
    let same = faults.clone();
    let wrap = |store| -> Arc<dyn Store> { Arc::new(FailingStore::with_faults(store, same)) };
    let server = TestServer::start_with(wrap, Site::default(), |_| {}).await;
    let closes = START + 60_000;
    let survey = Survey::open_with(&server, form(), 2, |manifest| manifest.closes_at = Some(closes)).await;
    let reports: Vec<_> = survey.tokens.iter().map(|token| survey.aged(token, 1, 30)).collect();
    let receipt = survey.submit(&server, &survey.tokens[0], &reports[0]).await.ok(201);
    server.clock.set(closes);
    faults.hides.store(usize::MAX, Ordering::SeqCst);
    assert_eq!(survey.submit(&server, &survey.tokens[0], &reports[0]).await.ok(200), receipt);
    survey.submit(&server, &survey.tokens[1], &reports[1]).await.refused(ProblemKind::Closed);
    survey
        .submit(&server, &survey.tokens[0], &survey.aged(&survey.tokens[0], 1, 31))
        .await
        .refused(ProblemKind::Closed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_never_comes_is_given_up() {
    let server = TestServer::start_with(
        |store| store,
        Site::default(),
        |config| config.limits.request_timeout = Duration::from_secs(2),
    )
    .await;
    let survey = Survey::open(&server, 1).await;
    let mut stream = TcpStream::connect(server.url.trim_start_matches("http://")).await.unwrap();
    let head = format!(
        "PUT {} HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {}\r\ncontent-type: application/vnd.tacit.report\r\n\
         content-length: 100\r\nconnection: close\r\n\r\n12345",
        survey.path("submission"),
        survey.tokens[0].expose()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains(ProblemKind::TooSlow.uri()), "{answer}");
    assert_eq!(survey.progress(&server).await.submitted, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_comes_steadily_has_longer_than_other_requests() {
    let server = TestServer::start_with(
        |store| store,
        Site::default(),
        |config| {
            config.limits.request_timeout = Duration::from_secs(1);
            config.limits.body_rate = 100;
        },
    )
    .await;
    let survey = Survey::open(&server, 1).await;
    let token = &survey.tokens[0];
    let report = survey.aged(token, 1, 30).get_encoded().unwrap();
    let head = format!(
        "PUT {} HTTP/1.1\r\nhost: test\r\nauthorization: {}\r\ncontent-type: {}\r\ncontent-length: {}\r\n\r\n",
        survey.path("submission"),
        bearer(token),
        media::REPORT,
        report.len()
    );
    let mut answers = Vec::new();
    // What makes up for half the time that it takes isn't enough.
    for (part, pause) in [(100, 400), (25, 500)] {
        let mut stream = TcpStream::connect(server.url.trim_start_matches("http://")).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        for piece in report.chunks(part) {
            if timeout(Duration::from_millis(pause), stream.readable()).await.is_ok() {
                break;
            }
            stream.write_all(piece).await.unwrap();
        }
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        answers.push(String::from_utf8_lossy(&answer).into_owned());
    }
    assert_eq!(answers, ["HTTP/1.1 201", "HTTP/1.1 408"]);
}
