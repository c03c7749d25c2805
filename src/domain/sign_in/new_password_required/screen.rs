//! The screen of `NEW_PASSWORD_REQUIRED`, out of the challenge's parameters.

use super::PREFIX;
use crate::{
    field, password,
    pool::Pool,
    refusal::{self, Refusal},
    sign_in::ScreenContext,
};
use wire::{
    challenge::Challenge,
    screen::{Field, Message},
};

/// The screen that asks for it: under the name people know themselves by, with what is still missing.
pub(in crate::sign_in) fn screen(
    challenge: &Challenge,
    cx: ScreenContext<'_>,
) -> wire::screen::NewPasswordRequired {
    wire::screen::NewPasswordRequired {
        session: cx.flow_token,
        username: known_as(challenge, cx.pool),
        fields: missing(challenge, cx.pool, cx.refusal, cx.attribute_error),
        rules: password::rules(cx.pool),
        alert: cx.alert,
        password_error: cx.password_error,
    }
}

/// The address where that is the user name, else the user name.
fn known_as(challenge: &Challenge, pool: &Pool) -> String {
    let attributes: serde_json::Map<String, serde_json::Value> =
        parameter(challenge, "userAttributes");
    let address = pool
        .username_attributes()
        .into_iter()
        .find_map(|name| attributes.get(name)?.as_str().map(str::to_owned));
    address.unwrap_or_else(|| {
        let name = challenge.parameters.get("USER_ID_FOR_SRP");
        name.cloned().unwrap_or_default()
    })
}

/// The inputs of the required attributes that are missing; the refused one says what is wrong with it.
fn missing(
    challenge: &Challenge,
    pool: &Pool,
    refusal: Option<&Refusal>,
    error: Option<Message>,
) -> Vec<Field> {
    let names: Vec<String> = parameter(challenge, "requiredAttributes");
    let names = names
        .into_iter()
        .filter(|key| key.strip_prefix(PREFIX) != Some(field::UPDATED_AT));
    let inputs = names.map(|key| {
        let attribute = key.strip_prefix(PREFIX).unwrap_or(&key).to_owned();
        let mut field = field::field(pool, &attribute, key.clone(), String::new());
        field.error = match refusal {
            Some(Refusal::Attribute(refusal::Attribute::Invalid(name, _)))
                if *name == attribute =>
            {
                error.clone()
            }
            Some(Refusal::Parameter(refusal::Parameter::Missing(name))) if *name == key => {
                Some(field::missing(field.kind))
            }
            Some(_) | None => None,
        };
        field
    });
    inputs.collect()
}

/// A parameter that is JSON; nothing where it is missing.
fn parameter<T: Default + serde::de::DeserializeOwned>(challenge: &Challenge, name: &str) -> T {
    let text = challenge.parameters.get(name);
    text.and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default()
}
