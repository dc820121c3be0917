//! The numbers that were typed so far, and what follows from them: computed cells, totals, checks.

use std::cell::RefCell;

use crate::answers::{Answers, ValidAnswers, Value};
use crate::definition::expression::{Condition, Expression, Operand};
use crate::definition::{Cell, Form, Kind, Level, Table};
use crate::exact::Exact;
use crate::fixed::Fixed;

/// The number that was answered to each field, where there is one. They are secret: `Debug` shows none.
#[derive(Clone)]
pub struct Numbers {
    units: Vec<Option<i64>>,
    known: RefCell<Vec<Known>>,
}

/// What was computed of a table already: other cells and totals are computed from it.
#[derive(Clone)]
struct Known {
    /// Row by row, if they are computed; `None`: not yet.
    cells: Vec<Option<Option<Exact>>>,
    /// `None`: not yet.
    total: Option<Option<Exact>>,
}

/// A check that doesn't hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Index into [`Form::checks`].
    pub check: usize,
    /// Row and column, if it is about the cells of tables.
    pub cell: Option<(usize, usize)>,
    /// A field that it is about, the last that the rule names; `None` if it names only totals.
    pub field: Option<usize>,
    /// Index into [`Form::tables`]: the first that the rule names, or that what it names is computed from; `None` if
    /// there is none.
    pub table: Option<usize>,
}

impl Form {
    /// The numbers among the answers: those within their fields' bounds, and 0 for blanks that mean it. Whatever else is
    /// there is left out; [`Form::validate`] says what is wrong with it.
    pub fn numbers(&self, answers: &Answers) -> Numbers {
        let number = |index: usize| self.number(index, answers.get(&self.fields()[index].key).first()?);
        let blank = |index: usize| self.fields()[index].blank_is_zero.then_some(0);
        let units = (0..self.fields().len()).map(|index| {
            let key = &self.fields()[index].key;
            let is_blank = answers.get(key).iter().all(|text| text.trim().is_empty());
            if is_blank { blank(index) } else { number(index) }
        });
        Numbers::from(units.collect())
    }

    /// A text as the answer to a number field, in units of its last decimal, if it is one within bounds.
    pub fn number(&self, field: usize, text: &str) -> Option<i64> {
        let Kind::Number(number) = &self.fields().get(field)?.kind else { return None };
        let units = i64::try_from(Fixed::parse(text, number.decimals).ok()?.units).ok()?;
        (number.min..=number.max).contains(&units).then_some(units)
    }

    /// The number in a table's cell: answered, given by the author, or computed.
    pub fn cell_number(&self, numbers: &Numbers, table: &Table, row: usize, column: usize) -> Option<Fixed> {
        let exact = self.cell_exact(numbers, table, row, column)?;
        exact.to_fixed(table.columns[column].number.decimals)
    }

    /// The sum of the numbers in a row; cells without one count as 0.
    pub fn row_total(&self, numbers: &Numbers, table: &Table, row: usize) -> Option<Fixed> {
        let cells = (0..table.columns.len()).map(|column| (row, column));
        self.total(numbers, table, cells)
    }

    /// The sum of the numbers in a column; cells without one count as 0.
    pub fn column_total(&self, numbers: &Numbers, table: &Table, column: usize) -> Option<Fixed> {
        let cells = (0..table.rows.len()).map(|row| (row, column));
        self.total(numbers, table, cells)
    }

    /// The sum of all numbers in a table; cells without one count as 0.
    pub fn table_total(&self, numbers: &Numbers, table: &Table) -> Option<Fixed> {
        self.total(numbers, table, all_cells(table))
    }

    /// The checks that don't hold, in their order. Where a number that a check needs is missing, it isn't made.
    pub fn failures(&self, numbers: &Numbers) -> Vec<Failure> {
        let mut failures = Vec::new();
        for (index, check) in self.checks().iter().enumerate() {
            let conditions = || check.when.iter().chain([&check.rule]);
            let table = conditions().flat_map(Condition::operands).find_map(|operand| match operand {
                Operand::Cell(table) => Some(&self.tables()[*table]),
                _ => None,
            });
            let places: Vec<_> = table.map_or(vec![None], |table| all_cells(table).map(Some).collect());
            for cell in places {
                let holds = |condition| self.holds(numbers, condition, cell);
                let applies = check.when.as_ref().map_or(Some(true), holds) == Some(true);
                if applies && holds(&check.rule) == Some(false) {
                    let field = self.concerned(&check.rule, cell);
                    let table = self.first_table(&mut check.rule.operands());
                    failures.push(Failure { check: index, cell, field, table });
                }
            }
        }
        failures
    }

    /// The checks of this level that valid answers don't meet: the errors never, the warnings to be asked about.
    pub fn failures_of(&self, answers: &ValidAnswers, level: Level) -> Vec<Failure> {
        let mut failures = self.failures(&Numbers::of(answers));
        failures.retain(|failure| self.checks()[failure.check].level == level);
        failures
    }

    fn total(
        &self,
        numbers: &Numbers,
        table: &Table,
        cells: impl Iterator<Item = (usize, usize)>,
    ) -> Option<Fixed> {
        let mut decimals = 0;
        let mut sum = Exact::ZERO;
        for (row, column) in cells {
            decimals = decimals.max(table.columns[column].number.decimals);
            if let Some(number) = self.cell_exact(numbers, table, row, column) {
                sum = sum.plus(number)?;
            }
        }
        sum.to_fixed(decimals)
    }

