//! Sealing in another program: a page has a worker do it, and meanwhile answers to its reader.
//!
//! The page first tells the worker's [`Sealer`] of which session the answers will be ([`prepare`]), then encodes an
//! [`Order`] and decodes the answer with [`Done::from_bytes`]. Both programs are of the same build, so the encoding
//! (postcard) has no version.

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
use zeroize::{Zeroize, Zeroizing};

use crate::{report::SealedReport, session::Session};

/// What is to be sealed. Secret: wiped when dropped, and `Debug` shows nothing.
#[derive(Serialize, Deserialize)]
pub struct Order {
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

/// Seals for the page that it is beside. Keeps its session, and nothing of an order.
#[derive(Default)]
pub struct Sealer {
    session: Option<Session>,
}

/// Why nothing was sealed: the survey can't be computed, or the answers to it aren't valid.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the answers can't be sealed. Check them, and try again.")]
pub struct NotDone;

/// What a sealer is told, as it travels.
#[derive(Serialize, Deserialize)]
enum Message<O> {
    Prepare(SessionId, Vec<u8>),
    Seal(O),
}

/// The answer to an order as it travels.
type Outcome = Option<(Vec<u8>, Vec<Vec<Element>>)>;

/// Tells a sealer that what follows is of this session, given by its manifest's exact bytes: it compiles the circuit
/// ahead, and seals nobody's answers once, since browsers are slow in what they have never run. Its answer says nothing.
///
/// # Errors
///
/// [`NotDone`]: there is too little memory.
pub fn prepare(session: &SessionId, manifest: &[u8]) -> Result<Vec<u8>, NotDone> {
    let message: Message<()> = Message::Prepare(*session, manifest.to_vec());
    postcard::to_allocvec(&message).map_err(|_| NotDone)
}

impl Order {
    /// To seal `answers` for the holder of `token`, as [`Session::seal_in`]. With `open`, the shares are given away too, as
    /// [`Session::seal_openly_in`] does.
    pub fn new(token: &Token, answers: &Answers, (revision, cohort): (u32, u16), open: bool) -> Self {
        Self { token: token.expose(), answers: answers.clone().into(), revision, cohort, open }
    }

    /// The encoding, wiped when dropped.
    ///
    /// # Errors
    ///
    /// [`NotDone`]: there is too little memory.
    pub fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, NotDone> {
        postcard::to_allocvec(&Message::Seal(self)).map(Zeroizing::new).map_err(|_| NotDone)
    }

    fn seal(
        mut self,
        session: &Session,
        rng: &mut impl CryptoRng,
    ) -> Result<(Vec<u8>, Vec<Vec<Element>>), NotDone> {
        let (revision, cohort, open) = (self.revision, self.cohort, self.open);
        let token: Token = self.token.parse().map_err(|_| NotDone)?;
        let answers = std::mem::take(&mut self.answers).into();
        let answers = session.validate(&answers).map_err(|_| NotDone)?;
        let (report, shares) =
            session.seal_openly_in(rng, &answers, &token, revision, cohort).map_err(|_| NotDone)?;
        let fields = if open { session.form().fields().len() } else { 0 };
        let elements = (0..fields).map(|field| shares.elements(field)).collect();
        Ok((report.report().get_encoded().map_err(|_| NotDone)?, elements))
    }
}

impl Sealer {
    /// Does what it is told by [`prepare`] or [`Order::to_bytes`]; what comes back of an order is read by
    /// [`Done::from_bytes`]. Empty if there is too little memory.
    pub fn answer(&mut self, message: &[u8], rng: &mut impl CryptoRng) -> Vec<u8> {
        let outcome: Outcome = match postcard::from_bytes(message) {
            Ok(Message::Prepare(session, manifest)) => {
                self.session = Session::new(session, &manifest).ok();
                self.session.iter().for_each(|session| rehearse(session, rng));
                None
            }
            Ok(Message::<Order>::Seal(order)) => {
                self.session.as_ref().and_then(|session| order.seal(session, rng).ok())
            }
            Err(_) => None,
        };
        postcard::to_allocvec(&outcome).unwrap_or_default()
    }
}

/// Seals nobody's answers, for nothing. What it can't seal is of no interest.
fn rehearse(session: &Session, rng: &mut impl CryptoRng) {
    let cohort = u16::from(session.cohorts().is_some());
    let token = Token::random(rng);
    let _ = session.seal_in(rng, &session.form().sample(), &token, 1, cohort);
}

impl Done {
    /// What a [`Sealer`] made of an order to this session.
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

impl Drop for Order {
    fn drop(&mut self) {
        self.token.zeroize();
        self.answers.values_mut().flatten().for_each(Zeroize::zeroize);
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
