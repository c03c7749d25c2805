//! `ForgotPassword`: a code to a verified address.

use super::{count, count_code};
use crate::{
    code::{self, Proof, simulated},
    machine::{Found, Machine, Round, Turn},
    message::{Channel, Delivery, Purpose},
    pool::Recovery,
    refusal::Refusal,
    sign_in::{Change, Fact, Need},
    user::Status,
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

/// Sends a code to the first address of these channels that is verified.
///
/// **Errors** [`Refusal::UserUnknown`], [`Refusal::UserDisabled`], [`Refusal::ResetNotAllowed`], [`Refusal::NoRecovery`].
fn send(
    found: &Found,
    channels: &[Channel],
    turn: &Turn<'_>,
) -> Result<(Vec<Change>, Delivery), Refusal> {
    let Found::User(user) = found else {
        return Err(Refusal::UserUnknown);
    };
    if !user.enabled {
        return Err(Refusal::UserDisabled);
    }
    match user.status {
        Status::ForceChangePassword | Status::ExternalProvider => {
            return Err(Refusal::ResetNotAllowed);
        }
        Status::Unconfirmed | Status::Confirmed | Status::ResetRequired => {}
    }
    let verified = channels
        .iter()
        .filter(|channel| user.has_verified(channel.attribute()));
    let target = verified
        .filter_map(|channel| {
            user.attributes
                .get(channel.attribute())
                .map(|address| (*channel, address.as_str()))
        })
        .next()
        .ok_or(Refusal::NoRecovery)?;
    let (proof, purpose) = (Proof::ForgotPassword, Purpose::ForgotPassword);
    Ok(code::send(user, target, proof, purpose, turn))
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
            (Stage::CountingCode(found), Some(Fact::Attempt(true))) => {
                let Recovery::Channels(channels) = turn.pool.recovery() else {
                    return Round::refuse(Refusal::RecoveryByAdministrator);
                };
                let channels = turn.promised(channels);
                match send(&found, &channels, turn) {
                    Ok((changes, delivery)) => Round::done(delivery, changes),
                    // Whoever cannot have a code, and why, is answered as if there were no such user.
                    Err(_) if turn.hides_users() => {
                        let code = (Proof::ForgotPassword, Purpose::ForgotPassword);
                        match simulated::send(&username, found.sub(), code, &channels, turn) {
                            Some((changes, delivery)) => Round::done(delivery, changes),
                            None => Round::refuse(Refusal::NoRecovery),
                        }
                    }
                    Err(refusal) => Round::refuse(refusal),
                }
            }
            (Stage::New | Stage::Counting(_) | Stage::CountingCode(_), _) => Round::out_of_order(),
        }
    }
}
