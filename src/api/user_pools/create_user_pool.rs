//! `CreateUserPool`: a new pool with its signing keys.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::{
    id::PoolId,
    pool::{self, Pool},
};
use engine::{fault::Fault, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{CreateUserPoolRequest, CreateUserPoolResponse, operation::CreateUserPool};

impl Handle for CreateUserPool {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: CreateUserPoolRequest,
    ) -> Result<CreateUserPoolResponse, Fault> {
        let id = PoolId::generate(&cx.app.settings.region, cx.app.random.bytes());
        let pool = Pool::create(request, id, cx.app.now())?;
        let mut writes = vec![store::pool::insert(&pool)];
        writes.extend(cx.app.keys.create_for(&pool.id).await?);
        cx.app.store.write(writes).await?;
        Ok(CreateUserPoolResponse {
            user_pool: Some(pool::describe(&pool, 0, &cx.app.settings.account_id)),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World, text};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_with_defaults_and_keys() {
        let world = World::new().await;
        let answer = world
            .call("CreateUserPool", json!({"PoolName": "Acme"}))
            .await
            .expect("a name is enough");
        let pool = &answer["UserPool"];
        let id = text(&pool["Id"]);
        assert!(id.starts_with("us-east-1_") && id.len() == 19, "{id}");
        assert_eq!(
            (&pool["Name"], &pool["MfaConfiguration"]),
            (&json!("Acme"), &json!("OFF"))
        );
        assert_eq!(pool["Policies"]["PasswordPolicy"]["MinimumLength"], 8);
        let keys = world
            .app
            .keys
            .jwks(&id.as_str().into())
            .await
            .expect("the pool has keys");
        assert_eq!(keys["keys"].as_array().map(Vec::len), Some(2));
        let described = world
            .call("DescribeUserPool", json!({"UserPoolId": id}))
            .await
            .expect("it is there");
        assert_eq!(described["UserPool"]["Name"], "Acme");
    }

    #[tokio::test]
    async fn refuses_settings_that_contradict_each_other() {
        let world = World::new().await;
        let both = json!({"PoolName": "Acme", "AliasAttributes": ["email"], "UsernameAttributes": ["email"]});
        world.call("CreateUserPool", both).await.refuses(
            "InvalidParameter",
            "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.",
        );
    }
}
