//! Examples, as `--help` of each command shows them.

use crate::exit;

/// Of the whole program, after its long help: a session from its beginning to its end, and the exit codes.
pub(super) fn whole() -> String {
    format!(
        "{SESSION}\n\n{}\n\nColours are used on a terminal only, and not if NO_COLOR is set.",
        exit::help()
    )
}

const SESSION: &str = "\
A survey from its beginning to its end:
  tacit-analyst keygen --passphrase
  tacit-analyst key backup /media/stick
  tacit-analyst form check survey.toml
  tacit-analyst create survey.toml --name \"Institute for Pay Studies\" --max-participants 500
  tacit-analyst invite --count 200 --output links.csv
  tacit-analyst run";

pub(super) const KEYGEN: &str = "\
Examples:
  tacit-analyst keygen
  tacit-analyst keygen --passphrase --key work.key";

pub(super) const KEY: &str = "\
Examples:
  tacit-analyst key new --passphrase
  tacit-analyst key show
  tacit-analyst key verify --key /media/stick/analyst.key
  tacit-analyst key change-passphrase
  tacit-analyst key backup /media/stick";

pub(super) const CHANGE_PASSPHRASE: &str = "\
Examples:
  tacit-analyst key change-passphrase
  tacit-analyst key change-passphrase --passphrase-file old.txt --new-passphrase-file new.txt
  tacit-analyst key change-passphrase --remove";

pub(super) const FORM: &str = "\
Examples:
  tacit-analyst form check survey.toml
  tacit-analyst form check survey.toml --max-participants 100000 --threshold 10";

pub(super) const CREATE: &str = "\
Examples:
  tacit-analyst create survey.toml --name \"Institute for Pay Studies\" --max-participants 500
  tacit-analyst create survey.toml --opens 2026-03-01T08:00:00+01:00 --closes 2026-03-31T18:00:00+02:00
  tacit-analyst create survey.toml --cohort Day --cohort Night --draft
  tacit-analyst create survey.toml --cohorts districts.txt --cohorts-by invitation";

pub(super) const INVITE: &str = "\
Examples:
  tacit-analyst invite --count 200 --output links.csv
  tacit-analyst invite --count 40 --cohort North --output north.csv";

pub(super) const OPEN: &str = "\
Examples:
  tacit-analyst open
  tacit-analyst open --session ID";

pub(super) const PAUSE: &str = "\
Examples:
  tacit-analyst pause
  tacit-analyst pause --session ID";

pub(super) const STATUS: &str = "\
Examples:
  tacit-analyst status
  tacit-analyst status --session ID --server https://survey.example";

pub(super) const RUN: &str = "\
Examples:
  tacit-analyst run
  tacit-analyst run --yes --format json --output results.json";

pub(super) const RESULTS: &str = "\
Examples:
  tacit-analyst results
  tacit-analyst results --format csv --output results.csv";

pub(super) const PUBLISH: &str = "\
Examples:
  tacit-analyst publish
  tacit-analyst publish --session ID";

pub(super) const COMPLETIONS: &str = "\
Examples:
  tacit-analyst completions bash > ~/.local/share/bash-completion/completions/tacit-analyst
  tacit-analyst completions zsh > ~/.zfunc/_tacit-analyst
  tacit-analyst completions fish > ~/.config/fish/completions/tacit-analyst.fish";

pub(super) const MAN: &str = "\
Examples:
  tacit-analyst man ~/.local/share/man/man1
  man tacit-analyst-run";
