//! What a person sees: commands and everything they print, compared with files in `tests/transcripts`.
//!
//! `SNAPSHOTS=overwrite cargo test -p tacit-analyst` writes the files anew.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use clap::CommandFactory;
use snapbox::{Assert, Data, Redactions};
use tacit_analyst::cli::Cli;

use crate::{analyst::Analyst, terminal::Terminal};

/// Commands in one folder, and what they printed.
pub(crate) struct Transcript<'a> {
    analyst: &'a Analyst,
    text: String,
}

impl<'a> Transcript<'a> {
    pub(crate) fn of(analyst: &'a Analyst) -> Self {
        Self { analyst, text: String::new() }
    }

    /// Runs `tacit-analyst` with these arguments; no argument has a blank in it.
    pub(crate) fn run(&mut self, arguments: &str) -> &mut Self {
        self.begin(arguments, usize::MAX)
    }

    /// The same, of whose standard output only the first lines matter.
    pub(crate) fn begin(&mut self, arguments: &str, lines: usize) -> &mut Self {
        let words: Vec<&str> = arguments.split_whitespace().collect();
        let ended = self.analyst.run(&words);
        let _ = writeln!(self.text, "$ tacit-analyst {arguments}");
        for line in ended.stdout.trim_end().lines().take(lines) {
            let _ = writeln!(self.text, "{line}");
        }
        if ended.stdout.lines().count() > lines {
            self.text.push_str("[and so on]\n");
        }
        for line in ended.stderr.lines() {
            let _ = writeln!(self.text, "[stderr] {line}");
        }
        self.end(ended.code.unwrap_or(-1))
    }

    /// Runs it on a terminal, where these questions are answered.
    pub(crate) fn talk(&mut self, arguments: &str, answers: &[(&str, &str)]) -> &mut Self {
        let words: Vec<&str> = arguments.split_whitespace().collect();
        let mut terminal = Terminal::start(self.analyst, &words);
        answers.iter().for_each(|(question, answer)| terminal.answer(question, answer));
        let code = terminal.ends();
        let _ = writeln!(self.text, "$ tacit-analyst {arguments}");
        for line in terminal.lines() {
            let _ = writeln!(self.text, "[terminal] {line}");
        }
        self.end(code.cast_signed())
    }

    fn end(&mut self, code: i32) -> &mut Self {
        if code != 0 {
            let _ = writeln!(self.text, "[exit {code}]");
        }
        self.text.push('\n');
        self
    }

    /// Compares with the file of this name.
    #[track_caller]
    pub(crate) fn is(&self, name: &str) {
        let path = folder().join(name);
        Assert::new()
            .action_env("SNAPSHOTS")
            .redact_with(self.redactions())
            .eq(&self.text, Data::read_from(&path, None));
    }

    /// What is different each time.
    fn redactions(&self) -> Redactions {
        let mut redactions = Redactions::new();
        let fixed = [
            ("[FOLDER]", self.analyst.folder.path().display().to_string()),
            ("[SERVER]", self.analyst.server.to_string().trim_end_matches('/').to_owned()),
        ];
        for (name, value) in fixed {
            redactions.insert(name, value).unwrap();
        }
        for (name, pattern) in [
            ("[SESSION]", r"\b[a-z2-7]{52}\b"),
            ("[TOKEN]", r"#(?<redacted>[a-z2-7]{26})\b"),
            ("[TIME]", r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
            ("[FINGERPRINT]", r"\b[0-9a-f]{4}( [0-9a-f]{4}){7}\b"),
            ("[MILLISECONDS]", r"\b[12]\d{12}\b"),
            ("[HASH]", r"\b[0-9a-f]{64}\b"),
            ("[WORDS]", r"in words     (?<redacted>([a-z]+\s+){15}[a-z]+)"),
            ("[PORT]", r"smtp://127\.0\.0\.1:(?<redacted>\d+)\b"),
            ("[N]", r"(?<redacted>[0-9.]+) ms\b"),
            ("[N]", r"verified in (?<redacted>[0-9.]+) s\b"),
        ] {
            redactions.insert(name, regex::Regex::new(pattern).unwrap()).unwrap();
        }
        redactions
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts")
}

/// One in which it does what it is asked; under its own name or another.
#[test]
fn every_command_has_a_transcript() {
    let mut done = Vec::new();
    for file in fs::read_dir(folder()).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let commands = text.split("$ tacit-analyst ").filter(|command| !command.contains("\n[exit "));
        done.extend(commands.filter_map(|command| Some(format!("{} ", command.lines().next()?))));
    }
    let is_done = |name: &str| done.iter().any(|line| line.starts_with(&format!("{name} ")));
    let mut commands = vec![(String::new(), Cli::command())];
    while let Some((before, command)) = commands.pop() {
        let below = command.get_subcommands().filter(|below| below.get_name() != "help");
        for below in below {
            let names = std::iter::once(below.get_name()).chain(below.get_all_aliases());
            let names: Vec<String> = names.map(|name| format!("{before}{name}")).collect();
            assert!(
                below.is_subcommand_required_set() || names.iter().any(|name| is_done(name)),
                "{} has no transcript",
                names[0]
            );
            commands.push((format!("{} ", names[0]), below.clone()));
        }
    }
}
