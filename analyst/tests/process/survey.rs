//! A survey with results that can be worked out in the head, and participants.

use serde_json::Value;
use tacit_analyst::random;
use tacit_client::ParticipantClient;
use tacit_form::Answers;
use tacit_participant::{Membership, Session};
use tacit_protocol::link::Link;
use tokio::runtime::Runtime;

pub(crate) const FORM: &str = r#"
title = "Lunch"
purpose = "To plan."
[[field]]
key = "cost"
kind = "number"
label = "Cost"
min = 0
max = 1000
[[field]]
key = "out"
kind = "boolean"
label = "Eats out"
[[analysis]]
kind = "sum"
of = "cost"
[[analysis]]
kind = "mean"
of = "cost"
[[analysis]]
kind = "frequency"
of = "out"
"#;

/// Participant `number` of [`FORM`] answers with its number, and eats out if that is odd.
pub(crate) fn submit_all(links: &[String]) {
    submit_each(links, cost_and_out);
}

pub(crate) fn submit(link: &str, cost: usize, revision: u32) {
    let link: Link = link.parse().unwrap();
    Runtime::new().unwrap().block_on(async {
        send(&session(&link).await, &link, &cost_and_out(cost), revision).await;
    });
}

/// Participant `number` gives these answers.
pub(crate) fn submit_each(links: &[String], answers: impl Fn(usize) -> Answers) {
    let links: Vec<Link> = links.iter().map(|link| link.parse().unwrap()).collect();
    Runtime::new().unwrap().block_on(async {
        let session = session(&links[0]).await;
        for (number, link) in links.iter().enumerate() {
            send(&session, link, &answers(number), 1).await;
        }
    });
}

fn cost_and_out(cost: usize) -> Answers {
    let mut answers = Answers::new();
    answers.set("cost", cost.to_string());
    answers.set("out", if cost % 2 == 1 { "yes" } else { "no" });
    answers
}

async fn session(link: &Link) -> Session {
    let (_, manifest) = client(link).manifest().await.unwrap();
    Session::new(*link.session(), &manifest).unwrap()
}

async fn send(session: &Session, link: &Link, answers: &Answers, revision: u32) {
    let (valid, client) = (session.validate(answers).unwrap(), client(link));
    let cohort = match session.membership(&client.submission().await.unwrap()).unwrap() {
        Membership::Assigned { number, .. } => number,
        Membership::Chosen { .. } => 1,
        _ => 0,
    };
    let sealed = session.seal_in(&mut random::system(), &valid, link.token(), revision, cohort).unwrap();
    client.submit(sealed.report()).await.unwrap();
}

fn client(link: &Link) -> ParticipantClient {
    ParticipantClient::new(link.origin(), *link.session(), link.token().clone())
}

/// Checks the JSON results of `submit_all` with `count` links.
#[track_caller]
pub(crate) fn check_results(json: &str, count: u64) {
    let results: Value = serde_json::from_str(json).unwrap();
    let value = |analysis: usize, of: &str| &results["analyses"][analysis]["rows"][0]["outcome"][of];
    let sum = count * (count - 1) / 2;
    assert_eq!(results["version"], 1);
    assert_eq!((&results["accepted"], &results["rejected"]), (&count.into(), &0.into()), "{json}");
    assert_eq!(value(0, "sum"), &Value::from(sum.to_string()), "{json}");
    assert_eq!(value(1, "mean").as_f64().unwrap(), sum as f64 / count as f64);
    // Either is hidden where one is below the threshold of 5.
    let options = [count.div_ceil(2), count / 2].map(|option| (count / 2 >= 5).then_some(option));
    assert_eq!(value(2, "frequencies"), &serde_json::json!([["No", options[0]], ["Yes", options[1]]]));
}
