//! A running `loggia`, and calls to its JSON API.

use crate::{PASSWORD, count, fresh_address, signed};
use reqwest::{Client, Method, RequestBuilder, StatusCode, header::HeaderMap, redirect};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The longest that any single thing may take; far more than it should.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A folder that goes with its last owner.
#[derive(Debug, Clone)]
pub struct Folder(Arc<Owned>);

#[derive(Debug)]
struct Owned(PathBuf);

impl Folder {
    /// A new, empty one.
    pub fn new() -> Self {
        let path =
            std::env::temp_dir().join(format!("loggia-tests-{}-{}", std::process::id(), count()));
        std::fs::create_dir_all(&path).expect("the temporary folder can be written");
        Self(Arc::new(Owned(path)))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0.0
    }
}

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // What stays behind does no harm.
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// The file in which the tests keep the administrator's secret: it is printed once.
const ADMIN_SECRET: &str = "admin-secret";

/// How a program is started.
#[derive(Debug, Clone)]
pub struct Setup {
    folder: Folder,
    /// Where the administrator's secret is kept once a start printed it.
    notes: Folder,
    args: Vec<String>,
    environment: Vec<(String, String)>,
    authority: bool,
    behind: bool,
}

impl Setup {
    /// Demo mode, an empty data folder, cheap password hashes.
    pub fn demo() -> Self {
        let folder = Folder::new();
        Self {
            notes: folder.clone(),
            folder,
            args: vec!["--demo".to_owned()],
            environment: Vec::new(),
            authority: false,
            behind: false,
        }
        .setting("LOGGIA_PASSWORDS_MEMORY_KIB", "8")
        .setting("LOGGIA_PASSWORDS_ITERATIONS", "1")
    }

    /// The same on another data folder.
    pub fn on(self, folder: &Folder) -> Self {
        Self {
            folder: folder.clone(),
            notes: folder.clone(),
            ..self
        }
    }

    /// As one of several programs on one database: whichever prints the administrator's secret, all know it.
    pub fn one_of_several(self, notes: &Folder) -> Self {
        Self {
            notes: notes.clone(),
            ..self
        }
    }

    /// With more arguments.
    pub fn args(mut self, args: &[&str]) -> Self {
        self.args.extend(args.iter().map(|arg| (*arg).to_owned()));
        self
    }

    /// With an environment variable.
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Behind a proxy at this public URL. The tests take the proxy's place: they speak to the program itself.
    pub fn behind(self, public_url: &str) -> Self {
        Self {
            behind: true,
            ..self.args(&["--public-url", public_url])
        }
    }

    /// With TLS by the authority that the program makes.
    pub fn self_signed(self) -> Self {
        Self {
            authority: true,
            ..self.args(&["--tls", "self-signed"])
        }
    }

    /// Starts the program and waits until it says where it is.
    pub async fn start(self) -> Loggia {
        let log = self.folder.path().join("log");
        let errors = std::fs::File::create(&log).expect("the log can be written");
        let mut child = program()
            .args(["serve", "--print-json", "--listen", "127.0.0.1:0", "--data"])
            .arg(self.folder.path())
            .args(&self.args)
            .envs(self.environment.iter().cloned())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .expect("the program starts");
        let out = child.stdout.take().expect("standard output is piped");
        let mut lines = BufReader::new(out).lines();
        let facts = loop {
            let line = tokio::time::timeout(PATIENCE, lines.next_line()).await;
            match line
                .expect("the program is ready in time")
                .expect("its output is text")
            {
                Some(line) if line.starts_with('{') => {
                    break serde_json::from_str(&line).expect("it is JSON");
                }
                Some(_) => {}
                None => panic!(
                    "loggia ended before it was ready:\n{}",
                    std::fs::read_to_string(&log).unwrap_or_default()
                ),
            }
        };
        let facts: Value = facts;
        let fact = |name: &str| facts[name].as_str().unwrap_or_default().to_owned();
        if let Some(secret) = facts["admin_secret_access_key"].as_str() {
            let file = self.notes.path().join(ADMIN_SECRET);
            std::fs::write(file, secret).expect("the folder is ours");
        }
        let mut http = Client::builder()
            .no_proxy()
            .timeout(PATIENCE)
            .redirect(redirect::Policy::none());
        if self.authority {
            let pem = std::fs::read(fact("certificate_authority"))
                .expect("the authority is where it says");
            http = http
                .add_root_certificate(reqwest::Certificate::from_pem(&pem).expect("a certificate"));
        }
        let url = if self.behind {
            format!("http://{}", fact("address"))
        } else {
            fact("url")
        };
        Loggia {
            child,
            url,
            facts,
            http: http.build().expect("a client"),
            setup: self,
        }
    }
}

