//! The rules of a table.

use std::collections::BTreeSet;

use super::super::{
    Cell, Column, Heading, MAX_COLUMNS, MAX_GROUP_LEVELS, MAX_ROWS, Place, Totals,
    expression::{Expression, MAX_DEPTH, Operand, parse_sum},
    raw::{RawCell, RawColumn, RawTotal},
};
use super::{
    Blank, ExpressionProblem, Field, FieldProblem, Form, Kind, MAX_HINT, MAX_LABEL, MAX_UNIT, Names, Number,
    RawField, Table, check_bound, check_decimals, check_names, check_number, check_text, is_key, is_uniform,
    refuse_foreign_settings, sizes,
};
use crate::exact::Exact;

/// Checks a table that comes after what `form` asks so far, and makes the fields of its cells.
pub(super) fn check_table(
    raw: RawField,
    unique: bool,
    form: &Form,
) -> Result<(Table, Vec<Field>), FieldProblem> {
    check_names(&raw, unique)?;
    refuse_foreign_settings(&raw)?;
    let rows = check_rows(&raw)?;
    let columns = check_columns(&raw)?;
    let computed = check_computed(&raw, &rows, &columns, form)?;
    let blank = raw.blank.unwrap_or_default();
    let mut table = Table {
        key: raw.key.clone(),
        label: raw.label.clone(),
        hint: raw.hint.clone(),
        rows,
        columns,
        cells: Vec::new(),
        blank,
        totals: Totals::default(),
        place: check_place(&raw)?,
        depth: depth(computed.as_ref(), form)?,
        largest: Exact::ZERO,
        computed,
        source: Box::new(raw),
    };
    let fields = add_cells(&mut table, form.fields.len())?;
    table.largest = sizes::largest_cell(&table, &fields, form).map_err(FieldProblem::Computed)?;
    table.totals = check_totals(&table)?;
    Ok((table, fields))
}

fn check_rows(raw: &RawField) -> Result<Vec<Heading>, FieldProblem> {
    let rows = raw.rows.clone().ok_or(FieldProblem::MissingSetting { kind: "table", setting: "rows" })?;
    check_headings("rows", rows.iter().map(|row| (&row.key, &row.label, &row.hint)), rows.len(), MAX_ROWS)?;
    Ok(rows)
}

fn check_columns(raw: &RawField) -> Result<Vec<Column>, FieldProblem> {
    let missing = FieldProblem::MissingSetting { kind: "table", setting: "columns" };
    let columns = raw.columns.as_ref().ok_or(missing)?;
    let headings = columns.iter().map(|column| (&column.key, &column.label, &column.hint));
    check_headings("columns", headings, columns.len(), MAX_COLUMNS)?;
    let first = columns[0].groups.len();
    columns.iter().map(|column| check_column(column, first, raw)).collect()
}

fn check_column(column: &RawColumn, levels: usize, raw: &RawField) -> Result<Column, FieldProblem> {
    let text_error = |part| {
        let key = column.key.clone();
        move |problem| FieldProblem::HeadingText { part, key, problem }
    };
    let count = column.groups.len();
    if count != levels || count > MAX_GROUP_LEVELS {
        return Err(FieldProblem::GroupLevels { key: column.key.clone(), count, first: levels });
    }
    for group in &column.groups {
        check_text(group, MAX_LABEL).map_err(text_error("group"))?;
    }
    let unit = column.unit.clone().or_else(|| raw.unit.clone());
    if let Some(unit) = &unit {
        check_text(unit, MAX_UNIT).map_err(text_error("unit"))?;
    }
    let decimals = column.decimals.or(raw.decimals);
    let number = if raw.computed.is_some() {
        check_decimals(decimals).map(|decimals| Number { min: 0, max: 0, decimals, unit })
    } else {
        let min = column.min.clone().or_else(|| raw.min.clone());
        check_number(min, column.max.clone().or_else(|| raw.max.clone()), decimals, unit)
    };
    let number = number.map_err(in_table(|| format!("Column {:?}", column.key)))?;
    let RawColumn { key, label, groups, hint, .. } = column.clone();
    Ok(Column { key, label, groups, hint, number })
}

