//! Cohorts: groups that the server knows submissions by (§3).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::ManifestError;

/// The most cohorts of a session.
pub const MAX_COHORTS: usize = 1000;
/// The longest name of a cohort, in characters.
pub const MAX_COHORT_CHARS: usize = 200;

/// The groups that submissions fall into, for everybody to see. A group that nobody may know of a person is a question
/// of the form instead, by whose secret answer is grouped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cohorts {
    /// Who says which cohort a submission is of.
    pub by: CohortsBy,
    /// Their names, all different; the first is number 1.
    pub names: Vec<String>,
}

/// Who says which cohort a submission is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CohortsBy {
    /// The participant, with each submission.
    Participant,
    /// The analyst, with each invitation.
    Invitation,
}

impl Cohorts {
    /// The number of the cohort of this name, from 1.
    pub fn number(&self, name: &str) -> Option<u16> {
        let at = self.names.iter().position(|other| other == name)?;
        u16::try_from(at + 1).ok()
    }

    /// The name of the cohort of this number.
    pub fn name(&self, number: u16) -> Option<&str> {
        self.names.get(usize::from(number).checked_sub(1)?).map(String::as_str)
    }

    pub(super) fn check(&self) -> Result<(), ManifestError> {
        let mut different = BTreeSet::new();
        let is_name = |name: &String| {
            (1..=MAX_COHORT_CHARS).contains(&name.chars().count())
                && name.trim() == name
                && !name.chars().any(char::is_control)
        };
        if (1..=MAX_COHORTS).contains(&self.names.len())
            && self.names.iter().all(|name| is_name(name) && different.insert(name.as_str()))
        {
            return Ok(());
        }
        let range = format!(
            "1 to {MAX_COHORTS} different names of 1 to {MAX_COHORT_CHARS} characters in one line, without white space \
             around them"
        );
        Err(ManifestError::Range { field: "list of cohorts", range })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn cohorts(names: &[&str]) -> Cohorts {
        Cohorts { by: CohortsBy::Participant, names: names.iter().map(ToString::to_string).collect() }
    }

    #[test]
    fn are_numbered_from_1() {
        let cohorts = cohorts(&["Retail", "Finance"]);
        assert_eq!((cohorts.number("Retail"), cohorts.number("Finance")), (Some(1), Some(2)));
        assert_eq!((cohorts.number("retail"), cohorts.number("")), (None, None));
        let names = [0, 1, 2, 3, u16::MAX].map(|number| cohorts.name(number));
        assert_eq!(names, [None, Some("Retail"), Some("Finance"), None, None]);
    }

    #[test]
    fn json_shape() {
        let value = json!({ "by": "participant", "names": ["a", "b"] });
        assert_eq!(serde_json::to_value(cohorts(&["a", "b"])).unwrap(), value);
        assert_eq!(serde_json::from_value::<Cohorts>(value).unwrap(), cohorts(&["a", "b"]));
        let value = json!({ "by": "invitation", "names": ["a"] });
        let assigned = Cohorts { by: CohortsBy::Invitation, ..cohorts(&["a"]) };
        assert_eq!(serde_json::to_value(&assigned).unwrap(), value);
        assert_eq!(serde_json::from_value::<Cohorts>(value).unwrap(), assigned);
        for bad in [
            json!({ "by": "participant" }),
            json!({ "by": "Invitation", "names": ["a"] }),
            json!({ "by": "server", "names": ["a"] }),
            json!({ "by": "participant", "names": ["a"], "more": 1 }),
        ] {
            assert!(serde_json::from_value::<Cohorts>(bad).is_err());
        }
    }

    #[test]
    fn names_at_their_limits() {
        let long = "ä".repeat(MAX_COHORT_CHARS);
        let many: Vec<String> = (0..=MAX_COHORTS).map(|number| number.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for good in [&["a"][..], &["a", "A"], &[&long], &many[1..]] {
            assert!(cohorts(good).check().is_ok(), "{} names", good.len());
        }
        let too_long = format!("{long}a");
        for bad in [&[][..], &[""], &[" a"], &["a\n"], &["a", "b", "a"], &[&too_long], &many] {
            assert!(cohorts(bad).check().is_err(), "{} names", bad.len());
        }
    }
}
