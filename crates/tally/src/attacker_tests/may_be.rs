//! What somebody may have answered, by what is said of how many people there are.

use std::collections::{BTreeMap, BTreeSet};

use super::{Atom, COHORT, Case, Count, THRESHOLD, read::Whom, solve::Sum};

impl Case {
    /// The attacker's columns: the answers that somebody gave, then those that nobody did, as far as that isn't known: some
    /// number of people is 0, or the same as that of others among whom they all are.
    pub(super) fn columns(&self, counts: &[Count]) -> (Vec<Count<Atom>>, Vec<Atom>) {
        let may_be = self.excluded(vec![true; self.possible.len()], self.sets(counts));
        let atoms = self.possible.iter().zip(&may_be).filter(|(_, may_be)| **may_be).map(|(atom, _)| atom);
        let (some, none): (Vec<&Atom>, Vec<&Atom>) = atoms.partition(|atom| self.size(atom) > 0);
        assert_eq!(some.len(), self.people.len());
        (
            some.into_iter().map(|atom| (atom.clone(), self.size(atom))).collect(),
            none.into_iter().cloned().collect(),
        )
    }

    /// What is said of whom, over everything that somebody could have answered.
    fn sets(&self, counts: &[Count]) -> Vec<Count<Sum>> {
        let each = counts.iter().map(|(whom, count)| (Self::over(whom, &self.possible), *count));
        let mut sets: Vec<Count<Sum>> = each.chain(self.divided(counts)).collect();
        sets.sort();
        sets.dedup();
        sets
    }

    /// Without whom these numbers exclude.
    fn excluded(&self, mut may_be: Vec<bool>, sets: Vec<Count<Sum>>) -> Vec<bool> {
        loop {
            let before = may_be.clone();
            for (outer, most) in &sets {
                let inside: Vec<&Sum> = sets
                    .iter()
                    .filter(|(inner, count)| count == most && is_within(inner, outer, &may_be))
                    .map(|(inner, _)| inner)
                    .collect();
                for (atom, may_be) in may_be.iter_mut().enumerate() {
                    *may_be &= !outer[atom] || (*most > 0 && inside.iter().all(|inner| inner[atom]));
                }
            }
            if may_be == before {
                return may_be;
            }
        }
    }

    /// Those who gave one of the answers to a question of which it is said how many gave each, and are otherwise alike.
    fn divided(&self, counts: &[Count]) -> Vec<Count<Sum>> {
        let mut all: BTreeMap<(usize, Whom), BTreeMap<Vec<usize>, u64>> = BTreeMap::new();
        for (whom, count) in counts {
            for (field, answers) in
                whom.iter().filter_map(|(field, answers)| Some((*field, answers.clone()?)))
            {
                let mut others: Whom = whom.iter().filter(|(other, _)| *other != field).cloned().collect();
                others.sort();
                all.entry((field, others)).or_default().insert(answers, *count);
            }
        }
        let together = |((field, others), answers): ((usize, Whom), BTreeMap<Vec<usize>, u64>)| {
            let each: Vec<usize> = answers.keys().flatten().copied().collect();
            let is_disjoint = each.iter().collect::<BTreeSet<_>>().len() == each.len();
            let whom = [&others[..], &[(field, Some(each))]].concat();
            let set = self.possible.iter().map(|atom| Self::is_in(atom, &whom)).collect();
            is_disjoint.then(|| (set, answers.values().sum()))
        };
        all.into_iter().filter_map(together).collect()
    }

    /// Everything that somebody may have answered, by these numbers.
    pub(super) fn may_be(&self, counts: &[(Whom, u64)]) -> Vec<Atom> {
        let (some, none) = self.columns(counts);
        some.into_iter().map(|(atom, _)| atom).chain(none).collect()
    }

    /// Everything that somebody may have answered, by the open numbers, by where it is said that nobody is, and by what is said of all
    /// of whom a number is open, or of all who answered a question.
    pub(super) fn anyway(&self, open: &[Count], published: &[Count]) -> Vec<Atom> {
        let [open, shown] = [open, published].map(|counts| self.sets(counts));
        let of_nobody = shown.iter().filter(|(_, count)| *count == 0).cloned();
        let known = open.iter().cloned().chain(of_nobody).collect();
        let may_be = self.excluded(vec![true; self.possible.len()], known);
        let mut nobody = self.alike(published);
        for (set, count) in &shown {
            let all = open.iter().filter(|(all, people)| people == count && is_within(set, all, &may_be));
            nobody.extend(all.map(|(all, _)| without(all, set)));
        }
        let nobody = nobody.into_iter().map(|set| (set, 0));
        let may_be = self.excluded(may_be, open.into_iter().chain(nobody).collect());
        self.possible.iter().zip(may_be).filter(|(_, may_be)| *may_be).map(|(atom, _)| atom.clone()).collect()
    }

    /// Where all who answered a question did alike, those who would have answered otherwise; where none of those who left one open, not
    /// few, are of some, those who would be.
    fn alike(&self, published: &[Count]) -> Vec<Sum> {
        let simple = |whom: &Whom| -> BTreeMap<usize, Option<Vec<usize>>> {
            let mut simple: Whom = whom.clone();
            simple.sort();
            simple.into_iter().filter(|(field, of)| of.is_some() || self.is_left_open(*field)).collect()
        };
        let all: BTreeSet<_> = published.iter().map(|(whom, count)| (simple(whom), *count)).collect();
        let mut nobody = Vec::new();
        for (whom, count) in &all {
            for (&field, of) in whom {
                let mut answered = whom.clone();
                answered.remove(&field);
                let cohort = whom.get_key_value(&COHORT).map(|(field, of)| (*field, of.clone()));
                let left_open = [(field, Some(Vec::new()))].into_iter().chain(cohort).collect();
                if of.is_none() && self.size_of(&left_open) < THRESHOLD {
                    continue;
                }
                if of.is_some() && self.is_left_open(field) {
                    answered.insert(field, None);
                }
                if all.contains(&(answered.clone(), *count)) {
                    let [all, some] = [&answered, whom]
                        .map(|whom| Self::over(&whom.clone().into_iter().collect(), &self.possible));
                    nobody.push(without(&all, &some));
                }
            }
        }
        nobody
    }

    /// Whether anybody left it open: how many did is no secret.
    fn is_left_open(&self, field: usize) -> bool {
        self.people.iter().any(|(atom, _)| atom[field].is_none())
    }
}

fn without(all: &Sum, some: &Sum) -> Sum {
    all.iter().zip(some).map(|(all, some)| *all && !some).collect()
}

/// Whether these are among those, as far as they may be anybody.
fn is_within(inner: &Sum, outer: &Sum, may_be: &[bool]) -> bool {
    (0..may_be.len()).all(|atom| !may_be[atom] || !inner[atom] || outer[atom])
}
