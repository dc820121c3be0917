//! From Enter to the result: 10,000 reports of one 32-bit number, both parties on this machine, against the pure
//! cryptography of both (HPKE open and verification), which the goal allows 1.3 times.
//!
//! `cargo bench -p tacit-server --bench enter_to_result`

#![allow(clippy::unwrap_used, reason = "a measurement that fails has no result")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::time::{Duration, Instant};

use common::{START, TestServer, rng, survey::Survey};
use rayon::prelude::*;
use tacit_envelope::sealing::{Role, SealingKey};
use tacit_form::Form;
use tacit_protocol::{
    batch::{Batch, LeaderFinding, Verdict, Verdicts},
    codec::Encode,
    ids::Token,
    report::Report,
};
use tacit_server::store::NewReport;
use tacit_tally::{
    helper::{Helper, HelperAggregate},
    leader::{Leader, LeaderAggregate},
};

const REPORTS: usize = 10_000;

const FORM: &str = r#"
title = "One number"
purpose = "To measure"
[[field]]
key = "n"
kind = "number"
label = "Number"
min = 0
max = 4294967295
[[analysis]]
kind = "sum"
of = "n"
"#;

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(measure());
}

#[allow(clippy::print_stdout, reason = "the measurement's result")]
async fn measure() {
    let server = TestServer::start().await;
    let form = Form::from_toml(FORM).unwrap();
    let max = REPORTS as u32;
    let mut survey = Survey::open_with(&server, form, 0, |manifest| manifest.max_participants = max).await;
    survey.tokens = (0..REPORTS).map(|_| Token::random(&mut rng())).collect();
    survey.invite(&server, &survey.tokens).await.ok(200);
    let reports: Vec<_> =
        survey.tokens.par_iter().enumerate().map(|(i, token)| report(&survey, token, i)).collect();
    for report in &reports {
        put(&server, &survey, report).await;
    }

    let pure = pure_cryptography(&survey, &reports);
    let started = Instant::now();
    let statement = survey.close(&server).await;
    let closed = started.elapsed();
    let aggregate = verify_all(&server, &survey, statement.batches()).await;
    let released = survey.release(&server, &aggregate).await.ok(200);
    let whole = started.elapsed();
    assert_eq!(survey.results(&released, &aggregate, statement.submitted).accepted, REPORTS as u64);
    let factor = whole.as_secs_f64() / pure.as_secs_f64();
    println!(
        "{REPORTS} reports: pure cryptography {pure:?}; Enter to result {whole:?} (close {closed:?}): {factor:.2} times"
    );
}

fn report(survey: &Survey, token: &Token, i: usize) -> Report {
    survey.report(token, 1, &[("n", (i * 7).to_string())].into_iter().collect())
}

/// Past HTTP, which isn't measured here.
async fn put(server: &TestServer, survey: &Survey, report: &Report) {
    let report = NewReport {
        header: report.header,
        digest: report.digest(&survey.id),
        bytes: report.get_encoded().unwrap(),
        received_at: START,
    };
    server.store.put_report(&survey.id, report).await.unwrap();
}

/// What both parties compute, on all cores, with nothing around it. The leader's shares can't be opened without the
/// server's key: opening the helper's twice stands for that (a leader's share is longer by some hundred bytes).
fn pure_cryptography(survey: &Survey, reports: &[Report]) -> Duration {
    let session = survey.id.as_bytes();
    let leader = Leader::new(&survey.circuit, session, &survey.verify_key);
    let helper = Helper::new(&survey.circuit, session, &survey.verify_key);
    let key = survey.analyst.sealing();
    let shares: Vec<_> =
        reports.par_iter().enumerate().map(|(i, report)| leaders_share(survey, report, i)).collect();
    let started = Instant::now();
    reports.par_iter().zip(&shares).for_each(|(report, (public, leaders, helpers))| {
        open(survey, &key, report);
        open(survey, &key, report);
        let report_id = report.header.report_id.as_bytes();
        let (state, verifier) = leader.prepare(report_id, public, leaders).unwrap();
        let mut sum = HelperAggregate::new(&survey.circuit);
        let message = helper.verify(report_id, public, helpers, &verifier, &mut sum).unwrap();
        leader.finish(state, &message, &mut LeaderAggregate::new(&survey.circuit)).unwrap();
    });
    started.elapsed()
}

type Shares = (Vec<u8>, Vec<u8>, Vec<u8>);

fn leaders_share(survey: &Survey, report: &Report, i: usize) -> Shares {
    let answers = [("n", (i * 7).to_string())].into_iter().collect();
    let valid = survey.manifest.form.validate(&answers).unwrap();
    let report_id = report.header.report_id.as_bytes();
    let shares = tacit_tally::shard(&survey.circuit, survey.id.as_bytes(), report_id, &valid).unwrap();
    (shares.public, shares.leader.to_vec(), shares.helper.to_vec())
}

fn open(survey: &Survey, key: &SealingKey, report: &Report) -> Vec<u8> {
    let aad = report.header.associated_data(&survey.id, &report.public_share);
    key.open(Role::Helper, &aad, &report.helper_share).unwrap().to_vec()
}

/// The helper, on all cores, fetching the next batch while it verifies one.
async fn verify_all(server: &TestServer, survey: &Survey, batches: u32) -> HelperAggregate {
    let helper = Helper::new(&survey.circuit, survey.id.as_bytes(), &survey.verify_key);
    let key = survey.analyst.sealing();
    let mut sum = HelperAggregate::new(&survey.circuit);
    let mut next = survey.batch(server, 0).await;
    for index in 0..batches {
        let batch = next;
        let fetch = async {
            if index + 1 < batches {
                survey.batch(server, index + 1).await
            } else {
                Batch { index, entries: vec![] }
            }
        };
        let work = async { tokio::task::block_in_place(|| verify(survey, &helper, &key, &batch)) };
        let (fetched, (verdicts, part)) = futures::join!(fetch, work);
        next = fetched;
        sum.merge(&part);
        survey.put_verdicts(server, &verdicts).await.ok(204);
    }
    sum
}

fn verify(survey: &Survey, helper: &Helper, key: &SealingKey, batch: &Batch) -> (Verdicts, HelperAggregate) {
    let empty = || HelperAggregate::new(&survey.circuit);
    let done: Vec<_> = batch
        .entries
        .par_iter()
        .map(|entry| {
            let LeaderFinding::Prepared(verifier) = &entry.leader else { panic!("all are honest") };
            let aad = entry.header.associated_data(&survey.id, &entry.public_share);
            let share = key.open(Role::Helper, &aad, &entry.helper_share).unwrap();
            let (report_id, mut sum) = (entry.header.report_id.as_bytes(), empty());
            let message = helper.verify(report_id, &entry.public_share, &share, verifier, &mut sum).unwrap();
            (Verdict::Accepted(message), sum)
        })
        .collect();
    let mut sum = empty();
    done.iter().for_each(|(_, part)| sum.merge(part));
    let verdicts = done.into_iter().map(|(verdict, _)| verdict).collect();
    (Verdicts { index: batch.index, verdicts, note: vec![] }, sum)
}
