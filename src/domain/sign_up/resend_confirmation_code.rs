//! `ResendConfirmationCode`: another sign-up code; the earlier one stops counting.

use crate::{
    account::Account,
    change::Change,
    code::Proof,
    context::Context,
    decision::{Decided, Decision},
    decoy::shown_delivery,
    facts::{Facts, Limit, Stop, limit},
    id::Sub,
    message::{Channel, Delivery, Purpose},
    refusal, send_code,
    user::{Status, User},
};

/// How many codes an hour.
const CODES: u32 = 5;

/// A person asks for another code; the secret hash was checked before.
#[derive(Debug, Clone)]
pub struct ResendConfirmationCode {
    /// The name as typed.
    pub username: String,
}

impl Decision for ResendConfirmationCode {
    type Value = Delivery;

    async fn decide<F: Facts>(
        &self,
        facts: &F,
        cx: &Context<'_>,
    ) -> Result<Decided<Delivery>, Stop> {
        let account = Account::find(facts, &self.username, cx).await?;
        let is_waiting = |user: &User| user.status == Status::Unconfirmed;
        if !cx.hides_users() && !account.user().is_some_and(is_waiting) {
            return Err(refusal::User::AlreadyConfirmed.into());
        }
        limit(facts, &hourly_codes(account.sub())).await?;
        let user = account.user().filter(|user| is_waiting(user));
        let sending = match user.and_then(|user| send(user, cx)) {
            Some(sending) => Some(sending),
            None if cx.hides_users() => {
                let code = (Proof::SignUp, Purpose::Resend);
                let channels = cx.promised(cx.pool.auto_verified());
                send_code::send_decoy(&self.username, account.sub(), code, &channels, cx)
            }
            None => None,
        };
        let (changes, delivery) = sending.ok_or(refusal::Delivery::NoAddress)?;
        let channels = cx.promised(cx.pool.auto_verified());
        let delivery = shown_delivery(&self.username, delivery, (&channels, Purpose::Resend), cx);
        Ok(Decided::new(delivery, changes))
    }
}

/// The limit of codes for this user or decoy.
pub(super) fn hourly_codes(sub: &Sub) -> Limit {
    Limit::hourly("resend", sub, CODES)
}

/// The first address of the user that the pool verifies.
pub(super) fn target<'a>(user: &'a User, cx: &Context<'_>) -> Option<(Channel, &'a str)> {
    let channels = cx.promised(cx.pool.auto_verified());
    channels.into_iter().find_map(|channel| {
        user.attributes
            .get(channel.attribute())
            .map(|address| (channel, address.as_str()))
    })
}

/// Sends a code to the first address that the pool verifies; `None` where the user has no such address.
fn send(user: &User, cx: &Context<'_>) -> Option<(Vec<Change>, Delivery)> {
    Some(send_code::send(
        user,
        target(user, cx)?,
        Proof::SignUp,
        Purpose::Resend,
        cx,
    ))
}
