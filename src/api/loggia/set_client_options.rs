//! `SetClientOptions`: tells an app client what Cognito has no setting for.

use super::ClientOptionsType;
use crate::protocol::{Audit, CallerKind, Handle};
use engine::{edit::edit_client, fault::Fault, rate_limiter::RateLimit, request::RequestContext};
use serde::Deserialize;
use shapes::{
    Decode, Exception, Kind, Member, Operation, Shape,
    idp::{DescribeUserPoolClientRequest, exception},
};
use std::sync::LazyLock;

/// Sets the options of a client; one that the request does not have stays as it is.
pub(super) struct SetClientOptions;

/// Request of `SetClientOptions`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Request {
    user_pool_id: String,
    client_id: String,
    #[serde(rename = "RequirePKCE")]
    require_pkce: Option<bool>,
}

static FLAG: Shape = Shape::open(Kind::Boolean);

/// Pool and client as `DescribeUserPoolClient` names them, and the options.
static MEMBERS: LazyLock<Vec<Member>> = LazyLock::new(|| {
    let names = DescribeUserPoolClientRequest::members().iter();
    let names = names.map(|member| Member { ..*member });
    names
        .chain([Member::optional("RequirePKCE", &FLAG)])
        .collect()
});

impl Decode for Request {
    fn members() -> &'static [Member] {
        &MEMBERS
    }
}

impl Operation for SetClientOptions {
    const NAME: &'static str = "SetClientOptions";
    const SIGNED: bool = true;
    const EMPTY_BODY: bool = false;
    const ERRORS: &'static [Exception] =
        &[exception::INVALID_PARAMETER, exception::RESOURCE_NOT_FOUND];
    type Request = Request;
    type Response = ClientOptionsType;
}

impl Handle for SetClientOptions {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(cx: &RequestContext, request: Request) -> Result<ClientOptionsType, Fault> {
        let (pool, client) = (&request.user_pool_id, &request.client_id);
        let client = edit_client(cx, pool, client, |stored, _, now| {
            let mut client = stored.clone();
            client.requires_pkce = request.require_pkce.unwrap_or(client.requires_pkce);
            client.modified_at = now;
            Ok(client)
        })
        .await?;
        Ok(ClientOptionsType::from(&client))
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_leaves_what_is_not_named() {
        let world = World::new().await;
        let set = async |options: serde_json::Value| {
            let mut body = options;
            body["ClientId"] = json!(world.client.id);
            world.call_admin("SetClientOptions", body).await
        };
        let options = |required: bool| {
            json!({
                "UserPoolId": world.pool.id, "ClientId": world.client.id, "RequirePKCE": required,
            })
        };
        set(json!({"RequirePKCE": true})).await.gives(options(true));
        set(json!({})).await.gives(options(true));
        let get = json!({"ClientId": world.client.id});
        let answer = world.call_admin("GetClientOptions", get.clone()).await;
        answer.gives(options(true));
        let described = world.call_admin("DescribeUserPoolClient", get).await;
        let described = described.expect("it is there")["UserPoolClient"].to_string();
        assert!(!described.contains("PKCE"), "Cognito's shape stays its own");
        set(json!({"RequirePKCE": false}))
            .await
            .gives(options(false));
    }

    #[tokio::test]
    async fn refuses_clients_that_are_not_there_and_options_that_are_none() {
        let world = World::new().await;
        let body = json!({"ClientId": "nobody", "RequirePKCE": true});
        world.call_admin("SetClientOptions", body).await.refuses(
            "ResourceNotFound",
            "User pool client nobody does not exist.",
        );
        let body = json!({"ClientId": world.client.id, "RequirePKCE": "perhaps"});
        let answer = world.call_admin("SetClientOptions", body).await;
        answer.refuses_as("Serialization");
    }
}
