//! Registrations in pools with a function: what it is told, and what becomes of what it says.

use super::*;
use crate::{
    machine::world::{By, World, map},
    message::Channel,
    trigger::{Outage, Reply, SignUpReply},
};
use serde_json::{Value, json};

const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:f";

fn world(mut pool: Value, says: Result<SignUpReply, Refusal>) -> World {
    pool["LambdaConfig"] = json!({"PreSignUp": ARN});
    pool["AutoVerifiedAttributes"] = json!(["email"]);
    let mut world = World::new(pool, json!({}));
    world.says = says.map(Reply::PreSignUp);
    world
}

fn sign_up(name: &str, attributes: &[(&str, &str)]) -> SignUp {
    SignUp::new(name.to_owned(), "Sunny-Day-7".into(), map(attributes))
}

fn create(name: &str, attributes: &[(&str, &str)]) -> AdminCreate {
    AdminCreate {
        username: name.to_owned(),
        attributes: map(attributes),
        temporary_password: None,
        channels: Vec::new(),
        suppress: true,
        force_alias: false,
        passed: Passed::default(),
    }
}

/// The one call so far.
fn told(world: &World) -> &PreSignUp {
    match world.called.as_slice() {
        [Trigger::PreSignUp(asked)] => asked,
        calls => panic!("{calls:?}"),
    }
}

const SILENT: SignUpReply = SignUpReply {
    confirm: false,
    verify_email: false,
    verify_phone: false,
};

#[test]
fn it_is_told_what_was_given_and_the_name_that_will_be_kept() {
    let mut by_email = world(json!({"UsernameAttributes": ["email"]}), Ok(SILENT));
    let passed = Passed {
        validation_data: Some(map(&[("captcha", "x")])),
        client_metadata: Some(map(&[("campaign", "spring")])),
    };
    let machine = sign_up("ada@example.com", &[]).passing(passed.clone());
    let registered = by_email.run(By::Person, machine).expect("free");
    let asked = told(&by_email);
    assert_eq!(asked.username, registered.user.username);
    assert_eq!(asked.username, registered.user.sub.as_str());
    assert_eq!(asked.attributes, map(&[("email", "ada@example.com")]));
    assert_eq!((&asked.passed, asked.function.as_str()), (&passed, ARN));
    assert_eq!(asked.client, Some(by_email.client.id.clone()));

    let mut by_alias = world(json!({"AliasAttributes": ["email"]}), Ok(SILENT));
    let given = [("email", "ada@example.com"), ("email_verified", "true")];
    let machine = create("ada", &given).begin();
    by_alias.run(By::Administrator, machine).expect("free");
    let asked = told(&by_alias);
    let expect = [
        given[0],
        given[1],
        ("cognito:email_alias", "ada@example.com"),
    ];
    assert_eq!(asked.attributes, map(&expect));
    assert_eq!((asked.username.as_str(), &asked.client), ("ada", &None));
}

#[test]
fn nobody_comes_into_being_whom_it_refuses_or_about_whom_it_says_nothing() {
    for refusal in [
        Refusal::TriggerRefused("PreSignUp", "No robots".to_owned()),
        Refusal::TriggerUnavailable("PreSignUp", Outage::Silent),
        Refusal::TriggerAnswerInvalid,
    ] {
        let mut world = world(json!({}), Err(refusal.clone()));
        let person = world.run(By::Person, sign_up("ada", &[]));
        assert_eq!(person.map(|_| ()), Err(refusal.clone()));
        let created = world.run(By::Administrator, create("ada", &[]).begin());
        assert_eq!(created.map(|_| ()), Err(refusal));
        assert!(world.users.is_empty() && world.sent.is_empty());
    }
}

#[test]
fn it_is_not_asked_about_a_sign_up_that_is_refused_anyway() {
    let mut world = world(json!({}), Ok(SILENT));
    world.run(By::Person, sign_up("ada", &[])).expect("free");
    let again = world.run(By::Person, sign_up("ada", &[]));
    assert_eq!(again.map(|_| ()), Err(Refusal::UsernameTaken));
    let weak = SignUp::new("bob".to_owned(), "short".into(), map(&[]));
    let weak = world.run(By::Person, weak);
    assert!(matches!(weak, Err(Refusal::PasswordPolicy(_))));
    assert_eq!(world.called.len(), 1);
}

#[test]
fn it_confirms_and_verifies() {
    let check = |says: SignUpReply, status: Status, is_verified: bool, messages: usize| {
        let mut world = world(json!({}), Ok(says));
        let given = [
            ("email", "ada@example.com"),
            ("phone_number", "+12065550100"),
        ];
        let registered = world.run(By::Person, sign_up("ada", &given)).expect("free");
        let user = world.user("ada");
        assert_eq!((user.status, registered.user.status), (status, status));
        assert_eq!(user.has_verified("email"), is_verified);
        assert_eq!(user.has_verified("phone_number"), says.verify_phone);
        assert_eq!(world.sent.len(), messages);
        let channel = registered.delivery.map(|delivery| delivery.channel);
        assert_eq!(channel, (messages == 1).then_some(Channel::Email));
    };
    check(SILENT, Status::Unconfirmed, false, 1);
    let confirm = SignUpReply {
        confirm: true,
        ..SILENT
    };
    check(confirm, Status::Confirmed, false, 0);
    let verify_email = SignUpReply {
        verify_email: true,
        ..SILENT
    };
    check(verify_email, Status::Unconfirmed, true, 1);
    let all = SignUpReply {
        confirm: true,
        verify_email: true,
        verify_phone: true,
    };
    check(all, Status::Confirmed, true, 0);
}

#[test]
fn an_address_that_is_not_there_cannot_be_verified() {
    let check = |says: SignUpReply, flag: &str| {
        let mut world = world(json!({}), Ok(says));
        let refused = world.run(By::Person, sign_up("ada", &[]));
        match refused {
            Err(Refusal::AttributeInvalid(name, _)) => assert_eq!(name, flag),
            other => panic!("{other:?}"),
        }
        assert!(world.users.is_empty());
    };
    let verify_email = SignUpReply {
        verify_email: true,
        ..SILENT
    };
    check(verify_email, "email_verified");
    let verify_phone = SignUpReply {
        verify_phone: true,
        ..SILENT
    };
    check(verify_phone, "phone_number_verified");
}

#[test]
fn a_verified_alias_is_taken_from_who_had_it() {
    let says = SignUpReply {
        confirm: true,
        verify_email: true,
        ..SILENT
    };
    let mut world = world(json!({"AliasAttributes": ["email"]}), Ok(says));
    let shared = [("email", "shared@example.com")];
    world
        .run(By::Person, sign_up("ada", &shared))
        .expect("free");
    assert!(world.user("ada").has_verified("email"));
    world
        .run(By::Person, sign_up("bob", &shared))
        .expect("the alias is taken over");
    assert!(!world.user("ada").has_verified("email"));
    assert!(world.user("bob").has_verified("email"));
    assert_eq!(world.user("shared@example.com").username, "bob");
}

#[test]
fn flags_do_not_count_for_an_administrators_user() {
    let says = SignUpReply {
        confirm: true,
        verify_email: true,
        verify_phone: true,
    };
    let mut world = world(json!({}), Ok(says));
    let created = world.run(By::Administrator, create("ada", &[]).begin());
    let user = created.expect("no address is asked for");
    assert_eq!(user.status, Status::ForceChangePassword);
    assert!(user.attributes.is_empty(), "{:?}", user.attributes);
}
