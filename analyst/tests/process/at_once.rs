//! Several processes with the same key file at the same time, and processes that end in the middle: nobody is lost, and
//! nothing is done twice.

use std::{
    collections::HashSet,
    io::{BufRead, BufReader, Read},
    process::{Child, Stdio},
};

use serde_json::Value;

use crate::{
    analyst::{Analyst, ended},
    mailbox::{Mailbox, Manner, hold},
    server::Server,
    survey::FORM,
    terminal::Terminal,
};

const PEOPLE: &str = "name,email\nAna,ana@example.org\nBo,bo@example.org\nCy,cy@example.org\n";

/// An analyst with a session to which the people are invited.
fn invited(server: &Server) -> Analyst {
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 0, &[]);
    std::fs::write(analyst.path("people.csv"), PEOPLE).unwrap();
    analyst.run(&["invite", "--csv", "people.csv", "--output", "links.csv"]).ok();
    analyst
}

fn send(smtp: &str) -> [&str; 6] {
    ["invitations", "send", "--smtp", smtp, "--from", "canteen@example.org"]
}

fn start(analyst: &Analyst, arguments: &[&str]) -> Child {
    analyst.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Everybody in the book, with what came of the invitation.
fn people(analyst: &Analyst) -> Vec<(String, String)> {
    let list: Value = serde_json::from_str(&analyst.run(&["invitations", "list", "--json"]).ok()).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let people = list.as_array().unwrap().iter();
    people.map(|one| (text(&one["label"]), text(&one["status"]))).collect()
}

#[track_caller]
fn assert_people(analyst: &Analyst, expected: &[(&str, &str)]) {
    let people = people(analyst);
    let people: Vec<_> = people.iter().map(|(label, status)| (&label[..], &status[..])).collect();
    assert_eq!(people, expected);
}

#[test]
fn who_is_invited_or_revoked_while_messages_go_out_is_so_afterwards() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = invited(&server);
    let mailbox = Mailbox::default();
    let (hold, held) = hold();
    let smtp = mailbox.serve(Manner::Holds("bo@", hold));
    let sending = start(&analyst, &[&send(&smtp)[..], &["--yes"]].concat());
    held.waits();
    analyst.run(&["invite", "--count", "2"]).ok();
    analyst.run(&["invitations", "revoke", "Cy"]).ok();
    held.release();
    let sending = ended(sending.wait_with_output().unwrap());
    assert!(sending.stderr.contains("2 messages are sent. 1 not: taken back meanwhile."), "{sending:?}");
    assert_people(
        &analyst,
        &[("Ana", "sent"), ("Bo", "sent"), ("Cy", "revoked"), ("4", "invited"), ("5", "invited")],
    );
    // The server's count fits this folder's memory.
    analyst.run(&["run", "--yes"]).ok();
}

#[test]
fn two_who_send_send_each_message_once() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = invited(&server);
    let mailbox = Mailbox::default();
    let (hold, held) = hold();
    let (slow, smtp) = (mailbox.serve(Manner::Holds("bo@", hold)), mailbox.serve(Manner::Takes));
    let first = start(&analyst, &[&send(&slow)[..], &["--yes"]].concat());
    held.waits();
    let mut second = start(&analyst, &[&send(&smtp)[..], &["--yes"]].concat());
    let mut stderr = BufReader::new(second.stderr.take().unwrap());
    let mut said = String::new();
    stderr.read_line(&mut said).unwrap();
    assert!(said.contains("is sending messages: waiting until it is done"), "{said}");
    held.release();
    assert_eq!(ended(first.wait_with_output().unwrap()).code, Some(0));
    stderr.read_to_string(&mut said).unwrap();
    assert_eq!(second.wait().unwrap().code(), Some(4), "{said}");
    assert!(said.contains("nobody to send to"), "{said}");
    assert_eq!(mailbox.take().len(), 3);
}

#[test]
fn several_who_invite_hand_out_every_link_once() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 0, &[]);
    let inviting: Vec<_> = (0..4).map(|_| start(&analyst, &["invite", "--count", "5"])).collect();
    let links: Vec<_> = inviting
        .into_iter()
        .map(|child| ended(child.wait_with_output().unwrap()).ok())
        .flat_map(|csv| csv.lines().skip(1).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert_eq!((links.len(), links.iter().collect::<HashSet<_>>().len()), (20, 20), "{links:#?}");
    let labels: Vec<_> = people(&analyst).into_iter().map(|(label, _)| label).collect();
    assert_eq!(labels, (1..=20).map(|number| number.to_string()).collect::<Vec<_>>());
    analyst.run(&["run", "--yes"]).ok();
}

/// Whoever got a message is in the book before the next one goes.
#[test]
fn ctrl_c_while_sending_sends_nothing_twice() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = invited(&server);
    let mailbox = Mailbox::default();
    let (hold, held) = hold();
    let (slow, smtp) = (mailbox.serve(Manner::Holds("cy@", hold)), mailbox.serve(Manner::Takes));
    let mut asked = Terminal::start(&analyst, &send(&slow));
    asked.expect("Send 3 messages through 127.0.0.1? [y/N]");
    asked.press("\x03");
    assert_eq!(asked.ends(), 130);
    assert!(mailbox.take().is_empty());
    let mut sending = Terminal::start(&analyst, &send(&slow));
    sending.answer("Send 3 messages through 127.0.0.1? [y/N]", "y");
    sending.expect("2 of 3 sent");
    held.waits();
    assert_people(&analyst, &[("Ana", "sent"), ("Bo", "sent"), ("Cy", "invited")]);
    sending.press("\x03");
    assert_eq!(sending.ends(), 130);
    sending.expect("Nothing is lost; run again to go on.");
    assert_eq!(mailbox.take().len(), 2);
    let rest = analyst.run(&[&send(&smtp)[..], &["--yes"]].concat());
    assert!(rest.stderr.contains("1 message is sent"), "{rest:?}");
    let messages = mailbox.take();
    assert_eq!(messages.len(), 1);
    assert!(messages[0].contains("To: Cy <cy@example.org>"), "{}", messages[0]);
}

/// The server invited them, and the answer never came.
#[test]
fn ctrl_c_while_inviting_loses_nobody() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start_hanging(data.path(), "/invitations");
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 0, &["--max-participants", "5"]);
    let arguments = ["invite", "--count", "5", "--output", "links.csv"];
    let mut inviting = Terminal::start(&analyst, &arguments);
    server.hangs();
    let mut waiting = Terminal::start(&analyst, &["invite", "--count", "1"]);
    waiting.expect("waiting until it is done");
    waiting.press("\x03");
    assert_eq!(waiting.ends(), 130);
    inviting.press("\x03");
    assert_eq!(inviting.ends(), 130);
    assert!(!analyst.path("links.csv").exists(), "nobody is in it");
    let (folder, address) = server.stop();
    let _server = Server::start_again(&folder, address);
    let again = analyst.run(&arguments).failed(4);
    assert!(again.contains("5 are written down. Invite them first with: tacit-analyst invite"), "{again}");
    let rest = analyst.run(&["invite", "--output", "links.csv"]);
    assert!(rest.stderr.contains("5 participants invited, 5 in all."), "{rest:?}");
    assert_eq!(std::fs::read_to_string(analyst.path("links.csv")).unwrap().lines().count(), 6);
    analyst.run(&["run", "--yes"]).ok();
}
