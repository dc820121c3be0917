//! A regression on one variable: its line, and where the line lies with 95% confidence.
//!
//! The band follows from what is reported. With S = s²/se(b)², the sum of squares of x around its mean, the mean's square is
//! (se(a)²/s² - 1/n) S; its sign is that of the answers allowed. The line's standard error at x is s √(1/n + (x - x̄)²/S).

use askama::Template;
use tacit_form::{Analysis, Field, Form, Kind, statistics::Regression};

use super::{Drawing, Figure, MAX_PANELS, Name, Panel, bars::percent};
use crate::report::numbers;

/// In how many steps the band is drawn.
const STEPS: u32 = 40;
/// Where the plot begins, and how high it is, in pixels.
const TOP: f64 = 24.0;
const HEIGHT: f64 = 180.0;
/// How far the line is drawn to both sides of the mean, in standard deviations.
const REACH: f64 = 2.0;

#[derive(Template)]
#[template(path = "report/line.svg")]
struct Chart<'a> {
    id: &'a str,
    title: &'a str,
    description: &'a str,
    height: u32,
    vertical: String,
    horizontal: String,
    band: String,
    from: Point,
    to: Point,
    highest: String,
    lowest: String,
    centre: Option<Point>,
    first: String,
    last: String,
}

struct Point {
    x: String,
    y: String,
}

/// A line to be drawn.
pub(super) struct Fit {
    /// What the variables are called, with their units.
    names: [String; 2],
    intercept: f64,
    slope: f64,
    /// From which to which x it is drawn.
    range: (f64, f64),
    /// Whether it is on a yes or no.
    is_boolean: bool,
    band: Option<Band>,
    /// The line as an equation.
    equation: String,
}

#[derive(Clone, Copy)]
struct Band {
    mean: f64,
    squares: f64,
    observations: f64,
    residual: f64,
    /// Student's t at 95%.
    quantile: f64,
}

impl Fit {
    /// What is drawn of a regression on one variable; `None` where it isn't one.
    pub(super) fn of(form: &Form, analysis: &Analysis, result: &Regression) -> Option<Self> {
        let Analysis::Regression { of, on } = analysis else { return None };
        let (vertical, horizontal) = (&form.fields()[*of], &form.fields()[*on.first()?]);
        let slope = result.coefficients.first()?;
        let allowed = allowed(horizontal)?;
        let band = Band::of(result, allowed);
        let is_boolean = matches!(horizontal.kind, Kind::Boolean);
        let range = band.filter(|_| !is_boolean).map_or(allowed, |band| band.range(allowed));
        let (intercept, slope) = (result.intercept.estimate, slope.estimate);
        let sign = if slope < 0.0 { '−' } else { '+' };
        let equation = format!(
            "{} = {} {sign} {} × {}",
            vertical.label,
            numbers::significant(intercept),
            numbers::significant(slope.abs()),
            horizontal.label
        );
        Some(Self {
            names: [named(vertical), named(horizontal)],
            intercept,
            slope,
            range,
            is_boolean,
            band,
            equation,
        })
    }

    fn at(&self, x: f64) -> f64 {
        self.intercept + self.slope * x
    }

    /// The lowest and the highest y that is drawn.
    fn bounds(&self) -> (f64, f64) {
        let ends = [self.range.0, self.range.1].map(|x| {
            let reach = self.band.map_or(0.0, |band| band.at(x));
            (self.at(x) - reach, self.at(x) + reach)
        });
        (ends[0].0.min(ends[1].0), ends[0].1.max(ends[1].1))
    }
}

impl Band {
    fn of(result: &Regression, (low, high): (f64, f64)) -> Option<Self> {
        let slope = result.coefficients.first()?;
        let (n, residual) = (result.observations as f64, result.residual_standard_error?);
        let (inference, slope_error) = (slope.inference?, slope.standard_error?);
        let squares = (residual / slope_error).powi(2);
        let intercept_error = result.intercept.standard_error?;
        let mean = (((intercept_error / residual).powi(2) - 1.0 / n) * squares).max(0.0).sqrt();
        let mean = if low >= 0.0 {
            mean
        } else if high <= 0.0 {
            -mean
        } else {
            return None;
        };
        let quantile = (inference.interval.1 - slope.estimate) / slope_error;
        let band = Self { mean, squares, observations: n, residual, quantile };
        [mean, squares, quantile].iter().all(|value| value.is_finite()).then_some(band)
    }

    /// How far the band reaches from the line at x.
    fn at(self, x: f64) -> f64 {
        let variance = 1.0 / self.observations + (x - self.mean).powi(2) / self.squares;
        self.quantile * self.residual * variance.sqrt()
    }

    /// Where most answers are.
    fn range(self, (low, high): (f64, f64)) -> (f64, f64) {
        let reach = REACH * (self.squares / (self.observations - 1.0)).sqrt();
        ((self.mean - reach).max(low), (self.mean + reach).min(high))
    }
}

/// The common scale of drawings beside each other: the ends of both axes.
#[derive(Clone, Copy)]
struct Axes {
    xs: (f64, f64),
    ys: (f64, f64),
}

