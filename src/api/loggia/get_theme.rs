//! `GetTheme`: the theme document that a client's pages follow.

use super::ThemeType;
use crate::protocol::{Audit, CallerKind, Handle};
use engine::{brand, fault::Fault, find, rate_limiter::RateLimit, request::RequestContext};
use shapes::{
    Exception, Operation,
    idp::{GetUICustomizationRequest, exception},
};

/// Returns the theme of a client, else that of all clients, else nothing, as `GetUICustomization` does.
pub(super) struct GetTheme;

impl Operation for GetTheme {
    const NAME: &'static str = "GetTheme";
    const SIGNED: bool = true;
    const EMPTY_BODY: bool = false;
    const ERRORS: &'static [Exception] =
        &[exception::INVALID_PARAMETER, exception::RESOURCE_NOT_FOUND];
    /// It names a pool and perhaps a client: the same two members.
    type Request = GetUICustomizationRequest;
    type Response = ThemeType;
}

impl Handle for GetTheme {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::StudioLink;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(cx: &RequestContext, request: Self::Request) -> Result<ThemeType, Fault> {
        let (pool, owner) = find::branded(
            &cx.app.store,
            &request.user_pool_id,
            request.client_id.as_deref(),
        )
        .await?;
        let part = |brand: &domain::brand::Brand| brand.parts.theme.clone();
        let stored_theme = brand::answering(&cx.app.store, &pool.id, &owner, part).await?;
        let answer =
            stored_theme.map(|(owner, theme)| ThemeType::of(&pool.id, &owner, Some(&theme)));
        Ok(answer.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_with_the_clients_own_before_that_of_all() {
        let world = World::new().await;
        let client = json!({"ClientId": world.client.id});
        let get = || world.call_admin("GetTheme", client.clone());
        get().await.gives(json!({}));
        let set = json!({"Theme": "{ }"});
        world.call_admin("SetTheme", set).await.expect("sound");
        let theme = get().await.expect("there");
        assert_eq!(
            (&theme["ClientId"], &theme["Theme"]),
            (&json!("ALL"), &json!("{ }"))
        );
        let set = json!({"ClientId": world.client.id, "Theme": "{\n}"});
        world.call_admin("SetTheme", set).await.expect("sound");
        let theme = get().await.expect("there");
        assert_eq!(theme["ClientId"], json!(world.client.id));
        assert_eq!(theme["Theme"], json!("{\n}"));
        assert_eq!(theme["CreationDate"], json!(1_700_000_000));
        let all = world
            .call_admin("GetTheme", json!({}))
            .await
            .expect("there");
        assert_eq!(all["Theme"], json!("{ }"));
    }

    #[tokio::test]
    async fn refuses_pools_and_clients_that_are_not_there() {
        let world = World::new().await;
        let pool = json!({"UserPoolId": "us-east-1_nobody"});
        world.call("GetTheme", pool).await.refuses(
            "ResourceNotFound",
            "User pool us-east-1_nobody does not exist.",
        );
        world
            .call_admin("GetTheme", json!({"ClientId": "nobody"}))
            .await
            .refuses(
                "ResourceNotFound",
                "User pool client nobody does not exist.",
            );
    }
}
