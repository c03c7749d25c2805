//! Callers who show an access token, after something changed.

use crate::testing::World;
use domain::client::ADMIN_SCOPE;
use domain::refusal::{self, Refusal};
use domain::user::{Status, User};
use engine::{caller::caller, fault::Fault};
use serde_json::json;

/// What a caller hears after an administrator changed them.
async fn check(change: impl Fn(&mut User), expect: Refusal) {
    let world = World::new().await;
    let mut user = world.user("ada").await;
    let token = world.access_token("ada").await;
    let first_caller = caller(&world.app, &token, ADMIN_SCOPE)
        .await
        .expect("nothing has changed yet");
    assert_eq!(
        (first_caller.user.sub.clone(), first_caller.client.id),
        (user.sub.clone(), world.client.id.clone())
    );
    user.version = first_caller.user.version;
    change(&mut user);
    world
        .app
        .store
        .write(vec![store::user::update(&user, &[], true)])
        .await
        .expect("nobody else changes ada");
    let result = caller(&world.app, &token, ADMIN_SCOPE).await.map(|_| ());
    assert!(matches!(result, Err(Fault::Refused(refusal)) if refusal == expect));
}

#[tokio::test]
async fn the_users_state_counts_at_every_call() {
    check(|user| user.enabled = false, refusal::User::Disabled.into()).await;
    check(
        |user| user.status = Status::ResetRequired,
        refusal::User::ResetRequired.into(),
    )
    .await;
    check(
        |user| user.status = Status::Unconfirmed,
        refusal::User::Unconfirmed.into(),
    )
    .await;
}

#[tokio::test]
async fn only_an_access_token_of_this_server_counts() {
    let world = World::new().await;
    world.user("ada").await;
    let tokens = world.tokens("ada").await;
    let other = World::new().await;
    let id_token = tokens["IdToken"].as_str().expect("a text");
    let access_token = tokens["AccessToken"].as_str().expect("a text");
    let unsigned = format!("{}.", access_token.rsplit_once('.').expect("three parts").0);
    let tampered = json!([format!("{}x", access_token), unsigned, id_token, "x", ""]);
    for token in tampered
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|token| token.as_str())
    {
        let result = caller(&world.app, token, ADMIN_SCOPE).await;
        assert!(
            matches!(
                result,
                Err(Fault::Refused(Refusal::AccessToken(
                    refusal::AccessToken::Invalid
                )))
            ),
            "{token}"
        );
    }
    let elsewhere = caller(&other.app, access_token, ADMIN_SCOPE).await;
    assert!(
        matches!(
            elsewhere,
            Err(Fault::Refused(Refusal::AccessToken(
                refusal::AccessToken::Invalid
            )))
        ),
        "a pool of another server"
    );
}
