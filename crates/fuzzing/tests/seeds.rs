//! Every target takes what the fuzzer starts from, and what is close to it.

use tacit_fuzzing::TARGETS;

/// From these bytes: cut off, and with a byte changed, at some twenty places each.
fn altered(seed: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let places = (0..seed.len()).step_by(seed.len() / 20 + 1);
    places.flat_map(|at| {
        let changed = |by: u8| {
            let mut bytes = seed.to_vec();
            bytes[at] ^= by;
            bytes
        };
        [seed[..at].to_vec(), changed(1), changed(0x80), changed(0xff)]
    })
}

#[test]
fn every_target_takes_its_seeds_and_what_is_close_to_them() {
    for target in TARGETS {
        let seeds = (target.seeds)();
        assert!(!seeds.is_empty(), "{} has nothing to start from", target.name);
        (target.run)(&[]);
        for seed in seeds {
            (target.run)(&seed);
            altered(&seed).for_each(|bytes| (target.run)(&bytes));
        }
    }
}

#[test]
fn every_target_has_its_program_and_no_program_has_none() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/fuzz_targets");
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut programs: Vec<String> = entries
        .map(|entry| {
            entry.unwrap_or_else(|error| panic!("{error}")).file_name().to_string_lossy().replace(".rs", "")
        })
        .collect();
    programs.sort();
    let mut names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    names.sort_unstable();
    assert_eq!(programs, names);
}
