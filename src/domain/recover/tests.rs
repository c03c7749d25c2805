//! Recoveries from beginning to end.

use super::*;
use crate::{
    message::Channel,
    mfa::Factor,
    refusal::{self, Refusal},
    secret::Secret,
    sign_up::SignUp,
    testing::{By, MemoryPool, hashed, map},
    trigger::PassedData,
    user::Status,
};
use serde_json::{Value, json};
use std::time::Duration;

const NEW: &str = "Rainy-Day-8";

/// ada, confirmed, with a verified e-mail address and an unverified phone number.
fn world(pool: Value, client: Value) -> MemoryPool {
    let mut world = MemoryPool::new(pool, client);
    let sign_up = SignUp {
        username: "ada".to_owned(),
        password: "Sunny-Day-7".into(),
        attributes: map(&[
            ("email", "ada@example.com"),
            ("phone_number", "+12065550134"),
        ]),
        passed: PassedData::default(),
    };
    world.run(By::Person, &sign_up).expect("free");
    world.users[0].status = Status::Confirmed;
    world.users[0]
        .attributes
        .insert("email_verified".to_owned(), "true".to_owned());
    world
}

fn hides() -> Value {
    json!({"PreventUserExistenceErrors": "ENABLED"})
}

fn forgot(world: &mut MemoryPool, name: &str) -> Result<String, Refusal> {
    let username = name.to_owned();
    world
        .run(By::Person, &ForgotPassword { username })
        .map(|delivery| delivery.destination)
}

fn reset(world: &mut MemoryPool, name: &str, code: &Secret, password: &str) -> Result<(), Refusal> {
    let request = ConfirmForgotPassword {
        username: name.to_owned(),
        code: code.clone(),
        password: password.into(),
    };
    world.run(By::Person, &request)
}

#[test]
fn a_code_sets_a_new_password_and_signs_other_devices_out() {
    let mut world = world(json!({}), json!({}));
    assert_eq!(forgot(&mut world, "ada"), Ok("a***@e***".to_owned()));
    let code = world.code();
    assert_eq!(
        reset(&mut world, "ada", &"x".into(), NEW),
        Err(refusal::Code::Wrong.into())
    );
    assert!(matches!(
        reset(&mut world, "ada", &code, "weak"),
        Err(Refusal::Password(refusal::Password::Policy(_)))
    ));
    assert_eq!(reset(&mut world, "ada", &code, NEW), Ok(()));
    let user = world.user("ada");
    assert_eq!(
        (user.status, &user.credentials.password),
        (Status::Confirmed, &Some(hashed(NEW)))
    );
    assert_eq!(
        (&world.revoked, &world.ended_sessions),
        (&vec![user.sub.clone()], &vec![user.sub.clone()])
    );
    assert_eq!(
        reset(&mut world, "ada", &code, NEW),
        Err(refusal::Code::Expired.into()),
        "a code counts once"
    );
}

#[test]
fn a_code_ends_after_an_hour_and_with_its_address() {
    let mut world = world(json!({}), json!({}));
    forgot(&mut world, "ada").expect("verified");
    let code = world.code();
    let began = world.now;
    world.now = began + Duration::from_hours(1);
    assert_eq!(
        reset(&mut world, "ada", &code, NEW),
        Err(refusal::Code::Expired.into())
    );
    world.now = began;
    world.users[0]
        .attributes
        .insert("email".to_owned(), "else@example.com".to_owned());
    assert_eq!(
        reset(&mut world, "ada", &code, NEW),
        Err(refusal::Code::Expired.into())
    );
}

#[test]
fn earlier_passwords_are_not_used_again() {
    let policy = json!({"Policies": {"PasswordPolicy": {"PasswordHistorySize": 2}}});
    let mut world = world(policy, json!({}));
    forgot(&mut world, "ada").expect("verified");
    let code = world.code();
    assert_eq!(
        reset(&mut world, "ada", &code, "Sunny-Day-7"),
        Err(refusal::Password::Reused.into())
    );
    assert_eq!(
        reset(&mut world, "ada", &code, NEW),
        Ok(()),
        "the code was not used up"
    );
}

#[test]
fn who_cannot_recover_is_told_why() {
    let check = |pool: Value, change: &dyn Fn(&mut MemoryPool), expect: Refusal| {
        let mut world = world(pool, json!({}));
        change(&mut world);
        let sent = world.sent.len();
        assert_eq!(forgot(&mut world, "ada"), Err(expect));
        assert_eq!(world.sent.len(), sent);
    };
    let status = |status: Status| move |world: &mut MemoryPool| world.users[0].status = status;
    let admin = json!({"AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}});
    let phone = json!({"AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_phone_number", "Priority": 1}]}});
    check(
        admin,
        &|_| {},
        refusal::Delivery::RecoveryByAdministrator.into(),
    );
    check(phone, &|_| {}, refusal::Delivery::NoRecoveryAddress.into());
    check(
        json!({}),
        &status(Status::ForceChangePassword),
        refusal::User::ResetNotAllowed.into(),
    );
    check(
        json!({}),
        &status(Status::ExternalProvider),
        refusal::User::ResetNotAllowed.into(),
    );
    check(
        json!({}),
        &|world| world.users[0].enabled = false,
        refusal::User::Disabled.into(),
    );
    check(
        json!({}),
        &|world| world.users.clear(),
        refusal::User::Unknown.into(),
    );
}

