//! Bars, or dots, with their intervals; each below its name.

use askama::Template;

use super::Name;

/// How much of the width the scale takes, in per cent; the rest is for the figures in words.
const SCALE_WIDTH: f64 = 66.0;
/// How many characters of a name fit into a line of the narrowest chart.
const NAME_CHARS: usize = 34;
const LINE_HEIGHT: u32 = 16;
const BAR_HEIGHT: u32 = 16;

/// What a value is drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Bar,
    Dot,
}

/// A value with its name.
pub(super) struct Item {
    pub(super) name: String,
    /// `None`: there is none, the text says why.
    pub(super) value: Option<f64>,
    /// Its confidence interval, or how far noise moves it.
    pub(super) interval: Option<(f64, f64)>,
    /// The value in words.
    pub(super) text: String,
}

impl Item {
    pub(super) fn new(name: String, value: f64, text: String) -> Self {
        Self { name, value: Some(value), interval: None, text }
    }

    /// Two standard errors to each side of the value.
    pub(super) fn around(&self, error: f64) -> Option<(f64, f64)> {
        self.value.map(|value| (value - 2.0 * error, value + 2.0 * error))
    }
}

/// From where to where a chart reaches; 0 is always in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Scale {
    /// What these need.
    pub(super) fn of<'a>(items: impl Iterator<Item = &'a Item>) -> Self {
        let values = items.flat_map(|item| {
            let (low, high) = item.interval.unzip();
            [item.value, low, high].into_iter().flatten()
        });
        let start = Self { low: 0.0, high: 0.0 };
        let found = values
            .filter(|value| value.is_finite())
            .fold(start, |Self { low, high }, value| Self { low: low.min(value), high: high.max(value) });
        if found == start { Self { low: 0.0, high: 1.0 } } else { found }
    }

    /// Where a value is, in per cent of the width.
    fn at(self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low) * SCALE_WIDTH).clamp(0.0, SCALE_WIDTH)
    }
}

#[derive(Template)]
#[template(path = "report/bars.svg")]
struct Chart<'a> {
    id: &'a str,
    title: &'a str,
    description: &'a str,
    height: u32,
    zero: String,
    rows: Vec<RowOfChart>,
}

struct RowOfChart {
    label: Vec<Line>,
    top: u32,
    middle: u32,
    bottom: u32,
    bar: Option<Bar>,
    error: Option<ErrorBar>,
    dot: Option<String>,
    text: String,
    text_at: String,
    text_y: u32,
}

/// A line of a name.
pub(super) struct Line {
    pub(super) text: String,
    pub(super) y: u32,
}

struct Bar {
    from: String,
    width: String,
}

struct ErrorBar {
    from: String,
    to: String,
    top: u32,
    bottom: u32,
}

pub(super) fn draw(name: &Name, items: &[Item], scale: Scale, mark: Mark) -> askama::Result<String> {
    let mut y = 0;
    let rows = items
        .iter()
        .map(|item| {
            let (label, top) = label(&item.name, y);
            y = top + BAR_HEIGHT + 12;
            row(item, label, top, scale, mark)
        })
        .collect();
    let chart = Chart {
        id: &name.id,
        title: &name.title,
        description: &name.description,
        height: y.saturating_sub(8),
        zero: percent(scale.at(0.0)),
        rows,
    };
    chart.render()
}

