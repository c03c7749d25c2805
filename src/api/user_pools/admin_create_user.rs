//! `AdminCreateUser`: an administrator creates or invites a user.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::{passed_data, show},
};
use domain::{
    attribute,
    message::Channel,
    refusal::{self, Refusal},
    sign_up,
};
use engine::{
    decide::decide, fault::Fault, find, rate_limiter::RateLimit, request::RequestContext,
};
use shapes::idp::{
    AdminCreateUserRequest, AdminCreateUserResponse, DeliveryMediumType, MessageActionType,
    exception, operation::AdminCreateUser,
};

impl Handle for AdminCreateUser {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: AdminCreateUserRequest,
    ) -> Result<AdminCreateUserResponse, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        let username = request.username.into_inner();
        let temporary_password = request
            .temporary_password
            .map(|password| password.into_inner().into());
        let mediums = request.desired_delivery_mediums.unwrap_or_default();
        let channels = mediums.into_iter().map(channel).collect();
        let user = match request.message_action {
            Some(MessageActionType::Resend) => {
                let decision = sign_up::ResendInvitation {
                    username,
                    temporary_password,
                    channels,
                };
                decide(cx, &pool, None, &decision).await?
            }
            Some(MessageActionType::Suppress) | None => {
                let decision = sign_up::AdminCreateUser {
                    username,
                    attributes: attribute::from_wire(
                        request.user_attributes.as_deref().unwrap_or_default(),
                    )?,
                    temporary_password,
                    channels,
                    suppress: request.message_action == Some(MessageActionType::Suppress),
                    force_alias: request.force_alias_creation.unwrap_or(false),
                    passed: passed_data(request.validation_data, request.client_metadata),
                };
                decide(cx, &pool, None, &decision).await.map_err(reworded)?
            }
        };
        Ok(AdminCreateUserResponse {
            user: Some(show::user(&user, None)),
        })
    }
}

/// **Source** observed: this operation has its own words for a user name that is taken.
fn reworded(fault: Fault) -> Fault {
    match fault {
        Fault::Refused(Refusal::Username(refusal::Username::Taken)) => Fault::Protocol(
            exception::USERNAME_EXISTS,
            "User account already exists".to_owned(),
        ),
        other => other,
    }
}

const fn channel(medium: DeliveryMediumType) -> Channel {
    match medium {
        DeliveryMediumType::Email => Channel::Email,
        DeliveryMediumType::Sms => Channel::Sms,
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World, merged};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_invites_by_mail() {
        let world = World::new().await;
        let attributes = json!([{"Name": "email", "Value": "ada@example.com"}]);
        let create = json!({"Username": "ada", "UserAttributes": attributes, "DesiredDeliveryMediums": ["EMAIL"]});
        let answer = world
            .call_admin("AdminCreateUser", create.clone())
            .await
            .expect("ada is new");
        let user = &answer["User"];
        assert_eq!(
            (&user["Username"], &user["UserStatus"]),
            (&json!("ada"), &json!("FORCE_CHANGE_PASSWORD"))
        );
        assert!(
            user["Attributes"]
                .as_array()
                .is_some_and(|list| list.len() == 3)
        );
        assert_eq!(world.messages().await, 1);
        let resend = merged(create, json!({"MessageAction": "RESEND"}));
        world
            .call_admin("AdminCreateUser", resend)
            .await
            .expect("ada is invited once more");
        assert_eq!(world.messages().await, 1);
    }

    #[tokio::test]
    async fn refuses_a_name_that_is_taken_and_an_invitation_of_the_confirmed() {
        let world = World::with_user("ada").await;
        let create = json!({"Username": "ada", "MessageAction": "SUPPRESS"});
        world
            .call_admin("AdminCreateUser", create)
            .await
            .refuses("UsernameExists", "User account already exists");
        let resend = async |name: &str| {
            let body = json!({"Username": name, "MessageAction": "RESEND", "DesiredDeliveryMediums": ["EMAIL"]});
            world
                .call_admin("AdminCreateUser", body)
                .await
                .expect_err("there is nobody to invite")
                .0
        };
        assert_eq!(resend("ada").await, "UnsupportedUserState");
        assert_eq!(resend("eve").await, "UserNotFound");
    }

    #[tokio::test]
    async fn refuses_a_message_that_has_nowhere_to_go() {
        let world = World::new().await;
        let attributes = json!([{"Name": "phone_number", "Value": "+12065550100"}]);
        let create = json!({"Username": "ada", "UserAttributes": attributes, "DesiredDeliveryMediums": ["SMS"]});
        world.call_admin("AdminCreateUser", create).await.refuses(
            "CodeDeliveryFailure",
            "Unable to deliver message: no SMS delivery is set up.",
        );
        world
            .call_admin("AdminGetUser", json!({"Username": "ada"}))
            .await
            .refuses("UserNotFound", "User does not exist.");
    }
}
