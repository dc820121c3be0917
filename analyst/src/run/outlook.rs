//! What closing would make final, and what would be shown, as far as that can be known before.

use std::{convert::Infallible, fmt::Write};

use tacit_form::{Analysis, Form};
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
            _ if depends(form, analysis) => {
                format!("shown as far as {needed} people or more are in each group that it is about")
            }
            _ => "shown".to_owned(),
        };
        let _ = writeln!(text, "  {}. {}: {outlook}", number + 1, form.analysis_title(analysis));
    }
    text += &of_cohorts(manifest, circuit, progress);
    text.push_str(
        "Rejected submissions count for nothing; who is in which group shows only after closing.\n",
    );
    text
}

/// What would be shown of each cohort.
fn of_cohorts(manifest: &Manifest, circuit: &Circuit, progress: &Progress) -> String {
    let Manifest { form, threshold, cohorts: names, .. } = manifest;
    if names.is_none() {
        return String::new();
    }
    let eligible = eligible(circuit, *threshold, progress);
    let needs_more = |number| circuit.margin(number) > 0;
    let mut analyses = form.analyses().iter().enumerate();
    let in_parts = analyses.any(|(number, analysis)| needs_more(number) || depends(form, analysis));
    let mut text = "Of each cohort, what is shown of everybody:\n".to_owned();
    let counted = progress.cohorts.iter().map(|cohort| cohort.submitted);
    for (number, ((name, of), submitted)) in (1..).zip(cohorts(names.as_ref(), progress).zip(counted)) {
        let outlook = match submitted {
            few if few < u64::from(*threshold) => format!("withheld: it takes {threshold} people"),
            _ if !eligible.contains(&number) => {
                "withheld too: else what the others said, who are too few, could be told by subtraction"
                    .into()
            }
            _ if in_parts => "shown as far as each result is about enough people of it".into(),
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

/// Whether it is about a part of those who submit: a group, or those who answered what may be left out.
fn depends(form: &Form, analysis: &Analysis) -> bool {
    analysis.by().is_some()
        || matches!(
            analysis,
            Analysis::Crosstab { .. } | Analysis::Regression { .. } | Analysis::Correlation { .. }
        )
        || form.fields().iter().any(|field| field.optional)
}

#[cfg(test)]
mod tests {
    use tacit_protocol::{
        manifest::{Cohorts, CohortsBy},
        session::CohortProgress,
    };

    use super::*;
    use crate::run::close::tests::manifest;

    fn progress(submitted: u64) -> Progress {
        let json = format!(
            "{{\"phase\":\"open\",\"window\":\"open\",\"now\":0,\"invited\":7,\"submitted\":{submitted},\"revisions\":9,\
             \"verified_batches\":0}}"
        );
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn each_cohorts_threshold_is_looked_at() {
        let names = ["North", "South", "West"].map(str::to_owned).to_vec();
        let of_three =
            Manifest { cohorts: Some(Cohorts { by: CohortsBy::Participant, names }), ..manifest() };
        let circuit = Circuit::compile(&of_three.form, 20).unwrap();
        let text = |sizes: [u64; 3]| {
            let cohorts = sizes.map(|submitted| CohortProgress { invited: None, submitted }).to_vec();
            outlook(&of_three, &circuit, &Progress { cohorts, ..progress(sizes.iter().sum()) })
        };
        let all = text([5, 6, 7]);
        assert!(all.contains("  North (5 submitted): shown\n") && !all.contains("withheld"), "{all}");
        let few = text([5, 4, 1]);
        assert!(few.contains("  North (5 submitted): shown\n"), "the others are five: {few}");
        assert!(few.contains("  South (4 submitted): withheld: it takes 5 people\n"), "{few}");
        let subtracted = text([5, 9, 2]);
        assert!(subtracted.contains("  North (5 submitted): withheld too: "), "{subtracted}");
        assert!(subtracted.contains("  South (9 submitted): shown\n"), "{subtracted}");
        assert!(!outlook(&manifest(), &circuit, &progress(9)).contains("cohort"));
    }

    #[test]
    fn what_is_final_is_said() {
        let text = |submitted| finality(&manifest(), &progress(submitted), Some(7));
        assert_eq!(text(7), "Closing can't be undone: 7 of 7 submitted; nobody can change an answer.");
        assert!(text(6).contains("6 of 7 submitted, and the other one can't any more"), "{}", text(6));
        assert!(text(1).contains("fewer than the threshold"), "{}", text(1));
        let strangers = finality(&manifest(), &progress(7), Some(5));
        assert!(strangers.contains("says that 7 are invited, and you invited 5"), "{strangers}");
        assert_eq!(finality(&manifest(), &progress(7), None), text(7), "nothing is remembered");
    }
}
