//! What is refused: bad input, a server that isn't there, and one that lies.

use tacit_analyst::random;
use tacit_protocol::{
    code::Code,
    codec::Encode,
    ids::{ReportId, SessionId, Token},
    invitation::Invitation,
    link::Link,
    report::{Report, ReportHeader},
};
use tacit_server::store::{CodeRecord, NewReport, Store};

use crate::{
    analyst::{Analyst, ended},
    server::Server,
    survey::{FORM, check_results, submit, submit_all},
};

#[test]
fn a_bad_form_is_named_with_its_place() {
    let analyst = Analyst::new(&"http://127.0.0.1:9".parse().unwrap());
    std::fs::write(analyst.path("form.toml"), "title = \"T\"\npurpose = 1\n").unwrap();
    let message = analyst.run(&["create", "form.toml"]).failed(3);
    assert!(message.starts_with("error: form.toml: Line 2, column"), "{message}");
}

#[test]
fn usage_errors_have_their_code() {
    let analyst = Analyst::new(&"http://127.0.0.1:9".parse().unwrap());
    for arguments in [
        ["create"].as_slice(),
        &["invite", "--count", "0"],
        &["run", "--format", "pdf"],
        &["create", "form.toml", "--opens", "tomorrow"],
        &["create", "form.toml", "--threshold", "1"],
    ] {
        analyst.run(arguments).failed(2);
    }
    for option in [["--name", "Canteen"], ["--epsilon", "1"]] {
        let asked = analyst.run(&["new", option[0], option[1]]).failed(2);
        assert!(asked.contains("--from <FORM.toml>"), "options aren't passed over: {asked}");
    }
    let bare = analyst.command(&[]).env_remove("TACIT_KEY").env_remove("TACIT_SERVER").output().unwrap();
    assert!(ended(bare).failed(2).contains("Make a key file"));
}

#[test]
fn options_that_contradict_each_other_are_named() {
    let analyst = Analyst::new(&"http://127.0.0.1:9".parse().unwrap());
    std::fs::write(analyst.path("form.toml"), FORM).unwrap();
    for (options, names) in [
        (["--opens", "2099-01-02T00:00:00Z", "--closes", "2099-01-01T00:00:00Z"], ["--opens", "--closes"]),
        (["--opens", "2020-01-01T00:00:00Z", "--closes", "2020-01-02T00:00:00Z"], ["--closes", "is past"]),
        (["--cohort", "Retail", "--cohort", "Retail"], ["\"Retail\"", "named twice"]),
        (["--threshold", "10", "--max-participants", "5"], ["--threshold 10", "--max-participants 5"]),
        (["--name", "", "--threshold", "10"], ["--name", "1 to 200 characters"]),
        (["--name", "two\nlines", "--threshold", "10"], ["--name", "one line"]),
    ] {
        let message = analyst.run(&[["create", "form.toml"].as_slice(), &options].concat()).failed(2);
        assert!(names.iter().all(|name| message.contains(name)), "{message}");
    }
}

#[test]
fn a_form_that_is_not_there_is_bad_input() {
    let analyst = Analyst::new(&"http://127.0.0.1:9".parse().unwrap());
    let message = analyst.run(&["create", "nowhere.toml"]).failed(3);
    assert!(message.contains("the form nowhere.toml can't be read"), "{message}");
}

#[test]
fn a_server_that_is_not_there_is_waited_for_and_named() {
    let analyst = Analyst::new(&"http://127.0.0.1:9".parse().unwrap());
    std::fs::write(analyst.path("form.toml"), FORM).unwrap();
    let message = analyst.run(&["create", "form.toml", "--wait", "1"]).failed(6);
    assert!(message.contains("Waiting for the server at http://127.0.0.1:9/"), "{message}");
    assert!(message.contains("can't be reached"), "{message}");
    assert!(!analyst.path("analyst.sessions.json").exists());
}

#[test]
fn closing_takes_a_yes_where_there_is_no_terminal() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 5, &[]);
    submit_all(&links);
    let message = analyst.run(&["run"]).failed(2);
    assert!(message.contains("5 of 5 submitted") && message.contains("--yes"), "{message}");
    assert!(analyst.run(&["status"]).ok().contains("phase        open"));
}

#[test]
fn an_unknown_session_is_named() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let id = tacit_protocol::ids::SessionId::of_manifest(b"none").to_string();
    let message = analyst.run(&["status", "--session", &id]).failed(7);
    assert!(message.contains(&format!("has no session {id}")), "{message}");
}

/// A closing statement, a release or a batch that isn't what it should be gives no result, and spoils nothing.
#[test]
fn a_lying_server_gets_no_result_out_of_the_analyst() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 9, &[]);
    submit_all(&links);
    let (folder, address) = server.stop();

    let server = Server::start_lying(&folder, address, "/close");
    let message = analyst.run(&["run", "--yes"]).failed(7);
    assert!(message.contains("closing statement isn't signed with the session's key"), "{message}");
    let (folder, address) = server.stop();

    let server = Server::start_lying(&folder, address, "/release");
    let message = analyst.run(&["run", "--yes"]).failed(7);
    assert!(message.contains("release isn't signed with the session's key"), "{message}");
    let (folder, address) = server.stop();

    let _server = Server::start_again(&folder, address);
    check_results(&analyst.run(&["run", "--yes", "--format", "json"]).ok(), 9);
}

