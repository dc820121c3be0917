//! Answers as people read them, in the reader's language.

use tacit_form::{Choice, Form, Kind, Number, ValidAnswers, Value};

use super::Texts;

impl Texts {
    /// What was answered to a field: a number in the reader's way with its unit, Yes or No, the labels of options.
    /// `None` if it is unanswered, and for a form or a field that these answers don't belong to.
    pub fn answer(&self, form: &Form, answers: &ValidAnswers, field: usize) -> Option<String> {
        let value = answers.values().get(field)?.as_ref()?;
        match (&form.fields().get(field)?.kind, value) {
            (Kind::Number(number), Value::Number(units)) => Some(self.measured(number, *units)),
            (Kind::Boolean, Value::Boolean(yes)) => Some(self.yes_or_no(*yes)),
            (Kind::Choice(options), Value::Choice(chosen)) => {
                options.get(*chosen).map(|option| option.label.clone())
            }
            (Kind::Multi(options), Value::Multi(ticked)) => Some(self.ticked(options, ticked)),
            _ => None,
        }
    }

    /// Yes or No.
    pub fn yes_or_no(&self, yes: bool) -> String {
        if yes { self.say("form-yes") } else { self.say("form-no") }
    }

    fn measured(&self, number: &Number, units: i64) -> String {
        let shown = self.conventions().show(&number.fixed(units).to_string());
        match &number.unit {
            Some(unit) => format!("{shown} {unit}"),
            None => shown,
        }
    }

    fn ticked(&self, options: &[Choice], ticked: &[bool]) -> String {
        let labels = options.iter().zip(ticked).filter(|(_, ticked)| **ticked);
        let labels: Vec<_> = labels.map(|(option, _)| option.label.as_str()).collect();
        labels.join(&self.say("list-separator"))
    }
}
