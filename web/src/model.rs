//! The page's state, and every step from one state to the next.
//!
//! [`Model::apply`] is pure: it neither asks the server nor draws. What a state has to be done for it (loading,
//! sealing, asking again) follows from its [`View`] and is the page's business.

mod cohort;
mod step;
mod view;

use std::rc::Rc;

use tacit_form::{AnswerError, Answers, Failure as Doubt, ValidAnswers};
use tacit_protocol::{
    ids::SessionId, manifest::Manifest, phase::Window, problem::ProblemKind, receipt::Receipt,
};

pub use self::{
    cohort::Membership,
    view::{BadLink, Task, View},
};
use crate::entry::{COHORT, Entry, Unclear};

/// A session that was found to be the one in the link.
#[derive(Clone, Debug)]
pub struct Survey {
    /// Which session.
    pub session: SessionId,
    /// Its verified manifest.
    pub manifest: Manifest,
    /// Its bytes.
    pub manifest_bytes: Rc<[u8]>,
    /// The server's host, as in the address bar.
    pub host: String,
}

impl PartialEq for Survey {
    /// The session's id is the hash of all that its manifest says.
    fn eq(&self, other: &Self) -> bool {
        (self.session, &self.host) == (other.session, &other.host)
    }
}

/// What the server says about this participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether it may submit now.
    pub window: Window,
    /// Until when submissions are taken, as the manifest says or lets the analyst put it off.
    pub closes_at: Option<u64>,
    /// Until when a close that has come may still be put off; `None`: it hasn't come, or is for good.
    pub extendable_until: Option<u64>,
    /// Its newest receipt, found to be the server's.
    pub receipt: Option<Receipt>,
    /// Whose word its cohort is.
    pub membership: Membership,
}

/// Answers that obey the form's rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// What they say.
    pub valid: ValidAnswers,
    /// As they were typed: the program that seals reads them again.
    pub typed: Answers,
}

/// Why loading or submitting failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No such session.
    UnknownSession,
    /// Not an invited participant.
    UnknownToken,
    /// Not the session in the link.
    Swapped,
    /// Not now, or not any more: the standing says which.
    Window,
    /// The server couldn't be reached.
    Unreachable,
    /// The server refused, or its answer made no sense.
    Refused(Refusal),
}

/// Why something was refused, to be said in the reader's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The receipt isn't the server's.
    Receipt,
    /// What came back is nothing that a Tacit server says.
    Answer,
    /// The survey is there but can't be used.
    Manifest,
    /// The server doesn't say which cohort the invitation is to.
    Cohort,
    /// Sealing failed.
    Seal,
    /// The server said so.
    Problem(ProblemKind),
}

/// What takes the keyboard's focus once the state is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Focus {
    /// Whatever has it.
    #[default]
    Stay,
    /// The page's heading.
    Heading,
    /// The summary of errors.
    Summary,
    /// The field with this key.
    Field(String),
    /// The tick box that says that doubtful answers are right.
    Confirmation,
}

/// The page's state.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    view: View,
    survey: Option<Rc<Survey>>,
    closes_at: Option<u64>,
    extendable_until: Option<u64>,
    receipt: Option<Receipt>,
    membership: Membership,
    cohort: u16,
    without_cohort: bool,
    overtaken: bool,
    late: bool,
    errors: Rc<Vec<AnswerError>>,
    unclear: Rc<Vec<Unclear>>,
    valid: Option<Rc<Checked>>,
    doubts: Rc<Vec<Doubt>>,
    confirmed: bool,
    unconfirmed: bool,
    refusal: Option<Refusal>,
    unsent: bool,
    unheard: bool,
    attempt: u32,
    steps: u32,
    focus: Focus,
    /// While practising: the state that it began from.
    before: Option<Rc<Model>>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The session is loaded and verified.
    Loaded(Rc<Survey>, Standing),
    /// Loading failed.
    LoadFailed(Failure),
    /// The server was asked again while waiting.
    Rechecked(Standing),
    /// It was asked, and gave no usable answer.
    RecheckFailed(Failure),
    /// Something was typed or ticked in the field with this key.
    Typed(String),
    /// Answers were taken from a file.
    Imported,
    /// The form is filled in: these are the answers.
    Continue(Entry),
    /// Back to the form, to the field with this key.
    Change(String),
    /// Back to the form.
    Back,
    /// Doubtful answers were said to be right, or no longer.
    Confirm(bool),
    /// The answers are right: seal and submit them.
    Submit,
    /// The server acknowledged the submission.
    Acknowledged(Receipt),
    /// Nothing was submitted: not now, or another submission came first, with the same link.
    NotTaken(Standing),
    /// Submitting failed.
    SubmitFailed(Failure),
    /// Try again what failed.
    Retry,
    /// Submit other answers.
    Again,
    /// The answers of a draft are filled in.
    Restored,
    /// Show the receipt of what was submitted before.
    ShowReceipt,
    /// Try it with other answers, which are never sent.
    Practise,
    /// The practice answers are sealed.
    Practised,
    /// Forget the practice, and go on where it began.
    LeavePractice,
}

