//! The analyst's process: makes a session, closes it, verifies, and asks for the release. It goes on from its notes.

use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use tacit_envelope::{keyfile::AnalystSecret, vault::VaultKey};
use tacit_form::results::Results;
use tacit_protocol::{
    batch::{Batch, Notes},
    closing::{ClosingStatement, SignedClosingStatement},
    codec::{Decode, Encode},
    ids::Token,
    invitation::{Invitations, Inviter},
    manifest::Manifest,
    media, merkle,
    phase::Phase,
    problem::ProblemKind,
    session::SetPhase,
};
use tacit_tally::helper::HelperSums;
use tokio::time::timeout;

use crate::{
    chaos::{Incident, up_to},
    common::{
        Reply, rng,
        survey::{Survey, form},
    },
    world::{Asked, By, World},
};

/// What comes of a survey.
pub struct Computed {
    pub statement: ClosingStatement,
    pub results: Results,
}

/// One process of the analyst; no other has its number.
#[derive(Clone)]
pub struct Process {
    pub world: Arc<World>,
    pub survey: Arc<Survey>,
    pub number: usize,
}

/// Makes a session with so many invited participants, and opens it.
pub async fn open(
    world: &Arc<World>,
    number: usize,
    participants: usize,
    change: impl FnOnce(&mut Manifest),
) -> Survey {
    let analyst = AnalystSecret::generate(&mut rng());
    let ask = async |method, path: &str, media, body| {
        let by = By::Analyst(&analyst);
        world.insist(number, &Asked { by, method, path: path.into(), media, body }).await
    };
    let offer = ask(Method::POST, "/api/v1/offers", "", vec![]).await.json(201);
    let mut survey = Survey::of(&offer, &analyst, form(), change);
    let body = survey.create.get_encoded().unwrap();
    let created = ask(Method::POST, "/api/v1/sessions", media::CREATE_SESSION, body).await;
    assert!(created.status.is_success(), "{created:?}");
    survey.tokens = (0..participants).map(|_| Token::random(&mut rng())).collect();
    let inviter = Inviter::new(&survey.analyst, &survey.id);
    let invitations = survey.tokens.iter().map(|token| inviter.invite(token.participant_id(), 0)).collect();
    let body = Invitations { invitations }.get_encoded().unwrap();
    ask(Method::POST, &survey.path("invitations"), media::INVITATIONS, body).await.ok(200);
    let body = serde_json::to_vec(&SetPhase { phase: Phase::Open }).unwrap();
    ask(Method::POST, &survey.path("phase"), media::JSON, body).await.ok(200);
    survey
}

impl Process {
    /// Is killed and started again until it comes to its end.
    pub async fn run(self) -> Computed {
        let mut random = self.world.plant.chaos.turn(self.number, "lives");
        tokio::time::sleep(up_to(&mut random, 30_000)).await;
        for _ in 0..random.below(4) {
            if let Ok(computed) = timeout(up_to(&mut random, 20_000), self.compute()).await {
                return computed;
            }
            self.world.plant.chaos.count(Incident::Killed);
        }
        self.compute().await
    }

    async fn compute(&self) -> Computed {
        let (statement, sums) = self.verified().await;
        let request = self.survey.release_request(&sums);
        let released = self.post("release", media::RELEASE_REQUEST, request).await.ok(200);
        let results = self.survey.results(&released, &sums, statement.submitted);
        Computed { statement, results }
    }

    /// Closes the session and verifies every batch.
    pub async fn verified(&self) -> (ClosingStatement, HelperSums) {
        let signed = self.post("close", "", vec![]).await.message::<SignedClosingStatement>(200);
        let statement = *signed.verify(&self.survey.manifest.server.signing_key).unwrap();
        let mut sums = HelperSums::new();
        let mut index = 0;
        while index < statement.batches() {
            let batch = match self.note(index).await {
                Some(noted) => noted,
                None => match self.verify(&statement, index).await {
                    Some(verified) => verified,
                    // Another process has come further: its notes are there.
                    None => continue,
                },
            };
            sums.merge(&self.survey.circuit, &batch);
            index += 1;
        }
        (statement, sums)
    }

    pub async fn post(&self, rest: &str, media: &str, body: Vec<u8>) -> Reply {
        self.send(Method::POST, rest, media, body).await
    }

    /// What a process before this one noted of the batch.
    async fn note(&self, index: u32) -> Option<HelperSums> {
        let notes = self.send(Method::GET, &format!("notes?from={index}"), "", vec![]).await;
        let note = notes.message::<Notes>(200).notes.into_iter().find(|note| note.index == index)?;
        let plain = self.notebook().open(&index.to_be_bytes(), &note.note).unwrap();
        Some(HelperSums::decode(&self.survey.circuit, &plain).ok().unwrap())
    }

    /// Verifies one batch; `None` if all is released meanwhile.
    async fn verify(&self, statement: &ClosingStatement, index: u32) -> Option<HelperSums> {
        let batch = self.send(Method::GET, &format!("batches/{index}"), "", vec![]).await;
        let batch: Batch = Batch::get_decoded(&unless_released(batch)?).unwrap();
        assert_eq!(batch.entries.len(), statement.batch_len(index));
        if statement.batches() == 1 {
            let mut tree = merkle::Tree::new();
            batch.entries.iter().for_each(|entry| tree.push(&entry.digest(&self.survey.id)));
            assert_eq!(tree.root(), statement.root);
        }
        let mut sums = HelperSums::new();
        let mut verdicts = self.survey.verify(&batch, &mut sums);
        verdicts.note = self.notebook().seal(&mut rng(), &index.to_be_bytes(), &sums.encode());
        let (rest, body) = (format!("batches/{index}/verdicts"), verdicts.get_encoded().unwrap());
        unless_released(self.send(Method::PUT, &rest, media::VERDICTS, body).await)?;
        Some(sums)
    }

    fn notebook(&self) -> VaultKey {
        self.survey.analyst.vault(b"notes")
    }

    pub async fn send(&self, method: Method, rest: &str, media: &str, body: Vec<u8>) -> Reply {
        let by = By::Analyst(&self.survey.analyst);
        let asked = Asked { by, method, path: self.survey.path(rest), media, body };
        self.world.insist(self.number, &asked).await
    }
}

fn unless_released(reply: Reply) -> Option<Bytes> {
    if reply.status.is_success() {
        return Some(reply.body);
    }
    reply.refused(ProblemKind::WrongPhase);
    None
}
