//! A cell, and a rectangle of cells.

use std::ops::RangeInclusive;

/// A cell: row and column, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// From the top.
    pub row: usize,
    /// From the side on which lines begin.
    pub column: usize,
}

/// A rectangle of cells, from the one where the selecting began to the one where it is now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// Where it began.
    pub anchor: Place,
    /// Where it is now: any corner.
    pub head: Place,
}

impl Area {
    /// One cell.
    pub fn at(place: Place) -> Self {
        Self { anchor: place, head: place }
    }

    /// The same beginning, another end.
    pub fn to(self, head: Place) -> Self {
        Self { head, ..self }
    }

    /// Whether it is one cell.
    pub fn is_single(self) -> bool {
        self.anchor == self.head
    }

    /// Its rows.
    pub fn rows(self) -> RangeInclusive<usize> {
        self.anchor.row.min(self.head.row)..=self.anchor.row.max(self.head.row)
    }

    /// Its columns.
    pub fn columns(self) -> RangeInclusive<usize> {
        self.anchor.column.min(self.head.column)..=self.anchor.column.max(self.head.column)
    }

    /// How many rows and columns it has.
    pub fn size(self) -> (usize, usize) {
        (self.rows().count(), self.columns().count())
    }

    /// Its first row's first cell.
    pub fn start(self) -> Place {
        Place { row: *self.rows().start(), column: *self.columns().start() }
    }

    /// Whether the cell is in it.
    pub fn contains(self, place: Place) -> bool {
        self.rows().contains(&place.row) && self.columns().contains(&place.column)
    }

    /// Its cells, row by row.
    pub fn places(self) -> impl Iterator<Item = Place> {
        self.rows().flat_map(move |row| self.columns().map(move |column| Place { row, column }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Area, Place};

    #[test]
    fn whichever_corner_it_began_in() {
        let corners = [(1, 2), (1, 4), (3, 2), (3, 4)].map(|(row, column)| Place { row, column });
        for (one, other) in [(0, 3), (3, 0), (1, 2), (2, 1)] {
            let area = Area::at(corners[one]).to(corners[other]);
            assert_eq!((area.start(), area.size()), (corners[0], (3, 3)));
            assert_eq!(area.places().count(), 9);
            assert!(area.places().all(|place| area.contains(place)));
            assert!(
                !area.contains(Place { row: 0, column: 3 }) && !area.contains(Place { row: 2, column: 5 })
            );
        }
        assert!(Area::at(corners[1]).is_single());
    }
}
