//! `AdminConfirmSignUp`: an administrator confirms a user without a code; no address becomes verified by it.

use crate::{
    code::Proof,
    machine::{Machine, Round, Turn},
    refusal::Refusal,
    sign_in::{Change, Fact, Need},
    user::{Status, User},
};

/// An administrator who confirms a user.
#[derive(Debug, Clone)]
pub struct AdminConfirm {
    username: String,
}

impl AdminConfirm {
    /// Begins with a user name, alias or `sub`.
    pub fn new(username: String) -> Self {
        Self { username }
    }
}

impl Machine for AdminConfirm {
    type Done = Box<User>;

    fn advance(self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        match fact {
            None => {
                let need = Need::FindUser(self.username.clone());
                Round::need(self, need)
            }
            Some(Fact::User(None)) => Round::refuse(Refusal::UserUnknown),
            Some(Fact::User(Some(user))) if user.status != Status::Unconfirmed => {
                Round::refuse(Refusal::CannotConfirm(user.status.as_str().to_owned()))
            }
            Some(Fact::User(Some(mut user))) => {
                user.status = Status::Confirmed;
                user.modified_at = turn.now;
                let changes = vec![
                    Change::UpdateUser(user.clone()),
                    Change::DropCode(user.sub.clone(), Proof::SignUp),
                ];
                Round::done(user, changes)
            }
            Some(_) => Round::out_of_order(),
        }
    }
}
