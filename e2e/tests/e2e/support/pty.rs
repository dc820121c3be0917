//! A program at a terminal, and somebody who reads it and types.

use std::{
    io::{Read, Write},
    process::Command,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use anyhow::ensure;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::wait_for;

/// A program at a terminal of its own; killed when dropped.
pub(crate) struct Pty {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    screen: Arc<Mutex<Vec<u8>>>,
    _master: Box<dyn MasterPty + Send>,
}

impl Pty {
    pub(crate) fn start(command: &Command) -> anyhow::Result<Self> {
        let pair = native_pty_system().openpty(PtySize { rows: 40, cols: 120, ..PtySize::default() })?;
        let mut line = CommandBuilder::new(command.get_program());
        line.args(command.get_args());
        line.env("TERM", "xterm-256color");
        if let Some(folder) = command.get_current_dir() {
            line.cwd(folder);
        }
        let child = pair.slave.spawn_command(line)?;
        drop(pair.slave);
        let (mut reader, keyboard) = (pair.master.try_clone_reader()?, pair.master.take_writer()?);
        let screen = Arc::new(Mutex::new(Vec::new()));
        let written = screen.clone();
        thread::spawn(move || {
            let mut piece = [0; 4096];
            // Ends with an error when the program does.
            while let Ok(length @ 1..) = reader.read(&mut piece) {
                written.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&piece[..length]);
            }
        });
        Ok(Self { child, keyboard, screen, _master: pair.master })
    }

    /// Everything that was ever written to the terminal.
    pub(crate) fn screen(&self) -> String {
        String::from_utf8_lossy(&self.screen.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }

    /// Waits until the terminal has shown `text`.
    pub(crate) fn shows(&self, text: &str) -> anyhow::Result<()> {
        wait_for(text, || self.screen().contains(text).then_some(()))
            .map_err(|error| error.context(format!("the terminal shows:\n{}", self.screen())))
    }

    /// Presses Enter, and says yes to what that makes final.
    pub(crate) fn close(&mut self) -> anyhow::Result<()> {
        self.press("\r")?;
        self.shows("Close and compute? [y/N]")?;
        self.press("y\r")
    }

    pub(crate) fn press_ctrl_c(&mut self) -> anyhow::Result<()> {
        self.press("\x03")
    }

    fn press(&mut self, keys: &str) -> anyhow::Result<()> {
        self.keyboard.write_all(keys.as_bytes())?;
        Ok(self.keyboard.flush()?)
    }

    /// Waits for the program's end; its exit code.
    pub(crate) fn exit_code(&mut self) -> anyhow::Result<u32> {
        let child = &mut self.child;
        wait_for("the program's end", || child.try_wait().transpose())?
            .map(|status| status.exit_code())
            .map_err(Into::into)
    }

    /// Waits for the program's end, which must be a good one.
    pub(crate) fn succeeds(&mut self) -> anyhow::Result<()> {
        let code = self.exit_code()?;
        ensure!(code == 0, "exit code {code}; the terminal shows:\n{}", self.screen());
        Ok(())
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // Fails only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
