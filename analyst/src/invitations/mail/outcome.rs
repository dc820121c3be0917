//! What came of messages that were to be sent.

use std::fmt::{self, Display, Formatter, Write};

use lettre::Address;

use super::transport::Answer;
use crate::error::Error;

/// What came of so many messages.
#[derive(Default)]
pub(super) struct Outcome {
    count: usize,
    pub(super) sent: usize,
    /// Not sent: the invitation was taken back meanwhile.
    pub(super) revoked: usize,
    /// Not sent: whoever it was for submitted meanwhile.
    pub(super) submitted: usize,
    refused: Vec<Refusal>,
    put_off: Vec<Refusal>,
    /// The last answer, and how many got it one after the other.
    last: Option<(String, usize)>,
}

/// So many equal answers in a row aren't about those messages.
const ALIKE: usize = 5;

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

    pub(super) fn send(&mut self) {
        self.sent += 1;
        self.last = None;
    }

    /// Notes what the mail server didn't take.
    ///
    /// # Errors
    ///
    /// [`Error::Mail`]: it gave the same answer, and not about the address, for so many in a row that it will for all.
    pub(super) fn refuse(&mut self, label: &str, address: &Address, answer: Answer) -> Result<(), Error> {
        let Answer { reason, is_final, is_about_address } = answer;
        let alike = match &self.last {
            Some((last, alike)) if *last == reason => alike + 1,
            _ => 1,
        };
        let refused = if is_final { &mut self.refused } else { &mut self.put_off };
        refused.push(Refusal { label: label.to_owned(), address: address.clone(), reason: reason.clone() });
        if is_about_address {
            self.last = None;
            return Ok(());
        }
        if alike == ALIKE {
            // Likely none of them is a wrong address.
            refused.retain(|refusal| refusal.reason != reason);
            return Err(self.stopped(address, format!("{reason}, as it said of the {} before", ALIKE - 1)));
        }
        self.last = Some((reason, alike));
        Ok(())
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
        let mut text = String::new();
        // Writing to a string can't fail.
        if !self.put_off.is_empty() {
            let _ =
                writeln!(text, "The mail server put off {}:\n{}", self.put_off.len(), Lines(&self.put_off));
            text += "Run it again later, for these: nobody gets two.";
        }
        if !self.refused.is_empty() {
            let first = if text.is_empty() { "" } else { "\n" };
            let _ = writeln!(
                text,
                "{first}The mail server refused {} for good:\n{}",
                self.refused.len(),
                Lines(&self.refused)
            );
            text += "Where an address is wrong, correct it in your list, take the invitation back with tacit-analyst invitations revoke \
                     LABEL, and invite again with tacit-analyst invite --csv FILE.";
            if self.sent == 0 {
                text += " If all are right, ask whoever runs the mail server whether it takes messages --from that address.";
            }
        }
        (!text.is_empty()).then_some(text)
    }
}

struct Lines<'a>(&'a [Refusal]);

impl Display for Lines<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (at, Refusal { label, address, reason }) in self.0.iter().enumerate() {
            let end = if at + 1 < self.0.len() { "\n" } else { "" };
            write!(f, "  {label:?}, {address}: {reason}{end}")?;
        }
        Ok(())
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
