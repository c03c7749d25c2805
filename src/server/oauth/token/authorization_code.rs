//! `grant_type=authorization_code`: a code is redeemed once, and whatever came of it dies when it comes again.
//!
//! **Source** RFC 6749 §4.1.3 and §10.5, RFC 7636 §4.5.

use super::Asked;
use crate::{
    api::Fault,
    issue::{self, Terms},
    oauth::answer::Failed,
};
use axum::response::Response;
use domain::{
    oauth::{OAuthError, code::AuthorizationCode},
    refusal::Refusal,
    sign_in::Grant,
    token,
};
use store::authorization::Taken;
use wire::oauth::ErrorCode;

/// Tokens for a code.
pub(super) async fn exchange(asked: Asked<'_>) -> Result<Response, Failed> {
    let Asked { app, pool, client, form } = asked;
    let hash = token::hash(asked.required("code")?);
    let invalid = |why: &str| Failed::from(OAuthError::new(ErrorCode::InvalidGrant, why));
    let value = match store::authorization::take(&app.store, &pool.id, &hash).await? {
        Taken::Fresh { value, .. } => value,
        Taken::Used(event) => {
            if let Some(event) = event {
                issue::revoke_event(app, &pool.id, &event).await?;
            }
            return Err(invalid("The code was used already."));
        }
        Taken::Unknown => return Err(invalid("The code is unknown.")),
    };
    let code: AuthorizationCode =
        serde_json::from_value(value).map_err(|error| Fault::Internal(format!("a kept code cannot be read: {error}")))?;
    code.redeem(client, form.get("redirect_uri").copied(), form.get("code_verifier").copied(), app.now())?;
    let user = store::user::find(&app.store, &pool.id, &code.sub).await?.ok_or(Refusal::UserUnknown)?;
    if !user.enabled {
        return Err(Refusal::UserDisabled.into());
    }
    let terms = Terms { pool, client, scopes: code.scopes, nonce: code.nonce, oauth: true };
    let grant = Grant { user: Box::new(user), auth_time: code.auth_time };
    let (tokens, mut writes) = issue::issue(app, &terms, &grant).await?;
    writes.push(store::authorization::mark_event(&pool.id, &hash, &tokens.event));
    app.store.write(writes).await?;
    Ok(super::tokens(&tokens))
}
