//! The load generator of `cargo xtask bench`: rates of a running `loggia` beside the bare cryptography they rest on,
//! what a second factor and a trigger add to a sign-in, and the times of its answers about users beside those about nobody.
//!
//! Owns the load and the tables. Knows `loggia` as any client does: by its command line and its JSON API.

mod additions;
mod bare;
mod enumeration;
mod function;
mod rates;
mod server;
use tests::{relay::Relay, signed};

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use function::Function;
use server::Server;

type BenchError = Box<dyn std::error::Error + Send + Sync>;

const PASSWORD: &str = "Correct-horse-9-battery";
const USAGE: &str =
    "usage: bench PATH-OF-LOGGIA [rates|additions|enumeration]… (or: cargo xtask bench)";

#[tokio::main]
async fn main() -> Result<(), BenchError> {
    let mut arguments = std::env::args().skip(1);
    let program = arguments.next().ok_or(USAGE)?;
    let named: Vec<String> = arguments.collect();
    let parts = ["rates", "additions", "enumeration"];
    if !named.iter().all(|name| parts.contains(&name.as_str())) {
        return Err(USAGE.into());
    }
    let is_asked = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    let cores = std::thread::available_parallelism()?.get();
    let connections = cores * 2;
    let data = std::env::temp_dir().join(format!("loggia-bench-{}", std::process::id()));
    if is_asked("rates") {
        rates::measure(&program, &data, cores, connections).await?;
    }

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
    if is_asked("additions") {
        let server = Server::start_with(&program, &data, &args, &settings).await?;
        additions::measure(&server, &function, connections).await?;
        drop(server);
        forget(&data)?;
    }
    if is_asked("enumeration") {
        // What a hash costs is the same for all, and would hide what differs.
        let cheap = [
            ("LOGGIA_PASSWORDS_MEMORY_KIB", "8"),
            ("LOGGIA_PASSWORDS_ITERATIONS", "1"),
        ];
        let settings = [&settings[..], &cheap].concat();
        let server = Server::start_with(&program, &data, &args, &settings).await?;
        enumeration::measure(&server).await?;
        drop(server);
        forget(&data)?;
    }
    Ok(())
}

/// Removes a server's data and log.
fn forget(data: &Path) -> Result<(), BenchError> {
    std::fs::remove_dir_all(data)?;
    std::fs::remove_file(data.with_extension("log"))?;
    Ok(())
}

/// Makes a confirmed user with this user name and address.
async fn person(server: &Server, pool: &str, name: &str, email: &str) -> Result<(), BenchError> {
    let attributes =
        json!([{ "Name": "email", "Value": email }, { "Name": "email_verified", "Value": "true" }]);
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
