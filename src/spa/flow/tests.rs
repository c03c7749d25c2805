//! Flows driven by a script of facts, in a browser of memory.

use super::*;
use crate::{
    authorize::EntryPage, base64url, browser::BROWSER, form::text, refresh::usable,
    token_store::Tokens,
};
use aws_lc_rs::digest::{SHA256, digest};

mod clock;
#[path = "script.rs"]
mod script;
mod sign_out;
use script::*;

#[test]
fn a_sign_in_leaves_with_everything_the_server_needs() {
    let client = client("memory");
    let mut flow = flow(&client, begin(&client));
    step(
        &mut flow,
        none(),
        "send",
        "https://id.example/p/.well-known/openid-configuration",
    );
    let digest = step(&mut flow, discovery(), "digest", "");
    assert!(wire::pkce::is_verifier(&field(&digest, "text")));
    let leave = flow.step(matches("hash")).expect("it leaves");
    let url = field(&leave, "url");
    let (endpoint, query) = url.split_once('?').expect("a query");
    assert_eq!(endpoint, "https://id.example/oauth2/authorize");
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "c1"),
        ("redirect_uri", "https://app.example/cb"),
        ("scope", "openid email profile"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(text(query, name), value);
    }
    assert!(wire::pkce::is_challenge(&text(query, "code_challenge")));
    assert_eq!(
        flow.step(none()).expect_err("it is over").code,
        Code::InvalidOptions
    );
}

#[test]
fn without_web_crypto_nobody_is_sent_away() {
    let client = client("memory");
    let mut flow = flow(&client, begin(&client));
    step(
        &mut flow,
        none(),
        "send",
        "https://id.example/p/.well-known/openid-configuration",
    );
    step(&mut flow, discovery(), "digest", "");
    assert_eq!(refusal(&mut flow, none()), Code::InvalidOptions);
    assert!(BROWSER.with_borrow(|browser| browser.stored.is_empty()));
}

#[test]
fn an_answer_is_redeemed_once_in_either_store() {
    for store in ["memory", "session"] {
        let client = signed_in(store);
        assert_eq!(stored_tokens(&client), pair("a1", "r1"));
        let stored_items = BROWSER.with_borrow(|browser| browser.stored.len());
        assert_eq!(
            stored_items,
            usize::from(store == "session"),
            "the attempt is used up"
        );
    }
}

#[test]
fn a_foreign_answer_is_refused_before_anything_is_sent() {
    let client = client("memory");
    let url = |query: &str| format!("https://app.example/cb?{query}");
    for query in ["", "code=x", "state=s", "error=access_denied"] {
        assert!(
            redeem(&client, &url(query))
                .expect("it is no answer")
                .is_none(),
            "{query}"
        );
    }
    assert_eq!(
        redeem(&client, &url("code=x&state=unknown")).err(),
        Some(Code::InvalidState)
    );
    // Elsewhere it is the app's own, unless a sign-in waits for it.
    let elsewhere = |state: &str| format!("https://app.example/other?code=x&state={state}");
    assert!(matches!(redeem(&client, &elsewhere("unknown")), Ok(None)));
    let (state, _) = begin_sign_in(&client);
    assert!(matches!(redeem(&client, &elsewhere(&state)), Ok(Some(_))));
    for same in ["https://app.example/cb/", "https://app.example/cb"] {
        let answer = format!("{same}?code=x&state=unknown#top");
        assert_eq!(redeem(&client, &answer).err(), Some(Code::InvalidState));
    }
    let (state, _) = begin_sign_in(&client);
    assert_eq!(
        redeem(
            &client,
            &url(&format!("code=x&state={state}&iss=https://evil.example"))
        )
        .err(),
        Some(Code::InvalidIssuer)
    );
    assert_eq!(
        redeem(&client, &url(&format!("code=x&state={state}"))).err(),
        Some(Code::InvalidState),
        "it was used up"
    );
    for query in [
        "code=x&state=unknown&iss=https://evil.example",
        "code=x&state=unknown&iss=",
        "error=access_denied&state=unknown&iss=%ff",
    ] {
        assert_eq!(
            redeem(&client, &url(query)).err(),
            Some(Code::InvalidIssuer),
            "whatever else is wrong with it: {query}"
        );
    }
    let (state, _) = begin_sign_in(&client);
    let unreadable = url(&format!("code=x&state={state}&iss=%ff"));
    assert_eq!(
        redeem(&client, &unreadable).err(),
        Some(Code::InvalidIssuer)
    );
    let (state, _) = begin_sign_in(&client);
    BROWSER.with_borrow_mut(|browser| browser.now += 600_001);
    assert_eq!(
        redeem(&client, &url(&format!("code=x&state={state}"))).err(),
        Some(Code::InvalidState),
        "it took too long"
    );
    for (error, code) in [
        ("access_denied", Code::AuthorizationError),
        ("login_required", Code::LoginRequired),
    ] {
        let (state, _) = begin_sign_in(&client);
        assert_eq!(
            redeem(&client, &url(&format!("error={error}&state={state}"))).err(),
            Some(code)
        );
    }
}

