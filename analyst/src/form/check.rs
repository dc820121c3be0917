//! `form check`: whether a form can be used, what its session would tell whom, and what it costs.

use std::{fmt::Write, path::PathBuf};

use tacit_form::{Epsilon, Form};
use tacit_tally::{Circuit, noise::Noise};

use super::{
    cost::{self, Cost},
    learned::{asked, learned},
    read,
};
use crate::{error::Error, output, report::numbers, session::create::check_threshold};

/// How many times longer a browser takes than this program, about: see docs/PERFORMANCE.md.
const BROWSER: u32 = 4;

/// What is to be checked, and for which session.
#[derive(Debug)]
pub struct Check {
    /// The form's file.
    pub form: PathBuf,
    /// The most participants.
    pub max_participants: u32,
    /// No value is computed from fewer answers.
    pub threshold: u32,
    /// The privacy budget, if noise is to be added.
    pub epsilon: Option<Epsilon>,
}

/// Says on the standard output what a session with this form would be.
///
/// # Errors
///
/// What is wrong with the form, with line and column; [`Error::Usage`]: more people than there can be would have to submit.
pub fn check(check: &Check) -> Result<(), Error> {
    check_threshold(check.threshold, check.max_participants)?;
    let (form, circuit) = read(&check.form, check.max_participants)?;
    let cost = cost::measure(&form, check.max_participants, check.threshold);
    let noise = check.epsilon.map(|epsilon| Noise::new(&circuit, epsilon, false, check.max_participants));
    output::text(&describe(check, &form, &circuit, (noise.transpose()?.as_ref(), cost)))
}

fn describe(
    check: &Check,
    form: &Form,
    circuit: &Circuit,
    (noise, cost): (Option<&Noise>, Option<Cost>),
) -> String {
    let mut text = format!(
        "{} can be used.\n\n{}\n{}\n\nAsked: {} ({} answers in all).\nComputed:\n",
        check.form.display(),
        form.title(),
        form.purpose(),
        asked(form),
        form.fields().len()
    );
    for (number, analysis) in form.analyses().iter().enumerate() {
        // Writing to a string can't fail.
        let _ = writeln!(text, "  {}. {}", number + 1, form.analysis_title(analysis));
    }
    if let Some(noise) = noise {
        text.push_str(&moved(form, circuit, noise));
    }
    let _ = write!(
        text,
        "\nWho learns what\n{}\nWhat it costs\nThe circuit has {} multiplications and {} sums.\n",
        learned(form, circuit, check.threshold, noise.is_some()),
        circuit.constraints(),
        circuit.output_len()
    );
    if let Some(Cost { time, bytes }) = cost {
        let places = u64::from(check.max_participants);
        let _ = writeln!(
            text,
            "A submission is {} and took {} to make on this machine; in a browser about {} times as long.\n\
             {places} participants' submissions take {} at the server.",
            size(bytes as u64),
            millis(time),
            BROWSER,
            size(bytes as u64 * places),
        );
    }
    text
}

/// How far noise will move numbers of people and sums.
fn moved(form: &Form, circuit: &Circuit, noise: &Noise) -> String {
    let mut text = format!(
        "\nNoise for a privacy budget of ε = {}, without cohorts (with them, twice as much). Standard errors:\n  numbers of people: {}\n",
        noise.epsilon(),
        numbers::significant(noise.of_people()),
    );
    for (analysis, of_sum) in form.analyses().iter().zip(noise.of_sums(circuit, form)) {
        if let Some(of_sum) = of_sum {
            let _ = writeln!(text, "  {}: {}", form.analysis_title(analysis), numbers::significant(of_sum));
        }
    }
    text
}

fn millis(time: std::time::Duration) -> String {
    let millis = time.as_secs_f64() * 1000.0;
    if millis < 10.0 { format!("{millis:.1} ms") } else { format!("{millis:.0} ms") }
}

/// Bytes with three digits or so.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} bytes");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    if value < 10.0 { format!("{value:.1} {}", UNITS[unit]) } else { format!("{value:.0} {}", UNITS[unit]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units_and_few_digits() {
        let sizes = [
            (999, "999 bytes"),
            (1000, "1.0 kB"),
            (12_345, "12 kB"),
            (999_600, "1.0 MB"),
            (5_400_000_000, "5.4 GB"),
        ];
        for (bytes, text) in sizes {
            assert_eq!(size(bytes), text);
        }
    }
}
