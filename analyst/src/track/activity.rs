//! When submissions came, over time.

use tacit_protocol::administration::Submission;

/// The lowest to the highest bar.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Everybody's first and newest submission.
#[derive(Debug, Default)]
pub(super) struct Activity(Vec<Submission>);

impl Activity {
    pub(super) fn of(submissions: impl Iterator<Item = Submission>) -> Self {
        Self(submissions.collect())
    }

    /// When the first came.
    pub(super) fn first(&self) -> Option<u64> {
        self.0.iter().map(|one| one.first_at).min()
    }

    /// When the last came, replacements included.
    pub(super) fn last(&self) -> Option<u64> {
        self.0.iter().map(|one| one.newest_at).max()
    }

    /// How many submitted for the first time, over the time from the first to `now`, of one cohort or of all: a bar for each
    /// of so many equal spans, as high as in the busiest one.
    pub(super) fn sparkline(&self, cohort: Option<u16>, now: u64, spans: usize) -> String {
        let Some(first) = self.first() else { return String::new() };
        let time = now.saturating_sub(first) + 1;
        let mut counts = vec![0_usize; spans];
        for one in self.0.iter().filter(|one| cohort.is_none_or(|cohort| one.cohort == cohort)) {
            let at = u128::from(one.first_at.saturating_sub(first).min(time - 1));
            counts[(at * spans as u128 / u128::from(time)) as usize] += 1;
        }
        let most = counts.iter().copied().max().unwrap_or(0).max(1);
        // Nothing is a blank; whatever is something is seen.
        let bar = |count: usize| match count {
            0 => ' ',
            _ => BARS[(count * BARS.len()).div_ceil(most) - 1],
        };
        counts.into_iter().map(bar).collect()
    }
}

#[cfg(test)]
mod tests {
    use tacit_protocol::ids::ParticipantId;

    use super::*;

    fn activity(times: &[(u64, u16)]) -> Activity {
        let one = |&(first_at, cohort): &(u64, u16)| Submission {
            participant: ParticipantId::try_from(&[1; 32][..]).unwrap(),
            cohort,
            revision: 1,
            first_at,
            newest_at: first_at + 5,
        };
        Activity::of(times.iter().map(one))
    }

    #[test]
    fn bars_are_as_high_as_the_busiest_span() {
        let times = [(100, 1), (101, 1), (102, 2), (103, 2), (149, 2), (199, 1)];
        let activity = activity(&times);
        assert_eq!((activity.first(), activity.last()), (Some(100), Some(204)));
        assert_eq!(activity.sparkline(None, 199, 4), "█▂ ▂");
        assert_eq!(activity.sparkline(Some(1), 199, 4), "█  ▄");
        assert_eq!(activity.sparkline(Some(3), 199, 4), "    ");
    }

    #[test]
    fn clocks_and_emptiness_do_no_harm() {
        assert_eq!(activity(&[]).sparkline(None, 5, 4), "");
        assert_eq!(activity(&[(100, 0)]).sparkline(None, 0, 3), "█  ");
        assert_eq!(activity(&[(0, 0), (u64::MAX - 9, 0)]).sparkline(None, u64::MAX - 1, 2), "██");
    }
}
