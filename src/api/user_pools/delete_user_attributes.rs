//! `DeleteUserAttributes`: the caller removes attributes.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::{client::ADMIN_SCOPE, enrol};
use engine::{
    caller, decide::decide_as, fault::Fault, rate_limiter::RateLimit, request::RequestContext,
};
use shapes::idp::{
    DeleteUserAttributesRequest, DeleteUserAttributesResponse, operation::DeleteUserAttributes,
};

impl Handle for DeleteUserAttributes {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Token;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: DeleteUserAttributesRequest,
    ) -> Result<DeleteUserAttributesResponse, Fault> {
        let caller = caller::caller(&cx.app, &request.access_token, ADMIN_SCOPE).await?;
        let decision = enrol::DeleteUserAttributes {
            sub: caller.user.sub.clone(),
            names: request.user_attribute_names,
        };
        decide_as(cx, &caller, &decision).await?;
        Ok(DeleteUserAttributesResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World, check_caller};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_the_attributes_are_gone() {
        let (world, token) = World::signed_in("ada").await;
        let update = json!({"UserAttributes": [{"Name": "name", "Value": "Ada"}]});
        world
            .call_as(&token, "UpdateUserAttributes", update)
            .await
            .expect("the client may write it");
        let delete = json!({"UserAttributeNames": ["name", "nickname"]});
        world
            .call_as(&token, "DeleteUserAttributes", delete)
            .await
            .gives(json!({}));
        assert!(
            !world
                .stored_user("ada")
                .await
                .attributes
                .contains_key("name")
        );
    }

    #[tokio::test]
    async fn refuses_tokens_that_do_not_count() {
        check_caller(
            "DeleteUserAttributes",
            json!({"UserAttributeNames": ["name"]}),
        )
        .await;
    }
}
