//! A mail server that is a thread of the test.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

/// The messages that came.
#[derive(Clone, Default)]
pub(crate) struct Mailbox(Arc<Mutex<Vec<String>>>);

/// What becomes of a message.
pub(crate) enum Manner {
    /// It is taken.
    Takes,
    /// It is answered like this if its recipient's address has that in it.
    Answers(&'static [(&'static str, &'static str)]),
    /// It is taken once that is let, if its recipient's address has this in it.
    Holds(&'static str, Hold),
}

/// The mail server's side of a message that waits.
pub(crate) struct Hold {
    came: mpsc::Sender<()>,
    go_on: mpsc::Receiver<()>,
}

/// The test's side of it.
pub(crate) struct Held {
    came: mpsc::Receiver<()>,
    go_on: mpsc::Sender<()>,
}

/// Both sides.
pub(crate) fn hold() -> (Hold, Held) {
    let ((came, comes), (go, go_on)) = (mpsc::channel(), mpsc::channel());
    (Hold { came, go_on }, Held { came: comes, go_on: go })
}

impl Held {
    /// Waits until the message is on its way.
    #[track_caller]
    pub(crate) fn waits(&self) {
        self.came.recv_timeout(Duration::from_secs(60)).unwrap();
    }

    /// Lets it be taken.
    pub(crate) fn release(&self) {
        self.go_on.send(()).unwrap();
    }
}

impl Mailbox {
    /// Serves on this machine, one message after another, for as long as the test runs.
    pub(crate) fn serve(&self, manner: Manner) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let mailbox = self.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                mailbox.converse(&stream.unwrap(), &manner);
            }
        });
        format!("smtp://127.0.0.1:{port}")
    }

    fn converse(&self, stream: &TcpStream, manner: &Manner) {
        let mut out = stream;
        // Who is interrupted hears nothing more.
        let mut say = |text: &str| drop(out.write_all(format!("{text}\r\n").as_bytes()));
        say("220 test");
        let mut lines = BufReader::new(stream).lines();
        while let Some(Ok(line)) = lines.next() {
            match line.split(' ').next().unwrap() {
                "RCPT" => say(manner.answer(&line)),
                "DATA" => {
                    say("354 go on");
                    let text: Vec<_> =
                        lines.by_ref().map(Result::unwrap).take_while(|line| line != ".").collect();
                    self.0.lock().unwrap().push(text.join("\n"));
                    say("250 taken");
                }
                "QUIT" => return say("221 bye"),
                _ => say("250 fine"),
            }
        }
    }

    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Manner {
    fn answer(&self, recipient: &str) -> &'static str {
        match self {
            Self::Answers(answers) => {
                let found = answers.iter().find(|(who, _)| recipient.contains(who));
                found.map_or("250 fine", |(_, answer)| answer)
            }
            Self::Holds(who, Hold { came, go_on }) if recipient.contains(who) => {
                came.send(()).unwrap();
                // Ends with the test at the latest.
                let _ = go_on.recv();
                "250 fine"
            }
            _ => "250 fine",
        }
    }
}
