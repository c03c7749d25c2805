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

pub(super) fn result(status: u16, body: &str) -> ActionResult {
    ActionResult {
        status,
        body: body.as_bytes().to_vec(),
        date: 0,
    }
}

pub(super) fn none() -> ActionResult {
    result(0, "")
}

pub(super) fn discovery() -> ActionResult {
    let names = ["authorization", "token", "revocation"].map(|name| match name {
        "revocation" => r#""revocation_endpoint":"https://id.example/oauth2/revoke""#.to_owned(),
        name => format!(
            r#""{name}_endpoint":"https://id.example/oauth2/{}""#,
            name.replace("authorization", "authorize")
        ),
    });
    let rest = r#""end_session_endpoint":"https://id.example/logout","jwks_uri":"https://id.example/p/jwks""#;
    result(
        200,
        &format!(r#"{{"issuer":"{ISSUER}",{},{rest}}}"#, names.join(",")),
    )
}

pub(super) fn keys(kid: &str) -> ActionResult {
    result(
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

pub(super) fn tokens(access: &str, id: &str, refresh: &str) -> ActionResult {
    result(
        200,
        &format!(
            r#"{{"token_type":"Bearer","expires_in":300,"access_token":"{access}","id_token":"{id}","refresh_token":"{refresh}"}}"#
        ),
    )
}

pub(super) fn matches(access: &str) -> ActionResult {
    ActionResult {
        status: 1,
        body: digest(&SHA256, access.as_bytes()).as_ref().to_vec(),
        date: 0,
    }
}

/// The value that the scripts would read under `name`, empty when there is none.
pub(super) fn field(action: &Action, name: &str) -> String {
    action.0.get(name).unwrap_or_default()
}

/// Takes a step and checks what is needed next.
pub(super) fn step(flow: &mut Flow, result: ActionResult, action: &str, url: &str) -> Action {
    let next = flow
        .step(result)
        .unwrap_or_else(|refusal| panic!("{refusal:?} instead of {action} {url}"));
    assert_eq!(
        (
            field(&next, "action").as_str(),
            field(&next, "url").as_str()
        ),
        (action, url)
    );
    next
}

pub(super) fn refusal(flow: &mut Flow, result: ActionResult) -> Code {
    flow.step(result).expect_err("it is refused").code
}

pub(super) fn flow(client: &Rc<Client>, call: Call) -> Flow {
    Flow::new(client.clone(), call)
}

pub(super) fn begin(client: &Client) -> Call {
    let _ = client;
    Call::SignIn(
        SignIn::new(EntryPage::SignIn, r#"{"returnTo":"/notes?a=b"}"#)
            .unwrap_or_else(|_| panic!("the options are right")),
    )
}

pub(super) fn redeem(client: &Client, url: &str) -> Result<Option<Call>, Code> {
    CodeExchange::new(client, url)
        .map(|redeem| redeem.map(Call::CodeExchange))
        .map_err(|refusal| refusal.code)
}

/// Begins a sign-in: gives its state and nonce.
pub(super) fn begin_sign_in(client: &Rc<Client>) -> (String, String) {
    let mut flow = flow(client, begin(client));
    let mut next = flow.step(none()).expect("it begins");
    if field(&next, "action") == "send" {
        next = flow.step(discovery()).expect("it is known");
    }
    assert_eq!(field(&next, "action"), "digest");
    let leave = flow.step(result(1, "hash")).expect("it leaves");
    let url = field(&leave, "url");
    (text(&url, "state"), text(&url, "nonce"))
}

/// Signs in: with access token `a1` and refresh token `r1`.
pub(super) fn signed_in(store: &str) -> Rc<Client> {
    let client = client(store);
    let (state, nonce) = begin_sign_in(&client);
    let call = redeem(
        &client,
        &format!("https://app.example/cb?code=x&state={state}"),
    )
    .expect("it is ours");
    let mut flow = flow(&client, call.expect("it is an answer"));
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
        Call::Refresh(Refresh::new(client).unwrap_or_else(|_| panic!("somebody is signed in"))),
    )
}

pub(super) fn stored_tokens(client: &Client) -> Option<(String, String)> {
    client
        .store
        .tokens()
        .expect("storage works")
        .map(|tokens| (tokens.access, tokens.refresh))
}

pub(super) fn pair(access: &str, refresh: &str) -> Option<(String, String)> {
    Some((access.to_owned(), refresh.to_owned()))
}
