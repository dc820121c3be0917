//! What follows from sums: exact linear algebra, modulo a prime that no sum here comes near.

/// 2^61 - 1.
const PRIME: u64 = (1 << 61) - 1;

/// A sum over some of the columns.
pub(super) type Sum = Vec<bool>;

/// Sums that are known, in reduced echelon form: everything that follows from them by adding and subtracting.
pub(super) struct Known {
    /// Each with its leading column, where it is 1 and all others are 0.
    rows: Vec<(usize, Vec<u64>)>,
    columns: usize,
}

impl Known {
    pub(super) fn new(sums: &[Sum], columns: usize) -> Self {
        let mut rows: Vec<(usize, Vec<u64>)> = Vec::new();
        for sum in sums {
            let mut row: Vec<u64> = sum.iter().map(|&member| u64::from(member)).collect();
            rows.iter().for_each(|(lead, other)| subtract(&mut row, other, *lead));
            let Some(lead) = row.iter().position(|&cell| cell != 0) else { continue };
            let inverse = power(row[lead], PRIME - 2);
            row.iter_mut().for_each(|cell| *cell = times(*cell, inverse));
            rows.iter_mut().for_each(|(_, other)| subtract(other, &row, lead));
            rows.push((lead, row));
        }
        Self { rows, columns }
    }

    /// By sums over columns of people, each with those of nobody.
    pub(super) fn of(rows: &[(Sum, Sum)], columns: usize) -> Self {
        Self::new(&rows.iter().map(|(some, _)| some.clone()).collect::<Vec<Sum>>(), columns)
    }

    /// Numbers of which every combination of the known sums is 0, chosen at random among all such: so the members of a set
    /// add up to 0 if their sum follows from the known ones, and else hardly ever. Only of the first columns.
    pub(super) fn witness(&self, first: usize, mut random: impl FnMut() -> u64) -> Vec<u64> {
        let mut witness: Vec<u64> = (0..first).map(|_| random() % PRIME).collect();
        self.rows.iter().filter(|(lead, _)| *lead < first).for_each(|(lead, _)| witness[*lead] = 0);
        for (lead, row) in self.rows.iter().filter(|(lead, _)| *lead < first) {
            let sum = row[..first].iter().zip(&witness).fold(0, |sum, (&a, &b)| plus(sum, times(a, b)));
            witness[*lead] = minus(0, sum);
        }
        witness
    }

    /// Whether the sum over these of the first columns, and some of the others, follows: each member counted once, and nobody
    /// else.
    pub(super) fn tells(&self, members: &[usize], first: usize) -> bool {
        let mut sum = vec![0; self.columns];
        for (_, row) in self.rows.iter().filter(|(lead, _)| members.contains(lead)) {
            sum.iter_mut().zip(row).for_each(|(sum, &cell)| *sum = plus(*sum, cell));
        }
        if (0..first).any(|column| sum[column] != u64::from(members.contains(&column))) {
            return false;
        }
        let free: Vec<&Vec<u64>> =
            self.rows.iter().filter(|(lead, _)| *lead >= first).map(|(_, row)| row).collect();
        is_set(&sum[first..], &free, first)
    }
}

/// Whether adding and subtracting some of the rows, each at most once, makes every number 0 or 1.
fn is_set(sum: &[u64], free: &[&Vec<u64>], first: usize) -> bool {
    if sum.iter().all(|&cell| cell <= 1) {
        return true;
    }
    let Some((row, others)) = free.split_first() else { return false };
    let with = |change: fn(u64, u64) -> u64| -> Vec<u64> {
        sum.iter().zip(&row[first..]).map(|(&a, &b)| change(a, b)).collect()
    };
    // Many ways to go on are a sign that nobody would find one; the first few are tried.
    let others = &others[..others.len().min(5)];
    [sum.to_vec(), with(plus), with(minus)].iter().any(|sum| is_set(sum, others, first))
}

/// Whether the members add up to 0.
pub(super) fn cancel(witness: impl Iterator<Item = u64>) -> bool {
    witness.fold(0, plus) == 0
}

fn subtract(row: &mut [u64], other: &[u64], lead: usize) {
    let factor = row[lead];
    if factor != 0 {
        row.iter_mut().zip(other).for_each(|(cell, &other)| *cell = minus(*cell, times(factor, other)));
    }
}

pub(super) fn plus(a: u64, b: u64) -> u64 {
    (a + b) % PRIME
}

fn minus(a: u64, b: u64) -> u64 {
    (a + PRIME - b) % PRIME
}

fn times(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64
}

fn power(mut base: u64, mut exponent: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = times(result, base);
        }
        base = times(base, base);
        exponent /= 2;
    }
    result
}
