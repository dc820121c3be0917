//! The clients against servers that answer rightly, wrongly or not at all.
#![allow(clippy::unwrap_used, reason = "tests, with helpers outside of test functions")]

use std::{
    cell::Cell,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::Request,
    http::{Response, StatusCode, header},
};
use tacit_client::{
    AnalystClient, ClientError, ParticipantClient,
    retry::{Backoff, retry, wait_until_reachable},
};
use tacit_envelope::{keyfile::AnalystSecret, signing::SigningKey};
use tacit_protocol::{
    auth::{CONTENT_DIGEST, SignedRequest, content_digest},
    batch::{Batch, Notes, Verdicts},
    codec::Encode,
    ids::{SessionId, Token},
    invitation::{Invitation, Inviter},
    media,
    origin::Origin,
    problem::{Problem, ProblemKind},
    session::Invited,
};
use tokio::{net::TcpListener, time::timeout};

const QUICK: Backoff =
    Backoff { first: Duration::from_millis(1), longest: Duration::from_millis(2), attempts: Some(4) };

#[tokio::test]
async fn a_refusal_is_told_as_the_server_says_it() {
    let problem = Problem { newest_revision: Some(7), ..Problem::new(ProblemKind::RevisionConflict) };
    let body = serde_json::to_vec(&problem).unwrap();
    let origin = serve(move |_| answer(409, media::PROBLEM, body.clone())).await;
    let error = participant(&origin).submission().await.unwrap_err();
    assert!(error.is(ProblemKind::RevisionConflict) && !error.is_transient());
    assert_eq!(error.problem().unwrap().newest_revision, Some(7));
    assert_eq!(error.to_string(), ProblemKind::RevisionConflict.detail());
}

#[tokio::test]
async fn a_refusal_cannot_steer_the_terminal() {
    let problem = Problem::with_detail(ProblemKind::Internal, "a\u{1b}[2Jb\r\nc".repeat(1000));
    let body = serde_json::to_vec(&problem).unwrap();
    let origin = serve(move |_| answer(500, media::PROBLEM, body.clone())).await;
    let text = participant(&origin).status().await.unwrap_err().to_string();
    assert!(text.starts_with("a[2Jbc") && text.len() <= 1000 && !text.chars().any(char::is_control));
}

#[tokio::test]
async fn what_is_not_tacit_is_unexpected() {
    let cases = [
        (200, "text/html", b"<html>".to_vec()),
        (200, media::JSON, b"{}".to_vec()),
        (200, media::JSON, vec![b' '; 100_000]),
        (404, "text/html", b"<html>".to_vec()),
        (409, media::PROBLEM, b"{}".to_vec()),
    ];
    for (status, media, body) in cases {
        let origin = serve(move |_| answer(status, media, body.clone())).await;
        let error = participant(&origin).status().await.unwrap_err();
        assert!(matches!(error, ClientError::Unexpected { .. }), "{status} {media}: {error:?}");
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn https_to_a_server_without_tls_says_so() {
    let origin = serve(|_| answer(200, media::JSON, Vec::new())).await;
    let origin = origin.as_str().replacen("http", "https", 1).parse::<Origin>().unwrap();
    let error = participant(&origin).status().await.unwrap_err();
    assert!(matches!(error, ClientError::NoTls { .. }) && !error.is_transient(), "{error:?}");
    assert!(error.to_string().contains("write http://"), "{error}");
}

#[tokio::test]
async fn an_answer_without_a_length_is_bounded_too() {
    let origin = serve(|_| {
        let chunks =
            futures::stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 8192])));
        Response::builder().header(header::CONTENT_TYPE, media::JSON).body(Body::from_stream(chunks)).unwrap()
    })
    .await;
    let error = participant(&origin).manifest().await.unwrap_err();
    assert!(matches!(error, ClientError::Unexpected { .. }), "{error:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = serve(|_| panic!("the token was sent on")).await;
    let origin = serve(move |_| {
        Response::builder().status(307).header(header::LOCATION, other.as_str()).body(Body::empty()).unwrap()
    })
    .await;
    let error = participant(&origin).submission().await.unwrap_err();
    assert!(matches!(error, ClientError::Unexpected { .. }), "{error:?}");
}

#[tokio::test]
async fn what_may_pass_is_transient() {
    let nowhere = participant(&free_origin().await).status().await.unwrap_err();
    assert!(matches!(nowhere, ClientError::Unreachable { .. }) && nowhere.is_transient(), "{nowhere:?}");
    for status in [408, 429, 502, 503, 504] {
        let origin = serve(move |_| answer(status, "text/html", b"busy".to_vec())).await;
        let error = participant(&origin).status().await.unwrap_err();
        assert!(matches!(error, ClientError::Unavailable { .. }) && error.is_transient(), "{error:?}");
    }
    let body = serde_json::to_vec(&Problem::new(ProblemKind::Unavailable)).unwrap();
    let origin = serve(move |_| answer(503, media::PROBLEM, body.clone())).await;
    let error = participant(&origin).status().await.unwrap_err();
    assert!(error.is(ProblemKind::Unavailable) && error.is_transient());
}

