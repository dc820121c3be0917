//! How privacy was kept: thresholds, what is held back, who held what.

use tacit_form::Epsilon;

use super::super::{Report, suppressed::Suppressed, threshold};

/// What a party of the protocol held, and what it learned.
pub(super) struct Party {
    pub(super) name: String,
    pub(super) held: &'static str,
    pub(super) learned: String,
}

/// The rules that were kept.
pub(super) fn paragraphs(report: &Report, suppressed: Suppressed) -> Vec<String> {
    let (threshold, rule) = (report.results.threshold, threshold::rule(&report.results));
    if let Some(epsilon) = report.results.epsilon {
        return vec![rule, held_back(suppressed), noise(epsilon)];
    }
    let exact = "No noise was added: what is shown is exact, numbers of people too.".to_owned();
    let how = format!(
        "No sum, mean or regression about fewer than {threshold} people was opened, to the analyst neither; of those from which, by adding \
         and taking away, one about fewer would follow, some were held back. Numbers of fewer who gave an answer, or are in a group, aren’t shown, nor those from which one would follow. That was decided from numbers of people, before any value was opened."
    );
    vec![rule, how, held_back(suppressed), exact]
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
        count(cells, "count of answers", "counts of answers"),
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

fn noise(epsilon: Epsilon) -> String {
    format!(
        "Server and analyst each added discrete Laplace noise to every sum and every number of people before anything was opened, \
         as much as differential privacy asks for a budget of ε = {epsilon}. Neither saw an exact figure. Beside what moves by the \
         noise stands the standard error of both parties’ noise together (±); it says nothing of another sample of people. There are no tests and confidence intervals, which \
         would take the noise for answers. How many submitted and were accepted, and of which cohort, is exact."
    )
}

/// Who could have known what.
pub(super) fn parties(report: &Report) -> Vec<Party> {
    let sizes = match report.results.epsilon {
        None => "how many people are in each group",
        Some(_) => "about how many people are in each group, with the other’s noise",
    };
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
            &format!("Who of the invited submitted, when and from which network address; {sizes}. No answer"),
        ),
        party(
            format!("the analyst, {}", report.manifest.analyst.name),
            "The other share of each submission, which is random by itself",
            &format!("Who of the invited submitted, and when; {sizes}; these results. No answer"),
        ),
        party(
            "server and analyst together".into(),
            "Both shares",
            "They could have read every answer. That they didn’t put the shares together is what participants relied on",
        ),
    ]
}
