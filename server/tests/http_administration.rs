//! An analyst's sessions: found, put off, revoked from, deleted.

#![allow(clippy::unwrap_used)]

mod common;

use std::sync::{Arc, atomic::Ordering};

use common::{
    Reply, START, TestServer,
    failing::{FailingStore, Faults},
    rng,
    survey::{Survey, form},
};
use http::Method;
use tacit_envelope::keyfile::AnalystSecret;
use tacit_protocol::{
    administration::{Extend, Revocations, Revoked, SessionList, Submissions},
    codec::Encode,
    ids::{ParticipantId, ProcessId, Token},
    media,
    phase::{Phase, Window},
    problem::ProblemKind,
    session::{Created, Progress, SessionStatus, SubmissionStatus},
};
use tacit_server::Site;
use tacit_testkit::contract::invitations;

const HOUR: u64 = 3_600_000;

async fn list(server: &TestServer, analyst: &AnalystSecret, skip: u32) -> SessionList {
    let path = format!("/api/v1/sessions?skip={skip}");
    server.send_signed(analyst, Method::GET, &path, "", vec![]).await.json(200)
}

async fn delete(server: &TestServer, survey: &Survey, analyst: &AnalystSecret) -> Reply {
    let path = survey.path("");
    server.send_signed(analyst, Method::DELETE, path.trim_end_matches('/'), "", vec![]).await
}

async fn extend(server: &TestServer, survey: &Survey, closes_at: u64) -> Reply {
    let body = serde_json::to_vec(&Extend { closes_at }).unwrap();
    survey.send(server, Method::POST, "closing-time", media::JSON, body).await
}

async fn revoke(server: &TestServer, survey: &Survey, tokens: &[Token]) -> Reply {
    let participants = tokens.iter().map(Token::participant_id).collect();
    let body = Revocations { participants }.get_encoded().unwrap();
    survey.send(server, Method::POST, "revocations", media::REVOCATIONS, body).await
}

