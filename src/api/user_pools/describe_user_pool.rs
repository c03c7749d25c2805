//! `DescribeUserPool`: the settings of a pool.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::pool;
use engine::{fault::Fault, find, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{DescribeUserPoolRequest, DescribeUserPoolResponse, operation::DescribeUserPool};

impl Handle for DescribeUserPool {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: DescribeUserPoolRequest,
    ) -> Result<DescribeUserPoolResponse, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        let users = store::user::count(&cx.app.store, &pool.id).await?;
        let users = i64::try_from(users).unwrap_or(i64::MAX);
        Ok(DescribeUserPoolResponse {
            user_pool: Some(pool::describe(&pool, users, &cx.app.settings.account_id)),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World};
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
