//! `DescribeUserPoolClient`: the settings of an app client, its secret included.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::client;
use engine::{fault::Fault, find, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{
    DescribeUserPoolClientRequest, DescribeUserPoolClientResponse,
    operation::DescribeUserPoolClient,
};

impl Handle for DescribeUserPoolClient {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: DescribeUserPoolClientRequest,
    ) -> Result<DescribeUserPoolClientResponse, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        let client = find::client_of(&cx.app.store, &pool, &request.client_id).await?;
        Ok(DescribeUserPoolClientResponse {
            user_pool_client: Some(client::describe(&client)),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_with_the_settings() {
        let world = World::new().await;
        let answer = world
            .call_admin(
                "DescribeUserPoolClient",
                json!({"ClientId": world.client.id}),
            )
            .await;
        assert_eq!(
            answer.expect("it is there")["UserPoolClient"]["ClientName"],
            "test"
        );
    }

    #[tokio::test]
    async fn refuses_an_unknown_client() {
        let world = World::new().await;
        world
            .call_admin("DescribeUserPoolClient", json!({"ClientId": "other"}))
            .await
            .refuses("ResourceNotFound", "User pool client other does not exist.");
    }
}
