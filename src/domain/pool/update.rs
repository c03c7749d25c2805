//! `UpdateUserPool`: new settings for a pool; most settings that the request leaves out return to their defaults.

use super::{Pool, create::check};
use crate::{refusal::Refusal, time::Timestamp};
use shapes::idp;

impl Pool {
    /// The pool with these settings. Its name stays if the request has none; its schema, aliases and user-name settings
    /// cannot change and are not part of the request. What else stays where the request leaves it out: the mode and the
    /// methods of second factors, the password policy and the sign-in policy, each for itself, the tier, the tags, and
    /// which addresses are verified before they count, as long as they are verified at all.
    ///
    /// **Errors** as [`Pool::create`], and what [`Pool::check_second_factors`] refuses; ON or OPTIONAL without a method.
    /// **Source** API reference, `UpdateUserPool`: "With the exception of `UserPoolTier`, if you don't provide a value for
    /// an attribute, Amazon Cognito sets it to its default value." That second factors and policies stay as well was
    /// measured by others (`go-to-k/cdkd`, pull requests 1965 and 1982), as that `AutoVerifiedAttributes` does not; of
    /// `UserAttributeUpdateSettings` the infrastructure provider for AWS says so, which sends an empty list to clear it
    /// (`user_pool.go`), and it sends tags by another operation.
    pub fn update(
        &self,
        request: idp::UpdateUserPoolRequest,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let current = &self.settings;
        let mfa = self.mfa.with_mode(request.mfa_configuration)?;
        let settings = idp::CreateUserPoolRequest {
            alias_attributes: current.alias_attributes.clone(),
            schema: current.schema.clone(),
            username_attributes: current.username_attributes.clone(),
            username_configuration: current.username_configuration.clone(),
            pool_name: request
                .pool_name
                .unwrap_or_else(|| current.pool_name.clone()),
            account_recovery_setting: request.account_recovery_setting,
            acr_configuration: request.acr_configuration,
            admin_create_user_config: request.admin_create_user_config,
            user_attribute_update_settings: request.user_attribute_update_settings.or_else(|| {
                still_verified(
                    current.user_attribute_update_settings.as_ref()?,
                    request.auto_verified_attributes.as_deref(),
                )
            }),
            auto_verified_attributes: request.auto_verified_attributes,
            dcr_configuration: request.dcr_configuration,
            deletion_protection: request.deletion_protection,
            device_configuration: request.device_configuration,
            email_configuration: request.email_configuration,
            email_verification_message: request.email_verification_message,
            email_verification_subject: request.email_verification_subject,
            issuer_configuration: request.issuer_configuration,
            key_configuration: request.key_configuration,
            lambda_config: request.lambda_config,
            // The pool's own mode counts: see below.
            mfa_configuration: None,
            policies: policies(current.policies.as_ref(), request.policies),
            sms_authentication_message: request.sms_authentication_message,
            sms_configuration: request.sms_configuration,
            sms_verification_message: request.sms_verification_message,
            user_pool_add_ons: request.user_pool_add_ons,
            user_pool_tags: request
                .user_pool_tags
                .or_else(|| current.user_pool_tags.clone()),
            user_pool_tier: request.user_pool_tier.or(current.user_pool_tier),
            verification_message_template: request.verification_message_template,
        };
        check(&settings)?;
        let pool = Self {
            settings,
            mfa,
            modified_at: now,
            ..self.clone()
        };
        pool.check_second_factors()?;
        Ok(pool)
    }
}

/// The policies after an update: each half stays that the request leaves out.
fn policies(
    current: Option<&idp::UserPoolPolicyType>,
    request: Option<idp::UserPoolPolicyType>,
) -> Option<idp::UserPoolPolicyType> {
    let Some(request) = request else {
        return current.cloned();
    };
    let current = current.cloned().unwrap_or_default();
    Some(idp::UserPoolPolicyType {
        password_policy: request.password_policy.or(current.password_policy),
        sign_in_policy: request.sign_in_policy.or(current.sign_in_policy),
    })
}

