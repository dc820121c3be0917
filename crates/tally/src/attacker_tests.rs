//! Somebody who solves for everything that one published result says together: sums of every kind, grouped in several ways,
//! totals of tables, histograms, two-way tables, of everybody and of cohorts, with all numbers of people beside them.

mod may_be;
mod read;
mod solve;

use std::collections::{BTreeMap, BTreeSet};

use tacit_form::{Answers, Form, results::Results};

use self::{
    read::{Said, Whom},
    solve::{Known, Sum, cancel, plus},
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
type Count<People = Whom> = (People, u64);

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
            Some(answers) if answers.is_empty() => atom[*field].is_none(),
            Some(answers) => atom[*field].is_some_and(|answer| answers.contains(&answer)),
            None => atom[*field].is_some(),
        })
    }

    fn size(&self, atom: &Atom) -> u64 {
        self.people.iter().find(|(other, _)| other == atom).map_or(0, |(_, size)| *size)
    }

    /// What sums follow about too few people from sums of these moments.
    fn sums_of_few(&self, said: &Said, moments: &[&str], random: &mut Random) -> Option<String> {
        let (some, none) = self.columns(&[&said.exact[..], &said.shown].concat());
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
        let few = self.differences_of_few(&open, &published, &may_be, random);
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

    /// A number of people, of whom one or two others are parts that have nobody in common, and that is too few more; unless it
    /// follows from how many are in cohorts, and answered questions, and from where nobody is.
    fn differences_of_few(
        &self,
        open: &[Count],
        published: &[Count],
        may_be: &[Atom],
        random: &mut Random,
    ) -> Option<String> {
        let anyway = self.anyway(open, published);
        let witness =
            Known::of(&Self::rows(open, &anyway), anyway.len()).witness(anyway.len(), || random.next());
        let value = |whom: &Whom| {
            let members = anyway.iter().zip(&witness).filter(|(atom, _)| Self::is_in(atom, whom));
            members.fold(0, |sum, (_, &number)| plus(sum, number))
        };
        let sets: BTreeMap<(Sum, u64), (u64, &Whom)> = published
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(whom, count)| ((Self::over(whom, may_be), value(whom)), (*count, whom)))
            .collect();
        let is_disjoint = |one: &Sum, other: &Sum| one.iter().zip(other).all(|(one, other)| !(one & other));
        for ((outer, value), (all, whom)) in &sets {
            let is_in = |inner: &Sum| inner.iter().zip(outer).all(|(inner, outer)| !inner || *outer);
            let inside: Vec<_> = sets.iter().filter(|((inner, _), _)| is_in(inner)).collect();
            let ones = inside.iter().map(|one| vec![*one]);
            let twos = inside
                .iter()
                .enumerate()
                .flat_map(|(at, one)| inside[..at].iter().map(|other| vec![*one, *other]));
            for less in ones.chain(twos) {
                let few = all.saturating_sub(less.iter().map(|(_, (some, _))| some).sum());
                if !(1..THRESHOLD).contains(&few)
                    || !less.iter().skip(1).all(|((one, _), _)| is_disjoint(one, &less[0].0.0))
                {
                    continue;
                }
                if *value != less.iter().fold(0, |sum, ((_, value), _)| plus(sum, *value)) {
                    let less: Vec<&Whom> = less.iter().map(|(_, (_, inner))| *inner).collect();
                    return Some(format!("{few} people, {whom:?} less {less:?},"));
                }
            }
        }
        None
    }

    /// People, too few, who gave some answers, whatever analysis tells them apart or none, or who answered some questions besides; of whom
    /// it follows how many they are, though not anyway. Whom no number tells apart from others may be known by being the same people as those of an
    /// open number.
    fn groups_of_few(&self, said: &Said, random: &mut Random) -> Option<String> {
        let (open, published) = self.counts(said);
        let (may_be, anyway) = (self.may_be(&published), self.anyway(&open, &published));
        let mut seen = BTreeSet::new();
        let few = self.groups().into_iter().filter_map(|whom| {
            let [now, anyway] = [&may_be, &anyway].map(|atoms| Self::over(&whom, atoms));
            let is_few = (1..THRESHOLD).contains(&self.size_of(&whom));
            (is_few && seen.insert((now.clone(), anyway.clone()))).then_some((whom, now, anyway))
        });
        let few: Vec<(Whom, Sum, Sum)> = few.collect();
        let now: Vec<Vec<usize>> = few.iter().map(|(_, now, _)| columns_of(now)).collect();
        let all: Vec<Vec<usize>> = few.iter().map(|(_, _, anyway)| columns_of(anyway)).collect();
        let follow = told(&Self::rows(&published, &may_be), &now, random);
        let the_same = told(&Self::rows(&open, &may_be), &now, random);
        let known = told(&Self::rows(&open, &anyway), &all, random);
        let told_apart = Self::rows(&published, &anyway);
        let is_told_apart = |set: &Sum| {
            let mut classes: BTreeMap<Vec<bool>, bool> = BTreeMap::new();
            (0..set.len()).all(|at| {
                let class = told_apart.iter().map(|(over, _)| over[at]).collect();
                *classes.entry(class).or_insert(set[at]) == set[at]
            })
        };
        let is_new = |at: usize| !the_same[at] || !known[at] && is_told_apart(&few[at].2);
        let new = (0..few.len()).find(|&at| follow[at] && is_new(at))?;
        Some(format!("how many are {:?} ({})", few[new].0, self.size_of(&few[new].0)))
    }

    /// All numbers of people that are no secret: those that are always said, and how many answered some questions; and with them those that are
    /// shown. Cohorts without results count as one: of all of them together something may follow, and if that is that they all answered alike, it
    /// is no more that so did those of each.
    fn counts(&self, said: &Said) -> (Vec<Count>, Vec<Count>) {
        let one = said.without_results.clone();
        let is_of_one = |whom: &Whom| {
            whom.iter().any(|(field, of)| {
                *field == COHORT && of.as_ref().is_some_and(|of| one.len() > 1 && one.contains(&of[0]))
            })
        };
        let answered = said.answered.iter().map(|whom| (whom.clone(), self.size_of(whom)));
        let open = said.exact.iter().cloned().chain(answered);
        let mut open: Vec<Count> = open.filter(|(whom, _)| !is_of_one(whom)).collect();
        let together = vec![(COHORT, Some(one))];
        open.push((together.clone(), self.size_of(&together)));
        let implied = said.implied.iter().map(|whom| (whom.clone(), self.size_of(whom)));
        let all = open.iter().chain(&said.shown).cloned().chain(implied).collect();
        (open, all)
    }

    /// Which of all that somebody may have answered these have.
    fn over(whom: &Whom, may_be: &[Atom]) -> Sum {
        may_be.iter().map(|atom| Self::is_in(atom, whom)).collect()
    }

    fn rows(counts: &[Count], may_be: &[Atom]) -> Vec<(Sum, Sum)> {
        counts.iter().map(|(whom, _)| (Self::over(whom, may_be), Sum::new())).collect()
    }

    /// Everybody whom answers to the questions that are asked can describe: one, one of two, any or none to each, not only any
    /// or none: how many answered some questions and left others open is no secret.
    fn groups(&self) -> Vec<Whom> {
        let mut groups: Vec<Whom> = vec![Vec::new()];
        for field in 0..=COHORT {
            let given: BTreeSet<Option<usize>> = self.possible.iter().map(|atom| atom[field]).collect();
            let mut asked: Vec<Option<(usize, Option<Vec<usize>>)>> = vec![None];
            if given.contains(&None) {
                asked.extend([None, Some(Vec::new())].map(|answers| Some((field, answers))));
            }
            if given.iter().flatten().count() > 1 {
                asked.extend(given.iter().flatten().map(|&answer| Some((field, Some(vec![answer])))));
                let answers: Vec<usize> = given.iter().flatten().copied().collect();
                let two = (0..answers.len()).flat_map(|at| answers[..at].iter().map(move |&one| (one, at)));
                let two = two.filter(|_| answers.len() > 2 && field < COHORT);
                asked.extend(two.map(|(one, at)| Some((field, Some(vec![one, answers[at]])))));
            }
            groups = groups
                .iter()
                .flat_map(|whom| {
                    asked.iter().map(move |asked| whom.iter().cloned().chain(asked.clone()).collect())
                })
                .collect();
        }
        groups.retain(|whom| {
            let is_given = |answers: &Option<Vec<usize>>| answers.as_ref().is_some_and(|of| !of.is_empty());
            whom.iter().any(|(field, answers)| *field < COHORT && is_given(answers))
        });
        groups
    }

    fn size_of(&self, whom: &Whom) -> u64 {
        self.people.iter().filter(|(atom, _)| Self::is_in(atom, whom)).map(|(_, size)| size).sum()
    }
}

