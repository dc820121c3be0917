//! What is in `deploy`, and what the manual says of settings, is as the program has it. No container is built here, and nothing of
//! Docker's is asked: the files are read as the lines that they are.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn help(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_tacit-server")).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The names of settings in a text.
fn variables(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_ascii_uppercase() && c != '_');
    words.filter(|word| word.starts_with("TACIT_") && word.len() > "TACIT_".len()).collect()
}

#[test]
fn every_setting_that_is_named_is_one() {
    let help = help(&["serve", "--help"]);
    let known = variables(&help);
    assert!(known.contains("TACIT_LISTEN") && !known.contains("TACIT_NOTHING"));
    for path in [
        "server/deploy/Dockerfile",
        "server/deploy/compose.yaml",
        "server/deploy/tacit-server.service",
        "docs/OPERATIONS.md",
    ] {
        let text = read(path);
        let named = variables(&text);
        assert!(!named.is_empty(), "{path}");
        // For the tests alone.
        let unknown: Vec<_> =
            named.difference(&known).filter(|name| !name.starts_with("TACIT_TEST_")).collect();
        assert!(unknown.is_empty(), "{path}: {unknown:?}");
    }
    // And the manual leaves none out.
    let manual = read("docs/OPERATIONS.md");
    let missing: Vec<_> = known.difference(&variables(&manual)).copied().collect();
    assert!(missing.is_empty(), "docs/OPERATIONS.md says nothing of {missing:?}");
}

#[test]
fn what_is_run_is_a_command_of_the_program() {
    let docker = read("server/deploy/Dockerfile");
    // `CMD ["tacit-server", "healthcheck"]`
    let list =
        |line: &str| -> Vec<String> { serde_json::from_str(&line[line.find('[').unwrap()..]).unwrap() };
    let lists: Vec<_> = docker.lines().filter(|line| line.contains('[')).map(list).collect();
    assert_eq!(lists, [vec!["tacit-server", "healthcheck"], vec!["tacit-server"], vec!["serve"]]);
    let mut commands = vec!["healthcheck".to_owned(), "serve".to_owned()];
    let unit = read("server/deploy/tacit-server.service");
    for line in unit.lines().filter(|line| line.starts_with("ExecStart")) {
        let (_, command) = line.split_once("=/usr/local/bin/tacit-server ").unwrap();
        commands.push(command.to_owned());
    }
    assert_eq!(commands.len(), 4);
    for command in &commands {
        let (command, options) = command.split_once(' ').unwrap_or((command, ""));
        let help = help(&[command, "--help"]);
        assert!(options.split_whitespace().all(|option| help.contains(option)), "{command} {options}");
    }
    assert!(help(&["healthcheck", "--help"]).contains("http://127.0.0.1:8080"));
    // Whatever passes, it is started again, for ever.
    for line in ["StartLimitIntervalSec=0", "Restart=on-failure", "RestartSec=5"] {
        assert!(unit.lines().any(|found| found == line), "{line}");
    }
}

#[test]
fn the_sample_of_settings_is_taken_and_the_unit_has_no_others() {
    let sample = repository("server/deploy/tacit.toml");
    let folder = tempfile::tempdir().unwrap();
    // Only root may write where the data would be.
    let data = folder.path().join("data");
    let mut check = Command::new(env!("CARGO_BIN_EXE_tacit-server"));
    check.args(["check-config", "--config"]).arg(&sample).arg("--data-dir").arg(&data);
    let output = check.output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{shown}{}", String::from_utf8_lossy(&output.stderr));
    let shown: toml::Table = toml::from_str(shown.rsplit_once("A server can work").unwrap().0).unwrap();
    let set: toml::Table = toml::from_str(&read("server/deploy/tacit.toml")).unwrap();
    assert_eq!(set["data-dir"].as_str(), Some("/var/lib/tacit/data"));
    for (name, value) in set.iter().filter(|(name, _)| *name != "data-dir") {
        assert_eq!(shown.get(name), Some(value), "{name}");
    }

    let unit = read("server/deploy/tacit-server.service");
    let environment: Vec<_> =
        unit.lines().filter_map(|line| line.strip_prefix("Environment")).map(str::to_owned).collect();
    assert_eq!(environment, ["=TACIT_CONFIG=/etc/tacit/tacit.toml", "=MALLOC_ARENA_MAX=1"]);
    assert!(unit.lines().any(|line| line == "StateDirectory=tacit"), "which is /var/lib/tacit");
}

/// The commands in the blocks of a text, each one line.
fn commands(text: &str) -> Vec<String> {
    let in_blocks = text.split("\n```").skip(1).step_by(2);
    let joined: Vec<_> = in_blocks.map(|block| block.replace("\\\n", " ")).collect();
    joined.iter().flat_map(|block| block.lines()).map(str::to_owned).collect()
}