/// The addresses that are verified before they count, of those that are verified; `None` for none.
fn still_verified(
    current: &idp::UserAttributeUpdateSettingsType,
    verified: Option<&[idp::VerifiedAttributeType]>,
) -> Option<idp::UserAttributeUpdateSettingsType> {
    let listed = current
        .attributes_require_verification_before_update
        .as_ref();
    let is_verified = |attribute: &&idp::VerifiedAttributeType| {
        verified.is_some_and(|list| list.contains(attribute))
    };
    let attributes: Vec<_> = listed?.iter().filter(is_verified).copied().collect();
    (!attributes.is_empty()).then_some(idp::UserAttributeUpdateSettingsType {
        attributes_require_verification_before_update: Some(attributes),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{id::PoolId, refusal};
    use serde_json::{Value, json};

    const LATER: Timestamp = Timestamp(7);

    fn pool() -> Pool {
        let settings = json!({
            "PoolName": "Acme",
            "AliasAttributes": ["email"],
            "UsernameConfiguration": {"CaseSensitive": false},
            "Schema": [{"Name": "tenant", "AttributeDataType": "String"}],
            "AutoVerifiedAttributes": ["email"],
            "DeletionProtection": "ACTIVE",
            "Policies": {"PasswordPolicy": {"MinimumLength": 20}},
            "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
            "UserPoolTags": {"team": "acme"},
            "UserPoolTier": "LITE",
            "LambdaConfig": {"PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:f"},
        });
        let settings = serde_json::from_value(settings).expect("Cognito's shape");
        Pool::create(settings, PoolId::from("us-east-1_abc"), Timestamp(0)).expect("sound")
    }

    fn update(mut request: Value) -> Result<Pool, Refusal> {
        request["UserPoolId"] = json!("us-east-1_abc");
        let request = serde_json::from_value(request).expect("Cognito's shape");
        pool().update(request, LATER)
    }

    #[test]
    fn what_is_left_out_is_reset_and_what_cannot_change_stays() {
        let updated = update(json!({})).expect("nothing is wrong with nothing");
        let fresh = json!({
            "PoolName": "Acme",
            "AliasAttributes": ["email"],
            "UsernameConfiguration": {"CaseSensitive": false},
            "Schema": [{"Name": "custom:tenant", "AttributeDataType": "String"}],
            "Policies": {"PasswordPolicy": {"MinimumLength": 20}},
            "UserPoolTags": {"team": "acme"},
            "UserPoolTier": "LITE",
        });
        let settings = serde_json::to_value(&updated.settings).expect("JSON");
        assert_eq!(settings, fresh);
        assert_eq!(updated.modified_at, LATER);
        assert_eq!(updated.created_at, Timestamp(0));
        assert!(!updated.deletion_protected());
        assert_eq!(updated.pre_sign_up(), None);
        assert!(updated.attribute("custom:tenant").is_some());
        let renamed =
            update(json!({"PoolName": "Beta", "AutoVerifiedAttributes": ["phone_number"]}));
        let renamed = renamed.expect("sound settings");
        assert_eq!(renamed.settings.pool_name, "Beta");
        assert!(renamed.auto_verifies("phone_number") && !renamed.auto_verifies("email"));
    }

    #[test]
    fn addresses_are_verified_first_until_an_update_says_otherwise() {
        let check = |request: Value, expect: Value| {
            let updated = update(request.clone()).expect("sound settings");
            let settings = serde_json::to_value(&updated.settings).expect("JSON");
            let settings = settings.get("UserAttributeUpdateSettings");
            assert_eq!(settings.cloned().unwrap_or_default(), expect, "{request}");
        };
        let before = |list: &[&str]| json!({"AttributesRequireVerificationBeforeUpdate": list});
        check(
            json!({"AutoVerifiedAttributes": ["email"]}),
            before(&["email"]),
        );
        check(
            json!({"AutoVerifiedAttributes": ["phone_number"]}),
            Value::Null,
        );
        check(
            json!({"AutoVerifiedAttributes": ["email"], "UserAttributeUpdateSettings": before(&[])}),
            before(&[]),
        );
    }

    #[test]
    fn each_policy_stays_that_an_update_leaves_out() {
        let check = |policies: Value, length: i32, has_sign_in: bool| {
            let updated = update(json!({ "Policies": policies })).expect("sound settings");
            assert_eq!(updated.password_policy().minimum_length, Some(length));
            let policies = updated.settings.policies.expect("one is left");
            assert_eq!(policies.sign_in_policy.is_some(), has_sign_in);
        };
        let sign_in = json!({"AllowedFirstAuthFactors": ["PASSWORD"]});
        check(json!({}), 20, false);
        check(json!({"PasswordPolicy": {"MinimumLength": 9}}), 9, false);
        check(json!({"PasswordPolicy": {}}), 8, false);
        check(json!({ "SignInPolicy": sign_in }), 20, true);
    }

    #[test]
    fn a_second_factor_is_asked_for_until_an_update_turns_it_off() {
        let mut pool = pool();
        pool.mfa.mode = idp::UserPoolMfaType::Optional;
        pool.mfa.software_token = true;
        let updated = |request: Value| {
            let mut request = request;
            request["UserPoolId"] = json!("us-east-1_abc");
            let request = serde_json::from_value(request).expect("Cognito's shape");
            pool.update(request, LATER).expect("sound settings").mfa
        };
        let on = updated(json!({"MfaConfiguration": "ON"}));
        assert_eq!(
            (on.mode, on.software_token),
            (idp::UserPoolMfaType::On, true)
        );
        assert_eq!(updated(json!({})), pool.mfa);
        let off = updated(json!({"MfaConfiguration": "OFF"}));
        assert_eq!(off, crate::pool::MfaConfig::default());
    }

    #[test]
    fn an_email_is_not_both_the_only_recovery_and_a_second_factor() {
        let by_email = json!({"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]});
        let request: idp::SetUserPoolMfaConfigRequest = serde_json::from_value(json!({
            "UserPoolId": "us-east-1_abc", "MfaConfiguration": "ON", "EmailMfaConfiguration": {}}))
        .expect("Cognito's shape");
        let is_refused = |result: Result<Pool, Refusal>| match result {
            Err(Refusal::Setting(refusal::Setting::Invalid(reason))) => {
                reason.starts_with("Email MFA is not possible")
            }
            Ok(_) | Err(_) => false,
        };
        let pool = pool().with_mfa(&request, LATER).expect("sound settings");
        let update = |recovery: &Value| {
            let request = json!({"UserPoolId": "us-east-1_abc", "MfaConfiguration": "ON",
                "AccountRecoverySetting": recovery});
            let request = serde_json::from_value(request).expect("Cognito's shape");
            pool.update(request, LATER)
        };
        assert!(update(&Value::Null).is_ok_and(|pool| pool.mfa.email));
        assert!(is_refused(update(&by_email)));
        let mut by_email_only = super::tests::pool();
        by_email_only.settings.account_recovery_setting =
            serde_json::from_value(by_email).expect("Cognito's shape");
        assert!(is_refused(by_email_only.with_mfa(&request, LATER)));
    }

    #[test]
    fn the_rules_of_creation_hold() {
        let check = |request: Value, expect: &str| match update(request) {
            Err(Refusal::Setting(refusal::Setting::Invalid(reason))) => {
                assert!(reason.contains(expect), "{reason}")
            }
            other => panic!("expected a refusal with {expect:?}, got {other:?}"),
        };
        check(json!({"MfaConfiguration": "ON"}), "MfaConfiguration");
        check(
            json!({"LambdaConfig": {"PostConfirmation": "arn:aws:lambda:us-east-1:123456789012:function:f"}}),
            "LambdaConfig: PostConfirmation",
        );
        check(
            json!({"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}}),
            "must be one of the AutoVerifiedAttributes",
        );
        check(
            json!({"AccountRecoverySetting": {"RecoveryMechanisms": [
                {"Name": "admin_only", "Priority": 1}, {"Name": "verified_email", "Priority": 2}]}}),
            "admin_only",
        );
        check(
            json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["EMAIL_OTP"]}}}),
            "PASSWORD must be",
        );
        check(
            json!({"AdminCreateUserConfig": {"InviteMessageTemplate": {"EmailMessage": "Hi {username}"}}}),
            "EmailMessage must contain",
        );
        check(
            json!({"VerificationMessageTemplate": {"EmailMessageByLink": "{##Open##} {####}"}}),
            "EmailMessageByLink must not contain",
        );
    }
}
