//! The program itself: starts, says where it listens, answers a health check, stops when told, and starts again.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

#[path = "common/program.rs"]
mod program;

use program::{PROGRAM, command};

fn start(data: &Path) -> program::Running {
    program::start(&mut command(data))
}

fn is_healthy(url: &str) -> bool {
    Command::new(PROGRAM)
        .args(["healthcheck", "--url", url])
        .stderr(Stdio::null())
        .status()
        .unwrap()
        .success()
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn starts_answers_and_stops_when_told() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    for name in ["-TERM", "-INT"] {
        let mut server = start(&data);
        assert!(server.url.starts_with("http://127.0.0.1:"), "{}", server.url);
        assert!(is_healthy(&server.url));
        signal(&server.child, name);
        assert!(server.child.wait().unwrap().success());
        let mut rest = String::new();
        server.log.read_to_string(&mut rest).unwrap();
        assert!(rest.contains("stopping"), "{rest}");
        assert!(!is_healthy(&server.url));
    }
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&data), mode(&dir.path().join("data-master.key"))), (0o700, 0o600));
    let in_folder: Vec<_> = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(in_folder.iter().all(|name| name.to_string_lossy().starts_with("tacit.db")), "{in_folder:?}");
}

#[test]
fn a_health_check_asks_where_the_settings_say_that_the_server_is() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(&dir.path().join("data"));
    let port = server.url.rsplit(':').next().unwrap();
    let check = |args: &[&str]| {
        let output = Command::new(PROGRAM).arg("healthcheck").args(args).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let everywhere = format!("0.0.0.0:{port}");
    assert_eq!(check(&["--listen", &everywhere]), (Some(0), String::new()));
    let settings = dir.path().join("tacit.toml");
    fs::write(&settings, format!("listen = '127.0.0.1:{port}'")).unwrap();
    assert_eq!(check(&["--config", settings.to_str().unwrap()]), (Some(0), String::new()));
    // With a certificate of its own, where operators are answered.
    let tls = ["--tls-certificate", "c", "--tls-key", "k", "--listen", "127.0.0.1:1"];
    assert_eq!(check(&[&tls[..], &["--admin-listen", &everywhere]].concat()), (Some(0), String::new()));
    for (args, advice) in [
        (&tls[..], "Set `admin-listen`"),
        (&["--listen", "127.0.0.1:0"], "with --url"),
        (&tls[4..], "nothing listens"),
    ] {
        let (code, said) = check(args);
        assert!(code == Some(1) && said.contains(advice), "{args:?}: {said}");
    }
}

#[test]
fn a_health_check_waits_for_a_server_that_starts() {
    let dir = tempfile::tempdir().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let check = |seconds: &str| {
        let mut check = Command::new(PROGRAM);
        check.args(["healthcheck", "--url", &format!("http://{free}"), "--wait", seconds]);
        check.stderr(Stdio::null()).spawn().unwrap()
    };
    let began = Instant::now();
    assert!(!check("1").wait().unwrap().success());
    assert!(began.elapsed() > Duration::from_millis(700), "{:?}", began.elapsed());
    let mut waiting = check("60");
    sleep(Duration::from_millis(500));
    assert!(waiting.try_wait().unwrap().is_none());
    let mut server = Command::new(PROGRAM);
    server.args(["--listen", &free.to_string(), "--data-dir"]).arg(dir.path().join("data"));
    let _server = program::start(server.env_remove("TACIT_STORE"));
    assert!(waiting.wait().unwrap().success());
}

#[test]
fn the_log_has_no_colours_outside_a_terminal() {
    let dir = tempfile::tempdir().unwrap();
    let mut server = start(&dir.path().join("data"));
    signal(&server.child, "-TERM");
    let mut rest = String::new();
    server.log.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("stopping") && !rest.contains('\u{1b}'), "{rest:?}");
}

#[test]
fn an_operator_who_forgot_the_proxy_is_told_once_and_not_whose_requests_those_were() {
    let dir = tempfile::tempdir().unwrap();
    let mut server = start(&dir.path().join("data"));
    for header in ["X-Forwarded-For: 203.0.113.77", "Forwarded: for=203.0.113.77"] {
        let mut stream = TcpStream::connect(server.url.trim_start_matches("http://")).unwrap();
        let path = "/api/v1/sessions/nothing/status";
        write!(stream, "GET {path} HTTP/1.1\r\nhost: test\r\n{header}\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 404") && !answer.contains("203.0.113"), "{answer}");
    }
    signal(&server.child, "-TERM");
    let mut log = String::new();
    server.log.read_to_string(&mut log).unwrap();
    assert!(log.matches("`trusted-hops` is 0").count() == 1 && !log.contains("203.0.113"), "{log}");
}

