//! `GetUserAttributeVerificationCode`: a code to an address that is to be verified.

use super::channel_of;
use crate::{
    code::{self, Proof},
    machine::{Machine, Round, Turn, hourly},
    message::{Delivery, Purpose},
    refusal::Refusal,
    sign_in::Fact,
    user::User,
};

/// How many codes an hour.
const CODES: u32 = 5;

/// A signed-in user who asks for a code.
#[derive(Debug, Clone)]
pub struct SendCode {
    user: Box<User>,
    attribute: String,
    counting: bool,
}

impl SendCode {
    /// Begins with `email` or `phone_number`.
    pub fn new(user: Box<User>, attribute: String) -> Self {
        Self {
            user,
            attribute,
            counting: false,
        }
    }
}

impl Machine for SendCode {
    type Done = Delivery;

    fn advance(self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        let Self {
            user,
            attribute,
            counting,
        } = self;
        let channel = match channel_of(&attribute) {
            Ok(channel) => channel,
            Err(refusal) => return Round::refuse(refusal),
        };
        let Some(address) = user
            .pending
            .get(&attribute)
            .or_else(|| user.attributes.get(&attribute))
            .cloned()
        else {
            return Round::refuse(Refusal::NoDeliveryTarget);
        };
        match (counting, fact) {
            (false, None) => {
                let need = hourly("attribute_code", &user.sub, CODES);
                Round::need(
                    Self {
                        user,
                        attribute,
                        counting: true,
                    },
                    need,
                )
            }
            (true, Some(Fact::Attempt(false))) => Round::refuse(Refusal::TooManyTries),
            (true, Some(Fact::Attempt(true))) => {
                let proof = Proof::Attribute(attribute);
                let (changes, delivery) = code::send(
                    &user,
                    (channel, &address),
                    proof,
                    Purpose::VerifyAttribute,
                    turn,
                );
                Round::done(delivery, changes)
            }
            (true | false, _) => Round::out_of_order(),
        }
    }
}
