//! The whole closed set's tally, batch after batch, and whether it is the set that the server signed for.

use tacit_protocol::{closing::ClosingStatement, ids::ParticipantId, merkle::Tree};
use tacit_tally::{Circuit, helper::HelperSums};

use super::verify::{BatchTally, Rejected};
use crate::error::Error;

/// What all batches so far come to. The same size however many there were.
#[derive(Debug)]
pub struct Total {
    statement: ClosingStatement,
    tree: Tree,
    batches: u32,
    last: Option<ParticipantId>,
    accepted: u64,
    rejected: Rejected,
    circuit: Circuit,
    sums: HelperSums,
}

/// What the whole set comes to, once it is found to be the one signed for.
#[derive(Debug)]
pub struct Complete {
    /// How many reports count.
    pub accepted: u64,
    /// How many don't.
    pub rejected: Rejected,
    /// The helper's shares of the sums.
    pub sums: HelperSums,
}

impl Total {
    /// Nothing yet of the set that this statement is about.
    pub fn new(circuit: &Circuit, statement: ClosingStatement) -> Self {
        Self {
            statement,
            tree: Tree::new(),
            batches: 0,
            last: None,
            accepted: 0,
            rejected: Rejected::default(),
            circuit: circuit.clone(),
            sums: HelperSums::new(),
        }
    }

    /// Adds the next batch, in order.
    ///
    /// # Errors
    ///
    /// [`Error::Dishonest`]: it can't be that batch of the closed set.
    pub fn add(&mut self, batch: &BatchTally) -> Result<(), Error> {
        let index = self.batches;
        if batch.len as usize != self.statement.batch_len(index) {
            return Err(Error::dishonest(format!(
                "batch {index} doesn't have as many reports as it signed for"
            )));
        }
        if u64::from(batch.accepted) + batch.rejected.total() != u64::from(batch.len)
            || batch.sums.accepted() != u64::from(batch.accepted)
        {
            return Err(Error::dishonest(format!("batch {index} doesn't add up")));
        }
        if self.last.is_some_and(|last| last >= batch.first) {
            return Err(Error::dishonest(format!("batch {index} is not in order")));
        }
        self.tree.push_subtree(self.statement.batch_size.ilog2(), batch.root);
        self.batches += 1;
        self.last = Some(batch.last);
        self.accepted += u64::from(batch.accepted);
        self.rejected.add(&batch.rejected);
        self.sums.merge(&self.circuit, &batch.sums);
        Ok(())
    }

    /// The whole, if it is exactly the set under the statement's Merkle root.
    pub fn complete(self) -> Result<Complete, Error> {
        let counted = self.accepted + self.rejected.total();
        if counted != self.statement.submitted || self.tree.root() != self.statement.root {
            return Err(Error::dishonest("reports are not the set that it signed for when it closed"));
        }
        Ok(Complete { accepted: self.accepted, rejected: self.rejected, sums: self.sums })
    }
}

#[cfg(test)]
mod tests {
    use tacit_form::Form;
    use tacit_protocol::{
        ids::{ReportDigest, SessionId},
        merkle::Hash,
    };

    use super::*;

    fn circuit() -> Circuit {
        let form = "title = \"T\"\npurpose = \"P\"\n[[field]]\nkey = \"x\"\nkind = \"boolean\"\nlabel = \"X\"\n\
                    [[analysis]]\nkind = \"frequency\"\nof = \"x\"\n";
        Circuit::compile(&Form::from_toml(form).unwrap(), 100).unwrap()
    }

    fn digest(number: u8) -> ReportDigest {
        ReportDigest::try_from([number; 32].as_slice()).unwrap()
    }

    fn participant(number: u8) -> ParticipantId {
        ParticipantId::try_from([number; 32].as_slice()).unwrap()
    }

    fn root(numbers: std::ops::Range<u8>) -> Hash {
        let mut tree = Tree::new();
        numbers.for_each(|number| tree.push(&digest(number)));
        tree.root()
    }

    fn statement() -> ClosingStatement {
        ClosingStatement {
            session: SessionId::of_manifest(b""),
            closed_at: 0,
            invited: 10,
            submitted: 10,
            revisions: 10,
            batch_size: 4,
            root: root(0..10),
        }
    }

    /// Of so many reports, about which nothing is said.
    fn sums(reports: usize) -> HelperSums {
        let mut sums = HelperSums::new();
        (0..reports).for_each(|_| sums.add(&circuit(), 0, |_| Ok::<_, ()>(())).unwrap());
        sums
    }

    fn batch(numbers: std::ops::Range<u8>) -> BatchTally {
        BatchTally {
            len: numbers.len() as u32,
            root: root(numbers.clone()),
            first: participant(numbers.start),
            last: participant(numbers.end - 1),
            accepted: numbers.len() as u32,
            rejected: Rejected::default(),
            sums: sums(numbers.len()),
        }
    }

    fn total() -> Total {
        Total::new(&circuit(), statement())
    }

    #[test]
    fn the_set_signed_for_is_complete() {
        let mut total = total();
        for numbers in [0..4, 4..8, 8..10] {
            total.add(&batch(numbers)).unwrap();
        }
        assert_eq!(total.complete().unwrap().accepted, 10);
    }

    #[test]
    fn another_set_is_not() {
        let mut total = total();
        for numbers in [0..4, 5..9, 9..11] {
            total.add(&batch(numbers)).unwrap();
        }
        assert!(matches!(total.complete(), Err(Error::Dishonest { .. })));
    }

    #[test]
    fn a_missing_batch_is_noticed() {
        let mut total = total();
        total.add(&batch(0..4)).unwrap();
        total.add(&batch(4..8)).unwrap();
        assert!(matches!(total.complete(), Err(Error::Dishonest { .. })));
    }

    #[test]
    fn batches_of_another_length_order_or_sum_are_refused() {
        assert!(total().add(&batch(0..3)).is_err());
        let mut twice = total();
        twice.add(&batch(0..4)).unwrap();
        assert!(twice.add(&batch(0..4)).is_err());
        let mut wrong = batch(0..4);
        wrong.accepted = 3;
        assert!(total().add(&wrong).is_err());
    }
}
