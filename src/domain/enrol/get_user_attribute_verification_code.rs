//! `GetUserAttributeVerificationCode`: a code to an address that is to be verified.

use super::channel_of;
use crate::{
    code::Proof,
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Limit, Stop, limit, signed_in_user},
    id::Sub,
    message::{Delivery, Purpose},
    refusal, send_code,
};

/// How many codes an hour.
const CODES: u32 = 5;

/// A signed-in user asks for a code.
#[derive(Debug, Clone)]
pub struct GetUserAttributeVerificationCode {
    /// The user.
    pub sub: Sub,
    /// `email` or `phone_number`.
    pub attribute: String,
}

impl Decision for GetUserAttributeVerificationCode {
    type Value = Delivery;

    async fn decide<F: Facts>(
        &self,
        facts: &F,
        cx: &Context<'_>,
    ) -> Result<Decided<Delivery>, Stop> {
        let user = signed_in_user(facts, &self.sub).await?;
        let channel = channel_of(&self.attribute)?;
        let address = user
            .pending
            .get(&self.attribute)
            .or_else(|| user.attributes.get(&self.attribute))
            .ok_or(refusal::Delivery::NoAddress)?;
        limit(facts, &Limit::hourly("attribute_code", &user.sub, CODES)).await?;
        let proof = Proof::Attribute(self.attribute.clone());
        let purpose = Purpose::VerifyAttribute;
        let (changes, delivery) = send_code::send(&user, (channel, address), proof, purpose, cx);
        Ok(Decided::new(delivery, changes))
    }
}
