//! `CreateUserPoolClient`: a new app client.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::{
    client::{self, Client},
    id::{ClientId, client_secret},
};
use engine::{fault::Fault, find, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{
    CreateUserPoolClientRequest, CreateUserPoolClientResponse, operation::CreateUserPoolClient,
};

impl Handle for CreateUserPoolClient {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: CreateUserPoolClientRequest,
    ) -> Result<CreateUserPoolClientResponse, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        let (id, secret) = (
            ClientId::generate(cx.app.random.bytes()),
            client_secret(cx.app.random.bytes()),
        );
        // This build has no resource servers, so that no custom scope exists.
        let client = Client::create(request, &pool, id, secret, &[], cx.app.now())?;
        cx.app
            .store
            .write(vec![store::client::insert(&client)])
            .await?;
        if client.uses_srp()
            && !pool.uses_srp
            && store::user::count(&cx.app.store, &pool.id).await? > 0
        {
            // A verifier can be made of a typed password only.
            tracing::info!(
                pool = %pool.id,
                client = %client.id,
                "the first client of this pool that uses SRP: users must type their password once at another client \
                 before they can sign in here"
            );
        }
        Ok(CreateUserPoolClientResponse {
            user_pool_client: Some(client::describe(&client)),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World, text};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_with_and_without_a_secret() {
        let world = World::new().await;
        let create = async |secret: bool| {
            let body = json!({"ClientName": "Acme", "GenerateSecret": secret});
            world
                .call_admin("CreateUserPoolClient", body)
                .await
                .expect("sound")["UserPoolClient"]
                .clone()
        };
        let (public, confidential) = (create(false).await, create(true).await);
        assert!(public["ClientSecret"].is_null());
        assert!(
            confidential["ClientSecret"]
                .as_str()
                .is_some_and(|secret| secret.len() >= 51)
        );
        assert_eq!(text(&public["ClientId"]).len(), 26);
        let describe = json!({"ClientId": confidential["ClientId"]});
        let described = world
            .call_admin("DescribeUserPoolClient", describe)
            .await
            .expect("it is there");
        assert_eq!(described["UserPoolClient"], confidential);
    }

    #[tokio::test]
    async fn refuses_scopes_and_flows_that_do_not_exist() {
        let world = World::new().await;
        let oauth = json!({
            "ClientName": "Acme", "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
            "CallbackURLs": ["https://example.com/"], "AllowedOAuthScopes": ["openid", "notes/read"]});
        world
            .call_admin("CreateUserPoolClient", oauth)
            .await
            .refuses_as("ScopeDoesNotExist");
        let machine = json!({
            "ClientName": "Acme", "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["client_credentials"],
            "AllowedOAuthScopes": ["openid"]});
        world
            .call_admin("CreateUserPoolClient", machine)
            .await
            .refuses_as("InvalidOAuthFlow");
    }
}
