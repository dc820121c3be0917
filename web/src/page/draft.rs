//! What is typed and ticked, kept in this tab only.

use std::{cell::RefCell, rc::Rc};

use tacit_form::Answers;
use yew::Callback;

/// The answers so far. Typing changes them without drawing the page anew.
#[derive(Clone, PartialEq)]
pub(super) struct Draft {
    answers: Rc<RefCell<Answers>>,
    typed: Callback<()>,
}

impl Draft {
    /// Keeps `answers`; `typed` is called at every change.
    pub(super) fn new(answers: Rc<RefCell<Answers>>, typed: Callback<()>) -> Self {
        Self { answers, typed }
    }

    /// A copy of everything typed so far.
    pub(super) fn answers(&self) -> Answers {
        self.answers.borrow().clone()
    }

    /// What a field with one text holds.
    pub(super) fn text(&self, key: &str) -> String {
        self.answers.borrow().get(key).first().cloned().unwrap_or_default()
    }

    /// Whether a field has this text; the empty text stands for "prefer not to say".
    pub(super) fn has(&self, key: &str, text: &str) -> bool {
        self.answers.borrow().get(key).iter().any(|each| each == text)
    }

    /// Gives a field one text.
    pub(super) fn set(&self, key: &str, text: &str) {
        self.answers.borrow_mut().set(key, text);
        self.typed.emit(());
    }

    /// Ticks or unticks an option of a field.
    pub(super) fn tick(&self, key: &str, option: &str, on: bool) {
        let mut others: Vec<String> = self.answers.borrow().get(key).to_vec();
        others.retain(|each| each != option);
        let mut answers = self.answers.borrow_mut();
        answers.clear(key);
        others.into_iter().for_each(|each| answers.push(key, each));
        if on {
            answers.push(key, option);
        }
        drop(answers);
        self.typed.emit(());
    }
}
