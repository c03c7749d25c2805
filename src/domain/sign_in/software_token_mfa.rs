//! `SOFTWARE_TOKEN_MFA`: the code that an authenticator app shows now.

use super::{
    AnswerResult, Progress, Proof, ScreenContext, SignInContext, pending_factor::PendingFactor,
};
use crate::{
    attempt::AttemptKey,
    facts::{Facts, Stop},
    refusal::{self, Refusal},
    totp::{self, CodeCheck},
    user::User,
};
use serde::{Deserialize, Serialize};
use wire::challenge::{
    Answers, Challenge, ChallengeName, FRIENDLY_DEVICE_NAME, SOFTWARE_TOKEN_MFA_CODE as CODE,
};

/// The flow that waits for a code of the authenticator app.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct SoftwareTokenMfaFlow {
    pending: PendingFactor,
}

/// Asks a user who proved the password for the code of their app.
pub(super) fn ask(user: &User) -> (SoftwareTokenMfaFlow, Challenge) {
    let mut challenge = Challenge::new(
        ChallengeName::SoftwareTokenMfa,
        [("USER_ID_FOR_SRP", user.username.clone())],
    );
    let token = user.credentials.software_token.as_ref();
    if let Some(name) = token.and_then(|token| token.name.clone()) {
        let key = FRIENDLY_DEVICE_NAME.to_owned();
        challenge.parameters.insert(key, name);
    }
    let pending = PendingFactor::new(user);
    (SoftwareTokenMfaFlow { pending }, challenge)
}

/// The screen that asks for it. This build has no other second factor to choose.
pub(super) fn screen(cx: ScreenContext<'_>) -> wire::screen::SoftwareTokenMfa {
    wire::screen::SoftwareTokenMfa {
        session: cx.flow_token,
        username: cx.username,
        other_method: None,
        alert: cx.alert,
        code_error: cx.code_error,
    }
}

impl SoftwareTokenMfaFlow {
    pub(super) async fn answer<F: Facts>(
        &self,
        answers: &Answers,
        facts: &F,
        cx: &SignInContext<'_>,
    ) -> Result<AnswerResult<Self>, Stop> {
        let Some(code) = answers.response(CODE) else {
            return Ok(self.retry(refusal::Parameter::Missing(CODE.to_owned()).into()));
        };
        let key = AttemptKey::SoftwareToken(self.pending.sub.clone());
        if !facts.count_attempt(&key).await? {
            return Ok(self.retry(refusal::Credentials::LockedOut.into()));
        }
        let mut user = self.pending.user(facts, cx).await?;
        let token = user.credentials.software_token.as_mut();
        let token = token.ok_or(refusal::Flow::TokenInvalid)?;
        match totp::check(&token.secret, code, cx.now, Some(token.last_step)) {
            CodeCheck::Right(step) => {
                token.last_step = step;
                let proof = Proof::updating(user, key);
                Ok(AnswerResult::Progress(Progress::SecondFactor(proof)))
            }
            CodeCheck::Used => self.refuse_code(refusal::SoftwareToken::Used.into()),
            CodeCheck::Wrong => self.refuse_code(refusal::SoftwareToken::Wrong.into()),
        }
    }

    /// Refuses a code; after too many there is no further one.
    fn refuse_code(&self, refusal: Refusal) -> Result<AnswerResult<Self>, Stop> {
        let pending = self.pending.after_wrong_answer();
        let pending = pending.ok_or(refusal::SecondFactor::TriesSpent)?;
        Ok(AnswerResult::Retry(Self { pending }, refusal))
    }

    fn retry(&self, refusal: Refusal) -> AnswerResult<Self> {
        AnswerResult::Retry(self.clone(), refusal)
    }
}
