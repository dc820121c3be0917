//! The report as JSON, version 1: [`tacit_form::results::Results`] with the session's facts and the evidence beside.
//! `docs/schemas/report.schema.json` describes it.

use std::io;

use serde::Serialize;
use tacit_envelope::fingerprint::Fingerprint;
use tacit_form::{
    Epsilon,
    results::{AnalysisResult, CohortResults},
};
use tacit_protocol::{evidence::Rejections, ids::SessionId};

use super::{Report, evidence, suppressed::Suppressed};
use crate::time;

/// The version of this JSON form.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Json<'a> {
    version: u32,
    session: SessionId,
    title: &'a str,
    purpose: &'a str,
    analyst: Party<'a>,
    server: Party<'a>,
    closed_at: String,
    merkle_root: String,
    invited: u64,
    submitted: u64,
    revisions: u64,
    accepted: u64,
    rejected: u64,
    rejections: Reasons,
    threshold: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    epsilon: Option<Epsilon>,
    suppressed: Suppressed,
    analyses: &'a [AnalysisResult],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    cohorts: &'a [CohortResults],
    evidence: String,
}

#[derive(Serialize)]
struct Party<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    fingerprint: Fingerprint,
    words: String,
}

#[derive(Serialize)]
struct Reasons {
    unsealable: u64,
    malformed: u64,
    invalid: u64,
}

impl<'a> Party<'a> {
    fn new(name: Option<&'a str>, fingerprint: Fingerprint) -> Self {
        Self { name, fingerprint, words: fingerprint.words().join(" ") }
    }
}

pub(super) fn render(report: &Report) -> io::Result<String> {
    let Report { manifest, statement, results, .. } = report;
    let Rejections { unsealable, malformed, invalid } = report.rejections;
    let json = Json {
        version: VERSION,
        session: report.session,
        title: &results.title,
        purpose: manifest.form.purpose(),
        analyst: Party::new(Some(&manifest.analyst.name), manifest.analyst.fingerprint()),
        server: Party::new(manifest.server.name.as_deref(), report.server()),
        closed_at: time::show(statement.closed_at),
        merkle_root: data_encoding::HEXLOWER.encode(&statement.root),
        invited: statement.invited,
        submitted: results.submitted,
        revisions: statement.revisions,
        accepted: results.accepted,
        rejected: results.rejected,
        rejections: Reasons { unsealable, malformed, invalid },
        threshold: results.threshold,
        epsilon: results.epsilon,
        suppressed: Suppressed::of(report),
        analyses: &results.analyses,
        cohorts: &results.cohorts,
        evidence: evidence::to_text(&report.evidence)?,
    };
    let mut text = serde_json::to_string_pretty(&json)?;
    text.push('\n');
    Ok(text)
}
