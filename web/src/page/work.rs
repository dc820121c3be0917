//! What the page has done for it: loading, waiting, sealing and submitting.

use std::{cell::RefCell, rc::Rc};

use futures_util::lock::Mutex;
use gloo_timers::future::TimeoutFuture;
use tacit_client::{
    ClientError, ParticipantClient,
    retry::{Backoff, retry},
};
use tacit_participant::{
    Anatomy, Element, Membership as Said, ResultsError, SealedReport, Session, apart::Order,
};
use tacit_protocol::{
    codec::Encode,
    ids::{ReportDigest, SessionId, Token},
    link::Link,
    manifest::ManifestError,
    phase::{Phase, Window},
    problem::{Problem, ProblemKind},
    receipt::{Receipt, SignedReceipt},
    receipt_file::ReceiptFile,
    session::SubmissionStatus,
};
use yew::Callback;

use super::{
    asking,
    receipt::{Kept, fate::Fate},
    results::Found,
    sealing::{Sealing, Unsealed},
    time,
    trust::Opened,
};
use crate::{
    hexadecimal,
    model::{Action, Checked, Failure, Membership, Model, Refusal, Standing, Survey},
    recheck,
};

/// Bytes of a signature, which ends a signed receipt.
const SIGNATURE_LEN: usize = 64;

/// The server, the link's secret, and what was learned so far.
pub(super) struct Work {
    client: ParticipantClient,
    session_id: SessionId,
    token: Token,
    link: Link,
    host: String,
    session: RefCell<Option<Rc<Session>>>,
    manifest: RefCell<Rc<[u8]>>,
    sealing: Sealing,
    turn: Mutex<()>,
    sealed: RefCell<Option<Sealed>>,
    unanswered: RefCell<Option<ReportDigest>>,
    sent: RefCell<Option<Rc<Anatomy>>>,
    practised: RefCell<Option<Opened>>,
    signed: RefCell<Option<(Receipt, SignedReceipt)>>,
}

/// A report, and the answers it was made from: sent again as it is after an answer that got lost.
struct Sealed {
    answers: Rc<Checked>,
    report: SealedReport,
}

impl Work {
    /// For what `link` names.
    pub(super) fn new(link: &Link) -> Self {
        Self {
            client: ParticipantClient::new(link.origin(), *link.session(), link.token().clone()),
            session_id: *link.session(),
            token: link.token().clone(),
            host: link.origin().authority().to_owned(),
            session: RefCell::default(),
            manifest: RefCell::default(),
            sealing: Sealing::default(),
            turn: Mutex::default(),
            sealed: RefCell::default(),
            unanswered: RefCell::default(),
            sent: RefCell::default(),
            practised: RefCell::default(),
            signed: RefCell::default(),
            link: link.clone(),
        }
    }

    /// What this is about. Holds the token.
    pub(super) fn link(&self) -> &Link {
        &self.link
    }

    /// Fetches the session, and finds out whether it is the one in the link and what was submitted already.
    pub(super) async fn load(&self) -> Action {
        match self.try_load().await {
            Ok((survey, standing)) => Action::Loaded(Rc::new(survey), standing),
            Err(failure) => Action::LoadFailed(failure),
        }
    }

    /// Asks again and again whether the session takes submissions, for as long as `wanted`.
    pub(super) async fn wait(&self, model: &Model, wanted: impl Fn() -> bool, act: &Callback<Action>) {
        let opens_at = model.survey().and_then(|survey| survey.manifest.opens_at);
        for asked in 0.. {
            let opens_in = opens_at.map_or(0, time::until);
            TimeoutFuture::new(recheck::wait(asked, opens_in, js_sys::Math::random())).await;
            if !wanted() {
                return;
            }
            let standing = match self.client.submission().await {
                Ok(status) => self.standing(&status).await,
                Err(error) => Err(failure(error)),
            };
            if !wanted() {
                return;
            }
            act.emit(standing.map_or_else(Action::RecheckFailed, Action::Rechecked));
        }
    }

