//! The page's one entry in the tab's history: while the answers are checked and sent, the way back leads to the form.
//!
//! However often somebody goes back and forth, there is at most that one entry. Leaving the check by a button goes back
//! in the history too; the browser does so a moment later, and tells it like a reader's own step back.

/// What to do with the tab's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Add our entry after this one.
    Push,
    /// Go back from our entry.
    Back,
}

/// Where the page wants to be, and whether it is on its way back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trail {
    wanted: bool,
    returning: bool,
}

impl Trail {
    /// What to do so that the tab is on our entry just when that is `wanted`; it is there now if `there`.
    pub fn keep(&mut self, wanted: bool, there: bool) -> Option<Move> {
        self.wanted = wanted;
        match (wanted, there) {
            _ if self.returning => None,
            (true, false) => Some(Move::Push),
            (false, true) => {
                self.returning = true;
                Some(Move::Back)
            }
            _ => None,
        }
    }

    /// The tab has moved in its history, and is on our entry now if `there`: whether the reader did it; and if the
    /// page did, what to do if something else is wanted by now.
    pub fn moved(&mut self, there: bool) -> (bool, Option<Move>) {
        if std::mem::take(&mut self.returning) {
            (false, self.keep(self.wanted, there))
        } else {
            (true, None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tab: whether each entry is ours, and where it is.
    struct Tab {
        trail: Trail,
        entries: Vec<bool>,
        at: usize,
    }

    impl Tab {
        fn new() -> Self {
            Self { trail: Trail::default(), entries: vec![false], at: 0 }
        }

        fn make(&mut self, step: Option<Move>) {
            match step {
                Some(Move::Push) => {
                    self.entries.truncate(self.at + 1);
                    self.entries.push(true);
                    self.at += 1;
                }
                Some(Move::Back) => self.at -= 1,
                None => {}
            }
        }

        fn keep(&mut self, wanted: bool) {
            let step = self.trail.keep(wanted, self.entries[self.at]);
            self.make(step);
        }

        fn moved(&mut self) -> bool {
            let (reader, step) = self.trail.moved(self.entries[self.at]);
            self.make(step);
            reader
        }
    }

    #[test]
    fn going_back_and_forth_adds_one_entry() {
        let mut tab = Tab::new();
        for _ in 0..5 {
            tab.keep(true);
            assert_eq!((tab.entries.len(), tab.at), (2, 1));
            tab.keep(false);
            assert!(!tab.moved(), "the page went back, not the reader");
            assert_eq!((tab.entries.len(), tab.at), (2, 0));
        }
    }

    #[test]
    fn a_reader_who_goes_back_is_told_from_the_page() {
        let mut tab = Tab::new();
        tab.keep(true);
        tab.at -= 1;
        assert!(tab.moved());
        tab.keep(false);
        assert_eq!((tab.entries.len(), tab.at), (2, 0));
    }

    #[test]
    fn whoever_goes_back_while_it_seals_stays_on_the_entry() {
        let mut tab = Tab::new();
        tab.keep(true);
        tab.at -= 1;
        assert!(tab.moved());
        tab.keep(true);
        assert_eq!((tab.entries.len(), tab.at), (2, 1));
    }

    #[test]
    fn steps_while_the_browser_goes_back_do_not_leave_the_page() {
        let mut trail = Trail::default();
        assert_eq!(trail.keep(true, false), Some(Move::Push));
        assert_eq!(trail.keep(false, true), Some(Move::Back));
        assert_eq!(trail.keep(false, true), None);
        assert_eq!(trail.keep(true, true), None);
        assert_eq!(trail.moved(false), (false, Some(Move::Push)));
    }
}
