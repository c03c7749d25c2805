//! `DescribeUserPool`: the settings of a pool.

use crate::{
    api::{Fault, Handle},
    app::App,
    user_pools::find,
};
use domain::pool;
use shapes::idp::{DescribeUserPoolRequest, DescribeUserPoolResponse, operation::DescribeUserPool};

impl Handle for DescribeUserPool {
    async fn handle(
        app: &App,
        request: DescribeUserPoolRequest,
    ) -> Result<DescribeUserPoolResponse, Fault> {
        let pool = find::pool(app, &request.user_pool_id).await?;
        let users = store::user::count(&app.store, &pool.id).await?;
        let users = i64::try_from(users).unwrap_or(i64::MAX);
        Ok(DescribeUserPoolResponse {
            user_pool: Some(pool::describe(&pool, users)),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::user_pools::testing::{Expect, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_counts_users() {
        let world = World::with_user("ada").await;
        let answer = world
            .call_admin("DescribeUserPool", json!({}))
            .await
            .expect("it is there");
        assert_eq!(
            (
                &answer["UserPool"]["Id"],
                &answer["UserPool"]["EstimatedNumberOfUsers"]
            ),
            (&json!(world.pool.id), &json!(1))
        );
    }

    #[tokio::test]
    async fn refuses_an_unknown_pool() {
        let world = World::new().await;
        world
            .call(
                "DescribeUserPool",
                json!({"UserPoolId": "us-east-1_nowhere00"}),
            )
            .await
            .refuses(
                "ResourceNotFound",
                "User pool us-east-1_nowhere00 does not exist.",
            );
    }
}
