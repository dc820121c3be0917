//! Key files: made once, needed always, and named when they are the wrong ones.

use crate::{
    analyst::{Analyst, ended},
    server::Server,
    survey::{FORM, submit_all},
    transcript::Transcript,
};

#[test]
fn a_key_file_is_made_once() {
    let analyst = Analyst::new(&"http://127.0.0.1:9".parse().unwrap());
    let text = std::fs::read(analyst.key()).unwrap();
    let again = analyst.run(&["keygen"]).failed(2);
    assert!(again.contains("never overwritten"), "{again}");
    assert_eq!(std::fs::read(analyst.key()).unwrap(), text);
}

#[test]
fn the_wrong_key_is_told_from_the_right_one() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (id, links) = analyst.session(FORM, 5, &[]);
    submit_all(&links);
    let other = Analyst::new(&server.url());
    let fingerprint = |analyst: &Analyst| {
        let text = std::fs::read_to_string(analyst.key()).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix("# fingerprint: ")).unwrap();
        line.to_owned()
    };
    for command in [["run", "--yes"].as_slice(), &["report"], &["status"], &["invite", "--count", "1"]] {
        let message = other.run(&[command, &["--session", &id]].concat()).failed(5);
        let expected = format!(
            "error: this session belongs to the key with fingerprint {}; you used {}, whose fingerprint is {}. Pass --key \
             FILE with the key file that the session was created with, or name one of your sessions with --session ID.\n",
            fingerprint(&analyst),
            other.key().display(),
            fingerprint(&other)
        );
        assert_eq!(message, expected);
        let unnamed = other.run(command).failed(5);
        let expected =
            format!("the key in {}, whose fingerprint is {}", other.key().display(), fingerprint(&other));
        assert!(unnamed.contains(&expected), "{unnamed}");
        for advice in ["has no sessions at http", "--key FILE", "--server URL", "tacit-analyst create"] {
            assert!(unnamed.contains(advice), "{unnamed}");
        }
    }
    // The other key in place of the right one, whose sessions are still remembered.
    std::fs::rename(analyst.key(), analyst.path("right.key")).unwrap();
    std::fs::copy(other.key(), analyst.key()).unwrap();
    let message = analyst.run(&["run", "--yes"]).failed(5);
    assert!(message.contains("this session belongs to the key with fingerprint"), "{message}");
    std::fs::rename(analyst.path("right.key"), analyst.key()).unwrap();
    analyst.run(&["run", "--yes"]).ok();
}

#[cfg(unix)]
#[test]
fn a_key_file_that_others_can_read_is_not_used() {
    use std::os::unix::fs::PermissionsExt;
    let analyst = Analyst::new(&"http://127.0.0.1:9".parse().unwrap());
    std::fs::write(analyst.path("form.toml"), FORM).unwrap();
    std::fs::set_permissions(analyst.key(), std::fs::Permissions::from_mode(0o644)).unwrap();
    let message = analyst.run(&["create", "form.toml", "--wait", "0"]).failed(5);
    assert!(message.contains("others can read") && message.contains("chmod 600"), "{message}");
}

#[test]
fn a_missing_key_file_says_how_to_make_one() {
    let analyst = Analyst::new(&"http://127.0.0.1:9".parse().unwrap());
    let message = analyst.run(&["run", "--key", "nowhere.key"]).failed(5);
    assert!(message.contains("no key file at nowhere.key"), "{message}");
    assert!(message.contains("tacit-analyst keygen --key nowhere.key"), "{message}");
}

#[test]
fn a_protected_key_takes_its_passphrase() {
    let analyst = Analyst::new(&"http://127.0.0.1:9".parse().unwrap());
    std::fs::write(analyst.path("right"), "correct horse\n").unwrap();
    std::fs::write(analyst.path("wrong"), "battery staple\n").unwrap();
    let with = |file: &'static str, command: &[&str]| {
        analyst
            .run(&[command, &["--key", "protected.key", "--passphrase-file", file, "--wait", "0"]].concat())
    };
    with("right", &["keygen", "--passphrase"]).ok();
    std::fs::write(analyst.path("form.toml"), FORM).unwrap();
    let wrong = with("wrong", &["create", "form.toml"]).failed(5);
    assert!(wrong.contains("passphrase does not open"), "{wrong}");
    // The right one gets as far as the server, which isn't there.
    with("right", &["create", "form.toml"]).failed(6);
    let unasked = analyst.run(&["create", "form.toml", "--key", "protected.key"]).failed(5);
    assert!(unasked.contains("TACIT_PASSPHRASE"), "{unasked}");
}

/// Which a copy of the key alone can't bring back.
#[test]
fn a_backup_names_what_else_to_copy() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (first, _) = analyst.session(FORM, 2, &[]);
    let (second, _) = analyst.session(FORM, 2, &[]);
    analyst.run(&["keygen", "--key", "other.key"]).ok();
    for key in [analyst.key().display().to_string(), "analyst.key".to_owned()] {
        let copied = analyst.run(&["key", "backup", "copy.key", "--key", &key]);
        let before = key.trim_end_matches("key");
        for file in [
            format!("{before}sessions.json"),
            format!("{before}invitations-{}.json", &first[..16]),
            format!("{before}invitations-{}.json", &second[..16]),
        ] {
            assert!(copied.stderr.contains(&format!("\n  {file}\n")), "{file}: {copied:?}");
        }
        copied.ok();
        std::fs::remove_file(analyst.path("copy.key")).unwrap();
    }
    let alone = analyst.run(&["key", "backup", "copy.key", "--key", "other.key"]);
    assert!(!alone.stderr.contains("Copy these too"), "{alone:?}");
}

/// The default key file needs no naming.
#[test]
fn a_new_key_says_how_to_copy_it() {
    let analyst = Analyst::new(&"http://127.0.0.1:9".parse().unwrap());
    let other = analyst.run(&["keygen", "--key", "other.key"]);
    assert!(other.stderr.contains("tacit-analyst key backup FILE --key other.key\n"), "{other:?}");
    let mut default = analyst.command(&["keygen"]);
    default.env_remove("TACIT_KEY").env("XDG_CONFIG_HOME", analyst.folder.path());
    let default = ended(default.output().unwrap());
    assert!(default.stderr.contains("tacit-analyst key backup FILE\n"), "{default:?}");
}

#[test]
fn transcript_of_the_key_commands() {
    let analyst = Analyst::new(&"http://127.0.0.1:9".parse().unwrap());
    std::fs::write(analyst.path("new"), "correct horse\n").unwrap();
    std::fs::write(analyst.path("wrong"), "battery staple\n").unwrap();
    Transcript::of(&analyst)
        .run("key show")
        .run("key verify")
        .run("key new")
        .run("key change-passphrase")
        .run("key change-passphrase --new-passphrase-file new")
        .run("key show --passphrase-file new")
        .run("key verify")
        .run("key verify --passphrase-file wrong")
        .run("key verify --passphrase-file new")
        .run("key backup copies/analyst.key")
        .run("key backup copies")
        .run("key verify --key copies/analyst.key --passphrase-file new")
        .run("key change-passphrase --passphrase-file new --remove")
        .run("key verify")
        .run("key show --key nowhere.key")
        .run("key new --key more/other.key --passphrase-file new")
        .is("key.txt");
}
