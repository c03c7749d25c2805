//! What signed-in users change, from beginning to end.

use super::*;
use crate::{
    attribute::Attributes,
    secret::Secret,
    sign_up::SignUp,
    testing::{By, MemoryPool, hashed, map},
    trigger::PassedData,
    user::{Status, User},
};
use serde_json::{Value, json};

/// ada, confirmed, with a verified e-mail address.
fn world(pool: Value) -> MemoryPool {
    let mut world = MemoryPool::new(pool, json!({}));
    join(&mut world, "ada", "ada@example.com");
    world
}

fn join(world: &mut MemoryPool, name: &str, email: &str) {
    let sign_up = SignUp {
        username: name.to_owned(),
        password: "Sunny-Day-7".into(),
        attributes: map(&[("email", email)]),
        passed: PassedData::default(),
    };
    world.run(By::Person, &sign_up).expect("free");
    let user = world.users.last_mut().expect("just made");
    user.status = Status::Confirmed;
    user.attributes
        .insert("email_verified".to_owned(), "true".to_owned());
}

fn update(world: &mut MemoryPool, attributes: Attributes) -> Result<AttributeUpdate, Refusal> {
    let sub = world.user("ada").sub;
    world.run(By::Person, &UpdateUserAttributes { sub, attributes })
}

fn verify(world: &mut MemoryPool, attribute: &str, code: &Secret) -> Result<User, Refusal> {
    let request = VerifyUserAttribute {
        sub: world.user("ada").sub,
        attribute: attribute.to_owned(),
        code: code.clone(),
    };
    world.run(By::Person, &request)
}

#[test]
fn a_new_address_counts_at_once_and_is_verified_by_its_code() {
    let mut world = world(json!({"AutoVerifiedAttributes": ["email"]}));
    let updated = update(
        &mut world,
        map(&[("email", "new@example.com"), ("name", "Ada")]),
    )
    .expect("writable");
    assert_eq!(
        updated
            .deliveries
            .iter()
            .map(|delivery| delivery.destination.as_str())
            .collect::<Vec<_>>(),
        ["n***@e***"]
    );
    assert_eq!(
        updated.user.attributes,
        map(&[
            ("email", "new@example.com"),
            ("email_verified", "false"),
            ("name", "Ada")
        ])
    );
    let code = world.code();
    assert_eq!(
        verify(&mut world, "email", &"x".into()).map(drop),
        Err(refusal::Code::Wrong.into())
    );
    assert!(
        verify(&mut world, "email", &code)
            .expect("right")
            .has_verified("email")
    );
    assert_eq!(
        verify(&mut world, "email", &code).map(drop),
        Err(refusal::Code::Expired.into()),
        "a code counts once"
    );
}

#[test]
fn where_the_pool_asks_for_it_the_old_address_counts_until_the_new_one_is_proved() {
    let mut world = world(json!({
        "AutoVerifiedAttributes": ["email"],
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}}));
    let updated = update(&mut world, map(&[("email", "new@example.com")])).expect("writable");
    assert_eq!(
        updated.user.attributes,
        map(&[("email", "ada@example.com"), ("email_verified", "true")])
    );
    assert_eq!(updated.user.pending, map(&[("email", "new@example.com")]));
    assert_eq!(
        world.sent.last().map(|message| message.to.as_str()),
        Some("new@example.com")
    );
    let code = world.code();
    let user = verify(&mut world, "email", &code).expect("right");
    assert_eq!(
        user.attributes,
        map(&[("email", "new@example.com"), ("email_verified", "true")])
    );
    assert!(user.pending.is_empty());
}

#[test]
fn going_back_to_the_old_address_forgets_the_new_one() {
    let mut world = world(json!({
        "AutoVerifiedAttributes": ["email"],
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}}));
    update(&mut world, map(&[("email", "new@example.com")])).expect("writable");
    let code = world.code();
    let back = update(&mut world, map(&[("email", "ada@example.com")])).expect("writable");
    assert!(back.user.pending.is_empty() && back.deliveries.is_empty());
    assert_eq!(
        verify(&mut world, "email", &code).map(drop),
        Err(refusal::Code::Expired.into())
    );
}

