//! The rules for the `Schema` of `CreateUserPool`.

use super::schema;
use crate::refusal::{Refusal, refuse_setting};
use shapes::idp;
use std::collections::BTreeSet;

/// The most custom attributes of a pool.
const CUSTOM_ATTRIBUTES: usize = 50;
/// The longest name of a custom attribute, in characters, without its prefix.
const CUSTOM_NAME: usize = 20;
/// The greatest bound of a text's length, in characters.
const TEXT: i64 = 2048;

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
    let is_of_another_type = attribute
        .attribute_data_type
        .is_some_and(|kind| kind != standard.kind);
    if is_of_another_type || attribute.developer_only_attribute == Some(true) {
        return refuse_setting(format!(
            "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute {name}"
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
    if attribute.attribute_data_type.is_none() {
        return refuse_setting(
            "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
        );
    }
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
    if let Some(text) = &attribute.string_attribute_constraints {
        let constraints = "StringAttributeConstraints";
        let min = bound(text.min_length.as_deref(), constraints, name)?;
        let max = bound(text.max_length.as_deref(), constraints, name)?;
        let bounds = [min, max];
        if bounds.iter().flatten().any(|bound| *bound < 0) {
            return refuse_constraints(constraints, name);
        }
        if bounds.iter().flatten().any(|bound| *bound > TEXT) {
            return refuse_setting(format!(
                "user.{name}: String attributes cannot have a length of more than {TEXT}"
            ));
        }
        if min.zip(max).is_some_and(|(min, max)| max < min) {
            return refuse_setting(format!(
                "user.{name}: Max length cannot be less than min length."
            ));
        }
    }
    if let Some(number) = &attribute.number_attribute_constraints {
        let constraints = "NumberAttributeConstraints";
        let min = bound(number.min_value.as_deref(), constraints, name)?;
        let max = bound(number.max_value.as_deref(), constraints, name)?;
        if min.zip(max).is_some_and(|(min, max)| max < min) {
            return refuse_setting(format!(
                "user.{name}: Max value cannot be less than min value."
            ));
        }
    }
    Ok(())
}

/// A bound as it is written in these constraints of an attribute.
fn bound(text: Option<&str>, constraints: &str, name: &str) -> Result<Option<i64>, Refusal> {
    match text.map(|text| text.trim().parse()) {
        None => Ok(None),
        Some(Ok(bound)) => Ok(Some(bound)),
        Some(Err(_)) => refuse_constraints(constraints, name),
    }
}

fn refuse_constraints<T>(constraints: &str, name: &str) -> Result<T, Refusal> {
    refuse_setting(format!("Invalid {constraints} for schema attribute {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Setting;
    use serde_json::{Value, json};

    fn custom(with: Value) -> Value {
        let mut attribute = json!({"Name": "a", "AttributeDataType": "String"});
        for (key, value) in with.as_object().expect("an object") {
            attribute[key] = value.clone();
        }
        attribute
    }

    #[track_caller]
    fn check(schema: Value, expect: &str) {
        let schema = serde_json::from_value::<Vec<_>>(schema);
        let refusal = check_schema(&mut schema.expect("Cognito's shape"));
        let expect = Setting::Invalid(expect.to_owned()).into();
        assert_eq!(refusal, Err(expect));
    }

    #[test]
    fn a_custom_attribute_has_a_type() {
        for developer_only in [true, false] {
            check(
                json!([{"Name": "tenant", "DeveloperOnlyAttribute": developer_only}]),
                "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
            );
        }
        let mut standard = vec![idp::SchemaAttributeType {
            name: Some("email".to_owned()),
            ..Default::default()
        }];
        assert_eq!(check_schema(&mut standard), Ok(()));
    }

    #[test]
    fn what_a_standard_attribute_is_stays() {
        for change in [
            json!({"Name": "email", "AttributeDataType": "Number"}),
            json!({"Name": "email", "DeveloperOnlyAttribute": true}),
        ] {
            check(
                json!([change]),
                "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email",
            );
        }
        check(
            json!([{"Name": "email_verified", "Required": true}]),
            "Schema: email_verified cannot be required.",
        );
    }

    #[test]
    fn bounds_are_numbers_in_order() {
        let text = |with: Value| json!([custom(json!({ "StringAttributeConstraints": with }))]);
        let number = |with: Value| {
            let with = json!({"AttributeDataType": "Number", "NumberAttributeConstraints": with});
            json!([custom(with)])
        };
        for bound in ["x", "", "-1"] {
            for name in ["MinLength", "MaxLength"] {
                check(
                    text(json!({ name: bound })),
                    "Invalid StringAttributeConstraints for schema attribute a",
                );
            }
        }
        for name in ["MinValue", "MaxValue"] {
            check(
                number(json!({ name: "x" })),
                "Invalid NumberAttributeConstraints for schema attribute a",
            );
        }
        for name in ["MinLength", "MaxLength"] {
            check(
                text(json!({ name: "2049" })),
                "user.a: String attributes cannot have a length of more than 2048",
            );
        }
        check(
            text(json!({"MinLength": "9", "MaxLength": "3"})),
            "user.a: Max length cannot be less than min length.",
        );
        check(
            number(json!({"MinValue": "-3", "MaxValue": "-9"})),
            "user.a: Max value cannot be less than min value.",
        );
        // Those of a standard attribute, too.
        check(
            json!([{"Name": "email", "StringAttributeConstraints": {"MaxLength": "2049"}}]),
            "user.email: String attributes cannot have a length of more than 2048",
        );
    }

    #[test]
    fn custom_attributes_have_names_of_their_own() {
        check(
            json!([custom(json!({"Required": true}))]),
            "Required custom attributes are not supported currently.",
        );
        let long = "a".repeat(21);
        check(
            json!([custom(json!({ "Name": long }))]),
            &format!("Schema: the name {long} is longer than 20 characters."),
        );
        check(
            json!([custom(json!({})), custom(json!({}))]),
            "Schema: duplicate attribute a.",
        );
        let many: Vec<_> = (0..51)
            .map(|n| custom(json!({"Name": format!("a{n}")})))
            .collect();
        check(
            json!(many),
            "Schema: a user pool can have at most 50 custom attributes.",
        );
    }
}
