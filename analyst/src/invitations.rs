//! Whom one invited to a session: the book beside the key file, which alone knows people's names.
//!
//! The book holds no link: a link's token follows from the key file and the random name that the book gives the invitation.
//! So the book without the key submits for nobody, and with the key links can be made again. The server knows hashes of
//! tokens, no names. An invitation is written down before the server is told of it, so that none is lost in between. Every
//! change is made to the book as it is at that moment, so that processes that work on it at once lose nothing of each other.

pub mod invite;
pub mod mail;
mod new_file;
mod page;
pub(crate) mod people;
pub mod roll;
mod sheet;
pub(crate) mod template;

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use tacit_envelope::keyfile::AnalystSecret;
use tacit_protocol::{
    ids::{InvitationName, ParticipantId, SessionId, Token},
    invitation,
};

pub use people::Person;

use crate::{error::Error, files, lock::Lock, session::Sessions};

const VERSION: u32 = 1;
/// How many characters of the session's id are in the file's name.
const SHOWN: usize = 16;

/// The invitations to one session, oldest first.
#[derive(Debug)]
pub struct Book {
    key: PathBuf,
    path: PathBuf,
    content: Content,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Content {
    version: u32,
    session: SessionId,
    /// How many this folder had counted when the book was begun: not 0 where an earlier book is missing.
    #[serde(default, skip_serializing_if = "is_zero")]
    before: u64,
    invitations: Vec<Entry>,
}

/// Somebody who is invited, or was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What the token follows from.
    pub name: InvitationName,
    /// Who it is.
    #[serde(flatten)]
    pub person: Person,
    /// The number of the cohort that the invitation assigns; 0: none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cohort: u16,
    /// Whether the server knows of it.
    pub registered: bool,
    /// When its link was sent last, milliseconds since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<u64>,
    /// When a mail server last didn't take a message to it, milliseconds since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_at: Option<u64>,
    /// When it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<u64>,
}

impl Entry {
    /// The participant's secret.
    pub fn token(&self, secret: &AnalystSecret, session: &SessionId) -> Token {
        invitation::token(secret, session, &self.name)
    }

    /// How the server knows the participant.
    pub fn participant(&self, secret: &AnalystSecret, session: &SessionId) -> ParticipantId {
        self.token(secret, session).participant_id()
    }

    /// Whether it holds.
    pub fn is_valid(&self) -> bool {
        self.registered && self.revoked_at.is_none()
    }

    /// Whether it is only written down so far.
    pub fn is_pending(&self) -> bool {
        !self.registered && self.revoked_at.is_none()
    }
}

impl Book {
    /// The book of this session beside this key file, `analyst.invitations-<session>.json`, as it is now; empty where there
    /// is none.
    pub fn open(key: &Path, session: &SessionId) -> Result<Self, Error> {
        let path = path(key, session);
        let content = read(&path, session)?;
        Ok(Self { key: key.to_owned(), path, content })
    }

    /// Where the books beside this key file are, of every session.
    pub fn all_beside(key: &Path) -> Result<Vec<PathBuf>, Error> {
        let folder = match key.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let unread = |source| Error::File { path: folder.to_owned(), verb: "read", source };
        let (start, mut books) = (start(key), Vec::new());
        for file in fs::read_dir(folder).map_err(unread)? {
            let name = file.map_err(unread)?.file_name();
            if name.as_encoded_bytes().starts_with(start.as_encoded_bytes()) {
                books.push(key.with_file_name(name));
            }
        }
        Ok(books)
    }

    /// How many invitations to the session hold, with those from before its book was begun; `None` where there is no book.
    pub fn held(key: &Path, session: &SessionId) -> Result<Option<u64>, Error> {
        let path = path(key, session);
        if !path.exists() {
            return Ok(None);
        }
        let Content { before, invitations, .. } = read(&path, session)?;
        let held = invitations.iter().filter(|entry| entry.is_valid()).count();
        Ok(Some(before + held as u64))
    }

    /// Sees the book as other processes left it.
    pub fn read_again(&mut self) -> Result<(), Error> {
        self.content = read(&self.path, &self.content.session)?;
        Ok(())
    }

    /// Removes the book of a session that is no more.
    pub fn remove(key: &Path, session: &SessionId) -> Result<(), Error> {
        let _alone = Lock::to_change(key)?;
        let path = path(key, session);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(Error::File { path, verb: "removed", source })
            }
            _ => Ok(()),
        }
    }

    /// Every invitation, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.content.invitations
    }

    /// The invitation of this name.
    pub fn get(&self, name: &InvitationName) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.name == *name)
    }

    /// The invitation with this label that holds.
    pub fn find(&self, label: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.person.label == label && entry.revoked_at.is_none())
    }

    /// Changes the book as other processes left it, and puts it on disk, readable by its owner alone. None of them changes
    /// it meanwhile.
    pub fn change<T>(&mut self, change: impl FnOnce(&mut Vec<Entry>) -> T) -> Result<T, Error> {
        let _alone = Lock::to_change(&self.key)?;
        self.read_again()?;
        if !self.path.exists() {
            let sessions = Sessions::beside(&self.key)?;
            let known = sessions.get(&self.content.session).and_then(|known| known.invited);
            self.content.before = known.unwrap_or_default();
        }
        let changed = change(&mut self.content.invitations);
        self.save()?;
        Ok(changed)
    }

    fn save(&self) -> Result<(), Error> {
        let error = |source| Error::File { path: self.path.clone(), verb: "written", source };
        let mut json = serde_json::to_vec_pretty(&self.content).map_err(|source| error(source.into()))?;
        json.push(b'\n');
        files::create_parent(&self.path).and_then(|()| files::replace(&self.path, &json)).map_err(error)
    }
}

fn path(key: &Path, session: &SessionId) -> PathBuf {
    let mut name = start(key);
    name.push(format!("{}.json", &session.to_string()[..SHOWN]));
    key.with_file_name(name)
}

/// What the names of all books beside this key file begin with.
fn start(key: &Path) -> OsString {
    let mut name = key.file_stem().unwrap_or_default().to_owned();
    name.push(".invitations-");
    name
}

fn read(path: &Path, session: &SessionId) -> Result<Content, Error> {
    match fs::read(path) {
        Ok(bytes) => parse(path, session, &bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(Content { version: VERSION, session: *session, before: 0, invitations: Vec::new() })
        }
        Err(source) => Err(Error::File { path: path.to_owned(), verb: "read", source }),
    }
}

pub(crate) fn parse(path: &Path, session: &SessionId, bytes: &[u8]) -> Result<Content, Error> {
    let damaged = |reason: String| Error::Book { path: path.to_owned(), reason };
    let content: Content = serde_json::from_slice(bytes).map_err(|error| damaged(error.to_string()))?;
    match (content.version, content.session == *session) {
        (VERSION, true) => Ok(content),
        (VERSION, false) => Err(damaged("it is another session's".into())),
        (other, _) => Err(damaged(format!("it is of version {other}"))),
    }
}

fn is_zero<N: Default + PartialEq>(number: &N) -> bool {
    *number == N::default()
}

#[cfg(test)]
mod tests;
