//! A report that its own participant can look into: its bytes part by part, and the shares of an answer in the clear.

use std::ops::Range;

use tacit_protocol::{
    codec::{CodecError, Encode},
    ids::{ParticipantId, ReportId, SessionId},
    report::Report,
};
use tacit_tally::{Circuit, Shares};
pub use tacit_tally::{Element, Part as ElementPart};

use crate::report::SealedReport;

/// The shares of a report's answers before they were sealed. Secret, wiped when dropped; `Debug` shows nothing.
///
/// Whoever holds them can read the answers. Keep them only while somebody looks at them.
pub struct OpenShares {
    circuit: Circuit,
    session: SessionId,
    shares: Shares,
}

impl OpenShares {
    pub(crate) fn new(circuit: Circuit, session: SessionId, shares: Shares) -> Self {
        Self { circuit, session, shares }
    }

    /// The elements of the answer to the form's field number `index`, each with its two shares; none for a field that
    /// isn't there.
    pub fn elements(&self, index: usize) -> Vec<Element> {
        self.circuit.explain(self.session.as_bytes(), &self.shares, index).unwrap_or_default()
    }
}

impl std::fmt::Debug for OpenShares {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OpenShares(secret)")
    }
}

/// A part of a report's encoding, in the order in which it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportPart {
    /// The protocol's version.
    Version,
    /// The random report id.
    ReportId,
    /// The digest of the participant's token.
    ParticipantId,
    /// Which of the participant's reports it is.
    Revision,
    /// The participant's cohort.
    Cohort,
    /// What both parties get, with its length before it.
    PublicShare,
    /// What only the server can open, with its length before it.
    LeaderShare,
    /// What only the analyst can open, with its length before it.
    HelperShare,
}

/// The very bytes of a report as they are sent, and where its parts are in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anatomy {
    /// The whole request body.
    pub bytes: Vec<u8>,
    /// Every part, without gaps.
    pub parts: [(ReportPart, Range<usize>); 8],
}

impl SealedReport {
    /// The bytes that are sent, part by part.
    ///
    /// # Errors
    ///
    /// [`CodecError`] as the sending of it would have: a share is too long for the format.
    pub fn anatomy(&self) -> Result<Anatomy, CodecError> {
        let bytes = self.report().get_encoded()?;
        let mut at = 0;
        let parts = lengths(self.report()).map(|(part, len)| {
            at += len;
            (part, at - len..at)
        });
        Ok(Anatomy { bytes, parts })
    }
}

/// Every part's length, in the order of the encoding.
fn lengths(report: &Report) -> [(ReportPart, usize); 8] {
    let opaque = |bytes: &[u8]| 4 + bytes.len();
    [
        (ReportPart::Version, 1),
        (ReportPart::ReportId, ReportId::LEN),
        (ReportPart::ParticipantId, ParticipantId::LEN),
        (ReportPart::Revision, 4),
        (ReportPart::Cohort, 2),
        (ReportPart::PublicShare, opaque(&report.public_share)),
        (ReportPart::LeaderShare, opaque(&report.leader_share)),
        (ReportPart::HelperShare, opaque(&report.helper_share)),
    ]
}
