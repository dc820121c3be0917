//! How many are in each group of a question. That is said wherever anything is said of a group, so a withheld group must not be what
//! is left when all others are taken from all.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    disclosure::Rules,
    plan::{Condition, Conditions, Family, PopulationId},
    tables::bases,
};

/// The groups of a question in which anybody is, each with the cells that say how many they are: of the group, or of those with the same
/// answer of the same people.
pub(crate) struct Grouping(Vec<(u64, Vec<usize>)>);

/// A field, its option, and of whom it is told how many gave it.
type Group = (usize, usize, Conditions);

impl Rules<'_> {
    pub(crate) fn groupings(&self) -> Vec<Grouping> {
        let same = bases::same(self.plan, self.populations);
        let group = |population: PopulationId, asked: &Condition| -> Option<Group> {
            let people = bases::answered(&self.plan.populations[population].conditions, &[asked.field]);
            Some((asked.field, asked.option?, same.known(&people)))
        };
        let mut counting: BTreeMap<Group, Vec<usize>> = BTreeMap::new();
        for (index, cell) in self.plan.cells.iter().enumerate() {
            for &population in cell.guards.iter().chain([&cell.population]) {
                let asked = self.plan.populations[population].conditions.iter();
                for group in asked.filter_map(|asked| group(population, asked)) {
                    counting.entry(group).or_default().push(index);
                }
            }
        }
        let mut seen = BTreeSet::new();
        let families = self.plan.families.iter().filter(|family| seen.insert((family.base, &family.parts)));
        let grouping = |family: &Family| {
            let base = &self.plan.populations[family.base].conditions;
            let parts = family.parts.iter().filter(|&&part| self.populations[part] > 0);
            let of_part = |&part: &PopulationId| {
                let asked = self.plan.populations[part].conditions.iter().find(|asked| !base.contains(asked));
                let group = asked.and_then(|asked| group(part, asked));
                let cells = group.and_then(|group| counting.get(&group)).cloned().unwrap_or_default();
                (self.populations[part], cells)
            };
            Grouping(parts.map(of_part).collect())
        };
        families.map(grouping).collect()
    }
}

impl Grouping {
    /// Withholds the smallest open group, the first of equal ones, if those in groups that aren't open are too few.
    pub(crate) fn cover(&self, rules: &Rules<'_>, open: &mut [bool]) {
        let Self(groups) = self;
        let is_open = |cells: &[usize], open: &[bool]| cells.iter().any(|&cell| open[cell]);
        let (shown, hidden): (Vec<_>, Vec<_>) = groups.iter().partition(|(_, cells)| is_open(cells, open));
        if rules.too_few(hidden.iter().map(|(size, _)| size).sum())
            && let Some((_, cells)) = shown.into_iter().min_by_key(|(size, _)| size)
        {
            cells.iter().for_each(|&cell| open[cell] = false);
        }
    }
}
