//! A survey's life, as its analyst and its participants drive it.

use http::Method;
use tacit_envelope::{
    keyfile::{self, AnalystSecret, KeyFile},
    sealing::{self, Role},
};
use tacit_form::{Answers, Form, results::Results};
use tacit_protocol::{
    batch::{Batch, BatchEntry, LeaderFinding, Rejection, Verdict, Verdicts},
    closing::{ClosingStatement, SignedClosingStatement},
    codec::{Decode, Encode},
    ids::{ReportId, SessionId, Token},
    invitation::{Invitations, Inviter},
    manifest::{Admission, AnalystParty, Manifest, ServerParty, verify_key_hash},
    media, merkle,
    phase::Phase,
    release::{CountsOf, Release, ReleaseRequest, ShareElement, SignedRelease},
    report::{Report, ReportHeader},
    session::{CreateSession, Created, Invited, Offer, Progress, SetPhase},
};
use tacit_tally::{
    Circuit, Reject, Released,
    cohorts::{Releases, Terms},
    helper::{Helper, HelperSums},
    shard,
};

use super::{Reply, TestServer, rng};

const FORM: &str = r#"
title = "Ages"
purpose = "To test"

[[field]]
key = "age"
kind = "number"
label = "Age"
min = 0
max = 120

[[field]]
key = "member"
kind = "boolean"
label = "Member"

[[analysis]]
kind = "sum"
of = "age"

[[analysis]]
kind = "mean"
of = "age"
by = "member"
"#;

/// The form that most tests use.
pub fn form() -> Form {
    Form::from_toml(FORM).unwrap()
}

/// A form whose reports are so long that 32 make a batch.
pub fn long_form() -> Form {
    let mut text = String::from("title = \"Long\"\npurpose = \"To test\"\n");
    for i in 0..450 {
        text += &format!(
            "[[field]]\nkey = \"n{i}\"\nkind = \"number\"\nlabel = \"Number {i}\"\nmin = 0\nmax = 4294967295\n"
        );
    }
    text += "[[analysis]]\nkind = \"sum\"\nof = \"n7\"\n";
    Form::from_toml(&text).unwrap()
}

/// A session, with everything that its analyst knows.
pub struct Survey {
    pub analyst: AnalystSecret,
    pub verify_key: [u8; 32],
    pub create: CreateSession,
    pub manifest: Manifest,
    pub id: SessionId,
    pub circuit: Circuit,
    pub tokens: Vec<Token>,
}

impl Survey {
    /// Asks for an offer and composes a session that is not yet created.
    pub async fn draft(server: &TestServer, form: Form, change: impl FnOnce(&mut Manifest)) -> Self {
        let analyst = AnalystSecret::generate(&mut rng());
        let offer: Offer =
            server.send_signed(&analyst, Method::POST, "/api/v1/offers", "", vec![]).await.json(201);
        Self::of(&offer, &analyst, form, change)
    }

    /// Composes a session of an offer; it is not yet created.
    pub fn of(
        offer: &Offer,
        analyst: &AnalystSecret,
        form: Form,
        change: impl FnOnce(&mut Manifest),
    ) -> Self {
        let Ok(KeyFile::Plain(analyst)) = KeyFile::parse(&keyfile::to_text(analyst, "")) else {
            panic!("no key")
        };
        let verify_key = [42; 32];
        let mut manifest = Manifest {
            version: tacit_protocol::VERSION,
            form,
            analyst: AnalystParty {
                name: "Test".into(),
                signing_key: analyst.public().signing,
                sealing_key: analyst.public().sealing,
            },
            server: ServerParty {
                name: offer.name.clone(),
                signing_key: offer.signing_key,
                sealing_key: offer.sealing_key,
            },
            admission: Admission::Invitation,
            max_participants: 30,
            threshold: 2,
            opens_at: None,
            closes_at: None,
            extendable_until: None,
            cohorts: None,
            epsilon: None,
            verify_key_hash: verify_key_hash(&verify_key),
        };
        change(&mut manifest);
        let bytes = manifest.to_bytes().unwrap();
        let id = SessionId::of_manifest(&bytes);
        let sealed =
            sealing::seal(&mut rng(), &offer.sealing_key, Role::VerifyKey, id.as_bytes(), &verify_key);
        let create = CreateSession { offer: offer.offer, manifest: bytes, verify_key: sealed };
        let circuit = Circuit::compile(&manifest.form, manifest.max_participants).unwrap();
        Self { analyst, verify_key, create, manifest, id, circuit, tokens: Vec::new() }
    }

    /// A created session with so many participants invited, and open.
    pub async fn open(server: &TestServer, participants: usize) -> Self {
        Self::open_with(server, form(), participants, |_| {}).await
    }

