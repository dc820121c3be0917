//! A member of the set: its connections, and what becomes of the commands on them.

use std::{io, sync::Arc};

use mongodb::bson::{Document, RawDocument, doc};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use super::{Set, answers, hello, refusal, wire::Message};

/// Takes connections for ever.
pub(super) async fn listen(set: Arc<Set>, me: usize, listener: TcpListener) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((client, _)) = listener.accept().await else { continue };
        while connections.try_join_next().is_some() {}
        if set.standing.borrow().away != Some(me) {
            connections.spawn(connected(set.clone(), me, client));
        }
    }
}

/// One connection, until one end closes it or the member dies.
async fn connected(set: Arc<Set>, me: usize, client: TcpStream) {
    let Ok(behind) = TcpStream::connect(set.behind).await else { return };
    let mut standing = set.standing.subscribe();
    let mut connection = Connection { set, me, client, behind };
    // Not given up in the middle of a command: what is passed on is waited for, as elections do.
    while let Ok(Some(message)) = tokio::select! {
        message = Message::read(&mut connection.client) => message,
        _ = standing.wait_for(|standing| standing.away == Some(me)) => return,
    } {
        match connection.reply(&message).await {
            Ok(Some(reply)) if reply.write(&mut connection.client).await.is_ok() => {}
            _ => return,
        }
    }
}

struct Connection {
    set: Arc<Set>,
    me: usize,
    client: TcpStream,
    behind: TcpStream,
}

/// A command for a primary.
struct Command<'a> {
    name: &'a str,
    /// If it is a write that may come once more.
    key: Option<answers::Key>,
    document: &'a RawDocument,
}

impl Connection {
    /// What is answered; `None`: the connection is closed instead.
    async fn reply(&mut self, message: &Message) -> io::Result<Option<Message>> {
        let command = message.document()?;
        let name = name(command)?;
        if matches!(name, "hello" | "isMaster" | "ismaster") {
            return self.hello(message, command).await;
        }
        if !refusal::needs_primary(name) {
            return self.pass_on(message).await.map(Some);
        }
        let command = Command { name, key: answers::key(name, command), document: command };
        self.as_primary(message, command).await
    }

    async fn hello(&mut self, message: &Message, command: &RawDocument) -> io::Result<Option<Message>> {
        hello::wait(&self.set, command).await;
        let question = hello::question(command).ok_or(io::ErrorKind::InvalidData)?;
        let said = self.pass_on(&message.answer(&question)?).await?;
        let standing = *self.set.standing.borrow();
        if standing.away == Some(self.me) {
            return Ok(None);
        }
        let answer = hello::answer(&self.set, self.me, standing, document(&said)?);
        message.answer(&answer).map(Some)
    }

    async fn as_primary(&mut self, message: &Message, command: Command<'_>) -> io::Result<Option<Message>> {
        let set = self.set.clone();
        let _under_way = set.under_way.read().await;
        let before = *set.standing.borrow();
        if before.primary != Some(self.me) {
            set.saw(|seen| seen.refused += 1);
            let refusal = refusal::not_primary(command.name, self.me, before, command.key.is_some());
            return message.answer(&refusal).map(Some);
        }
        if let Some(key) = &command.key {
            let known = set.answers.lock().unwrap().get(key);
            if let Some(answer) = known {
                set.saw(|seen| seen.repeated += 1);
                return message.answer(&answer).map(Some);
            }
        }
        if set.is_overlooked(command.name, command.document) {
            set.saw(|seen| seen.overlooked += 1);
            return message.answer(&doc! { "n": 0, "nModified": 0, "ok": 1 }).map(Some);
        }
        let is_done = set.goes_at(command.name, command.document);
        if is_done.is_some() {
            let mut standing = set.standing.subscribe();
            let electing = set.clone();
            tokio::spawn(async move { electing.elect().await });
            // Errors: the set is gone.
            let _ = standing.wait_for(|standing| standing.term != before.term).await;
        }
        if is_done == Some(false) {
            return self.undone(message, &command);
        }
        let reply = self.pass_on(message).await?;
        if let Some(key) = &command.key {
            set.answers.lock().unwrap().keep(key.clone(), document(&reply)?);
        }
        if set.standing.borrow().term == before.term {
            Ok(Some(reply))
        } else {
            self.unheard(message, &command, reply)
        }
    }

    /// The primary went before this was carried out.
    fn undone(&self, message: &Message, command: &Command<'_>) -> io::Result<Option<Message>> {
        let standing = *self.set.standing.borrow();
        self.set.saw(|seen| seen.undone += 1);
        if standing.away == Some(self.me) {
            return Ok(None);
        }
        message.answer(&refusal::interrupted(self.me, standing, command.key.is_some())).map(Some)
    }

    /// The primary went after this was carried out.
    fn unheard(
        &self,
        message: &Message,
        command: &Command<'_>,
        reply: Message,
    ) -> io::Result<Option<Message>> {
        let is_dead = self.set.standing.borrow().away == Some(self.me);
        if !is_dead && !refusal::may_write(command.name) {
            return Ok(Some(reply));
        }
        self.set.saw(|seen| seen.unheard += 1);
        if is_dead {
            return Ok(None);
        }
        message.answer(&refusal::unsure(document(&reply)?, command.key.is_some())).map(Some)
    }

    /// What the server behind answers.
    async fn pass_on(&mut self, message: &Message) -> io::Result<Message> {
        message.write(&mut self.behind).await?;
        Message::read(&mut self.behind).await?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

/// A command's name is its first field's.
fn name(command: &RawDocument) -> io::Result<&str> {
    let first = command.iter().next().ok_or(io::ErrorKind::InvalidData)?;
    first.map(|(name, _)| name.as_str()).map_err(io::Error::other)
}

fn document(message: &Message) -> io::Result<Document> {
    Document::try_from(message.document()?).map_err(io::Error::other)
}
