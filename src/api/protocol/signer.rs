//! Reads who signed a call, and whether they may make it.
//!
//! An administrator's key may call every operation. A key for which a link into the studio was redeemed is temporary, comes
//! with a session token, and may call operations of [`CallerKind::StudioLink`]; where the link is for some pools only, about
//! those pools only.

use super::{CallerKind, Service};
use axum::http::request::Parts;
use domain::{id::PoolId, secret::Secret, token};
use engine::{app::App, fault::Fault, request::Caller};
use shapes::{OperationInfo, exception};
use sigv4::{AuthorizationHeader, SignatureError};

/// Who signed a call of this operation.
///
/// **Errors** those of signatures; ExpiredToken for a temporary key that has ended; AccessDenied for one that may not.
pub(super) async fn signer(
    app: &App,
    service: &Service,
    operation: &OperationInfo,
    parts: &Parts,
    body: &[u8],
) -> Result<Caller, Fault> {
    let header = AuthorizationHeader::read(&parts.headers)?;
    let request = sigv4::Request::new(&parts.method, &parts.uri, &parts.headers, body);
    let check = |secret: &Secret| {
        header.check(
            &request,
            service.info.signing_name,
            secret.expose(),
            app.now().seconds(),
        )?;
        Ok::<_, Fault>(())
    };
    let id = header.access_key_id.clone();
    let Some(session_token) = &header.session_token else {
        let key = store::access_key::find(&app.store, &id).await?;
        check(&key.ok_or(SignatureError::UnknownKey)?.secret)?;
        return Ok(Caller::Administrator(id));
    };
    let key = store::studio_key::find(&app.store, &id).await?;
    let key = key.ok_or(SignatureError::UnknownKey)?;
    if !Secret::from(token::hash(session_token)).matches(&key.token_hash) {
        return Err(SignatureError::UnknownKey.into());
    }
    check(&key.secret)?;
    if key.expires_at <= app.now() {
        return Err(Fault::Protocol(
            exception::EXPIRED_TOKEN,
            "The security token included in the request is expired".to_owned(),
        ));
    }
    let entry = service.operation(operation.name);
    let caller = Caller::StudioLink {
        id: id.clone(),
        pools: key.pools,
    };
    let is_permitted = entry.is_some_and(|entry| entry.caller == CallerKind::StudioLink)
        && pool_of(body).is_none_or(|pool| caller.reaches(&pool));
    if !app.settings.has_studio || !is_permitted {
        let action = service.class(operation);
        return Err(Fault::Protocol(
            exception::ACCESS_DENIED,
            format!(
                "User: {id} is not authorized to perform: {action} because no identity-based policy allows the {action} action"
            ),
        ));
    }
    Ok(caller)
}

/// The pool that a request is about. What the studio calls names it alike; what names none is about no single pool.
fn pool_of(body: &[u8]) -> Option<PoolId> {
    let request: serde_json::Value = serde_json::from_slice(body).ok()?;
    request["UserPoolId"].as_str().map(PoolId::from)
}