    pub async fn open_with(
        server: &TestServer,
        form: Form,
        participants: usize,
        change: impl FnOnce(&mut Manifest),
    ) -> Self {
        let mut survey = Self::draft(server, form, change).await;
        let created: Created = survey.send_create(server).await.json(201);
        assert_eq!(created.session, survey.id);
        survey.tokens = (0..participants).map(|_| Token::random(&mut rng())).collect();
        let invited: Invited = survey.invite(server, &survey.tokens).await.json(200);
        assert_eq!(invited.invited, participants as u64);
        survey.set_phase(server, Phase::Open).await.json::<Progress>(200);
        survey
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/api/v1/sessions/{}/{rest}", self.id)
    }

    pub async fn send_create(&self, server: &TestServer) -> Reply {
        let body = self.create.get_encoded().unwrap();
        server.send_signed(&self.analyst, Method::POST, "/api/v1/sessions", media::CREATE_SESSION, body).await
    }

    pub async fn send(
        &self,
        server: &TestServer,
        method: Method,
        rest: &str,
        media: &str,
        body: Vec<u8>,
    ) -> Reply {
        server.send_signed(&self.analyst, method, &self.path(rest), media, body).await
    }

    pub async fn get(&self, server: &TestServer, rest: &str) -> Reply {
        self.send(server, Method::GET, rest, "", vec![]).await
    }

    pub async fn invite(&self, server: &TestServer, tokens: &[Token]) -> Reply {
        self.invite_to(server, tokens, 0).await
    }

    /// Invites to a cohort.
    pub async fn invite_to(&self, server: &TestServer, tokens: &[Token], cohort: u16) -> Reply {
        let inviter = Inviter::new(&self.analyst, &self.id);
        let invitations = tokens.iter().map(|token| inviter.invite(token.participant_id(), cohort)).collect();
        let body = Invitations { invitations }.get_encoded().unwrap();
        self.send(server, Method::POST, "invitations", media::INVITATIONS, body).await
    }

    pub async fn set_phase(&self, server: &TestServer, phase: Phase) -> Reply {
        let body = serde_json::to_vec(&SetPhase { phase }).unwrap();
        self.send(server, Method::POST, "phase", media::JSON, body).await
    }

    pub async fn progress(&self, server: &TestServer) -> Progress {
        self.get(server, "progress").await.json(200)
    }

    /// Shards, proves and seals one participant's answers.
    pub fn report(&self, token: &Token, revision: u32, answers: &Answers) -> Report {
        self.report_in(token, revision, answers, 0)
    }

    /// The same, of a cohort.
    pub fn report_in(&self, token: &Token, revision: u32, answers: &Answers, cohort: u16) -> Report {
        let valid = self.manifest.form.validate(answers).unwrap();
        let report_id = ReportId::random(&mut rng());
        let shares = shard(&self.circuit, self.id.as_bytes(), report_id.as_bytes(), &valid).unwrap();
        let header = ReportHeader { report_id, participant_id: token.participant_id(), revision, cohort };
        self.sealed(header, shares.public, &shares.leader, &shares.helper)
    }

    /// Seals whatever shares.
    pub fn sealed(
        &self,
        header: ReportHeader,
        public_share: Vec<u8>,
        leader: &[u8],
        helper: &[u8],
    ) -> Report {
        let aad = header.associated_data(&self.id, &public_share);
        let Manifest { server, analyst, .. } = &self.manifest;
        let leader_share = sealing::seal(&mut rng(), &server.sealing_key, Role::Leader, &aad, leader);
        let helper_share = sealing::seal(&mut rng(), &analyst.sealing_key, Role::Helper, &aad, helper);
        Report { header, public_share, leader_share, helper_share }
    }

    /// A report of the usual form.
    pub fn aged(&self, token: &Token, revision: u32, age: u32) -> Report {
        self.aged_in(token, revision, age, 0)
    }

    /// A report of the usual form, of a cohort.
    pub fn aged_in(&self, token: &Token, revision: u32, age: u32, cohort: u16) -> Report {
        let member = if age.is_multiple_of(2) { "yes" } else { "no" };
        let answers = [("age", age.to_string()), ("member", member.into())].into_iter().collect();
        self.report_in(token, revision, &answers, cohort)
    }

    pub async fn submit(&self, server: &TestServer, token: &Token, report: &Report) -> Reply {
        let body = report.get_encoded().unwrap();
        server.send_as(token, Method::PUT, &self.path("submission"), media::REPORT, body).await
    }

    pub async fn close(&self, server: &TestServer) -> ClosingStatement {
        let signed: SignedClosingStatement =
            self.send(server, Method::POST, "close", "", vec![]).await.message(200);
        *signed.verify(&self.manifest.server.signing_key).unwrap()
    }

