//! What the server counts and times, for Prometheus (OpenMetrics text): never a token, a session or an address.
//!
//! Every label is one of a fixed few, so that nobody outside can make the server remember more.

use std::{sync::atomic::AtomicU64, time::Duration};

use http::{Method, StatusCode};
use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{
        counter::Counter,
        family::{Family, MetricConstructor},
        gauge::Gauge,
        histogram::Histogram,
    },
    registry::{Registry, Unit},
};
use tacit_protocol::{
    batch::{Rejection, Verdict},
    problem::ProblemKind,
};

/// Content type of [`Metrics::to_text`].
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper bounds of the histograms' buckets, in seconds.
const BUCKETS: [f64; 13] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0, 60.0];

/// Everything that is counted. Shared by all who count.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    request_seconds: Times<Route>,
    refusals: Family<Refused, Counter>,
    submissions: Family<Stored, Counter>,
    verified: Family<Verified, Counter>,
    work_seconds: Times<Work>,
    work_waiting: Family<Work, Gauge>,
    store_seconds: Times<Operation>,
    store_failures: Family<Operation, Counter>,
    store_waiting: Family<Asked, Gauge>,
    /// Open connections of participants and analysts.
    pub(crate) connections: Gauge,
    /// 1 if the store worked for this server when it was asked last, else 0.
    pub(crate) ready: Gauge,
}

type Times<L> = Family<L, Histogram, Buckets>;

#[derive(Clone)]
struct Buckets;

