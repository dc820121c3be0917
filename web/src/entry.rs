//! From what somebody typed to what the form checks: numbers are read in the reader's way.

use std::collections::BTreeMap;

use tacit_form::{Answers, Form, Kind, Number};
use tacit_numerals::{Conventions, Reading, read};

/// Where the cohort that was chosen is kept among what was typed: its number, under a key that no field has.
pub const COHORT: &str = "-cohort";

/// Answers in the form's own notation, and what has to be asked before they can be checked.
///
/// Answers are secret: `Debug` shows none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Numbers as `tacit-form` reads them. Those that are unclear are left out.
    pub answers: Answers,
    /// Numbers that can be read in two ways, in the form's order.
    pub unclear: Vec<Unclear>,
    /// The number of the cohort that was chosen, from 1.
    pub cohort: Option<u16>,
}

/// A number that can be read in two ways, both of them as large as the field takes.
#[derive(Clone, PartialEq, Eq)]
pub struct Unclear {
    /// The field's key.
    pub key: String,
    /// As it was typed.
    pub typed: String,
    /// The plain number if the separator groups digits.
    pub thousands: String,
    /// The plain number if it comes before the decimals.
    pub decimals: String,
    /// The separator.
    pub separator: char,
}

/// What was said about unclear numbers, by the fields' keys: what was typed, and the plain number that was meant.
pub type Meant = BTreeMap<String, (String, String)>;

impl Entry {
    /// Reads what was typed. What is no number stays as it is, for the form to refuse.
    pub fn read(form: &Form, typed: &Answers, meant: &Meant, conventions: &Conventions) -> Self {
        let cohort = typed.get(COHORT).first().and_then(|number| number.parse().ok());
        let mut entry = Self { answers: typed.clone(), unclear: Vec::new(), cohort };
        entry.answers.clear(COHORT);
        for field in form.fields() {
            let (Kind::Number(number), [text]) = (&field.kind, typed.get(&field.key)) else { continue };
            match meaning(number, text, meant.get(&field.key), conventions) {
                Reading::Number(plain) => entry.answers.set(&field.key, plain),
                Reading::Ambiguous { thousands, decimals, separator } => {
                    entry.answers.clear(&field.key);
                    let (key, typed) = (field.key.clone(), text.clone());
                    entry.unclear.push(Unclear { key, typed, thousands, decimals, separator });
                }
                Reading::Empty | Reading::NotANumber => {}
            }
        }
        entry
    }
}

/// The number that a text stands for in a number field, in units of its last decimal, for totals while it is typed: 0 for a
/// blank that means it, nothing for what is unclear, out of bounds or no number.
pub fn number(
    form: &Form,
    field: usize,
    text: &str,
    meant: &Meant,
    conventions: &Conventions,
) -> Option<i64> {
    let asked = form.fields().get(field)?;
    let Kind::Number(bounds) = &asked.kind else { return None };
    match meaning(bounds, text, meant.get(&asked.key), conventions) {
        Reading::Number(plain) => form.number(field, &plain),
        Reading::Empty => asked.blank_is_zero.then_some(0),
        Reading::Ambiguous { .. } | Reading::NotANumber => None,
    }
}

/// Whether a text can be read as two numbers of this field.
pub fn is_unclear(form: &Form, field: usize, text: &str, meant: &Meant, conventions: &Conventions) -> bool {
    let Some((asked, Kind::Number(bounds))) = form.fields().get(field).map(|asked| (asked, &asked.kind))
    else {
        return false;
    };
    matches!(meaning(bounds, text, meant.get(&asked.key), conventions), Reading::Ambiguous { .. })
}

impl From<Answers> for Entry {
    /// Answers that are in the form's own notation already.
    fn from(answers: Answers) -> Self {
        Self { answers, unclear: Vec::new(), cohort: None }
    }
}

impl std::fmt::Debug for Unclear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unclear").field("key", &self.key).finish_non_exhaustive()
    }
}

