//! What is wrong with an answer, in the reader's language.

use tacit_form::{AnswerProblem, Fixed, Need};

use super::Texts;

impl Texts {
    /// What to do about a problem: the sentence beside the field.
    pub fn problem(&self, problem: &AnswerProblem) -> String {
        match problem {
            AnswerProblem::Missing(need) | AnswerProblem::OutOfBounds(need) => self.need(need),
            AnswerProblem::NotUnderstood(need) => match need {
                Need::Number { min, .. } => {
                    let example = self.conventions().show(if min.decimals == 0 { "1234" } else { "1234.5" });
                    let digits = self.say_with("error-number-digits", &[("example", (&example).into())]);
                    format!("{} {digits}", self.need(need))
                }
                _ => self.need(need),
            },
            AnswerProblem::TooManyDecimals(need) => match need {
                Need::Number { min: Fixed { decimals, .. }, .. } => {
                    let decimals = u32::from(*decimals).into();
                    let limit = self.say_with("error-decimals", &[("decimals", decimals)]);
                    format!("{} {limit}", self.need(need))
                }
                _ => self.need(need),
            },
            AnswerProblem::Repeated => self.say("error-repeated"),
            AnswerProblem::Several => self.say("error-several"),
            // The author's own words.
            AnswerProblem::Check(message) => message.clone(),
            AnswerProblem::UnknownKey => self.say("error-unknown-key"),
            other => other.to_string(),
        }
    }

    /// An entry in the list of errors: which question, and what is wrong with its answer.
    pub fn error_entry(&self, question: &str, problem: &str) -> String {
        let arguments = [("question", question.into()), ("problem", problem.into())];
        // After a question mark no colon.
        if question.ends_with(['?', '؟', '!', '.', ':']) {
            self.say_with("error-entry-question", &arguments)
        } else {
            self.say_with("error-entry", &arguments)
        }
    }

    fn need(&self, need: &Need) -> String {
        match need {
            Need::Number { min, max, unit } => self.number(*min, *max, unit.as_deref()),
            Need::Boolean => self.say("error-boolean"),
            Need::Choice { .. } => self.say("error-choice"),
            Need::Multi { .. } => self.say("error-multi"),
            other => other.to_string(),
        }
    }

    fn number(&self, min: Fixed, max: Fixed, unit: Option<&str>) -> String {
        let (whole, unit) = (min.decimals == 0, unit.unwrap_or_default());
        let (min, max) =
            (self.conventions().show(&min.to_string()), self.conventions().show(&max.to_string()));
        let bounds = [("min", (&min).into()), ("max", (&max).into())];
        let measured = [bounds[0], bounds[1], ("unit", unit.into())];
        match (whole, unit.is_empty()) {
            (true, true) => self.say_with("error-whole", &bounds),
            (true, false) => self.say_with("error-whole-unit", &measured),
            (false, true) => self.say_with("error-number", &bounds),
            (false, false) => self.say_with("error-number-unit", &measured),
        }
    }
}
