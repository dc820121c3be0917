//! The steps of the [`Model`].

use std::rc::Rc;

use tacit_form::Level;
use tacit_protocol::phase::Window;

use crate::entry::{COHORT, Entry};

use super::{Action, Checked, Failure, Focus, Model, Standing, Task, View};

impl Model {
    /// The state after `action`. An action that doesn't belong to the state changes nothing: a late answer to a
    /// question that is no longer asked does no harm.
    pub fn apply(&self, action: Action) -> Self {
        let mut next = self.clone();
        next.steps += 1;
        next.focus = Focus::Stay;
        match (self.view, action) {
            (View::Loading, Action::Loaded(survey, standing)) => {
                next.survey = Some(survey);
                next.stand(standing);
            }
            (View::Loading, Action::LoadFailed(failure)) => next.fail(Task::Load, failure),
            (_, Action::Rechecked(standing)) if self.waiting() => next.stand(standing),
            (_, Action::RecheckFailed(failure)) if self.waiting() => next.keep_waiting(failure),
            (_, Action::Typed(key)) => next.typed(&key),
            (View::Form, Action::Imported) => next.imported(),
            (View::Form, Action::Continue(entry)) => next.check(entry),
            (View::Check, Action::Change(key)) => next.go(View::Form, Focus::Field(key)),
            (View::Check | View::Practised | View::Unreachable(Task::Submit), Action::Back) => {
                next.go(View::Form, Focus::Heading)
            }
            (View::Check, Action::Confirm(right)) => {
                next.confirmed = right;
                next.unconfirmed &= !right;
            }
            (View::Check, Action::Submit) if !next.doubts.is_empty() && !next.confirmed => {
                next.unconfirmed = true;
                next.focus = Focus::Confirmation;
            }
            (View::Check, Action::Submit) if next.valid.is_some() => next.begin(View::Sealing),
            (View::Sealing, Action::Acknowledged(receipt)) if !next.practising() => {
                next.receipt = Some(receipt);
                next.keep_cohort();
                next.valid = None;
                next.overtaken = false;
                next.unsent = false;
                next.go(View::Submitted, Focus::Heading);
            }
            (View::Sealing, Action::NotTaken(standing)) => next.stand(standing),
            (View::Sealing, Action::SubmitFailed(failure)) => next.fail(Task::Submit, failure),
            (View::Unreachable(Task::Load), Action::Retry) => next.begin(View::Loading),
            (View::Unreachable(Task::Submit), Action::Retry) => next.begin(View::Sealing),
            (View::Form, Action::Practise) if !next.practising() => next = self.practice(),
            (View::Sealing, Action::Practised) if next.practising() => {
                next.go(View::Practised, Focus::Heading);
            }
            (_, Action::LeavePractice) => next = self.after_practice(),
            (View::Form, Action::Restored) => {
                next.imported();
                next.go(View::Form, Focus::Heading);
            }
            (View::Form, Action::ShowReceipt) if next.receipt.is_some() && !next.practising() => {
                next.go(View::Submitted, Focus::Heading);
            }
            (View::Submitted, Action::Again) => next.go(View::Form, Focus::Heading),
            _ => {}
        }
        next
    }

    /// The same form, empty; what was there is kept for afterwards.
    fn practice(&self) -> Self {
        Self {
            survey: self.survey.clone(),
            closes_at: self.closes_at,
            receipt: self.receipt,
            membership: self.membership,
            attempt: self.attempt,
            steps: self.steps + 1,
            focus: Focus::Heading,
            before: Some(Rc::new(self.clone())),
            ..Self::starting(View::Form)
        }
    }

    /// What was there before the practice.
    fn after_practice(&self) -> Self {
        let Some(before) = &self.before else { return self.clone() };
        // A new attempt, so that what is still being sealed is dropped.
        let (attempt, steps) = (self.attempt + 1, self.steps + 1);
        Self { attempt, steps, focus: Focus::Heading, ..Self::clone(before) }
    }

