//! Combinations of answers to some questions, as far as counts leave them possible.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use fixedbitset::FixedBitSet;

use crate::{
    disclosure::Rules,
    plan::{Condition, Conditions, Plan},
};

pub(crate) struct World {
    /// Which combinations meet a condition that some population asks for.
    meeting: Rc<BTreeMap<Condition, FixedBitSet>>,
    /// Those that somebody may have given.
    possible: FixedBitSet,
}

impl World {
    pub(super) fn new(rules: &Rules<'_>, questions: &[usize]) -> Self {
        let mut world = Self::of_all(rules.plan, questions);
        world.exclude(rules, rules.populations, rules.accepted);
        // What nobody gave in any part, nobody gave.
        let parts = rules.parts.iter().map(|(populations, accepted)| {
            let mut of_part = Self { meeting: world.meeting.clone(), possible: world.possible.clone() };
            of_part.exclude(rules, populations, *accepted);
            of_part.possible
        });
        let together = parts.reduce(|mut all, more| {
            all.union_with(&more);
            all
        });
        together.into_iter().for_each(|together| world.possible.intersect_with(&together));
        world
    }

    /// All combinations that there can be.
    pub(crate) fn of_all(plan: &Plan, questions: &[usize]) -> Self {
        let answers: BTreeMap<usize, Answers> =
            questions.iter().map(|&field| (field, Answers::to(plan, field))).collect();
        let size = answers.values().map(Answers::len).product();
        let meeting = meeting(&answers, size);
        let mut possible = FixedBitSet::with_capacity(size);
        possible.insert_range(..);
        let mut world = Self { meeting: Rc::new(meeting), possible };
        world.relate(plan, questions);
        world
    }

    /// Takes out what can't be of fields that stand for others: one that is answered without the other, and nothing ticked.
    fn relate(&mut self, plan: &Plan, questions: &[usize]) {
        let mut related: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &field in questions {
            related.entry(plan.questions[field].stands_for.unwrap_or(field)).or_default().push(field);
        }
        let answered = |field| self.meeting.get(&Condition { field, option: None });
        let ticked = |field| self.meeting.get(&Condition { field, option: Some(1) });
        for (of, fields) in related {
            let Some(first) = fields.first().and_then(|&field| answered(field)) else { continue };
            for other in fields.iter().filter_map(|&field| answered(field)) {
                let mut only_one = first.clone();
                only_one.symmetric_difference_with(other);
                self.possible.difference_with(&only_one);
            }
            let boxes: Vec<usize> =
                fields.into_iter().filter(|field| plan.ticked.contains_key(field)).collect();
            let sets: Vec<_> = boxes.iter().filter_map(|&field| ticked(field)).collect();
            if !sets.is_empty() && sets.len() == plan.questions[of].options {
                let mut nothing = first.clone();
                sets.into_iter().for_each(|set| nothing.difference_with(set));
                self.possible.difference_with(&nothing);
            }
        }
    }

    /// How many combinations there are of answers to these questions; `None` if they are too many to be counted.
    pub(crate) fn size(plan: &Plan, questions: &[usize]) -> Option<usize> {
        let mut answers = questions.iter().map(|&field| Answers::to(plan, field).len());
        answers.try_fold(1usize, |size, answers| size.checked_mul(answers))
    }

    pub(crate) fn possible(&self) -> &FixedBitSet {
        &self.possible
    }

    /// Which possible combinations meet these conditions; `None` if they ask of another question.
    pub(crate) fn combinations(&self, conditions: &Conditions) -> Option<FixedBitSet> {
        let mut combinations = self.possible.clone();
        for condition in conditions {
            combinations.intersect_with(self.meeting.get(condition)?);
        }
        Some(combinations)
    }

