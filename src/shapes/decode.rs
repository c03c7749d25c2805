//! From the body of a request to its typed form, or to the words with which Cognito refuses it.

use crate::check;
use crate::json;
use crate::shape::Member;
use crate::violation::{Path, Violations};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A request that can be read. Implemented by the generated request types.
pub trait Decode: DeserializeOwned {
    /// What the request may hold.
    fn members() -> &'static [Member];
}

/// An answer that can be written as XML. Implemented by the generated response types of query services; JSON needs no
/// table, for `serde` writes it.
pub trait Encode: Serialize {
    /// What the answer may hold.
    fn members() -> &'static [Member];
}

/// Why what came is not a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecodeError {
    /// Not of the protocol's form, or a member of the wrong type: `SerializationException`. The text repeats nothing of
    /// what came.
    Serialization(String),
    /// A member is missing or breaks its limits: `InvalidParameterException`, or what the service has in its place,
    /// with exactly this text. Sensitive values are not in it.
    Constraint(String),
}

impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Serialization(text) | Self::Constraint(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for DecodeError {}

/// Reads and checks a request whose members are all in a JSON body.
///
/// **Errors**: [`DecodeError::Serialization`] before [`DecodeError::Constraint`]; the latter names everything wrong at once.
pub fn decode<T: Decode>(body: &[u8]) -> Result<T, DecodeError> {
    typed(object(body)?)
}

/// The JSON object that a body is.
pub(crate) fn object(body: &[u8]) -> Result<Map<String, Value>, DecodeError> {
    match json::read(body).map_err(DecodeError::Serialization)? {
        Value::Object(object) => Ok(object),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(DecodeError::Serialization(
                "The request body is not a JSON object.".to_owned(),
            ))
        }
    }
}

/// Checks the members of a request, and gives it its type.
pub(crate) fn typed<T: Decode>(request: Map<String, Value>) -> Result<T, DecodeError> {
    let checked = checked(T::members(), request)?;
    serde_json::from_value(checked).map_err(|_| {
        DecodeError::Serialization(
            "The request does not have the form of this operation.".to_owned(),
        )
    })
}

