//! Questions to the person at the terminal.

use std::{
    io::{self, IsTerminal},
    thread,
};

use tokio::sync::mpsc;

use super::Ui;
use crate::error::Error;

/// The lines that are typed. There is one of it in a process: reading can't be cancelled, so a thread reads, which the end
/// of the process ends.
pub struct Keyboard(mpsc::UnboundedReceiver<String>);

impl Keyboard {
    /// Whether somebody can answer.
    pub fn is_there() -> bool {
        io::stdin().is_terminal()
    }

    /// Listens from now on.
    pub fn listen() -> Result<Self, Error> {
        let (typed, lines) = mpsc::unbounded_channel();
        let read = move || {
            let mut line = String::new();
            // Ends with the input, and when nobody listens any more.
            while io::stdin().read_line(&mut line).is_ok_and(|length| length > 0)
                && typed.send(line.trim().to_owned()).is_ok()
            {
                line.clear();
            }
        };
        thread::Builder::new().name("keyboard".into()).spawn(read).map_err(Error::Output)?;
        Ok(Self(lines))
    }

    /// The next line, without blanks around it.
    pub async fn line(&mut self) -> Result<String, Error> {
        let ended =
            || Error::Declined("the input ended before the answer. Nothing was done; run it again.".into());
        self.0.recv().await.ok_or_else(ended)
    }

    /// What is answered to a question; an empty answer is the `default`.
    pub async fn ask(&mut self, ui: &Ui, question: &str, default: &str) -> Result<String, Error> {
        let shown = if default.is_empty() { String::new() } else { format!(" [{default}]") };
        ui.prompt(&format!("{question}{shown}: "));
        let answer = self.line().await?;
        Ok(if answer.is_empty() { default.to_owned() } else { answer })
    }

    /// What is answered to a question, once it can be understood.
    pub async fn ask_until<T, E: std::fmt::Display>(
        &mut self,
        ui: &Ui,
        question: &str,
        default: &str,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Result<T, Error> {
        loop {
            match read(&self.ask(ui, question, default).await?) {
                Ok(value) => return Ok(value),
                Err(error) => ui.say(&error.to_string()),
            }
        }
    }

    /// Goes on if somebody says yes to the question, or said so beforehand by `--yes`.
    ///
    /// # Errors
    ///
    /// [`Error::Declined`]: anything else was answered; says that `nothing` was done. [`Error::Usage`]: nobody can answer.
    pub async fn agree(ui: &Ui, yes: bool, question: &str, absent: &str, nothing: &str) -> Result<(), Error> {
        match (yes, Self::is_there()) {
            (true, _) => Ok(()),
            (false, false) => Err(Error::Usage(absent.into())),
            (false, true) => match Self::listen()?.confirm(ui, question).await? {
                true => Ok(()),
                false => Err(Error::Declined(nothing.into())),
            },
        }
    }

    /// Whether the answer is yes; anything else is no.
    pub async fn confirm(&mut self, ui: &Ui, question: &str) -> Result<bool, Error> {
        ui.prompt(&format!("{question} [y/N] "));
        Ok(matches!(self.line().await?.to_lowercase().as_str(), "y" | "yes"))
    }
}
