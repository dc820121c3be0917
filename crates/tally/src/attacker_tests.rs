//! Somebody who solves for everything that one published result says together: sums of every kind, grouped in several ways,
//! totals of tables, histograms, two-way tables, of everybody and of cohorts, with all numbers of people beside them.

mod read;
mod solve;

use std::collections::{BTreeMap, BTreeSet};

use tacit_form::{Answers, Form, results::Results};

use self::{
    read::{Said, Whom},
    solve::{Known, Sum, cancel},
};
use crate::{
    Circuit,
    aggregate::{AggregateShare, OfHelper, OfLeader},
    cohorts::{Sums, Terms},
    witness::encode,
};

const THRESHOLD: u64 = 5;
const KEYS: [&str; 9] =
    ["pay", "age", "member", "region", "city", "costs.all.rent", "costs.all.food", "flag", "tools"];
/// How many answers to each field differ for the attacker: bins of the first number, options, what is ticked of two boxes.
const ANSWERS: [usize; 9] = [3, 1, 2, 3, 2, 1, 1, 2, 3];
/// Which answers tick each box of the last one.
const TICKED: [[usize; 2]; 2] = [[0, 2], [1, 2]];
const TOOLS: usize = 8;
/// Where an [`Atom`] has its cohort, from 1.
const COHORT: usize = KEYS.len();

/// The answers of people who answered alike; `None`: not answered.
type Atom = Vec<Option<usize>>;
/// People, and how many they are.
type Count = (Whom, u64);

const ANALYSES: [&str; 38] = [
    "{ kind = 'count' }",
    "{ kind = 'count', by = 'region' }",
    "{ kind = 'count', of = 'pay', by = 'member' }",
    "{ kind = 'sum', of = 'pay' }",
    "{ kind = 'mean', of = 'pay', by = 'member' }",
    "{ kind = 'mean', of = 'pay', by = 'region' }",
    "{ kind = 'standard_deviation', of = 'pay', by = 'city' }",
    "{ kind = 'sum', of = 'age', by = 'region' }",
    "{ kind = 'mean', of = 'age' }",
    "{ kind = 'ratio', of = 'pay', to = 'age', by = 'member' }",
    "{ kind = 'weighted_mean', of = 'pay', weight = 'age' }",
    "{ kind = 'weighted_mean', of = 'pay', weight = 'age', by = 'region' }",
    "{ kind = 'regression', of = 'pay', on = ['age'] }",
    "{ kind = 'regression', of = 'pay', on = ['member'] }",
    "{ kind = 'regression', of = 'pay', on = ['member', 'city'] }",
    "{ kind = 'correlation', between = ['pay', 'age', 'member'] }",
    "{ kind = 'histogram', of = 'pay', bins = [3, 6] }",
    "{ kind = 'histogram', of = 'pay', bins = [3, 6], by = 'member' }",
    "{ kind = 'histogram', of = 'pay', bins = [3, 6], by = 'region' }",
    "{ kind = 'crosstab', rows = 'region', columns = 'member' }",
    "{ kind = 'crosstab', rows = 'member', columns = 'region' }",
    "{ kind = 'crosstab', rows = 'member', columns = 'city' }",
    "{ kind = 'crosstab', rows = 'region', columns = 'city' }",
    "{ kind = 'frequency', of = 'region' }",
    "{ kind = 'frequency', of = 'region', by = 'member' }",
    "{ kind = 'frequency', of = 'member' }",
    "{ kind = 'sum', of = 'costs', per = 'row' }",
    "{ kind = 'sum', of = 'costs', per = 'cell' }",
    "{ kind = 'mean', of = 'costs', per = 'cell', by = 'member' }",
    "{ kind = 'standard_deviation', of = 'costs', per = 'all', by = 'member' }",
    "{ kind = 'sum', of = 'costs', per = 'row', by = 'region' }",
    "{ kind = 'sum', of = 'flag' }",
    "{ kind = 'standard_deviation', of = 'flag', by = 'member' }",
    "{ kind = 'mean', of = 'flag', by = 'region' }",
    "{ kind = 'regression', of = 'pay', on = ['flag'] }",
    "{ kind = 'regression', of = 'flag', on = ['member', 'age'] }",
    "{ kind = 'correlation', between = ['age', 'flag', 'city'] }",
    "{ kind = 'weighted_mean', of = 'flag', weight = 'pay' }",
];

