//! `AdminConfirmSignUp`: an administrator confirms a sign-up without a code.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::sign_up;
use engine::{
    decide::decide, fault::Fault, find, rate_limiter::RateLimit, request::RequestContext,
};
use shapes::idp::{
    AdminConfirmSignUpRequest, AdminConfirmSignUpResponse, operation::AdminConfirmSignUp,
};

impl Handle for AdminConfirmSignUp {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: AdminConfirmSignUpRequest,
    ) -> Result<AdminConfirmSignUpResponse, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        let username = request.username.into_inner();
        decide(cx, &pool, None, &sign_up::AdminConfirmSignUp { username }).await?;
        Ok(AdminConfirmSignUpResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, PASSWORD, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_without_verifying_the_address() {
        let world = World::registered("ada").await;
        world
            .call_admin("AdminConfirmSignUp", json!({"Username": "ada"}))
            .await
            .gives(json!({}));
        world
            .sign_in("ada", PASSWORD)
            .await
            .expect("ada is confirmed");
        assert_eq!(
            world.stored_user("ada").await.attributes["email_verified"],
            "false"
        );
    }

    #[tokio::test]
    async fn refuses_the_confirmed() {
        let world = World::with_user("ada").await;
        world
            .call_admin("AdminConfirmSignUp", json!({"Username": "ada"}))
            .await
            .refuses(
                "NotAuthorized",
                "User cannot be confirmed. Current status is CONFIRMED",
            );
    }
}
