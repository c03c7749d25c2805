//! The life of an account on PostgreSQL: the one place of this crate's tests where a database other than SQLite answers.

use super::testing::{PASSWORD, RELAY, World, rotating};
use crate::testing::Postgres;
use domain::code::Proof;
use serde_json::json;
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn an_account_lives_on_postgresql() {
    let database = Postgres::fresh().await;
    let settings = [&RELAY[..], &[("database.url", database.url.as_str())]].concat();
    let world = World::set(&settings, json!({}), rotating(0)).await;
    let attributes = json!([{"Name": "email", "Value": "ada@example.com"}]);
    let person = json!({"Username": "ada", "Password": PASSWORD, "UserAttributes": attributes});
    let sign_up = world.call_client("SignUp", person.clone()).await;
    sign_up.expect("ada is new");
    let again = world.call_client("SignUp", person).await;
    assert_eq!(again.expect_err("ada exists").0, "UsernameExists");
    let early = world.sign_in("ada", PASSWORD).await;
    assert_eq!(early.expect_err("not yet").0, "UserNotConfirmed");
    let code = world.code("ada", &Proof::SignUp).await;
    let confirm = json!({"Username": "ada", "ConfirmationCode": code});
    let confirmed = world.call_client("ConfirmSignUp", confirm).await;
    confirmed.expect("the code is right");
    let wrong = world.sign_in("ada", "Rainy-Day-7").await;
    assert_eq!(wrong.expect_err("not hers").0, "NotAuthorized");

    // Of many who refresh with one token at the same time, one gets tokens and the others end the family.
    let token = world.tokens("ada").await["RefreshToken"].clone();
    let world = Arc::new(world);
    let refresh = |token: serde_json::Value| {
        let world = Arc::clone(&world);
        tokio::spawn(async move {
            let body = json!({"RefreshToken": token});
            world.call_client("GetTokensFromRefreshToken", body).await
        })
    };
    let calls: Vec<_> = (0..10).map(|_| refresh(token.clone())).collect();
    let mut won = 0;
    for call in calls {
        match call.await.expect("no call panics") {
            Ok(_) => won += 1,
            Err((kind, _)) => assert!(
                ["RefreshTokenReuse", "NotAuthorized"].contains(&kind.as_str()),
                "{kind}"
            ),
        }
    }
    assert_eq!(won, 1, "a token is exchanged once");

    let tokens = world.tokens("ada").await;
    let refreshed = refresh(tokens["RefreshToken"].clone()).await;
    let refreshed = refreshed.expect("no call panics").expect("it is live");
    let result = &refreshed["AuthenticationResult"];
    let access = super::testing::text(&result["AccessToken"]);
    let user = world.call_as(&access, "GetUser", json!({})).await;
    assert_eq!(user.expect("ada is signed in")["Username"], "ada");
    let revoke = json!({"Token": result["RefreshToken"]});
    let revoked = world.call_client("RevokeToken", revoke).await;
    revoked.expect("it is ada's");
    let user = world.call_as(&access, "GetUser", json!({})).await;
    assert_eq!(user.expect_err("revoked").0, "NotAuthorized");
    let late = refresh(result["RefreshToken"].clone()).await;
    assert_eq!(
        late.expect("no call panics").expect_err("revoked").0,
        "NotAuthorized"
    );
    world.app.store.close().await;
    database.drop().await;
}
