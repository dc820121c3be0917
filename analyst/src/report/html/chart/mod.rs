//! Charts as drawings of their own: everybody and cohorts beside each other, on one scale. The table below each has the same
//! figures.
//!
//! Positions along the width are in per cent and all texts keep their size, so that a chart fits every window.

mod bars;
mod histogram;
mod line;
mod shares;

use tacit_form::{
    Analysis, NoiseErrors,
    results::{AnalysisResult, Outcome, Row},
    statistics::{Correlations, Inference, Regression},
};

use self::bars::{Item, Scale};
use super::super::{Report, layout, numbers};

/// The most bars of a chart: more are read better in the table.
const MAX_BARS: usize = 30;
/// The most drawings beside each other.
const MAX_PANELS: usize = 12;

/// What is drawn of an analysis.
pub(super) struct Figure {
    /// Names of the shades, if there are any.
    pub(super) legend: Vec<String>,
    pub(super) panels: Vec<Panel>,
    pub(super) caption: String,
}

/// One drawing.
pub(super) struct Panel {
    /// Whom it is about; empty where there is but one.
    pub(super) heading: String,
    pub(super) svg: String,
}

/// An analysis of some people.
struct Population<'a> {
    /// `None`: everybody.
    cohort: Option<&'a str>,
    result: &'a AnalysisResult,
}

/// A drawing's name in the page, and in words.
struct Name {
    id: String,
    title: String,
    description: String,
}

/// What is drawn of the analysis with this index; `None`: the table says it better.
pub(super) fn figure(report: &Report, index: usize) -> askama::Result<Option<Figure>> {
    let results = &report.results;
    let (Some(analysis), Some(result)) = (report.form().analyses().get(index), results.analyses.get(index))
    else {
        return Ok(None);
    };
    let cohorts = results.cohorts.iter().filter_map(|cohort| {
        Some(Population { cohort: Some(&cohort.name), result: cohort.analyses.get(index)? })
    });
    let everybody = Population { cohort: None, result };
    let drawing =
        Drawing { report, index, analysis, people: std::iter::once(everybody).chain(cohorts).collect() };
    drawing.figure()
}

struct Drawing<'a> {
    report: &'a Report,
    index: usize,
    analysis: &'a Analysis,
    people: Vec<Population<'a>>,
}

impl<'a> Drawing<'a> {
    fn figure(&self) -> askama::Result<Option<Figure>> {
        match self.analysis {
            Analysis::Frequency { .. } => self.frequencies(),
            Analysis::Histogram { .. } => self.histograms(),
            Analysis::Crosstab { .. } => self.crosstabs(),
            Analysis::Correlation { .. } => self.correlations(),
            Analysis::Regression { on, .. } if on.len() == 1 => self.lines(),
            Analysis::Regression { .. } => self.coefficients(),
            _ => self.scalars(),
        }
    }

    fn has_noise(&self) -> bool {
        self.report.results.epsilon.is_some()
    }

    /// How far noise moves numbers of people, to be put after what they are.
    fn noise_of_counts(&self) -> String {
        let rows = self.people.iter().flat_map(|people| &people.result.rows);
        let errors = rows.filter_map(|row| row.noise.as_ref()).map(|noise| noise.count);
        let most = errors.fold(0.0, f64::max);
        if most > 0.0 {
            format!(", each ± {} by the noise", numbers::significant(most))
        } else {
            String::new()
        }
    }

    /// One figure a row: bars, with error bars where there are intervals.
    fn scalars(&self) -> askama::Result<Option<Figure>> {
        let decimals = layout::decimals(self.report, self.analysis) + 2;
        let mut panels: Vec<(String, Vec<Item>)> = self
            .people
            .iter()
            .map(|people| {
                let rows = people.result.rows.iter();
                (self.heading(people, None), rows.map(|row| scalar(row, decimals)).collect())
            })
            .collect();
        if panels.len() > 1 && panels.iter().all(|(_, items)| items.len() == 1) {
            let merged = panels.drain(..).flat_map(|(heading, items)| {
                items.into_iter().map(move |item| Item { name: heading.clone(), ..item })
            });
            panels = vec![(String::new(), merged.collect())];
        }
        let has_intervals = panels.iter().flat_map(|(_, items)| items).any(|item| item.interval.is_some());
        let caption = if self.has_noise() {
            "Bars begin at 0; lines reach two standard errors of the noise to each side."
        } else if has_intervals {
            "Means, with their 95% confidence intervals where they are known. Bars begin at 0."
        } else {
            "Bars begin at 0."
        };
        self.bars(panels, None, bars::Mark::Bar, caption)
    }