#[test]
fn a_code_proves_only_the_address_it_was_sent_to() {
    let mut world = world(json!({"AutoVerifiedAttributes": ["email", "phone_number"]}));
    let both = map(&[
        ("email", "new@example.com"),
        ("phone_number", "+12065550134"),
    ]);
    update(&mut world, both).expect("writable");
    let [email, phone] = world.sent.last_chunk::<2>().expect("two codes").clone();
    assert_ne!(email.code, phone.code, "one proves nothing about the other");
    assert_eq!(
        verify(&mut world, "phone_number", &email.code).map(drop),
        Err(refusal::Code::Wrong.into())
    );
    update(&mut world, map(&[("email", "third@example.com")])).expect("writable");
    assert_eq!(
        verify(&mut world, "email", &email.code).map(drop),
        Err(refusal::Code::Wrong.into()),
        "superseded"
    );
    assert!(
        verify(&mut world, "phone_number", &phone.code)
            .expect("right")
            .has_verified("phone_number")
    );
}

#[test]
fn names_stay_one_users() {
    let mut alias_world = world(json!({"AliasAttributes": ["email", "preferred_username"]}));
    join(&mut alias_world, "bob", "bob@example.com");
    let alias_taken = |name: &str| Err(refusal::Username::AliasTaken(name.to_owned()).into());
    assert_eq!(
        update(&mut alias_world, map(&[("email", "bob@example.com")])).map(drop),
        alias_taken("email")
    );
    assert_eq!(
        update(&mut alias_world, map(&[("preferred_username", "bob")])).map(drop),
        alias_taken("preferred_username")
    );
    assert_eq!(
        update(&mut alias_world, map(&[("preferred_username", "ada")])).map(drop),
        Ok(()),
        "one's own name is free"
    );
    alias_world.users[0].attributes.remove("preferred_username");
    alias_world.users[0].status = Status::Unconfirmed;
    let early = update(&mut alias_world, map(&[("preferred_username", "countess")])).map(drop);
    assert!(
        matches!(early, Err(Refusal::Attribute(refusal::Attribute::Invalid(name, _))) if name == "preferred_username")
    );

    // Two users wait for the same address; the first who proves it has it.
    let mut racing =
        world(json!({"AliasAttributes": ["email"], "AutoVerifiedAttributes": ["email"]}));
    join(&mut racing, "bob", "bob@example.com");
    update(&mut racing, map(&[("email", "shared@example.com")])).expect("nobody's yet");
    let code = racing.code();
    racing.users[1]
        .attributes
        .insert("email".to_owned(), "shared@example.com".to_owned());
    assert_eq!(
        verify(&mut racing, "email", &code).map(drop),
        alias_taken("email")
    );
}

#[test]
fn codes_are_limited_and_only_for_addresses() {
    let mut world = world(json!({}));
    let sub = world.user("ada").sub;
    let mut send = |attribute: &str| {
        let request = GetUserAttributeVerificationCode {
            sub: sub.clone(),
            attribute: attribute.to_owned(),
        };
        world.run(By::Person, &request).map(drop)
    };
    assert!(matches!(
        send("name"),
        Err(Refusal::Attribute(refusal::Attribute::Invalid(..)))
    ));
    assert_eq!(
        send("phone_number"),
        Err(refusal::Delivery::NoAddress.into())
    );
    for _ in 0..5 {
        assert_eq!(send("email"), Ok(()));
    }
    assert_eq!(send("email"), Err(refusal::Limit::TooManyTries.into()));
}

