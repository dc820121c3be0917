use proptest::prelude::*;
use tacit_envelope::hash::sha256;

use super::*;

fn digests(n: usize) -> Vec<ReportDigest> {
    (0..n).map(|i| ReportDigest::new(sha256(&[&i.to_be_bytes()]))).collect()
}

/// RFC 9162, section 2.1.3.1, word for word: PATH(m, D_n).
fn rfc_path(m: usize, leaves: &[ReportDigest]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let k = 1 << (leaves.len() - 1).ilog2();
    let (mut path, other) = match m < k {
        true => (rfc_path(m, &leaves[..k]), root(&leaves[k..])),
        false => (rfc_path(m - k, &leaves[k..]), root(&leaves[..k])),
    };
    path.push(other);
    path
}

#[test]
fn every_leaf_of_every_small_tree_is_proven() {
    let all = digests(70);
    for n in 1..=all.len() {
        let (leaves, tree) = (&all[..n], root(&all[..n]));
        for index in 0..n {
            let path = path(leaves, index).unwrap();
            assert_eq!(path, rfc_path(index, leaves), "{index} of {n}");
            assert!(verify(&leaves[index], index as u64, n as u64, &path, &tree), "{index} of {n}");
            for height in 0..5 {
                let size = 1 << height;
                let roots: Vec<Hash> = leaves.chunks(size).map(root).collect();
                let batch = leaves.chunks(size).nth(index / size).unwrap();
                let by_batches = path_by_batches(batch, index % size, &roots, index / size);
                assert_eq!(by_batches.as_ref(), Some(&path), "{index} of {n} in batches of {size}");
            }
        }
        assert_eq!(super::path(leaves, n), None);
    }
}

#[test]
fn an_empty_tree_proves_nothing() {
    let leaf = digests(1)[0];
    assert_eq!(path(&[], 0), None);
    assert!(!verify(&leaf, 0, 0, &[], &Tree::new().root()));
    assert!(!verify(&leaf, 0, 0, &[], &root(&[leaf])));
}

proptest! {
    #[test]
    fn nothing_else_is_proven(
        n in 2..2000_usize,
        at: prop::sample::Index,
        other: prop::sample::Index,
        step: prop::sample::Index,
        bit in 0..256_usize,
    ) {
        let leaves = digests(n);
        let (tree, index, other) = (root(&leaves), at.index(n), other.index(n));
        let size = n as u64;
        let good = path(&leaves, index).unwrap();
        let holds = |leaf: usize, index: usize, size: u64, path: &[Hash], root: &Hash| {
            verify(&leaves[leaf], index as u64, size, path, root)
        };
        prop_assert!(holds(index, index, size, &good, &tree));
        prop_assert_eq!(holds(other, index, size, &good, &tree), other == index);
        prop_assert_eq!(holds(index, other, size, &good, &tree), other == index);
        prop_assert!(!holds(index, n, size, &good, &tree));
        let step = step.index(good.len());
        let flip = |hash: &Hash| {
            let mut hash = *hash;
            hash[bit / 8] ^= 1 << (bit % 8);
            hash
        };
        let mut altered = good.clone();
        altered[step] = flip(&good[step]);
        prop_assert!(!holds(index, index, size, &altered, &tree));
        prop_assert!(!holds(index, index, size, &good, &flip(&tree)));
        prop_assert!(!holds(index, index, size, &good[..good.len() - 1], &tree));
        prop_assert!(!holds(index, index, size, &[&good[..], &[tree]].concat(), &tree));
        let mut without = good.clone();
        without.remove(step);
        prop_assert!(!holds(index, index, size, &without, &tree));
        // Of another set with the same beginning.
        prop_assert!(!holds(index, index, size, &good, &root(&leaves[..n - 1])));
    }
}