/// Those that count by questions of which others tell too.
const COUNTING: [&str; 14] = [
    "{ kind = 'count', by = 'region' }",
    "{ kind = 'count', of = 'pay', by = 'city' }",
    "{ kind = 'mean', of = 'pay', by = 'region' }",
    "{ kind = 'mean', of = 'age', by = 'member' }",
    "{ kind = 'sum', of = 'age', by = 'region' }",
    "{ kind = 'regression', of = 'pay', on = ['member', 'city'] }",
    "{ kind = 'histogram', of = 'pay', bins = [3, 6], by = 'region' }",
    "{ kind = 'crosstab', rows = 'region', columns = 'city' }",
    "{ kind = 'crosstab', rows = 'member', columns = 'city' }",
    "{ kind = 'frequency', of = 'region' }",
    "{ kind = 'frequency', of = 'member' }",
    "{ kind = 'frequency', of = 'region', by = 'member' }",
    "{ kind = 'frequency', of = 'member', by = 'region' }",
    "{ kind = 'frequency', of = 'city', by = 'region' }",
];

/// Those of which several options can be ticked, and others of the same people.
const TICKING: [&str; 9] = [
    "{ kind = 'frequency', of = 'tools' }",
    "{ kind = 'frequency', of = 'tools', by = 'member' }",
    "{ kind = 'frequency', of = 'tools', by = 'region' }",
    "{ kind = 'count', of = 'tools', by = 'member' }",
    "{ kind = 'count', by = 'region' }",
    "{ kind = 'mean', of = 'pay', by = 'member' }",
    "{ kind = 'frequency', of = 'region' }",
    "{ kind = 'frequency', of = 'member', by = 'region' }",
    "{ kind = 'crosstab', rows = 'member', columns = 'region' }",
];

/// A form, and who submitted what.
struct Case {
    text: String,
    form: Form,
    circuit: Circuit,
    people: Vec<(Atom, u64)>,
    /// Everything that somebody could have answered.
    possible: Vec<Atom>,
    cohorts: u16,
}