#[test]
fn attributes_are_deleted() {
    let mut world = world(
        json!({"Schema": [{"Name": "tenant", "AttributeDataType": "String", "Mutable": false}]}),
    );
    world.users[0]
        .attributes
        .insert("custom:tenant".to_owned(), "acme".to_owned());
    let mut delete = |name: &str| {
        let request = DeleteUserAttributes {
            sub: world.user("ada").sub,
            names: vec![name.to_owned()],
        };
        world.run(By::Person, &request).map(|user| user.attributes)
    };
    assert!(matches!(
        delete("custom:tenant"),
        Err(Refusal::Attribute(refusal::Attribute::Invalid(..)))
    ));
    assert_eq!(
        delete("email_verified"),
        Err(refusal::Attribute::NotWritable("email_verified".to_owned()).into())
    );
    assert_eq!(
        delete("email"),
        Ok(map(&[("custom:tenant", "acme")])),
        "its flag goes with it"
    );
}

#[test]
fn who_signs_in_by_an_address_keeps_one() {
    let mut world = world(json!({}));
    world.pool.settings.username_attributes = Some(vec![shapes::idp::UsernameAttributeType::Email]);
    let sub = world.users[0].sub.clone();
    let required = || {
        let reason = "The attribute is required".to_owned();
        Some(refusal::Attribute::Invalid("email".to_owned(), reason).into())
    };
    let empty = UpdateUserAttributes {
        sub: sub.clone(),
        attributes: map(&[("email", "")]),
    };
    assert_eq!(world.run(By::Person, &empty).err(), required());
    let names = vec!["email".to_owned()];
    let delete = DeleteUserAttributes { sub, names };
    assert_eq!(world.run(By::Person, &delete).err(), required());
}

#[test]
fn the_old_password_buys_a_new_one() {
    let mut world = world(json!({"Policies": {"PasswordPolicy": {"PasswordHistorySize": 1}}}));
    let mut change = |previous: Option<&str>, proposed: &str| {
        let request = ChangePassword {
            sub: world.user("ada").sub,
            previous: previous.map(Secret::from),
            proposed: proposed.into(),
        };
        world
            .run(By::Person, &request)
            .flatten()
            .map(|user| user.credentials.password)
    };
    assert_eq!(
        change(Some("wrong"), "Rainy-Day-8"),
        Err(refusal::Credentials::Wrong.into())
    );
    assert_eq!(
        change(None, "Rainy-Day-8"),
        Err(refusal::Parameter::Missing("PreviousPassword".to_owned()).into())
    );
    assert_eq!(
        change(Some("Sunny-Day-7"), "Sunny-Day-7"),
        Err(refusal::Password::Reused.into())
    );
    assert!(matches!(
        change(Some("Sunny-Day-7"), "weak"),
        Err(Refusal::Password(refusal::Password::Policy(_)))
    ));
    assert_eq!(
        change(Some("Sunny-Day-7"), "Rainy-Day-8"),
        Ok(Some(hashed("Rainy-Day-8")))
    );
    assert_eq!(
        change(Some("Rainy-Day-8"), "Third-Day-9"),
        Ok(Some(hashed("Third-Day-9")))
    );
    assert_eq!(
        change(Some("Third-Day-9"), "Fourth-Day-1"),
        Err(refusal::Limit::TooManyTries.into())
    );
    assert_eq!(
        world.cleared.len(),
        3,
        "by the right password, even where the new one is refused"
    );
    assert!(world.revoked.is_empty(), "tokens stay valid");
    let ada = world.user("ada").sub;
    assert_eq!(
        world.ended_sessions,
        [ada.clone(), ada],
        "each change signs all browsers out"
    );
}

#[test]
fn a_user_who_never_had_a_password_sets_one() {
    let mut world = world(json!({}));
    world.users[0].credentials.password = None;
    let request = ChangePassword {
        sub: world.user("ada").sub,
        previous: None,
        proposed: "Rainy-Day-8".into(),
    };
    let result = world.run(By::Person, &request).flatten();
    assert_eq!(
        result.map(|user| user.credentials.password),
        Ok(Some(hashed("Rainy-Day-8")))
    );
}
