//! `ConfirmSignUp`: the code that proves the address confirms the user.

use crate::{
    attribute::flag_of,
    code::{self, Code, Proof},
    machine::{Found, Machine, Round, Turn, hourly},
    refusal::Refusal,
    secret::Secret,
    sign_in::{Change, Fact, Need},
    user::{Status, User},
};

/// How many tries an hour.
const TRIES: u32 = 15;

/// A person who confirms a sign-up.
#[derive(Debug, Clone)]
pub struct Confirm {
    username: String,
    code: Secret,
    force_alias: bool,
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    New,
    Finding,
    Counting(Found),
    Reading(Found),
    Owning(Box<User>, Box<Code>),
}

impl Confirm {
    /// Begins with what was typed; `force_alias` takes the address from another user who verified it. The secret hash
    /// was checked before.
    pub fn new(username: String, code: Secret, force_alias: bool) -> Self {
        Self {
            username,
            code,
            force_alias,
            stage: Stage::New,
        }
    }

    fn wait(self, stage: Stage, need: Need) -> Round<Self> {
        Round::need(Self { stage, ..self }, need)
    }

    fn confirm(self, mut user: Box<User>, code: Box<Code>, turn: &Turn<'_>) -> Round<Self> {
        user.status = Status::Confirmed;
        user.attributes
            .insert(flag_of(&code.attribute), "true".to_owned());
        user.modified_at = turn.now;
        if turn
            .pool
            .alias_attributes()
            .contains(&code.attribute.as_str())
        {
            let need = Need::FindOwner(code.attribute.clone(), turn.pool.fold(&code.address));
            return self.wait(Stage::Owning(user, code), need);
        }
        finish(user, Vec::new(), turn)
    }
}

/// Why this user cannot be confirmed, whatever the code.
fn barred(user: &User) -> Option<Refusal> {
    if user.status != Status::Unconfirmed {
        Some(Refusal::CannotConfirm(user.status.as_str().to_owned()))
    } else if !user.enabled {
        Some(Refusal::UserDisabled)
    } else {
        None
    }
}

fn finish(user: Box<User>, mut changes: Vec<Change>, turn: &Turn<'_>) -> Round<Confirm> {
    changes.push(Change::UpdateUser(user.clone()));
    // Where users are hidden the code stays until it expires: whoever comes with it once more may hear that it is done.
    if !turn.hides_users() {
        changes.push(Change::DropCode(user.sub.clone(), Proof::SignUp));
    }
    Round::done(user, changes)
}

impl Machine for Confirm {
    type Done = Box<User>;

    fn advance(mut self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        match (std::mem::replace(&mut self.stage, Stage::New), fact) {
            (Stage::New, None) => {
                let need = Need::FindUser(self.username.clone());
                self.wait(Stage::Finding, need)
            }
            (Stage::Finding, fact) => match Found::of(fact, &self.username, turn) {
                None => Round::out_of_order(),
                Some(Err(refusal)) => Round::refuse(refusal),
                Some(Ok(found)) => {
                    let told = match &found {
                        Found::User(user) if !turn.hides_users() => barred(user),
                        Found::User(_) | Found::Nobody(_) => None,
                    };
                    if let Some(refusal) = told {
                        return Round::refuse(refusal);
                    }
                    let need = hourly("confirm", found.sub(), TRIES);
                    self.wait(Stage::Counting(found), need)
                }
            },
            (Stage::Counting(_), Some(Fact::Attempt(false))) => {
                Round::refuse(Refusal::TooManyTries)
            }
            (Stage::Counting(found), Some(Fact::Attempt(true))) => {
                let need = Need::FindCode(found.sub().clone(), Proof::SignUp);
                self.wait(Stage::Reading(found), need)
            }
            (Stage::Reading(found), Some(Fact::Code(kept))) => {
                match code::prove(found, kept, &self.code, turn) {
                    Err(refusal) => Round::refuse(refusal),
                    Ok((user, code)) => match barred(&user) {
                        Some(refusal) => Round::refuse(refusal),
                        None => self.confirm(user, code, turn),
                    },
                }
            }
            (Stage::Owning(user, code), Some(Fact::User(owner))) => match owner {
                Some(owner) if owner.sub != user.sub && !self.force_alias => {
                    Round::refuse(Refusal::AliasTaken(code.attribute))
                }
                Some(owner) if owner.sub != user.sub => {
                    let taking = Change::TakeAlias(user.sub.clone(), code.attribute, code.address);
                    finish(user, vec![taking], turn)
                }
                Some(_) | None => finish(user, Vec::new(), turn),
            },
            (Stage::New | Stage::Counting(_) | Stage::Reading(_) | Stage::Owning(..), _) => {
                Round::out_of_order()
            }
        }
    }
}
