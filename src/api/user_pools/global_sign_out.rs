//! `GlobalSignOut`: the caller ends every sign-in of theirs.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::client::ADMIN_SCOPE;
use engine::{
    caller, fault::Fault, rate_limiter::RateLimit, request::RequestContext, revocation::revoke_all,
};
use shapes::idp::{GlobalSignOutRequest, GlobalSignOutResponse, operation::GlobalSignOut};

impl Handle for GlobalSignOut {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Token;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: GlobalSignOutRequest,
    ) -> Result<GlobalSignOutResponse, Fault> {
        let caller = caller::caller(&cx.app, &request.access_token, ADMIN_SCOPE).await?;
        let writes = revoke_all(&cx.app, &caller.pool.id, &caller.user.sub);
        cx.app.store.write(writes.into()).await?;
        Ok(GlobalSignOutResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World, check_caller, text};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_ends_every_sign_in() {
        let world = World::with_user("ada").await;
        let (one, two) = (world.tokens("ada").await, world.access_token("ada").await);
        world
            .call_as(&two, "GlobalSignOut", json!({}))
            .await
            .gives(json!({}));
        for token in [text(&one["AccessToken"]), two] {
            let revoked = world.call_as(&token, "GlobalSignOut", json!({})).await;
            revoked.refuses("NotAuthorized", "Access Token has been revoked");
        }
        world
            .call_client(
                "GetTokensFromRefreshToken",
                json!({"RefreshToken": one["RefreshToken"]}),
            )
            .await
            .refuses("NotAuthorized", "Refresh Token has been revoked");
    }

    #[tokio::test]
    async fn refuses_tokens_that_do_not_count() {
        check_caller("GlobalSignOut", json!({})).await;
    }
}
