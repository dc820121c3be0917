//! Commands on a real terminal.

use std::time::Duration;

use tacit_analyst::random;
use tacit_protocol::code::Code;
use tacit_server::store::{CodeRecord, Store};

use crate::{
    analyst::Analyst,
    server::Server,
    survey::{FORM, submit, submit_all},
    terminal::Terminal,
};

#[test]
fn enter_closes_and_prints_the_table() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 7, &[]);
    submit_all(&links[..5]);
    let mut terminal = Terminal::start(&analyst, &["run"]);
    terminal.expect("5 of 7 submitted · press Enter to close and compute");
    submit(&links[5], 5, 1);
    submit(&links[6], 6, 1);
    terminal.expect("7 of 7 submitted · press Enter to close and compute");
    terminal.close();
    terminal.expect("7 reports verified");
    terminal.expect("Sum of “Cost”");
    assert_eq!(terminal.ends(), 0);
    terminal.expect("3.00");
    assert!(terminal.shown().contains("\x1b[1m"), "titles are emphasised on a terminal");
}

/// The count's line is as long as the terminal is wide, or shorter, and there is but one.
#[test]
fn a_resized_terminal_shows_one_count() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let names = ["Accident and emergency", "Maternity and children", "Outpatients", "Surgery"];
    let cohorts: Vec<&str> = names.iter().flat_map(|name| ["--cohort", name]).collect();
    let (_, links) = analyst.session(FORM, 6, &cohorts);
    submit_all(&links[..5]);
    for command in ["run", "watch"] {
        let mut terminal = Terminal::start(&analyst, &[command]);
        terminal.expect("5 of 6 submitted");
        for columns in [40, 25, 200, 60] {
            terminal.resize(columns);
            terminal.expect_anew("of 6 submitted");
            terminal.expect_anew("of 6 submitted");
            let lines = terminal.lines();
            let counts = lines.iter().filter(|line| line.contains("5 of 6 submi")).count();
            assert_eq!(counts, 1, "{command} at {columns} columns: {lines:#?}");
            let most = if command == "run" { 2 } else { 9 };
            assert!(lines.len() <= most, "{command} at {columns} columns: {lines:#?}");
        }
        terminal.press("\x03");
        assert_eq!(terminal.ends(), 130);
    }
}

#[test]
fn closing_is_confirmed_or_goes_on() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 7, &[]);
    submit_all(&links[..4]);
    let mut terminal = Terminal::start(&analyst, &["run"]);
    terminal.expect("4 of 7 submitted · press Enter");
    terminal.press("\r");
    terminal.expect("Closing can't be undone: 4 of 7 submitted, and the others can't any more; nobody can change an answer.");
    terminal.expect("fewer than the threshold of 5: nothing will be shown, ever.");
    terminal.answer("Close and compute? [y/N]", "n");
    terminal.expect("Not closed; going on.");
    submit(&links[4], 4, 1);
    terminal.expect("5 of 7 submitted · press Enter");
    assert!(analyst.run(&["status"]).ok().contains("phase        open"));
    terminal.close();
    assert_eq!(terminal.ends(), 0);
    terminal.expect("2.00");
}

#[test]
fn a_narrower_terminal_shows_the_count_too() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 6, &[]);
    submit_all(&links[..5]);
    for (command, last) in
        [("run", "6 of 6 submitted · press Enter"), ("watch", "6 of 6 submitted · 0 replaced")]
    {
        let mut terminal = Terminal::start(&analyst, &[command]);
        terminal.expect(" of 6 submitted");
        for columns in [38, 200] {
            terminal.resize(columns);
            terminal.expect_anew("of 6 submitted");
        }
        if command == "run" {
            submit(&links[5], 5, 1);
        }
        terminal.expect(last);
        terminal.press("\x03");
        assert_eq!(terminal.ends(), 130);
    }
}

#[test]
fn watching_ends_with_the_session() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 6, &["--cohort", "North", "--cohort", "South"]);
    let mut terminal = Terminal::start(&analyst, &["watch"]);
    terminal.expect("0 of 6 submitted");
    terminal.expect("last none yet");
    submit(&links[0], 3, 1);
    terminal.expect("1 of 6 submitted");
    terminal.expect("█");
    terminal.expect("North: 1");
    analyst.run(&["close", "--yes"]).ok();
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn a_new_session_is_asked_for() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    std::fs::write(analyst.path("form.toml"), FORM).unwrap();
    std::fs::write(analyst.path("wrong.toml"), FORM.replacen("max = 1000", "max = -1", 1)).unwrap();
    let mut terminal = Terminal::start(&analyst, &["new"]);
    terminal.answer("The form's file: ", "wrong.toml");
    terminal.expect("Line 8, column 1");
    terminal.press("form.toml\r");
    terminal.answer("Who asks, as participants read it [The analyst]: ", "The canteen");
    terminal.answer("The most participants there can be [1000]: ", "many");
    terminal.expect("Write a whole number from 2");
    terminal.press("30\r");
    terminal.answer("fewer people than [5]: ", "");
    terminal.answer("Privacy budget of noise in the results", "");
    terminal.answer("Take submissions from", "");
    terminal.answer("Until (", "2020-01-01T00:00:00Z");
    terminal.expect("2020-01-01T00:00:00Z is past, so nobody could submit.");
    terminal.press("2099-01-01T00:00:00Z\r");
    terminal.answer("Let yourself put that off", "2099-02-01T00:00:00Z");
    terminal.answer("Groups that you and the server", "Day, Night, Day");
    terminal.expect("the cohort \"Day\" is named twice.");
    terminal.press("Day, Night\r");
    terminal.answer("Who says which group", "invitation");
    terminal.answer("Open it at once? [y/N]", "y");
    terminal.expect("server       at http://127.0.0.1");
    terminal.expect("groups       Day, Night (you assign them with invitations)");
    terminal.answer("Create it? [y/N]", "y");
    assert_eq!(terminal.ends(), 0);
    let shown = analyst.run(&["show"]).ok();
    for line in [
        "analyst      The canteen",
        "phase        open",
        "invited      0 of 30",
        "put off until 2099-02-01",
        "cohort       Night: 0 of 0",
    ] {
        assert!(shown.contains(line), "{line} in {shown}");
    }
    let mut declined = Terminal::start(&analyst, &["delete"]);
    declined.answer("Type its title to delete it: ", "Dinner");
    assert_eq!(declined.ends(), 2);
    let mut agreed = Terminal::start(&analyst, &["delete"]);
    agreed.answer("Type its title to delete it: ", "Lunch");
    assert_eq!(agreed.ends(), 0);
    analyst.run(&["show"]).failed(5);
}

