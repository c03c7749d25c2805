//! What tests of operations start from: an app, a pool, a client, and calls as they come over the wire.

mod calls;
mod expect;
pub mod mfa;
mod protocols;

pub use expect::{Expect, check_caller};
pub use protocols::REQUEST_ID;

use aws_lc_rs::{digest, hmac};
use domain::{
    client::Client,
    code::Proof,
    id::{ClientId, PoolId, client_secret},
    pool::Pool,
    secret_hash::secret_hash,
    trigger::pre_token_generation::Source,
    user::User,
};
use engine::{
    admin,
    app::App,
    decide::StoreFacts,
    find,
    hasher::Hasher,
    issue,
    metrics::Metrics,
    request::RequestContext,
    settings::{Admin, Place, Settings},
    testing::{
        self,
        receiver::{ARN, Receiver},
        relay,
    },
};
use serde_json::{Value, json};
use std::{sync::OnceLock, time::Duration};
use store::{
    job::Job,
    signing_key::{self, SigningKey},
};

/// A password that keeps the default policy.
pub const PASSWORD: &str = "Sunny-Day-7";

/// The answer to a call: its body, or its exception's name and message.
pub type CallResult = Result<Value, (String, String)>;

/// An app with one pool and one public client, both by the name of what they are set to.
pub struct World {
    /// The app.
    pub app: App,
    /// The pool.
    pub pool: Pool,
    /// The client.
    pub client: Client,
    key: (String, String),
}

/// The keys of every pool of these tests: making new ones for each would take most of the time.
static KEYS: OnceLock<Vec<SigningKey>> = OnceLock::new();

impl World {
    /// A pool that verifies e-mail addresses, and a client with the flows of most tests that hides no user.
    pub async fn new() -> Self {
        Self::with(json!({}), json!({})).await
    }

    /// A world with these settings of pool and client besides.
    pub async fn with(pool: Value, client: Value) -> Self {
        Self::set(|settings| settings.smtp = Some(relay()), pool, client).await
    }

    /// A world whose client hides which users exist.
    pub async fn hiding_users() -> Self {
        Self::with(json!({}), json!({"PreventUserExistenceErrors": "ENABLED"})).await
    }

    /// A world with a user of this name, made by [`World::user`].
    pub async fn with_user(name: &str) -> Self {
        let world = Self::new().await;
        world.user(name).await;
        world
    }

    /// A world with a user of this name, and their access token.
    pub async fn signed_in(name: &str) -> (Self, String) {
        let world = Self::with_user(name).await;
        let token = world.access_token(name).await;
        (world, token)
    }

    /// A world with a user who signed up under this name and has not confirmed `<name>@example.com`.
    pub async fn registered(name: &str) -> Self {
        let world = Self::new().await;
        world.sign_up(name).await.expect("the name is free");
        world
    }

    /// A world on a server with these changes to the settings of tests; no message is delivered unless they name a relay.
    pub async fn set(change: impl FnOnce(&mut Settings), pool: Value, client: Value) -> Self {
        let app = testing::app(|settings| {
            settings.passwords.queue = 4096;
            change(settings);
        })
        .await;
        let key = Admin {
            access_key_id: "AKIAEXAMPLEEXAMPLE00".to_owned(),
            secret_access_key: "an example of a secret access key 00".into(),
        };
        admin::ensure(&app.store, Some(&key), app.random, app.now())
            .await
            .expect("the store is empty");
        let settings = merged(
            json!({"PoolName": "test", "AutoVerifiedAttributes": ["email"]}),
            pool,
        );
        let settings = serde_json::from_value(settings).expect("Cognito's shape");
        let id = PoolId::generate("us-east-1", app.random.bytes());
        let pool = Pool::create(settings, id, app.now()).expect("the pool's settings are sound");
        let mut writes = vec![store::pool::insert(&pool)];
        match KEYS.get() {
            Some(keys) => {
                let own = |key: &SigningKey| SigningKey {
                    pool: pool.id.clone(),
                    ..key.clone()
                };
                writes.extend(keys.iter().map(|key| signing_key::put(&own(key))));
            }
            None => writes.extend(app.keys.create_for(&pool.id).await.expect("keys are made")),
        }
        app.store.write(writes).await.expect("the store is empty");
        let keys = signing_key::list(&app.store, &pool.id)
            .await
            .expect("the keys are there");
        KEYS.get_or_init(|| keys);
        let made = made(&app, &pool, client).await;
        Self {
            app,
            pool,
            client: made,
            key: (key.access_key_id, key.secret_access_key.expose().to_owned()),
        }
    }

    /// The context of a request without a signature.
    pub fn context(&self) -> RequestContext {
        RequestContext::new(self.app.clone(), None)
    }

