//! `GetUser`: the caller as the client may see them.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::client::ADMIN_SCOPE;
use engine::{caller, fault::Fault, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{GetUserRequest, GetUserResponse, operation::GetUser};

impl Handle for GetUser {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Token;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: GetUserRequest,
    ) -> Result<GetUserResponse, Fault> {
        let caller = caller::caller(&cx.app, &request.access_token, ADMIN_SCOPE).await?;
        let readable = caller.client.readable(&caller.pool);
        Ok(GetUserResponse {
            mfa_options: None,
            preferred_mfa_setting: caller.user.mfa.described_preferred(),
            user_attributes: caller.user.described_attributes(Some(&readable)),
            user_mfa_setting_list: caller.user.mfa.described(),
            username: caller.user.username.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World, check_caller};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_with_the_attributes_the_client_may_read() {
        let world = World::with(json!({}), json!({"ReadAttributes": ["email"]})).await;
        let user = world.user("ada").await;
        let token = world.access_token("ada").await;
        let answer = world
            .call_as(&token, "GetUser", json!({}))
            .await
            .expect("the token is good");
        let attributes = json!([{"Name": "sub", "Value": user.sub}, {"Name": "email", "Value": "ada@example.com"}]);
        assert_eq!(
            answer,
            json!({"Username": "ada", "UserAttributes": attributes})
        );
    }

    #[tokio::test]
    async fn refuses_a_caller_who_was_deleted() {
        let (world, token) = World::signed_in("ada").await;
        world
            .call_admin("AdminDeleteUser", json!({"Username": "ada"}))
            .await
            .expect("ada is there");
        world
            .call_as(&token, "GetUser", json!({}))
            .await
            .refuses("UserNotFound", "User does not exist.");
    }

    #[tokio::test]
    async fn refuses_tokens_that_do_not_count() {
        check_caller("GetUser", json!({})).await;
    }
}
