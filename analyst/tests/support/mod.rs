//! A batch as a server makes it, without a server.

use tacit_analyst::{random, run::verify::Verifier};
use tacit_envelope::{
    hash::sha256,
    keyfile::AnalystSecret,
    sealing::{Role, seal},
};
use tacit_form::{Answers, Form};
use tacit_protocol::{
    batch::{Batch, BatchEntry, LeaderFinding},
    ids::{ParticipantId, ReportId, SessionId, Token},
    invitation::{Inviter, Voucher},
    report::ReportHeader,
};
use tacit_tally::{Circuit, leader::Leader, shard};

/// A session's secrets of both sides.
pub(crate) struct Parties {
    pub(crate) form: Form,
    pub(crate) circuit: Circuit,
    pub(crate) session: SessionId,
    pub(crate) secret: AnalystSecret,
    verify_key: [u8; 32],
}

impl Parties {
    pub(crate) fn new(form: &str) -> Self {
        let form = Form::from_toml(form).unwrap();
        Self {
            circuit: Circuit::compile(&form, 1_000_000).unwrap(),
            form,
            session: SessionId::of_manifest(b"batch"),
            secret: AnalystSecret::from_seed(&[1; 32]),
            verify_key: [2; 32],
        }
    }

    pub(crate) fn verifier(&self) -> Verifier {
        Verifier::new(self.session, self.circuit.clone(), &self.verify_key, &self.secret)
    }

    /// A batch of one report for each of these answers, in the order that a closed set has.
    pub(crate) fn batch(&self, answers: impl IntoIterator<Item = Answers>) -> Batch {
        let mut entries: Vec<_> = answers.into_iter().map(|answers| self.entry(&answers)).collect();
        entries.sort_by_key(|entry| entry.header.participant_id);
        Batch { index: 0, entries }
    }

    /// The voucher of an invitation to this cohort.
    pub(crate) fn invite(&self, participant: ParticipantId, cohort: u16) -> Voucher {
        Inviter::new(&self.secret, &self.session).invite(participant, cohort).voucher
    }

    pub(crate) fn entry(&self, answers: &Answers) -> BatchEntry {
        let mut rng = random::system();
        let header = ReportHeader {
            report_id: ReportId::random(&mut rng),
            participant_id: Token::random(&mut rng).participant_id(),
            revision: 1,
            cohort: 0,
        };
        let valid = self.form.validate(answers).unwrap();
        let (session, report_id) = (self.session.as_bytes(), header.report_id.as_bytes());
        let shares = shard(&self.circuit, session, report_id, &valid).unwrap();
        let leader = Leader::new(&self.circuit, session, &self.verify_key);
        let (_, verifier_share) = leader.prepare(report_id, &shares.public, &shares.leader).unwrap();
        let aad = header.associated_data(&self.session, &shares.public);
        let helper_share =
            seal(&mut rng, &self.secret.sealing().public(), Role::Helper, &aad, &shares.helper);
        BatchEntry {
            header,
            voucher: self.invite(header.participant_id, 0),
            public_share: shares.public,
            leader_share_hash: sha256(&[&shares.leader]),
            helper_share,
            leader: LeaderFinding::Prepared(verifier_share),
        }
    }
}
