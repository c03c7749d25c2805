//! How much each client address may try, beside the limits that every account has: guesses that fail, sign-ins that are
//! begun and not ended, and codes and sign-ups that are asked for.
//!
//! Owns which requests count, and the answer to one too many. Must not know what a request does: operations say which
//! limit they count for, and handlers mark their answer with `FailedGuess`.
//!
//! The counts are this process's own, in memory. What must be exact however many servers share a database, the tries at
//! one account, is in the store. This limit slows one address that goes through many accounts: behind a balancer over
//! n servers it may try n times as much, which is still nothing beside what it stops, while counts in the store would
//! turn every guess of a flood into a write to the one row of its address.

use crate::client_address;
use crate::config::Server;
use axum::{
    body::to_bytes,
    extract::{MatchedPath, Request},
    http::{HeaderValue, Method, header, request::Parts},
    middleware::Next,
    response::Response,
};
use domain::refusal;
use engine::{
    fault::Fault,
    rate_limiter::RateLimit,
    request::{BODY_LIMIT_BYTES, FailedGuess, UnprovedSignIn},
};
use std::sync::Arc;
use std::time::Duration;
use web::{hosted, oauth, site::Site};
use wire::{challenge::ChallengeName, route};

/// The form of the answer to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Api,
    OAuth,
    Page,
}

/// Answers a request unless its address did too much of the kind.
pub(crate) async fn hold(
    site: Site,
    server: Arc<Server>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let Some((limit, form)) = limit_of(&parts) else {
        return next.run(Request::from_parts(parts, body)).await;
    };
    let address = client_address::of(&server, &parts);
    match site.rate_limiter.count(limit, address, site.now()) {
        Ok(()) => {
            let unproved = UnprovedSignIn::default();
            parts.extensions.insert(unproved.clone());
            let response = next.run(Request::from_parts(parts, body)).await;
            if limit == RateLimit::Guess {
                let is_failed_guess = response.extensions().get::<FailedGuess>().is_some();
                let is_harmless = !is_failed_guess && !unproved.is_begun();
                // Its start was counted, too.
                let is_over = unproved.is_ended();
                for _ in 0..u8::from(is_harmless) + u8::from(is_over) {
                    site.rate_limiter.give_back(limit, address, site.now());
                }
            }
            response
        }
        Err(wait) => {
            tracing::warn!(%address, ?limit, "an address tries too much");
            // An answer that overtakes its request's body may be lost with the connection.
            drop(to_bytes(body, BODY_LIMIT_BYTES).await);
            too_many(&site, &parts, form, wait)
        }
    }
}

