//! What a person sees: commands and everything they print, compared with files in `tests/transcripts`.
//!
//! `SNAPSHOTS=overwrite cargo test -p tacit-analyst` writes the files anew.

use std::{fmt::Write, path::Path};

use snapbox::{Assert, Data, Redactions};

use crate::analyst::Analyst;

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
        let words: Vec<&str> = arguments.split_whitespace().collect();
        let ended = self.analyst.run(&words);
        let _ = writeln!(self.text, "$ tacit-analyst {arguments}");
        if !ended.stdout.is_empty() {
            let _ = writeln!(self.text, "{}", ended.stdout.trim_end());
        }
        for line in ended.stderr.lines() {
            let _ = writeln!(self.text, "[stderr] {line}");
        }
        match ended.code {
            Some(0) => {}
            code => drop(writeln!(self.text, "[exit {}]", code.unwrap_or(-1))),
        }
        self.text.push('\n');
        self
    }

    /// Compares with the file of this name.
    #[track_caller]
    pub(crate) fn is(&self, name: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts").join(name);
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
            ("[N]", r"(?<redacted>[0-9.]+) ms\b"),
            ("[N]", r"verified in (?<redacted>[0-9.]+) s\b"),
        ] {
            redactions.insert(name, regex::Regex::new(pattern).unwrap()).unwrap();
        }
        redactions
    }
}
