//! Servers that live and die, and how requests reach them.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, atomic::Ordering},
    time::Duration,
};

use axum::{Router, body::Body};
use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use tacit_envelope::keyfile::AnalystSecret;
use tacit_protocol::{
    auth::{CONTENT_DIGEST, SignedRequest, bearer, content_digest},
    ids::Token,
    problem::{Problem, ProblemKind},
};
use tacit_server::{App, Site, clock::Clock, config::Config, prepare_list, prepare_master_key, router};
use tacit_testkit::seeded::Seeded;
use tokio::time::{sleep, timeout};
use tower::ServiceExt;

use crate::{
    chaos::{Mishap, up_to},
    common::{Reply, START, TestClock},
    plant::{Life, Plant},
    unreliable::UnreliableStore,
};

/// How far a clock may be set, in milliseconds.
const JUMP: u64 = 2 * 3_600_000;

pub struct World {
    pub plant: Arc<Plant>,
    servers: Mutex<Vec<Option<Server>>>,
    clocks: Vec<Arc<TestClock>>,
    /// Every release that was answered, also where nobody heard of it.
    pub releases: Mutex<BTreeSet<Vec<u8>>>,
    /// What was sent twice, where not both answers were heard.
    pub half_heard: Mutex<BTreeSet<Vec<u8>>>,
    /// Everything that was answered.
    pub said: Mutex<Vec<u8>>,
}

#[derive(Clone)]
struct Server {
    life: Arc<Life>,
    router: Router,
}

/// A request, signed anew for whichever server gets it.
pub struct Asked<'a> {
    pub by: By<'a>,
    pub method: Method,
    pub path: String,
    pub media: &'a str,
    pub body: Vec<u8>,
}

