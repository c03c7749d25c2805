//! `SignUp`: a person registers.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::{passed_data, show},
};
use domain::{attribute, secret_hash::check_secret_hash, sign_up, user::Status};
use engine::{
    decide::decide, fault::Fault, find, rate_limiter::RateLimit, request::RequestContext,
};
use shapes::Sensitive;
use shapes::idp::{SignUpRequest, SignUpResponse, operation::SignUp};

impl Handle for SignUp {
    const LIMIT: Option<RateLimit> = Some(RateLimit::CodeRequest);
    const CALLER: CallerKind = CallerKind::Anyone;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(cx: &RequestContext, request: SignUpRequest) -> Result<SignUpResponse, Fault> {
        let (pool, client) = find::client(&cx.app.store, &request.client_id).await?;
        check_secret_hash(&client, &request.username, request.secret_hash.as_deref())?;
        let attributes =
            attribute::from_wire(request.user_attributes.as_deref().unwrap_or_default())?;
        let password = request
            .password
            .map(Sensitive::into_inner)
            .unwrap_or_default();
        let decision = sign_up::SignUp {
            username: request.username.into_inner(),
            password: password.into(),
            attributes,
            passed: passed_data(request.validation_data, request.client_metadata),
        };
        let registration = decide(cx, &pool, Some(&client), &decision).await?;
        Ok(SignUpResponse {
            code_delivery_details: registration.delivery.as_ref().map(show::delivery),
            session: None,
            user_confirmed: registration.user.status == Status::Confirmed,
            user_sub: registration.user.sub.0,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, PASSWORD, World, merged};
    use domain::user::Status;
    use serde_json::json;

    fn person(name: &str) -> serde_json::Value {
        let attributes = json!([{"Name": "email", "Value": format!("{name}@example.com")}]);
        json!({"Username": name, "Password": PASSWORD, "UserAttributes": attributes})
    }

    #[tokio::test]
    async fn succeeds_and_sends_a_code() {
        let world = World::new().await;
        let answer = world
            .call_client("SignUp", person("ada"))
            .await
            .expect("ada is new");
        assert_eq!(answer["UserConfirmed"], false);
        let details = json!({"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "a***@e***"});
        assert_eq!(answer["CodeDeliveryDetails"], details);
        let user = world.stored_user("ada").await;
        assert_eq!(
            (answer["UserSub"].as_str(), user.status),
            (Some(user.sub.as_str()), Status::Unconfirmed)
        );
        assert_eq!(world.messages().await, 1);
        world
            .sign_in("ada", PASSWORD)
            .await
            .refuses("UserNotConfirmed", "User is not confirmed.");
    }

    #[tokio::test]
    async fn refuses_a_name_that_is_taken_and_what_breaks_a_rule() {
        let world = World::new().await;
        world
            .call_client("SignUp", person("ada"))
            .await
            .expect("ada is new");
        world
            .call_client("SignUp", person("ada"))
            .await
            .refuses("UsernameExists", "User already exists");
        let weak = merged(person("bob"), json!({"Password": "short"}));
        world.call_client("SignUp", weak).await.refuses(
            "InvalidPassword",
            "Password did not conform with policy: Password not long enough",
        );
        let odd = merged(
            person("bob"),
            json!({"UserAttributes": [{"Name": "email", "Value": "nonsense"}]}),
        );
        world
            .call_client("SignUp", odd)
            .await
            .refuses("InvalidParameter", "Invalid email address format.");
        let unknown = merged(person("bob"), json!({"ClientId": "nobodys"}));
        world.call("SignUp", unknown).await.refuses(
            "ResourceNotFound",
            "User pool client nobodys does not exist.",
        );
    }

    #[tokio::test]
    async fn refuses_a_confidential_client_without_its_hash() {
        let world = World::with(json!({}), json!({"GenerateSecret": true})).await;
        let id = world.client.id.clone();
        let message =
            format!("Client {id} is configured with secret but SECRET_HASH was not received");
        world
            .call_client("SignUp", person("ada"))
            .await
            .refuses("NotAuthorized", &message);
        let wrong = merged(person("ada"), json!({"SecretHash": world.hash("bob")}));
        let message = format!("Unable to verify secret hash for client {id}");
        world
            .call_client("SignUp", wrong)
            .await
            .refuses("NotAuthorized", &message);
        let right = merged(person("ada"), json!({"SecretHash": world.hash("ada")}));
        world
            .call_client("SignUp", right)
            .await
            .expect("the hash is right");
    }

    #[tokio::test]
    async fn refuses_everybody_where_only_administrators_create_users() {
        let closed = json!({"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true}});
        let world = World::with(closed, json!({})).await;
        world.call_client("SignUp", person("ada")).await.refuses(
            "NotAuthorized",
            "SignUp is not permitted for this user pool",
        );
    }
}
