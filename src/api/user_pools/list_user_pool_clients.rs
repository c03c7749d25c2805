//! `ListUserPoolClients`: the app clients of a pool, by pages.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::page_token,
};
use domain::client;
use engine::{fault::Fault, find, rate_limiter::RateLimit, request::RequestContext};
use serde_json::json;
use shapes::idp::{
    ClientTypeType, ListUserPoolClientsRequest, ListUserPoolClientsResponse,
    operation::ListUserPoolClients,
};

impl Handle for ListUserPoolClients {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::StudioLink;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: ListUserPoolClientsRequest,
    ) -> Result<ListUserPoolClientsResponse, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        let list = json!(["ListUserPoolClients", pool.id]);
        let after = page_token::open(&cx.app, &list, request.next_token.as_deref())?;
        // Every client of this build is a regular one.
        if request.client_type == Some(ClientTypeType::Dcr) {
            return Ok(ListUserPoolClientsResponse {
                next_token: None,
                user_pool_clients: Some(Vec::new()),
            });
        }
        let limit = request
            .max_results
            .and_then(|limit| usize::try_from(limit).ok())
            .filter(|limit| *limit > 0)
            .unwrap_or(LARGEST);
        let page = store::client::list(&cx.app.store, &pool.id, after.as_deref(), limit).await?;
        Ok(ListUserPoolClientsResponse {
            next_token: page_token::seal(&cx.app, &list, page.next.as_deref()),
            user_pool_clients: Some(page.items.iter().map(client::describe_short).collect()),
        })
    }
}

/// The largest page, and the one of a request that names no size.
const LARGEST: usize = 60;

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World, text};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_by_pages() {
        let world = World::new().await;
        world.another_client(json!({"ClientName": "other"})).await;
        let first = world
            .call_admin("ListUserPoolClients", json!({"MaxResults": 1}))
            .await
            .expect("a page");
        let second = json!({"MaxResults": 1, "NextToken": first["NextToken"]});
        let second = world
            .call_admin("ListUserPoolClients", second)
            .await
            .expect("another page");
        let name = |page: &serde_json::Value| text(&page["UserPoolClients"][0]["ClientName"]);
        let mut names = [name(&first), name(&second)];
        names.sort();
        assert_eq!(names, ["other", "test"]);
        let all = world
            .call_admin("ListUserPoolClients", json!({}))
            .await
            .expect("one page");
        assert_eq!(all["UserPoolClients"].as_array().map(Vec::len), Some(2));
    }

    #[tokio::test]
    async fn refuses_the_token_of_another_list() {
        let world = World::new().await;
        world
            .call("CreateUserPool", json!({"PoolName": "Acme"}))
            .await
            .expect("a name is enough");
        let pools = world
            .call("ListUserPools", json!({"MaxResults": 1}))
            .await
            .expect("a page");
        world
            .call_admin(
                "ListUserPoolClients",
                json!({"NextToken": pools["NextToken"]}),
            )
            .await
            .refuses("InvalidParameter", "Invalid pagination token given.");
    }
}
