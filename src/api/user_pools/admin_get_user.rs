//! `AdminGetUser`: a user as an administrator sees them.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::show,
};
use engine::{fault::Fault, find, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{AdminGetUserRequest, AdminGetUserResponse, operation::AdminGetUser};

impl Handle for AdminGetUser {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: AdminGetUserRequest,
    ) -> Result<AdminGetUserResponse, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        let user = find::user(&cx.app.store, &pool, &request.username).await?;
        Ok(AdminGetUserResponse {
            enabled: Some(user.enabled),
            preferred_mfa_setting: user.mfa.preferred_setting(),
            user_attributes: Some(user.described_attributes(None)),
            user_create_date: Some(show::date(user.created_at)),
            user_last_modified_date: Some(show::date(user.modified_at)),
            user_mfa_setting_list: user.mfa.setting_list(),
            user_status: Some(show::status(user.status)),
            username: user.username.into(),
            ..AdminGetUserResponse::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, PASSWORD, World, merged};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_by_name_and_by_alias() {
        let world = World::with(json!({"AliasAttributes": ["email"]}), json!({})).await;
        let user = world.user("ada").await;
        for name in ["ada", "ada@example.com"] {
            let answer = world
                .call_admin("AdminGetUser", json!({"Username": name}))
                .await
                .expect("ada is there");
            assert_eq!(
                (&answer["Username"], &answer["Enabled"]),
                (&json!("ada"), &json!(true))
            );
            assert_eq!(
                (&answer["UserStatus"], &answer["UserCreateDate"]),
                (&json!("CONFIRMED"), &json!(1_700_000_000))
            );
            assert_eq!(
                answer["UserAttributes"][0],
                json!({"Name": "sub", "Value": user.sub})
            );
        }
    }

    #[tokio::test]
    async fn administrators_operations_take_the_sub_as_a_name() {
        let world = World::with_user("ada").await;
        let sub = world.stored_user("ada").await.sub;
        let call = async |operation: &str, with: serde_json::Value| {
            let body = merged(json!({ "Username": sub }), with);
            let answer = world.call_admin(operation, body).await;
            answer.unwrap_or_else(|fault| panic!("{operation}: {fault:?}"))
        };
        let answer = call("AdminGetUser", json!({})).await;
        assert_eq!(answer["Username"], "ada");
        call("AdminDisableUser", json!({})).await;
        assert!(!world.stored_user("ada").await.enabled);
        call("AdminEnableUser", json!({})).await;
        let password = json!({"Password": PASSWORD, "Permanent": true});
        call("AdminSetUserPassword", password).await;
        let none = json!({"SoftwareTokenMfaSettings": {"Enabled": false, "PreferredMfa": false}});
        call("AdminSetUserMFAPreference", none).await;
        call("AdminDeleteUser", json!({})).await;
        world.sign_up("una").await.expect("the name is free");
        let una = json!({"Username": world.stored_user("una").await.sub});
        let confirmed = world.call_admin("AdminConfirmSignUp", una).await;
        confirmed.expect("una waits");
        let attributes = json!([{"Name": "email", "Value": "bob@example.com"}]);
        let bob = json!({
            "Username": "bob", "UserAttributes": attributes, "MessageAction": "SUPPRESS"});
        let created = world.call_admin("AdminCreateUser", bob).await;
        created.expect("bob is new");
        let again = json!({
            "Username": world.stored_user("bob").await.sub, "MessageAction": "RESEND",
            "DesiredDeliveryMediums": ["EMAIL"]});
        let again = world.call_admin("AdminCreateUser", again).await;
        assert_eq!(again.expect("bob waits")["User"]["Username"], "bob");
    }

    #[tokio::test]
    async fn refuses_unknown_users_and_pools() {
        let world = World::new().await;
        world
            .call_admin("AdminGetUser", json!({"Username": "eve"}))
            .await
            .refuses("UserNotFound", "User does not exist.");
        let other = json!({"UserPoolId": "us-east-1_nowhere00", "Username": "eve"});
        world.call("AdminGetUser", other).await.refuses(
            "ResourceNotFound",
            "User pool us-east-1_nowhere00 does not exist.",
        );
    }
}
