use axum::body::Body;
use futures::future::join_all;
use http::header;
use tacit_envelope::{sealing::SealingKey, signing::SigningKey, text};
use tacit_form::Form;
use tacit_protocol::{
    auth::{SignedRequest, bearer},
    batch::{BATCHES_AT_ONCE, Rejection, Verdict},
    ids::{OfferId, Token},
    manifest::{Admission, AnalystParty, Manifest, ServerParty, verify_key_hash},
    media,
    problem::Problem,
};

use tower::ServiceExt;

use super::*;
use crate::{
    clock::SystemClock,
    prepare_list, prepare_master_key, router,
    session::keys::{MasterKey, Seed, rng},
    store::{CreateOutcome, OfferLimits, OfferOutcome, OfferRecord, UsageLimits, embedded::EmbeddedStore},
};

const FORM: &str = r#"
title = "A number"
purpose = "To test"
[[field]]
key = "n"
kind = "number"
label = "Number"
min = 0
max = 100
[[analysis]]
kind = "sum"
of = "n"
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_many_ask_for_at_once_is_made_ready_once() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    let id = create(&app).await;
    for _ in 0..3 {
        let asking = (0..1000).map(|_| {
            let app = app.clone();
            tokio::spawn(async move { app.session(&id).await.unwrap() })
        });
        let sessions: Vec<_> = join_all(asking).await.into_iter().map(Result::unwrap).collect();
        assert!(sessions.iter().all(|session| Arc::ptr_eq(session, &sessions[0])), "one for all");
        app.forget(&id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_a_circuit_compiled_but_who_takes_part_in_the_session() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    let id = create(&app).await;
    let [analyst, stranger] = [1, 9].map(|seed| SigningKey::from_seed(&[seed; 32]));
    let path = |rest: &str| format!("/api/v1/sessions/{id}/{rest}");
    let signed = |key: &SigningKey, path: &str, body: &[u8]| {
        SignedRequest::sign(key, "POST", path, app.clock.now(), body).header()
    };
    let forged = signed(&stranger, &path("close"), b"")
        .replace(&stranger.public().to_string(), &analyst.public().to_string());
    let (token, digest) = (bearer(&Token::random(&mut rng())), text::encode(&[1; 32]));
    let asked = [
        ("GET", "manifest".to_owned(), String::new(), 200),
        ("GET", "status".into(), String::new(), 200),
        ("GET", "statement".into(), String::new(), 409),
        ("GET", "results".into(), String::new(), 404),
        ("GET", format!("inclusions/{digest}"), String::new(), 404),
        ("GET", "submission".into(), token.clone(), 403),
        ("PUT", "submission".into(), token, 403),
        ("POST", "close".into(), signed(&stranger, &path("close"), b""), 403),
        ("POST", "close".into(), forged, 401),
        ("POST", "close".into(), "Tacit x".into(), 401),
        ("POST", "close".into(), signed(&analyst, &path("close"), b"x"), 401),
        ("POST", "close".into(), signed(&analyst, &path("close"), b""), 200),
    ];
    for (method, rest, authorization, status) in asked {
        assert!(app.sessions.get(&id).is_none(), "compiled before {method} {rest}");
        let request = http::Request::builder().method(method).uri(path(&rest));
        let request = request.header(header::AUTHORIZATION, authorization).body(Body::empty()).unwrap();
        let reply = router(app.clone()).oneshot(request).await.unwrap();
        assert_eq!(reply.status(), status, "{method} {rest}");
    }
    assert!(app.sessions.get(&id).is_some(), "for its analyst it was compiled");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_too_long_a_head_is_told_so_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    let asked =
        |len: usize| http::Request::get("/healthz").header("x", "a".repeat(len)).body(Body::empty()).unwrap();
    assert_eq!(router(app.clone()).oneshot(asked(60_000)).await.unwrap().status(), 200);
    let refused = router(app.clone()).oneshot(asked(70_000)).await.unwrap();
    assert_eq!(refused.status(), 431);
    for (name, value) in [("content-type", media::PROBLEM), ("x-content-type-options", "nosniff")] {
        assert_eq!(refused.headers()[name], value);
    }
    assert_eq!(refused.headers()["x-request-id"].len(), 16);
    let body = axum::body::to_bytes(refused.into_body(), 10_000).await.unwrap();
    let problem: Problem = serde_json::from_slice(&body).unwrap();
    assert_eq!((problem.kind, problem.status), (ProblemKind::TooLarge, 431));
    let counted = r#"tacit_refusals_total{route="/healthz",reason="too-large"} 1"#;
    assert!(app.metrics.to_text().contains(counted));
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_ask_whether_it_is_ready_the_store_is_asked_once() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    let asked = || asked_of_store(&app, "ping");
    assert!(join_all((0..1000).map(|_| app.is_ready())).await.into_iter().all(|ready| ready.is_ok()));
    assert!((1..10).contains(&asked()), "{}", asked());
    app.stop();
    app.is_ready().await.unwrap_err();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_memory_of_a_session_that_another_server_deleted_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    for is_ready in [true, false] {
        let id = create(&app).await;
        let session = app.session(&id).await.unwrap();
        app.prepared(&session, 0).await.unwrap();
        if !is_ready {
            // Others were used since.
            app.sessions.forget(&id);
        }
        app.forget_released().await;
        assert_eq!(app.batches.sessions(), [id], "it is there still");
        app.store.delete(&id).await.unwrap();
        app.forget_released().await;
        assert_eq!((app.batches.sessions(), app.sessions.with_secrets()), (vec![], vec![]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_prepared_once_however_many_sessions_are_computed_at_once() {
    const BATCHES: u32 = 20;
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    let mut sessions = Vec::new();
    for _ in 0..3 {
        let id = create(&app).await;
        sessions.push(app.session(&id).await.unwrap());
    }
    // As the analyst's program does: so many are asked for, and the next one when there are verdicts on the first of them.
    for asked in 0..BATCHES + BATCHES_AT_ONCE as u32 {
        for session in &sessions {
            if let Some(done) = asked.checked_sub(BATCHES_AT_ONCE as u32) {
                app.finish(session, done, Vec::new()).await.unwrap();
            }
            if asked < BATCHES {
                app.prepared(session, asked).await.unwrap();
            }
        }
    }
    assert_eq!(asked_of_store(&app, "batch"), 3 * BATCHES);
    assert_eq!(app.batches.sessions(), [], "finished batches are forgotten");

    // Verdicts that the leader can't follow cost nothing of it.
    let session = &sessions[0];
    app.prepared(session, 0).await.unwrap();
    for _ in 0..3 {
        app.finish(session, 0, vec![Verdict::Rejected(Rejection::Invalid)]).await.unwrap_err();
    }
    app.finish(session, 0, Vec::new()).await.unwrap();
    assert_eq!(asked_of_store(&app, "batch"), 3 * BATCHES + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_analyst_keeps_no_other_from_their_batches() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    let (greedy, other) = (create(&app).await, create(&app).await);
    let (greedy, other) = (app.session(&greedy).await.unwrap(), app.session(&other).await.unwrap());
    let asked = join_all((0..1000).map(|index| app.prepared(&greedy, index)));
    let (asked, others) = tokio::join!(asked, app.prepared(&other, 0));
    assert!(others.is_ok());
    assert!(asked.iter().any(Result::is_ok) && asked.iter().any(Result::is_err));
    assert!(app.prepared(&greedy, 0).await.is_ok(), "there is a place again");
}

#[tokio::test(flavor = "multi_thread")]
async fn long_results_are_read_once_for_all_who_ask_and_only_where_there_is_room() {
    const LONG: usize = 1 << 20;
    let folder = tempfile::tempdir().unwrap();
    let app = app_with(&folder, |config| config.limits.answers = 2 * LONG).await;
    let mut sessions = Vec::new();
    for number in 0..3 {
        let id = create(&app).await;
        app.store.freeze(&id, 2, 10).await.unwrap();
        app.store.release(&id, vec![1]).await.unwrap();
        app.store.publish(&id, vec![number; LONG]).await.unwrap();
        sessions.push(id);
    }
    let asking = (0..1000).map(|_| {
        let (app, id) = (app.clone(), sessions[0]);
        tokio::spawn(async move { app.published(id, None).await.unwrap() })
    });
    let first: Vec<_> = join_all(asking).await.into_iter().map(Result::unwrap).collect();
    assert!(first.iter().all(|bytes| bytes.as_ptr() == first[0].as_ptr()), "one copy for all");
    assert!((1..100).contains(&asked_of_store(&app, "published")));
    let _second = app.published(sessions[1], None).await.unwrap();
    assert_eq!(app.published(sessions[2], None).await.unwrap_err().kind(), ProblemKind::Unavailable);
    drop(first);
    assert_eq!(app.published(sessions[2], None).await.unwrap(), vec![2; LONG]);
    let none = create(&app).await;
    assert_eq!(app.published(none, None).await.unwrap_err().kind(), ProblemKind::Unpublished);
}

fn asked_of_store(app: &App, operation: &str) -> u32 {
    let (text, name) =
        (app.metrics.to_text(), format!("tacit_store_seconds_count{{operation=\"{operation}\"}} "));
    let count = text.lines().find_map(|line| line.strip_prefix(&name));
    count.map_or(0, |count| count.parse().unwrap())
}

async fn app(folder: &tempfile::TempDir) -> App {
    app_with(folder, |_| {}).await
}

async fn app_with(folder: &tempfile::TempDir, change: impl FnOnce(&mut Config)) -> App {
    let store = Arc::new(EmbeddedStore::open(&folder.path().join("tacit.db")).unwrap());
    let mut config = Config::new(folder.path().join("master.key"));
    change(&mut config);
    prepare_master_key(&*store, &config.master_key).await.unwrap();
    prepare_list(&*store, &config.master_key).await.unwrap();
    App::new(config, store, Arc::new(SystemClock), Site::default()).unwrap()
}

/// Two may finish a deletion; when the second comes to it, its row's number may be a new session's.
#[tokio::test(flavor = "multi_thread")]
async fn finishing_a_deletion_leaves_a_session_that_is_there_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(EmbeddedStore::open(&folder.path().join("tacit.db")).unwrap());
    let config = Config::new(folder.path().join("master.key"));
    prepare_master_key(&*store, &config.master_key).await.unwrap();
    prepare_list(&*store, &config.master_key).await.unwrap();
    let app = App::new(config, store.clone(), Arc::new(SystemClock), Site::default()).unwrap();
    let id = create(&app).await;
    for row in 0..4 {
        store.finish_deletion(row).await.unwrap();
    }
    assert!(store.session(&id).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_under_another_master_key_gets_no_sessions_of_this_server() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    app.check_store().await.unwrap();
    let check = app.store.key_check().await.unwrap().unwrap();
    let other = MasterKey::load_or_create(&folder.path().join("other.key")).unwrap().check();
    assert!(app.store.set_key_check(Some(check), other).await.unwrap());
    app.check_store().await.unwrap_err();
    app.is_ready().await.unwrap_err();
}

/// Makes a session in the app's store.
async fn create(app: &App) -> SessionId {
    let (secret, signing, verify_key) = (Seed::random(), Seed::random(), [7; 32]);
    let manifest = Manifest {
        version: 1,
        form: Form::from_toml(FORM).unwrap(),
        analyst: AnalystParty {
            name: "Analyst".into(),
            signing_key: SigningKey::from_seed(&[1; 32]).public(),
            sealing_key: SealingKey::from_seed(&[2; 32]).public(),
        },
        server: ServerParty {
            name: None,
            signing_key: signing.signing_key().public(),
            sealing_key: secret.sealing_key().public(),
        },
        admission: Admission::Invitation,
        max_participants: 10,
        threshold: 2,
        opens_at: None,
        closes_at: None,
        extendable_until: None,
        cohorts: None,
        epsilon: None,
        verify_key_hash: verify_key_hash(&verify_key),
    };
    let manifest = manifest.to_bytes().unwrap();
    let (session, offer) = (SessionId::of_manifest(&manifest), OfferId::random(&mut rng()));
    let kept = OfferRecord {
        offer,
        analyst: [1; 32],
        expires_at: u64::from(u32::MAX),
        code: None,
        sealed_secret: app.master.seal_offer_seed(&offer, &secret),
        sealed_signing_seed: app.master.seal_signing_seed(&offer, &signing),
    };
    let record = SessionRecord {
        session,
        analyst: *SigningKey::from_seed(&[1; 32]).public().as_bytes(),
        closes_at: None,
        manifest,
        offer,
        phase: Phase::Draft,
        created_at: 1,
        reserved: 0,
        sealed_secret: Some(app.master.seal_session_secret(&session, &secret, &verify_key)),
        sealed_signing_seed: kept.sealed_signing_seed.clone(),
    };
    let limits = OfferLimits { per_analyst: 1, in_all: 1 };
    assert_eq!(app.store.put_offer(kept, 0, limits).await.unwrap(), OfferOutcome::Kept);
    assert_eq!(
        app.store.create_session(record, UsageLimits::default()).await.unwrap(),
        CreateOutcome::Created
    );
    session
}