    fn frequencies(&self) -> askama::Result<Option<Figure>> {
        let panels = self.rows(|row| match &row.outcome {
            Outcome::Frequencies(options) => Some(
                options
                    .iter()
                    .enumerate()
                    .map(|(at, (option, count))| {
                        let name = option.clone();
                        let Some(count) = count else {
                            return Item { name, value: None, interval: None, text: "withheld".into() };
                        };
                        let whole = row.count.unwrap_or_default().max(1) as f64;
                        let share = numbers::share(*count, row.count);
                        let text =
                            if share.is_empty() { count.to_string() } else { format!("{count} · {share}") };
                        let item = Item::new(name, *count as f64 / whole, text);
                        let error = row.noise.as_ref().and_then(|noise| noise.figures.get(at));
                        Item { interval: error.and_then(|error| item.around(error / whole)), ..item }
                    })
                    .collect(),
            ),
            _ => None,
        });
        let caption = if self.has_noise() {
            "How many gave each answer, and their share; lines reach two standard errors of the noise to each side."
        } else {
            "How many gave each answer, and their share."
        };
        self.bars(panels, None, bars::Mark::Bar, caption)
    }

    fn correlations(&self) -> askama::Result<Option<Figure>> {
        let panels = self.rows(|row| match &row.outcome {
            Outcome::Correlation { names, result } => Some(pairs(names, result, row)),
            _ => None,
        });
        let scale = Scale { low: -1.0, high: 1.0 };
        let caption = if self.has_noise() {
            "Correlations from −1 to 1; lines reach two standard errors of the noise to each side."
        } else {
            "Correlations from −1 to 1, with their 95% confidence intervals."
        };
        self.bars(panels, Some(scale), bars::Mark::Dot, caption)
    }

    fn coefficients(&self) -> askama::Result<Option<Figure>> {
        let panels = self.rows(|row| match &row.outcome {
            Outcome::Regression { names, result } => Some(match &row.noise {
                Some(noise) => moved(names, result, noise),
                None => effects(names, result),
            }),
            _ => None,
        });
        let caption = if self.has_noise() {
            "Each coefficient divided by the standard error of its noise; lines reach two to each side. Where that reaches over the line at 0, \
             there may be nothing but noise."
        } else {
            "Each coefficient divided by its standard error (t), with its 95% confidence interval on the same scale. Where that \
             reaches over the line at 0, there may be no effect."
        };
        self.bars(panels, None, bars::Mark::Dot, caption)
    }

    fn lines(&self) -> askama::Result<Option<Figure>> {
        let panels = self.rows(|row| match &row.outcome {
            Outcome::Regression { result, .. } => line::Fit::of(self.report.form(), self.analysis, result),
            _ => None,
        });
        line::figure(self, panels)
    }

    fn histograms(&self) -> askama::Result<Option<Figure>> {
        let panels = self.rows(|row| match &row.outcome {
            Outcome::Histogram(histogram) => Some(histogram),
            _ => None,
        });
        histogram::figure(self, panels)
    }

    fn crosstabs(&self) -> askama::Result<Option<Figure>> {
        let panels = self.rows(|row| match &row.outcome {
            Outcome::Crosstab(table) => Some(table),
            _ => None,
        });
        shares::figure(self, panels)
    }

