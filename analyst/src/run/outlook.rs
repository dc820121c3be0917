//! What closing would make final, and what would be shown, as far as that can be known before.

use std::{convert::Infallible, fmt::Write};

use tacit_form::{Analysis, Form, Kind, Measure};
use tacit_protocol::{manifest::Manifest, phase::Phase, session::Progress};
use tacit_tally::{Circuit, cohorts::Terms, helper::HelperSums};

use crate::{
    context::Context,
    error::Error,
    output,
    session::{Session, cohorts},
};

/// What closing now makes final, in some sentences; `remembered`: how many this folder invited, where it knows.
pub(super) fn finality(manifest: &Manifest, progress: &Progress, remembered: Option<u64>) -> String {
    let Progress { invited, submitted, .. } = *progress;
    let missing = invited.saturating_sub(submitted);
    let mut text = format!("Closing can't be undone: {submitted} of {invited} submitted");
    text += match missing {
        0 => "",
        1 => ", and the other one can't any more",
        _ => ", and the others can't any more",
    };
    text += "; nobody can change an answer.";
    if submitted < u64::from(manifest.threshold) {
        let _ = write!(
            text,
            " These are fewer than the threshold of {}: nothing will be shown, ever.",
            manifest.threshold
        );
    }
    if let Some(remembered) = remembered.filter(|remembered| *remembered != invited) {
        let _ = write!(
            text,
            " The server says that {invited} are invited, and you invited {remembered}, as far as this folder remembers: find out \
             why before you close."
        );
    }
    text
}

/// `run --dry-run`: says on the standard output whether the thresholds would be met if the session closed now.
///
/// # Errors
///
/// [`Error::NotReady`] if they wouldn't at all, or the session is closed or a draft.
pub(super) fn dry_run(context: &Context, session: &Session, progress: &Progress) -> Result<(), Error> {
    if !matches!(progress.phase, Phase::Open | Phase::Paused) {
        return Err(Error::NotReady(format!(
            "the session is {}: there is nothing to try. See: tacit-analyst status",
            crate::session::name(progress.phase)
        )));
    }
    let manifest = &session.manifest;
    let circuit = Circuit::compile(&manifest.form, manifest.max_participants)?;
    output::text(&outlook(manifest, &circuit, progress))?;
    context.ui.say("Nothing was closed.");
    match progress.submitted < u64::from(manifest.threshold) {
        true => Err(Error::NotReady(format!(
            "{} submitted, and the threshold is {}. Wait for more.",
            progress.submitted, manifest.threshold
        ))),
        false => Ok(()),
    }
}

fn outlook(manifest: &Manifest, circuit: &Circuit, progress: &Progress) -> String {
    let Manifest { form, threshold, .. } = manifest;
    let mut text =
        format!("{} of {} submitted; the threshold is {threshold}.\n", progress.submitted, progress.invited);
    for (number, analysis) in form.analyses().iter().enumerate() {
        let needed = u64::from(*threshold) + circuit.margin(number);
        let outlook = match progress.submitted {
            submitted if submitted < needed => format!("withheld: it takes {needed} people"),
            _ => shown(manifest, analysis, needed),
        };
        let _ = writeln!(text, "  {}. {}: {outlook}", number + 1, form.analysis_title(analysis));
    }
    text += &of_cohorts(manifest, circuit, progress);
    text.push_str(
        "Rejected submissions count for nothing; who is in which group shows only after closing.\n",
    );
    text
}

/// What is shown of an analysis of as many people as it needs, whatever they answered.
fn shown(manifest: &Manifest, analysis: &Analysis, needed: u64) -> String {
    let Manifest { form, threshold, epsilon, .. } = manifest;
    let of_all = is_of_all(form, analysis);
    match (epsilon, analysis) {
        (Some(_), _) if of_all => "shown, with noise".into(),
        (Some(_), _) => {
            format!(
                "depends on the answers: figures about {needed} people or more, by numbers with noise; maybe none"
            )
        }
        (None, Analysis::Frequency { .. } | Analysis::Crosstab { .. }) => format!(
            "depends on the answers: counts of nobody and of {threshold} people or more, less those that would tell a smaller one; \
             maybe none"
        ),
        (None, Analysis::Histogram { .. }) if of_all => {
            format!(
                "shown, with bins joined until each has nobody or {threshold} people or more; unless it would tell of fewer beside \
                 other analyses"
            )
        }
        (None, _) if of_all && !tells_of_parts(form, analysis) => "shown".into(),
        (None, _) => format!(
            "depends on the answers: figures about {needed} people or more, less those that would tell of fewer; maybe none"
        ),
    }
}

