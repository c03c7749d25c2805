//! What a code of an authenticator app, and a function that is asked before tokens are signed, add to a sign-in.
//!
//! Each has a pool of its own, in which every person does the same: at first all three in turn, one sign-in at a time,
//! which gives the times; then each kind by itself over all connections, which gives the rates.

use std::time::Duration;

use serde_json::json;
use totp_rs::{Builder, Secret, Totp};

use crate::function::{ARN, Function};
use crate::server::{Caller, Server, Stopwatch};
use crate::{BenchError, PASSWORD, percentile, text};

/// So many people sign in to each pool, once for its times and once for its rate: a code counts once.
const PEOPLE: usize = 240;
/// The first of them, who warm caches, are not counted.
const WARMING: usize = 20;
const STEP_SECONDS: u64 = 30;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Password,
    SoftwareToken,
    Function,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Password, Self::SoftwareToken, Self::Function];

    const fn label(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::SoftwareToken => "password and SOFTWARE_TOKEN_MFA",
            Self::Function => "password and pre token generation",
        }
    }
}

/// Somebody, and the authenticator app of those who have one.
struct Person {
    name: String,
    app: Option<App>,
}

struct App {
    codes: Totp,
    /// The step of the last code that was shown.
    last_step: u64,
}

impl App {
    /// A code that was not shown before, of this half minute or of the next.
    fn code(&mut self) -> String {
        self.last_step = (now() / STEP_SECONDS).max(self.last_step + 1);
        self.codes
            .generate(self.last_step * STEP_SECONDS)
            .to_string()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "an authenticator app shows codes of the real time"
)]
fn now() -> u64 {
    jiff::Timestamp::now().as_second().unsigned_abs()
}

/// A pool, its people, and how long the sign-in of each took.
struct Place {
    kind: Kind,
    client: String,
    people: Vec<Person>,
    times: Vec<Duration>,
}

/// Makes the pools, signs everybody in twice and prints what it took.
pub(crate) async fn measure(
    server: &Server,
    function: &Function,
    connections: usize,
) -> Result<(), BenchError> {
    let mut places = Vec::new();
    for kind in Kind::ALL {
        places.push(Place::make(server, kind).await?);
    }
    let caller = server.caller()?;
    for number in 0..PEOPLE {
        // Each comes first as often as the others.
        places.rotate_left(1);
        for place in &mut places {
            place.time(&caller, number).await?;
        }
    }
    places.sort_by_key(|place| place.kind);

    println!();
    println!(
        "a sign-in: ms, {} of each kind in turn; per second, {PEOPLE} of each kind over {connections} connections",
        PEOPLE - WARMING
    );
    println!(
        "{:<34} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "", "p50", "p95", "p50 +", "p95 +", "per s"
    );
    let mut plain = None;
    for mut place in places {
        place.times.sort();
        let (p50, p95) = (percentile(&place.times, 50), percentile(&place.times, 95));
        let (plain50, plain95) = *plain.get_or_insert((p50, p95));
        let label = place.kind.label();
        let rate = place.rate(server, connections).await?;
        println!(
            "{label:<34} {p50:>9.3} {p95:>9.3} {:>+9.3} {:>+9.3} {rate:>9.1}",
            p50 - plain50,
            p95 - plain95
        );
    }
    let mut worked = function.times();
    worked.sort();
    if worked.len() != 2 * PEOPLE {
        let calls = worked.len();
        return Err(format!("the function was called {calls} times, not at each sign-in").into());
    }
    println!(
        "the function made its answer in {:.3} ms (p50)",
        percentile(&worked, 50)
    );
    Ok(())
}

