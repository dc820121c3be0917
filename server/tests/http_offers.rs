//! Who may begin sessions, and how many.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use std::time::Duration;

use common::{
    Reply, START, TestServer, rng,
    survey::{Survey, form},
};
use http::Method;
use tacit_envelope::keyfile::AnalystSecret;
use tacit_protocol::{
    codec::Encode,
    media,
    problem::ProblemKind,
    session::{Created, Offer},
};
use tacit_server::{Site, config::Config, store::OfferLimits};

async fn start(configure: impl FnOnce(&mut Config)) -> TestServer {
    TestServer::start_with(|store| store, Site::default(), configure).await
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
    let problem = ask(&server, &survey.analyst).await.refused(ProblemKind::Unavailable);
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
