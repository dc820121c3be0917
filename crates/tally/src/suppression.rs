//! Which counts of a two-way table are shown.
//!
//! Counts below the threshold (but 0) are hidden. Since totals are shown too, others must be hidden with them. What somebody
//! can work out from what is shown are sums of hidden counts: take the rows and columns, the two of totals included, as the
//! nodes of a network, and every count as an edge from its row to its column (a total of a row from the column of totals to
//! the row, a total of a column from the column to the row of totals). In each node what comes in goes out, so a set of hidden
//! counts has a known sum exactly if it is a cut: all hidden edges that lead out of some set of nodes, and none leads into it.
//! The least sum that contains a given count is thus a minimum cut, which is as large as a maximum flow. So as much as the
//! threshold is made to flow along each small count, by hiding the counts on the cheapest way for it, where a shown count costs
//! itself. (Networks for this: L. H. Cox, "Network models for complementary cell suppression", Journal of the American
//! Statistical Association 90, 1995.)

use std::{cmp::Reverse, collections::BinaryHeap};

/// Something of every count of a table, and of its totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grid<T> {
    /// Row by row.
    pub(crate) counts: Vec<Vec<T>>,
    pub(crate) row_totals: Vec<T>,
    pub(crate) column_totals: Vec<T>,
}

/// Which counts of a table are shown.
pub(crate) type Shown = Grid<bool>;

/// Where a count is told if it isn't hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// By this table.
    Here,
    /// By something else, so it can't be hidden.
    Elsewhere,
    /// By nothing.
    Nowhere,
}

/// Decides so that no sum of hidden counts that can be worked out is above 0 and below the threshold. The total of all is
/// known, and 0 or at least the threshold. `None` if what is told elsewhere doesn't allow it.
pub(crate) fn shown(counts: &Grid<u64>, told: &Grid<Told>, threshold: u64) -> Option<Shown> {
    let mut network = Network::new(counts, told);
    let small: Vec<usize> = (0..network.edges.len())
        .filter(|&edge| (1..threshold).contains(&network.edges[edge].count))
        .collect();
    for &edge in &small {
        if network.edges[edge].told == Told::Elsewhere {
            return None;
        }
        network.edges[edge].hidden = true;
    }
    for edge in small {
        network.protect(edge, threshold)?;
    }
    let mut shown = network.edges.iter().map(|edge| !edge.hidden);
    let mut line = |length: usize| shown.by_ref().take(length).collect::<Vec<bool>>();
    Some(Shown {
        counts: counts.counts.iter().map(|row| line(row.len())).collect(),
        row_totals: line(counts.row_totals.len()),
        column_totals: line(counts.column_totals.len()),
    })
}

/// The same of a single line of counts, whose total is known: the smallest go with the small ones, the first of equal ones.
pub(crate) fn line(counts: &[u64], threshold: u64) -> Vec<bool> {
    let mut shown: Vec<bool> = counts.iter().map(|count| !(1..threshold).contains(count)).collect();
    let hidden =
        |shown: &[bool]| counts.iter().zip(shown).filter(|(_, shown)| !**shown).map(|(count, _)| count).sum();
    while (1..threshold).contains(&hidden(&shown)) {
        let smallest =
            (0..counts.len()).filter(|&at| shown[at] && counts[at] > 0).min_by_key(|&at| counts[at]);
        let Some(smallest) = smallest else { break };
        shown[smallest] = false;
    }
    shown
}

struct Edge {
    from: usize,
    to: usize,
    count: u64,
    hidden: bool,
    told: Told,
}

struct Network {
    /// The counts row by row, the totals of rows, the totals of columns.
    edges: Vec<Edge>,
    /// The edges at each node, those of nobody and those told elsewhere left out: they are never hidden.
    at: Vec<Vec<usize>>,
}

