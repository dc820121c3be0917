//! The program on a real terminal, and what is on its screen.

use std::{
    io::{Read, Write},
    num::NonZero,
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::analyst::{Analyst, program};

/// How long something on the screen may take to come.
const DEADLINE: Duration = Duration::from_secs(60);

const ROWS: u16 = 50;
const COLUMNS: u16 = 120;

/// The program on a terminal.
pub(crate) struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    shown: Arc<Mutex<String>>,
    screen: Arc<Mutex<vt100::Parser>>,
    /// Ends once everything was read.
    reader: Option<JoinHandle<()>>,
}

impl Terminal {
    pub(crate) fn start(analyst: &Analyst, arguments: &[&str]) -> Self {
        let mut command = CommandBuilder::new(program());
        command.args(arguments);
        Self::start_command(analyst, command)
    }

    /// What a shell makes of this line, in which `$0` is the program.
    #[cfg(unix)]
    pub(crate) fn start_line(analyst: &Analyst, line: &str) -> Self {
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", line]);
        command.arg(program());
        Self::start_command(analyst, command)
    }

    fn start_command(analyst: &Analyst, mut command: CommandBuilder) -> Self {
        let pair = native_pty_system().openpty(size(COLUMNS)).unwrap();
        command.cwd(analyst.folder.path());
        command.env("TERM", "xterm-256color");
        for (name, value) in analyst.environment() {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let keyboard = pair.master.take_writer().unwrap();
        let reader = pair.master.try_clone_reader().unwrap();
        let shown = Arc::new(Mutex::new(String::new()));
        let screen = Arc::new(Mutex::new(vt100::Parser::new(cells(ROWS), cells(COLUMNS), 0)));
        let (all, now) = (shown.clone(), screen.clone());
        let reader = Some(thread::spawn(move || collect(reader, &all, &now)));
        Self { child, master: pair.master, keyboard, shown, screen, reader }
    }

    /// Makes the terminal so many columns wide.
    pub(crate) fn resize(&self, columns: u16) {
        self.master.resize(size(columns)).unwrap();
        self.screen.lock().unwrap().screen_mut().set_size(cells(ROWS), cells(columns));
    }

    /// The lines that are on the screen at this moment, without the empty ones.
    pub(crate) fn lines(&self) -> Vec<String> {
        let text = self.screen.lock().unwrap().screen().contents();
        text.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// What has been on the screen so far.
    pub(crate) fn shown(&self) -> String {
        self.shown.lock().unwrap().clone()
    }

    /// Waits until the text comes after what has been on the screen so far.
    #[track_caller]
    pub(crate) fn expect_anew(&self, text: &str) {
        let before = self.shown.lock().unwrap().len();
        self.expect_after(before, text);
    }

    #[track_caller]
    pub(crate) fn expect_after(&self, before: usize, text: &str) {
        self.wait(text, |shown| shown.get(before..).is_some_and(|new| new.contains(text)));
    }

    #[track_caller]
    fn wait(&self, text: &str, is_there: impl Fn(&str) -> bool) {
        let start = Instant::now();
        while !is_there(&self.shown.lock().unwrap()) {
            assert!(start.elapsed() < DEADLINE, "{text:?} never came:\n{}", self.shown());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Answers a question once it is asked; what is expected may also stand before the question, such as what was wrong before.
    #[track_caller]
    pub(crate) fn answer(&mut self, expected: &str, answer: &str) {
        self.expect(expected);
        self.wait(expected, Self::asks);
        self.press(&format!("{answer}\r"));
    }

    /// As [`Terminal::answer`], what isn't to be shown: as a person does, not in the moment in which the question comes.
    #[track_caller]
    pub(crate) fn answer_hidden(&mut self, expected: &str, answer: &str) {
        self.expect(expected);
        let start = Instant::now();
        while self.shows_what_is_typed() {
            assert!(start.elapsed() < DEADLINE, "what is typed would be shown");
            thread::sleep(Duration::from_millis(1));
        }
        self.press(&format!("{answer}\r"));
    }

    fn shows_what_is_typed(&self) -> bool {
        /// termios(3), on Linux, macOS and the BSDs.
        const ECHO: u32 = 0o10;
        self.master.get_termios().is_none_or(|termios| termios.local_flags.bits() & ECHO != 0)
    }

    /// Whether the last that is shown is a question.
    fn asks(shown: &str) -> bool {
        [": ", "] "].iter().any(|end| shown.ends_with(end))
    }

    /// Waits until the text has been on the screen.
    #[track_caller]
    pub(crate) fn expect(&self, text: &str) {
        self.expect_after(0, text);
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Presses Enter, and says yes to what that makes final.
    #[track_caller]
    pub(crate) fn close(&mut self) {
        self.press("\r");
        self.expect("Close and compute? [y/N]");
        self.press("y\r");
    }

    /// Waits for the end, until when everything is on the screen; answers the exit code, as a shell has it.
    #[track_caller]
    pub(crate) fn ends(&mut self) -> u32 {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                self.reader.take().into_iter().for_each(|reader| reader.join().unwrap());
                return match status.signal() {
                    None => status.exit_code(),
                    Some("Interrupt") => 130,
                    Some(other) => panic!("ended by {other}:\n{}", self.shown()),
                };
            }
            assert!(start.elapsed() < DEADLINE, "it doesn't end:\n{}", self.shown.lock().unwrap());
            thread::sleep(Duration::from_millis(20));
        }
    }
}

fn size(columns: u16) -> PtySize {
    PtySize { rows: ROWS, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

fn collect(mut reader: Box<dyn Read + Send>, all: &Mutex<String>, screen: &Mutex<vt100::Parser>) {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = reader.read(&mut buffer) {
        bytes.extend_from_slice(&buffer[..length]);
        screen.lock().unwrap().process(&buffer[..length]);
        *all.lock().unwrap() = String::from_utf8_lossy(&bytes).into_owned();
    }
}
