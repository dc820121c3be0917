//! The log of the server itself, at its most talkative: every line is JSON, a request's lines have its id, and nothing tells whose
//! request it was or what was in it.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;
#[path = "common/program.rs"]
mod program;

use std::{
    env,
    fs::{self, File},
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    os::fd::AsFd,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    thread::{self, JoinHandle},
};

use common::{
    Reply, TestServer,
    needles::{Needle, as_written, found},
    rng,
    survey::{Survey, form},
};
use http::Method;
use mongodb::{
    Client, Collection,
    bson::{Binary, Document, doc, spec::BinarySubtype},
};
use program::{PROGRAM, Running};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use reqwest::Certificate;
use rusqlite::Connection;
use serde_json::Value;
use tacit_envelope::keyfile::AnalystSecret;
use tacit_protocol::{
    auth::bearer,
    codec::Encode,
    ids::Token,
    media,
    phase::Phase,
    session::{Created, Invited, Offer, OfferRequest, Progress},
};
use tacit_server::{
    store::embedded::EmbeddedStore,
    telemetry::{self, LogFormat},
};
use tacit_testkit::mongo_stand_in::{MongoStandIn, fresh_database};
use tempfile::TempDir;

/// Addresses that are kept for examples.
const PARTICIPANT: &str = "203.0.113.77";
const ANALYST: &str = "2001:db8:77::5";
/// From where the proxy asks: it is in the log only where the server says on which address it listens.
const PROXY: &str = "127.0.0.1";
/// Tells this program that it is to panic.
const PANICS: &str = "TACIT_TEST_PANICS";
/// In a panic's message.
const SECRET: &str = "the answer was 718281828";

