//! The load generator of `cargo xtask bench`: rates of a running `loggia` beside the bare cryptography they rest on,
//! what a second factor and a trigger add to a sign-in, and the times of its answers about users beside those about nobody.
//!
//! Owns the load and the tables. Knows `loggia` as any client does: by its command line and its JSON API.

mod additions;
mod bare;
mod enumeration;
mod function;
mod server;
use tests::{relay::Relay, signed};

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use bare::Hashes;
use function::Function;
use server::{Server, Stopwatch};

type BenchError = Box<dyn std::error::Error + Send + Sync>;

/// Each rate is measured for so long.
const TIME: Duration = Duration::from_secs(8);
/// Start-up is measured so often.
const STARTS: usize = 5;
const PASSWORD: &str = "Correct-horse-9-battery";

#[tokio::main]
async fn main() -> Result<(), BenchError> {
    let program = std::env::args()
        .nth(1)
        .ok_or("usage: bench PATH-OF-LOGGIA (or: cargo xtask bench)")?;
    let cores = std::thread::available_parallelism()?.get();
    let connections = cores * 2;

    let data = std::env::temp_dir().join(format!("loggia-bench-{}", std::process::id()));
    let first = Server::start(&program, &data).await?;
    let first_start = first.started_in;
    drop(first);
    let mut starts = Vec::new();
    for _ in 1..STARTS {
        starts.push(Server::start(&program, &data).await?.started_in);
    }
    let server = Server::start(&program, &data).await?;
    starts.push(server.started_in);
    starts.sort();
    let memory_kib = server.resident_kib()?;

    println!(
        "{cores} cores, {connections} connections, {} s each",
        TIME.as_secs()
    );
    let users = people(&server, connections).await?;
    let bare_hashes = Hashes::of(&program)?;
    let one_hash = bare_hashes.time_of_one();
    let hashes = bare_hashes.per_second(cores, TIME);
    let sign_in = load(
        &server,
        users.iter().map(|name| sign_in(&server, name)).collect(),
    )
    .await?;
    let busy_memory_kib = server.peak_kib()?;
    let mut refreshes = Vec::new();
    for name in &users {
        let answer = server
            .call("InitiateAuth", &sign_in_body(&server, name))
            .await?;
        let token = answer
            .pointer("/AuthenticationResult/RefreshToken")
            .and_then(Value::as_str);
        refreshes.push(refresh(
            &server,
            token.ok_or("the sign-in gave no refresh token")?,
        ));
    }
    let signatures = bare::rsa_per_second(cores, TIME);
    let refresh = load(&server, refreshes).await?;

    println!("{:<44} {:>10.1}", "password sign-ins per second", sign_in);
    println!(
        "{:<44} {:>10.1}",
        format!("  bare Argon2id ({}) per second", bare_hashes.cost()),
        hashes
    );
    println!(
        "{:<44} {:>10.1}",
        "  one of them alone on one core, ms",
        one_hash.as_secs_f64() * 1000.0
    );
    println!(
        "{:<44} {:>10.1}",
        "peak memory with every hashing thread at work, MiB",
        busy_memory_kib as f64 / 1024.0
    );
    println!(
        "{:<44} {:>10.1}",
        "refresh grants per second (two signatures)", refresh
    );
    println!(
        "{:<44} {:>10.1}",
        "  bare RSA-2048 signatures per second", signatures
    );
    println!(
        "{:<44} {:>10.1}",
        "idle memory, MiB",
        memory_kib as f64 / 1024.0
    );
    println!(
        "{:<44} {:>10}",
        "first start to ready, ms (makes its keys)",
        first_start.as_millis()
    );
    println!(
        "{:<44} {:>10}",
        "start to ready, ms (median of 5)",
        starts[STARTS / 2].as_millis()
    );
    drop(server);
    forget(&data)?;

    // Mail leaves as it does in service: the demo's outbox, which everybody may read, hides nobody.
    let relay = Relay::plain().await;
    let port = relay.port.to_string();
    let settings = [
        ("LOGGIA_SMTP_HOST", "localhost"),
        ("LOGGIA_SMTP_PORT", port.as_str()),
        ("LOGGIA_SMTP_SECURITY", "none"),
        ("LOGGIA_SMTP_FROM", "Acme <no-reply@acme.example>"),
        // All of it comes from one address.
        ("LOGGIA_RATE_LIMITS_FAILED_GUESSES", "0"),
        ("LOGGIA_RATE_LIMITS_CODE_REQUESTS", "0"),
    ];
    let function = Function::start().await;
    let args = ["--set", &function.setting()];
    let server = Server::start_with(&program, &data, &args, &settings).await?;
    additions::measure(&server, &function, connections).await?;
    drop(server);
    forget(&data)?;

    // What a hash costs is the same for all, and would hide what differs.
    let cheap = [
        ("LOGGIA_PASSWORDS_MEMORY_KIB", "8"),
        ("LOGGIA_PASSWORDS_ITERATIONS", "1"),
    ];
    let settings = [&settings[..], &cheap].concat();
    let server = Server::start_with(&program, &data, &args, &settings).await?;
    enumeration::measure(&server).await?;
    drop(server);
    forget(&data)
}