#[test]
fn the_pools_order_of_channels_is_kept() {
    let mut world = world(json!({}), json!({}));
    world.users[0]
        .attributes
        .insert("phone_number_verified".to_owned(), "true".to_owned());
    assert_eq!(
        forgot(&mut world, "ada"),
        Ok("+*******0134".to_owned()),
        "the phone unless the pool says otherwise"
    );
    let order = json!([{"Name": "verified_email", "Priority": 1}, {"Name": "verified_phone_number", "Priority": 2}]);
    world.pool.settings.account_recovery_setting =
        serde_json::from_value(json!({"RecoveryMechanisms": order})).expect("Cognito's shape");
    assert_eq!(forgot(&mut world, "ada"), Ok("a***@e***".to_owned()));
    assert_eq!(
        world.sent.last().map(|message| message.channel),
        Some(Channel::Email)
    );
}

#[test]
fn what_is_sent_to_the_second_factor_recovers_nothing() {
    for (client, expect) in [
        (json!({}), Err(refusal::Delivery::NoRecoveryAddress.into())),
        // Where users are hidden it looks like a code on its way, and is none.
        (hides(), Ok(())),
    ] {
        let mut world = world(json!({}), client);
        world.pool.mfa.mode = shapes::idp::UserPoolMfaType::Optional;
        world.pool.mfa.email = true;
        assert!(forgot(&mut world, "ada").is_ok(), "it is a choice");
        world.users[0].mfa.prefer(Factor::Email);
        let sent = world.sent.len();
        assert_eq!(forgot(&mut world, "ada").map(drop), expect);
        assert_eq!(world.sent.len(), sent);
        let flag = "phone_number_verified".to_owned();
        world.users[0].attributes.insert(flag, "true".to_owned());
        assert!(forgot(&mut world, "ada").is_ok(), "by text message");
        assert_eq!(
            world.sent.last().map(|message| message.channel),
            Some(Channel::Sms)
        );
    }
}

#[test]
fn a_name_that_is_nobodys_walks_the_same_way() {
    let mut world = world(json!({}), hides());
    let steps = |world: &mut MemoryPool, name: &str| {
        let before = reset(world, name, &"x".into(), NEW);
        let delivered = forgot(world, name);
        assert!(delivered.is_ok());
        let after = reset(world, name, &"x".into(), NEW);
        world.now = world.now + Duration::from_hours(1);
        (before, after, reset(world, name, &"x".into(), NEW))
    };
    world.trace.clear();
    let real = steps(&mut world, "ada");
    assert_eq!(
        real,
        (
            Err(refusal::Code::Wrong.into()),
            Err(refusal::Code::Wrong.into()),
            Err(refusal::Code::Wrong.into())
        )
    );
    let facts = std::mem::take(&mut world.trace);
    assert_eq!(steps(&mut world, "nobody"), real);
    assert_eq!(world.trace, facts, "the same facts in the same order");
    let old = world.code();
    assert_eq!(
        reset(&mut world, "ada", &old, NEW),
        Err(refusal::Code::Expired.into()),
        "who has the code may know that it is too old"
    );
    world.users[0].enabled = false;
    let sent = world.sent.len();
    assert!(forgot(&mut world, "ada").is_ok());
    assert_eq!(world.sent.len(), sent, "a disabled user is sent nothing");
    assert_eq!(
        reset(&mut world, "ada", &"x".into(), NEW),
        Err(refusal::Code::Wrong.into())
    );
}

#[test]
fn who_cannot_have_a_code_is_answered_like_nobody_where_users_are_hidden() {
    let mut world = world(json!({}), hides());
    let sent = world.sent.len();
    world.users[0].status = Status::ForceChangePassword;
    assert!(forgot(&mut world, "ada").is_ok());
    world.users[0].status = Status::Confirmed;
    world.users[0].attributes.clear();
    assert!(forgot(&mut world, "ada").is_ok());
    assert!(forgot(&mut world, "nobody").is_ok());
    assert_eq!(world.sent.len(), sent);
    assert_eq!(world.decoys.len(), 3);
    assert_eq!(world.decoys[0], world.decoys[1], "the same name");
    // A text message that goes nowhere is promised to nobody while an e-mail goes somewhere.
    world.delivers = vec![Channel::Email];
    assert!(forgot(&mut world, "other").is_ok());
    assert_eq!(world.decoys.last(), Some(&Channel::Email));
    world.delivers.clear();
    assert!(forgot(&mut world, "another").is_ok());
    assert_eq!(world.decoys.last(), Some(&Channel::Sms));
}