#[tokio::test(flavor = "multi_thread")]
async fn every_line_is_json_with_the_request_s_id_and_tells_of_nobody() {
    tells_of_nobody(None, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_does_one_over_https() {
    tells_of_nobody(None, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_does_one_with_mongodb_also_when_that_is_away() {
    let Some(mongo) = MongoStandIn::start() else { return };
    tells_of_nobody(Some(mongo), false).await;
}

async fn tells_of_nobody(mongo: Option<MongoStandIn>, https: bool) {
    let dir = tempfile::tempdir().unwrap();
    let mut command = program::command(&dir.path().join("data"));
    command.args(["--log=trace", "--log-format=json", "--admin-listen=127.0.0.1:0", "--trusted-hops=1"]);
    command.args(["--creation-codes", "--mongodb-timeout=1"]);
    let mongo = mongo.map(|running| InMongo { running, database: fresh_database() });
    if let Some(mongo) = &mongo {
        mongo.name(&mut command);
    }
    let trusted = https.then(|| certify(&mut command, dir.path()));
    let mut program = program::start(&mut command);
    let log = read_on(&program);
    let mut visit = Visit::begin(&program, dir, mongo, trusted).await;
    visit.take_part().await;
    visit.compute().await;
    visit.say_it_all_wrong().await;
    visit.lose_the_store().await;
    program.stop();
    assert!(program.child.wait().unwrap().success());
    let log = program.beginning.clone() + &log.join().unwrap();
    let lines: Vec<Value> = log.lines().map(json).collect();

    for (id, status) in &visit.answered {
        let level = if *status == 500 { "ERROR" } else { "DEBUG" };
        let told = lines.iter().any(|line| {
            line["span"]["id"] == id.as_str() && line["fields"]["status"] == *status && line["level"] == level
        });
        assert!(told, "nothing is said of the request {id}, {status}");
    }
    for (id, message) in &visit.explained {
        let told = |line: &Value| line["span"]["id"] == id.as_str() && line["fields"]["message"] == *message;
        assert!(lines.iter().any(told), "request {id} doesn't say: {message}\n{log}");
    }
    assert!(lines.iter().any(|line| line["span"]["route"] == "/s/{*rest}"), "its pattern, not its path");
    assert!(lines.iter().any(|line| line["fields"]["message"] == "stopping"));

    // As it is written, and as it reads.
    let listens = |line: &&Value| line["fields"]["message"].as_str().unwrap().starts_with("listening");
    assert_eq!(lines.iter().filter(listens).count(), 2);
    let spoken = lines.iter().filter(|line| !listens(line)).map(read_out).collect::<String>();
    let all = [log.as_bytes(), spoken.as_bytes()].concat();
    let planted = [&all[..], visit.survey.tokens[0].expose().as_bytes()].concat();
    assert_eq!(found(&planted, &visit.needles), Some("a token"), "it would be found");
    if let Some(what) = found(&all, &visit.needles) {
        panic!("{what} is in the log: {log}");
    }
    // MongoDB may be where the proxy is; it has a port.
    let hosts = visit.mongo.as_ref().map(|mongo| mongo.running.uri().split(['/', '?']).nth(2).unwrap());
    let spoken = spoken.replace(hosts.unwrap_or("no host"), "");
    assert!(!spoken.contains(PROXY), "{spoken}");
}

#[test]
fn what_it_ends_for_is_json_too_whatever_is_logged() {
    let dir = tempfile::tempdir().unwrap();
    let (taken, file) = (TcpListener::bind("127.0.0.1:0").unwrap(), dir.path().join("tacit.toml"));
    let taken = taken.local_addr().unwrap().to_string();
    fs::write(&file, "log-format = 'json'\nmongodb-max-pool = 1\nmongodb-min-pool = 2\n").unwrap();
    let cases: [(&[&str], &str); 5] = [
        (&["--log-format=json", "--listen", &taken], "Choose another with --listen"),
        (&["--log-format=json", "--log=off", "--listen", &taken], "Choose another with --listen"),
        (&["--log-format=json", "--log=x=y=z"], "Write `error`"),
        (&["--log-format=json", "--config=/nowhere/at/all"], "Is it there"),
        (&["--config", file.to_str().unwrap()], "Set it lower"),
    ];
    for (args, advice) in cases {
        let mut command = Command::new(PROGRAM);
        command.args(args).arg("--data-dir").arg(dir.path().join("data")).env_remove("TACIT_STORE");
        let output = command.output().unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{args:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        let lines: Vec<Value> = said.lines().map(json).collect();
        let last = lines.last().unwrap();
        assert!(last["level"] == "ERROR" && said.contains(advice), "{args:?}: {said}");
    }
}

#[test]
fn of_a_panic_there_is_a_line_with_its_place_and_nothing_else() {
    if env::var_os(PANICS).is_some() {
        telemetry::init(LogFormat::Json, "error").unwrap();
        assert!(thread::spawn(|| panic!("{SECRET}")).join().is_err());
        return;
    }
    let name = "of_a_panic_there_is_a_line_with_its_place_and_nothing_else";
    let mut this = Command::new(env::current_exe().unwrap());
    let output = this.args(["--exact", name, "--nocapture"]).env(PANICS, "1").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<Value> = said.lines().map(json).collect();
    let [line] = &lines[..] else { panic!("{said}") };
    assert!(line["fields"]["place"].as_str().unwrap().contains("logs.rs:"), "{said}");
    assert!(!said.contains(SECRET), "{said}");
}

/// A line of the log.
#[track_caller]
fn json(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

/// All texts in it, without the escapes that JSON needs.
fn read_out(value: &Value) -> String {
    match value {
        Value::Object(fields) => fields.values().map(read_out).collect(),
        Value::Array(values) => values.iter().map(read_out).collect(),
        Value::String(text) => format!("{text}\n"),
        other => format!("{other}\n"),
    }
}

/// Reads what it writes, so that it never waits for that.
fn read_on(program: &Running) -> JoinHandle<String> {
    let mut rest = String::from_utf8(program.log.buffer().to_vec()).unwrap();
    let mut log = File::from(program.log.get_ref().as_fd().try_clone_to_owned().unwrap());
    thread::spawn(move || {
        log.read_to_string(&mut rest).unwrap();
        rest
    })
}

/// A certificate of its own for this server; what a client must trust.
fn certify(command: &mut Command, folder: &Path) -> Certificate {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    for (option, name, text) in [
        ("--tls-key", "key.pem", signing_key.serialize_pem()),
        ("--tls-certificate", "certificate.pem", cert.pem()),
    ] {
        fs::write(folder.join(name), text).unwrap();
        command.arg(option).arg(folder.join(name));
    }
    // It may be installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Certificate::from_pem(cert.pem().as_bytes()).unwrap()
}

/// A store in MongoDB.
struct InMongo {
    running: MongoStandIn,
    database: String,
}

impl InMongo {
    fn name(&self, command: &mut Command) {
        command.env("TACIT_STORE", self.running.uri()).env("TACIT_MONGODB_DATABASE", &self.database);
    }

    async fn reports(&self) -> (Client, Collection<Document>) {
        let client = Client::with_uri_str(self.running.uri()).await.unwrap();
        let reports = client.database(&self.database).collection("reports");
        (client, reports)
    }
}

/// What was asked of the server, and must not be found in its log.
struct Visit {
    mongo: Option<InMongo>,
    /// As a participant and as an analyst reach it: by a proxy, which says from where.
    participants: TestServer,
    analysts: TestServer,
    survey: Survey,
    needles: Vec<Needle>,
    /// Requests' ids, and the status that each was answered with.
    answered: Vec<(String, u16)>,
    /// The ids of those that failed in a task of their own, and what is to be said there.
    explained: Vec<(String, &'static str)>,
    dir: TempDir,
}

impl Visit {
    /// A session that was created with a code, to which five are invited.
    async fn begin(
        program: &Running,
        dir: TempDir,
        mongo: Option<InMongo>,
        trusted: Option<Certificate>,
    ) -> Self {
        let unused = TempDir::new().unwrap();
        let store = Arc::new(EmbeddedStore::open(&unused.path().join("tacit.db")).unwrap());
        let reach = |address| {
            TestServer::elsewhere(program.url.clone(), store.clone()).coming_from(address, trusted.as_ref())
        };
        let (participants, analysts) = (reach(PARTICIPANT), reach(ANALYST));
        let code = make_code(&dir.path().join("data"), mongo.as_ref());
        let analyst = AnalystSecret::generate(&mut rng());
        let body = serde_json::to_vec(&OfferRequest { code: Some(code.clone()) }).unwrap();
        let offered = analysts.send_signed(&analyst, Method::POST, "/api/v1/offers", media::JSON, body).await;
        let mut survey = Survey::of(&offered.json::<Offer>(201), &analyst, form(), |_| {});
        survey.send_create(&analysts).await.json::<Created>(201);
        survey.tokens = (0..5).map(|_| Token::random(&mut rng())).collect();
        survey.invite(&analysts, &survey.tokens).await.json::<Invited>(200);
        survey.set_phase(&analysts, Phase::Open).await.json::<Progress>(200);
        let key = analyst.public().signing;
        let mut needles: Vec<Needle> = vec![
            ("the code".into(), code.replace('-', "").into_bytes()),
            ("the code".into(), code.into_bytes()),
            ("the analyst's key".into(), key.to_string().into_bytes()),
            ("the participant's address".into(), PARTICIPANT.into()),
            ("the analyst's address".into(), ANALYST.into()),
        ];
        needles.extend(as_written("the master key", &fs::read(dir.path().join("data-master.key")).unwrap()));
        needles.extend(as_written("the analyst's key", key.as_bytes()));
        needles.extend(as_written("the verify key", &survey.verify_key));
        for token in &survey.tokens {
            let id = token.participant_id();
            needles.push(("a token".into(), token.expose().to_string().into_bytes()));
            needles.push(("a participant's id".into(), id.to_string().into_bytes()));
            needles.extend(as_written("a participant's id", id.as_bytes()));
        }
        let (answered, explained) = Default::default();
        Self { mongo, participants, analysts, survey, needles, answered, explained, dir }
    }

    /// The page, submissions, another in the place of one, and refused ones.
    async fn take_part(&mut self) {
        let session = self.survey.id;
        let [first, ..] = &self.survey.tokens[..] else { panic!("nobody is invited") };
        let (first, token) = (first.clone(), first.expose().to_string());
        let reply = self.participants.get(&format!("/api/v1/sessions/{session}/manifest")).await;
        self.answer(reply, 200);
        // As it is sent a link, too, that has everything in the wrong place.
        let links =
            [format!("/s/{session}"), format!("/s/{session}/{token}"), format!("/s/{session}?{token}")];
        for path in links {
            let reply = self.participants.get(&path).await;
            // There is a page if one was built.
            let status = reply.status.as_u16();
            self.answer(reply, status);
        }
        for path in [format!("/api/v1/sessions/{token}/manifest"), format!("/{token}?{token}")] {
            let reply = self.participants.get(&path).await;
            self.answer(reply, 404);
        }
        for (i, token) in self.survey.tokens.clone().iter().enumerate() {
            let status = self.survey.path("status");
            let reply = self.participants.send_as(token, Method::GET, &status, "", vec![]).await;
            self.answer(reply, 200);
            self.submit(token, 1, 30 + i as u32, 201).await;
        }
        self.submit(&first, 2, 44, 201).await;
        self.submit(&first, 2, 45, 409).await;
        self.submit(&first, 9, 44, 409).await;
        self.submit(&Token::random(&mut rng()), 1, 44, 403).await;
        let mut cut = self.survey.aged(&first, 3, 50).get_encoded().unwrap();
        cut.pop();
        self.needles.extend(as_written("a report that is cut off", &cut));
        let path = self.survey.path("submission");
        let reply = self.participants.send_as(&first, Method::PUT, &path, media::REPORT, cut).await;
        self.answer(reply, 400);
    }

    async fn submit(&mut self, token: &Token, revision: u32, age: u32, status: u16) {
        let report = self.survey.aged(token, revision, age);
        let (digest, body) = (report.digest(&self.survey.id), report.get_encoded().unwrap());
        self.needles.push(("a report's digest".into(), digest.to_string().into_bytes()));
        self.needles.extend(as_written("a report's digest", digest.as_bytes()));
        self.needles.extend(as_written("a report", &body));
        self.needles.push(("a token".into(), token.expose().to_string().into_bytes()));
        let reply = self.survey.submit(&self.participants, token, &report).await;
        self.answer(reply, status);
    }

    /// Closing, verifying and releasing; first what fails of it.
    async fn compute(&mut self) {
        // Before the server prepares it, which it does at once.
        let damaged = self.damage_a_report().await;
        let statement = self.survey.close(&self.analysts).await;
        let reply = self.survey.get(&self.analysts, "batches/0").await;
        self.explain(&reply, "a stored report can't be read");
        self.answer(reply, 500);
        self.repair(damaged).await;
        let sums = self.survey.verify_all(&self.analysts, &statement).await;
        // No session is named so: it can't be read until that is gone.
        let list = self.dir.path().join("data-master.key.released");
        let right = fs::read(&list).unwrap();
        fs::write(&list, [&right[..], b"nothing\n"].concat()).unwrap();
        let refused = self.survey.release(&self.analysts, &sums).await;
        self.explain(
            &refused,
            "the list of what was released beside the master key can't be used, so no release is given",
        );
        self.answer(refused, 503);
        fs::write(&list, right).unwrap();
        let released = self.survey.release(&self.analysts, &sums).await;
        self.needles.extend(as_written("the release", &released.body));
        self.needles.extend(as_written("the request for it", &self.survey.release_request(&sums)));
        self.answer(released, 200);
    }

    /// What is no request, or gives a secret as its path or method.
    async fn say_it_all_wrong(&mut self) {
        let token = self.survey.tokens[0].expose().to_string();
        let bearer = bearer(&self.survey.tokens[0]);
        let wrong = [
            format!("GET /{token} HTTP/9.9\r\n\r\n"),
            format!("{token} /{token} HTTP/1.1\r\nhost: {token}\r\nconnection: close\r\n\r\n"),
            format!(
                "GET / HTTP/1.1\r\nhost: a\r\nauthorization: {bearer}\r\ncontent-length: {token}\r\n\r\n"
            ),
            format!(
                "GET / HTTP/1.1\r\nhost: a\r\nx-forwarded-for: {PARTICIPANT}, {token}\r\nconnection: close\r\n\r\n"
            ),
            format!("PUT / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 26\r\n\r\n{token}"),
        ];
        for request in wrong {
            let (scheme, address) = self.participants.url.split_once("://").unwrap();
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = Vec::new();
            // Over https it isn't even a handshake, and the connection may be reset.
            let read = stream.read_to_end(&mut answer);
            let is_answered = answer.starts_with(b"HTTP/1.1 ");
            assert!(is_answered == (scheme == "http"), "{read:?} {}", String::from_utf8_lossy(&answer));
        }
    }

    /// What the driver says then of what it was asked for.
    async fn lose_the_store(&mut self) {
        let Some(mongo) = &mut self.mongo else { return };
        if !mongo.running.kill() {
            // It isn't ours.
            return;
        }
        let token = self.survey.tokens[0].clone();
        let status = self.survey.path("status");
        let reply = self.participants.send_as(&token, Method::GET, &status, "", vec![]).await;
        self.explain(&reply, "the store failed");
        self.answer(reply, 503);
    }

    #[track_caller]
    fn answer(&mut self, reply: Reply, status: u16) {
        assert_eq!(reply.status, status, "{}", String::from_utf8_lossy(&reply.body));
        self.answered.push((reply.header("x-request-id").to_owned(), status));
    }

    fn explain(&mut self, reply: &Reply, message: &'static str) {
        self.explained.push((reply.header("x-request-id").to_owned(), message));
    }

    /// Cuts a stored report, and answers what it was.
    async fn damage_a_report(&self) -> Damaged {
        if let Some(mongo) = &self.mongo {
            let (client, reports) = mongo.reports().await;
            let cut =
                doc! { "$set": { "bytes": Binary { subtype: BinarySubtype::Generic, bytes: vec![0] } } };
            let newest = reports.find_one_and_update(doc! {}, cut).sort(doc! { "revision": -1 }).await;
            client.shutdown().await;
            return Damaged::InMongo(newest.unwrap().unwrap());
        }
        let db = self.database();
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let (row, bytes) =
            db.query_row("SELECT rowid, bytes FROM reports ORDER BY revision DESC LIMIT 1", [], row).unwrap();
        db.execute("UPDATE reports SET bytes = x'00' WHERE rowid = ?1", [row]).unwrap();
        Damaged::InFile(row, bytes)
    }

    async fn repair(&self, damaged: Damaged) {
        match (damaged, &self.mongo) {
            (Damaged::InFile(row, bytes), _) => {
                let statement = "UPDATE reports SET bytes = ?2 WHERE rowid = ?1";
                assert_eq!(self.database().execute(statement, (row, bytes)).unwrap(), 1);
            }
            (Damaged::InMongo(report), Some(mongo)) => {
                let (client, reports) = mongo.reports().await;
                let by_id = doc! { "_id": report.get("_id").unwrap().clone() };
                assert_eq!(reports.replace_one(by_id, report).await.unwrap().matched_count, 1);
                client.shutdown().await;
            }
            (Damaged::InMongo(_), None) => panic!("there is no MongoDB"),
        }
    }

    fn database(&self) -> Connection {
        Connection::open(self.dir.path().join("data/tacit.db")).unwrap()
    }
}

/// A report as it was.
enum Damaged {
    InFile(i64, Vec<u8>),
    InMongo(Document),
}

/// A code for one session, made while the server runs.
fn make_code(data: &Path, mongo: Option<&InMongo>) -> String {
    let mut codes = Command::new(PROGRAM);
    codes.arg("codes").arg("--data-dir").arg(data).env_remove("TACIT_STORE").stderr(Stdio::null());
    if let Some(mongo) = mongo {
        mongo.name(&mut codes);
    }
    String::from_utf8(codes.output().unwrap().stdout).unwrap().trim().to_owned()
}
