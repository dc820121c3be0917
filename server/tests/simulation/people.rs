//! Participants, each with one device or two, who submit and submit again.

use std::sync::Arc;

use http::Method;
use tacit_protocol::{
    codec::{Decode, Encode},
    ids::{ReportId, Token},
    media,
    problem::ProblemKind,
    receipt::{Receipt, SignedReceipt},
    report::{Report, ReportHeader},
};
use tacit_tally::shard;
use tokio::time::sleep;

use crate::{
    chaos::up_to,
    common::{needles::Needle, rng, survey::Survey},
    world::{Asked, By, World},
};

/// One device of a participant.
pub struct Device {
    pub world: Arc<World>,
    pub survey: Arc<Survey>,
    pub token: Token,
    /// No other device has this number.
    pub number: usize,
}

/// What a device sent, and what it heard.
#[derive(Default)]
pub struct Heard {
    pub acknowledged: Vec<Acknowledged>,
    pub refused: Vec<Refused>,
    /// The shares of all answers, in the clear.
    pub shares: Vec<Needle>,
}

/// A report that the server didn't take.
pub struct Refused {
    pub report: Report,
    /// As in [`Acknowledged`].
    pub age: Option<u32>,
}

/// A report that the server gave a receipt for.
#[derive(Clone)]
pub struct Acknowledged {
    pub receipt: Receipt,
    pub report: Report,
    /// The answer in it; `None` if it can't be verified.
    pub age: Option<u32>,
}

impl Device {
    pub async fn run(self) -> Heard {
        let mut heard = Heard::default();
        let mut random = self.world.plant.chaos.turn(self.number, "lives");
        let (mut revision, mut submissions) = (1, 1 + random.below(3));
        while submissions > 0 {
            sleep(up_to(&mut random, 10_000)).await;
            let age = random.below(121) as u32;
            let is_valid = random.below(6) > 0;
            let report = self.report(revision, age, is_valid, &mut heard.shares);
            let digest = report.digest(&self.survey.id);
            let reply = self.world.insist(self.number, &self.submission(&report)).await;
            if reply.status.is_success() {
                let receipt = self.receipt(&reply.body);
                assert_eq!((receipt.digest, receipt.revision), (digest, revision), "it is for this report");
                heard.acknowledged.push(Acknowledged { receipt, report, age: is_valid.then_some(age) });
                (revision, submissions) = (revision + 1, submissions - 1);
                continue;
            }
            heard.refused.push(Refused { report, age: is_valid.then_some(age) });
            let problem = reply.problem();
            match problem.kind {
                ProblemKind::RevisionConflict => revision = problem.newest_revision.unwrap() + 1,
                ProblemKind::Closed => break,
                _ => panic!("{problem:?}"),
            }
        }
        heard
    }

    fn report(&self, revision: u32, age: u32, is_valid: bool, shares_made: &mut Vec<Needle>) -> Report {
        let Self { survey, token, .. } = self;
        let member = if age.is_multiple_of(2) { "yes" } else { "no" };
        let answers = [("age", age.to_string()), ("member", member.into())].into_iter().collect();
        let valid = survey.manifest.form.validate(&answers).unwrap();
        let report_id = ReportId::random(&mut rng());
        let mut shares = shard(&survey.circuit, survey.id.as_bytes(), report_id.as_bytes(), &valid).unwrap();
        for (what, share) in [("a leader's share", &shares.leader), ("a helper's share", &shares.helper)] {
            shares_made.extend(share.chunks_exact(16).map(|chunk| (what.to_owned(), chunk.to_vec())));
        }
        if !is_valid {
            shares.helper[0] ^= 1;
        }
        let header = ReportHeader { report_id, participant_id: token.participant_id(), revision, cohort: 0 };
        survey.sealed(header, shares.public, &shares.leader, &shares.helper)
    }

    pub fn submission(&self, report: &Report) -> Asked<'_> {
        Asked {
            by: By::Participant(&self.token),
            method: Method::PUT,
            path: self.survey.path("submission"),
            media: media::REPORT,
            body: report.get_encoded().unwrap(),
        }
    }

    pub fn receipt(&self, body: &[u8]) -> Receipt {
        let signed = SignedReceipt::get_decoded(body).unwrap();
        let receipt = *signed.verify(&self.survey.manifest.server.signing_key).unwrap();
        assert_eq!((receipt.session, receipt.participant), (self.survey.id, self.token.participant_id()));
        receipt
    }
}
