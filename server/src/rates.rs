//! How often may be asked: from one address, and with one token.
//!
//! What is counted by is hashed, under a key of this process, to one of a fixed number of counters. So nobody outside can
//! make the server remember more, no address or token is kept, and nobody can choose whom to share a counter with.

use std::{
    hash::{BuildHasher, Hash, RandomState},
    num::NonZeroU32,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use axum::extract::Request;
use governor::{
    DefaultKeyedRateLimiter, Quota,
    clock::{Clock, DefaultClock},
};
use http::{HeaderMap, header, request::Parts};
use tacit_protocol::auth::{self, SignedRequest};

use crate::{
    app::App,
    config::Limits,
    peer::{Client, Network, Peer, network},
    problem::Refusal,
};

/// How many counters of a kind there are: where a thousand ask at once, one in 260 shares its counter with another.
const COUNTERS: u64 = 1 << 18;

type ByAddress = DefaultKeyedRateLimiter<u32>;

/// Counts requests.
pub(crate) struct Rates {
    by_address: Option<DefaultKeyedRateLimiter<u32>>,
    by_token: Option<DefaultKeyedRateLimiter<u32>>,
    creations: Option<ByAddress>,
    offers: Option<ByAddress>,
    hasher: RandomState,
    /// Whether the operator was told that there may be a proxy.
    told: AtomicBool,
}

/// Refuses a request if too many came before it, before anything else is done about it; notes for which network it counts ([`Client`]).
pub(crate) fn limit(app: &App, request: &mut Request) -> Result<(), Refusal> {
    let peer = request.extensions().get::<Peer>().copied();
    if app.config.proxies.is_overlooked(request.headers()) && !app.rates.told.swap(true, Ordering::Relaxed) {
        tracing::warn!(
            "a request says that it came by a proxy, but `trusted-hops` is 0: if there is one, its clients are limited as one. Set \
             `trusted-hops` to how many there are."
        );
    }
    let client = peer.and_then(|peer| app.config.client(peer, request.headers())).map(network);
    request.extensions_mut().insert(Client(client));
    app.rates.count(client, request.headers()).map_err(Refusal::too_many_requests)
}

/// Refuses to create a session if too many came from the same address before it.
pub(crate) fn limit_creation(app: &App, parts: &Parts) -> Result<(), Refusal> {
    limit_each(app, parts, app.rates.creations.as_ref())
}

/// The same of beginning to create one: the places for these are for all.
pub(crate) fn limit_offers(app: &App, parts: &Parts) -> Result<(), Refusal> {
    limit_each(app, parts, app.rates.offers.as_ref())
}

fn limit_each(app: &App, parts: &Parts, limiter: Option<&ByAddress>) -> Result<(), Refusal> {
    match Client::of(parts) {
        Some(client) => app.rates.check(limiter, client).map_err(Refusal::too_many_requests),
        None => Ok(()),
    }
}

impl Rates {
    pub(crate) fn new(limits: &Limits) -> Self {
        let limiter =
            |rate| NonZeroU32::new(rate).map(|rate| DefaultKeyedRateLimiter::keyed(Quota::per_minute(rate)));
        Self {
            by_address: limiter(limits.address_rate),
            by_token: limiter(limits.token_rate),
            creations: limiter(limits.creation_rate),
            offers: limiter(limits.creation_rate),
            hasher: RandomState::new(),
            told: AtomicBool::new(false),
        }
    }

    /// Counts a request; an error says how long to wait.
    fn count(&self, client: Option<Network>, headers: &HeaderMap) -> Result<(), Duration> {
        let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        if let Some(client) = client {
            // Analysts' requests are counted apart: participants beside them don't keep them from their work.
            let is_analysts = authorization.is_some_and(|value| value.parse::<SignedRequest>().is_ok());
            self.check(self.by_address.as_ref(), (client, is_analysts))?;
        }
        match authorization.and_then(auth::token_of) {
            Some(token) => self.check(self.by_token.as_ref(), token.participant_id().as_bytes()),
            None => Ok(()),
        }
    }

    /// Forgets who hasn't asked for long.
    pub(crate) fn sweep(&self) {
        let limiters = [&self.by_address, &self.by_token, &self.creations, &self.offers];
        for limiter in limiters.into_iter().flatten() {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }

    fn check(&self, limiter: Option<&ByAddress>, key: impl Hash) -> Result<(), Duration> {
        let Some(limiter) = limiter else { return Ok(()) };
        let counter = (self.hasher.hash_one(key) % COUNTERS) as u32;
        limiter
            .check_key(&counter)
            .map_err(|not_until| not_until.wait_time_from(DefaultClock::default().now()))
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use http::HeaderValue;
    use tacit_envelope::signing::SigningKey;
    use tacit_protocol::ids::Token;

    use super::*;
    use crate::session::keys::rng;

    fn headers(authorization: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_str(authorization).unwrap())])
    }

    fn rates(address_rate: u32, token_rate: u32) -> Rates {
        Rates::new(&Limits { address_rate, token_rate, ..Limits::default() })
    }

    fn from(address: &str) -> Option<Network> {
        Some(network(address.parse().unwrap()))
    }

    #[test]
    fn of_each_address_only_so_many_are_taken() {
        let rates = rates(3, 0);
        let nobody = HeaderMap::new();
        let count = |address| rates.count(from(address), &nobody);
        for address in ["192.0.2.1", "2001:db8::1"] {
            (0..3).for_each(|_| count(address).unwrap());
            let wait = count(address).unwrap_err();
            assert!(wait > Duration::from_secs(15) && wait <= Duration::from_secs(20), "{wait:?}");
        }
        count("2001:db8::ffff:0:0:1").expect_err("it is of the same /64");
        count("2001:db8:0:1::1").unwrap();
        count("192.0.2.2").unwrap();
        assert!((0..9).all(|_| rates.count(None, &nobody).is_ok()), "this machine's aren't counted");
        let no_analyst = rates.count(from("192.0.2.1"), &headers("Tacit whoever"));
        no_analyst.expect_err("to say so is not enough to be counted apart");
        let signed = SignedRequest::sign(&SigningKey::from_seed(&[7; 32]), "GET", "/", 1, b"").header();
        let analyst = headers(&signed);
        (0..3).for_each(|_| rates.count(from("192.0.2.1"), &analyst).unwrap());
        rates.count(from("192.0.2.1"), &analyst).unwrap_err();
    }

    #[test]
    fn with_each_token_only_so_many_are_taken_however_it_is_written() {
        let rates = rates(0, 2);
        let [one, other] = [(); 2].map(|()| Token::random(&mut rng()).expose().to_string());
        rates.count(from("192.0.2.1"), &headers(&format!("Bearer {one}"))).unwrap();
        rates.count(from("192.0.2.2"), &headers(&format!("Bearer  {one} "))).unwrap();
        rates.count(None, &headers(&format!("Bearer {one}"))).unwrap_err();
        rates.count(None, &headers(&format!("Bearer {other}"))).unwrap();
        assert!((0..9).all(|_| rates.count(None, &headers("Bearer nonsense")).is_ok()));
    }

    #[test]
    fn whoever_asks_only_so_much_is_remembered_and_not_for_long() {
        let rates = rates(60_000, 0);
        let limiter = rates.by_address.as_ref().unwrap();
        for client in 0..2 * COUNTERS as u32 {
            let client = network(IpAddr::from(client.to_be_bytes()));
            rates.count(Some(client), &HeaderMap::new()).unwrap();
        }
        assert!(limiter.len() <= COUNTERS as usize);
        std::thread::sleep(Duration::from_millis(20));
        rates.sweep();
        assert_eq!(limiter.len(), 0);
    }
}
