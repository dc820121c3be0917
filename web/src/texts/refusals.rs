//! Why the server refused, or its answer can't be used, in the reader's language.

use tacit_protocol::{link::LinkError, problem::ProblemKind};

use super::Texts;
use crate::model::Refusal;

impl Texts {
    /// What happened and what to do now.
    pub fn refusal(&self, refusal: Refusal) -> String {
        match refusal {
            Refusal::Receipt => self.say("refusal-receipt"),
            Refusal::Answer => self.say("refusal-answer"),
            Refusal::Manifest => self.say("refusal-manifest"),
            Refusal::Cohort => self.say("refusal-cohort"),
            Refusal::Seal => self.say("refusal-seal"),
            Refusal::Problem(kind) => self.problem_kind(kind),
        }
    }

    /// What is wrong with a text that should be an invitation link.
    pub fn link_error(&self, error: &LinkError) -> String {
        match error {
            LinkError::Session => self.say("landing-damaged-session"),
            LinkError::Token => self.say("landing-damaged-token"),
            _ => self.say("landing-no-link"),
        }
    }

    fn problem_kind(&self, kind: ProblemKind) -> String {
        match kind {
            ProblemKind::Malformed | ProblemKind::WrongMediaType => self.say("refusal-not-understood"),
            ProblemKind::TooLarge => self.say("refusal-too-large"),
            ProblemKind::RevisionConflict => self.say("refusal-revision-conflict"),
            ProblemKind::TooManyRevisions => self.say("refusal-too-many-revisions"),
            ProblemKind::WrongCohort => self.say("refusal-wrong-cohort"),
            ProblemKind::Unsealable => self.say("refusal-unsealable"),
            ProblemKind::Unavailable | ProblemKind::TooManyRequests | ProblemKind::TooSlow => {
                self.say("refusal-unavailable")
            }
            ProblemKind::Internal => self.say("refusal-internal"),
            // What only analysts are told, what has a state of its own, and what other versions add.
            _ => self.say("refusal-other"),
        }
    }
}
