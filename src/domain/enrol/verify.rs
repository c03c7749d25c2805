//! `VerifyUserAttribute`: the code that proves an address.

use super::{channel_of, is_name};
use crate::{
    attribute::flag_of,
    code::{self, Code, Proof},
    machine::{Machine, Round, Turn, hourly},
    refusal::Refusal,
    secret::Secret,
    sign_in::{Change, Fact, Need},
    user::User,
};

/// How many tries an hour.
const TRIES: u32 = 15;

/// A signed-in user who proves an address.
#[derive(Debug, Clone)]
pub struct Verify {
    user: Box<User>,
    attribute: String,
    code: Secret,
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    New,
    Counting,
    Reading,
    Owning(Box<Code>),
}

impl Verify {
    /// Begins with `email` or `phone_number`, and the code as typed.
    pub fn new(user: Box<User>, attribute: String, code: Secret) -> Self {
        Self {
            user,
            attribute,
            code,
            stage: Stage::New,
        }
    }

    fn wait(self, stage: Stage, need: Need) -> Round<Self> {
        Round::need(Self { stage, ..self }, need)
    }

    fn finish(self, code: Code, turn: &Turn<'_>) -> Round<Self> {
        let Self {
            mut user,
            attribute,
            ..
        } = self;
        user.attributes
            .insert(flag_of(&attribute), "true".to_owned());
        user.attributes.insert(attribute.clone(), code.address);
        user.pending.remove(&attribute);
        user.modified_at = turn.now;
        let dropped = Change::DropCode(user.sub.clone(), Proof::Attribute(attribute));
        Round::done(user.clone(), vec![Change::UpdateUser(user), dropped])
    }
}

impl Machine for Verify {
    type Done = Box<User>;

    fn advance(mut self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        match (std::mem::replace(&mut self.stage, Stage::New), fact) {
            (Stage::New, None) => match channel_of(&self.attribute) {
                Err(refusal) => Round::refuse(refusal),
                Ok(_) => {
                    let need = hourly("verify", &self.user.sub, TRIES);
                    self.wait(Stage::Counting, need)
                }
            },
            (Stage::Counting, Some(Fact::Attempt(false))) => Round::refuse(Refusal::TooManyTries),
            (Stage::Counting, Some(Fact::Attempt(true))) => {
                let need = Need::FindCode(
                    self.user.sub.clone(),
                    Proof::Attribute(self.attribute.clone()),
                );
                self.wait(Stage::Reading, need)
            }
            (Stage::Reading, Some(Fact::Code(kept))) => {
                let code = match code::check(kept, &self.code, turn.now) {
                    Ok(code) => code,
                    Err(refusal) => return Round::refuse(refusal),
                };
                let user = &self.user;
                let asked = user
                    .pending
                    .get(&self.attribute)
                    .or_else(|| user.attributes.get(&self.attribute));
                if asked != Some(&code.address) {
                    return Round::refuse(Refusal::CodeExpired);
                }
                if is_name(turn.pool, &self.attribute) {
                    let need =
                        Need::FindOwner(self.attribute.clone(), turn.pool.fold(&code.address));
                    return self.wait(Stage::Owning(code), need);
                }
                self.finish(*code, turn)
            }
            (Stage::Owning(code), Some(Fact::User(owner))) => match owner {
                Some(owner) if owner.sub != self.user.sub => {
                    Round::refuse(Refusal::AliasTaken(self.attribute))
                }
                Some(_) | None => self.finish(*code, turn),
            },
            (Stage::New | Stage::Counting | Stage::Reading | Stage::Owning(_), _) => {
                Round::out_of_order()
            }
        }
    }
}
