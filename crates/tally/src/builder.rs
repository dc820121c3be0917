//! From a form to constraints: what each field and each analysis adds to the circuit.

use std::collections::HashMap;

use tacit_form::{Analysis, Form, Kind};

use crate::{
    circuit::{CircuitError, Constraint},
    linear::{Expr, Linear},
    plan::{Cell, Contents, Family, Plan, PopulationId, Quantity},
    witness::{Layout, Shape, weights},
};

/// What [`build`] makes, still to be wrapped up as a circuit.
pub(crate) struct Built {
    pub(crate) layouts: Vec<Layout>,
    pub(crate) base_len: usize,
    pub(crate) products: Vec<(Expr, Expr)>,
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) equalities: Vec<Expr>,
    pub(crate) outputs: Vec<Expr>,
    pub(crate) counts: usize,
    pub(crate) plan: Plan,
}

pub(crate) fn build(form: &Form, max_participants: u32) -> Result<Built, CircuitError> {
    let mut builder = Builder::default();
    for field in form.fields() {
        builder.field(&field.kind, field.optional);
    }
    let base_len = builder.bounds.len();
    for analysis in form.analyses() {
        let overflow =
            || CircuitError::Overflow { analysis: form.analysis_title(analysis), max_participants };
        let cells = builder.analysis(analysis).ok_or_else(overflow)?;
        for quantity in cells.iter().flat_map(|cell| cell.contents.quantities()) {
            builder.fits(quantity, max_participants).then_some(()).ok_or_else(overflow)?;
        }
        builder.plan.analyses.push(cells);
    }
    Ok(builder.finish(base_len))
}

/// A field, as expressions.
struct Asked {
    /// 1 if answered, else 0.
    presence: Linear,
    /// The offset of a number from its minimum, a boolean as 0 or 1; 0 if not answered. Constant 0 for other kinds.
    value: Linear,
    /// One indicator an option: of a boolean (no, yes), a choice, a multi.
    options: Vec<Linear>,
}

#[derive(Default)]
struct Builder {
    layouts: Vec<Layout>,
    fields: Vec<Asked>,
    /// The largest value of each element.
    bounds: Vec<u128>,
    constraints: Vec<(Linear, Linear, Option<usize>)>,
    equalities: Vec<Linear>,
    products: Vec<(Linear, Linear)>,
    product_of: HashMap<(Linear, Linear), usize>,
    /// Normalised outputs, in the order of first use.
    outputs: Vec<Linear>,
    output_of: HashMap<Linear, usize>,
    /// Indicators of the plan's populations.
    populations: Vec<Linear>,
    plan: Plan,
}

impl Builder {
    fn element(&mut self, bound: u128) -> usize {
        self.bounds.push(bound);
        self.bounds.len() - 1
    }

    /// `count` elements, each 0 or 1, all 0 unless `presence`: b · (b - presence) = 0 says both at once.
    fn bits(&mut self, count: usize, presence: &Linear) -> usize {
        let first = self.bounds.len();
        for _ in 0..count {
            let bit = Linear::element(self.element(1));
            self.constraints.push((bit.clone(), bit.minus(presence), None));
        }
        first
    }

    fn field(&mut self, kind: &Kind, optional: bool) {
        let one = Linear::constant(1);
        let presence_at = optional.then(|| self.bits(1, &one));
        let presence = presence_at.map_or(one, Linear::element);
        let zero = Linear::constant(0);
        let (first, shape, value, options) = match kind {
            Kind::Number(number) => {
                // `max - min` fits: the form checked that it is below 2^63.
                let weights = weights(number.max.abs_diff(number.min));
                let first = self.bits(weights.len(), &presence);
                let value = Linear::weighted(first, &weights);
                (first, Shape::Number { min: number.min, weights }, value, Vec::new())
            }
            Kind::Boolean => {
                let first = self.bits(1, &presence);
                let yes = Linear::element(first);
                (first, Shape::Boolean, yes.clone(), vec![presence.minus(&yes), yes])
            }
            Kind::Choice(options) => {
                let first = self.bits(options.len(), &presence);
                let sum = Linear::weighted(first, &vec![1; options.len()]);
                self.equalities.push(sum.minus(&presence));
                (first, Shape::Choice { options: options.len() }, zero, elements(first, options.len()))
            }
            Kind::Multi(options) => {
                let first = self.bits(options.len(), &presence);
                let weights = weights(options.len() as u64 - 1);
                let others = self.bits(weights.len(), &presence);
                let ticked = Linear::weighted(first, &vec![1; options.len()]);
                self.equalities.push(ticked.minus(&presence).minus(&Linear::weighted(others, &weights)));
                (
                    first,
                    Shape::Multi { options: options.len(), weights },
                    zero,
                    elements(first, options.len()),
                )
            }
        };
        self.layouts.push(Layout { presence: presence_at, first, shape });
        self.fields.push(Asked { presence, value, options });
    }

