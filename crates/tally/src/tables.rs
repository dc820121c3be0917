//! Frequencies and two-way tables in results: small counts are hidden, and others with them (docs/PROTOCOL.md §8, "Counts in results").

pub(crate) mod bases;
mod cohorts;
mod counted;
mod decided;
mod following;
mod summed;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use tacit_form::{Analysis, Form, results::Outcome, statistics::Crosstab};

use self::{decided::Decided, told::Told};
use crate::{
    cohorts::Decision,
    disclosure::{Permitted, ReleaseError},
    open::Opened,
    plan::{Cell, Contents, Frequencies, Plan, PopulationId, Table},
    suppression::Shown,
};

/// What is shown of those of a plan's cells that are frequencies and two-way tables, and which cells of any kind aren't shown at all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tables {
    options: BTreeMap<usize, Vec<bool>>,
    tables: BTreeMap<usize, Shown>,
    /// Cells of which nothing is shown, whatever they are.
    withheld: BTreeSet<usize>,
}

impl Tables {
    /// Of everybody, where there are no cohorts.
    pub(crate) fn of(
        plan: &Plan,
        permitted: &Permitted,
        accepted: u64,
        threshold: u64,
    ) -> Result<Self, ReleaseError> {
        let decision = Decision { accepted, everybody: permitted.clone(), cohorts: Vec::new() };
        Ok(Self::of_all(plan, &decision, threshold)?.0)
    }

    /// Of everybody, and of each cohort that was decided about, in their order.
    pub(crate) fn of_all(
        plan: &Plan,
        decision: &Decision,
        threshold: u64,
    ) -> Result<(Self, Vec<Self>), ReleaseError> {
        let mut everybody = Self::of_everybody(plan, &decision.everybody, threshold);
        let mut cohorts = Self::of_cohorts(plan, decision, threshold)?;
        let told = Told::by(plan, decision, (&everybody, &cohorts), threshold)?;
        for unit in following::withheld(plan, told, threshold) {
            if !unit.of_cohorts {
                everybody.withhold(plan, unit.analysis);
            }
            cohorts.iter_mut().for_each(|cohort| cohort.withhold(plan, unit.analysis));
        }
        Ok((everybody, cohorts))
    }

    fn of_everybody(plan: &Plan, permitted: &Permitted, threshold: u64) -> Self {
        let decided = Decided::of(plan, permitted, threshold);
        let mut tables = Self::default();
        for (index, cell) in plan.cells.iter().enumerate().filter(|(index, _)| permitted.cells[*index]) {
            match &cell.contents {
                Contents::Frequencies(frequencies) => {
                    tables.options.insert(index, decided.options(cell, frequencies));
                }
                Contents::Crosstab(table) => {
                    tables.tables.extend(decided.table(table.fields).map(|shown| (index, shown)));
                }
                _ => {}
            }
        }
        tables
    }

    /// Shows nothing of this analysis.
    fn withhold(&mut self, plan: &Plan, analysis: usize) {
        self.withheld.extend(plan.analyses[analysis].clone());
    }

    /// Whether this cell's figures are shown, if they are permitted.
    pub(crate) fn permits(&self, cell: usize) -> bool {
        !self.withheld.contains(&cell)
    }

    /// Whether any count of this cell is shown.
    #[cfg(test)]
    pub(crate) fn shows(&self, cell: usize) -> bool {
        self.tables.contains_key(&cell)
            || self.options.get(&cell).is_some_and(|options| options.iter().any(|&shown| shown))
    }
}

impl Opened<'_> {
    /// How many gave each option, as far as that may be shown.
    pub(crate) fn frequencies(
        &self,
        labels: Vec<String>,
        frequencies: &Frequencies,
        cell: usize,
    ) -> Result<Outcome, ReleaseError> {
        let permitted = self.permitted.as_ref().ok_or(ReleaseError::Shape)?;
        let shown = self.tables.as_ref().map(|tables| tables.options.get(&cell).cloned().unwrap_or_default());
        let count = |(at, &(_, population)): (usize, &(_, PopulationId))| {
            let shown = shown.as_ref().is_none_or(|shown| shown.get(at).copied().unwrap_or_default());
            shown.then_some(permitted.populations[population])
        };
        let counts = frequencies.options.iter().enumerate().map(count);
        Ok(Outcome::Frequencies(labels.into_iter().zip(counts).collect()))
    }

    /// The counts of a table that may be shown.
    pub(crate) fn crosstab(
        &self,
        form: &Form,
        analysis: &Analysis,
        table: &Table,
        cell: usize,
    ) -> Result<Outcome, ReleaseError> {
        let Analysis::Crosstab { rows, columns } = *analysis else { return Err(ReleaseError::Shape) };
        let permitted = self.permitted.as_ref().ok_or(ReleaseError::Shape)?;
        let shown = match &self.tables {
            None => Shown::like(table, true),
            Some(tables) => match tables.tables.get(&cell) {
                Some(shown) => shown.clone(),
                None => return Ok(Outcome::Withheld),
            },
        };
        let line = |line: &[PopulationId], shown: &[bool]| {
            let sizes = line.iter().map(|&population| permitted.populations[population]);
            sizes.zip(shown).map(|(count, &shown)| shown.then_some(count)).collect()
        };
        let counts = table.counts.iter().zip(&shown.counts);
        let mut found = Crosstab {
            rows: form.fields()[rows].groups(),
            columns: form.fields()[columns].groups(),
            counts: counts.map(|(counts, shown)| line(counts, shown)).collect(),
            row_totals: line(&table.row_totals, &shown.row_totals),
            column_totals: line(&table.column_totals, &shown.column_totals),
            chi_square: None,
        };
        // The test takes the counts for exact.
        found.chi_square = self.noise.map_or_else(|| found.independence(), |_| None);
        Ok(Outcome::Crosstab(found))
    }
}

impl Shown {
    fn like(table: &Table, shown: bool) -> Self {
        let line = |line: &Vec<PopulationId>| vec![shown; line.len()];
        Self {
            counts: table.counts.iter().map(line).collect(),
            row_totals: line(&table.row_totals),
            column_totals: line(&table.column_totals),
        }
    }
}

impl Decided {
    /// Which of the options of a cell of frequencies are shown.
    fn options(&self, cell: &Cell, frequencies: &Frequencies) -> Vec<bool> {
        let shown = |field: usize, option: usize| match frequencies.by.zip(cell.group) {
            None => self.line(field).is_some_and(|line| line[option]),
            Some((by, group)) => self.table([by, field]).is_some_and(|table| table.counts[group][option]),
        };
        let options = frequencies.options.iter();
        options.map(|(asked, _)| asked.option.is_some_and(|option| shown(asked.field, option))).collect()
    }
}
