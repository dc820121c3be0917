//! Lies about the bin in which a number lies.

use super::*;
use crate::witness::{Binning, put_number};

fn binning<'a>(circuit: &'a Circuit, key: &str) -> &'a Binning {
    let field = form().field_index(key).unwrap();
    circuit.0.binnings.iter().find(|binning| binning.field == field).unwrap()
}

/// Says that a number lies in these bins (each chosen so many times), so far above the beginning and below the end.
fn with_bin(
    circuit: &Circuit,
    key: &str,
    mut witness: Witness,
    bins: &[i128],
    above: u64,
    below: u64,
) -> Witness {
    let Binning { first, weights, .. } = binning(circuit, key);
    let elements = &mut witness.elements_mut()[*first..];
    for (element, &chosen) in elements.iter_mut().zip(bins) {
        *element = field(chosen);
    }
    put_number(above, weights, &mut elements[bins.len()..]);
    put_number(below, weights, &mut elements[bins.len() + weights.len()..]);
    with_products(circuit, witness)
}

/// Pay 10 is 30 above its minimum, the first in the third bin of four.
#[test]
fn the_bins_are_where_these_lies_think() {
    let circuit = circuit();
    let Binning { starts, widths, weights, .. } = binning(&circuit, "pay");
    assert_eq!((&starts[..], &widths[..]), (&[0, 20, 30, 70][..], &[19, 9, 39, 29][..]));
    assert_eq!(weights.iter().sum::<u64>(), 39);
    let mut parties = Parties::new(&circuit);
    let truth = with_bin(&circuit, "pay", honest(&circuit), &[0, 0, 1, 0], 0, 39);
    parties.take([2; 16], &shard(&circuit, [2; 16], &truth)).unwrap();
}

/// Whatever is said of where in it the number lies.
#[test]
fn a_wrong_bin() {
    for bin in [0, 1, 3] {
        let mut bins = [0; 4];
        bins[bin] = 1;
        for above in [0, 1, 9, 10, 30, 39] {
            for below in [0, 1, 9, 10, 19, 29, 39] {
                assert_caught(&format!("bin {bin}, {above} above, {below} below"), |circuit| {
                    with_bin(circuit, "pay", honest(circuit), &bins, above, below)
                });
            }
        }
    }
}

#[test]
fn the_right_bin_with_a_wrong_place_in_it() {
    for (above, below) in [(1, 38), (0, 38), (1, 39), (39, 0)] {
        assert_caught(&format!("{above} above, {below} below"), |circuit| {
            with_bin(circuit, "pay", honest(circuit), &[0, 0, 1, 0], above, below)
        });
    }
}

/// 9 is the last of the second bin, 10 the first of the third.
#[test]
fn a_bin_off_by_one_at_its_edge() {
    let nine = |circuit: &Circuit| encode(circuit, &[("pay", "9"), ("region", "s")]);
    assert_caught("9 in the bin from 10 on, by a distance of -1", |circuit| {
        let mut witness = with_bin(circuit, "pay", nine(circuit), &[0, 0, 1, 0], 0, 39);
        let above = binning(circuit, "pay").first + 4;
        witness.elements_mut()[above] = field(-1);
        with_products(circuit, witness)
    });
    assert_caught("9 in the bin from 10 on", |circuit| {
        with_bin(circuit, "pay", nine(circuit), &[0, 0, 1, 0], 0, 39)
    });
    assert_caught("10 in the bin to 9, by a distance of -1 from its end", |circuit| {
        let mut witness = with_bin(circuit, "pay", honest(circuit), &[0, 1, 0, 0], 10, 0);
        let Binning { first, weights, .. } = binning(circuit, "pay");
        witness.elements_mut()[first + 4 + weights.len()] = field(-1);
        with_products(circuit, witness)
    });
    assert_caught("10 in the bin to 9", |circuit| {
        with_bin(circuit, "pay", honest(circuit), &[0, 1, 0, 0], 9, 0)
    });
}

#[test]
fn two_bins_at_once_or_none() {
    // Sums of bins' beginnings and widths that would fit the number.
    for (bins, above, below) in [
        ([0, 0, 1, 1], 0, 39),
        ([1, 0, 1, 0], 0, 39),
        ([1, 1, 0, 0], 10, 18),
        ([0, 0, 0, 0], 30, 0),
        ([0, 0, 0, 0], 0, 0),
        ([0, 2, 0, 0], 0, 18),
        ([0, -1, 2, 0], 0, 39),
        ([-1, 0, 1, 1], 0, 39),
    ] {
        assert_caught(&format!("{bins:?}"), |circuit| {
            with_bin(circuit, "pay", honest(circuit), &bins, above, below)
        });
    }
}

#[test]
fn an_absent_number_with_a_bin() {
    for (bins, below) in [([1, 0], 39), ([1, 0], 0), ([0, 1], 0), ([1, -1], 0)] {
        assert_caught(&format!("{bins:?}"), |circuit| {
            with_bin(circuit, "age", absent(circuit), &bins, 0, below)
        });
    }
    assert_caught("no bin, but a place in it", |circuit| {
        with_bin(circuit, "age", absent(circuit), &[0, 0], 1, 0)
    });
}

#[test]
fn a_present_number_without_a_bin() {
    for (above, below) in [(0, 0), (40, 0), (0, 60)] {
        assert_caught("no bin", |circuit| with_bin(circuit, "age", honest(circuit), &[0, 0], above, below));
    }
}
