//! Histograms: heights are shares, so that groups of different sizes compare.

use askama::Template;
use tacit_form::statistics::Histogram;

use super::{Drawing, Figure, MAX_PANELS, Name, Panel, bars::percent};
use crate::report::numbers;

/// Where bins begin and end, in per cent of the width.
const LEFT: f64 = 1.0;
const RIGHT: f64 = 99.0;
/// Where bars stand, and how high the highest is, in pixels.
const BASE: f64 = 150.0;
const HIGHEST: f64 = 126.0;
/// Bins whose widths differ more are drawn alike: the narrow ones would vanish.
const MOST_UNEQUAL: f64 = 6.0;
/// How much of the narrowest chart's width a character takes, in per cent.
const CHAR: f64 = 2.5;

#[derive(Template)]
#[template(path = "report/histogram.svg")]
struct Chart<'a> {
    id: &'a str,
    title: &'a str,
    description: &'a str,
    height: u32,
    bins: Vec<BinOfChart>,
    left: String,
    right: String,
    base: f64,
    tick: f64,
    limits: Vec<Limit>,
    limit_y: f64,
    quartiles: Option<Quartiles>,
    strip: f64,
    strip_y: f64,
}

struct BinOfChart {
    from: String,
    width: String,
    middle: String,
    top: String,
    height: String,
    count: u64,
    text_y: String,
    is_wide: bool,
}

struct Limit {
    at: String,
    name: String,
    is_named: bool,
    anchor: &'static str,
}

struct Quartiles {
    lower: String,
    median: String,
    upper: String,
    text: String,
    anchor: &'static str,
}

/// How the answers lie along the width.
#[derive(Clone, Copy)]
enum Axis {
    /// By their values, in a histogram whose heights are densities.
    Values,
    /// All bins are as wide.
    Alike,
}

pub(super) fn figure(
    drawing: &Drawing<'_>,
    mut panels: Vec<(String, &Histogram)>,
) -> askama::Result<Option<Figure>> {
    // Where all bins are one there is nothing to see.
    panels.retain(|(_, histogram)| histogram.bins.len() > 1);
    if panels.is_empty() || panels.len() > MAX_PANELS {
        return Ok(None);
    }
    let axis =
        if panels.iter().all(|(_, histogram)| is_even(histogram)) { Axis::Values } else { Axis::Alike };
    let highest = panels.iter().flat_map(|(_, histogram)| heights(histogram, axis)).fold(0.0, f64::max);
    let several = panels.len() > 1;
    let drawn = panels.into_iter().enumerate().map(|(number, (heading, histogram))| {
        let name = drawing.name(number, &heading, described(histogram));
        Ok(Panel { svg: draw(&name, histogram, axis, highest)?, heading })
    });
    let panels = drawn.collect::<askama::Result<_>>()?;
    let what = match axis {
        Axis::Values => "Areas show how many answers lie between two limits.",
        Axis::Alike => {
            "Heights show how many answers lie between two limits; the bins differ in width, and are drawn alike."
        }
    };
    let scale = if several { " All charts have one scale: shares of those who answered." } else { "" };
    let noise = drawing.noise_of_counts();
    let caption = format!(
        "{what}{scale} Numbers are people{noise}. Below: from the lower to the upper quartile, and the median."
    );
    Ok(Some(Figure { legend: Vec::new(), panels, caption }))
}

fn widths(histogram: &Histogram) -> impl Iterator<Item = f64> {
    histogram.bins.iter().map(|bin| bin.to.to_f64() - bin.from.to_f64())
}

fn is_even(histogram: &Histogram) -> bool {
    let widest = widths(histogram).fold(0.0, f64::max);
    let narrowest = widths(histogram).fold(f64::INFINITY, f64::min);
    narrowest > 0.0 && widest / narrowest <= MOST_UNEQUAL
}

/// Each bin's share, or its share for each unit.
fn heights(histogram: &Histogram, axis: Axis) -> Vec<f64> {
    let total = histogram.bins.iter().map(|bin| bin.count).sum::<u64>().max(1) as f64;
    let bins = histogram.bins.iter().zip(widths(histogram));
    bins.map(|(bin, width)| match axis {
        Axis::Values => bin.count as f64 / total / width,
        Axis::Alike => bin.count as f64 / total,
    })
    .collect()
}

fn described(histogram: &Histogram) -> String {
    let bins = histogram.bins.iter().map(|bin| format!("{} to {}: {}", bin.from, bin.to, bin.count));
    bins.collect::<Vec<_>>().join("; ")
}

