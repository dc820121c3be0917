use futures::future::join_all;
use tacit_envelope::{sealing::SealingKey, signing::SigningKey};
use tacit_form::Form;
use tacit_protocol::{
    ids::OfferId,
    manifest::{Admission, AnalystParty, Manifest, ServerParty, verify_key_hash},
};

use super::*;
use crate::{
    clock::SystemClock,
    session::keys::{Seed, rng},
    store::{CreateOutcome, OfferLimits, OfferOutcome, OfferRecord, embedded::EmbeddedStore},
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
    let store = Arc::new(EmbeddedStore::open(&folder.path().join("tacit.db")).unwrap());
    let config = Config::new(folder.path().join("master.key"));
    let app = App::new(config, store, Arc::new(SystemClock), Site::default()).unwrap();
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
        analyst: [1; 32],
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
    assert_eq!(app.store.create_session(record).await.unwrap(), CreateOutcome::Created);
    session
}
