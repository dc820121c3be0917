//! The report as JSON, version 1: [`tacit_form::results::Results`] with the session's facts beside.

use std::io;

use serde::Serialize;
use tacit_form::results::{AnalysisResult, CohortResults};
use tacit_protocol::ids::SessionId;

use super::Report;
use crate::time;

#[derive(Serialize)]
struct Json<'a> {
    version: u32,
    session: SessionId,
    title: &'a str,
    closed_at: String,
    invited: u64,
    submitted: u64,
    revisions: u64,
    accepted: u64,
    rejected: u64,
    rejections: Rejections,
    threshold: u64,
    analyses: &'a [AnalysisResult],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    cohorts: &'a [CohortResults],
}

#[derive(Serialize)]
struct Rejections {
    unsealable: u64,
    malformed: u64,
    invalid: u64,
}

pub(super) fn render(report: &Report) -> io::Result<String> {
    let results = &report.results;
    let [unsealable, malformed, invalid] = report.rejected.0;
    let json = Json {
        version: results.version,
        session: report.session,
        title: &results.title,
        closed_at: time::show(report.closed_at),
        invited: report.invited,
        submitted: results.submitted,
        revisions: report.revisions,
        accepted: results.accepted,
        rejected: results.rejected,
        rejections: Rejections { unsealable, malformed, invalid },
        threshold: results.threshold,
        analyses: &results.analyses,
        cohorts: &results.cohorts,
    };
    let mut text = serde_json::to_string_pretty(&json)?;
    text.push('\n');
    Ok(text)
}
