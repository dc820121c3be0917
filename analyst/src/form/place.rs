//! Where in a form's text a mistake is.

use std::{fmt, ops::Range};

use tacit_form::{AnalysisProblem, CheckProblem, FieldProblem, Form, FormError};
use tacit_tally::CircuitError;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A place in a text. `Display` shows the line with what is meant underlined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub line: usize,
    /// Character of the line, from 1.
    pub column: usize,
    /// How many characters of the line are meant, at least one.
    width: usize,
    /// The line.
    text: String,
}

type Entry<'a> = Spanned<DeValue<'a>>;

impl Place {
    /// Where this mistake in the text is; `None` if it is nowhere in particular.
    pub fn of(text: &str, error: &FormError) -> Option<Self> {
        if let FormError::Syntax { line, column, .. } = error {
            let start = offset(text, *line, *column)?;
            return Some(Self::at(text, start..start));
        }
        let document = DeTable::parse(text).ok()?;
        span(document.get_ref(), error).map(|span| Self::at(text, span))
    }

    /// Where the analysis is that can't be computed.
    pub fn of_circuit(text: &str, form: &Form, error: &CircuitError) -> Option<Self> {
        let CircuitError::Overflow { analysis: title, .. } = error else { return None };
        let index = form.analyses().iter().position(|analysis| form.analysis_title(analysis) == *title)?;
        let document = DeTable::parse(text).ok()?;
        let entry = entries(document.get_ref(), "analysis")?.get(index)?;
        Some(Self::at(text, setting(entry, "kind")))
    }

