//! What every handler works with.

use std::{
    collections::BTreeSet,
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use bytes::Bytes;
use tacit_protocol::{
    ids::SessionId,
    phase::{Phase, Window},
    problem::ProblemKind,
};
use tokio::sync::Notify;

use crate::{
    bodies::Bodies,
    clock::Clock,
    config::Config,
    counting::Counting,
    flights::Flights,
    metrics::Metrics,
    peer::Network,
    presence::Presence,
    problem::Refusal,
    rates::Rates,
    readiness::Readiness,
    released::{Released, ReleasedError},
    session::{
        Cache, Outline, Session,
        batches::Batches,
        keys::{MasterKey, MasterKeyError},
    },
    site::Site,
    store::{FrozenSet, OnceOutcome, SessionRecord, SessionState, Store, measured::Measured},
    unread::Unread,
    workers::Workers,
};

/// Why a server can't be put together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// There is no master key.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// What was released isn't known.
    #[error(transparent)]
    Released(#[from] ReleasedError),
}

/// A server without its listener. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What [`App`] shares between its clones; nothing of it is for others.
pub struct Inner {
    pub(crate) config: Config,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) site: Site,
    pub(crate) master: Arc<MasterKey>,
    pub(crate) released: Released,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) workers: Workers,
    pub(crate) rates: Rates,
    pub(crate) bodies: Bodies,
    pub(crate) unread: Unread,
    pub(crate) batches: Batches,
    /// Which processes of analysts are at work.
    pub(crate) presence: Presence,
    /// How things stand in large sessions.
    pub(crate) counting: Counting,
    /// Closings under way.
    pub(crate) closings: Flights<SessionId, FrozenSet>,
    /// Verdicts being followed: of this session and batch, with this hash.
    pub(crate) verdicts: Flights<(SessionId, u32, [u8; 32]), OnceOutcome>,
    /// Releases being made: of this session, with this hash of the request.
    pub(crate) releases: Flights<(SessionId, [u8; 32]), Bytes>,
    /// Whether the store answered lately.
    pub(crate) readiness: Readiness,
    /// Set once the server has been told to stop.
    stopping: AtomicBool,
    /// Told when the store can't be used any more.
    broken: Arc<Notify>,
    sessions: Cache<Session>,
    outlines: Cache<Outline>,
    /// Sessions being made ready: this one, with its secrets or without.
    openings: Flights<(SessionId, bool), Arc<Session>>,
    /// Outlines being read.
    readings: Flights<SessionId, Arc<Outline>>,
    /// Published results being read: of this session.
    publications: Flights<SessionId, Bytes>,
}

impl App {
    /// Puts a server together; reads its master key and the list of released sessions beside it, of which
    /// [`prepare_master_key`](crate::prepare_master_key) and [`prepare_list`](crate::prepare_list) made sure.
    ///
    /// # Errors
    ///
    /// [`StartError`]
    pub fn new(
        config: Config,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        site: Site,
    ) -> Result<Self, StartError> {
        let master = Arc::new(MasterKey::load_settled(&config.master_key)?);
        let released = Released::open(&config.master_key)?;
        let metrics = Arc::new(Metrics::new());
        let broken = Arc::new(Notify::new());
        let store =
            Arc::new(Measured::new(store, config.limits.waiting.max(1), metrics.clone(), broken.clone()));
        let workers = Workers::new(&config.limits, metrics.clone());
        let rates = Rates::new(&config.limits);
        let (bodies, unread) = (Bodies::new(config.limits.bodies), Unread::new(config.limits.answers));
        let (batches, sessions, outlines) = Default::default();
        let (closings, verdicts, releases) = Default::default();
        let (openings, readings, publications) = Default::default();
        Ok(Self(Arc::new(Inner {
            config,
            store,
            clock,
            site,
            master,
            released,
            metrics,
            workers,
            rates,
            bodies,
            unread,
            batches,
            presence: Presence::default(),
            counting: Counting::default(),
            closings,
            verdicts,
            releases,
            readiness: Readiness::default(),
            stopping: AtomicBool::new(false),
            broken,
            sessions,
            outlines,
            openings,
            readings,
            publications,
        })))
    }

    /// Says from now on that this server is about to end.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether it was told to stop.
    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Waits until the store can't be used any more.
    pub(crate) async fn store_is_broken(&self) {
        self.broken.notified().await;
    }

    /// The session, without asking the store if it is kept ready.
    pub(crate) async fn session(&self, id: &SessionId) -> Result<Arc<Session>, Refusal> {
        match self.sessions.get(id) {
            Some(session) => Ok(session),
            None => Ok(self.session_now(id).await?.0),
        }
    }

    /// The session and the phase it is in now.
    pub(crate) async fn session_now(&self, id: &SessionId) -> Result<(Arc<Session>, Phase), Refusal> {
        self.session_of(self.state(id).await?).await
    }

    /// Where the session stands.
    pub(crate) async fn state(&self, id: &SessionId) -> Result<SessionState, Refusal> {
        Ok(self.store.session_state(id).await?.ok_or(ProblemKind::UnknownSession)?)
    }

