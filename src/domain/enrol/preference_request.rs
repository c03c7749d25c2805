//! The blocks of `SetUserMFAPreference` and `AdminSetUserMFAPreference`.

use crate::{
    mfa::{Factor, Preference},
    pool::Pool,
    refusal::{self, Refusal},
    unbuilt,
    user::User,
};
use shapes::idp;
use std::collections::BTreeMap;

/// The flags of one factor in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Choice {
    enabled: bool,
    preferred: bool,
}

/// A requested change of the preference; a factor that it does not name stays as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreferenceRequest(BTreeMap<Factor, Choice>);

impl PreferenceRequest {
    /// Reads the blocks of `SetUserMFAPreference` and its administrators' twin; a flag that is left out is false.
    ///
    /// **Errors** [`refusal::SecondFactor::PreferenceInvalid`] for a factor that this build cannot ask for, and for two
    /// that are preferred.
    pub fn read(
        software_token: Option<&idp::SoftwareTokenMfaSettingsType>,
        sms: Option<&idp::SMSMfaSettingsType>,
        email: Option<&idp::EmailMfaSettingsType>,
        web_authn: Option<&idp::WebAuthnMfaSettingsType>,
    ) -> Result<Self, Refusal> {
        unbuilt::check_mfa_preference(sms, web_authn)?;
        let choice = |enabled: Option<bool>, preferred: Option<bool>| Choice {
            enabled: enabled.unwrap_or(false),
            preferred: preferred.unwrap_or(false),
        };
        let app = software_token.map(|block| choice(block.enabled, block.preferred_mfa));
        let email = email.map(|block| choice(block.enabled, block.preferred_mfa));
        let choices = [(Factor::SoftwareToken, app), (Factor::Email, email)];
        let choices = choices
            .into_iter()
            .filter_map(|(factor, choice)| Some((factor, choice?)));
        let choices: BTreeMap<Factor, Choice> = choices.collect();
        if choices.values().filter(|choice| choice.preferred).count() > 1 {
            return refuse("Only one second factor can be preferred.".to_owned());
        }
        Ok(Self(choices))
    }

    /// The user's preference once the request is granted.
    ///
    /// **Errors** [`refusal::SecondFactor::PreferenceInvalid`]: a factor that the pool does not have, one preferred but
    /// not enabled, one turned off where the pool requires a second factor, and codes by e-mail without an address;
    /// [`refusal::SoftwareToken::Unverified`] for an authenticator app that the user did not prove.
    pub(crate) fn grant(&self, user: &User, pool: &Pool) -> Result<Preference, Refusal> {
        let mut preference = user.mfa.clone();
        for (factor, choice) in &self.0 {
            let name = factor.as_str();
            if choice.preferred && !choice.enabled {
                return refuse(format!("{name} cannot be preferred without being enabled."));
            }
            if choice.enabled {
                if !pool.mfa.allows(*factor) {
                    return refuse(format!("{name} is not enabled for the user pool."));
                }
                if !user.has(*factor) {
                    return match factor {
                        Factor::SoftwareToken => Err(refusal::SoftwareToken::Unverified.into()),
                        Factor::Email => refuse(format!(
                            "User does not have delivery config set to turn on {name}"
                        )),
                    };
                }
                preference.enabled.insert(*factor);
            } else if preference.enabled.remove(factor) && pool.mfa.mode == idp::UserPoolMfaType::On
            {
                return refuse(format!(
                    "{name} cannot be turned off: the user pool requires a second factor."
                ));
            }
            if choice.preferred {
                preference.preferred = Some(*factor);
            } else if preference.preferred == Some(*factor) {
                preference.preferred = None;
            }
        }
        Ok(preference)
    }
}

