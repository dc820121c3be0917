//! Roots over digests, RFC 9162.

use serde_json::json;
use tacit_protocol::{ids::ReportDigest, merkle::Tree};

use super::{Case, File, Made, counting, hex};

/// Leaf `i` is 32 bytes: `i`, `i + 1` ...
pub(super) fn file() -> Made<File> {
    let mut cases = Vec::new();
    for (case, n) in [
        ("none", 0),
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("seven", 7),
        ("a-batch", 16),
        ("a-batch-and-one", 17),
        ("two-batches-and-a-half", 40),
    ] {
        cases.push(Case {
            expect: "ok",
            case,
            input: json!({ "leaves": hexes(&leaves(n)), "root": root(&leaves(n))? }),
        });
    }
    let good = root(&leaves(7))?;
    let mut bad = |case, leaves: &[[u8; 32]]| {
        cases.push(Case {
            expect: "root",
            case,
            input: json!({ "leaves": hexes(leaves), "root": good.clone() }),
        });
    };
    let mut swapped = leaves(7);
    swapped.swap(2, 5);
    bad("seven-two-swapped", &swapped);
    bad("seven-without-the-last", &leaves(6));
    let mut twice = leaves(7);
    twice.push(twice[6]);
    bad("seven-the-last-twice", &twice);
    let mut altered = leaves(7);
    altered[3][31] ^= 1;
    bad("seven-one-altered", &altered);
    Ok(File {
        kind: "merkle",
        about: "Roots over report digests (RFC 9162, section 2.1.1).",
        given: None,
        cases,
    })
}

fn leaves(n: u8) -> Vec<[u8; 32]> {
    (0..n).map(counting).collect()
}

fn hexes(leaves: &[[u8; 32]]) -> Vec<String> {
    leaves.iter().map(|leaf| hex(leaf)).collect()
}

fn root(leaves: &[[u8; 32]]) -> Made<String> {
    let mut tree = Tree::new();
    for leaf in leaves {
        tree.push(&ReportDigest::try_from(&leaf[..])?);
    }
    Ok(hex(&tree.root()))
}
