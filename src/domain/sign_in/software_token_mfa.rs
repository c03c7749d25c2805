//! `SOFTWARE_TOKEN_MFA`: the code that an authenticator app shows now.

use super::{
    Challenge, ChallengeName, Change, Fact, Input, Met, Need, Outcome, Proved, Shown, Turn,
    claimant::Claimant,
};
use crate::{
    attempt,
    refusal::Refusal,
    secret::Secret,
    totp::{self, Checked},
    user::User,
};
use serde::{Deserialize, Serialize};
use wire::challenge::SOFTWARE_TOKEN_MFA_CODE as CODE;

/// A code is asked, or being checked.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct SoftwareTokenMfa {
    who: Claimant,
    stage: Stage,
}

#[derive(Clone, Serialize, Deserialize)]
enum Stage {
    Asked,
    #[serde(skip)]
    Counting(Secret),
    #[serde(skip)]
    Reading(Secret),
}

/// Asks a user who proved the password for the code of their app.
pub(super) fn ask(user: &User) -> (SoftwareTokenMfa, Challenge) {
    let mut challenge = Challenge::new(
        ChallengeName::SoftwareTokenMfa,
        [("USER_ID_FOR_SRP", user.username.clone())],
    );
    let token = user.credentials.software_token.as_ref();
    if let Some(name) = token.and_then(|token| token.name.clone()) {
        let key = "FRIENDLY_DEVICE_NAME".to_owned();
        challenge.parameters.insert(key, name);
    }
    let asked = SoftwareTokenMfa {
        who: Claimant::of(user),
        stage: Stage::Asked,
    };
    (asked, challenge)
}

/// The screen that asks for it. This build has no other second factor to choose.
pub(super) fn screen(shown: Shown<'_>) -> wire::screen::SoftwareTokenMfa {
    wire::screen::SoftwareTokenMfa {
        session: shown.session,
        username: shown.username,
        other_method: None,
        alert: shown.alert,
        code_error: shown.code_error,
    }
}

impl SoftwareTokenMfa {
    pub(super) fn advance(self, input: Input, turn: &Turn) -> Outcome<Self> {
        let key = attempt::software_token_key(&self.who.sub);
        match &self.stage {
            Stage::Asked => {
                let Input::Answer(answers) = input else {
                    return Outcome::OUT_OF_ORDER;
                };
                match answers.response(CODE) {
                    Some(code) => {
                        let stage = Stage::Counting(code.into());
                        Outcome::Need(Self { stage, ..self }, Need::CountAttempt(key))
                    }
                    None => Outcome::Again(self, Refusal::ParameterMissing(CODE.to_owned())),
                }
            }
            Stage::Counting(code) => {
                let stage = Stage::Reading(code.clone());
                match input {
                    Input::Fact(Fact::Attempt(true)) => {
                        let need = self.who.read();
                        Outcome::Need(Self { stage, ..self }, need)
                    }
                    Input::Fact(Fact::Attempt(false)) => self.again(Refusal::LockedOut),
                    Input::Start(_) | Input::Answer(_) | Input::SetUp(_) | Input::Fact(_) => {
                        Outcome::OUT_OF_ORDER
                    }
                }
            }
            Stage::Reading(code) => {
                let Input::Fact(Fact::User(user)) = input else {
                    return Outcome::OUT_OF_ORDER;
                };
                let mut user = match self.who.found(user, turn) {
                    Ok(user) => user,
                    Err(refusal) => return Outcome::Refuse(refusal),
                };
                let Some(token) = user.credentials.software_token.as_mut() else {
                    return Outcome::Refuse(Refusal::FlowTokenInvalid);
                };
                let (secret, last) = (&token.secret, Some(token.last_step));
                match totp::check(secret, code.expose(), turn.now, last) {
                    Checked::Right(step) => {
                        token.last_step = step;
                        let used = Change::UpdateUser(user.clone());
                        let mut proved = Proved::clearing(user, key);
                        proved.changes.push(used);
                        Outcome::Met(Met::SecondFactor(proved))
                    }
                    Checked::Used => self.wrong(Refusal::SoftwareTokenUsed),
                    Checked::Wrong => self.wrong(Refusal::SoftwareTokenWrong),
                }
            }
        }
    }

    /// Says no to an answer; after too many there is no further one.
    fn wrong(mut self, refusal: Refusal) -> Outcome<Self> {
        if self.who.once_more() {
            self.again(refusal)
        } else {
            Outcome::Refuse(Refusal::SoftwareTokenTriesSpent)
        }
    }

    fn again(self, refusal: Refusal) -> Outcome<Self> {
        let stage = Stage::Asked;
        Outcome::Again(Self { stage, ..self }, refusal)
    }
}
