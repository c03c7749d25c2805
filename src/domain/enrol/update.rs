//! `UpdateUserAttributes`: new values, and codes to new addresses.

use super::is_name;
use crate::{
    attribute::{self, ADDRESSES, Attributes, flag_of},
    code::{self, Proof},
    machine::{Machine, Round, Turn, hourly},
    message::{Channel, Delivery, Purpose},
    refusal::Refusal,
    sign_in::{Change, Fact, Need},
    user::{Status, User},
};

/// How many such changes an hour may send codes: each is a message to an address that may be anybody's.
const SENDING: u32 = 20;

/// A signed-in user who changes attributes.
#[derive(Debug, Clone)]
pub struct Update {
    user: Box<User>,
    changes: Attributes,
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    New,
    /// The owner of the last of these was asked for.
    Naming(Vec<(String, String)>),
    Counting,
}

/// A user whose attributes were changed.
#[derive(Debug, Clone)]
pub struct Updated {
    /// The user.
    pub user: Box<User>,
    /// Where codes went.
    pub deliveries: Vec<Delivery>,
}

impl Update {
    /// Begins with new values; a blank one deletes.
    pub fn new(user: Box<User>, changes: Attributes) -> Self {
        Self {
            user,
            changes,
            stage: Stage::New,
        }
    }

    /// The addresses that change to another value.
    fn new_addresses(&self) -> impl Iterator<Item = (Channel, &str)> {
        [Channel::Email, Channel::Sms]
            .into_iter()
            .filter_map(|channel| {
                let value = self
                    .changes
                    .get(channel.attribute())
                    .filter(|value| !value.is_empty())?;
                (self.user.attributes.get(channel.attribute()) != Some(value))
                    .then_some((channel, value.as_str()))
            })
    }

    fn begin(mut self, turn: &Turn<'_>) -> Round<Self> {
        let (user, pool) = (&self.user, turn.pool);
        if let Err(refusal) = attribute::update(pool, turn.client, &user.attributes, &self.changes)
        {
            return Round::refuse(refusal);
        }
        let mut names = Vec::new();
        for name in ADDRESSES
            .into_iter()
            .chain(["preferred_username"])
            .filter(|name| is_name(pool, name))
        {
            let value = self.changes.get(name).filter(|value| !value.is_empty());
            if let Some(value) = value.filter(|value| user.attributes.get(name) != Some(value)) {
                names.push((name.to_owned(), pool.fold(value)));
                if name == "preferred_username" {
                    // It must not be somebody's user name either.
                    names.push(("username".to_owned(), pool.fold(value)));
                }
            }
        }
        if names.iter().any(|(name, _)| name == "preferred_username")
            && user.status == Status::Unconfirmed
        {
            let reason = "The attribute cannot be set before the user is confirmed";
            return Round::refuse(Refusal::AttributeInvalid(
                "preferred_username".to_owned(),
                reason.to_owned(),
            ));
        }
        self.stage = Stage::New;
        self.ask(names, turn)
    }

    /// Asks for the owner of the last name, or goes on.
    fn ask(mut self, names: Vec<(String, String)>, turn: &Turn<'_>) -> Round<Self> {
        if let Some((attribute, value)) = names.last() {
            let need = Need::FindOwner(attribute.clone(), value.clone());
            self.stage = Stage::Naming(names);
            return Round::need(self, need);
        }
        if self
            .new_addresses()
            .any(|(channel, _)| turn.pool.auto_verifies(channel.attribute()))
        {
            let need = hourly("update", &self.user.sub, SENDING);
            self.stage = Stage::Counting;
            return Round::need(self, need);
        }
        self.finish(turn)
    }

    fn finish(self, turn: &Turn<'_>) -> Round<Self> {
        let pool = turn.pool;
        let sending: Vec<(Channel, String)> = self
            .new_addresses()
            .filter(|(channel, _)| pool.auto_verifies(channel.attribute()))
            .map(|(channel, address)| (channel, address.to_owned()))
            .collect();
        let Self {
            mut user, changes, ..
        } = self;
        let mut attributes = match attribute::update(pool, turn.client, &user.attributes, &changes)
        {
            Ok(attributes) => attributes,
            Err(refusal) => return Round::refuse(refusal),
        };
        for address in ADDRESSES
            .into_iter()
            .filter(|address| changes.contains_key(*address))
        {
            user.pending.remove(address);
            let current = user.attributes.get(address).cloned();
            if let (true, Some(current)) = (pool.verifies_before_update(address), current)
                && attributes.get(address).is_some_and(|new| *new != current)
                && let Some(new) = attributes.insert(address.to_owned(), current)
            {
                // The value so far stays in force, verified as it was, until the new one is proved.
                user.pending.insert(address.to_owned(), new);
                match user.attributes.get(&flag_of(address)) {
                    Some(flag) => attributes.insert(flag_of(address), flag.clone()),
                    None => attributes.remove(&flag_of(address)),
                };
            }
        }
        user.attributes = attributes;
        user.modified_at = turn.now;
        let mut written = vec![Change::UpdateUser(user.clone())];
        let mut deliveries = Vec::new();
        for (channel, address) in sending {
            let proof = Proof::Attribute(channel.attribute().to_owned());
            let (sent, delivery) = code::send(
                &user,
                (channel, &address),
                proof,
                Purpose::VerifyAttribute,
                turn,
            );
            written.extend(sent);
            deliveries.push(delivery);
        }
        Round::done(Updated { user, deliveries }, written)
    }
}

impl Machine for Update {
    type Done = Updated;

    fn advance(mut self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        match (std::mem::replace(&mut self.stage, Stage::New), fact) {
            (Stage::New, None) => self.begin(turn),
            (Stage::Naming(mut names), Some(Fact::User(owner))) => match (names.pop(), owner) {
                (Some((attribute, _)), Some(owner)) if owner.sub != self.user.sub => {
                    let attribute = if attribute == "username" {
                        "preferred_username".to_owned()
                    } else {
                        attribute
                    };
                    Round::refuse(Refusal::AliasTaken(attribute))
                }
                (Some(_) | None, _) => self.ask(names, turn),
            },
            (Stage::Counting, Some(Fact::Attempt(true))) => self.finish(turn),
            (Stage::Counting, Some(Fact::Attempt(false))) => Round::refuse(Refusal::TooManyTries),
            (Stage::New | Stage::Naming(_) | Stage::Counting, _) => Round::out_of_order(),
        }
    }
}