#[test]
fn a_proxy_that_https_needs_and_nobody_counts_is_told_of() {
    let dir = tempfile::tempdir().unwrap();
    let said = |args: &[&str]| {
        let mut check = Command::new(PROGRAM);
        check.args(["check-config", "--data-dir"]).arg(dir.path().join("data")).env_remove("TACIT_STORE");
        let output = check.args(args).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let advice = said(&["--https"]);
    assert!(advice.contains("Set `trusted-hops` to how many proxies there are"), "{advice}");
    for args in [&["--https", "--trusted-hops", "1"][..], &[]] {
        assert_eq!(said(args), "", "{args:?}");
    }
}

#[test]
fn a_folder_that_this_user_may_not_write_is_found_before_the_start() {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let (data, program) = (dir.path().join("data"), dir.path().join("program"));
    // Where another user can run it. Not copied by this process: a test beside, starting a program, would still have it open
    // for writing.
    assert!(Command::new("cp").arg(PROGRAM).arg(&program).status().unwrap().success());
    let check = |as_user: Option<u32>| {
        let mut command = Command::new(&program);
        command.arg("check-config").arg("--data-dir").arg(&data).env_remove("TACIT_STORE");
        as_user.map(|user| command.uid(user));
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(check(None).0, Some(0));
    // Whoever owns everything may write everywhere: then another asks.
    let is_root = dir.path().metadata().unwrap().uid() == 0;
    if !is_root {
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o555)).unwrap();
    }
    let (code, said) = check(is_root.then_some(65534));
    assert!(code == Some(1) && said.contains("can't be written. Give this user the right to"), "{said}");
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_file_that_this_user_may_not_write_is_found_before_the_start() {
    const NOBODY: u32 = 65534;
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let (data, program) = (dir.path().join("data"), dir.path().join("program"));
    assert!(Command::new("cp").arg(PROGRAM).arg(&program).status().unwrap().success());
    drop(start(&data));
    let files =
        [data.join("tacit.db"), data.join("tacit.db.lock"), dir.path().join("data-master.key.released")];
    // Whoever owns everything may write everything: then another asks.
    let is_root = dir.path().metadata().unwrap().uid() == 0;
    if is_root {
        let key = [dir.path().to_owned(), data.clone(), dir.path().join("data-master.key")];
        let log = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().path());
        for path in key.into_iter().chain(files.clone()).chain(log) {
            chown(path, Some(NOBODY), None).unwrap();
        }
    }
    let check = || {
        let mut command = Command::new(&program);
        command.arg("check-config").arg("--data-dir").arg(&data).env_remove("TACIT_STORE");
        is_root.then(|| command.uid(NOBODY));
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(check().0, Some(0));
    for file in files {
        let allow = |mode| fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        allow(0o400);
        let (code, said) = check();
        let expected = format!("{} can't be read and written. Give this user", file.display());
        assert!(code == Some(1) && said.contains(&expected), "{said}");
        allow(0o600);
        assert_eq!(check().0, Some(0), "it has left nothing behind");
    }
}

#[test]
fn an_empty_store_in_the_place_of_one_that_was_used_is_told_of() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    assert!(!start(&data).beginning.contains("volume"));
    // As if its volume weren't mounted.
    fs::rename(&data, dir.path().join("elsewhere")).unwrap();
    let mut check = Command::new(PROGRAM);
    let checked =
        check.args(["check-config", "--data-dir"]).arg(&data).env_remove("TACIT_STORE").output().unwrap();
    let said = String::from_utf8(checked.stderr).unwrap();
    assert!(checked.status.success() && said.contains("look whether its volume is mounted"), "{said}");
    let begun = start(&data);
    assert!(begun.beginning.contains("ERROR") && begun.beginning.contains("volume"), "{}", begun.beginning);
    drop(begun);
    fs::remove_dir_all(&data).unwrap();
    fs::rename(dir.path().join("elsewhere"), &data).unwrap();
    assert!(!start(&data).beginning.contains("volume"), "it goes with its list as before");
}

