//! `AdminCreateUser` with `RESEND`: another invitation, with a new temporary password and a new end of its life.

use super::invitations;
use crate::{
    machine::{Machine, Round, Turn},
    message::Channel,
    password,
    refusal::Refusal,
    secret::Secret,
    sign_in::{Change, Fact, Need},
    user::{Status, User},
};

/// An administrator who invites again.
#[derive(Debug, Clone)]
pub struct Reinvite {
    username: String,
    password: Option<Secret>,
    channels: Vec<Channel>,
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    New,
    Finding,
    Hashing(Box<User>, Secret),
}

impl Reinvite {
    /// Begins with the user's name; a temporary password is made if none is given.
    pub fn new(
        username: String,
        temporary_password: Option<Secret>,
        channels: Vec<Channel>,
    ) -> Self {
        Self {
            username,
            password: temporary_password,
            channels,
            stage: Stage::New,
        }
    }
}

impl Machine for Reinvite {
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
            (Stage::Finding, Some(Fact::User(Some(user))))
                if user.status != Status::ForceChangePassword =>
            {
                Round::refuse(Refusal::UnsupportedUserState(
                    user.status.as_str().to_owned(),
                ))
            }
            (Stage::Finding, Some(Fact::User(Some(user)))) => {
                let chosen = self.password.take();
                let password =
                    chosen.unwrap_or_else(|| password::temporary(turn.pool, &turn.random.password));
                if let Err(refusal) = password::check(&password, &turn.pool.password_policy()) {
                    return Round::refuse(refusal);
                }
                let need = Need::HashPassword {
                    password: password.clone(),
                    history: Vec::new(),
                };
                Round::need(
                    Self {
                        stage: Stage::Hashing(user, password),
                        ..self
                    },
                    need,
                )
            }
            (Stage::Hashing(mut user, password), Some(Fact::Hashed { hash, .. })) => {
                password::replace(&mut user, turn.pool, &password, hash, &turn.random.salt);
                user.temporary_until = Some(turn.now + turn.pool.temporary_validity());
                user.modified_at = turn.now;
                match invitations(&user, &self.channels, &password, turn) {
                    Err(refusal) => Round::refuse(refusal),
                    Ok(mut changes) => {
                        changes.insert(0, Change::UpdateUser(user.clone()));
                        Round::done(user, changes)
                    }
                }
            }
            (Stage::New | Stage::Finding | Stage::Hashing(..), _) => Round::out_of_order(),
        }
    }
}