fn check_headings<'a>(
    part: &'static str,
    headings: impl Iterator<Item = (&'a String, &'a String, &'a Option<String>)>,
    count: usize,
    most: usize,
) -> Result<(), FieldProblem> {
    if count == 0 || count > most {
        return Err(FieldProblem::HeadingCount { part, count, most });
    }
    let mut keys = BTreeSet::new();
    for (key, label, hint) in headings {
        let text_error = |part| move |problem| FieldProblem::HeadingText { part, key: key.clone(), problem };
        if !is_key(key) {
            return Err(FieldProblem::HeadingKey { part, key: key.clone() });
        }
        if !keys.insert(key.as_str()) {
            return Err(FieldProblem::DuplicateHeading { part, key: key.clone() });
        }
        check_text(label, MAX_LABEL).map_err(text_error("label"))?;
        if let Some(hint) = hint {
            check_text(hint, MAX_HINT).map_err(text_error("hint"))?;
        }
    }
    Ok(())
}

fn check_computed(
    raw: &RawField,
    rows: &[Heading],
    columns: &[Column],
    form: &Form,
) -> Result<Option<Expression>, FieldProblem> {
    let Some(text) = &raw.computed else { return Ok(None) };
    let mut shape = None;
    let names = Names::of(form);
    let expression = parse_sum(text)
        .and_then(|sum| sum.resolve(|name| names.operand(&name, &mut shape)))
        .map_err(FieldProblem::Computed)?;
    let fits = shape.is_some_and(|table| {
        let table = &form.tables[table];
        table.rows.iter().map(|row| &row.key).eq(rows.iter().map(|row| &row.key))
            && table.columns.iter().map(|column| &column.key).eq(columns.iter().map(|column| &column.key))
    });
    if fits { Ok(Some(expression)) } else { Err(FieldProblem::Computed(ExpressionProblem::NoShape)) }
}

/// How many tables are computed one from the other, up to one with this expression.
fn depth(computed: Option<&Expression>, form: &Form) -> Result<usize, FieldProblem> {
    let Some(expression) = computed else { return Ok(0) };
    let depths = expression.operands().map(|operand| match *operand {
        Operand::Field(_) => 0,
        Operand::Cell(table) | Operand::Total(table) => form.tables[table].depth,
    });
    let depth = 1 + depths.max().unwrap_or_default();
    if depth > MAX_DEPTH {
        return Err(FieldProblem::Computed(ExpressionProblem::TooDeep { most: MAX_DEPTH }));
    }
    Ok(depth)
}

/// Fills in the cells; the fields of those that are asked, counted from `first_field`.
fn add_cells(table: &mut Table, first_field: usize) -> Result<Vec<Field>, FieldProblem> {
    let raw = table.source.clone();
    let special = special_cells(table, raw.cells.as_deref().unwrap_or_default())?;
    let mut fields = Vec::new();
    for row in 0..table.rows.len() {
        for column in 0..table.columns.len() {
            let cell = match special[row * table.columns.len() + column] {
                _ if table.is_computed() => Cell::Computed,
                Some(RawCell { fixed: Some(fixed), .. }) => {
                    let decimals = table.columns[column].number.decimals;
                    let place = || cell_name(table, row, column);
                    Cell::Fixed(check_bound("fixed", Some(fixed.clone()), decimals).map_err(in_table(place))?)
                }
                own => {
                    fields.push(cell_field(table, row, column, own)?);
                    Cell::Asked(first_field + fields.len() - 1)
                }
            };
            table.cells.push(cell);
        }
    }
    if fields.is_empty() && !table.is_computed() { Err(FieldProblem::NothingAsked) } else { Ok(fields) }
}

/// What cells have of their own, row by row.
fn special_cells<'a>(table: &Table, raw: &'a [RawCell]) -> Result<Vec<Option<&'a RawCell>>, FieldProblem> {
    let mut special = vec![None; table.rows.len() * table.columns.len()];
    for cell in raw {
        let error =
            |problem| FieldProblem::CellPlace { row: cell.row.clone(), column: cell.column.clone(), problem };
        let row = table.rows.iter().position(|row| row.key == cell.row);
        let column = table.columns.iter().position(|column| column.key == cell.column);
        let place = row.zip(column).ok_or_else(|| error("isn't there. Correct the keys."))?;
        if special[place.0 * table.columns.len() + place.1].replace(cell).is_some() {
            return Err(error("it names before. Remove one of them."));
        }
        let text_error = |problem| FieldProblem::Text { part: "hint", problem };
        let place = || cell_name(table, place.0, place.1);
        if let Some(hint) = &cell.hint {
            check_text(hint, MAX_HINT).map_err(text_error).map_err(in_table(place))?;
        }
        if cell.fixed.is_some() && (cell.min.is_some() || cell.max.is_some()) {
            return Err(in_table(place)(FieldProblem::FixedWithBounds));
        }
    }
    Ok(special)
}

