//! A server's double: keeps reports in memory and signs receipts as the real one does, and can misbehave on demand.

use std::{
    collections::{BTreeMap, HashMap},
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use rand_core::UnwrapErr;
use tacit_envelope::{
    keyfile::AnalystSecret,
    sealing::{Role, SealingKey},
    signing::SigningKey,
};
use tacit_form::{Form, results::Outcome};
use tacit_protocol::{
    VERSION, auth,
    closing::ClosingStatement,
    codec::{Decode, Encode},
    ids::{ParticipantId, ReportDigest, SessionId, Token},
    inclusion::{Inclusion, InclusionProof},
    link::Link,
    manifest::{Admission, AnalystParty, Cohorts, Manifest, ServerParty, verify_key_hash},
    media,
    merkle::inclusion::{path, root},
    phase::{Phase, Window},
    problem::{Problem, ProblemKind},
    publication::Publication,
    receipt::Receipt,
    report::Report,
    session::{SessionStatus, SubmissionStatus},
    signed::Signed,
};
use tacit_tally::{
    Circuit,
    helper::{Helper, HelperAggregate},
    leader::{Leader, LeaderAggregate},
};
use tokio::net::TcpListener;

const FORM: &str = r#"
title = "Wages"
purpose = "To try tacit-submit."
field = [
  { key = "wage", kind = "number", label = "Wage", min = 0, max = 100, decimals = 2 },
  { key = "likes", kind = "multi", label = "Likes", optional = true, options = [
    { key = "tea", label = "Tea" }, { key = "coffee", label = "Coffee" } ] },
]
check = [{ level = "warning", rule = "wage != 98", message = "That is much." }]
analysis = [{ kind = "sum", of = "wage" }, { kind = "frequency", of = "likes" }]
"#;
const VERIFY_KEY: [u8; 32] = [4; 32];

/// The server's double, and what it should do.
pub(crate) struct Double {
    manifest: Vec<u8>,
    tokens: Vec<Token>,
    state: Mutex<Behaviour>,
}

/// What the double has, and how it answers.
pub(crate) struct Behaviour {
    pub(crate) window: Window,
    /// Answers with the manifest of another session.
    pub(crate) swaps_manifest: bool,
    /// Signs receipts with another key.
    pub(crate) forges_receipts: bool,
    /// Before so many reports it pretends that another came first.
    pub(crate) conflicts: u32,
    /// The cohort of everybody's invitation.
    pub(crate) cohort: Option<u16>,
    /// Newest revision and report.
    pub(crate) reports: HashMap<ParticipantId, (u32, Vec<u8>)>,
    /// Whose report every digest is of.
    pub(crate) authors: HashMap<ReportDigest, ParticipantId>,
    /// Once the session is closed.
    pub(crate) closed: bool,
    /// What the analyst published.
    pub(crate) published: Option<Vec<u8>>,
    /// Proves another report than it says.
    pub(crate) forges_proofs: bool,
    /// Proves nothing, though the session is closed.
    pub(crate) withholds_proofs: bool,
    /// Doesn't say either that it is closed.
    pub(crate) denies_closing: bool,
}

impl Double {
    pub(crate) fn new() -> Arc<Self> {
        Self::with_cohorts(None)
    }

    pub(crate) fn with_cohorts(cohorts: Option<Cohorts>) -> Arc<Self> {
        let analyst = AnalystSecret::from_seed(&[3; 32]).public();
        let manifest = Manifest {
            version: VERSION,
            form: Form::from_toml(FORM).unwrap(),
            analyst: AnalystParty {
                name: "Ana Lyst".into(),
                signing_key: analyst.signing,
                sealing_key: analyst.sealing,
            },
            server: ServerParty {
                name: None,
                signing_key: signing().public(),
                sealing_key: SealingKey::from_seed(&[1; 32]).public(),
            },
            admission: Admission::Invitation,
            max_participants: 100,
            threshold: 2,
            opens_at: None,
            closes_at: None,
            extendable_until: None,
            cohorts,
            epsilon: None,
            verify_key_hash: verify_key_hash(&VERIFY_KEY),
        };
        let mut rng = UnwrapErr(getrandom::SysRng);
        let tokens = (0..5).map(|_| Token::random(&mut rng)).collect();
        let state = Behaviour {
            window: Window::Open,
            swaps_manifest: false,
            forges_receipts: false,
            conflicts: 0,
            cohort: None,
            reports: HashMap::new(),
            authors: HashMap::new(),
            closed: false,
            published: None,
            forges_proofs: false,
            withholds_proofs: false,
            denies_closing: false,
        };
        Arc::new(Self { manifest: manifest.to_bytes().unwrap(), tokens, state: Mutex::new(state) })
    }

    /// Serves on a free port.
    pub(crate) async fn serve(self: &Arc<Self>) -> SocketAddr {
        self.serve_on(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    pub(crate) fn serve_on(self: &Arc<Self>, listener: TcpListener) -> SocketAddr {
        let address = listener.local_addr().unwrap();
        let path = |what| format!("/api/v1/sessions/{}/{what}", self.session());
        let router = Router::new()
            .route(&path("manifest"), get(manifest))
            .route(&path("status"), get(status))
            .route(&path("submission"), get(submission).put(submit))
            .route(&path("inclusions/{digest}"), get(inclusion))
            .route(&path("statement"), get(statement))
            .route(&path("results"), get(results))
            .fallback(|| async { problem(ProblemKind::UnknownSession) })
            .with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        address
    }

    pub(crate) fn session(&self) -> SessionId {
        SessionId::of_manifest(&self.manifest)
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, Behaviour> {
        self.state.lock().unwrap()
    }

    pub(crate) fn token(&self, index: usize) -> &Token {
        &self.tokens[index]
    }

    pub(crate) fn link(&self, address: SocketAddr, index: usize) -> String {
        self.link_with(address, self.token(index).clone())
    }

    pub(crate) fn link_with(&self, address: SocketAddr, token: Token) -> String {
        let origin = format!("http://{address}").parse().unwrap();
        Link::new(&origin, self.session(), token).expose()
    }

    /// The cohort of a participant's newest report.
    pub(crate) fn cohort_of(&self, index: usize) -> u16 {
        let state = self.state();
        let (_, report) = &state.reports[&self.token(index).participant_id()];
        Report::get_decoded(report).unwrap().header.cohort
    }

    pub(crate) fn revisions(&self) -> Vec<u32> {
        let mut revisions: Vec<_> = self.state().reports.values().map(|(revision, _)| *revision).collect();
        revisions.sort_unstable();
        revisions
    }

    /// Sum of wages and frequencies, computed by both parties; every report must verify.
    pub(crate) fn compute(&self) -> (String, BTreeMap<String, u64>) {
        let manifest = Manifest::from_bytes(&self.manifest).unwrap();
        let circuit = Circuit::compile(&manifest.form, manifest.max_participants).unwrap();
        let session = self.session();
        let leader = Leader::new(&circuit, session.as_bytes(), &VERIFY_KEY);
        let helper = Helper::new(&circuit, session.as_bytes(), &VERIFY_KEY);
        let (mut sum, mut own) = (LeaderAggregate::new(&circuit), HelperAggregate::new(&circuit));
        let (leader_key, helper_key) =
            (SealingKey::from_seed(&[1; 32]), AnalystSecret::from_seed(&[3; 32]).sealing());
        let state = self.state();
        for (_, bytes) in state.reports.values() {
            let report = Report::get_decoded(bytes).unwrap();
            let aad = report.header.associated_data(&session, &report.public_share);
            let (id, public) = (report.header.report_id.as_bytes(), &report.public_share);
            let share = leader_key.open(Role::Leader, &aad, &report.leader_share).unwrap();
            let (prepared, verifier_share) = leader.prepare(id, public, &share).unwrap();
            let share = helper_key.open(Role::Helper, &aad, &report.helper_share).unwrap();
            let message = helper.verify(id, public, &share, &verifier_share, &mut own).unwrap();
            leader.finish(prepared, &message, &mut sum).unwrap();
        }
        let reports = state.reports.len() as u64;
        let released = sum.release(&circuit, &own.counts(&circuit), reports, manifest.threshold).unwrap();
        let results = own.open(&circuit, &manifest.form, &released, reports, manifest.threshold).unwrap();
        let Outcome::Sum(wages) = &results.analyses[0].rows[0].outcome else { panic!("{results:?}") };
        let likes = match &results.analyses[1].rows[0].outcome {
            Outcome::Frequencies(likes) => {
                likes.iter().filter_map(|(option, count)| Some((option.clone(), (*count)?))).collect()
            }
            _ => BTreeMap::new(),
        };
        (wages.to_string(), likes)
    }

    /// Publishes results of what is submitted, about a set with this root.
    pub(crate) fn publish(&self, by: &SigningKey, root: Option<[u8; 32]>) {
        let session = self.session();
        let mut state = self.state();
        let mut statement = set(&session, &state).1;
        statement.root = root.unwrap_or(statement.root);
        let results = format!(
            "{{\"version\":1,\"title\":\"Wages\",\"submitted\":{0},\"accepted\":{0},\"rejected\":0,\"threshold\":2,\
             \"analyses\":[{{\"title\":\"\",\"kind\":\"sum\",\"rows\":[]}},\
             {{\"title\":\"\",\"kind\":\"frequency\",\"rows\":[]}}]}}",
            statement.submitted
        );
        let statement = Signed::sign(&signing(), statement).unwrap();
        let publication = Publication { statement, results: results.into() };
        state.published = Some(Signed::sign(by, publication).unwrap().get_encoded().unwrap());
    }

    fn participant(&self, headers: &HeaderMap) -> Result<ParticipantId, ProblemKind> {
        let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(auth::token_of).ok_or(ProblemKind::Unauthenticated)?;
        if !self.tokens.contains(&token) {
            return Err(ProblemKind::UnknownToken);
        }
        Ok(token.participant_id())
    }
}

fn signing() -> SigningKey {
    SigningKey::from_seed(&[2; 32])
}

type Shared = State<Arc<Double>>;

async fn manifest(State(double): Shared) -> Response {
    let mut bytes = double.manifest.clone();
    if double.state().swaps_manifest {
        let text = String::from_utf8(bytes).unwrap();
        bytes = text.replace("Ana Lyst", "Eve Lyst").into_bytes();
    }
    ([(header::CONTENT_TYPE, media::JSON)], bytes).into_response()
}

async fn status(State(double): Shared) -> Response {
    Json(SessionStatus { phase: Phase::Open, window: double.state().window, now: 0, closes_at: None })
        .into_response()
}

async fn submission(State(double): Shared, headers: HeaderMap) -> Response {
    let participant = match double.participant(&headers) {
        Ok(participant) => participant,
        Err(refusal) => return problem(refusal),
    };
    let state = double.state();
    let revision = state.reports.get(&participant).map_or(0, |(revision, _)| *revision);
    let newest = state.reports.get(&participant).and_then(|(_, report)| Report::get_decoded(report).ok());
    let reported = newest.map(|report| report.header.cohort).filter(|cohort| *cohort > 0);
    let cohort = state.cohort.or(reported);
    Json(SubmissionStatus { window: state.window, now: 0, closes_at: None, revision, receipt: None, cohort })
        .into_response()
}

async fn submit(State(double): Shared, headers: HeaderMap, body: Bytes) -> Response {
    let participant = match double.participant(&headers) {
        Ok(participant) => participant,
        Err(refusal) => return problem(refusal),
    };
    let report = Report::get_decoded(&body).unwrap();
    let session = double.session();
    let mut state = double.state();
    match state.window {
        Window::Open => {}
        Window::Paused => return problem(ProblemKind::Paused),
        Window::NotYetOpen => return problem(ProblemKind::NotYetOpen),
        Window::Closed => return problem(ProblemKind::Closed),
    }
    let newest = state.reports.get(&participant).map_or(0, |(revision, _)| *revision);
    if state.conflicts > 0 {
        state.conflicts -= 1;
        state.reports.insert(participant, (newest + 1, Vec::new()));
        return problem(ProblemKind::RevisionConflict);
    }
    assert_eq!((report.header.revision, report.header.participant_id), (newest + 1, participant));
    state.reports.insert(participant, (newest + 1, body.to_vec()));
    state.authors.insert(report.digest(&session), participant);
    let key = if state.forges_receipts { SigningKey::from_seed(&[8; 32]) } else { signing() };
    let receipt = Receipt {
        session,
        participant,
        digest: report.digest(&session),
        revision: newest + 1,
        received_at: 1_790_000_000_000,
    };
    let receipt = Signed::sign(&key, receipt).unwrap().get_encoded().unwrap();
    (StatusCode::CREATED, [(header::CONTENT_TYPE, media::RECEIPT)], receipt).into_response()
}

/// The reports that would count, and the statement about them.
fn set(session: &SessionId, state: &Behaviour) -> (Vec<ReportDigest>, ClosingStatement) {
    let mut reports: Vec<_> = state.reports.iter().collect();
    reports.sort_by_key(|(participant, _)| **participant);
    let digest = |report: &[u8]| Report::get_decoded(report).unwrap().digest(session);
    let set: Vec<_> = reports.into_iter().map(|(_, (_, report))| digest(report)).collect();
    let statement = ClosingStatement {
        session: *session,
        closed_at: 1_790_000_000_001,
        invited: 5,
        submitted: set.len() as u64,
        revisions: set.len() as u64,
        batch_size: 16,
        root: if state.forges_proofs { [1; 32] } else { root(&set) },
    };
    (set, statement)
}

async fn inclusion(State(double): Shared, Path(digest): Path<String>) -> Response {
    let (session, state) = (double.session(), double.state());
    let Some(participant) = digest.parse().ok().and_then(|digest| state.authors.get(&digest)) else {
        return problem(ProblemKind::UnknownReport);
    };
    let digest = |report: &[u8]| Report::get_decoded(report).unwrap().digest(&session);
    let (revision, newest) = &state.reports[participant];
    let received_at = 1_790_000_000_000;
    let newest = Receipt {
        session,
        participant: *participant,
        digest: digest(newest),
        revision: *revision,
        received_at,
    };
    let (set, statement) = set(&session, &state);
    let index = set.iter().position(|other| *other == newest.digest).unwrap();
    let proof = InclusionProof {
        statement: Signed::sign(&signing(), statement).unwrap(),
        index: index as u64,
        path: path(&set, index).unwrap(),
    };
    let newest = Signed::sign(&signing(), newest).unwrap();
    let answer = Inclusion { newest, proof: (state.closed && !state.withholds_proofs).then_some(proof) }
        .get_encoded()
        .unwrap();
    ([(header::CONTENT_TYPE, media::INCLUSION)], answer).into_response()
}

async fn statement(State(double): Shared) -> Response {
    let (session, state) = (double.session(), double.state());
    if !state.closed || state.denies_closing {
        return problem(ProblemKind::WrongPhase);
    }
    let statement = Signed::sign(&signing(), set(&session, &state).1).unwrap().get_encoded().unwrap();
    ([(header::CONTENT_TYPE, media::CLOSING_STATEMENT)], statement).into_response()
}

async fn results(State(double): Shared) -> Response {
    match double.state().published.clone() {
        Some(published) => ([(header::CONTENT_TYPE, media::RESULTS)], published).into_response(),
        None => problem(ProblemKind::Unpublished),
    }
}

fn problem(kind: ProblemKind) -> Response {
    let status = StatusCode::from_u16(kind.status()).unwrap();
    let body = serde_json::to_vec(&Problem::new(kind)).unwrap();
    (status, [(header::CONTENT_TYPE, media::PROBLEM)], body).into_response()
}
