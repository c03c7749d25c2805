//! `AdminSetUserPassword`: an administrator sets a password, for good or until the first sign-in.

use crate::{
    attempt,
    machine::{Machine, Round, Turn},
    password,
    refusal::Refusal,
    secret::Secret,
    sign_in::{Change, Fact, Need},
    user::{Status, User},
};

/// An administrator who sets a password.
#[derive(Debug, Clone)]
pub struct AdminSetPassword {
    username: String,
    password: Secret,
    permanent: bool,
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    New,
    Finding,
    Hashing(Box<User>),
}

impl AdminSetPassword {
    /// Begins with a user name, alias or `sub`.
    pub fn new(username: String, password: Secret, permanent: bool) -> Self {
        Self {
            username,
            password,
            permanent,
            stage: Stage::New,
        }
    }
}

impl Machine for AdminSetPassword {
    type Done = Box<User>;

    fn advance(mut self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        match (std::mem::replace(&mut self.stage, Stage::New), fact) {
            (Stage::New, None) => {
                let need = Need::FindUser(self.username.clone());
                Round::need(
                    Self {
                        stage: Stage::Finding,
                        ..self
                    },
                    need,
                )
            }
            (Stage::Finding, Some(Fact::User(None))) => Round::refuse(Refusal::UserUnknown),
            (Stage::Finding, Some(Fact::User(Some(user)))) => {
                if let Err(refusal) = password::check(&self.password, &turn.pool.password_policy())
                {
                    return Round::refuse(refusal);
                }
                let history = password::history(&user, turn.pool);
                let need = Need::HashPassword {
                    password: self.password.clone(),
                    history,
                };
                Round::need(
                    Self {
                        stage: Stage::Hashing(user),
                        ..self
                    },
                    need,
                )
            }
            (Stage::Hashing(_), Some(Fact::Hashed { reused: true, .. })) => {
                Round::refuse(Refusal::PasswordReused)
            }
            (
                Stage::Hashing(mut user),
                Some(Fact::Hashed {
                    hash,
                    reused: false,
                }),
            ) => {
                password::replace(
                    &mut user,
                    turn.pool,
                    &self.password,
                    hash,
                    &turn.random.salt,
                );
                (user.status, user.temporary_until) = if self.permanent {
                    (Status::Confirmed, None)
                } else {
                    (
                        Status::ForceChangePassword,
                        Some(turn.now + turn.pool.temporary_validity()),
                    )
                };
                user.modified_at = turn.now;
                let changes = vec![
                    Change::UpdateUser(user.clone()),
                    Change::ClearAttempts(attempt::password_key(&user.sub)),
                ];
                Round::done(user, changes)
            }
            (Stage::New | Stage::Finding | Stage::Hashing(_), _) => Round::out_of_order(),
        }
    }
}
