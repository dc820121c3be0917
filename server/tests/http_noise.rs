//! A session with noise in its results: whatever is asked, and of whichever server, there is one release of it.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use common::{
    TestServer,
    survey::{Survey, form},
};
use http::Method;
use tacit_protocol::{
    codec::Encode,
    media,
    release::{CountsOf, ReleaseRequest, ShareElement},
};
use tacit_tally::cohorts::Terms;

#[tokio::test(flavor = "multi_thread")]
async fn no_two_requests_get_two_draws_of_noise() {
    let one = TestServer::start().await;
    let two = one.start_beside().await;
    let survey = Survey::open_with(&one, form(), 4, |manifest| {
        manifest.epsilon = Some("1".parse().unwrap());
    })
    .await;
    for token in &survey.tokens {
        survey.submit(&one, token, &survey.aged(token, 1, 40)).await.ok(201);
    }
    let statement = survey.close(&one).await;
    let sums = survey.verify_all(&one, &statement).await;

    // Every request gives other counts away, so that none is taken for another's repetition.
    let counts = sums.counts(&survey.circuit, &Terms::exact(survey.manifest.threshold));
    let request = |number: u8| {
        let of = |(cohort, shares): &(u16, Vec<[u8; 16]>)| {
            let shares = shares.iter().map(|share| {
                let mut share = *share;
                share[0] ^= number;
                ShareElement(share)
            });
            CountsOf { cohort: *cohort, shares: shares.collect() }
        };
        let body = ReleaseRequest { counts: counts.iter().map(of).collect() }.get_encoded().unwrap();
        let server = if number.is_multiple_of(2) { &one } else { &two };
        survey.send(server, Method::POST, "release", media::RELEASE_REQUEST, body)
    };
    let answers = tokio::join!(request(0), request(1), request(2), request(3));
    let answers = [answers.0, answers.1, answers.2, answers.3].map(|answer| answer.ok(200));
    assert!(answers.iter().all(|answer| *answer == answers[0]), "one release was shown, and then another");
    for server in [&one, &two] {
        assert_eq!(survey.get(server, "release").await.ok(200), answers[0]);
    }
    assert_eq!(request(9).await.ok(200), answers[0]);
}