/// Removes a server's data and log.
fn forget(data: &Path) -> Result<(), BenchError> {
    std::fs::remove_dir_all(data)?;
    std::fs::remove_file(data.with_extension("log"))?;
    Ok(())
}

/// One request that is sent again and again over one connection.
struct Request {
    target: &'static str,
    body: Value,
}

fn sign_in_body(server: &Server, name: &str) -> Value {
    json!({
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": server.fact("client_id"),
        "AuthParameters": { "USERNAME": name, "PASSWORD": PASSWORD },
    })
}

fn sign_in(server: &Server, name: &str) -> Request {
    Request {
        target: "InitiateAuth",
        body: sign_in_body(server, name),
    }
}

fn refresh(server: &Server, token: &str) -> Request {
    let body = json!({
        "AuthFlow": "REFRESH_TOKEN_AUTH",
        "ClientId": server.fact("client_id"),
        "AuthParameters": { "REFRESH_TOKEN": token },
    });
    Request {
        target: "InitiateAuth",
        body,
    }
}

/// Makes one confirmed user for each connection, so that no two wait for the same row.
async fn people(server: &Server, count: usize) -> Result<Vec<String>, BenchError> {
    let pool = server.fact("pool_id");
    let mut names = Vec::new();
    for at in 0..count {
        let name = format!("bench-{at}@example.org");
        person(server, pool, &name).await?;
        names.push(name);
    }
    Ok(names)
}

/// Makes a confirmed user whose name is an address.
async fn person(server: &Server, pool: &str, name: &str) -> Result<(), BenchError> {
    let attributes =
        json!([{ "Name": "email", "Value": name }, { "Name": "email_verified", "Value": "true" }]);
    let create = json!({
        "UserPoolId": pool, "Username": name, "MessageAction": "SUPPRESS", "UserAttributes": attributes,
    });
    server.call_signed("AdminCreateUser", &create).await?;
    let password =
        json!({ "UserPoolId": pool, "Username": name, "Password": PASSWORD, "Permanent": true });
    server
        .call_signed("AdminSetUserPassword", &password)
        .await?;
    Ok(())
}

/// Sends each request over its own connection until the time is over; gives the answers per second of all together.
async fn load(server: &Server, requests: Vec<Request>) -> Result<f64, BenchError> {
    let count = Arc::new(AtomicU64::new(0));
    let watch = Stopwatch::start();
    let mut connections = tokio::task::JoinSet::new();
    for request in requests {
        let (count, caller) = (count.clone(), server.caller()?);
        connections.spawn(async move {
            while watch.elapsed() < TIME {
                caller.call(request.target, &request.body).await?;
                count.fetch_add(1, Ordering::Relaxed);
            }
            Ok::<(), BenchError>(())
        });
    }
    while let Some(result) = connections.join_next().await {
        result??;
    }
    Ok(count.load(Ordering::Relaxed) as f64 / watch.elapsed().as_secs_f64())
}

/// The time below which so many percent of these lie.
///
/// **Shape** sorted, not empty. **Units** milliseconds.
fn percentile(times: &[Duration], percent: usize) -> f64 {
    times[(times.len() * percent / 100).min(times.len() - 1)].as_secs_f64() * 1000.0
}

/// A text in an answer, by its path.
fn text(value: &Value, at: &str) -> Result<String, BenchError> {
    let text = value.pointer(at).and_then(Value::as_str);
    Ok(text
        .ok_or_else(|| format!("{at} is not in {value}"))?
        .to_owned())
}
