//! `PASSWORD`: the password itself, given at the start or asked after the identifier.

use super::{AnswerResult, Progress, Proof, ScreenContext, SignInContext};
use crate::{
    account::Account,
    attempt::AttemptKey,
    facts::{Facts, PasswordCheck, Stop},
    password::renew_verifier,
    refusal::{self, Refusal},
    secret::Secret,
    user::Status,
};
use serde::{Deserialize, Serialize};
use wire::challenge::{Answers, Challenge, ChallengeName};

/// The flow that waits for the password.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PasswordFlow {
    /// The identifier as typed.
    username: String,
}

/// Asks for the password, whether or not the identifier is anybody's: nothing was looked up.
pub(super) fn ask(username: &str) -> (PasswordFlow, Challenge) {
    let username = username.to_owned();
    let challenge = Challenge::new(ChallengeName::Password, []);
    (PasswordFlow { username }, challenge)
}

/// The screen that asks for it.
pub(super) fn screen(cx: ScreenContext<'_>) -> wire::screen::Password {
    wire::screen::Password {
        session: cx.flow_token,
        username: cx.username,
        alert: cx.alert,
        password_error: cx.password_error,
    }
}

impl PasswordFlow {
    pub(super) async fn answer<F: Facts>(
        &self,
        answers: &Answers,
        facts: &F,
        cx: &SignInContext<'_>,
    ) -> Result<AnswerResult<Self>, Stop> {
        let password = Secret::from(answers.response("PASSWORD").unwrap_or_default());
        match check(&self.username, &password, facts, cx).await {
            Ok(proof) => Ok(AnswerResult::Progress(Progress::FirstFactor(proof))),
            // Who must reset the password is not asked for another one.
            Err(Stop::Refused(refusal))
                if refusal != Refusal::User(refusal::User::ResetRequired) =>
            {
                Ok(AnswerResult::Retry(self.clone(), refusal))
            }
            Err(stop) => Err(stop),
        }
    }
}

/// Checks the password of whom the identifier names.
///
/// **Errors** [`refusal::Parameter::Missing`], [`refusal::User::Unknown`], [`refusal::Credentials::LockedOut`],
/// [`refusal::Credentials::Wrong`]; [`refusal::User::ResetRequired`] where a client that may know who exists has the
/// wrong one.
pub(super) async fn check<F: Facts>(
    username: &str,
    password: &Secret,
    facts: &F,
    cx: &SignInContext<'_>,
) -> Result<Proof, Stop> {
    if password.expose().is_empty() {
        return Err(refusal::Parameter::Missing("PASSWORD".to_owned()).into());
    }
    let account = Account::find(facts, username, cx).await?;
    let key = AttemptKey::Password(account.sub().clone());
    if !facts.count_attempt(&key).await? {
        return Err(refusal::Credentials::LockedOut.into());
    }
    let hash = account
        .user()
        .and_then(|user| user.credentials.password.as_ref());
    let check = facts.check_password(password, hash).await?;
    let mut user = match account {
        Account::User(user) if check.is_right() && user.credentials.password.is_some() => user,
        Account::User(user) if user.status == Status::ResetRequired && !cx.hides_users() => {
            return Err(refusal::User::ResetRequired.into());
        }
        Account::User(_) | Account::Decoy(_) => return Err(refusal::Credentials::Wrong.into()),
    };
    let is_renewed = renew_verifier(&mut user, cx.pool, password, &cx.random.salt);
    let is_outdated = check == PasswordCheck::Outdated;
    if is_outdated {
        // The password is the same, so its history and the date of the last change stay.
        user.credentials.password = Some(facts.hash_password(password).await?);
    }
    Ok(if is_renewed || is_outdated {
        Proof::updating(user, key)
    } else {
        Proof::new(user, key)
    })
}
