//! What is shown of frequencies and two-way tables of cohorts, beside those of everybody.
//!
//! Counts by two questions are shown of as many cohorts as can be so that no count is small in any of them, nor in the rest.
//! Frequencies of one question are a table with a row for each cohort and one for the rest: its totals, those of everybody, are told.

use std::collections::BTreeSet;

use super::{
    Tables,
    bases::base,
    counted::{Counted, apart_from, lines, more_ticks},
    decided::Decided,
};
use crate::{
    cohorts::{Decision, questions},
    disclosure::ReleaseError,
    plan::{Conditions, Contents, Frequencies, Plan},
    suppression::{self, Grid, Told},
};

impl Tables {
    /// Of each cohort that was decided about, in their order.
    pub(super) fn of_cohorts(
        plan: &Plan,
        decision: &Decision,
        threshold: u64,
    ) -> Result<Vec<Self>, ReleaseError> {
        let everybody = Decided::of(plan, &decision.everybody, threshold);
        let cohorts = decision.cohorts.iter();
        let told = cohorts.map(|cohort| Decided::by_other_figures(plan, &cohort.permitted)).collect();
        let (tables, with_tables) =
            (vec![Self::default(); decision.cohorts.len()], (0..decision.cohorts.len()).collect());
        let mut found = Beside { plan, decision, threshold, everybody, told, tables, with_tables };
        for cells in &plan.analyses {
            found.add_tables(cells.clone().collect())?;
        }
        for (index, cell) in plan.cells.iter().enumerate() {
            match &cell.contents {
                Contents::Frequencies(frequencies) if frequencies.by.is_none() => {
                    found.add_frequencies(index, frequencies)?;
                }
                _ => {}
            }
        }
        Ok(found.tables)
    }
}

struct Beside<'a> {
    plan: &'a Plan,
    decision: &'a Decision,
    threshold: u64,
    everybody: Decided,
    /// Of each cohort.
    told: Vec<Decided>,
    tables: Vec<Tables>,
    /// The cohorts that the last table is shown of: no later one is shown of others, or what is left of one would be told apart from what is
    /// left of the other.
    with_tables: BTreeSet<usize>,
}

