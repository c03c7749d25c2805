//! `SetUserPoolMfaConfig`: which second factors a pool asks for, and of whom.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::show,
};
use engine::{edit::edit_pool, fault::Fault, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{
    SetUserPoolMfaConfigRequest, SetUserPoolMfaConfigResponse, operation::SetUserPoolMfaConfig,
};

impl Handle for SetUserPoolMfaConfig {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: SetUserPoolMfaConfigRequest,
    ) -> Result<SetUserPoolMfaConfigResponse, Fault> {
        let edited = edit_pool(cx, &request.user_pool_id, |pool, now| {
            pool.with_mfa(&request, now)
        });
        let pool = edited.await?;
        Ok(SetUserPoolMfaConfigResponse {
            mfa_configuration: Some(pool.mfa.mode),
            email_mfa_configuration: show::email_mfa(pool.mfa),
            software_token_mfa_configuration: show::software_token(pool.mfa),
            ..SetUserPoolMfaConfigResponse::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, PASSWORD, World, mfa};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_counts_at_the_next_sign_in() {
        let world = World::with_user("ada").await;
        let set = async |mode: &str, enabled: bool| {
            let answer = mfa::set(&world, mode, enabled).await;
            let config = json!({"MfaConfiguration": mode, "SoftwareTokenMfaConfiguration": {"Enabled": enabled}});
            answer.gives(config.clone());
            world
                .call_admin("GetUserPoolMfaConfig", json!({}))
                .await
                .gives(config);
            let pool = world.call_admin("DescribeUserPool", json!({})).await;
            let pool = pool.expect("the pool is there");
            assert_eq!(pool["UserPool"]["MfaConfiguration"], mode);
        };
        set("ON", true).await;
        let challenge = world.sign_in("ada", PASSWORD).await.expect("right");
        assert_eq!(challenge["ChallengeName"], "MFA_SETUP");
        set("OPTIONAL", true).await;
        world.tokens("ada").await;
        set("OFF", false).await;
        world.tokens("ada").await;
    }

    #[tokio::test]
    async fn refuses_what_it_could_not_keep_and_unknown_pools() {
        let world = World::new().await;
        mfa::set(&world, "ON", false).await.refuses(
            "InvalidParameter",
            "MfaConfiguration ON or OPTIONAL needs a method: enable SoftwareTokenMfaConfiguration.",
        );
        mfa::set(&world, "OFF", true).await.refuses(
            "InvalidParameter",
            "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
        );
        let sms = json!({"MfaConfiguration": "ON", "SmsMfaConfiguration": {}});
        world.call_admin("SetUserPoolMfaConfig", sms).await.refuses(
            "InvalidParameter",
            "SmsMfaConfiguration is not supported by this server yet. Leave it out.",
        );
        let nowhere = json!({"UserPoolId": "us-east-1_nowhere00", "MfaConfiguration": "OFF"});
        world.call("SetUserPoolMfaConfig", nowhere).await.refuses(
            "ResourceNotFound",
            "User pool us-east-1_nowhere00 does not exist.",
        );
    }
}
