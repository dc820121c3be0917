//! From a form to constraints: what each field adds to the circuit, and (in [`analyses`]) each analysis.

mod analyses;
mod bins;
mod cross;
mod frequencies;
mod subject;

use std::collections::HashMap;

use tacit_form::{Analysis, Form, Kind};

use crate::{
    circuit::{CircuitError, Constraint, MAX_CONSTRAINTS, MAX_OUTPUTS, MAX_POPULATIONS},
    linear::{Expr, Linear},
    plan::{Conditions, Plan, Population, PopulationId, Quantity, Question},
    witness::{Binning, Layout, Shape, weights},
};

/// The most terms that the factors of products and the outputs may have in all: bounds the memory that compiling takes.
const MAX_TERMS: usize = 1_000_000;

/// What [`build`] makes, still to be wrapped up as a circuit.
pub(crate) struct Built {
    pub(crate) layouts: Vec<Layout>,
    pub(crate) binnings: Vec<Binning>,
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
        builder.check_size()?;
    }
    for analysis in form.analyses() {
        if let Analysis::Histogram { of, limits, .. } = analysis {
            builder.binning(*of, limits);
            builder.check_size()?;
        }
    }
    let base_len = builder.bounds.len();
    for analysis in form.analyses() {
        let first = builder.plan.cells.len();
        let built = builder.analysis(form, analysis);
        builder.check_size()?;
        let cells = &builder.plan.cells[first..];
        let mut quantities = cells.iter().flat_map(|cell| cell.contents.quantities());
        if built.is_none() || !quantities.all(|quantity| builder.fits(quantity, max_participants)) {
            return Err(CircuitError::Overflow { analysis: form.analysis_title(analysis), max_participants });
        }
        let last = builder.plan.cells.len();
        builder.plan.analyses.push(first..last);
    }
    Ok(builder.finish(base_len))
}

/// A field, as expressions.
struct Asked {
    /// 1 if answered, else 0.
    presence: Linear,
    /// The offset of a number from its minimum, a boolean as 0 or 1; 0 if not answered. Constant 0 for other kinds.
    value: Linear,
    /// What the offset counts from; 0 for other kinds than numbers.
    min: i64,
    /// One indicator an option: of a boolean (no, yes), a choice, a multi.
    options: Vec<Linear>,
}

/// One of the groups that a field makes: its option, and the option's indicator.
type Group<'a> = (usize, &'a Linear);

#[derive(Default)]
struct Builder {
    layouts: Vec<Layout>,
    binnings: Vec<Binning>,
    /// Those of the form, then one for each of `binnings`, a choice of its bins, then those of [`Plan::ticked`].
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
    population_of: HashMap<Conditions, PopulationId>,
    /// The sums of several numbers of which a square is taken, by their fields.
    square_of: HashMap<Vec<usize>, usize>,
    plan: Plan,
    /// How many terms the factors of products and the outputs have.
    terms: usize,
    /// Whether the circuit has become too large; no products are added then.
    too_large: bool,
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
        let min = if let Shape::Number { min, .. } = shape { min } else { 0 };
        self.layouts.push(Layout { presence: presence_at, first, shape });
        self.fields.push(Asked { presence, value, min, options });
    }

    /// The sum of `value` in a group, or in all.
    fn sum_in(&mut self, group: Option<Group<'_>>, value: &Linear) -> Option<Quantity> {
        let value = match group {
            Some((_, indicator)) => self.product(indicator, value)?,
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
        if self.is_too_large() {
            return Some(Linear::constant(0));
        }
        let bound = self.bound(a)?.checked_mul(self.bound(b)?).filter(|&bound| bound < 1 << 127)?;
        let element = self.element(bound);
        self.terms += key.0.terms.len() + key.1.terms.len();
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
            self.terms += terms.terms.len();
            self.outputs.push(terms.clone());
            self.outputs.len() - 1
        });
        Quantity { constant, sign, output: Some(output) }
    }

    fn population(&mut self, conditions: Conditions, indicator: &Linear) -> PopulationId {
        if let Some(&known) = self.population_of.get(&conditions) {
            return known;
        }
        let count = self.output(indicator);
        self.plan.populations.push(Population { conditions: conditions.clone(), count });
        let id = self.plan.populations.len() - 1;
        self.population_of.insert(conditions, id);
        id
    }

    /// Whether any limit is exceeded. From then on products are left out, so that a form can't make us work long before
    /// it is refused.
    fn is_too_large(&mut self) -> bool {
        self.too_large |= self.constraints.len() > MAX_CONSTRAINTS
            || self.terms > MAX_TERMS
            || self.outputs.len() > MAX_OUTPUTS
            || self.plan.populations.len() > MAX_POPULATIONS;
        self.too_large
    }

    fn check_size(&mut self) -> Result<(), CircuitError> {
        if self.is_too_large() { Err(CircuitError::TooLarge) } else { Ok(()) }
    }

    /// Whether the sum can't exceed 2^127 over so many reports.
    fn fits(&self, quantity: Quantity, reports: u32) -> bool {
        let Some(output) = quantity.output else { return true };
        let bound = self.bound(&self.outputs[output]);
        bound.and_then(|bound| bound.checked_mul(u128::from(reports))).is_some_and(|sum| sum < 1 << 127)
    }

    fn questions(&self) -> Vec<Question> {
        let of_bins = |field: usize| self.binnings.iter().find(|binning| binning.choice == field);
        let of_ticks = |field: usize| self.plan.ticked.get(&field).map(|(of, _)| *of);
        let fields = self.fields.iter().enumerate();
        let question = |(field, asked): (usize, &Asked)| Question {
            options: asked.options.len(),
            is_optional: !asked.presence.is_one(),
            stands_for: of_bins(field).map(|binning| binning.field).or_else(|| of_ticks(field)),
        };
        fields.map(question).collect()
    }

    /// Orders the outputs, counts first, and makes everything ready for evaluation.
    fn finish(mut self, base_len: usize) -> Built {
        let mut is_count = vec![false; self.outputs.len()];
        for count in self.plan.populations.iter().filter_map(|population| population.count.output) {
            is_count[count] = true;
        }
        let (counts, values): (Vec<usize>, Vec<usize>) =
            (0..is_count.len()).partition(|&output| is_count[output]);
        let order: Vec<usize> = counts.iter().chain(&values).copied().collect();
        let mut position = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            position[old] = new;
        }
        self.plan.renumber(&position);
        self.plan.questions = self.questions();
        let constraint = |(a, b, c): &(Linear, Linear, Option<usize>)| Constraint {
            a: a.into(),
            b: (a != b).then(|| b.into()),
            c: c.map(Expr::Element),
        };
        Built {
            layouts: self.layouts,
            binnings: self.binnings,
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