#[tokio::test]
async fn a_swapped_manifest_is_noticed() {
    let origin = serve(|_| answer(200, media::JSON, b"{}".to_vec())).await;
    let error = participant(&origin).manifest().await.unwrap_err();
    assert!(matches!(error, ClientError::Swapped) && !error.is_transient(), "{error:?}");
    let analyst = AnalystClient::new(&origin, SigningKey::from_seed(&[1; 32]));
    assert!(matches!(analyst.manifest(&session()).await, Err(ClientError::Swapped)));
}

#[tokio::test]
async fn no_error_shows_the_token() {
    for origin in [free_origin().await, serve(|_| answer(200, "text/html", Vec::new())).await] {
        let client = participant(&origin);
        let error = client.submission().await.unwrap_err();
        let shown = format!("{error} {error:?} {client:?}");
        assert!(!shown.contains(&token().expose()), "{shown}");
    }
}

#[tokio::test]
async fn the_analysts_requests_are_signed() {
    let key = SigningKey::from_seed(&[1; 32]);
    let public = key.public();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let seen_by_server = seen.clone();
    let origin = serve_with_body(move |request, body| {
        let header = request.headers[header::AUTHORIZATION].to_str().unwrap();
        let path = request.uri.path_and_query().unwrap().as_str();
        let signed: SignedRequest = header.parse().unwrap();
        let method = request.method.as_str();
        assert_eq!(signed.verify(method, path, 1_000_000, &body).unwrap(), public);
        let digest = request.headers.get(CONTENT_DIGEST).map(|value| value.to_str().unwrap());
        let expected = (!body.is_empty()).then(|| content_digest(&body));
        assert_eq!(digest, expected.as_deref());
        seen_by_server.lock().unwrap().push(format!("{method} {path} {}", body.len()));
        let path = path.split('?').next().unwrap();
        match path.rsplit('/').next().unwrap() {
            "invitations" => answer(200, media::JSON, serde_json::to_vec(&Invited { invited: 3 }).unwrap()),
            "notes" => answer(200, media::NOTES, Notes::default().get_encoded().unwrap()),
            "verdicts" => answer(204, media::JSON, Vec::new()),
            _ => answer(200, media::BATCH, Batch { index: 4, entries: Vec::new() }.get_encoded().unwrap()),
        }
    })
    .await;
    let client = AnalystClient::with_clock(&origin, key, || 1_000_000);
    let inviter = Inviter::new(&AnalystSecret::from_seed(&[1; 32]), &session());
    let invitations = vec![inviter.invite(token().participant_id(), 0); 10_001];
    assert_eq!(client.invite(&session(), &invitations).await.unwrap().invited, 3);
    assert_eq!(client.notes(&session(), 9).await.unwrap(), Notes::default());
    let verdicts = Verdicts { index: 4, verdicts: Vec::new(), note: vec![1] };
    client.put_verdicts(&session(), &verdicts).await.unwrap();
    assert_eq!(client.batch(&session(), 4).await.unwrap().index, 4);
    let wrong = client.batch(&session(), 5).await.unwrap_err();
    assert!(matches!(wrong, ClientError::Unexpected { .. }));
    let prefix = format!("/api/v1/sessions/{}", session());
    let lengths = [10_000, 1].map(|invited| 1 + 4 + invited * Invitation::LEN);
    let expected = [
        format!("POST {prefix}/invitations {}", lengths[0]),
        format!("POST {prefix}/invitations {}", lengths[1]),
        format!("GET {prefix}/notes?from=9 0"),
        format!("PUT {prefix}/batches/4/verdicts {}", 1 + 4 + 4 + 4 + 1),
        format!("GET {prefix}/batches/4 0"),
        format!("GET {prefix}/batches/5 0"),
    ];
    assert_eq!(*seen.lock().unwrap(), expected);
}

#[tokio::test]
async fn a_deletion_may_go_on_and_is_none_the_less_one() {
    let unknown = serde_json::to_vec(&Problem::new(ProblemKind::UnknownSession)).unwrap();
    for (status, body, is_through) in [(204, vec![], true), (202, vec![], false), (404, unknown, true)] {
        let origin = serve(move |_| answer(status, media::PROBLEM, body.clone())).await;
        let analyst = AnalystClient::new(&origin, SigningKey::from_seed(&[1; 32]));
        assert_eq!(analyst.delete(&session()).await.unwrap(), is_through, "{status}");
    }
}

