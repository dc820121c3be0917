use clap::{Command as Clap, CommandFactory};

use super::*;

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn help_lists_the_exit_codes() {
    for help in [Cli::command().render_help(), Cli::command().render_long_help()] {
        let help = help.to_string();
        for exit in exit::Exit::ALL {
            let code = format!("{} ", exit as u8);
            assert!(help.lines().any(|line| line.trim_start().starts_with(&code)), "{code} in {help}");
        }
    }
}

/// Each command shows how it is used, and each example is a command line that parses.
#[test]
fn every_command_has_examples_that_parse() {
    fn check(command: &Clap) {
        let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(text.contains("Examples:\n"), "{} has no examples", command.get_name());
        for line in text.lines().filter(|line| line.starts_with("  tacit-analyst ")) {
            let line = line.split(" > ").next().unwrap().replace("ID", &"a".repeat(52));
            let words = words(&line);
            if let Err(error) = Cli::try_parse_from(&words) {
                panic!("{line}: {error}");
            }
        }
        command.get_subcommands().filter(|sub| sub.get_name() != "help").for_each(check);
    }
    Cli::command().get_subcommands().for_each(check);
    for line in examples::whole().lines().filter(|line| line.starts_with("  tacit-analyst ")) {
        Cli::try_parse_from(words(line)).unwrap();
    }
}

/// Words as a shell splits them, as far as examples go.
fn words(line: &str) -> Vec<String> {
    let parts = line.trim().split('"').enumerate();
    parts
        .flat_map(|(index, part)| match index % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

#[test]
fn completions_and_pages_name_every_command() {
    let folder = tempfile::tempdir().unwrap();
    manual::pages(folder.path()).unwrap();
    for command in Cli::command().get_subcommands() {
        for name in std::iter::once(command.get_name()).chain(command.get_visible_aliases()) {
            let page = folder.path().join(format!("tacit-analyst-{name}.1"));
            assert!(std::fs::read_to_string(&page).unwrap().contains(".SH SYNOPSIS"), "{page:?}");
        }
    }
    for alias in ["show", "results"] {
        assert!(folder.path().join(format!("tacit-analyst-{alias}.1")).exists(), "{alias}");
    }
    let whole = std::fs::read_to_string(folder.path().join("tacit-analyst.1")).unwrap();
    assert!(whole.contains("Exit codes"), "{whole}");
}
