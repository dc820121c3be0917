//! Opening: from both parties' shares to results.

use tacit_form::{
    Analysis, Field, Form, Part,
    results::{AnalysisResult, Outcome, Results, Row, VERSION},
    statistics::{CrossMoments, Moments, Variable},
};

use crate::{
    aggregate::{decode_element, encode_element},
    circuit::Circuit,
    disclosure::{Permitted, ReleaseError, Released, open_counts, value_of},
    helper::HelperAggregate,
    plan::{Cell, Contents, Quantity},
};

impl HelperAggregate {
    /// The helper's share of the counts, for the leader. Send it only if at least as many reports as the session's
    /// threshold were accepted.
    pub fn counts(&self, circuit: &Circuit) -> Vec<[u8; 16]> {
        self.elements[..circuit.0.counts].iter().map(|&share| encode_element(share)).collect()
    }

    /// The results of `form`, for which `circuit` was compiled, from what the leader released.
    ///
    /// Checks that the leader released what the threshold permits, no more and no less. `submitted` is the number of
    /// reports in the closed set.
    pub fn open(
        &self,
        circuit: &Circuit,
        form: &Form,
        released: &Released,
        submitted: u64,
        threshold: u32,
    ) -> Result<Results, ReleaseError> {
        let opened = Opened::new(self, circuit, released, threshold)?;
        let rejected = submitted.checked_sub(released.accepted).ok_or(ReleaseError::Inconsistent)?;
        let plan = &circuit.0.plan;
        let analyses = form
            .analyses()
            .iter()
            .zip(&plan.analyses)
            .map(|(analysis, cells)| {
                let parts = Parts::of(form, analysis);
                let rows =
                    cells.clone().map(|cell| opened.row(form, analysis, &parts, &plan.cells[cell], cell));
                Ok(AnalysisResult::new(form, analysis, rows.collect::<Result<_, _>>()?))
            })
            .collect::<Result<_, ReleaseError>>()?;
        Ok(Results {
            version: VERSION,
            title: form.title().to_owned(),
            submitted,
            accepted: released.accepted,
            rejected,
            threshold: u64::from(threshold),
            analyses,
        })
    }
}

/// What an analysis has one result for each of.
struct Parts {
    of: Vec<Part>,
    /// Of a ratio, what they are divided by.
    to: Vec<Part>,
}

impl Parts {
    fn of(form: &Form, analysis: &Analysis) -> Self {
        let to = match *analysis {
            Analysis::Ratio { to, .. } => form.parts(to),
            _ => Vec::new(),
        };
        Self { of: analysis.measure().map(|measure| form.parts(measure)).unwrap_or_default(), to }
    }
}

/// The opened outputs, and what may be shown of them.
struct Opened {
    accepted: u64,
    outputs: Vec<Option<u128>>,
    /// `None`: there are too few reports for anything.
    permitted: Option<Permitted>,
}

impl Opened {
    fn new(
        own: &HelperAggregate,
        circuit: &Circuit,
        released: &Released,
        threshold: u32,
    ) -> Result<Self, ReleaseError> {
        let inner = &circuit.0;
        let accepted = released.accepted;
        if released.values.len() != inner.outputs.len() - inner.counts {
            return Err(ReleaseError::Shape);
        }
        if accepted < u64::from(threshold) {
            let nothing = released.counts.is_empty() && released.values.iter().all(Option::is_none);
            let outputs = vec![None; inner.outputs.len()];
            return nothing
                .then_some(Self { accepted, outputs, permitted: None })
                .ok_or(ReleaseError::WrongRelease);
        }
        let (own_counts, own_values) = own.elements.split_at(inner.counts);
        let counts = open_counts(inner, own_counts, &released.counts)?;
        let permitted = Permitted::decide(inner, &counts, accepted, threshold)?;
        if released.values.iter().map(Option::is_some).ne(permitted.values.iter().copied()) {
            return Err(ReleaseError::WrongRelease);
        }
        let mut outputs: Vec<Option<u128>> = counts.into_iter().map(Some).collect();
        for (&own, share) in own_values.iter().zip(&released.values) {
            let open = |share: &[u8; 16]| Some(u128::from(own + decode_element(share)?));
            outputs.push(share.as_ref().map(|share| open(share).ok_or(ReleaseError::Shape)).transpose()?);
        }
        Ok(Self { accepted, outputs, permitted: Some(permitted) })
    }

