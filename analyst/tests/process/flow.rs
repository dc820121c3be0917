//! From the key to the results, and back again after every kind of interruption.

use std::{
    io::{BufRead, BufReader, Read},
    process::Stdio,
};

use crate::{
    analyst::{Analyst, ended},
    server::Server,
    survey::{FORM, check_results, submit, submit_all},
};

#[test]
fn from_key_to_results_and_the_same_again() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 12, &["--name", "The canteen"]);
    assert_eq!(links.len(), 12);
    submit_all(&links);
    let before = analyst.run(&["report"]).failed(4);
    analyst.run(&["publish"]).failed(4);
    assert!(before.contains("12 so far") && before.contains("tacit-analyst run"), "{before}");

    let table = analyst.run(&["run", "--yes"]);
    assert!(table.stderr.contains("12 of 12 submitted. Closing."), "{table:?}");
    let table = table.ok();
    assert!(table.starts_with("Lunch\n") && table.contains("accepted 12 · rejected 0"), "{table}");
    assert!(table.contains("66") && table.contains("5.50"), "{table}");

    assert_eq!(analyst.run(&["run", "--yes"]).ok(), table);
    assert_eq!(analyst.run(&["report"]).ok(), table);
    check_results(&analyst.run(&["report", "--format", "json"]).ok(), 12);
    analyst.run(&["report", "--format", "csv", "--output", "out.csv"]).ok();
    for _ in 0..2 {
        let published = analyst.run(&["publish", "--yes"]);
        assert!(published.stderr.contains("are published"), "{published:?}");
        assert_eq!(published.ok(), "");
    }
    let csv = std::fs::read_to_string(analyst.path("out.csv")).unwrap();
    assert!(csv.contains("\nSum of “Cost”,sum,,,,,12,66,,,,,,ok\n"), "{csv}");
}

#[test]
fn a_replaced_submission_counts_once_with_its_last_value() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 6, &[]);
    submit(&links[3], 999, 1);
    links.iter().enumerate().for_each(|(number, link)| submit(link, number, if number == 3 { 2 } else { 1 }));
    check_results(&analyst.run(&["run", "--yes", "--format", "json"]).ok(), 6);
}

#[test]
fn fewer_than_the_threshold_is_withheld() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 4, &[]);
    submit_all(&links);
    let table = analyst.run(&["run", "--yes"]).ok();
    assert!(table.contains("withheld (tells of few)"), "{table}");
    assert_eq!(analyst.run(&["report"]).ok(), table);
}

#[test]
fn nobody_submitted() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 4, &[]);
    let table = analyst.run(&["run", "--yes"]).ok();
    assert!(table.contains("accepted 0") && table.contains("withheld (tells of few)"), "{table}");
}

#[test]
fn another_machine_with_the_key_file_goes_on() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (id, links) = analyst.session(FORM, 8, &[]);
    submit_all(&links);
    let results = analyst.run(&["run", "--yes", "--format", "json"]).ok();
    std::fs::remove_file(analyst.path("analyst.sessions.json")).unwrap();
    let found = analyst.run(&["report", "--format", "json"]);
    assert_eq!(found.ok(), results);
    std::fs::remove_file(analyst.path("analyst.sessions.json")).unwrap();
    let elsewhere = analyst.run(&["report", "--format", "json", "--session", &id]);
    assert_eq!(elsewhere.ok(), results);
    // It has no memory of the invitations, and says so.
    assert!(
        elsewhere.stderr.contains("Warning: the server says that 8 participants were invited"),
        "{elsewhere:?}"
    );
}

#[test]
fn run_waits_for_a_server_that_is_not_up_and_survives_its_restart() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 7, &[]);
    submit_all(&links);
    let (folder, address) = server.stop();

    let mut run = analyst.command(&["run", "--yes", "--format", "json"]);
    let mut run = run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = BufReader::new(run.stderr.take().unwrap());
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    assert!(line.contains("Waiting for the server"), "{line}");
    let _server = Server::start_again(&folder, address);
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    let ended = ended(run.wait_with_output().unwrap());
    assert_eq!(ended.code, Some(0), "{rest}");
    check_results(&ended.stdout, 7);
}

#[test]
fn a_draft_is_opened_and_paused() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 5, &["--draft"]);
    let advice = analyst.run(&["run", "--yes"]).failed(4);
    assert!(advice.contains("tacit-analyst open"), "{advice}");
    let phase = |analyst: &Analyst| analyst.run(&["status"]).ok();
    assert!(phase(&analyst).contains("phase        a draft"));
    analyst.run(&["open"]).ok();
    submit_all(&links);
    analyst.run(&["pause"]).ok();
    let status = phase(&analyst);
    assert!(status.contains("phase        paused") && status.contains("submitted    5"), "{status}");
    check_results(&analyst.run(&["run", "--yes", "--format", "json"]).ok(), 5);
    let late = analyst.run(&["open"]).failed(4);
    assert!(late.contains("the session is released"), "{late}");
}

#[test]
fn links_go_to_a_private_new_file() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 2, &["--max-participants", "5"]);
    let ended = analyst.run(&["invite", "--count", "2", "--output", "links.csv"]);
    assert_eq!(ended.ok(), "");
    let csv = std::fs::read_to_string(analyst.path("links.csv")).unwrap();
    assert!(csv.starts_with("number,link\n3,http") && csv.contains("\n4,http"), "{}", csv.len());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(analyst.path("links.csv")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let taken = analyst.run(&["invite", "--count", "1", "--output", "links.csv"]).failed(2);
    assert!(taken.contains("never written over"), "{taken}");
    assert_eq!(std::fs::read_to_string(analyst.path("links.csv")).unwrap(), csv);
    let full = analyst.run(&["invite", "--count", "2", "--output", "more.csv"]).failed(2);
    assert!(full.contains("places for 1 more"), "{full}");
    assert!(!analyst.path("more.csv").exists());
}