    /// The session of which this was just read, and the phase it is in.
    pub(crate) async fn session_of(&self, state: SessionState) -> Result<(Arc<Session>, Phase), Refusal> {
        let SessionState { session: id, phase, has_secret, .. } = state;
        match self.sessions.get(&id) {
            // Released, maybe by another process: what we still know of its secrets must go.
            Some(session) if session.secrets().is_some() && !has_secret => {
                self.forget(&id);
                Ok((self.open(id, has_secret).await?, phase))
            }
            Some(session) => Ok((session, phase)),
            None => Ok((self.open(id, has_secret).await?, phase)),
        }
    }

    /// The session without its circuit, which strangers can't have the server compile.
    pub(crate) async fn outline(&self, id: &SessionId) -> Result<Arc<Outline>, Refusal> {
        let (app, id) = (self.clone(), *id);
        if let Some(outline) = self.outlines.get(&id) {
            return Ok(outline);
        }
        let reading = async move {
            let master = app.master.clone();
            let opening = move |record| Outline::open(record, &master);
            let outline = Arc::new(app.workers.session(app.record(&id), opening).await??);
            app.outlines.insert(outline.clone());
            Ok(outline)
        };
        self.readings.join(id, reading).await
    }

    /// Until when the session takes reports: the store is asked only if that can change.
    pub(crate) async fn closes_at(&self, session: &Outline) -> Result<Option<u64>, Refusal> {
        let manifest = &session.manifest;
        if manifest.extendable_until.is_none() {
            return Ok(manifest.closes_at);
        }
        Ok(self.state(&session.id).await?.closes_at.or(manifest.closes_at))
    }

    /// What a participant may do at `now`, if the session is in `phase`.
    pub(crate) async fn window(&self, session: &Outline, phase: Phase, now: u64) -> Result<Window, Refusal> {
        // The store is an older copy: nothing that is submitted now would ever count.
        if self.released.has(&session.id) {
            return Ok(Window::Closed);
        }
        // It closes no earlier than the manifest says.
        let first = session.manifest.closes_at.filter(|at| now >= *at);
        let closes_at = if first.is_some() { self.closes_at(session).await? } else { first };
        Ok(phase.admission(session.manifest.opens_at, closes_at, now))
    }

    /// An answer that may be long, for a client of this network: few are read at once, and each counts as unread before the next one is
    /// read. A refusal if there is no room for it.
    pub(crate) async fn long_answer(
        &self,
        of: Option<Network>,
        read: impl Future<Output = Result<Bytes, Refusal>>,
    ) -> Result<Bytes, Refusal> {
        let _turn = self.workers.long_answer().await?;
        self.unread.hold(read.await?, of)
    }

    /// What is published of a session, read once for all who ask at the same time.
    pub(crate) async fn published(&self, id: SessionId, of: Option<Network>) -> Result<Bytes, Refusal> {
        let app = self.clone();
        let reading = async move {
            let _turn = app.workers.long_answer().await?;
            Ok(app.store.published(&id).await?.ok_or(ProblemKind::Unpublished)?.into())
        };
        self.unread.hold(self.publications.join(id, reading).await?, of)
    }

    /// Forgets everything secret about a session.
    pub(crate) fn forget(&self, id: &SessionId) {
        self.sessions.forget(id);
        self.outlines.forget(id);
        self.batches.forget(id);
    }

    /// Forgets what is secret about sessions that another server beside this one has released or deleted.
    pub(crate) async fn forget_released(&self) {
        let with_secrets: BTreeSet<SessionId> =
            self.sessions.with_secrets().into_iter().chain(self.batches.sessions()).collect();
        for id in self.outlines.ids() {
            if !with_secrets.contains(&id) && matches!(self.store.session_state(&id).await, Ok(None)) {
                self.forget(&id);
            }
        }
        for id in with_secrets {
            // While the store can't be asked, nothing changes.
            if let Ok(state) = self.store.session_state(&id).await
                && state.is_none_or(|state| !state.has_secret)
            {
                self.forget(&id);
            }
        }
    }

    /// Makes the session ready, once for all who ask at the same time.
    async fn open(&self, id: SessionId, has_secrets: bool) -> Result<Arc<Session>, Refusal> {
        let app = self.clone();
        let opening = async move {
            // It may have become ready since it was looked for.
            if let Some(session) = app.sessions.get(&id)
                && session.secrets().is_some() == has_secrets
            {
                return Ok(session);
            }
            let (outline, master) = (app.outline(&id).await?, app.master.clone());
            let compiling = move |record| Session::open(outline, &record, &master);
            let session = Arc::new(app.workers.session(app.record(&id), compiling).await??);
            app.sessions.insert(session.clone());
            Ok(session)
        };
        self.openings.join((id, has_secrets), opening).await
    }

    /// All that the store has of the session: long, so only for those who have their turn.
    async fn record(&self, id: &SessionId) -> Result<SessionRecord, Refusal> {
        Ok(self.store.session(id).await?.ok_or(ProblemKind::UnknownSession)?)
    }
}

impl Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

#[cfg(test)]
mod tests;
