//! Counts of people, and what anybody can check.

use std::io;

use data_encoding::HEXLOWER;
use tacit_envelope::fingerprint::Fingerprint;
use tacit_protocol::evidence::Rejections;

use super::super::{Report, numbers};
use crate::time;

/// A line of a table of counts.
pub(super) struct Count {
    pub(super) name: String,
    pub(super) number: u64,
    pub(super) share: String,
    /// Whether it is a part of the line above.
    pub(super) is_part: bool,
}

/// A name and what it stands for.
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) value: String,
    /// Whether it is for machines.
    pub(super) is_code: bool,
}

/// From the invitations to what counts.
pub(super) fn counts(report: &Report) -> Vec<Count> {
    let (statement, results) = (&report.statement, &report.results);
    let Rejections { unsealable, malformed, invalid } = report.rejections;
    let line = |name: &str, number, whole: Option<u64>, is_part| Count {
        name: name.into(),
        number,
        share: numbers::share(number, whole),
        is_part,
    };
    let of_submitted = Some(results.submitted);
    let revised = statement.revisions.saturating_sub(statement.submitted);
    let mut counts = vec![
        line("invited", statement.invited, None, false),
        line("submitted", results.submitted, Some(statement.invited), false),
        line("submissions that a newer one replaced", revised, None, true),
        line("counted", results.accepted, of_submitted, false),
        line("rejected", results.rejected, of_submitted, false),
    ];
    if results.rejected > 0 {
        counts.extend([
            line("could not be opened", unsealable, None, true),
            line("not of this form", malformed, None, true),
            line("answers out of bounds, or a false proof", invalid, None, true),
        ]);
    }
    counts
}

/// What is counted of each cohort.
pub(super) fn cohorts(report: &Report) -> Vec<Count> {
    let cohorts = report.results.cohorts.iter();
    let counts = cohorts.map(|cohort| Count {
        name: cohort.name.clone(),
        number: cohort.accepted,
        share: numbers::share(cohort.accepted, Some(report.results.accepted)),
        is_part: false,
    });
    counts.collect()
}

/// What is signed, by whom, and the signatures.
pub(super) fn proven(report: &Report) -> io::Result<Vec<Fact>> {
    let analyst = &report.manifest.analyst;
    let publication = report.publication().map_err(io::Error::other)?;
    let closing = &publication.verify(&analyst.signing_key).map_err(io::Error::other)?.statement;
    let words = |name, value: String| Fact { name, value, is_code: false };
    let code = |name, value: String| Fact { name, value, is_code: true };
    let spoken = |fingerprint: Fingerprint| fingerprint.words().join(" ");
    let statement = &report.statement;
    let server = report.manifest.server.name.clone();
    let server = server.map(|name| words("server, as it calls itself", name));
    let of_analyst = vec![
        code("session", report.session.to_string()),
        words("analyst", analyst.name.clone()),
        code("analyst’s keys", analyst.fingerprint().to_string()),
        words("in words", spoken(analyst.fingerprint())),
    ];
    let of_server = vec![
        code("server’s keys", report.server().to_string()),
        words("in words", spoken(report.server())),
        words(
            "closing statement",
            format!(
                "closed {}, {} invited, {} submitted, {} submissions with those replaced",
                time::show(statement.closed_at),
                statement.invited,
                statement.submitted,
                statement.revisions
            ),
        ),
        code("Merkle root", HEXLOWER.encode(&statement.root)),
        code("server’s signature", HEXLOWER.encode(closing.signature().as_bytes())),
        code("analyst’s signature of the results", HEXLOWER.encode(publication.signature().as_bytes())),
        code("of the report", HEXLOWER.encode(report.evidence.signature().as_bytes())),
    ];
    Ok(of_analyst.into_iter().chain(server).chain(of_server).collect())
}
