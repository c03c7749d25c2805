//! The functions of a pool: `LambdaConfig`.

use super::Pool;
use crate::{
    refusal::{Refusal, refuse_setting},
    unbuilt,
};
use shapes::idp;

/// Refuses functions that this build would never call, and two different ones for the same step.
pub(super) fn check_triggers(config: &idp::LambdaConfigType) -> Result<(), Refusal> {
    unbuilt::check_triggers(config)?;
    let versioned = config.pre_token_generation_config.as_ref();
    let both = config.pre_token_generation.as_ref().zip(versioned);
    if both.is_some_and(|(arn, versioned)| *arn != versioned.lambda_arn) {
        return refuse_setting(
            "LambdaConfig: PreTokenGeneration and the LambdaArn of PreTokenGenerationConfig must be the same.",
        );
    }
    Ok(())
}

impl Pool {
    /// The functions as they are described: the one before tokens are signed has two names, and is shown under both.
    ///
    /// **Source** the infrastructure provider for AWS, which changes both together (`user_pool.go`).
    pub fn described_triggers(&self) -> idp::LambdaConfigType {
        let config = self.settings.lambda_config.clone().unwrap_or_default();
        let function = self.pre_token_generation();
        idp::LambdaConfigType {
            pre_token_generation: function.map(|(arn, _)| arn.to_owned()),
            pre_token_generation_config: function.map(|(arn, version)| {
                idp::PreTokenGenerationVersionConfigType {
                    lambda_arn: arn.to_owned(),
                    lambda_version: version,
                }
            }),
            ..config
        }
    }

    /// The ARN of the function that is called before a user is created.
    pub fn pre_sign_up(&self) -> Option<&str> {
        self.settings.lambda_config.as_ref()?.pre_sign_up.as_deref()
    }

    /// The ARN of the function that is called once somebody signed in.
    pub fn post_authentication(&self) -> Option<&str> {
        let config = self.settings.lambda_config.as_ref()?;
        config.post_authentication.as_deref()
    }

    /// The ARN of the function that is called before tokens are signed, and the version of its event.
    pub fn pre_token_generation(&self) -> Option<(&str, idp::PreTokenGenerationLambdaVersionType)> {
        let config = self.settings.lambda_config.as_ref()?;
        let versioned = config.pre_token_generation_config.as_ref();
        versioned
            .map(|versioned| (versioned.lambda_arn.as_str(), versioned.lambda_version))
            .or_else(|| {
                let first = idp::PreTokenGenerationLambdaVersionType::V10;
                Some((config.pre_token_generation.as_deref()?, first))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{id::PoolId, refusal, time::Timestamp};
    use serde_json::json;

    const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:f";

    fn pool(config: serde_json::Value) -> Result<Pool, Refusal> {
        let settings = json!({"PoolName": "p", "LambdaConfig": config});
        let settings = serde_json::from_value(settings).expect("Cognito's shape");
        Pool::create(settings, PoolId::from("us-east-1_abc"), Timestamp(0))
    }

    #[test]
    fn the_function_of_tokens_is_shown_under_both_of_its_names() {
        let check = |config: serde_json::Value, version: &str| {
            let pool = pool(config).expect("sound");
            let described = serde_json::to_value(pool.described_triggers()).expect("JSON");
            let versioned = json!({"LambdaArn": ARN, "LambdaVersion": version});
            let expect = json!({"PreTokenGeneration": ARN, "PreTokenGenerationConfig": versioned});
            assert_eq!(described, expect);
        };
        check(json!({"PreTokenGeneration": ARN}), "V1_0");
        for version in ["V1_0", "V2_0", "V3_0"] {
            let versioned = json!({"LambdaArn": ARN, "LambdaVersion": version});
            check(json!({"PreTokenGenerationConfig": versioned}), version);
        }
        let none = pool(json!({})).expect("sound").described_triggers();
        assert_eq!(none, idp::LambdaConfigType::default());
    }

    #[test]
    fn functions_that_nothing_calls_are_refused() {
        let sender = json!({"LambdaArn": ARN, "LambdaVersion": "V1_0"});
        for (name, value) in [
            ("CreateAuthChallenge", json!(ARN)),
            ("CustomEmailSender", sender.clone()),
            ("CustomMessage", json!(ARN)),
            ("CustomSMSSender", sender.clone()),
            ("DefineAuthChallenge", json!(ARN)),
            ("InboundFederation", sender),
            ("KMSKeyID", json!(ARN)),
            ("PostConfirmation", json!(ARN)),
            ("PreAuthentication", json!(ARN)),
            ("UserMigration", json!(ARN)),
            ("VerifyAuthChallengeResponse", json!(ARN)),
        ] {
            let text =
                format!("LambdaConfig: {name} is not supported by this server yet. Leave it out.");
            let expect = Err(refusal::Setting::Invalid(text).into());
            assert_eq!(pool(json!({name: value})).map(|_| ()), expect, "{name}");
        }
    }

    #[test]
    fn the_function_of_tokens_has_one_arn_and_a_version() {
        use idp::PreTokenGenerationLambdaVersionType as V;
        let versioned = |version| json!({"LambdaArn": ARN, "LambdaVersion": version});
        let check = |config, expect| {
            let pool = pool(config).expect("sound settings");
            assert_eq!(pool.pre_token_generation(), expect);
            assert_eq!(pool.pre_sign_up(), None);
        };
        check(json!({}), None);
        check(json!({"PreTokenGeneration": ARN}), Some((ARN, V::V10)));
        check(
            json!({"PreTokenGenerationConfig": versioned("V3_0")}),
            Some((ARN, V::V30)),
        );
        check(
            json!({"PreTokenGeneration": ARN, "PreTokenGenerationConfig": versioned("V2_0")}),
            Some((ARN, V::V20)),
        );
        let other = format!("{ARN}2");
        let two =
            json!({"PreTokenGeneration": other, "PreTokenGenerationConfig": versioned("V2_0")});
        let text = "LambdaConfig: PreTokenGeneration and the LambdaArn of PreTokenGenerationConfig must be the same.";
        let expect = Err(refusal::Setting::Invalid(text.to_owned()).into());
        assert_eq!(pool(two).map(|_| ()), expect);
    }
}
