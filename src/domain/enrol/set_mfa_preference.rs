//! `SetUserMFAPreference` and `AdminSetUserMFAPreference`: which second factors a user is asked for.

use crate::{
    machine::{Machine, Round, Turn, known},
    mfa::Wish,
    sign_in::{Change, Fact, Need},
    user::User,
};

/// Somebody who chooses the second factors of a user.
#[derive(Debug, Clone)]
pub struct SetMfaPreference {
    whose: Whose,
    wish: Wish,
}

#[derive(Debug, Clone)]
enum Whose {
    /// The own ones.
    Own(Box<User>),
    /// Those of the user with this name.
    Named(String),
    /// The same, while the user is being found.
    Finding,
}

impl SetMfaPreference {
    /// Begins for a signed-in user.
    pub fn own(user: Box<User>, wish: Wish) -> Self {
        let whose = Whose::Own(user);
        Self { whose, wish }
    }

    /// Begins for an administrator, with a user name, alias or `sub`.
    pub fn of(username: String, wish: Wish) -> Self {
        let whose = Whose::Named(username);
        Self { whose, wish }
    }
}

impl Machine for SetMfaPreference {
    type Done = ();

    fn advance(self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        let Self { whose, wish } = self;
        let mut user = match (whose, fact) {
            (Whose::Named(name), None) => {
                let whose = Whose::Finding;
                return Round::need(Self { whose, wish }, Need::FindUser(name));
            }
            (Whose::Own(user), None) => user,
            (Whose::Finding, fact) => match known(fact) {
                Ok(user) => user,
                Err(refusal) => return Round::refuse(refusal),
            },
            (Whose::Named(_) | Whose::Own(_), Some(_)) => return Round::out_of_order(),
        };
        match wish.grant(&user, turn.pool) {
            Err(refusal) => Round::refuse(refusal),
            Ok(granted) if granted == user.mfa => Round::done((), Vec::new()),
            Ok(granted) => {
                user.mfa = granted;
                user.modified_at = turn.now;
                Round::done((), vec![Change::UpdateUser(user)])
            }
        }
    }
}
