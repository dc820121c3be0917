//! The small language of checks and computed cells: sums of fields and tables, and comparisons of such sums.
//!
//! ```text
//! condition = sum ("=" | "!=" | "<" | "<=" | ">" | ">=") sum
//! sum       = ["-"] term { ("+" | "-") term }
//! term      = number [ "*" name ] | name [ "*" number ]
//! name      = key | "total(" key ")"
//! number    = digits [ "." digits ]
//! ```
//!
//! The key of a number field stands for its answer; of a table, for each of its cells in turn, so that an expression
//! that names tables is about every cell by itself; `total(table)` for the sum of all its cells.

use std::cmp::Ordering;

use super::{ExpressionProblem, MAX_DECIMALS};
use crate::fixed::Fixed;

/// The most terms on one side.
const MAX_TERMS: usize = 50;
/// The most tables that are computed one from the other.
pub(super) const MAX_DEPTH: usize = 8;

/// A sum of terms, names not yet looked up (`String`) or looked up (`Operand`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expression<N = Operand> {
    pub(crate) terms: Vec<Term<N>>,
}

/// `coefficient`, or `coefficient · operand`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term<N> {
    pub(crate) coefficient: Fixed,
    pub(crate) operand: Option<N>,
}

/// A name as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) key: String,
    /// In `total()`.
    pub(crate) total: bool,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operand {
    /// A number field.
    Field(usize),
    /// The cell of a table in the row and column that the expression is about.
    Cell(usize),
    /// The sum of all cells of a table.
    Total(usize),
}

/// Two sums compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Condition<N = Operand> {
    pub(crate) left: Expression<N>,
    pub(crate) relation: Relation,
    pub(crate) right: Expression<N>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Relation {
    pub(crate) fn holds(self, ordering: Ordering) -> bool {
        match self {
            Relation::Equal => ordering.is_eq(),
            Relation::NotEqual => ordering.is_ne(),
            Relation::Less => ordering.is_lt(),
            Relation::AtMost => ordering.is_le(),
            Relation::Greater => ordering.is_gt(),
            Relation::AtLeast => ordering.is_ge(),
        }
    }
}

impl<N> Expression<N> {
    /// Looks every name up.
    pub(crate) fn resolve<M, E>(
        self,
        mut look_up: impl FnMut(N) -> Result<M, E>,
    ) -> Result<Expression<M>, E> {
        let terms = self.terms.into_iter().map(|Term { coefficient, operand }| {
            Ok(Term { coefficient, operand: operand.map(&mut look_up).transpose()? })
        });
        Ok(Expression { terms: terms.collect::<Result<_, E>>()? })
    }

    pub(crate) fn operands(&self) -> impl Iterator<Item = &N> {
        self.terms.iter().filter_map(|term| term.operand.as_ref())
    }
}

impl<N> Condition<N> {
    pub(crate) fn resolve<M, E>(self, mut look_up: impl FnMut(N) -> Result<M, E>) -> Result<Condition<M>, E> {
        Ok(Condition {
            left: self.left.resolve(&mut look_up)?,
            relation: self.relation,
            right: self.right.resolve(&mut look_up)?,
        })
    }

    pub(crate) fn operands(&self) -> impl Iterator<Item = &N> {
        self.left.operands().chain(self.right.operands())
    }
}

/// Reads a sum.
pub(crate) fn parse_sum(text: &str) -> Result<Expression<Name>, ExpressionProblem> {
    let mut parser = Parser { rest: text };
    let sum = parser.sum()?;
    parser.end()?;
    Ok(sum)
}

