//! What a submission costs, found by making one.

use std::time::{Duration, Instant};

use tacit_envelope::keyfile::AnalystSecret;
use tacit_form::Form;
use tacit_participant::Session;
use tacit_protocol::{
    VERSION,
    codec::Encode,
    ids::{SessionId, Token},
    manifest::{Admission, AnalystParty, Manifest, ServerParty, verify_key_hash},
};

use crate::random;

/// The cost of one submission.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost {
    /// To share, prove and seal it on this machine.
    pub(super) time: Duration,
    /// Bytes that are sent.
    pub(super) bytes: usize,
}

/// How often it is made: the first time is slower than the others.
const TRIES: usize = 3;

/// Makes a submission to a session of this form that nobody else knows of, of the form's sample of answers. `None`: there
/// can be no such session.
pub(super) fn measure(form: &Form, max_participants: u32, threshold: u32) -> Option<Cost> {
    let session = session(form.clone(), max_participants, threshold)?;
    let answers = form.sample();
    let token = Token::random(&mut random::system());
    let mut tries = (0..TRIES).map(|_| {
        let start = Instant::now();
        let sealed = session.seal(&mut random::system(), &answers, &token, 1).ok()?;
        let time = start.elapsed();
        Some(Cost { time, bytes: sealed.report().get_encoded().ok()?.len() })
    });
    tries.try_fold(None, |best: Option<Cost>, cost| {
        let cost = cost?;
        Some(Some(best.filter(|best| best.time <= cost.time).unwrap_or(cost)))
    })?
}

fn session(form: Form, max_participants: u32, threshold: u32) -> Option<Session> {
    let (analyst, server) =
        (AnalystSecret::generate(&mut random::system()), AnalystSecret::generate(&mut random::system()));
    let (analyst_keys, server_keys) = (analyst.public(), server.public());
    let manifest = Manifest {
        version: VERSION,
        form,
        analyst: AnalystParty {
            name: "A trial".into(),
            signing_key: analyst_keys.signing,
            sealing_key: analyst_keys.sealing,
        },
        server: ServerParty {
            name: None,
            signing_key: server_keys.signing,
            sealing_key: server_keys.sealing,
        },
        admission: Admission::Invitation,
        max_participants: max_participants.max(threshold),
        threshold,
        opens_at: None,
        closes_at: None,
        extendable_until: None,
        cohorts: None,
        epsilon: None,
        verify_key_hash: verify_key_hash(&analyst.verify_key(&server_keys.sealing)),
    };
    let bytes = manifest.to_bytes().ok()?;
    Session::new(SessionId::of_manifest(&bytes), &bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_can_be_measured() {
        let examples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
        let mut measured = 0;
        for entry in std::fs::read_dir(examples).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                let form = Form::from_toml(&std::fs::read_to_string(&path).unwrap()).unwrap();
                let cost = measure(&form, 1000, 5).unwrap();
                assert!(cost.bytes > 500 && !cost.time.is_zero(), "{path:?}: {cost:?}");
                measured += 1;
            }
        }
        assert!(measured >= 4);
    }
}
