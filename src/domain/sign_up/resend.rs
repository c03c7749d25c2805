//! `ResendConfirmationCode`: another sign-up code; the earlier one stops counting.

use crate::{
    code::{self, Proof, simulated},
    machine::{Found, Machine, Round, Turn, hourly},
    message::{Delivery, Purpose},
    refusal::Refusal,
    sign_in::{Change, Fact, Need},
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

/// Sends a code to the first address that the pool verifies; `None` where nobody waits for one, or has such an address.
fn send(found: &Found, turn: &Turn<'_>) -> Option<(Vec<Change>, Delivery)> {
    let Found::User(user) = found else {
        return None;
    };
    if user.status != Status::Unconfirmed {
        return None;
    }
    let channels = turn.promised(turn.pool.auto_verified());
    let target = channels.into_iter().find_map(|channel| {
        user.attributes
            .get(channel.attribute())
            .map(|address| (channel, address.as_str()))
    })?;
    Some(code::send(
        user,
        target,
        Proof::SignUp,
        Purpose::Resend,
        turn,
    ))
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
                Some(Ok(Found::User(user)))
                    if user.status != Status::Unconfirmed && !turn.hides_users() =>
                {
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
            (Stage::Counting(found), Some(Fact::Attempt(true))) => {
                let sending = send(&found, turn).or_else(|| {
                    let channels = turn.promised(turn.pool.auto_verified());
                    simulated::send(
                        &username,
                        found.sub(),
                        (Proof::SignUp, Purpose::Resend),
                        &channels,
                        turn,
                    )
                    .filter(|_| turn.hides_users())
                });
                match sending {
                    Some((changes, delivery)) => Round::done(delivery, changes),
                    None => Round::refuse(Refusal::NoDeliveryTarget),
                }
            }
            (Stage::New | Stage::Counting(_), _) => Round::out_of_order(),
        }
    }
}
