//! `UpdateUserPool`: other settings for a pool; what is left out is reset.

use crate::protocol::{Audit, CallerKind, Handle};
use engine::{fault::Fault, find, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{
    UpdateUserPoolRequest, UpdateUserPoolResponse, exception, operation::UpdateUserPool,
};

impl Handle for UpdateUserPool {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: UpdateUserPoolRequest,
    ) -> Result<UpdateUserPoolResponse, Fault> {
        let read = find::pool(&cx.app, &request.user_pool_id).await?;
        let pool = read.update(request, cx.app.now())?;
        let write = store::pool::update(&pool, read.modified_at);
        match cx.app.store.write(vec![write]).await {
            Ok(()) => Ok(UpdateUserPoolResponse),
            // Another change came first, and this one was made over settings that are gone.
            Err(error) if error.conflict() == Some("pool") => Err(Fault::Protocol(
                exception::CONCURRENT_MODIFICATION,
                "The user pool was changed meanwhile. Read it again and repeat the request."
                    .to_owned(),
            )),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Answered, Expect, World};
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
        assert_eq!(pool["Policies"]["PasswordPolicy"]["MinimumLength"], 8);
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
        let answers: Vec<Answered> =
            futures_util::future::join_all((0..8).map(|n| update(format!("pool {n}")))).await;
        let mut kept = Vec::new();
        for (n, answer) in answers.iter().enumerate() {
            match answer {
                Ok(_) => kept.push(json!(format!("pool {n}"))),
                Err((kind, _)) => assert_eq!(kind, "ConcurrentModification"),
            }
        }
        let name = &described(&world).await["Name"];
        assert!(kept.contains(name), "{name} was refused, or is nobody's");
    }
}
