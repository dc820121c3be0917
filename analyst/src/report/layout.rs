//! What a report shows of its analyses: tables of words, for whatever draws them.

use tacit_form::{
    Analysis, Field, Number,
    results::{AnalysisResult, Outcome, Row},
};

use super::Report;

mod columns;
mod crosstab;
mod notes;

/// Stands for a count that isn't shown.
pub(super) const NO_COUNT: &str = "–";

/// What is shown of one analysis.
pub(super) struct Section<'a> {
    /// The analysis in words.
    pub(super) title: &'a str,
    /// One or more tables, each with what stands below.
    pub(super) blocks: Vec<Block<'a>>,
}

/// A table.
pub(super) struct Block<'a> {
    /// The cohort that it is about, if it is about one alone.
    pub(super) cohort: Option<&'a str>,
    pub(super) grid: Grid,
    /// Lines below it.
    pub(super) notes: Vec<String>,
}

/// Headings and cells. A row may have fewer cells than there are columns: its last one has words for the rest.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Grid {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) heading: String,
    /// Whether it says what its row is about, on the left; figures are on the right.
    pub(super) is_label: bool,
}

impl Column {
    fn label(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), is_label: true }
    }

    fn figure(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), is_label: false }
    }
}

/// One for each analysis, in their order.
pub(super) fn sections(report: &Report) -> Vec<Section<'_>> {
    let results = &report.results;
    let analyses = report.form().analyses().iter().zip(&results.analyses).enumerate();
    analyses
        .map(|(index, (analysis, result))| {
            let cohorts = results.cohorts.iter();
            let cohorts =
                cohorts.filter_map(|cohort| Some((&*cohort.name, cohort.analyses.get(index)?))).collect();
            let layout = Layout { report, analysis, result, cohorts };
            Section { title: &result.title, blocks: layout.blocks() }
        })
        .collect()
}

/// A column that says what a row is about: its heading, and what it says.
type Label = (String, fn(&Row) -> &Option<String>);

/// How one analysis is laid out.
struct Layout<'a> {
    report: &'a Report,
    analysis: &'a Analysis,
    result: &'a AnalysisResult,
    /// The same of cohorts, by their names.
    cohorts: Vec<(&'a str, &'a AnalysisResult)>,
}

impl<'a> Layout<'a> {
    /// One table for everybody and all cohorts; two-way tables one each.
    fn blocks(self) -> Vec<Block<'a>> {
        let of_everybody = notes_of(None, self.result);
        if !matches!(self.analysis, Analysis::Crosstab { .. }) {
            let of_cohorts = self.cohorts.iter().flat_map(|&(name, result)| notes_of(Some(name), result));
            let notes = of_everybody.into_iter().chain(of_cohorts).collect();
            return vec![Block { cohort: None, grid: self.grid(), notes }];
        }
        let cohorts = self.cohorts.iter().map(|&(name, result)| {
            let of_cohort = Layout { result, cohorts: Vec::new(), ..self };
            Block { cohort: Some(name), grid: of_cohort.grid(), notes: notes_of(None, result) }
        });
        let everybody = Block { cohort: None, grid: self.grid(), notes: of_everybody };
        std::iter::once(everybody).chain(cohorts).collect()
    }

    fn grid(&self) -> Grid {
        if let (
            &Analysis::Crosstab { rows, columns },
            [Row { outcome: Outcome::Crosstab(found), count, .. }],
        ) = (self.analysis, &self.result.rows[..])
        {
            let [rows, columns] = [rows, columns].map(|index| &self.field(index).label);
            return crosstab::grid(rows, columns, found, *count);
        }
        let by = self.analysis.by().map(|by| self.field(by).label.clone());
        let labels = self.labels(by);
        let has_cohorts = !self.cohorts.is_empty();
        let names = has_cohorts.then(|| "cohort".to_owned()).into_iter();
        let names = names.chain(labels.iter().map(|(name, _)| name.clone())).map(Column::label);
        let mut grid = Grid { columns: names.chain(self.columns()).collect(), rows: Vec::new() };
        let everybody = std::iter::once(("everybody", self.result));
        for (cohort, result) in everybody.chain(self.cohorts.iter().copied()) {
            for (row, cells) in
                result.rows.iter().flat_map(|row| self.rows(row).into_iter().map(move |it| (row, it)))
            {
                let cohort = has_cohorts.then(|| cohort.to_owned()).into_iter();
                let labels = labels.iter().map(|(_, label)| label(row).clone().unwrap_or_default());
                grid.rows.push(cohort.chain(labels).chain(cells).collect());
            }
        }
        grid
    }

    /// The table's row and column, the group.
    fn labels(&self, by: Option<String>) -> Vec<Label> {
        let mut labels: Vec<Label> = Vec::new();
        if self.result.rows.iter().any(|row| row.row.is_some()) {
            labels.push(("row".into(), |row| &row.row));
        }
        if self.result.rows.iter().any(|row| row.column.is_some()) {
            labels.push(("column".into(), |row| &row.column));
        }
        labels.extend(by.map(|by| -> Label { (by, |row| &row.group) }));
        labels
    }

    fn field(&self, index: usize) -> &Field {
        &self.report.form().fields()[index]
    }

    fn of(&self) -> Option<&Field> {
        self.analysis.of().map(|of| self.field(of))
    }

    fn decimals(&self) -> usize {
        decimals(self.report, self.analysis)
    }

    fn unit(&self) -> String {
        let unit = number(self.report, self.analysis).and_then(|number| number.unit);
        unit.map(|unit| format!(" ({unit})")).unwrap_or_default()
    }
}

/// With how many decimals the answers are given.
pub(super) fn decimals(report: &Report, analysis: &Analysis) -> usize {
    number(report, analysis).map_or(0, |number| usize::from(number.decimals))
}

/// How what is added up is measured, if all of its parts are measured alike.
pub(super) fn number(report: &Report, analysis: &Analysis) -> Option<Number> {
    let form = report.form();
    if let Analysis::WeightedMean { of, .. } | Analysis::Histogram { of, .. } = *analysis {
        return form.number_of(&[of]);
    }
    let parts = form.parts(analysis.measure()?);
    let mut numbers = parts.iter().filter_map(|part| form.number_of(&part.fields));
    let first = numbers.next()?;
    let same = |number: Number| number.decimals == first.decimals && number.unit == first.unit;
    numbers.all(same).then_some(first)
}

fn notes_of(cohort: Option<&str>, result: &AnalysisResult) -> Vec<String> {
    let notes = result.rows.iter().flat_map(notes::of);
    notes
        .map(|line| match cohort {
            Some(cohort) => format!("{cohort}: {line}"),
            None => line,
        })
        .collect()
}
