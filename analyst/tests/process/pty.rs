//! `run` on a real terminal.

use std::{
    io::{Read, Write},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

use crate::{
    analyst::{Analyst, program},
    server::Server,
    survey::{FORM, submit, submit_all},
};

/// How long something on the screen may take to come.
const DEADLINE: Duration = Duration::from_secs(60);

/// The program on a terminal.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    shown: Arc<Mutex<String>>,
}

impl Terminal {
    fn start(analyst: &Analyst, arguments: &[&str]) -> Self {
        let size = PtySize { rows: 50, cols: 120, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program());
        command.args(arguments);
        command.cwd(analyst.folder.path());
        command.env("TERM", "xterm-256color");
        for (name, value) in analyst.environment() {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let keyboard = pair.master.take_writer().unwrap();
        let reader = pair.master.try_clone_reader().unwrap();
        let shown = Arc::new(Mutex::new(String::new()));
        let screen = shown.clone();
        thread::spawn(move || {
            let _open = pair.master;
            collect(reader, &screen);
        });
        Self { child, keyboard, shown }
    }

    /// Waits until the text has been on the screen.
    #[track_caller]
    fn expect(&self, text: &str) {
        let start = Instant::now();
        while !self.shown.lock().unwrap().contains(text) {
            assert!(start.elapsed() < DEADLINE, "{text:?} never came:\n{}", self.shown.lock().unwrap());
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    #[track_caller]
    fn ends(&mut self) -> u32 {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(start.elapsed() < DEADLINE, "it doesn't end:\n{}", self.shown.lock().unwrap());
            thread::sleep(Duration::from_millis(20));
        }
    }
}

fn collect(mut reader: Box<dyn Read + Send>, screen: &Mutex<String>) {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = reader.read(&mut buffer) {
        bytes.extend_from_slice(&buffer[..length]);
        *screen.lock().unwrap() = String::from_utf8_lossy(&bytes).into_owned();
    }
}

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
    terminal.press("\r");
    terminal.expect("7 reports verified");
    terminal.expect("Sum of “Cost”");
    assert_eq!(terminal.ends(), 0);
    terminal.expect("3.00");
    assert!(terminal.shown.lock().unwrap().contains("\x1b[1m"), "titles are emphasised on a terminal");
}

#[test]
fn ctrl_c_leaves_the_session_as_it_is() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let analyst = Analyst::new(&server.url());
    let (_, links) = analyst.session(FORM, 5, &[]);
    submit_all(&links);
    let mut terminal = Terminal::start(&analyst, &["run"]);
    terminal.expect("5 of 5 submitted");
    terminal.press("\x03");
    assert_eq!(terminal.ends(), 130);
    terminal.expect("Nothing is lost; run again to go on.");
    assert!(analyst.run(&["status"]).ok().contains("phase        open"));
    analyst.run(&["run", "--yes"]).ok();
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
    terminal.press("\r");
    assert_eq!(terminal.ends(), 0);
    terminal.expect("2.50");
}

#[test]
fn a_passphrase_is_asked_for_and_not_shown() {
    let analyst = Analyst::new(&"http://127.0.0.1:9".parse().unwrap());
    let mut terminal = Terminal::start(&analyst, &["keygen", "--passphrase", "--key", "asked.key"]);
    terminal.expect("Passphrase for the new key:");
    terminal.press("correct horse\r");
    terminal.expect("The same again:");
    terminal.press("correct horse\r");
    assert_eq!(terminal.ends(), 0);
    assert!(!terminal.shown.lock().unwrap().contains("correct horse"));
    assert!(std::fs::read_to_string(analyst.path("asked.key")).unwrap().contains("PROTECTED"));
}
