//! `ListIdentityPoolUsage`: how much is stored for each identity pool, of which there are none as long as none can be
//! created.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::page_token,
};
use engine::{fault::Fault, rate_limiter::RateLimit, request::RequestContext};
use serde_json::json;
use shapes::sync::{
    ListIdentityPoolUsageRequest, ListIdentityPoolUsageResponse, operation::ListIdentityPoolUsage,
};

/// How many a page has if the request does not say; as many as a page of identity pools can have.
const PAGE: i32 = 60;

impl Handle for ListIdentityPoolUsage {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: ListIdentityPoolUsageRequest,
    ) -> Result<ListIdentityPoolUsageResponse, Fault> {
        let list = json!(["ListIdentityPoolUsage"]);
        page_token::open(&cx.app, &list, request.next_token.as_deref())?;
        Ok(ListIdentityPoolUsageResponse {
            identity_pool_usages: Some(Vec::new()),
            max_results: Some(request.max_results.unwrap_or(PAGE)),
            count: Some(0),
            next_token: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{sync::SERVICE, testing::World};
    use axum::http::{Method, StatusCode};
    use serde_json::{Value, json};

    async fn call(world: &World, query: &str) -> (StatusCode, Value) {
        let uri = format!("/identitypools{query}");
        let (parts, body) = world.ask_signed(&SERVICE, Method::GET, &uri, &[], "").await;
        (
            parts.status,
            serde_json::from_str(&body).expect("the answer is JSON"),
        )
    }

    #[tokio::test]
    async fn succeeds_with_none() {
        let world = World::new().await;
        let none = |most: i32| json!({"IdentityPoolUsages": [], "MaxResults": most, "Count": 0});
        assert_eq!(call(&world, "").await, (StatusCode::OK, none(60)));
        let two = call(&world, "?maxResults=2").await;
        assert_eq!(two, (StatusCode::OK, none(2)));
    }

    #[tokio::test]
    async fn refuses_what_is_no_number_and_made_up_tokens() {
        let world = World::new().await;
        for (query, text) in [
            (
                "?maxResults=many",
                "STRING_VALUE cannot be converted to Integer",
            ),
            ("?nextToken=made-up", "Invalid pagination token given."),
        ] {
            let answer = call(&world, query).await;
            let expect = (StatusCode::BAD_REQUEST, json!({"message": text}));
            assert_eq!(answer, expect, "{query}");
        }
    }
}
