//! `SignUp`: a person registers; the pool's function may refuse it, or confirm and verify at once.

use super::{names, new_user, owner_of, pre_sign_up, taken};
use crate::{
    attribute::{self, Attributes, flag_of},
    code::{self, Proof},
    machine::{Machine, Round, Turn},
    message::{Channel, Delivery, Purpose},
    password,
    refusal::Refusal,
    secret::Secret,
    sign_in::{Change, Fact, Need},
    trigger::{Passed, Reply, SignUpReply},
    user::{PasswordHash, Status, User, check_username, named_attribute},
};

/// A person who registers.
#[derive(Debug, Clone)]
pub struct SignUp {
    username: String,
    password: Secret,
    attributes: Attributes,
    passed: Passed,
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    New,
    /// The last of these was asked for.
    Naming(Vec<(String, String)>),
    /// The pool's function was asked about this user.
    Asking(Box<User>),
    /// The password's hash was asked for.
    Hashing(Box<User>, SignUpReply),
}

/// A person who is registered; confirmed only if the pool's function said so.
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
            passed: Passed::default(),
            stage: Stage::New,
        }
    }

    /// Hands this through to the pool's function.
    pub fn passing(self, passed: Passed) -> Self {
        Self { passed, ..self }
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
        Ok(self.ask(names, turn))
    }

    /// Asks for the owner of the last name, or goes on.
    fn ask(mut self, names: Vec<(String, String)>, turn: &Turn<'_>) -> Round<Self> {
        if let Some(name) = names.last() {
            let need = owner_of(name);
            self.stage = Stage::Naming(names);
            return Round::need(self, need);
        }
        let attributes = std::mem::take(&mut self.attributes);
        let user = Box::new(new_user(
            turn,
            &self.username,
            Status::Unconfirmed,
            attributes,
        ));
        match pre_sign_up(&user, &self.passed, turn) {
            Some(need) => {
                self.stage = Stage::Asking(user);
                Round::need(self, need)
            }
            None => self.hash(user, SignUpReply::default()),
        }
    }

    fn hash(mut self, user: Box<User>, reply: SignUpReply) -> Round<Self> {
        let need = Need::HashPassword {
            password: self.password.clone(),
            history: Vec::new(),
        };
        self.stage = Stage::Hashing(user, reply);
        Round::need(self, need)
    }

    /// Does what the function said.
    fn obey(self, mut user: Box<User>, reply: SignUpReply) -> Result<Round<Self>, Refusal> {
        for (address, is_verified) in [
            ("email", reply.verify_email),
            ("phone_number", reply.verify_phone),
        ] {
            if is_verified {
                user.attributes.insert(flag_of(address), "true".to_owned());
            }
        }
        attribute::check_flags(&user.attributes)?;
        if reply.confirm {
            user.status = Status::Confirmed;
        }
        Ok(self.hash(user, reply))
    }

    fn create(
        self,
        mut user: Box<User>,
        reply: SignUpReply,
        hash: PasswordHash,
        turn: &Turn<'_>,
    ) -> Round<Self> {
        let (pool, salt) = (turn.pool, &turn.random.salt);
        password::replace(&mut user, pool, &self.password, hash, salt);
        let target = auto_verified(&user, turn).filter(|_| !reply.confirm);
        let (sending, delivery) = target
            .map(|(channel, address)| {
                let target = (channel, address.as_str());
                code::send(&user, target, Proof::SignUp, Purpose::SignUp, turn)
            })
            .unzip();
        let mut changes = takes(&user, reply, turn);
        changes.push(Change::CreateUser(user.clone()));
        changes.extend(sending.into_iter().flatten());
        Round::done(Registered { user, delivery }, changes)
    }
}

/// The first address of the user that the pool verifies.
fn auto_verified(user: &User, turn: &Turn<'_>) -> Option<(Channel, String)> {
    let channels = turn.pool.auto_verified().into_iter();
    channels
        .filter_map(|channel| {
            let address = user.attributes.get(channel.attribute())?;
            Some((channel, address.clone()))
        })
        .next()
}

/// The aliases that are this user's from now on, whoever had them before.
fn takes(user: &User, reply: SignUpReply, turn: &Turn<'_>) -> Vec<Change> {
    let aliases = turn.pool.alias_attributes().into_iter();
    let verified = aliases.filter(|alias| match *alias {
        "email" => reply.verify_email,
        "phone_number" => reply.verify_phone,
        _ => false,
    });
    verified
        .filter_map(|alias| {
            let value = user.attributes.get(alias)?.clone();
            Some(Change::TakeAlias(user.sub.clone(), alias.to_owned(), value))
        })
        .collect()
}

impl Machine for SignUp {
    type Done = Registered;

    fn advance(mut self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        match (std::mem::replace(&mut self.stage, Stage::New), fact) {
            (Stage::New, None) => self.begin(turn).unwrap_or_else(Round::refuse),
            (Stage::Naming(mut names), Some(Fact::User(owner))) => match (names.pop(), owner) {
                (Some((attribute, _)), Some(_)) => Round::refuse(taken(turn.pool, &attribute)),
                (_, None) | (None, Some(_)) => self.ask(names, turn),
            },
            (Stage::Asking(user), Some(Fact::Trigger(said))) => match said {
                Ok(Reply::PreSignUp(reply)) => self.obey(user, reply).unwrap_or_else(Round::refuse),
                Err(refusal) => Round::refuse(refusal),
            },
            (Stage::Hashing(user, reply), Some(Fact::Hashed { hash, .. })) => {
                self.create(user, reply, hash, turn)
            }
            (Stage::New | Stage::Naming(_) | Stage::Asking(_) | Stage::Hashing(..), _) => {
                Round::out_of_order()
            }
        }
    }
}
