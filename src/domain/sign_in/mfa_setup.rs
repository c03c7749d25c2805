//! `MFA_SETUP`: the set-up of an authenticator app, asked of those who have no second factor where the pool requires one.
//!
//! The secret is made with the challenge. Programs fetch it and prove it by two operations of their own, and answer then;
//! the page shows it, and its answer carries the code.

use super::{
    Answers, Challenge, ChallengeName, Change, Fact, Input, Met, Need, Outcome, Proved, SetUp,
    Shown, Turn, claimant::Claimant,
};
use crate::{
    attempt,
    mfa::{self, Demand, Factor},
    qr,
    refusal::Refusal,
    secret::Secret,
    totp::{self, Checked, SoftwareToken},
    user::User,
};
use serde::{Deserialize, Serialize};
use wire::challenge::{
    FRIENDLY_DEVICE_NAME, OTPAUTH_URI, SECRET_CODE, SOFTWARE_TOKEN_MFA_CODE as CODE,
};

/// A second factor is being set up.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct MfaSetup {
    who: Claimant,
    /// The new app's secret.
    secret: Secret,
    /// The app, once a code proved that it has the secret.
    token: Option<SoftwareToken>,
    stage: Stage,
}

#[derive(Clone, Serialize, Deserialize)]
enum Stage {
    Asked,
    /// A code's try is being counted.
    #[serde(skip)]
    Counting(Code),
    /// The app is being given to the user.
    #[serde(skip)]
    Reading(SoftwareToken),
}

/// A code that is to prove the secret.
#[derive(Clone)]
struct Code {
    code: Secret,
    name: Option<String>,
    /// Whether it answers the challenge too.
    answers: bool,
}

/// Asks a user who proved the password to set up one of these factors.
pub(super) fn ask(user: &User, open: &[Factor], turn: &Turn) -> (MfaSetup, Challenge) {
    let secret = totp::secret(turn.random.software_token);
    let names: Vec<&str> = open.iter().map(|factor| factor.as_str()).collect();
    let mut challenge = Challenge::new(
        ChallengeName::MfaSetup,
        [
            ("MFAS_CAN_SETUP", serde_json::Value::from(names).to_string()),
            ("USER_ID_FOR_SRP", user.username.clone()),
        ],
    );
    let (issuer, account) = (
        &turn.client.settings.client_name,
        user.shown_name(turn.pool),
    );
    challenge.page.extend([
        (SECRET_CODE.to_owned(), secret.expose().to_owned()),
        (
            OTPAUTH_URI.to_owned(),
            totp::address(&secret, issuer, account),
        ),
    ]);
    let asked = MfaSetup {
        who: Claimant::of(user),
        secret,
        token: None,
        stage: Stage::Asked,
    };
    (asked, challenge)
}

/// The screen that leads through it: the new app's secret as a key, an address and a picture.
pub(super) fn screen(challenge: &Challenge, shown: Shown<'_>) -> wire::screen::MfaSetup {
    let page = |key: &str| challenge.page.get(key).cloned().unwrap_or_default();
    let uri = page(OTPAUTH_URI);
    wire::screen::MfaSetup {
        session: shown.session,
        username: shown.username,
        secret: page(SECRET_CODE),
        qr: qr::draw(&uri),
        uri,
        device_name: String::new(),
        alert: shown.alert,
        code_error: shown.code_error,
    }
}

impl MfaSetup {
    pub(super) fn advance(self, input: Input, turn: &Turn) -> Outcome<Self> {
        let key = attempt::software_token_key(&self.who.sub);
        match &self.stage {
            Stage::Asked => match input {
                Input::SetUp(SetUp::Associate) => Outcome::Anew(self),
                Input::SetUp(SetUp::Verify { code, name }) => self.count(
                    Code {
                        code,
                        name,
                        answers: false,
                    },
                    key,
                ),
                Input::Answer(answers) => self.answer(&answers, key),
                Input::Start(_) | Input::Fact(_) => Outcome::OUT_OF_ORDER,
            },
            Stage::Counting(code) => {
                let code = code.clone();
                match input {
                    Input::Fact(Fact::Attempt(true)) => self.check(code, turn),
                    Input::Fact(Fact::Attempt(false)) => self.again(Refusal::LockedOut),
                    Input::Start(_) | Input::Answer(_) | Input::SetUp(_) | Input::Fact(_) => {
                        Outcome::OUT_OF_ORDER
                    }
                }
            }
            Stage::Reading(token) => {
                let Input::Fact(Fact::User(user)) = input else {
                    return Outcome::OUT_OF_ORDER;
                };
                match self.who.found(user, turn) {
                    Ok(user) => give(user, token.clone(), key, turn),
                    Err(refusal) => Outcome::Refuse(refusal),
                }
            }
        }
    }

    /// The answer to the challenge: a code, or nothing more where one was proved before.
    fn answer(self, answers: &Answers, key: String) -> Outcome<Self> {
        match (answers.response(CODE), self.token.clone()) {
            (Some(code), _) => {
                let name = answers.response(FRIENDLY_DEVICE_NAME);
                let code = Code {
                    code: code.into(),
                    name: name.map(str::to_owned),
                    answers: true,
                };
                self.count(code, key)
            }
            (None, Some(token)) => self.read(token),
            (None, None) => self.again(Refusal::SoftwareTokenUnverified),
        }
    }

    fn count(self, code: Code, key: String) -> Outcome<Self> {
        let stage = Stage::Counting(code);
        Outcome::Need(Self { stage, ..self }, Need::CountAttempt(key))
    }

    fn check(mut self, code: Code, turn: &Turn) -> Outcome<Self> {
        match totp::check(&self.secret, code.code.expose(), turn.now, None) {
            Checked::Right(last_step) => {
                let token = SoftwareToken {
                    secret: self.secret.clone(),
                    name: code.name,
                    last_step,
                };
                if code.answers {
                    self.read(token)
                } else {
                    Outcome::Anew(Self {
                        token: Some(token),
                        stage: Stage::Asked,
                        ..self
                    })
                }
            }
            Checked::Used | Checked::Wrong => {
                if self.who.once_more() {
                    self.again(Refusal::SoftwareTokenNotProved)
                } else {
                    Outcome::Refuse(Refusal::SoftwareTokenTriesSpent)
                }
            }
        }
    }

    fn read(self, token: SoftwareToken) -> Outcome<Self> {
        let need = self.who.read();
        let stage = Stage::Reading(token);
        Outcome::Need(Self { stage, ..self }, need)
    }

    fn again(self, refusal: Refusal) -> Outcome<Self> {
        let stage = Stage::Asked;
        Outcome::Again(Self { stage, ..self }, refusal)
    }
}

/// Gives the app to the user, who is asked for its codes from now on.
///
/// Whoever has a second factor by now proves that one instead: a password alone replaces none.
fn give(mut user: Box<User>, token: SoftwareToken, key: String, turn: &Turn) -> Outcome<MfaSetup> {
    match mfa::demand(&user, turn.pool) {
        Ok(Demand::SetUp(_)) => {}
        Ok(Demand::Nothing | Demand::Factor(_)) | Err(_) => {
            return Outcome::Refuse(Refusal::FlowTokenInvalid);
        }
    }
    user.take_software_token(token);
    user.mfa.prefer(Factor::SoftwareToken);
    user.modified_at = turn.now;
    let given = Change::UpdateUser(user.clone());
    let mut proved = Proved::clearing(user, key);
    proved.changes.push(given);
    Outcome::Met(Met::SecondFactor(proved))
}
