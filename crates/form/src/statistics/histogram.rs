//! Counts between limits, and the quartiles that they tell.

use serde::{Deserialize, Serialize};

use crate::definition::Number;
use crate::fixed::Fixed;

/// How many answers lie in each bin, and where the quartiles lie.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// The bins, ascending. Those that the form declares, but some may be joined into one.
    pub bins: Vec<Bin>,
    /// The lower quartile, the median, the upper quartile; empty if nobody answered.
    pub quartiles: Vec<Quantile>,
}

/// How many answers are at least `from` and below `to`; in the last bin, `to` itself too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bin {
    /// The least answer.
    pub from: Fixed,
    /// Where the next bin begins; of the last one, the largest answer.
    pub to: Fixed,
    /// How many.
    pub count: u64,
}

/// Below which answer so large a part of the answers is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantile {
    /// The part: 0.25, 0.5 or 0.75.
    pub probability: f64,
    /// It is in the bin from here,
    pub from: Fixed,
    /// to here; where noise was added, by the numbers of people with it, else for certain.
    pub to: Fixed,
    /// Where it is if answers spread evenly over their bin.
    pub estimate: f64,
}

/// Bins as [`Number::bins`] makes them, or several joined into one, with their counts.
pub fn histogram(number: &Number, bins: &[((i64, i64), u64)]) -> Histogram {
    let bins: Vec<Bin> = bins
        .iter()
        .map(|&((from, to), count)| Bin { from: number.fixed(from), to: number.fixed(to), count })
        .collect();
    let quartiles = [0.25, 0.5, 0.75].into_iter().filter_map(|part| quantile(&bins, part)).collect();
    Histogram { bins, quartiles }
}

/// Linear interpolation in the first bin up to whose end at least this part of the answers is.
fn quantile(bins: &[Bin], probability: f64) -> Option<Quantile> {
    let total: u64 = bins.iter().map(|bin| bin.count).sum();
    let rank = probability * total as f64;
    let mut before = 0;
    for bin in bins.iter().filter(|bin| bin.count > 0) {
        if (before + bin.count) as f64 >= rank {
            let (from, to) = (bin.from.to_f64(), bin.to.to_f64());
            let estimate = from + (rank - before as f64) / bin.count as f64 * (to - from);
            return Some(Quantile { probability, from: bin.from, to: bin.to, estimate });
        }
        before += bin.count;
    }
    None
}