#[test]
fn what_the_manual_has_operators_run_is_a_command_with_these_options() {
    let manual = read("docs/OPERATIONS.md");
    let mut seen = BTreeSet::new();
    for line in commands(&manual).iter().filter_map(|line| line.strip_prefix("sudo -u tacit tacit-server ")) {
        let line = line.split(" #").next().unwrap();
        let mut words = line.split_whitespace();
        let command = words.next().unwrap();
        let help = help(&[command, "--help"]);
        for option in words.filter(|word| word.starts_with("--")) {
            assert!(help.contains(&format!("{option} ")) || help.contains(&format!("{option}\n")), "{line}");
        }
        assert!(line.contains(" --config /etc/tacit/tacit.toml"), "{line}");
        seen.insert(command.to_owned());
    }
    let all = [
        "backup",
        "begin-list",
        "check-config",
        "codes",
        "gc",
        "healthcheck",
        "migrate",
        "restore",
        "rotate-master-key",
    ];
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), all);
}

#[test]
fn the_image_is_made_of_what_there_is_and_runs_as_nobody() {
    let docker = read("server/deploy/Dockerfile");
    let lines: Vec<&str> = docker.lines().filter(|line| !line.starts_with('#')).collect();
    let version = read("Cargo.toml");
    let version =
        version.lines().find_map(|line| line.strip_prefix("rust-version = ")).unwrap().trim_matches('"');
    assert!(docker.contains(&format!("FROM rust:{version}.0-")), "{version}");
    assert!(docker.contains(&format!("RUSTUP_TOOLCHAIN={version}.0\n")));
    let made: String = lines.iter().filter(|line| line.starts_with("RUN ")).copied().collect();
    for copy in lines.iter().filter_map(|line| line.strip_prefix("COPY ")) {
        let mut words = copy.split(' ').filter(|word| !word.starts_with("--"));
        let from = words.next().unwrap();
        let is_there = match copy.contains("--from=build") {
            true => from == "/src/target/release/tacit-server" || made.contains(from),
            false => repository(from).exists(),
        };
        assert!(is_there && words.count() == 1, "{copy}");
    }
    let stage = docker.rsplit("\nFROM ").next().unwrap();
    let user = stage.lines().find_map(|line| line.strip_prefix("USER ")).unwrap();
    assert!(!["root", "0", ""].contains(&user) && stage.contains(":nonroot\n"), "{user}");
    assert!(stage.contains("EXPOSE 8080\n") && stage.contains("TACIT_LISTEN=0.0.0.0:8080 "));
    for left_out in ["**/target", ".git", "server/deploy/secrets", "**/*.db", "**/*.key", "**/*.released"] {
        let ignored = read("server/deploy/Dockerfile.dockerignore");
        assert!(ignored.lines().any(|line| line == left_out), "{left_out}");
    }
}

/// What the sample of settings has for one, as the environment has it.
fn in_sample(name: &str) -> String {
    let sample = read("server/deploy/tacit.toml");
    let start = format!("{name} = ");
    let value = sample.lines().find_map(|line| line.strip_prefix(&start)).unwrap();
    value.trim_matches('"').to_owned()
}

fn variable(setting: &str) -> String {
    format!("TACIT_{}", setting.replace('-', "_").to_uppercase())
}

#[test]
fn containers_are_as_careful_as_the_sample_of_settings() {
    let compose = read("server/deploy/compose.yaml");
    let manual = read("docs/OPERATIONS.md");
    let commands = commands(&manual);
    let run = commands.iter().find(|line| line.starts_with("docker run ")).unwrap().replace('\'', "");
    for setting in ["operator", "creation-codes", "https", "trusted-hops", "log-format"] {
        let (variable, value) = (variable(setting), in_sample(setting));
        let line = format!("\n      {variable}: \"{value}\"\n");
        assert!(compose.contains(&line), "{line}");
        // The image sets the format of the log.
        let option = format!(" --env {variable}={value} ");
        assert!(setting == "log-format" || run.contains(&option), "{option}");
    }
    assert!(read("server/deploy/Dockerfile").contains("TACIT_LOG_FORMAT=json "));
    // Other commands in the container wouldn't know of options.
    assert!(run.ends_with(" tacit-server") && run.contains(" --stop-timeout 30 "), "{run}");
    assert!(compose.contains("exec tacit-server tacit-server codes\n"));
}

/// The blocks of a part of the composition, by name.
fn blocks<'a>(compose: &'a str, part: &str) -> Vec<(&'a str, String)> {
    let mut blocks: Vec<(&str, String)> = Vec::new();
    let lines = compose.lines().skip_while(|line| *line != format!("{part}:")).skip(1);
    for line in lines.take_while(|line| line.is_empty() || line.starts_with(' ')) {
        let is_name = line.starts_with("  ") && !line[2..].starts_with([' ', '#']);
        match (is_name, line.trim().split_once(':'), blocks.last_mut()) {
            (true, Some((name, rest)), _) => blocks.push((name, rest.to_owned())),
            (false, _, Some((_, block))) => *block += &format!("{}\n", line.trim()),
            _ => {}
        }
    }
    blocks
}

