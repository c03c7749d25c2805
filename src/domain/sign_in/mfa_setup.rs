//! `MFA_SETUP`: the set-up of an authenticator app, asked of those who have no second factor where the pool requires one.
//!
//! The secret is made with the challenge. Programs fetch it and prove it by two operations of their own, and answer then;
//! the page shows it, and its answer carries the code.

use super::{
    AnswerResult, Progress, Proof, ScreenContext, SignInContext, pending_factor::PendingFactor,
};
use crate::{
    attempt::AttemptKey,
    change::Change,
    facts::{Facts, Stop},
    mfa::Factor,
    qr,
    refusal::{self, Refusal},
    second_factor::{Demand, demand},
    secret::Secret,
    totp::{self, CodeCheck, SoftwareToken},
    user::User,
};
use serde::{Deserialize, Serialize};
use wire::challenge::{
    Answers, Challenge, ChallengeName, FRIENDLY_DEVICE_NAME, OTPAUTH_URI, SECRET_CODE,
    SOFTWARE_TOKEN_MFA_CODE as CODE,
};

/// The flow that waits for the first code of a new authenticator app.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct MfaSetupFlow {
    pending: PendingFactor,
    /// The new app's secret.
    secret: Secret,
    /// The app, once a code proved that it has the secret.
    token: Option<SoftwareToken>,
}

/// What a program does to set up a second factor. The challenge is asked again after each, under another flow token.
#[derive(Debug, Clone)]
pub enum SetUpAct {
    /// It fetches the secret.
    Associate,
    /// It proves that it has the secret.
    Verify {
        /// What the authenticator app shows.
        code: Secret,
        /// What the person calls the app.
        name: Option<String>,
    },
}

/// Asks a user who proved the password to set up one of these factors.
pub(super) fn ask(
    user: &User,
    factors: &[Factor],
    cx: &SignInContext<'_>,
) -> (MfaSetupFlow, Challenge) {
    let secret = totp::secret(cx.random.software_token);
    let names: Vec<&str> = factors.iter().map(|factor| factor.as_str()).collect();
    let mut challenge = Challenge::new(
        ChallengeName::MfaSetup,
        [
            ("MFAS_CAN_SETUP", serde_json::Value::from(names).to_string()),
            ("USER_ID_FOR_SRP", user.username.clone()),
        ],
    );
    let issuer = &cx.client.settings.client_name;
    let uri = totp::address(&secret, issuer, user.shown_name(cx.pool));
    challenge.page.extend([
        (SECRET_CODE.to_owned(), secret.expose().to_owned()),
        (OTPAUTH_URI.to_owned(), uri),
    ]);
    let flow = MfaSetupFlow {
        pending: PendingFactor::new(user),
        secret,
        token: None,
    };
    (flow, challenge)
}

/// The screen that leads through it: the new app's secret as a key, an address and a picture.
pub(super) fn screen(challenge: &Challenge, cx: ScreenContext<'_>) -> wire::screen::MfaSetup {
    let page = |key: &str| challenge.page.get(key).cloned().unwrap_or_default();
    let uri = page(OTPAUTH_URI);
    wire::screen::MfaSetup {
        session: cx.flow_token,
        username: cx.username,
        secret: page(SECRET_CODE),
        qr: qr::draw(&uri),
        uri,
        device_name: String::new(),
        alert: cx.alert,
        code_error: cx.code_error,
    }
}

/// What a code that is to prove the secret comes to.
enum TokenCheck {
    /// The app has the secret.
    Right(SoftwareToken),
    /// The code is refused.
    Refused(AnswerResult<MfaSetupFlow>),
}