impl Network {
    fn new(grid: &Grid<u64>, told: &Grid<Told>) -> Self {
        let edge = |from, to, (&count, &told)| Edge {
            from,
            to,
            count,
            hidden: told == Told::Nowhere && count > 0,
            told,
        };
        // Rows, the row of totals, columns, the column of totals.
        let (rows, columns) = (grid.row_totals.len(), grid.column_totals.len());
        let column = |column: usize| rows + 1 + column;
        let inner = grid.counts.iter().zip(&told.counts).enumerate().flat_map(|(row, (counts, told))| {
            counts.iter().zip(told).enumerate().map(move |(at, count)| edge(row, column(at), count))
        });
        let of_rows = grid.row_totals.iter().zip(&told.row_totals).enumerate();
        let of_rows = of_rows.map(|(row, count)| edge(column(columns), row, count));
        let of_columns = grid.column_totals.iter().zip(&told.column_totals).enumerate();
        let of_columns = of_columns.map(|(at, count)| edge(column(at), rows, count));
        let edges: Vec<Edge> = inner.chain(of_rows).chain(of_columns).collect();
        let mut at = vec![Vec::new(); rows + columns + 2];
        for (index, edge) in
            edges.iter().enumerate().filter(|(_, edge)| edge.count > 0 && edge.told != Told::Elsewhere)
        {
            at[edge.from].push(index);
            at[edge.to].push(index);
        }
        Self { edges, at }
    }

    /// Hides what it takes for as much as the threshold to flow from one end of this edge to the other (Ford and
    /// Fulkerson's method). An edge carries up to its count forwards, and anything backwards. `None` if there is no way, for
    /// totals that are told; without them there is one: in every cut as much comes in as goes out, so if no edge is left to
    /// hide, what goes out of this one comes in by the total of all.
    fn protect(&mut self, edge: usize, threshold: u64) -> Option<()> {
        let Edge { from, to, .. } = self.edges[edge];
        let mut spare: Vec<u64> = self.edges.iter().map(|edge| edge.count).collect();
        let mut missing = threshold;
        while missing > 0 {
            let way = self.cheapest_way(from, to, &spare)?;
            let forwards = way.iter().filter(|step| step.forwards);
            let more = forwards.map(|step| spare[step.edge]).min().unwrap_or(missing).min(missing);
            for Step { edge, forwards } in way {
                self.edges[edge].hidden = true;
                spare[edge] = if forwards { spare[edge] - more } else { spare[edge].saturating_add(more) };
            }
            missing -= more;
        }
        Some(())
    }

    /// Dijkstra's method; of equally cheap ways the shortest.
    fn cheapest_way(&self, from: usize, to: usize, spare: &[u64]) -> Option<Vec<Step>> {
        let mut cheapest = vec![(u64::MAX, 0u32); self.at.len()];
        let mut last: Vec<Option<Step>> = vec![None; self.at.len()];
        cheapest[from] = (0, 0);
        let mut queue = BinaryHeap::from([Reverse((cheapest[from], from))]);
        while let Some(Reverse((cost, node))) = queue.pop() {
            if node == to {
                break;
            }
            if cost > cheapest[node] {
                continue;
            }
            for &index in &self.at[node] {
                let edge = &self.edges[index];
                let forwards = edge.from == node;
                if forwards && spare[index] == 0 {
                    continue;
                }
                let next = if forwards { edge.to } else { edge.from };
                let price = if edge.hidden { 0 } else { edge.count };
                let cost = (cost.0.saturating_add(price), cost.1 + 1);
                if cost < cheapest[next] {
                    cheapest[next] = cost;
                    last[next] = Some(Step { edge: index, forwards });
                    queue.push(Reverse((cost, next)));
                }
            }
        }
        let steps = std::iter::successors(last[to], |step| last[self.before(*step)]);
        last[to].map(|_| steps.collect())
    }

    /// The node that a step leaves.
    fn before(&self, step: Step) -> usize {
        let edge = &self.edges[step.edge];
        if step.forwards { edge.from } else { edge.to }
    }
}

/// A step along an edge, or against it.
#[derive(Clone, Copy)]
struct Step {
    edge: usize,
    forwards: bool,
}

#[cfg(test)]
#[path = "suppression_tests.rs"]
mod tests;