/// The secrets that a composition's lines give.
fn secrets_of(lines: &str) -> BTreeSet<&str> {
    let lists = lines.lines().filter_map(|line| line.trim().strip_prefix("secrets: ["));
    lists.flat_map(|list| list.trim_end_matches(']').split(", ")).collect()
}

/// The words that follow each place of a text, up to an end.
fn after<'a>(text: &'a str, start: &str, end: char) -> Vec<&'a str> {
    text.split(start).skip(1).map(|rest| rest.split(end).next().unwrap()).collect()
}

#[test]
fn copies_of_the_composition_are_made_by_users_that_there_are() {
    let compose = read("server/deploy/compose.yaml");
    let setup = read("server/deploy/mongodb-setup.js");
    let manual = read("docs/OPERATIONS.md");
    let services = blocks(&compose, "services");
    let (_, of_setup) = services.iter().find(|(name, _)| *name == "mongodb-setup").unwrap();
    let read_there: BTreeSet<_> = after(&setup, "secret(\"", '"').into_iter().collect();
    assert_eq!(read_there, secrets_of(of_setup));
    let member = compose.split("x-member: &member").nth(1).unwrap().split("\nservices:").next().unwrap();
    let of_members = secrets_of(member);
    let tools: Vec<_> =
        commands(&manual).into_iter().filter(|line| line.contains(" -T mongodb-1 mongo")).collect();
    assert_eq!(tools.len(), 2);
    for line in &tools {
        let word = |option: &str| after(line, option, ' ')[0].to_owned();
        assert!(of_members.contains(word(" --config /run/secrets/").as_str()), "{line}");
        assert!(setup.contains(&format!("user: \"{}\"", word(" --username "))), "{line}");
    }
    // The manual makes the same users for members on machines of their own.
    for role in ["roles: [\"backup\"]", "actions: [\"anyAction\"]", "roles: [\"restore\", \"replay\"]"] {
        assert!(setup.contains(role) && manual.contains(role), "{role}");
    }
}

#[test]
fn the_composition_names_what_there_is_and_shows_one_address_to_this_machine() {
    let compose = read("server/deploy/compose.yaml");
    assert!(!compose.contains('\t'));
    let services = blocks(&compose, "services");
    let names: Vec<_> = services.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["mongodb-1", "mongodb-2", "mongodb-3", "mongodb-setup", "tacit-server"]);
    for (name, service) in &services {
        assert!(service.contains("<<: *confined") || service.contains("<<: *member"), "{name}");
        // Of the image's own user, or one that is named.
        let is_nobody = service.contains("user: mongodb") || service.contains("<<: *member");
        assert!(is_nobody || service.contains("image: tacit-server"), "{name}");
        assert_eq!(service.contains("ports:"), *name == "tacit-server", "{name}");
        assert!(!service.contains("privileged: true"));
    }
    assert!(services[4].1.contains("ports: [\"127.0.0.1:8080:8080\"]\n"));
    let confined = compose.split("x-confined: &confined").nth(1).unwrap().split("\n\n").next().unwrap();
    for line in ["read_only: true", "cap_drop: [ALL]", "no-new-privileges:true"] {
        assert!(confined.contains(line), "{line}");
    }
    let member = compose.split("x-member: &member").nth(1).unwrap().split("\nservices:").next().unwrap();
    assert!(member.contains("<<: *confined") && member.contains("user: mongodb"));
    // Each would take half of the memory by itself, and takes 15 seconds before it begins to end.
    assert!(member.contains(", --wiredTigerCacheSizeGB, \"1\"]\n"));
    assert!(member.contains("\n  stop_grace_period: 60s\n"));

    // Relative to the folder that it is in.
    assert!(compose.contains("context: ../.., dockerfile: server/deploy/Dockerfile"));
    let paths = compose.split("\"./").skip(1).map(|rest| rest.split(':').next().unwrap());
    for path in paths {
        assert!(repository("server/deploy").join(path).exists(), "{path}");
    }
    let maker = read("server/deploy/make-secrets.sh");
    let secrets = blocks(&compose, "secrets");
    for (name, file) in &secrets {
        assert_eq!(file.trim(), format!("{{ file: ./secrets/{name} }}"));
        assert!(maker.contains(&format!("\nmake {name} ")), "{name}");
    }
    let declared: BTreeSet<_> = secrets.iter().map(|(name, _)| *name).collect();
    assert_eq!(secrets_of(&compose), declared);
    for (volume, _) in blocks(&compose, "volumes") {
        assert!(services.iter().any(|(_, service)| service.contains(&format!("[\"{volume}:/"))), "{volume}");
    }
}
