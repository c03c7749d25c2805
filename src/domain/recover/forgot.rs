//! `ForgotPassword`: a code to a verified address.

use super::{count, count_code};
use crate::{
    code::{self, Proof, simulated},
    machine::{Found, Machine, Round, Turn},
    message::{Channel, Delivery, Purpose},
    pool::Recovery,
    refusal::Refusal,
    sign_in::{Fact, Need},
    user::{Status, User},
};

/// A person who forgot the password.
#[derive(Debug, Clone)]
pub struct Forgot {
    username: String,
    stage: Stage,
}

#[derive(Debug, Clone)]
enum Stage {
    New,
    Finding,
    Counting(Found),
    CountingCode(Found),
}

impl Forgot {
    /// Begins with the name as typed; the secret hash was checked before.
    pub fn new(username: String) -> Self {
        Self {
            username,
            stage: Stage::New,
        }
    }
}

/// The address a code goes to: the first channel of the pool's that is verified.
///
/// **Errors** [`Refusal::RecoveryByAdministrator`], [`Refusal::ResetNotAllowed`], [`Refusal::NoRecovery`].
fn target<'a>(user: &'a User, turn: &Turn<'_>) -> Result<(Channel, &'a str), Refusal> {
    let Recovery::Channels(channels) = turn.pool.recovery() else {
        return Err(Refusal::RecoveryByAdministrator);
    };
    match user.status {
        Status::ForceChangePassword | Status::ExternalProvider => {
            return Err(Refusal::ResetNotAllowed);
        }
        Status::Unconfirmed | Status::Confirmed | Status::ResetRequired => {}
    }
    let verified = channels
        .into_iter()
        .filter(|channel| user.has_verified(channel.attribute()));
    verified
        .filter_map(|channel| {
            user.attributes
                .get(channel.attribute())
                .map(|address| (channel, address.as_str()))
        })
        .next()
        .ok_or(Refusal::NoRecovery)
}

impl Machine for Forgot {
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
                Some(Ok(found)) => {
                    let need = count(found.sub());
                    Round::need(
                        Self {
                            username,
                            stage: Stage::Counting(found),
                        },
                        need,
                    )
                }
            },
            (Stage::Counting(_) | Stage::CountingCode(_), Some(Fact::Attempt(false))) => {
                Round::refuse(Refusal::TooManyTries)
            }
            (Stage::Counting(found), Some(Fact::Attempt(true))) => {
                let need = count_code(found.sub());
                Round::need(
                    Self {
                        username,
                        stage: Stage::CountingCode(found),
                    },
                    need,
                )
            }
            (Stage::CountingCode(Found::User(user)), Some(Fact::Attempt(true))) if user.enabled => {
                match target(&user, turn) {
                    Err(refusal) => Round::refuse(refusal),
                    Ok(target) => {
                        let (changes, delivery) = code::send(
                            &user,
                            target,
                            Proof::ForgotPassword,
                            Purpose::ForgotPassword,
                            turn,
                        );
                        Round::done(delivery, changes)
                    }
                }
            }
            (Stage::CountingCode(Found::User(_)), Some(Fact::Attempt(true)))
                if !turn.hides_users() =>
            {
                Round::refuse(Refusal::UserDisabled)
            }
            // A disabled user of a client that hides them is answered as if there were none.
            (Stage::CountingCode(found), Some(Fact::Attempt(true))) => {
                let Recovery::Channels(channels) = turn.pool.recovery() else {
                    return Round::refuse(Refusal::RecoveryByAdministrator);
                };
                let kept = simulated::code(found.sub().clone(), Proof::ForgotPassword, turn);
                match simulated::delivery(&username, &channels, turn) {
                    Some(delivery) => Round::done(delivery, vec![kept]),
                    None => Round::refuse(Refusal::NoRecovery),
                }
            }
            (Stage::New | Stage::Counting(_) | Stage::CountingCode(_), _) => Round::out_of_order(),
        }
    }
}
