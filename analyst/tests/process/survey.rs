//! A survey with results that can be worked out in the head, and participants.

use serde_json::Value;
use tacit_client::ParticipantClient;
use tacit_form::Answers;
use tacit_participant::Session;
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
    for (number, link) in links.iter().enumerate() {
        submit(link, number, 1);
    }
}

pub(crate) fn submit(link: &str, cost: usize, revision: u32) {
    let out = if cost % 2 == 1 { "yes" } else { "no" };
    submit_answers(link, [("cost".into(), cost.to_string()), ("out".into(), out.into())], revision);
}

pub(crate) fn submit_answers(link: &str, given: impl IntoIterator<Item = (String, String)>, revision: u32) {
    let mut answers = Answers::new();
    given.into_iter().for_each(|(key, answer)| answers.set(key, answer));
    Runtime::new().unwrap().block_on(send(link.parse().unwrap(), answers, revision));
}

async fn send(link: Link, answers: Answers, revision: u32) {
    let client = ParticipantClient::new(link.origin(), *link.session(), link.token().clone());
    let (_, manifest) = client.manifest().await.unwrap();
    let session = Session::new(*link.session(), &manifest).unwrap();
    let valid = session.validate(&answers).unwrap();
    let mut rng = tacit_analyst::random::system();
    let sealed = session.seal(&mut rng, &valid, link.token(), revision).unwrap();
    client.submit(sealed.report()).await.unwrap();
}

/// Checks the JSON results of `submit_all` with `count` links.
#[track_caller]
pub(crate) fn check_results(json: &str, count: u64) {
    let results: Value = serde_json::from_str(json).unwrap();
    let value = |analysis: usize| &results["analyses"][analysis]["rows"][0]["value"];
    let sum = count * (count - 1) / 2;
    assert_eq!(results["version"], 1);
    assert_eq!((&results["accepted"], &results["rejected"]), (&count.into(), &0.into()), "{json}");
    assert_eq!(value(0), &Value::from(sum.to_string()), "{json}");
    assert_eq!(value(1).as_f64().unwrap(), sum as f64 / count as f64);
    assert_eq!(value(2), &serde_json::json!([["No", count.div_ceil(2)], ["Yes", count / 2]]));
}
