//! `PASSWORD_SRP`: the identifier and the client's public value of SRP; nothing is proved by it yet.

use super::{Fact, Input, Met, Need, Outcome, Turn, found};
use crate::{refusal::Refusal, srp::PublicValue, user::User};

/// The user is being found.
#[derive(Clone)]
pub(super) struct PasswordSrp {
    username: String,
    client: PublicValue,
}

/// Both sides of an exchange: what the client sent, and whom it may prove itself to be.
pub(super) struct Opening {
    /// The identifier as typed.
    pub(super) username: String,
    /// The client's public value.
    pub(super) client: PublicValue,
    /// The user, or nobody.
    pub(super) user: Option<Box<User>>,
}

/// Begins with the public value that came with the identifier.
pub(super) fn begin(username: String, a: &str) -> Outcome<PasswordSrp> {
    if a.is_empty() {
        return Outcome::Refuse(Refusal::ParameterMissing("SRP_A".to_owned()));
    }
    match PublicValue::parse(a) {
        Ok(client) => {
            let need = Need::FindUser(username.clone());
            Outcome::Need(PasswordSrp { username, client }, need)
        }
        Err(refusal) => Outcome::Refuse(refusal),
    }
}

impl PasswordSrp {
    pub(super) fn advance(self, input: Input, turn: &Turn) -> Outcome<Self> {
        let Input::Fact(Fact::User(user)) = input else {
            return Outcome::OUT_OF_ORDER;
        };
        let Self { username, client } = self;
        match found(user, turn) {
            Ok(user) => Outcome::Met(Met::Opening(Opening {
                username,
                client,
                user,
            })),
            Err(refusal) => Outcome::Refuse(refusal),
        }
    }
}
