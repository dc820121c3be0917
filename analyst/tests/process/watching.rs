//! `watch`, as programs read it.

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
