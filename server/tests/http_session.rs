//! The life of a session through the HTTP interface, with real cryptography on both sides.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use common::{
    START, TestServer, rng,
    survey::{Survey, form, long_form},
};
use http::Method;
use tacit_envelope::text;
use tacit_form::results::Outcome;
use tacit_protocol::{
    batch::{LeaderFinding, Notes, Rejection, Verdict},
    codec::{Decode, Encode},
    ids::{ReportId, Token},
    media,
    phase::{Phase, Window},
    problem::ProblemKind,
    publication::{Publication, Published, SignedPublication},
    receipt::{Receipt, SignedReceipt},
    report::ReportHeader,
    session::{Created, Progress, SessionStatus, SubmissionStatus},
    signed::Signed,
};

#[tokio::test(flavor = "multi_thread")]
async fn from_the_offer_to_the_release() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 7).await;

    let manifest = server.get(&survey.path("manifest")).await;
    assert_eq!(manifest.header("content-type"), "application/json");
    assert_eq!(manifest.ok(200), survey.create.manifest);
    let status: SessionStatus = server.get(&survey.path("status")).await.json(200);
    assert_eq!(
        status,
        SessionStatus { phase: Phase::Open, window: Window::Open, now: START, closes_at: None }
    );

    // Six of the seven submit; the first thinks again.
    for (token, age) in survey.tokens.iter().zip([90, 21, 30, 41, 50, 61]) {
        let reply = survey.submit(&server, token, &survey.aged(token, 1, age)).await;
        assert_eq!(reply.header("content-type"), "application/vnd.tacit.receipt");
        reply.ok(201);
    }
    server.clock.set(START + 5);
    let second = survey.aged(&survey.tokens[0], 2, 20);
    let receipt = survey.submit(&server, &survey.tokens[0], &second).await.ok(201);
    let signed = SignedReceipt::get_decoded(&receipt).unwrap();
    let expected = Receipt {
        session: survey.id,
        participant: survey.tokens[0].participant_id(),
        digest: second.digest(&survey.id),
        revision: 2,
        received_at: START + 5,
    };
    assert_eq!(signed.verify(&survey.manifest.server.signing_key), Ok(&expected));

    let ask = |token: &Token| {
        let (server, path, token) = (&server, survey.path("submission"), token.clone());
        async move { server.send_as(&token, Method::GET, &path, "", vec![]).await.json::<SubmissionStatus>(200) }
    };
    let mine = ask(&survey.tokens[0]).await;
    assert_eq!((mine.window, mine.revision, mine.receipt), (Window::Open, 2, Some(text::encode(&receipt))));
    let none = ask(&survey.tokens[6]).await;
    assert_eq!((none.window, none.revision, none.receipt), (Window::Open, 0, None));

    let progress = survey.progress(&server).await;
    let counts = (progress.invited, progress.submitted, progress.revisions, progress.verified_batches);
    assert_eq!(counts, (7, 6, 7, 0));

    let results = survey.compute(&server).await;
    assert_eq!((results.submitted, results.accepted, results.rejected), (6, 6, 0));
    let Outcome::Sum(sum) = &results.analyses[0].rows[0].outcome else { panic!("{results:?}") };
    assert_eq!(sum.to_string(), (20 + 21 + 30 + 41 + 50 + 61).to_string());
    let by_member: Vec<_> = results.analyses[1].rows.iter().map(|row| (row.count, &row.outcome)).collect();
    assert_eq!(by_member, [(Some(3), &Outcome::Mean(41.0)), (Some(3), &Outcome::Mean(100.0 / 3.0))]);
    assert_eq!(survey.progress(&server).await.phase, Phase::Released);
    assert_eq!(ask(&survey.tokens[0]).await.window, Window::Closed);
}

