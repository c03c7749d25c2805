//! Calls the functions of the pools' owners with Cognito's events, and reads their answers.
//!
//! Owns the event's envelope, the tries and their time, what counts as an answer, and what becomes of one that is none; one
//! file a transport reaches the function. Must not know what an event tells or what follows from an answer: that is
//! `domain::trigger`'s. No database connection and no lock is held while one waits.

mod answer;
mod http;
mod lambda;

use crate::egress::{self, Call, Egress, Limits};
use crate::{
    clock::Stopwatch,
    metrics::Metrics,
    settings::{self, Place},
};
use answer::{Answer, Said};
use domain::{
    event::Event,
    id::ClientId,
    pool::Pool,
    refusal::{self, Refusal, TriggerFault},
    time::Timestamp,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

/// How long one try may take, from connecting to the end of the answer.
///
/// **Source** developer guide, "Customizing user pool workflows with Lambda triggers": five seconds, not configurable.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// How often a function is called that does not answer.
///
/// **Source** as [`PATIENCE`].
pub const TRIES: u32 = 3;

/// Who calls where there is no app client.
///
/// **Source** observed in events of administrators' calls.
const NO_CLIENT: &str = "CLIENT_ID_NOT_APPLICABLE";

/// The functions that the settings name, and what calls them.
pub struct Triggers {
    egress: Egress,
    functions: BTreeMap<String, Transport>,
    metrics: Metrics,
}

/// How a function is reached.
enum Transport {
    Http(http::Endpoint),
    Lambda(lambda::Endpoint),
}

impl Transport {
    fn call(&self, body: &str, now: Timestamp) -> Result<Call, TriggerFault> {
        match self {
            Self::Http(endpoint) => Ok(endpoint.call(body)),
            Self::Lambda(endpoint) => endpoint.call(body, now),
        }
    }

    fn read(&self, answer: &Answer) -> Result<Said, TriggerFault> {
        match self {
            Self::Http(_) => http::read(answer),
            Self::Lambda(_) => lambda::read(answer),
        }
    }
}

/// Calls functions in the course of one request.
#[derive(Clone, Copy)]
pub struct Invoker<'a> {
    /// The functions.
    pub triggers: &'a Triggers,
    /// The SDK by which the request came: `aws-sdk-<language>-<version>`.
    pub sdk: &'a str,
    /// The time.
    pub now: Timestamp,
}

impl Invoker<'_> {
    /// Calls a function; the `response` of its answer.
    ///
    /// **Errors** [`refusal::Trigger::Refused`], [`refusal::Trigger::Unavailable`]; [`refusal::Trigger::AnswerInvalid`]
    /// for a response that is not readable.
    pub(crate) async fn call(
        self,
        pool: &Pool,
        event: &Event,
        is_readable: impl Fn(&Value) -> bool,
    ) -> Result<Value, Refusal> {
        // In the order of Cognito's events.
        let body = json!({
            "version": event.version,
            "region": pool.id.region(),
            "userPoolId": pool.id,
            "userName": event.username,
            "callerContext": {
                "awsSdkVersion": self.sdk,
                "clientId": event.client.as_ref().map_or(NO_CLIENT, ClientId::as_str),
            },
            "triggerSource": event.source,
            "request": event.request,
            "response": event.response,
        });
        let (function, body) = (event.function.as_str(), body.to_string());
        let read = |response: &Value| is_readable(response).then(|| response.clone());
        self.triggers
            .ask(event.trigger, function, &body, self.now, read)
            .await
    }
}

