//! Ctrl-C on a real terminal, at each stage: nothing is lost, and nothing is done by halves.

use crate::{
    analyst::Analyst,
    mailbox::{Mailbox, Manner},
    server::Server,
    survey::{FORM, submit_all},
    terminal::Terminal,
};

#[test]
fn ctrl_c_leaves_the_session_as_it_is() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 5, &[]);
    submit_all(&links);
    let interrupted = |terminal: &mut Terminal| {
        terminal.press("\x03");
        assert_eq!(terminal.ends(), 130);
        terminal.expect("Nothing is lost; run again to go on.");
        assert!(analyst.run(&["status"]).ok().contains("phase        open"));
    };
    let mut counting = Terminal::start(&analyst, &["run"]);
    counting.expect("5 of 5 submitted");
    interrupted(&mut counting);
    let mut asked = Terminal::start(&analyst, &["run"]);
    asked.expect("press Enter to close");
    asked.press("\r");
    asked.expect("Close and compute? [y/N]");
    interrupted(&mut asked);
    let mut watching = Terminal::start(&analyst, &["watch"]);
    watching.expect("5 of 5 submitted");
    interrupted(&mut watching);
    let mut deleting = Terminal::start(&analyst, &["delete"]);
    deleting.expect("Type its title to delete it");
    interrupted(&mut deleting);
    let mut closing = Terminal::start(&analyst, &["close"]);
    closing.expect("Close it? [y/N]");
    interrupted(&mut closing);
    analyst.run(&["run", "--yes"]).ok();
}

/// While the session is being closed, its reports verified, its results opened: each is done already, and the answer never comes.
#[test]
fn ctrl_c_at_any_stage_loses_nothing() {
    for stage in ["/close", "/verdicts", "/release"] {
        let data = tempfile::tempdir().unwrap();
        let server = Server::start_hanging(data.path(), stage);
        let analyst = Analyst::new(&server.url());
        let (_, links) = analyst.session(FORM, 6, &[]);
        submit_all(&links);
        let mut terminal = Terminal::start(&analyst, &["run"]);
        terminal.expect("6 of 6 submitted");
        terminal.close();
        server.hangs();
        terminal.press("\x03");
        assert_eq!(terminal.ends(), 130, "{stage}");
        terminal.expect("Nothing is lost; run again to go on.");
        assert!(!terminal.shown().contains("Sum of"), "{stage}");
        let (folder, address) = server.stop();
        let _server = Server::start_again(&folder, address);
        let table = analyst.run(&["run", "--yes"]).ok();
        assert!(table.contains("accepted 6") && table.contains("2.50"), "{stage}: {table}");
    }
}

#[test]
fn ctrl_c_ends_the_waiting_for_a_server() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 6, &[]);
    submit_all(&links);
    let mut counting = Terminal::start(&analyst, &["run"]);
    counting.expect("6 of 6 submitted");
    let (folder, address) = server.stop();
    counting.expect("the server doesn't answer, trying again");
    counting.press("\x03");
    assert_eq!(counting.ends(), 130);
    let mut waiting = Terminal::start(&analyst, &["run"]);
    waiting.expect("Waiting for the server at");
    waiting.press("\x03");
    assert_eq!(waiting.ends(), 130);
    let _server = Server::start_again(&folder, address);
    assert!(analyst.run(&["run", "--yes"]).ok().contains("accepted 6"));
}

#[test]
fn ctrl_c_in_the_interview_creates_nothing() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    std::fs::write(analyst.path("form.toml"), FORM).unwrap();
    let mut begun = Terminal::start(&analyst, &["new"]);
    begun.answer("The form's file: ", "form.toml");
    begun.expect("Who asks, as participants read it");
    begun.press("\x03");
    assert_eq!(begun.ends(), 130);
    let mut told = Terminal::start(&analyst, &["new"]);
    told.answer("The form's file: ", "form.toml");
    for question in
        ["Who asks", "most participants", "fewer people than", "noise", "from (", "Until (", "Groups"]
    {
        told.answer(question, "");
    }
    told.answer("Open it at once? [y/N]", "y");
    told.expect("Create it? [y/N]");
    told.press("\x03");
    assert_eq!(told.ends(), 130);
    let mut ended = Terminal::start(&analyst, &["new"]);
    ended.expect("The form's file: ");
    ended.press("\x04");
    assert_eq!(ended.ends(), 130);
    ended.expect("the input ended before the answer. Nothing was done");
    assert_eq!(analyst.run(&["list", "--json"]).ok(), "[]\n");
    assert!(!analyst.path("analyst.sessions.json").exists());
}

/// The server has the results, and the answer never came.
#[test]
fn ctrl_c_while_publishing_is_gone_on_with() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start_hanging(data.path(), "/results");
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 6, &[]);
    submit_all(&links);
    analyst.run(&["run", "--yes"]).ok();
    let mut publishing = Terminal::start(&analyst, &["publish", "--yes"]);
    server.hangs();
    publishing.press("\x03");
    assert_eq!(publishing.ends(), 130);
    publishing.expect("Nothing is lost; run again to go on.");
    assert!(!publishing.shown().contains("are published"));
    let (folder, address) = server.stop();
    let _server = Server::start_again(&folder, address);
    let again = analyst.run(&["publish", "--yes"]);
    assert!(again.stderr.contains("are published"), "{again:?}");
}

/// Neither the key's passphrase nor the mail server's password has to be typed to get away.
#[test]
fn ctrl_c_at_a_hidden_question_ends_the_command() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    analyst.session(FORM, 0, &[]);
    let smtp = Mailbox::default().serve(Manner::Takes).replace("smtp://", "smtp://ana@");
    let send = ["invitations", "send", "--from", "ana@example.org", "--smtp", &smtp];
    let mut sending = Terminal::start(&analyst, &send);
    sending.expect("Password of ana at 127.0.0.1: ");
    sending.press("\x03");
    assert_eq!(sending.ends(), 130);
    std::fs::write(analyst.path("passphrase"), "correct horse").unwrap();
    analyst.run(&["key", "change-passphrase", "--new-passphrase-file", "passphrase"]).ok();
    for command in ["new", "run"] {
        let mut asking = Terminal::start(&analyst, &[command]);
        asking.expect("Passphrase of ");
        asking.press("\x03");
        assert_eq!(asking.ends(), 130, "{command}");
    }
}
