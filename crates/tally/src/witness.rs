//! How valid answers become the elements of a measurement.

use prio::field::Field128;
use tacit_form::{ValidAnswers, Value};

use crate::{circuit::Inner, flp::Witness, linear::field};

/// Where a field's answer stands in the measurement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The element that says whether the field is answered; `None`: it always is.
    pub(crate) presence: Option<usize>,
    /// The first element of the answer itself.
    pub(crate) first: usize,
    pub(crate) shape: Shape,
}

/// How an answer is written in elements that are each 0 or 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `answer - min = Σ weight · bit`.
    Number { min: i64, weights: Vec<u64> },
    /// One bit.
    Boolean,
    /// One bit an option, of which one is set.
    Choice { options: usize },
    /// One bit an option, then `number of set bits - 1 = Σ weight · bit`.
    Multi { options: usize, weights: Vec<u64> },
}

/// Where the bin of a number stands in the measurement: an indicator a bin, then bits of how far the answer is above the
/// bin's first value, then of how far it is below its last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Binning {
    /// Which number.
    pub(crate) field: usize,
    /// The bin as a choice, beside the form's fields.
    pub(crate) choice: usize,
    /// The first indicator.
    pub(crate) first: usize,
    /// The offset at which each bin begins, ascending from 0.
    pub(crate) starts: Vec<u64>,
    /// How far each bin's last value is from its first.
    pub(crate) widths: Vec<u64>,
    /// Of the bits of each distance.
    pub(crate) weights: Vec<u64>,
}

/// Weights with which bits make up exactly the numbers `0..=range`: powers of two, but for the last, which is what
/// then remains.
pub(crate) fn weights(range: u64) -> Vec<u64> {
    let Some(top) = range.checked_ilog2() else { return Vec::new() };
    let mut weights: Vec<u64> = (0..top).map(|bit| 1 << bit).collect();
    weights.push(range - ((1 << top) - 1));
    weights
}

/// Writes `value` (at most the sum of the weights) in bits of these weights.
pub(crate) fn put_number(value: u64, weights: &[u64], bits: &mut [Field128]) {
    let Some((last, powers)) = weights.split_last() else { return };
    let above = value >= 1 << powers.len();
    let rest = if above { value - last } else { value };
    for (i, bit) in bits[..powers.len()].iter_mut().enumerate() {
        *bit = Field128::from(u128::from(rest >> i & 1));
    }
    bits[powers.len()] = Field128::from(u128::from(above));
}

/// The measurement of these answers: the fields' elements, then the products in the order they were declared.
///
/// `None` if the answers aren't of the circuit's form.
pub(crate) fn encode(circuit: &Inner, answers: &ValidAnswers) -> Option<Witness> {
    let values = answers.values();
    if values.len() != circuit.layouts.len() {
        return None;
    }
    let one = field(1);
    let mut elements = vec![field(0); circuit.base_len];
    for (layout, value) in circuit.layouts.iter().zip(values) {
        match (layout.presence, value) {
            (_, None) => layout.presence.map(drop)?,
            (presence, Some(value)) => {
                if let Some(presence) = presence {
                    elements[presence] = one;
                }
                put_value(&layout.shape, value, &mut elements[layout.first..])?;
            }
        }
    }
    for binning in &circuit.binnings {
        if let (Some(value), Shape::Number { min, .. }) =
            (&values[binning.field], &circuit.layouts[binning.field].shape)
        {
            put_bin(binning, offset(*min, value)?, &mut elements[binning.first..])?;
        }
    }
    for (a, b) in &circuit.products {
        let product = a.eval(&elements, one) * b.eval(&elements, one);
        elements.push(product);
    }
    Some(Witness::new(elements))
}

fn put_value(shape: &Shape, value: &Value, bits: &mut [Field128]) -> Option<()> {
    let one = field(1);
    match (shape, value) {
        (Shape::Number { min, weights }, Value::Number(_)) => {
            put_number(offset(*min, value)?, weights, bits);
        }
        (Shape::Boolean, Value::Boolean(yes)) => bits[0] = field(i128::from(*yes)),
        (Shape::Choice { options }, Value::Choice(option)) if option < options => bits[*option] = one,
        (Shape::Multi { options, weights }, Value::Multi(ticked)) if ticked.len() == *options => {
            for (bit, &ticked) in bits.iter_mut().zip(ticked) {
                *bit = field(i128::from(ticked));
            }
            let count = ticked.iter().filter(|&&ticked| ticked).count() as u64;
            put_number(count.checked_sub(1)?, weights, &mut bits[*options..]);
        }
        _ => return None,
    }
    Some(())
}

/// How far a number is above its minimum.
fn offset(min: i64, value: &Value) -> Option<u64> {
    let Value::Number(number) = value else { return None };
    u64::try_from(i128::from(*number) - i128::from(min)).ok()
}

fn put_bin(binning: &Binning, offset: u64, elements: &mut [Field128]) -> Option<()> {
    let Binning { starts, widths, weights, .. } = binning;
    let bin = starts.iter().rposition(|&start| start <= offset)?;
    let (bins, distances) = elements.split_at_mut(starts.len());
    let (above, below) = distances.split_at_mut(weights.len());
    let distance = offset - starts[bin];
    bins[bin] = field(1);
    put_number(distance, weights, above);
    put_number(widths[bin].checked_sub(distance)?, weights, below);
    Some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn get_number(weights: &[u64], bits: &[Field128]) -> u128 {
        weights.iter().zip(bits).map(|(&w, &bit)| u128::from(w) * u128::from(bit)).sum()
    }

    #[test]
    fn weights_add_up_to_the_range() {
        for range in (0..2_000).chain([u64::MAX >> 1]) {
            assert_eq!(weights(range).iter().sum::<u64>(), range);
        }
    }

    proptest! {
        #[test]
        fn every_number_in_range_is_written(range in 0u64..=u64::MAX >> 1, part in 0f64..=1.0) {
            for value in [0, (range as f64 * part) as u64, range / 2, range].map(|v| v.min(range)) {
                let weights = weights(range);
                let mut bits = vec![field(0); weights.len()];
                put_number(value, &weights, &mut bits);
                prop_assert!(bits.iter().all(|&bit| bit == field(0) || bit == field(1)));
                prop_assert_eq!(get_number(&weights, &bits), u128::from(value));
            }
        }
    }
}
