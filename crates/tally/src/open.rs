//! Opening: from both parties' shares to results.

use std::ops::Range;

use tacit_form::{
    Analysis, Field, Form, Part,
    results::{AnalysisResult, Outcome, Results, Row, VERSION},
    statistics::{self, CrossMoments, Moments, Variable},
};

use crate::{
    aggregate::{decode_element, encode_element},
    circuit::{Circuit, Inner},
    cohorts::{Decision, Terms},
    disclosure::{Permitted, ReleaseError, Released, noisy_value_of, open_counts, value_of},
    helper::HelperAggregate,
    joining,
    noise::Noise,
    plan::{Cell, Contents, PopulationId, Quantity},
    tables::Tables,
    uncertainty,
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
        self.open_on(circuit, form, released, submitted, (&Terms::exact(threshold), None, None))
    }

    /// The same on terms, by what is permitted if that is decided already; this share has the helper's noise already.
    pub(crate) fn open_on(
        &self,
        circuit: &Circuit,
        form: &Form,
        released: &Released,
        submitted: u64,
        (terms, permitted, tables): (&Terms, Option<&Permitted>, Option<Tables>),
    ) -> Result<Results, ReleaseError> {
        let opened = Opened::new(self, circuit, released, (terms, permitted, tables))?;
        let rejected = submitted.checked_sub(released.accepted).ok_or(ReleaseError::Inconsistent)?;
        let analyses = opened.analyses(form)?;
        Ok(Results {
            version: VERSION,
            title: form.title().to_owned(),
            submitted,
            accepted: released.accepted,
            rejected,
            threshold: u64::from(terms.threshold),
            epsilon: terms.noise().map(Noise::epsilon),
            analyses,
            cohorts: Vec::new(),
        })
    }

    /// What each of the form's analyses says of a cohort, the one with this index among those decided about; this share has
    /// the helper's noise already.
    pub(crate) fn open_cohort(
        &self,
        circuit: &Circuit,
        form: &Form,
        released: &Released,
        (decision, index): (&Decision, usize),
        (terms, tables): (&Terms, Option<Tables>),
    ) -> Result<Vec<AnalysisResult>, ReleaseError> {
        let cohort = decision.cohorts.get(index).ok_or(ReleaseError::Shape)?;
        if released.accepted != cohort.accepted {
            return Err(ReleaseError::WrongRelease);
        }
        let inner = &circuit.0;
        let counts = open_counts(inner, &self.elements[..inner.counts], &released.counts)?;
        let outputs = open_values(self, inner, counts, released, &cohort.permitted)?;
        let opened = Opened {
            circuit: inner,
            threshold: terms.threshold.into(),
            noise: terms.noise(),
            accepted: released.accepted,
            outputs,
            permitted: Some(cohort.permitted.clone()),
            tables,
            beside: Some(decision),
        };
        opened.analyses(form)
    }
}

/// The opened outputs, if exactly the permitted values are released.
fn open_values(
    own: &HelperAggregate,
    circuit: &Inner,
    counts: Vec<u128>,
    released: &Released,
    permitted: &Permitted,
) -> Result<Vec<Option<u128>>, ReleaseError> {
    if released.values.iter().map(Option::is_some).ne(permitted.values.iter().copied()) {
        return Err(ReleaseError::WrongRelease);
    }
    let mut outputs: Vec<Option<u128>> = counts.into_iter().map(Some).collect();
    for (&own, share) in own.elements[circuit.counts..].iter().zip(&released.values) {
        let open = |share: &[u8; 16]| Some(u128::from(own + decode_element(share)?));
        outputs.push(share.as_ref().map(|share| open(share).ok_or(ReleaseError::Shape)).transpose()?);
    }
    Ok(outputs)
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
#[derive(Clone)]
pub(crate) struct Opened<'a> {
    pub(crate) circuit: &'a Inner,
    pub(crate) threshold: u64,
    pub(crate) noise: Option<&'a Noise>,
    pub(crate) accepted: u64,
    pub(crate) outputs: Vec<Option<u128>>,
    /// `None`: there are too few reports for anything.
    pub(crate) permitted: Option<Permitted>,
    /// What is shown of frequencies and two-way tables; `None`: all.
    pub(crate) tables: Option<Tables>,
    /// Of a cohort: what is opened of everybody, and of the other cohorts.
    beside: Option<&'a Decision>,
}

