//! What the circuit's outputs mean: populations, and what each analysis is made of.

use std::{collections::BTreeMap, ops::Range};

/// Index into [`Plan::populations`].
pub(crate) type PopulationId = usize;

/// A sum over all accepted reports: `constant · accepted + sign · output`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quantity {
    pub(crate) constant: i128,
    pub(crate) sign: i128,
    /// Index into the circuit's outputs, counts first; `None`: the quantity follows from the number of reports.
    pub(crate) output: Option<usize>,
}

/// Everything the parties need to decide what to open and to make results of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Sets of reports about which something is computed, or follows from it.
    pub(crate) populations: Vec<Population>,
    /// Populations that are parts of another.
    pub(crate) families: Vec<Family>,
    /// All rows of all results.
    pub(crate) cells: Vec<Cell>,
    /// For each analysis of the form, which cells are its rows.
    pub(crate) analyses: Vec<Range<usize>>,
    /// What can be answered to each field, those of the plan's own too.
    pub(crate) questions: Vec<Question>,
    /// Fields of the plan's own that stand for one option of a field of which several can be ticked (0 not ticked, 1 ticked): that
    /// field, and the option.
    pub(crate) ticked: BTreeMap<usize, (usize, usize)>,
}

/// What can be answered to a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// How many options there are; 0 of a number.
    pub(crate) options: usize,
    pub(crate) is_optional: bool,
    /// The field that is answered by whoever answers this one.
    pub(crate) stands_for: Option<usize>,
}

/// The reports that meet every condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Population {
    pub(crate) conditions: Conditions,
    /// How many they are.
    pub(crate) count: Quantity,
}

/// What is asked of a report, in ascending order, each field once. Nothing is asked of all reports.
pub(crate) type Conditions = Vec<Condition>;

/// A field is answered; with an option (of a boolean: 0 no, 1 yes), it is answered with that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Condition {
    pub(crate) field: usize,
    pub(crate) option: Option<usize>,
}

/// Disjoint parts of a base population, by a secret answer. They need not cover it: that answer may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Family {
    pub(crate) base: PopulationId,
    pub(crate) parts: Vec<PopulationId>,
    /// What is published about the parts.
    pub(crate) moments: Vec<Moment>,
}

/// Something of a report that is summed over a population.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Moment {
    /// A number's offset.
    Value(usize),
    /// The product of two numbers' offsets, the lesser field first.
    Product(usize, usize),
    /// Whether an option was given.
    Option(usize, usize),
    /// The square of a sum of several numbers, by the sum's number.
    Square(usize),
}

/// That something is published of a population.
pub(crate) type Fact = (PopulationId, Moment);

/// One row of a result: what is opened, or withheld, together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    /// Which of the measure's parts (0 if the analysis has no measure).
    pub(crate) part: usize,
    /// Which group, if the analysis is grouped.
    pub(crate) group: Option<usize>,
    /// Whom it is about.
    pub(crate) population: PopulationId,
    /// How many more than the threshold it must be about.
    pub(crate) margin: u64,
    /// Subsets of the population about which the contents imply something.
    pub(crate) guards: Vec<PopulationId>,
    /// What the contents say, or imply, of whom.
    pub(crate) facts: Vec<Fact>,
    pub(crate) contents: Contents,
}

/// What a cell is computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Contents {
    Count,
    Sum(Quantity),
    Mean(Quantity),
    Ratio {
        of: Quantity,
        to: Quantity,
    },
    StandardDeviation {
        sum: Quantity,
        squares: Quantity,
    },
    Frequencies(Frequencies),
    /// Of a regression, index 0 is the dependent variable; `products[i][j]` for `j >= i` at `[i][j - i]`.
    Moments {
        sums: Vec<Quantity>,
        products: Vec<Vec<Quantity>>,
    },
    /// Offsets times weights, and the offsets of the weights.
    WeightedMean {
        sum: Quantity,
        weights: Quantity,
    },
    /// Who is in each bin: of the group, and of everybody who answered.
    Histogram {
        bins: Vec<PopulationId>,
        whole: Vec<PopulationId>,
    },
    Crosstab(Table),
}

/// Who gave each option of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frequencies {
    /// The field by which they are grouped.
    pub(crate) by: Option<usize>,
    /// What each option asks, beside what the cell's population does, and who meets that.
    pub(crate) options: Vec<(Condition, PopulationId)>,
}

/// Who gave each pair of two fields' options, and each option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// The fields of the rows and of the columns.
    pub(crate) fields: [usize; 2],
    /// Row by row.
    pub(crate) counts: Vec<Vec<PopulationId>>,
    pub(crate) row_totals: Vec<PopulationId>,
    pub(crate) column_totals: Vec<PopulationId>,
}

impl Contents {
    pub(crate) fn quantities(&self) -> Vec<Quantity> {
        match self {
            Self::Count | Self::Frequencies(_) | Self::Histogram { .. } | Self::Crosstab(_) => Vec::new(),
            Self::Sum(sum) | Self::Mean(sum) => vec![*sum],
            Self::WeightedMean { sum, weights } => vec![*sum, *weights],
            Self::Ratio { of, to } => vec![*of, *to],
            Self::StandardDeviation { sum, squares } => vec![*sum, *squares],
            Self::Moments { sums, products } => {
                sums.iter().chain(products.iter().flatten()).copied().collect()
            }
        }
    }

    fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        match self {
            Self::Count | Self::Frequencies(_) | Self::Histogram { .. } | Self::Crosstab(_) => Vec::new(),
            Self::Sum(sum) | Self::Mean(sum) => vec![sum],
            Self::WeightedMean { sum, weights } => vec![sum, weights],
            Self::Ratio { of, to } => vec![of, to],
            Self::StandardDeviation { sum, squares } => vec![sum, squares],
            Self::Moments { sums, products } => {
                sums.iter_mut().chain(products.iter_mut().flatten()).collect()
            }
        }
    }
}

impl Plan {
    /// Gives every output its new number.
    pub(crate) fn renumber(&mut self, position: &[usize]) {
        let counts = self.populations.iter_mut().map(|population| &mut population.count);
        let contents = self.cells.iter_mut().flat_map(|cell| cell.contents.quantities_mut());
        for output in counts.chain(contents).filter_map(|quantity| quantity.output.as_mut()) {
            *output = position[*output];
        }
    }
}
