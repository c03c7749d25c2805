//! A pool as `DescribeUserPool` shows it.

use super::Pool;
use crate::time::Timestamp;
use shapes::idp;

/// The time as the JSON API writes it.
fn date(at: Timestamp) -> shapes::Timestamp {
    shapes::Timestamp(at.fractional_seconds())
}

impl Pool {
    /// The pool's resource name in this account.
    pub fn arn(&self, account_id: &str) -> String {
        format!(
            "arn:aws:cognito-idp:{}:{account_id}:userpool/{}",
            self.id.region(),
            self.id
        )
    }
}

/// A pool with its defaults filled in, as `CreateUserPool` and `DescribeUserPool` answer it; `users` is how many it has.
pub fn describe(pool: &Pool, users: i64, account_id: &str) -> idp::UserPoolType {
    let settings = pool.settings.clone();
    let first_factors = settings
        .policies
        .as_ref()
        .and_then(|policies| policies.sign_in_policy.clone());
    let invitation = settings
        .admin_create_user_config
        .as_ref()
        .and_then(|config| config.invite_message_template.clone());
    let days = pool.password_policy().temporary_password_validity_days;
    let (prefix, custom) = match &pool.domain {
        Some(domain) if domain.custom.is_some() => (None, Some(domain.name.clone())),
        Some(domain) => (Some(domain.name.clone()), None),
        None => (None, None),
    };
    let template = settings.verification_message_template.unwrap_or_default();
    // Each of these words is shown in both places, wherever it was set.
    let words = pool.verification_words();
    let [email_message, email_subject, sms_message] =
        [words.email_message, words.email_subject, words.sms_message]
            .map(|words| words.map(str::to_owned));
    let mail = settings.email_configuration.unwrap_or_default();
    idp::UserPoolType {
        id: Some(pool.id.to_string()),
        arn: Some(pool.arn(account_id)),
        name: Some(settings.pool_name),
        creation_date: Some(date(pool.created_at)),
        last_modified_date: Some(date(pool.modified_at)),
        estimated_number_of_users: Some(i32::try_from(users).unwrap_or(i32::MAX)),
        domain: prefix,
        custom_domain: custom,
        policies: Some(idp::UserPoolPolicyType {
            password_policy: Some(pool.password_policy()),
            sign_in_policy: Some(first_factors.unwrap_or(idp::SignInPolicyType {
                allowed_first_auth_factors: Some(vec![idp::AuthFactorType::Password]),
            })),
        }),
        schema_attributes: Some(
            pool.schema()
                .iter()
                .map(super::Attribute::describe)
                .collect(),
        ),
        deletion_protection: Some(
            settings
                .deletion_protection
                .unwrap_or(idp::DeletionProtectionType::Inactive),
        ),
        mfa_configuration: Some(pool.mfa.mode),
        user_pool_tier: Some(
            settings
                .user_pool_tier
                .unwrap_or(idp::UserPoolTierType::Essentials),
        ),
        admin_create_user_config: Some(idp::AdminCreateUserConfigType {
            allow_admin_create_user_only: Some(pool.admin_only()),
            invite_message_template: invitation,
            unused_account_validity_days: days,
        }),
        email_configuration: Some(idp::EmailConfigurationType {
            email_sending_account: Some(idp::EmailSendingAccountType::CognitoDefault),
            ..mail
        }),
        email_verification_message: email_message.clone(),
        email_verification_subject: email_subject.clone(),
        sms_verification_message: sms_message.clone(),
        verification_message_template: Some(idp::VerificationMessageTemplateType {
            default_email_option: Some(
                template
                    .default_email_option
                    .unwrap_or(idp::DefaultEmailOptionType::ConfirmWithCode),
            ),
            email_message,
            email_subject,
            sms_message,
            ..template
        }),
        lambda_config: Some(pool.described_triggers()),
        account_recovery_setting: settings.account_recovery_setting,
        alias_attributes: settings.alias_attributes,
        auto_verified_attributes: settings.auto_verified_attributes,
        key_configuration: settings.key_configuration,
        issuer_configuration: settings.issuer_configuration,
        sms_authentication_message: settings.sms_authentication_message,
        sms_configuration: settings.sms_configuration,
        user_attribute_update_settings: settings.user_attribute_update_settings,
        user_pool_add_ons: settings.user_pool_add_ons,
        user_pool_tags: Some(settings.user_pool_tags.unwrap_or_default()),
        username_attributes: settings.username_attributes,
        username_configuration: settings.username_configuration,
        acr_configuration: settings.acr_configuration,
        dcr_configuration: settings.dcr_configuration,
        device_configuration: settings.device_configuration,
        email_configuration_failure: None,
        sms_configuration_failure: None,
        status: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PoolId;

    fn described(settings: &serde_json::Value) -> serde_json::Value {
        let settings = serde_json::from_value(settings.clone()).expect("Cognito's shape");
        let pool = Pool::create(settings, PoolId::from("eu-west-1_abc"), Timestamp(0));
        let pool = describe(&pool.expect("sound"), 0, "123456789012");
        serde_json::to_value(pool).expect("JSON")
    }

    #[test]
    fn what_was_set_comes_back_and_what_was_not_does_not() {
        use serde_json::json;
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
        let settings = json!({
            "PoolName": "p",
            "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
            "AcrConfiguration": {},
            "AdminCreateUserConfig": {
                "AllowAdminCreateUserOnly": true, "UnusedAccountValidityDays": 3,
                "InviteMessageTemplate": {
                    "EmailMessage": "{username} {####}", "EmailSubject": "Welcome", "SMSMessage": "{username} {####}"}},
            "AliasAttributes": ["email"],
            "AutoVerifiedAttributes": ["email", "phone_number"],
            "DcrConfiguration": {},
            "DeletionProtection": "ACTIVE",
            "EmailConfiguration": {
                "EmailSendingAccount": "COGNITO_DEFAULT", "From": "a@b.example", "ReplyToEmailAddress": "c@b.example"},
            "EmailVerificationMessage": "It is {####}",
            "EmailVerificationSubject": "Your code",
            "IssuerConfiguration": {"Type": "ORIGINAL"},
            "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"},
            "LambdaConfig": {"PreSignUp": arn},
            "MfaConfiguration": "OFF",
            "Policies": {
                "PasswordPolicy": {
                    "MinimumLength": 9, "PasswordHistorySize": 2, "RequireLowercase": true, "RequireNumbers": false,
                    "RequireSymbols": false, "RequireUppercase": true, "TemporaryPasswordValidityDays": 3},
                "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}},
            "SmsAuthenticationMessage": "Code {####}",
            "SmsConfiguration": {"ExternalId": "x", "SnsCallerArn": "arn:aws:iam::123456789012:role/r", "SnsRegion": "r"},
            "SmsVerificationMessage": "Code {####}",
            "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
            "UserPoolAddOns": {"AdvancedSecurityMode": "OFF"},
            "UserPoolTags": {"team": "acme"},
            "UserPoolTier": "LITE",
            "UsernameConfiguration": {"CaseSensitive": false},
            "VerificationMessageTemplate": {
                "DefaultEmailOption": "CONFIRM_WITH_CODE", "EmailMessage": "It is {####}",
                "EmailMessageByLink": "{##Open##}", "EmailSubject": "Your code", "EmailSubjectByLink": "Open",
                "SmsMessage": "Code {####}"},
        });
        let full = described(&settings);
        let nothing = described(&json!({"PoolName": "p"}));
        // What a pool is described with though nobody set it.
        let defaults = [
            "AdminCreateUserConfig",
            "DeletionProtection",
            "EmailConfiguration",
            "LambdaConfig",
            "MfaConfiguration",
            "Policies",
            "UserPoolTags",
            "UserPoolTier",
            "VerificationMessageTemplate",
        ];
        let settings = settings.as_object().expect("an object").iter();
        for (name, value) in settings.filter(|(name, _)| *name != "PoolName") {
            assert_eq!(&full[name], value, "{name}");
            let is_default = defaults.contains(&name.as_str());
            assert_eq!(nothing.get(name).is_some(), is_default, "{name}");
        }
        assert_eq!(full["Name"], "p");
    }

    #[test]
    fn words_of_verification_are_shown_in_both_places() {
        use serde_json::json;
        // The template's member, and the pool's of the same meaning.
        for (newer, older) in [
            ("EmailMessage", "EmailVerificationMessage"),
            ("EmailSubject", "EmailVerificationSubject"),
            ("SmsMessage", "SmsVerificationMessage"),
        ] {
            let check = |settings: serde_json::Value, expect: &str| {
                let pool = described(&settings);
                assert_eq!(
                    pool["VerificationMessageTemplate"][newer], expect,
                    "{settings}"
                );
                assert_eq!(pool[older], expect, "{settings}");
            };
            let (words, others) = ("It is {####}", "Type {####}");
            let template = json!({newer: words});
            check(
                json!({"PoolName": "p", "VerificationMessageTemplate": template}),
                words,
            );
            check(json!({"PoolName": "p", older: words}), words);
            check(
                json!({"PoolName": "p", older: others, "VerificationMessageTemplate": template}),
                words,
            );
        }
        let by_link = json!({"EmailMessageByLink": "{##Open##}", "EmailSubjectByLink": "Open"});
        let pool = described(&json!({"PoolName": "p", "VerificationMessageTemplate": by_link}));
        assert!(pool.get("EmailVerificationMessage").is_none(), "{pool}");
    }

    #[test]
    fn a_described_pool_shows_its_defaults() {
        let settings = serde_json::json!({"PoolName": "p", "AutoVerifiedAttributes": ["email"]});
        let settings = serde_json::from_value(settings).expect("Cognito's shape");
        let pool = Pool::create(
            settings,
            PoolId::from("eu-west-1_abc"),
            Timestamp(1_524_628_110_290),
        )
        .expect("sound");
        let described = serde_json::to_value(describe(&pool, 3, "123456789012")).expect("JSON");
        assert_eq!(
            described["Arn"],
            "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_abc"
        );
        assert_eq!(described["CreationDate"], 1_524_628_110.29);
        assert_eq!(described["EstimatedNumberOfUsers"], 3);
        assert_eq!(described["Policies"]["PasswordPolicy"]["MinimumLength"], 8);
        assert_eq!(
            described["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"][0],
            "PASSWORD"
        );
        assert_eq!(described["AutoVerifiedAttributes"][0], "email");
        assert_eq!(described["SchemaAttributes"][0]["Name"], "sub");
        assert_eq!(
            described["SchemaAttributes"][0]["StringAttributeConstraints"]["MinLength"],
            "1"
        );
        assert_eq!(
            described["AdminCreateUserConfig"]["UnusedAccountValidityDays"],
            7
        );
        assert!(described.get("Domain").is_none());
    }
}
