//! The claims of each kind of token, and the members of the userInfo answer.

use super::Family;
use crate::{
    client::Client,
    pool::{Pool, standard_names},
    time::Timestamp,
    user::User,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The pool, client, user and authentication from which tokens are issued.
#[derive(Debug, Clone, Copy)]
pub struct Issue<'a> {
    /// The pool.
    pub pool: &'a Pool,
    /// The client.
    pub client: &'a Client,
    /// The user as they are now.
    pub user: &'a User,
    /// The authentication.
    pub family: &'a Family,
    /// The scopes of these tokens: those of the authentication, or a refresh's part of them.
    pub scopes: &'a [String],
    /// `aud` of the access token: the resource for which it is.
    pub audience: Option<&'a str>,
    /// The `nonce` of the authorization request that the ID token answers; a refresh answers none.
    pub nonce: Option<&'a str>,
    /// `iss`: the issuer, without a slash at its end.
    pub issuer: &'a str,
    /// The time of issue.
    pub now: Timestamp,
}

/// The attributes that the `profile` scope adds to userInfo, besides custom ones.
///
/// **Source** OpenID Connect Core §5.4.
const PROFILE: [&str; 14] = [
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
];

impl Issue<'_> {
    /// Whether the tokens hold this scope.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|held| held == scope)
    }

    /// The claims that ID and access tokens of users share.
    fn common(
        &self,
        token_use: &str,
        lifetime: std::time::Duration,
        jti: &str,
    ) -> Map<String, Value> {
        let family = self.family;
        let mut claims = Map::new();
        let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        put("sub", json!(self.user.sub));
        put("iss", json!(self.issuer));
        put("token_use", json!(token_use));
        put("event_id", json!(family.event));
        put("auth_time", json!(family.auth_time.seconds()));
        put("iat", json!(self.now.seconds()));
        put("exp", json!((self.now + lifetime).seconds()));
        if self.client.revocable() {
            put("jti", json!(jti));
            put("origin_jti", json!(family.origin_jti));
        }
        claims
    }
}

/// The claims of an ID token; `at_hash` is that of the access token that goes out with it, on the OAuth endpoints.
///
/// **Source** developer guide, "Understanding the identity (ID) token".
pub fn id_claims(issue: &Issue<'_>, jti: &str, at_hash: Option<&str>) -> Map<String, Value> {
    let mut claims = issue.common("id", issue.client.id_lifetime(), jti);
    let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    put("aud", json!(issue.client.id));
    put("cognito:username", json!(issue.user.username));
    if let Some(at_hash) = at_hash {
        put("at_hash", json!(at_hash));
    }
    if let Some(nonce) = issue.nonce {
        put("nonce", json!(nonce));
    }
    let mut readable = issue.client.readable(issue.pool);
    if issue.family.oauth && !issue.has_scope("profile") {
        narrow(&mut readable, issue.scopes);
    }
    for (name, value) in issue
        .user
        .attributes
        .iter()
        .filter(|(name, _)| readable.contains(*name))
    {
        put(name, attribute_claim(name, value));
    }
    claims
}

/// The claims of an access token.
///
/// **Source** developer guide, "Understanding the access token": there is no `aud` without a resource.
pub fn access_claims(issue: &Issue<'_>, jti: &str) -> Map<String, Value> {
    let mut claims = issue.common("access", issue.client.access_lifetime(), jti);
    let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    put("client_id", json!(issue.client.id));
    put("username", json!(issue.user.username));
    put("scope", json!(issue.scopes.join(" ")));
    if issue.family.oauth {
        put("version", json!(2));
    }
    if let Some(audience) = issue.audience {
        put("aud", json!(audience));
    }
    claims
}

/// The claims of an access token of the client itself (`client_credentials`).
pub fn client_claims(
    client: &Client,
    issuer: &str,
    scopes: &[String],
    audience: Option<&str>,
    jti: &str,
    now: Timestamp,
) -> Map<String, Value> {
    let mut claims = json!({
        "sub": client.id,
        "iss": issuer,
        "token_use": "access",
        "scope": scopes.join(" "),
        "auth_time": now.seconds(),
        "iat": now.seconds(),
        "exp": (now + client.access_lifetime()).seconds(),
        "version": 2,
        "jti": jti,
        "client_id": client.id,
    });
    if let Some(audience) = audience {
        claims["aud"] = json!(audience);
    }
    match claims {
        Value::Object(claims) => claims,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    }
}