    /// Seals the model's answers and submits them.
    pub(super) async fn submit(&self, model: &Model) -> Action {
        let Some(answers) = model.valid() else {
            return Action::SubmitFailed(Failure::Refused(Refusal::Seal));
        };
        match self.try_submit(answers, model.next_revision(), model.cohort()).await {
            Ok(action) => action,
            // Of what was submitted elsewhere meanwhile nothing is known yet.
            Err(Failure::Window) => self.newest().await.map_or_else(Action::SubmitFailed, Action::NotTaken),
            Err(failure) => Action::SubmitFailed(failure),
        }
    }

    /// Has the program that seals loaded while answers are given.
    pub(super) fn prepare(&self) {
        self.sealing.prepare(&self.session_id, &self.manifest.borrow());
    }

    /// Seals what is being checked, so that submitting it needn't wait for that. Nothing is sent.
    pub(super) async fn seal_ahead(&self, model: &Model) {
        if let Some(answers) = model.valid() {
            // What fails now is tried again when it is submitted, and said then.
            let _ = self.seal(answers, model.next_revision(), model.cohort()).await;
        }
    }

    /// Seals the answers anew, to be looked at; this report is the one that is sent if they are submitted as they are.
    pub(super) async fn open(
        &self,
        answers: &Rc<Checked>,
        revision: u32,
        cohort: u16,
    ) -> Result<Opened, Failure> {
        let _turn = self.turn.lock().await;
        let (report, elements) = self.seal_anew(answers, revision, cohort, true).await?;
        let anatomy = report.anatomy().map_err(|_| Failure::Refused(Refusal::Seal))?;
        Ok(Opened { anatomy, elements })
    }

    /// Seals the model's answers, to be looked at only.
    pub(super) async fn practise(&self, model: &Model) -> Action {
        let opened = match model.valid() {
            Some(answers) => self.open(answers, model.next_revision(), model.cohort()).await,
            None => Err(Failure::Refused(Refusal::Seal)),
        };
        match opened {
            Ok(opened) => {
                self.practised.replace(Some(opened));
                Action::Practised
            }
            Err(failure) => Action::SubmitFailed(failure),
        }
    }

    /// What was sealed for practice, once.
    pub(super) fn practised(&self) -> Option<Opened> {
        self.practised.take()
    }

    /// The bytes that were sent last, if this tab sent them and they were acknowledged.
    pub(super) fn sent(&self) -> Option<Rc<Anatomy>> {
        self.sent.borrow().clone()
    }

    /// The fingerprint of the server's keys for the session, in hexadecimal and in words.
    pub(super) fn server_fingerprint(&self) -> Option<(String, String)> {
        let fingerprint = self.session().ok()?.server_fingerprint();
        Some((fingerprint.to_string(), fingerprint.words().join(" ")))
    }

    /// A receipt that this page has seen, to be kept.
    pub(super) fn kept(&self, receipt: &Receipt) -> Option<Kept> {
        let signed = self.signed.borrow();
        let (_, signed) = signed.as_ref().filter(|(body, _)| body == receipt)?;
        let bytes = signed.get_encoded().ok()?;
        let signature = hexadecimal::whole(&bytes[bytes.len().checked_sub(SIGNATURE_LEN)?..]);
        let file = ReceiptFile::new(self.link.origin(), self.session_id, signed.clone());
        let (digest, revision) =
            (format!("digest   {}", receipt.digest), format!("revision {}", receipt.revision));
        let received = format!("received {}", time::machine(receipt.received_at));
        let comments = [
            "Tacit receipt: the server's signed word that it has this submission.",
            &digest,
            &revision,
            &received,
        ];
        Some(Kept { signature, text: file.to_text(&comments), code: file.to_string() })
    }

    /// What became of the submission with this receipt.
    pub(super) async fn fate(&self, receipt: &Receipt) -> Fate {
        match self.session() {
            Ok(session) => Fate::ask(&session, &self.client.public(), receipt).await,
            Err(_) => Fate::Unheard,
        }
    }

