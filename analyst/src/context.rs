//! What every command is told: which key, which server, which session.

use std::{path::PathBuf, time::Duration};

use tacit_envelope::keyfile::AnalystSecret;
use tacit_protocol::{ids::SessionId, origin::Origin};

use crate::{
    error::Error,
    keyfile::{Stamp, Stored},
    passphrase::Passphrase,
    reach::{Patience, Reach},
    session::Sessions,
    ui::Ui,
};

/// What every command is told.
pub struct Context {
    /// The key file.
    pub key: PathBuf,
    /// Its passphrase's source.
    pub passphrase: Passphrase,
    /// The server, where named.
    pub server: Option<Origin>,
    /// The session, where named.
    pub session: Option<SessionId>,
    /// How long to wait for the server.
    pub patience: Patience,
    /// What the person sees.
    pub ui: Ui,
}

impl Context {
    /// How long commands wait for the server unless told.
    pub const WAIT: Duration = Duration::from_secs(10);

    /// The server of those who name none.
    pub fn default_server() -> Origin {
        "http://127.0.0.1:8080".parse().expect("a constant that parses")
    }

    /// The key file's secret, tried, and what the file was; may ask for the passphrase.
    pub fn secret(&self) -> Result<(AnalystSecret, Stamp), Error> {
        let stored = Stored::read(&self.key)?;
        let stamp = stored.stamp();
        Ok((stored.open(&self.passphrase)?, stamp))
    }

    /// The sessions of this key.
    pub fn sessions(&self) -> Result<Sessions, Error> {
        Sessions::beside(&self.key)
    }

    /// A way to a server.
    pub fn reach(&self, server: &Origin) -> Reach {
        Reach::new(server, self.patience, self.ui.clone())
    }
}
