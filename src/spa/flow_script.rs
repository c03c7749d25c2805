//! What the scripts of the flow tests are written in: an issuer's answers, and steps.

use super::*;

pub(super) const ISSUER: &str = "https://id.example/p";
pub(super) const NOW: u64 = 1_763_700_000_000;

pub(super) fn client(store: &str) -> Rc<Client> {
    BROWSER.with_borrow_mut(|browser| browser.now = NOW);
    let settings = format!(
        r#"{{"issuer":"{ISSUER}","clientId":"c1","redirectUri":"https://app.example/cb","store":"{store}"}}"#
    );
    Rc::new(Client::new(&settings).unwrap_or_else(|_| panic!("the settings are right")))
}

pub(super) fn fact(status: u16, body: &str) -> Fact {
    Fact {
        status,
        body: body.as_bytes().to_vec(),
    }
}

pub(super) fn none() -> Fact {
    fact(0, "")
}

pub(super) fn discovery() -> Fact {
    let names = ["authorization", "token", "revocation"].map(|name| match name {
        "revocation" => r#""revocation_endpoint":"https://id.example/oauth2/revoke""#.to_owned(),
        name => format!(
            r#""{name}_endpoint":"https://id.example/oauth2/{}""#,
            name.replace("authorization", "authorize")
        ),
    });
    let rest = r#""end_session_endpoint":"https://id.example/logout","jwks_uri":"https://id.example/p/jwks""#;
    fact(
        200,
        &format!(r#"{{"issuer":"{ISSUER}",{},{rest}}}"#, names.join(",")),
    )
}

pub(super) fn keys(kid: &str) -> Fact {
    fact(
        200,
        &format!(r#"{{"keys":[{{"kty":"RSA","kid":"{kid}","n":"nn","e":"AQAB"}}]}}"#),
    )
}

pub(super) fn id_token(nonce: &str, sub: &str) -> String {
    let now = NOW / 1000;
    let nonce = if nonce.is_empty() {
        String::new()
    } else {
        format!(r#","nonce":"{nonce}""#)
    };
    let claims = format!(
        r#"{{"iss":"{ISSUER}","aud":"c1","sub":"{sub}","iat":{now},"exp":{}{nonce}}}"#,
        now + 3600
    );
    format!(
        "{}.{}.AAAA",
        base64url::encode(br#"{"alg":"RS256","kid":"k1"}"#),
        base64url::encode(claims.as_bytes())
    )
}

pub(super) fn tokens(access: &str, id: &str, refresh: &str) -> Fact {
    fact(
        200,
        &format!(
            r#"{{"token_type":"Bearer","expires_in":300,"access_token":"{access}","id_token":"{id}","refresh_token":"{refresh}"}}"#
        ),
    )
}

pub(super) fn matches(access: &str) -> Fact {
    Fact {
        status: 1,
        body: digest(&SHA256, access.as_bytes()).as_ref().to_vec(),
    }
}

/// The value that the scripts would read under `name`, empty when there is none.
pub(super) fn field(need: &Need, name: &str) -> String {
    need.0.get(name).unwrap_or_default()
}

/// Takes a step and checks what is needed next.
pub(super) fn step(flow: &mut Flow, fact: Fact, need: &str, url: &str) -> Need {
    let next = flow
        .step(fact)
        .unwrap_or_else(|refusal| panic!("{refusal:?} instead of {need} {url}"));
    assert_eq!(
        (field(&next, "need").as_str(), field(&next, "url").as_str()),
        (need, url)
    );
    next
}

pub(super) fn refused(flow: &mut Flow, fact: Fact) -> Code {
    flow.step(fact).expect_err("it is refused").code
}

pub(super) fn flow(client: &Rc<Client>, goal: Goal) -> Flow {
    Flow::new(client.clone(), goal)
}

pub(super) fn begin(client: &Client) -> Goal {
    let _ = client;
    Goal::Begin(
        Begin::new(Entry::SignIn, r#"{"returnTo":"/notes?a=b"}"#)
            .unwrap_or_else(|_| panic!("the options are right")),
    )
}

pub(super) fn redeem(client: &Client, url: &str) -> Result<Option<Goal>, Code> {
    Redeem::new(client, url)
        .map(|redeem| redeem.map(Goal::Redeem))
        .map_err(|refusal| refusal.code)
}

/// Begins a sign-in: gives its state and nonce.
pub(super) fn begun(client: &Rc<Client>) -> (String, String) {
    let mut flow = flow(client, begin(client));
    let mut next = flow.step(none()).expect("it begins");
    if field(&next, "need") == "send" {
        next = flow.step(discovery()).expect("it is known");
    }
    assert_eq!(field(&next, "need"), "digest");
    let leave = flow.step(fact(1, "hash")).expect("it leaves");
    let url = field(&leave, "url");
    (text(&url, "state"), text(&url, "nonce"))
}

/// Signs in: with access token `a1` and refresh token `r1`.
pub(super) fn signed_in(store: &str) -> Rc<Client> {
    let client = client(store);
    let (state, nonce) = begun(&client);
    let goal = redeem(
        &client,
        &format!("https://app.example/cb?code=x&state={state}"),
    )
    .expect("it is ours");
    let mut flow = flow(&client, goal.expect("it is an answer"));
    step(&mut flow, none(), "send", "https://id.example/oauth2/token");
    step(
        &mut flow,
        tokens("a1", &id_token(&nonce, "s"), "r1"),
        "send",
        "https://id.example/p/jwks",
    );
    step(&mut flow, keys("k1"), "verify", "");
    let end = step(&mut flow, matches("a1"), "done", "");
    assert_eq!(field(&end, "returnTo"), "/notes?a=b");
    client
}

pub(super) fn refresh(client: &Rc<Client>) -> Flow {
    flow(
        client,
        Goal::Refresh(Refresh::new(client).unwrap_or_else(|_| panic!("somebody is signed in"))),
    )
}

pub(super) fn kept(client: &Client) -> Option<(String, String)> {
    client
        .keep
        .tokens()
        .expect("storage works")
        .map(|tokens| (tokens.access, tokens.refresh))
}

pub(super) fn pair(access: &str, refresh: &str) -> Option<(String, String)> {
    Some((access.to_owned(), refresh.to_owned()))
}