#[test]
fn says_what_is_wrong_and_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "neither a folder nor a key").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let (data, file) = (dir.path().join("data"), file.to_str().unwrap());
    let cases: [(&[&str], &str); 7] = [
        // First: where no key could be made, no store is left without one.
        (&["--master-key", "/nowhere/at/all"], "choose another place with --master-key"),
        (&["--store", "mongodb+srv://u:hunter2@host/"], "List them: mongodb://"),
        (&["--store", "postgres://u:hunter2@host/"], "looks like mongodb://"),
        (&["--listen", &taken], "Choose another with --listen"),
        (&["--data-dir", file], "Choose another with --data-dir"),
        (&["--data-dir", "/"], "Say with --master-key"),
        (&["--master-key", file], "Restore it from a copy"),
    ];
    for (args, advice) in cases {
        let mut command = Command::new(PROGRAM);
        command.env_remove("TACIT_STORE").env_remove("TACIT_MASTER_KEY_FILE").args(args);
        if !args.contains(&"--data-dir") {
            command.arg("--data-dir").arg(&data);
        }
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {said}");
        // What is written may be broken into lines, not the words.
        assert!(said.contains(advice) && !said.contains("hunter2"), "{args:?}: {said}");
    }
}

#[test]
fn its_help_tells_the_exit_codes() {
    let output = Command::new(PROGRAM).arg("--help").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("Exit codes:") && said.contains("--analyst-key <KEY>"), "{said}");
    let wrong = Command::new(PROGRAM).args(["--analyst-key", "nonsense"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    for name in ["", "two\nlines", &"x".repeat(201)] {
        let wrong = Command::new(PROGRAM).args(["--operator", name]).output().unwrap();
        let said = String::from_utf8(wrong.stderr).unwrap();
        assert!(wrong.status.code() == Some(2) && said.contains("1 to 200 characters"), "{said}");
    }
}

#[test]
fn starts_again_after_it_was_killed() {
    let dir = tempfile::tempdir().unwrap();
    for _ in 0..3 {
        let mut server = start(&dir.path().join("data"));
        assert!(is_healthy(&server.url));
        signal(&server.child, "-KILL");
        assert!(!server.child.wait().unwrap().success());
    }
}

#[test]
fn a_store_without_its_master_key_is_not_opened() {
    let dir = tempfile::tempdir().unwrap();
    let (data, key) = (dir.path().join("data"), dir.path().join("data-master.key"));
    drop(start(&data));
    fs::remove_file(&key).unwrap();
    let output = command(&data).output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("begin with an empty store") && said.contains("tacit.db"), "{said}");
    assert!(!key.exists(), "no new key is made");
    let mut check = Command::new(PROGRAM);
    let checked =
        check.args(["check-config", "--data-dir"]).arg(&data).env_remove("TACIT_STORE").output().unwrap();
    assert!(String::from_utf8_lossy(&checked.stderr).contains("begin with an empty store"), "{checked:?}");
    // Another's doesn't do instead.
    let other = dir.path().join("other");
    drop(start(&other));
    fs::copy(dir.path().join("other-master.key"), &key).unwrap();
    let said = String::from_utf8(command(&data).output().unwrap().stderr).unwrap();
    assert!(said.contains("isn't the master key of this store"), "{said}");
    // As it says.
    fs::remove_file(&key).unwrap();
    for file in fs::read_dir(&data).unwrap().map(|file| file.unwrap().path()) {
        fs::remove_file(file).unwrap();
    }
    drop(start(&data));
    assert!(key.exists());
}

#[test]
fn a_password_in_the_environment_is_never_shown() {
    for args in [&["--help"][..], &["serve", "--help"], &["--listen", "nonsense"]] {
        let output =
            Command::new(PROGRAM).args(args).env("TACIT_STORE", "mongodb://u:hunter2@h/").output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert!(!String::from_utf8_lossy(&said).contains("hunter2"), "{args:?}");
    }
    let output = Command::new(PROGRAM).env("TACIT_STORE", "postgres://u:hunter2@h/").output().unwrap();
    assert!(!output.status.success());
    assert!(!String::from_utf8_lossy(&output.stderr).contains("hunter2"));
}