#[test]
fn a_code_is_asked_for_where_the_server_wants_one_and_again_if_it_is_wrong() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start_asking_for_codes(data.path());
    let analyst = Analyst::new(&server.url());
    std::fs::write(analyst.path("form.toml"), FORM).unwrap();
    let code = given_out(&server);
    let mut terminal = Terminal::start(&analyst, &["new"]);
    answer_briefly(&mut terminal);
    terminal.answer("Code for a session on this server", "AAAA-BBBB-CCCC-DDDD");
    terminal.expect("was used already");
    terminal.press(&format!("{}\r", code.expose()));
    terminal.answer("Create it? [y/N]", "y");
    assert_eq!(terminal.ends(), 0);
    assert!(analyst.run(&["show"]).ok().contains("phase        open"));
}

#[cfg(unix)]
#[test]
fn a_code_in_the_environment_is_not_asked_for() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start_asking_for_codes(data.path());
    let analyst = Analyst::new(&server.url());
    std::fs::write(analyst.path("form.toml"), FORM).unwrap();
    let line = format!("TACIT_CODE={} exec \"$0\" new", given_out(&server).expose());
    let mut terminal = Terminal::start_line(&analyst, &line);
    answer_briefly(&mut terminal);
    terminal.answer("Create it? [y/N]", "y");
    assert_eq!(terminal.ends(), 0);
    assert!(!terminal.shown().contains("Code for a session"), "{}", terminal.shown());
    assert!(analyst.run(&["show"]).ok().contains("phase        open"));
}

/// A code that the server takes.
fn given_out(server: &Server) -> Code {
    let code = Code::random(&mut random::system());
    let record = CodeRecord { hash: code.hash(), expires_at: u64::from(u32::MAX) << 12 };
    server.tamper(async |store| store.put_codes(&[record]).await.unwrap());
    code
}

/// What `new` asks, answered by what it proposes.
fn answer_briefly(terminal: &mut Terminal) {
    terminal.answer("The form's file: ", "form.toml");
    for question in [
        "Who asks",
        "The most participants",
        "fewer people than",
        "Privacy budget",
        "Take submissions from",
        "Until (",
        "Groups that you and the server",
    ] {
        terminal.answer(question, "");
    }
    terminal.answer("Open it at once? [y/N]", "y");
}

#[test]
fn what_is_verified_so_far_is_shown() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start_dawdling(data.path(), "/verdicts", Duration::from_secs(2));
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 6, &[]);
    submit_all(&links);
    let mut terminal = Terminal::start(&analyst, &["run", "--yes"]);
    terminal.expect("0 of 6 reports · ");
    terminal.expect("6 reports verified in ");
    assert_eq!(terminal.ends(), 0);
    let mut again = Terminal::start(&analyst, &["report"]);
    again.expect("6 reports added up again; they were verified before.");
    assert_eq!(again.ends(), 0);
}

#[test]
fn a_second_process_is_told_of_the_first() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 5, &[]);
    submit_all(&links);
    let mut first = Terminal::start(&analyst, &["run"]);
    first.expect("5 of 5 submitted");
    let mut second = Terminal::start(&analyst, &["run"]);
    second.expect("Another tacit-analyst with this key is at work");
    first.expect("Another tacit-analyst with this key is at work");
    second.press("\x03");
    assert_eq!(second.ends(), 130);
    first.close();
    assert_eq!(first.ends(), 0);
}

#[test]
fn a_server_that_goes_away_while_counting_is_waited_for() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 6, &[]);
    submit_all(&links[..5]);
    let mut terminal = Terminal::start(&analyst, &["run"]);
    terminal.expect("5 of 6 submitted");
    let (folder, address) = server.stop();
    terminal.expect("the server doesn't answer, trying again");
    let _server = Server::start_again(&folder, address);
    submit(&links[5], 5, 1);
    terminal.expect("6 of 6 submitted");
    terminal.close();
    assert_eq!(terminal.ends(), 0);
    terminal.expect("2.50");
}

#[test]
fn a_passphrase_is_asked_for_and_not_shown() {
    let analyst = Analyst::new(&"http://127.0.0.1:9".parse().unwrap());
    let mut terminal = Terminal::start(&analyst, &["keygen", "--passphrase", "--key", "asked.key"]);
    terminal.answer_hidden("Passphrase for the new key:", "correct horse");
    terminal.answer_hidden("The same again:", "correct horse");
    assert_eq!(terminal.ends(), 0);
    assert!(!terminal.shown().contains("correct horse"));
    assert!(std::fs::read_to_string(analyst.path("asked.key")).unwrap().contains("PROTECTED"));
}
