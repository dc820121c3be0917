//! What each analysis is made of: its populations, sums, and what these imply.

use tacit_form::{Analysis, Form};

use super::{
    Builder, Group,
    subject::{Subject, with},
};
use crate::{
    linear::Linear,
    plan::{Cell, Contents, Family, Table},
};

impl Builder {
    /// Adds the analysis' cells to the plan; `None` if a product could wrap around in the field.
    pub(super) fn analysis(&mut self, form: &Form, analysis: &Analysis) -> Option<()> {
        let parts = |measure| form.parts(measure).into_iter().map(|part| part.fields).enumerate();
        match *analysis {
            Analysis::Count { of, by } => {
                let subject = self.people(of, Vec::new());
                self.grouped(0, &subject, by, |_, _| Some(Contents::Count))
            }
            Analysis::Sum { of, by } => parts(of).try_for_each(|(part, fields)| {
                let subject = self.sum_of(&fields);
                self.grouped(part, &subject, by, |builder, group| {
                    Some(Contents::Sum(builder.sum_in(group, &subject.values[0])?))
                })
            }),
            Analysis::Mean { of, by } => parts(of).try_for_each(|(part, fields)| {
                let subject = self.sum_of(&fields);
                self.grouped(part, &subject, by, |builder, group| {
                    Some(Contents::Mean(builder.sum_in(group, &subject.values[0])?))
                })
            }),
            Analysis::StandardDeviation { of, by } => parts(of).try_for_each(|(part, fields)| {
                let mut subject = self.sum_of(&fields);
                subject.moments.push(self.square_moment(&fields));
                let value = subject.values[0].clone();
                self.grouped(part, &subject, by, |builder, group| {
                    let sum = builder.sum_in(group, &value)?;
                    let square = builder.product(&value, &value)?;
                    Some(Contents::StandardDeviation { sum, squares: builder.sum_in(group, &square)? })
                })
            }),
            Analysis::Ratio { of, to, by } => {
                parts(of).zip(parts(to)).try_for_each(|((part, of), (_, to))| {
                    let (of, to) = (self.sum_of(&of), self.sum_of(&to));
                    let subject = self.both(of, to)?;
                    self.grouped(part, &subject, by, |builder, group| {
                        let of = builder.sum_in(group, &subject.values[0])?;
                        Some(Contents::Ratio { of, to: builder.sum_in(group, &subject.values[1])? })
                    })
                })
            }
            Analysis::Frequency { of, by } => self.frequencies(form, of, by),
            Analysis::Regression { of, ref on } => {
                let fields: Vec<usize> = std::iter::once(of).chain(on.iter().copied()).collect();
                self.moments(&fields)
            }
            Analysis::Correlation { ref between } => self.moments(between),
            Analysis::WeightedMean { of, weight, by } => self.weighted_mean(of, weight, by),
            Analysis::Histogram { of, by, .. } => self.histogram(of, by),
            Analysis::Crosstab { rows, columns } => self.crosstab(rows, columns),
        }
    }

    /// One cell for the whole, or one for each group of `by`.
    pub(super) fn grouped(
        &mut self,
        part: usize,
        subject: &Subject,
        by: Option<usize>,
        contents: impl Fn(&mut Self, Option<Group<'_>>) -> Option<Contents>,
    ) -> Option<()> {
        let Subject { presence, conditions, moments, facts, guards, .. } = subject;
        let base = self.population(conditions.clone(), presence);
        let cell = |group, population, contents| Cell {
            part,
            group,
            population,
            margin: 0,
            guards: guards.clone(),
            facts: moments.iter().map(|&moment| (population, moment)).chain(facts.iter().copied()).collect(),
            contents,
        };
        let Some(by) = by else {
            let contents = contents(self, None)?;
            self.plan.cells.push(cell(None, base, contents));
            return Some(());
        };
        let mut parts = Vec::new();
        for (group, indicator) in self.fields[by].options.clone().iter().enumerate() {
            let members = self.product(indicator, presence)?;
            let members = self.population(with(conditions, by, group), &members);
            let contents = contents(self, Some((group, indicator)))?;
            self.plan.cells.push(cell(Some(group), members, contents));
            parts.push(members);
        }
        self.plan.families.push(Family { base, parts, moments: moments.clone() });
        Some(())
    }

    /// The sizes of all groups that two fields make together.
    fn crosstab(&mut self, rows: usize, columns: usize) -> Option<()> {
        let (one, other) = (self.people(Some(rows), Vec::new()), self.people(Some(columns), Vec::new()));
        let both = self.both(one, other)?;
        let population = self.population(both.conditions.clone(), &both.presence);
        let [row_options, column_options] = [rows, columns].map(|field| self.fields[field].options.clone());
        let mut totals = |field: usize, options: &[Linear]| {
            let total = |(option, indicator)| {
                let members = self.product(indicator, &both.presence)?;
                Some(self.population(with(&both.conditions, field, option), &members))
            };
            options.iter().enumerate().map(total).collect::<Option<Vec<_>>>()
        };
        let [row_totals, column_totals] = [totals(rows, &row_options)?, totals(columns, &column_options)?];
        let mut counts = Vec::new();
        for (row, one) in row_options.iter().enumerate() {
            let conditions = with(&both.conditions, rows, row);
            let cell = |(column, other)| {
                let members = self.product(one, other)?;
                Some(self.population(with(&conditions, columns, column), &members))
            };
            counts.push(column_options.iter().enumerate().map(cell).collect::<Option<Vec<_>>>()?);
        }
        let table = Table { fields: [rows, columns], counts, row_totals, column_totals };
        let contents = Contents::Crosstab(table);
        let (guards, facts) = (Vec::new(), Vec::new());
        self.plan.cells.push(Cell { part: 0, group: None, population, margin: 0, guards, facts, contents });
        Some(())
    }
}
