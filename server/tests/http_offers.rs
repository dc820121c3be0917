//! Who may begin sessions, and how many.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use common::{
    Reply, START, TestServer,
    failing::{FailingStore, Faults},
    rng,
    survey::{Survey, form},
};
use http::Method;
use tacit_envelope::keyfile::AnalystSecret;
use tacit_protocol::{
    code::Code,
    codec::Encode,
    media,
    problem::ProblemKind,
    session::{Created, Offer, OfferRequest},
};
use tacit_server::{
    Site,
    config::Config,
    store::{CodeRecord, OfferLimits, Store},
};

async fn start(configure: impl FnOnce(&mut Config)) -> TestServer {
    TestServer::start_with(|store| store, Site::default(), configure).await
}

async fn ask_with(server: &TestServer, analyst: &AnalystSecret, code: &str) -> Reply {
    let body = serde_json::to_vec(&OfferRequest { code: Some(code.into()) }).unwrap();
    server.send_signed(analyst, Method::POST, "/api/v1/offers", media::JSON, body).await
}

async fn make_code(server: &TestServer) -> String {
    let code = Code::random(&mut rng());
    let record = CodeRecord { hash: code.hash(), expires_at: START + 1000 };
    server.store.put_codes(&[record]).await.unwrap();
    code.expose()
}

