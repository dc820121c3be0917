//! Cells as spreadsheets put them on the clipboard: tabs between cells, an end of line after each row, and quotation
//! marks around a cell with any of these in it, doubled within.

/// The cells in a text from the clipboard, row by row. Nothing in, nothing out. Empty lines after the last row of several
/// columns are no rows: an empty row has its tabs.
pub fn lines(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (cell, after) = cell(rest);
        row.push(cell);
        if let Some(next) = after.strip_prefix('\t') {
            rest = next;
            if rest.is_empty() {
                row.push(String::new());
            }
        } else {
            rest = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\n', '\r'])).unwrap_or(after);
            rows.push(std::mem::take(&mut row));
        }
    }
    if !row.is_empty() {
        rows.push(row);
    }
    if rows.iter().any(|row| row.len() > 1) {
        while rows.last().is_some_and(|row| matches!(row.as_slice(), [only] if only.is_empty())) {
            rows.pop();
        }
    }
    rows
}

/// Rows of cells for the clipboard.
pub fn copied(rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for row in rows {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                text.push('\t');
            }
            if cell.contains(['\t', '\n', '\r', '"']) {
                text.push('"');
                text.push_str(&cell.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(cell);
            }
        }
        text.push_str("\r\n");
    }
    text
}

/// The first cell, and what comes after it: a tab, an end of line, or nothing.
fn cell(text: &str) -> (String, &str) {
    if let Some((cell, after)) = text.strip_prefix('"').and_then(quoted) {
        return (cell, after);
    }
    let end = text.find(['\t', '\n', '\r']).unwrap_or(text.len());
    (text[..end].to_owned(), &text[end..])
}

/// A cell after its first quotation mark; `None` if it doesn't end as such a cell does: then the mark is a mark.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut cell = String::new();
    let mut rest = text;
    loop {
        let mark = rest.find('"')?;
        cell.push_str(&rest[..mark]);
        let after = &rest[mark + 1..];
        match after.strip_prefix('"') {
            Some(more) => {
                cell.push('"');
                rest = more;
            }
            None if after.is_empty() || after.starts_with(['\t', '\n', '\r']) => return Some((cell, after)),
            None => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{copied, lines};

    fn read(text: &str) -> Vec<Vec<String>> {
        lines(text)
    }

    #[test]
    fn as_spreadsheets_write_it() {
        assert_eq!(read("1\t2\r\n3\t4\r\n"), [["1", "2"], ["3", "4"]], "Excel");
        assert_eq!(read("1\t2\n3\t4"), [["1", "2"], ["3", "4"]], "LibreOffice");
        assert_eq!(read("1\t2\r3\t4\r"), [["1", "2"], ["3", "4"]], "old Macs");
        assert_eq!(read("\t\n7\t"), [["", ""], ["7", ""]]);
        assert_eq!(read("\"a\tb\"\t\"say \"\"x\"\"\"\n"), [["a\tb", "say \"x\""]]);
        assert_eq!(read("5\" pipe\t\"open"), [["5\" pipe", "\"open"]]);
        assert_eq!(
            read("1\t2\r\n\"3\n\"\t4\r\n\r\n"),
            [["1", "2"], ["3\n", "4"]],
            "an empty line at the end"
        );
        assert_eq!(read("1\r\n\r\n"), [["1"], [""]], "an empty cell at the end");
        assert!(read("").is_empty());
    }

    proptest! {
        #[test]
        fn what_is_copied_is_what_is_pasted(
            rows in prop::collection::vec(prop::collection::vec("[0-9a\",.\t\n\r ]{0,4}", 3), 1..5)
        ) {
            prop_assert_eq!(read(&copied(&rows)), rows);
        }

        #[test]
        fn any_text_is_read(text in any::<String>()) {
            let cells: usize = read(&text).iter().map(Vec::len).sum();
            prop_assert!(cells <= text.chars().count() + 1);
        }
    }
}
