//! `ConfirmForgotPassword`: the code and a new password.

use super::count;
use crate::{
    code::{self, Proof},
    machine::{Counts, Found, Machine, NewPassword, Round, Turn},
    password,
    refusal::Refusal,
    secret::Secret,
    sign_in::{Change, Fact, Need},
};

/// A person who sets a new password with a code.
#[derive(Debug, Clone)]
pub struct Reset {
    username: String,
    code: Secret,
    password: Secret,
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    New,
    Finding,
    Counting(Found),
    Reading(Found),
    Hashing(NewPassword),
}

impl Reset {
    /// Begins with what was typed; the secret hash was checked before.
    pub fn new(username: String, code: Secret, password: Secret) -> Self {
        Self {
            username,
            code,
            password,
            stage: Stage::New,
        }
    }

    fn wait(self, stage: Stage, need: Need) -> Round<Self> {
        Round::need(Self { stage, ..self }, need)
    }
}

impl Machine for Reset {
    type Done = ();

    /// The new password also ends every sign-in of the user: whoever guessed the old one is out.
    fn advance(mut self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        match (std::mem::replace(&mut self.stage, Stage::New), fact) {
            (Stage::New, None) => {
                match password::check(&self.password, &turn.pool.password_policy()) {
                    Err(refusal) => Round::refuse(refusal),
                    Ok(()) => {
                        let need = Need::FindUser(self.username.clone());
                        self.wait(Stage::Finding, need)
                    }
                }
            }
            (Stage::Finding, fact) => match Found::of(fact, &self.username, turn) {
                None => Round::out_of_order(),
                Some(Err(refusal)) => Round::refuse(refusal),
                Some(Ok(Found::User(user))) if !user.enabled && !turn.hides_users() => {
                    Round::refuse(Refusal::UserDisabled)
                }
                Some(Ok(found)) => {
                    let need = count(found.sub());
                    self.wait(Stage::Counting(found), need)
                }
            },
            (Stage::Counting(_), Some(Fact::Attempt(false))) => {
                Round::refuse(Refusal::TooManyTries)
            }
            (Stage::Counting(found), Some(Fact::Attempt(true))) => {
                let need = Need::FindCode(found.sub().clone(), Proof::ForgotPassword);
                self.wait(Stage::Reading(found), need)
            }
            (Stage::Reading(found), Some(Fact::Code(kept))) => {
                match code::prove(found, kept, &self.code, turn) {
                    Err(refusal) => Round::refuse(refusal),
                    // Where users are hidden, disabled ones are too.
                    Ok((user, _)) if !user.enabled => Round::refuse(Refusal::CodeWrong),
                    Ok((user, _)) => {
                        let password = self.password.clone();
                        match NewPassword::begin(user, password, Counts::ForGood, turn) {
                            Ok((new, need)) => self.wait(Stage::Hashing(new), need),
                            Err(refusal) => Round::refuse(refusal),
                        }
                    }
                }
            }
            (Stage::Hashing(new), fact) => match new.set(fact, turn) {
                Ok((user, mut changes)) => {
                    changes.extend([
                        Change::DropCode(user.sub.clone(), Proof::ForgotPassword),
                        Change::RevokeFamilies(user.sub),
                    ]);
                    Round::done((), changes)
                }
                Err(refusal) => Round::refuse(refusal),
            },
            (Stage::New | Stage::Counting(_) | Stage::Reading(_), _) => Round::out_of_order(),
        }
    }
}