#[test]
fn settings_come_from_the_command_line_the_environment_or_a_file_in_this_order() {
    let dir = tempfile::tempdir().unwrap();
    let (file, uri) = (dir.path().join("tacit.toml"), dir.path().join("uri"));
    // Where nobody listens.
    fs::write(&uri, "mongodb://u:hunter2@127.0.0.1:1/\n").unwrap();
    fs::write(&file, format!("log = 'warn'\nlog-format = 'json'\nhttps = true\nstore-file = {uri:?}\n"))
        .unwrap();
    let check = |args: &[&str], log: Option<&str>| {
        let mut command = Command::new(PROGRAM);
        command.current_dir(dir.path()).arg("check-config").args(args).env("TACIT_CONFIG", &file);
        command.env_remove("TACIT_STORE").env_remove("TACIT_LOG").envs(log.map(|log| ("TACIT_LOG", log)));
        let output = command.output().unwrap();
        assert!(!String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).contains("hunter2"));
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let said = |args: &[&str], log| check(args, log).1;
    let (code, from_file, asked) = check(&[], None);
    for line in ["log = \"warn\"", "https = true", "store = \"mongodb://("] {
        assert!(from_file.contains(line), "{line}: {from_file}");
    }
    assert!(code == Some(0) && asked.contains("MongoDB doesn't answer"), "{asked}");
    let embedded = ["--store", "embedded", "--https", "false"];
    assert!(said(&embedded, Some("error")).contains("log = \"error\""));
    assert!(said(&[&embedded[..], &["--log", "debug"]].concat(), Some("error")).contains("log = \"debug\""));
    assert!(said(&embedded, None).contains("https = false"));
    // An address given here goes before a file of one that is named there.
    let (code, shown, _) = check(&["--store", "embedded"], None);
    assert!(
        shown.contains("store = \"embedded\"") && shown.ends_with("A server can work with these settings.\n")
    );
    assert_eq!(code, Some(0));
    assert!(!dir.path().join("tacit-data").exists(), "nothing is made");
    // Whichever way a store is named on the command line goes before both in the environment.
    let mut command = Command::new(PROGRAM);
    command.current_dir(dir.path()).args(["check-config", "--store-file"]).arg(dir.path().join("embedded"));
    fs::write(dir.path().join("embedded"), "embedded").unwrap();
    let output = command.env("TACIT_STORE", "mongodb://u:hunter2@h/").output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("store = \"embedded\""), "{output:?}");
    let output = command.env("TACIT_STORE_FILE", &uri).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let said =
        said(&["--mongodb-timeout", "20", "--trusted-hops", "2", "--trusted-proxy", "192.0.2.7"], None);
    for line in ["mongodb-timeout = 20", "trusted-hops = 2", "trusted-proxy = [\"192.0.2.7/32\"]"] {
        assert!(said.lines().any(|found| found == line), "{line}: {said}");
    }
    let (code, _, more) = check(&["--store", "embedded", "--max-stored-bytes", "1000"], None);
    assert!(code == Some(0) && more.contains("at worst 256000 bytes"), "{more}");
    let (code, _, slow) = check(&["--store", "embedded", "--shutdown-delay", "60"], None);
    assert!(code == Some(0) && slow.contains("TimeoutStopSec=75"), "{slow}");
    let (code, _, slow) = check(&["--store", "embedded", "--shutdown-grace", "26"], None);
    assert!(code == Some(0) && slow.contains("TimeoutStopSec=31"), "{slow}");
    let (code, shown, said) = check(&[&embedded[..], &["--quiet"]].concat(), None);
    assert_eq!((code, shown.as_str(), said.as_str()), (Some(0), "", ""));
    for (args, advice) in [
        (&["--log", "x=y=z"][..], "Write `error`"),
        (&["--mongodb-timeout", "61"], "from 1 to 60"),
        (&["--max-connections", "0"], "Set at least 1"),
        (&["--listen", "127.0.0.1:9", "--admin-listen", "127.0.0.1:9"], "set another"),
        (&["--trusted-proxy", "192.0.2.7"], "Say how many proxies there are"),
        (&["--max-report-bytes", "16777216"], "a document of MongoDB"),
        (&["--mongodb-max-pool", "1", "--mongodb-min-pool", "2"], "Set it lower"),
        (&["--data-dir", file.to_str().unwrap()], "is no folder"),
        (&["--master-key", uri.to_str().unwrap()], "chmod 600"),
    ] {
        let (code, _, said) = check(args, None);
        assert!(code == Some(1) && said.contains(advice), "{args:?}: {said}");
    }
    fs::write(&file, "listen-on = '[::]:1'\n").unwrap();
    let (code, _, said) = check(&[], None);
    assert!(code == Some(1) && said.contains("line 1") && said.contains("Did you mean `listen`?"), "{said}");
}