async fn ask(server: &TestServer, analyst: &AnalystSecret) -> Reply {
    server.send_signed(analyst, Method::POST, "/api/v1/offers", "", vec![]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_so_many_sessions_may_be_begun_and_not_created() {
    let server = start(|config| config.limits.offers = OfferLimits { per_analyst: 2, in_all: 3 }).await;
    let survey = Survey::draft(&server, form(), |_| {}).await;
    let other = AnalystSecret::generate(&mut rng());
    ask(&server, &survey.analyst).await.ok(201);
    let refused = ask(&server, &survey.analyst).await;
    assert_eq!(refused.header("retry-after"), "3600", "an hour, as it says");
    let problem = refused.refused(ProblemKind::Unavailable);
    assert!(problem.detail.contains("With this key") && problem.detail.contains("Wait"), "{problem:?}");
    ask(&server, &other).await.ok(201);
    let problem = ask(&server, &other).await.refused(ProblemKind::Unavailable);
    assert!(problem.detail.contains("on this server"), "{problem:?}");
    // One that is used makes room.
    survey.send_create(&server).await.json::<Created>(201);
    ask(&server, &other).await.ok(201);
    ask(&server, &other).await.refused(ProblemKind::Unavailable);
    // So do those that are expired.
    server.clock.set(START + 3_600_000);
    ask(&server, &other).await.ok(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_runs_the_server_is_named_as_they_say() {
    let server = start(|config| config.operator = Some("Council of Example".into())).await;
    let analyst = AnalystSecret::generate(&mut rng());
    let offer: Offer = ask(&server, &analyst).await.json(201);
    assert_eq!(offer.name.as_deref(), Some("Council of Example"));
    for name in [None, Some("Somebody else".to_owned())] {
        let survey = Survey::draft(&server, form(), |manifest| manifest.server.name = name).await;
        let problem = survey.send_create(&server).await.refused(ProblemKind::InvalidManifest);
        assert!(problem.detail.contains("who runs this server"), "{problem:?}");
    }
    let survey = Survey::draft(&server, form(), |_| {}).await;
    assert_eq!(survey.manifest.server.name, offer.name);
    survey.send_create(&server).await.json::<Created>(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn expired_offers_are_destroyed_though_nobody_asks_for_another() {
    let server = start(|config| config.limits.sweep = Duration::from_millis(10)).await;
    let analyst = AnalystSecret::generate(&mut rng());
    let offer: Offer = ask(&server, &analyst).await.json(201);
    let stored = || server.store.offer(&offer.offer, START);
    assert!(stored().await.unwrap().is_some());
    server.clock.set(offer.expires_at);
    let gone = async {
        while stored().await.unwrap().is_some() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), gone).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_list_of_analysts_nobody_else_begins_or_creates() {
    let open = start(|_| {}).await;
    let elsewhere = Survey::draft(&open, form(), |_| {}).await;
    let (allowed, stranger) = (AnalystSecret::generate(&mut rng()), AnalystSecret::generate(&mut rng()));
    let key = allowed.public().signing;
    let server = start(|config| config.analysts = vec![key]).await;
    ask(&server, &allowed).await.ok(201);
    let problem = ask(&server, &stranger).await.refused(ProblemKind::NotAllowed);
    let shown = stranger.public().signing.to_string();
    assert!(problem.detail.contains(&shown), "says which key to send to the operator: {problem:?}");
    elsewhere.send_create(&server).await.refused(ProblemKind::NotAllowed);
    // Neither are their bodies looked at.
    let body = elsewhere.create.get_encoded().unwrap()[1..].to_vec();
    let reply =
        server.send_signed(&stranger, Method::POST, "/api/v1/sessions", media::CREATE_SESSION, body).await;
    reply.refused(ProblemKind::NotAllowed);
    assert!(server.store.session(&elsewhere.id).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_makes_one_session_and_can_be_asked_with_until_then() {
    let listed = AnalystSecret::generate(&mut rng());
    let key = listed.public().signing;
    let server = start(|config| {
        config.codes = true;
        config.analysts = vec![key];
    })
    .await;
    let stranger = AnalystSecret::generate(&mut rng());
    ask(&server, &listed).await.ok(201);
    ask(&server, &stranger).await.refused(ProblemKind::CodeRequired);
    let code = make_code(&server).await;
    for wrong in ["nonsense", &Code::random(&mut rng()).expose()] {
        ask_with(&server, &stranger, wrong).await.refused(ProblemKind::UnknownCode);
    }
    let body = b"no json".to_vec();
    let reply = server.send_signed(&stranger, Method::POST, "/api/v1/offers", media::JSON, body).await;
    reply.refused(ProblemKind::Malformed);
    ask_with(&server, &stranger, &"A".repeat(1024)).await.refused(ProblemKind::TooLarge);
    // Two are asked for with it, one is taken up.
    let take_up = async || {
        let offer: Offer = ask_with(&server, &stranger, &code.to_lowercase()).await.json(201);
        Survey::of(&offer, &stranger, form(), |_| {})
    };
    let (one, two) = (take_up().await, take_up().await);
    one.send_create(&server).await.json::<Created>(201);
    one.send_create(&server).await.json::<Created>(200);
    two.send_create(&server).await.refused(ProblemKind::UnknownCode);
    ask_with(&server, &stranger, &code).await.refused(ProblemKind::UnknownCode);
    assert!(server.store.session(&two.id).await.unwrap().is_none());
    // One that nobody used in time is worth nothing.
    let late = make_code(&server).await;
    server.clock.set(START + 1000);
    ask_with(&server, &stranger, &late).await.refused(ProblemKind::UnknownCode);
    for (path, bytes) in TestServer::files(&server.dir) {
        assert!(!String::from_utf8_lossy(&bytes).contains(&code), "{}", path.display());
    }
}

/// Of several sessions that are made at once, the store finds that one is too many, when its code is taken already.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_whose_session_is_not_made_can_be_used_again() {
    let faults = Arc::new(Faults::default());
    let wrap = |store| Arc::new(FailingStore::with_faults(store, faults.clone())) as Arc<dyn Store>;
    let configure = |config: &mut Config| (config.codes, config.quotas.sessions) = (true, 1);
    let server = TestServer::start_with(wrap, Site::default(), configure).await;
    let analyst = AnalystSecret::generate(&mut rng());
    let codes = [make_code(&server).await, make_code(&server).await];
    let take_up = async |code: &str| {
        let offer: Offer = ask_with(&server, &analyst, code).await.json(201);
        Survey::of(&offer, &analyst, form(), |_| {})
    };
    faults.hides_usage.store(true, Ordering::SeqCst);
    let (one, two) = (take_up(&codes[0]).await, take_up(&codes[1]).await);
    one.send_create(&server).await.json::<Created>(201);
    two.send_create(&server).await.refused(ProblemKind::QuotaExceeded);
    let is_unused = async |code: &str| {
        server.store.is_unused(&code.parse::<Code>().ok().unwrap().hash(), START).await.unwrap()
    };
    assert_eq!([is_unused(&codes[0]).await, is_unused(&codes[1]).await], [false, true]);
    server.store.delete(&one.id).await.unwrap();
    take_up(&codes[1]).await.send_create(&server).await.json::<Created>(201);
    assert!(!is_unused(&codes[1]).await);
    two.send_create(&server).await.refused(ProblemKind::UnknownCode);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_made_before_codes_were_asked_for_makes_no_session_afterwards() {
    let open = start(|_| {}).await;
    let survey = Survey::draft(&open, form(), |_| {}).await;
    let server = open.restart_configured(|config| config.codes = true).await;
    survey.send_create(&server).await.refused(ProblemKind::CodeRequired);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_has_so_many_sessions_and_no_more() {
    let server = start(|config| config.quotas.sessions = 2).await;
    let one = Survey::open(&server, 0).await;
    let next = async || {
        let offer: Offer = ask(&server, &one.analyst).await.json(201);
        Survey::of(&offer, &one.analyst, form(), |_| {})
    };
    let (two, three) = (next().await, next().await);
    two.send_create(&server).await.json::<Created>(201);
    let problem = three.send_create(&server).await.refused(ProblemKind::QuotaExceeded);
    assert!(
        problem.detail.contains("has 2 sessions") && problem.detail.contains("delete one"),
        "{problem:?}"
    );
    ask(&server, &one.analyst).await.refused(ProblemKind::QuotaExceeded);
    // The same again is no other.
    two.send_create(&server).await.json::<Created>(200);
    drop(Survey::open(&server, 0).await);
    server
        .send_signed(&two.analyst, Method::DELETE, two.path("").trim_end_matches('/'), "", vec![])
        .await
        .ok(204);
    three.send_create(&server).await.json::<Created>(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_has_so_many_places_and_reports_so_many_bytes() {
    let server = start(|config| config.quotas.participants = 20).await;
    let survey = Survey::draft(&server, form(), |manifest| manifest.max_participants = 21).await;
    let problem = survey.send_create(&server).await.refused(ProblemKind::QuotaExceeded);
    assert!(
        problem.detail.contains("for 21 participants") && problem.detail.contains("have 20"),
        "{problem:?}"
    );
    let survey = Survey::draft(&server, form(), |manifest| manifest.max_participants = 20).await;
    survey.send_create(&server).await.json::<Created>(201);

    let reserved = server.store.session(&survey.id).await.unwrap().unwrap().reserved;
    let report = survey.aged(&tacit_protocol::ids::Token::random(&mut rng()), 1, 30).get_encoded().unwrap();
    assert_eq!(reserved, 20 * report.len() as u64);
    let server = start(|config| config.quotas.bytes = 2 * reserved - 1).await;
    let one = Survey::draft(&server, form(), |manifest| manifest.max_participants = 20).await;
    one.send_create(&server).await.json::<Created>(201);
    let offer: Offer = ask(&server, &one.analyst).await.json(201);
    let two = Survey::of(&offer, &one.analyst, form(), |manifest| manifest.max_participants = 20);
    let problem = two.send_create(&server).await.refused(ProblemKind::QuotaExceeded);
    assert!(problem.detail.contains(&format!("{reserved} are taken")), "{problem:?}");
}

/// Of the same request sent twice at once, the second finds the offer used up, and the quota too: by itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_made_since_it_was_looked_for_is_no_refusal() {
    let faults = Arc::new(Faults::default());
    let wrap = |store| Arc::new(FailingStore::with_faults(store, faults.clone())) as Arc<dyn Store>;
    let server = TestServer::start_with(wrap, Site::default(), |config| config.quotas.sessions = 1).await;
    let survey = Survey::draft(&server, form(), |_| {}).await;
    survey.send_create(&server).await.json::<Created>(201);
    faults.hides_a_session.store(true, Ordering::SeqCst);
    assert_eq!(survey.send_create(&server).await.json::<Created>(200).session, survey.id);
    assert!(!faults.hides_a_session.load(Ordering::SeqCst));
}
