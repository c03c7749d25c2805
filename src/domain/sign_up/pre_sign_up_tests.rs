//! Registrations in pools with a pre sign-up function: its event, and the effect of its answer.

use super::*;
use crate::{
    event::Event,
    message::Channel,
    refusal::{self, TriggerFault},
    testing::{By, MemoryPool, map},
};
use serde_json::{Value, json};

const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:f";

fn world(mut pool: Value, answer: Result<PreSignUpAnswer, Refusal>) -> MemoryPool {
    pool["LambdaConfig"] = json!({"PreSignUp": ARN});
    pool["AutoVerifiedAttributes"] = json!(["email"]);
    let mut world = MemoryPool::new(pool, json!({}));
    world.response = answer.map(response);
    world
}

/// The `response` of a function that answers this.
fn response(answer: PreSignUpAnswer) -> Value {
    json!({
        "autoConfirmUser": answer.confirm,
        "autoVerifyEmail": answer.verify_email,
        "autoVerifyPhone": answer.verify_phone,
    })
}

fn sign_up(name: &str, attributes: &[(&str, &str)]) -> SignUp {
    SignUp {
        username: name.to_owned(),
        password: "Sunny-Day-7".into(),
        attributes: map(attributes),
        passed: PassedData::default(),
    }
}

fn create(name: &str, attributes: &[(&str, &str)]) -> AdminCreateUser {
    AdminCreateUser {
        username: name.to_owned(),
        attributes: map(attributes),
        temporary_password: None,
        channels: Vec::new(),
        suppress: true,
        force_alias: false,
        passed: PassedData::default(),
    }
}

/// The event of the one call so far.
fn event(world: &MemoryPool) -> &Event {
    match world.called.as_slice() {
        [event] => event,
        calls => panic!("{calls:?}"),
    }
}

const NOTHING: PreSignUpAnswer = PreSignUpAnswer {
    confirm: false,
    verify_email: false,
    verify_phone: false,
};

#[test]
fn it_is_told_what_was_given_and_the_name_that_will_be_kept() {
    let mut by_email = world(json!({"UsernameAttributes": ["email"]}), Ok(NOTHING));
    let passed = PassedData {
        validation_data: Some(map(&[("captcha", "x")])),
        client_metadata: Some(map(&[("campaign", "spring")])),
    };
    let request = SignUp {
        passed,
        ..sign_up("ada@example.com", &[])
    };
    let registration = by_email.run(By::Person, &request).expect("free");
    let called = event(&by_email);
    assert_eq!(called.username, registration.user.username);
    assert_eq!(called.username, registration.user.sub.as_str());
    let expect = json!({
        "userAttributes": {"email": "ada@example.com"},
        "validationData": {"captcha": "x"},
        "clientMetadata": {"campaign": "spring"},
    });
    assert_eq!((&called.request, called.function.as_str()), (&expect, ARN));
    assert_eq!(called.client, Some(by_email.client.id.clone()));
    assert_eq!(called.source, "PreSignUp_SignUp");

    let mut by_alias = world(json!({"AliasAttributes": ["email"]}), Ok(NOTHING));
    let verified = [("email", "ada@example.com"), ("email_verified", "true")];
    by_alias
        .run(By::Administrator, &create("ada", &verified))
        .expect("free");
    let called = event(&by_alias);
    let expect = json!({
        "email": "ada@example.com",
        "email_verified": "true",
        "cognito:email_alias": "ada@example.com",
    });
    assert_eq!(called.request["userAttributes"], expect);
    assert_eq!((called.username.as_str(), &called.client), ("ada", &None));
    assert_eq!(called.source, "PreSignUp_AdminCreateUser");
}

#[test]
fn nobody_comes_into_being_whom_it_refuses_or_about_whom_it_says_nothing() {
    for refusal in [
        refusal::Trigger::Refused("PreSignUp", "No robots".to_owned()),
        refusal::Trigger::Unavailable("PreSignUp", TriggerFault::Silent),
        refusal::Trigger::AnswerInvalid,
    ] {
        let refusal = Refusal::from(refusal);
        let mut world = world(json!({}), Err(refusal.clone()));
        let person = world.run(By::Person, &sign_up("ada", &[]));
        assert_eq!(person.map(|_| ()), Err(refusal.clone()));
        let created = world.run(By::Administrator, &create("ada", &[]));
        assert_eq!(created.map(|_| ()), Err(refusal));
        assert!(world.users.is_empty() && world.sent.is_empty());
    }
}

