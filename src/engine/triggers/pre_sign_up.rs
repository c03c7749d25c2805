//! Pre sign-up: asked before a user comes into being; may refuse, or confirm and verify at once.
//!
//! **Source** developer guide, "Pre sign-up Lambda trigger".

use super::Event;
use domain::trigger::{PreSignUp, SignUpReply};
use serde_json::{Value, json};

/// The event.
pub(super) fn event(asked: &PreSignUp) -> Event<'_> {
    let mut request = json!({
        "userAttributes": asked.attributes,
        "validationData": asked.passed.validation_data,
    });
    if let Some(metadata) = &asked.passed.client_metadata {
        request["clientMetadata"] = json!(metadata);
    }
    Event {
        name: "PreSignUp",
        function: &asked.function,
        version: "1",
        source: match asked.client {
            Some(_) => "PreSignUp_SignUp",
            None => "PreSignUp_AdminCreateUser",
        },
        username: &asked.username,
        client: asked.client.as_ref(),
        request,
        response: json!({
            "autoConfirmUser": false,
            "autoVerifyEmail": false,
            "autoVerifyPhone": false,
        }),
    }
}

/// What the function says; keys that it left out or set to null change nothing.
pub(super) fn read(response: &Value) -> Option<SignUpReply> {
    let response = response.as_object()?;
    let flag = |name: &str| match response.get(name) {
        Some(Value::Bool(flag)) => Some(*flag),
        None | Some(Value::Null) => Some(false),
        Some(Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_)) => None,
    };
    Some(SignUpReply {
        confirm: flag("autoConfirmUser")?,
        verify_email: flag("autoVerifyEmail")?,
        verify_phone: flag("autoVerifyPhone")?,
    })
}
