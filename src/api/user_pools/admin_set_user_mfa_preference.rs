//! `AdminSetUserMFAPreference`: an administrator chooses the second factors that a user is asked for.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::enrol::{AdminSetUserMfaPreference, PreferenceRequest};
use engine::{
    decide::decide, fault::Fault, find, rate_limiter::RateLimit, request::RequestContext,
};
use shapes::idp::{
    AdminSetUserMFAPreferenceRequest, AdminSetUserMFAPreferenceResponse,
    operation::AdminSetUserMFAPreference,
};

impl Handle for AdminSetUserMFAPreference {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: AdminSetUserMFAPreferenceRequest,
    ) -> Result<AdminSetUserMFAPreferenceResponse, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        let preference = PreferenceRequest::read(
            request.software_token_mfa_settings.as_ref(),
            request.sms_mfa_settings.as_ref(),
            request.email_mfa_settings.as_ref(),
            request.web_authn_mfa_settings.as_ref(),
        )?;
        let decision = AdminSetUserMfaPreference {
            username: request.username.into_inner(),
            request: preference,
        };
        decide(cx, &pool, None, &decision).await?;
        Ok(AdminSetUserMFAPreferenceResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World, mfa};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_for_someone_who_lost_the_app() {
        let (world, _) = mfa::enrolled("OPTIONAL").await;
        let set = async |enabled: bool| {
            let block = json!({"Enabled": enabled, "PreferredMfa": enabled});
            let body = json!({"Username": "ada", "SoftwareTokenMfaSettings": block});
            world.call_admin("AdminSetUserMFAPreference", body).await
        };
        set(false).await.gives(json!({}));
        world.tokens("ada").await;
        set(true).await.gives(json!({}));
        let user = world
            .call_admin("AdminGetUser", json!({"Username": "ada"}))
            .await;
        let user = user.expect("ada is there");
        assert_eq!(user["UserMFASettingList"], json!(["SOFTWARE_TOKEN_MFA"]));
        assert_eq!(user["PreferredMfaSetting"], "SOFTWARE_TOKEN_MFA");
    }

    #[tokio::test]
    async fn refuses_unknown_users_and_apps_that_were_not_set_up() {
        let world = mfa::world("OPTIONAL").await;
        world.user("ada").await;
        let set = async |name: &str| {
            let body = json!({"Username": name, "SoftwareTokenMfaSettings": {"Enabled": true}});
            world.call_admin("AdminSetUserMFAPreference", body).await
        };
        set("eve")
            .await
            .refuses("UserNotFound", "User does not exist.");
        set("ada").await.refuses(
            "InvalidParameter",
            "User has not verified software token mfa",
        );
        let world = World::with_user("ada").await;
        let body = json!({"Username": "ada", "SMSMfaSettings": {"PreferredMfa": true}});
        world
            .call_admin("AdminSetUserMFAPreference", body)
            .await
            .refuses(
                "InvalidParameter",
                "SMSMfaSettings: this method is not supported by this server yet.",
            );
    }
}