#[test]
fn it_is_not_asked_about_a_sign_up_that_is_refused_anyway() {
    let mut world = world(json!({}), Ok(NOTHING));
    world.run(By::Person, &sign_up("ada", &[])).expect("free");
    let again = world.run(By::Person, &sign_up("ada", &[]));
    assert_eq!(again.map(|_| ()), Err(refusal::Username::Taken.into()));
    let weak = SignUp {
        password: "short".into(),
        ..sign_up("bob", &[])
    };
    let weak = world.run(By::Person, &weak);
    assert!(matches!(
        weak,
        Err(Refusal::Password(refusal::Password::Policy(_)))
    ));
    assert_eq!(world.called.len(), 1);
}

#[test]
fn it_confirms_and_verifies() {
    let check = |answer: PreSignUpAnswer, status: Status, is_verified: bool, messages: usize| {
        let mut world = world(json!({}), Ok(answer));
        let addresses = [
            ("email", "ada@example.com"),
            ("phone_number", "+12065550100"),
        ];
        let registration = world
            .run(By::Person, &sign_up("ada", &addresses))
            .expect("free");
        let user = world.user("ada");
        assert_eq!((user.status, registration.user.status), (status, status));
        assert_eq!(user.has_verified("email"), is_verified);
        assert_eq!(user.has_verified("phone_number"), answer.verify_phone);
        assert_eq!(world.sent.len(), messages);
        let channel = registration.delivery.map(|delivery| delivery.channel);
        assert_eq!(channel, (messages == 1).then_some(Channel::Email));
    };
    check(NOTHING, Status::Unconfirmed, false, 1);
    let confirm = PreSignUpAnswer {
        confirm: true,
        ..NOTHING
    };
    check(confirm, Status::Confirmed, false, 0);
    let verify_email = PreSignUpAnswer {
        verify_email: true,
        ..NOTHING
    };
    check(verify_email, Status::Unconfirmed, true, 1);
    let all = PreSignUpAnswer {
        confirm: true,
        verify_email: true,
        verify_phone: true,
    };
    check(all, Status::Confirmed, true, 0);
}

#[test]
fn an_address_that_is_not_there_cannot_be_verified() {
    let check = |answer: PreSignUpAnswer, flag: &str| {
        let mut world = world(json!({}), Ok(answer));
        let result = world.run(By::Person, &sign_up("ada", &[]));
        match result {
            Err(Refusal::Attribute(refusal::Attribute::Invalid(name, _))) => assert_eq!(name, flag),
            other => panic!("{other:?}"),
        }
        assert!(world.users.is_empty());
    };
    let verify_email = PreSignUpAnswer {
        verify_email: true,
        ..NOTHING
    };
    check(verify_email, "email_verified");
    let verify_phone = PreSignUpAnswer {
        verify_phone: true,
        ..NOTHING
    };
    check(verify_phone, "phone_number_verified");
}

#[test]
fn a_verified_alias_is_taken_from_who_had_it() {
    let answer = PreSignUpAnswer {
        confirm: true,
        verify_email: true,
        ..NOTHING
    };
    let mut world = world(json!({"AliasAttributes": ["email"]}), Ok(answer));
    let shared = [("email", "shared@example.com")];
    world
        .run(By::Person, &sign_up("ada", &shared))
        .expect("free");
    assert!(world.user("ada").has_verified("email"));
    world
        .run(By::Person, &sign_up("bob", &shared))
        .expect("the alias is taken over");
    assert!(!world.user("ada").has_verified("email"));
    assert!(world.user("bob").has_verified("email"));
    assert_eq!(world.user("shared@example.com").username, "bob");
}

#[test]
fn flags_do_not_count_for_an_administrators_user() {
    let answer = PreSignUpAnswer {
        confirm: true,
        verify_email: true,
        verify_phone: true,
    };
    let mut world = world(json!({}), Ok(answer));
    let created = world.run(By::Administrator, &create("ada", &[]));
    let user = created.expect("no address is asked for");
    assert_eq!(user.status, Status::ForceChangePassword);
    assert!(user.attributes.is_empty(), "{:?}", user.attributes);
}

#[test]
fn a_flag_that_is_none_is_unreadable() {
    let mut world = world(json!({}), Ok(NOTHING));
    for odd in [json!("true"), json!(1), json!([true]), json!({})] {
        world.response = Ok(json!({"autoConfirmUser": odd}));
        let result = world.run(By::Person, &sign_up("ada", &[]));
        assert_eq!(
            result.map(|_| ()),
            Err(refusal::Trigger::AnswerInvalid.into())
        );
    }
    assert!(world.users.is_empty());
    world.response = Ok(json!({"autoConfirmUser": null}));
    let registration = world.run(By::Person, &sign_up("ada", &[]));
    let user = registration.expect("null changes nothing").user;
    assert_eq!(user.status, Status::Unconfirmed);
}
