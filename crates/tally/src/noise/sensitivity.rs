//! How much the sums change at most when one report's answers are replaced by others.
//!
//! Every output is measured in its own width: how far its largest value for one report is from its least. So replacing the
//! answers moves it by 1 at most. Outputs of which only one can be other than 0 for any report, as those of the options of a
//! choice, are taken together: replacing the answers moves two of them, and all of them by 2 together.

use std::collections::BTreeMap;

use crate::{circuit::Inner, linear::Expr, witness::Shape};

/// The sensitivity of a circuit's outputs.
pub(super) struct Sensitivity {
    /// Of each output, in its own units; at least 1.
    pub(super) widths: Vec<u128>,
    /// The L1 sensitivity of all outputs, each measured in its own width.
    pub(super) total: u128,
}

/// What must be answered with what for a value to be other than 0: fields and their options, each field once.
type Conditions = BTreeMap<usize, usize>;

/// `None` if a width doesn't fit.
pub(super) fn of(circuit: &Inner) -> Option<Sensitivity> {
    let elements = Elements::of(circuit)?;
    let widths = circuit.outputs.iter().enumerate().map(|(number, output)| {
        // A count is 0 or 1 of each report, but for a sign and a constant, however it is written.
        if number < circuit.counts {
            return Some(1);
        }
        let (least, largest) = elements.bounds(output)?;
        u128::try_from(largest.checked_sub(least)?.max(1)).ok()
    });
    let widths = widths.collect::<Option<Vec<_>>>()?;
    let mut together: Vec<Vec<Conditions>> = Vec::new();
    for output in &circuit.outputs {
        let conditions = elements.conditions(output);
        let exclude = |others: &Vec<Conditions>| others.iter().all(|other| contradict(other, &conditions));
        match together.iter().position(exclude) {
            Some(at) => together[at].push(conditions),
            None => together.push(vec![conditions]),
        }
    }
    let total = together.iter().map(|outputs| outputs.len().min(2) as u128).sum();
    Some(Sensitivity { widths, total })
}

fn contradict(one: &Conditions, other: &Conditions) -> bool {
    one.iter().any(|(field, option)| other.get(field).is_some_and(|asked| asked != option))
}

/// What is known of a measurement's elements.
struct Elements {
    /// The largest value of each; none is negative.
    largest: Vec<i128>,
    conditions: Vec<Conditions>,
    /// By the element that says yes: a boolean, and the element that says that it is answered, if it may be left out.
    booleans: BTreeMap<usize, (usize, Option<usize>)>,
}

impl Elements {
    fn of(circuit: &Inner) -> Option<Self> {
        let mut conditions = vec![Conditions::new(); circuit.base_len];
        let mut booleans = BTreeMap::new();
        let mut options = |field: usize, first: usize, count: usize| {
            (0..count).for_each(|option| conditions[first + option] = Conditions::from([(field, option)]));
        };
        for (field, layout) in circuit.layouts.iter().enumerate() {
            match layout.shape {
                Shape::Choice { options: count } => options(field, layout.first, count),
                Shape::Boolean => {
                    booleans.insert(layout.first, (field, layout.presence));
                }
                Shape::Number { .. } | Shape::Multi { .. } => {}
            }
        }
        for binning in &circuit.binnings {
            options(binning.choice, binning.first, binning.starts.len());
        }
        for (&yes, &(field, _)) in &booleans {
            conditions[yes] = Conditions::from([(field, 1)]);
        }
        let mut elements = Self { largest: vec![1; circuit.base_len], conditions, booleans };
        for (one, other) in &circuit.products {
            let [(_, one_largest), (_, other_largest)] = [elements.bounds(one)?, elements.bounds(other)?];
            let mut conditions = elements.conditions(one);
            conditions.extend(elements.conditions(other));
            elements.largest.push(one_largest.checked_mul(other_largest)?);
            elements.conditions.push(conditions);
        }
        Some(elements)
    }

    /// The least and the largest value of an expression.
    fn bounds(&self, expression: &Expr) -> Option<(i128, i128)> {
        if self.no(expression).is_some() {
            return Some((0, 1));
        }
        let (constant, terms) = expression.terms();
        terms.into_iter().try_fold((constant, constant), |(least, largest), (element, coefficient)| {
            let term = coefficient.checked_mul(self.largest[element])?;
            Some((least.checked_add(term.min(0))?, largest.checked_add(term.max(0))?))
        })
    }

    /// What must be answered for an expression to be other than 0.
    fn conditions(&self, expression: &Expr) -> Conditions {
        if let Some(field) = self.no(expression) {
            return Conditions::from([(field, 0)]);
        }
        let (constant, terms) = expression.terms();
        let mut of_terms = terms.into_iter().map(|(element, _)| &self.conditions[element]);
        match of_terms.next() {
            Some(first) if constant == 0 => of_terms.fold(first.clone(), |mut common, other| {
                common.retain(|field, option| other.get(field) == Some(option));
                common
            }),
            _ => Conditions::new(),
        }
    }

    /// The boolean of which an expression says that it is answered with no.
    fn no(&self, expression: &Expr) -> Option<usize> {
        let (constant, terms) = expression.terms();
        let (yes, presence) = match (constant, terms.as_slice()) {
            (1, &[(yes, -1)]) => (yes, None),
            (0, &[(presence, 1), (yes, -1)] | &[(yes, -1), (presence, 1)]) => (yes, Some(presence)),
            _ => return None,
        };
        let &(field, answered) = self.booleans.get(&yes)?;
        (answered == presence).then_some(field)
    }
}
