//! Who is to be invited: so many nobody knows by name, or a list.

use std::{collections::HashSet, path::Path};

use lettre::Address;
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// Somebody to invite.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// What the invitation is known by: a name, an address or a number, unique in the session.
    pub label: String,
    /// As in the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_name: Option<String>,
    /// Where to send the link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// A person of a list, and the cohort that the list says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Who.
    pub(crate) person: Person,
    /// The cohort's name, where the list has such a column.
    pub(super) cohort: Option<String>,
}

/// So many people, with numbers for labels, from `first` on, but for those that are `taken`.
pub(super) fn numbered(first: u64, count: u32, taken: &HashSet<&str>) -> Vec<Person> {
    (first..)
        .map(|number| number.to_string())
        .filter(|label| !taken.contains(label.as_str()))
        .map(|label| Person { label, ..Person::default() })
        .take(count as usize)
        .collect()
}

/// The people in a CSV file: a header, of which `name`, `email`, `label` and `cohort` count in any order and case; and one
/// person a line. Semicolons and tabs separate too, as spreadsheets write them. Without a label, the name is it, else the
/// address.
pub(super) fn read(path: &Path) -> Result<Vec<Listed>, Error> {
    let bytes =
        std::fs::read(path).map_err(|source| Error::File { path: path.to_owned(), verb: "read", source })?;
    parse(&bytes).map_err(|problem| Error::People { path: path.to_owned(), problem })
}

pub(crate) fn parse(bytes: &[u8]) -> Result<Vec<Listed>, String> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| "it is no UTF-8 text. Save it as CSV UTF-8".to_owned())?
        .trim_start_matches('\u{feff}');
    let header = text.lines().next().unwrap_or_default();
    let delimiter = [b';', b'\t'].into_iter().find(|&byte| header.as_bytes().contains(&byte)).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns = Columns::of(reader.headers().map_err(|error| error.to_string())?)?;
    let (mut people, mut labels) = (Vec::new(), HashSet::new());
    for row in reader.records() {
        let row = row.map_err(|error| error.to_string())?;
        let line = row.position().map_or(0, csv::Position::line);
        let person =
            columns.person(&row).ok_or_else(|| format!("line {line} has neither a name nor an address"))?;
        if let Some(email) = person.person.email.as_ref().filter(|email| email.parse::<Address>().is_err()) {
            return Err(format!("line {line} has {email:?}, which is no e-mail address"));
        }
        if !labels.insert(person.person.label.clone()) {
            let label = &person.person.label;
            return Err(format!(
                "line {line} has the label {label:?} a second time. Add a column label that tells such people apart"
            ));
        }
        people.push(person);
    }
    if people.is_empty() { Err("there is nobody in it".into()) } else { Ok(people) }
}

/// Where what is.
struct Columns {
    label: Option<usize>,
    name: Option<usize>,
    email: Option<usize>,
    cohort: Option<usize>,
}

impl Person {
    /// Whether it is known by a number alone.
    pub(super) fn is_numbered(&self) -> bool {
        self.full_name.is_none() && self.email.is_none() && self.label.parse::<u64>().is_ok()
    }
}

impl Columns {
    fn of(header: &csv::StringRecord) -> Result<Self, String> {
        let find =
            |names: &[&str]| header.iter().position(|title| names.contains(&title.to_lowercase().as_str()));
        let columns = Self {
            label: find(&["label"]),
            name: find(&["name", "full name"]),
            email: find(&["email", "e-mail", "mail", "e-mail address", "email address"]),
            cohort: find(&["cohort"]),
        };
        match columns.label.or(columns.name).or(columns.email) {
            Some(_) => Ok(columns),
            None => Err("its first line names none of the columns name, email and label".into()),
        }
    }

    fn person(&self, row: &csv::StringRecord) -> Option<Listed> {
        let cell = |column: Option<usize>| {
            let text = row.get(column?)?;
            (!text.is_empty()).then(|| text.to_owned())
        };
        let (full_name, email) = (cell(self.name), cell(self.email));
        let label = cell(self.label).or_else(|| full_name.clone()).or_else(|| email.clone())?;
        Some(Listed { person: Person { label, full_name, email }, cohort: cell(self.cohort) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(label: &str, full_name: Option<&str>, email: Option<&str>) -> Person {
        Person { label: label.into(), full_name: full_name.map(Into::into), email: email.map(Into::into) }
    }

    #[test]
    fn lists_as_spreadsheets_write_them() {
        let expected = [
            person("Ana", Some("Ana"), Some("ana@example.org")),
            person("bo@example.org", None, Some("bo@example.org")),
        ];
        for text in [
            "name,email\nAna,ana@example.org\n,bo@example.org\n",
            "\u{feff}E-Mail;Name\r\nana@example.org;Ana\r\nbo@example.org;\r\n",
            "Name\tother\tmail\nAna\tx\tana@example.org\n\ty\tbo@example.org\n",
        ] {
            let people = parse(text.as_bytes()).unwrap();
            assert_eq!(
                people.into_iter().map(|listed| listed.person).collect::<Vec<_>>(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn labels_and_cohorts_have_columns_of_their_own() {
        let people = parse(b"label,name,cohort\nA1,Ana,North\nA2,Ana,\n").unwrap();
        assert_eq!(
            people[0],
            Listed { person: person("A1", Some("Ana"), None), cohort: Some("North".into()) }
        );
        assert_eq!(people[1].cohort, None);
    }

    #[test]
    fn what_is_wrong_with_a_list_is_said() {
        for (text, problem) in [
            (&b"\xff"[..], "UTF-8"),
            (b"first,last\nA,B\n", "none of the columns"),
            (b"name\n", "nobody"),
            (b"name,email\nA,a@example.org\n,\n", "line 3"),
            (b"name,email\nA,a@example.org\nB,b@\n", "line 3 has \"b@\""),
            (b"name\nA\nA\n", "second time"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(problem), "{error}");
        }
    }

    #[test]
    fn numbers_go_on_past_labels_that_are_taken() {
        let numbers = |first, count, taken: &[&str]| -> Vec<String> {
            let people = numbered(first, count, &taken.iter().copied().collect());
            people.into_iter().map(|person| person.label).collect()
        };
        assert_eq!(numbers(3, 2, &["1", "Ana"]), ["3", "4"]);
        assert_eq!(numbers(3, 3, &["4", "5"]), ["3", "6", "7"]);
    }
}