/// The form of `email_verified` and `phone_number_verified` in a userInfo answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerifiedFlags {
    /// `"true"`. **Source** developer guide, "userInfo endpoint".
    Texts,
    /// `true`. **Source** OpenID Connect Core §5.1.
    Booleans,
}

/// The userInfo answer about this user to a token with these scopes, `openid` among them.
pub fn user_info(
    (pool, client, user): (&Pool, &Client, &User),
    scopes: &[String],
    flags: VerifiedFlags,
) -> Map<String, Value> {
    let mut readable = client.readable(pool);
    narrow(&mut readable, scopes);
    let mut members = Map::new();
    members.insert("sub".to_owned(), json!(user.sub));
    members.insert("username".to_owned(), json!(user.username));
    for (name, value) in user
        .attributes
        .iter()
        .filter(|(name, _)| readable.contains(*name))
    {
        let member = match flags {
            VerifiedFlags::Texts => plain(name, value),
            VerifiedFlags::Booleans => attribute_claim(name, value),
        };
        members.insert(name.clone(), member);
    }
    members
}

/// Keeps the attributes that the scopes name; `openid` alone names all.
fn narrow(readable: &mut BTreeSet<String>, scopes: &[String]) {
    let has = |scope: &str| scopes.iter().any(|held| held == scope);
    let (email, phone, profile) = (has("email"), has("phone"), has("profile"));
    if !email && !phone && !profile {
        return;
    }
    readable.retain(|name| {
        (email && matches!(name.as_str(), "email" | "email_verified"))
            || (phone && matches!(name.as_str(), "phone_number" | "phone_number_verified"))
            || (profile
                && (PROFILE.contains(&name.as_str())
                    || standard_names().all(|standard| standard != name)))
    });
}

/// An attribute as a claim of the ID token.
///
/// **Source** OpenID Connect Core §5.1: verified flags are booleans here, unlike in userInfo's answer.
pub(super) fn attribute_claim(name: &str, value: &str) -> Value {
    match name {
        "email_verified" | "phone_number_verified" => json!(value == "true"),
        "identities" => serde_json::from_str(value).unwrap_or_else(|_| json!(value)),
        _ => plain(name, value),
    }
}

