//! Why a store can't be opened, and what to do about it.

use std::{io, path::PathBuf};

use super::portable::MoveState;

/// Why a store can't be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file, its folder or its lock file can't be made or written.
    #[error(
        "can't write {path}: {source}. Make the folder, give this user the right to write in it, or choose another \
         data folder."
    )]
    Unwritable {
        /// What can't be written.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another process has the file open.
    #[error(
        "another tacit-server uses {path}. Stop it first, or give this one another data folder; several servers \
         beside each other need MongoDB."
    )]
    InUse {
        /// The database.
        path: PathBuf,
    },
    /// A later version of the program wrote it.
    #[error(
        "{place} was written by a later version of tacit-server (format {found}, this one knows up to {known}). \
         Install that version again, or restore a backup made before the update."
    )]
    Newer {
        /// The file or database.
        place: String,
        /// Its format.
        found: i64,
        /// The newest format this program knows.
        known: i64,
    },
    /// A server of an earlier version has it open.
    #[error(
        "{path} is of an earlier version of tacit-server, and a server of that version is running on it. Stop that server and start \
         this version, which brings the file up to date; then repeat this."
    )]
    Earlier {
        /// The file.
        path: PathBuf,
    },
    /// It is being moved to another store.
    #[error(
        "{place} is being moved to another store. Run `tacit-server migrate` again, which goes on where it stopped; or with \
         --give-up, to stay with this one."
    )]
    Leaving {
        /// The file or database.
        place: String,
    },
    /// It was to be moved to another store, and that is being given up.
    #[error(
        "{place} was being moved to another store, and that is being given up. Run `tacit-server migrate --give-up` again, with the same \
         stores: it goes on where it stopped. Then start."
    )]
    GivingUp {
        /// The file or database.
        place: String,
    },
    /// It was moved to another store.
    #[error(
        "{place} was moved to another store, which is to be used from now on. Check the setting `store`; and destroy this \
         copy: it keeps what releases destroy there."
    )]
    Left {
        /// The file or database.
        place: String,
    },
    /// Another store is being moved here.
    #[error(
        "{place} is not whole: another store is being moved here. Run `tacit-server migrate` again, which goes on where it \
         stopped; or with --give-up, to stay with the other one."
    )]
    Arriving {
        /// The file or database.
        place: String,
    },
    /// It is some other program's.
    #[error("{path} is not a database of tacit-server. Move it away, or choose another data folder.")]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// It can't be read.
    #[error("{path} is damaged: {reason}. Restore the last backup; keep the damaged file for the inquiry.")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the engine says.
        reason: String,
    },
    /// The engine fails otherwise.
    #[error("can't open {place}: {reason}. Check the disk and its free space, then start again.")]
    Engine {
        /// The file or database.
        place: String,
        /// What the engine says.
        reason: String,
    },
    /// The address isn't one.
    #[error(
        "the MongoDB address can't be used: {reason}. It looks like \
         mongodb://user:password@host1,host2,host3/?replicaSet=name."
    )]
    Address {
        /// What is wrong with it; never the address, which may hold a password.
        reason: String,
    },
    /// The database server answers, and doesn't let this user in.
    #[error(
        "MongoDB refuses this server: {reason}. Check user and password in the address (special characters in a password are written %40 \
         and so on), and `authSource`, the database in which the user was made. The user needs the role `readWrite`."
    )]
    Refused {
        /// What the driver says.
        reason: String,
    },
    /// Connections aren't encrypted as one of both wants it.
    #[error(
        "MongoDB and this server don't come to terms about TLS: {reason}. Either both speak it or none (`tls=true` in the address); \
         `tlsCAFile` names the certificate of who issued MongoDB's, which must be valid and name the hosts as the address does."
    )]
    Tls {
        /// What the driver says.
        reason: String,
    },
    /// There is no such host.
    #[error(
        "a host in the MongoDB address isn't known: {reason}. Check how it is written, and whether this machine finds it (DNS, /etc/hosts)."
    )]
    UnknownHost {
        /// What the driver says.
        reason: String,
    },
    /// Nobody answers.
    #[error(
        "MongoDB doesn't answer: {reason}. Check that it runs, that the address has its hosts and ports and the set's name (`replicaSet`), \
         that no firewall is between, that it wants no TLS if the address has no `tls=true`, and that a majority of the replica set is up."
    )]
    Unreachable {
        /// What the driver says.
        reason: String,
    },
}

impl OpenError {
    /// An error if the store isn't for servers now.
    pub(super) fn unless_settled(state: MoveState, place: impl FnOnce() -> String) -> Result<(), Self> {
        match state {
            MoveState::Settled | MoveState::Chosen(_) | MoveState::Arrived(_) | MoveState::Cleared(_) => {
                Ok(())
            }
            MoveState::Leaving(_) => Err(Self::Leaving { place: place() }),
            MoveState::GivingUp(_) => Err(Self::GivingUp { place: place() }),
            MoveState::Left(_) => Err(Self::Left { place: place() }),
            MoveState::Arriving(_) => Err(Self::Arriving { place: place() }),
        }
    }
}
