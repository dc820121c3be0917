//! From a batch's bytes to its aggregate share, on one core: reports a second.

#![allow(clippy::unwrap_used, reason = "a measurement that can't go on panics")]
#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::fmt::Write;

use criterion::{
    BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use support::Parties;
use tacit_form::Answers;
use tacit_protocol::codec::Encode;

criterion_group!(benches, verify);
criterion_main!(benches);

fn verify(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("verify, one core");
    group.sample_size(10);
    one(&mut group, 1, 1024);
    one(&mut group, 100, 128);
    group.finish();
}

/// `reports` reports of a form with so many numbers of 32 bits.
fn one(group: &mut BenchmarkGroup<'_, WallTime>, numbers: usize, reports: usize) {
    let parties = Parties::new(&form(numbers));
    let mut answers = Answers::new();
    (0..numbers).for_each(|number| answers.set(format!("x{number}"), "123456789"));
    let bytes = parties.batch((0..reports).map(|_| answers.clone())).get_encoded().unwrap();
    let verifier = parties.verifier();
    let one_core = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    group.throughput(Throughput::Elements(reports as u64));
    group.bench_function(format!("{numbers} numbers of 32 bits"), |bencher| {
        bencher.iter(|| one_core.install(|| verifier.verify_bytes(&bytes).unwrap().tally.accepted));
    });
}

fn form(numbers: usize) -> String {
    let mut form = "title = \"T\"\npurpose = \"P\"\n".to_owned();
    for number in 0..numbers {
        let _ = write!(
            form,
            "[[field]]\nkey = \"x{number}\"\nkind = \"number\"\nlabel = \"X\"\nmin = 0\nmax = 4294967295\n\
             [[analysis]]\nkind = \"sum\"\nof = \"x{number}\"\n"
        );
    }
    form
}
