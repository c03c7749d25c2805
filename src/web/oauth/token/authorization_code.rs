//! `grant_type=authorization_code`: a code is redeemed once, and whatever came of it dies when it comes again.
//!
//! **Source** RFC 6749 §4.1.3 and §10.5, RFC 7636 §4.5.

use super::TokenRequest;
use crate::oauth::answer::Failed;
use axum::response::Response;
use domain::{
    client::Client,
    id::EventId,
    oauth::{OAuthError, code::AuthorizationCode, resource},
    refusal,
    sign_in::Grant,
    token,
    trigger::pre_token_generation::Source,
};
use engine::{
    app::App,
    decide::StoreFacts,
    fault::Fault,
    issue::{self, Terms},
};
use store::authorization::CodeState;
use wire::oauth::ErrorCode;

/// Tokens for a code. What is wrong with the request spends no code: only who may redeem it does. Nor does a function that
/// gives no tokens for it: the app may try again while the code lives, and nobody has anything in hand that came of it.
pub(super) async fn exchange(request: TokenRequest<'_>) -> Result<Response, Failed> {
    let TokenRequest {
        cx,
        pool,
        client,
        form,
    } = request;
    let app = &cx.app;
    let hash = token::hash(request.required("code")?);
    let value = match store::authorization::find(&app.store, &pool.id, &hash).await? {
        CodeState::Fresh { value, .. } => value,
        CodeState::Used(event) => return Err(used(app, client, &event).await),
        CodeState::Unknown => return Err(unknown()),
    };
    let code: AuthorizationCode = serde_json::from_value(value)
        .map_err(|error| Fault::Internal(format!("a kept code cannot be read: {error}")))?;
    code.redeem(
        client,
        form.get("redirect_uri").copied(),
        form.get("code_verifier").copied(),
        app.now(),
    )?;
    let audience = resource::audience(
        client,
        code.audience.as_deref(),
        form.get("resource").copied(),
    )?;
    let user = store::user::find(&app.store, &pool.id, &code.sub)
        .await?
        .ok_or(refusal::User::Unknown)?;
    if !user.enabled {
        return Err(refusal::User::Disabled.into());
    }
    let terms = Terms {
        pool,
        client,
        scopes: code.scopes,
        audience,
        nonce: code.nonce,
        oauth: true,
        source: Source::HostedAuth,
        metadata: None,
    };
    let grant = Grant {
        user: Box::new(user),
        auth_time: code.auth_time,
    };
    let facts = StoreFacts::new(cx, pool);
    let (tokens, mut writes) = issue::issue(&facts, &terms, &grant).await?;
    writes.push(store::authorization::redeem(&pool.id, &hash, &tokens.event));
    match app.store.write(writes).await {
        Ok(()) => Ok(super::tokens(&tokens, code.requested_scope.as_deref())),
        // Something else happened to the code first.
        Err(error) if error.conflict().is_some() => {
            match store::authorization::find(&app.store, &pool.id, &hash).await? {
                CodeState::Used(event) => Err(used(app, client, &event).await),
                // The user's sign-ins were ended meanwhile, and this one with them.
                CodeState::Unknown => Err(unknown()),
                CodeState::Fresh { .. } => Err(Fault::Store(error).into()),
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// The answer to a second redemption, after everything that came of the first was revoked.
async fn used(app: &App, client: &Client, event: &EventId) -> Failed {
    match issue::revoke_event(app, client, event).await {
        Ok(()) => invalid("The code was used already."),
        Err(fault) => fault.into(),
    }
}

fn unknown() -> Failed {
    invalid("The code is unknown.")
}

fn invalid(why: &str) -> Failed {
    OAuthError::new(ErrorCode::InvalidGrant, why).into()
}
