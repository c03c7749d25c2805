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
    /// Whether that was set, be it to false, so that it is shown.
    #[serde(default)]
    pub sets_software_token: bool,
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
            sets_software_token: false,
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

    /// The configuration of a `SetUserPoolMfaConfig` request, which replaces the one before: a block that is left out is
    /// gone, and a mode that is left out is OFF.
    ///
    /// **Errors** [`Setting::Invalid`](crate::refusal::Setting::Invalid): a method this build cannot ask for, one that
    /// is set up beside OFF, and no method at all beside ON or OPTIONAL.
    /// **Source** the infrastructure provider for AWS, which finds no block after it sent none, when it turns second
    /// factors off and when it goes from apps to text messages.
    pub fn new(request: &idp::SetUserPoolMfaConfigRequest) -> Result<Self, Refusal> {
        unbuilt::check_mfa_config(request)?;
        let mode = request.mfa_configuration.unwrap_or(Self::default().mode);
        let block = request.software_token_mfa_configuration.as_ref();
        let config = Self {
            mode,
            software_token: block.and_then(|block| block.enabled).unwrap_or(false),
            sets_software_token: block.is_some(),
            email: request.email_mfa_configuration.is_some(),
        };
        if mode == idp::UserPoolMfaType::Off && config.has_method() {
            return refuse_setting(
                "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
            );
        }
        config.check_method()
    }

    /// The configuration after an `UpdateUserPool` request with this mode: one that is left out stays, and OFF turns every
    /// method off.
    ///
    /// **Errors** [`Setting::Invalid`](crate::refusal::Setting::Invalid) for ON or OPTIONAL without a method.
    pub(super) fn with_mode(self, mode: Option<idp::UserPoolMfaType>) -> Result<Self, Refusal> {
        match mode {
            None => Ok(self),
            Some(mode @ idp::UserPoolMfaType::Off) => Ok(Self {
                mode,
                software_token: false,
                email: false,
                ..self
            }),
            Some(mode @ (idp::UserPoolMfaType::On | idp::UserPoolMfaType::Optional)) => {
                Self { mode, ..self }.check_method()
            }
        }
    }

    fn has_method(self) -> bool {
        Factor::ALL.iter().any(|factor| self.allows(*factor))
    }

    /// This configuration, if people can do what it demands of them.
    fn check_method(self) -> Result<Self, Refusal> {
        if self.mode == idp::UserPoolMfaType::Off || self.has_method() {
            return Ok(self);
        }
        refuse_setting(
            "MfaConfiguration ON or OPTIONAL needs a method: enable SoftwareTokenMfaConfiguration.",
        )
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
            sets_software_token: true,
            email: false,
        }
    }

    #[track_caller]
    fn check(change: serde_json::Value, expect: Result<MfaConfig, &str>) {
        let mut request = json!({"UserPoolId": "us-east-1_abc"});
        for (key, value) in change.as_object().expect("an object") {
            request[key] = value.clone();
        }
        let request = serde_json::from_value(request).expect("Cognito's shape");
        let expect = expect.map_err(|reason| refusal::Setting::Invalid(reason.to_owned()).into());
        assert_eq!(MfaConfig::new(&request), expect, "{change}");
    }

    #[test]
    fn a_pool_asks_for_what_it_can_ask_for() {
        let (off, on) = (MfaConfig::default(), config("ON", true));
        let app = |enabled| json!({"Enabled": enabled});
        for mode in ["ON", "OPTIONAL"] {
            check(
                json!({"MfaConfiguration": mode, "SoftwareTokenMfaConfiguration": app(true)}),
                Ok(config(mode, true)),
            );
        }
        check(json!({}), Ok(off));
        check(json!({"MfaConfiguration": "OFF"}), Ok(off));
        let shown_off = config("OFF", false);
        check(
            json!({"MfaConfiguration": "OFF", "SoftwareTokenMfaConfiguration": app(false)}),
            Ok(shown_off),
        );
        check(json!({"SoftwareTokenMfaConfiguration": {}}), Ok(shown_off));
        let both =
            "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.";
        check(
            json!({"SoftwareTokenMfaConfiguration": app(true)}),
            Err(both),
        );
        check(json!({"EmailMfaConfiguration": {}}), Err(both));
        let none =
            "MfaConfiguration ON or OPTIONAL needs a method: enable SoftwareTokenMfaConfiguration.";
        for mode in ["ON", "OPTIONAL"] {
            check(json!({"MfaConfiguration": mode}), Err(none));
            check(
                json!({"MfaConfiguration": mode, "SoftwareTokenMfaConfiguration": app(false)}),
                Err(none),
            );
        }
        let mode = |name: &str| Some(name.parse().expect("a name of the API"));
        assert_eq!(on.with_mode(None), Ok(on));
        assert_eq!(on.with_mode(mode("OPTIONAL")), Ok(config("OPTIONAL", true)));
        assert_eq!(on.with_mode(mode("OFF")), Ok(shown_off));
        assert_eq!(off.with_mode(mode("OFF")), Ok(off));
        let refusal = refusal::Setting::Invalid(none.to_owned());
        assert_eq!(off.with_mode(mode("ON")), Err(refusal.into()));
    }

    #[test]
    fn methods_that_would_not_be_asked_for_are_not_taken() {
        for block in ["SmsMfaConfiguration", "WebAuthnConfiguration"] {
            let reason = format!("{block} is not supported by this server yet. Leave it out.");
            let change = json!({
                "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}, block: {}});
            check(change, Err(&reason));
        }
    }

    #[test]
    fn an_email_needs_no_more_than_its_block() {
        let on = config("ON", true);
        let by_email = MfaConfig {
            software_token: false,
            sets_software_token: false,
            email: true,
            ..on
        };
        let block = json!({"MfaConfiguration": "ON", "EmailMfaConfiguration": {}});
        check(block, Ok(by_email));
        let both = json!({"MfaConfiguration": "ON", "EmailMfaConfiguration": {},
            "SoftwareTokenMfaConfiguration": {"Enabled": true}});
        check(both, Ok(MfaConfig { email: true, ..on }));
        for words in ["Message", "Subject"] {
            let reason = format!(
                "EmailMfaConfiguration.{words} is not supported by this server yet. Leave it out."
            );
            let change = json!({
                "MfaConfiguration": "ON", "EmailMfaConfiguration": {words: "Your code is {####}"}});
            check(change, Err(&reason));
        }
        let stored = json!({"mode": "ON", "software_token": true});
        let read: MfaConfig = serde_json::from_value(stored).expect("it was stored before");
        assert!(read.software_token && !read.email);
    }
}