/// What cargo has built beside this test, by its path in cargo's folder.
pub(crate) fn built(what: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a path");
    let folder = test.parent().and_then(Path::parent);
    folder
        .expect("a test lies in a folder of cargo's")
        .join(what)
}

/// The program: `LOGGIA_TEST_BIN`, or what cargo has built beside this test.
pub fn program() -> Command {
    let path = std::env::var_os("LOGGIA_TEST_BIN").map_or_else(|| built("loggia"), PathBuf::from);
    assert!(
        path.is_file(),
        "{} is not there: build it with `cargo build -p server --bin loggia`, or set LOGGIA_TEST_BIN to its path",
        path.display()
    );
    let mut command = Command::new(path);
    command.stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// A running server in demo mode; it ends with its value.
#[derive(Debug)]
pub struct Loggia {
    child: Child,
    facts: Value,
    /// The origin at which it answers.
    pub url: String,
    /// A client that follows no redirect.
    pub http: Client,
    setup: Setup,
}

/// What an operation or an endpoint answered.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as JSON; null where it is none.
    pub body: Value,
}

impl Answer {
    /// Reads a response.
    pub async fn read(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("the server answers");
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.expect("the answer is complete");
        Self {
            status,
            headers,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        }
    }

    /// A member that is a text; empty where it is not there.
    pub fn text(&self, name: &str) -> &str {
        self.body[name].as_str().unwrap_or_default()
    }

    /// A header; empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The exception's name; empty for a success.
    pub fn exception(&self) -> &str {
        self.text("__type")
    }

    /// The body of a success.
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, self.body);
        self.body
    }
}

impl Loggia {
    /// Starts one with the usual setup.
    pub async fn start() -> Self {
        Setup::demo().start().await
    }

    /// One of the addresses, ids and secrets it printed.
    pub fn fact(&self, name: &str) -> &str {
        self.facts[name].as_str().unwrap_or_default()
    }

    /// Its data folder.
    pub fn folder(&self) -> &Folder {
        &self.setup.folder
    }

