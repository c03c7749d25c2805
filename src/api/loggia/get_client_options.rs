//! `GetClientOptions`: what an app client is told that Cognito has no setting for.

use super::ClientOptionsType;
use crate::protocol::{Audit, CallerKind, Handle};
use engine::{fault::Fault, find, rate_limiter::RateLimit, request::RequestContext};
use shapes::{
    Exception, Operation,
    idp::{DescribeUserPoolClientRequest, exception},
};

/// Returns the options of a client.
pub(super) struct GetClientOptions;

impl Operation for GetClientOptions {
    const NAME: &'static str = "GetClientOptions";
    const SIGNED: bool = true;
    const EMPTY_BODY: bool = false;
    const ERRORS: &'static [Exception] =
        &[exception::INVALID_PARAMETER, exception::RESOURCE_NOT_FOUND];
    /// It names a pool and a client: the same two members.
    type Request = DescribeUserPoolClientRequest;
    type Response = ClientOptionsType;
}

impl Handle for GetClientOptions {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: Self::Request,
    ) -> Result<ClientOptionsType, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        let client = find::client_of(&cx.app.store, &pool, &request.client_id).await?;
        Ok(ClientOptionsType::from(&client))
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_with_what_cognito_does_where_nothing_is_set() {
        let world = World::new().await;
        let body = json!({"ClientId": world.client.id});
        world
            .call_admin("GetClientOptions", body)
            .await
            .gives(json!({
                "UserPoolId": world.pool.id, "ClientId": world.client.id, "RequirePKCE": false,
            }));
    }

    #[tokio::test]
    async fn refuses_clients_that_are_not_there() {
        let world = World::new().await;
        let body = json!({"ClientId": "nobody"});
        world.call_admin("GetClientOptions", body).await.refuses(
            "ResourceNotFound",
            "User pool client nobody does not exist.",
        );
    }
}
