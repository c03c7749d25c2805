//! Second factors: which a pool asks for, which a user has, and what a sign-in must therefore ask next.

mod preference;

pub use preference::{Preference, PreferenceRequest};

use crate::{
    pool::Pool,
    refusal::Refusal,
    user::{Status, User},
};
use serde::{Deserialize, Serialize};
use shapes::idp;

/// A second factor that this build can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Factor {
    /// The code of an authenticator app.
    #[serde(rename = "SOFTWARE_TOKEN_MFA")]
    SoftwareToken,
}

impl Factor {
    /// Every factor, in the order in which one is chosen where nobody chose.
    pub const ALL: &[Self] = &[Self::SoftwareToken];

    /// The wire name, as in `UserMFASettingList` and `MFAS_CAN_SETUP`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SoftwareToken => "SOFTWARE_TOKEN_MFA",
        }
    }
}

/// What a pool asks for beside the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Whether a second factor is asked of nobody, of those who want it, or of everybody.
    pub mode: idp::UserPoolMfaType,
    /// Whether it may be an authenticator app.
    pub software_token: bool,
}

impl Default for Config {
    /// **Source** `UserPoolMfaType`: OFF where nothing was said.
    fn default() -> Self {
        Self {
            mode: idp::UserPoolMfaType::Off,
            software_token: false,
        }
    }
}

impl Config {
    /// Whether users of the pool may have this factor.
    pub const fn allows(self, factor: Factor) -> bool {
        match factor {
            Factor::SoftwareToken => self.software_token,
        }
    }

    /// What `SetUserPoolMfaConfig` makes of it: a block that is left out stays as it was, and OFF turns every method off.
    ///
    /// **Errors** [`Refusal::SettingInvalid`]: a method this build cannot ask for, one that is set up beside OFF, and no
    /// method at all beside ON or OPTIONAL.
    pub fn changed(self, request: &idp::SetUserPoolMfaConfigRequest) -> Result<Self, Refusal> {
        let refuse = |reason: String| Err(Refusal::SettingInvalid(reason));
        let unbuilt = [
            (
                "SmsMfaConfiguration",
                request.sms_mfa_configuration.is_some(),
            ),
            (
                "EmailMfaConfiguration",
                request.email_mfa_configuration.is_some(),
            ),
            (
                "WebAuthnConfiguration",
                request.web_authn_configuration.is_some(),
            ),
        ];
        if let Some((block, _)) = unbuilt.iter().find(|(_, is_set)| *is_set) {
            return refuse(format!(
                "{block} is not supported by this server yet. Leave it out."
            ));
        }
        let mode = request.mfa_configuration.unwrap_or(self.mode);
        let block = request.software_token_mfa_configuration.as_ref();
        let app = block.map(|block| block.enabled.unwrap_or(false));
        match mode {
            idp::UserPoolMfaType::Off if app == Some(true) => refuse(
                "Invalid MFA configuration given, can't turn off MFA and configure an MFA together."
                    .to_owned(),
            ),
            idp::UserPoolMfaType::Off => Ok(Self::default()),
            idp::UserPoolMfaType::On | idp::UserPoolMfaType::Optional => {
                let changed = Self {
                    mode,
                    software_token: app.unwrap_or(self.software_token),
                };
                if Factor::ALL.iter().any(|factor| changed.allows(*factor)) {
                    Ok(changed)
                } else {
                    refuse(
                        "MfaConfiguration ON or OPTIONAL needs a method: enable SoftwareTokenMfaConfiguration."
                            .to_owned(),
                    )
                }
            }
        }
    }
}

/// What a sign-in asks beside the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// Nothing.
    Nothing,
    /// This factor.
    Factor(Factor),
    /// That one of these be set up.
    SetUp(Vec<Factor>),
}

/// What is asked of a user who proved the password.
///
/// Whoever has an authenticator app and lives in a pool that asks everybody is asked for it, whether or not they enabled
/// it; where a second factor is a choice, only who enabled one made it.
///
/// **Errors** [`Refusal::NoSecondFactor`] where one is required and none can be had.
///
/// **Source** developer guide, "Adding MFA to a user pool", the decision at sign-in.
pub fn demand(user: &User, pool: &Pool) -> Result<Demand, Refusal> {
    let (config, choice) = (pool.mfa, &user.mfa);
    // Who signs in elsewhere is asked there.
    if config.mode == idp::UserPoolMfaType::Off || user.status == Status::ExternalProvider {
        return Ok(Demand::Nothing);
    }
    let allowed = || {
        Factor::ALL
            .iter()
            .copied()
            .filter(|factor| config.allows(*factor))
    };
    let usable = |factor: &Factor| config.allows(*factor) && user.has(*factor);
    let enabled = |factor: &Factor| usable(factor) && choice.enabled.contains(factor);
    let chosen = choice.preferred.filter(enabled);
    let chosen = chosen.or_else(|| allowed().find(enabled));
    if let Some(factor) = chosen {
        return Ok(Demand::Factor(factor));
    }
    if config.mode == idp::UserPoolMfaType::Optional {
        return Ok(Demand::Nothing);
    }
    if let Some(factor) = allowed().find(usable) {
        return Ok(Demand::Factor(factor));
    }
    let open: Vec<Factor> = allowed().collect();
    if open.is_empty() {
        Err(Refusal::NoSecondFactor)
    } else {
        Ok(Demand::SetUp(open))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn config(mode: &str, software_token: bool) -> Config {
        Config {
            mode: mode.parse().expect("a name of the API"),
            software_token,
        }
    }

    #[track_caller]
    fn check(before: Config, change: serde_json::Value, expect: Result<Config, &str>) {
        let mut request = json!({"UserPoolId": "us-east-1_abc"});
        for (key, value) in change.as_object().expect("an object") {
            request[key] = value.clone();
        }
        let request = serde_json::from_value(request).expect("Cognito's shape");
        let expect = expect.map_err(|reason| Refusal::SettingInvalid(reason.to_owned()));
        assert_eq!(before.changed(&request), expect, "{change}");
    }

    #[test]
    fn a_pool_asks_for_what_it_can_ask_for() {
        let (off, on) = (Config::default(), config("ON", true));
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
        for block in [
            "SmsMfaConfiguration",
            "EmailMfaConfiguration",
            "WebAuthnConfiguration",
        ] {
            let reason = format!("{block} is not supported by this server yet. Leave it out.");
            let change = json!({
                "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}, block: {}});
            check(Config::default(), change, Err(&reason));
        }
    }
}
