//! `CreateUserPool`: which settings a new pool may have.

use super::{Pool, check_schema::check_schema, triggers::check_triggers};
use crate::{
    id::PoolId,
    refusal::{Refusal, refuse_setting},
    time::Timestamp,
    unbuilt,
};
use shapes::idp;
use std::collections::BTreeSet;

impl Pool {
    /// A new pool with the settings of `CreateUserPool`; the limits of the service model were checked before.
    ///
    /// Settings that would have to be enforced, and cannot be by this build, are refused rather than kept without
    /// effect: codes by text message, first factors other than the password, triggers it never calls, threat protection,
    /// remembered devices, dynamic client registration, customer-managed keys, the updated issuer,
    /// step-up levels, and sending through one's own SES identity. Settings that name AWS resources and change nothing
    /// here (`SmsConfiguration`, tags, the tier) are kept and described.
    ///
    /// **Errors** [`Setting::Invalid`](crate::refusal::Setting::Invalid) with the rule that failed.
    pub fn create(
        mut settings: idp::CreateUserPoolRequest,
        id: PoolId,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let set = |list: Option<usize>| list.unwrap_or(0) > 0;
        if set(settings.alias_attributes.as_ref().map(Vec::len))
            && set(settings.username_attributes.as_ref().map(Vec::len))
        {
            return refuse_setting(
                "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.",
            );
        }
        check(&settings)?;
        if let Some(schema) = settings.schema.as_mut() {
            check_schema(schema)?;
        }
        Ok(Self {
            id,
            settings,
            domain: None,
            mfa: Default::default(),
            created_at: now,
            modified_at: now,
            uses_srp: true,
        })
    }
}

/// Checks the rules that hold for a pool at any time; those of its schema are checked at its creation only.
pub(super) fn check(settings: &idp::CreateUserPoolRequest) -> Result<(), Refusal> {
    unbuilt::check_pool(settings)?;
    check_mail(settings)?;
    if let Some(triggers) = settings.lambda_config.as_ref() {
        check_triggers(triggers)?;
    }
    check_policies(settings)?;
    check_recovery(settings)?;
    check_update_settings(settings)?;
    check_templates(settings)
}

/// Checks that an invitation tells all that one needs to accept it, and that a link is no code.
///
/// **Source** developer guide, "Customizing user invitation messages", "Customizing email verification messages".
fn check_templates(settings: &idp::CreateUserPoolRequest) -> Result<(), Refusal> {
    let config = settings.admin_create_user_config.as_ref();
    let invitation = config.and_then(|config| config.invite_message_template.as_ref());
    let words = invitation.map(|template| {
        [
            ("EmailMessage", &template.email_message),
            ("SMSMessage", &template.sms_message),
        ]
    });
    for (name, words) in words.into_iter().flatten() {
        for part in ["{username}", "{####}"] {
            if words.as_ref().is_some_and(|words| !words.contains(part)) {
                return refuse_setting(format!(
                    "InviteMessageTemplate: {name} must contain {{username}} and {{####}}; {part} is missing."
                ));
            }
        }
    }
    let template = settings.verification_message_template.as_ref();
    let link = template.and_then(|template| template.email_message_by_link.as_ref());
    if link.is_some_and(|words| words.contains("{####}")) {
        return refuse_setting(
            "VerificationMessageTemplate: EmailMessageByLink must not contain {####}, because a link carries no code to type.",
        );
    }
    Ok(())
}

/// Checks who sends the pool's e-mail.
fn check_mail(settings: &idp::CreateUserPoolRequest) -> Result<(), Refusal> {
    let mail = settings.email_configuration.as_ref();
    if mail.is_some_and(|mail| {
        mail.email_sending_account == Some(idp::EmailSendingAccountType::Developer)
            || mail.source_arn.is_some()
            || mail.configuration_set.is_some()
    }) {
        return refuse_setting(
            "EmailConfiguration of type DEVELOPER is not supported by this server. E-mail is sent as the server's \
             configuration says; leave EmailSendingAccount, SourceArn and ConfigurationSet out.",
        );
    }
    Ok(())
}

