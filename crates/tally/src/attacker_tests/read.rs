//! What somebody reads off published results, written apart from the code that decides what is published.

use tacit_form::{
    Analysis, Form, Kind,
    results::{AnalysisResult, Outcome, Results, Row},
};

use super::{COHORT, TICKED, TOOLS};

/// Of which people something is said: those who gave one of these answers to each of these fields, or any (`None`).
pub(super) type Whom = Vec<(usize, Option<Vec<usize>>)>;

/// Everything that is said.
#[derive(Default)]
pub(super) struct Said {
    /// Numbers of people that are exact, however small: all, those of each cohort, and those who answered some questions.
    pub(super) exact: Vec<(Whom, u64)>,
    /// The cohorts of which nothing else is said.
    pub(super) without_results: Vec<usize>,
    /// Those of groups, options, bins and two-way tables.
    pub(super) shown: Vec<(Whom, u64)>,
    /// Those who answered what an analysis asks, of everybody and of each cohort: how many they are isn't protected, said or not.
    pub(super) answered: Vec<Whom>,
    /// Those of whom figures say how many they are without showing it: who gave each answer of two to a question that goes with others.
    pub(super) implied: Vec<Whom>,
    /// The least sets that each analysis tells apart: groups, options, bins, pairs of them.
    pub(super) cells: Vec<Vec<Whom>>,
    /// Sums: of one moment over some people, or of several, each over its own.
    pub(super) sums: Vec<Vec<(String, Whom)>>,
}

impl Said {
    pub(super) fn of(form: &Form, results: &Results, has_cohorts: bool) -> Self {
        let mut said = Self::default();
        said.exact.push((Vec::new(), results.accepted));
        said.analyses(form, &results.analyses, &Vec::new());
        said.cells = cells(form, &results.analyses, results.cohorts.len());
        let cohorts = (1..=results.cohorts.len()).map(|cohort| vec![(COHORT, Some(vec![cohort]))]);
        for whom in std::iter::once(Vec::new()).chain(cohorts) {
            for (analysis, result) in form.analyses().iter().zip(&results.analyses) {
                let groups = analysis.by().map_or(1, |by| form.fields()[by].groups().len());
                said.answered
                    .extend((0..result.rows.len() / groups).map(|part| about(form, analysis, part, &whom)));
            }
        }
        for (number, cohort) in results.cohorts.iter().enumerate() {
            let whom = vec![(COHORT, Some(vec![number + 1]))];
            said.exact.push((whom.clone(), cohort.accepted));
            if cohort.analyses.is_empty() {
                said.without_results.push(number + 1);
            }
            said.analyses(form, &cohort.analyses, &whom);
        }
        assert!(has_cohorts || results.cohorts.is_empty());
        said
    }

    fn analyses(&mut self, form: &Form, results: &[AnalysisResult], of: &Whom) {
        for (analysis, result) in form.analyses().iter().zip(results) {
            let groups = analysis.by().map_or(1, |by| form.fields()[by].groups().len());
            for (at, row) in result.rows.iter().enumerate() {
                let mut whom = of.clone();
                if let Some(by) = analysis.by() {
                    whom.push((by, Some(vec![at % groups])));
                }
                if row.count.is_some() {
                    self.row(form, analysis, at / groups, row, &whom);
                }
            }
        }
    }

    fn row(&mut self, form: &Form, analysis: &Analysis, part: usize, row: &Row, whom: &Whom) {
        let about = about(form, analysis, part, whom);
        let parts = |measure| form.parts(measure)[part].fields.clone();
        match *analysis {
            Analysis::Sum { of, .. } | Analysis::Mean { of, .. } => self.sum(&parts(of), &about),
            Analysis::StandardDeviation { of, .. } => {
                let fields = parts(of);
                self.sum(&fields, &about);
                self.sums.push(vec![(product(&fields, &fields), about.clone())]);
            }
            Analysis::Ratio { of, to, .. } => {
                self.sum(&parts(of), &about);
                self.sum(&parts(to), &about);
            }
            Analysis::WeightedMean { of, weight, .. } => {
                self.sum(&[weight], &about);
                self.sums.push(vec![(product(&[of], &[weight]), about.clone())]);
            }
            Analysis::Regression { of, ref on } => {
                let fields: Vec<usize> = std::iter::once(of).chain(on.iter().copied()).collect();
                self.moments(form, &fields, &about);
            }
            Analysis::Correlation { ref between } => self.moments(form, between, &about),
            Analysis::Count { .. }
            | Analysis::Frequency { .. }
            | Analysis::Histogram { .. }
            | Analysis::Crosstab { .. } => {}
        }
        self.counts(analysis, row, &about);
        let counts = if analysis.by().is_some() { &mut self.shown } else { &mut self.exact };
        counts.push((about, row.count.unwrap()));
    }

