//! Of whom it is counted how many gave each option of a question: all who answered it, and whatever else is asked of them.
//!
//! Two such sets are the same people if one is within the other and as many. What is counted of the one is then told of the other; of others
//! it isn't, because nobody knows who left a question open.

use super::counted::Counted;
use crate::{
    coincidences::Same,
    plan::{Condition, Conditions, Contents, Plan, PopulationId},
};

/// Which of the sets that a plan counts are the same people.
pub(crate) fn same(plan: &Plan, sizes: &[u64]) -> Same {
    let populations = plan.populations.iter().zip(sizes);
    let populations = populations.map(|(population, &size)| (population.conditions.clone(), size));
    let sets: Vec<(Conditions, u64)> = populations.chain(all(plan, sizes)).collect();
    Same::of(sets.iter().map(|(conditions, size)| (conditions, *size)))
}

/// Those who answered these fields, and meet whatever else is asked.
pub(crate) fn answered(conditions: &Conditions, fields: &[usize]) -> Conditions {
    let others = conditions.iter().copied().filter(|asked| !fields.contains(&asked.field));
    let answered = fields.iter().map(|&field| Condition { field, option: None });
    let mut all: Conditions = others.chain(answered).collect();
    all.sort_unstable();
    all
}

/// The same of a population.
pub(super) fn base(plan: &Plan, population: PopulationId, fields: &[usize]) -> Conditions {
    answered(&plan.populations[population].conditions, fields)
}

/// All such sets, and how many they are.
fn all(plan: &Plan, sizes: &[u64]) -> Vec<(Conditions, u64)> {
    let of = |population: PopulationId, fields: &[usize], size| (base(plan, population, fields), size);
    let families = plan.families.iter().filter_map(|family| {
        let all = family.parts.iter().map(|&part| sizes[part]).sum();
        let asked = plan.populations[*family.parts.first()?].conditions.iter();
        let base = &plan.populations[family.base].conditions;
        let by: Vec<usize> = asked.filter(|asked| !base.contains(asked)).map(|asked| asked.field).collect();
        Some(of(family.base, &by, all))
    });
    let cells = plan.cells.iter().flat_map(|cell| {
        let of_cell = |fields: &[usize]| of(cell.population, fields, sizes[cell.population]);
        let of_guard = |&guard: &PopulationId| {
            let asked = plan.populations[guard].conditions.iter().filter(|asked| asked.option.is_some());
            of_cell(&asked.map(|asked| asked.field).collect::<Vec<_>>())
        };
        let of_table = match &cell.contents {
            Contents::Crosstab(table) => vec![of_cell(&table.fields)],
            Contents::Frequencies(frequencies) if frequencies.by.is_none() => {
                frequencies.options.iter().map(|(asked, _)| of_cell(&[asked.field])).collect()
            }
            _ => Vec::new(),
        };
        cell.guards.iter().map(of_guard).chain(of_table).collect::<Vec<_>>()
    });
    let counted =
        plan.analyses.iter().flat_map(|cells| Counted::all(plan, &plan.cells[cells.clone()], sizes));
    let counted = counted.map(|counted| (counted.base, counted.grid.row_totals.iter().sum()));
    families.chain(cells).chain(counted).collect()
}
