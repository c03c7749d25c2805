//! Registrations from beginning to end.

use super::*;
use crate::{
    refusal::{Attribute, Code, Limit, Password, Username},
    testing::{By, MemoryPool, hashed, map},
};
use serde_json::{Value, json};
use std::time::Duration;

const PASSWORD: &str = "Sunny-Day-7";

fn world(pool: Value) -> MemoryPool {
    MemoryPool::new(pool, json!({}))
}

fn hiding(pool: Value) -> MemoryPool {
    MemoryPool::new(pool, json!({"PreventUserExistenceErrors": "ENABLED"}))
}

fn sign_up(
    world: &mut MemoryPool,
    name: &str,
    attributes: &[(&str, &str)],
) -> Result<Registration, Refusal> {
    world.run(By::Person, &request(name, PASSWORD, attributes))
}

fn request(name: &str, password: &str, attributes: &[(&str, &str)]) -> SignUp {
    SignUp {
        username: name.to_owned(),
        password: password.into(),
        attributes: map(attributes),
        passed: PassedData::default(),
    }
}

fn confirm(world: &mut MemoryPool, name: &str, code: &Secret) -> Result<User, Refusal> {
    let request = ConfirmSignUp {
        username: name.to_owned(),
        code: code.clone(),
        force_alias: false,
    };
    world.run(By::Person, &request)
}

fn admin_confirm(world: &mut MemoryPool, name: &str) -> Result<User, Refusal> {
    let username = name.to_owned();
    world.run(By::Administrator, &AdminConfirmSignUp { username })
}

fn resend(world: &mut MemoryPool, name: &str) -> Result<Delivery, Refusal> {
    let username = name.to_owned();
    world.run(By::Person, &ResendConfirmationCode { username })
}

fn wrong(code: &Secret) -> Secret {
    if code.matches("000000") {
        "111111".into()
    } else {
        "000000".into()
    }
}

#[test]
fn a_person_registers_and_confirms_by_the_code() {
    let mut world = world(json!({"AutoVerifiedAttributes": ["email"]}));
    let value = sign_up(&mut world, "ada", &[("email", "ada@example.com")]).expect("free name");
    assert_eq!(value.user.status, Status::Unconfirmed);
    assert_eq!(
        value.delivery.expect("it is verified").destination,
        "a***@e***"
    );
    assert_eq!(value.user.credentials.password, Some(hashed(PASSWORD)));
    assert!(value.user.credentials.srp.is_some());
    let code = world.code();
    assert_eq!(
        confirm(&mut world, "ada", &wrong(&code)).map(drop),
        Err(Code::Wrong.into())
    );
    let user = confirm(&mut world, "ada", &code).expect("the right code");
    assert_eq!(user.status, Status::Confirmed);
    assert!(user.has_verified("email"));
    assert_eq!(
        confirm(&mut world, "ada", &code).map(drop),
        Err(refusal::User::CannotConfirm("CONFIRMED".to_owned()).into())
    );
}

#[test]
fn where_an_attribute_is_the_user_name_the_sub_is_and_the_address_is_taken_at_once() {
    let pool =
        json!({"UsernameAttributes": ["email"], "UsernameConfiguration": {"CaseSensitive": false}});
    let mut world = world(pool);
    let user = sign_up(&mut world, "Ada@example.com", &[("name", "Ada")])
        .expect("free")
        .user;
    assert_eq!(user.username, user.sub.to_string());
    assert_eq!(
        user.attributes,
        map(&[
            ("email", "Ada@example.com"),
            ("email_verified", "false"),
            ("name", "Ada")
        ])
    );
    assert_eq!(
        world.find("ada@EXAMPLE.com").map(|user| &user.sub),
        Some(&user.sub)
    );
    let again = sign_up(&mut world, "ada@example.com", &[]).map(drop);
    let refusal = Username::AttributeTaken("email".to_owned());
    assert_eq!(again, Err(refusal.into()));
    let other = sign_up(
        &mut world,
        "bob@example.com",
        &[("email", "eve@example.com")],
    )
    .map(drop);
    assert!(
        matches!(other, Err(Refusal::Attribute(Attribute::Invalid(name, _))) if name == "email")
    );
}

