//! What an account that somebody signed up for still waits for, and the reminder of it after the password was proved.

use super::Registration;
use crate::{
    account::Account,
    change::Change,
    code::Proof,
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Stop},
    message::{Channel, Delivery, Purpose, mask},
    refusal, send_code,
    sign_up::resend_confirmation_code::{hourly_codes, target},
    user::{Status, User},
};

/// What an account waits for before its owner may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmation {
    /// Nothing: the user is confirmed.
    Complete,
    /// The code or link that was sent just now.
    NewCode(Delivery),
    /// The code or link that was sent before, and is still good.
    EarlierCode(Delivery),
    /// The administrator of the app: the pool verifies no address that the user has.
    Administrator,
}

impl Registration {
    /// What the new account waits for.
    pub fn confirmation(&self) -> Confirmation {
        match &self.delivery {
            _ if self.user.status == Status::Confirmed => Confirmation::Complete,
            Some(delivery) => Confirmation::NewCode(delivery.clone()),
            None => Confirmation::Administrator,
        }
    }
}

/// Somebody proved the password of an account that is not confirmed: sends another code or link, and says where it went.
/// Whoever has the password hears the truth, also where users are hidden.
#[derive(Debug, Clone)]
pub struct RemindUnconfirmed {
    /// The name as typed.
    pub username: String,
    /// Whether the last code is old enough for another to be sent.
    pub may_send: bool,
}

impl Decision for RemindUnconfirmed {
    type Value = Confirmation;

    async fn decide<F: Facts>(
        &self,
        facts: &F,
        cx: &Context<'_>,
    ) -> Result<Decided<Confirmation>, Stop> {
        let account = Account::find(facts, &self.username, cx).await?;
        let user = account.user().ok_or(refusal::User::Unknown)?;
        if user.status != Status::Unconfirmed {
            return Ok(Decided::new(Confirmation::Complete, []));
        }
        let Some(target) = target(user, cx) else {
            return Ok(Decided::new(Confirmation::Administrator, []));
        };
        if self.may_send && facts.count(&hourly_codes(&user.sub)).await? {
            return Ok(send(user, target, cx));
        }
        let code = facts.code(&user.sub, &Proof::SignUp).await?;
        let code = code.filter(|code| cx.now < code.expires_at && !code.is_decoy());
        let code = code.ok_or(refusal::Limit::TooManyTries)?;
        let channel = if code.attribute == Channel::Sms.attribute() {
            Channel::Sms
        } else {
            Channel::Email
        };
        let destination = mask(channel, &code.address);
        let delivery = Delivery {
            channel,
            destination,
        };
        Ok(Decided::new(Confirmation::EarlierCode(delivery), []))
    }
}

fn send(user: &User, target: (Channel, &str), cx: &Context<'_>) -> Decided<Confirmation> {
    let (changes, delivery): (Vec<Change>, _) =
        send_code::send(user, target, Proof::SignUp, Purpose::Resend, cx);
    Decided::new(Confirmation::NewCode(delivery), changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        code::Proof,
        refusal::{Limit, Refusal},
        sign_up::SignUp,
        testing::{By, MemoryPool, map},
    };
    use serde_json::{Value, json};
    use std::time::Duration;

    const EMAIL: &[(&str, &str)] = &[("email", "ada@example.com")];
    const PHONE: &[(&str, &str)] = &[("phone_number", "+442079460018")];

    fn sign_up(world: &mut MemoryPool, attributes: &[(&str, &str)]) -> Confirmation {
        let request = SignUp {
            username: "ada".to_owned(),
            password: "Sunny-Day-7".into(),
            attributes: map(attributes),
            passed: Default::default(),
        };
        let registration = world.run(By::Person, &request).expect("a free name");
        registration.confirmation()
    }

    fn remind(world: &mut MemoryPool, may_send: bool) -> Result<Confirmation, Refusal> {
        let username = "ada".to_owned();
        world.run(By::Person, &RemindUnconfirmed { username, may_send })
    }

    fn email() -> Delivery {
        Delivery {
            channel: Channel::Email,
            destination: "a***@e***".to_owned(),
        }
    }

    #[test]
    fn an_account_waits_for_what_its_pool_verifies_of_it() {
        #[track_caller]
        fn check(pool: Value, attributes: &[(&str, &str)], expect: Confirmation) {
            let mut world = MemoryPool::new(pool, json!({}));
            assert_eq!(sign_up(&mut world, attributes), expect);
            assert_eq!(remind(&mut world, true), Ok(expect));
        }
        let verifies = |names: &[&str]| json!({ "AutoVerifiedAttributes": names });
        check(json!({}), EMAIL, Confirmation::Administrator);
        check(verifies(&["email"]), PHONE, Confirmation::Administrator);
        check(
            verifies(&["phone_number"]),
            EMAIL,
            Confirmation::Administrator,
        );
        check(verifies(&["email"]), &[], Confirmation::Administrator);
        check(verifies(&["email"]), EMAIL, Confirmation::NewCode(email()));
    }

    #[test]
    fn another_code_waits_for_its_time_and_the_earlier_one_is_named_meanwhile() {
        let mut world = MemoryPool::new(json!({"AutoVerifiedAttributes": ["email"]}), json!({}));
        sign_up(&mut world, EMAIL);
        let first = world.code();
        assert_eq!(
            remind(&mut world, false),
            Ok(Confirmation::EarlierCode(email()))
        );
        assert!(world.code().matches(first.expose()));
        for _ in 0..5 {
            assert_eq!(remind(&mut world, true), Ok(Confirmation::NewCode(email())));
        }
        assert_eq!(
            remind(&mut world, true),
            Ok(Confirmation::EarlierCode(email()))
        );
        world.now = world.now + Proof::SignUp.lifetime() + Duration::from_secs(1);
        assert_eq!(remind(&mut world, false), Err(Limit::TooManyTries.into()));
    }
}
