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
  tacit-analyst run
  tacit-analyst report --output report.html";

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
  tacit-analyst create survey.toml --cohorts districts.txt --cohorts-by invitation
  tacit-analyst create survey.toml --closes 2026-03-31T18:00:00+02:00 --extendable-until 2026-04-30T18:00:00+02:00";

pub(super) const NEW: &str = "\
Examples:
  tacit-analyst new
  tacit-analyst new --from survey.toml --name \"Institute for Pay Studies\" --max-participants 500";

pub(super) const LIST: &str = "\
Examples:
  tacit-analyst list
  tacit-analyst list --json --server https://survey.example";

pub(super) const EXTEND: &str = "\
Examples:
  tacit-analyst extend --until 2026-04-15T18:00:00+02:00";

pub(super) const CLOSE: &str = "\
Examples:
  tacit-analyst close
  tacit-analyst close --yes";

pub(super) const DELETE: &str = "\
Examples:
  tacit-analyst delete
  tacit-analyst delete --session ID --title \"What we earn\"";

pub(super) const SEND: &str = "\
Examples:
  tacit-analyst invitations send --smtp smtps://ana@mail.example.org --from \"Ana Pop <ana@example.org>\" --dry-run
  tacit-analyst invitations send --smtp smtp://ana@mail.example.org --from ana@example.org --template letter.txt
  tacit-analyst invitations send --smtp smtps://ana@mail.example.org --from ana@example.org --remind";

pub(super) const INVITATIONS: &str = "\
Examples:
  tacit-analyst invitations list
  tacit-analyst invitations links --missing --html reminders.html
  tacit-analyst invitations links \"Ana Pop\"
  tacit-analyst invitations revoke 17 \"Ana Pop\"";

pub(super) const INVITE: &str = "\
Examples:
  tacit-analyst invite --count 200 --output links.csv
  tacit-analyst invite --csv people.csv --output links.csv --html cards.html
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
  tacit-analyst show --json
  tacit-analyst status --session ID --server https://survey.example";

pub(super) const WATCH: &str = "\
Examples:
  tacit-analyst watch
  tacit-analyst watch --json
  tacit-analyst watch --once";

pub(super) const RUN: &str = "\
Examples:
  tacit-analyst run
  tacit-analyst run --dry-run
  tacit-analyst run --yes --output report.html";

pub(super) const REPORT: &str = "\
Examples:
  tacit-analyst report
  tacit-analyst report --output report.html
  tacit-analyst report --output results.csv
  tacit-analyst report --format json
  tacit-analyst report verify report.html";

pub(super) const VERIFY: &str = "\
Examples:
  tacit-analyst report verify report.html
  tacit-analyst report verify results.json --session ID
  tacit-analyst report verify results.csv --with report.html

It ends with 0 if all is genuine, with 3 if the file is cut, damaged or no report, and with 8 if it isn't what was signed.";

pub(super) const PUBLISH: &str = "\
Examples:
  tacit-analyst publish
  tacit-analyst publish --yes --session ID";

pub(super) const COMPLETIONS: &str = "\
Examples:
  tacit-analyst completions bash > ~/.local/share/bash-completion/completions/tacit-analyst
  tacit-analyst completions zsh > ~/.zfunc/_tacit-analyst
  tacit-analyst completions fish > ~/.config/fish/completions/tacit-analyst.fish";

pub(super) const MAN: &str = "\
Examples:
  tacit-analyst man ~/.local/share/man/man1
  man tacit-analyst-run";
