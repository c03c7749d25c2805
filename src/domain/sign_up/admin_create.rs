//! `AdminCreateUser`: an administrator makes a user, who gets a temporary password.

use super::{invitations, names, new_user, owner_of, pre_sign_up, taken};
use crate::{
    attribute::{self, ADDRESSES, Attributes, flag_of},
    machine::{Machine, Round, Turn},
    message::Channel,
    password,
    refusal::Refusal,
    secret::Secret,
    sign_in::{Change, Fact, Need},
    trigger::{Passed, Reply},
    user::{Status, User, check_username, named_attribute},
};

/// What an administrator asks for.
#[derive(Debug, Clone)]
pub struct AdminCreate {
    /// The user name; in pools whose user name is an attribute, that attribute's value.
    pub username: String,
    /// The attributes; verified flags may be among them.
    pub attributes: Attributes,
    /// The temporary password; one is made if none is given.
    pub temporary_password: Option<Secret>,
    /// How the invitation travels; none named: by text message, else by e-mail.
    pub channels: Vec<Channel>,
    /// Whether no invitation is sent.
    pub suppress: bool,
    /// Whether verified aliases are taken from whoever has them.
    pub force_alias: bool,
    /// What is handed through to the pool's function.
    pub passed: Passed,
}

/// The machine of [`AdminCreate`].
#[derive(Debug, Clone)]
pub struct AdminCreating {
    request: AdminCreate,
    /// The names and aliases whose owner is asked for, the next one last.
    names: Vec<(String, String)>,
    /// How many of `names`, from the front, are aliases.
    aliases: usize,
    /// The aliases that are taken from others.
    takes: Vec<String>,
    password: Option<Secret>,
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    New,
    Naming,
    /// The pool's function was asked about this user.
    Asking(Box<User>),
    /// The password's hash was asked for.
    Hashing(Box<User>),
}

impl AdminCreate {
    /// Begins.
    pub fn begin(self) -> AdminCreating {
        AdminCreating {
            request: self,
            names: Vec::new(),
            aliases: 0,
            takes: Vec::new(),
            password: None,
            stage: Stage::New,
        }
    }
}

impl AdminCreating {
    fn start(mut self, turn: &Turn<'_>) -> Result<Round<Self>, Refusal> {
        let (pool, request) = (turn.pool, &mut self.request);
        check_username(pool, &request.username)?;
        let named = named_attribute(pool, &request.username)
            .map(|attribute| (attribute, request.username.as_str()));
        request.attributes = attribute::for_new_user(pool, None, &request.attributes, named)?;
        let chosen = request.temporary_password.clone();
        let password = chosen.unwrap_or_else(|| password::temporary(pool, &turn.random.password));
        password::check(&password, &pool.password_policy())?;
        self.password = Some(password);
        let aliases = pool.alias_attributes();
        let verified = |attribute: &str| {
            !ADDRESSES.contains(&attribute)
                || request
                    .attributes
                    .get(&flag_of(attribute))
                    .is_some_and(|flag| flag == "true")
        };
        for attribute in aliases.into_iter().filter(|attribute| verified(attribute)) {
            if let Some(value) = request.attributes.get(attribute) {
                self.names.push((attribute.to_owned(), pool.fold(value)));
            }
        }
        self.aliases = self.names.len();
        self.names.extend(
            names(pool, &request.username, &request.attributes)
                .into_iter()
                .rev(),
        );
        Ok(self.ask(turn))
    }

    /// Asks for the owner of the last name, or goes on.
    fn ask(mut self, turn: &Turn<'_>) -> Round<Self> {
        if let Some(name) = self.names.last() {
            let need = owner_of(name);
            self.stage = Stage::Naming;
            return Round::need(self, need);
        }
        let attributes = std::mem::take(&mut self.request.attributes);
        let (name, status) = (&self.request.username, Status::ForceChangePassword);
        let user = Box::new(new_user(turn, name, status, attributes));
        match pre_sign_up(&user, &self.request.passed, turn) {
            Some(need) => {
                self.stage = Stage::Asking(user);
                Round::need(self, need)
            }
            None => self.hash(user),
        }
    }

    fn hash(mut self, user: Box<User>) -> Round<Self> {
        let password = self.password.clone().unwrap_or_default();
        self.stage = Stage::Hashing(user);
        Round::need(
            self,
            Need::HashPassword {
                password,
                history: Vec::new(),
            },
        )
    }
}

impl Machine for AdminCreating {
    type Done = Box<User>;

    fn advance(mut self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        match (std::mem::replace(&mut self.stage, Stage::New), fact) {
            (Stage::New, None) => self.start(turn).unwrap_or_else(Round::refuse),
            (Stage::Naming, Some(Fact::User(owner))) => {
                let is_alias = self.names.len() <= self.aliases;
                match (self.names.pop(), owner) {
                    (Some((attribute, _)), Some(_)) if !is_alias => {
                        Round::refuse(taken(turn.pool, &attribute))
                    }
                    (Some((attribute, _)), Some(_)) if !self.request.force_alias => {
                        Round::refuse(Refusal::AliasTaken(attribute))
                    }
                    (Some((attribute, _)), Some(_)) => {
                        self.takes.push(attribute);
                        self.ask(turn)
                    }
                    (Some(_), None) | (None, _) => self.ask(turn),
                }
            }
            // Only a no counts: whether the user is confirmed and what is verified is the administrator's to say.
            (Stage::Asking(user), Some(Fact::Trigger(said))) => match said {
                Ok(Reply::PreSignUp(_)) => self.hash(user),
                Err(refusal) => Round::refuse(refusal),
            },
            (Stage::Hashing(mut user), Some(Fact::Hashed { hash, .. })) => {
                let Self {
                    request,
                    takes,
                    password,
                    ..
                } = self;
                let Some(password) = password else {
                    return Round::out_of_order();
                };
                password::replace(&mut user, turn.pool, &password, hash, &turn.random.salt);
                user.temporary_until = Some(turn.now + turn.pool.temporary_validity());
                let sending = if request.suppress {
                    Vec::new()
                } else {
                    match invitations(&user, &request.channels, &password, turn) {
                        Ok(sending) => sending,
                        Err(refusal) => return Round::refuse(refusal),
                    }
                };
                let value = |attribute: &String| {
                    user.attributes.get(attribute).cloned().unwrap_or_default()
                };
                let taking = takes.iter().map(|attribute| {
                    Change::TakeAlias(user.sub.clone(), attribute.clone(), value(attribute))
                });
                let mut changes: Vec<Change> = taking.collect();
                changes.push(Change::CreateUser(user.clone()));
                changes.extend(sending);
                Round::done(user, changes)
            }
            (Stage::New | Stage::Naming | Stage::Asking(_) | Stage::Hashing(_), _) => {
                Round::out_of_order()
            }
        }
    }
}
