//! Regressions, correlations, weighted means: sums and products over those who answered everything, and what these imply.

use super::{Asked, Builder, subject::with};
use crate::{
    linear::Linear,
    plan::{Cell, Conditions, Contents, Fact, Family, Moment, PopulationId},
};

impl Builder {
    /// Sums of these numbers and booleans, and of the products of each two, over those who answered all of them.
    pub(super) fn moments(&mut self, fields: &[usize]) -> Option<()> {
        let complete = self.complete(fields)?;
        let population = self.population(complete.conditions.clone(), &complete.presence);
        let variables = self.variables(fields, &complete.presence)?;
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
        let (guards, facts) = self.implied(population, &complete, &variables)?;
        let contents = Contents::Moments { sums, products };
        let margin = fields.len() as u64 - 1;
        self.plan.cells.push(Cell { part: 0, group: None, population, margin, guards, facts, contents });
        Some(())
    }

    /// The sums of a number's offsets times their weights, and of the weights.
    pub(super) fn weighted_mean(&mut self, of: usize, weight: usize, by: Option<usize>) -> Option<()> {
        let complete = self.complete(&[of, weight])?;
        let base = self.population(complete.conditions.clone(), &complete.presence);
        let variables = self.variables(&[of, weight], &complete.presence)?;
        let Some(by) = by else {
            return self.weighted_cell(None, &complete, &variables, weight).map(drop);
        };
        let mut parts = Vec::new();
        for (option, indicator) in self.fields[by].options.clone().iter().enumerate() {
            let presence = self.product(indicator, &complete.presence)?;
            let members = Complete { presence, conditions: with(&complete.conditions, by, option) };
            let mut own = Vec::new();
            for variable in &variables {
                let value = self.product(indicator, &variable.value)?;
                own.push(Variable { field: variable.field, is_bit: self.is_bit(&value), value });
            }
            parts.push(self.weighted_cell(Some(option), &members, &own, weight)?);
        }
        let moments = vec![Moment::Value(of), Moment::Value(weight), product_of(of, weight)];
        self.plan.families.push(Family { base, parts, moments });
        Some(())
    }

    /// The cell of those who are complete; says which population they are.
    fn weighted_cell(
        &mut self,
        group: Option<usize>,
        complete: &Complete,
        variables: &[Variable],
        weight: usize,
    ) -> Option<PopulationId> {
        let population = self.population(complete.conditions.clone(), &complete.presence);
        let [value, weights] = variables else { return None };
        let least = i128::from(self.fields[weight].min);
        let product = self.product(&value.value, &weights.value)?;
        let sum = self.output(&Linear::sum([(1, &product), (least, &value.value)]));
        let weights = self.output(&weights.value);
        let (guards, facts) = self.implied(population, complete, variables)?;
        let contents = Contents::WeightedMean { sum, weights };
        self.plan.cells.push(Cell { part: 0, group, population, margin: 1, guards, facts, contents });
        Some(population)
    }

    /// Who answered all of these fields.
    fn complete(&mut self, fields: &[usize]) -> Option<Complete> {
        let mut all = Linear::constant(1);
        for &field in fields {
            let presence = self.fields[field].presence.clone();
            all = self.product(&all, &presence)?;
        }
        Some(Complete { presence: all, conditions: self.answered(fields) })
    }

    /// The fields' values, 0 for those who aren't complete.
    fn variables(&mut self, fields: &[usize], complete: &Linear) -> Option<Vec<Variable>> {
        let mut variables = Vec::new();
        for &field in fields {
            let Asked { presence, value, .. } = &self.fields[field];
            // Where completeness is this very presence, the value is zero already without it.
            let value =
                if presence == complete { value.clone() } else { self.product(complete, &value.clone())? };
            variables.push(Variable { field, is_bit: self.is_bit(&value), value });
        }
        Some(variables)
    }

    /// What sums and products imply: those with a variable of 0 and 1, a number's offset too, are sums over those who have it
    /// 0 and 1, and with two such variables the sizes of four groups.
    fn implied(
        &mut self,
        population: PopulationId,
        complete: &Complete,
        variables: &[Variable],
    ) -> Option<(Vec<PopulationId>, Vec<Fact>)> {
        let Complete { presence: complete, conditions } = complete;
        let bits: Vec<&Variable> = variables.iter().filter(|variable| variable.is_bit).collect();
        // A boolean has options.
        let is_number = |variable: &&Variable| self.fields[variable.field].options.is_empty();
        let numbers: Vec<&Variable> = variables.iter().filter(is_number).collect();
        let mut guards = Vec::new();
        let mut facts = Vec::new();
        for (i, left) in numbers.iter().enumerate() {
            facts.push((population, Moment::Value(left.field)));
            for right in &numbers[i..] {
                facts.push((population, product_of(left.field, right.field)));
            }
        }
        for (i, bit) in bits.iter().enumerate() {
            if !numbers.iter().any(|number| number.field == bit.field) {
                facts.push((population, Moment::Option(bit.field, 1)));
            }
            let others = || numbers.iter().filter(|number| number.field != bit.field);
            let no = complete.minus(&bit.value);
            for (option, indicator) in [&no, &bit.value].into_iter().enumerate() {
                let group = self.population(with(conditions, bit.field, option), indicator);
                guards.push(group);
                facts.extend(others().map(|number| (group, Moment::Value(number.field))));
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

/// Those who answered several fields.
struct Complete {
    /// 1 for them, else 0.
    presence: Linear,
    conditions: Conditions,
}

/// A field over those who answered all.
struct Variable {
    field: usize,
    value: Linear,
    /// Whether the value is 0 or 1.
    is_bit: bool,
}

fn product_of(one: usize, other: usize) -> Moment {
    Moment::Product(one.min(other), one.max(other))
}
