//! A `loggia` on a free port, and calls to its JSON API.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{BenchError, signed};

/// The administrator's secret; what a start makes it prints once, and these servers start again.
const ADMIN_SECRET: &str = "bench-bench-bench-bench-bench-bench-benc";

const PATIENCE: Duration = Duration::from_secs(60);

/// Measures real time.
#[derive(Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// Time since the start.
    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// A running server; dropping it stops it.
pub(crate) struct Server {
    child: Child,
    facts: Value,
    caller: Caller,
    /// From start of the process until it said it was ready.
    pub(crate) started_in: Duration,
}

/// One HTTP connection to the API.
pub(crate) struct Caller {
    http: reqwest::Client,
    url: String,
}

impl Server {
    /// Starts the program in demo mode, where one address may try as often as is measured, and waits until it is ready.
    pub(crate) async fn start(program: &str, data: &Path) -> Result<Self, BenchError> {
        let limits = [
            ("LOGGIA_RATE_LIMITS_FAILED_GUESSES", "0"),
            ("LOGGIA_RATE_LIMITS_CODE_REQUESTS", "0"),
        ];
        Self::start_with(program, data, &["--demo"], &limits).await
    }

    /// Starts the program with these arguments and this environment and waits until it is ready.
    pub(crate) async fn start_with(
        program: &str,
        data: &Path,
        args: &[&str],
        environment: &[(&str, &str)],
    ) -> Result<Self, BenchError> {
        // What the server logs would bury the figures.
        let log = data.with_extension("log");
        let messages = File::create(&log)?;
        let watch = Stopwatch::start();
        let mut child = Command::new(program)
            .args(["serve", "--print-json", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(args)
            .env("LOGGIA_ADMIN_ACCESS_KEY_ID", "AKIABENCHBENCHBENCHB")
            .env("LOGGIA_ADMIN_SECRET_ACCESS_KEY", ADMIN_SECRET)
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(messages)
            .spawn()?;
        let lines = child
            .stdout
            .take()
            .map(BufReader::new)
            .into_iter()
            .flat_map(BufRead::lines);
        let facts = lines
            .map_while(Result::ok)
            .find_map(|line| serde_json::from_str::<Value>(&line).ok());
        let Some(facts) = facts else {
            child.wait()?;
            let messages = std::fs::read_to_string(&log).unwrap_or_default();
            return Err(
                format!("loggia ended before it printed its addresses:\n{messages}").into(),
            );
        };
        let url = facts
            .get("url")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .trim_end_matches('/')
            .to_owned();
        let mut server = Self {
            child,
            facts,
            caller: Caller::new(url)?,
            started_in: Duration::ZERO,
        };
        let ready = format!("{}/health/ready", server.caller.url);
        while !server
            .caller
            .http
            .get(&ready)
            .send()
            .await
            .is_ok_and(|answer| answer.status().is_success())
        {
            if watch.elapsed() > PATIENCE {
                return Err(format!("{ready} does not become ready").into());
            }
            tokio::task::yield_now().await;
        }
        server.started_in = watch.elapsed();
        Ok(server)
    }

    /// One of the addresses and ids it printed.
    pub(crate) fn fact(&self, name: &str) -> &str {
        self.facts
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// A connection of its own.
    pub(crate) fn caller(&self) -> Result<Caller, BenchError> {
        Caller::new(self.caller.url.clone())
    }

    /// Calls an operation that needs no signature.
    pub(crate) async fn call(&self, operation: &str, body: &Value) -> Result<Value, BenchError> {
        self.caller.call(operation, body).await
    }

    /// A call of an operation that needs no signature, not sent yet.
    pub(crate) fn request(&self, operation: &str, body: String) -> reqwest::RequestBuilder {
        self.caller.request(operation, body)
    }

    /// A request that posts to a path.
    pub(crate) fn post(&self, path: &str) -> reqwest::RequestBuilder {
        self.caller.http.post(format!("{}{path}", self.caller.url))
    }

    /// Calls an operation as the administrator.
    pub(crate) async fn call_signed(
        &self,
        operation: &str,
        body: &Value,
    ) -> Result<Value, BenchError> {
        let key = signed::Key {
            id: self.fact("admin_access_key_id"),
            secret: ADMIN_SECRET,
            region: self.fact("region"),
        };
        let body = body.to_string();
        let request = self.caller.request(operation, body.clone());
        let host = self.caller.url.trim_start_matches("http://");
        answer(
            operation,
            signed::sign(request, &key, host, operation, &body),
        )
        .await
    }

    /// Memory that the process holds.
    pub(crate) fn resident_kib(&self) -> Result<u64, BenchError> {
        self.memory_kib("VmRSS:")
    }

    /// The most memory that the process ever held.
    pub(crate) fn peak_kib(&self) -> Result<u64, BenchError> {
        self.memory_kib("VmHWM:")
    }

    fn memory_kib(&self, name: &str) -> Result<u64, BenchError> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .ok_or_else(|| format!("the kernel gives no {name}"))?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Caller {
    fn new(url: String) -> Result<Self, BenchError> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .timeout(PATIENCE)
            .pool_max_idle_per_host(1)
            .build()?;
        Ok(Self { http, url })
    }

    /// Calls an operation that needs no signature.
    pub(crate) async fn call(&self, operation: &str, body: &Value) -> Result<Value, BenchError> {
        answer(operation, self.request(operation, body.to_string())).await
    }

    fn request(&self, operation: &str, body: String) -> reqwest::RequestBuilder {
        self.http
            .post(format!("{}/", self.url))
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", signed::target(operation))
            .body(body)
    }
}

async fn answer(operation: &str, request: reqwest::RequestBuilder) -> Result<Value, BenchError> {
    let answer = request.send().await?;
    let status = answer.status();
    let body = answer.text().await?;
    if !status.is_success() {
        return Err(format!("{operation} answered {status}: {body}").into());
    }
    Ok(serde_json::from_str(&body).unwrap_or(Value::Null))
}
