//! The pre token generation trigger at the token endpoint: codes and refreshes.

use axum::{Json, Router, extract::State, routing::post};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tests::oauth::{VERIFIER, half_hash};
use tests::webhook::serve;
use tests::{Answer, Browser, Loggia, PASSWORD, Setup, Tokens, claims};

const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:tokens";

/// A function, and the events that it received.
struct Function {
    answer: fn(usize, Value) -> Value,
    events: Mutex<Vec<Value>>,
}

impl Function {
    /// Starts one that answers each event by its number, counted from 0; gives its address.
    async fn start(answer: fn(usize, Value) -> Value) -> (Arc<Self>, String) {
        let events = Mutex::default();
        let function = Arc::new(Self { answer, events });
        let routes = Router::new()
            .route("/", post(answer_event))
            .with_state(Arc::clone(&function));
        (function, serve(routes).await)
    }

    fn events(&self) -> Vec<Value> {
        self.events.lock().expect("nobody panicked").clone()
    }
}

async fn answer_event(
    State(function): State<Arc<Function>>,
    Json(event): Json<Value>,
) -> Json<Value> {
    let mut events = function.events.lock().expect("nobody panicked");
    events.push(event.clone());
    Json((function.answer)(events.len() - 1, event))
}

/// A server, and a pool of its own that asks a function before tokens are signed.
struct World {
    loggia: Loggia,
    function: Arc<Function>,
    pool: Value,
}

impl World {
    async fn start(version: &str, answer: fn(usize, Value) -> Value) -> Self {
        let (function, url) = Function::start(answer).await;
        let setting = format!("triggers.{ARN}={url}");
        let loggia = Setup::demo().args(&["--set", &setting]).start().await;
        let config =
            json!({"PreTokenGenerationConfig": {"LambdaArn": ARN, "LambdaVersion": version}});
        let pool = json!({"PoolName": "Triggered", "LambdaConfig": config});
        let pool = loggia.admin("CreateUserPool", pool).await.ok()["UserPool"]["Id"].clone();
        Self {
            loggia,
            function,
            pool,
        }
    }

    /// A public client of the code grant, and a code for ada.
    async fn code(&self) -> (String, String) {
        let client = self.loggia.client(json!({"UserPoolId": self.pool})).await;
        let client = client["ClientId"].as_str().expect("an id").to_owned();
        let attributes = json!([{"Name": "email", "Value": "ada@example.com"}, {"Name": "name", "Value": "Ada"}]);
        let create = json!({"UserPoolId": self.pool, "Username": "ada", "UserAttributes": attributes, "MessageAction": "SUPPRESS"});
        self.loggia.admin("AdminCreateUser", create).await.ok();
        let password = json!({"UserPoolId": self.pool, "Username": "ada", "Password": PASSWORD, "Permanent": true});
        self.loggia
            .admin("AdminSetUserPassword", password)
            .await
            .ok();
        let mut browser = Browser::new(&self.loggia);
        let url = self.loggia.authorize(&[("client_id", &client)]);
        let code = self.loggia.code(&mut browser, &url, "ada").await;
        (client, code)
    }

    async fn redeem(&self, client: &str, code: &str) -> Answer {
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", client),
            ("redirect_uri", self.loggia.fact("demo_url")),
            ("code", code),
            ("code_verifier", VERIFIER),
        ];
        self.loggia.post("/oauth2/token", &fields).await
    }
}

#[tokio::test]
async fn a_code_and_its_refresh_carry_what_the_function_changes() {
    let world = World::start("V2_0", |number, mut event| {
        let client = event["callerContext"]["clientId"].clone();
        event["response"]["claimsAndScopeOverrideDetails"] = json!({
            "idTokenGeneration": {
                "claimsToAddOrOverride": {"tenant": {"id": 7}, "issued": number},
                "claimsToSuppress": ["email"]},
            "accessTokenGeneration": {
                "claimsToAddOrOverride": {"aud": client, "issued": number, "iss": "https://forged.example"},
                "scopesToAdd": ["notes/read"], "scopesToSuppress": ["profile"]},
            "groupOverrideDetails": {"groupsToOverride": ["readers"]},
        });
        event
    })
    .await;
    let (client, code) = world.code().await;
    assert_eq!(world.function.events().len(), 0, "a code is no token");
    let first = Tokens::read(&world.redeem(&client, &code).await.ok());
    let again = [
        ("grant_type", "refresh_token"),
        ("client_id", &client),
        ("refresh_token", &first.refresh),
    ];
    let second = Tokens::read(&world.loggia.post("/oauth2/token", &again).await.ok());
    let issuer = format!(
        "{}/{}",
        world.loggia.url,
        world.pool.as_str().expect("an id")
    );
    for (number, tokens) in [&first, &second].into_iter().enumerate() {
        let (id, access) = (claims(&tokens.id), claims(&tokens.access));
        assert_eq!(
            (&id["tenant"], &id["issued"]),
            (&json!({"id": 7}), &json!(number))
        );
        assert_eq!((id.get("email"), &id["name"]), (None, &json!("Ada")));
        assert_eq!(
            id["at_hash"],
            half_hash(&tokens.access),
            "of the token as it was changed"
        );
        assert_eq!(
            (&access["aud"], &access["issued"]),
            (&json!(client), &json!(number))
        );
        assert_eq!(access["iss"], issuer);
        assert_eq!(access["scope"], "openid email notes/read");
        assert_eq!(
            (&id["cognito:groups"], &access["cognito:groups"]),
            (&json!(["readers"]), &json!(["readers"]))
        );
        // What the token may ask is what its own scopes say, not what the person was asked for.
        let info = world.loggia.user_info(&tokens.access).await.ok();
        assert_eq!(
            (&info["email"], info.get("name")),
            (&json!("ada@example.com"), None)
        );
    }
    let calls: Vec<_> = world
        .function
        .events()
        .iter()
        .map(|event| {
            (
                event["triggerSource"].clone(),
                event["request"]["scopes"].clone(),
            )
        })
        .collect();
    let scopes = json!(["openid", "email", "profile"]);
    let expect = [
        "TokenGeneration_HostedAuth",
        "TokenGeneration_RefreshTokens",
    ];
    assert_eq!(calls, expect.map(|source| (json!(source), scopes.clone())));
}

