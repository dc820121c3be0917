//! Proofs that a digest is a leaf of the tree: RFC 9162, section 2.1.3.

use super::{Hash, Tree, leaf, node};
use crate::ids::ReportDigest;

/// The longest path: no tree has more than 2^64 leaves.
pub const MAX_PATH: usize = 64;

/// The root over some digests in order: of a whole tree, or of one batch.
pub fn root(digests: &[ReportDigest]) -> Hash {
    let mut tree = Tree::new();
    digests.iter().for_each(|digest| tree.push(digest));
    tree.root()
}

/// The path of the digest at `index`, from its sibling up; `None` if there is no such digest.
pub fn path(digests: &[ReportDigest], index: usize) -> Option<Vec<Hash>> {
    let leaves: Vec<Hash> = digests.iter().map(leaf).collect();
    path_over(&leaves, index)
}

/// The same from one batch's digests and the roots of all batches, of which each but the last has the same power of
/// two of digests. `batch` says which batch, `index` where in it.
pub fn path_by_batches(
    digests: &[ReportDigest],
    index: usize,
    roots: &[Hash],
    batch: usize,
) -> Option<Vec<Hash>> {
    let mut inside = path(digests, index)?;
    inside.extend(path_over(roots, batch)?);
    Some(inside)
}

/// Whether `path` leads from the digest at `index` to the root of a tree of `size` leaves.
pub fn verify(digest: &ReportDigest, index: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    // The names of RFC 9162, section 2.1.3.2: fn, sn, r.
    let (mut first, mut second, mut hash) = (index, size - 1, leaf(digest));
    for sibling in path {
        if second == 0 {
            return false;
        }
        if first & 1 == 1 || first == second {
            hash = node(sibling, &hash);
            while first & 1 == 0 && first != 0 {
                first >>= 1;
                second >>= 1;
            }
        } else {
            hash = node(&hash, sibling);
        }
        first >>= 1;
        second >>= 1;
    }
    second == 0 && hash == *root
}

/// The path over nodes of one level, of which the last may be of an incomplete subtree.
fn path_over(nodes: &[Hash], index: usize) -> Option<Vec<Hash>> {
    nodes.get(index)?;
    let (mut nodes, mut index, mut path) = (nodes, index, Vec::new());
    while nodes.len() > 1 {
        // The largest power of two smaller than their number.
        let (left, right) = nodes.split_at(1 << (nodes.len() - 1).ilog2());
        let inside = if index < left.len() {
            path.push(root_over(right));
            left
        } else {
            path.push(root_over(left));
            index -= left.len();
            right
        };
        nodes = inside;
    }
    path.reverse();
    Some(path)
}

fn root_over(nodes: &[Hash]) -> Hash {
    let mut tree = Tree::new();
    nodes.iter().for_each(|node| tree.push_subtree(0, *node));
    tree.root()
}

#[cfg(test)]
mod tests;
