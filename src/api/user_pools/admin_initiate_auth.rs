//! `AdminInitiateAuth`: an application server begins a sign-in, or refreshes tokens.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::signing_in,
};
use engine::{
    fault::Fault,
    find,
    rate_limiter::RateLimit,
    request::RequestContext,
    sign_in::{EntryPoint, SignIn},
};
use shapes::idp::{
    AdminInitiateAuthRequest, AdminInitiateAuthResponse, operation::AdminInitiateAuth,
};

impl Handle for AdminInitiateAuth {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: AdminInitiateAuthRequest,
    ) -> Result<AdminInitiateAuthResponse, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        let client = find::client_of(&cx.app.store, &pool, &request.client_id).await?;
        let sign_in = SignIn {
            cx,
            pool: &pool,
            client: &client,
            entry_point: EntryPoint::Admin,
        };
        let answer = signing_in::begin(sign_in, request.auth_flow, request.auth_parameters).await?;
        Ok(answer.into())
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, PASSWORD, World, claims};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_with_a_password() {
        let world = World::with_user("ada").await;
        for flow in ["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"] {
            let parameters = json!({"USERNAME": "ada", "PASSWORD": PASSWORD});
            let begin = json!({"ClientId": world.client.id, "AuthFlow": flow, "AuthParameters": parameters});
            let answer = world
                .call_admin("AdminInitiateAuth", begin)
                .await
                .expect("the password is right");
            assert!(answer["AuthenticationResult"]["IdToken"].is_string());
        }
    }

    #[tokio::test]
    async fn refuses_the_flow_of_passwords_that_is_for_everybody() {
        let world = World::with_user("ada").await;
        let parameters = json!({"USERNAME": "ada", "PASSWORD": PASSWORD});
        let begin = json!({
            "ClientId": world.client.id, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        world.call_admin("AdminInitiateAuth", begin).await.refuses(
            "InvalidParameter",
            "Initiate Auth method not supported: USER_PASSWORD_AUTH.",
        );
    }

    #[tokio::test]
    async fn succeeds_by_the_sub_which_is_nobody_elses_name() {
        let pool = json!({"AliasAttributes": ["preferred_username"]});
        let client = json!({"ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH"]});
        let world = World::with(pool, client).await;
        let ada = world.user("ada").await;
        world.user("bob").await;
        let token = world.access_token("bob").await;
        let attributes = json!([{"Name": "preferred_username", "Value": ada.sub}]);
        let body = json!({"AccessToken": token, "UserAttributes": attributes});
        let answer = world.call_client("UpdateUserAttributes", body).await;
        answer.refuses(
            "AliasExists",
            "An account with the preferred_username already exists.",
        );
        let parameters = json!({"USERNAME": ada.sub, "PASSWORD": PASSWORD});
        let begin = json!({"ClientId": world.client.id, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters});
        let answer = world.call_admin("AdminInitiateAuth", begin).await;
        let answer = answer.expect("it is ada's password");
        let access = claims(&answer["AuthenticationResult"]["AccessToken"]);
        assert_eq!(access["username"], "ada");
    }

    #[tokio::test]
    async fn refuses_a_wrong_password_and_a_client_of_another_pool() {
        let world = World::with_user("ada").await;
        let begin = async |client: &str| {
            let parameters = json!({"USERNAME": "ada", "PASSWORD": "wrong"});
            let body = json!({"ClientId": client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters});
            world.call_admin("AdminInitiateAuth", body).await
        };
        begin(world.client.id.as_str())
            .await
            .refuses("NotAuthorized", "Incorrect username or password.");
        begin("other")
            .await
            .refuses("ResourceNotFound", "User pool client other does not exist.");
    }
}
