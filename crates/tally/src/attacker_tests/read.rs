//! What somebody reads off published results, written apart from the code that decides what is published.

use tacit_form::{
    Analysis, Form, Kind,
    results::{AnalysisResult, Outcome, Results, Row},
};

use super::COHORT;

/// Of which people something is said: those who gave one of these answers to each of these fields, or any (`None`).
pub(super) type Whom = Vec<(usize, Option<Vec<usize>>)>;

/// Everything that is said.
#[derive(Default)]
pub(super) struct Said {
    /// Numbers of people that are exact, however small: of whole rows, and frequencies.
    pub(super) exact: Vec<(Whom, u64)>,
    /// Frequencies by a group: how many gave each pair of answers, exact too.
    pub(super) pairs: Vec<(Whom, u64)>,
    /// Those of bins and of two-way tables.
    pub(super) shown: Vec<(Whom, u64)>,
    /// Sums: of one moment over some people, or of several, each over its own.
    pub(super) sums: Vec<Vec<(String, Whom)>>,
    /// Of which cohort the numbers of people are; 0: of everybody.
    cohort: u16,
}

impl Said {
    pub(super) fn of(form: &Form, results: &Results, has_cohorts: bool) -> Self {
        let mut said = Self::default();
        said.exact.push((Vec::new(), results.accepted));
        said.analyses(form, &results.analyses, &Vec::new());
        for (number, cohort) in results.cohorts.iter().enumerate() {
            let whom = vec![(COHORT, Some(vec![number + 1]))];
            said.exact.push((whom.clone(), cohort.accepted));
            said.analyses(form, &cohort.analyses, &whom);
        }
        assert!(has_cohorts || results.cohorts.is_empty());
        said
    }

    /// Whom the two-way tables and histograms of the form tell apart, each of them.
    pub(super) fn cells(&self, form: &Form) -> Vec<Vec<Whom>> {
        let of =
            if self.cohort > 0 { vec![(COHORT, Some(vec![usize::from(self.cohort)]))] } else { Vec::new() };
        let one = |field: usize, answer: usize| (field, Some(vec![answer]));
        let groups = |field: usize| 0..form.fields()[field].groups().len();
        let cells = form.analyses().iter().filter_map(|analysis| match *analysis {
            Analysis::Crosstab { rows, columns } => Some(
                groups(rows)
                    .flat_map(|row| {
                        groups(columns).map(move |column| vec![one(rows, row), one(columns, column)])
                    })
                    .collect::<Vec<Whom>>(),
            ),
            Analysis::Histogram { of, by, .. } => Some(match by {
                Some(by) => (0..3)
                    .flat_map(|bin| groups(by).map(move |group| vec![one(of, bin), one(by, group)]))
                    .collect(),
                None => (0..3).map(|bin| vec![one(of, bin)]).collect(),
            }),
            _ => None,
        });
        cells.map(|cells| cells.into_iter().map(|whom| [&of[..], &whom].concat()).collect()).collect()
    }

    /// Numbers of people of everybody (0), or of one cohort.
    pub(super) fn counts_of(&self, cohort: u16) -> Self {
        let is_of = |whom: &Whom| match whom.iter().find(|(field, _)| *field == COHORT) {
            Some((_, of)) => of.as_deref() == Some(&[usize::from(cohort)]),
            None => cohort == 0,
        };
        let of = |counts: &[(Whom, u64)]| counts.iter().filter(|(whom, _)| is_of(whom)).cloned().collect();
        Self { exact: of(&self.exact), shown: of(&self.shown), cohort, ..Self::default() }
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
        let whole = |fields: &[usize]| answered(whom, fields);
        let parts = |measure| form.parts(measure)[part].fields.clone();
        // Of a total, everybody counts.
        let single = |fields: &[usize]| if fields.len() == 1 { fields.to_vec() } else { Vec::new() };
        let about = match *analysis {
            Analysis::Count { of, .. } => whole(of.as_slice()),
            Analysis::Sum { of, .. } | Analysis::Mean { of, .. } => {
                let fields = parts(of);
                self.sum(&fields, &whole(&single(&fields)));
                whole(&single(&fields))
            }
            Analysis::StandardDeviation { of, .. } => {
                let fields = parts(of);
                let whom = whole(&single(&fields));
                self.sum(&fields, &whom);
                self.sums.push(vec![(product(&fields, &fields), whom.clone())]);
                whom
            }
            Analysis::Ratio { of, to, .. } => {
                let (of, to) = (parts(of), parts(to));
                let whom = whole(&[single(&of), single(&to)].concat());
                self.sum(&of, &whom);
                self.sum(&to, &whom);
                whom
            }
            Analysis::Frequency { of, .. } => whole(&[of]),
            Analysis::WeightedMean { of, weight, .. } => {
                let whom = whole(&[of, weight]);
                self.sum(&[weight], &whom);
                self.sums.push(vec![(product(&[of], &[weight]), whom.clone())]);
                whom
            }
            Analysis::Regression { of, ref on } => {
                let fields: Vec<usize> = std::iter::once(of).chain(on.iter().copied()).collect();
                self.moments(form, &fields, &whole(&fields));
                whole(&fields)
            }
            Analysis::Correlation { ref between } => {
                self.moments(form, between, &whole(between));
                whole(between)
            }
            Analysis::Histogram { of, .. } => whole(&[of]),
            Analysis::Crosstab { rows, columns } => whole(&[rows, columns]),
        };
        self.counts(analysis, row, &about);
        self.exact.push((about, row.count.unwrap()));
    }

    fn counts(&mut self, analysis: &Analysis, row: &Row, about: &Whom) {
        let with = |field: usize, answers: Vec<usize>| [&about[..], &[(field, Some(answers))]].concat();
        match (analysis, &row.outcome) {
            (Analysis::Frequency { of, .. }, Outcome::Frequencies(counts)) => {
                let counts = counts.iter().enumerate();
                let kept = if analysis.by().is_some() { &mut self.pairs } else { &mut self.exact };
                kept.extend(counts.map(|(option, (_, count))| (with(*of, vec![option]), *count)));
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

fn answered(whom: &Whom, fields: &[usize]) -> Whom {
    whom.iter().cloned().chain(fields.iter().map(|&field| (field, None))).collect()
}

fn product(one: &[usize], other: &[usize]) -> String {
    let (least, most) = (one.min(other), one.max(other));
    format!("{least:?} times {most:?}")
}
