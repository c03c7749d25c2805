//! Starts, memory, and the rates of sign-ins and refreshes beside the bare cryptography they rest on.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::bare::{self, Hashes};
use crate::server::{Server, Stopwatch};
use crate::{BenchError, PASSWORD, forget, person};

/// Each rate is measured for so long.
const TIME: Duration = Duration::from_secs(8);
/// Start-up is measured so often.
const STARTS: usize = 5;

/// Starts the program in demo mode, several times, loads it and prints a table.
pub(crate) async fn measure(
    program: &str,
    data: &Path,
    cores: usize,
    connections: usize,
) -> Result<(), BenchError> {
    let first = Server::start(program, data).await?;
    let first_start = first.started_in;
    drop(first);
    let mut starts = Vec::new();
    for _ in 1..STARTS {
        starts.push(Server::start(program, data).await?.started_in);
    }
    let server = Server::start(program, data).await?;
    starts.push(server.started_in);
    starts.sort();
    let memory_kib = server.resident_kib()?;

    println!(
        "{cores} cores, {connections} connections, {} s each",
        TIME.as_secs()
    );
    let users = people(&server, connections).await?;
    let bare_hashes = Hashes::of(program)?;
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
    forget(data)
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
        person(server, pool, &name, &name).await?;
        names.push(name);
    }
    Ok(names)
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