fn check_policies(settings: &idp::CreateUserPoolRequest) -> Result<(), Refusal> {
    let Some(policies) = settings.policies.as_ref() else {
        return Ok(());
    };
    let factors = policies
        .sign_in_policy
        .as_ref()
        .and_then(|policy| policy.allowed_first_auth_factors.as_ref());
    if let Some(factors) = factors {
        if !factors.contains(&idp::AuthFactorType::Password) {
            return refuse_setting("PASSWORD must be one of the AllowedFirstAuthFactors.");
        }
        unbuilt::check_first_factors(factors)?;
    }
    let days = policies
        .password_policy
        .as_ref()
        .and_then(|policy| policy.temporary_password_validity_days);
    let unused = settings
        .admin_create_user_config
        .as_ref()
        .and_then(|config| config.unused_account_validity_days);
    if days
        .zip(unused)
        .is_some_and(|(days, unused)| days != unused)
    {
        return refuse_setting(
            "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
        );
    }
    Ok(())
}

fn check_recovery(settings: &idp::CreateUserPoolRequest) -> Result<(), Refusal> {
    let setting = settings
        .account_recovery_setting
        .as_ref()
        .and_then(|setting| setting.recovery_mechanisms.as_ref());
    let Some(mechanisms) = setting else {
        return Ok(());
    };
    let names: BTreeSet<_> = mechanisms.iter().map(|option| option.name).collect();
    let priorities: BTreeSet<_> = mechanisms.iter().map(|option| option.priority).collect();
    if names.len() != mechanisms.len() {
        return refuse_setting(
            "Invalid account recovery setting parameter. A recovery mechanism may be named once.",
        );
    }
    if priorities.len() != mechanisms.len() {
        return refuse_setting(
            "Invalid account recovery setting parameter. Two mechanisms cannot have the same priority.",
        );
    }
    if names.contains(&idp::RecoveryOptionNameType::AdminOnly) && mechanisms.len() > 1 {
        return refuse_setting(
            "Invalid account recovery setting parameter. Account Recovery Setting cannot use admin_only setting with \
             any other recovery mechanisms.",
        );
    }
    Ok(())
}

