//! Pre sign-up: called before a user comes into being; may refuse, or confirm and verify at once.
//!
//! **Source** developer guide, "Pre sign-up Lambda trigger".

use super::name_aliases;
use crate::{
    attribute::is_flag,
    context::Context,
    event::{Event, Metadata},
    facts::{Facts, Stop},
    user::User,
};
use serde_json::{Value, json};

/// The data that the caller of an operation passes to the function.
#[derive(Clone, Default)]
pub struct PassedData {
    /// `ValidationData`.
    pub validation_data: Option<Metadata>,
    /// `ClientMetadata`.
    pub client_metadata: Option<Metadata>,
}

/// Without the data, which may hold secrets of users.
impl std::fmt::Debug for PassedData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PassedData(***)")
    }
}

/// The function's answer. It is ignored where an administrator creates the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PreSignUpAnswer {
    /// Whether the user is confirmed at once.
    pub confirm: bool,
    /// Whether the e-mail address counts as verified.
    pub verify_email: bool,
    /// Whether the phone number counts as verified.
    pub verify_phone: bool,
}

/// Calls the pool's function about a user who is to be created; without one, nothing is confirmed or verified.
///
/// **Errors** as [`Facts::call`].
pub(crate) async fn call<F: Facts>(
    facts: &F,
    user: &User,
    passed: &PassedData,
    cx: &Context<'_>,
) -> Result<PreSignUpAnswer, Stop> {
    match event(user, passed, cx) {
        Some(event) => facts.call(&event, read).await,
        None => Ok(PreSignUpAnswer::default()),
    }
}

/// The event; `None` for a pool without such a function.
fn event(user: &User, passed: &PassedData, cx: &Context<'_>) -> Option<Event> {
    let function = cx.pool.pre_sign_up()?.to_owned();
    let mut attributes = user.attributes.clone();
    // Flags that the request did not set are not part of the event.
    attributes.retain(|name, value| !(is_flag(name) && value == "false"));
    name_aliases(cx.pool, &mut attributes);
    let mut request = json!({
        "userAttributes": attributes,
        "validationData": passed.validation_data,
    });
    if let Some(metadata) = &passed.client_metadata {
        request["clientMetadata"] = json!(metadata);
    }
    Some(Event {
        trigger: "PreSignUp",
        function,
        version: "1",
        source: match cx.client {
            Some(_) => "PreSignUp_SignUp",
            None => "PreSignUp_AdminCreateUser",
        },
        username: user.username.clone(),
        client: cx.client.map(|client| client.id.clone()),
        request,
        response: json!({
            "autoConfirmUser": false,
            "autoVerifyEmail": false,
            "autoVerifyPhone": false,
        }),
    })
}

/// Reads the `response`; keys that the function left out or set to null change nothing.
fn read(response: &Value) -> Option<PreSignUpAnswer> {
    let response = response.as_object()?;
    let flag = |name: &str| match response.get(name) {
        Some(Value::Bool(flag)) => Some(*flag),
        None | Some(Value::Null) => Some(false),
        Some(Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_)) => None,
    };
    Some(PreSignUpAnswer {
        confirm: flag("autoConfirmUser")?,
        verify_email: flag("autoVerifyEmail")?,
        verify_phone: flag("autoVerifyPhone")?,
    })
}
