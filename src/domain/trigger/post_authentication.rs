//! Post authentication: called after the last challenge of a sign-in, before tokens are signed.
//!
//! **Source** developer guide, "Post authentication Lambda trigger".

use super::user_attributes;
use crate::{
    context::Context,
    event::{Event, Metadata},
    user::User,
};
use serde_json::json;

/// The event about a user who signed in; `None` for a pool without such a function.
///
/// `metadata` is what came with the answer to a challenge; what came with the beginning of the sign-in is not handed
/// through. The function answers nothing that counts, but its *no* ends the sign-in.
pub(crate) fn event(user: &User, metadata: Option<&Metadata>, cx: &Context<'_>) -> Option<Event> {
    let function = cx.pool.post_authentication()?.to_owned();
    let mut request = json!({
        "userAttributes": user_attributes(cx.pool, user),
        // Pools remember no devices.
        "newDeviceUsed": false,
    });
    if let Some(metadata) = metadata {
        request["clientMetadata"] = json!(metadata);
    }
    Some(Event {
        trigger: "PostAuthentication",
        function,
        version: "1",
        source: "PostAuthentication_Authentication",
        username: user.username.clone(),
        client: cx.client.map(|client| client.id.clone()),
        request,
        response: json!({}),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        pool::Pool,
        testing::{DECOY_KEY, MemoryPool, alice, map},
        time::Timestamp,
    };
    use serde_json::Value;
    use shapes::idp;

    const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:f";

    fn event(pool: &Pool, metadata: Option<&Metadata>) -> Option<Event> {
        let (client, now) = (alice::client(false), Timestamp(0));
        let random = MemoryPool::of(pool.clone(), client.clone(), now).random();
        let cx = Context {
            now,
            random: &random,
            pool,
            client: Some(&client),
            hides_users: false,
            decoy_key: &DECOY_KEY,
            delivers: &[],
        };
        super::event(&alice::user(), metadata, &cx)
    }

    #[test]
    fn it_is_told_who_signed_in_and_what_came_with_the_answer() {
        let mut pool = alice::pool();
        assert_eq!(event(&pool, None), None, "there is no function");
        pool.settings.lambda_config = Some(idp::LambdaConfigType {
            post_authentication: Some(ARN.to_owned()),
            ..Default::default()
        });
        let check = |metadata: Option<&Metadata>, expect: Value| {
            let event = event(&pool, metadata).expect("a function");
            assert_eq!((event.request, event.response), (expect, json!({})));
            assert_eq!(
                (event.source, event.version, event.function.as_str()),
                ("PostAuthentication_Authentication", "1", ARN)
            );
            assert_eq!(event.username, "alice");
            assert_eq!(event.client, Some(alice::client(false).id));
        };
        let attributes = json!({
            "sub": alice::user().sub,
            "cognito:user_status": "CONFIRMED",
            "email": "alice@example.com",
        });
        check(
            None,
            json!({"userAttributes": attributes, "newDeviceUsed": false}),
        );
        check(
            Some(&map(&[("tenant", "7")])),
            json!({
                "userAttributes": attributes,
                "newDeviceUsed": false,
                "clientMetadata": {"tenant": "7"},
            }),
        );
    }
}
