//! Whose signature a call bears, and whether they may make it.
//!
//! An administrator's key may everything. A key that a link into the studio was redeemed for is temporary, comes with a
//! session token, and may what `studio::PERMITTED` names.

use super::{Fault, Service};
use crate::{
    app::App,
    sigv4::{self, Claimed, Unsigned},
    studio,
};
use axum::http::request::Parts;
use domain::{secret::Secret, token};
use shapes::{OperationInfo, exception};

/// The access key that signed a call of this operation.
///
/// **Errors** those of signatures; ExpiredToken for a temporary key that has ended; AccessDenied for one that may not.
pub(super) async fn signer(
    app: &App,
    service: &Service,
    operation: &OperationInfo,
    parts: &Parts,
    body: &[u8],
) -> Result<String, Fault> {
    let claimed = Claimed::read(&parts.headers)?;
    let request = sigv4::Request {
        method: &parts.method,
        uri: &parts.uri,
        headers: &parts.headers,
        body,
    };
    let check = |secret: &Secret| {
        claimed.check(&request, service.info.signing_name, secret, app.now())?;
        Ok::<_, Fault>(())
    };
    let id = claimed.access_key_id.clone();
    let Some(session_token) = &claimed.session_token else {
        let key = store::access_key::find(&app.store, &id).await?;
        check(&key.ok_or(Unsigned::UnknownKey)?.secret)?;
        return Ok(id);
    };
    let key = store::studio_key::find(&app.store, &id).await?;
    let key = key.ok_or(Unsigned::UnknownKey)?;
    if !Secret::from(token::hash(session_token)).matches(&key.token_hash) {
        return Err(Unsigned::UnknownKey.into());
    }
    check(&key.secret)?;
    if key.expires_at <= app.now() {
        return Err(Fault::Protocol(
            exception::EXPIRED_TOKEN,
            "The security token included in the request is expired".to_owned(),
        ));
    }
    if !app.config.studio.enabled || !studio::PERMITTED.contains(&operation.name) {
        let action = format!("{}:{}", service.info.signing_name, operation.name);
        return Err(Fault::Protocol(
            exception::ACCESS_DENIED,
            format!(
                "User: {id} is not authorized to perform: {action} because no identity-based policy allows the {action} action"
            ),
        ));
    }
    Ok(id)
}