impl MetricConstructor<Histogram> for Buckets {
    fn new_metric(&self) -> Histogram {
        Histogram::new(BUCKETS)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refused {
    route: String,
    reason: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Stored {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Verified {
    verdict: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Work {
    work: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    kind: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Operation {
    operation: &'static str,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("tacit");
        let requests = Family::default();
        registry.register("requests", "Requests answered", requests.clone());
        let request_seconds = Times::new_with_constructor(Buckets);
        let help = "From a request's head to its answer's head";
        registry.register_with_unit("request", help, Unit::Seconds, request_seconds.clone());
        let refusals = Family::default();
        registry.register("refusals", "Requests refused, by the problem's type", refusals.clone());
        let submissions = Family::default();
        let help = "Submissions acknowledged: stored, replacing an earlier one, or sent again";
        registry.register("submissions", help, submissions.clone());
        let verified = Family::default();
        registry.register("verified_reports", "Reports of closed sessions, by verdict", verified.clone());
        let work_seconds = Times::new_with_constructor(Buckets);
        let help =
            "Cryptography: opening a session, checking a submission or making a release, verifying a batch";
        registry.register_with_unit("work", help, Unit::Seconds, work_seconds.clone());
        let work_waiting = Family::default();
        registry.register("work_waiting", "Cryptography that waits for its turn", work_waiting.clone());
        let store_seconds = Times::new_with_constructor(Buckets);
        let help = "Operations of the store, until they are on disk";
        registry.register_with_unit("store", help, Unit::Seconds, store_seconds.clone());
        let store_failures = Family::default();
        registry.register("store_failures", "Operations of the store that failed", store_failures.clone());
        let store_waiting = Family::default();
        let help = "Who waits for the store, for a place to ask it included";
        registry.register("store_waiting", help, store_waiting.clone());
        let connections = Gauge::default();
        registry.register("connections", "Open connections", connections.clone());
        let ready = Gauge::default();
        ready.set(1);
        registry.register(
            "ready",
            "1 if the store worked when it was asked last, at least every minute",
            ready.clone(),
        );
        let started: Gauge<f64, AtomicU64> = Gauge::default();
        let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
        started.set(since.as_secs_f64());
        registry.register_with_unit(
            "start_time",
            "When the server started, since 1970",
            Unit::Seconds,
            started,
        );
        let metrics = Self {
            registry,
            requests,
            request_seconds,
            refusals,
            submissions,
            verified,
            work_seconds,
            work_waiting,
            store_seconds,
            store_failures,
            store_waiting,
            connections,
            ready,
        };
        metrics.begin();
        metrics
    }

    /// What didn't happen yet is counted as 0: of a count that begins at 1, or more, nobody sees the increase.
    fn begin(&self) {
        for outcome in ["first", "replaced", "repeated"] {
            drop(self.submissions.get_or_create(&Stored { outcome }));
        }
        for verdict in ["accepted", "unsealable", "malformed", "invalid"] {
            drop(self.verified.get_or_create(&Verified { verdict }));
        }
    }

    /// All of it as text.
    pub(crate) fn to_text(&self) -> String {
        let mut text = String::new();
        // Writing to a string doesn't fail.
        let _ = text::encode(&mut text, &self.registry);
        text
    }

    /// A request to `route`, as the router has it, was answered.
    pub(crate) fn request(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let (method, route) = (method_name(method), || route.to_owned());
        self.requests.get_or_create(&Request { method, route: route(), status: status.as_u16() }).inc();
        self.request_seconds.get_or_create(&Route { route: route() }).observe(took.as_secs_f64());
    }

    /// A request to `route` was refused.
    pub(crate) fn refusal(&self, route: &str, kind: ProblemKind) {
        let reason = kind.uri().rsplit(':').next().unwrap_or_default();
        self.refusals.get_or_create(&Refused { route: route.to_owned(), reason }).inc();
    }

    /// A submission was acknowledged: its first time with this revision, or sent again.
    pub(crate) fn submission(&self, revision: u32, is_new: bool) {
        let outcome = match (is_new, revision) {
            (false, _) => "repeated",
            (true, 1) => "first",
            (true, _) => "replaced",
        };
        self.submissions.get_or_create(&Stored { outcome }).inc();
    }

    /// A batch's verdicts are final.
    pub(crate) fn verdicts(&self, verdicts: impl IntoIterator<Item = Option<Rejection>>) {
        for rejection in verdicts {
            let verdict = match rejection {
                None => "accepted",
                Some(Rejection::Unsealable) => "unsealable",
                Some(Rejection::Malformed) => "malformed",
                Some(_) => "invalid",
            };
            self.verified.get_or_create(&Verified { verdict }).inc();
        }
    }

    /// Work of this kind waits until what is returned is dropped.
    pub(crate) fn waits(&self, work: &'static str) -> Waiting {
        Waiting::counted(&self.work_waiting.get_or_create_owned(&Work { work }))
    }

    /// Work of this kind is done.
    pub(crate) fn worked(&self, work: &'static str, took: Duration) {
        self.work_seconds.get_or_create(&Work { work }).observe(took.as_secs_f64());
    }

    /// How many wait for the store who ask for something of this kind.
    pub(crate) fn store_waiting(&self, kind: &'static str) -> Gauge {
        self.store_waiting.get_or_create_owned(&Asked { kind })
    }

    /// The store has answered.
    pub(crate) fn stored(&self, operation: &'static str, took: Duration, failed: bool) {
        self.store_seconds.get_or_create(&Operation { operation }).observe(took.as_secs_f64());
        if failed {
            self.store_failures.get_or_create(&Operation { operation }).inc();
        }
    }
}

/// Something that waits, and is counted as long.
pub(crate) struct Waiting(Gauge);

impl Waiting {
    pub(crate) fn counted(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Why each report was rejected; nothing for those that were not.
pub(crate) fn rejections(verdicts: &[Verdict]) -> Vec<Option<Rejection>> {
    let rejection = |verdict: &Verdict| match verdict {
        Verdict::Accepted(_) => None,
        Verdict::Rejected(reason) => Some(*reason),
    };
    verdicts.iter().map(rejection).collect()
}

/// A method as it is told: anybody may invent one, and have it say anything.
pub(crate) fn method_name(method: &Method) -> &'static str {
    [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS]
        .iter()
        .position(|known| known == method)
        .map_or("other", |known| ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"][known])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_ask_for_metrics_that_there_are() {
        let metrics = Metrics::new();
        metrics.request(&Method::GET, "/readyz", StatusCode::OK, Duration::ZERO);
        metrics.refusal("/x", ProblemKind::Unavailable);
        metrics.refusal("/x", ProblemKind::TooManyRequests);
        metrics.submission(1, true);
        metrics.verdicts([None]);
        metrics.worked("submission", Duration::ZERO);
        let _waiting = [metrics.waits("submission"), Waiting::counted(&metrics.store_waiting("lookup"))];
        metrics.stored("put_report", Duration::ZERO, true);
        let text = metrics.to_text();
        let series: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let rules = include_str!("../deploy/alerts.yml");
        let expressions = rules.split("expr:").skip(1).map(|rest| {
            let end = ["for:", "labels:"].iter().filter_map(|next| rest.find(next)).min();
            &rest[..end.unwrap_or(rest.len())]
        });
        let mut asked = 0;
        for expression in expressions {
            // `tacit_refusals_total{reason="unavailable"}`: there is such a series, with such a label.
            for (at, _) in expression.match_indices("tacit_") {
                let name = &expression[at..];
                let end = name.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(name.len());
                let (name, rest) = name.split_at(end);
                let exact = rest.strip_prefix('{').and_then(|labels| labels.split('}').next());
                let exact = exact.unwrap_or_default().split(',').filter(|label| {
                    label.contains("=\"") && !label.contains("!=") && !label.starts_with("status")
                });
                let exact: Vec<&str> = exact.collect();
                let is_one = |line: &&&str| {
                    let own = line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['{', ' ']));
                    own && exact.iter().all(|label| line.contains(label))
                };
                assert!(series.iter().any(|line| is_one(&line)), "{name} {exact:?} is not in:\n{text}");
                asked += 1;
            }
        }
        assert!(asked > 10);
    }

    #[test]
    fn what_happened_is_in_the_text() {
        let metrics = Metrics::new();
        let method = Method::from_bytes(b"INVENTED").unwrap();
        metrics.request(&method, "/healthz", StatusCode::OK, Duration::from_millis(3));
        metrics.refusal("/x", ProblemKind::UnknownToken);
        metrics.submission(1, true);
        metrics.submission(2, true);
        metrics.submission(2, false);
        metrics.verdicts([None, None, Some(Rejection::Invalid)]);
        let waiting = [metrics.waits("batch"), Waiting::counted(&metrics.store_waiting("change"))];
        metrics.stored("put_report", Duration::from_millis(1), true);
        let text = metrics.to_text();
        for line in [
            r#"tacit_requests_total{method="other",route="/healthz",status="200"} 1"#,
            r#"tacit_request_seconds_bucket{le="0.005",route="/healthz"} 1"#,
            r#"tacit_refusals_total{route="/x",reason="unknown-token"} 1"#,
            r#"tacit_submissions_total{outcome="first"} 1"#,
            r#"tacit_submissions_total{outcome="replaced"} 1"#,
            r#"tacit_submissions_total{outcome="repeated"} 1"#,
            r#"tacit_verified_reports_total{verdict="accepted"} 2"#,
            r#"tacit_verified_reports_total{verdict="invalid"} 1"#,
            r#"tacit_verified_reports_total{verdict="malformed"} 0"#,
            "tacit_ready 1",
            r#"tacit_work_waiting{work="batch"} 1"#,
            r#"tacit_store_failures_total{operation="put_report"} 1"#,
            r#"tacit_store_waiting{kind="change"} 1"#,
            "# EOF",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in:\n{text}");
        }
        drop(waiting);
        let text = metrics.to_text();
        for line in [r#"tacit_work_waiting{work="batch"} 0"#, r#"tacit_store_waiting{kind="change"} 0"#] {
            assert!(text.contains(line), "{line} is not in:\n{text}");
        }
    }
}
