//! What an operator may set.

use std::{net::IpAddr, path::PathBuf, time::Duration};

use http::HeaderMap;
use tacit_envelope::signing::VerifyingKey;
use tacit_protocol::origin::Origin;

use crate::{
    peer::{Peer, Proxies},
    store::{OfferLimits, UsageLimits},
    tls::Tls,
};

/// How many bytes a second are enough: a third of what the slowest phones send and take (GPRS).
const SLOW: u32 = 1024;

/// A server's settings; its store, clock, site and listener are given beside it.
#[derive(Clone, Debug)]
pub struct Config {
    /// File of the master key, under which all session keys are sealed; made at the first start.
    pub master_key: PathBuf,
    /// Whether people reach the server over https only: then browsers are told to insist on it.
    pub https: bool,
    /// Whether they are told to insist on it for all names below the server's too.
    pub https_subdomains: bool,
    /// The certificate with which the server itself speaks https. None: it speaks http, and https is a proxy's.
    pub tls: Option<Tls>,
    /// The proxies before the server.
    pub proxies: Proxies,
    /// The other web pages, by their origins, whose scripts may use the programming interface.
    pub cors_origins: Vec<Origin>,
    /// Who runs the server, as participants and analysts read it; as [`tacit_protocol::manifest::is_name`] has it.
    pub operator: Option<String>,
    /// The signing keys of the analysts who may create sessions. None: everybody may, if codes aren't asked for.
    pub analysts: Vec<VerifyingKey>,
    /// Whether everybody else needs a code for each session.
    pub codes: bool,
    /// What an analyst may take of the server.
    pub quotas: Quotas,
    /// What a client may take of the server.
    pub limits: Limits,
}

/// What an analyst may take of the server; 0: as much as it likes.
#[derive(Clone, Debug, Default)]
pub struct Quotas {
    /// How many of its sessions may be there that aren't released.
    pub sessions: u32,
    /// How many participants a session may have.
    pub participants: u32,
    /// How many bytes the reports of all its sessions may come to, those of each place counted once.
    pub bytes: u64,
}

/// What a client may take of the server.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The longest report, in bytes: forms whose reports are longer are refused when the session is created.
    pub max_report_bytes: usize,
    /// How many offers may wait to be taken up.
    pub offers: OfferLimits,
    /// How many connections may be open at once. For more, the one that has asked nothing for longest is closed; if all are
    /// at work, they wait.
    pub connections: usize,
    /// How many connections from one address (of IPv6: a /64 network) may be open at once, and never more than three times as many as
    /// are free or idle then; 0: any number. Those of known proxies don't count. For more, one of its own that has asked nothing is
    /// closed; if all are at work, the new one.
    pub address_connections: usize,
    /// How many requests from one address (of IPv6: a /64 network) are taken a minute, and at once; analysts' are counted
    /// apart. 0: any number.
    pub address_rate: u32,
    /// How many requests to create a session are taken from one address (as above) a minute, and at once: each costs a
    /// compilation. 0: any number.
    pub creation_rate: u32,
    /// How many requests with one token are taken a minute, and at once. 0: any number.
    pub token_rate: u32,
    /// How long the head of a request may take to arrive, and how long a connection may stay open without a request.
    pub head_timeout: Duration,
    /// How many bytes of requests' bodies are in memory at once, and of one address's (as above) never more than three times as many as
    /// are free then; who sends more is sent away for a moment.
    pub bodies: usize,
    /// How many bytes of answers above 64 KiB are in memory at once until their clients have read them, and for one address (as above)
    /// never more than three times as many as are free then; those alike count once. Who asks for more is sent away for a moment.
    pub answers: usize,
    /// How long the body of a request may stop coming.
    pub body_timeout: Duration,
    /// How many bytes of a body, once they have come, give their request another second, but never more than `request_timeout` from then.
    pub body_rate: u32,
    /// How long a client may keep an answer waiting before its connection is cut: in all, but what it takes makes up for it.
    pub write_timeout: Duration,
    /// How many bytes of an answer, taken, make up for a second of that: who takes as many a second is never cut off.
    pub write_rate: u32,
    /// How long a request may take if it has no body, or with what that gives it.
    pub request_timeout: Duration,
    /// How long a request may take in all, however steadily its body comes.
    pub request_longest: Duration,
    /// How long the server goes on as before when it is told to stop, but for `/readyz`, so that a load balancer sends nobody
    /// here any more.
    pub shutdown_delay: Duration,
    /// How long requests under way may take to finish when the server is told to stop.
    pub shutdown_grace: Duration,
    /// For how many milliseconds sessions are kept after they are over; 0: until their analysts delete them.
    pub retention_ms: u64,
    /// For how long nothing is deleted for that after this server's clock was seen to differ from what was noted last in the store.
    pub clock_doubt: Duration,
    /// How often what is over is looked for and forgotten: expired offers and codes, sessions kept long enough, and what other
    /// servers released.
    pub sweep: Duration,
    /// How many sessions may be made ready at once, read from the store for the first time.
    pub parallel_sessions: usize,
    /// How many sessions to be created may be checked at once.
    pub parallel_creations: usize,
    /// How many submissions may be opened and checked at once.
    pub parallel_submissions: usize,
    /// How many batches may be computed at once; each takes all cores.
    pub parallel_batches: usize,
    /// How many of each of these may wait for their turn, submissions until they are stored; and how many requests may wait for the store
    /// to answer, and how many of analysts' for it to change something. More are sent away for a moment.
    pub waiting: usize,
}