/// The answer to one request too many.
fn too_many(site: &Site, parts: &Parts, form: Form, wait: Duration) -> Response {
    let mut response = match form {
        Form::Api => api::error(&Fault::Refused(refusal::Limit::Busy.into())),
        Form::OAuth => oauth::refuse(refusal::Limit::Busy.into()),
        Form::Page => hosted::too_many_requests(site, parts, wait),
    };
    let seconds = wait.as_millis().div_ceil(1000).to_string();
    if let Ok(seconds) = HeaderValue::from_str(&seconds) {
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

/// What a request counts as; `None` for most.
fn limit_of(parts: &Parts) -> Option<(RateLimit, Form)> {
    let path = parts.extensions.get::<MatchedPath>()?.as_str();
    if parts.method != Method::POST {
        return None;
    }
    match path {
        "/" => api::limit(&parts.headers).map(|limit| (limit, Form::Api)),
        route::TOKEN | route::REVOKE => Some((RateLimit::Guess, Form::OAuth)),
        route::SIGNUP | route::RESEND_CODE | route::FORGOT_PASSWORD => {
            Some((RateLimit::CodeRequest, Form::Page))
        }
        route::LOGIN | route::CONFIRM | route::CONFIRM_USER | route::CONFIRM_FORGOT_PASSWORD => {
            Some((RateLimit::Guess, Form::Page))
        }
        path => {
            let mut challenges = ChallengeName::ALL.iter().copied();
            let answers = challenges.any(|name| name.page() == Some(path));
            answers.then_some((RateLimit::Guess, Form::Page))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;
    use api::testing::{PASSWORD, World, merged, text};
    use axum::{body::Body, extract::ConnectInfo, http::StatusCode};
    use engine::{clock::Clock, settings::RateLimits};
    use serde_json::{Value, json};
    use std::net::SocketAddr;

    /// Any token does: the same one comes in the cookie and in the form.
    const CSRF: &str = "0123456789012345678901234567890123456789012";
    const OFFICE: &str = "203.0.113.9";

    async fn world() -> World {
        let client = json!({
            "PreventUserExistenceErrors": "ENABLED", "CallbackURLs": ["https://app.example.com/"],
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid"]});
        let limits = RateLimits {
            failed_guesses: 3,
            code_requests: 2,
            window: Duration::from_mins(1),
        };
        World::set(|settings| settings.rate_limits = limits, json!({}), client).await
    }

    /// Sends a request from an address; gives status, wait and body.
    async fn send(
        world: &World,
        from: &str,
        request: axum::http::request::Builder,
        body: String,
    ) -> (StatusCode, Option<u64>, String) {
        let mut request = request
            .header("host", "localhost")
            .body(Body::from(body))
            .expect("the request is sound");
        let from = SocketAddr::new(from.parse().expect("an address"), 4711);
        request.extensions_mut().insert(ConnectInfo(from));
        let (answer, body) = {
            let settings = [("server.trusted_proxies", "10.0.0.0/8")];
            testing::ask(&testing::around(&world.app, &settings), request).await
        };
        let wait = answer.headers.get("retry-after");
        let wait = wait.map(|wait| wait.to_str().expect("ASCII").parse().expect("seconds"));
        let body = String::from_utf8(body).expect("the body is text");
        (answer.status, wait, body)
    }

    /// Calls an operation from an address; gives its wait and its answer.
    async fn waited(
        world: &World,
        from: &str,
        operation: &str,
        body: Value,
    ) -> (Option<u64>, Value) {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let request = Request::post("/").header("x-amz-target", target);
        let body = merged(json!({"ClientId": world.client.id}), body).to_string();
        let (_, wait, body) = send(world, from, request, body).await;
        let body = serde_json::from_str(&body).expect("the answer is JSON");
        (wait, body)
    }

    async fn answer(world: &World, from: &str, operation: &str, body: Value) -> Value {
        waited(world, from, operation, body).await.1
    }

    async fn call(
        world: &World,
        from: &str,
        operation: &str,
        body: Value,
    ) -> (String, Option<u64>) {
        let (wait, body) = waited(world, from, operation, body).await;
        (body["__type"].as_str().unwrap_or_default().to_owned(), wait)
    }

    async fn sign_in(world: &World, from: &str, name: &str, password: &str) -> String {
        let parameters = json!({"USERNAME": name, "PASSWORD": password});
        let body = json!({"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        call(world, from, "InitiateAuth", body).await.0
    }

    /// Posts a form to a page.
    async fn post(
        world: &World,
        path: &str,
        fields: &[(&str, &str)],
        language: &str,
    ) -> (StatusCode, Option<u64>, String) {
        let uri = format!(
            "{path}?client_id={}&response_type=code&scope=openid&redirect_uri=https%3A%2F%2Fapp.example.com%2F",
            world.client.id
        );
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("_csrf", CSRF)
            .extend_pairs(fields)
            .finish();
        let request = Request::post(uri)
            .header("accept", "text/html")
            .header("accept-language", language)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", format!("loggia_csrf={CSRF}"));
        send(world, OFFICE, request, form).await
    }

    #[tokio::test]
    async fn one_address_guesses_at_many_accounts_only_so_often() {
        let world = world().await;
        world.user("ada").await;
        for _ in 0..9 {
            assert_eq!(
                sign_in(&world, OFFICE, "ada", PASSWORD).await,
                "",
                "what is right is free"
            );
        }
        for name in ["ada", "bob", "eve"] {
            assert_eq!(
                sign_in(&world, OFFICE, name, "Wrong-Day-7").await,
                "NotAuthorizedException"
            );
        }
        let too_many = "TooManyRequestsException";
        assert_eq!(sign_in(&world, OFFICE, "ada", PASSWORD).await, too_many);
        let code = json!({"Username": "ada", "ConfirmationCode": "000000"});
        let (kind, wait) = call(&world, OFFICE, "ConfirmSignUp", code).await;
        // A stretch of 60 seconds, and a third of the next.
        assert_eq!((kind.as_str(), wait), (too_many, Some(80)));
        assert_eq!(
            sign_in(&world, "203.0.113.8", "ada", PASSWORD).await,
            "",
            "others go on"
        );
        world.app.clock.advance(Duration::from_secs(79));
        assert_eq!(sign_in(&world, OFFICE, "ada", PASSWORD).await, too_many);
        world.app.clock.advance(Duration::from_secs(1));
        assert_eq!(sign_in(&world, OFFICE, "ada", PASSWORD).await, "");
    }

    #[tokio::test]
    async fn a_sign_in_that_nobody_ends_counts() {
        let mut world = world().await;
        world.user("ada").await;
        let srp = [
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_USER_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
        ];
        let client = json!({
            "CallbackURLs": ["https://app.example.com/"], "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"], "ExplicitAuthFlows": srp});
        world.client = world.another_client(client).await;
        let world = world;
        // The client of SRP looks at the system's clock.
        let behind = Clock::system().now().since(world.app.now());
        world.app.clock.advance(behind);
        let begin = async |name: &str, password: &str| {
            let user = aws_cognito_srp::User::new(world.pool.id.as_str(), name, password);
            let client = aws_cognito_srp::SrpClient::new(user, world.client.id.as_str(), None);
            let parameters = json!({"USERNAME": name, "SRP_A": client.get_auth_parameters().a});
            let body = json!({"AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters});
            (answer(&world, OFFICE, "InitiateAuth", body).await, client)
        };
        let prove = async |password: &str| {
            let (challenge, client) = begin("ada", password).await;
            let parameter = |key: &str| text(&challenge["ChallengeParameters"][key]);
            let proof = client.verify(
                &parameter("SECRET_BLOCK"),
                &parameter("USER_ID_FOR_SRP"),
                &parameter("SALT"),
                &parameter("SRP_B"),
            );
            let proof = proof.expect("the parameters are sound");
            let responses = json!({
                "USERNAME": "ada", "TIMESTAMP": proof.timestamp,
                "PASSWORD_CLAIM_SECRET_BLOCK": proof.password_claim_secret_block,
                "PASSWORD_CLAIM_SIGNATURE": proof.password_claim_signature});
            let body =
                json!({"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses});
            answer(&world, OFFICE, "RespondToAuthChallenge", body).await
        };
        for _ in 0..9 {
            let tokens = prove(PASSWORD).await;
            assert!(tokens["AuthenticationResult"].is_object(), "{tokens}");
        }
        // A wrong proof counts once, for its answer.
        assert_eq!(
            prove("Wrong-Day-7").await["__type"],
            "NotAuthorizedException"
        );
        for name in ["ada", "ada"] {
            let (challenge, _) = begin(name, PASSWORD).await;
            assert_eq!(challenge["ChallengeName"], "PASSWORD_VERIFIER");
        }
        let (answer, _) = begin("ada", PASSWORD).await;
        assert_eq!(answer["__type"], "TooManyRequestsException");
        // The identifier alone, on a page, begins one as well.
        world.app.clock.advance(Duration::from_hours(1));
        let see_other = StatusCode::SEE_OTHER;
        for _ in 0..3 {
            let posted = post(&world, "/login", &[("username", "ada")], "en").await;
            assert_eq!(posted.0, see_other);
        }
        let posted = post(&world, "/login", &[("username", "ada")], "en").await;
        assert_eq!(posted.0, StatusCode::TOO_MANY_REQUESTS);
    }

    #[tokio::test]
    async fn codes_and_sign_ups_are_limited_whatever_comes_of_them() {
        let world = world().await;
        let forgot = async |name: &str| {
            let body = json!({"Username": name});
            call(&world, OFFICE, "ForgotPassword", body).await.0
        };
        for name in ["ada", "bob"] {
            assert_ne!(forgot(name).await, "TooManyRequestsException");
        }
        assert_eq!(forgot("eve").await, "TooManyRequestsException");
        let person = json!({"Username": "eve", "Password": PASSWORD});
        let (kind, wait) = call(&world, OFFICE, "SignUp", person).await;
        assert_eq!(
            (kind.as_str(), wait),
            ("TooManyRequestsException", Some(90))
        );
        assert_eq!(
            sign_in(&world, OFFICE, "ada", "x").await,
            "NotAuthorizedException",
            "a count of its own"
        );
    }

    #[tokio::test]
    async fn pages_say_how_long_to_wait_in_both_languages() {
        let world = world().await;
        world.user("ada").await;
        let wrong = [("username", "ada"), ("password", "Wrong-Day-7")];
        for _ in 0..3 {
            assert_eq!(
                post(&world, "/login", &wrong, "en").await.0,
                StatusCode::SEE_OTHER
            );
        }
        let too_many = StatusCode::TOO_MANY_REQUESTS;
        for (language, title, lead) in [
            ("en", "Too many requests", "Wait 2 min, then try again."),
            (
                "de",
                "Zu viele Anfragen",
                "Warten Sie 2 Min. und versuchen Sie es dann erneut.",
            ),
        ] {
            let (status, wait, page) = post(&world, "/login", &wrong, language).await;
            // Hydration finds the parts of a text by such marks.
            let page = page.replace("<!>", "");
            assert_eq!((status, wait), (too_many, Some(80)));
            assert!(page.contains(title) && page.contains(lead), "{page}");
        }
        for path in [
            "/confirm",
            "/confirmforgotPassword",
            "/newPassword",
            "/password",
            "/confirmUser",
        ] {
            assert_eq!(post(&world, path, &[], "en").await.0, too_many, "{path}");
        }
        assert_ne!(post(&world, "/forgotPassword", &[], "en").await.0, too_many);
        assert_ne!(post(&world, "/resendcode", &[], "en").await.0, too_many);
        assert_eq!(post(&world, "/signup", &[], "en").await.0, too_many);
    }

    #[tokio::test]
    async fn what_a_token_may_ask_for_is_counted_too() {
        let too_many = "TooManyRequestsException";
        for (operation, body) in [
            (
                "UpdateUserAttributes",
                json!({"UserAttributes": [{"Name": "email", "Value": "new@example.com"}]}),
            ),
            ("AssociateSoftwareToken", json!({})),
            (
                "GetUserAttributeVerificationCode",
                json!({"AttributeName": "email"}),
            ),
            ("VerifySoftwareToken", json!({"UserCode": "000000"})),
            (
                "VerifyUserAttribute",
                json!({"AttributeName": "email", "Code": "000000"}),
            ),
            (
                "ChangePassword",
                json!({"PreviousPassword": "Wrong-Day-7", "ProposedPassword": PASSWORD}),
            ),
        ] {
            let world = world().await;
            let set = api::testing::mfa::set(&world, "OPTIONAL", true).await;
            set.expect("the pool may have authenticator apps");
            world.user("ada").await;
            let token = world.access_token("ada").await;
            let associated = world.call_as(&token, "AssociateSoftwareToken", json!({}));
            associated.await.expect("the pool has authenticator apps");
            let body = merged(json!({"AccessToken": token}), body);
            let ask = async || call(&world, OFFICE, operation, body.clone()).await.0;
            let mut answers = 0;
            while ask().await != too_many {
                answers += 1;
                assert!(answers < 5, "{operation} counts for nothing");
            }
        }
    }

    #[tokio::test]
    async fn wrong_codes_on_the_pages_are_guesses_too() {
        let page = async |path: &str, fields: &[(&str, &str)]| {
            let world = world().await;
            for _ in 0..3 {
                let (status, ..) = post(&world, path, fields, "en").await;
                assert_eq!(status, StatusCode::SEE_OTHER, "{path}");
            }
            assert_eq!(
                post(&world, path, fields, "en").await.0,
                StatusCode::TOO_MANY_REQUESTS,
                "{path}"
            );
        };
        page("/confirm", &[("username", "eve"), ("code", "1")]).await;
        let reset = [("username", "eve"), ("code", "1"), ("password", PASSWORD)];
        page("/confirmforgotPassword", &reset).await;
        let world = world().await;
        let link = [("user_name", "eve"), ("confirmation_code", "1")];
        let open = async || post(&world, "/confirmUser", &link, "en").await.0;
        for _ in 0..3 {
            assert_eq!(open().await, StatusCode::BAD_REQUEST);
        }
        assert_eq!(open().await, StatusCode::TOO_MANY_REQUESTS);
    }

    #[tokio::test]
    async fn client_secrets_are_guessed_only_so_often() {
        let world = world().await;
        let confidential = world.another_client(json!({"GenerateSecret": true})).await;
        let token = async |from: &str| {
            let form = format!(
                "grant_type=refresh_token&refresh_token=x&client_id={}&client_secret=wrong",
                confidential.id
            );
            let request = Request::post("/oauth2/token")
                .header("content-type", "application/x-www-form-urlencoded");
            let (status, wait, body) = send(&world, from, request, form).await;
            let body: Value = serde_json::from_str(&body).expect("the answer is JSON");
            (status, wait, body["error"].clone())
        };
        for _ in 0..3 {
            assert_eq!(token(OFFICE).await.2, "invalid_client");
        }
        let (status, wait, error) = token(OFFICE).await;
        assert_eq!((status, wait), (StatusCode::TOO_MANY_REQUESTS, Some(80)));
        assert_eq!(error, "temporarily_unavailable");
        assert_eq!(token("203.0.113.8").await.2, "invalid_client");
    }
}
