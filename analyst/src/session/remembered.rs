//! The list of a key's sessions, beside the key file: which session a command means when it isn't told.
//!
//! Holds nothing secret, and every command works without it, given `--session`. What it says of invitations and of the
//! close keeps a server from inviting participants of its own and from closing twice.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use tacit_protocol::{ids::SessionId, origin::Origin};

use crate::{error::Error, files, invitations::Book, lock::Lock};

const VERSION: u32 = 1;

/// The sessions of one key file, oldest first.
#[derive(Debug)]
pub struct Sessions {
    key: PathBuf,
    path: PathBuf,
    list: List,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    version: u32,
    sessions: Vec<Remembered>,
}

/// A session that a key created, or closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remembered {
    /// Its id.
    pub session: SessionId,
    /// Its form's title.
    pub title: String,
    /// Where it is.
    pub server: Origin,
    /// How many participants this folder's commands invited, as its book says, see [`Sessions::recount`]; `None` where the
    /// session wasn't created here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited: Option<u64>,
    /// The offset from UTC that its closing time was written with last, in seconds; `None` where that isn't known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<i32>,
    /// Once closed: its signed closing statement in base32, so that the server can't come with another one later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<String>,
    /// Once asked for the release: the hash of what was sent, in base32, so that nothing else is ever sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
}

impl Sessions {
    /// The list beside this key file as it is now: `analyst.key` has `analyst.sessions.json`. Empty where there is none.
    pub fn beside(key: &Path) -> Result<Self, Error> {
        let path = Self::path(key);
        let list = read(&path)?;
        Ok(Self { key: key.to_owned(), path, list })
    }

    /// Where the list beside this key file is.
    pub fn path(key: &Path) -> PathBuf {
        let mut name = key.file_stem().unwrap_or_default().to_owned();
        name.push(".sessions.json");
        key.with_file_name(name)
    }

    /// The session asked for.
    pub fn get(&self, session: &SessionId) -> Option<&Remembered> {
        self.list.sessions.iter().find(|known| known.session == *session)
    }

    /// The newest session; where `server` is given, the newest there if there is one.
    pub fn newest(&self, server: Option<&Origin>) -> Option<&Remembered> {
        let newest_first = || self.list.sessions.iter().rev();
        newest_first()
            .find(|known| server.is_some_and(|url| *url == known.server))
            .or_else(|| newest_first().next())
    }

    /// Remembers a session, as the newest if it is new.
    pub fn remember(&mut self, session: &Remembered) -> Result<(), Error> {
        self.change(&session.session, |_| Ok(Some(session.clone())))
    }

    /// Remembers something else of a session, on disk, where `change` of what is remembered by now is anything, and new.
    ///
    /// # Errors
    ///
    /// Those of `change`, which is asked twice: of what was read, and of what is there once nobody else writes.
    pub fn change(
        &mut self,
        session: &SessionId,
        mut change: impl FnMut(Option<&Remembered>) -> Result<Option<Remembered>, Error>,
    ) -> Result<(), Error> {
        let mut news = |sessions: &Self| {
            let known = sessions.get(session);
            change(known).map(|changed| changed.filter(|changed| Some(changed) != known))
        };
        // A folder that can't be written to is good enough where nothing is new.
        if news(self)?.is_none() {
            return Ok(());
        }
        let _alone = self.read_alone()?;
        let Some(changed) = news(self)? else { return Ok(()) };
        match self.list.sessions.iter_mut().find(|known| known.session == *session) {
            Some(known) => *known = changed,
            None => self.list.sessions.push(changed),
        }
        self.save()
    }

    /// Remembers how many invitations of the session's book hold, if this folder counts them and has a book; as it was
    /// closed with, from then on. What a process that was killed between writing the two didn't count, this does.
    pub fn recount(&mut self, session: &SessionId) -> Result<(), Error> {
        let key = self.key.clone();
        self.change(session, |known| {
            let counted = known.filter(|known| known.invited.is_some() && known.closed.is_none());
            let Some(known) = counted else { return Ok(None) };
            let held = Book::held(&key, session)?;
            Ok(held.map(|held| Remembered { invited: Some(held), ..known.clone() }))
        })
    }

    /// Forgets a session that is no more.
    pub fn forget(&mut self, session: &SessionId) -> Result<(), Error> {
        let _alone = self.read_alone()?;
        self.list.sessions.retain(|known| known.session != *session);
        self.save()
    }

    /// Every server that a session is at, each once, the newest session's first.
    pub fn servers(&self) -> Vec<Origin> {
        let mut servers = Vec::new();
        for known in self.list.sessions.iter().rev() {
            if !servers.contains(&known.server) {
                servers.push(known.server.clone());
            }
        }
        servers
    }

    /// What is remembered by now, until the lock is dropped.
    fn read_alone(&mut self) -> Result<Lock, Error> {
        let alone = Lock::to_change(&self.key)?;
        self.list = read(&self.path)?;
        Ok(alone)
    }

    fn save(&self) -> Result<(), Error> {
        self.write().map_err(|source| Error::File { path: self.path.clone(), verb: "written", source })
    }

    fn write(&self) -> io::Result<()> {
        files::create_parent(&self.path)?;
        let mut json = serde_json::to_vec_pretty(&self.list)?;
        json.push(b'\n');
        files::replace(&self.path, &json)
    }
}

fn read(path: &Path) -> Result<List, Error> {
    match fs::read(path) {
        Ok(bytes) => parse(path, &bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Ok(List { version: VERSION, sessions: Vec::new() })
        }
        Err(source) => Err(Error::File { path: path.to_owned(), verb: "read", source }),
    }
}

