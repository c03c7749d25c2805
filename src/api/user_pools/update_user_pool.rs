//! `UpdateUserPool`: other settings for a pool; most that is left out is reset.

use crate::protocol::{Audit, CallerKind, Handle};
use engine::{edit::edit_pool, fault::Fault, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{UpdateUserPoolRequest, UpdateUserPoolResponse, operation::UpdateUserPool};

impl Handle for UpdateUserPool {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: UpdateUserPoolRequest,
    ) -> Result<UpdateUserPoolResponse, Fault> {
        let id = request.user_pool_id.clone();
        edit_pool(cx, &id, |pool, now| pool.update(request, now)).await?;
        Ok(UpdateUserPoolResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{CallResult, Expect, World};
    use engine::testing::receiver::ARN;
    use serde_json::{Value, json};

    async fn described(world: &World) -> Value {
        let answer = world.call_admin("DescribeUserPool", json!({})).await;
        answer.expect("it is there")["UserPool"].clone()
    }

    #[tokio::test]
    async fn succeeds_and_resets_what_is_left_out() {
        let world = World::new().await;
        let update = json!({
            "PoolName": "Acme",
            "LambdaConfig": {"PreSignUp": ARN},
            "Policies": {"PasswordPolicy": {"MinimumLength": 12}},
        });
        let answer = world.call_admin("UpdateUserPool", update).await;
        answer.gives(json!({}));
        let pool = described(&world).await;
        assert_eq!(pool["Name"], "Acme");
        assert_eq!(pool["LambdaConfig"], json!({"PreSignUp": ARN}));
        assert_eq!(pool["Policies"]["PasswordPolicy"]["MinimumLength"], 12);
        assert!(pool.get("AutoVerifiedAttributes").is_none(), "{pool}");
        let list = world.call("ListUserPools", json!({"MaxResults": 1})).await;
        let listed = list.expect("there is one")["UserPools"][0]["LambdaConfig"].clone();
        assert_eq!(listed, json!({"PreSignUp": ARN}));
        let answer = world.call_admin("UpdateUserPool", json!({})).await;
        answer.gives(json!({}));
        let pool = described(&world).await;
        assert_eq!(
            (&pool["Name"], &pool["LambdaConfig"]),
            (&json!("Acme"), &json!({}))
        );
        assert_eq!(pool["Policies"]["PasswordPolicy"]["MinimumLength"], 12);
    }

    #[tokio::test]
    async fn refuses_what_cannot_be_enforced_and_changes_nothing() {
        let world = World::new().await;
        let before = described(&world).await;
        let update = json!({"PoolName": "Acme", "LambdaConfig": {"UserMigration": ARN}});
        world.call_admin("UpdateUserPool", update).await.refuses(
            "InvalidParameter",
            "LambdaConfig: UserMigration is not supported by this server yet. Leave it out.",
        );
        assert_eq!(described(&world).await, before);
        let nowhere = json!({"UserPoolId": "us-east-1_nowhere00"});
        world.call("UpdateUserPool", nowhere).await.refuses(
            "ResourceNotFound",
            "User pool us-east-1_nowhere00 does not exist.",
        );
    }

    #[tokio::test]
    async fn of_changes_at_once_none_is_lost_unsaid() {
        let world = World::new().await;
        let update = |name: String| world.call_admin("UpdateUserPool", json!({"PoolName": name}));
        let answers: Vec<CallResult> =
            futures_util::future::join_all((0..8).map(|n| update(format!("pool {n}")))).await;
        let mut accepted_names = Vec::new();
        for (n, answer) in answers.iter().enumerate() {
            match answer {
                Ok(_) => accepted_names.push(json!(format!("pool {n}"))),
                Err((kind, _)) => assert_eq!(kind, "ConcurrentModification"),
            }
        }
        let name = &described(&world).await["Name"];
        assert!(
            accepted_names.contains(name),
            "{name} was refused, or is nobody's"
        );
    }
}
