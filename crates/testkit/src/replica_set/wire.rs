//! Messages as they are on the wire: `OP_MSG`, the only kind that today's drivers send.

use std::io::{self, ErrorKind};

use mongodb::bson::{Document, RawDocument};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Length, request, what it answers, kind of message: four numbers of four bytes.
const HEADER: usize = 16;
/// Header and flags.
const PREFIX: usize = HEADER + 4;
const OP_MSG: i32 = 2013;
/// More than any server takes.
const MAX_LEN: usize = 64 << 20;

/// Four bytes behind the sections are their checksum.
const CHECKSUM_PRESENT: u32 = 1;
/// Nobody waits for an answer.
const MORE_TO_COME: u32 = 2;

/// A whole message, which is well-formed as far as the header and the flags go.
pub(super) struct Message(Vec<u8>);

impl Message {
    /// The next one; `None` at the end.
    pub(super) async fn read(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Self>> {
        let mut header = [0; HEADER];
        match from.read_exact(&mut header).await {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        };
        let len = usize::try_from(number(&header, 0)).unwrap_or(0);
        if !(PREFIX..=MAX_LEN).contains(&len) || number(&header, 12) != OP_MSG {
            return Err(malformed("no OP_MSG"));
        }
        let mut bytes = header.to_vec();
        bytes.resize(len, 0);
        from.read_exact(&mut bytes[HEADER..]).await?;
        let message = Self(bytes);
        if message.flags() & MORE_TO_COME == 0 {
            Ok(Some(message))
        } else {
            Err(malformed("messages that want no answer aren't played"))
        }
    }

    /// A message of one document.
    pub(super) fn of(document: &Document, id: i32, answers: i32) -> io::Result<Self> {
        let body = document.to_vec().map_err(io::Error::other)?;
        let len = i32::try_from(PREFIX + 1 + body.len()).map_err(io::Error::other)?;
        let numbers = [len, id, answers, OP_MSG, 0].map(i32::to_le_bytes);
        Ok(Self([numbers.as_flattened(), &[0], &body].concat()))
    }

    /// The answer to this one.
    pub(super) fn answer(&self, document: &Document) -> io::Result<Self> {
        Self::of(document, self.id(), self.id())
    }

    pub(super) async fn write(&self, to: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        to.write_all(&self.0).await
    }

    /// The command or its answer: the one section of kind 0. Those of kind 1 hold what is to be written.
    pub(super) fn document(&self) -> io::Result<&RawDocument> {
        let checksum = if self.flags() & CHECKSUM_PRESENT == 0 { 0 } else { 4 };
        let end = self.0.len().checked_sub(checksum).ok_or_else(|| malformed("the checksum"))?;
        let mut sections = self.0.get(PREFIX..end).ok_or_else(|| malformed("no section"))?;
        while let Some((kind, rest)) = sections.split_first() {
            let len = rest.get(..4).map_or(0, |_| number(rest, 0));
            let len = usize::try_from(len).ok().filter(|len| (5..=rest.len()).contains(len));
            let (section, more) = rest.split_at(len.ok_or_else(|| malformed("a section's length"))?);
            if *kind == 0 {
                return RawDocument::from_bytes(section).map_err(io::Error::other);
            }
            sections = more;
        }
        Err(malformed("no section of kind 0"))
    }

    fn id(&self) -> i32 {
        number(&self.0, 4)
    }

    fn flags(&self) -> u32 {
        number(&self.0, HEADER).cast_unsigned()
    }
}

/// The number at this place, where there are four bytes.
fn number(bytes: &[u8], at: usize) -> i32 {
    i32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use mongodb::bson::doc;

    use super::*;

    /// The same with its sections, flags and end changed.
    fn changed(message: &Message, before: &[u8], flags: u32, after: &[u8]) -> Message {
        let mut bytes =
            [&message.0[..HEADER], &flags.to_le_bytes(), before, &message.0[PREFIX..], after].concat();
        let len = i32::try_from(bytes.len()).unwrap();
        bytes[..4].copy_from_slice(&len.to_le_bytes());
        Message(bytes)
    }

    #[tokio::test]
    async fn the_command_is_found_whatever_is_around_it() {
        let ping = doc! { "ping": 1 };
        let plain = Message::of(&ping, 7, 0).unwrap();
        let sequence = [&[1][..], &13_i32.to_le_bytes(), b"docs\0", &[0; 4]].concat();
        for message in [
            changed(&plain, &[], 0, &[]),
            changed(&plain, &sequence, 0, &[]),
            changed(&plain, &[], 0, &sequence),
            changed(&plain, &sequence, CHECKSUM_PRESENT, &[1, 2, 3, 4]),
        ] {
            let read = Message::read(&mut &message.0[..]).await.unwrap().unwrap();
            assert_eq!(Document::try_from(read.document().unwrap()).unwrap(), ping);
        }
        let answer = plain.answer(&doc! { "ok": 1 }).unwrap();
        assert_eq!(number(&answer.0, 8), 7, "it names what it answers");
    }

    #[tokio::test]
    async fn what_is_no_command_is_refused() {
        let plain = Message::of(&doc! { "ping": 1 }, 7, 0).unwrap();
        let with = |at: usize, byte: u8| {
            let mut bytes = plain.0.clone();
            bytes[at] = byte;
            bytes
        };
        // Too short, another kind of message, one that wants no answer, cut off.
        for bytes in [with(0, 3), with(12, 1), with(HEADER, 2), plain.0[..30].to_vec()] {
            assert!(Message::read(&mut &bytes[..]).await.is_err());
        }
        assert!(Message::read(&mut &[][..]).await.unwrap().is_none());
        // A section that is longer than the message, and none of kind 0.
        for bytes in [with(PREFIX + 1, 200), with(PREFIX, 1)] {
            assert!(Message(bytes).document().is_err());
        }
    }
}
