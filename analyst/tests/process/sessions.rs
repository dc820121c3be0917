//! Sessions: made, found again, shown, put off, closed and deleted.

use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
};

use serde_json::Value;

use crate::{
    analyst::{Analyst, ended},
    server::Server,
    survey::{FORM, submit_all},
    transcript::Transcript,
};

#[test]
fn transcript_of_a_session() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    std::fs::write(analyst.path("form.toml"), FORM).unwrap();
    let mut transcript = Transcript::of(&analyst);
    transcript
        .run("list")
        .run("status")
        .run("new")
        .run("new --from form.toml --name Canteen --closes 2099-01-01T00:00:00Z --extendable-until 2099-02-01T00:00:00Z")
        .run("list")
        .run("show")
        .run("extend --until 2099-01-15T00:00:00Z")
        .run("extend --until 2099-03-01T00:00:00Z")
        .run("extend --until 2099-01-02T00:00:00Z")
        .run("extend --until soon")
        .run("pause")
        .run("show")
        .run("open")
        .run("run --dry-run");
    let links = analyst.invite(7);
    submit_all(&links[..5]);
    transcript
        .run("run --dry-run")
        .run("close")
        .run("close --yes")
        .run("close --yes")
        .run("extend --until 2099-01-20T00:00:00Z")
        .run("run --dry-run")
        .run("run --yes")
        .run("delete")
        .run("delete --title Dinner")
        .run("delete --title Lunch")
        .run("list")
        .run("status")
        .is("session.txt");
    assert!(!std::fs::read_to_string(analyst.path("analyst.sessions.json")).unwrap().contains("Lunch"));
}

/// What other transcripts don't have, and what is said to who mistypes.
#[test]
fn transcript_of_everything_else() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    std::fs::write(analyst.path("form.toml"), FORM).unwrap();
    let mut transcript = Transcript::of(&analyst);
    transcript
        .run("keygen")
        .run("keygen --key second.key")
        .run("crate form.toml")
        .run("create nowhere.toml")
        .run("create form.toml --threshold 1")
        .run("create form.toml --opens tomorrow")
        .run("create form.toml --name Canteen")
        .run("open --session short")
        .run("status --server survey.example")
        .run("status --server http://127.0.0.1:1 --wait 0")
        .run("watch --once")
        .run("publish");
    submit_all(&analyst.invite(6));
    transcript
        .run("watch --once --json")
        .run("run --yes")
        .run("watch --once")
        .run("publish")
        .talk("publish", &[("Publish them? [y/N]", "n")])
        .talk("publish", &[("Publish them? [y/N]", "y")])
        .run("publish --yes")
        .run("completions turtle")
        .begin("completions bash", 3)
        .run("man pages")
        .is("others.txt");
    assert!(analyst.path("pages/tacit-analyst-report-verify.1").exists());
}

#[test]
fn transcript_of_the_interview() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    std::fs::write(analyst.path("form.toml"), FORM).unwrap();
    Transcript::of(&analyst)
        .talk(
            "new",
            &[
                ("The form's file: ", "lunch.toml"),
                ("can't be read", "form.toml"),
                ("Who asks", "The canteen"),
                ("most participants", "2000000000"),
                ("Write a whole number", "30"),
                ("fewer people than [5]", ""),
                ("Privacy budget", "100"),
                ("from 0.001 to 10", ""),
                ("Take submissions from", "tomorrow"),
                ("is no time", "2099-01-01T00:00:00Z"),
                ("Until (", "2098-01-01T00:00:00Z"),
                ("That isn't after", "2099-02-01T00:00:00Z"),
                ("Let yourself put that off", ""),
                ("Groups that", "Day, Night, Day"),
                ("named twice", "Day, Night"),
                ("Who says which group", "both"),
                ("Write participant or invitation.", ""),
                ("Open it at once? [y/N]", ""),
                ("Create it? [y/N]", "y"),
            ],
        )
        .run("show")
        .is("interview.txt");
}

#[test]
fn a_key_file_alone_finds_its_sessions() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 3, &[]);
    let (second, _) = analyst.session(&FORM.replace("Lunch", "Dinner"), 2, &[]);
    std::fs::remove_file(analyst.path("analyst.sessions.json")).unwrap();
    let list = analyst.run(&["list"]).ok();
    assert!(list.contains("Lunch") && list.contains("Dinner"), "{list}");
    let json: Value = serde_json::from_str(&analyst.run(&["list", "--json"]).ok()).unwrap();
    assert_eq!(json[0]["session"], second.as_str());
    assert_eq!(
        (&json[0]["title"], &json[0]["invited"], &json[0]["phase"]),
        (&"Dinner".into(), &2.into(), &"open".into())
    );
    let shown = analyst.run(&["show"]);
    assert!(shown.stderr.contains("2 sessions") && shown.stderr.contains("\"Dinner\""), "{shown:?}");
    assert!(shown.ok().contains("title        Dinner"));
}

