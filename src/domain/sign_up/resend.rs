//! `ResendConfirmationCode`: another sign-up code; the earlier one stops counting.

use crate::{
    code::{self, Proof, simulated},
    machine::{Found, Machine, Round, Turn, hourly},
    message::{Delivery, Purpose},
    refusal::Refusal,
    sign_in::{Fact, Need},
    user::Status,
};

/// How many codes an hour.
const CODES: u32 = 5;

/// A person who asks for another code.
#[derive(Debug, Clone)]
pub struct Resend {
    username: String,
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    New,
    Finding,
    Counting(Found),
}

impl Resend {
    /// Begins with the name as typed; the secret hash was checked before.
    pub fn new(username: String) -> Self {
        Self {
            username,
            stage: Stage::New,
        }
    }
}

impl Machine for Resend {
    type Done = Delivery;

    fn advance(self, fact: Option<Fact>, turn: &Turn<'_>) -> Round<Self> {
        let Self { username, stage } = self;
        match (stage, fact) {
            (Stage::New, None) => {
                let need = Need::FindUser(username.clone());
                Round::need(
                    Self {
                        username,
                        stage: Stage::Finding,
                    },
                    need,
                )
            }
            (Stage::Finding, fact) => match Found::of(fact, &username, turn) {
                None => Round::out_of_order(),
                Some(Err(refusal)) => Round::refuse(refusal),
                Some(Ok(Found::User(user))) if user.status != Status::Unconfirmed => {
                    Round::refuse(Refusal::AlreadyConfirmed)
                }
                Some(Ok(found)) => {
                    let need = hourly("resend", found.sub(), CODES);
                    Round::need(
                        Self {
                            username,
                            stage: Stage::Counting(found),
                        },
                        need,
                    )
                }
            },
            (Stage::Counting(_), Some(Fact::Attempt(false))) => {
                Round::refuse(Refusal::TooManyTries)
            }
            (Stage::Counting(Found::Nobody(sub)), Some(Fact::Attempt(true))) => {
                match simulated::delivery(&username, &turn.pool.auto_verified(), turn) {
                    Some(delivery) => {
                        Round::done(delivery, vec![simulated::code(sub, Proof::SignUp, turn)])
                    }
                    None => Round::refuse(Refusal::NoDeliveryTarget),
                }
            }
            (Stage::Counting(Found::User(user)), Some(Fact::Attempt(true))) => {
                let target = turn.pool.auto_verified().into_iter().find_map(|channel| {
                    user.attributes
                        .get(channel.attribute())
                        .map(|address| (channel, address.as_str()))
                });
                match target {
                    None => Round::refuse(Refusal::NoDeliveryTarget),
                    Some(target) => {
                        let (changes, delivery) =
                            code::send(&user, target, Proof::SignUp, Purpose::Resend, turn);
                        Round::done(delivery, changes)
                    }
                }
            }
            (Stage::New | Stage::Counting(_), _) => Round::out_of_order(),
        }
    }
}
