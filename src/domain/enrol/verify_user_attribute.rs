//! `VerifyUserAttribute`: the code that proves an address.

use super::{channel_of, is_name};
use crate::{
    attribute::flag_of,
    change::Change,
    code::{self, Proof},
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Limit, Stop, limit, signed_in_user},
    id::Sub,
    refusal,
    secret::Secret,
    user::User,
};

/// How many tries an hour.
const TRIES: u32 = 15;

/// A signed-in user proves an address.
#[derive(Debug, Clone)]
pub struct VerifyUserAttribute {
    /// The user.
    pub sub: Sub,
    /// `email` or `phone_number`.
    pub attribute: String,
    /// The code as typed.
    pub code: Secret,
}

impl Decision for VerifyUserAttribute {
    type Value = User;

    async fn decide<F: Facts>(&self, facts: &F, cx: &Context<'_>) -> Result<Decided<User>, Stop> {
        let mut user = signed_in_user(facts, &self.sub).await?;
        let attribute = self.attribute.clone();
        channel_of(&attribute)?;
        limit(facts, &Limit::hourly("verify", &user.sub, TRIES)).await?;
        let proof = Proof::Attribute(attribute.clone());
        let code = facts.code(&user.sub, &proof).await?;
        let address = code::check(code, &self.code, cx.now)?.address;
        let current = user.attributes.get(&attribute);
        if user.pending.get(&attribute).or(current) != Some(&address) {
            return Err(refusal::Code::Expired.into());
        }
        if is_name(cx.pool, &attribute) {
            let owner = facts.owner(&attribute, &cx.pool.fold(&address)).await?;
            if owner.is_some_and(|owner| owner.sub != user.sub) {
                return Err(refusal::Username::AliasTaken(attribute).into());
            }
        }
        user.pending.remove(&attribute);
        user.attributes
            .insert(flag_of(&attribute), "true".to_owned());
        user.attributes.insert(attribute, address);
        user.modified_at = cx.now;
        let changes = [
            Change::UpdateUser(Box::new(user.clone())),
            Change::DeleteCode(user.sub.clone(), proof),
        ];
        Ok(Decided::new(user, changes))
    }
}