    /// The published results, if they are of the set in which the submission with this receipt counts.
    pub(super) async fn results(&self, receipt: Option<&Receipt>) -> Found {
        let Ok(session) = self.session() else { return Found::Unheard };
        let public = self.client.public();
        let published = match retry(&Backoff::BRIEF, |_| public.results()).await {
            Ok(Some(published)) => published,
            Ok(None) => return Found::Nothing,
            Err(_) => return Found::Unheard,
        };
        // Whoever has a receipt believes no results without a proof of being in them.
        let checked = match receipt {
            None => session.check_results(&published).map_err(ResultsError::Publication),
            Some(receipt) => match self.fate(receipt).await {
                Fate::Unheard => return Found::Unheard,
                Fate::Stands { standing, .. } => session.check_own_results(&published, &standing),
                Fate::Broken(_) | Fate::Unknown => return Found::Unproven,
            },
        };
        match checked {
            Ok(published) => Found::Results(Rc::new(published.results)),
            Err(ResultsError::Publication(error)) => Found::Broken(error),
            Err(ResultsError::OtherSet) => Found::OtherSet,
            Err(_) => Found::Unproven,
        }
    }

    async fn try_load(&self) -> Result<(Survey, Standing), Failure> {
        let (manifest, bytes) = asking::manifest(&self.client.public()).await.map_err(failure)?;
        let session = Session::verified(self.session_id, &bytes).map_err(|error| match error {
            ManifestError::Swapped => Failure::Swapped,
            _ => Failure::Refused(Refusal::Manifest),
        })?;
        let manifest_bytes: Rc<[u8]> = bytes.into();
        self.manifest.replace(manifest_bytes.clone());
        self.session.replace(Some(Rc::new(session)));
        let standing = self.newest().await?;
        let (session, host) = (self.session_id, self.host.clone());
        Ok((Survey { session, manifest, manifest_bytes, host }, standing))
    }

    async fn try_submit(&self, answers: &Rc<Checked>, revision: u32, cohort: u16) -> Result<Action, Failure> {
        let report = self.seal(answers, revision, cohort).await?;
        let before = self.unanswered.replace(Some(*report.digest()));
        match self.send(&report).await? {
            Sent::Receipt(receipt) => return Ok(Action::Acknowledged(receipt)),
            Sent::Conflict => {}
        }
        let standing = self.newest().await?;
        // What came first may be what this tab sent before the answers were changed, and never got an answer to.
        let Some(own) = standing.receipt.filter(|receipt| before == Some(receipt.digest)) else {
            return Ok(Action::NotTaken(standing));
        };
        let report = self.seal(answers, own.revision.saturating_add(1), cohort).await?;
        self.unanswered.replace(Some(*report.digest()));
        match self.send(&report).await? {
            Sent::Receipt(receipt) => Ok(Action::Acknowledged(receipt)),
            Sent::Conflict => Err(Failure::Refused(Refusal::Problem(ProblemKind::RevisionConflict))),
        }
    }

    /// The sealed answers; the same as before if they were sealed as this revision of this cohort already.
    async fn seal(&self, answers: &Rc<Checked>, revision: u32, cohort: u16) -> Result<SealedReport, Failure> {
        let _turn = self.turn.lock().await;
        if let Some(report) = self.sealed_before(answers, revision, cohort) {
            return Ok(report);
        }
        self.seal_anew(answers, revision, cohort, false).await.map(|(report, _)| report)
    }

    async fn seal_anew(
        &self,
        answers: &Rc<Checked>,
        revision: u32,
        cohort: u16,
        open: bool,
    ) -> Result<(SealedReport, Vec<Vec<Element>>), Failure> {
        let order = Order::new(&self.token, &answers.typed, (revision, cohort), open);
        let manifest = self.manifest.borrow().clone();
        let sealed = self.sealing.seal((&self.session_id, &manifest), &order).await;
        let done = sealed.map_err(|unsealed| match unsealed {
            Unsealed::Unreachable => Failure::Unreachable,
            Unsealed::Refused => Failure::Refused(Refusal::Seal),
        })?;
        self.sealed.replace(Some(Sealed { answers: answers.clone(), report: done.report.clone() }));
        Ok((done.report, done.elements))
    }