    /// Takes out what nobody gave, by how many of these people are in each population.
    fn exclude(&mut self, rules: &Rules<'_>, sizes: &[u64], accepted: u64) {
        let everybody = (Conditions::new(), accepted);
        let of_plan = rules.plan.populations.iter().zip(sizes);
        let sized = of_plan.map(|(population, &size)| (population.conditions.clone(), size));
        let counts: Vec<(Conditions, u64)> = sized.chain([everybody]).collect();
        let sets =
            counts.iter().filter_map(|(conditions, size)| Some((self.combinations(conditions)?, *size)));
        let sets = sets.chain(self.divided(&counts)).collect();
        exclude(&mut self.possible, sets);
    }

    /// Those who gave any of a question's answers and are otherwise alike, and how many they are.
    pub(crate) fn divided(&self, counts: &[(Conditions, u64)]) -> Vec<(FixedBitSet, u64)> {
        let mut by: BTreeMap<(usize, Conditions), (FixedBitSet, u64)> = BTreeMap::new();
        for (conditions, size) in counts {
            let Some(set) = self.combinations(conditions) else { continue };
            for divided in conditions.iter().filter(|condition| condition.option.is_some()) {
                let others: Conditions =
                    conditions.iter().copied().filter(|other| other.field != divided.field).collect();
                let (all, sum) = by.entry((divided.field, others)).or_default();
                all.grow(set.len());
                all.union_with(&set);
                *sum += size;
            }
        }
        by.into_values().collect()
    }
}

/// Takes out what nobody is in, by how many are in each of these sets: those of nobody, and what is left of one of which another within it
/// is all.
pub(crate) fn exclude(possible: &mut FixedBitSet, mut sets: Vec<(FixedBitSet, u64)>) {
    loop {
        let before = possible.clone();
        let mut alike: BTreeMap<u64, Vec<&FixedBitSet>> = BTreeMap::new();
        for (set, size) in &mut sets {
            set.intersect_with(possible);
            if *size == 0 {
                possible.difference_with(set);
            } else {
                alike.entry(*size).or_default().push(set);
            }
        }
        for sets in alike.values() {
            for outer in sets {
                for inner in sets.iter().filter(|inner| inner.is_subset(outer) && inner != &outer) {
                    let mut rest = (*outer).clone();
                    rest.difference_with(inner);
                    possible.difference_with(&rest);
                }
            }
        }
        if *possible == before {
            return;
        }
    }
}

/// The answers to a question that are told apart.
pub(super) struct Answers {
    /// The options that some population asks for.
    options: BTreeSet<usize>,
    /// Whether there are others.
    others: bool,
    /// Whether it can be left open.
    none: bool,
}

impl Answers {
    pub(super) fn to(plan: &Plan, field: usize) -> Self {
        let asked = plan.populations.iter().flat_map(|population| &population.conditions);
        let options: BTreeSet<usize> =
            asked.filter(|asked| asked.field == field).filter_map(|asked| asked.option).collect();
        let question = &plan.questions[field];
        Self { others: options.len() < question.options.max(1), none: question.is_optional, options }
    }

    pub(super) fn len(&self) -> usize {
        self.options.len() + usize::from(self.others) + usize::from(self.none)
    }
}

/// Which of so many combinations of these answers meet each condition.
fn meeting(answers: &BTreeMap<usize, Answers>, size: usize) -> BTreeMap<Condition, FixedBitSet> {
    let mut meeting = BTreeMap::new();
    // How often the answers to a question are gone through.
    let mut before = 1;
    for (&field, answers) in answers {
        let given = |combination: usize| combination / before % answers.len();
        let where_given = |is_met: &dyn Fn(usize) -> bool| {
            let mut set = FixedBitSet::with_capacity(size);
            set.extend((0..size).filter(|&combination| is_met(given(combination))));
            set
        };
        for (at, &option) in answers.options.iter().enumerate() {
            meeting.insert(Condition { field, option: Some(option) }, where_given(&|given| given == at));
        }
        // The last is none.
        let some = answers.len() - usize::from(answers.none);
        meeting.insert(Condition { field, option: None }, where_given(&|given| given < some));
        before *= answers.len();
    }
    meeting
}
