//! `AdminSetUserPassword`: an administrator sets a password, for good or until the first sign-in.
//!
//! Tokens stay valid, as they do at Cognito; browsers that were signed in by the old password are not any more.

use crate::{
    machine::{Counts, Machine, NewPassword, Round, Turn, known},
    refusal::Refusal,
    secret::Secret,
    sign_in::{Fact, Need},
    user::User,
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
    Hashing(NewPassword),
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
                let counts = if self.permanent {
                    Counts::ForGood
                } else {
                    Counts::Once
                };
                let password = self.password.clone();
                let (new, need) = NewPassword::begin(known(fact)?, password, counts, turn)?;
                Ok(self.wait(Stage::Hashing(new), need))
            }
            (Stage::Hashing(new), fact) => {
                let (user, changes) = new.set(fact, turn)?;
                Ok(Round::done(user, changes))
            }
            (Stage::New, Some(_)) => Ok(Round::out_of_order()),
        }
    }
}

impl Machine for AdminSetPassword {
    type Done = Box<User>;

    fn advance(self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        self.step(fact, turn).unwrap_or_else(Round::refuse)
    }
}
