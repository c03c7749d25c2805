//! `PASSWORD`: the password itself, given at the start or asked after the identifier.

use super::{
    Challenge, ChallengeName, Change, Checked, Fact, Input, Met, Need, Outcome, Proved, Shown,
    Turn, decoy::Decoy, found,
};
use crate::{
    attempt,
    password::renew_verifier,
    refusal::Refusal,
    secret::Secret,
    user::{Status, User},
};
use serde::{Deserialize, Serialize};

/// A password is asked, or being checked.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Password {
    /// The identifier as typed.
    username: String,
    stage: Stage,
}

#[derive(Clone, Serialize, Deserialize)]
enum Stage {
    Asked,
    #[serde(skip)]
    Finding {
        password: Secret,
    },
    #[serde(skip)]
    Counting {
        password: Secret,
        user: Option<Box<User>>,
        key: String,
    },
    #[serde(skip)]
    Checking {
        password: Secret,
        user: Option<Box<User>>,
        key: String,
    },
    /// The password is right; its hash is being replaced by a stronger one.
    #[serde(skip)]
    Rehashing {
        user: Box<User>,
        key: String,
    },
}

/// Asks for the password, whether or not the identifier is anybody's: nothing was looked up.
pub(super) fn ask(username: String) -> (Password, Challenge) {
    let challenge = Challenge::new(ChallengeName::Password, []);
    (
        Password {
            username,
            stage: Stage::Asked,
        },
        challenge,
    )
}

/// Begins with a password that came with the identifier.
pub(super) fn begin(username: String, password: Secret) -> Outcome<Password> {
    if password.expose().is_empty() {
        return Outcome::Refuse(Refusal::ParameterMissing("PASSWORD".to_owned()));
    }
    find(username, password)
}

fn find(username: String, password: Secret) -> Outcome<Password> {
    let need = Need::FindUser(username.clone());
    Outcome::Need(
        Password {
            username,
            stage: Stage::Finding { password },
        },
        need,
    )
}

/// The screen that asks for it.
pub(super) fn screen(shown: Shown<'_>) -> wire::screen::Password {
    wire::screen::Password {
        session: shown.session,
        username: shown.username,
        alert: shown.alert,
        password_error: shown.password_error,
    }
}

impl Password {
    pub(super) fn advance(self, input: Input, turn: &Turn) -> Outcome<Self> {
        let Self { username, stage } = self;
        match stage {
            Stage::Asked => {
                let Input::Answer(answers) = input else {
                    return Outcome::OUT_OF_ORDER;
                };
                match answers.response("PASSWORD") {
                    Some(password) => find(username, password.into()),
                    None => Self::again(username, Refusal::ParameterMissing("PASSWORD".to_owned())),
                }
            }
            Stage::Finding { password } => {
                let Input::Fact(Fact::User(user)) = input else {
                    return Outcome::OUT_OF_ORDER;
                };
                match found(user, turn) {
                    Ok(user) => {
                        let decoy = Decoy::of(&username, turn).sub();
                        let key =
                            attempt::password_key(user.as_ref().map_or(&decoy, |user| &user.sub));
                        let need = Need::CountAttempt(key.clone());
                        Outcome::Need(
                            Self {
                                username,
                                stage: Stage::Counting {
                                    password,
                                    user,
                                    key,
                                },
                            },
                            need,
                        )
                    }
                    Err(refusal) => Self::again(username, refusal),
                }
            }
            Stage::Counting {
                password,
                user,
                key,
            } => {
                let Input::Fact(Fact::Attempt(counted)) = input else {
                    return Outcome::OUT_OF_ORDER;
                };
                if !counted {
                    return Self::again(username, Refusal::LockedOut);
                }
                let hash = user
                    .as_ref()
                    .and_then(|user| user.credentials.password.clone());
                Outcome::Need(
                    Self {
                        username,
                        stage: Stage::Checking {
                            password: password.clone(),
                            user,
                            key,
                        },
                    },
                    Need::CheckPassword { password, hash },
                )
            }
            Stage::Checking {
                password,
                user,
                key,
            } => {
                let Input::Fact(Fact::Password(checked)) = input else {
                    return Outcome::OUT_OF_ORDER;
                };
                match user {
                    Some(mut user) if checked.is_right() && user.credentials.password.is_some() => {
                        let salt = &turn.random.salt;
                        let renewed = renew_verifier(&mut user, turn.pool, &password, salt);
                        if checked == Checked::Outdated {
                            let stage = Stage::Rehashing { user, key };
                            let history = Vec::new();
                            let need = Need::HashPassword { password, history };
                            return Outcome::Need(Self { username, stage }, need);
                        }
                        let kept = renewed.then(|| Change::UpdateUser(user.clone()));
                        let mut proved = Proved::clearing(user, key);
                        proved.changes.extend(kept);
                        Outcome::Met(Met::FirstFactor(proved))
                    }
                    Some(user)
                        if user.status == Status::ResetRequired
                            && !turn.client.hides_user_existence() =>
                    {
                        Outcome::Refuse(Refusal::ResetRequired)
                    }
                    Some(_) | None => Self::again(username, Refusal::CredentialsWrong),
                }
            }
            Stage::Rehashing { mut user, key } => {
                let Input::Fact(Fact::Hashed { hash, .. }) = input else {
                    return Outcome::OUT_OF_ORDER;
                };
                // The password is the same, so its history and the date of the last change stay.
                user.credentials.password = Some(hash);
                let rehashed = Change::UpdateUser(user.clone());
                let mut proved = Proved::clearing(user, key);
                proved.changes.push(rehashed);
                Outcome::Met(Met::FirstFactor(proved))
            }
        }
    }

    /// Says no, and waits for another password where one had been asked for.
    fn again(username: String, refusal: Refusal) -> Outcome<Self> {
        Outcome::Again(
            Self {
                username,
                stage: Stage::Asked,
            },
            refusal,
        )
    }
}
