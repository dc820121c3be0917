//! What is shown of frequencies and two-way tables of one set of people, beside everything else that is said of their questions.
//!
//! A count that one table hides may be what other figures tell: how many are in each group of a mean, another table's totals. So
//! other figures come first, then what counts by two questions, in the form's order, then frequencies; each knows what is told already of
//! the same people. Options of a question that aren't told stay together from then on: only how many gave one of them is told.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    bases::{self, base},
    counted::{Counted, alone, apart_from, lines, more_ticks},
};
use crate::{
    coincidences::Same,
    disclosure::Permitted,
    plan::{Condition, Conditions, Contents, Moment, Plan},
    suppression::{self, Grid, Shown, Told},
};

pub(super) struct Decided {
    same: Same,
    /// Fields, and of whom, of which it is told how many gave some options: which.
    told: BTreeMap<(usize, Conditions), BTreeSet<usize>>,
    /// Pairs of fields, the lesser first, of which other figures tell how many gave two options.
    told_pairs: BTreeSet<[usize; 2]>,
    /// By their fields, the lesser in the rows.
    tables: BTreeMap<[usize; 2], Option<Shown>>,
    lines: BTreeMap<usize, Vec<bool>>,
}

impl Decided {
    pub(super) fn of(plan: &Plan, permitted: &Permitted, threshold: u64) -> Self {
        let sizes = &permitted.populations;
        let is_open = |cells: &&Range<usize>| (*cells).clone().any(|cell| permitted.cells[cell]);
        let analyses = plan.analyses.iter().filter(is_open).map(|cells| &plan.cells[cells.clone()]);
        let tables: Vec<Counted> =
            analyses.clone().flat_map(|cells| Counted::all(plan, cells, sizes)).collect();
        let frequencies = analyses.flatten().filter_map(|cell| match &cell.contents {
            Contents::Frequencies(frequencies) if frequencies.by.is_none() => {
                let people = sizes[cell.population];
                let more_ticks = more_ticks(plan, frequencies, sizes, people);
                Some((cell.population, more_ticks, lines(plan, frequencies, sizes, people)))
            }
            _ => None,
        });
        let frequencies: Vec<_> = frequencies.collect();
        let of_tables = tables.iter().flat_map(|table| table.fields);
        let of_lines = frequencies.iter().flat_map(|(.., lines)| lines).map(|(field, _)| *field);
        let fields: Vec<usize> = of_tables.chain(of_lines).collect();
        let is_alone = |field: usize| fields.iter().filter(|other| **other == field).count() == 1;
        let mut decided = Self::by_other_figures(plan, permitted);
        for table in tables {
            let alone = is_alone(table.fields[1]) && !table.shows_column_totals;
            decided.add_table(table, alone, threshold);
        }
        for (population, more_ticks, lines) in frequencies {
            for (field, counts) in &lines {
                decided.add_line(*field, base(plan, population, &[*field]), counts, threshold);
            }
            if more_ticks.is_some_and(|more| (1..threshold).contains(&more)) {
                decided.hide_ticks(&lines);
            }
        }
        decided
    }

    /// What is told by figures that are neither frequencies nor two-way tables, and by how many are in each group.
    pub(super) fn by_other_figures(plan: &Plan, permitted: &Permitted) -> Self {
        let same = bases::same(plan, &permitted.populations);
        let mut decided = Self {
            same,
            told: BTreeMap::new(),
            told_pairs: BTreeSet::new(),
            tables: BTreeMap::new(),
            lines: BTreeMap::new(),
        };
        let open = plan.cells.iter().zip(&permitted.cells).filter(|(_, open)| **open).map(|(cell, _)| cell);
        for cell in open.filter(|cell| !matches!(cell.contents, Contents::Crosstab(_))) {
            for &population in cell.guards.iter().chain([&cell.population]) {
                decided.tell_of(&plan.populations[population].conditions);
            }
            let is_counted_here = matches!(cell.contents, Contents::Frequencies(_));
            for &(population, moment) in cell.facts.iter().filter(|_| !is_counted_here) {
                let mut conditions = plan.populations[population].conditions.clone();
                if let Moment::Option(field, option) = moment {
                    conditions.retain(|asked| asked.field != field);
                    conditions.push(Condition { field, option: Some(option) });
                }
                decided.tell_of(&conditions);
            }
        }
        decided
    }

    /// That it is told how many meet these conditions.
    fn tell_of(&mut self, conditions: &Conditions) {
        let asked = conditions.iter().filter_map(|asked| Some((asked.field, asked.option?)));
        let asked: Vec<(usize, usize)> = asked.collect();
        for (at, &(field, option)) in asked.iter().enumerate() {
            let people = self.same.known(&bases::answered(conditions, &[field]));
            self.told.entry((field, people)).or_default().insert(option);
            self.told_pairs.extend(asked[at + 1..].iter().map(|(other, _)| pair([field, *other])));
        }
    }

