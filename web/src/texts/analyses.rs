//! What is computed, in the reader's language.

use tacit_form::{Analysis, Form, Measure, Per};

use super::Texts;

impl Texts {
    /// The analysis in words: Mean of “Average hourly earnings” by “Sex”.
    pub fn analysis(&self, form: &Form, analysis: &Analysis) -> String {
        let label = |index: usize| {
            let label = form.fields().get(index).map_or("", |field| field.label.as_str());
            self.say_with("list-quoted", &[("text", label.into())])
        };
        let measure = |measure| match measure {
            Measure::Number(field) => label(field),
            Measure::Table { table, per } => self.part(form, table, per),
        };
        let of = analysis.measure().map(measure).or_else(|| analysis.of().map(label)).unwrap_or_default();
        let question = [("question", (&of).into())];
        let what = match analysis {
            Analysis::Count { of: None, .. } => self.say("analysis-submissions"),
            Analysis::Count { .. } => self.say_with("analysis-count", &question),
            Analysis::Sum { .. } => self.say_with("analysis-sum", &question),
            Analysis::Mean { .. } => self.say_with("analysis-mean", &question),
            Analysis::StandardDeviation { .. } => self.say_with("analysis-standard-deviation", &question),
            Analysis::Ratio { to, .. } => {
                let divisor = measure(*to);
                self.say_with("analysis-ratio", &[("question", (&of).into()), ("divisor", (&divisor).into())])
            }
            Analysis::Frequency { .. } => self.say_with("analysis-frequency", &question),
            Analysis::Regression { on, .. } => {
                let on = self.list(&on.iter().map(|&index| label(index)).collect::<Vec<_>>());
                self.say_with(
                    "analysis-regression",
                    &[("question", (&of).into()), ("questions", (&on).into())],
                )
            }
            Analysis::WeightedMean { weight, .. } => {
                let weight = label(*weight);
                self.say_with(
                    "analysis-weighted-mean",
                    &[("question", (&of).into()), ("weight", (&weight).into())],
                )
            }
            Analysis::Histogram { of: number, limits, .. } => {
                let limits = self.limits(form, *number, limits);
                self.say_with(
                    "analysis-histogram",
                    &[("question", (&of).into()), ("limits", (&limits).into())],
                )
            }
            Analysis::Crosstab { rows, columns } => {
                let [rows, columns] = [*rows, *columns].map(label);
                self.say_with(
                    "analysis-crosstab",
                    &[("rows", (&rows).into()), ("columns", (&columns).into())],
                )
            }
            Analysis::Correlation { between } => {
                let between = self.list(&between.iter().map(|&index| label(index)).collect::<Vec<_>>());
                self.say_with("analysis-correlation", &[("questions", (&between).into())])
            }
        };
        match analysis.by().map(label) {
            Some(by) => {
                self.say_with("analysis-by", &[("analysis", (&what).into()), ("groups", (&by).into())])
            }
            None => what,
        }
    }

    /// Where the bins of a number begin and end.
    fn limits(&self, form: &Form, number: usize, limits: &[i64]) -> String {
        let Some(number) = form.number_of(&[number]) else { return String::new() };
        let shown = limits.iter().map(|&limit| self.conventions().show(&number.fixed(limit).to_string()));
        self.list(&shown.collect::<Vec<_>>())
    }

    /// Which parts of a table are added up.
    fn part(&self, form: &Form, table: usize, per: Per) -> String {
        let label = form.tables().get(table).map_or("", |table| table.label.as_str());
        let table = self.say_with("list-quoted", &[("text", label.into())]);
        let table = [("table", (&table).into())];
        match per {
            Per::Cell => self.say_with("analysis-each-cell", &table),
            Per::Row => self.say_with("analysis-row-totals", &table),
            Per::Column => self.say_with("analysis-column-totals", &table),
            Per::Group => self.say_with("analysis-group-totals", &table),
            Per::All => self.say_with("analysis-table-total", &table),
        }
    }

    /// Several things in a row: A, B and C.
    pub fn list(&self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [before @ .., last] => {
                format!("{}{}{last}", before.join(&self.say("list-separator")), self.say("list-last"))
            }
        }
    }
}
