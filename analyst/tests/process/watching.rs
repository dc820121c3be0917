//! `watch`, as programs and files read it.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use serde_json::Value;

use crate::{
    analyst::Analyst,
    server::Server,
    survey::{FORM, submit},
    terminal::Terminal,
};

/// Ends with the test: without a server, it would wait for ever.
struct Watch(Child);

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.0.kill();
    }
}

/// When the last submission came is asked for less often than how many there are, where that takes long. It is said all the same.
#[test]
fn the_last_activity_is_that_of_the_counts_beside_it_in_the_end() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start_dawdling(data.path(), "/submissions", Duration::from_millis(100));
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 3, &[]);
    let watch = analyst.command(&["watch", "--json"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut watch = Watch(watch);
    let lines = BufReader::new(watch.0.stdout.take().unwrap()).lines();
    let (came, events) = mpsc::channel();
    thread::spawn(move || lines.map(Result::unwrap).try_for_each(|line| came.send(line)));
    let next = || -> Value {
        let line = events.recv_timeout(Duration::from_secs(60)).unwrap();
        serde_json::from_str(&line).unwrap()
    };
    assert_eq!(next()["last_at"], Value::Null);
    let mut last = 0;
    for (number, link) in links.iter().enumerate() {
        submit(link, number, 1);
        if number == 2 {
            analyst.run(&["close", "--yes"]).ok();
        }
        last = loop {
            let event = next();
            match event["last_at"].as_u64().filter(|at| *at > last) {
                Some(at) if event["submitted"] == number + 1 => break at,
                _ => {}
            }
        };
    }
    assert_eq!(watch.0.wait().unwrap().code(), Some(0));
}

/// Kept lines are lines, even if a person is at the terminal.
#[cfg(unix)]
#[test]
fn lines_go_where_they_are_sent() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 1, &[]);
    submit(&links[0], 3, 1);
    let mut terminal = Terminal::start_line(&analyst, "exec $0 watch > kept.txt");
    terminal.expect("Lunch");
    analyst.run(&["close", "--yes"]).ok();
    assert_eq!(terminal.ends(), 0);
    let kept = std::fs::read_to_string(analyst.path("kept.txt")).unwrap();
    assert!(kept.contains(" · closed · 1 of 1 submitted · 0 replaced · last "), "{kept}");
    assert!(!terminal.shown().contains("submitted"), "{}", terminal.shown());
}