fn cell_field(
    table: &Table,
    row: usize,
    column: usize,
    own: Option<&RawCell>,
) -> Result<Field, FieldProblem> {
    let (row_heading, heading) = (&table.rows[row], &table.columns[column]);
    let place = || cell_name(table, row, column);
    let mut number = heading.number.clone();
    if let Some(own) = own {
        let bound = |setting, own: &Option<_>, inherited: i64| match own {
            Some(bound) => check_bound(setting, Some(Clone::clone(bound)), number.decimals),
            None => Ok(inherited),
        };
        let min = bound("min", &own.min, number.min).map_err(in_table(place))?;
        let max = bound("max", &own.max, number.max).map_err(in_table(place))?;
        if min > max {
            return Err(in_table(place)(FieldProblem::BoundsReversed));
        }
        if max.checked_sub(min).is_none() {
            return Err(in_table(place)(FieldProblem::RangeTooLarge));
        }
        (number.min, number.max) = (min, max);
    }
    let blank_is_zero = table.blank == Blank::Zero;
    if blank_is_zero && !(number.min..=number.max).contains(&0) {
        return Err(in_table(place)(FieldProblem::BlankOutOfBounds));
    }
    Ok(Field {
        key: format!("{}.{}.{}", table.key, row_heading.key, heading.key),
        label: format!("{}: {}, {}", table.label, row_heading.label, heading.full_label()),
        hint: own.and_then(|own| own.hint.clone()),
        optional: table.blank == Blank::Absent,
        blank_is_zero,
        kind: Kind::Number(number),
    })
}

fn check_totals(table: &Table) -> Result<Totals, FieldProblem> {
    let wanted = table.source.totals.as_deref().unwrap_or_default();
    let uniform = is_uniform(table.columns.iter().map(|column| Some(&column.number)));
    let mixed = [(RawTotal::Rows, "rows"), (RawTotal::All, "all")];
    if let Some((_, total)) = mixed.into_iter().find(|(total, _)| wanted.contains(total) && !uniform) {
        return Err(FieldProblem::MixedTotals { total });
    }
    let has = |total| wanted.contains(&total);
    Ok(Totals { rows: has(RawTotal::Rows), columns: has(RawTotal::Columns), all: has(RawTotal::All) })
}

fn check_place(raw: &RawField) -> Result<Option<Place>, FieldProblem> {
    if let Some(sheet) = &raw.sheet {
        check_text(sheet, MAX_LABEL).map_err(|problem| FieldProblem::Text { part: "sheet", problem })?;
    }
    let Some(text) = &raw.first_cell else {
        let missing = FieldProblem::MissingSetting { kind: "table with `sheet`", setting: "first_cell" };
        return if raw.sheet.is_some() { Err(missing) } else { Ok(None) };
    };
    let (column, row) = parse_place(text).ok_or_else(|| FieldProblem::FirstCell { text: text.clone() })?;
    Ok(Some(Place { sheet: raw.sheet.clone(), row, column }))
}

/// `C4` is column 2, row 3.
fn parse_place(text: &str) -> Option<(u32, u32)> {
    let digits = text.find(|character: char| character.is_ascii_digit())?;
    let (letters, digits) = text.split_at(digits);
    let letters_fit =
        (1..=3).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    let digits_fit = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    if !letters_fit || !digits_fit {
        return None;
    }
    let column = letters.bytes().fold(0, |column, byte| column * 26 + u32::from(byte - b'A') + 1);
    let row: u32 = digits.parse().ok().filter(|&row| row <= 1_048_576)?;
    Some((column - 1, row - 1))
}

fn cell_name(table: &Table, row: usize, column: usize) -> String {
    format!("Row {:?}, column {:?}", table.rows[row].key, table.columns[column].key)
}

fn in_table(place: impl Fn() -> String) -> impl Fn(FieldProblem) -> FieldProblem {
    move |problem| FieldProblem::InTable { place: place(), problem: Box::new(problem) }
}

#[cfg(test)]
mod tests {
    use super::parse_place;

    #[test]
    fn places_are_read() {
        assert_eq!(parse_place("A1"), Some((0, 0)));
        assert_eq!(parse_place("C4"), Some((2, 3)));
        assert_eq!(parse_place("Z9"), Some((25, 8)));
        assert_eq!(parse_place("AA10"), Some((26, 9)));
        assert_eq!(parse_place("XFD1048576"), Some((16_383, 1_048_575)));
        for text in ["", "A", "1", "a1", "A0", "A01", "1A", "A1B", "AAAA1", "A1048577", "É1"] {
            assert_eq!(parse_place(text), None, "{text:?}");
        }
    }
}
