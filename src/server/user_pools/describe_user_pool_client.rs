//! `DescribeUserPoolClient`: the settings of an app client, its secret included.

use crate::{
    api::{Fault, Handle},
    app::App,
    user_pools::find,
};
use domain::client;
use shapes::idp::{
    DescribeUserPoolClientRequest, DescribeUserPoolClientResponse,
    operation::DescribeUserPoolClient,
};

impl Handle for DescribeUserPoolClient {
    async fn handle(
        app: &App,
        request: DescribeUserPoolClientRequest,
    ) -> Result<DescribeUserPoolClientResponse, Fault> {
        let pool = find::pool(app, &request.user_pool_id).await?;
        let client = find::client_of(app, &pool, &request.client_id).await?;
        Ok(DescribeUserPoolClientResponse {
            user_pool_client: Some(client::describe(&client)),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::user_pools::testing::{Expect, World};
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
