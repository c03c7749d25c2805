//! A sign-in that waits for an answer: what is stored, sealed, between two requests.

use super::{
    AnswerResult, Next, SetUpAct, SignInContext, email_otp::EmailOtpFlow, mfa_setup::MfaSetupFlow,
    new_password_required::NewPasswordRequiredFlow, password::PasswordFlow,
    password_verifier::PasswordVerifierFlow, software_token_mfa::SoftwareTokenMfaFlow,
};
use crate::{
    decision::Decided,
    facts::{Facts, Stop},
    refusal::{self, Refusal},
};
use serde::{Deserialize, Serialize, Serializer};
use wire::challenge::{Answers, Challenge, ChallengeName};

/// A sign-in that waits for the answer to a challenge.
#[derive(Clone, Serialize, Deserialize)]
pub struct StoredFlow {
    username: String,
    #[serde(serialize_with = "for_later_answers")]
    challenge: Challenge,
    flow: Flow,
}

/// Leaves out what only the first answer shows: an exchange of SRP remembers of its numbers what it needs.
fn for_later_answers<S: Serializer>(
    challenge: &Challenge,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut stored = challenge.clone();
    if stored.name == ChallengeName::PasswordVerifier {
        stored.parameters.retain(|key, _| key == "USER_ID_FOR_SRP");
    }
    stored.serialize(serializer)
}

/// The flow of a challenge: one variant for each.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Flow {
    Password(PasswordFlow),
    PasswordVerifier(Box<PasswordVerifierFlow>),
    NewPasswordRequired(NewPasswordRequiredFlow),
    SoftwareTokenMfa(SoftwareTokenMfaFlow),
    EmailOtp(EmailOtpFlow),
    MfaSetup(MfaSetupFlow),
}

/// The challenge only: the flow holds secrets and flow tokens.
impl std::fmt::Debug for StoredFlow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredFlow")
            .field("challenge", &self.challenge)
            .finish_non_exhaustive()
    }
}

impl StoredFlow {
    /// The sign-in of this identifier that waits for the answer to this challenge.
    pub(super) fn new(username: &str, flow: Flow, challenge: Challenge) -> Self {
        Self {
            username: username.to_owned(),
            challenge,
            flow,
        }
    }

    /// Whether nothing is proved yet: anybody may begin such a flow.
    pub const fn is_unproved(&self) -> bool {
        match self.flow {
            Flow::Password(_) | Flow::PasswordVerifier(_) => true,
            Flow::NewPasswordRequired(_)
            | Flow::SoftwareTokenMfa(_)
            | Flow::EmailOtp(_)
            | Flow::MfaSetup(_) => false,
        }
    }

    /// The challenge that waits for an answer.
    pub fn challenge(&self) -> &Challenge {
        &self.challenge
    }

    /// The identifier as typed.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// Whether these answers are to this challenge, and name in `USERNAME` the person, as they typed it or as the
    /// challenge told them to.
    ///
    /// **Errors** [`refusal::Flow::ChallengeMismatch`], [`refusal::Parameter::Missing`],
    /// [`refusal::Flow::TokenInvalid`].
    pub(super) fn check_addressed(
        &self,
        answers: &Answers,
        cx: &SignInContext<'_>,
    ) -> Result<(), Refusal> {
        if answers.name != self.challenge.name {
            return Err(refusal::Flow::ChallengeMismatch.into());
        }
        let username = answers
            .response("USERNAME")
            .ok_or_else(|| refusal::Parameter::Missing("USERNAME".to_owned()))?;
        let names = ["USERNAME", "USER_ID_FOR_SRP"]
            .iter()
            .filter_map(|key| self.challenge.parameters.get(*key));
        let mut names = names.chain([&self.username]);
        if names.any(|name| cx.pool.fold(name) == cx.pool.fold(username)) {
            Ok(())
        } else {
            Err(refusal::Flow::TokenInvalid.into())
        }
    }

