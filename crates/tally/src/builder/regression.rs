//! Regressions: sums and products over those who answered everything, and what these imply.

use super::{Asked, Builder, subject::with};
use crate::{
    linear::Linear,
    plan::{Cell, Conditions, Contents, Fact, Moment, PopulationId},
};

impl Builder {
    /// Sums and products over those who answered everything that the regression takes.
    pub(super) fn regression(&mut self, of: usize, on: &[usize]) -> Option<()> {
        let fields: Vec<usize> = std::iter::once(of).chain(on.iter().copied()).collect();
        let mut complete = Linear::constant(1);
        for &field in &fields {
            let presence = self.fields[field].presence.clone();
            complete = self.product(&complete, &presence)?;
        }
        let conditions = self.answered(&fields);
        let population = self.population(conditions.clone(), &complete);
        let mut variables = Vec::new();
        for &field in &fields {
            let Asked { presence, value, .. } = &self.fields[field];
            // Where completeness is this very presence, the value is zero already without it.
            let value =
                if *presence == complete { value.clone() } else { self.product(&complete, &value.clone())? };
            variables.push(Variable { field, is_bit: self.is_bit(&value), value });
        }
        let sums = variables.iter().map(|variable| self.output(&variable.value)).collect();
        let mut products = Vec::new();
        for (i, left) in variables.iter().enumerate() {
            let mut row = Vec::new();
            for right in &variables[i..] {
                let product = self.product(&left.value, &right.value)?;
                row.push(self.output(&product));
            }
            products.push(row);
        }
        let (guards, facts) = self.implied(population, &conditions, &complete, &variables)?;
        let contents = Contents::Regression { sums, products };
        let margin = on.len() as u64;
        self.plan.cells.push(Cell { part: 0, group: None, population, margin, guards, facts, contents });
        Some(())
    }

    /// What a regression's sums and products imply: those with a variable of 0 and 1 are sums over those who have it 0
    /// and 1, and with two such variables the sizes of four groups.
    fn implied(
        &mut self,
        population: PopulationId,
        conditions: &Conditions,
        complete: &Linear,
        variables: &[Variable],
    ) -> Option<(Vec<PopulationId>, Vec<Fact>)> {
        let (bits, numbers): (Vec<&Variable>, Vec<&Variable>) =
            variables.iter().partition(|variable| variable.is_bit);
        let mut guards = Vec::new();
        let mut facts = Vec::new();
        for (i, left) in numbers.iter().enumerate() {
            facts.push((population, Moment::Value(left.field)));
            for right in &numbers[i..] {
                let (low, high) = (left.field.min(right.field), left.field.max(right.field));
                facts.push((population, Moment::Product(low, high)));
            }
        }
        for (i, bit) in bits.iter().enumerate() {
            facts.push((population, Moment::Option(bit.field, 1)));
            let no = complete.minus(&bit.value);
            for (option, indicator) in [&no, &bit.value].into_iter().enumerate() {
                let group = self.population(with(conditions, bit.field, option), indicator);
                guards.push(group);
                facts.extend(numbers.iter().map(|number| (group, Moment::Value(number.field))));
            }
            for other in &bits[i + 1..] {
                let both = self.product(&bit.value, &other.value)?;
                let neither = no.minus(&other.value.minus(&both));
                let groups = [[neither, other.value.minus(&both)], [bit.value.minus(&both), both]];
                for (one, row) in groups.iter().enumerate() {
                    for (two, indicator) in row.iter().enumerate() {
                        let conditions = with(&with(conditions, bit.field, one), other.field, two);
                        guards.push(self.population(conditions, indicator));
                    }
                }
            }
        }
        Some((guards, facts))
    }
}

/// A field in a regression, over those who answered all of its fields.
struct Variable {
    field: usize,
    value: Linear,
    /// Whether the value is 0 or 1.
    is_bit: bool,
}