    fn counts(&mut self, analysis: &Analysis, row: &Row, about: &Whom) {
        let with = |field: usize, answers: Vec<usize>| [&about[..], &[(field, Some(answers))]].concat();
        match (analysis, &row.outcome) {
            (Analysis::Frequency { of, .. }, Outcome::Frequencies(counts)) => {
                let counts = counts.iter().enumerate();
                let answers =
                    |option: usize| if *of == TOOLS { TICKED[option].to_vec() } else { vec![option] };
                let counts =
                    counts.filter_map(|(option, (_, count))| Some((with(*of, answers(option)), (*count)?)));
                self.shown.extend(counts);
            }
            (Analysis::Histogram { of, .. }, Outcome::Histogram(histogram)) => {
                for bin in &histogram.bins {
                    let starts = [0, 3, 6].into_iter().enumerate();
                    let bins = starts.filter(|&(_, start)| bin.from.units <= start && start < bin.to.units);
                    self.shown.push((with(*of, bins.map(|(at, _)| at).collect()), bin.count));
                }
            }
            (Analysis::Crosstab { rows, columns }, Outcome::Crosstab(table)) => {
                for (one, (counts, total)) in table.counts.iter().zip(&table.row_totals).enumerate() {
                    let of_row = with(*rows, vec![one]);
                    for (other, count) in
                        counts.iter().enumerate().filter_map(|(at, count)| Some((at, (*count)?)))
                    {
                        self.shown.push(([&of_row[..], &[(*columns, Some(vec![other]))]].concat(), count));
                    }
                    self.shown.extend(total.map(|total| (of_row, total)));
                }
                for (other, total) in table.column_totals.iter().enumerate() {
                    self.shown.extend(total.map(|total| (with(*columns, vec![other]), total)));
                }
            }
            _ => {}
        }
    }

    fn sum(&mut self, fields: &[usize], whom: &Whom) {
        self.sums.push(fields.iter().map(|&field| (field.to_string(), answered(whom, &[field]))).collect());
    }

    /// Sums and products of these fields over these people: of booleans, and of numbers that are one of two, sums over those who
    /// said yes, and over those who said no, and how many.
    fn moments(&mut self, form: &Form, fields: &[usize], whom: &Whom) {
        let is_number = |field: &usize| matches!(form.fields()[*field].kind, Kind::Number(_));
        let is_bit = |field: &usize| match &form.fields()[*field].kind {
            Kind::Number(number) => number.max - number.min == 1,
            _ => true,
        };
        let numbers: Vec<usize> = fields.iter().copied().filter(is_number).collect();
        let bits: Vec<usize> = fields.iter().copied().filter(is_bit).collect();
        let choices: Vec<usize> = fields.iter().copied().filter(|field| !is_number(field)).collect();
        for (at, &one) in choices.iter().enumerate() {
            for answer in [0, 1] {
                let of_one = [&whom[..], &[(one, Some(vec![answer]))]].concat();
                let of_both = choices[..at].iter().flat_map(|&other| {
                    let of_one = of_one.clone();
                    [0, 1].map(move |answer| [&of_one[..], &[(other, Some(vec![answer]))]].concat())
                });
                self.implied.extend(of_both.chain([of_one.clone()]));
            }
        }
        for (at, &number) in numbers.iter().enumerate() {
            self.sum(&[number], whom);
            for &other in &numbers[at..] {
                self.sums.push(vec![(product(&[number], &[other]), whom.clone())]);
            }
            for &bit in bits.iter().filter(|bit| **bit != number) {
                for option in [0, 1] {
                    self.sum(&[number], &[&whom[..], &[(bit, Some(vec![option]))]].concat());
                }
            }
        }
    }
}

