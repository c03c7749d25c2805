//! Callers who show an access token.
//!
//! Owns: that the token is ours, unexpired, unrevoked, and its user may call. Must not know: what they call.

use crate::{api::Fault, app::App, keys::TokenError};
use domain::{
    client::Client,
    pool::Pool,
    refusal::Refusal,
    token::AccessToken,
    user::{Status, User},
};

/// Who calls, for which client.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// The pool.
    pub pool: Pool,
    /// The app client to which the token was issued.
    pub client: Client,
    /// The user, as they are now.
    pub user: User,
    /// What the token says.
    pub token: AccessToken,
}

/// The caller of a request that needs `scope`.
///
/// **Errors** the four refusals of access tokens; [`Refusal::UserUnknown`] for a deleted user; [`Refusal::UserDisabled`],
/// [`Refusal::ResetRequired`], [`Refusal::NotConfirmed`] by the user's state.
pub(crate) async fn caller(app: &App, access_token: &str, scope: &str) -> Result<Caller, Fault> {
    let verified = app
        .keys
        .verify_access(access_token)
        .await
        .map_err(|error| match error {
            TokenError::Invalid => Fault::Refused(Refusal::AccessTokenInvalid),
            TokenError::Expired => Fault::Refused(Refusal::AccessTokenExpired),
            TokenError::Failed(error) => error.into(),
        })?;
    let token = AccessToken::read(&verified.claims)?;
    let pool = store::pool::find(&app.store, &verified.pool)
        .await?
        .ok_or(Refusal::AccessTokenInvalid)?;
    let user = store::user::find(&app.store, &pool.id, &token.sub)
        .await?
        .ok_or(Refusal::UserUnknown)?;
    let family = store::family::find(&app.store, &pool.id, &token.event).await?;
    token.accept(family.as_ref(), scope, app.now())?;
    let client = store::client::find(&app.store, &pool.id, &token.client).await?;
    let client = client.ok_or_else(|| Refusal::ClientUnknown(token.client.to_string()))?;
    if !user.enabled {
        return Err(Refusal::UserDisabled.into());
    }
    match user.status {
        Status::Confirmed | Status::ForceChangePassword | Status::ExternalProvider => {}
        Status::ResetRequired => return Err(Refusal::ResetRequired.into()),
        Status::Unconfirmed => return Err(Refusal::NotConfirmed.into()),
    }
    Ok(Caller {
        pool,
        client,
        user,
        token,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user_pools::testing::World;
    use domain::client::ADMIN_SCOPE;
    use serde_json::json;

    /// What a caller hears after an administrator changed them.
    async fn check(change: impl Fn(&mut User), expect: Refusal) {
        let world = World::new().await;
        let mut user = world.user("ada").await;
        let token = world.access_token("ada").await;
        let found = caller(&world.app, &token, ADMIN_SCOPE)
            .await
            .expect("nothing has changed yet");
        assert_eq!(
            (found.user.sub.clone(), found.client.id),
            (user.sub.clone(), world.client.id.clone())
        );
        user.version = found.user.version;
        change(&mut user);
        world
            .app
            .store
            .write(vec![store::user::update(&user, &[], true)])
            .await
            .expect("nobody else changes ada");
        let refused = caller(&world.app, &token, ADMIN_SCOPE).await.map(|_| ());
        assert!(matches!(refused, Err(Fault::Refused(refusal)) if refusal == expect));
    }

    #[tokio::test]
    async fn the_users_state_counts_at_every_call() {
        check(|user| user.enabled = false, Refusal::UserDisabled).await;
        check(
            |user| user.status = Status::ResetRequired,
            Refusal::ResetRequired,
        )
        .await;
        check(
            |user| user.status = Status::Unconfirmed,
            Refusal::NotConfirmed,
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
            let refused = caller(&world.app, token, ADMIN_SCOPE).await;
            assert!(
                matches!(refused, Err(Fault::Refused(Refusal::AccessTokenInvalid))),
                "{token}"
            );
        }
        let elsewhere = caller(&other.app, access_token, ADMIN_SCOPE).await;
        assert!(
            matches!(elsewhere, Err(Fault::Refused(Refusal::AccessTokenInvalid))),
            "a pool of another server"
        );
    }
}