#[tokio::test(flavor = "multi_thread")]
async fn results_are_published_once_for_everybody() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 6).await;
    for token in &survey.tokens {
        survey.submit(&server, token, &survey.aged(token, 1, 30)).await.ok(201);
    }
    let statement = survey.close(&server).await;
    let closed = server.get(&survey.path("statement")).await.message(200);
    let aggregate = survey.verify_all(&server, &statement).await;
    let put = async |publication: &Publication, signer: &tacit_envelope::signing::SigningKey| {
        let signed = Signed::sign(signer, publication.clone()).unwrap().get_encoded().unwrap();
        survey.send(&server, Method::PUT, "results", media::RESULTS, signed).await
    };
    let analyst = survey.analyst.signing();
    let empty = Publication { statement: closed, results: b"{}".into() };
    put(&empty, &analyst).await.refused(ProblemKind::WrongPhase);
    let released = survey.release(&server, &aggregate).await.ok(200);
    let results = survey.results(&released, &aggregate, statement.submitted);
    let good = Publication::new(empty.statement.clone(), &results).unwrap();
    server.get(&survey.path("results")).await.refused(ProblemKind::Unpublished);

    put(&empty, &analyst).await.refused(ProblemKind::InvalidResults);
    let stranger = tacit_envelope::signing::SigningKey::from_seed(&[9; 32]);
    put(&good, &stranger).await.refused(ProblemKind::InvalidResults);
    let unsigned = good.get_encoded().unwrap();
    let path = survey.path("results");
    survey
        .send(&server, Method::PUT, "results", media::RESULTS, unsigned)
        .await
        .refused(ProblemKind::Malformed);
    server.send(Method::PUT, &path, &[], vec![1]).await.refused(ProblemKind::Unauthenticated);
    let other = Survey::open(&server, 0).await;
    let theirs = server.send_signed(&other.analyst, Method::PUT, &path, media::RESULTS, vec![1]).await;
    theirs.refused(ProblemKind::NotYourSession);
    server.get(&path).await.refused(ProblemKind::Unpublished);

    put(&good, &analyst).await.ok(204);
    put(&good, &analyst).await.ok(204);
    let mut rounded = results.clone();
    rounded.analyses[0].rows.clear();
    let rounded = Publication::new(good.statement.clone(), &rounded).unwrap();
    put(&rounded, &analyst).await.refused(ProblemKind::ResultsConflict);
    let server = server.restart().await;
    let published: SignedPublication = server.get(&path).await.message(200);
    let published = Published::check(&published, &survey.id, &survey.manifest).unwrap();
    assert_eq!(published, Published { statement, results });
    let nowhere = path.replace(&survey.id.to_string(), &"a".repeat(52));
    server.get(&nowhere).await.refused(ProblemKind::UnknownSession);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_may_be_asked_twice() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 3).await;
    survey.send_create(&server).await.json::<Created>(200);
    survey.invite(&server, &survey.tokens).await.ok(200);
    survey.set_phase(&server, Phase::Open).await.json::<Progress>(200);
    assert_eq!(survey.progress(&server).await.invited, 3);

    let reports: Vec<_> = survey.tokens.iter().map(|token| survey.aged(token, 1, 33)).collect();
    let mut receipts = Vec::new();
    for (token, report) in survey.tokens.iter().zip(&reports) {
        receipts.push(survey.submit(&server, token, report).await.ok(201));
    }
    server.clock.set(START + 60_000);
    let again = survey.submit(&server, &survey.tokens[0], &reports[0]).await.ok(200);
    assert_eq!(again, receipts[0], "the same report gets the same receipt");

    let statement = survey.send(&server, Method::POST, "close", "", vec![]).await.ok(200);
    server.clock.set(START + 120_000);
    assert_eq!(survey.send(&server, Method::POST, "close", "", vec![]).await.ok(200), statement);
    assert_eq!(server.get(&survey.path("statement")).await.ok(200), statement);
    assert_eq!(survey.submit(&server, &survey.tokens[1], &reports[1]).await.ok(200), receipts[1]);

    let batch = survey.batch(&server, 0).await;
    assert_eq!(survey.batch(&server, 0).await, batch);
    let mut aggregate = tacit_tally::helper::HelperSums::new();
    let mut verdicts = survey.verify(&batch, &mut aggregate);
    survey.put_verdicts(&server, &verdicts).await.ok(204);
    let server = server.restart().await;
    verdicts.note = b"sealed anew".to_vec();
    survey.put_verdicts(&server, &verdicts).await.ok(204);
    verdicts.verdicts[0] = Verdict::Rejected(Rejection::Invalid);
    survey.put_verdicts(&server, &verdicts).await.refused(ProblemKind::VerdictConflict);
    let notes: Notes = survey.get(&server, "notes?from=0").await.message(200);
    assert_eq!(notes.notes.len(), 1);
    assert_eq!(notes.notes[0].note, b"note 0", "the first note stays");

    let released = survey.release(&server, &aggregate).await.ok(200);
    let other = tacit_tally::helper::HelperSums::new();
    assert_eq!(survey.release(&server, &other).await.ok(200), released, "whatever the request");
    assert_eq!(survey.get(&server, "release").await.ok(200), released);
    let server = server.restart().await;
    assert_eq!(survey.get(&server, "release").await.ok(200), released);
    assert_eq!(survey.results(&released, &aggregate, 3).accepted, 3);
    verdicts = survey.verify(&batch, &mut aggregate);
    survey.put_verdicts(&server, &verdicts).await.ok(204);
    survey.get(&server, "batches/0").await.refused(ProblemKind::WrongPhase);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_batches_in_any_order_across_restarts() {
    let server = TestServer::start().await;
    let survey = Survey::open_with(&server, long_form(), 36, |manifest| manifest.max_participants = 36).await;
    for (i, token) in survey.tokens.iter().enumerate() {
        let answers = (0..450).map(|field| (format!("n{field}"), (i * field).to_string())).collect();
        survey.submit(&server, token, &survey.report(token, 1, &answers)).await.ok(201);
    }
    let statement = survey.close(&server).await;
    assert_eq!((statement.batch_size, statement.batches()), (32, 2));
    survey.get(&server, "batches/2").await.refused(ProblemKind::UnknownBatch);

    let mut aggregate = tacit_tally::helper::HelperSums::new();
    let (first, last) = (survey.batch(&server, 0).await, survey.batch(&server, 1).await);
    let verdicts = survey.verify(&last, &mut aggregate);
    survey.put_verdicts(&server, &verdicts).await.ok(204);
    assert_eq!(survey.progress(&server).await.verified_batches, 1);
    survey.release(&server, &aggregate).await.refused(ProblemKind::Unverified);

    // The server forgets what it prepared, and computes it again.
    let server = server.restart().await;
    let verdicts = survey.verify(&first, &mut aggregate);
    survey.put_verdicts(&server, &verdicts).await.ok(204);
    for (from, expected) in [(0, vec![0, 1]), (1, vec![1]), (2, vec![])] {
        let notes: Notes = survey.get(&server, &format!("notes?from={from}")).await.message(200);
        assert_eq!(notes.notes.iter().map(|note| note.index).collect::<Vec<_>>(), expected);
    }
    let released = survey.release(&server, &aggregate).await.ok(200);
    let results = survey.results(&released, &aggregate, 36);
    let Outcome::Sum(sum) = &results.analyses[0].rows[0].outcome else { panic!("{results:?}") };
    assert_eq!(sum.to_string(), (0..36).map(|i| i * 7).sum::<i32>().to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn lies_are_rejected_and_the_honest_still_counted() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 6).await;
    for token in &survey.tokens[..3] {
        survey.submit(&server, token, &survey.aged(token, 1, 40)).await.ok(201);
    }
    // Shares of two different submissions; a helper share that doesn't open; a leader share of zeros.
    let valid =
        survey.manifest.form.validate(&[("age", "7"), ("member", "no")].into_iter().collect()).unwrap();
    for (i, token) in survey.tokens.iter().enumerate().skip(3) {
        let report_id = ReportId::random(&mut rng());
        let make = || {
            tacit_tally::shard(&survey.circuit, survey.id.as_bytes(), report_id.as_bytes(), &valid).unwrap()
        };
        let (one, two) = (make(), make());
        let header =
            ReportHeader { report_id, participant_id: token.participant_id(), revision: 1, cohort: 0 };
        let report = match i {
            3 => survey.sealed(header, one.public, &one.leader, &two.helper),
            4 => {
                let mut report = survey.sealed(header, one.public, &one.leader, &one.helper);
                report.helper_share[40] ^= 1;
                report
            }
            _ => survey.sealed(header, one.public, &vec![0; one.leader.len()], &one.helper),
        };
        survey.submit(&server, token, &report).await.ok(201);
    }
    let statement = survey.close(&server).await;
    let batch = survey.batch(&server, 0).await;
    let mut aggregate = tacit_tally::helper::HelperSums::new();
    let verdicts = survey.verify(&batch, &mut aggregate);
    let count = |of: Verdict| verdicts.verdicts.iter().filter(|verdict| **verdict == of).count();
    assert_eq!(count(Verdict::Rejected(Rejection::Invalid)), 2);
    assert_eq!(count(Verdict::Rejected(Rejection::Unsealable)), 1);

    // What the leader can't follow is refused whole, and does no harm.
    let accepted =
        verdicts.verdicts.iter().position(|verdict| matches!(verdict, Verdict::Accepted(_))).unwrap();
    for (at, wrong) in [(accepted, [0; 32]), (verdicts.verdicts.len() - 1 - accepted, [1; 32])] {
        let mut bad = verdicts.clone();
        bad.verdicts[at] = Verdict::Accepted(wrong);
        survey.put_verdicts(&server, &bad).await.refused(ProblemKind::VerdictMismatch);
    }
    let mut short = verdicts.clone();
    short.verdicts.pop();
    survey.put_verdicts(&server, &short).await.refused(ProblemKind::VerdictMismatch);
    assert_eq!(survey.progress(&server).await.verified_batches, 0);

    survey.put_verdicts(&server, &verdicts).await.ok(204);
    let released = survey.release(&server, &aggregate).await.ok(200);
    let results = survey.results(&released, &aggregate, statement.submitted);
    assert_eq!((results.accepted, results.rejected), (3, 3));
    let Outcome::Sum(sum) = &results.analyses[0].rows[0].outcome else { panic!("{results:?}") };
    assert_eq!(sum.to_string(), "120");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_leader_rejects_must_be_rejected() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 2).await;
    for token in &survey.tokens {
        survey.submit(&server, token, &survey.aged(token, 1, 40)).await.ok(201);
    }
    // Only a store that changes a report after its receipt can make the leader reject: it is written past the server.
    let token = Token::random(&mut rng());
    survey.invite(&server, std::slice::from_ref(&token)).await.ok(200);
    let mut report = survey.aged(&token, 1, 50);
    report.leader_share[50] ^= 1;
    let stored = tacit_server::store::NewReport {
        header: report.header,
        digest: report.digest(&survey.id),
        bytes: report.get_encoded().unwrap(),
        received_at: START,
    };
    server.store.put_report(&survey.id, stored).await.unwrap();
    survey.close(&server).await;
    let batch = survey.batch(&server, 0).await;
    let bad = batch.entries.iter().position(|entry| entry.header == report.header).unwrap();
    assert_eq!(batch.entries[bad].leader, LeaderFinding::Rejected(Rejection::Unsealable));
    let mut aggregate = tacit_tally::helper::HelperSums::new();
    let mut verdicts = survey.verify(&batch, &mut aggregate);
    verdicts.verdicts[bad] = Verdict::Accepted([0; 32]);
    survey.put_verdicts(&server, &verdicts).await.refused(ProblemKind::VerdictMismatch);
    verdicts.verdicts[bad] = Verdict::Rejected(Rejection::Unsealable);
    survey.put_verdicts(&server, &verdicts).await.ok(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_nobody_submitted_to_is_released_empty() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 2).await;
    let results = survey.compute(&server).await;
    assert_eq!((results.submitted, results.accepted), (0, 0));
    assert!(
        results
            .analyses
            .iter()
            .flat_map(|analysis| &analysis.rows)
            .all(|row| row.outcome == Outcome::Withheld)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn fewer_than_the_threshold_reveal_nothing() {
    let server = TestServer::start().await;
    let survey = Survey::open_with(&server, form(), 4, |manifest| manifest.threshold = 5).await;
    for token in &survey.tokens {
        survey.submit(&server, token, &survey.aged(token, 1, 40)).await.ok(201);
    }
    let results = survey.compute(&server).await;
    assert!(
        results
            .analyses
            .iter()
            .flat_map(|analysis| &analysis.rows)
            .all(|row| row.outcome == Outcome::Withheld)
    );
}
