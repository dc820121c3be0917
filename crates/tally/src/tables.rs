//! Two-way tables, beside everything else that is said of their questions.
//!
//! A count that one table hides may be what other figures tell: how many are in each group of a mean, the frequencies of one of
//! its questions, another table's totals. So tables are decided about in the form's order, each knowing what is told already.

use std::collections::{BTreeMap, BTreeSet};

use tacit_form::{Analysis, Form, results::Outcome, statistics::Crosstab};

use crate::{
    disclosure::{Permitted, ReleaseError},
    open::Opened,
    plan::{Condition, Contents, Moment, Plan, PopulationId, Table},
    suppression::{self, Shown, Told},
};

impl Opened<'_> {
    /// The counts of a table that may be shown.
    pub(crate) fn crosstab(
        &self,
        form: &Form,
        analysis: &Analysis,
        table: &Table,
    ) -> Result<Outcome, ReleaseError> {
        let Analysis::Crosstab { rows, columns } = *analysis else { return Err(ReleaseError::Shape) };
        let permitted = self.permitted.as_ref().ok_or(ReleaseError::Shape)?;
        // With noise every count may be shown.
        let threshold = if self.noise.is_some() { 0 } else { self.threshold };
        let plan = &self.circuit.plan;
        let Some(shown) = Decided::up_to(plan, permitted, threshold, table) else {
            return Ok(Outcome::Withheld);
        };
        let line = |line: &[PopulationId], shown: &[bool]| {
            let sizes = line.iter().map(|&population| permitted.populations[population]);
            sizes.zip(shown).map(|(count, &shown)| shown.then_some(count)).collect()
        };
        let mut found = Crosstab {
            rows: form.fields()[rows].groups(),
            columns: form.fields()[columns].groups(),
            counts: table
                .counts
                .iter()
                .zip(&shown.counts)
                .map(|(counts, shown)| line(counts, shown))
                .collect(),
            row_totals: line(&table.row_totals, &shown.row_totals),
            column_totals: line(&table.column_totals, &shown.column_totals),
            chi_square: None,
        };
        // The test takes the counts for exact.
        found.chi_square = self.noise.map_or_else(|| found.independence(), |_| None);
        Ok(Outcome::Crosstab(found))
    }
}

/// What is known once some tables are decided about.
struct Decided {
    /// Fields of which other figures tell how many gave each option.
    told: BTreeSet<usize>,
    /// Fields of which a table hides how many gave some options.
    hidden: BTreeSet<usize>,
    /// Pairs of fields, the lesser first, of which other figures tell how many gave two options.
    told_pairs: BTreeSet<[usize; 2]>,
    /// What is shown of tables, by their fields, the lesser in the rows.
    tables: BTreeMap<[usize; 2], Option<Shown>>,
}

impl Decided {
    /// What is shown of a table; `None`: nothing.
    fn up_to(plan: &Plan, permitted: &Permitted, threshold: u64, last: &Table) -> Option<Shown> {
        let mut decided = Self::by_other_figures(plan, &permitted.cells);
        let open = plan.cells.iter().zip(&permitted.cells).filter(|(_, open)| **open);
        for (cell, _) in open {
            if let Contents::Crosstab(table) = &cell.contents {
                decided.add(table, &permitted.populations, threshold);
                if table == last {
                    break;
                }
            }
        }
        let shown = decided.tables.remove(&pair(last.fields)).flatten();
        if last.fields == pair(last.fields) { shown } else { shown.map(transposed) }
    }

    fn by_other_figures(plan: &Plan, open: &[bool]) -> Self {
        let mut told = BTreeSet::new();
        let mut told_pairs = BTreeSet::new();
        let open = plan.cells.iter().zip(open).filter(|(_, open)| **open).map(|(cell, _)| cell);
        for cell in open.filter(|cell| !matches!(cell.contents, Contents::Crosstab(_))) {
            let people = cell.guards.iter().chain([&cell.population]).map(|&population| (population, None));
            let facts = cell.facts.iter().map(|&(population, moment)| match moment {
                Moment::Option(field, option) => {
                    (population, Some(Condition { field, option: Some(option) }))
                }
                _ => (population, None),
            });
            for (population, more) in people.chain(facts) {
                let conditions = plan.populations[population].conditions.iter().chain(&more);
                let fields = conditions.filter(|condition| condition.option.is_some()).map(|it| it.field);
                let fields: Vec<usize> = fields.collect();
                for (at, &field) in fields.iter().enumerate() {
                    told.insert(field);
                    told_pairs.extend(fields[at + 1..].iter().map(|&other| pair([field, other])));
                }
            }
        }
        Self { told, hidden: BTreeSet::new(), told_pairs, tables: BTreeMap::new() }
    }

    fn add(&mut self, table: &Table, populations: &[u64], threshold: u64) {
        let pair = pair(table.fields);
        if self.tables.contains_key(&pair) {
            return;
        }
        let sizes = |line: &[PopulationId]| line.iter().map(|&at| populations[at]).collect::<Vec<u64>>();
        let counts: Vec<Vec<u64>> = table.counts.iter().map(|row| sizes(row)).collect();
        let [rows, columns] = table.fields.map(|field| self.told.contains(&field));
        let told = Told { rows, columns };
        let (of_rows, of_columns) = (sizes(&table.row_totals), sizes(&table.column_totals));
        let shown = suppression::shown(&counts, &of_rows, &of_columns, told, threshold).filter(|shown| {
            let all = shown.counts.iter().flatten().all(|&shown| shown);
            let conflict = table.fields.iter().any(|field| self.hidden.contains(field));
            !conflict && (all || !self.told_pairs.contains(&pair))
        });
        if let Some(shown) = &shown {
            for (field, totals) in table.fields.into_iter().zip([&shown.row_totals, &shown.column_totals]) {
                let all = totals.iter().all(|&shown| shown);
                if all {
                    self.told.insert(field)
                } else {
                    self.hidden.insert(field)
                };
            }
        }
        let shown = if table.fields == pair { shown } else { shown.map(transposed) };
        self.tables.insert(pair, shown);
    }
}

fn pair(fields: [usize; 2]) -> [usize; 2] {
    let [one, other] = fields;
    [one.min(other), one.max(other)]
}

fn transposed(shown: Shown) -> Shown {
    let columns = 0..shown.column_totals.len();
    Shown {
        counts: columns.map(|column| shown.counts.iter().map(|row| row[column]).collect()).collect(),
        row_totals: shown.column_totals,
        column_totals: shown.row_totals,
    }
}