#[test]
fn an_answer_names_its_issuer_where_discovery_says_so() {
    let sends = |announced: &str, iss: &str| {
        let client = client("session");
        let (state, _) = begin_sign_in(&client);
        // The answer is read after a load of the page, which knows nothing of the issuer yet.
        let client = self::client("session");
        let url = format!("https://app.example/cb?code=x&state={state}{iss}");
        let exchange = redeem(&client, &url).expect("it belongs to a sign-in");
        let mut flow = flow(&client, exchange.expect("it is an answer"));
        flow.step(none()).expect("it asks for the document");
        let document = String::from_utf8(discovery().body).expect("it is text");
        let document = document.replacen('{', &format!("{{{announced}"), 1);
        flow.step(result(200, &document))
            .map(|action| field(&action, "url"))
            .map_err(|refusal| refusal.code)
    };
    let named = format!("&iss={ISSUER}");
    let token = "https://id.example/oauth2/token".to_owned();
    let flag =
        |value: &str| format!(r#""authorization_response_iss_parameter_supported":{value},"#);
    for announced in ["", &flag("false"), &flag("null")] {
        assert_eq!(sends(announced, ""), Ok(token.clone()), "{announced}");
        assert_eq!(sends(announced, &named), Ok(token.clone()), "{announced}");
    }
    assert_eq!(sends(&flag("true"), &named), Ok(token));
    assert_eq!(sends(&flag("true"), ""), Err(Code::InvalidIssuer));
}

#[test]
fn two_sign_ins_may_be_under_way() {
    let client = client("memory");
    let (first, _) = begin_sign_in(&client);
    let (second, _) = begin_sign_in(&client);
    assert_ne!(first, second);
    for state in [second, first] {
        assert!(matches!(
            redeem(
                &client,
                &format!("https://app.example/cb?code=x&state={state}&iss={ISSUER}")
            ),
            Ok(Some(_))
        ));
    }
}

#[test]
fn an_id_token_that_fails_a_check_signs_nobody_in() {
    for (id, matches, code) in [
        ("other-nonce", true, Code::InvalidIdToken),
        ("", true, Code::InvalidIdToken),
        ("right", false, Code::InvalidIdToken),
    ] {
        let client = client("session");
        let (state, nonce) = begin_sign_in(&client);
        let call = redeem(
            &client,
            &format!("https://app.example/cb?code=x&state={state}"),
        )
        .expect("it is ours");
        let mut flow = flow(&client, call.expect("it is an answer"));
        step(&mut flow, none(), "send", "https://id.example/oauth2/token");
        let nonce = if id == "right" { nonce.as_str() } else { id };
        step(
            &mut flow,
            tokens("a1", &id_token(nonce, "s"), "r1"),
            "send",
            "https://id.example/p/jwks",
        );
        step(&mut flow, keys("k1"), "verify", "");
        let answer = if matches { self::matches("a1") } else { none() };
        assert_eq!(refusal(&mut flow, answer), code);
        assert_eq!(stored_tokens(&client), None);
    }
}

#[test]
fn an_unknown_key_is_asked_for_again_once() {
    let client = client("memory");
    let (state, nonce) = begin_sign_in(&client);
    let call = redeem(
        &client,
        &format!("https://app.example/cb?code=x&state={state}"),
    )
    .expect("it is ours");
    let mut flow = flow(&client, call.expect("it is an answer"));
    step(&mut flow, none(), "send", "https://id.example/oauth2/token");
    let first = step(
        &mut flow,
        tokens("a1", &id_token(&nonce, "s"), "r1"),
        "send",
        "https://id.example/p/jwks",
    );
    assert_eq!(field(&first, "cache"), "");
    let second = step(&mut flow, keys("old"), "send", "https://id.example/p/jwks");
    assert_eq!(field(&second, "cache"), "reload");
    assert_eq!(refusal(&mut flow, keys("older")), Code::InvalidIdToken);
}

#[test]
fn a_token_is_handed_out_until_it_is_about_to_end() {
    let client = signed_in("session");
    let usable = |seconds| {
        let tokens = client.store.tokens().expect("storage works");
        let tokens = tokens.expect("somebody is signed in");
        usable(&tokens, seconds).map(str::to_owned)
    };
    assert_eq!(usable(None).as_deref(), Some("a1"));
    BROWSER.with_borrow_mut(|browser| browser.now += 269_999);
    assert_eq!(usable(None).as_deref(), Some("a1"));
    assert_eq!(usable(Some(f64::INFINITY)), None);
    BROWSER.with_borrow_mut(|browser| browser.now += 1);
    assert_eq!(usable(None), None);
    assert_eq!(usable(Some(10.0)).as_deref(), Some("a1"));
}

#[test]
fn a_token_that_cannot_be_refreshed_is_handed_out_until_its_end() {
    let client = signed_in("session");
    let tokens = client.store.tokens().expect("storage works");
    let tokens = tokens.expect("somebody is signed in");
    let alone = Tokens::new(&tokens.access, &tokens.id, "", tokens.expires_at);
    client.store.put(alone).expect("storage works");
    let usable = |seconds| {
        let tokens = client.store.tokens().expect("storage works");
        let tokens = tokens.expect("somebody is signed in");
        usable(&tokens, seconds).map(str::to_owned)
    };
    for seconds in [None, Some(3600.0), Some(f64::INFINITY)] {
        assert_eq!(usable(seconds).as_deref(), Some("a1"), "{seconds:?}");
    }
    BROWSER.with_borrow_mut(|browser| browser.now += 300_000);
    assert_eq!(usable(None), None);
    assert!(Refresh::new(&client).is_err(), "now the session is over");
    assert_eq!(stored_tokens(&client), None);
}

#[test]
fn a_refresh_keeps_the_new_refresh_token() {
    let client = signed_in("memory");
    let mut flow = refresh(&client);
    let action = step(&mut flow, none(), "send", "https://id.example/oauth2/token");
    assert_eq!(
        field(&action, "body"),
        "grant_type=refresh_token&client_id=c1&refresh_token=r1"
    );
    step(
        &mut flow,
        tokens("a2", &id_token("", "s"), "r2"),
        "verify",
        "",
    );
    let end = step(&mut flow, matches("a2"), "done", "");
    assert_eq!(field(&end, "result"), "a2");
    assert_eq!(stored_tokens(&client), pair("a2", "r2"));
}

#[test]
fn a_refresh_may_bring_an_access_token_only() {
    let client = signed_in("session");
    let mut flow = refresh(&client);
    step(&mut flow, none(), "send", "https://id.example/oauth2/token");
    step(
        &mut flow,
        result(
            200,
            r#"{"access_token":"a2","token_type":"Bearer","expires_in":300}"#,
        ),
        "done",
        "",
    );
    assert_eq!(stored_tokens(&client), pair("a2", "r1"));
}

#[test]
fn only_a_refused_refresh_token_ends_the_session() {
    for (answer, code, stays) in [
        (none(), Code::TemporarilyUnavailable, true),
        (result(503, ""), Code::TemporarilyUnavailable, true),
        (
            result(429, r#"{"error":"invalid_grant"}"#),
            Code::TemporarilyUnavailable,
            true,
        ),
        (
            result(400, r#"{"error":"invalid_client"}"#),
            Code::TokenRefused,
            true,
        ),
        (result(200, "<html>"), Code::TokenRefused, true),
        (
            result(400, r#"{"error":"invalid_grant"}"#),
            Code::LoginRequired,
            false,
        ),
    ] {
        let client = signed_in("session");
        let mut flow = refresh(&client);
        step(&mut flow, none(), "send", "https://id.example/oauth2/token");
        assert_eq!(refusal(&mut flow, answer), code);
        assert_eq!(stored_tokens(&client).is_some(), stays, "{code:?}");
    }
}

#[test]
fn a_refresh_for_another_person_is_refused() {
    let client = signed_in("session");
    let mut flow = refresh(&client);
    step(&mut flow, none(), "send", "https://id.example/oauth2/token");
    step(
        &mut flow,
        tokens("a2", &id_token("", "other"), "r2"),
        "verify",
        "",
    );
    assert_eq!(refusal(&mut flow, matches("a2")), Code::InvalidIdToken);
    assert_eq!(stored_tokens(&client), pair("a1", "r1"));
}

#[test]
fn who_waited_for_another_refresh_takes_its_token() {
    let client = signed_in("session");
    let mut late = refresh(&client);
    let mut first = refresh(&client);
    step(
        &mut first,
        none(),
        "send",
        "https://id.example/oauth2/token",
    );
    step(
        &mut first,
        tokens("a2", &id_token("", "s"), "r2"),
        "verify",
        "",
    );
    step(&mut first, matches("a2"), "done", "");
    let end = step(&mut late, none(), "done", "");
    assert_eq!(field(&end, "result"), "a2");
}

#[test]
fn a_refresh_does_not_undo_a_sign_out() {
    let client = signed_in("session");
    let mut refreshing = refresh(&client);
    step(
        &mut refreshing,
        none(),
        "send",
        "https://id.example/oauth2/token",
    );
    let claims = client
        .store
        .tokens()
        .expect("storage works")
        .expect("somebody is signed in");
    let sign_out = SignOut::new(&client, "{}").unwrap_or_else(|_| panic!("the options are right"));
    let mut leaving = flow(&client, Call::SignOut(sign_out));
    step(
        &mut refreshing,
        tokens("a2", &id_token("", "s"), "r2"),
        "verify",
        "",
    );
    assert_eq!(refusal(&mut refreshing, matches("a2")), Code::LoginRequired);
    assert_eq!(stored_tokens(&client), None);
    let revoke = step(
        &mut leaving,
        none(),
        "send",
        "https://id.example/oauth2/revoke",
    );
    assert_eq!(field(&revoke, "body"), "token=r1&client_id=c1");
    let url = format!(
        "https://id.example/logout?client_id=c1&id_token_hint={}",
        claims.id
    );
    step(&mut leaving, result(200, ""), "leave", &url);
}

#[test]
fn what_the_issuer_publishes_must_be_there() {
    for (answer, code) in [
        (none(), Code::TemporarilyUnavailable),
        (result(502, ""), Code::TemporarilyUnavailable),
        (result(404, ""), Code::DiscoveryFailed),
        (result(200, "<html>"), Code::DiscoveryFailed),
        (
            result(200, r#"{"issuer":"https://other.example/p"}"#),
            Code::DiscoveryFailed,
        ),
        (
            result(200, &format!(r#"{{"issuer":"{ISSUER}/"}}"#)),
            Code::DiscoveryFailed,
        ),
    ] {
        let client = client("memory");
        let mut flow = flow(&client, begin(&client));
        step(
            &mut flow,
            none(),
            "send",
            "https://id.example/p/.well-known/openid-configuration",
        );
        assert_eq!(refusal(&mut flow, answer), code);
    }
}

#[test]
fn blocked_storage_is_said() {
    let client = client("session");
    BROWSER.with_borrow_mut(|browser| browser.storage_is_blocked = true);
    assert_eq!(
        client.store.tokens().err().map(|refusal| refusal.code),
        Some(Code::StorageUnavailable)
    );
    assert_eq!(
        redeem(&client, "https://app.example/cb?code=x&state=s").err(),
        Some(Code::StorageUnavailable)
    );
}
