//! The Merkle tree over a closed set of reports, hashed as RFC 9162, section 2.1.1 has it, and proofs that a report is
//! in it ([`inclusion`]).

pub mod inclusion;

use tacit_envelope::hash::sha256;

use crate::ids::ReportDigest;

/// A node's hash.
pub type Hash = [u8; 32];

/// Computes a tree's root from its leaves in order, remembering only one hash a level.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Roots of complete subtrees, left to right, each smaller than the one before: (height, hash).
    stack: Vec<(u32, Hash)>,
}

impl Tree {
    /// An empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends one report.
    pub fn push(&mut self, digest: &ReportDigest) {
        self.push_subtree(0, leaf(digest));
    }

    /// Appends the root of a complete subtree of 2^`height` leaves, or of the last, incomplete one.
    ///
    /// The leaves so far must be a multiple of 2^`height`, and nothing may follow an incomplete subtree.
    pub fn push_subtree(&mut self, height: u32, root: Hash) {
        let (mut height, mut hash) = (height, root);
        while let Some(&(left_height, left)) = self.stack.last() {
            if left_height != height {
                break;
            }
            self.stack.pop();
            hash = node(&left, &hash);
            height += 1;
        }
        self.stack.push((height, hash));
    }

    /// The root of everything appended; SHA-256 of nothing for an empty tree.
    pub fn root(&self) -> Hash {
        let mut subtrees = self.stack.iter().rev().map(|(_, hash)| *hash);
        let Some(last) = subtrees.next() else { return sha256(&[]) };
        subtrees.fold(last, |right, left| node(&left, &right))
    }
}

fn leaf(digest: &ReportDigest) -> Hash {
    sha256(&[&[0], digest.as_bytes()])
}

fn node(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], left, right])
}

#[cfg(test)]
mod tests;
