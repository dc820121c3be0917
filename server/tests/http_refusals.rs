//! Bad input to every endpoint is refused with a problem, and leaves nothing behind.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use common::{
    START, TestServer, rng,
    survey::{Survey, form, long_form},
};
use http::Method;
use rand_core::Rng;
use tacit_envelope::{keyfile::AnalystSecret, signing::SigningKey};
use tacit_protocol::{
    auth::{MAX_SKEW_MS, SignedRequest, bearer},
    codec::Encode,
    ids::{OfferId, Token},
    manifest::Manifest,
    media,
    phase::Phase,
    problem::ProblemKind,
    session::Created,
};
use tacit_server::{
    Site,
    store::{Counts, OfferLimits, OfferOutcome, OfferRecord, SessionRecord},
};

/// Everything that the store knows of a session.
async fn state(server: &TestServer, survey: &Survey) -> (Counts, Option<SessionRecord>, usize, bool) {
    let store = &server.store;
    assert!(!has_offers(server, survey).await, "an offer was stored");
    let records = store.batch_records(&survey.id, 0, 100).await.unwrap().len();
    let frozen = store.frozen(&survey.id).await.unwrap().is_some();
    (store.counts(&survey.id).await.unwrap(), store.session(&survey.id).await.unwrap(), records, frozen)
}

/// Whether an offer of the survey's analyst waits: then a store that takes none beside it refuses another.
async fn has_offers(server: &TestServer, survey: &Survey) -> bool {
    let limits = OfferLimits { per_analyst: 1, in_all: 1_000 };
    let probe = OfferRecord {
        offer: OfferId::random(&mut rng()),
        analyst: *survey.analyst.signing().public().as_bytes(),
        // Gone by the next probe.
        expires_at: server.now() + 1,
        code: None,
        sealed_secret: vec![1],
        sealed_signing_seed: vec![2],
    };
    let outcome = server.store.put_offer(probe, server.now(), limits).await.unwrap();
    server.store.forget_expired(server.now() + 1).await.unwrap();
    outcome != OfferOutcome::Kept
}

fn random(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    rng().fill_bytes(&mut bytes);
    bytes
}

/// What spoils a manifest.
type Change = fn(&mut Manifest);

/// An endpoint of the analyst: method, path in the session, content type (empty: no body), and longest body.
type Endpoint = (Method, &'static str, &'static str, usize);

fn endpoints() -> [Endpoint; 10] {
    [
        (Method::POST, "phase", media::JSON, 1024),
        (Method::POST, "invitations", media::INVITATIONS, 5 + 50 * 10_000),
        (Method::GET, "progress", "", 0),
        (Method::POST, "close", "", 0),
        (Method::GET, "batches/0", "", 0),
        (Method::PUT, "batches/0/verdicts", media::VERDICTS, 64 << 10),
        (Method::GET, "notes?from=0", "", 0),
        (Method::POST, "release", media::RELEASE_REQUEST, 4096),
        (Method::GET, "release", "", 0),
        (Method::POST, "/offers", "", 0),
    ]
}

