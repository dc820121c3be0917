//! Builds, demonstrates and tests Tacit: `cargo xtask --help`.

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod axe;
mod bench;
mod browser;
mod build_web;
mod demo;
mod dependencies;
mod fuzz;
mod imports;
mod lint;
mod load;
mod mongo;
mod packages;
mod run;
mod shutdown;
mod test;
mod toolchain;

use std::path::{Path, PathBuf};

use clap::Parser;

/// Tasks of this workspace.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
enum Task {
    /// Build everything, start a server and run the wage survey through it
    ///
    /// Submits 525 of the 526 rows of examples/wage1.csv, prints one link for you to fill in a browser, and waits for
    /// your Enter to close the survey and compute. Ctrl-C stops everything; nothing is left behind.
    Demo {
        /// Submit all 526 rows, compute at once, and fail unless the results are the textbook's to the printed digits
        #[arg(long)]
        yes: bool,
        /// Port to listen on; 0: a free one
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
    /// Run every test, installing what they need where that is possible
    Test {
        /// Also those that take minutes each
        #[arg(long)]
        long: bool,
    },
    /// Look for bytes that a decoder doesn't stand, with libFuzzer; `test --long` does it too
    Fuzz {
        /// How long, for each decoder, in seconds
        #[arg(long, default_value_t = fuzz::SECONDS, value_parser = clap::value_parser!(u32).range(1..))]
        seconds: u32,
    },
    /// Build the participant's page into target/site
    BuildWeb,
    /// Check who imports whom against the table in ARCHITECTURE.md
    CheckImports,
    /// Check format, lints, documentation, imports and dependencies
    Lint,
    /// Send real submissions to the real server, with each store, and say how many a second it takes and how long they wait
    Load {
        /// How many, for the file and for a real MongoDB; its stand-in gets a tenth
        #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1_000..=10_000_000))]
        submissions: u32,
    },
    /// Measure; what follows goes to Criterion, for example a benchmark's name
    Bench {
        /// Arguments for Criterion
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> anyhow::Result<()> {
    let root = root();
    match Task::parse() {
        Task::Demo { yes, port } => demo::run_survey(&root, yes, port),
        Task::Test { long } => test::run_all(&root, long),
        Task::Fuzz { seconds } => fuzz::run_all(&root, seconds),
        Task::BuildWeb => {
            toolchain::ensure_wasm_target(&root)?;
            build_web::build(&root)
        }
        Task::CheckImports => imports::check(&root),
        Task::Lint => lint::run_all(&root),
        Task::Load { submissions } => load::measure(&root, submissions),
        Task::Bench { arguments } => bench::run_all(&root, &arguments),
    }
}

/// The workspace's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}