    fn at(text: &str, span: Range<usize>) -> Self {
        let start = span.start.min(text.len());
        let begin = text[..start].rfind('\n').map_or(0, |end| end + 1);
        let end = text[start..].find('\n').map_or(text.len(), |end| start + end);
        let marked = &text[start..span.end.clamp(start, end)];
        Self {
            line: text[..start].matches('\n').count() + 1,
            column: text[begin..start].chars().count() + 1,
            width: marked.trim_end().chars().count().max(1),
            text: text[begin..end].trim_end().to_owned(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        // Tabs stay tabs, so that the mark stands below what it means.
        let before: String =
            self.text.chars().take(self.column - 1).map(|c| if c == '\t' { c } else { ' ' }).collect();
        write!(f, "{margin} |\n{number} | {}\n{margin} | {before}{}", self.text, "^".repeat(self.width))
    }
}

fn offset(text: &str, line: usize, column: usize) -> Option<usize> {
    let begin = text.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
    let rest = text.get(begin..)?;
    Some(begin + rest.char_indices().nth(column - 1).map_or(rest.trim_end().len(), |(index, _)| index))
}

fn span(root: &DeTable<'_>, error: &FormError) -> Option<Range<usize>> {
    let entry = |list: &str, number: usize| entries(root, list)?.get(number - 1);
    match error {
        FormError::Text { part, .. } => named(root, part),
        FormError::TooManyFields { .. } => Some(entries(root, "field")?.last()?.span()),
        FormError::TooManyChecks { .. } => Some(entries(root, "check")?.last()?.span()),
        FormError::TooManyAnalyses { .. } => Some(entries(root, "analysis")?.last()?.span()),
        FormError::Field { number, problem, .. } => {
            entry("field", *number).map(|field| in_field(field, problem))
        }
        FormError::Check { number, problem } => entry("check", *number).map(|check| in_check(check, problem)),
        FormError::Analysis { number, problem, .. } => {
            entry("analysis", *number).map(|analysis| setting(analysis, of_analysis(problem)))
        }
        _ => None,
    }
}

fn in_field(field: &Entry<'_>, problem: &FieldProblem) -> Range<usize> {
    use FieldProblem::*;
    match problem {
        Key | DuplicateKey => setting(field, "key"),
        Text { part, .. } => setting(field, part),
        MissingSetting { .. } => setting(field, "kind"),
        ForeignSetting { setting: name, .. } | Bound { setting: name, .. } => setting(field, name),
        Decimals { .. } => setting(field, "decimals"),
        BoundsReversed => setting(field, "min"),
        RangeTooLarge => setting(field, "max"),
        HeadingCount { part, .. } => setting(field, part),
        HeadingKey { part, key } | DuplicateHeading { part, key } => keyed(field, &[part], key),
        HeadingText { key, .. } => keyed(field, &["rows", "columns"], key),
        GroupLevels { key, .. } => keyed(field, &["columns"], key),
        InTable { place, .. } => in_table(field, place),
        CellPlace { row, column, .. } => cell(field, row, column),
        FixedWithBounds | NothingAsked => setting(field, "cells"),
        BlankOutOfBounds => setting(field, "blank"),
        MixedTotals { .. } => setting(field, "totals"),
        FirstCell { .. } => setting(field, "first_cell"),
        Computed(_) => setting(field, "computed"),
        TooFewOptions { .. } | TooManyOptions { .. } => setting(field, "options"),
        OptionKey { option } | OptionText { option, .. } | DuplicateOption { option, .. } => {
            keyed(field, &["options"], option)
        }
        _ => setting(field, "key"),
    }
}

fn in_check(check: &Entry<'_>, problem: &CheckProblem) -> Range<usize> {
    match problem {
        CheckProblem::Message(_) => setting(check, "message"),
        CheckProblem::Expression { setting: name, .. } => setting(check, name),
        _ => setting(check, "rule"),
    }
}

fn of_analysis(problem: &AnalysisProblem) -> &str {
    use AnalysisProblem::*;
    match problem {
        ForeignSetting { setting } | UnknownField { setting, .. } | WrongKind { setting, .. } => setting,
        NoPredictors | TooManyPredictors { .. } => "on",
        BetweenCount { .. } => "between",
        BinCount { .. } | Bin(_) | BinOrder { .. } | OtherBins { .. } => "bins",
        NegativeWeight { .. } => "weight",
        Computed { .. } | TotalTooLarge { .. } | AbsentByGroup { .. } => "of",
        NoGroups { .. } | MixedTotal { .. } => "per",
        RatioShape => "to",
        _ => "kind",
    }
}

/// A column or a cell, as its problem names it: by the keys in quotes.
fn in_table(field: &Entry<'_>, place: &str) -> Range<usize> {
    let keys: Vec<&str> = place.split('"').skip(1).step_by(2).collect();
    match keys[..] {
        [column] => keyed(field, &["columns"], column),
        [row, column] => cell(field, row, column),
        _ => setting(field, "columns"),
    }
}

/// The last entry of `cells` for this row and column.
fn cell(field: &Entry<'_>, row: &str, column: &str) -> Range<usize> {
    let cells = field.get_ref().get("cells").and_then(|cells| cells.get_ref().as_array());
    let is = |cell: &Entry<'_>, name: &str, key: &str| text(cell, name) == Some(key);
    let found = cells
        .and_then(|cells| cells.iter().rev().find(|cell| is(cell, "row", row) && is(cell, "column", column)));
    found.map_or_else(|| setting(field, "columns"), Spanned::span)
}

/// The last entry with this key in one of these lists.
fn keyed(field: &Entry<'_>, lists: &[&str], key: &str) -> Range<usize> {
    let list = |name: &str| field.get_ref().get(name)?.get_ref().as_array();
    let found = lists
        .iter()
        .filter_map(|name| list(name))
        .find_map(|list| list.iter().rev().find(|entry| text(entry, "key") == Some(key)));
    found.map_or_else(|| setting(field, lists[0]), Spanned::span)
}

/// A setting with its value; where it isn't there, the entry's key or kind, or its heading.
fn setting(entry: &Entry<'_>, name: &str) -> Range<usize> {
    let table = entry.get_ref().as_table();
    let found = |name: &str| table.and_then(|table| named(table, name));
    found(name).or_else(|| found("key")).or_else(|| found("kind")).unwrap_or_else(|| entry.span())
}

fn named(table: &DeTable<'_>, name: &str) -> Option<Range<usize>> {
    let (key, value) = table.iter().find(|(key, _)| key.get_ref() == name)?;
    Some(key.span().start..value.span().end)
}

fn entries<'a, 'b>(root: &'a DeTable<'b>, list: &str) -> Option<&'a [Entry<'b>]> {
    let (_, value) = root.iter().find(|(key, _)| key.get_ref() == list)?;
    value.get_ref().as_array().map(|array| &array[..])
}

fn text<'a>(entry: &'a Entry<'_>, name: &str) -> Option<&'a str> {
    entry.get_ref().get(name)?.get_ref().as_str()
}

#[cfg(test)]
mod tests;
