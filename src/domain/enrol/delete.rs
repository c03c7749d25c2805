//! `DeleteUserAttributes`: attributes go away.

use crate::{
    attribute,
    machine::{Machine, Round, Turn},
    sign_in::{Change, Fact},
    user::User,
};

/// A signed-in user who deletes attributes.
#[derive(Debug, Clone)]
pub struct Delete {
    user: Box<User>,
    names: Vec<String>,
}

impl Delete {
    /// Begins with the attributes' names.
    pub fn new(user: Box<User>, names: Vec<String>) -> Self {
        Self { user, names }
    }
}

impl Machine for Delete {
    type Done = Box<User>;

    fn advance(self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        let Self { mut user, names } = self;
        if fact.is_some() {
            return Round::out_of_order();
        }
        match attribute::delete(turn.pool, turn.client, &user.attributes, &names) {
            Err(refusal) => Round::refuse(refusal),
            Ok(attributes) => {
                user.attributes = attributes;
                user.pending.retain(|name, _| !names.contains(name));
                user.modified_at = turn.now;
                Round::done(user.clone(), vec![Change::UpdateUser(user)])
            }
        }
    }
}
