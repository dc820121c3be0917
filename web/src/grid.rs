//! Tables as spreadsheets handle them, without a browser: where one is, what is selected, what is copied, pasted,
//! filled down, undone.

mod area;
mod edit;
mod headings;
mod history;
mod moves;

pub use area::{Area, Place};
pub use edit::{Edit, cleared, filled_down, pasted};
pub use headings::{Span, begins_group, levels};
pub use history::{Change, History};
pub use moves::{Move, extended, jumped, moved};
pub use tacit_sheet::clipboard::{copied, lines};

#[cfg(test)]
mod samples {
    use tacit_form::{Form, Table};

    /// A table of so many rows and columns, in pairs of groups; the cells named are given by the author.
    pub(super) fn table(rows: usize, columns: usize, fixed: &[(usize, usize)]) -> Table {
        let rows: Vec<String> =
            (0..rows).map(|i| format!("{{ key = \"r{i}\", label = \"R{i}\" }}")).collect();
        let columns: Vec<String> = (0..columns)
            .map(|i| format!("{{ key = \"c{i}\", label = \"C{i}\", groups = [\"G{}\"] }}", i / 2))
            .collect();
        let cells: Vec<String> = fixed
            .iter()
            .map(|(row, column)| format!("{{ row = \"r{row}\", column = \"c{column}\", fixed = 7 }}"))
            .collect();
        let text = format!(
            "title = \"T\"\npurpose = \"P\"\n[[field]]\nkey = \"t\"\nkind = \"table\"\nlabel = \"T\"\nmin = 0\n\
             max = 1000\nblank = \"zero\"\nrows = [{}]\ncolumns = [{}]\ncells = [{}]\n\
             [[analysis]]\nkind = \"sum\"\nof = \"t\"\n",
            rows.join(","),
            columns.join(","),
            cells.join(",")
        );
        Form::from_toml(&text).expect("a form").tables()[0].clone()
    }
}