impl<'a> Opened<'a> {
    fn new(
        own: &HelperAggregate,
        circuit: &'a Circuit,
        released: &Released,
        (terms, permitted, tables): (&'a Terms, Option<&Permitted>, Option<Tables>),
    ) -> Result<Self, ReleaseError> {
        let (inner, threshold) = (&circuit.0, terms.threshold);
        let accepted = released.accepted;
        let known = |outputs, permitted: Option<Permitted>, tables| Self {
            tables,
            circuit: inner,
            threshold: threshold.into(),
            noise: terms.noise(),
            accepted,
            outputs,
            permitted,
            beside: None,
        };
        if released.values.len() != inner.outputs.len() - inner.counts {
            return Err(ReleaseError::Shape);
        }
        if accepted < u64::from(threshold) {
            let nothing = released.counts.is_empty() && released.values.iter().all(Option::is_none);
            let outputs = vec![None; inner.outputs.len()];
            return nothing.then(|| known(outputs, None, None)).ok_or(ReleaseError::WrongRelease);
        }
        let counts = open_counts(inner, &own.elements[..inner.counts], &released.counts)?;
        let permitted = match permitted {
            Some(permitted) => permitted.clone(),
            None => Permitted::decide(inner, &counts, accepted, threshold)?,
        };
        let outputs = open_values(own, inner, counts, released, &permitted)?;
        let tables = match tables {
            None if terms.blur.is_none() => {
                Some(Tables::of(&inner.plan, &permitted, accepted, threshold.into())?)
            }
            tables => tables,
        };
        Ok(known(outputs, Some(permitted), tables))
    }

    fn analyses(&self, form: &Form) -> Result<Vec<AnalysisResult>, ReleaseError> {
        let numbers = 0..form.analyses().len();
        let found = numbers.map(|number| {
            let mut rows = self.rows(form, number)?;
            self.add_noise_errors(form, number, &mut rows)?;
            Ok(AnalysisResult::new(form, &form.analyses()[number], rows))
        });
        found.collect()
    }

    /// The rows of an analysis.
    pub(crate) fn rows(&self, form: &Form, number: usize) -> Result<Vec<Row>, ReleaseError> {
        let (Some(analysis), Some(cells)) =
            (form.analyses().get(number), self.circuit.plan.analyses.get(number))
        else {
            return Err(ReleaseError::Shape);
        };
        let parts = Parts::of(form, analysis);
        let row = |cell: usize| self.row(form, analysis, &parts, &self.circuit.plan.cells[cell], cell);
        cells.clone().map(row).collect()
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
        let is_shown = |permitted: &&Permitted| {
            permitted.cells[index] && self.tables.as_ref().is_none_or(|tables| tables.permits(index))
        };
        let shown = self.permitted.as_ref().filter(is_shown);
        let Some(permitted) = shown else {
            return Ok(Row { row, column, group, count: None, outcome: Outcome::Withheld, noise: None });
        };
        let count = permitted.populations[cell.population];
        let outcome = match (self.outcome(form, analysis, parts, (cell, index), count)?, self.noise) {
            (Outcome::Undefined(_), Some(_)) => uncertainty::too_much(),
            (outcome, Some(_)) => outcome.without_inference(),
            (outcome, None) => outcome,
        };
        let count = (outcome != Outcome::Withheld).then_some(count);
        Ok(Row { row, column, group, count, outcome, noise: None })
    }

    fn outcome(
        &self,
        form: &Form,
        analysis: &Analysis,
        parts: &Parts,
        (cell, index): (&Cell, usize),
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
            Contents::Frequencies(frequencies) => {
                let labels = analysis.of().map(|of| form.fields()[of].groups()).unwrap_or_default();
                self.frequencies(labels, frequencies, index)?
            }
            Contents::Moments { sums, products } => self.moments(form, analysis, count, sums, products)?,
            Contents::WeightedMean { sum, weights } => {
                let Analysis::WeightedMean { of, weight, .. } = *analysis else {
                    return Err(ReleaseError::Shape);
                };
                let number = |field| form.number_of(&[field]).ok_or(ReleaseError::Shape);
                let sum = self.value(*sum)?;
                Outcome::weighted_mean(&number(of)?, sum, (&number(weight)?, &moments(*weights, None)?))
            }
            Contents::Histogram { bins, whole } => self.histogram(form, analysis, bins, whole)?,
            Contents::Crosstab(table) => self.crosstab(form, analysis, table, index)?,
        })
    }

    /// Regressions and correlations.
    fn moments(
        &self,
        form: &Form,
        analysis: &Analysis,
        count: u64,
        sums: &[Quantity],
        products: &[Vec<Quantity>],
    ) -> Result<Outcome, ReleaseError> {
        let indices: Vec<usize> = match analysis {
            Analysis::Regression { of, on } => std::iter::once(of).chain(on).copied().collect(),
            Analysis::Correlation { between } => between.clone(),
            _ => return Err(ReleaseError::Shape),
        };
        let fields: Vec<&Field> = indices.iter().map(|&index| &form.fields()[index]).collect();
        let variables: Option<Vec<Variable>> = fields.iter().map(|field| Variable::of(field)).collect();
        let variables = variables.ok_or(ReleaseError::Shape)?;
        let mut square = vec![vec![0; fields.len()]; fields.len()];
        for (i, row) in products.iter().enumerate() {
            for (j, &product) in row.iter().enumerate() {
                square[i][i + j] = self.value(product)?;
            }
        }
        let sums = sums.iter().map(|&sum| self.value(sum)).collect::<Result<_, _>>()?;
        let moments = CrossMoments { count, sums, products: square };
        let names = |fields: &[&Field]| fields.iter().map(|field| field.label.clone()).collect();
        Ok(match analysis {
            Analysis::Regression { .. } => Outcome::regression(names(&fields[1..]), &variables, &moments),
            _ => Outcome::correlation(names(&fields), &variables, &moments),
        })
    }

    fn histogram(
        &self,
        form: &Form,
        analysis: &Analysis,
        bins: &[PopulationId],
        whole: &[PopulationId],
    ) -> Result<Outcome, ReleaseError> {
        let Analysis::Histogram { of, limits, .. } = analysis else { return Err(ReleaseError::Shape) };
        let number = form.number_of(&[*of]).ok_or(ReleaseError::Shape)?;
        let permitted = self.permitted.as_ref().ok_or(ReleaseError::Shape)?;
        let runs = self.runs(permitted, whole)?;
        let declared = number.bins(limits);
        let joined = runs.into_iter().map(|run| {
            let count = bins[run.clone()].iter().map(|&bin| permitted.populations[bin]).sum();
            ((declared[run.start].0, declared[run.end - 1].1), count)
        });
        Ok(Outcome::Histogram(statistics::histogram(&number, &joined.collect::<Vec<_>>())))
    }

    /// Which bins are shown as one.
    fn runs(&self, own: &Permitted, whole: &[PopulationId]) -> Result<Vec<Range<usize>>, ReleaseError> {
        if self.noise.is_some() {
            return Ok((0..whole.len()).map(|bin| bin..bin + 1).collect());
        }
        let (plan, threshold) = (&self.circuit.plan, self.threshold);
        match self.beside {
            None => joining::runs(plan, &own.cells, &own.populations, whole, threshold),
            Some(decision) => Ok(decision.runs(plan, whole, threshold)?.of_cohorts),
        }
    }

    fn value(&self, quantity: Quantity) -> Result<u128, ReleaseError> {
        let value_of = if self.noise.is_some() { noisy_value_of } else { value_of };
        value_of(quantity, &self.outputs, self.accepted).ok_or(ReleaseError::Shape)
    }
}