#[tokio::test]
async fn retries_what_may_pass_and_nothing_else() {
    let busy = || ClientError::Unavailable { server: String::new(), status: 503 };
    let tried = Cell::new(0);
    let third = retry(&QUICK, |attempt| {
        assert_eq!(attempt, tried.replace(attempt + 1));
        async move { if attempt < 2 { Err(busy()) } else { Ok(attempt) } }
    });
    assert_eq!(third.await.unwrap(), 2);
    tried.set(0);
    let never = retry(&QUICK, |attempt| {
        tried.set(attempt + 1);
        async move { Err::<(), _>(busy()) }
    });
    assert!(never.await.is_err());
    assert_eq!(tried.get(), 4);
    let refused = retry(&QUICK, |attempt| async move {
        assert_eq!(attempt, 0);
        Err::<(), _>(ClientError::Swapped)
    });
    assert!(matches!(refused.await, Err(ClientError::Swapped)));
}

#[tokio::test]
async fn waits_as_long_as_the_server_asks() {
    let begun = Instant::now();
    let again = retry(&QUICK, |attempt| async move {
        let refused = Problem { retry_after: Some(1), ..Problem::new(ProblemKind::TooManyRequests) };
        if attempt == 0 { Err(ClientError::Problem(refused)) } else { Ok(()) }
    });
    again.await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn asks_no_further_when_the_server_says_to_come_back_in_an_hour() {
    let asked = Cell::new(0);
    let again = retry(&QUICK, |attempt| {
        asked.set(attempt + 1);
        let refused = Problem { retry_after: Some(3600), ..Problem::new(ProblemKind::Unavailable) };
        async move { Err::<(), _>(ClientError::Problem(refused)) }
    });
    let error = timeout(Duration::from_secs(20), again).await.expect("it doesn't wait").unwrap_err();
    assert!(error.is(ProblemKind::Unavailable) && asked.get() == 1);
}

#[tokio::test]
async fn waits_for_a_server_that_is_not_up_yet() {
    let origin = free_origin().await;
    let told = Cell::new(0);
    let client = participant(&origin);
    let address: SocketAddr = origin.authority().parse().unwrap();
    let error = wait_until_reachable(
        || client.manifest(),
        |error| {
            assert!(matches!(error, ClientError::Unreachable { .. }));
            told.set(told.get() + 1);
            let listener = std::net::TcpListener::bind(address).unwrap();
            listener.set_nonblocking(true).unwrap();
            let router = Router::new().fallback(async || answer(200, media::JSON, b"{}".to_vec()));
            let listener = TcpListener::from_std(listener).unwrap();
            tokio::spawn(async move { axum::serve(listener, router).await });
        },
    );
    assert!(matches!(error.await, Err(ClientError::Swapped)));
    assert_eq!(told.get(), 1);
}

#[test]
fn waits_grow_up_to_the_longest() {
    let backoff =
        Backoff { first: Duration::from_millis(100), longest: Duration::from_secs(1), attempts: None };
    for (failures, full) in [(1, 100), (2, 200), (4, 800), (5, 1000), (40, 1000), (u32::MAX, 1000)] {
        let full = Duration::from_millis(full);
        let wait = backoff.wait(failures);
        assert!(full / 2 <= wait && wait <= full, "{failures}: {wait:?}");
    }
}

fn participant(origin: &Origin) -> ParticipantClient {
    ParticipantClient::new(origin, session(), token())
}

fn session() -> SessionId {
    SessionId::of_manifest(b"a manifest")
}

fn token() -> Token {
    "mfrggzdfmztwq2lknnwg23tpoa".parse().unwrap()
}

fn answer(status: u16, media: &str, body: Vec<u8>) -> Response<Body> {
    let status = StatusCode::from_u16(status).unwrap();
    Response::builder().status(status).header(header::CONTENT_TYPE, media).body(body.into()).unwrap()
}

async fn serve(answer: impl Fn(Request) -> Response<Body> + Clone + Send + Sync + 'static) -> Origin {
    let router = Router::new().fallback(move |request: Request| {
        let answer = answer.clone();
        async move { answer(request) }
    });
    spawn(router).await
}

async fn serve_with_body(
    answer: impl Fn(&axum::http::request::Parts, Bytes) -> Response<Body> + Clone + Send + Sync + 'static,
) -> Origin {
    let router = Router::new().fallback(move |request: Request| {
        let answer = answer.clone();
        async move {
            let (parts, body) = request.into_parts();
            answer(&parts, axum::body::to_bytes(body, 1 << 20).await.unwrap())
        }
    });
    spawn(router).await
}

async fn spawn(router: Router) -> Origin {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = origin(&listener);
    tokio::spawn(async move { axum::serve(listener, router).await });
    origin
}

/// Where nobody listens.
async fn free_origin() -> Origin {
    origin(&TcpListener::bind("127.0.0.1:0").await.unwrap())
}

fn origin(listener: &TcpListener) -> Origin {
    format!("http://{}", listener.local_addr().unwrap()).parse().unwrap()
}