async fn submit(server: &TestServer, survey: &Survey, token: usize) -> Reply {
    let token = &survey.tokens[token];
    survey.submit(server, token, &survey.aged(token, 1, 30)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_finds_its_sessions() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 3).await;
    submit(&server, &survey, 0).await.ok(201);
    Survey::open(&server, 1).await;
    let found = list(&server, &survey.analyst, 0).await.sessions;
    assert_eq!(found.len(), 1, "nobody else's");
    let entry = &found[0];
    assert_eq!((entry.session, &entry.title[..]), (survey.id, survey.manifest.form.title()));
    assert_eq!((entry.phase, entry.window, entry.created_at), (Phase::Open, Window::Open, START));
    assert_eq!((entry.invited, entry.submitted), (3, 1));
    assert!(list(&server, &survey.analyst, 1).await.sessions.is_empty());
    let path = "/api/v1/sessions";
    let unsigned = server.send_signed(&survey.analyst, Method::GET, path, "", vec![]).await;
    unsigned.refused(ProblemKind::Malformed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_session_is_unknown() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 3).await;
    submit(&server, &survey, 0).await.ok(201);
    let stranger = AnalystSecret::generate(&mut rng());
    delete(&server, &survey, &stranger).await.refused(ProblemKind::NotYourSession);
    submit(&server, &survey, 1).await.ok(201);
    delete(&server, &survey, &survey.analyst).await.ok(204);
    for path in ["progress", "submissions", "notes?from=0"] {
        survey.get(&server, path).await.refused(ProblemKind::UnknownSession);
    }
    delete(&server, &survey, &survey.analyst).await.refused(ProblemKind::UnknownSession);
    submit(&server, &survey, 2).await.refused(ProblemKind::UnknownSession);
    survey.send_create(&server).await.refused(ProblemKind::OfferExpired);
    assert!(list(&server, &survey.analyst, 0).await.sessions.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_is_put_off_as_far_as_the_manifest_says() {
    let server = TestServer::start().await;
    let survey = Survey::open_with(&server, form(), 3, |manifest| {
        manifest.closes_at = Some(START + HOUR);
        manifest.extendable_until = Some(START + 3 * HOUR);
    })
    .await;
    let status = async || -> SessionStatus { server.get(&survey.path("status")).await.json(200) };
    assert_eq!(status().await.closes_at, Some(START + HOUR));
    extend(&server, &survey, START + 3 * HOUR + 1).await.refused(ProblemKind::NotExtendable);
    extend(&server, &survey, START + HOUR - 1).await.refused(ProblemKind::NotExtendable);
    let progress: Progress = extend(&server, &survey, START + 2 * HOUR).await.json(200);
    assert_eq!(progress.closes_at, Some(START + 2 * HOUR));

    server.clock.set(START + HOUR + 1);
    assert_eq!((status().await.window, status().await.closes_at), (Window::Open, Some(START + 2 * HOUR)));
    submit(&server, &survey, 0).await.ok(201);
    let token = &survey.tokens[0];
    let own: SubmissionStatus =
        server.send_as(token, Method::GET, &survey.path("submission"), "", vec![]).await.json(200);
    assert_eq!((own.window, own.closes_at), (Window::Open, Some(START + 2 * HOUR)));
    server.clock.set(START + 2 * HOUR);
    submit(&server, &survey, 1).await.refused(ProblemKind::Closed);
    // Past its closing time, it isn't closed for good yet.
    extend(&server, &survey, START + 3 * HOUR).await.json::<Progress>(200);
    submit(&server, &survey, 1).await.ok(201);
    survey.close(&server).await;
    extend(&server, &survey, START + 3 * HOUR).await.refused(ProblemKind::WrongPhase);
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_is_not_put_off_where_the_manifest_says_nothing() {
    let server = TestServer::start().await;
    let survey =
        Survey::open_with(&server, form(), 1, |manifest| manifest.closes_at = Some(START + HOUR)).await;
    extend(&server, &survey, START + 2 * HOUR).await.refused(ProblemKind::NotExtendable);
    let mut early = Survey::draft(&server, form(), |manifest| {
        manifest.closes_at = Some(START + HOUR);
        manifest.extendable_until = Some(START + HOUR);
    })
    .await;
    early.send_create(&server).await.refused(ProblemKind::InvalidManifest);
    early = Survey::draft(&server, form(), |manifest| manifest.extendable_until = Some(START + HOUR)).await;
    early.send_create(&server).await.refused(ProblemKind::InvalidManifest);
}

#[tokio::test(flavor = "multi_thread")]
async fn invitations_are_taken_back_and_submissions_listed() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 4).await;
    submit(&server, &survey, 0).await.ok(201);
    submit(&server, &survey, 2).await.ok(201);
    let revoked: Revoked = revoke(&server, &survey, &survey.tokens[..2]).await.json(200);
    assert_eq!((revoked.invited, revoked.submitted), (3, vec![survey.tokens[0].participant_id()]));
    submit(&server, &survey, 1).await.refused(ProblemKind::UnknownToken);
    let Submissions { submissions } = survey.get(&server, "submissions").await.message(200);
    let mut expected = [0, 2].map(|index: usize| survey.tokens[index].participant_id());
    expected.sort();
    assert_eq!(submissions.iter().map(|one| one.participant).collect::<Vec<_>>(), expected);
    assert!(submissions.iter().all(|one| (one.revision, one.first_at, one.newest_at) == (1, START, START)));
    let after = format!("submissions?after={}", expected[0]);
    let after: Submissions = survey.get(&server, &after).await.message(200);
    assert_eq!(after.submissions, submissions[1..]);
    survey.get(&server, "submissions?after=nobody").await.refused(ProblemKind::Malformed);
    survey.close(&server).await;
    revoke(&server, &survey, &survey.tokens[3..]).await.refused(ProblemKind::WrongPhase);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_is_told_of_the_first() {
    let server = TestServer::start().await;
    let survey = Survey::draft(&server, form(), |_| {}).await;
    survey.send_create(&server).await.json::<Created>(201);
    let (one, two) = (ProcessId::random(&mut rng()), ProcessId::random(&mut rng()));
    let others = async |process: &ProcessId| {
        let progress: Progress = survey.get(&server, &format!("progress?process={process}")).await.json(200);
        progress.others
    };
    assert_eq!(others(&one).await, 0);
    assert_eq!(others(&two).await, 1);
    assert_eq!(others(&one).await, 1);
    assert_eq!(survey.progress(&server).await.others, 0);
    server.clock.set(START + 6_000);
    assert_eq!(others(&one).await, 0);
}

/// Each analyst's terminal asks every second.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_session_is_counted_once_for_all_who_ask_soon() {
    let faults = Arc::new(Faults::default());
    let wrapped = faults.clone();
    let wrap = |store| Arc::new(FailingStore::with_faults(store, wrapped)) as _;
    let server = TestServer::start_with(wrap, Site::default(), |_| {}).await;
    let (small, large) = (Survey::open(&server, 1).await, Survey::open(&server, 1).await);
    let more: Vec<_> = (0..10_000_u64)
        .map(|number| ParticipantId::try_from(&[&[7; 24][..], &number.to_be_bytes()].concat()[..]).unwrap())
        .collect();
    server.store.invite(&large.id, &invitations(&more), 20_000).await.unwrap();
    faults.counting_takes_long.store(true, Ordering::SeqCst);
    for (survey, invited, counted) in [(small, 1, 3), (large, 10_001, 1)] {
        let before = faults.counted.load(Ordering::SeqCst);
        for _ in 0..3 {
            assert_eq!(survey.progress(&server).await.invited, invited);
        }
        assert_eq!(faults.counted.load(Ordering::SeqCst) - before, counted);
    }
}