#[derive(Clone, Copy)]
pub enum By<'a> {
    Anybody,
    Participant(&'a Token),
    Analyst(&'a AnalystSecret),
}

impl World {
    pub fn new(plant: Arc<Plant>, servers: usize) -> Arc<Self> {
        plant.run(prepare_master_key(&*plant.store(), &plant.folder.path().join("master.key"))).unwrap();
        plant.run(prepare_list(&*plant.store(), &plant.folder.path().join("master.key"))).unwrap();
        Arc::new(Self {
            plant,
            servers: Mutex::new(vec![None; servers]),
            clocks: (0..servers).map(|_| TestClock::at(START)).collect(),
            releases: Mutex::default(),
            half_heard: Mutex::default(),
            said: Mutex::default(),
        })
    }

    /// Asks until somebody answers, as every client does.
    pub async fn insist(self: &Arc<Self>, client: usize, asked: &Asked<'_>) -> Reply {
        loop {
            let mut random = self.plant.chaos.turn(client, "asks");
            if let Some(reply) = self.ask(asked, &mut random).await
                && !is_transient(&reply)
            {
                return reply;
            }
            sleep(up_to(&mut random, 3_000)).await;
        }
    }

    /// Asks once; nothing is heard if something goes wrong on the way.
    async fn ask(self: &Arc<Self>, asked: &Asked<'_>, random: &mut Seeded) -> Option<Reply> {
        let mut anyone = || random.below(self.clocks.len() as u64) as usize;
        let (one, other) = (anyone(), anyone());
        let chaos = &self.plant.chaos;
        let mishap = chaos.mishap(random);
        let server = self.server(one, random)?;
        if mishap == Some(Mishap::ClockJump) {
            self.clocks[one].set(START - JUMP + random.below(2 * JUMP));
        }
        let request = self.request(one, asked);
        let Some(mishap) = mishap else { return self.deliver(server, request).await };
        match mishap {
            Mishap::Lost => {
                chaos.count(Mishap::Lost);
                None
            }
            Mishap::GivenUp => {
                let heard = timeout(up_to(random, 1_000), self.deliver(server, request)).await;
                heard.inspect_err(|_| chaos.count(Mishap::GivenUp)).ok().flatten()
            }
            Mishap::Unheard => {
                self.half_heard.lock().unwrap().insert(asked.body.clone());
                let world = self.clone();
                tokio::spawn(async move {
                    if world.deliver(server, request).await.is_some_and(|reply| !is_transient(&reply)) {
                        world.plant.chaos.count(Mishap::Unheard);
                    }
                });
                sleep(up_to(random, 2_000)).await;
                None
            }
            Mishap::Repeated => {
                let again = self.server(other, random)?;
                let (first, second) = tokio::join!(
                    self.deliver(server, request),
                    self.deliver(again, self.request(other, asked)),
                );
                if [&first, &second].into_iter().flatten().filter(|reply| !is_transient(reply)).count() == 2 {
                    chaos.count(Mishap::Repeated);
                }
                if first.is_none() || second.is_none() {
                    self.half_heard.lock().unwrap().insert(asked.body.clone());
                }
                better(first, second)
            }
            Mishap::ClockJump => {
                let heard = self.deliver(server, request).await;
                heard.inspect(|_| chaos.count(Mishap::ClockJump))
            }
        }
    }

    async fn deliver(&self, server: Server, request: Request<Body>) -> Option<Reply> {
        let is_release = request.uri().path().ends_with("/release");
        let answering = async {
            let (parts, body) = server.router.oneshot(request).await.unwrap().into_parts();
            Reply {
                status: parts.status,
                headers: parts.headers,
                body: body.collect().await.unwrap().to_bytes(),
            }
        };
        let reply = tokio::select! {
            biased;
            () = server.life.over() => return None,
            reply = answering => reply,
        };
        self.said.lock().unwrap().extend_from_slice(&reply.body);
        if is_release && reply.status == StatusCode::OK {
            self.releases.lock().unwrap().insert(reply.body.to_vec());
        }
        Some(reply)
    }

    /// The server of this number, if it is up: one that died is started by and by.
    fn server(self: &Arc<Self>, number: usize, random: &mut Seeded) -> Option<Server> {
        let mut servers = self.servers.lock().unwrap();
        let place = &mut servers[number];
        if place.as_ref().is_some_and(|server| server.life.is_over()) {
            *place = None;
            if random.below(2) == 0 {
                return None;
            }
        }
        Some(place.get_or_insert_with(|| self.start(number)).clone())
    }

    fn start(&self, number: usize) -> Server {
        let life = self.plant.begin();
        let mut config = Config::new(self.plant.folder.path().join("master.key"));
        // Counted by the real time, which hardly passes here.
        config.limits.token_rate = 0;
        let store = Arc::new(UnreliableStore::new(self.plant.clone(), life.clone(), number));
        let app = App::new(config, store, self.clocks[number].clone(), Site::default()).unwrap();
        Server { life, router: router(app) }
    }

    fn request(&self, number: usize, asked: &Asked<'_>) -> Request<Body> {
        let Asked { by, method, path, media, body } = asked;
        let mut request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, *media);
        let authorization = match by {
            By::Anybody => None,
            By::Participant(token) => Some(bearer(token)),
            // Whoever's clock is off is told, and sets it.
            By::Analyst(analyst) => {
                let now = self.clocks[number].now();
                Some(SignedRequest::sign(&analyst.signing(), method.as_str(), path, now, body).header())
            }
        };
        if let Some(authorization) = authorization {
            request = request.header(header::AUTHORIZATION, authorization);
            request = request.header(CONTENT_DIGEST, content_digest(body));
        }
        request.body(Body::from(Bytes::copy_from_slice(body))).unwrap()
    }

    /// Nothing goes wrong from now on, and all clocks are right again.
    pub fn calm(&self) {
        self.plant.chaos.calm();
        self.clocks.iter().for_each(|clock| clock.set(START));
    }

    /// From now on clocks jump, too.
    pub fn let_clocks_jump(&self) {
        self.plant.chaos.clocks_jump.store(true, Ordering::SeqCst);
    }
}

/// Whether the same may be answered otherwise a moment later.
fn is_transient(reply: &Reply) -> bool {
    let kind = serde_json::from_slice::<Problem>(&reply.body).ok().map(|problem| problem.kind);
    matches!(kind, Some(ProblemKind::Unavailable | ProblemKind::ClockSkew))
}

/// Of two answers to the same request: one that says that it is done, or any that isn't transient.
fn better(first: Option<Reply>, second: Option<Reply>) -> Option<Reply> {
    let rank = |reply: &Option<Reply>| match reply {
        Some(reply) if reply.status.is_success() => 2,
        Some(reply) if !is_transient(reply) => 1,
        _ => 0,
    };
    if rank(&second) > rank(&first) { second } else { first }
}

/// Longer than any schedule.
pub const END: Duration = Duration::from_secs(7 * 24 * 3600);
