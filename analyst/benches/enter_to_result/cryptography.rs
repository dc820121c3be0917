//! What both parties compute at the least, with nothing around it: both shares opened, verified and added up.

use std::time::{Duration, Instant};

use rayon::prelude::*;
use tacit_analyst::random;
use tacit_envelope::sealing::{Role, SealingKey, seal};
use tacit_form::Form;
use tacit_protocol::{
    ids::{ReportId, SessionId, Token},
    report::{Report, ReportHeader},
};
use tacit_tally::{
    Circuit,
    helper::{Helper, HelperAggregate},
    leader::{Leader, LeaderAggregate},
    shard,
};

use crate::{FORM, submissions};

/// Both parties' keys, and what they verify with.
struct Parties {
    form: Form,
    circuit: Circuit,
    session: SessionId,
    leader_key: SealingKey,
    helper_key: SealingKey,
    leader: Leader,
    helper: Helper,
}

/// How long it takes for so many submissions on all cores.
pub(crate) fn time(size: usize) -> Duration {
    let parties = Parties::new();
    let reports: Vec<_> = (0..size).into_par_iter().map(|number| parties.report(number)).collect();
    let empty = || (LeaderAggregate::new(&parties.circuit), HelperAggregate::new(&parties.circuit));
    let started = Instant::now();
    let sums = reports
        .par_iter()
        .fold(empty, |mut sums, report| {
            parties.verify(report, &mut sums);
            sums
        })
        .reduce(empty, |mut one, two| {
            one.0.merge(&two.0);
            one.1.merge(&two.1);
            one
        });
    std::hint::black_box(sums);
    started.elapsed()
}

impl Parties {
    fn new() -> Self {
        let form = Form::from_toml(FORM).unwrap();
        let circuit = Circuit::compile(&form, 1_000_000).unwrap();
        let session = SessionId::of_manifest(b"pure");
        let verify_key = [3; 32];
        Self {
            leader: Leader::new(&circuit, session.as_bytes(), &verify_key),
            helper: Helper::new(&circuit, session.as_bytes(), &verify_key),
            leader_key: SealingKey::from_seed(&[1; 32]),
            helper_key: SealingKey::from_seed(&[2; 32]),
            form,
            circuit,
            session,
        }
    }

    fn report(&self, number: usize) -> Report {
        let mut rng = random::system();
        let header = ReportHeader {
            report_id: ReportId::random(&mut rng),
            participant_id: Token::random(&mut rng).participant_id(),
            revision: 1,
            cohort: 0,
        };
        let valid = self.form.validate(&submissions::answers(number)).unwrap();
        let shares =
            shard(&self.circuit, self.session.as_bytes(), header.report_id.as_bytes(), &valid).unwrap();
        let aad = header.associated_data(&self.session, &shares.public);
        let leader_share = seal(&mut rng, &self.leader_key.public(), Role::Leader, &aad, &shares.leader);
        let helper_share = seal(&mut rng, &self.helper_key.public(), Role::Helper, &aad, &shares.helper);
        Report { header, public_share: shares.public, leader_share, helper_share }
    }

    fn verify(&self, report: &Report, sums: &mut (LeaderAggregate, HelperAggregate)) {
        let (id, public) = (report.header.report_id.as_bytes(), &report.public_share);
        let aad = report.header.associated_data(&self.session, public);
        let share = self.leader_key.open(Role::Leader, &aad, &report.leader_share).unwrap();
        let (state, verifier_share) = self.leader.prepare(id, public, &share).unwrap();
        let share = self.helper_key.open(Role::Helper, &aad, &report.helper_share).unwrap();
        let message = self.helper.verify(id, public, &share, &verifier_share, &mut sums.1).unwrap();
        self.leader.finish(state, &message, &mut sums.0).unwrap();
    }
}
