//! Histograms: in which bin a number lies, as a choice that is proven to fit the number.

use super::{
    Asked, Builder,
    subject::{Subject, with},
};
use crate::{
    linear::Linear,
    plan::{Conditions, Contents, Moment, PopulationId},
    witness::{Binning, Shape, weights},
};

impl Builder {
    /// Adds the bins of a number, unless they are there already: an indicator each, of which one is set, and two numbers that
    /// prove that it is the right one: how far the answer is from the bin's first value, and from its last. Both are never
    /// negative, and add up to the bin's width.
    pub(super) fn binning(&mut self, field: usize, limits: &[i64]) {
        let Shape::Number { min, weights: number } = &self.layouts[field].shape else { return };
        if self.binnings.iter().any(|binning| binning.field == field) {
            return;
        }
        let range: u64 = number.iter().sum();
        let starts: Vec<u64> =
            std::iter::once(0).chain(limits.iter().map(|limit| limit.abs_diff(*min))).collect();
        let ends = starts[1..].iter().map(|start| start - 1).chain([range]);
        let widths: Vec<u64> = ends.zip(&starts).map(|(end, start)| end - start).collect();
        let weights = weights(widths.iter().copied().max().unwrap_or_default());

        let Asked { presence, value, .. } = &self.fields[field];
        let (presence, value) = (presence.clone(), value.clone());
        let first = self.bits(starts.len(), &presence);
        let above = self.bits(weights.len(), &presence);
        let below = self.bits(weights.len(), &presence);
        let chosen = Linear::weighted(first, &vec![1; starts.len()]);
        let [start, width] = [&starts, &widths].map(|numbers| nonzero(first, numbers));
        let [above, below] = [above, below].map(|first| Linear::weighted(first, &weights));
        self.equalities.push(chosen.minus(&presence));
        self.equalities.push(value.minus(&start).minus(&above));
        self.equalities.push(width.minus(&above).minus(&below));

        let options = super::elements(first, starts.len());
        self.binnings.push(Binning { field, choice: self.fields.len(), first, starts, widths, weights });
        self.fields.push(Asked { presence, value: Linear::constant(0), min: 0, options });
    }

    /// How many are in each bin, of everybody and then of each group.
    pub(super) fn histogram(&mut self, of: usize, by: Option<usize>) -> Option<()> {
        let choice = self.binnings.iter().find(|binning| binning.field == of)?.choice;
        let answered = self.people(Some(of), Vec::new());
        self.population(answered.conditions.clone(), &answered.presence);
        let whole = self.bin_populations(choice, &answered.conditions, None)?;
        // One moment stands for all: either every bin is said or none.
        let subject = Subject { moments: vec![Moment::Option(choice, 0)], ..answered };
        self.grouped(0, &subject, by, |builder, group| {
            let bins = match (by, group) {
                (Some(by), Some((option, indicator))) => {
                    let conditions = with(&subject.conditions, by, option);
                    builder.bin_populations(choice, &conditions, Some(indicator))?
                }
                _ => whole.clone(),
            };
            Some(Contents::Histogram { bins, whole: whole.clone() })
        })
    }

    fn bin_populations(
        &mut self,
        choice: usize,
        conditions: &Conditions,
        group: Option<&Linear>,
    ) -> Option<Vec<PopulationId>> {
        let bins = self.fields[choice].options.clone();
        let population = |(bin, indicator): (usize, Linear)| {
            let indicator = match group {
                Some(group) => self.product(group, &indicator)?,
                None => indicator,
            };
            Some(self.population(with(conditions, choice, bin), &indicator))
        };
        bins.into_iter().enumerate().map(population).collect()
    }
}

/// `Σ weight · element`, where weights of 0 are left out.
fn nonzero(first: usize, weights: &[u64]) -> Linear {
    let mut linear = Linear::weighted(first, weights);
    linear.terms.retain(|term| term.1 != 0);
    linear
}