    /// Shows what the server allows now; answers that were ready to be sealed are shown again.
    fn stand(&mut self, standing: Standing) {
        let newer = standing.receipt.is_some_and(|receipt| receipt.revision >= self.next_revision());
        self.overtaken |= newer && self.valid.is_some();
        self.receipt = standing.receipt.or(self.receipt);
        self.membership = standing.membership;
        (self.closes_at, self.extendable_until) = (standing.closes_at, standing.extendable_until);
        let view = match standing.window {
            Window::Open if self.valid.is_some() => View::Check,
            Window::Open => View::Form,
            Window::NotYetOpen => View::NotYetOpen,
            Window::Paused => View::Paused,
            Window::Closed if standing.extendable_until.is_some() => View::Lapsed,
            Window::Closed => View::Closed,
        };
        if view == View::Closed {
            self.late = self.valid.take().is_some();
            self.unsent = false;
        }
        let focus = if view == self.view { Focus::Stay } else { Focus::Heading };
        self.go(view, focus);
    }

    /// A server that is away for a while changes nothing but that it is said; one that knows better ends the waiting.
    fn keep_waiting(&mut self, failure: Failure) {
        match failure {
            Failure::UnknownSession | Failure::UnknownToken | Failure::Swapped => {
                self.fail(Task::Load, failure)
            }
            Failure::Window | Failure::Unreachable | Failure::Refused(_) => self.unheard = true,
        }
    }

    /// What was typed anew is no longer unclear: it is read again when it is handed in.
    fn typed(&mut self, key: &str) {
        self.unsent = true;
        self.without_cohort &= key != COHORT;
        if self.unclear.iter().any(|unclear| unclear.key == key) {
            Rc::make_mut(&mut self.unclear).retain(|unclear| unclear.key != key);
        }
    }

    /// What was said about the answers before may not be so any more.
    fn imported(&mut self) {
        self.unsent = true;
        self.without_cohort = false;
        self.errors = Rc::default();
        self.unclear = Rc::default();
    }

    fn check(&mut self, entry: Entry) {
        self.settle_cohort(&entry);
        let Some(survey) = &self.survey else { return };
        let unclear = |key: &str| entry.unclear.iter().any(|unclear| unclear.key == key);
        let (valid, errors) = match survey.manifest.form.validate(&entry.answers) {
            Ok(valid) => (Some(valid), Vec::new()),
            Err(errors) => (None, errors.into_iter().filter(|error| !unclear(&error.key)).collect()),
        };
        let valid = valid.filter(|_| entry.unclear.is_empty() && !self.without_cohort);
        let form = &survey.manifest.form;
        let doubts = valid.as_ref().map(|valid| form.failures_of(valid, Level::Warning));
        self.valid = valid.map(|valid| Rc::new(Checked { valid, typed: entry.answers }));
        self.doubts = Rc::new(doubts.unwrap_or_default());
        (self.confirmed, self.unconfirmed) = (false, false);
        self.errors = Rc::new(errors);
        self.unclear = Rc::new(entry.unclear);
        match self.valid {
            Some(_) => self.go(View::Check, Focus::Heading),
            None => self.go(View::Form, Focus::Summary),
        }
    }

    fn fail(&mut self, task: Task, failure: Failure) {
        self.refusal = None;
        let view = match failure {
            Failure::UnknownSession => View::UnknownSession,
            Failure::UnknownToken => View::UnknownToken,
            Failure::Swapped => View::Swapped,
            Failure::Window | Failure::Unreachable => View::Unreachable(task),
            Failure::Refused(refusal) => {
                self.refusal = Some(refusal);
                View::Unreachable(task)
            }
        };
        if matches!(view, View::UnknownSession | View::UnknownToken | View::Swapped) {
            self.valid = None;
            self.unsent = false;
        }
        self.go(view, Focus::Heading);
    }

    fn begin(&mut self, view: View) {
        self.attempt += 1;
        self.go(view, Focus::Heading);
    }

    fn go(&mut self, view: View, focus: Focus) {
        self.view = view;
        self.unheard = false;
        self.focus = focus;
    }
}
