//! `ChangePassword`: the old password buys a new one.
//!
//! Tokens stay valid, as they do at Cognito. Browsers do not stay signed in: whoever changes a password wants those out
//! who know the old one, and the caller, who comes with an access token, is no browser of the pages.

use crate::{
    attempt,
    machine::{Machine, Round, Turn, hourly},
    password,
    refusal::Refusal,
    secret::Secret,
    sign_in::{Change, Fact, Need},
    user::User,
};

/// How many changes an hour.
const CHANGES: u32 = 5;

/// A signed-in user who changes the password.
#[derive(Debug, Clone)]
pub struct ChangePassword {
    user: Box<User>,
    previous: Option<Secret>,
    proposed: Secret,
    stage: Stage,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    New,
    Limiting,
    Counting,
    Checking,
    Hashing,
}

impl ChangePassword {
    /// Begins; `previous` may be missing only for users who never had a password.
    pub fn new(user: Box<User>, previous: Option<Secret>, proposed: Secret) -> Self {
        Self {
            user,
            previous,
            proposed,
            stage: Stage::New,
        }
    }

    fn wait(self, stage: Stage, need: Need) -> Round<Self> {
        Round::need(Self { stage, ..self }, need)
    }

    fn hash(self, turn: &Turn<'_>) -> Round<Self> {
        let history = password::history(&self.user, turn.pool);
        let need = Need::HashPassword {
            password: self.proposed.clone(),
            history,
        };
        self.wait(Stage::Hashing, need)
    }
}

impl Machine for ChangePassword {
    type Done = Box<User>;

    fn advance(self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        match (self.stage, fact) {
            (Stage::New, None) => {
                match password::check(&self.proposed, &turn.pool.password_policy()) {
                    Err(refusal) => Round::refuse(refusal),
                    Ok(()) => {
                        let need = hourly("change_password", &self.user.sub, CHANGES);
                        self.wait(Stage::Limiting, need)
                    }
                }
            }
            (Stage::Limiting, Some(Fact::Attempt(false))) => Round::refuse(Refusal::TooManyTries),
            (Stage::Limiting, Some(Fact::Attempt(true))) => {
                match (&self.user.credentials.password, &self.previous) {
                    (None, _) => self.hash(turn),
                    (Some(_), None) => {
                        Round::refuse(Refusal::ParameterMissing("PreviousPassword".to_owned()))
                    }
                    (Some(_), Some(_)) => {
                        let need = Need::CountAttempt(attempt::password_key(&self.user.sub));
                        self.wait(Stage::Counting, need)
                    }
                }
            }
            (Stage::Counting, Some(Fact::Attempt(false))) => Round::refuse(Refusal::LockedOut),
            (Stage::Counting, Some(Fact::Attempt(true))) => {
                let password = self.previous.clone().unwrap_or_default();
                let hash = self.user.credentials.password.clone();
                self.wait(Stage::Checking, Need::CheckPassword { password, hash })
            }
            (Stage::Checking, Some(Fact::Password(checked))) if checked.is_right() => {
                self.hash(turn)
            }
            (Stage::Checking, Some(Fact::Password(_))) => Round::refuse(Refusal::CredentialsWrong),
            (Stage::Hashing, Some(Fact::Hashed { reused: true, .. })) => Round {
                changes: vec![Change::ClearAttempts(attempt::password_key(&self.user.sub))],
                ..Round::refuse(Refusal::PasswordReused)
            },
            (
                Stage::Hashing,
                Some(Fact::Hashed {
                    hash,
                    reused: false,
                }),
            ) => {
                let Self {
                    mut user, proposed, ..
                } = self;
                password::replace(&mut user, turn.pool, &proposed, hash, &turn.random.salt);
                user.modified_at = turn.now;
                let changes = vec![
                    Change::UpdateUser(user.clone()),
                    Change::ClearAttempts(attempt::password_key(&user.sub)),
                    Change::EndBrowserSessions(user.sub.clone()),
                ];
                Round::done(user, changes)
            }
            (
                Stage::New | Stage::Limiting | Stage::Counting | Stage::Checking | Stage::Hashing,
                _,
            ) => Round::out_of_order(),
        }
    }
}