#[tokio::test]
async fn a_code_for_which_the_function_gives_no_tokens_is_not_spent() {
    let world = World::start("V1_0", |number, mut event| match number {
        0 => json!({"errorMessage": "come back \"later\"", "errorType": "Error"}),
        1 => {
            event["response"]["claimsOverrideDetails"] =
                json!({"claimsToAddOrOverride": {"tenant": 7}});
            event
        }
        _ => event,
    })
    .await;
    let (client, code) = world.code().await;
    let said = async || {
        let answer = world.redeem(&client, &code).await;
        (
            answer.status.as_u16(),
            answer.text("error").to_owned(),
            answer.text("error_description").to_owned(),
        )
    };
    let refusal = |description: &str| (400, "invalid_request".to_owned(), description.to_owned());
    let thrown = "PreTokenGeneration failed with error come back ?later?.";
    assert_eq!(said().await, refusal(thrown));
    assert_eq!(
        said().await,
        refusal("Unrecognizable lambda output"),
        "a number, in the first version"
    );
    assert_eq!(said().await.0, 200);
    let used = said().await;
    assert_eq!((used.0, used.1.as_str()), (400, "invalid_grant"));
    assert_eq!(
        world.function.events().len(),
        3,
        "nobody is asked about a code that was used"
    );
}

#[tokio::test]
async fn the_third_version_is_asked_about_machines_too_and_the_others_are_not() {
    let world = World::start("V3_0", |_, mut event| {
        event["response"]["claimsAndScopeOverrideDetails"] = json!({
            "idTokenGeneration": {"claimsToAddOrOverride": {"lost": "there is no such token"}},
            "accessTokenGeneration": {
                "claimsToAddOrOverride": {"tenant": {"id": 7}, "sub": "somebody"},
                "scopesToAdd": ["demo/write"]},
            "groupOverrideDetails": {"groupsToOverride": ["readers"]},
        });
        event
    })
    .await;
    // Resource servers come with the demo's pool: its machine asks, once that pool has the function.
    let loggia = &world.loggia;
    let (id, secret) = (
        loggia.fact("m2m_client_id"),
        loggia.fact("m2m_client_secret"),
    );
    let machine = async |version: &str| {
        let config =
            json!({"PreTokenGenerationConfig": {"LambdaArn": ARN, "LambdaVersion": version}});
        let update = json!({"UserPoolId": loggia.fact("pool_id"), "LambdaConfig": config});
        loggia.admin("UpdateUserPool", update).await.ok();
        let fields = [
            ("grant_type", "client_credentials"),
            ("aws_client_metadata", r#"{"job":"nightly"}"#),
        ];
        let body = loggia
            .post_as("/oauth2/token", id, secret, &fields)
            .await
            .ok();
        claims(body["access_token"].as_str().expect("a token"))
    };
    for version in ["V1_0", "V2_0"] {
        let token = machine(version).await;
        assert_eq!(
            (token.get("tenant"), &token["scope"]),
            (None, &json!("demo/read"))
        );
    }
    assert_eq!(world.function.events().len(), 0);

    let token = machine("V3_0").await;
    assert_eq!(token["tenant"], json!({"id": 7}));
    assert_eq!(token["sub"], id, "who the token is for stays");
    assert_eq!(token["scope"], "demo/read demo/write");
    assert_eq!(
        (token.get("cognito:groups"), token.get("lost")),
        (None, None)
    );
    let events = world.function.events();
    let [event] = events.as_slice() else {
        panic!("asked once, not {}", events.len());
    };
    assert_eq!(
        (
            &event["triggerSource"],
            &event["version"],
            &event["callerContext"]["clientId"]
        ),
        (
            &json!("TokenGeneration_ClientCredentials"),
            &json!("3"),
            &json!(id)
        )
    );
    assert_eq!(
        (
            &event["request"]["scopes"],
            &event["request"]["clientMetadata"]
        ),
        (&json!(["demo/read"]), &json!({"job": "nightly"}))
    );
}