#[test]
fn where_users_are_hidden_the_form_of_the_typed_name_says_where_the_code_went() {
    let aliases = json!({"AliasAttributes": ["email", "phone_number"]});
    for (client, by_email) in [(hides(), "a***@e***"), (json!({}), "+*******0134")] {
        let mut world = world(aliases.clone(), client);
        let flag = "phone_number_verified".to_owned();
        world.users[0].attributes.insert(flag, "true".to_owned());
        let phone = world.users[0].attributes["phone_number"].clone();
        let destination = forgot(&mut world, "ada@example.com");
        assert_eq!(destination, Ok(by_email.to_owned()));
        assert_eq!(world.sent[0].channel, Channel::Sms, "by the pool's order");
        assert_eq!(forgot(&mut world, &phone), Ok("+*******0134".to_owned()));
    }
    let mut world = world(aliases, hides());
    let destination = forgot(&mut world, "nobody@example.com");
    assert_eq!(destination, Ok("n***@e***".to_owned()));
    assert_eq!(
        forgot(&mut world, "+12065550199"),
        Ok("+*******0199".to_owned())
    );
    let destinations = (0..20).map(|n| forgot(&mut world, &format!("nobody{n}")));
    let destinations: Vec<String> = destinations
        .map(|destination| destination.expect("a decoy"))
        .collect();
    let by_text = destinations
        .iter()
        .filter(|destination| destination.starts_with('+'))
        .count();
    assert!(
        (1..20).contains(&by_text),
        "some have one, some the other: {destinations:?}"
    );
}

#[test]
fn codes_and_tries_are_limited_for_everybody() {
    for name in ["ada", "nobody"] {
        let mut world = world(json!({}), hides());
        for _ in 0..5 {
            assert!(forgot(&mut world, name).is_ok());
        }
        assert_eq!(
            forgot(&mut world, name),
            Err(refusal::Limit::TooManyTries.into())
        );
        // Six of the twenty shared permissions are gone.
        for _ in 0..14 {
            assert_eq!(
                reset(&mut world, name, &"x".into(), NEW),
                Err(refusal::Code::Wrong.into())
            );
        }
        assert_eq!(
            reset(&mut world, name, &"x".into(), NEW),
            Err(refusal::Limit::TooManyTries.into())
        );
    }
}

#[test]
fn an_administrator_sets_a_password_for_good_or_for_once() {
    let mut world = world(json!({}), json!({}));
    let set = |world: &mut MemoryPool, name: &str, password: &str, permanent: bool| {
        let request = AdminSetUserPassword {
            username: name.to_owned(),
            password: password.into(),
            permanent,
        };
        world.run(By::Administrator, &request)
    };
    let user = set(&mut world, "ada", NEW, false).expect("known");
    assert_eq!(user.status, Status::ForceChangePassword);
    assert_eq!(
        (&world.ended_sessions, world.revoked.len()),
        (&vec![user.sub.clone()], 0),
        "browsers are signed out, tokens stay valid"
    );
    assert_eq!(
        user.temporary_until,
        Some(world.now + Duration::from_hours(7 * 24))
    );
    let user = set(&mut world, "ada", NEW, true).expect("known");
    assert_eq!(
        (user.status, user.temporary_until),
        (Status::Confirmed, None)
    );
    assert_eq!(world.ended_sessions.len(), 2);
    assert!(matches!(
        set(&mut world, "ada", "weak", true),
        Err(Refusal::Password(refusal::Password::Policy(_)))
    ));
    assert_eq!(
        set(&mut world, "no", NEW, true).map(drop),
        Err(refusal::User::Unknown.into())
    );
}

#[test]
fn where_users_are_hidden_an_address_that_no_decoy_has_is_not_shown() {
    let destination = |client: Value, attribute: &str, address: &str| {
        let mut world = world(json!({}), client);
        let attributes = &mut world.users[0].attributes;
        attributes.clear();
        attributes.insert(attribute.to_owned(), address.to_owned());
        attributes.insert(format!("{attribute}_verified"), "true".to_owned());
        forgot(&mut world, "ada").expect("it is sent")
    };
    let (phone, email) = ("phone_number", "email");
    assert_eq!(destination(hides(), phone, "+12065550134"), "+*******0134");
    assert_eq!(destination(hides(), email, "ada@example.com"), "a***@e***");
    let long = "+4915112345678";
    assert_eq!(destination(json!({}), phone, long), "+*********5678");
    let invented = destination(hides(), phone, long);
    assert!(
        invented.len() == 12 && !invented.ends_with("5678"),
        "{invented}"
    );
    for address in ["Ada@example.com", "7ada@example.com", "ada@1.example"] {
        let invented = destination(hides(), email, address);
        let letters = invented.bytes().filter(u8::is_ascii_lowercase).count();
        assert_eq!((invented.len(), letters), (9, 2), "{invented}");
    }
}
