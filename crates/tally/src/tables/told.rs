//! All numbers of people that results tell, and the small ones that they mustn't.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{Tables, summed::summed};
use crate::{
    cohorts::Decision,
    disclosure::{Permitted, ReleaseError},
    plan::{Cell, Condition, Conditions, Contents, Moment, Plan, PopulationId},
};

#[derive(Clone)]
pub(super) struct Told {
    /// Of how many parts of the people something may be told apart: cohorts, and the rest.
    pub(super) parts: usize,
    pub(super) numbers: Vec<Number>,
    /// By the analysis that tells them apart.
    pub(super) few: Vec<Vec<Few>>,
    /// The same of everybody, who is one part then.
    pub(super) few_of_everybody: Vec<Vec<Few>>,
}

/// How many people meet one of these conditions, nobody two of them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Number {
    /// Only of one part of the people.
    pub(super) part: Option<usize>,
    pub(super) of: Vec<Conditions>,
    /// `None`: whoever decides doesn't know it.
    pub(super) people: Option<u64>,
    /// What tells it; `None`: it is always told.
    pub(super) by: Option<Unit>,
}

/// What can be taken back: an analysis, of everybody or of all cohorts. The least ones stay rather than others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Unit {
    pub(super) of_cohorts: bool,
    pub(super) is_table: bool,
    pub(super) analysis: usize,
}

impl Unit {
    /// Whether without this one the other isn't told either: an analysis that is withheld of everybody is withheld of cohorts.
    pub(super) fn takes_back(self, other: Self) -> bool {
        self.analysis == other.analysis && (other.of_cohorts || !self.of_cohorts)
    }
}

/// Fewer than the threshold of one part of the people, but somebody: those who meet these conditions, less those who meet the others.
#[derive(Clone)]
pub(super) struct Few {
    pub(super) part: usize,
    pub(super) of: Vec<Conditions>,
    pub(super) less: Vec<Conditions>,
    pub(super) people: u64,
}

/// What is shown of everybody, or of one part.
struct Results<'a> {
    plan: &'a Plan,
    part: Option<usize>,
    accepted: u64,
    permitted: &'a Permitted,
    tables: &'a Tables,
    /// How many meet which conditions, as far as both parties know.
    sizes: BTreeMap<Conditions, u64>,
}

impl Told {
    /// By what was decided of everybody and of each cohort.
    pub(super) fn by(
        plan: &Plan,
        decision: &Decision,
        (everybody, cohorts): (&Tables, &[Tables]),
        threshold: u64,
    ) -> Result<Self, ReleaseError> {
        let parts = decision.cohorts.len() + 1;
        let mut told = Self { parts, numbers: Vec::new(), few: Vec::new(), few_of_everybody: Vec::new() };
        let of_everybody = Results::new(plan, None, (decision.accepted, &decision.everybody), everybody);
        told.add(&of_everybody, |whole| Ok(decision.runs(plan, whole, threshold)?.of_everybody))?;
        for (part, (cohort, tables)) in decision.cohorts.iter().zip(cohorts).enumerate() {
            let of_cohort = Results::new(plan, Some(part), (cohort.accepted, &cohort.permitted), tables);
            told.add(&of_cohort, |whole| Ok(decision.runs(plan, whole, threshold)?.of_cohorts))?;
        }
        let in_cohorts: u64 = decision.cohorts.iter().map(|cohort| cohort.accepted).sum();
        let left = decision.accepted.checked_sub(in_cohorts).ok_or(ReleaseError::Inconsistent)?;
        told.numbers.push(Number {
            part: Some(parts - 1),
            of: vec![Vec::new()],
            people: Some(left),
            by: None,
        });
        let rest = decision.rest_of(decision.cohorts.iter())?;
        let sizes = decision.cohorts.iter().map(|cohort| &cohort.permitted.populations[..]);
        told.few = few(plan, &sizes.chain([&rest[..]]).collect::<Vec<_>>(), threshold);
        told.few_of_everybody = few(plan, &[&decision.everybody.populations], threshold);
        told.numbers.sort();
        told.numbers.dedup();
        Ok(told)
    }

    /// What is told of everybody, cohorts left aside.
    pub(super) fn of_everybody(&self) -> Self {
        let numbers = self.numbers.iter().filter(|number| number.part.is_none());
        let few = self.few_of_everybody.clone();
        Self { parts: 1, numbers: numbers.cloned().collect(), few, few_of_everybody: Vec::new() }
    }

    /// Adds what these results tell, with the bins of a number that they show as one.
    fn add(
        &mut self,
        results: &Results<'_>,
        runs: impl Fn(&[PopulationId]) -> Result<Vec<Range<usize>>, ReleaseError>,
    ) -> Result<(), ReleaseError> {
        let Results { plan, part, accepted, permitted, .. } = *results;
        self.numbers.push(Number { part, of: vec![Vec::new()], people: Some(accepted), by: None });
        for (analysis, cells) in plan.analyses.iter().enumerate() {
            for index in cells.clone() {
                let cell = &plan.cells[index];
                let asked = plan.populations[cell.population].conditions.iter().copied();
                // How many answered some questions is no secret, told or not.
                self.numbers.push(results.implied(asked.filter(|asked| asked.option.is_none()).collect()));
                if !permitted.cells[index] {
                    continue;
                }
                let is_table = matches!(cell.contents, Contents::Frequencies(_) | Contents::Crosstab(_));
                let by = Unit { of_cohorts: part.is_some(), is_table, analysis };
                self.numbers.push(Number { by: cell.group.map(|_| by), ..results.of(&[cell.population]) });
                let implied = implied(plan, cell).into_iter();
                self.numbers.extend(implied.map(|of| Number { by: Some(by), ..results.implied(of) }));
                let shown: Vec<Number> = match &cell.contents {
                    Contents::Histogram { bins, whole } => {
                        runs(whole)?.into_iter().map(|run| results.of(&bins[run])).collect()
                    }
                    _ => {
                        let shown = results.tables.populations(plan, index).into_iter();
                        shown.map(|population| results.of(&[population])).collect()
                    }
                };
                self.numbers.extend(shown.into_iter().map(|number| Number { by: Some(by), ..number }));
            }
        }
        Ok(())
    }
}