fn check_update_settings(settings: &idp::CreateUserPoolRequest) -> Result<(), Refusal> {
    let setting = settings.user_attribute_update_settings.as_ref();
    let listed = setting.iter().flat_map(|setting| {
        setting
            .attributes_require_verification_before_update
            .iter()
            .flatten()
    });
    let verified = settings
        .auto_verified_attributes
        .as_deref()
        .unwrap_or_default();
    match listed
        .into_iter()
        .find(|attribute| !verified.contains(attribute))
    {
        None => Ok(()),
        Some(attribute) => refuse_setting(format!(
            "AttributesRequireVerificationBeforeUpdate: {attribute} must be one of the AutoVerifiedAttributes."
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal;

    fn create(settings: serde_json::Value) -> Result<Pool, Refusal> {
        let settings = serde_json::from_value(settings).expect("the request has Cognito's shape");
        Pool::create(
            settings,
            PoolId::from("us-east-1_AbCdEfGhI"),
            Timestamp::from_seconds(1_700_000_000),
        )
    }

    #[test]
    fn what_cannot_hold_is_refused() {
        #[track_caller]
        fn check(extra: serde_json::Value, expect: &str) {
            let mut settings = serde_json::json!({"PoolName": "p"});
            for (key, value) in extra.as_object().expect("an object") {
                settings[key] = value.clone();
            }
            match create(settings) {
                Err(Refusal::Setting(refusal::Setting::Invalid(reason))) => {
                    assert!(reason.contains(expect), "{reason}")
                }
                other => panic!("expected a refusal with {expect:?}, got {other:?}"),
            }
        }
        use serde_json::json;
        check(
            json!({"AliasAttributes": ["email"], "UsernameAttributes": ["email"]}),
            "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.",
        );
        check(
            json!({"MfaConfiguration": "ON"}),
            "MfaConfiguration of a new pool",
        );
        check(
            json!({"MfaConfiguration": "OPTIONAL"}),
            "MfaConfiguration of a new pool",
        );
        check(
            json!({"UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}}),
            "AdvancedSecurityMode",
        );
        check(
            json!({"DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true}}),
            "DeviceConfiguration",
        );
        check(
            json!({"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"}}),
            "DEVELOPER",
        );
        check(
            json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["EMAIL_OTP"]}}}),
            "PASSWORD must be",
        );
        check(
            json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}}),
            "WEB_AUTHN is not supported",
        );
        check(
            json!({"AccountRecoverySetting": {"RecoveryMechanisms": [
                {"Name": "admin_only", "Priority": 1}, {"Name": "verified_email", "Priority": 2}]}}),
            "admin_only",
        );
        check(
            json!({"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}}),
            "must be one of the AutoVerifiedAttributes",
        );
        let sound = "{username}, {####}";
        for words in ["{username}, welcome", "{####} is the password", "Welcome"] {
            for (name, other) in [
                ("EmailMessage", "SMSMessage"),
                ("SMSMessage", "EmailMessage"),
            ] {
                let template = json!({name: words, other: sound});
                check(
                    json!({"AdminCreateUserConfig": {"InviteMessageTemplate": template}}),
                    &format!("{name} must contain {{username}} and {{####}}"),
                );
            }
        }
        check(
            json!({"VerificationMessageTemplate": {"EmailMessageByLink": "{##Confirm##} or {####}"}}),
            "EmailMessageByLink must not contain {####}",
        );
        check(
            json!({"Schema": [{"Name": "tenant"}]}),
            "Invalid AttributeDataType input",
        );
    }

    #[test]
    fn a_pool_of_a_name_only_has_cognitos_defaults() {
        let pool = create(serde_json::json!({"PoolName": "p"})).expect("a name is enough");
        let policy = pool.password_policy();
        assert_eq!(policy.minimum_length, Some(8));
        assert_eq!(
            [
                policy.require_lowercase,
                policy.require_uppercase,
                policy.require_numbers,
                policy.require_symbols
            ],
            [Some(true); 4]
        );
        assert_eq!(
            pool.temporary_validity(),
            std::time::Duration::from_hours(7 * 24)
        );
        assert!(pool.case_sensitive() && !pool.admin_only() && !pool.deletion_protected());
        assert_eq!(pool.history_size(), 0);
        let birthdate = pool.attribute("birthdate").expect("a standard attribute");
        assert_eq!(
            birthdate.bounds,
            crate::pool::Bounds {
                min: Some(10),
                max: Some(10)
            }
        );
        assert!(pool.required().is_empty());
    }

    #[test]
    fn sign_ups_are_confirmed_by_code_unless_a_link_is_asked_for() {
        let check = |template: serde_json::Value, expect: bool| {
            let settings =
                serde_json::json!({"PoolName": "p", "VerificationMessageTemplate": template});
            let pool = create(settings).expect("a sound template");
            assert_eq!(pool.confirms_by_link(), expect);
            let described =
                crate::pool::describe(&pool, 0, "123456789012").verification_message_template;
            let option = described.and_then(|template| template.default_email_option);
            let by_link = option == Some(idp::DefaultEmailOptionType::ConfirmWithLink);
            assert_eq!(by_link, expect);
        };
        use serde_json::json;
        check(json!({}), false);
        check(json!({"EmailMessageByLink": "{##Confirm##}"}), false);
        check(json!({"DefaultEmailOption": "CONFIRM_WITH_CODE"}), false);
        check(json!({"DefaultEmailOption": "CONFIRM_WITH_LINK"}), true);
    }

    #[test]
    fn custom_attributes_carry_their_prefix() {
        let pool = create(serde_json::json!({"PoolName": "p", "Schema": [
            {"Name": "tenant", "AttributeDataType": "String", "Mutable": false},
            {"Name": "note", "AttributeDataType": "String", "DeveloperOnlyAttribute": true},
            {"Name": "email", "Required": true, "Mutable": true}]}))
        .expect("a sound schema");
        assert!(!pool.attribute("custom:tenant").expect("given").mutable);
        assert!(
            pool.attribute("dev:custom:note")
                .expect("given")
                .developer_only
        );
        assert!(pool.attribute("tenant").is_none());
        assert_eq!(pool.required(), ["email"]);
        assert_eq!(pool.schema().len(), 23);
    }
}