impl MfaSetupFlow {
    /// What a program does before it answers.
    pub(super) async fn set_up<F: Facts>(
        &self,
        act: &SetUpAct,
        facts: &F,
        cx: &SignInContext<'_>,
    ) -> Result<AnswerResult<Self>, Stop> {
        match act {
            SetUpAct::Associate => Ok(AnswerResult::Reissue(self.clone(), Vec::new())),
            SetUpAct::Verify { code, name } => {
                match self
                    .check(code.expose(), name.as_deref(), facts, cx)
                    .await?
                {
                    TokenCheck::Right(token) => {
                        let token = Some(token);
                        let key = AttemptKey::SoftwareToken(self.pending.sub.clone());
                        Ok(AnswerResult::Reissue(
                            Self {
                                token,
                                ..self.clone()
                            },
                            vec![Change::of_right(key)],
                        ))
                    }
                    TokenCheck::Refused(result) => Ok(result),
                }
            }
        }
    }

    /// The answer to the challenge: a code, or nothing more where one was proved before.
    pub(super) async fn answer<F: Facts>(
        &self,
        answers: &Answers,
        facts: &F,
        cx: &SignInContext<'_>,
    ) -> Result<AnswerResult<Self>, Stop> {
        let token = match (answers.response(CODE), &self.token) {
            (Some(code), _) => {
                let name = answers.response(FRIENDLY_DEVICE_NAME);
                match self.check(code, name, facts, cx).await? {
                    TokenCheck::Right(token) => token,
                    TokenCheck::Refused(result) => return Ok(result),
                }
            }
            (None, Some(token)) => token.clone(),
            (None, None) => {
                let refusal = refusal::SoftwareToken::Unverified.into();
                return Ok(AnswerResult::Retry(self.clone(), refusal));
            }
        };
        let user = self.pending.user(facts, cx).await?;
        let proof = give(user, token, cx)?;
        Ok(AnswerResult::Progress(Progress::SecondFactor(proof)))
    }

    /// Checks a code that is to prove that the app, which its owner calls `name`, has the secret.
    async fn check<F: Facts>(
        &self,
        code: &str,
        name: Option<&str>,
        facts: &F,
        cx: &SignInContext<'_>,
    ) -> Result<TokenCheck, Stop> {
        if let Err(refusal) = SoftwareToken::check_name(name) {
            return Ok(TokenCheck::Refused(AnswerResult::Retry(
                self.clone(),
                refusal,
            )));
        }
        let key = AttemptKey::SoftwareToken(self.pending.sub.clone());
        if !facts.count_attempt(&key).await? {
            let retry = AnswerResult::Retry(self.clone(), refusal::Credentials::LockedOut.into());
            return Ok(TokenCheck::Refused(retry));
        }
        match totp::check(&self.secret, code, cx.now, None) {
            CodeCheck::Right(last_step) => Ok(TokenCheck::Right(SoftwareToken {
                secret: self.secret.clone(),
                name: name.map(str::to_owned),
                last_step,
            })),
            CodeCheck::Used | CodeCheck::Wrong => {
                let pending = self.pending.after_wrong_answer();
                let flow = Self {
                    pending: pending.ok_or(refusal::SecondFactor::TriesSpent)?,
                    ..self.clone()
                };
                let retry = AnswerResult::Retry(flow, refusal::SoftwareToken::NotProved.into());
                Ok(TokenCheck::Refused(retry))
            }
        }
    }
}

/// Gives the app to the user, who is asked for its codes from now on.
///
/// **Errors** [`refusal::Flow::TokenInvalid`] for a user who has a second factor by now, and proves that one instead: a
/// password alone replaces none.
fn give(
    mut user: Box<User>,
    token: SoftwareToken,
    cx: &SignInContext<'_>,
) -> Result<Proof, Refusal> {
    match demand(&user, cx.pool) {
        Ok(Demand::SetUp(_)) => {}
        Ok(Demand::Nothing | Demand::Factor(_)) | Err(_) => {
            return Err(refusal::Flow::TokenInvalid.into());
        }
    }
    user.take_software_token(token);
    user.mfa.prefer(Factor::SoftwareToken);
    user.modified_at = cx.now;
    let key = AttemptKey::SoftwareToken(user.sub.clone());
    Ok(Proof::updating(user, key))
}
