//! Several programs on one PostgreSQL, under one public URL: to people, apps and relays they are one.

use crate::postgres::Postgres;
use futures_util::future::{join, join_all};
use reqwest::Method;
use serde_json::{Value, json};
use tests::relay::{Relay, Seen};
use tests::server::{PATIENCE, program};
use tests::{Answer, Browser, Folder, Loggia, PASSWORD, Setup, Tokens, claims, fresh_address};

/// Where browsers reach all of them.
const PUBLIC: &str = "https://localhost:9443";
/// The same request at the same time.
const AT_ONCE: usize = 40;

/// Two programs that were started at the same moment on an empty database, with one master key.
struct Pair {
    database: Postgres,
    one: Loggia,
    other: Loggia,
    /// What holds the master key.
    shared: Folder,
}

fn setup(database: &Postgres, shared: &Folder, public_url: &str) -> Setup {
    let key = shared.path().join("master.key");
    Setup::demo()
        .behind(public_url)
        .one_of_several(shared)
        .args(&["--database", &database.url])
        .setting("LOGGIA_MASTER_KEY_FILE", key.to_str().expect("text"))
}

impl Pair {
    async fn start() -> Self {
        Self::start_with(|setup| setup).await
    }

    async fn start_with(more: impl Fn(Setup) -> Setup) -> Self {
        let (database, shared) = (Postgres::fresh().await, Folder::new());
        let start = || more(setup(&database, &shared, PUBLIC)).start();
        let (one, other) = join(start(), start()).await;
        Self {
            database,
            one,
            other,
            shared,
        }
    }

    async fn end(self) {
        drop((self.one.kill().await, self.other.kill().await, self.shared));
        self.database.drop().await;
    }
}

/// The same call many times at once, by turns at the one and at the other.
async fn at_both(pair: &Pair, call: impl AsyncFn(&Loggia) -> Answer) -> Vec<Answer> {
    let at = |number: usize| {
        if number.is_multiple_of(2) {
            &pair.one
        } else {
            &pair.other
        }
    };
    join_all((0..AT_ONCE).map(|number| call(at(number)))).await
}

