//! `SetUserPoolMfaConfig`: the second factors of a pool.

use crate::{
    mfa::Factor,
    refusal::{Refusal, refuse_setting},
    unbuilt,
};
use serde::{Deserialize, Serialize};
use shapes::idp;

/// The second factors of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MfaConfig {
    /// Whether second factors are off, optional, or required of everybody.
    pub mode: idp::UserPoolMfaType,
    /// Whether authenticator apps are allowed.
    pub software_token: bool,
    /// Whether codes by e-mail are allowed.
    #[serde(default)]
    pub email: bool,
}

impl Default for MfaConfig {
    /// **Source** `UserPoolMfaType`: OFF by default.
    fn default() -> Self {
        Self {
            mode: idp::UserPoolMfaType::Off,
            software_token: false,
            email: false,
        }
    }
}

impl MfaConfig {
    /// Whether users of the pool may have this factor.
    pub const fn allows(self, factor: Factor) -> bool {
        match factor {
            Factor::SoftwareToken => self.software_token,
            Factor::Email => self.email,
        }
    }

    /// The configuration after a `SetUserPoolMfaConfig` request: a block that is left out stays as it was, and OFF
    /// turns every method off.
    ///
    /// **Errors** [`Setting::Invalid`](crate::refusal::Setting::Invalid): a method this build cannot ask for, one that
    /// is set up beside OFF, and no method at all beside ON or OPTIONAL.
    pub fn update(self, request: &idp::SetUserPoolMfaConfigRequest) -> Result<Self, Refusal> {
        unbuilt::check_mfa_config(request)?;
        let mode = request.mfa_configuration.unwrap_or(self.mode);
        let block = request.software_token_mfa_configuration.as_ref();
        let app = block.map(|block| block.enabled.unwrap_or(false));
        let email = request.email_mfa_configuration.is_some();
        match mode {
            idp::UserPoolMfaType::Off if app == Some(true) || email => refuse_setting(
                "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
            ),
            idp::UserPoolMfaType::Off => Ok(Self::default()),
            idp::UserPoolMfaType::On | idp::UserPoolMfaType::Optional => {
                let updated = Self {
                    mode,
                    software_token: app.unwrap_or(self.software_token),
                    email: self.email || email,
                };
                if Factor::ALL.iter().any(|factor| updated.allows(*factor)) {
                    Ok(updated)
                } else {
                    refuse_setting(
                        "MfaConfiguration ON or OPTIONAL needs a method: enable SoftwareTokenMfaConfiguration.",
                    )
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal;
    use serde_json::json;

    fn config(mode: &str, software_token: bool) -> MfaConfig {
        MfaConfig {
            mode: mode.parse().expect("a name of the API"),
            software_token,
            email: false,
        }
    }

    #[track_caller]
    fn check(before: MfaConfig, change: serde_json::Value, expect: Result<MfaConfig, &str>) {
        let mut request = json!({"UserPoolId": "us-east-1_abc"});
        for (key, value) in change.as_object().expect("an object") {
            request[key] = value.clone();
        }
        let request = serde_json::from_value(request).expect("Cognito's shape");
        let expect = expect.map_err(|reason| refusal::Setting::Invalid(reason.to_owned()).into());
        assert_eq!(before.update(&request), expect, "{change}");
    }

    #[test]
    fn a_pool_asks_for_what_it_can_ask_for() {
        let (off, on) = (MfaConfig::default(), config("ON", true));
        let app = |enabled| json!({"Enabled": enabled});
        check(
            off,
            json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": app(true)}),
            Ok(on),
        );
        check(
            on,
            json!({"MfaConfiguration": "OPTIONAL"}),
            Ok(config("OPTIONAL", true)),
        );
        check(on, json!({}), Ok(on));
        check(on, json!({"MfaConfiguration": "OFF"}), Ok(off));
        check(
            on,
            json!({"MfaConfiguration": "OFF", "SoftwareTokenMfaConfiguration": app(false)}),
            Ok(off),
        );
        let both =
            "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.";
        check(
            off,
            json!({"SoftwareTokenMfaConfiguration": app(true)}),
            Err(both),
        );
        let none =
            "MfaConfiguration ON or OPTIONAL needs a method: enable SoftwareTokenMfaConfiguration.";
        check(off, json!({"MfaConfiguration": "ON"}), Err(none));
        check(off, json!({"MfaConfiguration": "OPTIONAL"}), Err(none));
        check(
            on,
            json!({"SoftwareTokenMfaConfiguration": app(false)}),
            Err(none),
        );
        check(on, json!({"SoftwareTokenMfaConfiguration": {}}), Err(none));
    }

    #[test]
    fn methods_that_would_not_be_asked_for_are_not_taken() {
        for block in ["SmsMfaConfiguration", "WebAuthnConfiguration"] {
            let reason = format!("{block} is not supported by this server yet. Leave it out.");
            let change = json!({
                "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}, block: {}});
            check(MfaConfig::default(), change, Err(&reason));
        }
    }

    #[test]
    fn an_email_needs_no_more_than_its_block() {
        let (off, on) = (MfaConfig::default(), config("ON", true));
        let by_email = MfaConfig {
            software_token: false,
            email: true,
            ..on
        };
        let block = json!({"MfaConfiguration": "ON", "EmailMfaConfiguration": {}});
        check(off, block.clone(), Ok(by_email));
        check(on, block, Ok(MfaConfig { email: true, ..on }));
        check(by_email, json!({}), Ok(by_email));
        check(by_email, json!({"MfaConfiguration": "OFF"}), Ok(off));
        check(
            off,
            json!({"EmailMfaConfiguration": {}}),
            Err(
                "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
            ),
        );
        for words in ["Message", "Subject"] {
            let reason = format!(
                "EmailMfaConfiguration.{words} is not supported by this server yet. Leave it out."
            );
            let change = json!({
                "MfaConfiguration": "ON", "EmailMfaConfiguration": {words: "Your code is {####}"}});
            check(off, change, Err(&reason));
        }
        let stored = json!({"mode": "ON", "software_token": true});
        let read: MfaConfig = serde_json::from_value(stored).expect("it was stored before");
        assert_eq!(read, on);
    }
}
