//! Participants: sealed on all cores, sent over HTTP.

use futures::{StreamExt, stream};
use rayon::prelude::*;
use tacit_analyst::random;
use tacit_client::{
    ParticipantClient,
    retry::{Backoff, retry},
};
use tacit_form::Answers;
use tacit_participant::{SealedReport, Session};
use tacit_protocol::link::Link;

/// How many are sealed before they are sent.
const CHUNK: usize = 2_000;
/// How many are sent at once.
const CONNECTIONS: usize = 64;

/// What participant `number` answers.
fn answer(number: usize) -> u64 {
    number as u64 * 7919 % (1 << 32)
}

/// What so many participants' answers add up to.
pub(crate) fn sum(size: usize) -> u64 {
    (0..size).map(answer).sum()
}

/// The answers of participant `number`.
pub(crate) fn answers(number: usize) -> Answers {
    let mut answers = Answers::new();
    answers.set("n", answer(number).to_string());
    answers
}

/// One submission for each link.
pub(crate) fn send(links: &[Link]) {
    let client = ParticipantClient::new(links[0].origin(), *links[0].session(), links[0].token().clone());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let (_, manifest) = client.manifest().await.unwrap();
        let session = Session::new(*links[0].session(), &manifest).unwrap();
        for (chunk, links) in links.chunks(CHUNK).enumerate() {
            let first = chunk * CHUNK;
            let sealed: Vec<_> = links
                .par_iter()
                .enumerate()
                .map(|(number, link)| (link, seal(&session, link, first + number)))
                .collect();
            stream::iter(&sealed)
                .for_each_concurrent(CONNECTIONS, async |(link, report)| {
                    let own = client.with_token(link.token().clone());
                    let receipt = retry(&Backoff::PATIENT, |_| own.submit(report.report())).await.unwrap();
                    session.check_receipt(report, &receipt).unwrap();
                })
                .await;
        }
    });
}

fn seal(session: &Session, link: &Link, number: usize) -> SealedReport {
    let valid = session.validate(&answers(number)).unwrap();
    session.seal(&mut random::system(), &valid, link.token(), 1).unwrap()
}