    /// Another client of the pool.
    pub async fn another_client(&self, extra: Value) -> Client {
        made(&self.app, &self.pool, extra).await
    }

    /// Calls an operation of the client: `ClientId` is added.
    pub async fn call_client(&self, operation: &str, body: Value) -> CallResult {
        self.call(operation, merged(json!({"ClientId": self.client.id}), body))
            .await
    }

    /// Calls an administrator's operation: `UserPoolId` is added.
    pub async fn call_admin(&self, operation: &str, body: Value) -> CallResult {
        self.call(operation, merged(json!({"UserPoolId": self.pool.id}), body))
            .await
    }

    /// `SecretHash` of a name for the client.
    pub fn hash(&self, name: &str) -> String {
        secret_hash(
            self.client
                .secret
                .as_ref()
                .expect("the client has a secret"),
            name,
            &self.client.id,
        )
    }

    /// A user with [`PASSWORD`] and this verified e-mail address `<name>@example.com`.
    pub async fn user(&self, name: &str) -> User {
        let email = format!("{name}@example.com");
        let attributes =
            json!([{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]);
        let username = if self.pool.has_username_attributes() {
            email
        } else {
            name.to_owned()
        };
        let create = json!({"Username": username, "UserAttributes": attributes, "MessageAction": "SUPPRESS"});
        self.call_admin("AdminCreateUser", create)
            .await
            .expect("the user is new");
        let set = json!({"Username": username, "Password": PASSWORD, "Permanent": true});
        self.call_admin("AdminSetUserPassword", set)
            .await
            .expect("the password is sound");
        self.stored_user(&username).await
    }

    /// A user with [`PASSWORD`], as if it had been hashed long ago, when one pass was thought enough.
    pub async fn weakly_hashed(&self, name: &str) -> User {
        let mut settings = self.app.settings.passwords.clone();
        settings.iterations = 1;
        let (random, metrics) = (self.app.random, Metrics::default());
        let hasher = Hasher::start(&settings, random, metrics).expect("the threads start");
        let mut user = self.user(name).await;
        let hash = hasher.hash(PASSWORD.into()).await;
        user.credentials.password = Some(hash.expect("the queue is empty"));
        self.touch(&user).await;
        self.stored_user(name).await
    }

    /// Writes the user down again, so that it has changed since it was read.
    pub async fn touch(&self, user: &User) {
        let names = domain::user::aliases(user, &self.pool).into_iter();
        let names: Vec<_> = names
            .map(|(attribute, value)| store::user::Alias { attribute, value })
            .collect();
        let write = store::user::update(user, &names, self.pool.case_sensitive());
        let written = self.app.store.write(vec![write]).await;
        written.expect("nobody else changes the user");
    }

    /// The stored user of this name.
    pub async fn stored_user(&self, name: &str) -> User {
        let user = find::user_named(&self.app.store, &self.pool, name)
            .await
            .expect("the store answers");
        user.expect("the user exists")
    }

    /// The live code of a user.
    pub async fn code(&self, name: &str, proof: &Proof) -> String {
        let user = self.stored_user(name).await;
        let code = store::code::find(&self.app.store, &self.pool.id, &user.sub, &proof.key()).await;
        code.expect("the store answers")
            .expect("there is a code")
            .digits
            .expose()
            .to_owned()
    }

    /// How many password hashes were computed so far.
    pub fn hashes(&self) -> u64 {
        let text = self.app.metrics.text();
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("loggia_password_hashes_computed_total "));
        line.and_then(|count| count.parse().ok())
            .expect("hashes are counted")
    }

    /// How many messages wait to leave; asking takes them away.
    pub async fn messages(&self) -> usize {
        let jobs = self.jobs().await;
        jobs.iter().filter(|job| job.kind == "message").count()
    }

    /// What waits to be done; asking takes it away.
    pub async fn jobs(&self) -> Vec<Job> {
        let lease = Duration::from_hours(1);
        let jobs = store::job::claim(&self.app.store, self.app.now(), 1000, lease);
        jobs.await.expect("the store answers")
    }

    /// Tries to sign up with [`PASSWORD`] and the address `<name>@example.com`.
    pub async fn sign_up(&self, name: &str) -> CallResult {
        let attributes = json!([{"Name": "email", "Value": format!("{name}@example.com")}]);
        let person = json!({"Username": name, "Password": PASSWORD, "UserAttributes": attributes});
        self.call_client("SignUp", person).await
    }

