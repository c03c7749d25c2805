//! Callers who show an access token.
//!
//! Owns: that the token is ours, unexpired, unrevoked, and its user may call. Must not know: what they call.

use crate::{app::App, fault::Fault, keys::TokenError};
use domain::{
    client::Client,
    pool::Pool,
    refusal,
    token::AccessToken,
    user::{Status, User},
};

/// Who calls, for which client.
#[derive(Debug, Clone)]
pub struct TokenCaller {
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
/// **Errors** the four refusals of access tokens; [`refusal::User::Unknown`] for a deleted user;
/// [`refusal::User::Disabled`], [`refusal::User::ResetRequired`], [`refusal::User::Unconfirmed`] by the user's state.
pub async fn caller(app: &App, access_token: &str, scope: &str) -> Result<TokenCaller, Fault> {
    let verified = app
        .keys
        .verify_access(access_token)
        .await
        .map_err(|error| match error {
            TokenError::Invalid => Fault::Refused(refusal::AccessToken::Invalid.into()),
            TokenError::Expired => Fault::Refused(refusal::AccessToken::Expired.into()),
            TokenError::Failed(error) => error.into(),
        })?;
    let token = AccessToken::read(&verified.claims)?;
    let pool = store::pool::find(&app.store, &verified.pool)
        .await?
        .ok_or(refusal::AccessToken::Invalid)?;
    let user = store::user::find(&app.store, &pool.id, &token.sub)
        .await?
        .ok_or(refusal::User::Unknown)?;
    let family = store::family::find(&app.store, &pool.id, &token.event).await?;
    token.accept(family.as_ref(), scope, app.now())?;
    let client = store::client::find(&app.store, &pool.id, &token.client).await?;
    let client = client.ok_or_else(|| refusal::Client::Unknown(token.client.to_string()))?;
    if !user.enabled {
        return Err(refusal::User::Disabled.into());
    }
    match user.status {
        Status::Confirmed | Status::ForceChangePassword | Status::ExternalProvider => {}
        Status::ResetRequired => return Err(refusal::User::ResetRequired.into()),
        Status::Unconfirmed => return Err(refusal::User::Unconfirmed.into()),
    }
    Ok(TokenCaller {
        pool,
        client,
        user,
        token,
    })
}
