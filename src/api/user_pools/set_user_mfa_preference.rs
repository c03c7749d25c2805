//! `SetUserMFAPreference`: the caller chooses the second factors to be asked for.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::{
    client::ADMIN_SCOPE,
    enrol::{PreferenceRequest, SetUserMfaPreference},
};
use engine::{
    caller, decide::decide_as, fault::Fault, rate_limiter::RateLimit, request::RequestContext,
};
use shapes::idp::{
    SetUserMFAPreferenceRequest, SetUserMFAPreferenceResponse, operation::SetUserMFAPreference,
};

impl Handle for SetUserMFAPreference {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Token;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: SetUserMFAPreferenceRequest,
    ) -> Result<SetUserMFAPreferenceResponse, Fault> {
        let caller = caller::caller(&cx.app, &request.access_token, ADMIN_SCOPE).await?;
        let preference = PreferenceRequest::read(
            request.software_token_mfa_settings.as_ref(),
            request.sms_mfa_settings.as_ref(),
            request.email_mfa_settings.as_ref(),
            request.web_authn_mfa_settings.as_ref(),
        )?;
        let decision = SetUserMfaPreference {
            sub: caller.user.sub.clone(),
            request: preference,
        };
        decide_as(cx, &caller, &decision).await?;
        Ok(SetUserMFAPreferenceResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, PASSWORD, World, check_caller, mfa};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_the_next_sign_in_asks_accordingly() {
        let (world, secret) = mfa::enrolled("OPTIONAL").await;
        let token = world.access_token_with_code("ada", &secret).await;
        let get_user = async || {
            let user = world.call_as(&token, "GetUser", json!({})).await;
            let user = user.expect("the token is good");
            let admin = world
                .call_admin("AdminGetUser", json!({"Username": "ada"}))
                .await;
            let admin = admin.expect("ada is there");
            for key in ["UserMFASettingList", "PreferredMfaSetting"] {
                assert_eq!(user[key], admin[key]);
            }
            user
        };
        assert_eq!(
            get_user().await["PreferredMfaSetting"],
            "SOFTWARE_TOKEN_MFA"
        );
        mfa::prefer(&world, &token, false).await.gives(json!({}));
        let user = get_user().await;
        assert!(user["UserMFASettingList"].is_null() && user["PreferredMfaSetting"].is_null());
        world.tokens("ada").await;
        mfa::prefer(&world, &token, true).await.gives(json!({}));
        assert_eq!(
            get_user().await["UserMFASettingList"],
            json!(["SOFTWARE_TOKEN_MFA"])
        );
        let challenge = world.sign_in("ada", PASSWORD).await.expect("right");
        assert_eq!(challenge["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    }

    #[tokio::test]
    async fn refuses_what_is_not_there_and_what_must_be() {
        let world = mfa::world("OPTIONAL").await;
        world.user("ada").await;
        let token = world.access_token("ada").await;
        mfa::prefer(&world, &token, true).await.refuses(
            "InvalidParameter",
            "User has not verified software token mfa",
        );
        let sms = json!({"SMSMfaSettings": {"Enabled": true}});
        world
            .call_as(&token, "SetUserMFAPreference", sms)
            .await
            .refuses(
                "InvalidParameter",
                "SMSMfaSettings: this method is not supported by this server yet.",
            );
        let (world, secret) = mfa::enrolled("ON").await;
        let token = world.access_token_with_code("ada", &secret).await;
        mfa::prefer(&world, &token, false).await.refuses(
            "InvalidParameter",
            "SOFTWARE_TOKEN_MFA cannot be turned off: the user pool requires a second factor.",
        );
        let (world, token) = World::signed_in("ada").await;
        mfa::prefer(&world, &token, true).await.refuses(
            "InvalidParameter",
            "SOFTWARE_TOKEN_MFA is not enabled for the user pool.",
        );
    }

    #[tokio::test]
    async fn refuses_tokens_that_do_not_count() {
        check_caller("SetUserMFAPreference", json!({})).await;
    }
}