impl Quotas {
    /// Those that the store keeps to.
    pub(crate) fn limits(&self) -> UsageLimits {
        UsageLimits { sessions: self.sessions.into(), bytes: self.bytes }
    }
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            max_report_bytes: 4 << 20,
            offers: OfferLimits { per_analyst: 16, in_all: 10_000 },
            connections: 4096,
            address_connections: 3072,
            address_rate: 6000,
            creation_rate: 60,
            token_rate: 120,
            head_timeout: Duration::from_secs(15),
            bodies: 256 << 20,
            answers: 256 << 20,
            body_timeout: Duration::from_secs(15),
            body_rate: SLOW,
            write_timeout: Duration::from_secs(30),
            write_rate: SLOW,
            request_timeout: Duration::from_secs(60),
            // The longest report, from the slowest phones, takes 23 minutes.
            request_longest: Duration::from_secs(30 * 60),
            shutdown_delay: Duration::ZERO,
            shutdown_grace: Duration::from_secs(10),
            retention_ms: 0,
            clock_doubt: Duration::from_secs(24 * 60 * 60),
            sweep: Duration::from_secs(60),
            parallel_sessions: cores,
            parallel_creations: cores.div_ceil(2),
            parallel_submissions: 2 * cores,
            parallel_batches: 2,
            waiting: 512,
        }
    }
}

impl Config {
    /// The defaults, with the master key in this file.
    pub fn new(master_key: impl Into<PathBuf>) -> Self {
        Self {
            master_key: master_key.into(),
            https: false,
            https_subdomains: false,
            tls: None,
            proxies: Proxies::default(),
            cors_origins: Vec::new(),
            operator: None,
            analysts: Vec::new(),
            codes: false,
            quotas: Quotas::default(),
            limits: Limits::default(),
        }
    }

    /// Whose request it is. `None`: this machine's, and no proxy here sends on what others ask.
    pub(crate) fn client(&self, peer: Peer, headers: &HeaderMap) -> Option<IpAddr> {
        let proxy = self.https_is_a_proxys().then(|| peer.0.to_canonical());
        self.proxies.client(peer, headers).or(proxy)
    }

    /// Whether there must be a proxy, since people come over https and this server doesn't speak it.
    fn https_is_a_proxys(&self) -> bool {
        self.https && self.tls.is_none()
    }
}
