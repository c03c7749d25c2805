//! Whether the time of an answer tells a user from nobody: each endpoint that hides users, tried with both in turn.

use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::server::{Server, Stopwatch};
use crate::{BenchError, PASSWORD, percentile, text};

/// How often each endpoint is tried with a user, and with an unknown one: each name once, for accounts have limits.
const TRIES: usize = 2020;
/// How far apart the times may be, in percent.
const APART: f64 = 5.0;
/// The first tries, which warm caches, are not counted.
const WARMING: usize = 20;
/// Any token does: the same one comes in the cookie and in the form.
const CSRF: &str = "0123456789012345678901234567890123456789012";
const HOME: &str = "https://app.example.com/";

/// How one endpoint is called with a name.
type Make = fn(&Place<'_>, &str) -> RequestBuilder;

/// What is tried where the address is the user name. What a later one needs, an earlier one has sent.
const EMAIL: [(&str, Who, Make); 8] = [
    ("/login, identifier first", Who::Confirmed, |place, name| {
        place.identifier(name)
    }),
    (
        "InitiateAuth USER_PASSWORD_AUTH",
        Who::Confirmed,
        |place, name| place.password(name),
    ),
    (
        "InitiateAuth USER_SRP_AUTH",
        Who::Confirmed,
        |place, name| place.srp(name),
    ),
    ("ForgotPassword", Who::Confirmed, |place, name| {
        place.forgot(name)
    }),
    (
        "ConfirmForgotPassword, a wrong code",
        Who::Confirmed,
        |place, name| place.reset(name),
    ),
    ("ResendConfirmationCode", Who::Unconfirmed, |place, name| {
        place.resend(name)
    }),
    (
        "ConfirmSignUp, a wrong code",
        Who::Unconfirmed,
        |place, name| place.confirm(name),
    ),
    (
        "the same, nobody in a user's place",
        Who::Other,
        |place, name| place.confirm(name),
    ),
];

/// What is tried where the address is an alias of a name that was chosen.
const ALIAS: [(&str, Who, Make); 3] = [
    (
        "USER_SRP_AUTH by an alias",
        Who::Confirmed,
        |place, name| place.srp(name),
    ),
    (
        "ForgotPassword by an alias",
        Who::Confirmed,
        |place, name| place.forgot(name),
    ),
    (
        "ConfirmForgotPassword by an alias",
        Who::Confirmed,
        |place, name| place.reset(name),
    ),
];

/// The users whom an endpoint is tried with, beside unknown ones.
#[derive(Clone, Copy)]
enum Who {
    /// Users who can sign in.
    Confirmed,
    /// Users who wait for the code of their sign-up.
    Unconfirmed,
    /// Unknown users too: how far apart chance brings the times.
    Other,
}

impl Who {
    /// The name of one; all names are of the same length.
    fn name(self, number: usize) -> String {
        match self {
            Self::Confirmed => format!("known{number:04}@example.com"),
            Self::Unconfirmed => format!("fresh{number:04}@example.com"),
            Self::Other => format!("never{number:04}@example.com"),
        }
    }
}

fn unknown_user(number: usize) -> String {
    format!("other{number:04}@example.com")
}

/// A pool with users, and a client from which they are hidden.
struct Place<'a> {
    server: &'a Server,
    client: String,
    /// Whether the answers of a sign-in hold a name that was not typed; such names have no usual length.
    shows_names: bool,
}

/// Makes pool, client and users, tries every endpoint and prints the times.
pub(crate) async fn measure(server: &Server) -> Result<(), BenchError> {
    let by_email = json!({"UsernameAttributes": ["email"]});
    let named_by_email = Place::make(server, by_email, |name| name.to_owned()).await?;
    let by_alias = json!({"AliasAttributes": ["email"]});
    let aliased = Place::make(server, by_alias, |email| email.replace("@example.com", "")).await?;
    println!();
    println!(
        "time to answer, ms, {} tries each, in turn",
        TRIES - WARMING
    );
    println!(
        "{:<34} {:>9} {:>9} {:>9} {:>9} {:>7} {:>7}",
        "", "user p50", "nobody", "user p95", "nobody", "p50 %", "p95 %"
    );
    let mut passes = Vec::new();
    for (place, endpoints) in [(&named_by_email, EMAIL.as_slice()), (&aliased, &ALIAS)] {
        for (name, who, make) in endpoints {
            passes.push(place.compare(name, *who, make).await?);
        }
    }
    println!(
        "{} of {} are less than {APART:.0} % apart, in the median and at p95.",
        passes.iter().filter(|passes| **passes).count(),
        passes.len()
    );
    println!("SignUp tells a taken name from a free one, as Cognito's does.");
    Ok(())
}