/// The number that a text stands for in a field with these bounds; `meant`: what was said about it when it was asked.
fn meaning(
    number: &Number,
    text: &str,
    meant: Option<&(String, String)>,
    conventions: &Conventions,
) -> Reading {
    match meant {
        Some((typed, plain)) if typed == text => Reading::Number(plain.clone()),
        _ => read(text, Some(conventions), number.unit.as_deref()).settle(
            number.min,
            number.max,
            number.decimals,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn german() -> Conventions {
        Conventions { decimal: ',', group: Some('.'), ..Conventions::english() }
    }

    fn form(max: u32, decimals: u8) -> Form {
        let text = format!(
            "title = \"T\"\npurpose = \"P\"\n[[field]]\nkey = \"n\"\nkind = \"number\"\nlabel = \"N\"\nmin = 0\n\
             max = {max}\ndecimals = {decimals}\n[[field]]\nkey = \"b\"\nkind = \"boolean\"\nlabel = \"B\"\n\
             [[analysis]]\nkind = \"sum\"\nof = \"n\"\n"
        );
        Form::from_toml(&text).expect("a form")
    }

    fn entered(form: &Form, text: &str, meant: &Meant, conventions: &Conventions) -> Entry {
        Entry::read(form, &Answers::from([("n", text), ("b", "yes")]), meant, conventions)
    }

    #[test]
    fn numbers_become_plain() {
        let entry = entered(&form(100_000, 2), " 1.234,5 ", &Meant::new(), &german());
        assert_eq!(entry.answers, Answers::from([("n", "1234.5"), ("b", "yes")]));
        assert!(entry.unclear.is_empty());
    }

    #[test]
    fn what_is_no_number_stays() {
        for text in ["", "n/a", "1.2.3"] {
            assert_eq!(entered(&form(10, 0), text, &Meant::new(), &german()).answers.get("n"), [text]);
        }
    }

    #[test]
    fn bounds_decide_where_they_can() {
        let english = Conventions::english();
        let small = entered(&form(100, 3), "1.234", &Meant::new(), &english);
        assert_eq!(small.answers.get("n"), ["1.234"]);
        assert_eq!(small.answers.get("n"), ["1.234"]);
    }

    #[test]
    fn too_many_decimals_are_not_thousands() {
        for (text, conventions) in
            [("1,234", german()), ("1,000", german()), ("1.234", Conventions::english())]
        {
            for decimals in [0, 2] {
                let form = form(100_000, decimals);
                assert_eq!(entered(&form, text, &Meant::new(), &conventions).unclear.len(), 1, "{text}");
                assert_eq!(super::number(&form, 0, text, &Meant::new(), &conventions), None);
                let small = entered(&self::form(100, decimals), text, &Meant::new(), &conventions);
                assert_eq!(small.answers.get("n"), [text.replace(',', ".")], "it is not {text} times 1000");
            }
        }
    }

    #[test]
    fn numbers_are_pasted_as_spreadsheets_display_them() {
        let pasted = |text| entered(&form(100_000, 2), text, &Meant::new(), &Conventions::english()).answers;
        for text in ["$1,234.50", "(1,234.50)", "1.234,50 €", "1,234.50-"] {
            assert_eq!(pasted(text).get("n")[0].trim_start_matches('-'), "1234.50", "{text}");
        }
    }

    #[test]
    fn numbers_for_totals() {
        let (form, english) = (form(100_000, 2), Conventions::english());
        let number = |text: &str| super::number(&form, 0, text, &Meant::new(), &english);
        assert_eq!([number("1,234.5"), number("100001"), number("n/a")], [Some(123_450), None, None]);
        assert_eq!([number("1.500"), number(" ")], [None, None]);
        assert!(is_unclear(&form, 0, "1.500", &Meant::new(), &english));
        assert!(!is_unclear(&form, 0, "1.5", &Meant::new(), &english));
        let meant = Meant::from([("n".into(), ("1.500".into(), "1500".into()))]);
        assert_eq!(super::number(&form, 0, "1.500", &meant, &english), Some(150_000));
        assert_eq!(super::number(&form, 1, "1", &meant, &english), None, "no number field");
    }

    #[test]
    fn what_may_be_either_is_asked_until_it_is_said() {
        let (form, english) = (form(100_000, 2), Conventions::english());
        let entry = entered(&form, "1.500", &Meant::new(), &english);
        let [unclear] = entry.unclear.as_slice() else { panic!("{:?}", entry.unclear) };
        assert_eq!((unclear.thousands.as_str(), unclear.decimals.as_str()), ("1500", "1.500"));
        assert!(entry.answers.get("n").is_empty());

        let meant = Meant::from([("n".into(), (unclear.typed.clone(), unclear.thousands.clone()))]);
        assert_eq!(entered(&form, "1.500", &meant, &english).answers.get("n"), ["1500"]);
        // What was said holds for what was typed then.
        assert_eq!(entered(&form, "1.600", &meant, &english).unclear.len(), 1);
    }
}
