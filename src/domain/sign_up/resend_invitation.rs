//! `AdminCreateUser` with `RESEND`: another invitation, with a new temporary password and a new end of its life.

use super::invitation::invitations;
use crate::{
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Stop, known_user},
    message::Channel,
    password::{self, Validity},
    refusal,
    secret::Secret,
    user::{Status, User},
};

/// An administrator invites a user again.
#[derive(Debug, Clone)]
pub struct ResendInvitation {
    /// A user name, alias or `sub`.
    pub username: String,
    /// The temporary password, which may be the one that was sent before; `None` makes one.
    pub temporary_password: Option<Secret>,
    /// How the invitation travels; where none is named: by text message, else by e-mail.
    pub channels: Vec<Channel>,
}

impl Decision for ResendInvitation {
    type Value = User;

    async fn decide<F: Facts>(&self, facts: &F, cx: &Context<'_>) -> Result<Decided<User>, Stop> {
        let user = known_user(facts, &self.username).await?;
        if user.status != Status::ForceChangePassword {
            let status = user.status.as_str().to_owned();
            return Err(refusal::User::UnsupportedState(status).into());
        }
        let password = self
            .temporary_password
            .clone()
            .unwrap_or_else(|| password::temporary(cx.pool, &cx.random.password));
        let new = (&password, Validity::Temporary);
        let (user, mut changes) = password::set(facts, user, new, &[], cx).await?;
        changes.extend(invitations(&user, &self.channels, &password, cx)?);
        Ok(Decided::new(user, changes))
    }
}
