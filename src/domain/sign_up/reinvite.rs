//! `AdminCreateUser` with `RESEND`: another invitation, with a new temporary password and a new end of its life.

use super::invitations;
use crate::{
    machine::{Machine, NewPassword, Round, Turn, known},
    message::Channel,
    password,
    refusal::Refusal,
    secret::Secret,
    sign_in::{Fact, Need},
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
    Hashing(NewPassword),
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

    fn wait(self, stage: Stage, need: Need) -> Round<Self> {
        Round::need(Self { stage, ..self }, need)
    }

    fn step(mut self, fact: Option<Fact>, turn: &Turn<'_>) -> Result<Round<Self>, Refusal> {
        match (std::mem::replace(&mut self.stage, Stage::New), fact) {
            (Stage::New, None) => {
                let need = Need::FindUser(self.username.clone());
                Ok(self.wait(Stage::Finding, need))
            }
            (Stage::Finding, fact) => {
                let user = known(fact)?;
                if user.status != Status::ForceChangePassword {
                    let status = user.status.as_str().to_owned();
                    return Err(Refusal::UnsupportedUserState(status));
                }
                let made = || password::temporary(turn.pool, &turn.random.password);
                let password = self.password.take().unwrap_or_else(made);
                let (new, need) = NewPassword::invite(user, password, turn)?;
                Ok(self.wait(Stage::Hashing(new), need))
            }
            (Stage::Hashing(new), fact) => {
                let password = new.password().clone();
                let (user, mut changes) = new.set(fact, turn)?;
                changes.extend(invitations(&user, &self.channels, &password, turn)?);
                Ok(Round::done(user, changes))
            }
            (Stage::New, Some(_)) => Ok(Round::out_of_order()),
        }
    }
}

impl Machine for Reinvite {
    type Done = Box<User>;

    fn advance(self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        self.step(fact, turn).unwrap_or_else(Round::refuse)
    }
}
