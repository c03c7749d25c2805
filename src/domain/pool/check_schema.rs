//! The rules for the `Schema` of `CreateUserPool`.

use super::schema;
use crate::refusal::{Refusal, refuse_setting};
use shapes::idp;
use std::collections::BTreeSet;

/// The most custom attributes of a pool.
const CUSTOM_ATTRIBUTES: usize = 50;
/// The longest name of a custom attribute, in characters, without its prefix.
const CUSTOM_NAME: usize = 20;

/// Checks the attributes a pool asks for and gives custom ones their prefix.
pub(super) fn check_schema(attributes: &mut [idp::SchemaAttributeType]) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    let mut custom = 0;
    for attribute in attributes.iter_mut() {
        let Some(name) = attribute.name.clone().filter(|name| !name.is_empty()) else {
            return refuse_setting("Schema: every attribute needs a Name.");
        };
        match schema::standard(&name) {
            Some(standard) => check_standard(attribute, &standard)?,
            None => {
                custom += 1;
                check_custom(attribute, &name)?;
                let prefix = if attribute.developer_only_attribute == Some(true) {
                    "dev:custom:"
                } else {
                    "custom:"
                };
                attribute.name = Some(format!("{prefix}{name}"));
            }
        }
        if !seen.insert(name.clone()) {
            return refuse_setting(format!("Schema: duplicate attribute {name}."));
        }
        check_bounds(attribute, &name)?;
    }
    if custom > CUSTOM_ATTRIBUTES {
        return refuse_setting(format!(
            "Schema: a user pool can have at most {CUSTOM_ATTRIBUTES} custom attributes."
        ));
    }
    Ok(())
}

fn check_standard(
    attribute: &idp::SchemaAttributeType,
    standard: &schema::Attribute,
) -> Result<(), Refusal> {
    let name = &standard.name;
    if attribute
        .attribute_data_type
        .is_some_and(|kind| kind != standard.kind)
    {
        return refuse_setting(format!(
            "Invalid AttributeDataType input, consider using the provided AttributeDataType enum. {name} is a {}.",
            standard.kind
        ));
    }
    if attribute.developer_only_attribute == Some(true) {
        return refuse_setting(format!(
            "Developer only attribute is not supported for the standard attribute {name}."
        ));
    }
    let required = attribute.required == Some(true);
    if required
        && matches!(
            name.as_str(),
            "email_verified" | "phone_number_verified" | "identities"
        )
    {
        return refuse_setting(format!("Schema: {name} cannot be required."));
    }
    if name == "sub" && (attribute.required == Some(false) || attribute.mutable == Some(true)) {
        return refuse_setting("Schema: sub is always required and cannot be mutable.");
    }
    Ok(())
}

fn check_custom(attribute: &idp::SchemaAttributeType, name: &str) -> Result<(), Refusal> {
    if attribute.required == Some(true) {
        return refuse_setting("Required custom attributes are not supported currently.");
    }
    if name.chars().count() > CUSTOM_NAME {
        return refuse_setting(format!(
            "Schema: the name {name} is longer than {CUSTOM_NAME} characters."
        ));
    }
    if name.starts_with("custom:") || name.starts_with("dev:") {
        return refuse_setting(format!("Schema: give {name} without its prefix."));
    }
    Ok(())
}

fn check_bounds(attribute: &idp::SchemaAttributeType, name: &str) -> Result<(), Refusal> {
    let pairs = [
        attribute
            .string_attribute_constraints
            .as_ref()
            .map(|attribute| (&attribute.min_length, &attribute.max_length, true)),
        attribute
            .number_attribute_constraints
            .as_ref()
            .map(|attribute| (&attribute.min_value, &attribute.max_value, false)),
    ];
    for (min, max, is_length) in pairs.into_iter().flatten() {
        let read =
            |text: &Option<String>| match text.as_deref().map(|text| text.trim().parse::<i64>()) {
                None => Ok(None),
                Some(Ok(bound)) if !is_length || (0..=2048).contains(&bound) => Ok(Some(bound)),
                Some(Ok(_) | Err(_)) => {
                    refuse_setting(format!("Invalid constraints for schema attribute {name}."))
                }
            };
        let (min, max) = (read(min)?, read(max)?);
        if min.zip(max).is_some_and(|(min, max)| min > max) {
            return refuse_setting(format!(
                "Invalid constraints for schema attribute {name}: the minimum is above the maximum."
            ));
        }
    }
    Ok(())
}