/// The part that is the same for every request, compiled once.
fn checked(members: &[Member], request: Map<String, Value>) -> Result<Value, DecodeError> {
    let mut violations = Violations::default();
    let checked = check::structure(members, request, &Path::Root, false, &mut violations)
        .map_err(DecodeError::Serialization)?;
    match violations.message() {
        None => Ok(checked),
        Some(message) => Err(DecodeError::Constraint(message)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::idp::{
        AdminCreateUserRequest, CompleteWebAuthnRegistrationRequest, CreateUserPoolClientRequest,
        CreateUserPoolRequest, InitiateAuthRequest, ListUserPoolsRequest,
        SetUICustomizationRequest, SignUpRequest, StartWebAuthnRegistrationRequest,
        TagResourceRequest,
    };
    use serde_json::json;

    /// Decodes, and gives what the typed request serialises to: what was understood.
    fn understood<T: Decode + Serialize>(body: &[u8]) -> Result<Value, DecodeError> {
        decode::<T>(body)
            .map(|request| serde_json::to_value(request).expect("a request is always JSON"))
    }

    #[track_caller]
    fn check<T: Decode + Serialize>(body: Value, expect: Result<Value, DecodeError>) {
        assert_eq!(
            understood::<T>(body.to_string().as_bytes()),
            expect,
            "{body}"
        );
    }

    fn broken<T>(text: &str) -> Result<T, DecodeError> {
        Err(DecodeError::Constraint(text.to_owned()))
    }

    fn unreadable<T>(text: &str) -> Result<T, DecodeError> {
        Err(DecodeError::Serialization(text.to_owned()))
    }

    fn one(text: &str) -> Result<Value, DecodeError> {
        broken(&format!("1 validation error detected: {text}"))
    }

    #[test]
    fn unknown_members_are_ignored_and_null_is_absent() {
        check::<ListUserPoolsRequest>(
            json!({"MaxResults": 1, "NextToken": null, "maxResults": {}, "Unknown": {"MaxResults": "x\0"}}),
            Ok(json!({"MaxResults": 1})),
        );
    }

    #[test]
    fn a_missing_member_is_a_null_one() {
        let text =
            "Value null at 'maxResults' failed to satisfy constraint: Member must not be null";
        check::<ListUserPoolsRequest>(json!({}), one(text));
        check::<ListUserPoolsRequest>(json!({"MaxResults": null}), one(text));
        check::<AdminCreateUserRequest>(
            json!({"UserPoolId": "eu_1", "Username": "a", "UserAttributes": [{"Name": "email"}, {"Value": "x"}, null]}),
            broken(
                "2 validation errors detected: \
                 Value null at 'userAttributes.2.member.name' failed to satisfy constraint: Member must not be null; \
                 Value null at 'userAttributes.3.member' failed to satisfy constraint: Member must not be null",
            ),
        );
    }

    #[test]
    fn whole_numbers_may_have_an_empty_fraction() {
        for (number, expect) in [("7", 7), ("7.0", 7), ("0.7e1", 7)] {
            let body = format!("{{\"MaxResults\":{number}}}");
            assert_eq!(
                understood::<ListUserPoolsRequest>(body.as_bytes()),
                Ok(json!({"MaxResults": expect}))
            );
        }
        let not_an_integer = unreadable::<Value>("NUMBER_VALUE cannot be converted to Integer");
        for number in [
            "1.5",
            "2147483648",
            "-2147483649",
            "1e300",
            "9223372036854775808",
            "18446744073709551616",
        ] {
            let body = format!("{{\"MaxResults\":{number}}}");
            assert_eq!(
                understood::<ListUserPoolsRequest>(body.as_bytes()),
                not_an_integer,
                "{number}"
            );
        }
    }

    #[test]
    fn numbers_have_limits() {
        let at = "at 'maxResults' failed to satisfy constraint: Member must have value";
        check::<ListUserPoolsRequest>(json!({"MaxResults": 60}), Ok(json!({"MaxResults": 60})));
        check::<ListUserPoolsRequest>(
            json!({"MaxResults": 61}),
            one(&format!("Value '61' {at} less than or equal to 60")),
        );
        check::<ListUserPoolsRequest>(
            json!({"MaxResults": 0}),
            one(&format!("Value '0' {at} greater than or equal to 1")),
        );
    }

    #[test]
    fn text_has_lengths_and_patterns() {
        let request = |id: &str| json!({"UserPoolId": id, "Username": "a"});
        let pattern = r"Member must satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+";
        let at = "at 'userPoolId' failed to satisfy constraint:";
        check::<AdminCreateUserRequest>(request("eu-1_aB9"), Ok(request("eu-1_aB9")));
        check::<AdminCreateUserRequest>(request("eu"), one(&format!("Value 'eu' {at} {pattern}")));
        check::<AdminCreateUserRequest>(
            request("x eu-1_aB9"),
            one(&format!("Value 'x eu-1_aB9' {at} {pattern}")),
        );
        check::<AdminCreateUserRequest>(
            request("eu-1_aB9\n"),
            one(&format!("Value 'eu-1_aB9\n' {at} {pattern}")),
        );
        check::<AdminCreateUserRequest>(
            request("é_1"),
            one(&format!("Value 'é_1' {at} {pattern}")),
        );
        check::<AdminCreateUserRequest>(
            request(""),
            broken(&format!(
                "2 validation errors detected: Value '' {at} Member must have length greater than or equal to 1; Value '' {at} {pattern}"
            )),
        );
        let long = format!("eu_{}", "1".repeat(53));
        let rule = "Member must have length less than or equal to 55";
        check::<AdminCreateUserRequest>(
            request(&long),
            one(&format!("Value '{long}' {at} {rule}")),
        );
    }

    #[test]
    fn length_counts_utf16_code_units() {
        let request = |name: String| json!({"UserPoolId": "eu_1", "Username": name});
        check::<AdminCreateUserRequest>(request("🦊".repeat(64)), Ok(request("🦊".repeat(64))));
        check::<AdminCreateUserRequest>(request("ü".repeat(128)), Ok(request("ü".repeat(128))));
        check::<AdminCreateUserRequest>(
            request("🦊".repeat(65)),
            one(
                "Value at 'username' failed to satisfy constraint: Member must have length less than or equal to 128",
            ),
        );
    }

    #[test]
    fn sensitive_values_are_left_out() {
        check::<SignUpRequest>(
            json!({"ClientId": "no spaces", "Username": "has space", "Password": " x", "SecretHash": "s?",
                "UserAttributes": [{"Name": "email", "Value": "v".repeat(2049)}]}),
            broken(
                "5 validation errors detected: \
                 Value at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+]+; \
                 Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+; \
                 Value at 'secretHash' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=/]+; \
                 Value at 'userAttributes.1.member.value' failed to satisfy constraint: \
                 Member must have length less than or equal to 2048; \
                 Value at 'username' failed to satisfy constraint: \
                 Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
            ),
        );
        let request = decode::<InitiateAuthRequest>(
            br#"{"ClientId":"c1","AuthFlow":"USER_PASSWORD_AUTH","AuthParameters":{"PASSWORD":"hunter2"},
                "UserContextData":{"IpAddress":"192.0.2.7"}}"#,
        )
        .expect("is valid");
        let debug = format!("{request:?}");
        assert!(
            !debug.contains("hunter2") && !debug.contains("192.0.2.7") && !debug.contains("c1"),
            "{debug}"
        );
    }

    #[test]
    fn passwords_may_hold_inner_spaces_only() {
        let request =
            |password: &str| json!({"ClientId": "c", "Username": "u", "Password": password});
        for good in ["x", "correct horse", "a\tb", "päss wörd"] {
            check::<SignUpRequest>(request(good), Ok(request(good)));
        }
        for bad in [" ", "", " x", "x ", "x\n"] {
            let text = r"Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: [\S]+";
            check::<SignUpRequest>(request(bad), one(text));
        }
    }

    #[test]
    fn enumerations_name_their_values() {
        let text = "Value 'FOO' at 'messageAction' failed to satisfy constraint: Member must satisfy enum value set: [RESEND, SUPPRESS]";
        let request =
            |action: &str| json!({"UserPoolId": "eu_1", "Username": "a", "MessageAction": action});
        check::<AdminCreateUserRequest>(request("RESEND"), Ok(request("RESEND")));
        check::<AdminCreateUserRequest>(request("FOO"), one(text));
        check::<AdminCreateUserRequest>(
            json!({"UserPoolId": "eu_1", "Username": "a", "DesiredDeliveryMediums": ["SMS", "sms"]}),
            one(
                "Value 'sms' at 'desiredDeliveryMediums.2.member' failed to satisfy constraint: \
                 Member must satisfy enum value set: [SMS, EMAIL]",
            ),
        );
    }

    #[test]
    fn lists_and_maps_have_lengths() {
        check::<CreateUserPoolClientRequest>(
            json!({"UserPoolId": "eu_1", "ClientName": "c", "AllowedOAuthFlows": ["code", "code", "code", "implicit"]}),
            one(
                "Value '[code, code, code, implicit]' at 'allowedOAuthFlows' failed to satisfy constraint: \
                 Member must have length less than or equal to 3",
            ),
        );
        let mechanism = json!({"Name": "verified_email", "Priority": 1});
        check::<CreateUserPoolRequest>(
            json!({"PoolName": "p", "AccountRecoverySetting": {"RecoveryMechanisms": [mechanism, mechanism, mechanism]}}),
            one(
                "Value '[{Name=verified_email, Priority=1}, {Name=verified_email, Priority=1}, \
                 {Name=verified_email, Priority=1}]' at 'accountRecoverySetting.recoveryMechanisms' failed to satisfy \
                 constraint: Member must have length less than or equal to 2",
            ),
        );
        check::<CreateUserPoolRequest>(
            json!({"PoolName": "p", "AcrConfiguration": {"Level1": null}}),
            Ok(json!({"PoolName": "p", "AcrConfiguration": {}})),
        );
    }

    #[test]
    fn map_keys_and_values_are_checked() {
        let arn = "arn:aws:cognito-idp:eu:1:userpool/eu_1";
        check::<TagResourceRequest>(
            json!({"ResourceArn": arn, "Tags": {"": "v"}}),
            one("Value '{=v}' at 'tags' failed to satisfy constraint: \
                 Map keys must satisfy constraint: [Member must have length greater than or equal to 1]"),
        );
        let long = "v".repeat(257);
        check::<TagResourceRequest>(
            json!({"ResourceArn": arn, "Tags": {"key": long}}),
            one(&format!(
                "Value '{long}' at 'tags.key.member' failed to satisfy constraint: \
                 Member must have length less than or equal to 256"
            )),
        );
        check::<InitiateAuthRequest>(
            json!({"ClientId": "c", "AuthFlow": "USER_AUTH", "AuthParameters": {"PASSWORD": "a\0"}}),
            one(
                "Value at 'authParameters.PASSWORD.member' failed to satisfy constraint: \
                 Member must satisfy regular expression pattern: [^\\u0000]*",
            ),
        );
    }

    #[test]
    fn nul_is_refused_wherever_it_would_be_kept() {
        let rule = "Member must satisfy regular expression pattern: [^\\u0000]*";
        check::<TagResourceRequest>(
            json!({"ResourceArn": "arn:aws:cognito-idp:eu:1:userpool/eu_1", "Tags": {"k\0": "v"}}),
            one(&format!(
                "Value '{{k\\u0000=v}}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [{rule}]"
            )),
        );
        check::<CompleteWebAuthnRegistrationRequest>(
            json!({"AccessToken": "t", "Credential": {"id": ["a", {"b\0": 1}]}}),
            one(&format!(
                "Value at 'credential' failed to satisfy constraint: {rule}"
            )),
        );
    }

    #[test]
    fn documents_are_kept_as_they_came() {
        let request =
            json!({"AccessToken": "t", "Credential": {"z": [1, null, {"a": 1.5}], "a": ""}});
        check::<CompleteWebAuthnRegistrationRequest>(request.clone(), Ok(request));
    }

    #[test]
    fn blobs_are_base64_and_have_lengths() {
        let request = |image: &str| json!({"UserPoolId": "eu_1", "ImageFile": image});
        check::<SetUICustomizationRequest>(request("aGk"), Ok(request("aGk=")));
        check::<SetUICustomizationRequest>(
            request("not base64"),
            unreadable("STRING_VALUE cannot be converted to Blob"),
        );
        let large = crate::Blob(vec![0; 131_073]).to_base64();
        check::<SetUICustomizationRequest>(
            request(&large),
            one(
                "Value at 'imageFile' failed to satisfy constraint: Member must have length less than or equal to 131072",
            ),
        );
    }

    #[test]
    fn wrong_json_types_cannot_be_read() {
        let structure = "Start of structure or map found where not expected";
        let list = "Start of list found where not expected";
        for (body, expect) in [
            (
                json!({"ClientId": 1}),
                "NUMBER_VALUE cannot be converted to String",
            ),
            (
                json!({"ClientId": true}),
                "TRUE_VALUE cannot be converted to String",
            ),
            (
                json!({"ClientId": false}),
                "FALSE_VALUE cannot be converted to String",
            ),
            (json!({"ClientId": {}}), structure),
            (json!({"ClientId": []}), list),
            (json!({"UserAttributes": {}}), structure),
            (json!({"UserAttributes": "x"}), "Unexpected field type"),
            (json!({"UserAttributes": [[]]}), list),
            (json!({"ClientMetadata": []}), list),
            (
                json!({"ClientMetadata": {"a": 1}}),
                "NUMBER_VALUE cannot be converted to String",
            ),
            (json!([]), "The request body is not a JSON object."),
            (json!("x"), "The request body is not a JSON object."),
            (json!(null), "The request body is not a JSON object."),
        ] {
            check::<SignUpRequest>(body, unreadable(expect));
        }
        check::<ListUserPoolsRequest>(
            json!({"MaxResults": "1"}),
            unreadable("STRING_VALUE cannot be converted to Integer"),
        );
        check::<CreateUserPoolClientRequest>(
            json!({"GenerateSecret": "true"}),
            unreadable("STRING_VALUE cannot be converted to Boolean"),
        );
        assert!(matches!(
            understood::<StartWebAuthnRegistrationRequest>(b""),
            Err(DecodeError::Serialization(_))
        ));
        assert!(matches!(
            understood::<ListUserPoolsRequest>(b"{\"MaxResults\":1,\"MaxResults\":1}"),
            Err(DecodeError::Serialization(_))
        ));
    }

    #[test]
    fn many_violations_are_counted_but_not_all_spelled_out() {
        let body = json!({"UserPoolId": "eu_1", "Username": "a", "DesiredDeliveryMediums": vec!["x"; 50_000]});
        let Err(DecodeError::Constraint(text)) =
            decode::<AdminCreateUserRequest>(body.to_string().as_bytes())
        else {
            panic!("must be refused");
        };
        assert!(text.starts_with(
            "50000 validation errors detected: Value 'x' at 'desiredDeliveryMediums.1.member'"
        ));
        assert!(text.len() < 20_000, "{}", text.len());
    }
}
