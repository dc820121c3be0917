//! Undo and redo.

use super::Place;

/// The most steps that can be undone.
const STEPS: usize = 500;

/// What one cell held before a step, and after it. Secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Change {
    /// The cell.
    pub place: Place,
    /// Its text before.
    pub before: String,
    /// Its text after.
    pub after: String,
}

/// The steps that were taken in a table. A step is what somebody did at once: one cell typed, one paste.
#[derive(Default, PartialEq, Eq)]
pub struct History {
    done: Vec<Vec<Change>>,
    undone: Vec<Vec<Change>>,
}

impl History {
    /// Keeps a step that was just taken; what was undone before can't be redone any more. Changes of nothing don't count.
    pub fn keep(&mut self, mut step: Vec<Change>) {
        step.retain(|change| change.before != change.after);
        if step.is_empty() {
            return;
        }
        self.undone.clear();
        if self.done.len() == STEPS {
            self.done.remove(0);
        }
        self.done.push(step);
    }

    /// Takes the last step back: the texts that the cells get. `None`: there is no step.
    pub fn undo(&mut self) -> Option<Vec<(Place, String)>> {
        let step = self.done.pop()?;
        let texts = step.iter().rev().map(|change| (change.place, change.before.clone())).collect();
        self.undone.push(step);
        Some(texts)
    }

    /// Takes the last step that was taken back again.
    pub fn redo(&mut self) -> Option<Vec<(Place, String)>> {
        let step = self.undone.pop()?;
        let texts = step.iter().map(|change| (change.place, change.after.clone())).collect();
        self.done.push(step);
        Some(texts)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    type Sheet = BTreeMap<Place, String>;

    fn write(sheet: &mut Sheet, texts: Vec<(Place, String)>) {
        sheet.extend(texts);
    }

    fn step(sheet: &mut Sheet, cells: &[(usize, u8)]) -> Vec<Change> {
        let change = |&(column, number): &(usize, u8)| {
            let place = Place { row: 0, column };
            let after = number.to_string();
            let before = sheet.insert(place, after.clone()).unwrap_or_default();
            Change { place, before, after }
        };
        cells.iter().map(change).collect()
    }

    #[test]
    fn a_step_of_nothing_is_none() {
        let mut history = History::default();
        let place = Place::default();
        history.keep(vec![Change { place, before: "1".into(), after: "1".into() }]);
        assert!(history.undo().is_none() && history.redo().is_none());
    }

    #[test]
    fn hundreds_of_steps_are_kept() {
        let (mut history, mut sheet) = (History::default(), Sheet::new());
        for number in 0..=255 {
            history.keep(step(&mut sheet, &[(0, number)]));
        }
        assert_eq!(std::iter::from_fn(|| history.undo()).count(), 256);
        assert_eq!(std::iter::from_fn(|| history.redo()).count(), 256);
        for number in 0..=STEPS {
            history.keep(step(&mut sheet, &[(number, 1)]));
        }
        assert_eq!(std::iter::from_fn(|| history.undo()).count(), STEPS);
    }

    #[test]
    fn a_new_step_ends_what_was_undone() {
        let (mut history, mut sheet) = (History::default(), Sheet::new());
        history.keep(step(&mut sheet, &[(0, 1)]));
        assert!(history.undo().is_some());
        history.keep(step(&mut sheet, &[(1, 1)]));
        assert!(history.redo().is_none());
    }

    proptest! {
        #[test]
        fn back_to_the_beginning_and_to_the_end(
            steps in prop::collection::vec(prop::collection::vec((0usize..6, any::<u8>()), 1..5), 1..20)
        ) {
            let (mut history, mut sheet) = (History::default(), Sheet::new());
            for cells in &steps {
                let step = step(&mut sheet, cells);
                history.keep(step);
            }
            let end = sheet.clone();
            while let Some(texts) = history.undo() {
                write(&mut sheet, texts);
            }
            prop_assert!(sheet.values().all(String::is_empty));
            while let Some(texts) = history.redo() {
                write(&mut sheet, texts);
            }
            prop_assert!(sheet == end);
        }
    }
}
