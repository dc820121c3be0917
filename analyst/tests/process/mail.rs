//! Links by e-mail.

use crate::{
    analyst::Analyst,
    mailbox::{Mailbox, Manner},
    server::Server,
    survey::{FORM, submit_all},
    transcript::Transcript,
};

/// What quoted-printable hides: soft line ends and signs.
fn plain(message: &str) -> String {
    message.replace("=\n", "").replace("=3D", "=")
}

#[test]
fn links_go_to_those_who_got_none_and_reminders_to_those_who_owe() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 0, &["--name", "The canteen"]);
    std::fs::write(
        analyst.path("people.csv"),
        "name,email\nAna Pop,ana@example.org\nBo Li,bo@example.org\nCy Ray,\n",
    )
    .unwrap();
    let csv = analyst.run(&["invite", "--csv", "people.csv"]).ok();
    let links: Vec<_> = csv.lines().skip(1).map(|line| line.rsplit(',').next().unwrap().to_owned()).collect();
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
    assert!(send(&["--yes", "--remind"]).failed(4).contains("nobody to send to"), "not within twelve hours");
    assert!(analyst.run(&["invitations", "list"]).ok().contains(" bo@example.org    sent"));
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
    let (refusing, taking) = (mailbox.serve(Manner::Refuses("nobody@")), mailbox.serve(Manner::Takes));
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
    let stopped = send(&refusing).failed(7);
    assert!(
        stopped.contains("1 of 3 messages are sent; the next one, to nobody@example.org")
            && stopped.contains("no such user"),
        "{stopped}"
    );
    assert_eq!(mailbox.take().len(), 1);
    send(&taking).ok();
    let sent = mailbox.take();
    assert_eq!(sent.len(), 2, "the first isn't sent twice");
    assert!(sent[0].contains("Subject: Come, nobody@example.org"), "{}", sent[0]);
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
    let (smtp, taking) = (mailbox.serve(Manner::Refuses("bo@")), mailbox.serve(Manner::Takes));
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
