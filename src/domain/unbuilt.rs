//! Settings of the API that this build cannot honour yet: each is refused, rather than stored without effect.
//!
//! Owns: one table a request. Whoever builds what a row names removes the row. Settings that this server will never honour
//! are refused where their request is checked.

use crate::refusal::{self, Refusal, refuse_setting};
use shapes::idp::{self, AuthFactorType, ExplicitAuthFlowsType as Flow};

/// Refuses the first of these settings that is set.
fn check(rows: &[(&str, bool)]) -> Result<(), Refusal> {
    match rows.iter().find(|(_, is_set)| *is_set) {
        Some((setting, _)) => refuse_setting(format!(
            "{setting} is not supported by this server yet. Leave it out."
        )),
        None => Ok(()),
    }
}

/// Checks the settings of a pool.
///
/// **Errors** [`refusal::Setting::Invalid`].
pub(crate) fn check_pool(settings: &idp::CreateUserPoolRequest) -> Result<(), Refusal> {
    let mfa = settings.mfa_configuration;
    if mfa.is_some_and(|mode| mode != idp::UserPoolMfaType::Off) {
        // What a pool is created with turns on text messages; all other methods have their own operation.
        return refuse_setting(
            "MfaConfiguration of a new pool asks for codes by text message, which is not supported by this server yet. \
             Leave it out or set it to OFF, and ask for authenticator apps with SetUserPoolMfaConfig.",
        );
    }
    let add_ons = settings.user_pool_add_ons.as_ref();
    let registration = settings.dcr_configuration.as_ref();
    let key = settings.key_configuration.as_ref();
    let issuer = settings.issuer_configuration.as_ref();
    let levels = settings.acr_configuration.as_ref();
    check(&[
        (
            "AdvancedSecurityMode other than OFF",
            add_ons.is_some_and(|add_ons| {
                add_ons.advanced_security_mode != idp::AdvancedSecurityModeType::Off
                    || add_ons.advanced_security_additional_flows.is_some()
            }),
        ),
        (
            "DeviceConfiguration",
            settings.device_configuration.is_some(),
        ),
        (
            "DcrConfiguration",
            registration.is_some_and(|config| *config != idp::DcrConfigurationType::default()),
        ),
        (
            "A customer-managed key in KeyConfiguration",
            key.is_some_and(|key| {
                let is_foreign = |kind| kind != idp::EncryptionKeyType::AwsOwnedKey;
                key.kms_key_arn.is_some() || key.key_type.is_some_and(is_foreign)
            }),
        ),
        (
            "IssuerConfiguration of type UPDATED",
            issuer
                .and_then(|issuer| issuer.r#type)
                .is_some_and(|kind| kind != idp::IssuerType::Original),
        ),
        (
            "AcrConfiguration",
            levels.is_some_and(|levels| !levels.is_empty()),
        ),
    ])
}

/// Checks the first factors of a pool.
///
/// **Errors** [`refusal::Setting::Invalid`] for any but the password.
pub(crate) fn check_first_factors(factors: &[AuthFactorType]) -> Result<(), Refusal> {
    let mut others = factors
        .iter()
        .filter(|factor| **factor != AuthFactorType::Password);
    match others.next() {
        Some(factor) => check(&[(&format!("AllowedFirstAuthFactors: {factor}"), true)]),
        None => Ok(()),
    }
}

/// Checks the functions of a pool.
///
/// **Errors** [`refusal::Setting::Invalid`] for one that this build never calls.
pub(crate) fn check_triggers(config: &idp::LambdaConfigType) -> Result<(), Refusal> {
    check(&[
        (
            "LambdaConfig: CreateAuthChallenge",
            config.create_auth_challenge.is_some(),
        ),
        (
            "LambdaConfig: CustomEmailSender",
            config.custom_email_sender.is_some(),
        ),
        (
            "LambdaConfig: CustomMessage",
            config.custom_message.is_some(),
        ),
        (
            "LambdaConfig: CustomSMSSender",
            config.custom_sms_sender.is_some(),
        ),
        (
            "LambdaConfig: DefineAuthChallenge",
            config.define_auth_challenge.is_some(),
        ),
        (
            "LambdaConfig: InboundFederation",
            config.inbound_federation.is_some(),
        ),
        ("LambdaConfig: KMSKeyID", config.kms_key_id.is_some()),
        (
            "LambdaConfig: PostConfirmation",
            config.post_confirmation.is_some(),
        ),
        (
            "LambdaConfig: PreAuthentication",
            config.pre_authentication.is_some(),
        ),
        (
            "LambdaConfig: UserMigration",
            config.user_migration.is_some(),
        ),
        (
            "LambdaConfig: VerifyAuthChallengeResponse",
            config.verify_auth_challenge_response.is_some(),
        ),
    ])
}

/// Checks the second factors of a pool.
///
/// **Errors** [`refusal::Setting::Invalid`] for one that this build cannot ask for.
pub(crate) fn check_mfa_config(request: &idp::SetUserPoolMfaConfigRequest) -> Result<(), Refusal> {
    let email = request.email_mfa_configuration.as_ref();
    check(&[
        (
            "SmsMfaConfiguration",
            request.sms_mfa_configuration.is_some(),
        ),
        (
            "EmailMfaConfiguration.Message",
            email.is_some_and(|block| block.message.is_some()),
        ),
        (
            "EmailMfaConfiguration.Subject",
            email.is_some_and(|block| block.subject.is_some()),
        ),
        (
            "WebAuthnConfiguration",
            request.web_authn_configuration.is_some(),
        ),
    ])
}

/// Checks the second factors that a user enables or prefers.
///
/// **Errors** [`refusal::SecondFactor::PreferenceInvalid`] for one that this build cannot ask for.
pub(crate) fn check_mfa_preference(
    sms: Option<&idp::SMSMfaSettingsType>,
    web_authn: Option<&idp::WebAuthnMfaSettingsType>,
) -> Result<(), Refusal> {
    let is_on = |enabled: Option<bool>, preferred: Option<bool>| {
        enabled.unwrap_or(false) || preferred.unwrap_or(false)
    };
    let rows = [
        (
            "SMSMfaSettings",
            sms.is_some_and(|block| is_on(block.enabled, block.preferred_mfa)),
        ),
        (
            "WebAuthnMfaSettings",
            web_authn.is_some_and(|block| is_on(block.enabled, None)),
        ),
    ];
    match rows.iter().find(|(_, is_on)| *is_on) {
        Some((block, _)) => Err(refusal::SecondFactor::PreferenceInvalid(format!(
            "{block}: this method is not supported by this server yet."
        ))
        .into()),
        None => Ok(()),
    }
}

/// Checks the flows of a client.
///
/// **Errors** [`refusal::Setting::Invalid`] for token exchange.
pub(crate) fn check_flows(flows: &[Flow]) -> Result<(), Refusal> {
    let exchange = [
        Flow::AllowTokenExchangeDelegation,
        Flow::AllowTokenExchangeImpersonation,
    ];
    match flows.iter().find(|flow| exchange.contains(flow)) {
        Some(flow) => check(&[(&format!("ExplicitAuthFlows: {flow}"), true)]),
        None => Ok(()),
    }
}

/// Checks the other settings of a client.
///
/// **Errors** [`refusal::Setting::Invalid`].
pub(crate) fn check_client(settings: &idp::CreateUserPoolClientRequest) -> Result<(), Refusal> {
    check(&[(
        "EnablePropagateAdditionalUserContextData",
        settings.enable_propagate_additional_user_context_data == Some(true),
    )])
}