#[test]
fn a_second_closing_statement_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 5, &[]);
    submit_all(&links);
    analyst.run(&["run", "--yes"]).ok();
    // As if the server had closed with another statement before.
    let list = analyst.path("analyst.sessions.json");
    let text = std::fs::read_to_string(&list).unwrap();
    let at = text.find("\"closed\": \"").unwrap() + "\"closed\": \"".len();
    let other =
        format!("{}{}{}", &text[..at], if &text[at..=at] == "a" { "b" } else { "a" }, &text[at + 1..]);
    std::fs::write(&list, other).unwrap();
    let message = analyst.run(&["report"]).failed(7);
    assert!(message.contains("isn't the one that it made before"), "{message}");
}

/// A server that counts participants of its own among the invited could subtract their answers.
#[test]
fn participants_that_the_analyst_did_not_invite_stop_the_computation() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (id, links) = analyst.session(FORM, 7, &[]);
    submit_all(&links);
    let stranger = || Token::random(&mut random::system()).participant_id();
    let strangers = [(); 3].map(|()| Invitation { participant: stranger(), cohort: 0, voucher: [0; 16] });
    let session = id.parse().unwrap();
    server.tamper(async |store| store.invite(&session, &strangers, 1000).await.unwrap());

    let asked = analyst.run(&["close"]).failed(2);
    assert!(asked.contains("says that 10 are invited, and you invited 7"), "{asked}");
    for command in ["close", "run", "run"] {
        let message = analyst.run(&[command, "--yes"]).failed(7);
        assert!(message.contains("says that 10 participants were invited; you invited 7"), "{message}");
        assert!(message.contains("compute with: tacit-analyst run --accept-invited 10"), "{message}");
    }
    let wrong = analyst.run(&["run", "--yes", "--accept-invited", "7"]).failed(2);
    assert!(wrong.contains("10 participants were invited"), "{wrong}");
    assert!(analyst.run(&["status"]).ok().contains("phase        closed"));
    // Accepted once, the number is remembered.
    let accepted = ["run", "--yes", "--accept-invited", "10", "--format", "json"];
    check_results(&analyst.run(&accepted).ok(), 7);
    check_results(&analyst.run(&["report", "--format", "json"]).ok(), 7);
}

/// Not even if their number is accepted: the analyst's key makes no mistake about whom it invited.
#[test]
fn submissions_of_strangers_stop_the_computation() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (id, links) = analyst.session(FORM, 7, &[]);
    submit_all(&links);
    let session: SessionId = id.parse().unwrap();
    let link = Link::new(&server.url(), session, Token::random(&mut random::system()));
    let stranger = Invitation { participant: link.token().participant_id(), cohort: 0, voucher: [0; 16] };
    server.tamper(async |store| {
        store.invite(&session, &[stranger], 1000).await.unwrap();
    });
    submit(&link.expose(), 900, 1);
    let message = analyst.run(&["run", "--yes", "--accept-invited", "8"]).failed(7);
    assert!(message.contains("somebody whom you didn't invite"), "{message}");
}

/// Without the reports that it pretends to reject, the server could learn from the counts what the others answered.
#[test]
fn a_server_that_rejects_what_it_acknowledged_gets_no_counts() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (id, links) = analyst.session(FORM, 9, &[]);
    submit_all(&links[..8]);
    let session: SessionId = id.parse().unwrap();
    let link: Link = links[8].parse().unwrap();
    server.tamper(async |store| {
        store.put_report(&session, unverifiable(&session, &link)).await.unwrap();
    });

    let message = analyst.run(&["run", "--yes"]).failed(7);
    assert!(message.contains("rejects a submission that the server checked and acknowledged"), "{message}");
    let (counts, release) = server.tamper(async |store| {
        (store.counts(&session).await.unwrap(), store.released(&session).await.unwrap())
    });
    assert_eq!((counts.submitted, counts.verified_batches, release), (9, 0, None));
}

/// A report that its participant never sent: nothing of it opens.
fn unverifiable(session: &SessionId, link: &Link) -> NewReport {
    let header = ReportHeader {
        report_id: ReportId::random(&mut random::system()),
        participant_id: link.token().participant_id(),
        revision: 1,
        cohort: 0,
    };
    let report =
        Report { header, public_share: vec![0; 64], leader_share: vec![0; 500], helper_share: vec![0; 80] };
    let bytes = report.get_encoded().unwrap();
    NewReport { header, digest: report.digest(session), bytes, received_at: 0 }
}

#[test]
fn a_code_creates_one_session_where_the_server_asks_for_one() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_asking_for_codes(folder.path());
    let analyst = Analyst::new(&server.url());
    std::fs::write(analyst.path("form.toml"), FORM).unwrap();
    let message = analyst.run(&["create", "form.toml"]).failed(5);
    assert!(message.contains("give it with --code"), "{message}");
    let code = Code::random(&mut random::system());
    let record = CodeRecord { hash: code.hash(), expires_at: u64::from(u32::MAX) << 12 };
    server.tamper(async |store| store.put_codes(&[record]).await.unwrap());
    analyst.run(&["create", "form.toml", "--code", &code.expose()]).ok();
    for used in [code.expose(), Code::random(&mut random::system()).expose(), "nonsense".into()] {
        let message = analyst.run(&["create", "form.toml", "--code", &used]).failed(5);
        assert!(message.contains("was used already"), "{message}");
    }
}
