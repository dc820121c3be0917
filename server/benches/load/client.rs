//! Participants' connections: as little work as HTTP/1.1 takes, since they share the processor with the server.

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::Instant,
};

const END_OF_HEAD: &[u8] = b"\r\n\r\n";
const CONTENT_LENGTH: &str = "content-length: ";
/// How long a connection is kept that isn't used: less than servers do.
const IDLE: Duration = Duration::from_secs(5);

/// Connections to one server, kept open.
pub(crate) struct Connections {
    address: String,
    idle: RefCell<Vec<Connection>>,
    /// How many wait for an answer, and how many did at most.
    busy: Cell<usize>,
    most: Cell<usize>,
}

struct Connection {
    stream: TcpStream,
    used: Instant,
    answer: Vec<u8>,
}

impl Connections {
    /// Of the server at `url`.
    pub(crate) fn new(url: &str) -> Self {
        let address = url.strip_prefix("http://").unwrap().to_owned();
        Self { address, idle: RefCell::default(), busy: Cell::new(0), most: Cell::new(0) }
    }

    /// How many have waited at once, at most, since this was asked last.
    pub(crate) fn most(&self) -> usize {
        self.most.replace(self.busy.get())
    }

    /// Sends a request, on a connection that is free or a new one. `head`: its first line and its headers, each ended, but for `Host`
    /// and `Content-Length`. Panics unless it is answered with this status.
    pub(crate) async fn send(&self, head: &str, body: &[u8], status: u16) {
        self.busy.set(self.busy.get() + 1);
        self.most.set(self.most.get().max(self.busy.get()));
        let free = self.idle.borrow_mut().pop().filter(|connection| connection.used.elapsed() < IDLE);
        let mut connection = match free {
            Some(connection) => connection,
            None => Connection::open(&self.address).await,
        };
        let length = body.len();
        let mut request =
            format!("{head}host: {}\r\n{CONTENT_LENGTH}{length}\r\n\r\n", self.address).into_bytes();
        request.extend_from_slice(body);
        connection.stream.write_all(&request).await.unwrap();
        let (found, answer) = connection.answer().await;
        assert_eq!(found, status, "{}", String::from_utf8_lossy(answer));
        connection.used = Instant::now();
        self.idle.borrow_mut().push(connection);
        self.busy.set(self.busy.get() - 1);
    }
}

impl Connection {
    async fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, used: Instant::now(), answer: Vec::new() }
    }

    /// Reads one answer: its status, and all of it.
    async fn answer(&mut self) -> (u16, &[u8]) {
        self.answer.clear();
        loop {
            assert_ne!(self.stream.read_buf(&mut self.answer).await.unwrap(), 0, "the server hung up");
            if let Some(end) = self.answer.windows(END_OF_HEAD.len()).position(|bytes| bytes == END_OF_HEAD) {
                let head = str::from_utf8(&self.answer[..end]).unwrap();
                let status = head.split(' ').nth(1).unwrap().parse().unwrap();
                let length = head.split(CONTENT_LENGTH).nth(1).unwrap().lines().next().unwrap();
                let length = end + END_OF_HEAD.len() + length.parse::<usize>().unwrap();
                while self.answer.len() < length {
                    assert_ne!(
                        self.stream.read_buf(&mut self.answer).await.unwrap(),
                        0,
                        "the server hung up"
                    );
                }
                return (status, &self.answer);
            }
        }
    }
}
