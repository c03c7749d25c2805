//! `GetUserPoolMfaConfig`: which second factors a pool asks for, and of whom.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::show,
};
use engine::{fault::Fault, find, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{
    GetUserPoolMfaConfigRequest, GetUserPoolMfaConfigResponse, operation::GetUserPoolMfaConfig,
};

impl Handle for GetUserPoolMfaConfig {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: GetUserPoolMfaConfigRequest,
    ) -> Result<GetUserPoolMfaConfigResponse, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        Ok(GetUserPoolMfaConfigResponse {
            mfa_configuration: Some(pool.mfa.mode),
            email_mfa_configuration: show::email_mfa(pool.mfa),
            software_token_mfa_configuration: show::software_token(pool.mfa),
            ..GetUserPoolMfaConfigResponse::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World, mfa};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_before_and_after_it_is_set() {
        let world = World::new().await;
        let get = async || world.call_admin("GetUserPoolMfaConfig", json!({})).await;
        let nothing = json!({"MfaConfiguration": "OFF"});
        get().await.gives(nothing.clone());
        mfa::set(&world, "OFF", false).await.expect("sound");
        get().await.gives(
            json!({"MfaConfiguration": "OFF", "SoftwareTokenMfaConfiguration": {"Enabled": false}}),
        );
        mfa::set(&world, "OPTIONAL", true).await.expect("sound");
        get().await.gives(
            json!({"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true}}),
        );
        let off = world.call_admin("SetUserPoolMfaConfig", nothing.clone());
        off.await.gives(nothing.clone());
        get().await.gives(nothing);
    }

    #[tokio::test]
    async fn refuses_unknown_pools() {
        let world = World::new().await;
        let nowhere = json!({"UserPoolId": "us-east-1_nowhere00"});
        world.call("GetUserPoolMfaConfig", nowhere).await.refuses(
            "ResourceNotFound",
            "User pool us-east-1_nowhere00 does not exist.",
        );
    }
}