    /// Tries to sign in with user name and password.
    pub async fn sign_in(&self, name: &str, password: &str) -> CallResult {
        let parameters = json!({"USERNAME": name, "PASSWORD": password});
        self.call_client(
            "InitiateAuth",
            json!({"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}),
        )
        .await
    }

    /// The tokens of a user with [`PASSWORD`].
    pub async fn tokens(&self, name: &str) -> Value {
        self.sign_in(name, PASSWORD)
            .await
            .expect("the password is right")["AuthenticationResult"]
            .clone()
    }

    /// The access token of a user with [`PASSWORD`].
    pub async fn access_token(&self, name: &str) -> String {
        text(&self.tokens(name).await["AccessToken"])
    }

    /// Calls an operation with an access token.
    pub async fn call_as(&self, token: &str, operation: &str, body: Value) -> CallResult {
        self.call(operation, merged(json!({"AccessToken": token}), body))
            .await
    }

    /// An access token of the same user that lacks the scope of the JSON API.
    pub async fn token_without_scope(&self, name: &str) -> String {
        let grant = domain::sign_in::Grant {
            user: Box::new(self.stored_user(name).await),
            auth_time: self.app.now(),
        };
        let (pool, client) = (&self.pool, &self.client);
        let terms = issue::Terms {
            pool,
            client,
            scopes: vec!["openid".to_owned()],
            audience: None,
            nonce: None,
            oauth: true,
            source: Source::HostedAuth,
            metadata: None,
        };
        let cx = self.context();
        let issued = issue::issue(&StoreFacts::new(&cx, pool), &terms, &grant).await;
        let (tokens, writes) = issued.expect("the pool has keys");
        let written = self.app.store.write(writes).await;
        written.expect("the family is new");
        tokens.access_token
    }

    /// The date and the `Authorization` of a signed call.
    fn signature(&self, service: &str, target: &str, body: &[u8]) -> (String, String) {
        let at = jiff::Timestamp::from_second(self.app.now().seconds()).expect("a time of tests");
        let date = at.strftime("%Y%m%dT%H%M%SZ").to_string();
        let canonical = format!(
            "POST\n/\n\nhost:localhost\nx-amz-date:{date}\nx-amz-target:{target}\n\nhost;x-amz-date;x-amz-target\n{}",
            sha256(body)
        );
        let scope = format!("{}/us-east-1/{service}/aws4_request", &date[..8]);
        let to_sign = format!(
            "AWS4-HMAC-SHA256\n{date}\n{scope}\n{}",
            sha256(canonical.as_bytes())
        );
        let mut key = format!("AWS4{}", self.key.1).into_bytes();
        for part in scope.split('/').chain([to_sign.as_str()]) {
            key = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), part.as_bytes())
                .as_ref()
                .to_vec();
        }
        let (id, signature) = (&self.key.0, hex(&key));
        let credential = format!(
            "Credential={id}/{scope}, SignedHeaders=host;x-amz-date;x-amz-target, Signature={signature}"
        );
        (date, format!("AWS4-HMAC-SHA256 {credential}"))
    }
}

/// Settings by which the function [`ARN`] of pools is this one; messages leave.
pub fn function(receiver: &Receiver) -> impl FnOnce(&mut Settings) + use<> {
    let place = Place::Http(receiver.url.parse().expect("a URL"));
    move |settings| {
        settings.smtp = Some(relay());
        settings.triggers.functions.insert(ARN.to_owned(), place);
    }
}

async fn made(app: &App, pool: &Pool, extra: Value) -> Client {
    let flows = json!([
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH"
    ]);
    let settings = json!({"ClientName": "test", "UserPoolId": pool.id, "ExplicitAuthFlows": flows});
    let settings = serde_json::from_value(merged(settings, extra)).expect("Cognito's shape");
    let (id, secret) = (
        ClientId::generate(app.random.bytes()),
        client_secret(app.random.bytes()),
    );
    let client = Client::create(settings, pool, id, secret, &[], app.now())
        .expect("the client's settings are sound");
    app.store
        .write(vec![store::client::insert(&client)])
        .await
        .expect("the client is new");
    client
}

/// `base` with the members of `extra`.
pub fn merged(mut base: Value, extra: Value) -> Value {
    if let (Value::Object(base), Value::Object(extra)) = (&mut base, extra) {
        base.extend(extra);
    }
    base
}

/// The text of a value.
pub fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// A code that is not `code`.
pub fn other_code(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

/// The claims of a token, unverified.
pub fn claims(token: &Value) -> Value {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let payload = text(token)
        .split('.')
        .nth(1)
        .expect("three parts")
        .to_owned();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64url"))
        .expect("claims are JSON")
}

fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The settings of a client that rotates refresh tokens.
pub fn rotating(grace_seconds: u32) -> Value {
    let rotation = json!({"Feature": "ENABLED", "RetryGracePeriodSeconds": grace_seconds});
    json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "RefreshTokenRotation": rotation})
}
