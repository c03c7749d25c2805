//! `DeleteUserAttributes`: a user deletes attributes.

use crate::{
    attribute,
    change::Change,
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Stop, signed_in_user},
    id::Sub,
    user::User,
};

/// A signed-in user deletes attributes.
#[derive(Debug, Clone)]
pub struct DeleteUserAttributes {
    /// The user.
    pub sub: Sub,
    /// The attributes' names.
    pub names: Vec<String>,
}

impl Decision for DeleteUserAttributes {
    type Value = User;

    async fn decide<F: Facts>(&self, facts: &F, cx: &Context<'_>) -> Result<Decided<User>, Stop> {
        let mut user = signed_in_user(facts, &self.sub).await?;
        user.attributes = attribute::delete(cx.pool, cx.client, &user.attributes, &self.names)?;
        user.pending.retain(|name, _| !self.names.contains(name));
        user.modified_at = cx.now;
        let changes = [Change::UpdateUser(Box::new(user.clone()))];
        Ok(Decided::new(user, changes))
    }
}