impl Model {
    /// The state in which the page starts.
    pub fn starting(view: View) -> Self {
        Self {
            view,
            survey: None,
            closes_at: None,
            extendable_until: None,
            receipt: None,
            membership: Membership::None,
            cohort: 0,
            without_cohort: false,
            overtaken: false,
            late: false,
            errors: Rc::default(),
            unclear: Rc::default(),
            valid: None,
            doubts: Rc::default(),
            confirmed: false,
            unconfirmed: false,
            refusal: None,
            unsent: false,
            unheard: false,
            attempt: 0,
            steps: 0,
            focus: Focus::Stay,
            before: None,
        }
    }

    /// What to show.
    pub fn view(&self) -> View {
        self.view
    }

    /// The session, once it is loaded.
    pub fn survey(&self) -> Option<&Rc<Survey>> {
        self.survey.as_ref()
    }

    /// Until when submissions are taken, as far as that is known.
    pub fn closes_at(&self) -> Option<u64> {
        self.closes_at
    }

    /// Until when a close that has come may still be put off.
    pub fn extendable_until(&self) -> Option<u64> {
        self.extendable_until
    }

    /// The newest receipt.
    pub fn receipt(&self) -> Option<&Receipt> {
        self.receipt.as_ref()
    }

    /// Whether the newest receipt is of a submission that was made elsewhere while this one was: to be submitted, it has
    /// to be said again that it replaces that one.
    pub fn overtaken(&self) -> bool {
        self.overtaken
    }

    /// Whether answers were to be submitted that came too late.
    pub fn late(&self) -> bool {
        self.late
    }

    /// The revision that the next submission is.
    pub fn next_revision(&self) -> u32 {
        self.receipt.map_or(1, |receipt| receipt.revision.saturating_add(1))
    }

    /// What is wrong with the answers, in the form's order.
    pub fn errors(&self) -> &Rc<Vec<AnswerError>> {
        &self.errors
    }

    /// The numbers that can be read in two ways, and have to be settled first; in the form's order.
    pub fn unclear(&self) -> &Rc<Vec<Unclear>> {
        &self.unclear
    }

    /// Whether something typed in the field with this key changes anything but the answers: until then the page need
    /// not be drawn anew.
    pub fn minds_typing(&self, key: &str) -> bool {
        !self.unsent
            || self.without_cohort && key == COHORT
            || self.unclear.iter().any(|unclear| unclear.key == key)
    }

    /// The answers that wait for being sealed, or are.
    pub fn valid(&self) -> Option<&Rc<Checked>> {
        self.valid.as_ref()
    }

    /// The warnings of the form's checks that valid answers call for: whoever answers is asked about them.
    pub fn doubts(&self) -> &Rc<Vec<Doubt>> {
        &self.doubts
    }

    /// Whether doubtful answers were said to be right.
    pub fn confirmed(&self) -> bool {
        self.confirmed
    }

    /// Whether answers were to be submitted whose doubts weren't settled.
    pub fn unconfirmed(&self) -> bool {
        self.unconfirmed
    }

    /// Why it was refused, if it was.
    pub fn refusal(&self) -> Option<Refusal> {
        self.refusal
    }

    /// Whether leaving the page would lose answers; those of a practice don't count.
    pub fn unsent(&self) -> bool {
        self.before.as_ref().map_or(self.unsent, |before| before.unsent)
    }

    /// Whether nothing of this is ever sent.
    pub fn practising(&self) -> bool {
        self.before.is_some()
    }

    /// Whether the last question while waiting got no usable answer: the page goes on asking.
    pub fn unheard(&self) -> bool {
        self.unheard
    }

    /// Which try this is: a new number asks for the state's work to be done anew.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// How many steps were taken: [`Model::focus`] is about the last one.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// What takes the focus.
    pub fn focus(&self) -> &Focus {
        &self.focus
    }

    /// Whether the way back in the tab's history leads to the form, and not out of the page.
    pub fn past_the_form(&self) -> bool {
        matches!(self.view, View::Check | View::Sealing | View::Practised | View::Unreachable(Task::Submit))
    }

    /// Whether the page should ask the server again by itself.
    pub fn waiting(&self) -> bool {
        matches!(self.view, View::NotYetOpen | View::Paused | View::Lapsed)
    }
}