impl<'a> Results<'a> {
    fn new(
        plan: &'a Plan,
        part: Option<usize>,
        (accepted, permitted): (u64, &'a Permitted),
        tables: &'a Tables,
    ) -> Self {
        Self { plan, part, accepted, permitted, tables, sizes: sizes(plan, &permitted.populations) }
    }

    /// How many are in one of these populations.
    fn of(&self, populations: &[PopulationId]) -> Number {
        let conditions =
            populations.iter().map(|&population| self.plan.populations[population].conditions.clone());
        let people = populations.iter().map(|&population| self.permitted.populations[population]).sum();
        Number { part: self.part, of: conditions.collect(), people: Some(people), by: None }
    }

    fn implied(&self, conditions: Conditions) -> Number {
        let people = self.sizes.get(&conditions).copied();
        Number { part: self.part, of: vec![conditions], people, by: None }
    }
}

/// How many meet the conditions of each population, and those of which that follows.
fn sizes(plan: &Plan, populations: &[u64]) -> BTreeMap<Conditions, u64> {
    let conditions = plan.populations.iter().map(|population| population.conditions.clone());
    summed(plan, conditions.zip(populations.iter().copied()).collect(), &BTreeSet::new())
}

/// Of whom a figure implies how many they are.
fn implied(plan: &Plan, cell: &Cell) -> Vec<Conditions> {
    let of = |population: PopulationId| plan.populations[population].conditions.clone();
    let mut implied: Vec<Conditions> = cell.guards.iter().map(|&guard| of(guard)).collect();
    match cell.contents {
        Contents::Crosstab(_) => return Vec::new(),
        Contents::Frequencies(_) | Contents::Histogram { .. } => {}
        _ => implied.extend(cell.facts.iter().map(|&(population, moment)| {
            let mut conditions = of(population);
            if let Moment::Option(field, option) = moment {
                conditions.retain(|asked| asked.field != field);
                conditions.push(Condition { field, option: Some(option) });
                conditions.sort_unstable();
            }
            conditions
        })),
    }
    implied
}

/// The small ones of all that an analysis tells apart, by how many of each part are in each population.
fn few(plan: &Plan, parts: &[&[u64]], threshold: u64) -> Vec<Vec<Few>> {
    let of_analysis = |cells: &Range<usize>| {
        let sums: BTreeSet<Sum> =
            plan.cells[cells.clone()].iter().flat_map(|cell| least(plan, cell)).collect();
        let of_part = |(part, sizes): (usize, &&[u64])| {
            let people = |of: &[PopulationId]| of.iter().map(|&population| sizes[population]).sum::<u64>();
            let of = |of: &[PopulationId]| {
                of.iter().map(|&population| plan.populations[population].conditions.clone()).collect()
            };
            let few = sums.iter().map(|(sum, less)| Few {
                part,
                of: of(sum),
                less: of(less),
                people: people(sum).saturating_sub(people(less)),
            });
            few.filter(|few| (1..threshold).contains(&few.people)).collect::<Vec<_>>()
        };
        parts.iter().enumerate().flat_map(of_part).collect()
    };
    plan.analyses.iter().map(of_analysis).collect()
}

/// So many, less those.
type Sum = (Vec<PopulationId>, Vec<PopulationId>);

/// The least that a cell tells apart. Where several options can be ticked: who ticked one, who didn't, and how many ticks there are more than
/// people.
fn least(plan: &Plan, cell: &Cell) -> Vec<Sum> {
    let each = |of: &[PopulationId]| of.iter().map(|&population| (vec![population], Vec::new())).collect();
    match &cell.contents {
        Contents::Crosstab(table) => each(&table.counts.concat()),
        Contents::Frequencies(frequencies) => {
            let of: Vec<PopulationId> =
                frequencies.options.iter().map(|(_, population)| *population).collect();
            let mut all: Vec<Sum> = each(&of);
            if frequencies.options.iter().any(|(asked, _)| plan.ticked.contains_key(&asked.field)) {
                all.extend(of.iter().map(|&ticked| (vec![cell.population], vec![ticked])));
                all.push((of, vec![cell.population]));
            }
            all
        }
        Contents::Histogram { bins, .. } => each(bins),
        _ => each(cell.group.map(|_| cell.population).as_slice()),
    }
}

impl Tables {
    /// Of whom a cell's table shows how many they are.
    fn populations(&self, plan: &Plan, cell: usize) -> Vec<PopulationId> {
        let line = |line: &[PopulationId], shown: &[bool]| -> Vec<PopulationId> {
            line.iter().zip(shown).filter(|(_, shown)| **shown).map(|(population, _)| *population).collect()
        };
        match &plan.cells[cell].contents {
            Contents::Frequencies(frequencies) => {
                let options: Vec<PopulationId> =
                    frequencies.options.iter().map(|(_, population)| *population).collect();
                self.options.get(&cell).map(|shown| line(&options, shown)).unwrap_or_default()
            }
            Contents::Crosstab(table) => {
                let Some(shown) = self.tables.get(&cell) else { return Vec::new() };
                let counts = table.counts.iter().zip(&shown.counts).flat_map(|(row, shown)| line(row, shown));
                counts
                    .chain(line(&table.row_totals, &shown.row_totals))
                    .chain(line(&table.column_totals, &shown.column_totals))
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}