fn row(item: &Item, label: Vec<Line>, top: u32, scale: Scale, mark: Mark) -> RowOfChart {
    let (zero, at) = (scale.at(0.0), item.value.map(|value| scale.at(value)));
    let ends = item.interval.map(|(low, high)| (scale.at(low), scale.at(high)));
    let right = [at, ends.map(|(_, high)| high)].into_iter().flatten().fold(zero, f64::max);
    let error = ends.map(|(low, high)| ErrorBar {
        from: percent(low),
        to: percent(high),
        top: top + 3,
        bottom: top + BAR_HEIGHT - 3,
    });
    let bar = at.filter(|_| mark == Mark::Bar);
    RowOfChart {
        label,
        top,
        middle: top + BAR_HEIGHT / 2,
        bottom: top + BAR_HEIGHT,
        bar: bar.map(|at| Bar { from: percent(zero.min(at)), width: percent((at - zero).abs()) }),
        error,
        dot: at.filter(|_| mark == Mark::Dot).map(percent),
        text: item.text.clone(),
        text_at: percent(right),
        text_y: top + 13,
    }
}

/// A name in lines from `y` on, and where they end.
pub(super) fn label(name: &str, y: u32) -> (Vec<Line>, u32) {
    let lines: Vec<Line> = (1..)
        .zip(wrapped(name))
        .map(|(number, text)| Line { text, y: y + number * LINE_HEIGHT - 4 })
        .collect();
    let end = y + lines.len() as u32 * LINE_HEIGHT + if lines.is_empty() { 0 } else { 3 };
    (lines, end)
}

/// At most two lines; what is longer is in the table.
fn wrapped(name: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in name.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= NAME_CHARS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    let is_cut = lines.len() > 2;
    lines.truncate(2);
    for line in &mut lines {
        shorten(line, false);
    }
    if let Some(last) = lines.last_mut().filter(|_| is_cut) {
        shorten(last, true);
    }
    lines
}

/// Ends a line with an ellipsis where it is too long, or must.
fn shorten(line: &mut String, must: bool) {
    if must || line.chars().count() > NAME_CHARS {
        *line = line.chars().take(NAME_CHARS - 1).collect::<String>() + "…";
    }
}

/// With two decimals, and without the sign of -0.
pub(super) fn percent(value: f64) -> String {
    let text = format!("{:.2}", value + 0.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(value: f64, interval: Option<(f64, f64)>) -> Item {
        Item { name: "N".into(), value: Some(value), interval, text: String::new() }
    }

    #[test]
    fn the_scale_holds_all_and_zero() {
        let items = [item(3.0, Some((2.0, 4.0))), item(-1.0, None)];
        assert_eq!(Scale::of(items.iter()), Scale { low: -1.0, high: 4.0 });
        assert_eq!(Scale::of([item(0.0, None)].iter()), Scale { low: 0.0, high: 1.0 });
        assert_eq!(Scale::of([item(f64::NAN, None)].iter()), Scale { low: 0.0, high: 1.0 });
        let scale = Scale { low: -1.0, high: 4.0 };
        assert_eq!([scale.at(-1.0), scale.at(4.0)], [0.0, SCALE_WIDTH]);
    }

    #[test]
    fn names_break_between_words_and_end_after_two_lines() {
        assert_eq!(wrapped("Education"), ["Education"]);
        assert_eq!(
            wrapped("Time with the current employer since the beginning"),
            ["Time with the current employer", "since the beginning"]
        );
        assert_eq!(wrapped(&"long ".repeat(40))[1].chars().last(), Some('…'));
        assert_eq!(wrapped(&"x".repeat(60)), ["x".repeat(33) + "…"]);
        assert!(wrapped("").is_empty());
    }

    #[test]
    fn percents_are_short() {
        assert_eq!(
            [0.0, -0.0, 66.0, 12.345, 7.5].map(percent),
            ["0", "0", "66", "12.35", "7.5"].map(String::from)
        );
    }

    #[test]
    fn what_people_write_is_text() {
        let name = Name { id: "c".into(), title: "<b>".into(), description: "\"&".into() };
        let svg = draw(
            &name,
            &[Item::new("<script>".into(), 1.0, "<".into())],
            Scale { low: 0.0, high: 1.0 },
            Mark::Bar,
        );
        let svg = svg.unwrap();
        assert!(!svg.contains("<script") && !svg.contains("<b>"), "{svg}");
    }
}
