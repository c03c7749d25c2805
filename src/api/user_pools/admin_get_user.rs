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
    use crate::testing::{Expect, World};
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
