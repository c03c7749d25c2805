//! `ForgotPassword`: a code to a verified address.

use super::tries;
use crate::{
    account::Account,
    change::Change,
    code::Proof,
    context::Context,
    decision::{Decided, Decision},
    decoy::shown_delivery,
    facts::{Facts, Limit, Stop, limit},
    message::{Channel, Delivery, Purpose},
    pool::Recovery,
    refusal::{self, Refusal},
    second_factor::is_proved_by,
    send_code,
    user::Status,
};

/// How many codes an hour; fewer than tries, because each is a message to somebody who may not have asked for it.
const CODES: u32 = 5;

/// A person forgot the password; the secret hash was checked before.
#[derive(Debug, Clone)]
pub struct ForgotPassword {
    /// The name as typed.
    pub username: String,
}

impl Decision for ForgotPassword {
    type Value = Delivery;

    async fn decide<F: Facts>(
        &self,
        facts: &F,
        cx: &Context<'_>,
    ) -> Result<Decided<Delivery>, Stop> {
        let account = Account::find(facts, &self.username, cx).await?;
        limit(facts, &tries(account.sub())).await?;
        limit(facts, &Limit::hourly("forgot", account.sub(), CODES)).await?;
        let Recovery::Channels(channels) = cx.pool.recovery() else {
            return Err(refusal::Delivery::RecoveryByAdministrator.into());
        };
        let channels = cx.promised(channels);
        let (changes, delivery) = match send(&account, &channels, cx) {
            // Whoever cannot have a code, and why, is answered as if there were no such user.
            Err(_) if cx.hides_users() => {
                let code = (Proof::ForgotPassword, Purpose::ForgotPassword);
                send_code::send_decoy(&self.username, account.sub(), code, &channels, cx)
                    .ok_or(refusal::Delivery::NoRecoveryAddress)?
            }
            sending => sending?,
        };
        let delivery = shown_delivery(
            &self.username,
            delivery,
            (&channels, Purpose::ForgotPassword),
            cx,
        );
        Ok(Decided::new(delivery, changes))
    }
}

/// Sends a code to the first address of these channels that is verified, and is not the user's second factor.
///
/// **Errors** [`refusal::User::Unknown`], [`refusal::User::Disabled`], [`refusal::User::ResetNotAllowed`],
/// [`refusal::Delivery::NoRecoveryAddress`].
fn send(
    account: &Account,
    channels: &[Channel],
    cx: &Context<'_>,
) -> Result<(Vec<Change>, Delivery), Refusal> {
    let user = account.user().ok_or(refusal::User::Unknown)?;
    if !user.enabled {
        return Err(refusal::User::Disabled.into());
    }
    match user.status {
        Status::ForceChangePassword | Status::ExternalProvider => {
            return Err(refusal::User::ResetNotAllowed.into());
        }
        Status::Unconfirmed | Status::Confirmed | Status::ResetRequired => {}
    }
    let verified = channels
        .iter()
        .filter(|channel| user.has_verified(channel.attribute()))
        .filter(|channel| !is_proved_by(**channel, user, cx.pool));
    let target = verified
        .filter_map(|channel| {
            user.attributes
                .get(channel.attribute())
                .map(|address| (*channel, address.as_str()))
        })
        .next()
        .ok_or(refusal::Delivery::NoRecoveryAddress)?;
    let (proof, purpose) = (Proof::ForgotPassword, Purpose::ForgotPassword);
    Ok(send_code::send(user, target, proof, purpose, cx))
}
