//! `GetUICustomization`: the style sheet and the logo that a client's pages show.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::show,
};
use engine::{brand, fault::Fault, find, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{
    GetUICustomizationRequest, GetUICustomizationResponse, operation::GetUICustomization,
};

impl Handle for GetUICustomization {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::StudioLink;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: GetUICustomizationRequest,
    ) -> Result<GetUICustomizationResponse, Fault> {
        let (pool, owner) = find::branded(
            &cx.app.store,
            &request.user_pool_id,
            request.client_id.as_deref(),
        )
        .await?;
        let part = |brand: &domain::brand::Brand| brand.parts.customization.clone();
        let customization = brand::answering(&cx.app.store, &pool.id, &owner, part).await?;
        let answer = customization
            .map(|(owner, set)| show::ui_customization(&cx.app, &pool.id, &owner, &set));
        Ok(GetUICustomizationResponse {
            ui_customization: answer.unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_by_the_rule_without_falling_back() {
        let world = World::new().await;
        let domain = json!({"Domain": "acme"});
        world
            .call_admin("CreateUserPoolDomain", domain)
            .await
            .expect("the name is free");
        let other = world.another_client(json!({})).await;
        let seen = async |client: &domain::id::ClientId| {
            let ask = json!({"ClientId": client});
            let answer = world.call_admin("GetUICustomization", ask).await;
            answer.expect("it is there")["UICustomization"]["CSS"].clone()
        };
        let set = async |client: serde_json::Value, css: &str| {
            let body = json!({"ClientId": client, "CSS": css});
            let answer = world.call_admin("SetUICustomization", body).await;
            answer.expect("a sound sheet");
        };
        let nothing = world.call_admin("GetUICustomization", json!({})).await;
        nothing.gives(json!({"UICustomization": {}}));
        set(json!("ALL"), "/* all */").await;
        assert_eq!(seen(&world.client.id).await, json!("/* all */"));
        set(json!(world.client.id), "/* own */").await;
        set(json!("ALL"), "/* all, changed */").await;
        assert_eq!(seen(&world.client.id).await, json!("/* own */"));
        assert_eq!(seen(&other.id).await, json!("/* all, changed */"));
        // A theme of the client's own changes nothing about that.
        let theme = json!({"ClientId": other.id, "Theme": "{}"});
        world.call_admin("SetTheme", theme).await.expect("sound");
        assert_eq!(seen(&other.id).await, json!("/* all, changed */"));
    }

    #[tokio::test]
    async fn refuses_pools_and_clients_that_are_not_there() {
        let world = World::new().await;
        world
            .call_admin("GetUICustomization", json!({"ClientId": "nobody"}))
            .await
            .refuses(
                "ResourceNotFound",
                "User pool client nobody does not exist.",
            );
        world
            .call(
                "GetUICustomization",
                json!({"UserPoolId": "us-east-1_nobody"}),
            )
            .await
            .refuses_as("ResourceNotFound");
    }
}
