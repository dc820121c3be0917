//! What the circuit's outputs mean: populations, and what each analysis is made of.

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
    /// How many are in each population. A population is a set of reports about which something is computed.
    pub(crate) populations: Vec<Quantity>,
    /// Populations that are parts of another.
    pub(crate) families: Vec<Family>,
    /// Pairs (inner, outer) of populations about which the same is published.
    pub(crate) nested: Vec<(PopulationId, PopulationId)>,
    /// One for each analysis of the form, in order.
    pub(crate) analyses: Vec<Vec<Cell>>,
}

/// Disjoint parts of a base population, by a secret answer. They need not cover it: that answer may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Family {
    pub(crate) base: PopulationId,
    pub(crate) parts: Vec<PopulationId>,
}

/// One row of a result: what is opened, or withheld, together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    /// Which group, if the analysis is grouped.
    pub(crate) group: Option<usize>,
    /// Whom it is about.
    pub(crate) population: PopulationId,
    /// Subsets of the population whose sums the contents imply, and those of their complements.
    pub(crate) guards: Vec<PopulationId>,
    pub(crate) contents: Contents,
}

/// What a cell is computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Contents {
    Count,
    Sum(Quantity),
    Mean(Quantity),
    StandardDeviation {
        sum: Quantity,
        squares: Quantity,
    },
    Frequencies(Vec<Quantity>),
    /// Index 0 is the dependent variable; `products[i][j]` for `j >= i` at `[i][j - i]`.
    Regression {
        sums: Vec<Quantity>,
        products: Vec<Vec<Quantity>>,
    },
}

impl Contents {
    pub(crate) fn quantities(&self) -> Vec<Quantity> {
        match self {
            Self::Count => Vec::new(),
            Self::Sum(sum) | Self::Mean(sum) => vec![*sum],
            Self::StandardDeviation { sum, squares } => vec![*sum, *squares],
            Self::Frequencies(options) => options.clone(),
            Self::Regression { sums, products } => {
                sums.iter().chain(products.iter().flatten()).copied().collect()
            }
        }
    }
}

impl Plan {
    /// Gives every output its new number.
    pub(crate) fn renumber(&mut self, position: &[usize]) {
        let renumber = |quantity: &mut Quantity| {
            if let Some(output) = &mut quantity.output {
                *output = position[*output];
            }
        };
        self.populations.iter_mut().for_each(renumber);
        for cell in self.analyses.iter_mut().flatten() {
            match &mut cell.contents {
                Contents::Count => {}
                Contents::Sum(sum) | Contents::Mean(sum) => renumber(sum),
                Contents::StandardDeviation { sum, squares } => {
                    renumber(sum);
                    renumber(squares);
                }
                Contents::Frequencies(options) => options.iter_mut().for_each(renumber),
                Contents::Regression { sums, products } => {
                    sums.iter_mut().chain(products.iter_mut().flatten()).for_each(renumber);
                }
            }
        }
    }
}
