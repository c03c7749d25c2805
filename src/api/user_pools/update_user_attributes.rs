//! `UpdateUserAttributes`: the caller changes attributes; a blank value deletes.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::show,
};
use domain::{attribute, client::ADMIN_SCOPE, enrol};
use engine::{
    caller, decide::decide_as, fault::Fault, rate_limiter::RateLimit, request::RequestContext,
};
use shapes::idp::{
    UpdateUserAttributesRequest, UpdateUserAttributesResponse, operation::UpdateUserAttributes,
};

impl Handle for UpdateUserAttributes {
    const LIMIT: Option<RateLimit> = Some(RateLimit::CodeRequest);
    const CALLER: CallerKind = CallerKind::Token;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: UpdateUserAttributesRequest,
    ) -> Result<UpdateUserAttributesResponse, Fault> {
        let caller = caller::caller(&cx.app, &request.access_token, ADMIN_SCOPE).await?;
        let decision = enrol::UpdateUserAttributes {
            sub: caller.user.sub.clone(),
            attributes: attribute::from_wire(&request.user_attributes)?,
        };
        let update = decide_as(cx, &caller, &decision).await?;
        let details = update.deliveries.iter().map(show::delivery).collect();
        Ok(UpdateUserAttributesResponse {
            code_delivery_details_list: Some(details),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World, check_caller};
    use futures_util::future::join_all;
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_a_new_address_is_to_be_verified() {
        let (world, token) = World::signed_in("ada").await;
        let update = async |name: &str, value: &str| {
            let body = json!({"UserAttributes": [{"Name": name, "Value": value}]});
            world
                .call_as(&token, "UpdateUserAttributes", body)
                .await
                .expect("the client may write it")
        };
        assert_eq!(
            update("name", "Ada").await,
            json!({"CodeDeliveryDetailsList": []})
        );
        assert_eq!(world.stored_user("ada").await.attributes["name"], "Ada");
        let sent = update("email", "new@example.com").await;
        assert_eq!(
            sent["CodeDeliveryDetailsList"][0]["Destination"],
            "n***@e***"
        );
        let user = world.stored_user("ada").await;
        assert_eq!(
            (
                &*user.attributes["email"],
                &*user.attributes["email_verified"]
            ),
            ("new@example.com", "false")
        );
        assert_eq!(world.messages().await, 1);
        update("name", "").await;
        assert!(
            !world
                .stored_user("ada")
                .await
                .attributes
                .contains_key("name"),
            "a blank value deletes"
        );
    }

    #[tokio::test]
    async fn succeeds_for_each_of_sixty_at_once() {
        let (world, token) = World::signed_in("ada").await;
        let (world, token) = (&world, &token);
        let change = |n: u32| async move {
            let (operation, body) = match n % 3 {
                0 => (
                    "DeleteUserAttributes",
                    json!({"UserAttributeNames": ["nickname"]}),
                ),
                1 => (
                    "UpdateUserAttributes",
                    json!({"UserAttributes": [{"Name": "nickname", "Value": n.to_string()}]}),
                ),
                _ => (
                    "UpdateUserAttributes",
                    json!({"UserAttributes": [{"Name": "name", "Value": n.to_string()}]}),
                ),
            };
            world.call_as(token, operation, body).await
        };
        let answers = join_all((0..60).map(change)).await;
        let refusals: Vec<_> = answers.into_iter().filter_map(Result::err).collect();
        assert!(refusals.is_empty(), "{refusals:?}");
    }

    #[tokio::test]
    async fn refuses_what_the_client_may_not_write() {
        let (world, token) = World::signed_in("ada").await;
        let flag = json!({"UserAttributes": [{"Name": "email_verified", "Value": "true"}]});
        world
            .call_as(&token, "UpdateUserAttributes", flag)
            .await
            .refuses(
                "NotAuthorized",
                "A client attempted to write unauthorized attribute",
            );
    }

    #[tokio::test]
    async fn refuses_tokens_that_do_not_count() {
        check_caller(
            "UpdateUserAttributes",
            json!({"UserAttributes": [{"Name": "name", "Value": "Ada"}]}),
        )
        .await;
    }
}