/// Of which people a row of an analysis speaks.
fn about(form: &Form, analysis: &Analysis, part: usize, whom: &Whom) -> Whom {
    let whole = |fields: &[usize]| answered(whom, fields);
    // Of a total, everybody counts.
    let parts = |measure| {
        let fields = form.parts(measure)[part].fields.clone();
        if fields.len() == 1 { fields } else { Vec::new() }
    };
    match *analysis {
        Analysis::Count { of, .. } => whole(of.as_slice()),
        Analysis::Sum { of, .. } | Analysis::Mean { of, .. } | Analysis::StandardDeviation { of, .. } => {
            whole(&parts(of))
        }
        Analysis::Ratio { of, to, .. } => whole(&[parts(of), parts(to)].concat()),
        Analysis::Frequency { of, .. } | Analysis::Histogram { of, .. } => whole(&[of]),
        Analysis::WeightedMean { of, weight, .. } => whole(&[of, weight]),
        Analysis::Regression { of, ref on } => whole(&[&[of], &on[..]].concat()),
        Analysis::Correlation { ref between } => whole(between),
        Analysis::Crosstab { rows, columns } => whole(&[rows, columns]),
    }
}

/// Whom each analysis tells apart, in each cohort if there are any.
fn cells(form: &Form, results: &[AnalysisResult], cohorts: usize) -> Vec<Vec<Whom>> {
    let one = |field: usize, answer: usize| vec![(field, Some(vec![answer]))];
    let each = |sets: &[Whom], field: usize, answers: usize| -> Vec<Whom> {
        sets.iter()
            .flat_map(|whom| (0..answers).map(move |answer| [&whom[..], &one(field, answer)].concat()))
            .collect()
    };
    let units =
        if cohorts == 0 { vec![Vec::new()] } else { each(&[Vec::new()], COHORT, cohorts + 1).split_off(1) };
    let mut cells = Vec::new();
    for (analysis, result) in form.analyses().iter().zip(results) {
        let groups = |field: usize| form.fields()[field].groups().len();
        let mut sets = units.clone();
        let mut is_divided = true;
        let by = analysis.by();
        if let Some(by) = by {
            sets = each(&sets, by, groups(by));
        }
        match *analysis {
            Analysis::Frequency { of: TOOLS, .. } => {
                cells.extend(
                    ticks(&sets).map(|sets| {
                        sets.iter().map(|whom| about(form, analysis, 0, whom)).collect::<Vec<_>>()
                    }),
                );
                continue;
            }
            Analysis::Frequency { of, .. } => sets = each(&sets, of, groups(of)),
            Analysis::Histogram { of, .. } => sets = each(&sets, of, 3),
            Analysis::Crosstab { rows, columns } => {
                sets = each(&each(&sets, rows, groups(rows)), columns, groups(columns));
            }
            _ => is_divided = by.is_some(),
        }
        if is_divided {
            let parts = result.rows.len() / by.map_or(1, groups);
            let about = |part| sets.iter().map(|whom| about(form, analysis, part, whom)).collect();
            cells.extend((0..parts).map(about));
        }
    }
    cells
}

/// Who ticked each box, and who didn't; who ticked both.
fn ticks(sets: &[Whom]) -> impl Iterator<Item = Vec<Whom>> {
    let answers = [vec![TICKED[0].to_vec(), vec![1]], vec![TICKED[1].to_vec(), vec![0]], vec![vec![2]]];
    answers.into_iter().map(|answers| {
        let of = |whom: &Whom| {
            let with = |answers: &Vec<usize>| [&whom[..], &[(TOOLS, Some(answers.clone()))]].concat();
            answers.iter().map(with).collect::<Vec<Whom>>()
        };
        sets.iter().flat_map(of).collect()
    })
}

fn answered(whom: &Whom, fields: &[usize]) -> Whom {
    whom.iter().cloned().chain(fields.iter().map(|&field| (field, None))).collect()
}

fn product(one: &[usize], other: &[usize]) -> String {
    let (least, most) = (one.min(other), one.max(other));
    format!("{least:?} times {most:?}")
}
