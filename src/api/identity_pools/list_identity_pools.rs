//! `ListIdentityPools`: the identity pools of this server, of which there are none as long as none can be created.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::page_token,
};
use engine::{fault::Fault, rate_limiter::RateLimit, request::RequestContext};
use serde_json::json;
use shapes::identity::{
    ListIdentityPoolsInput, ListIdentityPoolsResponse, operation::ListIdentityPools,
};

impl Handle for ListIdentityPools {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: ListIdentityPoolsInput,
    ) -> Result<ListIdentityPoolsResponse, Fault> {
        let list = json!(["ListIdentityPools"]);
        page_token::open(&cx.app, &list, request.next_token.as_deref())?;
        Ok(ListIdentityPoolsResponse {
            identity_pools: Some(Vec::new()),
            next_token: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_with_none() {
        let world = World::new().await;
        for most in [1, 60] {
            world
                .call("ListIdentityPools", json!({"MaxResults": most}))
                .await
                .gives(json!({"IdentityPools": []}));
        }
    }

    #[tokio::test]
    async fn refuses_other_sizes_of_a_page_and_made_up_tokens() {
        let world = World::new().await;
        let rule = |value: &str, rule: &str| {
            format!(
                "1 validation error detected: Value {value} at 'maxResults' failed to satisfy constraint: {rule}"
            )
        };
        for (body, text) in [
            (json!({}), rule("null", "Member must not be null")),
            (
                json!({"MaxResults": 0}),
                rule("'0'", "Member must have value greater than or equal to 1"),
            ),
            (
                json!({"MaxResults": 61}),
                rule("'61'", "Member must have value less than or equal to 60"),
            ),
        ] {
            let answer = world.call("ListIdentityPools", body).await;
            answer.refuses("Validation", &text);
        }
        let made_up = json!({"MaxResults": 1, "NextToken": "made-up"});
        world
            .call("ListIdentityPools", made_up)
            .await
            .refuses("InvalidParameter", "Invalid pagination token given.");
    }
}