#[test]
fn a_registration_is_refused() {
    let check = |pool: Value, name: &str, password: &str, expect: Refusal| {
        let mut world = world(pool);
        sign_up(&mut world, "taken", &[]).ok();
        let request = request(name, password, &[]);
        assert_eq!(world.run(By::Person, &request).map(drop), Err(expect));
        assert!(
            world.users.iter().all(|user| user.username == "taken"),
            "nothing was written"
        );
    };
    let closed = json!({"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true}});
    check(closed, "ada", PASSWORD, refusal::User::SignUpClosed.into());
    check(json!({}), "taken", PASSWORD, Username::Taken.into());
    check(
        json!({"UsernameConfiguration": {"CaseSensitive": false}}),
        "TAKEN",
        PASSWORD,
        Username::Taken.into(),
    );
    let short = "Password did not conform with policy: Password not long enough".to_owned();
    check(json!({}), "ada", "a", Password::Policy(short).into());
    let email = "Username should be an email.".to_owned();
    check(
        json!({"UsernameAttributes": ["email"]}),
        "ada",
        PASSWORD,
        Username::Invalid(email).into(),
    );
}

#[test]
fn nobody_takes_a_name_that_is_someone_elses_preferred_one() {
    let mut world = world(json!({"AliasAttributes": ["preferred_username"]}));
    sign_up(&mut world, "ada", &[]).expect("free");
    admin_confirm(&mut world, "ada").expect("unconfirmed");
    world.users[0]
        .attributes
        .insert("preferred_username".to_owned(), "countess".to_owned());
    assert_eq!(
        sign_up(&mut world, "countess", &[]).map(drop),
        Err(Username::Taken.into())
    );
}

#[test]
fn the_phone_comes_first_where_both_are_verified() {
    let mut world = world(json!({"AutoVerifiedAttributes": ["email", "phone_number"]}));
    let both = [
        ("email", "ada@example.com"),
        ("phone_number", "+12065550134"),
    ];
    let delivery = sign_up(&mut world, "ada", &both)
        .expect("free")
        .delivery
        .expect("verified");
    assert_eq!(
        (delivery.channel, delivery.destination.as_str()),
        (Channel::Sms, "+*******0134")
    );
    let delivery = sign_up(&mut world, "bob", &both[..1])
        .expect("free")
        .delivery
        .expect("verified");
    assert_eq!(delivery.channel, Channel::Email);
    assert!(
        sign_up(&mut world, "eve", &[])
            .expect("free")
            .delivery
            .is_none()
    );
}

#[test]
fn a_new_code_ends_the_earlier_one_and_codes_end_after_a_day() {
    let mut world = world(json!({"AutoVerifiedAttributes": ["email"]}));
    sign_up(&mut world, "ada", &[("email", "ada@example.com")]).expect("free");
    let first = world.code();
    let delivery = resend(&mut world, "ada").expect("allowed");
    assert_eq!(delivery.destination, "a***@e***");
    let second = world.code();
    assert_ne!(first, second);
    assert_eq!(
        confirm(&mut world, "ada", &first).map(drop),
        Err(Code::Wrong.into())
    );
    world.now = world.now + Duration::from_hours(24);
    assert_eq!(
        confirm(&mut world, "ada", &second).map(drop),
        Err(Code::Expired.into())
    );
}

#[test]
fn codes_and_tries_are_limited() {
    let mut world = world(json!({"AutoVerifiedAttributes": ["email"]}));
    sign_up(&mut world, "ada", &[("email", "ada@example.com")]).expect("free");
    for _ in 0..5 {
        resend(&mut world, "ada").expect("within the limit");
    }
    assert_eq!(
        resend(&mut world, "ada").map(drop),
        Err(Limit::TooManyTries.into())
    );
    let code = world.code();
    for _ in 0..15 {
        assert_eq!(
            confirm(&mut world, "ada", &wrong(&code)).map(drop),
            Err(Code::Wrong.into())
        );
    }
    assert_eq!(
        confirm(&mut world, "ada", &code).map(drop),
        Err(Limit::TooManyTries.into()),
        "not even the right one"
    );
}

#[test]
fn an_unknown_name_is_told_or_hidden() {
    let pool = || json!({"AutoVerifiedAttributes": ["email"]});
    let mut open = world(pool());
    let unknown = || Err(refusal::User::Unknown.into());
    assert_eq!(resend(&mut open, "no").map(drop), unknown());
    let answer = confirm(&mut open, "no", &"1".into()).map(drop);
    assert_eq!(answer, unknown());
    let mut hiding_world = hiding(pool());
    assert_eq!(
        confirm(&mut hiding_world, "no", &"000000".into()).map(drop),
        Err(Code::Wrong.into())
    );
    let first = resend(&mut hiding_world, "no").expect("a decoy");
    let again = resend(&mut hiding_world, "no").expect("a decoy");
    assert_eq!(first, again, "the same name shows the same address");
    assert!(hiding_world.sent.is_empty());
    assert_eq!(hiding_world.decoys, [Channel::Email, Channel::Email]);
    assert_eq!(
        confirm(&mut hiding_world, "no", &"x".into()).map(drop),
        Err(Code::Wrong.into())
    );
    let address = resend(&mut hiding_world, "ada@example.com").expect("a decoy");
    assert_eq!(address.destination, "a***@e***");
}

#[test]
fn an_alias_is_its_first_verifiers_unless_forced() {
    let mut world =
        world(json!({"AliasAttributes": ["email"], "AutoVerifiedAttributes": ["email"]}));
    let address = [("email", "shared@example.com")];
    sign_up(&mut world, "ada", &address).expect("aliases may be shared until verified");
    let code = world.code();
    confirm(&mut world, "ada", &code).expect("first");
    sign_up(&mut world, "bob", &address).expect("not verified yet");
    let code = world.code();
    assert_eq!(
        confirm(&mut world, "bob", &code).map(drop),
        Err(Username::AliasTaken("email".to_owned()).into())
    );
    let forced = ConfirmSignUp {
        username: "bob".to_owned(),
        code,
        force_alias: true,
    };
    world.run(By::Person, &forced).expect("forced");
    assert_eq!(
        world
            .find("shared@example.com")
            .map(|user| user.username.as_str()),
        Some("bob")
    );
    assert!(!world.user("ada").has_verified("email"));
}

#[test]
fn names_differ_that_only_look_alike() {
    let mut world = world(json!({"UsernameConfiguration": {"CaseSensitive": false}}));
    sign_up(&mut world, "zo\u{e9}", &[]).expect("free");
    assert_eq!(
        sign_up(&mut world, "ZO\u{c9}", &[]).map(drop),
        Err(Username::Taken.into())
    );
    sign_up(&mut world, "zoe\u{301}", &[]).expect("another name, as to Cognito");
}

#[test]
fn who_waits_for_a_code_is_hidden_like_nobody_from_all_but_the_code_itself() {
    let mut world = hiding(json!({"AutoVerifiedAttributes": ["email"]}));
    sign_up(&mut world, "ada", &[("email", "ada@example.com")]).expect("free");
    let code = world.code();
    let wrong = wrong(&code);
    let guess = |world: &mut MemoryPool| {
        let [(ada, ada_facts), (decoy, facts)] = ["ada", "nobody"].map(|name| {
            world.trace.clear();
            let answer = confirm(world, name, &wrong).map(drop);
            (answer, world.trace.clone())
        });
        assert_eq!(ada_facts, facts, "the same facts in the same order");
        [ada, decoy]
    };
    let answers = || [Err(Code::Wrong.into()), Err(Code::Wrong.into())];
    assert_eq!(guess(&mut world), answers(), "while the code lives");
    world.now = world.now + Duration::from_hours(24);
    assert_eq!(guess(&mut world), answers(), "after it has expired");
    assert_eq!(
        confirm(&mut world, "ada", &code).map(drop),
        Err(Code::Expired.into()),
        "who has the code may know that it is too old"
    );
    for _ in 0..12 {
        assert_eq!(guess(&mut world), answers());
    }
    // The right code was ada's fifteenth try.
    confirm(&mut world, "nobody", &wrong).expect_err("wrong");
    let answers = || [(); 2].map(|()| Err(Limit::TooManyTries.into()));
    assert_eq!(guess(&mut world), answers(), "after fifteen tries");
}

#[test]
fn who_is_confirmed_is_hidden_like_nobody_from_all_but_the_code_itself() {
    let mut world = hiding(json!({"AutoVerifiedAttributes": ["email"]}));
    sign_up(&mut world, "ada", &[("email", "ada@example.com")]).expect("free");
    let code = world.code();
    confirm(&mut world, "ada", &code).expect("the code is right");
    assert_eq!(
        confirm(&mut world, "ada", &code).map(drop),
        Err(refusal::User::CannotConfirm("CONFIRMED".to_owned()).into()),
        "the same link opened again"
    );
    let (wrong, sent) = (wrong(&code), world.sent.len());
    for name in ["ada", "nobody"] {
        assert_eq!(
            confirm(&mut world, name, &wrong).map(drop),
            Err(Code::Wrong.into()),
            "{name}"
        );
        let delivery = resend(&mut world, name);
        assert_eq!(delivery.expect("a decoy").channel, Channel::Email);
        assert_eq!(
            confirm(&mut world, name, &"x".into()).map(drop),
            Err(Code::Wrong.into()),
            "{name}"
        );
    }
    assert_eq!(world.sent.len(), sent, "nobody waits for a code");
    // An account that has no address for a code is not told apart either.
    sign_up(&mut world, "bob", &[]).expect("free");
    let delivery = resend(&mut world, "bob");
    assert_eq!(delivery.expect("a decoy").channel, Channel::Email);
}

fn create(name: &str, attributes: &[(&str, &str)]) -> AdminCreateUser {
    AdminCreateUser {
        username: name.to_owned(),
        attributes: map(attributes),
        temporary_password: None,
        channels: Vec::new(),
        suppress: false,
        force_alias: false,
        passed: PassedData::default(),
    }
}

fn reinvite(name: &str) -> ResendInvitation {
    ResendInvitation {
        username: name.to_owned(),
        temporary_password: None,
        channels: Vec::new(),
    }
}

#[test]
fn an_administrator_invites_and_invites_again() {
    let mut world = world(json!({"UsernameAttributes": ["email"]}));
    let user = world
        .run(By::Administrator, &create("ada@example.com", &[]))
        .expect("free");
    assert_eq!(user.status, Status::ForceChangePassword);
    assert_eq!(
        user.temporary_until,
        Some(world.now + Duration::from_hours(7 * 24))
    );
    let invitation = world.sent.last().expect("sent").clone();
    assert_eq!(
        (invitation.purpose, invitation.username.as_str()),
        (Purpose::Invitation, "ada@example.com")
    );
    assert_eq!(
        user.credentials.password,
        Some(hashed(invitation.code.expose()))
    );
    world.now = world.now + Duration::from_hours(24);
    let again = ResendInvitation {
        temporary_password: Some("Another-Day-8".into()),
        channels: vec![Channel::Email],
        ..reinvite("ada@example.com")
    };
    let user = world.run(By::Administrator, &again).expect("still invited");
    assert_eq!(
        user.temporary_until,
        Some(world.now + Duration::from_hours(7 * 24))
    );
    assert!(world.code().matches("Another-Day-8"));
    world.users[0].status = Status::Confirmed;
    let late = world.run(By::Administrator, &reinvite("ada@example.com"));
    assert_eq!(
        late.map(drop),
        Err(refusal::User::UnsupportedState("CONFIRMED".to_owned()).into())
    );
    let unknown = world.run(By::Administrator, &reinvite("no@example.com"));
    assert_eq!(unknown.map(drop), Err(refusal::User::Unknown.into()));
}

#[test]
fn an_administrators_user_is_refused_or_made_quietly() {
    let mut world = world(json!({"AliasAttributes": ["email"]}));
    let vouched = [("email", "ada@example.com"), ("email_verified", "true")];
    let quiet = AdminCreateUser {
        suppress: true,
        ..create("ada", &vouched)
    };
    world.run(By::Administrator, &quiet).expect("free");
    assert!(world.sent.is_empty());
    let run = |world: &mut MemoryPool, request: AdminCreateUser| {
        world.run(By::Administrator, &request).map(drop)
    };
    assert_eq!(
        run(&mut world, create("ada", &[])),
        Err(Username::Taken.into())
    );
    assert_eq!(
        run(&mut world, create("bob", &vouched)),
        Err(Username::AliasTaken("email".to_owned()).into())
    );
    let weak = AdminCreateUser {
        temporary_password: Some("weak".into()),
        ..create("bob", &[])
    };
    assert!(matches!(
        run(&mut world, weak),
        Err(Refusal::Password(Password::Policy(_)))
    ));
    let nowhere = AdminCreateUser {
        channels: vec![Channel::Sms],
        ..create("bob", &vouched[..1])
    };
    let no_address = refusal::Delivery::NoAddress;
    assert_eq!(run(&mut world, nowhere), Err(no_address.into()));
    assert_eq!(world.users.len(), 1);
    let forced = AdminCreateUser {
        force_alias: true,
        ..create("bob", &vouched)
    };
    assert_eq!(run(&mut world, forced), Ok(()));
    assert_eq!(
        world
            .find("ada@example.com")
            .map(|user| user.username.as_str()),
        Some("bob")
    );
}

#[test]
fn an_administrator_confirms_once() {
    let mut world = world(json!({"AutoVerifiedAttributes": ["email"]}));
    sign_up(&mut world, "ada", &[("email", "ada@example.com")]).expect("free");
    let user = admin_confirm(&mut world, "ada").expect("unconfirmed");
    assert!(user.status == Status::Confirmed && !user.has_verified("email"));
    let again = admin_confirm(&mut world, "ada").map(drop);
    let confirmed = refusal::User::CannotConfirm("CONFIRMED".to_owned());
    assert_eq!(again, Err(confirmed.into()));
    assert_eq!(
        admin_confirm(&mut world, "no").map(drop),
        Err(refusal::User::Unknown.into())
    );
}