pub(crate) fn parse(path: &Path, bytes: &[u8]) -> Result<List, Error> {
    let damaged = |reason: String| Error::Remembered { path: path.to_owned(), reason };
    let list: List = serde_json::from_slice(bytes).map_err(|error| damaged(error.to_string()))?;
    match list.version {
        VERSION => Ok(list),
        other => Err(damaged(format!("it is of version {other}"))),
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Barrier, thread};

    use tacit_protocol::ids::InvitationName;

    use super::*;
    use crate::{
        invitations::{Entry, Person},
        random,
    };

    fn session(number: u8, server: &str) -> Remembered {
        Remembered {
            session: SessionId::of_manifest(&[number]),
            title: format!("Survey {number}"),
            server: server.parse().unwrap(),
            invited: Some(0),
            offset: None,
            closed: None,
            asked: None,
        }
    }

    /// So many more invitations that hold are in the session's book.
    fn invite(key: &Path, session: &SessionId, more: usize) {
        let entry = || Entry {
            name: InvitationName::random(&mut random::system()),
            person: Person::default(),
            cohort: 0,
            registered: true,
            sent_at: None,
            refused_at: None,
            revoked_at: None,
        };
        let mut book = Book::open(key, session).unwrap();
        book.change(|entries| entries.extend(std::iter::repeat_with(entry).take(more))).unwrap();
    }

    #[test]
    fn the_book_counts_where_the_session_was_created_until_it_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("my.key");
        let mut sessions = Sessions::beside(&key).unwrap();
        let (here, mut elsewhere) = (session(1, "http://one.example/"), session(2, "http://one.example/"));
        elsewhere.invited = None;
        let (mut lost, mut closed) = (session(3, "http://one.example/"), session(4, "http://one.example/"));
        (lost.invited, closed.closed) = (Some(7), Some("statement".into()));
        for known in [&here, &elsewhere, &lost, &closed] {
            sessions.remember(known).unwrap();
        }
        for known in [&here, &elsewhere, &closed] {
            invite(&key, &known.session, 21);
        }
        for known in [&here, &here, &elsewhere, &lost, &closed] {
            sessions.recount(&known.session).unwrap();
        }
        sessions.recount(&SessionId::of_manifest(b"none")).unwrap();
        let sessions = Sessions::beside(&key).unwrap();
        let counted =
            [&here, &elsewhere, &lost, &closed].map(|known| sessions.get(&known.session).unwrap().invited);
        assert_eq!(counted, [Some(21), None, Some(7), Some(0)]);
    }

    #[test]
    fn what_a_book_that_is_missing_counted_still_counts() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("my.key");
        let mut sessions = Sessions::beside(&key).unwrap();
        let known = session(1, "http://one.example/");
        sessions.remember(&Remembered { invited: Some(7), ..known.clone() }).unwrap();
        for invited in [9, 11] {
            invite(&key, &known.session, 2);
            sessions.recount(&known.session).unwrap();
            assert_eq!(sessions.get(&known.session).unwrap().invited, Some(invited));
        }
    }

    #[test]
    fn the_newest_is_meant_unless_another_server_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("my.key");
        let (one, two) = (session(1, "http://one.example/"), session(2, "http://two.example/"));
        let mut sessions = Sessions::beside(&key).unwrap();
        assert_eq!(sessions.newest(None), None);
        sessions.remember(&one).unwrap();
        sessions.remember(&two).unwrap();
        assert!(folder.path().join("my.sessions.json").exists());

        let sessions = Sessions::beside(&key).unwrap();
        assert_eq!(sessions.newest(None), Some(&two));
        assert_eq!(sessions.newest(Some(&one.server)), Some(&one));
        assert_eq!(sessions.newest(Some(&"http://three.example/".parse().unwrap())), Some(&two));
        assert_eq!(sessions.get(&one.session), Some(&one));
    }

    #[test]
    fn remembering_again_changes_and_keeps_the_order() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("my.key");
        let mut sessions = Sessions::beside(&key).unwrap();
        let (mut one, two) = (session(1, "http://one.example/"), session(2, "http://two.example/"));
        sessions.remember(&one).unwrap();
        sessions.remember(&two).unwrap();
        one.closed = Some("statement".into());
        sessions.remember(&one).unwrap();
        let sessions = Sessions::beside(&key).unwrap();
        assert_eq!((sessions.get(&one.session), sessions.newest(None)), (Some(&one), Some(&two)));
    }

    /// Each read the list before the others wrote: nothing of theirs is lost.
    #[test]
    fn what_several_remember_at_once_is_all_kept() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("my.key");
        let counted = session(0, "http://one.example/");
        Sessions::beside(&key).unwrap().remember(&counted).unwrap();
        let start = Barrier::new(8);
        thread::scope(|scope| {
            for number in 1..=8 {
                let (key, start, counted) = (&key, &start, &counted.session);
                scope.spawn(move || {
                    let mut sessions = Sessions::beside(key).unwrap();
                    start.wait();
                    sessions.remember(&session(number, "http://two.example/")).unwrap();
                    invite(key, counted, 4);
                    sessions.recount(counted).unwrap();
                });
            }
        });
        let sessions = Sessions::beside(&key).unwrap();
        assert_eq!(sessions.get(&counted.session).unwrap().invited, Some(32));
        assert_eq!(sessions.list.sessions.len(), 9);
    }

    #[test]
    fn a_damaged_list_or_another_version_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("my.key");
        for text in ["", "{}", r#"{"version":2,"sessions":[]}"#] {
            fs::write(folder.path().join("my.sessions.json"), text).unwrap();
            let message = Sessions::beside(&key).unwrap_err().to_string();
            assert!(message.contains("--session"), "{message}");
        }
    }
}