/// Reads a comparison.
pub(crate) fn parse_condition(text: &str) -> Result<Condition<Name>, ExpressionProblem> {
    let mut parser = Parser { rest: text };
    let left = parser.sum()?;
    let relation = parser.relation()?;
    let right = parser.sum()?;
    parser.end()?;
    Ok(Condition { left, relation, right })
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn sum(&mut self) -> Result<Expression<Name>, ExpressionProblem> {
        let mut negative = self.take("-");
        let mut terms = Vec::new();
        loop {
            let mut term = self.term()?;
            if negative {
                term.coefficient.units = -term.coefficient.units;
            }
            terms.push(term);
            if terms.len() > MAX_TERMS {
                return Err(ExpressionProblem::TooLong { most: MAX_TERMS });
            }
            negative = match () {
                () if self.take("+") => false,
                () if self.take("-") => true,
                () => return Ok(Expression { terms }),
            };
        }
    }

    fn term(&mut self) -> Result<Term<Name>, ExpressionProblem> {
        if let Some(coefficient) = self.number()? {
            let operand = if self.take("*") { Some(self.expect_name()?) } else { None };
            return Ok(Term { coefficient, operand });
        }
        let operand = Some(self.expect_name()?);
        let coefficient = if self.take("*") {
            self.number()?.ok_or_else(|| self.expected("a number"))?
        } else {
            Fixed { units: 1, decimals: 0 }
        };
        Ok(Term { coefficient, operand })
    }

    fn number(&mut self) -> Result<Option<Fixed>, ExpressionProblem> {
        let text = self.word(|character| character.is_ascii_digit() || character == '.');
        if text.is_empty() {
            return Ok(None);
        }
        let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let decimals = u8::try_from(decimals).ok().filter(|&decimals| decimals <= MAX_DECIMALS);
        let number = decimals.and_then(|decimals| Fixed::parse(text, decimals).ok());
        // So that no sum of products leaves 128 bits by far, whatever the answers.
        let number = number.filter(|number| number.units < 1 << 60);
        number.map(Some).ok_or_else(|| ExpressionProblem::Number { text: text.to_owned() })
    }

    fn expect_name(&mut self) -> Result<Name, ExpressionProblem> {
        if !self.starts_a_key() {
            return Err(self.expected("a key"));
        }
        let word = self.key();
        if word == "total" && self.take("(") {
            if !self.starts_a_key() {
                return Err(self.expected("a table's key"));
            }
            let key = self.key().to_owned();
            return if self.take(")") { Ok(Name { key, total: true }) } else { Err(self.expected("`)`")) };
        }
        Ok(Name { key: word.to_owned(), total: false })
    }

    fn relation(&mut self) -> Result<Relation, ExpressionProblem> {
        const SIGNS: [(&str, Relation); 9] = [
            ("!=", Relation::NotEqual),
            ("<=", Relation::AtMost),
            (">=", Relation::AtLeast),
            ("≠", Relation::NotEqual),
            ("≤", Relation::AtMost),
            ("≥", Relation::AtLeast),
            ("=", Relation::Equal),
            ("<", Relation::Less),
            (">", Relation::Greater),
        ];
        let found = SIGNS.into_iter().find(|(sign, _)| self.take(sign));
        found.map(|(_, relation)| relation).ok_or_else(|| self.expected("one of = != < <= > >="))
    }

    fn end(&mut self) -> Result<(), ExpressionProblem> {
        self.skip_blanks();
        if self.rest.is_empty() { Ok(()) } else { Err(self.expected("the end")) }
    }

    fn starts_a_key(&mut self) -> bool {
        self.skip_blanks();
        self.rest.starts_with(|first: char| first.is_ascii_lowercase())
    }

    fn key(&mut self) -> &'a str {
        self.word(|character| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_'
        })
    }

    fn word(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        self.skip_blanks();
        let end = self.rest.find(|character| !belongs(character)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn take(&mut self, sign: &str) -> bool {
        self.skip_blanks();
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn expected(&self, what: &'static str) -> ExpressionProblem {
        let rest = self.rest.trim();
        let at = if rest.is_empty() { "the end".to_owned() } else { format!("`{rest}`") };
        ExpressionProblem::Unexpected { expected: what, at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(String, i128, u8, bool)> {
        let sum = parse_sum(text).unwrap();
        let name = |term: Term<Name>| {
            let Fixed { units, decimals } = term.coefficient;
            let (key, total) = term.operand.map_or((String::new(), false), |name| (name.key, name.total));
            (key, units, decimals, total)
        };
        sum.terms.into_iter().map(name).collect()
    }

    fn of(key: &str, units: i128, decimals: u8) -> (String, i128, u8, bool) {
        (key.into(), units, decimals, false)
    }

    #[test]
    fn sums_are_read() {
        assert_eq!(names("pay"), [of("pay", 1, 0)]);
        assert_eq!(names(" -pay + 2.50*count -total( bonus )*3 "), {
            [of("pay", -1, 0), of("count", 250, 2), ("bonus".into(), -3, 0, true)]
        });
        assert_eq!(names("count * 15080 - 7"), [of("count", 15_080, 0), of("", -7, 0)]);
        assert_eq!(names("total"), [of("total", 1, 0)], "a key like any other");
    }

    #[test]
    fn conditions_are_read() {
        for (sign, relation) in [
            ("=", Relation::Equal),
            ("!=", Relation::NotEqual),
            ("<", Relation::Less),
            ("≤", Relation::AtMost),
            ("<=", Relation::AtMost),
            (">", Relation::Greater),
            (">=", Relation::AtLeast),
        ] {
            assert_eq!(parse_condition(&format!("a{sign}0")).unwrap().relation, relation);
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in
            ["", "+", "a +", "a b", "a * b", "2 * 3", "total(a", "total()", "a ** 2", "1.2.3", "A", "é"]
        {
            assert!(parse_sum(text).is_err(), "{text:?}");
        }
        for text in ["a", "a = ", "= a", "a == b", "a = b = c", "a => b"] {
            assert!(parse_condition(text).is_err(), "{text:?}");
        }
        assert!(parse_sum("0.1234567890").is_err(), "more decimals than are kept");
        assert!(parse_sum("9999999999999999999").is_err(), "too large");
        assert!(parse_sum(&["a"; 51].join("+")).is_err(), "too long");
    }

    #[test]
    fn relations_hold_as_they_say() {
        use Ordering::{Equal, Greater, Less};
        let holds = |relation: Relation| [Less, Equal, Greater].map(|ordering| relation.holds(ordering));
        assert_eq!(holds(Relation::Equal), [false, true, false]);
        assert_eq!(holds(Relation::NotEqual), [true, false, true]);
        assert_eq!(holds(Relation::Less), [true, false, false]);
        assert_eq!(holds(Relation::AtMost), [true, true, false]);
        assert_eq!(holds(Relation::Greater), [false, false, true]);
        assert_eq!(holds(Relation::AtLeast), [false, true, true]);
    }
}