#[test]
fn a_server_that_is_away_hides_no_sessions_of_others() {
    let (near, far) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (server, other) = (Server::start(near.path()), Server::start(far.path()));
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 0, &[]);
    analyst.session(&FORM.replace("Lunch", "Dinner"), 0, &["--server", &other.url().to_string()]);
    let list = || {
        let mut list = analyst.command(&["list", "--wait", "0"]);
        ended(list.env_remove("TACIT_SERVER").output().unwrap())
    };
    let both = list().ok();
    assert!(both.contains("Lunch") && both.contains("Dinner"), "{both}");
    let gone = other.url().to_string();
    other.stop();
    let one = list();
    assert!(one.stdout.contains("Lunch") && !one.stdout.contains("Dinner"), "{one:?}");
    assert!(one.failed(6).contains(gone.trim_end_matches('/')));
}

/// Another program listens where one was.
#[test]
fn a_server_that_is_taken_over_hides_no_sessions_of_others() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 0, &[]);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ =
                stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        }
    });
    // The newest is there, so that it is asked first.
    let list = std::fs::read_to_string(analyst.path("analyst.sessions.json")).unwrap();
    let mut list: Value = serde_json::from_str(&list).unwrap();
    let mut there = list["sessions"][0].clone();
    there["server"] = taken.as_str().into();
    there["session"] = "a".repeat(52).into();
    list["sessions"].as_array_mut().unwrap().push(there);
    std::fs::write(analyst.path("analyst.sessions.json"), list.to_string()).unwrap();
    for (options, shown) in
        [(["list", "--wait"].as_slice(), " Lunch "), (&["list", "--json", "--wait"], "\"Lunch\"")]
    {
        let listed =
            analyst.command(&[options, &["0"]].concat()).env_remove("TACIT_SERVER").output().unwrap();
        let listed = ended(listed);
        assert!(listed.stdout.contains(shown), "{listed:?}");
        let message = listed.failed(7);
        assert!(message.contains(&format!("the sessions at {taken} can't be shown: ")), "{message}");
    }
}

#[test]
fn a_session_that_was_deleted_elsewhere_is_forgotten_here() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 3, &[]);
    analyst.session(&FORM.replace("Lunch", "Dinner"), 2, &[]);
    std::fs::create_dir(analyst.path("elsewhere")).unwrap();
    std::fs::copy(analyst.key(), analyst.path("elsewhere/analyst.key")).unwrap();
    analyst.run(&["delete", "--title", "Dinner", "--key", "elsewhere/analyst.key"]).ok();
    let gone = analyst.run(&["status"]).failed(7);
    assert!(
        gone.contains("has no session") && gone.contains("forget it with: tacit-analyst delete"),
        "{gone}"
    );
    assert!(analyst.run(&["delete", "--title", "Lunch"]).failed(2).contains("which is \"Dinner\""));
    let forgotten = analyst.run(&["delete", "--title", "Dinner"]);
    assert!(forgotten.stderr.contains("\"Dinner\" is forgotten"), "{forgotten:?}");
    assert!(analyst.run(&["status"]).ok().contains("title        Lunch"));
    let books = std::fs::read_dir(analyst.folder.path()).unwrap();
    let books = books.filter(|entry| {
        entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("analyst.invitations-")
    });
    assert_eq!(books.count(), 1);
}

/// Whom another server doesn't know lives on, in this folder too.
#[test]
fn a_session_is_forgotten_only_where_its_own_server_has_it_no_more() {
    let (near, far) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (server, other) = (Server::start(near.path()), Server::start(far.path()));
    let analyst = Analyst::new(&server.url());
    let (id, _) = analyst.session(FORM, 3, &[]);
    let elsewhere = other.url().to_string();
    for named in [["--server", &elsewhere].as_slice(), &["--server", &elsewhere, "--session", &id]] {
        for command in [["delete", "--title", "Lunch"].as_slice(), &["status"]] {
            let message = analyst.run(&[command, named].concat()).failed(2);
            let place = format!("that is at {}. Nothing was done.", analyst.server);
            assert!(message.contains(&place) && message.contains("TACIT_SERVER"), "{message}");
        }
    }
    assert!(analyst.run(&["status"]).ok().contains("title        Lunch"));
    assert!(analyst.run(&["invitations", "list"]).stderr.contains("3 invitations in this folder's book"));
    analyst.run(&["delete", "--title", "Lunch"]).ok();
}

#[test]
fn a_fixed_closing_time_stays() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 1, &["--closes", "2099-01-01T00:00:00Z"]);
    let message = analyst.run(&["extend", "--until", "2099-01-02T00:00:00Z"]).failed(4);
    assert!(message.contains("fixed closing time") && message.contains("--extendable-until"), "{message}");
    let early = [
        "create",
        "form.toml",
        "--closes",
        "2099-01-02T00:00:00Z",
        "--extendable-until",
        "2099-01-01T00:00:00Z",
    ];
    let message = analyst.run(&early).failed(2);
    assert!(message.contains("--extendable-until must be"), "{message}");
}