impl<'a> Place<'a> {
    /// Makes a pool with these names, a client, and for each address a user who is named by it as `username` says.
    async fn make(
        server: &'a Server,
        names: Value,
        username: fn(&str) -> String,
    ) -> Result<Self, BenchError> {
        let mut pool = names;
        pool["PoolName"] = json!("enumeration");
        pool["AutoVerifiedAttributes"] = json!(["email"]);
        let pool = server.call_signed("CreateUserPool", &pool).await?;
        let pool = text(&pool, "/UserPool/Id")?;
        let client = json!({
            "UserPoolId": pool, "ClientName": "enumeration", "PreventUserExistenceErrors": "ENABLED",
            "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"],
            "CallbackURLs": [HOME], "SupportedIdentityProviders": ["COGNITO"],
        });
        let client = server.call_signed("CreateUserPoolClient", &client).await?;
        let client = text(&client, "/UserPoolClient/ClientId")?;
        for number in 0..TRIES {
            let email = Who::Confirmed.name(number);
            crate::person(server, &pool, &username(&email), &email).await?;
            let email = Who::Unconfirmed.name(number);
            let person = json!({
                "ClientId": client, "Username": username(&email), "Password": PASSWORD,
                "UserAttributes": [{"Name": "email", "Value": email}],
            });
            server.call("SignUp", &person).await?;
        }
        let shows_names = username("a@example.com") != "a@example.com";
        Ok(Self {
            server,
            client,
            shows_names,
        })
    }

    /// Tries one endpoint with users and nobody in turn and prints a line; whether the times are close enough.
    ///
    /// **Errors** status or length of the answers differ. A random number may lose a leading zero, so that the usual
    /// length counts.
    async fn compare(&self, endpoint: &str, who: Who, make: &Make) -> Result<bool, BenchError> {
        let (mut user, mut none) = (Vec::new(), Vec::new());
        let (mut there_forms, mut not_forms) = (Vec::new(), Vec::new());
        for number in 0..TRIES {
            let (there, not) = (
                make(self, &who.name(number)),
                make(self, &unknown_user(number)),
            );
            // Each comes first as often as the other, so that what one leaves behind falls on both alike.
            let (there, not) = if number % 2 == 0 {
                let there = timed(there).await?;
                (there, timed(not).await?)
            } else {
                let not = timed(not).await?;
                (timed(there).await?, not)
            };
            there_forms.push(there.1);
            not_forms.push(not.1);
            if number >= WARMING {
                user.push(there.0);
                none.push(not.0);
            }
        }
        there_forms.sort_unstable();
        not_forms.sort_unstable();
        let forms = (there_forms[TRIES / 2], not_forms[TRIES / 2]);
        let is_alike = match self.shows_names {
            true => forms.0.0 == forms.1.0,
            false => forms.0 == forms.1,
        };
        if !is_alike {
            return Err(format!(
                "{endpoint} answers a user by {:?}, nobody by {:?}",
                forms.0, forms.1
            )
            .into());
        }
        user.sort();
        none.sort();
        let (p50, p95) = (
            (percentile(&user, 50), percentile(&none, 50)),
            (percentile(&user, 95), percentile(&none, 95)),
        );
        let apart = |(user, none): (f64, f64)| (none - user) / user * 100.0;
        let is_within = apart(p50).abs() < APART && apart(p95).abs() < APART;
        println!(
            "{endpoint:<34} {:>9.3} {:>9.3} {:>9.3} {:>9.3} {:>+7.1} {:>+7.1}  {}",
            p50.0,
            p50.1,
            p95.0,
            p95.1,
            apart(p50),
            apart(p95),
            if is_within { "passes" } else { "fails" }
        );
        Ok(is_within)
    }

    fn api(&self, operation: &str, body: Value) -> RequestBuilder {
        let mut body = body;
        body["ClientId"] = json!(self.client);
        self.server.request(operation, body.to_string())
    }

    fn identifier(&self, name: &str) -> RequestBuilder {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.client)
            .append_pair("response_type", "code")
            .append_pair("scope", "openid")
            .append_pair("redirect_uri", HOME)
            .finish();
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("_csrf", CSRF)
            .append_pair("username", name)
            .finish();
        self.server
            .post(&format!("/login?{query}"))
            .header("accept", "application/json")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", format!("loggia_csrf={CSRF}"))
            .body(form)
    }

    fn password(&self, name: &str) -> RequestBuilder {
        let parameters = json!({"USERNAME": name, "PASSWORD": "Wrong-horse-9-battery"});
        self.api(
            "InitiateAuth",
            json!({"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}),
        )
    }

    fn srp(&self, name: &str) -> RequestBuilder {
        let parameters = json!({"USERNAME": name, "SRP_A": "ab".repeat(384)});
        self.api(
            "InitiateAuth",
            json!({"AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters}),
        )
    }

    fn forgot(&self, name: &str) -> RequestBuilder {
        self.api("ForgotPassword", json!({"Username": name}))
    }

    fn reset(&self, name: &str) -> RequestBuilder {
        let body = json!({"Username": name, "ConfirmationCode": "wrong", "Password": PASSWORD});
        self.api("ConfirmForgotPassword", body)
    }

    fn resend(&self, name: &str) -> RequestBuilder {
        self.api("ResendConfirmationCode", json!({"Username": name}))
    }

    fn confirm(&self, name: &str) -> RequestBuilder {
        self.api(
            "ConfirmSignUp",
            json!({"Username": name, "ConfirmationCode": "wrong"}),
        )
    }
}

/// How long an answer takes to be there in full; its status and length.
async fn timed(request: RequestBuilder) -> Result<(Duration, (u16, usize)), BenchError> {
    let watch = Stopwatch::start();
    let answer = request.send().await?;
    let status = answer.status().as_u16();
    let length = answer.bytes().await?.len();
    Ok((watch.elapsed(), (status, length)))
}