    /// What is found in each row of everybody and of each cohort, with whom it is about.
    fn rows<T>(&self, found: impl Fn(&'a Row) -> Option<T>) -> Vec<(String, T)> {
        let rows =
            self.people.iter().flat_map(|people| people.result.rows.iter().map(move |row| (people, row)));
        rows.filter_map(|(people, row)| Some((self.heading(people, Some(row)), found(row)?))).collect()
    }

    fn bars(
        &self,
        panels: Vec<(String, Vec<Item>)>,
        scale: Option<Scale>,
        mark: bars::Mark,
        caption: &str,
    ) -> askama::Result<Option<Figure>> {
        let few = panels.iter().map(|(_, items)| items.len()).max().unwrap_or_default() <= MAX_BARS;
        let shown = panels.iter().flat_map(|(_, items)| items).filter(|item| item.value.is_some()).count();
        // One bar says nothing; one dot with its interval does.
        let least = if mark == bars::Mark::Dot { 1 } else { 2 };
        if !few || panels.len() > MAX_PANELS || shown < least {
            return Ok(None);
        }
        let scale = scale.unwrap_or_else(|| Scale::of(panels.iter().flat_map(|(_, items)| items)));
        let panels = panels.into_iter().enumerate().map(|(number, (heading, items))| {
            let figures = items.iter().map(|item| format!("{}: {}", item.name, item.text));
            let name = self.name(number, &heading, figures.collect::<Vec<_>>().join("; "));
            Ok(Panel { svg: bars::draw(&name, &items, scale, mark)?, heading })
        });
        let panels = panels.collect::<askama::Result<_>>()?;
        Ok(Some(Figure { legend: Vec::new(), panels, caption: caption.to_owned() }))
    }

    fn heading(&self, people: &Population<'_>, row: Option<&Row>) -> String {
        let cohort = (self.people.len() > 1).then(|| people.cohort.unwrap_or("everybody").to_owned());
        cohort
            .into_iter()
            .chain(row.map(about))
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    }

    fn name(&self, number: usize, heading: &str, description: String) -> Name {
        let title = &self.people[0].result.title;
        let title = if heading.is_empty() { title.clone() } else { format!("{title}: {heading}") };
        Name { id: format!("chart-{}-{}", self.index + 1, number + 1), title, description }
    }
}

/// The labels of a row.
fn about(row: &Row) -> String {
    [&row.row, &row.column, &row.group].into_iter().flatten().cloned().collect::<Vec<_>>().join(" · ")
}

fn scalar(row: &Row, decimals: usize) -> Item {
    let rounded = |value: f64| numbers::decimals(value, decimals);
    let (value, text, interval) = match &row.outcome {
        Outcome::Count => {
            let count = row.count.unwrap_or_default();
            (Some(count as f64), count.to_string(), None)
        }
        Outcome::Sum(sum) => (Some(sum.to_f64()), sum.to_string(), None),
        Outcome::Mean(value) | Outcome::WeightedMean(value) | Outcome::Ratio(value) => {
            (Some(*value), rounded(*value), None)
        }
        Outcome::StandardDeviation(spread) => (Some(spread.mean), rounded(spread.mean), spread.interval),
        Outcome::Withheld => (None, "withheld".into(), None),
        _ => (None, "not defined".into(), None),
    };
    let item = Item { name: about(row), value, interval, text };
    let error = row.noise.as_ref().and_then(|noise| match row.outcome {
        Outcome::Count => Some(noise.count),
        // The mean, after the deviation.
        Outcome::StandardDeviation(_) => noise.figures.get(1).copied(),
        _ => noise.figures.first().copied(),
    });
    let interval = error.and_then(|error| item.around(error));
    Item { interval: item.interval.or(interval), ..item }
}

fn pairs(names: &[String], result: &Correlations, row: &Row) -> Vec<Item> {
    let mut errors = row.noise.iter().flat_map(|noise| &noise.figures);
    let name = |index: usize| names.get(index).map_or("", String::as_str);
    let pairs = result.pairs.iter().map(|pair| {
        let item = Item {
            name: format!("{} · {}", name(pair.first), name(pair.second)),
            value: pair.correlation,
            interval: pair.inference.map(|inference| inference.interval),
            text: pair.correlation.map_or_else(|| "not defined".into(), |value| numbers::decimals(value, 4)),
        };
        let error = pair.correlation.and_then(|_| errors.next());
        Item { interval: item.interval.or_else(|| item.around(*error?)), ..item }
    });
    pairs.collect()
}

/// Each coefficient in units of the standard error of its noise.
fn moved(names: &[String], result: &Regression, noise: &NoiseErrors) -> Vec<Item> {
    // The intercept's comes first.
    let errors = noise.figures.iter().skip(1).copied().map(Some).chain(std::iter::repeat(None));
    let items = names.iter().zip(&result.coefficients).zip(errors).map(|((name, coefficient), error)| {
        let value = error.map(|error| coefficient.estimate / error).filter(|value| value.is_finite());
        let text = match (value, error) {
            (Some(_), Some(error)) => {
                format!("{} ± {}", numbers::significant(coefficient.estimate), numbers::significant(error))
            }
            _ => numbers::significant(coefficient.estimate),
        };
        let item = Item { name: name.clone(), value, interval: None, text };
        Item { interval: item.around(1.0), ..item }
    });
    items.collect()
}

/// Each coefficient in units of its standard error.
fn effects(names: &[String], result: &Regression) -> Vec<Item> {
    let named = names.iter().zip(&result.coefficients);
    let items = named.map(|(name, it)| match it.inference.zip(it.standard_error) {
        Some((Inference { t, interval: (low, high), .. }, error)) => Item {
            name: name.clone(),
            value: Some(t),
            interval: Some((low / error, high / error)),
            text: format!("t {}", numbers::decimals(t, 2)),
        },
        None => Item { name: name.clone(), value: None, interval: None, text: "not defined".into() },
    });
    items.collect()
}
