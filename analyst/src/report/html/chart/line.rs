//! A regression on one variable: its line, and where the line lies with 95% confidence.
//!
//! The band follows from what is reported. With S = s²/se(b)², the sum of squares of x around its mean, the mean's square is
//! (se(a)²/s² - 1/n) S; its sign is that of the answers allowed. The line's standard error at x is s √(1/n + (x - x̄)²/S).

use askama::Template;
use tacit_form::{Analysis, Field, Form, Kind, statistics::Regression};

use super::{Drawing, Figure, MAX_PANELS, Panel, bars::percent};
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
    from: String,
    to: String,
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
    /// What its ends are called.
    ends: [String; 2],
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
        let range = band.map_or(allowed, |band| band.range(allowed));
        let is_boolean = matches!(horizontal.kind, Kind::Boolean);
        let ends = if is_boolean {
            ["No", "Yes"].map(str::to_owned)
        } else {
            [range.0, range.1].map(numbers::significant)
        };
        let (intercept, slope) = (result.intercept.estimate, slope.estimate);
        let sign = if slope < 0.0 { '−' } else { '+' };
        let equation = format!(
            "{} = {} {sign} {} × {}",
            vertical.label,
            numbers::significant(intercept),
            numbers::significant(slope.abs()),
            horizontal.label
        );
        let range = if is_boolean { allowed } else { range };
        Some(Self {
            names: [named(vertical), named(horizontal)],
            intercept,
            slope,
            range,
            ends,
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

pub(super) fn figure(drawing: &Drawing<'_>, fits: Vec<(String, Fit)>) -> askama::Result<Option<Figure>> {
    if fits.is_empty() || fits.len() > MAX_PANELS {
        return Ok(None);
    }
    let all = fits.iter().map(|(_, fit)| fit);
    let ys = all.clone().map(Fit::bounds).fold((f64::INFINITY, f64::NEG_INFINITY), wider);
    let xs = all.map(|fit| fit.range).fold((f64::INFINITY, f64::NEG_INFINITY), wider);
    if !(ys.1 > ys.0 && xs.1 > xs.0) {
        return Ok(None);
    }
    let has_band = fits.iter().all(|(_, fit)| fit.band.is_some());
    let drawn = fits.into_iter().enumerate().map(|(number, (heading, mut fit))| {
        if fit.range != xs {
            fit.range = xs;
            fit.ends = [xs.0, xs.1].map(numbers::significant);
        }
        let name = drawing.name(number, &heading, fit.equation.clone());
        let (low, high) = ys;
        let chart = Chart {
            id: &name.id,
            title: &name.title,
            description: &name.description,
            height: 248,
            vertical: fit.names[0].clone(),
            horizontal: fit.names[1].clone(),
            band: band(&fit, ys),
            from: percent(down(fit.at(xs.0), ys)),
            to: percent(down(fit.at(xs.1), ys)),
            highest: numbers::significant(high),
            lowest: numbers::significant(low),
            centre: fit.band.map(|band| Point {
                x: percent((band.mean - xs.0) / (xs.1 - xs.0) * 100.0),
                y: percent(TOP + down(fit.at(band.mean), ys) / 100.0 * HEIGHT),
            }),
            first: fit.ends[0].clone(),
            last: fit.ends[1].clone(),
        };
        Ok(Panel { svg: chart.render()?, heading })
    });
    let panels = drawn.collect::<askama::Result<_>>()?;
    let caption = if has_band {
        "The fitted line over where most answers lie (two standard deviations around the mean, which the dot shows); at \
         each place it lies in the shaded band with 95% confidence."
    } else {
        "The fitted line over all answers that were allowed."
    };
    Ok(Some(Figure { legend: Vec::new(), panels, caption: caption.into() }))
}

fn wider(one: (f64, f64), other: (f64, f64)) -> (f64, f64) {
    (one.0.min(other.0), one.1.max(other.1))
}

/// How far down a value is, in per cent of the plot.
fn down(y: f64, (low, high): (f64, f64)) -> f64 {
    ((high - y) / (high - low) * 100.0).clamp(-100.0, 200.0)
}

/// Along the upper side from the left, and back along the lower one.
fn band(fit: &Fit, ys: (f64, f64)) -> String {
    let Some(band) = fit.band else { return String::new() };
    let point = |step: u32, sign: f64| {
        let part = f64::from(step) / f64::from(STEPS);
        let x = fit.range.0 + part * (fit.range.1 - fit.range.0);
        format!("{},{}", percent(part * 100.0), percent(down(fit.at(x) + sign * band.at(x), ys)))
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
}