    /// What it logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder().path().join("log")).unwrap_or_default()
    }

    /// A request to a path.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    /// Calls an operation that needs no signature.
    pub async fn call(&self, operation: &str, body: Value) -> Answer {
        Answer::read(self.operation(operation, &body.to_string())).await
    }

    /// The secret of the administrator, which the start that made it printed.
    pub fn admin_secret(&self) -> String {
        let secret = std::fs::read_to_string(self.setup.notes.path().join(ADMIN_SECRET));
        secret.expect("a start printed it")
    }

    /// Calls an operation as the administrator.
    pub async fn admin(&self, operation: &str, body: Value) -> Answer {
        let key = signed::Key {
            id: self.fact("admin_access_key_id"),
            secret: &self.admin_secret(),
            region: self.fact("region"),
        };
        let body = body.to_string();
        let host = self.url.split_once("://").map_or("", |(_, host)| host);
        let request = self.operation(operation, &body);
        Answer::read(signed::sign(request, &key, host, operation, &body)).await
    }

    fn operation(&self, operation: &str, body: &str) -> RequestBuilder {
        self.request(Method::POST, "/")
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", signed::target(operation))
            .body(body.to_owned())
    }

    /// Signs in with a name and [`PASSWORD`] at the demo's client.
    pub async fn sign_in(&self, name: &str) -> Answer {
        let request = json!({"ClientId": self.fact("client_id"), "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": name, "PASSWORD": PASSWORD}});
        self.call("InitiateAuth", request).await
    }

    /// The newest message to an address, from the outbox; it is there as soon as the call that sends it has answered.
    pub async fn message(&self, address: &str) -> Value {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let query = query.append_pair("to", address).finish();
        let request = self.request(Method::GET, &format!("/dev/outbox.json?{query}"));
        let body = Answer::read(request).await.ok();
        let newest = body.as_array().and_then(|messages| messages.last());
        newest
            .unwrap_or_else(|| panic!("no message was sent to {address}"))
            .clone()
    }

    /// A new, confirmed user of the demo pool with [`PASSWORD`]; gives the address.
    pub async fn person(&self) -> String {
        let address = fresh_address();
        let client = self.fact("client_id");
        let request = json!({"ClientId": client, "Username": address, "Password": PASSWORD,
            "UserAttributes": [{"Name": "email", "Value": address}, {"Name": "name", "Value": "Ada Lovelace"}]});
        self.call("SignUp", request).await.ok();
        let code = self.message(&address).await["code"].clone();
        let code = json!({"ClientId": client, "Username": address, "ConfirmationCode": code});
        self.call("ConfirmSignUp", code).await.ok();
        address
    }

    /// A new client of the demo pool: code grant, three scopes, the demo's callback; `extra` is set over it, and null removes.
    pub async fn client(&self, extra: Value) -> Value {
        let home = self.fact("demo_url");
        let mut settings = json!({
            "UserPoolId": self.fact("pool_id"), "ClientName": "made by a test",
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid", "email", "profile"],
            "CallbackURLs": [home], "LogoutURLs": [home], "SupportedIdentityProviders": ["COGNITO"],
        });
        for (name, value) in extra.as_object().into_iter().flatten() {
            settings[name] = value.clone();
        }
        if let Some(settings) = settings.as_object_mut() {
            settings.retain(|_, value| !value.is_null());
        }
        self.admin("CreateUserPoolClient", settings).await.ok()["UserPoolClient"].clone()
    }

    /// A count of `/metrics`, by the beginning of its line.
    pub async fn count_of(&self, line: &str) -> u64 {
        let response = self.request(Method::GET, "/metrics").send().await;
        let text = response
            .expect("the server answers")
            .text()
            .await
            .expect("metrics are text");
        let value = text.lines().find_map(|one| one.strip_prefix(line));
        value
            .and_then(|value| value.trim().parse().ok())
            .unwrap_or(0)
    }

    /// Waits until a count of `/metrics` has come to `least`.
    pub async fn until_count(&self, line: &str, least: u64) {
        let reached = async {
            while self.count_of(line).await < least {
                tokio::task::yield_now().await;
            }
        };
        let reached = tokio::time::timeout(PATIENCE, reached).await;
        assert!(reached.is_ok(), "{line} does not come to {least}");
    }

    /// Asks it to end, as an operator does, and waits for that: how it ended, and its setup.
    pub async fn stop(mut self) -> (ExitStatus, Setup) {
        let id = self.child.id().expect("it runs").to_string();
        let kill = Command::new("kill").args(["-TERM", &id]).status().await;
        assert!(kill.expect("kill runs").success());
        let status = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        let status = status
            .expect("it ends in time")
            .expect("it can be waited for");
        (status, self.setup.clone())
    }

    /// Ends it as a power cut does.
    pub async fn kill(mut self) -> Setup {
        self.child.kill().await.expect("the program can be killed");
        self.setup.clone()
    }
}
