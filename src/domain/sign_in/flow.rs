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
use serde::{Deserialize, Serialize};
use wire::challenge::{Answers, Challenge};

/// A sign-in that waits for the answer to a challenge.
#[derive(Clone, Serialize, Deserialize)]
pub struct StoredFlow {
    username: String,
    challenge: Challenge,
    flow: Flow,
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
