//! What the program counts, as text in the OpenMetrics format.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::{
    counter::Counter, family::Family, gauge::Gauge, histogram::Histogram,
};
use prometheus_client::registry::{Registry, Unit};
use std::sync::Arc;
use std::time::Duration;

/// Counts; clones count together.
#[derive(Clone)]
pub struct Metrics(Arc<Counts>);

struct Counts {
    registry: Registry,
    requests: Family<Request, Counter>,
    durations: Family<Route, Histogram, fn() -> Histogram>,
    hashes_waiting: Gauge,
    hashes_refused: Counter,
    hashes_computed: Counter,
    sign_ins: Family<SignIn, Counter>,
    jobs: Family<Job, Counter>,
    triggers: Family<Trigger, Counter>,
    trigger_durations: Family<TriggerName, Histogram, fn() -> Histogram>,
    connections: Gauge,
    connections_refused: Family<ConnectionLimit, Counter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SignIn {
    result: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Job {
    kind: String,
    result: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Trigger {
    trigger: &'static str,
    result: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TriggerName {
    trigger: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ConnectionLimit {
    limit: &'static str,
}

/// Bounds of the duration histogram, in seconds: from a cached page to a slow relay.
const BOUNDS: [f64; 11] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("loggia");
        let requests = Family::<Request, Counter>::default();
        let durations = Family::<Route, Histogram, fn() -> Histogram>::new_with_constructor(|| {
            Histogram::new(BOUNDS)
        });
        let (hashes_waiting, hashes_refused) = (Gauge::default(), Counter::default());
        let (sign_ins, jobs) = (
            Family::<SignIn, Counter>::default(),
            Family::<Job, Counter>::default(),
        );
        registry.register(
            "http_requests",
            "Requests answered, by route and status",
            requests.clone(),
        );
        registry.register_with_unit(
            "http_request_duration",
            "Time from a request's head to its answer, by route",
            Unit::Seconds,
            durations.clone(),
        );
        registry.register(
            "password_hashes_waiting",
            "Password hashes waiting for a thread",
            hashes_waiting.clone(),
        );
        let hashes_computed = Counter::default();
        registry.register(
            "password_hashes_computed",
            "Password hashes computed",
            hashes_computed.clone(),
        );
        registry.register(
            "password_hashes_refused",
            "Password hashes refused by a full queue",
            hashes_refused.clone(),
        );
        registry.register(
            "sign_ins",
            "Sign-ins that ended, by result",
            sign_ins.clone(),
        );
        registry.register("jobs", "Runs of jobs, by kind and result", jobs.clone());
        let triggers = Family::<Trigger, Counter>::default();
        let trigger_durations =
            Family::<TriggerName, Histogram, fn() -> Histogram>::new_with_constructor(|| {
                Histogram::new(BOUNDS)
            });
        registry.register(
            "trigger_calls",
            "Functions called, by trigger and result",
            triggers.clone(),
        );
        registry.register_with_unit(
            "trigger_duration",
            "Time from the first try of a function to its answer, by trigger",
            Unit::Seconds,
            trigger_durations.clone(),
        );
        let connections = Gauge::default();
        registry.register("connections", "Open connections", connections.clone());
        let connections_refused = Family::<ConnectionLimit, Counter>::default();
        registry.register(
            "connections_refused",
            "Connections closed at once, by the limit that was reached",
            connections_refused.clone(),
        );
        Self(Arc::new(Counts {
            registry,
            requests,
            durations,
            hashes_waiting,
            hashes_refused,
            hashes_computed,
            sign_ins,
            jobs,
            triggers,
            trigger_durations,
            connections,
            connections_refused,
        }))
    }
}

impl Metrics {
    /// Counts an answered request under its route: a pattern or an operation, never a path that a caller made up.
    pub fn request(&self, route: &str, status: u16, took: Duration) {
        let route = route.to_owned();
        self.0
            .durations
            .get_or_create(&Route {
                route: route.clone(),
            })
            .observe(took.as_secs_f64());
        self.0
            .requests
            .get_or_create(&Request { route, status })
            .inc();
    }

    /// Counts a sign-in that ended: with a grant, or with a refusal.
    pub fn sign_in(&self, is_granted: bool) {
        let result = if is_granted { "granted" } else { "refused" };
        self.0.sign_ins.get_or_create(&SignIn { result }).inc();
    }

    pub(crate) fn hashes_waiting(&self, by: i64) {
        self.0.hashes_waiting.inc_by(by);
    }

    pub(crate) fn hash_computed(&self) {
        self.0.hashes_computed.inc();
    }

    /// How many password hashes were computed.
    #[cfg(test)]
    pub(crate) fn hashes(&self) -> u64 {
        self.0.hashes_computed.get()
    }

    pub(crate) fn hash_refused(&self) {
        self.0.hashes_refused.inc();
    }

    /// Counts a connection that was opened, or by -1 one that was closed.
    pub fn connections(&self, by: i64) {
        self.0.connections.inc_by(by);
    }

    /// Counts a connection that was closed at once because this limit was reached: `all` or `address`.
    pub fn connection_refused(&self, limit: &'static str) {
        let limit = ConnectionLimit { limit };
        self.0.connections_refused.get_or_create(&limit).inc();
    }

    pub(crate) fn job(&self, kind: &str, result: &'static str) {
        self.0
            .jobs
            .get_or_create(&Job {
                kind: kind.to_owned(),
                result,
            })
            .inc();
    }

    pub(crate) fn trigger(&self, trigger: &'static str, result: &'static str, took: Duration) {
        self.0
            .triggers
            .get_or_create(&Trigger { trigger, result })
            .inc();
        self.0
            .trigger_durations
            .get_or_create(&TriggerName { trigger })
            .observe(took.as_secs_f64());
    }

    /// All metrics in the text format of Prometheus.
    pub fn text(&self) -> String {
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &self.0.registry)
            .expect("writing to a String does not fail");
        text
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_shown_under_their_names() {
        let metrics = Metrics::default();
        metrics.request("/login", 200, Duration::from_millis(3));
        metrics.clone().sign_in(true);
        metrics.job("message", "done");
        let text = metrics.text();
        for line in [
            "loggia_http_requests_total{route=\"/login\",status=\"200\"} 1",
            "loggia_http_request_duration_seconds_count{route=\"/login\"} 1",
            "loggia_sign_ins_total{result=\"granted\"} 1",
            "loggia_jobs_total{kind=\"message\",result=\"done\"} 1",
            "loggia_password_hashes_waiting 0",
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
    }
}
