//! What each analysis is made of: its populations, sums, and what these imply.

use tacit_form::Analysis;

use super::{Asked, Builder};
use crate::{
    linear::Linear,
    plan::{Cell, Condition, Conditions, Contents, Fact, Family, Moment, PopulationId},
};

impl Builder {
    /// Adds the analysis' cells to the plan; `None` if a product could wrap around in the field.
    pub(super) fn analysis(&mut self, analysis: &Analysis) -> Option<()> {
        match *analysis {
            Analysis::Count { of, by } => self.grouped(of, by, &[], |_, _| Some(Contents::Count)),
            Analysis::Sum { of, by } => self.grouped(Some(of), by, &[Moment::Value(of)], |builder, group| {
                let value = builder.fields[of].value.clone();
                Some(Contents::Sum(builder.sum_in(group, &value)?))
            }),
            Analysis::Mean { of, by } => {
                self.grouped(Some(of), by, &[Moment::Value(of)], |builder, group| {
                    let value = builder.fields[of].value.clone();
                    Some(Contents::Mean(builder.sum_in(group, &value)?))
                })
            }
            Analysis::StandardDeviation { of, by } => {
                let moments = [Moment::Value(of), Moment::Product(of, of)];
                self.grouped(Some(of), by, &moments, |builder, group| {
                    let value = builder.fields[of].value.clone();
                    let sum = builder.sum_in(group, &value)?;
                    let square = builder.product(&value, &value)?;
                    Some(Contents::StandardDeviation { sum, squares: builder.sum_in(group, &square)? })
                })
            }
            Analysis::Frequency { of, by } => {
                let moments: Vec<_> =
                    (0..self.fields[of].options.len()).map(|option| Moment::Option(of, option)).collect();
                self.grouped(Some(of), by, &moments, |builder, group| {
                    let options = builder.fields[of].options.clone();
                    let sums = options.iter().map(|option| builder.sum_in(group, option));
                    Some(Contents::Frequencies(sums.collect::<Option<_>>()?))
                })
            }
            Analysis::Regression { of, ref on } => self.regression(of, on),
        }
    }

    /// One cell for the whole, or one for each group of `by`.
    fn grouped(
        &mut self,
        of: Option<usize>,
        by: Option<usize>,
        moments: &[Moment],
        contents: impl Fn(&mut Self, Option<&Linear>) -> Option<Contents>,
    ) -> Option<()> {
        let base = of.map_or_else(|| Linear::constant(1), |of| self.fields[of].presence.clone());
        let conditions = self.answered(of.as_slice());
        let base_id = self.population(conditions.clone(), &base);
        let facts = |population| moments.iter().map(|&moment| (population, moment)).collect();
        let cell = |group, population, contents| Cell {
            group,
            population,
            margin: 0,
            guards: Vec::new(),
            facts: facts(population),
            contents,
        };
        let Some(by) = by else {
            let contents = contents(self, None)?;
            self.plan.cells.push(cell(None, base_id, contents));
            return Some(());
        };
        let mut parts = Vec::new();
        for (group, indicator) in self.fields[by].options.clone().iter().enumerate() {
            let part = self.product(indicator, &base)?;
            let part = self.population(with(&conditions, by, group), &part);
            let contents = contents(self, Some(indicator))?;
            self.plan.cells.push(cell(Some(group), part, contents));
            parts.push(part);
        }
        self.plan.families.push(Family { base: base_id, parts, moments: moments.to_vec() });
        Some(())
    }

    /// Sums and products over those who answered everything that the regression takes.
    fn regression(&mut self, of: usize, on: &[usize]) -> Option<()> {
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
        self.plan.cells.push(Cell { group: None, population, margin, guards, facts, contents });
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

    /// That the optional ones of these fields are answered.
    fn answered(&self, fields: &[usize]) -> Conditions {
        let optional = fields.iter().filter(|&&field| !self.fields[field].presence.is_one());
        let mut conditions: Conditions = optional.map(|&field| Condition { field, option: None }).collect();
        conditions.sort_unstable();
        conditions.dedup();
        conditions
    }
}

/// A field in a regression, over those who answered all of its fields.
struct Variable {
    field: usize,
    value: Linear,
    /// Whether the value is 0 or 1.
    is_bit: bool,
}

/// The same conditions, and that the field is answered with the option.
fn with(conditions: &Conditions, field: usize, option: usize) -> Conditions {
    let mut conditions: Conditions =
        conditions.iter().copied().filter(|condition| condition.field != field).collect();
    conditions.push(Condition { field, option: Some(option) });
    conditions.sort_unstable();
    conditions
}
