//! Random registrations: whatever is requested and whatever the pool's function answers, nothing panics or runs on, no
//! user is created by halves, and nothing counts as verified that nobody verified.

use super::*;
use crate::{
    chance::Chance,
    refusal::{self, TriggerFault},
    testing::{By, MemoryPool, hashed},
    user::aliases,
};
use serde_json::json;
use std::collections::BTreeMap;

const WALKS: u64 = 400;
const REGISTRATIONS: u64 = 20;
const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:f";

#[test]
fn no_registration_counts_for_more_than_was_vouched_for() {
    let mut ends = BTreeMap::new();
    for seed in 1..=WALKS {
        let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut world = world(&mut chance);
        for _ in 0..REGISTRATIONS {
            let end = register(&mut chance, &mut world);
            *ends.entry(end).or_insert(0) += 1;
        }
    }
    let names: Vec<&str> = ends.keys().copied().collect();
    assert_eq!(names, ["confirmed", "invited", "refused", "registered"]);
}

fn world(chance: &mut Chance) -> MemoryPool {
    let mut pool = chance.pick(&[
        json!({}),
        json!({"AliasAttributes": ["email"]}),
        json!({"UsernameAttributes": ["email"]}),
    ]);
    pool["AutoVerifiedAttributes"] = chance.pick(&[json!([]), json!(["email"])]);
    if !chance.one_in(4) {
        pool["LambdaConfig"] = json!({"PreSignUp": ARN});
    }
    let mut world = MemoryPool::new(pool, json!({}));
    // Verifiers take their time.
    world.pool.uses_srp = false;
    world
}

/// What the function answers next.
fn answer(chance: &mut Chance) -> Result<PreSignUpAnswer, Refusal> {
    match chance.below(6) {
        0 => Err(refusal::Trigger::Refused("PreSignUp", "No".to_owned()).into()),
        1 => Err(refusal::Trigger::Unavailable("PreSignUp", TriggerFault::Silent).into()),
        _ => Ok(PreSignUpAnswer {
            confirm: chance.one_in(2),
            verify_email: chance.one_in(2),
            verify_phone: chance.one_in(4),
        }),
    }
}

/// One registration, looked at from outside; how it ended.
fn register(chance: &mut Chance, world: &mut MemoryPool) -> &'static str {
    let function = world.pool.settings.lambda_config.is_some();
    let answer = answer(chance);
    world.response = answer.clone().map(|answer| {
        json!({
            "autoConfirmUser": answer.confirm,
            "autoVerifyEmail": answer.verify_email,
            "autoVerifyPhone": answer.verify_phone,
        })
    });
    let by_person = chance.one_in(2);
    let names = [
        "ada",
        "bob",
        "cyd",
        "dan",
        "ada@example.com",
        "bob@example.com",
    ];
    let name = chance.pick(&names).to_owned();
    let mut attributes = BTreeMap::new();
    for (attribute, values) in [
        ("email", ["ada@example.com", "bob@example.com"]),
        ("phone_number", ["+12065550100", "+12065550101"]),
    ] {
        if !chance.one_in(6) {
            attributes.insert(attribute.to_owned(), chance.pick(&values).to_owned());
        }
    }
    if chance.one_in(8) {
        attributes.insert("email_verified".to_owned(), "true".to_owned());
    }
    let password = chance.pick(&["Sunny-Day-7", "Sunny-Day-7", "Sunny-Day-7", "short"]);
    let before = (world.users.clone(), world.sent.len(), world.called.len());
    let vouched = attributes.contains_key("email_verified");
    let result = if by_person {
        let sign_up = SignUp {
            username: name,
            password: password.into(),
            attributes,
            passed: PassedData::default(),
        };
        let registration = world.run(By::Person, &sign_up);
        registration.map(|registration| registration.user)
    } else {
        let create = AdminCreateUser {
            username: name,
            attributes,
            temporary_password: Some(password.into()),
            channels: Vec::new(),
            suppress: true,
            force_alias: false,
            passed: PassedData::default(),
        };
        world.run(By::Administrator, &create)
    };
    let calls = world.called.len() - before.2;
    assert!(calls <= 1, "called more than once");
    let user = match result {
        Ok(user) => user,
        Err(refusal) => {
            assert_eq!(
                (&world.users, world.sent.len()),
                (&before.0, before.1),
                "half done"
            );
            assert_ne!(refusal, refusal::Flow::ChallengeMismatch.into());
            return "refused";
        }
    };
    assert_eq!(
        (world.users.len(), calls),
        (before.0.len() + 1, usize::from(function))
    );
    assert_eq!(world.users.last(), Some(&user));
    assert_eq!(user.credentials.password, Some(hashed("Sunny-Day-7")));
    let answer = match answer {
        Ok(answer) if function => answer,
        Ok(_) | Err(_) => PreSignUpAnswer::default(),
    };
    let (status, email, phone) = if by_person {
        let status = if answer.confirm {
            Status::Confirmed
        } else {
            Status::Unconfirmed
        };
        (status, answer.verify_email, answer.verify_phone)
    } else {
        (Status::ForceChangePassword, vouched, false)
    };
    assert_eq!(user.status, status);
    assert_eq!(
        (
            user.has_verified("email"),
            user.has_verified("phone_number")
        ),
        (email, phone)
    );
    names_are_unique(world);
    match status {
        Status::Confirmed => "confirmed",
        Status::Unconfirmed => "registered",
        Status::ForceChangePassword | Status::ResetRequired | Status::ExternalProvider => "invited",
    }
}

/// That no two users share a name.
fn names_are_unique(world: &MemoryPool) {
    let all = world
        .users
        .iter()
        .flat_map(|user| aliases(user, &world.pool));
    let mut all: Vec<(String, String)> = all.collect();
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count, "{all:?}");
}