/// A value in the type OpenID Connect gives it.
///
/// **Source** OpenID Connect Core §5.1: `address` is an object, `updated_at` a number.
fn plain(name: &str, value: &str) -> Value {
    match name {
        "address" => json!({ "formatted": value }),
        "updated_at" => value
            .parse::<i64>()
            .map_or_else(|_| json!(value), |seconds| json!(seconds)),
        _ => json!(value),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{NOW, client, family, pool, user};
    use super::*;

    #[track_caller]
    fn check(claims: Map<String, Value>, expect: Value) {
        assert_eq!(Value::Object(claims), expect);
    }

    #[test]
    fn tokens_of_the_json_api() {
        let (pool, user, client) = (pool(), user(), client(json!({})));
        let family = family(&client, &["aws.cognito.signin.user.admin"], false);
        let issue = Issue {
            pool: &pool,
            client: &client,
            user: &user,
            family: &family,
            scopes: &family.scopes,
            audience: None,
            nonce: None,
            issuer: "https://i/p",
            now: NOW,
        };
        check(
            access_claims(&issue, "jti-1"),
            json!({
                "sub": "sub-1", "iss": "https://i/p", "token_use": "access", "event_id": "event-1",
                "auth_time": 1_700_000_000, "iat": 1_700_000_000, "exp": 1_700_003_600,
                "jti": "jti-1", "origin_jti": "origin-1", "client_id": "c1", "username": "ada",
                "scope": "aws.cognito.signin.user.admin"}),
        );
        check(
            id_claims(&issue, "jti-2", None),
            json!({
                "sub": "sub-1", "iss": "https://i/p", "token_use": "id", "event_id": "event-1",
                "auth_time": 1_700_000_000, "iat": 1_700_000_000, "exp": 1_700_003_600,
                "jti": "jti-2", "origin_jti": "origin-1", "aud": "c1", "cognito:username": "ada",
                "email": "ada@example.com", "email_verified": true, "name": "Ada",
                "address": {"formatted": "12 St James's Square"}, "updated_at": 1_700_000_000,
                "phone_number": "+12065550100", "phone_number_verified": false, "custom:tenant": "7"}),
        );
    }

    #[test]
    fn tokens_of_the_oauth_endpoints_hold_what_the_scopes_name() {
        let (pool, user, client) = (
            pool(),
            user(),
            client(json!({"EnableTokenRevocation": false})),
        );
        let names = |scopes: &[&str]| {
            let family = family(&client, scopes, true);
            let issue = Issue {
                pool: &pool,
                client: &client,
                user: &user,
                family: &family,
                scopes: &family.scopes,
                audience: None,
                nonce: Some("n"),
                issuer: "i",
                now: NOW,
            };
            assert_eq!(access_claims(&issue, "j")["version"], 2);
            assert!(!access_claims(&issue, "j").contains_key("aud"));
            let bound = Issue {
                audience: Some("https://api.example"),
                ..issue
            };
            assert_eq!(access_claims(&bound, "j")["aud"], "https://api.example");
            assert_eq!(id_claims(&bound, "j", None)["aud"], "c1");
            let claims = id_claims(&issue, "j", Some("hash"));
            assert_eq!(
                (&claims["nonce"], &claims["at_hash"]),
                (&json!("n"), &json!("hash"))
            );
            assert!(!claims.contains_key("jti") && !claims.contains_key("origin_jti"));
            let attributes = user
                .attributes
                .keys()
                .filter(|name| claims.contains_key(*name));
            attributes.map(String::as_str).collect::<Vec<_>>().join(" ")
        };
        let all = "address custom:tenant email email_verified name phone_number phone_number_verified updated_at";
        assert_eq!(names(&["openid"]), all);
        assert_eq!(names(&["openid", "aws.cognito.signin.user.admin"]), all);
        assert_eq!(names(&["openid", "profile"]), all);
        assert_eq!(names(&["openid", "email"]), "email email_verified");
        assert_eq!(
            names(&["openid", "email", "phone"]),
            "email email_verified phone_number phone_number_verified"
        );
    }

    #[test]
    fn user_info_speaks_in_strings_and_by_scope() {
        let (pool, user, client) = (pool(), user(), client(json!({})));
        let info = |scopes: &[&str]| {
            let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
            user_info((&pool, &client, &user), &scopes, VerifiedFlags::Texts)
        };
        check(
            info(&["openid", "email"]),
            json!({"sub": "sub-1", "username": "ada", "email": "ada@example.com", "email_verified": "true"}),
        );
        check(
            info(&["openid", "profile"]),
            json!({"sub": "sub-1", "username": "ada", "name": "Ada", "updated_at": 1_700_000_000, "custom:tenant": "7"}),
        );
        assert_eq!(info(&["openid"]).len(), 10);
        let scopes = ["openid", "email"].map(str::to_owned);
        check(
            user_info((&pool, &client, &user), &scopes, VerifiedFlags::Booleans),
            json!({"sub": "sub-1", "username": "ada", "email": "ada@example.com", "email_verified": true}),
        );
    }

    #[test]
    fn a_client_that_may_not_read_an_attribute_does_not_see_it() {
        let (pool, user, client) = (pool(), user(), client(json!({"ReadAttributes": ["name"]})));
        let family = family(&client, &["openid"], true);
        let issue = Issue {
            pool: &pool,
            client: &client,
            user: &user,
            family: &family,
            scopes: &family.scopes,
            audience: None,
            nonce: None,
            issuer: "i",
            now: NOW,
        };
        let claims = id_claims(&issue, "j", None);
        assert!(claims.contains_key("name") && !claims.contains_key("email"));
    }

    #[test]
    fn a_token_of_a_machine() {
        let client = client(json!({}));
        check(
            client_claims(
                &client,
                "https://i/p",
                &["notes/read".to_owned()],
                Some("https://api.example"),
                "jti-1",
                NOW,
            ),
            json!({
                "sub": "c1", "iss": "https://i/p", "token_use": "access", "scope": "notes/read",
                "auth_time": 1_700_000_000, "iat": 1_700_000_000, "exp": 1_700_003_600, "version": 2,
                "jti": "jti-1", "client_id": "c1", "aud": "https://api.example"}),
        );
    }
}
