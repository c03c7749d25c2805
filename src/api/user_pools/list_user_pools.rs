//! `ListUserPools`: the pools of this server that the caller may see, by pages.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::{page_token, show},
};
use domain::pool::Pool;
use engine::{fault::Fault, rate_limiter::RateLimit, request::RequestContext};
use serde_json::json;
use shapes::idp::{
    ListUserPoolsRequest, ListUserPoolsResponse, UserPoolDescriptionType, operation::ListUserPools,
};

impl Handle for ListUserPools {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::StudioLink;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: ListUserPoolsRequest,
    ) -> Result<ListUserPoolsResponse, Fault> {
        let list = json!(["ListUserPools"]);
        let after = page_token::open(&cx.app, &list, request.next_token.as_deref())?;
        let limit = usize::try_from(request.max_results).unwrap_or(1);
        let page = store::pool::list(&cx.app.store, after.as_deref(), limit).await?;
        let describe = |pool: &Pool| UserPoolDescriptionType {
            creation_date: Some(show::date(pool.created_at)),
            id: Some(pool.id.to_string()),
            last_modified_date: Some(show::date(pool.modified_at)),
            lambda_config: Some(pool.described_triggers()),
            name: Some(pool.settings.pool_name.clone()),
            ..UserPoolDescriptionType::default()
        };
        let visible = page.items.iter();
        let visible = visible.filter(|pool| cx.caller.reaches(&pool.id));
        Ok(ListUserPoolsResponse {
            next_token: page_token::seal(&cx.app, &list, page.next.as_deref()),
            user_pools: Some(visible.map(describe).collect()),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World, text};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_by_pages() {
        let world = World::new().await;
        world
            .call("CreateUserPool", json!({"PoolName": "Acme"}))
            .await
            .expect("a name is enough");
        let first = world
            .call("ListUserPools", json!({"MaxResults": 1}))
            .await
            .expect("a page");
        assert_eq!(first["UserPools"].as_array().map(Vec::len), Some(1));
        let second = json!({"MaxResults": 1, "NextToken": first["NextToken"]});
        let second = world
            .call("ListUserPools", second)
            .await
            .expect("another page");
        assert!(second["NextToken"].is_null());
        let mut names = [
            text(&first["UserPools"][0]["Name"]),
            text(&second["UserPools"][0]["Name"]),
        ];
        names.sort();
        assert_eq!(names, ["Acme", "test"]);
    }

    #[tokio::test]
    async fn refuses_to_guess_the_size_of_a_page() {
        let world = World::new().await;
        for body in [
            json!({}),
            json!({"MaxResults": 0}),
            json!({"MaxResults": 61}),
        ] {
            let answer = world.call("ListUserPools", body.clone()).await;
            assert_eq!(answer.expect_err("1 to 60").0, "InvalidParameter", "{body}");
        }
        let made_up = json!({"MaxResults": 1, "NextToken": "made-up"});
        world
            .call("ListUserPools", made_up)
            .await
            .refuses("InvalidParameter", "Invalid pagination token given.");
    }
}