    fn row(
        &self,
        form: &Form,
        analysis: &Analysis,
        parts: &Parts,
        cell: &Cell,
        index: usize,
    ) -> Result<Row, ReleaseError> {
        let group =
            analysis.by().zip(cell.group).map(|(by, group)| form.fields()[by].groups()[group].clone());
        let (row, column) = match parts.of.get(cell.part) {
            Some(part) => (part.row.clone(), part.column.clone()),
            None => (None, None),
        };
        let shown = self.permitted.as_ref().filter(|permitted| permitted.cells[index]);
        let Some(permitted) = shown else {
            return Ok(Row { row, column, group, count: None, outcome: Outcome::Withheld });
        };
        let count = permitted.populations[cell.population];
        let outcome = self.outcome(form, analysis, parts, cell, count)?;
        Ok(Row { row, column, group, count: Some(count), outcome })
    }

    fn outcome(
        &self,
        form: &Form,
        analysis: &Analysis,
        parts: &Parts,
        cell: &Cell,
        count: u64,
    ) -> Result<Outcome, ReleaseError> {
        let moments = |sum: Quantity, squares: Option<Quantity>| {
            let sum_of_squares = squares.map(|squares| self.value(squares)).transpose()?;
            Ok(Moments { count, sum: self.value(sum)?, sum_of_squares })
        };
        let number_of = |parts: &[Part]| {
            parts.get(cell.part).and_then(|part| form.number_of(&part.fields)).ok_or(ReleaseError::Shape)
        };
        let number = || number_of(&parts.of);
        Ok(match &cell.contents {
            Contents::Count => Outcome::Count,
            Contents::Sum(sum) => Outcome::sum(&number()?, &moments(*sum, None)?),
            Contents::Mean(sum) => Outcome::mean(&number()?, &moments(*sum, None)?),
            Contents::StandardDeviation { sum, squares } => {
                Outcome::standard_deviation(&number()?, &moments(*sum, Some(*squares))?)
            }
            Contents::Ratio { of, to } => {
                let divisor = number_of(&parts.to)?;
                Outcome::ratio((&number()?, &moments(*of, None)?), (&divisor, &moments(*to, None)?))
            }
            Contents::Frequencies(options) => {
                let labels = analysis.of().map(|of| form.fields()[of].groups()).unwrap_or_default();
                let counts = options.iter().map(|&option| {
                    u64::try_from(self.value(option)?).map_err(|_| ReleaseError::Inconsistent)
                });
                Outcome::Frequencies(labels.into_iter().zip(counts.collect::<Result<Vec<_>, _>>()?).collect())
            }
            Contents::Regression { sums, products } => {
                self.regression(form, analysis, count, sums, products)?
            }
        })
    }

    fn regression(
        &self,
        form: &Form,
        analysis: &Analysis,
        count: u64,
        sums: &[Quantity],
        products: &[Vec<Quantity>],
    ) -> Result<Outcome, ReleaseError> {
        let Analysis::Regression { of, on } = analysis else { return Err(ReleaseError::Shape) };
        let fields: Vec<&Field> = std::iter::once(of).chain(on).map(|&index| &form.fields()[index]).collect();
        let names = fields[1..].iter().map(|field| field.label.clone()).collect();
        let variables: Option<Vec<Variable>> = fields.iter().map(|field| Variable::of(field)).collect();
        let variables = variables.ok_or(ReleaseError::Shape)?;
        let mut square = vec![vec![0; fields.len()]; fields.len()];
        for (i, row) in products.iter().enumerate() {
            for (j, &product) in row.iter().enumerate() {
                square[i][i + j] = self.value(product)?;
            }
        }
        let sums = sums.iter().map(|&sum| self.value(sum)).collect::<Result<_, _>>()?;
        Ok(Outcome::regression(names, &variables, &CrossMoments { count, sums, products: square }))
    }

    fn value(&self, quantity: Quantity) -> Result<u128, ReleaseError> {
        value_of(quantity, &self.outputs, self.accepted).ok_or(ReleaseError::Shape)
    }
}