    fn sealed_before(&self, answers: &Rc<Checked>, revision: u32, cohort: u16) -> Option<SealedReport> {
        let sealed = self.sealed.borrow();
        let Sealed { answers: before, report } = sealed.as_ref()?;
        let same = Rc::ptr_eq(before, answers)
            && report.revision() == revision
            && report.report().header.cohort == cohort;
        same.then(|| report.clone())
    }

    async fn send(&self, report: &SealedReport) -> Result<Sent, Failure> {
        let receipt = match retry(&Backoff::BRIEF, |_| self.client.submit(report.report())).await {
            Err(error) if error.is(ProblemKind::RevisionConflict) => return Ok(Sent::Conflict),
            answer => answer.map_err(failure)?,
        };
        let session = self.session()?;
        let signed = receipt;
        let receipt =
            *session.check_receipt(report, &signed).map_err(|_| Failure::Refused(Refusal::Receipt))?;
        self.signed.replace(Some((receipt, signed)));
        self.sealed.take();
        self.sealing.end();
        self.unanswered.take();
        self.sent.replace(report.anatomy().ok().map(Rc::new));
        Ok(Sent::Receipt(receipt))
    }

    async fn newest(&self) -> Result<Standing, Failure> {
        let status = retry(&Backoff::BRIEF, |_| self.client.submission()).await.map_err(failure)?;
        self.standing(&status).await
    }

    async fn standing(&self, status: &SubmissionStatus) -> Result<Standing, Failure> {
        let session = self.session()?;
        let closes_at = session.manifest().closing_time(status.closes_at);
        let mut extendable_until = session.manifest().extendable_until;
        extendable_until = extendable_until.filter(|at| status.window == Window::Closed && status.now < *at);
        if extendable_until.is_some() {
            // Only the phase tells that it is closed for good.
            let phase = asking::status(&self.client.public()).await.map_err(failure)?.phase;
            extendable_until = extendable_until.filter(|_| phase < Phase::Closing);
        }
        let signed = status
            .receipt
            .as_ref()
            .map(|text| session.read_signed_receipt(&self.token.participant_id(), text));
        let signed = signed.transpose();
        let signed = signed.map_err(|_| Failure::Refused(Refusal::Receipt))?;
        let receipt = signed.as_ref().map(|(receipt, _)| *receipt);
        if signed.is_some() {
            self.signed.replace(signed);
        }
        let membership = match session.membership(status).map_err(|_| Failure::Refused(Refusal::Cohort))? {
            Said::None => Membership::None,
            Said::Assigned { number, .. } => Membership::Assigned(number),
            Said::Chosen { before, .. } => Membership::Chosen(before),
        };
        Ok(Standing { window: status.window, closes_at, extendable_until, receipt, membership })
    }

    fn session(&self) -> Result<Rc<Session>, Failure> {
        self.session.borrow().clone().ok_or(Failure::Refused(Refusal::Manifest))
    }
}

/// What came of sending a report.
enum Sent {
    Receipt(Receipt),
    Conflict,
}

fn failure(error: ClientError) -> Failure {
    match error {
        ClientError::Swapped => Failure::Swapped,
        ClientError::Manifest(_) => Failure::Refused(Refusal::Manifest),
        ClientError::Problem(problem) => of_problem(problem),
        ClientError::Unexpected { .. } => Failure::Refused(Refusal::Answer),
        _ => Failure::Unreachable,
    }
}

fn of_problem(problem: Problem) -> Failure {
    match problem.kind {
        ProblemKind::UnknownSession => Failure::UnknownSession,
        ProblemKind::UnknownToken | ProblemKind::Unauthenticated => Failure::UnknownToken,
        ProblemKind::NotYetOpen | ProblemKind::Paused | ProblemKind::Closed => Failure::Window,
        kind => Failure::Refused(Refusal::Problem(kind)),
    }
}