fn draw(name: &Name, histogram: &Histogram, axis: Axis, highest: f64) -> askama::Result<String> {
    let ends = ends(histogram, axis);
    let bins = histogram.bins.iter().zip(heights(histogram, axis)).zip(ends.windows(2));
    let bins = bins.map(|((bin, height), ends)| {
        let height = if highest > 0.0 { height / highest * HIGHEST } else { 0.0 };
        let width = ends[1] - ends[0];
        BinOfChart {
            from: percent(ends[0]),
            width: percent(width),
            middle: percent((ends[0] + ends[1]) / 2.0),
            top: percent(BASE - height),
            height: percent(height),
            count: bin.count,
            text_y: percent(BASE - height - 5.0),
            is_wide: width >= CHAR * bin.count.to_string().len() as f64,
        }
    });
    let has_quartiles = histogram.quartiles.len() == 3;
    let chart = Chart {
        id: &name.id,
        title: &name.title,
        description: &name.description,
        height: if has_quartiles { 214 } else { 176 },
        bins: bins.collect(),
        left: percent(LEFT),
        right: percent(RIGHT),
        base: BASE,
        tick: BASE + 5.0,
        limits: limits(histogram, &ends),
        limit_y: BASE + 18.0,
        quartiles: has_quartiles.then(|| quartiles(histogram, &ends)),
        strip: BASE + 36.0,
        strip_y: BASE + 56.0,
    };
    chart.render()
}

/// Where each bin begins, and the last one ends.
fn ends(histogram: &Histogram, axis: Axis) -> Vec<f64> {
    let (bins, count) = (&histogram.bins, histogram.bins.len().max(1) as f64);
    let (Some(first), Some(last)) = (bins.first(), bins.last()) else { return vec![LEFT, RIGHT] };
    let (low, high) = (first.from.to_f64(), last.to.to_f64());
    let part = |index: usize, value: f64| match axis {
        Axis::Values => (value - low) / (high - low),
        Axis::Alike => index as f64 / count,
    };
    let starts = bins.iter().map(|bin| bin.from.to_f64()).chain([high]).enumerate();
    starts.map(|(index, value)| LEFT + part(index, value) * (RIGHT - LEFT)).collect()
}

/// The limits, named as far as there is room.
fn limits(histogram: &Histogram, ends: &[f64]) -> Vec<Limit> {
    let bins = &histogram.bins;
    let names = bins.iter().map(|bin| bin.from).chain(bins.last().map(|bin| bin.to));
    let names: Vec<String> = names.map(|limit| limit.to_string()).collect();
    let width = |index: usize| names[index].chars().count() as f64 * CHAR;
    let last = names.len().saturating_sub(1);
    // The outermost ones are written inwards from their limits.
    let span = |index: usize| match index {
        0 => (ends[0], ends[0] + width(0)),
        index if index == last => (ends[last] - width(last), ends[last]),
        index => (ends[index] - width(index) / 2.0, ends[index] + width(index) / 2.0),
    };
    let mut free = f64::NEG_INFINITY;
    (0..names.len())
        .map(|index| {
            let (from, to) = span(index);
            let is_named = index == last || (from >= free && (index == 0 || to + CHAR <= span(last).0));
            if is_named {
                free = to + CHAR;
            }
            let anchor = match index {
                0 => "start",
                index if index == last => "end",
                _ => "middle",
            };
            Limit { at: percent(ends[index]), name: names[index].clone(), is_named, anchor }
        })
        .collect()
}

fn quartiles(histogram: &Histogram, ends: &[f64]) -> Quartiles {
    let at = |index: usize| place(histogram, ends, histogram.quartiles[index].estimate);
    let median = at(1);
    Quartiles {
        lower: percent(at(0)),
        median: percent(median),
        upper: percent(at(2)),
        text: numbers::significant(histogram.quartiles[1].estimate),
        anchor: match median {
            ..30.0 => "start",
            70.0.. => "end",
            _ => "middle",
        },
    }
}

/// Where a value is: within its bin as within the bin's limits.
fn place(histogram: &Histogram, ends: &[f64], value: f64) -> f64 {
    let bins = histogram.bins.iter().zip(ends.windows(2));
    let found = bins.filter(|(bin, _)| value <= bin.to.to_f64()).map(|(bin, ends)| {
        let (from, to) = (bin.from.to_f64(), bin.to.to_f64());
        let part = if to > from { ((value - from) / (to - from)).clamp(0.0, 1.0) } else { 0.5 };
        ends[0] + part * (ends[1] - ends[0])
    });
    found.into_iter().next().unwrap_or(RIGHT)
}
