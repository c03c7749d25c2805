//! `UpdateUserAttributes`: new values, and codes to new addresses.

use super::is_name;
use crate::{
    attribute::{self, ADDRESSES, Attributes, flag_of},
    change::Change,
    code::Proof,
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Limit, Stop, limit, signed_in_user},
    id::Sub,
    message::{Channel, Delivery, Purpose},
    pool::Pool,
    preferred_username::{self, PREFERRED_USERNAME},
    refusal, send_code,
    user::{Status, User},
};

/// How many updates an hour may send codes: each is a message to an address that may be anybody's.
const SENDING: u32 = 20;

/// A signed-in user changes attributes.
#[derive(Debug, Clone)]
pub struct UpdateUserAttributes {
    /// The user.
    pub sub: Sub,
    /// The new values; a blank one deletes.
    pub attributes: Attributes,
}

/// The result of an update of attributes.
#[derive(Debug, Clone)]
pub struct AttributeUpdate {
    /// The user.
    pub user: User,
    /// Where the codes went.
    pub deliveries: Vec<Delivery>,
}

impl Decision for UpdateUserAttributes {
    type Value = AttributeUpdate;

    async fn decide<F: Facts>(
        &self,
        facts: &F,
        cx: &Context<'_>,
    ) -> Result<Decided<AttributeUpdate>, Stop> {
        let mut user = signed_in_user(facts, &self.sub).await?;
        let (pool, new) = (cx.pool, &self.attributes);
        let attributes = attribute::update(pool, cx.client, &user.attributes, new)?;
        self.check_names(facts, &user, pool).await?;
        let targets: Vec<(Channel, &str)> = self
            .new_addresses(&user)
            .filter(|(channel, _)| pool.auto_verifies(channel.attribute()))
            .collect();
        if !targets.is_empty() {
            limit(facts, &Limit::hourly("update", &user.sub, SENDING)).await?;
        }
        self.apply(attributes, &mut user, pool);
        user.modified_at = cx.now;
        let mut changes = vec![Change::UpdateUser(Box::new(user.clone()))];
        let mut deliveries = Vec::new();
        for target in targets {
            let proof = Proof::Attribute(target.0.attribute().to_owned());
            let (sending, delivery) =
                send_code::send(&user, target, proof, Purpose::VerifyAttribute, cx);
            changes.extend(sending);
            deliveries.push(delivery);
        }
        Ok(Decided::new(AttributeUpdate { user, deliveries }, changes))
    }
}

impl UpdateUserAttributes {
    /// The value of this attribute, where it is new to the user and not blank.
    fn new_value(&self, name: &str, user: &User) -> Option<&str> {
        let value = self.attributes.get(name)?;
        (!value.is_empty() && user.attributes.get(name) != Some(value)).then_some(value)
    }

    /// The addresses that change to another value.
    fn new_addresses(&self, user: &User) -> impl Iterator<Item = (Channel, &str)> {
        [Channel::Email, Channel::Sms]
            .into_iter()
            .filter_map(|channel| Some((channel, self.new_value(channel.attribute(), user)?)))
    }

    /// Checks that no new value names another user.
    ///
    /// **Errors** [`refusal::Username::AliasTaken`]; [`refusal::Attribute::Invalid`] for a preferred user name before
    /// the user is confirmed.
    async fn check_names<F: Facts>(&self, facts: &F, user: &User, pool: &Pool) -> Result<(), Stop> {
        if is_name(pool, PREFERRED_USERNAME)
            && self.new_value(PREFERRED_USERNAME, user).is_some()
            && user.status == Status::Unconfirmed
        {
            let reason = "The attribute cannot be set before the user is confirmed";
            let (name, reason) = (PREFERRED_USERNAME.to_owned(), reason.to_owned());
            return Err(refusal::Attribute::Invalid(name, reason).into());
        }
        preferred_username::check(facts, pool, &self.attributes, Some(&user.sub)).await?;
        for address in ADDRESSES.into_iter().rev() {
            let new = self.new_value(address, user);
            if let Some(value) = new.filter(|_| is_name(pool, address)) {
                let owner = facts.owner(address, &pool.fold(value)).await?;
                if owner.is_some_and(|owner| owner.sub != user.sub) {
                    return Err(refusal::Username::AliasTaken(address.to_owned()).into());
                }
            }
        }
        Ok(())
    }

    /// Gives the user these attributes. Where the pool verifies an address before an update, the value so far stays in
    /// force, verified as it was, until the new one is proved.
    fn apply(&self, mut attributes: Attributes, user: &mut User, pool: &Pool) {
        for address in ADDRESSES
            .into_iter()
            .filter(|address| self.attributes.contains_key(*address))
        {
            user.pending.remove(address);
            let current = user.attributes.get(address).cloned();
            if let (true, Some(current)) = (pool.verifies_before_update(address), current)
                && attributes.get(address).is_some_and(|new| *new != current)
                && let Some(new) = attributes.insert(address.to_owned(), current)
            {
                user.pending.insert(address.to_owned(), new);
                match user.attributes.get(&flag_of(address)) {
                    Some(flag) => attributes.insert(flag_of(address), flag.clone()),
                    None => attributes.remove(&flag_of(address)),
                };
            }
        }
        user.attributes = attributes;
    }
}
