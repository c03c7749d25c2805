//! `ConfirmForgotPassword`: the code and a new password.

use super::count;
use crate::{
    attempt,
    code::{self, Proof},
    machine::{Found, Machine, Round, Turn},
    password,
    refusal::Refusal,
    secret::Secret,
    sign_in::{Change, Fact, Need},
    user::{Status, User},
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
    Hashing(Box<User>),
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
                let code = match code::check(kept, &self.code, turn.now) {
                    Ok(code) => code,
                    Err(refusal) => return Round::refuse(refusal),
                };
                match found {
                    Found::User(user) if user.enabled => {
                        if user.attributes.get(&code.attribute) != Some(&code.address) {
                            return Round::refuse(Refusal::CodeExpired);
                        }
                        let history = password::history(&user, turn.pool);
                        let need = Need::HashPassword {
                            password: self.password.clone(),
                            history,
                        };
                        self.wait(Stage::Hashing(user), need)
                    }
                    Found::User(_) | Found::Nobody(_) => Round::refuse(Refusal::CodeWrong),
                }
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
                user.status = Status::Confirmed;
                user.temporary_until = None;
                user.modified_at = turn.now;
                let sub = user.sub.clone();
                let changes = vec![
                    Change::UpdateUser(user),
                    Change::DropCode(sub.clone(), Proof::ForgotPassword),
                    Change::ClearAttempts(attempt::password_key(&sub)),
                    Change::RevokeFamilies(sub),
                ];
                Round::done((), changes)
            }
            (Stage::New | Stage::Counting(_) | Stage::Reading(_) | Stage::Hashing(_), _) => {
                Round::out_of_order()
            }
        }
    }
}
