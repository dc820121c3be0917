//! How privacy was kept: thresholds, what is held back, who held what.

use super::super::{Report, suppressed::Suppressed};

/// What a party of the protocol held, and what it learned.
pub(super) struct Party {
    pub(super) name: String,
    pub(super) held: &'static str,
    pub(super) learned: String,
}

/// What stands below the results where some are withheld.
pub(super) fn withheld(report: &Report, suppressed: Suppressed) -> Option<String> {
    let threshold = report.results.threshold;
    suppressed.is_anything_withheld().then(|| {
        format!(
            "Withheld figures are about fewer than {threshold} people, or would let a figure about fewer than {threshold} be \
             worked out."
        )
    })
}

/// The rules that were kept.
pub(super) fn paragraphs(report: &Report, suppressed: Suppressed) -> Vec<String> {
    let threshold = report.results.threshold;
    let rule = format!(
        "No sum, mean or regression about fewer than {threshold} people was opened, to the analyst neither, and none from which one about \
         fewer could be worked out. That was decided from numbers of people, before any value was opened."
    );
    vec![rule, held_back(suppressed), noise()]
}

fn held_back(suppressed: Suppressed) -> String {
    let Suppressed { figures, cells, limits, cohorts } = suppressed;
    let count = |count: u64, one: &str, several: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        more => Some(format!("{more} {several}")),
    };
    let parts: Vec<String> = [
        count(figures, "figure", "figures"),
        count(cells, "count of a two-way table", "counts of two-way tables"),
        count(cohorts, "cohort’s results", "cohorts’ results"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let joined = count(
        limits,
        "limit between the bins of a histogram is left out",
        "limits between the bins of histograms are left out",
    );
    let mut text = match parts.as_slice() {
        [] => "No figure is withheld from this report.".to_owned(),
        parts => format!("Withheld from this report: {}.", parts.join(", ")),
    };
    if let Some(joined) = joined {
        text += &format!(" {joined}, so that no bin is about too few people.");
    }
    text
}

/// Whether figures are blurred.
fn noise() -> String {
    "No noise was added: what is shown is exact, numbers of people too.".into()
}

/// Who could have known what.
pub(super) fn parties(report: &Report) -> Vec<Party> {
    let party = |name: String, held, learned: &str| Party { name, held, learned: learned.into() };
    vec![
        party(
            "each participant".into(),
            "Its own answers, its link, a receipt",
            "What is asked and computed; the results, if they were published or handed on",
        ),
        party(
            match &report.manifest.server.name {
                Some(name) => format!("the server, {name}"),
                None => "the server".into(),
            },
            "One share of each submission, which is random by itself; its key for that was destroyed when the results were released",
            "Who of the invited submitted, when and from which network address; how many people are in each group. No answer",
        ),
        party(
            format!("the analyst, {}", report.manifest.analyst.name),
            "The other share of each submission, which is random by itself",
            "Who of the invited submitted, and when; how many people are in each group; these results. No answer",
        ),
        party(
            "server and analyst together".into(),
            "Both shares",
            "They could have read every answer. That they didn’t put the shares together is what participants relied on",
        ),
    ]
}
