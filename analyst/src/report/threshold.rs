//! What the threshold does, in a sentence.

use tacit_form::results::Results;

/// The same wherever it stands.
pub(super) fn rule(results: &Results) -> String {
    let threshold = results.threshold;
    let (far, exact) = match results.epsilon {
        None => ("", ""),
        Some(_) => (", as far as that can be told from numbers with noise", ", and exact"),
    };
    format!(
        "No figure about the answers of fewer than {threshold} people is shown{far}; how many submitted is, of cohorts too, however \
         few{exact}."
    )
}
