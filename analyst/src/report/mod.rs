//! The result, for people as a table and as a page, for spreadsheets, for programs; and whether such a file is genuine.

mod csv;
mod difference;
mod evidence;
mod file;
mod html;
mod json;
mod layout;
pub(crate) mod numbers;
mod suppressed;
mod table;
#[cfg(test)]
mod tests;
mod threshold;
mod unique;
pub(crate) mod verify;

use std::path::Path;

use clap::ValueEnum;
use tacit_envelope::{fingerprint::Fingerprint, signing::SigningKey};
use tacit_form::{Form, results::Results};
use tacit_protocol::{
    closing::ClosingStatement,
    evidence::{EvidenceError, Proven, Rejections, SignedEvidence},
    ids::SessionId,
    manifest::Manifest,
    publication::{Published, SignedPublication},
};

pub(crate) use self::evidence::sign as prove;
pub use self::{
    file::{Output, write},
    verify::{Verify, verify},
};
use crate::error::Error;

/// How a result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, in a terminal; numbers rounded sensibly.
    Table,
    /// For people: one file with tables, charts and signatures, to be read in a browser, printed, handed on.
    Html,
    /// One tidy table with a header, for spreadsheets and statistics programs; numbers in full.
    Csv,
    /// For programs, with a version and signatures; numbers in full.
    Json,
}

/// Everything that a session has come to, as its analyst signed it.
#[derive(Clone, Debug)]
pub struct Report {
    /// Which session.
    pub session: SessionId,
    /// What is fixed about it.
    pub manifest: Manifest,
    /// The set that the results are of.
    pub statement: ClosingStatement,
    /// How many reports were not accepted, by reason.
    pub rejections: Rejections,
    /// What was found.
    pub results: Results,
    /// What all of this was read from.
    pub evidence: SignedEvidence,
}

impl Report {
    /// What was signed, if it was.
    ///
    /// # Errors
    ///
    /// [`EvidenceError`]: nothing of it may be believed.
    pub fn open(evidence: SignedEvidence) -> Result<Self, EvidenceError> {
        let Proven { session, manifest, published, rejections } = Proven::check(&evidence)?;
        let Published { statement, results } = published;
        Ok(Self { session, manifest, statement, rejections, results, evidence })
    }

    /// The results as everybody may have them, with the closing statement.
    ///
    /// # Errors
    ///
    /// [`EvidenceError::Signature`]: the evidence isn't the one that this was opened from.
    pub fn publication(&self) -> Result<&SignedPublication, EvidenceError> {
        let evidence = self.evidence.verify(&self.manifest.analyst.signing_key);
        evidence.map(|evidence| &evidence.publication).map_err(|_| EvidenceError::Signature)
    }

    /// What was asked.
    pub fn form(&self) -> &Form {
        &self.manifest.form
    }

    /// What the server's keys are known by.
    fn server(&self) -> Fingerprint {
        Fingerprint::of(&self.manifest.server.signing_key, &self.manifest.server.sealing_key)
    }

    /// The report's text in a format; `bold` emphasises a table's titles for a terminal, `key` signs a page.
    pub fn render(&self, format: Format, bold: bool, key: &SigningKey) -> Result<String, Error> {
        match format {
            Format::Table => Ok(table::render(self, bold)),
            Format::Html => html::signed(self, key).map_err(Error::Output),
            Format::Csv => csv::render(self).map_err(Error::Output),
            Format::Json => json::render(self).map_err(Error::Output),
        }
    }
}

impl Format {
    /// What a file with this name is expected to hold, a table if it has no ending; `None`: something else.
    fn of(path: &Path) -> Option<Self> {
        let Some(extension) = path.extension() else { return Some(Self::Table) };
        match extension.to_str()?.to_ascii_lowercase().as_str() {
            "html" | "htm" => Some(Self::Html),
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "txt" => Some(Self::Table),
            _ => None,
        }
    }
}
