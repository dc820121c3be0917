//! The headings above a table's columns, level by level.

use std::ops::Range;

use tacit_form::Table;

/// One heading, and the columns it is above.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// What it says.
    pub label: String,
    /// The columns, from 0.
    pub columns: Range<usize>,
}

/// The groups' headings, the outermost level first: equal ones side by side are one, within the group that they are in.
pub fn levels(table: &Table) -> Vec<Vec<Span>> {
    let depth = table.columns.first().map_or(0, |column| column.groups.len());
    (0..depth).map(|level| spans(table, level)).collect()
}

/// Whether an outermost group begins at this column, and not the table.
pub fn begins_group(table: &Table, column: usize) -> bool {
    let group = |column: usize| table.columns.get(column).and_then(|column| column.groups.first());
    column > 0 && group(column) != group(column - 1)
}

fn spans(table: &Table, level: usize) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        let goes_on =
            index > 0 && table.columns[index - 1].groups.get(..=level) == column.groups.get(..=level);
        match spans.last_mut().filter(|_| goes_on) {
            Some(span) => span.columns.end = index + 1,
            None => {
                let label = column.groups.get(level).cloned().unwrap_or_default();
                spans.push(Span { label, columns: index..index + 1 });
            }
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use tacit_form::Form;

    use super::{super::samples::table, *};

    fn shown(levels: &[Vec<Span>]) -> Vec<Vec<(&str, usize)>> {
        let span = |span: &Span| (span.label.clone().leak() as &str, span.columns.len());
        levels.iter().map(|level| level.iter().map(span).collect()).collect()
    }

    #[test]
    fn equal_ones_are_one() {
        let table = table(1, 5, &[]);
        assert_eq!(shown(&levels(&table)), [[("G0", 2), ("G1", 2), ("G2", 1)]]);
        assert_eq!(
            [0, 1, 2, 3, 4].map(|column| begins_group(&table, column)),
            [false, false, true, false, true]
        );
    }

    #[test]
    fn equal_ones_in_different_groups_are_two() {
        let columns = ["A,x", "A,y", "B,y", "B,y"].iter().enumerate().map(|(index, groups)| {
            let (outer, inner) = groups.split_once(',').unwrap_or_default();
            format!("{{ key = \"c{index}\", label = \"C\", groups = [\"{outer}\", \"{inner}\"] }}")
        });
        let text = format!(
            "title = \"T\"\npurpose = \"P\"\n[[field]]\nkey = \"t\"\nkind = \"table\"\nlabel = \"T\"\nmin = 0\nmax = 9\n\
             rows = [{{ key = \"r\", label = \"R\" }}]\ncolumns = [{}]\n[[analysis]]\nkind = \"sum\"\nof = \"t\"\n",
            columns.collect::<Vec<_>>().join(",")
        );
        let form = Form::from_toml(&text).expect("a form");
        assert_eq!(
            shown(&levels(&form.tables()[0])),
            [vec![("A", 2), ("B", 2)], vec![("x", 1), ("y", 1), ("y", 2)]]
        );
    }
}
