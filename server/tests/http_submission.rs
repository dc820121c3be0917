//! What a participant may submit, and when; everything else is refused and leaves nothing behind.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use common::{
    START, TestServer, rng,
    survey::{Survey, form},
};
use http::Method;
use rand_core::Rng;
use tacit_protocol::{
    codec::{Decode, Encode},
    ids::{ReportDigest, Token},
    inclusion::{Counted, Inclusion, Standing},
    media,
    phase::{Phase, Window},
    problem::ProblemKind,
    receipt::{Receipt, SignedReceipt},
    report::Report,
    session::SubmissionStatus,
};
use tacit_server::{Site, config::Config};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

async fn put(server: &TestServer, survey: &Survey, token: &Token, body: Vec<u8>) -> common::Reply {
    server.send_as(token, Method::PUT, &survey.path("submission"), media::REPORT, body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_report_of_this_session_is_refused() {
    // With one token more is tried than anybody does.
    let unlimited = |config: &mut Config| config.limits.token_rate = 0;
    let server = TestServer::start_with(|store| store, Site::default(), unlimited).await;
    let survey = Survey::open(&server, 2).await;
    let (mine, yours) = (&survey.tokens[0], &survey.tokens[1]);
    let good = survey.aged(mine, 1, 30);
    let bytes = good.get_encoded().unwrap();

    put(&server, &survey, mine, [bytes.clone(), vec![0]].concat()).await.refused(ProblemKind::TooLarge);
    put(&server, &survey, mine, vec![0; 5 << 20]).await.refused(ProblemKind::TooLarge);
    for len in [0, 1, 7, 60, 100, bytes.len() - 1] {
        put(&server, &survey, mine, bytes[..len].to_vec()).await.refused(ProblemKind::Malformed);
    }
    for _ in 0..20 {
        let mut random = vec![0; bytes.len()];
        rng().fill_bytes(&mut random);
        put(&server, &survey, mine, random).await.refused(ProblemKind::Malformed);
    }
    for wrong in ["", "application/octet-stream", "application/json", "text/plain"] {
        let reply = server.send_as(mine, Method::PUT, &survey.path("submission"), wrong, bytes.clone()).await;
        reply.refused(ProblemKind::WrongMediaType);
    }
    // Every field of the report in turn.
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 0x80;
        if at + 112 + 4 >= altered.len() {
            // The helper's share is the analyst's to open.
            continue;
        }
        let kind = put(&server, &survey, mine, altered).await.problem().kind;
        let expected = [
            ProblemKind::Malformed,
            ProblemKind::Unsealable,
            ProblemKind::UnknownToken,
            ProblemKind::RevisionConflict,
        ];
        assert!(expected.contains(&kind), "byte {at}: {kind:?}");
    }
    // Bytes moved from one part to another keep the length right.
    let moved = Report { public_share: good.public_share[1..].to_vec(), ..good.clone() };
    let moved = Report { helper_share: [&good.helper_share[..], &[0]].concat(), ..moved };
    put(&server, &survey, mine, moved.get_encoded().unwrap()).await.refused(ProblemKind::Malformed);

    let other = Survey::open(&server, 0).await;
    let elsewhere = Report { header: good.header, ..other.aged(mine, 1, 30) };
    survey.submit(&server, mine, &elsewhere).await.refused(ProblemKind::Unsealable);
    survey.submit(&server, yours, &good).await.refused(ProblemKind::UnknownToken);
    let mut header = good.header;
    header.participant_id = yours.participant_id();
    survey.submit(&server, yours, &Report { header, ..good.clone() }).await.refused(ProblemKind::Unsealable);
    let stranger = Token::random(&mut rng());
    survey
        .submit(&server, &stranger, &survey.aged(&stranger, 1, 30))
        .await
        .refused(ProblemKind::UnknownToken);

    for authorization in ["", "Bearer", "Bearer x", "Bearer aaaa", "Basic dTpw", &mine.expose()] {
        let headers = [("authorization", authorization), ("content-type", media::REPORT)];
        let reply = server.send(Method::PUT, &survey.path("submission"), &headers, bytes.clone()).await;
        reply.refused(ProblemKind::Unauthenticated);
        let reply = server.send(Method::GET, &survey.path("submission"), &headers[..1], vec![]).await;
        reply.refused(ProblemKind::Unauthenticated);
    }
    let reply = server.send_as(&stranger, Method::GET, &survey.path("submission"), "", vec![]).await;
    reply.refused(ProblemKind::UnknownToken);
    let with_query = survey.path("submission?token=x");
    server
        .send_as(mine, Method::PUT, &with_query, media::REPORT, bytes)
        .await
        .refused(ProblemKind::Malformed);

    let progress = survey.progress(&server).await;
    assert_eq!((progress.submitted, progress.revisions), (0, 0), "nothing refused was stored");
    survey.submit(&server, mine, &good).await.ok(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn revisions_come_one_after_another() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 1).await;
    let token = &survey.tokens[0];
    let first = survey.aged(token, 1, 30);
    for revision in [2, 3, u32::MAX] {
        let problem = survey.submit(&server, token, &survey.aged(token, revision, 30)).await;
        assert_eq!(problem.refused(ProblemKind::RevisionConflict).newest_revision, Some(0));
    }
    survey.submit(&server, token, &survey.aged(token, 0, 30)).await.refused(ProblemKind::Malformed);
    survey.submit(&server, token, &first).await.ok(201);
    let rival = survey.submit(&server, token, &survey.aged(token, 1, 31)).await;
    assert_eq!(rival.refused(ProblemKind::RevisionConflict).newest_revision, Some(1));
    survey.submit(&server, token, &survey.aged(token, 2, 32)).await.ok(201);
    let mut cohort = survey.aged(token, 3, 33);
    cohort.header.cohort = 1;
    survey.submit(&server, token, &cohort).await.refused(ProblemKind::Malformed);
    let progress = survey.progress(&server).await;
    assert_eq!((progress.submitted, progress.revisions), (1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_open_session_takes_submissions() {
    let server = TestServer::start().await;
    let (opens, closes) = (START + 60_000, START + 120_000);
    let times = |manifest: &mut tacit_protocol::manifest::Manifest| {
        (manifest.opens_at, manifest.closes_at) = (Some(opens), Some(closes));
    };
    let survey = Survey::open_with(&server, form(), 3, times).await;
    let report = |i: usize| survey.aged(&survey.tokens[i], 1, 30);
    let window = || async {
        let reply =
            server.send_as(&survey.tokens[0], Method::GET, &survey.path("submission"), "", vec![]).await;
        reply.json::<SubmissionStatus>(200).window
    };

    assert_eq!(window().await, Window::NotYetOpen);
    survey.submit(&server, &survey.tokens[0], &report(0)).await.refused(ProblemKind::NotYetOpen);
    server.clock.set(opens);
    assert_eq!(window().await, Window::Open);
    let (kept, late) = (report(0), report(1));
    let receipt = survey.submit(&server, &survey.tokens[0], &kept).await.ok(201);

    survey.set_phase(&server, Phase::Paused).await.ok(200);
    assert_eq!(window().await, Window::Paused);
    survey.submit(&server, &survey.tokens[1], &late).await.refused(ProblemKind::Paused);
    assert_eq!(survey.submit(&server, &survey.tokens[0], &kept).await.ok(200), receipt);
    survey.set_phase(&server, Phase::Open).await.ok(200);

    server.clock.set(closes);
    assert_eq!(window().await, Window::Closed);
    survey.submit(&server, &survey.tokens[1], &late).await.refused(ProblemKind::Closed);
    assert_eq!(survey.submit(&server, &survey.tokens[0], &kept).await.ok(200), receipt);
    server.clock.set(closes - 1);
    assert_eq!(survey.close(&server).await.submitted, 1);
    survey.submit(&server, &survey.tokens[1], &late).await.refused(ProblemKind::Closed);
    assert_eq!(survey.submit(&server, &survey.tokens[0], &kept).await.ok(200), receipt);
    survey.compute(&server).await;
    survey.submit(&server, &survey.tokens[1], &late).await.refused(ProblemKind::Closed);
    assert_eq!(survey.submit(&server, &survey.tokens[0], &kept).await.ok(200), receipt);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_a_receipt_learns_what_counts() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 20).await;
    let key = survey.manifest.server.signing_key;
    let mut receipts: Vec<Vec<Receipt>> = Vec::new();
    for (i, token) in survey.tokens.iter().enumerate() {
        let mut mine = Vec::new();
        for revision in 1..=1 + i as u32 % 3 {
            let reply = survey.submit(&server, token, &survey.aged(token, revision, 30)).await;
            let signed = SignedReceipt::get_decoded(&reply.ok(201)).unwrap();
            mine.push(*signed.verify(&key).unwrap());
        }
        receipts.push(mine);
    }
    let check = async |receipt: &Receipt| {
        let path = survey.path(&format!("inclusions/{}", receipt.digest));
        let answer: Inclusion = server.get(&path).await.message(200);
        Standing::check(receipt, &answer, &key).unwrap()
    };
    let check_all = async |statement: Option<tacit_protocol::closing::ClosingStatement>| {
        let mut places = Vec::new();
        for mine in &receipts {
            let newest = *mine.last().unwrap();
            for receipt in mine {
                let Standing { replaced_by, counted } = check(receipt).await;
                assert_eq!(replaced_by, (*receipt != newest).then_some(newest));
                assert_eq!(counted.map(|counted| counted.statement), statement);
                let index = counted.map(|Counted { index, .. }| index);
                places.extend(index.filter(|_| *receipt == newest));
            }
        }
        places.sort_unstable();
        places
    };
    assert!(check_all(None).await.is_empty());
    let statement = survey.close(&server).await;
    assert_eq!(check_all(Some(statement)).await, (0..20).collect::<Vec<_>>());
    survey.compute(&server).await;
    assert_eq!(check_all(Some(statement)).await, (0..20).collect::<Vec<_>>());

    let stranger = ReportDigest::try_from(&[7; 32][..]).unwrap().to_string();
    for unknown in [&stranger, "x", &stranger[1..]] {
        let path = survey.path(&format!("inclusions/{unknown}"));
        server.get(&path).await.refused(ProblemKind::UnknownReport);
    }
    let known = receipts[0][0].digest;
    let path = survey.path(&format!("inclusions/{known}?a=1"));
    server.get(&path).await.refused(ProblemKind::Malformed);
    let other = Survey::open(&server, 0).await;
    let elsewhere = other.path(&format!("inclusions/{known}"));
    server.get(&elsewhere).await.refused(ProblemKind::UnknownReport);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_takes_none_yet() {
    let server = TestServer::start().await;
    let survey = Survey::draft(&server, form(), |_| {}).await;
    survey.send_create(&server).await.ok(201);
    let token = Token::random(&mut rng());
    survey.invite(&server, std::slice::from_ref(&token)).await.ok(200);
    survey.submit(&server, &token, &survey.aged(&token, 1, 30)).await.refused(ProblemKind::NotYetOpen);
    assert_eq!(survey.progress(&server).await.revisions, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_body_without_a_length_is_cut_off() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 1).await;
    let mut stream = TcpStream::connect(server.url.trim_start_matches("http://")).await.unwrap();
    let head = format!(
        "PUT {} HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {}\r\ncontent-type: {}\r\n\
         transfer-encoding: chunked\r\nconnection: close\r\n\r\n",
        survey.path("submission"),
        survey.tokens[0].expose(),
        media::REPORT
    );
    let chunk = format!("{:x}\r\n{}\r\n0\r\n\r\n", 10_000, "x".repeat(10_000));
    stream.write_all((head + &chunk).as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains(ProblemKind::TooLarge.uri()), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn noise_on_the_line_does_no_harm() {
    let server = TestServer::start().await;
    let address = server.url.trim_start_matches("http://");
    for len in [1, 10, 100, 1000, 100_000] {
        let mut noise = vec![0; len];
        rng().fill_bytes(&mut noise);
        let mut stream = TcpStream::connect(address).await.unwrap();
        // The server may hang up in the middle of it.
        let _ = stream.write_all(&noise).await;
    }
    server.get("/healthz").await.ok(200);
}
