//! From Enter to the result: submissions of one number of 32 bits, the real `tacit-server` and `tacit-analyst` as
//! processes on this machine.
//!
//! `cargo bench -p tacit-analyst --bench enter_to_result` compares the time that `tacit-analyst run --yes` takes for
//! 10,000 submissions, from its start to the printed result, with the pure cryptography of both parties on all cores.
//! With `-- --memory` it says what both processes needed at most, for 10,000, 100,000 and 400,000 submissions; that takes
//! minutes.

#![allow(clippy::unwrap_used, reason = "a measurement that fails has no result")]
#![allow(clippy::print_stdout, reason = "the measurements' results")]

mod cryptography;
mod processes;
mod submissions;

use processes::{Analyst, Server};

/// How many submissions are compared with the pure cryptography.
const SUBMISSIONS: usize = 10_000;
/// How often; the middle one counts.
const ROUNDS: usize = 5;
/// How much longer than the pure cryptography it may take.
const GOAL: f64 = 1.3;
/// How many submissions the memory is measured with.
const SIZES: [usize; 3] = [10_000, 100_000, 400_000];

const FORM: &str = r#"
title = "One number"
purpose = "To measure"
[[field]]
key = "n"
kind = "number"
label = "Number"
min = 0
max = 4294967295
[[analysis]]
kind = "sum"
of = "n"
"#;

fn main() {
    let program = processes::build_server();
    let memory = std::env::args().any(|argument| argument == "--memory");
    if memory { SIZES.into_iter().for_each(|size| measure_memory(&program, size)) } else { compare(&program) }
}

fn compare(program: &std::path::Path) {
    let mut ratios: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let pure = cryptography::time(SUBMISSIONS).as_secs_f64();
            let whole = round(program, SUBMISSIONS).1.took.as_secs_f64();
            println!(
                "{SUBMISSIONS} submissions: pure cryptography {pure:.3} s, Enter to result {whole:.3} s: {:.2} times",
                whole / pure
            );
            whole / pure
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    let median = ratios[ROUNDS / 2];
    println!("median: {median:.2} times the pure cryptography");
    assert!(median <= GOAL, "the goal is {GOAL} times the pure cryptography");
}

fn measure_memory(program: &std::path::Path, size: usize) {
    let (server, analyst) = round(program, size);
    let mebibytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    println!(
        "{size} submissions: at most {:.1} MiB in the server, {:.1} MiB in the analyst; Enter to result {:.2} s",
        mebibytes(server.peak()),
        mebibytes(analyst.peak),
        analyst.took.as_secs_f64()
    );
}

/// A whole session of so many submissions, up to its result.
fn round(program: &std::path::Path, size: usize) -> (Server, processes::Run) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(program, folder);
    let analyst = Analyst::new(&server);
    let links = analyst.session(FORM, size);
    submissions::send(&links);
    let run = analyst.run();
    let results: serde_json::Value = serde_json::from_slice(&run.output).unwrap();
    assert_eq!(results["accepted"], size, "every submission counts");
    assert_eq!(results["analyses"][0]["rows"][0]["value"], submissions::sum(size).to_string());
    (server, run)
}
