//! What came of messages that were to be sent.

use std::fmt::{self, Display, Formatter, Write};

use lettre::Address;

use crate::error::Error;

/// What came of so many messages.
#[derive(Default)]
pub(super) struct Outcome {
    count: usize,
    pub(super) sent: usize,
    /// Not sent: the invitation was taken back meanwhile.
    pub(super) revoked: usize,
    /// Not sent: the one to remind submitted meanwhile.
    pub(super) submitted: usize,
    refused: Vec<Refusal>,
}

/// A message that the mail server doesn't take.
struct Refusal {
    label: String,
    address: Address,
    reason: String,
}

impl Outcome {
    pub(super) fn of(count: usize) -> Self {
        Self { count, ..Self::default() }
    }

    pub(super) fn refuse(&mut self, label: &str, address: &Address, reason: String) {
        self.refused.push(Refusal { label: label.to_owned(), address: address.clone(), reason });
    }

    pub(super) fn so_far(&self) -> String {
        format!("{} of {} sent", self.sent, self.count)
    }

    /// The message to this address didn't go, and so none behind it.
    pub(super) fn stopped(&self, to: &Address, reason: String) -> Error {
        Error::Mail { done: self.sent, count: self.count, to: to.to_string(), reason }
    }

    /// Whose messages were refused, why, and what to do.
    pub(super) fn refusals(&self) -> Option<String> {
        if self.refused.is_empty() {
            return None;
        }
        let mut text = format!("The mail server refused {} for good:\n", self.refused.len());
        for Refusal { label, address, reason } in &self.refused {
            // Writing to a string can't fail.
            let _ = writeln!(text, "  {label:?}, {address}: {reason}");
        }
        text += "Where an address is wrong, correct it in your list, take the invitation back with tacit-analyst invitations revoke \
                 LABEL, and invite again with tacit-analyst invite --csv FILE.";
        if self.sent == 0 {
            text += " If all are right, ask whoever runs the mail server whether it takes messages --from that address.";
        }
        Some(text)
    }
}

impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.sent {
            1 => write!(f, "1 message is sent.")?,
            sent => write!(f, "{sent} messages are sent.")?,
        }
        for (number, why) in [(self.revoked, "taken back"), (self.submitted, "submitted")] {
            if number > 0 {
                write!(f, " {number} not: {why} meanwhile.")?;
            }
        }
        Ok(())
    }
}
