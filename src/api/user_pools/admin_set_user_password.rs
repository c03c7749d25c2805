//! `AdminSetUserPassword`: an administrator sets a password, for good or until the next sign-in.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::recover;
use engine::{
    decide::decide, fault::Fault, find, rate_limiter::RateLimit, request::RequestContext,
};
use shapes::idp::{
    AdminSetUserPasswordRequest, AdminSetUserPasswordResponse, operation::AdminSetUserPassword,
};

impl Handle for AdminSetUserPassword {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: AdminSetUserPasswordRequest,
    ) -> Result<AdminSetUserPasswordResponse, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        let decision = recover::AdminSetUserPassword {
            username: request.username.into_inner(),
            password: request.password.into_inner().into(),
            permanent: request.permanent.unwrap_or(false),
        };
        decide(cx, &pool, None, &decision).await?;
        Ok(AdminSetUserPasswordResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_for_good_and_until_the_next_sign_in() {
        let world = World::with_user("ada").await;
        let set = async |permanent: bool| {
            let body =
                json!({"Username": "ada", "Password": "Rainy-Day-8", "Permanent": permanent});
            world.call_admin("AdminSetUserPassword", body).await
        };
        set(true).await.gives(json!({}));
        let answer = world
            .sign_in("ada", "Rainy-Day-8")
            .await
            .expect("the new password");
        assert!(answer["AuthenticationResult"].is_object());
        set(false).await.gives(json!({}));
        let answer = world
            .sign_in("ada", "Rainy-Day-8")
            .await
            .expect("the new password");
        assert_eq!(answer["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    }

    #[tokio::test]
    async fn refuses_a_weak_password_and_an_unknown_user() {
        let world = World::with_user("ada").await;
        let set = async |name: &str, password: &str| {
            world
                .call_admin(
                    "AdminSetUserPassword",
                    json!({"Username": name, "Password": password}),
                )
                .await
        };
        set("ada", "Sunny-Day-x").await.refuses(
            "InvalidPassword",
            "Password did not conform with policy: Password must have numeric characters",
        );
        set("eve", "Sunny-Day-7")
            .await
            .refuses("UserNotFound", "User does not exist.");
    }
}