    /// What these answers come to.
    pub(super) async fn answer<F: Facts>(
        &self,
        answers: &Answers,
        facts: &F,
        cx: &SignInContext<'_>,
    ) -> Result<AnswerResult<Flow>, Stop> {
        Ok(match &self.flow {
            Flow::Password(flow) => {
                let result = flow.answer(answers, facts, cx).await?;
                result.map(Flow::Password)
            }
            Flow::PasswordVerifier(flow) => {
                let result = flow.answer(answers, facts, cx).await?;
                result.map(Box::new).map(Flow::PasswordVerifier)
            }
            Flow::NewPasswordRequired(flow) => {
                let result = flow.answer(answers, facts, cx).await?;
                result.map(Flow::NewPasswordRequired)
            }
            Flow::SoftwareTokenMfa(flow) => {
                let result = flow.answer(answers, facts, cx).await?;
                result.map(Flow::SoftwareTokenMfa)
            }
            Flow::EmailOtp(flow) => {
                let result = flow.answer(answers, facts, cx).await?;
                result.map(Flow::EmailOtp)
            }
            Flow::MfaSetup(flow) => {
                let result = flow.answer(answers, facts, cx).await?;
                result.map(Flow::MfaSetup)
            }
        })
    }

    /// What this act before the answer comes to.
    pub(super) async fn set_up<F: Facts>(
        &self,
        act: &SetUpAct,
        facts: &F,
        cx: &SignInContext<'_>,
    ) -> Result<AnswerResult<Flow>, Stop> {
        match &self.flow {
            Flow::MfaSetup(flow) => {
                let result = flow.set_up(act, facts, cx).await?;
                Ok(result.map(Flow::MfaSetup))
            }
            Flow::Password(_)
            | Flow::PasswordVerifier(_)
            | Flow::NewPasswordRequired(_)
            | Flow::SoftwareTokenMfa(_)
            | Flow::EmailOtp(_) => Ok(AnswerResult::Retry(
                self.flow.clone(),
                refusal::Flow::ChallengeMismatch.into(),
            )),
        }
    }

    /// The same sign-in with another flow of its challenge.
    pub(super) fn with(&self, flow: Flow) -> Self {
        Self {
            flow,
            ..self.clone()
        }
    }

    /// Refuses an answer, and waits for another one.
    pub(super) fn refuse(&self, refusal: Refusal) -> Decided<Next> {
        let flow = Some(Box::new(self.clone()));
        Decided::new(Next::Refused { refusal, flow }, [])
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        sign_in::testing::TestSignIn,
        testing::alice::{PASSWORD, user},
    };

    /// Sealing makes four characters of three.
    #[test]
    fn what_anybody_may_begin_is_small() {
        let names = [
            "alice".to_owned(),
            "日".repeat(128),
            "\"".repeat(254),
            format!("{}@{}", "a".repeat(64), "b".repeat(189)),
        ];
        for name in names {
            for hides in [true, false] {
                let mut world = TestSignIn::new(hides, user());
                world.users[0].username.clone_from(&name);
                let check = |world: &TestSignIn| {
                    let flow = world.flow().expect("a flow waits");
                    let stored = serde_json::to_string(flow).expect("JSON");
                    let sealed = stored.len().div_ceil(3) * 4;
                    assert!(flow.is_unproved() && sealed < 3800, "{name}: {sealed}");
                };
                world.start_identifier(&name);
                check(&world);
                let begun = world.start_srp(&name, PASSWORD);
                assert!(begun.is_ok(), "{name}");
                check(&world);
            }
        }
    }

    #[test]
    fn what_is_longer_than_any_name_begins_nothing() {
        for name in ["x".repeat(255), "日".repeat(129), "x".repeat(131_072)] {
            let mut world = TestSignIn::new(true, user());
            world.start_identifier(&name);
            assert!(world.flow().is_none());
            assert!(world.start_srp(&name, PASSWORD).is_err());
            world.start_password(&name, PASSWORD);
            assert!(world.flow().is_none() && world.counted_keys.is_empty());
            let read: Vec<_> = world.traced();
            assert!(
                read.iter().all(|fact| fact.starts_with("Username(Invalid")),
                "{read:?}"
            );
        }
    }
}
