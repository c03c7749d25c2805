//! `EMAIL_OTP`: a code that is sent to the user's e-mail address, as second factor.

use super::{
    AnswerResult, Progress, Proof, ScreenContext, SignInContext, pending_factor::PendingFactor,
};
use crate::{
    attempt::AttemptKey,
    attribute::flag_of,
    change::Change,
    code::six_digits,
    facts::{Facts, Limit, Stop, limit},
    message::{Channel, Purpose, mask},
    refusal::{self, Refusal},
    secret::Secret,
    send_code,
    user::User,
};
use serde::{Deserialize, Serialize};
use wire::{
    challenge::{
        Answers, CODE_DELIVERY_DELIVERY_MEDIUM, CODE_DELIVERY_DESTINATION, Challenge,
        ChallengeName, EMAIL_OTP_CODE as CODE,
    },
    screen::{Delivery, Medium},
};

/// How many codes an hour. Each is a message to somebody who may not be the one who signs in.
const CODES: u32 = 20;

const EMAIL: &str = Channel::Email.attribute();

/// The flow that waits for the code that was sent by e-mail.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct EmailOtpFlow {
    pending: PendingFactor,
    /// The code. It lives as long as the flow, and is good for this sign-in only.
    code: Secret,
    /// Where it was sent.
    address: String,
}

/// Sends a code to a user who proved the password, and asks for it.
///
/// **Errors** [`refusal::Limit::TooManyTries`]; [`refusal::SecondFactor::Unavailable`] for a user without an address.
pub(super) async fn ask<F: Facts>(
    user: &User,
    facts: &F,
    cx: &SignInContext<'_>,
) -> Result<(EmailOtpFlow, Challenge, Change), Stop> {
    let address = user.attributes.get(EMAIL);
    let address = address.ok_or(refusal::SecondFactor::Unavailable)?;
    limit(facts, &Limit::hourly("email_otp", &user.sub, CODES)).await?;
    let code = six_digits(cx.random.code);
    let target = (Channel::Email, address.as_str());
    let message = send_code::message(user, target, Purpose::Authentication, code.clone(), cx);
    let challenge = Challenge::new(
        ChallengeName::EmailOtp,
        [
            (
                CODE_DELIVERY_DELIVERY_MEDIUM,
                Channel::Email.as_str().to_owned(),
            ),
            (CODE_DELIVERY_DESTINATION, mask(Channel::Email, address)),
            ("USER_ID_FOR_SRP", user.username.clone()),
        ],
    );
    let flow = EmailOtpFlow {
        pending: PendingFactor::new(user),
        code,
        address: address.clone(),
    };
    Ok((flow, challenge, Change::Send(message)))
}

/// The screen that asks for it.
pub(super) fn screen(challenge: &Challenge, cx: ScreenContext<'_>) -> wire::screen::EmailOtp {
    let destination = challenge.parameters.get(CODE_DELIVERY_DESTINATION);
    wire::screen::EmailOtp {
        session: cx.flow_token,
        username: cx.username,
        delivery: destination.map(|destination| Delivery {
            medium: Medium::Email,
            destination: destination.clone(),
        }),
        other_method: None,
        alert: cx.alert,
        code_error: cx.code_error,
    }
}

impl EmailOtpFlow {
    pub(super) async fn answer<F: Facts>(
        &self,
        answers: &Answers,
        facts: &F,
        cx: &SignInContext<'_>,
    ) -> Result<AnswerResult<Self>, Stop> {
        let Some(code) = answers.response(CODE) else {
            return Ok(self.retry(refusal::Parameter::Missing(CODE.to_owned()).into()));
        };
        let key = AttemptKey::EmailOtp(self.pending.sub.clone());
        if !facts.count_attempt(&key).await? {
            return Ok(self.retry(refusal::Credentials::LockedOut.into()));
        }
        let mut user = self.pending.user(facts, cx).await?;
        if user.attributes.get(EMAIL) != Some(&self.address) {
            return Err(refusal::Flow::TokenInvalid.into());
        }
        if !self.code.matches(code) {
            let pending = self.pending.after_wrong_answer();
            let pending = pending.ok_or(refusal::SecondFactor::TriesSpent)?;
            let flow = Self {
                pending,
                ..self.clone()
            };
            return Ok(AnswerResult::Retry(flow, refusal::Code::Wrong.into()));
        }
        // An alias is taken from nobody by signing in: it is verified by the operations that look for its owner.
        let is_alias = cx.pool.alias_attributes().contains(&EMAIL);
        let proof = if user.has_verified(EMAIL) || is_alias {
            Proof::new(user, key)
        } else {
            user.attributes.insert(flag_of(EMAIL), "true".to_owned());
            user.modified_at = cx.now;
            Proof::updating(user, key)
        };
        Ok(AnswerResult::Progress(Progress::SecondFactor(proof)))
    }

    fn retry(&self, refusal: Refusal) -> AnswerResult<Self> {
        AnswerResult::Retry(self.clone(), refusal)
    }
}
