//! `AssociateSoftwareToken`: the secret of an authenticator app that is to be set up.

use crate::{
    machine::{Machine, Round, Turn},
    refusal::Refusal,
    secret::Secret,
    sign_in::{Change, Fact},
    totp,
    user::User,
};

/// A signed-in user who sets up an authenticator app.
#[derive(Debug, Clone)]
pub struct AssociateSoftwareToken {
    user: Box<User>,
}

impl AssociateSoftwareToken {
    /// Begins. An app that the user has counts until the new one is proved.
    pub fn new(user: Box<User>) -> Self {
        Self { user }
    }
}

impl Machine for AssociateSoftwareToken {
    type Done = Secret;

    fn advance(self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        let mut user = self.user;
        if fact.is_some() {
            return Round::out_of_order();
        }
        if !turn.pool.mfa.software_token {
            return Round::refuse(Refusal::SoftwareTokenNotAllowed);
        }
        let secret = totp::secret(turn.random.software_token);
        user.credentials.associating = Some(secret.clone());
        Round::done(secret, vec![Change::UpdateUser(user)])
    }
}
