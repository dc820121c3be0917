//! A participant who submits again and again, to a server that may be gone at any moment.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use http::Method;
use tacit_form::results::{Outcome, Results};
use tacit_protocol::{
    auth::bearer, closing::ClosingStatement, codec::Encode, ids::Token, media, problem::ProblemKind,
    report::Report, session::SubmissionStatus,
};

use super::{TestServer, survey::Survey};

pub struct Writer {
    token: Token,
    /// What was sent last: its revision, the age in it, and the report.
    sent: Option<(u32, u32, Report)>,
    /// The newest revision that was acknowledged.
    acknowledged: u32,
    /// The age in that.
    counts: u32,
}

/// What came of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    Acknowledged,
    /// The server can't store it now.
    NotNow,
    /// The session is closed: this one doesn't count.
    Closed,
    /// There is no server.
    Nothing,
}

impl Writer {
    pub fn of(survey: &Survey) -> Vec<Self> {
        let writer = |token: &Token| Self { token: token.clone(), sent: None, acknowledged: 0, counts: 0 };
        survey.tokens.iter().map(writer).collect()
    }

    /// Submits until the server is gone or the session closed; what it can't store now is sent again.
    pub async fn submit_on(&mut self, server: &TestServer, survey: &Survey, heard: &AtomicUsize) {
        loop {
            match self.submit(server, survey).await {
                Heard::Acknowledged => drop(heard.fetch_add(1, Ordering::SeqCst)),
                Heard::NotNow => tokio::time::sleep(Duration::from_millis(20)).await,
                Heard::Closed | Heard::Nothing => return,
            }
        }
    }

    /// Sends what isn't acknowledged yet, or something new.
    pub async fn submit(&mut self, server: &TestServer, survey: &Survey) -> Heard {
        if self.sent.as_ref().is_none_or(|(revision, ..)| *revision == self.acknowledged) {
            let revision = self.acknowledged + 1;
            let age = (revision * 7 + u32::from(survey.id.as_bytes()[0])) % 121;
            self.sent = Some((revision, age, survey.aged(&self.token, revision, age)));
        }
        let Some((revision, age, report)) = &self.sent else { return Heard::Acknowledged };
        let authorization = bearer(&self.token);
        let headers = [("authorization", authorization.as_str()), ("content-type", media::REPORT)];
        let body = report.get_encoded().unwrap();
        let reply = server.try_send(Method::PUT, &survey.path("submission"), &headers, body).await;
        let Ok(reply) = reply else { return Heard::Nothing };
        if !reply.status.is_success() {
            let problem = reply.problem();
            match problem.kind {
                ProblemKind::Unavailable => return Heard::NotNow,
                ProblemKind::Closed => return Heard::Closed,
                _ => panic!("{problem:?}"),
            }
        }
        (self.acknowledged, self.counts) = (*revision, *age);
        Heard::Acknowledged
    }

    /// What was acknowledged is there, and at most one more, which nobody heard of.
    pub async fn check(&self, server: &TestServer, survey: &Survey) {
        let path = survey.path("submission");
        let status: SubmissionStatus =
            server.send_as(&self.token, Method::GET, &path, "", vec![]).await.json(200);
        let heard = self.acknowledged;
        assert!((heard..=heard + 1).contains(&status.revision), "{heard} {status:?}");
    }
}

/// Closes and computes: every acknowledged revision is there once, and the sum is that of the newest.
pub async fn compute_exactly(server: &TestServer, survey: &Survey, writers: &[Writer]) {
    let statement = survey.close(server).await;
    counts_all(&statement, writers);
    let aggregate = survey.verify_all(server, &statement).await;
    let released = survey.release(server, &aggregate).await.ok(200);
    is_exact(&survey.results(&released, &aggregate, statement.submitted), writers);
}

/// Everybody submitted, and every acknowledged revision is there once.
pub fn counts_all(statement: &ClosingStatement, writers: &[Writer]) {
    assert_eq!(statement.submitted, writers.len() as u64);
    let revisions: u32 = writers.iter().map(|writer| writer.acknowledged).sum();
    assert_eq!(statement.revisions, u64::from(revisions), "every one once");
}

/// The sum is that of the newest acknowledged.
pub fn is_exact(results: &Results, writers: &[Writer]) {
    let Outcome::Sum(sum) = &results.analyses[0].rows[0].outcome else { panic!("{results:?}") };
    let expected: u32 = writers.iter().map(|writer| writer.counts).sum();
    assert_eq!(sum.to_string(), expected.to_string());
}
