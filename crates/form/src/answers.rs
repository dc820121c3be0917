//! What somebody typed, and what it means once it is checked.

mod error;
mod validate;

use std::collections::BTreeMap;
use std::fmt;

use crate::definition::{Field, Form, Kind, yes_or_no};
pub use error::{AnswerError, AnswerProblem, Need};

/// What somebody typed: texts by the key of a field, in the order they were given.
///
/// A field may have several texts: the ticked options of a multi. Answers are secret: `Debug` shows none.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Answers {
    texts: BTreeMap<String, Vec<String>>,
}

/// Answers that obey every rule of a [`Form`]. Made only by [`Form::validate`], and by [`Form::sample`] to try a form.
///
/// They are secret: `Debug` shows none, and they can't be serialised.
#[derive(Clone, PartialEq, Eq)]
pub struct ValidAnswers {
    values: Vec<Option<Value>>,
}

/// What was answered to one field. It is secret, and `Debug` shows only its kind.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// The number itself, in units of 10^-decimals, between the field's `min` and `max`.
    Number(i64),
    /// Yes or no.
    Boolean(bool),
    /// The index of the chosen option.
    Choice(usize),
    /// Whether each option is ticked, in the options' order; at least one is.
    Multi(Vec<bool>),
}

impl Answers {
    /// No answers yet.
    pub fn new() -> Answers {
        Answers::default()
    }

    /// Replaces whatever this field had by one text. A blank text leaves it unanswered.
    pub fn set(&mut self, key: impl Into<String>, text: impl Into<String>) {
        self.texts.insert(key.into(), vec![text.into()]);
    }

    /// Adds a text to what this field has: one more ticked option.
    pub fn push(&mut self, key: impl Into<String>, text: impl Into<String>) {
        self.texts.entry(key.into()).or_default().push(text.into());
    }

    /// Removes whatever this field had.
    pub fn clear(&mut self, key: &str) {
        self.texts.remove(key);
    }

    /// The texts of this field, in the order they were given.
    pub fn get(&self, key: &str) -> &[String] {
        self.texts.get(key).map_or(&[], Vec::as_slice)
    }

    /// The keys that have been given, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }
}

impl<K: Into<String>, T: Into<String>> FromIterator<(K, T)> for Answers {
    /// [Pushes](Answers::push) every pair of a key and a text.
    fn from_iter<I: IntoIterator<Item = (K, T)>>(pairs: I) -> Answers {
        let mut answers = Answers::new();
        pairs.into_iter().for_each(|(key, text)| answers.push(key, text));
        answers
    }
}

impl<K: Into<String>, T: Into<String>, const N: usize> From<[(K, T); N]> for Answers {
    fn from(pairs: [(K, T); N]) -> Answers {
        pairs.into_iter().collect()
    }
}

impl From<BTreeMap<String, Vec<String>>> for Answers {
    fn from(texts: BTreeMap<String, Vec<String>>) -> Answers {
        Answers { texts }
    }
}

impl From<Answers> for BTreeMap<String, Vec<String>> {
    fn from(answers: Answers) -> Self {
        answers.texts
    }
}

impl Form {
    /// Checks answers against every rule of the form.
    ///
    /// Blanks around a text don't count, and a blank text is no answer. Booleans are written `true`, `false`, `yes`,
    /// `no`, `1` or `0` in any case; options by their keys.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, one [`AnswerError`] a field: in the order of the fields, then the keys that no field
    /// has. An error never repeats what was typed.
    pub fn validate(&self, answers: &Answers) -> Result<ValidAnswers, Vec<AnswerError>> {
        validate::validate(self, answers)
    }

    /// Nobody's answers, to try or to measure what is done with answers: the first that each field takes. They obey every
    /// rule but the checks between answers.
    pub fn sample(&self) -> ValidAnswers {
        let first = |field: &Field| match &field.kind {
            Kind::Number(number) => Value::Number(number.min),
            Kind::Boolean => Value::Boolean(false),
            Kind::Choice(_) => Value::Choice(0),
            Kind::Multi(options) => Value::Multi((0..options.len()).map(|option| option == 0).collect()),
        };
        ValidAnswers { values: self.fields().iter().map(|field| Some(first(field))).collect() }
    }
}

impl ValidAnswers {
    /// One value for each of [`Form::fields`], in their order; `None` where an optional field is unanswered.
    pub fn values(&self) -> &[Option<Value>] {
        &self.values
    }

    /// What was answered to a field as people read it: "12.50 US dollars", "Yes", the labels of options joined by
    /// ", ". `None` if it is unanswered, and for a form or a field that these answers don't belong to.
    pub fn display(&self, form: &Form, field_index: usize) -> Option<String> {
        let value = self.values.get(field_index)?.as_ref()?;
        match (&form.fields().get(field_index)?.kind, value) {
            (Kind::Number(number), Value::Number(units)) => Some(match &number.unit {
                Some(unit) => format!("{} {unit}", number.fixed(*units)),
                None => number.fixed(*units).to_string(),
            }),
            (Kind::Boolean, Value::Boolean(yes)) => Some(yes_or_no(*yes).to_owned()),
            (Kind::Choice(options), Value::Choice(chosen)) => {
                options.get(*chosen).map(|option| option.label.clone())
            }
            (Kind::Multi(options), Value::Multi(ticked)) => {
                let labels = options.iter().zip(ticked).filter(|(_, ticked)| **ticked);
                Some(labels.map(|(option, _)| option.label.as_str()).collect::<Vec<_>>().join(", "))
            }
            _ => None,
        }
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers").finish_non_exhaustive()
    }
}

impl fmt::Debug for ValidAnswers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ValidAnswers").finish_non_exhaustive()
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Value::Number(_) => "Number(..)",
            Value::Boolean(_) => "Boolean(..)",
            Value::Choice(_) => "Choice(..)",
            Value::Multi(_) => "Multi(..)",
        })
    }
}
