//! At which commands primaries go.

use std::ops::RangeInclusive;

use mongodb::bson::RawDocument;

use crate::seeded::Seeded;

/// When the next one goes.
#[derive(Default)]
pub(super) struct Departures {
    /// After how many commands, if by themselves.
    pub(super) range: Option<RangeInclusive<u64>>,
    /// How many are left to the one who is primary.
    left: u64,
    /// At this one in any case.
    pub(super) at: Option<At>,
}

/// A command to a collection.
pub(super) struct At {
    pub(super) command: &'static str,
    pub(super) collection: &'static str,
    /// Whether it is carried out still.
    pub(super) is_done: bool,
}

impl Departures {
    /// For another primary.
    pub(super) fn draw(&mut self, random: &mut Seeded) {
        if let Some(range) = &self.range {
            self.left = range.start() + random.below(range.end() - range.start() + 1);
        }
    }

    /// Whether the primary goes at this command; and if so, whether it is carried out.
    pub(super) fn at(&mut self, name: &str, command: &RawDocument, random: &mut Seeded) -> Option<bool> {
        let is_meant = |at: &mut At| at.command == name && command.get_str(name).ok() == Some(at.collection);
        if let Some(at) = self.at.take_if(is_meant) {
            return Some(at.is_done);
        }
        self.range.as_ref()?;
        self.left = self.left.saturating_sub(1);
        (self.left == 0).then(|| random.below(2) == 0)
    }
}

#[cfg(test)]
mod tests {
    use mongodb::bson::rawdoc;

    use super::*;

    #[test]
    fn primaries_go_when_they_are_told_to() {
        let mut random = Seeded::new(1);
        let mut departures = Departures::default();
        let (find, update) = (rawdoc! { "find": "people" }, rawdoc! { "update": "people" });
        departures.at = Some(At { command: "update", collection: "people", is_done: true });
        assert_eq!(departures.at("find", &find, &mut random), None);
        assert_eq!(departures.at("update", &update, &mut random), Some(true));
        assert_eq!(departures.at("update", &update, &mut random), None, "once");
        departures.range = Some(2..=4);
        for _ in 0..20 {
            departures.draw(&mut random);
            let stayed = (1..).find(|_| departures.at("find", &find, &mut random).is_some()).unwrap();
            assert!((2..=4).contains(&stayed), "{stayed}");
        }
    }
}
