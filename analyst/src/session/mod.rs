//! The session that a command works on: found, fetched, and checked to be this key's.

pub mod create;
mod delete;
mod interview;
mod list;
mod phase;
mod remembered;
mod schedule;

use tacit_client::{AnalystClient, ClientError};
use tacit_envelope::keyfile::AnalystSecret;
use tacit_protocol::{
    ids::{ProcessId, SessionId},
    manifest::{Manifest, verify_key_hash},
    origin::Origin,
    problem::ProblemKind,
    session::Progress,
};
use zeroize::Zeroizing;

pub use self::{
    delete::delete,
    interview::interview,
    list::list,
    phase::{open, pause, status},
    remembered::{Remembered, Sessions},
    schedule::extend,
};
pub(crate) use self::{
    phase::{cohorts, name, replaced, standing},
    remembered::parse as parse_list,
};
use crate::{context::Context, error::Error, keyfile::Stamp, random, reach::Reach, time};

/// A session, its manifest verified, with the key that it belongs to.
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// What is fixed about it.
    pub manifest: Manifest,
    /// The manifest's exact bytes.
    pub manifest_bytes: Vec<u8>,
    /// The way to its server.
    pub client: AnalystClient,
    /// How long to wait for the server.
    pub reach: Reach,
    /// Where it is.
    pub server: Origin,
    /// The key file's secret.
    pub secret: AnalystSecret,
    /// What the key file was when it was read.
    pub key: Stamp,
    /// This process's name to the server.
    pub process: ProcessId,
}

impl Session {
    /// The session named on the command line, or the newest of this key.
    ///
    /// # Errors
    ///
    /// Besides those of the key and of the way there, [`Error::WrongKey`]: the manifest names another key;
    /// [`Error::UnknownSession`]: it is nowhere else, as far as is remembered; [`Error::Elsewhere`]: it is at another server.
    pub async fn attach(context: &Context) -> Result<Self, Error> {
        let (secret, key) = context.secret()?;
        let (id, server) = choose(context, &secret).await?;
        let client = AnalystClient::new(&server, secret.signing());
        let reach = context.reach(&server);
        let fetched = reach.call(|| client.manifest(&id)).await;
        let (manifest, manifest_bytes) = match fetched {
            Err(error) if error.is(ProblemKind::UnknownSession) => {
                return Err(unknown(&context.sessions()?, id, server));
            }
            fetched => fetched?,
        };
        check_key(context, &manifest, &secret)?;
        let process = ProcessId::random(&mut random::system());
        Ok(Self { id, manifest, manifest_bytes, client, reach, server, secret, key, process })
    }

    /// How things stand, asked as this process, of which others are told.
    pub async fn progress(&self) -> Result<Progress, ClientError> {
        self.client.progress_as(&self.id, &self.process).await
    }

    /// Until when submissions are taken, as participants read it: at the offset from UTC that the closing time was written
    /// with, as far as this folder remembers that.
    pub fn deadline(&self, context: &Context, progress: &Progress) -> Result<Option<String>, Error> {
        let Some(at) = self.manifest.closing_time(progress.closes_at) else { return Ok(None) };
        let offset = context.sessions()?.get(&self.id).and_then(|known| known.offset);
        Ok(Some(time::for_people(at, offset.unwrap_or_default())))
    }

    /// The VDAF verify key that this session was created with.
    pub fn verify_key(&self) -> Zeroizing<[u8; 32]> {
        self.secret.verify_key(&self.manifest.server.sealing_key)
    }
}

/// The session named on the command line, else the newest that this folder remembers, else the newest that the server has
/// of this key.
async fn choose(context: &Context, secret: &AnalystSecret) -> Result<(SessionId, Origin), Error> {
    let sessions = context.sessions()?;
    let known = match &context.session {
        Some(id) => sessions.get(id),
        None => sessions.newest(context.server.as_ref()),
    };
    let remembered = known.map(|known| known.server.clone());
    let server = context.server.clone().or(remembered).unwrap_or_else(Context::default_server);
    let id = match context.session.or(known.map(|known| known.session)) {
        Some(id) => id,
        None => newest_at(context, secret, &server).await?,
    };
    Ok((id, server))
}

async fn newest_at(context: &Context, secret: &AnalystSecret, server: &Origin) -> Result<SessionId, Error> {
    let client = AnalystClient::new(server, secret.signing());
    let sessions = context.reach(server).call(|| client.sessions()).await?;
    let newest = sessions.first().ok_or_else(|| Error::NoSession {
        path: context.key.clone(),
        fingerprint: secret.public().fingerprint(),
        server: server.clone().into(),
    })?;
    if sessions.len() > 1 {
        context.ui.say(&format!(
            "This key has {} sessions at {server}: taking the newest, \"{}\". For another: tacit-analyst list, then --session ID.",
            sessions.len(),
            newest.title
        ));
    }
    Ok(newest.session)
}

/// Only the server that a session is at can say that it is no more.
fn unknown(sessions: &Sessions, session: SessionId, server: Origin) -> Error {
    match sessions.get(&session) {
        Some(known) if known.server != server => {
            Error::Elsewhere { session, server: server.into(), remembered: known.server.clone().into() }
        }
        _ => Error::UnknownSession { session, server },
    }
}

fn check_key(context: &Context, manifest: &Manifest, secret: &AnalystSecret) -> Result<(), Error> {
    let (session, yours) = (manifest.analyst.fingerprint(), secret.public().fingerprint());
    if session != yours {
        return Err(Error::WrongKey { path: context.key.clone(), session, yours });
    }
    if verify_key_hash(&secret.verify_key(&manifest.server.sealing_key)) != manifest.verify_key_hash {
        return Err(Error::NotReady(
            "this session was created by another version of tacit-analyst. Use that version to compute it."
                .into(),
        ));
    }
    Ok(())
}