fn refuse<T>(reason: String) -> Result<T, Refusal> {
    Err(refusal::SecondFactor::PreferenceInvalid(reason).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        pool::MfaConfig,
        testing::alice,
        totp::{self, SoftwareToken},
    };
    use serde_json::{Value, json};

    fn read(blocks: &Value) -> Result<PreferenceRequest, Refusal> {
        let mut request = json!({"AccessToken": "x"});
        for (key, value) in blocks.as_object().expect("an object") {
            request[key] = value.clone();
        }
        let request: idp::SetUserMFAPreferenceRequest =
            serde_json::from_value(request).expect("Cognito's shape");
        PreferenceRequest::read(
            request.software_token_mfa_settings.as_ref(),
            request.sms_mfa_settings.as_ref(),
            request.email_mfa_settings.as_ref(),
            request.web_authn_mfa_settings.as_ref(),
        )
    }

    /// Checks how many factors alice, who has an authenticator app, has enabled after this request, and whether one is
    /// preferred.
    #[track_caller]
    fn check(mode: &str, before: &Preference, blocks: Value, expect: Result<(usize, bool), &str>) {
        let mut user = alice::user_with(|user| {
            user.credentials.software_token = Some(SoftwareToken {
                secret: totp::secret([3; 20]),
                name: None,
                last_step: 0,
            });
        });
        user.mfa = before.clone();
        let mut pool = alice::pool();
        pool.mfa = MfaConfig {
            mode: mode.parse().expect("a name of the API"),
            software_token: mode != "OFF",
            email: mode != "OFF",
            ..MfaConfig::default()
        };
        let preference = read(&blocks).and_then(|request| request.grant(&user, &pool));
        let outcome = preference.map(|after| (after.enabled.len(), after.preferred.is_some()));
        let expect = expect
            .map_err(|reason| refusal::SecondFactor::PreferenceInvalid(reason.to_owned()).into());
        assert_eq!(outcome, expect, "{blocks}");
    }

    #[test]
    fn a_factor_is_enabled_preferred_and_turned_off() {
        let (none, mut app) = (Preference::default(), Preference::default());
        app.prefer(Factor::SoftwareToken);
        let block = |enabled: Value, preferred: Value| json!({"SoftwareTokenMfaSettings": {"Enabled": enabled, "PreferredMfa": preferred}});
        let flags = |enabled: bool, preferred: bool| block(json!(enabled), json!(preferred));
        check("OPTIONAL", &none, json!({}), Ok((0, false)));
        check("OPTIONAL", &app, json!({}), Ok((1, true)));
        check("OPTIONAL", &none, flags(true, true), Ok((1, true)));
        check("OPTIONAL", &none, flags(true, false), Ok((1, false)));
        check("OPTIONAL", &app, flags(true, false), Ok((1, false)));
        check("OPTIONAL", &app, flags(false, false), Ok((0, false)));
        check(
            "OPTIONAL",
            &app,
            json!({"SoftwareTokenMfaSettings": {}}),
            Ok((0, false)),
        );
        check("ON", &app, flags(true, false), Ok((1, false)));
        check("ON", &none, flags(false, false), Ok((0, false)));
        check("OFF", &app, flags(false, false), Ok((0, false)));
        check(
            "OPTIONAL",
            &none,
            flags(false, true),
            Err("SOFTWARE_TOKEN_MFA cannot be preferred without being enabled."),
        );
        check(
            "OFF",
            &none,
            flags(true, true),
            Err("SOFTWARE_TOKEN_MFA is not enabled for the user pool."),
        );
        check(
            "ON",
            &app,
            flags(false, false),
            Err("SOFTWARE_TOKEN_MFA cannot be turned off: the user pool requires a second factor."),
        );
    }

    #[test]
    fn what_would_not_be_asked_for_is_not_promised() {
        for block in ["SMSMfaSettings", "WebAuthnMfaSettings"] {
            let reason = format!("{block}: this method is not supported by this server yet.");
            let none = Preference::default();
            check("ON", &none, json!({block: {"Enabled": true}}), Err(&reason));
            check(
                "ON",
                &none,
                json!({block: {"Enabled": false}}),
                Ok((0, false)),
            );
        }
    }

    #[test]
    fn an_app_that_was_not_proved_is_asked_of_nobody() {
        let mut pool = alice::pool();
        pool.mfa = MfaConfig {
            mode: idp::UserPoolMfaType::Optional,
            software_token: true,
            ..MfaConfig::default()
        };
        let request = read(&json!({"SoftwareTokenMfaSettings": {"Enabled": true}})).expect("sound");
        assert_eq!(
            request.grant(&alice::user(), &pool),
            Err(refusal::SoftwareToken::Unverified.into())
        );
    }

    #[test]
    fn codes_by_email_need_an_address_and_one_factor_is_preferred() {
        let flags =
            |enabled: bool, preferred: bool| json!({"Enabled": enabled, "PreferredMfa": preferred});
        let none = Preference::default();
        let email = |flags: Value| json!({"EmailMfaSettings": flags});
        check("OPTIONAL", &none, email(flags(true, true)), Ok((1, true)));
        check("OPTIONAL", &none, email(json!({})), Ok((0, false)));
        check(
            "OFF",
            &none,
            email(flags(true, false)),
            Err("EMAIL_OTP is not enabled for the user pool."),
        );
        let both = |app: Value, email: Value| json!({"SoftwareTokenMfaSettings": app, "EmailMfaSettings": email});
        check(
            "ON",
            &none,
            both(flags(true, false), flags(true, true)),
            Ok((2, true)),
        );
        check(
            "ON",
            &none,
            both(flags(true, true), flags(true, true)),
            Err("Only one second factor can be preferred."),
        );
        let mut pool = alice::pool();
        pool.mfa = MfaConfig {
            mode: idp::UserPoolMfaType::Optional,
            email: true,
            ..MfaConfig::default()
        };
        let without = alice::user_with(|user| user.attributes.clear());
        let request = read(&email(flags(true, false))).expect("sound");
        let reason = "User does not have delivery config set to turn on EMAIL_OTP";
        assert_eq!(
            request.grant(&without, &pool),
            Err(refusal::SecondFactor::PreferenceInvalid(reason.to_owned()).into())
        );
    }
}