    /// What the analysis is made of; `None` if a product could wrap around in the field.
    fn analysis(&mut self, analysis: &Analysis) -> Option<Vec<Cell>> {
        match analysis {
            Analysis::Count { of, by } => self.grouped(*of, *by, |_, _| Some(Contents::Count)),
            Analysis::Sum { of, by } => self.grouped(Some(*of), *by, |builder, group| {
                let value = builder.fields[*of].value.clone();
                Some(Contents::Sum(builder.sum_in(group, &value)?))
            }),
            Analysis::Mean { of, by } => self.grouped(Some(*of), *by, |builder, group| {
                let value = builder.fields[*of].value.clone();
                Some(Contents::Mean(builder.sum_in(group, &value)?))
            }),
            Analysis::StandardDeviation { of, by } => self.grouped(Some(*of), *by, |builder, group| {
                let value = builder.fields[*of].value.clone();
                let sum = builder.sum_in(group, &value)?;
                let square = builder.product(&value, &value)?;
                Some(Contents::StandardDeviation { sum, squares: builder.sum_in(group, &square)? })
            }),
            Analysis::Frequency { of, by } => self.grouped(Some(*of), *by, |builder, group| {
                let options = builder.fields[*of].options.clone();
                let sums = options.iter().map(|option| builder.sum_in(group, option));
                Some(Contents::Frequencies(sums.collect::<Option<_>>()?))
            }),
            Analysis::Regression { of, on } => self.regression(*of, on).map(|cell| vec![cell]),
        }
    }

    /// One cell for the whole, or one for each group of `by`.
    fn grouped(
        &mut self,
        of: Option<usize>,
        by: Option<usize>,
        contents: impl Fn(&mut Self, Option<&Linear>) -> Option<Contents>,
    ) -> Option<Vec<Cell>> {
        let base = of.map_or_else(|| Linear::constant(1), |of| self.fields[of].presence.clone());
        let base_id = self.population(&base);
        let Some(by) = by else {
            let contents = contents(self, None)?;
            return Some(vec![Cell { group: None, population: base_id, guards: Vec::new(), contents }]);
        };
        let mut cells = Vec::new();
        for (group, indicator) in self.fields[by].options.clone().iter().enumerate() {
            let part = self.product(indicator, &base)?;
            let population = self.population(&part);
            let contents = contents(self, Some(indicator))?;
            cells.push(Cell { group: Some(group), population, guards: Vec::new(), contents });
        }
        let family = Family { base: base_id, parts: cells.iter().map(|cell| cell.population).collect() };
        if !self.plan.families.contains(&family) {
            self.plan.families.push(family);
        }
        Some(cells)
    }

    /// Sums and products over those who answered everything that the regression takes.
    fn regression(&mut self, of: usize, on: &[usize]) -> Option<Cell> {
        let variables: Vec<usize> = std::iter::once(of).chain(on.iter().copied()).collect();
        let mut complete = Linear::constant(1);
        for &variable in &variables {
            let presence = self.fields[variable].presence.clone();
            complete = self.product(&complete, &presence)?;
        }
        let population = self.population(&complete);
        let mut values = Vec::new();
        let mut guards = Vec::new();
        for &variable in &variables {
            let Asked { presence, value, options } = &self.fields[variable];
            let (presence, value, boolean) = (presence.clone(), value.clone(), !options.is_empty());
            // Where completeness is this very presence, the value is zero already without it.
            let value = if presence == complete { value } else { self.product(&complete, &value)? };
            let outer = self.population(&presence);
            if outer != population && !self.plan.nested.contains(&(population, outer)) {
                self.plan.nested.push((population, outer));
            }
            if boolean {
                guards.push(self.population(&value));
            }
            values.push(value);
        }
        let sums = values.iter().map(|value| self.output(value)).collect();
        let mut products = Vec::new();
        for (i, left) in values.iter().enumerate() {
            let mut row = Vec::new();
            for right in &values[i..] {
                let product = self.product(left, right)?;
                row.push(self.output(&product));
            }
            products.push(row);
        }
        Some(Cell { group: None, population, guards, contents: Contents::Regression { sums, products } })
    }