impl Axes {
    /// On which all of these have room; `None` where they have no extent.
    fn around(fits: &[(String, Fit)]) -> Option<Self> {
        let all = fits.iter().map(|(_, fit)| fit);
        let xs = all.clone().map(|fit| fit.range).fold(NOWHERE, wider);
        let ys = all.map(Fit::bounds).fold(NOWHERE, wider);
        (ys.1 > ys.0 && xs.1 > xs.0).then_some(Self { xs, ys })
    }

    /// How far from the left, in per cent of the plot.
    fn across(self, x: f64) -> f64 {
        let (first, last) = self.xs;
        (x - first) / (last - first) * 100.0
    }

    /// How far down, in per cent of the plot.
    fn down(self, y: f64) -> f64 {
        let (low, high) = self.ys;
        (high - y) / (high - low) * 100.0
    }

    fn point(self, x: f64, y: f64) -> Point {
        Point { x: percent(self.across(x)), y: percent(self.down(y)) }
    }
}

const NOWHERE: (f64, f64) = (f64::INFINITY, f64::NEG_INFINITY);

fn wider(one: (f64, f64), other: (f64, f64)) -> (f64, f64) {
    (one.0.min(other.0), one.1.max(other.1))
}

pub(super) fn figure(drawing: &Drawing<'_>, fits: Vec<(String, Fit)>) -> askama::Result<Option<Figure>> {
    let Some(axes) = Axes::around(&fits).filter(|_| fits.len() <= MAX_PANELS) else { return Ok(None) };
    let caption = caption(&fits);
    let drawn = fits.into_iter().enumerate().map(|(number, (heading, fit))| {
        let name = drawing.name(number, &heading, fit.equation.clone());
        Ok(Panel { svg: chart(&name, &fit, axes).render()?, heading })
    });
    let panels = drawn.collect::<askama::Result<_>>()?;
    Ok(Some(Figure { legend: Vec::new(), panels, caption }))
}

fn chart<'a>(name: &'a Name, fit: &Fit, axes: Axes) -> Chart<'a> {
    let Axes { xs, ys } = axes;
    let [first, last] = match fit.is_boolean {
        true => ["No", "Yes"].map(str::to_owned),
        false => [xs.0, xs.1].map(numbers::significant),
    };
    let end = |x| axes.point(x, fit.at(x));
    Chart {
        id: &name.id,
        title: &name.title,
        description: &name.description,
        height: 248,
        vertical: fit.names[0].clone(),
        horizontal: fit.names[1].clone(),
        band: band(fit, axes),
        from: end(fit.range.0),
        to: end(fit.range.1),
        highest: numbers::significant(ys.1),
        lowest: numbers::significant(ys.0),
        centre: fit.band.map(|band| Point {
            x: percent(axes.across(band.mean)),
            y: percent(TOP + axes.down(fit.at(band.mean)) / 100.0 * HEIGHT),
        }),
        first,
        last,
    }
}

/// Over what the lines are drawn; each over its own answers.
fn caption(fits: &[(String, Fit)]) -> String {
    const BAND: &str = "at each place it lies in the shaded band with 95% confidence";
    let banded = fits.iter().filter(|(_, fit)| fit.band.is_some()).count();
    let is_boolean = fits.iter().any(|(_, fit)| fit.is_boolean);
    match (banded, is_boolean) {
        (0, _) => "The fitted line over all answers that were allowed.".into(),
        (_, true) => {
            format!("The fitted line from no to yes; the dot shows the mean. Where there is one, {BAND}.")
        }
        (_, false) if banded == fits.len() => format!(
            "The fitted line over where most answers lie (two standard deviations around the mean, which the dot shows); {BAND}."
        ),
        (_, false) => format!(
            "The fitted line over where most answers lie (two standard deviations around the mean, which the dot shows); {BAND}. \
             Where there is no band, it is drawn over all answers that were allowed."
        ),
    }
}

/// Along the upper side from the left, and back along the lower one.
fn band(fit: &Fit, axes: Axes) -> String {
    let Some(band) = fit.band else { return String::new() };
    let point = |step: u32, sign: f64| {
        let x = fit.range.0 + f64::from(step) / f64::from(STEPS) * (fit.range.1 - fit.range.0);
        let Point { x, y } = axes.point(x, fit.at(x) + sign * band.at(x));
        format!("{x},{y}")
    };
    let (upper, lower) =
        ((0..=STEPS).map(|step| point(step, 1.0)), (0..=STEPS).rev().map(|step| point(step, -1.0)));
    upper.chain(lower).collect::<Vec<_>>().join(" ")
}

fn allowed(field: &Field) -> Option<(f64, f64)> {
    match &field.kind {
        Kind::Number(number) => Some((number.fixed(number.min).to_f64(), number.fixed(number.max).to_f64())),
        Kind::Boolean => Some((0.0, 1.0)),
        Kind::Choice(_) | Kind::Multi(_) => None,
    }
}

fn named(field: &Field) -> String {
    let unit = match &field.kind {
        Kind::Number(number) => number.unit.as_ref(),
        _ => None,
    };
    unit.map_or_else(|| field.label.clone(), |unit| format!("{} ({unit})", field.label))
}

