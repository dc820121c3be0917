use data_encoding::HEXLOWER;
use proptest::prelude::*;

use super::*;

fn digests(n: usize) -> Vec<ReportDigest> {
    (0..n).map(|i| ReportDigest::new(sha256(&[&i.to_be_bytes()]))).collect()
}

/// RFC 9162, section 2.1.1, word for word: MTH of a list of leaves.
fn mth(leaves: &[ReportDigest]) -> Hash {
    match leaves {
        [] => sha256(&[]),
        [leaf] => sha256(&[&[0], leaf.as_bytes()]),
        _ => {
            // The largest power of two smaller than n
            let k = 1 << (leaves.len() - 1).ilog2();
            sha256(&[&[1], &mth(&leaves[..k]), &mth(&leaves[k..])])
        }
    }
}

fn root_of(leaves: &[ReportDigest]) -> Hash {
    let mut tree = Tree::new();
    leaves.iter().for_each(|leaf| tree.push(leaf));
    tree.root()
}

/// As server and analyst do it: the root of each batch, then the root of these.
fn root_by_batches(leaves: &[ReportDigest], height: u32) -> Hash {
    let mut tree = Tree::new();
    for batch in leaves.chunks(1 << height) {
        tree.push_subtree(height, root_of(batch));
    }
    tree.root()
}

#[test]
fn agrees_with_the_definition() {
    let leaves = digests(200);
    let mut tree = Tree::new();
    for n in 0..=200 {
        assert_eq!(tree.root(), mth(&leaves[..n]), "{n} leaves");
        if let Some(next) = leaves.get(n) {
            tree.push(next);
        }
    }
}

#[test]
fn batches_give_the_same_root() {
    let leaves = digests(200);
    for n in 0..=200 {
        let root = mth(&leaves[..n]);
        for height in 0..=8 {
            assert_eq!(
                root_by_batches(&leaves[..n], height),
                root,
                "{n} leaves in batches of {}",
                1 << height
            );
        }
    }
}

/// The seven-leaf example of RFC 9162, section 2.1.5, written out.
#[test]
fn seven_leaves_by_hand() {
    let leaves = digests(7);
    let [a, b, c, d, e, f, j] = std::array::from_fn(|i| sha256(&[&[0], leaves[i].as_bytes()]));
    let (g, h, i) = (node(&a, &b), node(&c, &d), node(&e, &f));
    let (k, l) = (node(&g, &h), node(&i, &j));
    assert_eq!(root_of(&leaves), node(&k, &l));
}

/// The leaves and roots of the reference implementation's tests (google/certificate-transparency, `merkle_tree_test`).
#[test]
fn certificate_transparency_vectors() {
    let leaves =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tree = Tree::new();
    for (n, root) in roots.iter().enumerate() {
        assert_eq!(HEXLOWER.encode(&tree.root()), *root, "{n} leaves");
        if let Some(leaf) = leaves.get(n) {
            tree.push_subtree(0, sha256(&[&[0], &HEXLOWER.decode(leaf.as_bytes()).unwrap()]));
        }
    }
}

#[test]
fn reading_the_root_changes_nothing() {
    let leaves = digests(9);
    let mut tree = Tree::new();
    for leaf in &leaves {
        tree.push(leaf);
        assert_eq!(tree.root(), tree.root());
    }
    assert_eq!(tree.root(), root_of(&leaves));
}

#[test]
fn remembers_one_hash_a_level() {
    let mut tree = Tree::new();
    for (n, leaf) in digests(200).iter().enumerate() {
        tree.push(leaf);
        assert_eq!(tree.stack.len(), (n + 1).count_ones() as usize);
    }
}

proptest! {
    #[test]
    fn every_leaf_and_its_place_matter(n in 2..60_usize, one: prop::sample::Index, other: prop::sample::Index) {
        let leaves = digests(n);
        let (one, other) = (one.index(n), other.index(n));
        let mut swapped = leaves.clone();
        swapped.swap(one, other);
        prop_assert_eq!(root_of(&swapped) == root_of(&leaves), one == other);
        let mut without = leaves.clone();
        without.remove(one);
        prop_assert_ne!(root_of(&without), root_of(&leaves));
        let mut twice = leaves.clone();
        twice.insert(one, leaves[one]);
        prop_assert_ne!(root_of(&twice), root_of(&leaves));
    }
}
