//! `demo`: everything from nothing to the results, on this machine.
//!
//! The programs are built unoptimised with optimised dependencies (the dev profile): from nothing that takes about half
//! of what a release build takes, and this survey's cryptography is over in seconds either way.

use std::{
    fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context, bail, ensure};
use tacit_e2e::{
    Analyst, Links, Programs, Server, submit_csv,
    textbook::{self, Figure},
};

use crate::{
    build_web,
    run::{cargo, heading, output, run},
    shutdown::Shutdown,
    toolchain,
};

const SURVEY: &str = "examples/wage-survey.toml";
const DATA: &str = "examples/wage1.csv";
const PEOPLE: usize = 526;
/// How tacit-analyst ends on Ctrl-C.
const INTERRUPTED: i32 = 130;

/// Runs the demonstration; with `yes` without anybody at the keyboard.
///
/// # Errors
///
/// When a step fails, and with `yes` when the results aren't the textbook's.
pub(crate) fn run_survey(root: &Path, yes: bool, port: u16) -> anyhow::Result<()> {
    ensure!(
        yes || io::stdin().is_terminal(),
        "the demonstration waits for your Enter, and there is no terminal to press it on. Add --yes."
    );
    let began = Instant::now();
    let shutdown = Shutdown::on_interrupt()?;
    let programs = build(root)?;

    heading("Server");
    let folder = tempfile::Builder::new().prefix("demo-").tempdir_in(root.join("target"))?.keep();
    shutdown.remove(folder.clone());
    let server = Server::start(&programs, &folder.join("server"), &format!("127.0.0.1:{port}"))?;
    let analyst = Analyst::new(&programs, &folder, server.url())?;
    println!("tacit-server listens on {}", server.url());
    shutdown.end(server);

    heading("Analyst");
    analyst.create(&root.join(SURVEY), &["--name", "The wage survey's analyst"])?;
    let links = analyst.invite(PEOPLE, "links.csv")?;
    println!("The survey is open; {} people are invited.", links.all().len());

    let survey = Survey { root, folder, programs, analyst, links, shutdown };
    if yes {
        survey.compute_all()?;
        println!("\nDone in {} seconds, building included.", began.elapsed().as_secs());
        Ok(())
    } else {
        survey.take_part()
    }
}

/// Builds the page, then the programs, which have it inside; returns where they are.
fn build(root: &Path) -> anyhow::Result<Programs> {
    heading("Page");
    toolchain::ensure_wasm_target(root)?;
    build_web::build(root)?;
    heading("Programs");
    let packages = ["-p", "tacit-server", "-p", "tacit-analyst", "-p", "tacit-participant"];
    run(cargo(root).arg("build").args(packages).arg("--bins"))?;
    let metadata = output(cargo(root).args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata = cargo_metadata::MetadataCommand::parse(metadata)?;
    Ok(Programs::in_folder(metadata.target_directory.join("debug")))
}

/// The survey, open, before anybody submitted.
struct Survey<'a> {
    root: &'a Path,
    folder: PathBuf,
    programs: Programs,
    analyst: Analyst,
    links: Links,
    shutdown: Shutdown,
}

impl Survey<'_> {
    /// Everybody submits; the results must be the textbook's.
    fn compute_all(&self) -> anyhow::Result<()> {
        heading("Participants");
        self.submit(&self.root.join(DATA), &self.links)?;
        heading("Results");
        let figures = textbook::compare(&self.analyst.compute()?);
        print(&figures);
        let different = figures.iter().filter(|figure| !figure.agrees()).count();
        ensure!(different == 0, "{different} figures are not the textbook's");
        println!("\nAll {} figures are the textbook's, to the printed digits.", figures.len());
        Ok(())
    }

    /// Everybody but one submits, the last is the person at the keyboard.
    fn take_part(&self) -> anyhow::Result<()> {
        heading("Participants");
        let data = fs::read_to_string(self.root.join(DATA))?;
        let lines: Vec<&str> = data.lines().collect();
        let [keys, rows @ .., last] = lines.as_slice() else { bail!("{DATA} is empty") };
        let answers = self.folder.join("answers.csv");
        fs::write(&answers, [&[*keys], rows].concat().join("\n"))?;
        self.submit(&answers, &self.links.part(0..rows.len(), "links-submitted.csv")?)?;

        let link = self.links.all().last().context("nobody is invited")?;
        heading("You");
        println!("Open your link in a browser, answer and submit:\n\n    \x1b[1m{link}\x1b[0m\n");
        println!("To get the textbook's numbers, answer as the last person of its data did:");
        for (key, answer) in keys.split(',').zip(last.split(',')) {
            print!("  {key} {answer}");
        }
        println!("  (1 is yes, 0 no)\n\nThen come back. Ctrl-C stops everything.\n");

        let status = self.analyst.command(["run"]).status().context("tacit-analyst can't be started")?;
        if status.code() == Some(INTERRUPTED) {
            self.shutdown.interrupted();
        }
        ensure!(status.success(), "tacit-analyst failed ({status})");
        heading("Beside the textbook");
        let figures = textbook::compare(&self.analyst.results()?);
        print(&figures);
        if !figures.iter().all(Figure::agrees) {
            println!(
                "\nSome differ, since the last person of the textbook's data didn't submit what they answered there."
            );
        }
        Ok(())
    }

    fn submit(&self, answers: &Path, links: &Links) -> anyhow::Result<()> {
        println!("{} people submit.", links.all().len());
        let mut command = submit_csv(&self.programs, answers, links)?;
        let status = command.status().context("tacit-submit can't be started")?;
        ensure!(status.success(), "tacit-submit failed ({status})");
        Ok(())
    }
}

fn print(figures: &[Figure]) {
    println!("{:<14} {:<22} {:>8}  {:>12}", "", "", "textbook", "Tacit");
    let mut place = "";
    for figure in figures {
        let shown = if figure.place == place { "" } else { figure.place };
        place = figure.place;
        let mark = if figure.agrees() { "✓" } else { "✗" };
        println!("{shown:<14} {:<22} {:>8}  {:>12} {mark}", figure.what, figure.printed, figure.ours);
    }
}