/// Whether it is about everybody who submits: not about groups, nor about those who answered what may be left out.
fn is_of_all(form: &Form, analysis: &Analysis) -> bool {
    analysis.by().is_none() && asked(form, analysis).iter().all(|&field| !form.fields()[field].optional)
}

/// Whether it tells of those who gave one of two answers: it looks at how a number goes with others, of which one has but two
/// values.
fn tells_of_parts(form: &Form, analysis: &Analysis) -> bool {
    let is_twofold = |field: &usize| match &form.fields()[*field].kind {
        Kind::Number(number) => number.max - number.min == 1,
        _ => true,
    };
    matches!(
        analysis,
        Analysis::Regression { .. } | Analysis::Correlation { .. } | Analysis::WeightedMean { .. }
    ) && asked(form, analysis).iter().any(is_twofold)
}

/// The fields that it is about; not the one that it is grouped by.
fn asked(form: &Form, analysis: &Analysis) -> Vec<usize> {
    let of_parts = |measure: &Measure| form.parts(*measure).into_iter().flat_map(|part| part.fields);
    match analysis {
        Analysis::Count { of, .. } => of.iter().copied().collect(),
        Analysis::Frequency { of, .. } | Analysis::Histogram { of, .. } => vec![*of],
        Analysis::Sum { of, .. } | Analysis::Mean { of, .. } | Analysis::StandardDeviation { of, .. } => {
            of_parts(of).collect()
        }
        Analysis::Ratio { of, to, .. } => of_parts(of).chain(of_parts(to)).collect(),
        Analysis::WeightedMean { of, weight, .. } => vec![*of, *weight],
        Analysis::Crosstab { rows, columns } => vec![*rows, *columns],
        Analysis::Regression { of, on } => std::iter::once(of).chain(on).copied().collect(),
        Analysis::Correlation { between } => between.clone(),
    }
}

/// What would be shown of each cohort.
fn of_cohorts(manifest: &Manifest, circuit: &Circuit, progress: &Progress) -> String {
    let Manifest { form, threshold, cohorts: names, .. } = manifest;
    if names.is_none() {
        return String::new();
    }
    let eligible = eligible(circuit, *threshold, progress);
    let depends = |(number, analysis): (usize, &Analysis)| {
        circuit.margin(number) > 0 || !shown(manifest, analysis, 0).starts_with("shown")
    };
    let in_parts = form.analyses().iter().enumerate().any(depends);
    let mut text = "Of each cohort, what is shown of everybody:\n".to_owned();
    let counted = progress.cohorts.iter().map(|cohort| cohort.submitted);
    for (number, ((name, of), submitted)) in (1..).zip(cohorts(names.as_ref(), progress).zip(counted)) {
        let outlook = match submitted {
            few if few < u64::from(*threshold) => format!("withheld: it takes {threshold} people"),
            _ if !eligible.contains(&number) => {
                "withheld too: else what the others said, who are too few, could be told by subtraction"
                    .into()
            }
            _ if in_parts => "depends on the answers: what is shown of everybody, or less".into(),
            _ => "shown".to_owned(),
        };
        let _ = writeln!(text, "  {name} ({of} submitted): {outlook}");
    }
    text
}

/// The numbers of the cohorts that anything may be shown of, by what decides it after closing.
fn eligible(circuit: &Circuit, threshold: u32, progress: &Progress) -> Vec<u16> {
    let mut sums = HelperSums::new();
    let counted: u64 = progress.cohorts.iter().map(|cohort| cohort.submitted).sum();
    let of_none = progress.submitted.saturating_sub(counted);
    let sizes = std::iter::once(of_none).chain(progress.cohorts.iter().map(|cohort| cohort.submitted));
    for (number, submitted) in (0..).zip(sizes) {
        let Ok(()) = (0..submitted).try_for_each(|_| sums.add(circuit, number, |_| Ok::<_, Infallible>(())));
    }
    sums.counts(circuit, &Terms::exact(threshold)).into_iter().map(|(number, _)| number).collect()
}

#[cfg(test)]
mod tests;
