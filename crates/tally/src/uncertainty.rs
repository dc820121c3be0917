//! How far noise moves the figures of a result.
//!
//! For sums and counts that is known. Other figures are computed again with other noise on top of what was opened, from a
//! fixed seed, and the spread of what comes out is taken.

use std::collections::BTreeSet;

use prio::{
    field::Field128,
    vdaf::xof::{Xof, XofTurboShake128},
};
use rand::Rng;
use tacit_form::{
    Analysis, Form, NoiseErrors,
    results::{Outcome, Row},
};

use crate::{
    disclosure::{ReleaseError, noisy_size},
    linear::field,
    noise::Noise,
    open::Opened,
    plan::{Cell, Contents, Plan, PopulationId, Quantity},
};

/// How often a figure is computed again. The standard errors are off by some 4% for it.
const DRAWS: usize = 400;

impl Opened<'_> {
    /// Says in every row that has figures how far noise moves them, if there is any; a figure of which that can't be said has
    /// too much of it.
    pub(crate) fn add_noise_errors(
        &self,
        form: &Form,
        number: usize,
        rows: &mut [Row],
    ) -> Result<(), ReleaseError> {
        let Some(noise) = self.noise else { return Ok(()) };
        let plan = &self.circuit.plan;
        let cells = &plan.cells[plan.analyses[number].clone()];
        let spread = Spread::of(self, noise, form, number, (cells, rows))?;
        for ((row, cell), spread) in rows.iter_mut().zip(cells).zip(spread) {
            if row.count.is_none() {
                continue;
            }
            let of_population = |&population: &PopulationId| error(noise, plan.populations[population].count);
            let figures = match (&cell.contents, &mut row.outcome) {
                (Contents::Sum(sum), Outcome::Sum(_)) => vec![of_sum(noise, plan, form, number, cell, *sum)?],
                (Contents::Frequencies(frequencies), _) => {
                    frequencies.options.iter().map(|(_, population)| of_population(population)).collect()
                }
                (Contents::Histogram { bins, .. }, Outcome::Histogram(histogram)) => {
                    let quartiles = spread.errors().into_iter().skip(bins.len()).collect::<Vec<_>>();
                    histogram.quartiles.truncate(quartiles.len());
                    bins.iter().map(of_population).chain(quartiles).collect()
                }
                (Contents::Crosstab(table), _) => {
                    let totals = table.row_totals.iter().chain(&table.column_totals);
                    table.counts.iter().flatten().chain(totals).map(of_population).collect()
                }
                _ => spread.errors(),
            };
            if figures.len() != row.outcome.figures().len() {
                row.outcome = too_much();
            }
            row.noise = Some(NoiseErrors { count: of_population(&cell.population), figures });
        }
        Ok(())
    }
}

/// What is said instead of a figure that often wouldn't exist with other noise.
pub(crate) fn too_much() -> Outcome {
    Outcome::Undefined("There is too much noise for this figure.".to_owned())
}

/// What was opened, of which the outputs that an analysis needs are blurred again and again.
struct Blurred<'a> {
    opened: &'a Opened<'a>,
    noise: &'a Noise,
    /// Those that are needed, ascending.
    outputs: Vec<usize>,
    populations: Vec<PopulationId>,
    drawn: Opened<'a>,
}

impl<'a> Blurred<'a> {
    fn new(opened: &'a Opened<'a>, noise: &'a Noise, cells: &[Cell]) -> Self {
        let all = &opened.circuit.plan.populations;
        let bins = cells.iter().flat_map(|cell| match &cell.contents {
            Contents::Histogram { bins, .. } => bins.as_slice(),
            _ => &[],
        });
        let populations: BTreeSet<PopulationId> =
            cells.iter().map(|cell| &cell.population).chain(bins).copied().collect();
        let quantities = cells.iter().flat_map(|cell| cell.contents.quantities());
        let counts = populations.iter().map(|&population| all[population].count);
        let outputs: BTreeSet<usize> = quantities.chain(counts).filter_map(|it| it.output).collect();
        let (outputs, populations) = (outputs.into_iter().collect(), populations.into_iter().collect());
        Self { opened, noise, outputs, populations, drawn: opened.clone() }
    }