/// Returns the one success among these answers; the others must be refusals by the caller's fault.
fn the_one_success(answers: Vec<Answer>) -> Value {
    for answer in &answers {
        let (status, body) = (answer.status, &answer.body);
        assert!(status == 200 || status == 400, "{status}: {body}");
    }
    let mut won = answers.into_iter().filter(|answer| answer.status == 200);
    let first = won.next().expect("one succeeds");
    assert_eq!(won.count(), 0, "it succeeds once");
    first.body
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_that_start_at_once_on_an_empty_database_are_one() {
    let (database, shared) = (Postgres::fresh().await, Folder::new());
    let started = join_all((0..4).map(|_| setup(&database, &shared, PUBLIC).start())).await;
    let keys = started[0].keys().await;
    assert_eq!(keys.len(), 2);
    for loggia in &started {
        for name in [
            "issuer",
            "pool_id",
            "client_id",
            "confidential_client_secret",
            "m2m_client_secret",
            "admin_access_key_id",
        ] {
            assert!(!loggia.fact(name).is_empty(), "{name}");
            assert_eq!(loggia.fact(name), started[0].fact(name), "{name}");
        }
        assert_eq!(loggia.keys().await, keys);
        let pools = loggia
            .admin("ListUserPools", json!({"MaxResults": 10}))
            .await;
        assert_eq!(pools.ok()["UserPools"].as_array().map(Vec::len), Some(1));
    }
    let printed = |loggia: &&Loggia| !loggia.fact("admin_secret_access_key").is_empty();
    assert_eq!(started.iter().filter(printed).count(), 1);
    // And so they are when all of them move to another address.
    for loggia in started {
        drop(loggia.kill().await);
    }
    let start = |_| setup(&database, &shared, "https://localhost:9444").start();
    let moved = join_all((0..4).map(start)).await;
    for loggia in &moved {
        assert_eq!(loggia.keys().await, keys);
        let login = loggia.authorize(&[]);
        let page = Browser::new(loggia).open(&login).await;
        assert_eq!(page.status, 200, "the client follows: {}", page.html);
    }
    for loggia in moved {
        drop(loggia.kill().await);
    }
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_into_the_studio_opens_one_of_them_once() {
    let pair = Pair::start().await;
    let said = async |args: &[&str]| {
        let key = pair.shared.path().join("master.key");
        let mut command = program();
        command
            .args(args)
            .args(["--demo", "--public-url", PUBLIC, "--database"])
            .arg(&pair.database.url)
            .env("LOGGIA_MASTER_KEY_FILE", key)
            .current_dir(pair.shared.path());
        let output = tokio::time::timeout(PATIENCE, command.output()).await;
        let output = output.expect("it ends").expect("it runs");
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{complaint}");
        String::from_utf8(output.stdout).expect("text")
    };
    let link = said(&["studio"]).await;
    let (place, secret) = link.trim().split_once("#link=").expect("a link");
    assert_eq!(place, format!("{PUBLIC}/studio/"));
    let answers = at_both(&pair, async |loggia| {
        let request = loggia.request(Method::POST, "/studio/session");
        Answer::read(request.body(json!({"Link": secret}).to_string())).await
    });
    let key = the_one_success(answers.await);
    let id = key["AccessKeyId"].as_str().expect("a key");
    let entries = said(&["audit"]).await;
    let [made, redeemed] = <[_; 2]>::try_from(entries.lines().collect::<Vec<_>>()).expect("two");
    assert!(made.contains("  CreateStudioLink  "), "{made}");
    assert!(redeemed.contains("  RedeemStudioLink  ") && redeemed.contains(id));
    pair.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_of_an_account_may_be_taken_at_another_program() {
    let pair = Pair::start().await;
    let (one, other) = (&pair.one, &pair.other);
    let client = one.fact("client_id");
    let address = fresh_address();
    let request = json!({"ClientId": client, "Username": address, "Password": PASSWORD,
        "UserAttributes": [{"Name": "email", "Value": address}]});
    one.call("SignUp", request.clone()).await.ok();
    let again = other.call("SignUp", request).await;
    assert_eq!(again.exception(), "UsernameExistsException");
    let early = other.sign_in(&address).await;
    assert_eq!(early.exception(), "UserNotConfirmedException");
    let code = one.message(&address).await["code"].clone();
    let confirm = json!({"ClientId": client, "Username": address, "ConfirmationCode": code});
    other.call("ConfirmSignUp", confirm).await.ok();
    one.sign_in(&address).await.ok();

    // The pages: each request at the other one, the browser's cookies sealed by the one before.
    let mut browser = Browser::new(one);
    let page = browser.open(&one.authorize(&[])).await;
    let mut browser = browser.at(other);
    let filled = [("username", address.as_str()), ("password", PASSWORD)];
    let code = browser.submit(&page, "/login", &filled).await.code();
    let tokens = Tokens::read(&one.redeem(&code).await.ok());
    let (id_key, id) = other.verified(&tokens.id).await;
    assert_eq!(id["email"], address.as_str());
    assert_eq!(one.verified(&tokens.id).await.0, id_key);
    let silent = one.authorize(&[("prompt", "none")]);
    let silent = browser.at(one).get(&silent).await.code();
    other.redeem(&silent).await.ok();

    // A sign-in that pauses at one goes on at the other.
    let invited = fresh_address();
    let request = json!({"UserPoolId": one.fact("pool_id"), "Username": invited,
        "TemporaryPassword": PASSWORD, "MessageAction": "SUPPRESS"});
    one.admin("AdminCreateUser", request).await.ok();
    let challenge = one.sign_in(&invited).await.ok();
    let answer = json!({"ClientId": client, "ChallengeName": challenge["ChallengeName"],
        "Session": challenge["Session"],
        "ChallengeResponses": {"USERNAME": invited, "NEW_PASSWORD": "Another-Horse-2!"}});
    let answers = at_both(&pair, async |loggia| {
        loggia.call("RespondToAuthChallenge", answer.clone()).await
    });
    the_one_success(answers.await);

    // What one takes back, the other no longer takes.
    let fields = [("token", tokens.refresh.as_str()), ("client_id", client)];
    assert_eq!(one.post("/oauth2/revoke", &fields).await.status, 200);
    let user = json!({"AccessToken": tokens.access});
    let user = other.call("GetUser", user).await;
    assert_eq!(user.exception(), "NotAuthorizedException");
    let late = other.refresh(&tokens.refresh).await;
    assert_eq!(late.text("error"), "invalid_grant");
    pair.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_good_for_once_is_good_for_once_at_all_programs_together() {
    let pair = Pair::start().await;
    let (one, other) = (&pair.one, &pair.other);
    let person = one.person().await;
    let code = one
        .code(&mut Browser::new(one), &one.authorize(&[]), &person)
        .await;
    let redeemed = at_both(&pair, async |loggia| loggia.redeem(&code).await);
    let tokens = Tokens::read(&the_one_success(redeemed.await));
    let revoked = other.refresh(&tokens.refresh).await;
    assert_eq!(
        revoked.text("error"),
        "invalid_grant",
        "the code was stolen"
    );

    let rotating = json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}});
    let client = one.client(rotating).await["ClientId"].clone();
    let request = json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": person, "PASSWORD": PASSWORD}});
    let first = one.call("InitiateAuth", request).await.ok();
    let token = first["AuthenticationResult"]["RefreshToken"].clone();
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", client.as_str().expect("an id")),
        ("refresh_token", token.as_str().expect("a token")),
    ];
    let refreshed = at_both(&pair, async |loggia| {
        loggia.post("/oauth2/token", &fields).await
    });
    let rotated = Tokens::read(&the_one_success(refreshed.await));
    let first = first["AuthenticationResult"]["AccessToken"].as_str();
    assert_eq!(
        claims(&rotated.access)["origin_jti"],
        claims(first.expect("a token"))["origin_jti"]
    );

    // Guesses at the one lock the account at the other.
    let wrong = json!({"ClientId": one.fact("client_id"), "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": person, "PASSWORD": "Wrong-Horse-1!"}});
    let guesses = at_both(&pair, async |loggia| {
        loggia.call("InitiateAuth", wrong.clone()).await
    });
    let evaluated = guesses.await.into_iter().filter(|answer| {
        assert_eq!(answer.exception(), "NotAuthorizedException");
        answer.text("message").starts_with("Incorrect")
    });
    // While the guesses run, the first locks of 1, 2 and 4 seconds may end: each lets one more through.
    let evaluated = evaluated.count();
    assert!(
        (5..=8).contains(&evaluated),
        "{evaluated} guesses were evaluated"
    );
    pair.end().await;
}