impl Triggers {
    /// Prepares the client; connects to nothing yet. Tests are less patient than [`PATIENCE`].
    ///
    /// **Errors** a setting that no header may hold, by name.
    pub fn new(
        settings: &settings::Triggers,
        patience: Duration,
        metrics: Metrics,
    ) -> Result<Self, String> {
        let limits = Limits {
            timeout: patience,
            answer_bytes: answer::LIMIT_BYTES,
        };
        let egress = Egress::to_operator(limits, None)
            .map_err(|error| format!("the client of `triggers` cannot be prepared: {error}"))?;
        let transport = |(arn, place): (&String, &Place)| {
            let transport = match place {
                Place::Http(url) => Transport::Http(http::Endpoint::new(url, settings)?),
                Place::Lambda(url) => Transport::Lambda(lambda::Endpoint::new(arn, url, settings)?),
            };
            Ok((arn.clone(), transport))
        };
        Ok(Self {
            egress,
            functions: settings
                .functions
                .iter()
                .map(transport)
                .collect::<Result<_, String>>()?,
            metrics,
        })
    }

    /// Calls a function, counts the result and logs it. The log has neither event nor answer: they hold personal data.
    ///
    /// **Errors** as [`Invoker::call`].
    pub async fn ask<T>(
        &self,
        name: &'static str,
        function: &str,
        body: &str,
        now: Timestamp,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<T, Refusal> {
        let watch = Stopwatch::start();
        let (tries, said) = self.until_answered(function, body, now).await;
        let unreadable = || {
            let reason = "the function's answer is not the event with its response filled";
            let outcome = Err(refusal::Trigger::AnswerInvalid.into());
            ("unreadable", Some(reason), outcome)
        };
        let (result, reason, outcome) = match said {
            Ok(Said::Returned(event)) => match event.get("response").and_then(read) {
                Some(said) => ("answered", None, Ok(said)),
                None => unreadable(),
            },
            Ok(Said::Unreadable) => unreadable(),
            Ok(Said::Thrown(text)) => (
                "refused",
                None,
                Err(refusal::Trigger::Refused(name, text).into()),
            ),
            Err(fault) => {
                let refusal = refusal::Trigger::Unavailable(name, fault).into();
                ("unavailable", Some(reason(fault)), Err(refusal))
            }
        };
        let took = watch.elapsed();
        self.metrics.trigger(name, result, took);
        let ms = took.as_secs_f64() * 1000.0;
        match reason {
            Some(reason) => tracing::warn!(trigger = name, function, tries, ms, "{reason}"),
            None => tracing::info!(trigger = name, function, tries, ms, "the function {result}"),
        }
        outcome
    }

    /// Tries until the function answers, whatever that answer is. Only silence and a broken connection are tried again.
    async fn until_answered(
        &self,
        function: &str,
        body: &str,
        now: Timestamp,
    ) -> (u32, Result<Said, TriggerFault>) {
        let Some(transport) = self.functions.get(function) else {
            return (0, Err(TriggerFault::Missing));
        };
        let mut fault = TriggerFault::Silent;
        for tries in 1..=TRIES {
            let call = match transport.call(body, now) {
                Ok(call) => call,
                Err(fault) => return (tries, Err(fault)),
            };
            fault = match self.egress.send(call).await {
                Ok(answer) => return (tries, transport.read(&answer.into())),
                Err(egress::Error::Timeout) => TriggerFault::Silent,
                Err(egress::Error::NotAllowed | egress::Error::Unreachable(_)) => {
                    TriggerFault::Unreachable
                }
            };
        }
        (TRIES, Err(fault))
    }
}

impl std::fmt::Debug for Triggers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Triggers")
    }
}

/// The line of the log that tells the operator what to do.
const fn reason(fault: TriggerFault) -> &'static str {
    match fault {
        TriggerFault::Silent => "the function did not answer within five seconds, three times",
        TriggerFault::Unreachable => "the function cannot be reached, or failed before it ran",
        TriggerFault::Missing => {
            "nobody knows the function: say in `[triggers]` where it is, as \"<its ARN>\" = \"<URL>\""
        }
        TriggerFault::Denied => {
            "the function may not be called: check the key or authorization in `[triggers]`"
        }
        TriggerFault::Throttled => "the function is called too often for its place",
    }
}
