//! Tokens that come of a grant and of refreshes.

use crate::testing::{World, claims};
use domain::client::Client;
use domain::refusal::{self, Refusal};
use domain::sign_in::Grant;
use domain::token;
use domain::trigger::pre_token_generation::Source;
use engine::{
    decide::StoreFacts,
    fault::Fault,
    issue::{Narrowing, Terms, Tokens, issue, refresh, refresh_of, revoke_event},
};
use serde_json::json;

/// Tokens of ada through the OAuth endpoints, with these scopes.
async fn issued(world: &World, scopes: &[&str]) -> Tokens {
    issued_for(world, scopes, None).await
}

/// The same for this audience.
async fn issued_for(world: &World, scopes: &[&str], audience: Option<&str>) -> Tokens {
    let user = Box::new(world.stored_user("ada").await);
    let grant = Grant {
        user,
        auth_time: world.app.now(),
    };
    let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    let nonce = Some("n".to_owned());
    let terms = Terms {
        pool: &world.pool,
        client: &world.client,
        scopes,
        audience: audience.map(str::to_owned),
        nonce,
        oauth: true,
        source: Source::HostedAuth,
        metadata: None,
    };
    let cx = world.context();
    let issued = issue(&StoreFacts::new(&cx, &world.pool), &terms, &grant).await;
    let (tokens, writes) = issued.expect("the pool has keys");
    world
        .app
        .store
        .write(writes)
        .await
        .expect("the family is new");
    tokens
}

#[tokio::test]
async fn the_oauth_endpoints_give_an_id_token_for_openid_only() {
    let world = World::new().await;
    world.user("ada").await;
    let tokens = issued(&world, &["openid", "email"]).await;
    let id = claims(&json!(tokens.id_token));
    assert_eq!(
        (&id["nonce"], &id["at_hash"]),
        (&json!("n"), &json!(token::at_hash(&tokens.access_token)))
    );
    assert_eq!(claims(&json!(tokens.access_token))["version"], 2);
    assert_eq!(issued(&world, &["phone"]).await.id_token, None);
}

#[tokio::test]
async fn a_refresh_keeps_scopes_and_a_revoked_event_ends_them() {
    let world = World::new().await;
    world.user("ada").await;
    let tokens = issued(&world, &["openid", "email"]).await;
    let presented = tokens.refresh_token.expect("a new family has one");
    let refreshed = refresh(
        &world.context(),
        &world.pool,
        &world.client,
        &presented,
        None,
    )
    .await
    .expect("it is good");
    assert_eq!(refreshed.refresh_token, None, "the client does not rotate");
    assert_eq!(
        claims(&json!(refreshed.access_token))["scope"],
        "openid email"
    );
    assert_eq!(
        claims(&json!(refreshed.id_token)).get("nonce"),
        None,
        "it answers no authorization request"
    );
    let other = Client {
        id: "another".into(),
        ..world.client.clone()
    };
    revoke_event(&world.app, &other, &tokens.event)
        .await
        .expect("what is not its own is left alone");
    refresh(
        &world.context(),
        &world.pool,
        &world.client,
        &presented,
        None,
    )
    .await
    .expect("it is still good");
    for _ in 0..2 {
        revoke_event(&world.app, &world.client, &tokens.event)
            .await
            .expect("again is no failure");
    }
    let result = refresh(
        &world.context(),
        &world.pool,
        &world.client,
        &presented,
        None,
    )
    .await;
    assert!(matches!(
        result,
        Err(Fault::Refused(Refusal::RefreshToken(
            refusal::RefreshToken::Revoked
        )))
    ));
}

#[tokio::test]
async fn a_refresh_keeps_the_audience_and_may_choose_one_where_there_is_none() {
    let world = World::new().await;
    world.user("ada").await;
    let (api, files) = ("https://api.example", "https://files.example");
    let mut client = world.client.clone();
    client.settings.allowed_oauth_scopes = Some(
        [
            "openid",
            "https://api.example/read",
            "https://files.example/read",
        ]
        .map(str::to_owned)
        .into(),
    );
    let bound = issued_for(&world, &["openid"], Some(api)).await;
    let free = issued(&world, &["openid"]).await;
    assert_eq!(claims(&json!(bound.access_token))["aud"], api);
    assert_eq!(claims(&json!(bound.id_token))["aud"], json!(client.id));
    let check = async |tokens: &Tokens,
                       resource: Option<&str>,
                       expect: Option<serde_json::Value>| {
        let narrowing = Narrowing {
            resource,
            ..Narrowing::default()
        };
        let cx = world.context();
        let token = tokens
            .refresh_token
            .as_deref()
            .expect("a new family has one");
        let refreshed = refresh_of(
            &cx,
            &world.pool,
            &client,
            token,
            None,
            narrowing,
            |_| Ok(()),
        )
        .await;
        let audience = match refreshed {
            Ok(tokens) => Some(claims(&json!(tokens.access_token))["aud"].clone()),
            Err(Fault::Refused(Refusal::Parameter(refusal::Parameter::ResourceUnknown))) => None,
            Err(fault) => panic!("{fault:?}"),
        };
        assert_eq!(audience, expect, "{resource:?}");
    };
    check(&bound, None, Some(json!(api))).await;
    check(&bound, Some(api), Some(json!(api))).await;
    check(&bound, Some(files), None).await;
    check(&free, Some(files), Some(json!(files))).await;
    check(&free, None, Some(json!(null))).await;
    check(&free, Some("https://other.example"), None).await;
}