    /// The sum of `value` in a group, or in all.
    fn sum_in(&mut self, group: Option<&Linear>, value: &Linear) -> Option<Quantity> {
        let value = match group {
            Some(indicator) => self.product(indicator, value)?,
            None => value.clone(),
        };
        Some(self.output(&value))
    }

    /// An expression for `a · b`: an element that is proven to be it, unless one is known already.
    fn product(&mut self, a: &Linear, b: &Linear) -> Option<Linear> {
        if a.is_one() || (a == b && self.is_bit(a)) {
            return Some(b.clone());
        }
        if b.is_one() {
            return Some(a.clone());
        }
        if [a, b].iter().any(|factor| factor.terms.is_empty() && factor.constant == 0) {
            return Some(Linear::constant(0));
        }
        let key = if a <= b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) };
        if let Some(&element) = self.product_of.get(&key) {
            return Some(Linear::element(element));
        }
        let bound = self.bound(a)?.checked_mul(self.bound(b)?).filter(|&bound| bound < 1 << 127)?;
        let element = self.element(bound);
        self.products.push(key.clone());
        self.constraints.push((key.0.clone(), key.1.clone(), Some(element)));
        self.product_of.insert(key, element);
        Some(Linear::element(element))
    }

    /// Whether the expression is 0 or 1 for every valid measurement.
    fn is_bit(&self, expression: &Linear) -> bool {
        match (expression.constant, expression.terms.as_slice()) {
            (0, &[(element, 1)]) | (1, &[(element, -1)]) => self.bounds[element] == 1,
            // presence - yes, of an optional boolean
            (0, &[(a, 1), (b, -1)]) => self.bounds[a] == 1 && self.bounds[b] == 1,
            _ => false,
        }
    }

    /// The largest value of an expression that is never negative.
    fn bound(&self, expression: &Linear) -> Option<u128> {
        if self.is_bit(expression) {
            return Some(1);
        }
        let start = u128::try_from(expression.constant.max(0)).ok()?;
        expression.terms.iter().filter(|term| term.1 > 0).try_fold(start, |sum, &(element, coefficient)| {
            let term = u128::try_from(coefficient).ok()?.checked_mul(self.bounds[element])?;
            sum.checked_add(term)
        })
    }

    /// The sum of an expression over all reports.
    fn output(&mut self, expression: &Linear) -> Quantity {
        let constant = expression.constant;
        if expression.terms.is_empty() {
            return Quantity { constant, sign: 1, output: None };
        }
        let (terms, sign) = expression.normalized();
        let output = *self.output_of.entry(terms).or_insert_with_key(|terms| {
            self.outputs.push(terms.clone());
            self.outputs.len() - 1
        });
        Quantity { constant, sign, output: Some(output) }
    }

    fn population(&mut self, indicator: &Linear) -> PopulationId {
        if let Some(known) = self.populations.iter().position(|population| population == indicator) {
            return known;
        }
        self.populations.push(indicator.clone());
        let count = self.output(indicator);
        self.plan.populations.push(count);
        self.populations.len() - 1
    }

    /// Whether the sum can't exceed 2^127 over so many reports.
    fn fits(&self, quantity: Quantity, reports: u32) -> bool {
        let Some(output) = quantity.output else { return true };
        let bound = self.bound(&self.outputs[output]);
        bound.and_then(|bound| bound.checked_mul(u128::from(reports))).is_some_and(|sum| sum < 1 << 127)
    }

    /// Orders the outputs, counts first, and makes everything ready for evaluation.
    fn finish(mut self, base_len: usize) -> Built {
        let is_count =
            |output: &usize| self.plan.populations.iter().any(|count| count.output == Some(*output));
        let (counts, values): (Vec<usize>, Vec<usize>) = (0..self.outputs.len()).partition(is_count);
        let order: Vec<usize> = counts.iter().chain(&values).copied().collect();
        let mut position = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            position[old] = new;
        }
        self.plan.renumber(&position);
        let constraint = |(a, b, c): &(Linear, Linear, Option<usize>)| Constraint {
            a: a.into(),
            b: (a != b).then(|| b.into()),
            c: c.map(Expr::Element),
        };
        Built {
            layouts: self.layouts,
            base_len,
            products: self.products.iter().map(|(a, b)| (a.into(), b.into())).collect(),
            constraints: self.constraints.iter().map(constraint).collect(),
            equalities: self.equalities.iter().map(Expr::from).collect(),
            outputs: order.iter().map(|&output| Expr::from(&self.outputs[output])).collect(),
            counts: counts.len(),
            plan: self.plan,
        }
    }
}

fn elements(first: usize, count: usize) -> Vec<Linear> {
    (first..first + count).map(Linear::element).collect()
}