    /// The same with more noise.
    fn draw(&mut self, stream: &mut impl Rng) -> Result<&Opened<'a>, ReleaseError> {
        for &output in &self.outputs {
            let moved = laplace(stream, self.noise.deviation(output));
            let opened = self.opened.outputs[output];
            self.drawn.outputs[output] =
                opened.map(|value| (Field128::from(value) + field(moved.round() as i128)).into());
        }
        if let Some(permitted) = &mut self.drawn.permitted {
            for &population in &self.populations {
                let described = &self.opened.circuit.plan.populations[population];
                let size = noisy_size(described, &self.drawn.outputs, self.opened.accepted);
                permitted.populations[population] = size.ok_or(ReleaseError::Shape)?;
            }
        }
        Ok(&self.drawn)
    }
}

/// The standard error of a shown sum, in the number's own units: what is added up counts from the number's minimum, so
/// the number of people moves it too.
pub(crate) fn of_sum(
    noise: &Noise,
    plan: &Plan,
    form: &Form,
    number: usize,
    cell: &Cell,
    sum: Quantity,
) -> Result<f64, ReleaseError> {
    let measure = form.analyses().get(number).and_then(Analysis::measure);
    let parts = measure.map(|measure| form.parts(measure)).unwrap_or_default();
    let number =
        parts.get(cell.part).and_then(|part| form.number_of(&part.fields)).ok_or(ReleaseError::Shape)?;
    let of_people = error(noise, plan.populations[cell.population].count) * number.min as f64;
    Ok(error(noise, sum).hypot(of_people) / 10f64.powi(number.decimals.into()))
}

/// The standard error of a quantity in its own units.
fn error(noise: &Noise, quantity: Quantity) -> f64 {
    quantity.output.map_or(0.0, |output| noise.deviation(output))
}

/// What came out of the draws: of each figure of a row, the sum and the sum of squares of the deviations from what is shown.
struct Spread {
    shown: Vec<f64>,
    sums: Vec<(f64, f64)>,
    draws: usize,
}

impl Spread {
    /// Of each row.
    fn of(
        opened: &Opened<'_>,
        noise: &Noise,
        form: &Form,
        number: usize,
        (cells, rows): (&[Cell], &[Row]),
    ) -> Result<Vec<Self>, ReleaseError> {
        let mut spreads: Vec<Self> = rows.iter().map(|row| Self::around(row.outcome.figures())).collect();
        let is_linear = |cell: &Cell| {
            use Contents::{Count, Crosstab, Frequencies, Sum};
            matches!(cell.contents, Count | Sum(_) | Frequencies(_) | Crosstab(_))
        };
        if cells.iter().all(is_linear) || spreads.iter().all(|spread| spread.shown.is_empty()) {
            return Ok(spreads);
        }
        let mut stream = XofTurboShake128::seed_stream(&[0; 32], &[b"tacit/v1/noise-errors\0"], &[]);
        let mut blurred = Blurred::new(opened, noise, cells);
        for _ in 0..DRAWS {
            let drawn = blurred.draw(&mut stream)?.rows(form, number)?;
            spreads.iter_mut().zip(drawn).for_each(|(spread, row)| spread.add(&row.outcome.figures()));
        }
        Ok(spreads)
    }

    fn around(shown: Vec<f64>) -> Self {
        Self { sums: vec![(0.0, 0.0); shown.len()], shown, draws: 0 }
    }

    fn add(&mut self, drawn: &[f64]) {
        if drawn.len() != self.shown.len() {
            return;
        }
        self.draws += 1;
        for ((sum, squares), (drawn, shown)) in self.sums.iter_mut().zip(drawn.iter().zip(&self.shown)) {
            *sum += drawn - shown;
            *squares += (drawn - shown).powi(2);
        }
    }

    /// Standard deviations; none if the figures often didn't exist.
    fn errors(&self) -> Vec<f64> {
        if self.draws * 2 < DRAWS {
            return Vec::new();
        }
        let draws = self.draws as f64;
        let deviation =
            |&(sum, squares): &(f64, f64)| ((squares - sum * sum / draws) / (draws - 1.0)).max(0.0).sqrt();
        self.sums.iter().map(deviation).collect()
    }
}

/// Of the sum of two parties' (continuous) Laplace noise with this standard deviation in all.
fn laplace(stream: &mut impl Rng, deviation: f64) -> f64 {
    // The difference of two exponential variables is a Laplace variable; of scale 1 its variance is 2, two parties' 4.
    let mut exponential = || -(1.0 - (stream.next_u64() >> 11) as f64 / (1u64 << 53) as f64).ln();
    let [a, b, c, d] = std::array::from_fn(|_| exponential());
    (a - b + c - d) * deviation / 2.0
}
