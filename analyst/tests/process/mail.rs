//! Links by e-mail.

use std::process::Stdio;

use crate::{
    analyst::{Analyst, ended},
    mailbox::{Mailbox, Manner, hold},
    server::Server,
    survey::{FORM, submit_all},
    transcript::Transcript,
};

/// What quoted-printable hides: soft line ends and signs.
fn plain(message: &str) -> String {
    message.replace("=\n", "").replace("=3D", "=")
}

const THREE: &str = "email\nana@example.org\nbo@example.org\ncy@example.org\n";

/// Invites those of a CSV file with these lines; answers their links.
fn invite(analyst: &Analyst, people: &str) -> Vec<String> {
    std::fs::write(analyst.path("people.csv"), people).unwrap();
    let csv = analyst.run(&["invite", "--csv", "people.csv"]).ok();
    csv.lines().skip(1).map(|line| line.rsplit(',').next().unwrap().to_owned()).collect()
}

#[test]
fn links_go_to_those_who_got_none_and_reminders_to_those_who_owe() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 0, &["--name", "The canteen"]);
    let links = invite(&analyst, "name,email\nAna Pop,ana@example.org\nBo Li,bo@example.org\nCy Ray,\n");
    let mailbox = Mailbox::default();
    let smtp = mailbox.serve(Manner::Takes);
    let send = |more: &[&str]| {
        let command = ["invitations", "send", "--smtp", &smtp, "--from", "Canteen <canteen@example.org>"];
        analyst.run(&[&command[..], more].concat())
    };
    send(&[]).failed(2);
    let shown = send(&["--dry-run"]);
    assert!(shown.stderr.contains("first of 2 messages. Nothing was sent"), "{shown:?}");
    let shown = shown.ok();
    assert!(
        shown.contains("To: \"Ana Pop\" <ana@example.org>")
            || shown.contains("To: Ana Pop <ana@example.org>"),
        "{shown}"
    );
    assert!(shown.contains("#…") && !shown.contains(links[0].split_once('#').unwrap().1), "{shown}");
    assert!(mailbox.take().is_empty());

    send(&["--yes"]).ok();
    let sent = mailbox.take();
    assert_eq!(sent.len(), 2);
    for (message, (link, name)) in sent.iter().zip(links.iter().zip(["Ana Pop", "Bo Li"])) {
        let message = plain(message);
        assert!(message.contains(link.as_str()) && message.contains(&format!("Dear {name},")), "{message}");
        assert!(message.contains("Subject: Lunch"), "{message}");
    }
    assert!(send(&["--yes"]).failed(4).contains("nobody to send to"));
    submit_all(&links[..1]);
    let lately = send(&["--yes", "--remind"]).failed(4);
    assert!(
        lately.contains("of 1 who haven't submitted, everybody got a message within the last twelve hours")
            && !lately.contains("--remind"),
        "{lately}"
    );
    submit_all(&links[1..2]);
    let done = send(&["--yes", "--remind"]).failed(4);
    assert!(done.contains("everybody with an address in this folder's book submitted"), "{done}");
    assert!(mailbox.take().is_empty());
}

/// By a link of the CSV file, before any message went out.
#[test]
fn who_submitted_already_gets_no_first_message() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 0, &[]);
    let links = invite(&analyst, THREE);
    submit_all(&links[..2]);
    let mailbox = Mailbox::default();
    let smtp = mailbox.serve(Manner::Takes);
    let send =
        |more: &str| analyst.run(&["invitations", "send", "--smtp", &smtp, "--from", "me@example.org", more]);
    for (more, says) in [("--dry-run", "first of 1 messages"), ("--yes", "1 message is sent.")] {
        let sent = send(more);
        assert!(
            sent.stderr.contains("Left out, since they submitted already: 2.") && sent.stderr.contains(says),
            "{sent:?}"
        );
    }
    let messages = mailbox.take();
    assert!(messages.len() == 1 && messages[0].contains("cy@example.org"), "{messages:?}");
    assert!(send("--yes").failed(4).contains("got a link, or submitted already"));
}