    pub async fn batch(&self, server: &TestServer, index: u32) -> Batch {
        self.get(server, &format!("batches/{index}")).await.message(200)
    }

    pub async fn put_verdicts(&self, server: &TestServer, verdicts: &Verdicts) -> Reply {
        let body = verdicts.get_encoded().unwrap();
        let rest = format!("batches/{}/verdicts", verdicts.index);
        self.send(server, Method::PUT, &rest, media::VERDICTS, body).await
    }

    /// The helper's work on a batch.
    pub fn verify(&self, batch: &Batch, sums: &mut HelperSums) -> Verdicts {
        let helper = Helper::new(&self.circuit, self.id.as_bytes(), &self.verify_key);
        let verdicts = batch.entries.iter().map(|entry| self.verdict(&helper, entry, sums)).collect();
        Verdicts { index: batch.index, verdicts, note: format!("note {}", batch.index).into_bytes() }
    }

    fn verdict(&self, helper: &Helper, entry: &BatchEntry, sums: &mut HelperSums) -> Verdict {
        let verifier_share = match &entry.leader {
            LeaderFinding::Prepared(share) => share,
            LeaderFinding::Rejected(reason) => return Verdict::Rejected(*reason),
        };
        let aad = entry.header.associated_data(&self.id, &entry.public_share);
        let Ok(share) = self.analyst.sealing().open(Role::Helper, &aad, &entry.helper_share) else {
            return Verdict::Rejected(Rejection::Unsealable);
        };
        let report_id = entry.header.report_id.as_bytes();
        let verify = |sum: &mut _| helper.verify(report_id, &entry.public_share, &share, verifier_share, sum);
        match sums.add(&self.circuit, entry.header.cohort, verify) {
            Ok(message) => Verdict::Accepted(message),
            Err(Reject::Malformed) => Verdict::Rejected(Rejection::Malformed),
            Err(_) => Verdict::Rejected(Rejection::Invalid),
        }
    }

    /// Verifies every batch of the closed session.
    pub async fn verify_all(&self, server: &TestServer, statement: &ClosingStatement) -> HelperSums {
        let mut sums = HelperSums::new();
        let mut tree = merkle::Tree::new();
        for index in 0..statement.batches() {
            let batch = self.batch(server, index).await;
            assert_eq!((batch.index, batch.entries.len()), (index, statement.batch_len(index)));
            batch.entries.iter().for_each(|entry| tree.push(&entry.digest(&self.id)));
            let verdicts = self.verify(&batch, &mut sums);
            self.put_verdicts(server, &verdicts).await.ok(204);
        }
        assert_eq!(tree.root(), statement.root);
        sums
    }

    pub async fn release(&self, server: &TestServer, sums: &HelperSums) -> Reply {
        let body = self.release_request(sums);
        self.send(server, Method::POST, "release", media::RELEASE_REQUEST, body).await
    }

    /// What the server is asked with for its share.
    pub fn release_request(&self, sums: &HelperSums) -> Vec<u8> {
        let counts = sums.counts(&self.circuit, &Terms::exact(self.manifest.threshold)).into_iter();
        let of = |(cohort, shares): (u16, Vec<_>)| CountsOf {
            cohort,
            shares: shares.into_iter().map(ShareElement).collect(),
        };
        ReleaseRequest { counts: counts.map(of).collect() }.get_encoded().unwrap()
    }

    /// Opens what the server released.
    pub fn results(&self, released: &[u8], sums: &HelperSums, submitted: u64) -> Results {
        let signed = SignedRelease::get_decoded(released).unwrap();
        let sealed = signed.verify(&self.manifest.server.signing_key).unwrap();
        assert_eq!(sealed.session, self.id);
        let opened = self.analyst.sealing().open(Role::Release, self.id.as_bytes(), &sealed.sealed).unwrap();
        let released: Releases = Release::get_decoded(&opened)
            .unwrap()
            .of
            .into_iter()
            .map(|of| {
                let counts = of.counts.into_iter().map(|share| share.0).collect();
                let values = of.values.into_iter().map(|value| value.map(|share| share.0)).collect();
                (of.cohort, Released { accepted: of.accepted, counts, values })
            })
            .collect();
        let Manifest { form, threshold, cohorts, .. } = &self.manifest;
        let names = cohorts.as_ref().map_or(&[][..], |cohorts| &cohorts.names);
        sums.open(&self.circuit, form, names, &released, submitted, &Terms::exact(*threshold)).unwrap()
    }

    /// Closes, verifies and releases.
    pub async fn compute(&self, server: &TestServer) -> Results {
        let statement = self.close(server).await;
        let aggregate = self.verify_all(server, &statement).await;
        let released = self.release(server, &aggregate).await.ok(200);
        self.results(&released, &aggregate, statement.submitted)
    }
}