#[test]
fn operators_see_what_happens_at_an_address_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = command(&dir.path().join("data"));
    let mut server = command.args(["--admin-listen", "127.0.0.1:0"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(server.stderr.take().unwrap());
    let mut address_after = |start: &str| loop {
        let mut line = String::new();
        assert_ne!(log.read_line(&mut line).unwrap(), 0, "the server ended");
        if let Some(url) = line.trim().strip_prefix(start) {
            return url.trim_start_matches("http://").to_owned();
        }
    };
    let admin = address_after("listening for operators on ");
    let public = address_after("listening on ");
    let get = |address: &str, path: &str| {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    for address in [&admin, &public] {
        for path in ["/healthz", "/readyz"] {
            assert!(get(address, path).starts_with("HTTP/1.1 200"), "{path}");
        }
    }
    assert!(get(&public, "/metrics").starts_with("HTTP/1.1 404"), "others don't see it");
    let unknown = "/api/v1/sessions/nothing/manifest";
    assert!(get(&public, unknown).starts_with("HTTP/1.1 404"));
    let metrics = get(&admin, "/metrics");
    for line in [
        r#"tacit_requests_total{method="GET",route="/readyz",status="200"} 1"#,
        r#"tacit_refusals_total{route="/api/v1/sessions/{session}/manifest",reason="unknown-session"} 1"#,
        r#"tacit_store_seconds_count{operation="ping"} 1"#,
    ] {
        assert!(metrics.contains(line), "{line} is not in:\n{metrics}");
    }
    // What somebody asks for doesn't become a label.
    assert!(!metrics.contains("nothing"), "{metrics}");
    signal(&server, "-TERM");
    assert!(server.wait().unwrap().success());
}

#[test]
fn a_copy_is_made_while_it_serves_and_put_in_place_elsewhere() {
    const RESTORE: &str = "restore --nothing-was-released";
    let dir = tempfile::tempdir().unwrap();
    let (data, copy) = (dir.path().join("data"), dir.path().join("copy.db"));
    let server = start(&data);
    let run = |command: &str, option: &str, file: &Path, data: &Path| {
        let mut program = Command::new(PROGRAM);
        program
            .args(command.split(' '))
            .arg(option)
            .arg(file)
            .arg("--data-dir")
            .arg(data)
            .env_remove("TACIT_STORE");
        let output = program.output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    };
    let (code, said) = run("backup", "--to", &copy, &data);
    assert!(code == Some(0) && said.contains("0 sessions, 0 reports"), "{said}");
    let (code, said) = run("backup", "--to", &copy, &data);
    assert!(code == Some(1) && said.contains("is there already"), "{said}");
    let (code, said) = run(RESTORE, "--from", &copy, &data);
    assert!(code == Some(1) && said.contains("another tacit-server uses"), "{said}");
    drop(server);
    // Only the database is moved away; what a stopped server left beside it would be taken for the copy's.
    fs::rename(data.join("tacit.db"), dir.path().join("moved")).unwrap();
    let left = data.join("tacit.db-wal");
    assert!(left.exists());
    let (code, said) = run(RESTORE, "--from", &copy, &data);
    assert!(code == Some(1) && said.contains("tacit.db-wal is there already"), "{said}");
    let (code, said) = run(RESTORE, "--from", &dir.path().join("moved"), &dir.path().join("data"));
    assert!(code == Some(1) && said.contains("is no copy of a store"), "{said}");
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o644)).unwrap();

    let elsewhere = dir.path().join("elsewhere");
    let (code, said) = run("restore", "--from", &copy, &elsewhere);
    assert!(code == Some(1) && said.contains("Put its copy there first"), "{said}");
    fs::copy(dir.path().join("data-master.key"), dir.path().join("elsewhere-master.key")).unwrap();
    let (code, said) = run("restore", "--from", &copy, &elsewhere);
    assert!(code == Some(1) && said.contains("release sessions a second time"), "{said}");
    let list = "master.key.released";
    fs::copy(dir.path().join(format!("data-{list}")), dir.path().join(format!("elsewhere-{list}"))).unwrap();
    let (code, said) = run("restore", "--from", &copy, &elsewhere);
    assert!(code == Some(1) && said.contains("or names none"), "{said}");
    let (code, said) = run(RESTORE, "--from", &copy, &elsewhere);
    assert!(code == Some(0) && said.contains("Restored to") && said.contains("names 0"), "{said}");
    assert!(said.contains("copy.db is among them: make a copy of the store now"), "{said}");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&elsewhere), mode(&elsewhere.join("tacit.db"))), (0o700, 0o600));
    assert!(is_healthy(&start(&elsewhere).url));
}