fn columns_of(set: &Sum) -> Vec<usize> {
    (0..set.len()).filter(|&at| set[at]).collect()
}

/// Of which of these sets of columns it follows what their sum is.
fn told(rows: &[(Sum, Sum)], sets: &[Vec<usize>], random: &mut Random) -> Vec<bool> {
    let columns = rows[0].0.len();
    let known = Known::of(rows, columns);
    let witness = known.witness(columns, || random.next());
    let follows =
        |set: &Vec<usize>| cancel(set.iter().map(|&column| witness[column])) && known.tells(set, columns);
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
const ONCE_FOUND: [u64; 21] = [
    12, 188, 229, 831, 1232, 2442, 4763, 6116, 6368, 9198, 9422, 10_339, 16_141, 16_421, 23_074, 24_380,
    42_075, 61_855, 141_867, 152_476, 194_861,
];

#[test]
fn nothing_about_too_few_follows_from_all_that_is_published() {
    let (sums, counts) = attack(&ANALYSES, 3_000, &ONCE_FOUND);
    assert!(sums > 3_000 && counts > 3_000, "{sums} sums and {counts} counts are hardly a test");
}

#[test]
fn no_number_of_too_few_follows_from_other_numbers_of_people() {
    let (_, counts) = attack(&COUNTING, 1_500, &[2783, 5090, 5516, 8717, 9389, 9757]);
    assert!(counts > 5_000, "{counts} counts are hardly a test");
}

#[test]
fn no_number_of_too_few_follows_from_what_is_ticked() {
    let (_, counts) = attack(&TICKING, 1_000, &[3711, 4734, 5235, 5516, 5566, 6368, 8793, 9757]);
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