impl Beside<'_> {
    /// What an analysis counts by two questions.
    fn add_tables(&mut self, cells: Vec<usize>) -> Result<(), ReleaseError> {
        let Some(&first) = cells.iter().find(|&&cell| self.decision.everybody.cells[cell]) else {
            return Ok(());
        };
        let (plan, decision) = (self.plan, self.decision);
        let counted =
            |sizes: &[u64]| Counted::all(plan, &plan.cells[cells[0]..cells[0] + cells.len()], sizes);
        let of_all = counted(&decision.everybody.populations);
        if of_all.is_empty() {
            return Ok(());
        }
        // Rows that aren't open of everybody count together.
        let open: Vec<bool> = cells.iter().map(|&cell| decision.everybody.cells[cell]).collect();
        let is_safe = |sizes: &[u64]| {
            counted(sizes).iter().all(|counted| {
                let rows = counted.grid.row_totals.len();
                // A two-way table is one cell.
                let rows = if rows == open.len() { apart_from(&open) } else { apart_from(&vec![true; rows]) };
                let columns = apart_from(&vec![true; counted.grid.column_totals.len()]);
                let merged = counted.grid.merged(&[rows, columns]);
                merged.all().all(|count| count == 0 || count >= self.threshold)
                    && !counted.tells_of_few(self.threshold)
            })
        };
        // Parts that are each nobody or enough don't make up too few.
        if !is_safe(&decision.everybody.populations) {
            return Ok(());
        }
        let beside = self.cells_about(&of_all);
        let is_chosen = |at: &usize| {
            let permitted = &decision.cohorts[*at].permitted;
            permitted.cells[first]
                && beside.iter().all(|&cell| permitted.cells[cell])
                && is_safe(&permitted.populations)
        };
        let mut chosen: BTreeSet<usize> = self.with_tables.iter().copied().filter(is_chosen).collect();
        let mut rest = decision.rest_of(chosen.iter().map(|&at| &decision.cohorts[at]))?;
        while !is_safe(&rest) {
            let Some(smallest) = chosen.iter().copied().min_by_key(|&at| decision.cohorts[at].accepted)
            else {
                return Ok(());
            };
            chosen.remove(&smallest);
            for (left, back) in rest.iter_mut().zip(&decision.cohorts[smallest].permitted.populations) {
                *left += back;
            }
        }
        for &at in &chosen {
            self.show_tables(at, &cells, &of_all);
        }
        if !chosen.is_empty() {
            self.with_tables = chosen;
        }
        Ok(())
    }

    /// What is open of everybody and tells how many gave options of the same questions.
    fn cells_about(&self, counted: &[Counted]) -> Vec<usize> {
        let fields: BTreeSet<usize> = counted.iter().flat_map(|counted| counted.fields).collect();
        let is_about = |cell: &usize| !questions(self.plan, &self.plan.cells[*cell]).is_disjoint(&fields);
        (0..self.plan.cells.len())
            .filter(|&cell| self.decision.everybody.cells[cell])
            .filter(is_about)
            .collect()
    }

    fn show_tables(&mut self, at: usize, cells: &[usize], counted: &[Counted]) {
        for &cell in cells.iter().filter(|&&cell| self.decision.everybody.cells[cell]) {
            match &self.plan.cells[cell].contents {
                Contents::Crosstab(table) => {
                    let Some(shown) = self.everybody.table(table.fields) else { return };
                    self.tables[at].tables.insert(cell, shown);
                }
                Contents::Frequencies(frequencies) => {
                    let shown = self.everybody.options(&self.plan.cells[cell], frequencies);
                    self.tables[at].options.insert(cell, shown);
                }
                _ => {}
            }
        }
        for Counted { fields, grid, base, .. } in counted {
            for (field, options) in fields.iter().zip([grid.row_totals.len(), grid.column_totals.len()]) {
                self.told[at].tell_all(*field, base, options);
            }
        }
    }

    /// Frequencies of everybody in each cohort.
    fn add_frequencies(&mut self, cell: usize, frequencies: &Frequencies) -> Result<(), ReleaseError> {
        let decision = self.decision;
        let is_open = |at: &usize| decision.cohorts[*at].permitted.cells[cell];
        let open: Vec<usize> = (0..decision.cohorts.len()).filter(is_open).collect();
        let of = |at: &usize| decision.cohorts[*at].permitted.populations.clone();
        let rest = decision.rest_of(open.iter().map(|&at| &decision.cohorts[at]))?;
        let sets: Vec<Vec<u64>> = open.iter().map(of).chain([rest]).collect();
        let people = self.plan.cells[cell].population;
        let lines: Vec<_> =
            sets.iter().map(|sizes| lines(self.plan, frequencies, sizes, sizes[people])).collect();
        let fields: Vec<usize> = lines[0].iter().map(|(field, _)| *field).collect();
        let few_ticks = |sizes: &Vec<u64>| {
            let more = more_ticks(self.plan, frequencies, sizes, sizes[people]);
            more.is_some_and(|more| (1..self.threshold).contains(&more))
        };
        let is_all_shown = || {
            fields
                .iter()
                .all(|&field| self.everybody.line(field).is_some_and(|line| line.iter().all(|shown| *shown)))
        };
        if sets.iter().any(few_ticks) && is_all_shown() {
            return Ok(());
        }
        let shown: Vec<Vec<Vec<bool>>> = fields
            .iter()
            .enumerate()
            .map(|(line, &field)| {
                let counts = lines.iter().map(|lines| lines[line].1.clone()).collect();
                self.beside_everybody(field, &base(self.plan, people, &[field]), counts, &open)
            })
            .collect();
        for (row, at) in open.into_iter().enumerate() {
            let shown = |(field, option)| {
                let line = fields.iter().position(|of| *of == field)?;
                shown[line].get(row)?.get(option).copied()
            };
            let options = frequencies.options.iter();
            let options = options.map(|(asked, _)| shown((asked.field, asked.option?)));
            self.tables[at].options.insert(cell, options.map(Option::unwrap_or_default).collect());
        }
        Ok(())
    }

    /// Which options of a field are shown of each of these cohorts, by how many gave them in each, and in the rest.
    fn beside_everybody(
        &self,
        field: usize,
        people: &Conditions,
        counts: Vec<Vec<u64>>,
        cohorts: &[usize],
    ) -> Vec<Vec<bool>> {
        let Some(line) = self.everybody.line(field) else { return Vec::new() };
        let columns = apart_from(line);
        let rows: Vec<Vec<usize>> = (0..counts.len()).map(|row| vec![row]).collect();
        let sets = [rows, columns];
        let mut grid = Grid::of_columns(line.len());
        counts.into_iter().for_each(|row| grid.push(row));
        let grid = grid.merged(&sets);
        let told = |row: usize, set: &Vec<usize>| {
            let tells = |&at: &usize| set.iter().all(|&option| self.told[at].tells(field, option, people));
            if cohorts.get(row).is_some_and(tells) { Told::Elsewhere } else { Told::Here }
        };
        let told = Grid {
            counts: (0..grid.row_totals.len())
                .map(|row| sets[1].iter().map(|set| told(row, set)).collect())
                .collect(),
            row_totals: vec![Told::Elsewhere; grid.row_totals.len()],
            column_totals: vec![Told::Elsewhere; grid.column_totals.len()],
        };
        let Some(shown) = suppression::shown(&grid, &told, self.threshold) else { return Vec::new() };
        shown.apart(&sets).counts
    }
}