#[cfg(test)]
mod tests {
    use tacit_form::statistics::{Coefficient, Inference};

    use super::*;

    /// Of the points (1, 1), (2, 3), (3, 2), (4, 5), worked out from the points themselves.
    #[test]
    fn the_band_is_that_of_the_points() {
        let quantile = 4.302_652_729_749_464;
        let (slope, error) = (1.1, 0.519_615_242_270_663_1);
        let inference =
            Inference { t: 2.1, p: 0.17, interval: (slope - quantile * error, slope + quantile * error) };
        let coefficient = |estimate, error| Coefficient {
            estimate,
            standard_error: Some(error),
            inference: Some(inference),
        };
        let result = Regression {
            observations: 4,
            intercept: coefficient(0.0, 1.423_024_947_075_770_6),
            coefficients: vec![coefficient(slope, error)],
            r_squared: None,
            adjusted_r_squared: None,
            residual_standard_error: Some(1.161_895_003_862_225),
            f: None,
            f_p: None,
        };
        let band = Band::of(&result, (0.0, 10.0)).unwrap();
        assert!((band.mean - 2.5).abs() < 1e-9, "{}", band.mean);
        assert!((band.at(2.5) - 2.499_615_355_025).abs() < 1e-9, "{}", band.at(2.5));
        assert!((band.at(1.0) - 4.182_656_498_520).abs() < 1e-9, "{}", band.at(1.0));
        assert!(Band::of(&result, (-1.0, 10.0)).is_none(), "the mean may be negative");
        assert!((Band::of(&result, (-10.0, 0.0)).unwrap().mean + 2.5).abs() < 1e-5);
    }

    /// A line of this mean and spread of x, and slope.
    fn fit(mean: f64, spread: f64, intercept: f64, slope: f64) -> Fit {
        let band =
            Band { mean, squares: spread * spread * 19.0, observations: 20.0, residual: 1.0, quantile: 2.1 };
        Fit {
            names: ["Pay", "Years"].map(str::to_owned),
            intercept,
            slope,
            range: band.range((0.0, 1000.0)),
            is_boolean: false,
            band: Some(band),
            equation: String::new(),
        }
    }

    /// Everybody, and two cohorts whose answers are far from each other and go the other way.
    #[test]
    fn lines_beside_each_other_have_their_own_slopes_and_ends_on_one_scale() {
        let fits: Vec<(String, Fit)> =
            [fit(50.0, 30.0, 10.0, -0.05), fit(10.0, 3.0, 5.0, 4.0), fit(90.0, 2.0, 500.0, -5.0)]
                .into_iter()
                .map(|fit| (String::new(), fit))
                .collect();
        let axes = Axes::around(&fits).unwrap();
        assert_eq!(axes.xs, (0.0, 110.0));
        let name = Name { id: "c".into(), title: "T".into(), description: "D".into() };
        for (_, fit) in &fits {
            let chart = chart(&name, fit, axes);
            assert_eq!((&*chart.first, &*chart.last), ("0", "110.000"));
            let read = |point: &Point| {
                let [x, y] = [&point.x, &point.y].map(|text| text.parse::<f64>().unwrap() / 100.0);
                assert!((0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y), "in the plot: {x} {y}");
                (axes.xs.0 + x * (axes.xs.1 - axes.xs.0), axes.ys.1 - y * (axes.ys.1 - axes.ys.0))
            };
            let (from, to) = (read(&chart.from), read(&chart.to));
            let close = |one: f64, other: f64, whole: f64| {
                assert!((one - other).abs() < whole / 1000.0, "{one}, not {other}")
            };
            let (width, height) = (axes.xs.1 - axes.xs.0, axes.ys.1 - axes.ys.0);
            for (end, (x, y)) in [(fit.range.0, from), (fit.range.1, to)] {
                close(x, end, width);
                close(y, fit.at(end), height);
            }
            let shaded: Vec<&str> = chart.band.split(' ').collect();
            assert_eq!(shaded.len(), 2 * (STEPS as usize + 1));
            assert!(shaded[0].starts_with(&format!("{},", chart.from.x)), "{shaded:?}");
        }
        assert!(caption(&fits).contains("two standard deviations around the mean"));
    }

    #[test]
    fn a_caption_says_over_what_lines_are_drawn() {
        let one = |is_boolean, band: bool| {
            let fit = fit(5.0, 1.0, 0.0, 1.0);
            (String::new(), Fit { is_boolean, band: fit.band.filter(|_| band), ..fit })
        };
        for (fits, says, not) in [
            (vec![one(false, true)], "two standard deviations", "allowed"),
            (
                vec![one(false, true), one(false, false)],
                "no band, it is drawn over all answers that were allowed",
                "yes",
            ),
            (vec![one(false, false)], "over all answers that were allowed", "band"),
            (vec![one(true, true)], "from no to yes", "most answers"),
        ] {
            let caption = caption(&fits);
            assert!(caption.contains(says) && !caption.contains(not), "{caption}");
        }
    }
}
