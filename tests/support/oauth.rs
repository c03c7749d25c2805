//! An OAuth client: authorization requests with PKCE, the endpoints, and the verification of tokens.

use crate::{Answer, Browser, Loggia, PASSWORD};
use aws_lc_rs::digest::{SHA256, digest};
use base64::{
    Engine as _, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD,
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use reqwest::Method;
use serde_json::Value;

/// The PKCE verifier of every request here.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// Its S256 challenge.
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// A state with everything that encoders trip over.
pub const STATE: &str = "st at+e&=%/ü";

/// What the token endpoint gave.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// The access token.
    pub access: String,
    /// The ID token; empty if there is none.
    pub id: String,
    /// The refresh token; empty if there is none.
    pub refresh: String,
}

impl Tokens {
    /// Reads a successful answer.
    pub fn read(body: &Value) -> Self {
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        Self {
            access: text("access_token"),
            id: text("id_token"),
            refresh: text("refresh_token"),
        }
    }
}

/// The left half of a token's hash: `at_hash`.
///
/// **Source** OpenID Connect Core §3.1.3.6.
pub fn half_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&digest(&SHA256, token.as_bytes()).as_ref()[..16])
}

/// The claims of a token, unverified.
pub fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).expect("a token has three parts");
    let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64url");
    serde_json::from_slice(&bytes).expect("claims are JSON")
}

impl Loggia {
    /// The path and query of an authorization request of the demo's client; `extra` replaces parameters, an empty value
    /// removes one.
    pub fn authorize(&self, extra: &[(&str, &str)]) -> String {
        let base = [
            ("response_type", "code"),
            ("client_id", self.fact("client_id")),
            ("redirect_uri", self.fact("demo_url")),
            ("scope", "openid email profile"),
            ("state", STATE),
            ("nonce", "n-0S6_WzA2Mj"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let defaults = base
            .iter()
            .filter(|(name, _)| extra.iter().all(|(key, _)| key != name));
        let pairs = defaults
            .chain(extra.iter().filter(|(_, value)| !value.is_empty()))
            .copied();
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        format!("/oauth2/authorize?{query}")
    }

    /// A code for a person, through the sign-in page; the browser is signed in afterwards.
    pub async fn code(&self, browser: &mut Browser<'_>, url: &str, person: &str) -> String {
        let page = browser.open(url).await;
        let answer = browser
            .submit(
                &page,
                "/login",
                &[("username", person), ("password", PASSWORD)],
            )
            .await;
        answer.code()
    }

    /// Posts a form to an endpoint.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        Answer::read(self.request(Method::POST, path).form(fields)).await
    }

    /// Posts a form with `Authorization: Basic`.
    pub async fn post_as(
        &self,
        path: &str,
        id: &str,
        secret: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let basic = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
        let request = self
            .request(Method::POST, path)
            .header("authorization", basic)
            .form(fields);
        Answer::read(request).await
    }

    /// Redeems a code of the demo's client.
    pub async fn redeem(&self, code: &str) -> Answer {
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", self.fact("client_id")),
            ("redirect_uri", self.fact("demo_url")),
            ("code", code),
            ("code_verifier", VERIFIER),
        ];
        self.post("/oauth2/token", &fields).await
    }

    /// Refreshes tokens of the demo's client.
    pub async fn refresh(&self, token: &str) -> Answer {
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", self.fact("client_id")),
            ("refresh_token", token),
        ];
        self.post("/oauth2/token", &fields).await
    }

    /// A new person signed in through the pages: name and tokens.
    pub async fn signed_in(&self) -> (String, Tokens) {
        let person = self.person().await;
        let code = self
            .code(&mut Browser::new(self), &self.authorize(&[]), &person)
            .await;
        let body = self.redeem(&code).await.ok();
        (person, Tokens::read(&body))
    }

    /// Asks `/oauth2/userInfo`.
    pub async fn user_info(&self, access_token: &str) -> Answer {
        let request = self.request(Method::GET, "/oauth2/userInfo");
        Answer::read(request.bearer_auth(access_token)).await
    }

    /// The keys that are published for the demo pool.
    pub async fn keys(&self) -> Vec<Value> {
        let path = format!("/{}/.well-known/jwks.json", self.fact("pool_id"));
        let body = Answer::read(self.request(Method::GET, &path)).await.ok();
        body["keys"].as_array().expect("a list of keys").clone()
    }

    /// Verifies a token of the demo pool against its published keys: `kid` and claims.
    pub async fn verified(&self, token: &str) -> (String, Value) {
        // Every choice after the first is the same one.
        let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
        let kid = decode_header(token)
            .expect("a token has a header")
            .kid
            .expect("it names its key");
        let keys = self.keys().await;
        let key = keys
            .iter()
            .find(|key| key["kid"] == kid.as_str())
            .expect("the key is published");
        let part = |name: &str| {
            key[name]
                .as_str()
                .expect("a member of an RSA key")
                .to_owned()
        };
        let key = DecodingKey::from_rsa_components(&part("n"), &part("e")).expect("an RSA key");
        let mut rules = Validation::new(Algorithm::RS256);
        rules.set_issuer(&[self.fact("issuer")]);
        rules.validate_aud = false;
        let token = decode::<Value>(token, &key, &rules).expect("the token verifies");
        (kid, token.claims)
    }
}
