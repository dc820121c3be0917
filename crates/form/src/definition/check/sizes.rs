//! How large computed numbers can become: never too large to be exact.

use super::super::{
    Cell,
    expression::{Condition, Expression, Operand},
};
use super::{ExpressionProblem, Field, Form, Number, Table, number_of};
use crate::exact::Exact;

/// Checks that both sides of a comparison are exact, whatever is answered.
pub(super) fn check_condition(condition: &Condition, form: &Form) -> Result<(), ExpressionProblem> {
    let compared = || largest(&condition.left, form)?.compare(largest(&condition.right, form)?);
    compared().map(drop).ok_or(ExpressionProblem::TooLarge)
}

/// The most that a cell can be away from zero in this table, which comes after what `form` asks so far and asks `fields`:
/// with the decimals of all cells, and so that their sum is exact too.
pub(super) fn largest_cell(table: &Table, fields: &[Field], form: &Form) -> Result<Exact, ExpressionProblem> {
    let cell = || {
        let cell = match table.expression() {
            Some(expression) => largest(expression, form)?,
            None => largest_asked(table, fields, form.fields.len())?,
        };
        let decimals = table.columns.iter().map(|column| column.number.decimals).max()?;
        let cell = cell.plus(Exact::new(0, decimals))?;
        total(cell, table).map(|_| cell)
    };
    cell().ok_or(ExpressionProblem::TooLarge)
}

/// Of the cells that are asked or given.
fn largest_asked(table: &Table, fields: &[Field], first_field: usize) -> Option<Exact> {
    let columns = table.columns.iter().cycle();
    table.cells.iter().zip(columns).try_fold(Exact::ZERO, |largest, (cell, column)| {
        let units = match *cell {
            Cell::Asked(field) => size(number_of(&fields[field - first_field])?),
            Cell::Fixed(units) => i128::from(units).abs(),
            Cell::Computed => 0,
        };
        let cell = Exact::new(units, column.number.decimals);
        Some(if largest.compare(cell)?.is_lt() { cell } else { largest })
    })
}

/// The most that a sum can be away from zero.
fn largest(expression: &Expression, form: &Form) -> Option<Exact> {
    expression.terms.iter().try_fold(Exact::ZERO, |sum, term| {
        let value = match term.operand {
            None => Exact::ONE,
            Some(Operand::Field(field)) => {
                let number = number_of(&form.fields[field])?;
                Exact::new(size(number), number.decimals)
            }
            Some(Operand::Cell(table)) => form.tables[table].largest,
            Some(Operand::Total(table)) => total(form.tables[table].largest, &form.tables[table])?,
        };
        let coefficient = Exact::new(term.coefficient.units.checked_abs()?, term.coefficient.decimals);
        sum.plus(coefficient.times(value)?)
    })
}

/// As many such cells as the table has.
fn total(cell: Exact, table: &Table) -> Option<Exact> {
    let count = table.rows.len() * table.columns.len();
    cell.times(Exact::new(i128::try_from(count).ok()?, 0))
}

fn size(number: &Number) -> i128 {
    i128::from(number.min).abs().max(i128::from(number.max).abs())
}
