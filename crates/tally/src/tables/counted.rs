//! The counts that analyses show, as tables of two fields or as lines of one.

use super::bases::base;
use crate::{
    plan::{Cell, Conditions, Contents, Frequencies, Plan, PopulationId},
    suppression::Grid,
};

/// Counts by two fields, those of the rows and of the columns.
pub(super) struct Counted {
    pub(super) fields: [usize; 2],
    /// Who is counted.
    pub(super) base: Conditions,
    pub(super) grid: Grid<u64>,
    /// Whether the results show the totals of the columns beside the counts.
    pub(super) shows_column_totals: bool,
    /// Of each row, see [`more_ticks`].
    pub(super) more_ticks: Vec<u64>,
}

impl Counted {
    /// What the cells of one analysis count by two fields: a two-way table, or frequencies by another field; by each option for itself
    /// where several can be ticked.
    pub(super) fn all(plan: &Plan, cells: &[Cell], sizes: &[u64]) -> Vec<Self> {
        let of =
            |line: &[PopulationId]| line.iter().map(|&population| sizes[population]).collect::<Vec<u64>>();
        let mut all: Vec<Self> = Vec::new();
        for cell in cells {
            match &cell.contents {
                Contents::Crosstab(table) => all.push(Self {
                    fields: table.fields,
                    base: base(plan, cell.population, &table.fields),
                    grid: Grid {
                        counts: table.counts.iter().map(|row| of(row)).collect(),
                        row_totals: of(&table.row_totals),
                        column_totals: of(&table.column_totals),
                    },
                    shows_column_totals: true,
                    more_ticks: Vec::new(),
                }),
                Contents::Frequencies(frequencies @ Frequencies { by: Some(by), .. }) => {
                    let people = sizes[cell.population];
                    let more_ticks = more_ticks(plan, frequencies, sizes, people);
                    for (field, counts) in lines(plan, frequencies, sizes, people) {
                        let fields = [*by, field];
                        let found = all.iter().position(|counted| counted.fields == fields);
                        let at = found.unwrap_or_else(|| {
                            all.push(Self {
                                fields,
                                base: base(plan, cell.population, &fields),
                                grid: Grid::of_columns(counts.len()),
                                shows_column_totals: false,
                                more_ticks: Vec::new(),
                            });
                            all.len() - 1
                        });
                        all[at].grid.push(counts);
                        all[at].more_ticks.extend(more_ticks);
                    }
                }
                _ => {}
            }
        }
        all
    }

    /// Whether more ticks than people tell of too few.
    pub(super) fn tells_of_few(&self, threshold: u64) -> bool {
        let all = self.more_ticks.iter().sum();
        self.more_ticks.iter().chain([&all]).any(|more| (1..threshold).contains(more))
    }
}

/// Where several options can be ticked: how many ticks there are more than people, each of whom ticked one. Who knows the frequencies knows
/// it.
pub(super) fn more_ticks(plan: &Plan, frequencies: &Frequencies, sizes: &[u64], people: u64) -> Option<u64> {
    let mut options = frequencies.options.iter();
    let is_ticked = options.clone().any(|(asked, _)| plan.ticked.contains_key(&asked.field));
    is_ticked.then(|| {
        options.by_ref().map(|(_, population)| sizes[*population]).sum::<u64>().saturating_sub(people)
    })
}

/// How many of these people gave each option: of the field, or of what stands for each of its options.
pub(super) fn lines(
    plan: &Plan,
    frequencies: &Frequencies,
    sizes: &[u64],
    people: u64,
) -> Vec<(usize, Vec<u64>)> {
    let mut lines: Vec<(usize, Vec<u64>)> = Vec::new();
    for (asked, population) in &frequencies.options {
        let count = sizes[*population];
        if plan.ticked.contains_key(&asked.field) {
            lines.push((asked.field, vec![people.saturating_sub(count), count]));
            continue;
        }
        match lines.last_mut() {
            Some((_, line)) => line.push(count),
            None => lines.push((asked.field, vec![count])),
        }
    }
    lines
}

impl Grid<u64> {
    pub(super) fn of_columns(columns: usize) -> Self {
        Self { counts: Vec::new(), row_totals: Vec::new(), column_totals: vec![0; columns] }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, counts: Vec<u64>) {
        self.row_totals.push(counts.iter().sum());
        for (total, count) in self.column_totals.iter_mut().zip(&counts) {
            *total += count;
        }
        self.counts.push(counts);
    }

    /// With one row for each of these sets of rows, one column for each of these sets of columns.
    pub(super) fn merged(&self, [rows, columns]: &[Vec<Vec<usize>>; 2]) -> Self {
        let sum = |line: &[u64], sets: &[Vec<usize>]| -> Vec<u64> {
            sets.iter().map(|set| set.iter().map(|&at| line[at]).sum()).collect()
        };
        let row = |set: &Vec<usize>| {
            let column = |columns: &Vec<usize>| {
                let counts = set.iter().flat_map(|&row| columns.iter().map(move |&column| (row, column)));
                counts.map(|(row, column)| self.counts[row][column]).sum()
            };
            columns.iter().map(column).collect()
        };
        Self {
            counts: rows.iter().map(row).collect(),
            row_totals: sum(&self.row_totals, rows),
            column_totals: sum(&self.column_totals, columns),
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = u64> {
        self.counts.iter().flatten().chain(&self.row_totals).chain(&self.column_totals).copied()
    }
}

impl Grid<bool> {
    /// What was decided about sets of rows and columns, of each: nothing is shown of those that aren't alone in theirs.
    pub(super) fn apart(&self, sets: &[Vec<Vec<usize>>; 2]) -> Self {
        let [rows, columns] = sets.each_ref().map(|sets| alone(sets));
        let line = |line: &[bool], of: &[Option<usize>]| -> Vec<bool> {
            of.iter().map(|at| at.is_some_and(|at| line[at])).collect()
        };
        let row = |row: &Option<usize>| match row {
            Some(row) => line(&self.counts[*row], &columns),
            None => vec![false; columns.len()],
        };
        Self {
            counts: rows.iter().map(row).collect(),
            row_totals: line(&self.row_totals, &rows),
            column_totals: line(&self.column_totals, &columns),
        }
    }

    /// The columns as rows.
    pub(super) fn transposed(self) -> Self {
        let columns = 0..self.column_totals.len();
        Self {
            counts: columns.map(|column| self.counts.iter().map(|row| row[column]).collect()).collect(),
            row_totals: self.column_totals,
            column_totals: self.row_totals,
        }
    }
}

/// For each element of the sets, which set has only it.
pub(super) fn alone(sets: &[Vec<usize>]) -> Vec<Option<usize>> {
    let mut alone = vec![None; sets.iter().map(Vec::len).sum()];
    for (at, set) in sets.iter().enumerate() {
        if let [only] = set[..] {
            alone[only] = Some(at);
        }
    }
    alone
}

/// Each of those that are shown by itself, the others together.
pub(super) fn apart_from(shown: &[bool]) -> Vec<Vec<usize>> {
    let (shown, hidden): (Vec<usize>, Vec<usize>) = (0..shown.len()).partition(|&at| shown[at]);
    shown.into_iter().map(|at| vec![at]).chain([hidden]).filter(|set| !set.is_empty()).collect()
}
