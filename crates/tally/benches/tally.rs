//! Sharing and verifying, one core: forms of 1, 10, 100 and 1,000 numbers of 32 bits with their squares.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use tacit_form::{Answers, Form, ValidAnswers};
use tacit_tally::{
    Circuit,
    helper::{Helper, HelperAggregate},
    leader::{Leader, LeaderAggregate},
    shard,
};

const SESSION: [u8; 32] = [1; 32];
const VERIFY_KEY: [u8; 32] = [2; 32];
const ID: [u8; 16] = [3; 16];

fn numbers(count: usize) -> (Circuit, ValidAnswers) {
    let fields: String = (0..count)
        .map(|i| {
            format!(
                "[[field]]\nkey = \"n{i}\"\nkind = \"number\"\nlabel = \"N\"\nmin = 0\nmax = 4294967295\n\
                 [[analysis]]\nkind = \"standard_deviation\"\nof = \"n{i}\"\n"
            )
        })
        .collect();
    let form = Form::from_toml(&format!("title = \"T\"\npurpose = \"P\"\n{fields}")).expect("a form");
    let answers: Answers = (0..count).map(|i| (format!("n{i}"), (i * 1_234_567).to_string())).collect();
    let valid = form.validate(&answers).expect("answers in bounds");
    (Circuit::compile(&form, 1_000_000).expect("a circuit"), valid)
}

fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("tally");
    group.throughput(Throughput::Elements(1)).sample_size(20);
    for count in [1, 10, 100, 1_000] {
        let (circuit, answers) = numbers(count);
        let leader = Leader::new(&circuit, &SESSION, &VERIFY_KEY);
        let helper = Helper::new(&circuit, &SESSION, &VERIFY_KEY);
        let shares = shard(&circuit, &SESSION, &ID, &answers).expect("shares");
        let prepare = || leader.prepare(&ID, &shares.public, &shares.leader).expect("prepared");
        let (_, verifier) = prepare();
        let mut helpers = HelperAggregate::new(&circuit);
        let mut verify =
            || helper.verify(&ID, &shares.public, &shares.helper, &verifier, &mut helpers).expect("accepted");
        let message = verify();
        group.bench_function(BenchmarkId::new("shard", count), |b| {
            b.iter(|| shard(&circuit, &SESSION, &ID, black_box(&answers)).expect("shares"));
        });
        group.bench_function(BenchmarkId::new("helper verifies", count), |b| b.iter(&mut verify));
        group.bench_function(BenchmarkId::new("leader prepares", count), |b| b.iter(prepare));
        let mut leaders = LeaderAggregate::new(&circuit);
        group.bench_function(BenchmarkId::new("leader prepares and finishes", count), |b| {
            b.iter(|| leader.finish(prepare().0, &message, &mut leaders).expect("finished"));
        });
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
