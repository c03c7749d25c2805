//! `SignUp`: a person registers.

use super::{names, new_user, owner_of, taken};
use crate::{
    attribute::{self, Attributes},
    code::{self, Proof},
    machine::{Machine, Round, Turn},
    message::{Delivery, Purpose},
    password,
    refusal::Refusal,
    secret::Secret,
    sign_in::{Change, Fact, Need},
    user::{Status, User, check_username, named_attribute},
};

/// A person who registers.
#[derive(Debug, Clone)]
pub struct SignUp {
    username: String,
    password: Secret,
    attributes: Attributes,
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    New,
    /// The last of these was asked for.
    Naming(Vec<(String, String)>),
    Hashing,
}

/// A person who is registered, but not confirmed.
#[derive(Debug, Clone)]
pub struct Registered {
    /// The user.
    pub user: Box<User>,
    /// Where the confirmation code went, if the pool verifies an address that was given.
    pub delivery: Option<Delivery>,
}

impl SignUp {
    /// Begins with what was typed; the secret hash was checked before.
    pub fn new(username: String, password: Secret, attributes: Attributes) -> Self {
        Self {
            username,
            password,
            attributes,
            stage: Stage::New,
        }
    }

    fn begin(mut self, turn: &Turn<'_>) -> Result<Round<Self>, Refusal> {
        if turn.pool.admin_only() {
            return Err(Refusal::SignUpClosed);
        }
        check_username(turn.pool, &self.username)?;
        let named = named_attribute(turn.pool, &self.username)
            .map(|attribute| (attribute, self.username.as_str()));
        self.attributes = attribute::for_new_user(turn.pool, turn.client, &self.attributes, named)?;
        password::check(&self.password, &turn.pool.password_policy())?;
        let mut names = names(turn.pool, &self.username, &self.attributes);
        names.reverse();
        Ok(self.ask(names))
    }

    /// Asks for the owner of the last name, or goes on.
    fn ask(mut self, names: Vec<(String, String)>) -> Round<Self> {
        match names.last() {
            Some(name) => {
                let need = owner_of(name);
                self.stage = Stage::Naming(names);
                Round::need(self, need)
            }
            None => {
                let need = Need::HashPassword {
                    password: self.password.clone(),
                    history: Vec::new(),
                };
                self.stage = Stage::Hashing;
                Round::need(self, need)
            }
        }
    }
}

impl Machine for SignUp {
    type Done = Registered;

    fn advance(mut self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        match (std::mem::replace(&mut self.stage, Stage::New), fact) {
            (Stage::New, None) => self.begin(turn).unwrap_or_else(Round::refuse),
            (Stage::Naming(mut names), Some(Fact::User(owner))) => match (names.pop(), owner) {
                (Some((attribute, _)), Some(_)) => Round::refuse(taken(turn.pool, &attribute)),
                (_, None) | (None, Some(_)) => self.ask(names),
            },
            (Stage::Hashing, Some(Fact::Hashed { hash, .. })) => {
                let mut user = new_user(turn, &self.username, Status::Unconfirmed, self.attributes);
                password::replace(
                    &mut user,
                    turn.pool,
                    &self.password,
                    hash,
                    &turn.random.salt,
                );
                let target = turn.pool.auto_verified().into_iter().find_map(|channel| {
                    user.attributes
                        .get(channel.attribute())
                        .map(|address| (channel, address.as_str()))
                });
                let (sending, delivery) = target
                    .map(|target| code::send(&user, target, Proof::SignUp, Purpose::SignUp, turn))
                    .unzip();
                let user = Box::new(user);
                let changes = std::iter::once(Change::CreateUser(user.clone()))
                    .chain(sending.into_iter().flatten());
                Round::done(Registered { user, delivery }, changes.collect())
            }
            (Stage::New | Stage::Naming(_) | Stage::Hashing, _) => Round::out_of_order(),
        }
    }
}