    fn cell_exact(&self, numbers: &Numbers, table: &Table, row: usize, column: usize) -> Option<Exact> {
        let decimals = table.columns[column].number.decimals;
        match table.cell(row, column) {
            Cell::Asked(field) => Some(Exact::new(numbers.get(field)?.into(), decimals)),
            Cell::Fixed(units) => Some(Exact::new(units.into(), decimals)),
            Cell::Computed => self.evaluate(numbers, table.expression()?, Some((row, column))),
        }
    }

    /// `None` if a number is missing.
    fn evaluate(
        &self,
        numbers: &Numbers,
        expression: &Expression,
        cell: Option<(usize, usize)>,
    ) -> Option<Exact> {
        let mut sum = Exact::ZERO;
        for term in &expression.terms {
            let Fixed { units, decimals } = term.coefficient;
            let coefficient = Exact::new(units, decimals);
            let value = match term.operand {
                None => Exact::ONE,
                Some(Operand::Field(field)) => {
                    let Kind::Number(number) = &self.fields()[field].kind else { return None };
                    Exact::new(numbers.get(field)?.into(), number.decimals)
                }
                Some(Operand::Cell(table)) => {
                    let (row, column) = cell?;
                    self.cell_once(numbers, table, row, column)?
                }
                Some(Operand::Total(table)) => self.total_once(numbers, table)?,
            };
            sum = sum.plus(coefficient.times(value)?)?;
        }
        Some(sum)
    }

    /// The number in a cell; computed the first time only.
    fn cell_once(&self, numbers: &Numbers, index: usize, row: usize, column: usize) -> Option<Exact> {
        let table = &self.tables()[index];
        if !table.is_computed() {
            return self.cell_exact(numbers, table, row, column);
        }
        let place = row * table.columns.len() + column;
        if let Some(known) = self.known(numbers, |known| known[index].cells[place]) {
            return known;
        }
        let number = self.cell_exact(numbers, table, row, column);
        self.known(numbers, |known| known[index].cells[place] = Some(number));
        number
    }

    /// The sum of a table's numbers; computed the first time only.
    fn total_once(&self, numbers: &Numbers, index: usize) -> Option<Exact> {
        if let Some(known) = self.known(numbers, |known| known[index].total) {
            return known;
        }
        let cells = all_cells(&self.tables()[index]);
        let mut there = cells.filter_map(|(row, column)| self.cell_once(numbers, index, row, column));
        let total = there.try_fold(Exact::ZERO, Exact::plus);
        self.known(numbers, |known| known[index].total = Some(total));
        total
    }

    /// What is known of each table.
    fn known<T>(&self, numbers: &Numbers, with: impl FnOnce(&mut [Known]) -> T) -> T {
        let mut known = numbers.known.borrow_mut();
        if known.is_empty() {
            known.extend(self.tables().iter().map(|table| {
                let computed = if table.is_computed() { table.cells.len() } else { 0 };
                Known { cells: vec![None; computed], total: None }
            }));
        }
        with(&mut known)
    }

    fn holds(&self, numbers: &Numbers, condition: &Condition, cell: Option<(usize, usize)>) -> Option<bool> {
        let left = self.evaluate(numbers, &condition.left, cell)?;
        let right = self.evaluate(numbers, &condition.right, cell)?;
        Some(condition.relation.holds(left.compare(right)?))
    }

    /// The first table that asks, of those that are named and those that they are computed from.
    fn first_table(&self, operands: &mut dyn Iterator<Item = &Operand>) -> Option<usize> {
        let tables = operands.filter_map(|operand| match *operand {
            Operand::Cell(table) | Operand::Total(table) => Some(table),
            Operand::Field(_) => None,
        });
        let mut asking = tables.filter_map(|table| match self.tables()[table].expression() {
            Some(expression) => self.first_table(&mut expression.operands()),
            None => Some(table),
        });
        asking.next()
    }

    /// The last field that a rule names.
    fn concerned(&self, rule: &Condition, cell: Option<(usize, usize)>) -> Option<usize> {
        let fields = rule.operands().filter_map(|operand| match *operand {
            Operand::Field(field) => Some(field),
            Operand::Cell(table) => {
                cell.and_then(|(row, column)| self.tables()[table].cell(row, column).field())
            }
            Operand::Total(_) => None,
        });
        fields.last()
    }
}

impl Numbers {
    /// Those of valid answers.
    pub fn of(answers: &ValidAnswers) -> Numbers {
        let number = |value: &Option<Value>| match value {
            Some(Value::Number(units)) => Some(*units),
            _ => None,
        };
        Numbers::from(answers.values().iter().map(number).collect())
    }

    fn from(units: Vec<Option<i64>>) -> Numbers {
        Numbers { units, known: RefCell::default() }
    }

    /// What was answered to a field, in units of its last decimal.
    pub fn get(&self, field: usize) -> Option<i64> {
        self.units.get(field).copied().flatten()
    }

    /// Replaces what was answered to a field.
    pub fn set(&mut self, field: usize, units: Option<i64>) {
        if let Some(number) = self.units.get_mut(field) {
            *number = units;
            self.known.take();
        }
    }
}

impl PartialEq for Numbers {
    fn eq(&self, other: &Self) -> bool {
        self.units == other.units
    }
}

impl Eq for Numbers {}

impl std::fmt::Debug for Numbers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Numbers").finish_non_exhaustive()
    }
}

fn all_cells(table: &Table) -> impl Iterator<Item = (usize, usize)> + use<> {
    let columns = table.columns.len();
    (0..table.rows.len()).flat_map(move |row| (0..columns).map(move |column| (row, column)))
}
