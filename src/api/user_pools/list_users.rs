//! `ListUsers`: users of a pool, filtered and by pages.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::{page_token, show},
};
use domain::{
    filter,
    pool::Pool,
    refusal::{self, Refusal},
};
use engine::{fault::Fault, find, rate_limiter::RateLimit, request::RequestContext};
use serde_json::json;
use shapes::idp::{ListUsersRequest, ListUsersResponse, operation::ListUsers};
use std::collections::BTreeSet;

impl Handle for ListUsers {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: ListUsersRequest,
    ) -> Result<ListUsersResponse, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        let text = request.filter.as_deref().unwrap_or_default();
        let filter = filter::parse(text)?;
        let attributes_to_get = attributes_to_get(&pool, request.attributes_to_get)?;
        let list = json!(["ListUsers", pool.id, text]);
        let after = page_token::open(&cx.app, &list, request.pagination_token.as_deref())?;
        let limit = match request.limit {
            None | Some(0) => LARGEST,
            Some(limit) => usize::try_from(limit).unwrap_or(LARGEST),
        };
        let page = store::user::list(
            &cx.app.store,
            &pool.id,
            filter.as_ref(),
            after.as_deref(),
            limit,
        )
        .await?;
        Ok(ListUsersResponse {
            pagination_token: page_token::seal(&cx.app, &list, page.next.as_deref()),
            users: Some(
                page.items
                    .iter()
                    .map(|user| show::user(user, attributes_to_get.as_ref()))
                    .collect(),
            ),
        })
    }
}

/// The largest page, and the one of a request that names no size.
const LARGEST: usize = 60;

/// The attributes that a request names, if any; each must be one of the pool.
fn attributes_to_get(
    pool: &Pool,
    names: Option<Vec<String>>,
) -> Result<Option<BTreeSet<String>>, Refusal> {
    let Some(names) = names.filter(|names| !names.is_empty()) else {
        return Ok(None);
    };
    match names.iter().find(|name| pool.attribute(name).is_none()) {
        Some(name) => Err(refusal::Parameter::ListInvalid(format!(
            "Invalid attribute in AttributesToGet: {name}"
        ))
        .into()),
        None => Ok(Some(names.into_iter().collect())),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{World, text};
    use serde_json::json;
    use std::time::Duration;

    fn names(answer: &serde_json::Value) -> Vec<String> {
        let users = answer["Users"].as_array().expect("a list");
        users.iter().map(|user| text(&user["Username"])).collect()
    }

    #[tokio::test]
    async fn succeeds_by_pages_that_neither_repeat_nor_skip() {
        let world = World::new().await;
        for count in 0..7 {
            world.user(&format!("user-{count}")).await;
        }
        let (mut seen, mut token) = (Vec::new(), None);
        loop {
            let answer = world
                .call_admin("ListUsers", json!({"Limit": 3, "PaginationToken": token}))
                .await
                .expect("a page");
            assert!(names(&answer).len() <= 3);
            seen.extend(names(&answer));
            token = answer["PaginationToken"].as_str().map(str::to_owned);
            if token.is_none() {
                break;
            }
        }
        seen.sort();
        assert_eq!(
            seen,
            (0..7)
                .map(|count| format!("user-{count}"))
                .collect::<Vec<_>>()
        );
    }

    #[tokio::test]
    async fn succeeds_with_a_filter_and_chosen_attributes() {
        let world = World::with_user("ada").await;
        world.user("bob").await;
        let list = async |filter: &str| {
            world
                .call_admin("ListUsers", json!({"Filter": filter}))
                .await
                .expect("sound")
        };
        assert_eq!(names(&list("username = \"ada\"").await), ["ada"]);
        assert_eq!(names(&list("email ^= \"bo\"").await), ["bob"]);
        assert_eq!(
            names(&list("cognito:user_status = \"confirmed\"").await).len(),
            2
        );
        assert_eq!(names(&list("status = \"Disabled\"").await).len(), 0);
        let chosen = json!({"Filter": "username = \"ada\"", "AttributesToGet": ["email"]});
        let answer = world.call_admin("ListUsers", chosen).await.expect("sound");
        assert_eq!(
            answer["Users"][0]["Attributes"],
            json!([{"Name": "email", "Value": "ada@example.com"}])
        );
    }

    #[tokio::test]
    async fn refuses_filters_and_tokens_it_cannot_read() {
        let world = World::with_user("ada").await;
        world.user("bob").await;
        let kind = async |body: serde_json::Value| {
            world
                .call_admin("ListUsers", body)
                .await
                .map_err(|(kind, _)| kind)
        };
        let invalid = || Err("InvalidParameter".to_owned());
        assert_eq!(kind(json!({"Filter": "custom:x = \"y\""})).await, invalid());
        assert_eq!(kind(json!({"Filter": "email like \"y\""})).await, invalid());
        assert_eq!(
            kind(json!({"AttributesToGet": ["shoe_size"]})).await,
            invalid()
        );
        assert_eq!(kind(json!({"PaginationToken": "made-up"})).await, invalid());
        let token = kind(json!({"Limit": 1})).await.expect("two pages")["PaginationToken"].clone();
        assert_eq!(
            kind(json!({"PaginationToken": token, "Filter": "status = \"Enabled\""})).await,
            invalid()
        );
        assert!(kind(json!({"PaginationToken": token})).await.is_ok());
        world.app.clock.advance(Duration::from_hours(1));
        assert_eq!(kind(json!({"PaginationToken": token})).await, invalid());
    }
}
