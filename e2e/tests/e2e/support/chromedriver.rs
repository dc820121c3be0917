//! `chromedriver`, which starts browsers and steers them.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::Context;

/// What it says when it is ready, before its port.
const READY: &str = "started successfully on port ";
const END: Duration = Duration::from_secs(10);

/// A running chromedriver; dropped, it ends with all its browsers.
pub(crate) struct Chromedriver {
    child: Child,
    port: u16,
}

impl Chromedriver {
    pub(crate) fn start() -> anyhow::Result<Self> {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context(
                "chromedriver can't be started. Install it (Debian: chromium-driver), or: cargo xtask test",
            )?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            line.split_once(READY).and_then(|(_, port)| port.trim().trim_end_matches('.').parse().ok())
        });
        // It must not stop because nobody reads.
        thread::spawn(move || lines.count());
        Ok(Self { child, port: port.context("chromedriver says no port")? })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks it to end with its browsers; killed itself, it would leave them running.
    fn shut_down(&mut self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(END))?;
        write!(
            stream,
            "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.port
        )?;
        stream.read_to_end(&mut Vec::new())?;
        let deadline = Instant::now() + END;
        while self.child.try_wait()?.is_none() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        // Whatever happens here, the test has its result already.
        let _ = self.shut_down();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