impl Place {
    async fn make(server: &Server, kind: Kind) -> Result<Self, BenchError> {
        let mut pool = json!({"PoolName": "additions", "UsernameAttributes": ["email"]});
        if kind == Kind::Function {
            pool["LambdaConfig"] =
                json!({"PreTokenGenerationConfig": {"LambdaArn": ARN, "LambdaVersion": "V2_0"}});
        }
        let pool = server.call_signed("CreateUserPool", &pool).await?;
        let pool = text(&pool, "/UserPool/Id")?;
        let client = json!({
            "UserPoolId": pool, "ClientName": "additions", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        });
        let client = server.call_signed("CreateUserPoolClient", &client).await?;
        let client = text(&client, "/UserPoolClient/ClientId")?;
        if kind == Kind::SoftwareToken {
            let config = json!({
                "UserPoolId": pool, "MfaConfiguration": "OPTIONAL",
                "SoftwareTokenMfaConfiguration": {"Enabled": true},
            });
            server.call_signed("SetUserPoolMfaConfig", &config).await?;
        }
        let caller = server.caller()?;
        let mut people = Vec::new();
        for number in 0..PEOPLE {
            let name = format!("person{number:04}@example.com");
            crate::person(server, &pool, &name, &name).await?;
            let mut person = Person { name, app: None };
            if kind == Kind::SoftwareToken {
                let token = sign_in(&caller, &client, &mut person).await?;
                person.app = Some(associate(&caller, &token).await?);
            }
            people.push(person);
        }
        Ok(Self {
            kind,
            client,
            people,
            times: Vec::new(),
        })
    }

    /// Signs one person in and keeps how long it took.
    async fn time(&mut self, caller: &Caller, number: usize) -> Result<(), BenchError> {
        let person = &mut self.people[number];
        let watch = Stopwatch::start();
        let token = sign_in(caller, &self.client, person).await?;
        let time = watch.elapsed();
        if number >= WARMING {
            self.times.push(time);
        }
        if person.app.is_some() {
            // A new secret, for the next code of this one may lie too far ahead.
            person.app = Some(associate(caller, &token).await?);
        }
        Ok(())
    }

    /// Signs everybody in over so many connections; how many sign-ins a second there were.
    async fn rate(self, server: &Server, connections: usize) -> Result<f64, BenchError> {
        let mut waiting = self.people;
        let mut callers = Vec::new();
        for number in (1..=connections).rev() {
            let share = waiting.split_off(waiting.len() - waiting.len() / number);
            callers.push((server.caller()?, self.client.clone(), share));
        }
        let watch = Stopwatch::start();
        let mut tasks = tokio::task::JoinSet::new();
        for (caller, client, mut people) in callers {
            tasks.spawn(async move {
                for person in &mut people {
                    sign_in(&caller, &client, person).await?;
                }
                Ok::<(), BenchError>(())
            });
        }
        while let Some(result) = tasks.join_next().await {
            result??;
        }
        Ok(PEOPLE as f64 / watch.elapsed().as_secs_f64())
    }
}

/// Signs somebody in, by a password and a code where they have an app; gives the access token.
async fn sign_in(caller: &Caller, client: &str, person: &mut Person) -> Result<String, BenchError> {
    let begin = json!({
        "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": client,
        "AuthParameters": {"USERNAME": person.name, "PASSWORD": PASSWORD},
    });
    let mut answer = caller.call("InitiateAuth", &begin).await?;
    if let Some(app) = &mut person.app {
        let code = json!({
            "ChallengeName": "SOFTWARE_TOKEN_MFA", "ClientId": client, "Session": text(&answer, "/Session")?,
            "ChallengeResponses": {"USERNAME": person.name, "SOFTWARE_TOKEN_MFA_CODE": app.code()},
        });
        answer = caller.call("RespondToAuthChallenge", &code).await?;
    }
    text(&answer, "/AuthenticationResult/AccessToken")
}

/// Gives somebody who is signed in a new authenticator app, and has it asked for.
async fn associate(caller: &Caller, token: &str) -> Result<App, BenchError> {
    let secret = caller
        .call("AssociateSoftwareToken", &json!({"AccessToken": token}))
        .await?;
    let secret = Secret::try_from_base32(&text(&secret, "/SecretCode")?)?;
    let codes = Builder::new().with_secret(secret).build()?;
    let mut app = App {
        codes,
        last_step: 0,
    };
    let proof = json!({"AccessToken": token, "UserCode": app.code()});
    caller.call("VerifySoftwareToken", &proof).await?;
    let request = json!({
        "AccessToken": token, "SoftwareTokenMfaSettings": {"Enabled": true, "PreferredMfa": true},
    });
    caller.call("SetUserMFAPreference", &request).await?;
    Ok(app)
}
