//! Sealing in another program: a page has a worker do it, and meanwhile answers to its reader.
//!
//! The page encodes an [`Order`], the worker calls [`carry_out`], the page decodes the answer with [`Done::from_bytes`].
//! Both programs are of the same build, so the encoding (postcard) has no version.

use std::collections::BTreeMap;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use tacit_form::Answers;
use tacit_protocol::{
    codec::{Decode, Encode},
    ids::{SessionId, Token},
    report::Report,
};
use tacit_tally::Element;
use zeroize::Zeroizing;

use crate::{report::SealedReport, session::Session};

/// What is to be sealed. Secret: `Debug` shows nothing.
#[derive(Serialize, Deserialize)]
pub struct Order {
    session: SessionId,
    manifest: Vec<u8>,
    token: String,
    answers: BTreeMap<String, Vec<String>>,
    revision: u32,
    cohort: u16,
    open: bool,
}

/// What was sealed.
pub struct Done {
    /// To be sent.
    pub report: SealedReport,
    /// If that was asked for: the elements of each field's answer with both shares. Secret.
    pub elements: Vec<Vec<Element>>,
}

/// Why nothing was sealed: the order is of no survey that can be computed, or of no valid answers to it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the answers can't be sealed. Check them, and try again.")]
pub struct NotDone;

/// The answer as it travels.
type Outcome = Option<(Vec<u8>, Vec<Vec<Element>>)>;

impl Order {
    /// To seal `answers` to this session, given by its manifest's exact bytes, for the holder of `token`; as
    /// [`Session::seal_in`]. With `open`, the shares are given away too, as [`Session::seal_openly_in`] does.
    pub fn new(
        (session, manifest): (&SessionId, &[u8]),
        token: &Token,
        answers: &Answers,
        (revision, cohort): (u32, u16),
        open: bool,
    ) -> Self {
        Self {
            session: *session,
            manifest: manifest.to_vec(),
            token: token.expose(),
            answers: answers.clone().into(),
            revision,
            cohort,
            open,
        }
    }

    /// The encoding, wiped when dropped.
    ///
    /// # Errors
    ///
    /// [`NotDone`]: there is too little memory.
    pub fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, NotDone> {
        postcard::to_allocvec(self).map(Zeroizing::new).map_err(|_| NotDone)
    }

    fn seal(self, rng: &mut impl CryptoRng) -> Result<(Vec<u8>, Vec<Vec<Element>>), NotDone> {
        let Self { session, manifest, token, answers, revision, cohort, open } = self;
        let token: Token = token.parse().map_err(|_| NotDone)?;
        let session = Session::new(session, &manifest).map_err(|_| NotDone)?;
        let answers = session.validate(&answers.into()).map_err(|_| NotDone)?;
        let (report, shares) =
            session.seal_openly_in(rng, &answers, &token, revision, cohort).map_err(|_| NotDone)?;
        let fields = if open { session.form().fields().len() } else { 0 };
        let elements = (0..fields).map(|field| shares.elements(field)).collect();
        Ok((report.report().get_encoded().map_err(|_| NotDone)?, elements))
    }
}

/// Carries out an encoded [`Order`]; what comes back is read by [`Done::from_bytes`]. Empty if there is too little memory.
pub fn carry_out(order: &[u8], rng: &mut impl CryptoRng) -> Vec<u8> {
    let outcome: Outcome = postcard::from_bytes(order).ok().and_then(|order: Order| order.seal(rng).ok());
    postcard::to_allocvec(&outcome).unwrap_or_default()
}

impl Done {
    /// What [`carry_out`] made of an order to this session.
    ///
    /// # Errors
    ///
    /// [`NotDone`].
    pub fn from_bytes(session: &SessionId, bytes: &[u8]) -> Result<Self, NotDone> {
        let outcome: Outcome = postcard::from_bytes(bytes).map_err(|_| NotDone)?;
        let (report, elements) = outcome.ok_or(NotDone)?;
        let report = Report::get_decoded(&report).map_err(|_| NotDone)?;
        Ok(Self { report: SealedReport::of(report, session), elements })
    }
}

impl std::fmt::Debug for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Order(secret)")
    }
}

impl std::fmt::Debug for Done {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Done").field("report", &self.report).finish_non_exhaustive()
    }
}