    /// What is shown of a table; `None`: nothing.
    pub(super) fn table(&self, fields: [usize; 2]) -> Option<Shown> {
        let shown = self.tables.get(&pair(fields)).cloned().flatten();
        if fields == pair(fields) { shown } else { shown.map(Shown::transposed) }
    }

    /// Which options' frequencies are shown.
    pub(super) fn line(&self, field: usize) -> Option<&[bool]> {
        self.lines.get(&field).map(Vec::as_slice)
    }

    /// Whether it is told how many of these people gave the option.
    pub(super) fn tells(&self, field: usize, option: usize, people: &Conditions) -> bool {
        let told = self.told.get(&(field, self.same.known(people)));
        told.is_some_and(|options| options.contains(&option))
    }

    /// Adds a table; `untold`: nothing tells its columns' totals.
    fn add_table(&mut self, counted: Counted, untold: bool, threshold: u64) {
        let Counted { fields, grid, .. } = &counted;
        let pair = pair(*fields);
        if self.tables.contains_key(&pair) {
            return;
        }
        let people = self.same.known(&counted.base);
        let sets = [
            self.sets(fields[0], &people, grid.row_totals.len()),
            self.sets(fields[1], &people, grid.column_totals.len()),
        ];
        let [rows, columns] = fields.map(|field| match self.told.contains_key(&(field, people.clone())) {
            true => Told::Elsewhere,
            false => Told::Here,
        });
        let columns = if untold && columns == Told::Here { Told::Nowhere } else { columns };
        let told = Grid {
            counts: sets[0].iter().map(|_| vec![Told::Here; sets[1].len()]).collect(),
            row_totals: vec![rows; sets[0].len()],
            column_totals: vec![columns; sets[1].len()],
        };
        let shown = suppression::shown(&grid.merged(&sets), &told, threshold);
        let may_be_shown = |shown: &Shown| {
            let all = shown.counts.iter().flatten().all(|&shown| shown);
            (all || !self.told_pairs.contains(&pair)) && !counted.tells_of_few(threshold)
        };
        let shown = shown.filter(may_be_shown).map(|shown| shown.apart(&sets));
        if let Some(shown) = &shown {
            for (field, totals) in fields.iter().zip([&shown.row_totals, &shown.column_totals]) {
                self.tell(*field, &people, totals);
            }
        }
        let shown = if *fields == pair { shown } else { shown.map(Shown::transposed) };
        self.tables.insert(pair, shown);
    }

    fn add_line(&mut self, field: usize, people: Conditions, counts: &[u64], threshold: u64) {
        if self.lines.contains_key(&field) {
            return;
        }
        let people = self.same.known(&people);
        let shown = if self.told.contains_key(&(field, people.clone())) {
            let sets = self.sets(field, &people, counts.len());
            let mut sums = sets.iter().map(|set| set.iter().map(|&option| counts[option]).sum::<u64>());
            let is_safe = sums.all(|sum| sum == 0 || sum >= threshold);
            alone(&sets).into_iter().map(|set| is_safe && set.is_some()).collect()
        } else {
            suppression::line(counts, threshold)
        };
        self.tell(field, &people, &shown);
        self.lines.insert(field, shown);
    }

    /// Hides how many ticked the option that fewest did, unless something is hidden already: all together would tell how many ticks there are
    /// more than people.
    fn hide_ticks(&mut self, lines: &[(usize, Vec<u64>)]) {
        let ticked = lines.iter().filter_map(|(field, counts)| Some((*counts.get(1)?, *field)));
        let ticked = ticked.filter(|(count, _)| *count > 0);
        let is_all_shown = ticked
            .clone()
            .all(|(_, field)| self.line(field).is_some_and(|line| line.iter().all(|shown| *shown)));
        if let (true, Some((_, field))) = (is_all_shown, ticked.min()) {
            self.lines.insert(field, vec![false; 2]);
        }
    }

    /// That each of a field's options is told of these people.
    pub(super) fn tell_all(&mut self, field: usize, people: &Conditions, options: usize) {
        let people = self.same.known(people);
        self.told.insert((field, people), (0..options).collect());
    }

    /// Unless something is told of the field already.
    fn tell(&mut self, field: usize, people: &Conditions, shown: &[bool]) {
        let options = || (0..shown.len()).filter(|&option| shown[option]).collect();
        self.told.entry((field, people.clone())).or_insert_with(options);
    }

    /// Each option by itself, but those that aren't told where others are.
    fn sets(&self, field: usize, people: &Conditions, options: usize) -> Vec<Vec<usize>> {
        let Some(told) = self.told.get(&(field, people.clone())) else {
            return (0..options).map(|option| vec![option]).collect();
        };
        apart_from(&(0..options).map(|option| told.contains(&option)).collect::<Vec<_>>())
    }
}

fn pair(fields: [usize; 2]) -> [usize; 2] {
    let [one, other] = fields;
    [one.min(other), one.max(other)]
}
