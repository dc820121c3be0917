//! In the middle of the aggregation the analyst's process is killed, or the server's connections break off until it is
//! back: every submission still counts once.

use std::{
    fmt::Write,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tacit_client::AnalystClient;
use tacit_envelope::keyfile::{AnalystSecret, KeyFile};
use tacit_form::Answers;
use tacit_protocol::session::Progress;
use tokio::runtime::Runtime;

use crate::{
    analyst::{Analyst, ended},
    server::Server,
    survey,
};

/// Fields enough that a batch has only 16 reports.
const FIELDS: usize = 500;
/// Reports enough for several batches.
const REPORTS: usize = 80;
const BATCHES: u32 = 5;

#[test]
fn the_analyst_is_killed_and_goes_on() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let (analyst, id) = prepared(&server);
    let mut run = start(&analyst);
    wait_for_first_batch(&analyst, &server, &id);
    run.kill().unwrap();
    run.wait().unwrap();
    let left = progress(&analyst, &server, &id).verified_batches;
    assert!((1..BATCHES).contains(&left), "killed after {left} batches: this tests nothing");
    check(&analyst.run(&["run", "--yes", "--format", "json"]).ok());
    check(&analyst.run(&["report", "--format", "json"]).ok());
}

#[test]
fn the_server_breaks_off_and_the_analyst_waits() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let (analyst, id) = prepared(&server);
    let run = start(&analyst);
    wait_for_first_batch(&analyst, &server, &id);
    let (folder, address) = server.stop();
    let server = Server::start_again(&folder, address);
    let left = progress(&analyst, &server, &id).verified_batches;
    assert!(left < BATCHES, "broken off after all batches: this tests nothing");
    let ended = ended(run.wait_with_output().unwrap());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    check(&ended.stdout);
}

fn prepared(server: &Server) -> (Analyst, String) {
    let analyst = Analyst::new(&server.url());
    let (id, links) = analyst.session(&form(), REPORTS, &[]);
    survey::submit_each(&links, |number| {
        let mut answers = Answers::new();
        (0..FIELDS).for_each(|field| answers.set(format!("x{field}"), number.to_string()));
        answers
    });
    (analyst, id)
}

fn form() -> String {
    let mut form = "title = \"T\"\npurpose = \"P\"\n".to_owned();
    for number in 0..FIELDS {
        write!(
            form,
            "[[field]]\nkey = \"x{number}\"\nkind = \"number\"\nlabel = \"X\"\nmin = 0\nmax = 4294967295\n"
        )
        .unwrap();
    }
    form + "[[analysis]]\nkind = \"sum\"\nof = \"x0\"\n[[analysis]]\nkind = \"sum\"\nof = \"x499\"\n"
}

fn start(analyst: &Analyst) -> std::process::Child {
    let mut command = analyst.command(&["run", "--yes", "--format", "json"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn wait_for_first_batch(analyst: &Analyst, server: &Server, id: &str) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while progress(analyst, server, id).verified_batches == 0 {
        assert!(Instant::now() < deadline, "no batch was ever verified");
        thread::sleep(Duration::from_millis(2));
    }
}

fn progress(analyst: &Analyst, server: &Server, id: &str) -> Progress {
    let secret = secret(analyst);
    let asked = async {
        let client = AnalystClient::new(&server.url(), secret.signing());
        client.progress(&id.parse().unwrap()).await.unwrap()
    };
    Runtime::new().unwrap().block_on(asked)
}

fn secret(analyst: &Analyst) -> AnalystSecret {
    match KeyFile::parse(&std::fs::read_to_string(analyst.key()).unwrap()).unwrap() {
        KeyFile::Plain(secret) => secret,
        KeyFile::Protected(_) => unreachable!("made without a passphrase"),
    }
}

#[track_caller]
fn check(json: &str) {
    let results: Value = serde_json::from_str(json).unwrap();
    assert_eq!(results["accepted"], REPORTS, "{json}");
    let sum = (REPORTS * (REPORTS - 1) / 2).to_string();
    for analysis in 0..2 {
        assert_eq!(results["analyses"][analysis]["rows"][0]["outcome"]["sum"], sum.as_str(), "{json}");
    }
}
