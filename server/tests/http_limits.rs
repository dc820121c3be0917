//! How often may be asked, from where, and by whose scripts.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod common;

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use common::{
    Reply, TestServer,
    survey::{Survey, form, long_form},
};
use futures::future::join_all;
use http::Method;
use tacit_protocol::{
    auth::bearer, ids::Token, media, problem::ProblemKind, report::Report, session::Progress,
};
use tacit_server::{Site, config::Config};

async fn start(configure: impl FnOnce(&mut Config)) -> TestServer {
    TestServer::start_with(|store| store, Site::default(), configure).await
}

/// Behind a proxy on this machine, which takes so many requests from an address.
async fn behind_a_proxy(address_rate: u32) -> TestServer {
    start(|config| {
        config.proxies.hops = 1;
        config.limits.address_rate = address_rate;
    })
    .await
}

async fn status(server: &TestServer, survey: &Survey, client: &str) -> Reply {
    server.send(Method::GET, &survey.path("status"), &[("x-forwarded-for", client)], "").await
}

#[track_caller]
fn is_sent_away(reply: Reply) {
    let header: u32 = reply.header("retry-after").parse().unwrap();
    let problem = reply.refused(ProblemKind::TooManyRequests);
    assert_eq!(problem.retry_after, Some(header));
    assert!((1..=60).contains(&header), "{problem:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_is_sent_away_when_it_asks_too_often_and_others_are_not() {
    let server = behind_a_proxy(10).await;
    let survey = Survey::open(&server, 0).await;
    let client = "203.0.113.1";
    for _ in 0..10 {
        status(&server, &survey, client).await.ok(200);
    }
    is_sent_away(status(&server, &survey, client).await);
    is_sent_away(status(&server, &survey, "198.51.100.7, 203.0.113.1").await);
    status(&server, &survey, "203.0.113.1, 198.51.100.7").await.ok(200);
    // The page itself isn't counted.
    server.send(Method::GET, "/healthz", &[("x-forwarded-for", client)], "").await.ok(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_asked_of_the_interface_counts() {
    let ours = "https://other.example";
    let server = start(|config| {
        (config.proxies.hops, config.limits.address_rate) = (1, 1);
        config.cors_origins = vec![ours.parse().unwrap()];
    })
    .await;
    let nothing: &[(&str, &str)] = &[];
    let preflight = &[("origin", ours), ("access-control-request-method", "PUT")];
    let known = "/api/v1/sessions/x/status";
    let asked = [
        (Method::GET, known, nothing, 404),
        (Method::GET, "/api/v1/none", nothing, 404),
        (Method::POST, "/api/", nothing, 404),
        (Method::DELETE, known, nothing, 405),
        (Method::from_bytes(b"INVENTED").unwrap(), "/api/v1/none", nothing, 404),
        (Method::OPTIONS, known, preflight, 200),
    ];
    for (client, (method, path, headers, first)) in asked.iter().enumerate() {
        let client = format!("203.0.113.{client}");
        let headers = [&[("x-forwarded-for", &*client)], *headers].concat();
        let ask = async |method: &Method, path: &str| server.send(method.clone(), path, &headers, "").await;
        assert_eq!(ask(method, path).await.status, *first, "{method} {path}");
        for (method, path, ..) in &asked {
            is_sent_away(ask(method, path).await);
        }
        server.send(Method::GET, "/healthz", &headers, "").await.ok(200);
    }
    // Scripts that are let in learn why.
    let headers = [("x-forwarded-for", "203.0.113.0"), ("origin", ours)];
    let reply = server.send(Method::GET, known, &headers, "").await;
    assert_eq!(reply.header("access-control-allow-origin"), ours);
    is_sent_away(reply);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_works_on_beside_participants_who_ask_too_often() {
    let server = behind_a_proxy(10).await;
    let survey = Survey::open(&server, 0).await;
    // All without the header come from the proxy: one address.
    for _ in 0..10 {
        server.get(&survey.path("status")).await;
    }
    is_sent_away(server.get(&survey.path("status")).await);
    let progress: Progress = survey.progress(&server).await;
    assert_eq!(progress.invited, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_one_token_only_so_much_is_asked_from_wherever() {
    let server = start(|config| {
        config.proxies.hops = 1;
        config.limits.token_rate = 3;
    })
    .await;
    let survey = Survey::open(&server, 2).await;
    let ask = async |token: &Token, client: String| {
        let headers = [("x-forwarded-for", client.as_str()), ("authorization", &bearer(token))];
        server.send(Method::GET, &survey.path("submission"), &headers, "").await
    };
    for client in 1..=3 {
        ask(&survey.tokens[0], format!("203.0.113.{client}")).await.ok(200);
    }
    is_sent_away(ask(&survey.tokens[0], "203.0.113.4".into()).await);
    ask(&survey.tokens[1], "203.0.113.4".into()).await.ok(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_has_only_so_many_sessions_checked() {
    let server = start(|config| {
        config.proxies.hops = 1;
        config.limits.creation_rate = 2;
    })
    .await;
    let survey = Survey::draft(&server, form(), |_| {}).await;
    // Not even a session: what is counted is what may be compiled.
    let create = || {
        let (analyst, path) = (&survey.analyst, "/api/v1/sessions");
        server.send_signed(analyst, Method::POST, path, media::CREATE_SESSION, vec![1])
    };
    for _ in 0..2 {
        create().await.refused(ProblemKind::Malformed);
    }
    is_sent_away(create().await);
    let list = server.send_signed(&survey.analyst, Method::GET, "/api/v1/sessions?skip=0", "", vec![]).await;
    list.ok(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_begins_only_so_many_sessions() {
    let server = start(|config| {
        config.proxies.hops = 1;
        config.limits.creation_rate = 2;
    })
    .await;
    let survey = Survey::draft(&server, form(), |_| {}).await;
    let begin = || server.send_signed(&survey.analyst, Method::POST, "/api/v1/offers", "", vec![]);
    let mut begun = 0;
    loop {
        let reply = begin().await;
        if reply.status != 201 {
            break is_sent_away(reply);
        }
        begun += 1;
        assert!(begun <= 2, "the places for these are for all");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_have_only_so_much_room_together() {
    let server = TestServer::start().await;
    let survey = Survey::open(&server, 1).await;
    let report = survey.aged(&survey.tokens[0], 1, 40);
    let server = server.restart_configured(|config| config.limits.bodies = 100).await;
    survey.submit(&server, &survey.tokens[0], &report).await.refused(ProblemKind::Unavailable);
    let server = server.restart_configured(|_| {}).await;
    survey.submit(&server, &survey.tokens[0], &report).await.ok(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn this_machine_asks_as_often_as_it_likes() {
    let server = start(|config| config.limits.address_rate = 1).await;
    let survey = Survey::open(&server, 1).await;
    for _ in 0..5 {
        server.get(&survey.path("status")).await.ok(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_a_proxy_here_sends_on_counts_as_one_address_until_the_operator_says_how_many_there_are() {
    for header in ["x-forwarded-for", "forwarded"] {
        let server = start(|config| config.limits.address_rate = 5).await;
        let survey = Survey::open(&server, 0).await;
        let path = survey.path("status");
        let asked_by = async |client: &str| server.send(Method::GET, &path, &[(header, client)], "").await;
        for client in 1..=5 {
            asked_by(&format!("for=203.0.113.{client}")).await.ok(200);
        }
        is_sent_away(asked_by("for=203.0.113.6").await);
        server.get(&path).await.ok(200);
    }
    // One that adds no such header: https says that it is there.
    let https = |config: &mut Config| (config.https, config.limits.address_rate) = (true, 5);
    let server = start(https).await;
    let survey = Survey::open(&server, 0).await;
    for _ in 0..5 {
        server.get(&survey.path("status")).await.ok(200);
    }
    is_sent_away(server.get(&survey.path("status")).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_here_that_nobody_counts_has_only_so_many_sessions_begun_and_checked() {
    let server = start(|config| config.limits.creation_rate = 2).await;
    let server = server.coming_from("203.0.113.1", None);
    let survey = Survey::draft(&server, form(), |_| {}).await;
    let send =
        |path, body| server.send_signed(&survey.analyst, Method::POST, path, media::CREATE_SESSION, body);
    for _ in 0..2 {
        send("/api/v1/sessions", vec![1]).await.refused(ProblemKind::Malformed);
    }
    is_sent_away(send("/api/v1/sessions", vec![1]).await);
    send("/api/v1/offers", vec![]).await.ok(201);
    is_sent_away(send("/api/v1/offers", vec![]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_of_other_pages_are_let_in_only_where_the_operator_says_so() {
    let (ours, other) = ("https://other.example", "https://stranger.example");
    let closed = start(|_| {}).await;
    let server = start(|config| config.cors_origins = vec![ours.parse().unwrap()]).await;
    let path = "/api/v1/sessions/x/status";
    let allowed = async |server: &TestServer, method: Method, origin: &str| {
        let asks = [("origin", origin), ("access-control-request-method", "PUT")];
        let reply = server.send(method, path, &asks, "").await;
        (reply.header("access-control-allow-origin").to_owned(), reply)
    };
    for method in [Method::OPTIONS, Method::GET] {
        let (_, closed) = allowed(&closed, method.clone(), ours).await;
        let speaks_of_it = closed.headers.keys().any(|name| name.as_str().starts_with("access-control-"));
        assert!(!speaks_of_it && !closed.status.is_success(), "{:?}", closed.headers);
        assert_eq!(allowed(&server, method.clone(), other).await.0, "");
        assert_eq!(allowed(&server, method, ours).await.0, ours);
    }
    let (_, reply) = allowed(&server, Method::OPTIONS, ours).await;
    assert!(reply.header("access-control-allow-headers").contains("authorization"));
    assert!(reply.header("access-control-allow-methods").contains("PUT"));
    assert_eq!(reply.header("access-control-allow-credentials"), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn under_overload_some_are_sent_away_for_a_moment_and_nobody_is_lost() {
    let server = start(|config| {
        config.limits.parallel_submissions = 1;
        config.limits.waiting = 1;
        config.limits.token_rate = 0;
    })
    .await;
    let survey = Survey::open_with(&server, long_form(), 24, |_| {}).await;
    let busy = AtomicUsize::new(0);
    let answers = (0..450).map(|n| (format!("n{n}"), n.to_string())).collect();
    let reports: Vec<_> =
        survey.tokens.iter().map(|token| (token, survey.report(token, 1, &answers))).collect();
    let submit = async |(token, report): &(&Token, Report)| {
        loop {
            let reply = survey.submit(&server, token, report).await;
            if reply.status == 201 {
                return;
            }
            assert_eq!(reply.header("retry-after"), "2");
            reply.refused(ProblemKind::Unavailable);
            busy.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    join_all(reports.iter().map(submit)).await;
    assert!(busy.load(Ordering::SeqCst) > 0, "nobody was sent away");
    assert_eq!(survey.progress(&server).await.submitted, 24);
}