fn path_of(survey: &Survey, rest: &str) -> String {
    if rest.starts_with('/') { format!("/api/v1{rest}") } else { survey.path(rest) }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_the_analyst_is_refused() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 1).await;
    let before = state(&server, &survey).await;
    let stranger = AnalystSecret::generate(&mut rng());
    for (method, rest, media, _) in endpoints() {
        let path = path_of(&survey, rest);
        let send = |authorization: String| {
            let (server, method, path) = (&server, method.clone(), path.clone());
            async move {
                let headers = [("authorization", authorization.as_str()), ("content-type", media)];
                server.send(method, &path, &headers, vec![]).await
            }
        };
        let key = survey.analyst.signing();
        let sign = |method: &str, path: &str, time: u64, body: &[u8]| {
            SignedRequest::sign(&key, method, path, time, body).header()
        };
        let now = server.now();
        let good = sign(method.as_str(), &path, now, b"");
        let bad = [
            sign("DELETE", &path, now, b""),
            sign(method.as_str(), &format!("{path}x"), now, b""),
            sign(method.as_str(), &path, now, b"x"),
            sign(method.as_str(), &path, now, b"").replace(&now.to_string(), &(now + 1).to_string()),
        ];
        for authorization in bad {
            send(authorization).await.refused(ProblemKind::BadSignature);
        }
        for time in [now - MAX_SKEW_MS - 1, now + MAX_SKEW_MS + 1, 0, u64::MAX] {
            send(sign(method.as_str(), &path, time, b"")).await.refused(ProblemKind::ClockSkew);
        }
        let unreadable =
            ["".into(), "Tacit".into(), "Tacit a.b.c".into(), bearer(&survey.tokens[0]), format!("{good}.")];
        for authorization in unreadable {
            send(authorization).await.refused(ProblemKind::Unauthenticated);
        }
        let two =
            [("authorization", good.as_str()), ("authorization", good.as_str()), ("content-type", media)];
        server.send(method.clone(), &path, &two, vec![]).await.refused(ProblemKind::Unauthenticated);
        server
            .send(method.clone(), &path, &[("content-type", media)], vec![])
            .await
            .refused(ProblemKind::Unauthenticated);
        if rest != "/offers" {
            let foreign = server.send_signed(&stranger, method.clone(), &path, media, vec![]).await;
            foreign.refused(ProblemKind::NotYourSession);
        }
    }
    assert_eq!(state(&server, &survey).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_bodies_and_addresses_are_refused() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 1).await;
    let unknown = Survey::draft(&server, form(), |_| {}).await;
    let before = state(&server, &survey).await;
    for (method, rest, media, max) in endpoints() {
        let send = |path: String, media: &'static str, body: Vec<u8>| {
            let (server, analyst, method) = (&server, &survey.analyst, method.clone());
            async move { server.send_signed(analyst, method, &path, media, body).await }
        };
        let path = path_of(&survey, rest);
        // An offer may be asked for with or without a body.
        let too_much = if rest == "/offers" { ProblemKind::WrongMediaType } else { ProblemKind::TooLarge };
        send(path.clone(), media, random(max + 1)).await.refused(too_much);
        let separator = if rest.contains('?') { '&' } else { '?' };
        if media.is_empty() {
            send(format!("{path}{separator}x=1"), media, vec![]).await.refused(ProblemKind::Malformed);
        } else {
            for wrong in ["", "text/plain", "application/octet-stream", "multipart/form-data"] {
                send(path.clone(), wrong, vec![1]).await.refused(ProblemKind::WrongMediaType);
            }
            for len in [0, 1, 5, 33, 100] {
                send(path.clone(), media, random(len)).await.refused(ProblemKind::Malformed);
            }
            let mut counted = vec![1];
            counted.extend([0xff; 40]);
            send(path.clone(), media, counted).await.refused(ProblemKind::Malformed);
        }
        if rest != "/offers" {
            send(unknown.path(rest), media, vec![]).await.refused(ProblemKind::UnknownSession);
            for id in ["x", "%00", "a%2fb", &"a".repeat(52), &survey.id.to_string()[1..]] {
                let path = format!("/api/v1/sessions/{id}/{rest}");
                send(path, media, vec![]).await.refused(ProblemKind::UnknownSession);
            }
        }
        server.send(Method::PATCH, &path, &[], vec![]).await.refused(ProblemKind::MethodNotAllowed);
    }
    for from in
        ["", "?", "?from", "?from=", "?from=-1", "?from=01", "?from=4294967296", "?From=0", "?from=0&from=0"]
    {
        survey.get(&server, &format!("notes{from}")).await.refused(ProblemKind::Malformed);
    }
    for phase in ["draft", "closing", "closed", "released", "other"] {
        let body = format!("{{\"phase\":\"{phase}\"}}").into_bytes();
        survey.send(&server, Method::POST, "phase", media::JSON, body).await.refused(ProblemKind::Malformed);
    }
    assert_eq!(state(&server, &survey).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_anybody_may_ask_is_refused_for_other_sessions_and_with_a_query() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 1).await;
    let before = state(&server, &survey).await;
    let unknown = Survey::draft(&server, form(), |_| {}).await;
    for rest in ["manifest", "status", "statement"] {
        server.get(&unknown.path(rest)).await.refused(ProblemKind::UnknownSession);
        for id in ["x", "%00", "a%2fb", &"a".repeat(52), &survey.id.to_string()[1..]] {
            let path = format!("/api/v1/sessions/{id}/{rest}");
            server.get(&path).await.refused(ProblemKind::UnknownSession);
        }
        for query in ["?", "?x", "?x=1", "?token=1"] {
            server.get(&survey.path(&format!("{rest}{query}"))).await.refused(ProblemKind::Malformed);
        }
        for method in [Method::POST, Method::PUT, Method::DELETE] {
            server
                .send(method, &survey.path(rest), &[], random(100))
                .await
                .refused(ProblemKind::MethodNotAllowed);
        }
        server.get(&survey.path(&format!("{rest}/more"))).await.refused(ProblemKind::NotFound);
    }
    let token = &survey.tokens[0];
    let report = survey.aged(token, 1, 30);
    unknown.submit(&server, token, &report).await.refused(ProblemKind::UnknownSession);
    let status = server.send_as(token, Method::GET, &unknown.path("submission"), "", vec![]).await;
    status.refused(ProblemKind::UnknownSession);
    for (method, body) in [(Method::GET, vec![]), (Method::PUT, report.get_encoded().unwrap())] {
        let path = survey.path("submission?x=1");
        server.send_as(token, method, &path, media::REPORT, body).await.refused(ProblemKind::Malformed);
    }
    for authorization in
        ["", "Bearer", "Bearer ", "Bearer x", "Basic eDp5", &format!("{} ", bearer(token))[..9]]
    {
        let headers = [("authorization", authorization), ("content-type", media::REPORT)];
        for method in [Method::GET, Method::PUT] {
            let reply = server.send(method, &survey.path("submission"), &headers, random(10)).await;
            reply.refused(ProblemKind::Unauthenticated);
        }
    }
    assert_eq!(state(&server, &survey).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_not_created_for_requests_that_are_not_genuine() {
    let server = TestServer::start().await;
    let survey = Survey::draft(&server, form(), |_| {}).await;
    let (path, body) = ("/api/v1/sessions", survey.create.get_encoded().unwrap());
    let key = survey.analyst.signing();
    let send = |authorization: String| {
        let (server, body) = (&server, body.clone());
        async move {
            let headers =
                [("authorization", authorization.as_str()), ("content-type", media::CREATE_SESSION)];
            server.send(Method::POST, path, &headers, body).await
        }
    };
    let sign = |method: &str, path: &str, time: u64, body: &[u8]| {
        SignedRequest::sign(&key, method, path, time, body).header()
    };
    let now = server.now();
    let good = sign("POST", path, now, &body);
    for bad in [
        sign("PUT", path, now, &body),
        sign("POST", "/api/v1/offers", now, &body),
        sign("POST", path, now, &body[1..]),
        good.replace(&now.to_string(), &(now + 1).to_string()),
    ] {
        send(bad).await.refused(ProblemKind::BadSignature);
    }
    for time in [now - MAX_SKEW_MS - 1, now + MAX_SKEW_MS + 1, 0, u64::MAX] {
        let problem = send(sign("POST", path, time, &body)).await.refused(ProblemKind::ClockSkew);
        assert!(problem.detail.contains("clock"), "{problem:?}");
    }
    let twice = format!("{good} {good}");
    for unreadable in
        ["", "Tacit", "Tacit ", "Tacit a.b.c", "Bearer x", &good.replace("Tacit", "Basic"), &twice]
    {
        send(unreadable.to_owned()).await.refused(ProblemKind::Unauthenticated);
    }
    let query = server.send_signed(
        &survey.analyst,
        Method::POST,
        "/api/v1/sessions?x=1",
        media::CREATE_SESSION,
        body.clone(),
    );
    query.await.refused(ProblemKind::Malformed);
    assert!(server.store.session(&survey.id).await.unwrap().is_none());
    send(good).await.json::<Created>(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_out_of_turn_are_refused() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 2).await;
    let aggregate = tacit_tally::helper::HelperSums::new();
    for reply in [
        server.get(&survey.path("statement")).await,
        survey.get(&server, "batches/0").await,
        survey.get(&server, "release").await,
        survey.release(&server, &aggregate).await,
    ] {
        let problem = reply.refused(ProblemKind::WrongPhase);
        assert!(problem.detail.starts_with("The session is open; close it first."), "{problem:?}");
    }
    let many: Vec<_> = (0..29).map(|_| Token::random(&mut rng())).collect();
    survey.invite(&server, &many).await.refused(ProblemKind::TooManyParticipants);
    assert_eq!(survey.progress(&server).await.invited, 2);

    survey.submit(&server, &survey.tokens[0], &survey.aged(&survey.tokens[0], 1, 30)).await.ok(201);
    survey.close(&server).await;
    survey.release(&server, &aggregate).await.refused(ProblemKind::Unverified);
    for reply in [
        survey.set_phase(&server, Phase::Open).await,
        survey.set_phase(&server, Phase::Paused).await,
        survey.invite(&server, &many[..1]).await,
        survey.get(&server, "release").await,
    ] {
        let problem = reply.refused(ProblemKind::WrongPhase);
        assert!(problem.detail.starts_with("The session is closed; "), "{problem:?}");
    }
    for index in ["1", "4294967295", "4294967296", "-1", "00", "x", "%30x"] {
        survey.get(&server, &format!("batches/{index}")).await.refused(ProblemKind::UnknownBatch);
    }
    let batch = survey.batch(&server, 0).await;
    let mut verdicts = survey.verify(&batch, &mut tacit_tally::helper::HelperSums::new());
    verdicts.note = vec![0; 20_000];
    survey.put_verdicts(&server, &verdicts).await.refused(ProblemKind::TooLarge);
    verdicts.note = vec![];
    verdicts.verdicts.push(verdicts.verdicts[0]);
    survey.put_verdicts(&server, &verdicts).await.refused(ProblemKind::VerdictMismatch);
    verdicts.verdicts.pop();
    verdicts.index = 1;
    let body = verdicts.get_encoded().unwrap();
    let other = survey.send(&server, Method::PUT, "batches/0/verdicts", media::VERDICTS, body).await;
    other.refused(ProblemKind::VerdictMismatch);
    assert_eq!(survey.progress(&server).await.verified_batches, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn unreadable_and_foreign_sessions_are_not_created() {
    let server = TestServer::start().await;
    let survey = Survey::draft(&server, form(), |_| {}).await;
    let stranger = AnalystSecret::generate(&mut rng());
    let post =
        |analyst, media, body| server.send_signed(analyst, Method::POST, "/api/v1/sessions", media, body);
    let body = survey.create.get_encoded().unwrap();
    post(&stranger, media::CREATE_SESSION, body.clone()).await.refused(ProblemKind::NotYourSession);
    post(&survey.analyst, media::JSON, body.clone()).await.refused(ProblemKind::WrongMediaType);
    post(&survey.analyst, media::CREATE_SESSION, random(2 << 20)).await.refused(ProblemKind::TooLarge);
    let cut = body[..body.len() - 1].to_vec();
    let longer = [body, vec![0]].concat();
    for bad in [vec![], random(1), random(40), random(500), cut, longer] {
        post(&survey.analyst, media::CREATE_SESSION, bad).await.refused(ProblemKind::Malformed);
    }
    assert!(server.store.session(&survey.id).await.unwrap().is_none());
    survey.send_create(&server).await.json::<Created>(201);
    let body = survey.create.get_encoded().unwrap();
    post(&stranger, media::CREATE_SESSION, body).await.refused(ProblemKind::NotYourSession);
}

#[tokio::test(flavor = "multi_thread")]
async fn manifests_that_break_a_rule_are_refused() {
    let server = TestServer::start_with(
        |store| store,
        Site::default(),
        |config| config.limits.max_report_bytes = 100_000,
    )
    .await;
    let other = SigningKey::from_seed(&[9; 32]).public();
    let changes: [(&str, Change); 8] = [
        ("version", |manifest| manifest.version = 2),
        ("threshold", |manifest| manifest.threshold = 1),
        ("maximum", |manifest| manifest.max_participants = 1),
        ("analyst name", |manifest| manifest.analyst.name = " ".into()),
        ("closing time", |manifest| manifest.closes_at = Some(START)),
        ("closing time", |manifest| {
            (manifest.opens_at, manifest.closes_at) = (Some(START + 2), Some(START + 1))
        }),
        ("verify key", |manifest| manifest.verify_key_hash = [0; 32]),
        ("A report of this form", |manifest| manifest.form = long_form()),
    ];
    for (word, change) in changes {
        let survey = Survey::draft(&server, form(), change).await;
        let problem = survey.send_create(&server).await.refused(ProblemKind::InvalidManifest);
        assert!(problem.detail.contains(word), "{word}: {}", problem.detail);
        assert!(server.store.session(&survey.id).await.unwrap().is_none());
    }
    let swapped = Survey::draft(&server, form(), |manifest| manifest.server.signing_key = other).await;
    swapped.send_create(&server).await.refused(ProblemKind::InvalidManifest);
    let mut unopened = Survey::draft(&server, form(), |_| {}).await;
    unopened.create.verify_key[40] ^= 1;
    unopened.send_create(&server).await.refused(ProblemKind::InvalidManifest);
    let mut no_json = Survey::draft(&server, form(), |_| {}).await;
    no_json.create.manifest = random(100);
    no_json.send_create(&server).await.refused(ProblemKind::InvalidManifest);
    let mut unknown = Survey::draft(&server, form(), |_| {}).await;
    unknown.create.offer = OfferId::random(&mut rng());
    unknown.send_create(&server).await.refused(ProblemKind::OfferExpired);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_offer_makes_one_session_while_it_lasts() {
    let server = TestServer::start().await;
    let survey = Survey::draft(&server, form(), |_| {}).await;
    survey.send_create(&server).await.json::<Created>(201);
    survey.send_create(&server).await.json::<Created>(200);
    let late = Survey::draft(&server, form(), |_| {}).await;
    server.clock.set(START + 3_600_001);
    late.send_create(&server).await.refused(ProblemKind::OfferExpired);
    assert!(server.store.session(&late.id).await.unwrap().is_none());
}