#[test]
fn a_letter_says_until_when_in_its_own_words() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    std::fs::write(analyst.path("brief.txt"), "Subject: Bis {closes}\n\nBitte vor {closes} hier: {link}\n")
        .unwrap();
    let show = |more: &[&str]| {
        let command =
            ["invitations", "send", "--smtp", "smtp://127.0.0.1:9", "--from", "me@example.org", "--dry-run"];
        analyst.run(&[&command[..], more].concat())
    };
    analyst.session(FORM, 0, &["--closes", "2099-01-01T18:00:00+02:00"]);
    invite(&analyst, "email\nana@example.org\n");
    let built_in = show(&[]).ok();
    assert!(
        built_in.contains("\n\nYou can answer until 2099-01-01, 18:00 (UTC+02:00).\n\nYour answers"),
        "{built_in}"
    );
    let own = show(&["--template", "brief.txt"]).ok();
    assert!(own.contains("Subject: Bis 2099-01-01, 18:00 (UTC+02:00)\n"), "{own}");
    assert!(own.contains("\nBitte vor 2099-01-01, 18:00 (UTC+02:00) hier: http"), "{own}");
    analyst.session(FORM, 0, &[]);
    invite(&analyst, "email\nana@example.org\n");
    let without = show(&[]).ok();
    assert!(!without.contains("until") && without.contains("#…\n\nYour answers"), "{without}");
    let refused = show(&["--template", "brief.txt"]).failed(3);
    assert!(
        refused.contains("brief.txt") && refused.contains("the session has no closing time"),
        "{refused}"
    );
}

#[test]
fn a_message_that_does_not_go_stops_the_others_and_is_named() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 0, &[]);
    std::fs::write(
        analyst.path("people.csv"),
        "email\nana@example.org\nnobody@example.org\ncy@example.org\n",
    )
    .unwrap();
    std::fs::write(analyst.path("letter.txt"), "Subject: Come, {name}\n\nHere: {link}\n").unwrap();
    analyst.run(&["invite", "--csv", "people.csv", "--output", "links.csv"]).ok();
    let mailbox = Mailbox::default();
    let (busy, taking) =
        (mailbox.serve(Manner::Answers(&[("nobody@", "421 busy")])), mailbox.serve(Manner::Takes));
    let send = |smtp: &str| {
        analyst.run(&[
            "invitations",
            "send",
            "--smtp",
            smtp,
            "--from",
            "me@example.org",
            "--template",
            "letter.txt",
            "--yes",
        ])
    };
    let stopped = send(&busy).failed(7);
    assert!(
        stopped.contains("1 of 3 messages are sent; the next one, to nobody@example.org")
            && stopped.contains("busy. Run it again later"),
        "{stopped}"
    );
    assert_eq!(mailbox.take().len(), 1);
    send(&taking).ok();
    let sent = mailbox.take();
    assert_eq!(sent.len(), 2, "the first isn't sent twice");
    assert!(sent[0].contains("Subject: Come, nobody@example.org"), "{}", sent[0]);
}

/// For good: the mail server never takes that message.
#[test]
fn a_refused_address_keeps_nobody_else_from_getting_a_message() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 0, &[]);
    let list = |bo: &str, more: &str| {
        let people = format!("name,email\nAna,ana@example.org\nBo,{bo}\nCy,cy@example.org\n{more}");
        invite(&analyst, &people);
    };
    list("bo@wrong.example", "");
    let mailbox = Mailbox::default();
    let smtp = mailbox.serve(Manner::Answers(&[("bo@wrong", "550 no such user")]));
    let send = || {
        let to = ["invitations", "send", "--smtp", &smtp, "--from", "me@example.org", "--yes"];
        let sent = analyst.run(&to);
        (sent, mailbox.take().len())
    };
    let (first, messages) = send();
    let said = first.failed(7);
    assert_eq!(messages, 2, "{said}");
    for part in [
        "2 messages are sent. The mail server refused 1 for good:",
        "  \"Bo\", bo@wrong.example: permanent error (550): no such user",
        "tacit-analyst invitations revoke LABEL",
    ] {
        assert!(said.contains(part), "{said}");
    }
    list("bo@wrong.example", "Di,di@example.org\n");
    let (second, messages) = send();
    assert_eq!(messages, 1, "Di's, behind the one that is refused");
    assert!(second.failed(7).contains("1 message is sent. The mail server refused 1 for good"));
    // As advised.
    analyst.run(&["invitations", "revoke", "Bo"]).ok();
    list("bo@right.example", "");
    let (third, messages) = send();
    third.ok();
    assert_eq!(messages, 1);
}

/// For now: it may take that message later.
#[test]
fn an_address_that_is_put_off_keeps_nobody_else_from_getting_a_message() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 0, &[]);
    invite(&analyst, THREE);
    let mailbox = Mailbox::default();
    let (full, taking) = (
        mailbox.serve(Manner::Answers(&[("ana@", "452 4.2.2 mailbox full"), ("bo@", "550 no such user")])),
        mailbox.serve(Manner::Takes),
    );
    let send = |smtp: &str| {
        analyst.run(&["invitations", "send", "--smtp", smtp, "--from", "me@example.org", "--yes"])
    };
    let said = send(&full).failed(7);
    for part in [
        "1 message is sent. The mail server put off 1:\n  \"ana@example.org\", ana@example.org: transient error (452): 4.2.2 mailbox full\n",
        "Run it again later, for these: nobody gets two.\nThe mail server refused 1 for good:\n  \"bo@example.org\"",
    ] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(mailbox.take().len(), 1);
    send(&taking).ok();
    assert_eq!(mailbox.take().len(), 2);
}