impl Case {
    fn random(random: &mut Random, analyses: &[&'static str]) -> Self {
        let mut chosen: Vec<&str> = Vec::new();
        for _ in 0..1 + random.below(8) {
            chosen.push(analyses[random.below(analyses.len())]);
        }
        Self::of(chosen, random)
    }

    fn of(mut chosen: Vec<&str>, random: &mut Random) -> Self {
        let optional: Vec<bool> =
            (0..KEYS.len()).map(|field| field == TOOLS || random.below(3) == 0).collect();
        let blank = if optional[5] { "absent" } else { "error" };
        if optional[5] {
            chosen.retain(|analysis| {
                !(analysis.contains("'row'") || analysis.contains("'all'")) || !analysis.contains("by =")
            });
            chosen.push(ANALYSES[26]);
        }
        let mut seen = BTreeSet::new();
        chosen.retain(|analysis| seen.insert(*analysis));
        let optional = |field: usize| if [5, 6].contains(&field) { optional[5] } else { optional[field] };
        let text = form(&chosen.join(","), &optional, blank);
        let form = Form::from_toml(&text).unwrap();
        let circuit = Circuit::compile(&form, 10_000).unwrap();
        let cohorts = [0, 0, 2, 3][random.below(4)];

        let mut possible: Vec<Atom> = vec![Vec::new()];
        for field in 0..=COHORT {
            let asked = field < COHORT
                && chosen.iter().any(|analysis| analysis.contains(KEYS[field].split('.').next().unwrap()));
            let mut answers: Vec<Option<usize>> = match field {
                COHORT if cohorts > 0 => (1..=usize::from(cohorts)).map(Some).collect(),
                0 if !chosen.iter().any(|analysis| analysis.contains("histogram")) => vec![Some(0)],
                _ if asked => (0..ANSWERS[field]).map(Some).collect(),
                _ => vec![Some(0)],
            };
            if asked && optional(field) {
                answers.push(None);
            }
            possible = possible
                .iter()
                .flat_map(|atom| answers.iter().map(move |&answer| [&atom[..], &[answer]].concat()))
                .collect();
        }
        let mut people: BTreeMap<Atom, u64> = BTreeMap::new();
        for _ in 0..2 + random.below(14) {
            let atom = possible[random.below(possible.len())].clone();
            *people.entry(atom).or_default() += [1, 1, 2, 3, 4, 5, 6, 9, 20][random.below(9)];
        }
        let people = people.into_iter().collect();
        Self { text, form, circuit, people, possible, cohorts }
    }

    /// What is published, worked out by both parties' programs.
    fn results(&self) -> Results {
        let (mut leader, mut helper) = (Sums::<OfLeader>::new(), Sums::<OfHelper>::new());
        for (atom, people) in &self.people {
            let cohort = if self.cohorts > 0 { atom[COHORT].unwrap() as u16 } else { 0 };
            let answers: Answers = answers(atom).into();
            let mut witness = encode(&self.circuit.0, &self.form.validate(&answers).unwrap()).unwrap();
            let outputs = self.circuit.0.outputs_of(witness.elements_mut());
            for _ in 0..*people {
                leader.add(&self.circuit, cohort, |_| Ok::<_, ()>(())).unwrap();
                let add = |share: &mut AggregateShare<OfHelper>| {
                    share.add(&outputs);
                    Ok::<_, ()>(())
                };
                helper.add(&self.circuit, cohort, add).unwrap();
            }
        }
        let terms = Terms::exact(THRESHOLD as u32);
        let counts = helper.counts(&self.circuit, &terms);
        let releases = leader.release(&self.circuit, &counts, &terms).unwrap();
        let names: Vec<String> = (1..=self.cohorts).map(|cohort| format!("C{cohort}")).collect();
        helper.open(&self.circuit, &self.form, &names, &releases, helper.accepted(), &terms).unwrap()
    }

    fn is_in(atom: &Atom, whom: &Whom) -> bool {
        whom.iter().all(|(field, answers)| match answers {
            Some(answers) => atom[*field].is_some_and(|answer| answers.contains(&answer)),
            None => atom[*field].is_some(),
        })
    }

    fn size(&self, atom: &Atom) -> u64 {
        self.people.iter().find(|(other, _)| other == atom).map_or(0, |(_, size)| *size)
    }

    /// The attacker's columns: the answers that somebody gave, then those that nobody did, as far as that isn't known: some
    /// number of people is 0, or the same as that of others among whom they all are.
    fn columns(&self, counts: &[&(Whom, u64)]) -> (Vec<(Atom, u64)>, Vec<Atom>) {
        let mut sets: Vec<(Vec<bool>, u64)> = counts
            .iter()
            .map(|(whom, count)| (self.possible.iter().map(|atom| Self::is_in(atom, whom)).collect(), *count))
            .collect();
        sets.extend(self.divided(counts));
        sets.sort();
        sets.dedup();
        let mut may_be = vec![true; self.possible.len()];
        loop {
            let before = may_be.clone();
            for (outer, most) in &sets {
                let inside: Vec<&Vec<bool>> = sets
                    .iter()
                    .filter(|(inner, count)| {
                        count == most
                            && (0..may_be.len()).all(|atom| !may_be[atom] || !inner[atom] || outer[atom])
                    })
                    .map(|(inner, _)| inner)
                    .collect();
                for (atom, may_be) in may_be.iter_mut().enumerate() {
                    *may_be &= !outer[atom] || (*most > 0 && inside.iter().all(|inner| inner[atom]));
                }
            }
            if may_be == before {
                break;
            }
        }
        let atoms = self.possible.iter().zip(&may_be).filter(|(_, may_be)| **may_be).map(|(atom, _)| atom);
        let (some, none): (Vec<&Atom>, Vec<&Atom>) = atoms.partition(|atom| self.size(atom) > 0);
        assert_eq!(some.len(), self.people.len());
        (
            some.into_iter().map(|atom| (atom.clone(), self.size(atom))).collect(),
            none.into_iter().cloned().collect(),
        )
    }

    /// Those who gave one of the answers to a question of which it is said how many gave each, and are otherwise alike.
    fn divided(&self, counts: &[&(Whom, u64)]) -> Vec<(Vec<bool>, u64)> {
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

    /// What sums follow about too few people from sums of these moments.
    fn sums_of_few(&self, said: &Said, moments: &[&str], random: &mut Random) -> Option<String> {
        let known: Vec<&(Whom, u64)> = said.exact.iter().chain(&said.shown).collect();
        let (some, none) = self.columns(&known);
        let relevant = said.sums.iter().filter(|sum| moments.contains(&sum[0].0.as_str()));
        let is_said = |terms: &[(String, Whom)], atom: &Atom, moment: &str| {
            terms.iter().any(|(of, whom)| of == moment && Self::is_in(atom, whom))
        };
        let over = |terms: &Vec<(String, Whom)>, atoms: &mut dyn Iterator<Item = &Atom>| -> Sum {
            atoms
                .flat_map(|atom| {
                    moments.iter().map(|moment| is_said(terms, atom, moment)).collect::<Vec<_>>()
                })
                .collect()
        };
        let rows: Vec<(Sum, Sum)> = relevant
            .map(|terms| (over(terms, &mut some.iter().map(|(atom, _)| atom)), over(terms, &mut none.iter())))
            .collect();
        let choices: Vec<(u64, Vec<Vec<usize>>)> = some
            .iter()
            .enumerate()
            .map(|(at, (_, size))| {
                let first = at * moments.len();
                let of = |set: u32| {
                    (0..moments.len()).filter(move |i| set >> i & 1 == 1).map(move |i| first + i).collect()
                };
                (*size, (1..1u32 << moments.len()).map(of).collect())
            })
            .collect();
        let found = few_that_follow(&rows, &choices, random).into_iter().next()?;
        Some(format!(
            "{moments:?} of {:?}",
            found.iter().map(|&column| &some[column / moments.len()]).collect::<Vec<_>>()
        ))
    }

    /// What follows from all numbers of people about too few of those whom an analysis tells apart, that doesn't follow from how many
    /// are in cohorts, and answered questions.
    fn counts_of_few(&self, said: &Said, random: &mut Random) -> Option<String> {
        let (open, published) = self.counts(said);
        let may_be = self.may_be(&published);
        let over = |whom: &Whom| Self::over(whom, &may_be);
        let [exact, all] = [&open, &published].map(|counts| Self::rows(counts, &may_be));
        let few = self.differences_of_few(&published, &may_be, &exact, random);
        if few.is_some() {
            return few;
        }
        said.cells.iter().find_map(|cells| {
            let choices: Vec<(u64, Vec<Vec<usize>>)> = cells
                .iter()
                .map(|whom| (self.size_of(whom), whom))
                .filter(|(size, _)| (1..THRESHOLD).contains(size))
                .map(|(size, whom)| {
                    let over = over(whom);
                    (size, vec![(0..over.len()).filter(|&at| over[at]).collect()])
                })
                .collect();
            if choices.is_empty() {
                return None;
            }
            let found = few_that_follow(&all, &choices, random);
            let known = few_that_follow(&exact, &choices, random);
            let new = found.into_iter().find(|set| !known.contains(set))?;
            Some(format!("how many {:?}", new.iter().map(|&at| &may_be[at]).collect::<Vec<_>>()))
        })
    }

    /// A number of people, of whom one or two others are parts that have nobody in common, and that is too few more.
    fn differences_of_few(
        &self,
        published: &[(Whom, u64)],
        may_be: &[Atom],
        exact: &[(Sum, Sum)],
        random: &mut Random,
    ) -> Option<String> {
        let sets: BTreeMap<Sum, (u64, &Whom)> = published
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(whom, count)| (Self::over(whom, may_be), (*count, whom)))
            .collect();
        // Who is in an open number, and who is and not in another one; that it is these need not be known, nor that all of some left a
        // question open.
        let open = exact.iter().map(|(over, _)| {
            (0..may_be.len())
                .filter(|&at| over[at] && self.size(&may_be[at]) > 0)
                .collect::<BTreeSet<usize>>()
        });
        let open: BTreeSet<BTreeSet<usize>> = open.chain([BTreeSet::new()]).collect();
        let in_fact_open: BTreeSet<BTreeSet<usize>> =
            open.iter().flat_map(|one| open.iter().map(move |other| one - other)).collect();
        let is_disjoint = |one: &Sum, other: &Sum| one.iter().zip(other).all(|(one, other)| !(one & other));
        for (outer, (all, whom)) in &sets {
            let is_in = |inner: &Sum| inner.iter().zip(outer).all(|(inner, outer)| !inner || *outer);
            let inside: Vec<_> = sets.iter().filter(|(inner, _)| is_in(inner)).collect();
            let ones = inside.iter().map(|one| vec![*one]);
            let twos = inside
                .iter()
                .enumerate()
                .flat_map(|(at, one)| inside[..at].iter().map(|other| vec![*one, *other]));
            for less in ones.chain(twos) {
                let few = all.saturating_sub(less.iter().map(|(_, (some, _))| some).sum());
                if !(1..THRESHOLD).contains(&few)
                    || !less.iter().skip(1).all(|(one, _)| is_disjoint(one, less[0].0))
                {
                    continue;
                }
                let rest: Vec<usize> = (0..may_be.len())
                    .filter(|&at| outer[at] && less.iter().all(|(inner, _)| !inner[at]))
                    .collect();
                let somebody: BTreeSet<usize> =
                    rest.iter().copied().filter(|&at| self.size(&may_be[at]) > 0).collect();
                let all_left =
                    (0..COHORT).any(|field| somebody.iter().all(|&at| may_be[at][field].is_none()));
                let is_open = all_left || in_fact_open.contains(&somebody);
                if !is_open && few_that_follow(exact, &[(few, vec![rest])], random).is_empty() {
                    let less: Vec<&Whom> = less.iter().map(|(_, (_, inner))| *inner).collect();
                    return Some(format!("{few} people, {whom:?} less {less:?},"));
                }
            }
        }
        None
    }

    /// People, too few, who gave some answers, whatever analysis tells them apart or none, or who answered some questions besides; of whom
    /// it follows how many they are.
    fn groups_of_few(&self, said: &Said, random: &mut Random) -> Option<String> {
        let (open, published) = self.counts(said);
        let may_be = self.may_be(&published);
        let over = |whom: &Whom| Self::over(whom, &may_be);
        let [exact, all] = [&open, &published].map(|counts| Self::rows(counts, &may_be));
        let mut seen = BTreeSet::new();
        let groups = self.groups().into_iter();
        let few = groups.map(|whom| (self.size_of(&whom), over(&whom), whom));
        let few = few.filter(|(size, over, _)| (1..THRESHOLD).contains(size) && seen.insert(over.clone()));
        let few: Vec<(u64, Vec<usize>, Whom)> = few
            .map(|(size, over, whom)| (size, (0..over.len()).filter(|&at| over[at]).collect(), whom))
            .collect();
        let sets: Vec<&Vec<usize>> = few.iter().map(|(_, set, _)| set).collect();
        let told = told(&all, &sets, random);
        let known = self::told(&exact, &sets, random);
        let new = (0..few.len()).find(|&at| told[at] && !known[at])?;
        Some(format!("how many are {:?} ({})", few[new].2, few[new].0))
    }

    /// All numbers of people that are no secret: those that are always said, and how many answered some questions; and with them those that are
    /// shown.
    fn counts(&self, said: &Said) -> (Vec<Count>, Vec<Count>) {
        let answered = said.answered.iter().map(|whom| (whom.clone(), self.size_of(whom)));
        let open: Vec<(Whom, u64)> = said.exact.iter().cloned().chain(answered).collect();
        let all = [&open[..], &said.shown].concat();
        (open, all)
    }

    /// Which of all that somebody may have answered these have.
    fn over(whom: &Whom, may_be: &[Atom]) -> Sum {
        may_be.iter().map(|atom| Self::is_in(atom, whom)).collect()
    }

    fn rows(counts: &[Count], may_be: &[Atom]) -> Vec<(Sum, Sum)> {
        counts.iter().map(|(whom, _)| (Self::over(whom, may_be), Sum::new())).collect()
    }

    /// Everything that somebody may have answered, by these numbers.
    fn may_be(&self, counts: &[(Whom, u64)]) -> Vec<Atom> {
        let (some, none) = self.columns(&counts.iter().collect::<Vec<_>>());
        some.into_iter().map(|(atom, _)| atom).chain(none).collect()
    }

    /// Everybody whom answers to the questions that are asked can describe, at least one of them a certain one.
    fn groups(&self) -> Vec<Whom> {
        let mut groups: Vec<Whom> = vec![Vec::new()];
        for field in 0..=COHORT {
            let given: BTreeSet<Option<usize>> = self.possible.iter().map(|atom| atom[field]).collect();
            let mut asked: Vec<Option<(usize, Option<Vec<usize>>)>> = vec![None];
            if given.contains(&None) {
                asked.push(Some((field, None)));
            }
            if given.iter().flatten().count() > 1 {
                asked.extend(given.iter().flatten().map(|&answer| Some((field, Some(vec![answer])))));
                let ticked = TICKED.iter().filter(|_| field == TOOLS);
                asked.extend(ticked.map(|answers| Some((field, Some(answers.to_vec())))));
            }
            groups = groups
                .iter()
                .flat_map(|whom| {
                    asked.iter().map(move |asked| whom.iter().cloned().chain(asked.clone()).collect())
                })
                .collect();
        }
        groups.retain(|whom| whom.iter().any(|(field, answers)| *field < COHORT && answers.is_some()));
        groups
    }

    fn size_of(&self, whom: &Whom) -> u64 {
        self.people.iter().filter(|(atom, _)| Self::is_in(atom, whom)).map(|(_, size)| size).sum()
    }
}

/// Of which of these sets of columns it follows what their sum is.
fn told(rows: &[(Sum, Sum)], sets: &[&Vec<usize>], random: &mut Random) -> Vec<bool> {
    let columns = rows[0].0.len();
    let known = Known::new(&rows.iter().map(|(some, _)| some.clone()).collect::<Vec<Sum>>(), columns);
    let witness = known.witness(columns, || random.next());
    let follows =
        |set: &&Vec<usize>| cancel(set.iter().map(|&column| witness[column])) && known.tells(set, columns);
    sets.iter().map(follows).collect()
}

/// The sets of columns, at most one choice of each, about fewer than the threshold, of which the sum follows.
fn few_that_follow(
    rows: &[(Sum, Sum)],
    choices: &[(u64, Vec<Vec<usize>>)],
    random: &mut Random,
) -> Vec<Vec<usize>> {
    let Some(first) = rows.first().map(|(some, _)| some.len()) else { return Vec::new() };
    let others: BTreeSet<Vec<bool>> =
        (0..rows[0].1.len()).map(|column| rows.iter().map(|(_, none)| none[column]).collect()).collect();
    let whole = |(at, (some, _)): (usize, &(Sum, Sum))| {
        some.iter().copied().chain(others.iter().map(|column| column[at])).collect()
    };
    let known = Known::new(&rows.iter().enumerate().map(whole).collect::<Vec<Sum>>(), first + others.len());
    let witness = known.witness(first, || random.next());
    let mut sets: Vec<(Vec<usize>, u64)> = vec![(Vec::new(), 0)];
    for (size, choices) in choices.iter().filter(|(size, _)| *size < THRESHOLD) {
        let mut more = Vec::new();
        for (set, people) in sets.iter().filter(|(_, people)| people + size < THRESHOLD) {
            more.extend(choices.iter().map(|choice| ([&set[..], choice].concat(), people + size)));
        }
        sets.extend(more);
    }
    let follows = |set: &Vec<usize>| {
        !set.is_empty() && cancel(set.iter().map(|&column| witness[column])) && known.tells(set, first)
    };
    sets.into_iter().map(|(set, _)| set).filter(follows).collect()
}

/// Cases in which the attacker once found something: sets made of four others, numbers of two values, what frequencies or only cohorts tell,
/// and what counts of nobody do.
const ONCE_FOUND: [u64; 18] = [
    12, 188, 229, 831, 1232, 2442, 6116, 6368, 9198, 9422, 10_339, 23_074, 24_380, 42_075, 61_855, 141_867,
    152_476, 194_861,
];

#[test]
fn nothing_about_too_few_follows_from_all_that_is_published() {
    let (sums, counts) = attack(&ANALYSES, 3_000, &ONCE_FOUND);
    assert!(sums > 3_000 && counts > 3_000, "{sums} sums and {counts} counts are hardly a test");
}

#[test]
fn no_number_of_too_few_follows_from_other_numbers_of_people() {
    let (_, counts) = attack(&COUNTING, 1_500, &[5516, 9757]);
    assert!(counts > 5_000, "{counts} counts are hardly a test");
}

#[test]
fn no_number_of_too_few_follows_from_what_is_ticked() {
    let (_, counts) = attack(&TICKING, 1_000, &[3711, 4734, 5235, 5516, 9757]);
    assert!(counts > 3_000, "{counts} counts are hardly a test");
}

/// Attacks random cases, ten times as many in the long run; says how many sums and counts were published in all.
fn attack(analyses: &[&'static str], cases: u64, others: &[u64]) -> (usize, usize) {
    let cases = if std::env::var("TACIT_LONG").as_deref() == Ok("1") { cases * 10 } else { cases };
    let (mut found, mut sums, mut counts) = (Vec::new(), 0, 0);
    for number in (0..cases).chain(others.iter().copied()) {
        let mut random = Random(number);
        let case = Case::random(&mut random, analyses);
        if case.people.iter().map(|(_, size)| size).sum::<u64>() < THRESHOLD {
            continue;
        }
        let said = Said::of(&case.form, &case.results(), case.cohorts > 0);
        (sums, counts) = (sums + said.sums.len(), counts + said.shown.len());
        let moments: BTreeSet<&str> = said.sums.iter().flatten().map(|(moment, _)| moment.as_str()).collect();
        let (cells, others): (Vec<&str>, Vec<&str>) =
            moments.iter().partition(|moment| ["5", "6"].contains(*moment));
        let groups = others.iter().map(std::slice::from_ref).chain([&cells[..]]);
        let few = groups.filter_map(|moments| case.sums_of_few(&said, moments, &mut random)).next();
        let few = few.or_else(|| case.counts_of_few(&said, &mut random));
        if let Some(few) = few.or_else(|| case.groups_of_few(&said, &mut random)) {
            found.push(format!("case {number}: {few} follows\n{}\n{:?}", case.text, case.people));
        }
    }

    let some = found.iter().take(3).cloned().collect::<Vec<_>>().join("\n");
    assert!(found.is_empty(), "{} of {cases}: {some}", found.len());
    (sums, counts)
}

fn form(analyses: &str, optional: &dyn Fn(usize) -> bool, blank: &str) -> String {
    let [pay, age, member, region, city, flag] = [0, 1, 2, 3, 4, 7].map(optional);
    format!(
        r#"
title = "T"
purpose = "P"
field = [
  {{ key = "pay", kind = "number", label = "Pay", min = 0, max = 8, optional = {pay} }},
  {{ key = "age", kind = "number", label = "Age", min = 0, max = 9, optional = {age} }},
  {{ key = "member", kind = "boolean", label = "Member", optional = {member} }},
  {{ key = "region", kind = "choice", label = "Region", optional = {region}, options = [
    {{ key = "n", label = "N" }}, {{ key = "s", label = "S" }}, {{ key = "w", label = "W" }} ] }},
  {{ key = "city", kind = "boolean", label = "City", optional = {city} }},
  {{ key = "costs", kind = "table", label = "Costs", min = 0, max = 9, blank = "{blank}",
    rows = [{{ key = "all", label = "All" }}], columns = [
    {{ key = "rent", label = "Rent" }}, {{ key = "food", label = "Food" }} ] }},
  {{ key = "flag", kind = "number", label = "Flag", min = 3, max = 4, optional = {flag} }},
  {{ key = "tools", kind = "multi", label = "Tools", optional = true, options = [
    {{ key = "saw", label = "Saw" }}, {{ key = "axe", label = "Axe" }} ] }},
]
analysis = [{analyses}]
"#
    )
}

fn answers(atom: &Atom) -> BTreeMap<String, Vec<String>> {
    let texts = |field: usize, answer: usize| match field {
        0 => vec![["1", "4", "7"][answer]],
        2 | 4 => vec![["no", "yes"][answer]],
        3 => vec![["n", "s", "w"][answer]],
        7 => vec![["3", "4"][answer]],
        TOOLS => [vec!["saw"], vec!["axe"], vec!["saw", "axe"]][answer].clone(),
        _ => vec!["2"],
    };
    let answers = KEYS.iter().zip(atom).enumerate();
    answers
        .filter_map(|(field, (key, answer))| {
            let texts = texts(field, (*answer)?).into_iter().map(str::to_owned).collect();
            Some(((*key).to_owned(), texts))
        })
        .collect()
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}