#[expect(
    clippy::disallowed_methods,
    reason = "an authenticator app looks at the real clock"
)]
#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_an_authenticator_app_is_good_for_once_at_all_programs_together() {
    let pair = Pair::start().await;
    let (one, other) = (&pair.one, &pair.other);
    let person = one.person().await;
    let request = json!({"UserPoolId": one.fact("pool_id"), "MfaConfiguration": "ON",
        "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    one.admin("SetUserPoolMfaConfig", request).await.ok();
    let answer = |session: &Value, name: &str, code: &str| {
        json!({"ClientId": one.fact("client_id"), "ChallengeName": name, "Session": session,
            "ChallengeResponses": {"USERNAME": person, "SOFTWARE_TOKEN_MFA_CODE": code}})
    };
    // Each step of the set-up at the other program than the one before.
    let challenge = one.sign_in(&person).await.ok();
    let body = json!({"Session": challenge["Session"]});
    let associated = other.call("AssociateSoftwareToken", body).await.ok();
    let secret = associated["SecretCode"].as_str().expect("base32");
    let secret = totp_rs::Secret::try_from_base32(secret).expect("base32");
    let app = totp_rs::Builder::new().with_secret(secret).build();
    let app = app.expect("twenty bytes");
    let now = jiff::Timestamp::now().as_second().unsigned_abs();
    let code = |seconds: u64| app.generate(seconds).to_string();
    let body = json!({"Session": associated["Session"], "UserCode": code(now)});
    let verified = one.call("VerifySoftwareToken", body).await.ok();
    let body = answer(&verified["Session"], "MFA_SETUP", "");
    other.call("RespondToAuthChallenge", body).await.ok();

    // The next code counts half a minute early: the same one in many sign-ins at the same time.
    // One after the other until then: of passwords tried at once only so many are looked at, right ones too.
    let mut sessions = Vec::new();
    for number in 0..20 {
        let begun = [one, other][number % 2].sign_in(&person).await.ok();
        sessions.push(begun["Session"].clone());
    }
    let next = code(now + 30);
    let answers = sessions.iter().enumerate().map(async |(number, session)| {
        let loggia = [one, other][number % 2];
        let body = answer(session, "SOFTWARE_TOKEN_MFA", &next);
        loggia.call("RespondToAuthChallenge", body).await
    });
    the_one_success(join_all(answers).await);
    pair.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_delivered_once_whichever_program_has_it() {
    const PEOPLE: u64 = 40;
    let mut relay = Relay::plain().await;
    let port = relay.port.to_string();
    let pair = Pair::start_with(|setup| {
        setup
            .setting("LOGGIA_SMTP_HOST", "localhost")
            .setting("LOGGIA_SMTP_PORT", &port)
            .setting("LOGGIA_SMTP_SECURITY", "none")
            .setting("LOGGIA_SMTP_FROM", "Acme <no-reply@acme.example>")
    })
    .await;
    let signed_up = at_both(&pair, async |loggia| {
        let address = fresh_address();
        let request = json!({"ClientId": loggia.fact("client_id"), "Username": address,
            "Password": PASSWORD, "UserAttributes": [{"Name": "email", "Value": address}]});
        loggia.call("SignUp", request).await
    });
    for answer in signed_up.await {
        answer.ok();
    }
    let mut reached = Vec::new();
    for _ in 0..PEOPLE {
        let Seen::Taken { to, .. } = relay.next().await else {
            panic!("the relay refused")
        };
        reached.push(to);
    }
    // Every job is ended, so that nothing more can come.
    let all_done = async || {
        let done_line = "loggia_jobs_total{kind=\"message\",result=\"done\"} ";
        while pair.one.count_of(done_line).await + pair.other.count_of(done_line).await < PEOPLE {
            tokio::task::yield_now().await;
        }
    };
    let all_done = tokio::time::timeout(PATIENCE, all_done()).await;
    assert!(all_done.is_ok(), "the jobs do not end");
    reached.sort_unstable();
    reached.dedup();
    assert_eq!(reached.len() as u64, PEOPLE, "each person got one message");
    assert!(relay.has_seen_nothing(), "a message goes out once");
    pair.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn during_a_rotation_every_token_verifies_with_the_key_set_of_every_program() {
    let pair = Pair::start().await;
    let (one, other) = (&pair.one, &pair.other);
    let (id, secret) = ("m2m_client_id", "m2m_client_secret");
    let token_of = async |loggia: &Loggia| {
        let fields = [("grant_type", "client_credentials")];
        let answer = loggia.post_as(
            "/oauth2/token",
            loggia.fact(id),
            loggia.fact(secret),
            &fields,
        );
        answer.await.ok()["access_token"]
            .as_str()
            .expect("a token")
            .to_owned()
    };
    // The one reads its keys a little before the other.
    let before = one.verified(&token_of(one).await).await.0;
    assert_eq!(other.keys().await.len(), 2);
    let mut rotate = program();
    let key = pair.shared.path().join("master.key");
    rotate
        .args(["keys", "rotate", "--pool", one.fact("pool_id")])
        .args(["--database", &pair.database.url, "--data"])
        .arg(pair.shared.path())
        .env("LOGGIA_MASTER_KEY_FILE", key);
    let output = rotate.output().await.expect("the command runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let rotated = async || {
        loop {
            let (first, second) = (token_of(one).await, token_of(other).await);
            // `verified` fails on a key that is not published there.
            let first = other.verified(&first).await.0;
            let second = one.verified(&second).await.0;
            if first != before && first == second {
                return;
            }
        }
    };
    let rotated = tokio::time::timeout(PATIENCE, rotated()).await;
    assert!(rotated.is_ok(), "the new key does not sign");
    pair.end().await;
}