/// A mail server that gives the same answer for everybody isn't asked for everybody, and nobody's address is called wrong.
#[test]
fn the_same_answer_for_one_after_the_other_stops_the_sending() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 0, &[]);
    let people: String = (1..=9).map(|number| format!("p{number}@example.org\n")).collect();
    invite(&analyst, &format!("email\n{people}"));
    let mailbox = Mailbox::default();
    // The second time the four who weren't asked about come first.
    for (manner, at) in [
        (Manner::Answers(&[("@example.org", "550 5.7.1 not from there")]), "p5@"),
        (Manner::Answers(&[("@example.org", "550 5.7.1 not from there")]), "p1@"),
        (Manner::Answers(&[("@example.org", "550 5.4.5 so many a day")]), "p2@"),
    ] {
        let smtp = mailbox.serve(manner);
        let to = ["invitations", "send", "--smtp", &smtp, "--from", "me@example.org", "--yes"];
        let said = analyst.run(&to).failed(7);
        assert!(said.contains(&format!("0 of 9 messages are sent; the next one, to {at}")), "{said}");
        assert!(!said.contains("revoke"), "{said}");
    }
    let smtp = mailbox.serve(Manner::Answers(&[("@example.org", "550 5.1.1 no such user")]));
    let to = ["invitations", "send", "--smtp", &smtp, "--from", "me@example.org", "--yes"];
    let said = analyst.run(&to).failed(7);
    assert!(said.contains("refused 9 for good"), "wrong addresses may be many: {said}");
    assert_eq!(mailbox.take().len(), 0);
}

/// Whoever is refused is named also where something else stops the sending.
#[test]
fn who_was_refused_before_it_stopped_is_named() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 0, &[]);
    invite(&analyst, "email\nana@example.org\nbo@example.org\n");
    let smtp =
        Mailbox::default().serve(Manner::Answers(&[("ana@", "550 no such user"), ("bo@", "421 busy")]));
    let to = ["invitations", "send", "--smtp", &smtp, "--from", "me@example.org", "--yes"];
    let said = analyst.run(&to).failed(7);
    assert!(said.contains("refused 1 for good:\n  \"ana@example.org\""), "{said}");
    assert!(said.contains("error: 0 of 2 messages are sent; the next one, to bo@example.org"), "{said}");
}

#[test]
fn who_submits_while_reminders_go_out_is_not_reminded() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 0, &[]);
    let links = invite(&analyst, THREE);
    let mailbox = Mailbox::default();
    let (hold, held) = hold();
    let smtp = mailbox.serve(Manner::Holds("ana@", hold));
    let to = ["invitations", "send", "--smtp", &smtp, "--from", "me@example.org", "--remind", "--yes"];
    let sending = analyst.command(&to).stderr(Stdio::piped()).spawn().unwrap();
    held.waits();
    submit_all(&links[1..2]);
    held.release();
    let sent = ended(sending.wait_with_output().unwrap());
    assert!(sent.stderr.contains("2 messages are sent. 1 not: submitted meanwhile."), "{sent:?}");
    let messages = mailbox.take();
    assert!(messages.len() == 2 && messages.iter().all(|message| !message.contains("bo@example.org")));
}

#[test]
fn transcript_of_mail() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 1, &["--name", "The canteen"]);
    std::fs::write(analyst.path("letter.txt"), "Subject: Come\n\nHere: {lnk}\n").unwrap();
    let people = "name,email\nAna Pop,ana@example.org\nBo Li,bo@example.org\n";
    std::fs::write(analyst.path("people.csv"), people).unwrap();
    let mailbox = Mailbox::default();
    let (smtp, taking) =
        (mailbox.serve(Manner::Answers(&[("bo@", "550 no such user")])), mailbox.serve(Manner::Takes));
    let send = format!("invitations send --smtp {smtp} --from canteen@example.org");
    Transcript::of(&analyst)
        .run("invitations send --smtp smtps://mail.example.org --from me@example.org --dry-run")
        .run("invitations send --smtp smtps://mail.example.org --from nobody --dry-run")
        .run("invitations send --smtp smtps://mail.example.org --from me@example.org --template letter.txt --dry-run")
        .run("invite --csv people.csv --output links.csv")
        .run(&format!("{send} --dry-run"))
        .run(&send)
        .run(&format!("{send} --yes"))
        .talk(&send, &[("Send 1 message through 127.0.0.1? [y/N]", "n")])
        .talk(&format!("{} --remind", send.replace(&smtp, &taking)), &[("Send 1 message through 127.0.0.1? [y/N]", "y")])
        .run("invitations list")
        .is("mail.txt");
}
