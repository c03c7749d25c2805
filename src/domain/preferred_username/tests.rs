//! The story of an address as a name: nobody takes it by calling themselves so, by whichever entrance and in whichever
//! order the pool lists its aliases.

use crate::{
    enrol::UpdateUserAttributes,
    refusal::{self, Refusal},
    sign_in::{AnswerChallenge, Next, Start, StartSignIn},
    sign_up::{AdminCreateUser, SignUp},
    testing::{By, MemoryPool, map},
    trigger::PassedData,
    user::Status,
};
use serde_json::json;
use std::collections::BTreeMap;
use wire::challenge::{Answers, ChallengeName};

const PASSWORD: &str = "Sunny-Day-7";

const ORDERS: [[&str; 3]; 4] = [
    ["preferred_username", "email", "phone_number"],
    ["preferred_username", "phone_number", "email"],
    ["email", "preferred_username", "phone_number"],
    ["phone_number", "email", "preferred_username"],
];

/// Ada's addresses as they may be written: the verified ones, and one that waits to be verified.
const ADDRESSES: [&str; 4] = [
    "ada@example.com",
    "ADA@Example.COM",
    "+12065550100",
    "new@example.com",
];

/// ada, whose addresses are verified and who is about to have another, and mallory, who must choose a password.
fn world(order: [&str; 3]) -> MemoryPool {
    let pool = json!({"AliasAttributes": order, "UsernameConfiguration": {"CaseSensitive": false}});
    let mut world = MemoryPool::new(pool, json!({}));
    world.pool.uses_srp = false;
    let ada = [
        ("email", "ada@example.com"),
        ("email_verified", "true"),
        ("phone_number", "+12065550100"),
        ("phone_number_verified", "true"),
    ];
    create(&mut world, "ada", &ada).expect("free");
    world.users[0].status = Status::Confirmed;
    let pending = ("email".to_owned(), "new@example.com".to_owned());
    world.users[0].pending.extend([pending]);
    create(&mut world, "mallory", &[]).expect("free");
    world
}

fn create(world: &mut MemoryPool, name: &str, attributes: &[(&str, &str)]) -> Result<(), Refusal> {
    let request = AdminCreateUser {
        username: name.to_owned(),
        attributes: map(attributes),
        temporary_password: Some(PASSWORD.into()),
        channels: Vec::new(),
        suppress: true,
        force_alias: true,
        passed: PassedData::default(),
    };
    world.run(By::Administrator, &request).map(drop)
}

fn sign_up(world: &mut MemoryPool, name: &str, attributes: &[(&str, &str)]) -> Result<(), Refusal> {
    let request = SignUp {
        username: name.to_owned(),
        password: PASSWORD.into(),
        attributes: map(attributes),
        passed: PassedData::default(),
    };
    world.run(By::Person, &request).map(drop)
}

/// mallory signs in and answers NEW_PASSWORD_REQUIRED with this preferred user name.
fn choose(world: &mut MemoryPool, value: &str) -> Result<(), Refusal> {
    answer(
        world,
        "mallory",
        ("userAttributes.preferred_username", value),
    )
}

/// Whoever has this name signs in and answers NEW_PASSWORD_REQUIRED with this attribute.
fn answer(world: &mut MemoryPool, name: &str, attribute: (&str, &str)) -> Result<(), Refusal> {
    let start = Start::Password {
        username: name.to_owned(),
        password: PASSWORD.into(),
    };
    let next = world.run(By::Person, &StartSignIn { start })?;
    let Next::Ask { flow, .. } = next else {
        panic!("{next:?} does not ask for a password");
    };
    let responses = [
        ("USERNAME", name),
        ("NEW_PASSWORD", "Rainy-Day-8"),
        attribute,
    ];
    let owned = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    let answers = Answers {
        name: ChallengeName::NewPasswordRequired,
        responses: BTreeMap::from(responses.map(owned)),
    };
    let answer = AnswerChallenge {
        flow: *flow,
        answers,
        client_metadata: None,
    };
    match world.run(By::Person, &answer)? {
        Next::Refused { refusal, .. } => Err(refusal),
        Next::Ask { .. } | Next::Done(_) => Ok(()),
    }
}

fn update(world: &mut MemoryPool, value: &str) -> Result<(), Refusal> {
    let sub = world.user("mallory").sub;
    let mallory = world.users.iter_mut().find(|user| user.sub == sub);
    mallory.expect("mallory exists").status = Status::Confirmed;
    let attributes = map(&[("preferred_username", value)]);
    let request = UpdateUserAttributes { sub, attributes };
    world.run(By::Person, &request).map(drop)
}

#[test]
fn nobody_is_called_by_an_address() {
    type Writer = fn(&mut MemoryPool, &str) -> Result<(), Refusal>;
    let writers: [(&str, Writer); 6] = [
        ("self-service", update),
        ("a first sign-in", choose),
        ("sign-up", |world, name| sign_up(world, name, &[])),
        ("sign-up, preferred", |world, name| {
            sign_up(world, "eve", &[("preferred_username", name)])
        }),
        ("an administrator", |world, name| create(world, name, &[])),
        ("an administrator, preferred", |world, name| {
            create(world, "eve", &[("preferred_username", name)])
        }),
    ];
    for order in ORDERS {
        for (writer, write) in writers {
            for address in ADDRESSES {
                let mut world = world(order);
                let written = write(&mut world, address);
                let is_malformed = matches!(
                    written,
                    Err(Refusal::Attribute(refusal::Attribute::Invalid(..))
                        | Refusal::Username(refusal::Username::Invalid(_)))
                );
                assert!(is_malformed, "{order:?}, {writer}, {address}: {written:?}");
            }
            let mut world = world(order);
            if writer != "sign-up, preferred" {
                assert_eq!(write(&mut world, "countess"), Ok(()), "{writer}");
            }
        }
    }
}

#[test]
fn nobody_is_called_by_what_no_name_may_be() {
    for value in ["a b", "admin\u{200b}", &"x".repeat(129)] {
        for write in [update, choose] {
            let result = write(&mut world(ORDERS[0]), value);
            assert!(matches!(result, Err(Refusal::Attribute(_))), "{result:?}");
        }
        for write in [sign_up, create] {
            let result = write(&mut world(ORDERS[0]), value, &[]);
            assert!(matches!(result, Err(Refusal::Username(_))), "{result:?}");
        }
    }
}

/// Whoever was called by an address before this was refused has nothing of it.
#[test]
fn an_address_names_whose_it_is() {
    for order in ORDERS {
        let mut world = world(order);
        for address in ["ada@example.com", "+12065550100"] {
            let preferred = ("preferred_username".to_owned(), address.to_owned());
            world.users[1].attributes.extend([preferred]);
            assert_eq!(world.user(address).username, "ada", "{order:?}");
        }
    }
}

#[test]
fn a_preferred_user_name_is_nobody_elses_name() {
    let conflict = || {
        let name = "preferred_username".to_owned();
        Err(refusal::Username::AliasTaken(name).into())
    };
    for name in ["ada", "countess"] {
        for write in [update, choose] {
            let mut world = world(ORDERS[0]);
            let preferred = ("preferred_username".to_owned(), "countess".to_owned());
            world.users[0].attributes.extend([preferred]);
            assert_eq!(write(&mut world, name), conflict(), "{name}");
        }
        let mut world = world(ORDERS[0]);
        let preferred = ("preferred_username".to_owned(), "countess".to_owned());
        world.users[0].attributes.extend([preferred]);
        let attributes = [("preferred_username", name)];
        assert_eq!(create(&mut world, "eve", &attributes), conflict(), "{name}");
    }
}

#[test]
fn a_sub_is_nobody_elses_user_name() {
    let mut world = world(ORDERS[0]);
    let sub = world.user("ada").sub;
    let conflict = || Err(refusal::Username::Taken.into());
    assert_eq!(sign_up(&mut world, sub.as_str(), &[]), conflict());
    assert_eq!(create(&mut world, sub.as_str(), &[]), conflict());
    let another = "6f1d3d52-5a0e-4b3d-9a43-2f1b5a0a7c11";
    assert_eq!(sign_up(&mut world, another, &[]), Ok(()));
}

/// Where addresses are the user name they count at once, verified or not.
#[test]
fn an_address_that_is_a_user_name_is_one_persons() {
    const PHONE: &str = "+12065550199";
    type Writer = fn(&mut MemoryPool, &str) -> Result<(), Refusal>;
    let writers: [(&str, Writer); 6] = [
        ("self-service", |world, address| {
            let sub = world.user(PHONE).sub;
            let attributes = map(&[("email", address)]);
            let request = UpdateUserAttributes { sub, attributes };
            world.run(By::Person, &request).map(drop)
        }),
        ("a first sign-in", |world, address| {
            answer(world, PHONE, ("userAttributes.email", address))
        }),
        ("sign-up", |world, address| sign_up(world, address, &[])),
        ("sign-up, beside a phone number", |world, address| {
            sign_up(world, "+12065550133", &[("email", address)])
        }),
        ("an administrator", |world, address| {
            create(world, address, &[])
        }),
        (
            "an administrator, beside a phone number",
            |world, address| create(world, "+12065550133", &[("email", address)]),
        ),
    ];
    for names in [["email", "phone_number"], ["phone_number", "email"]] {
        for (writer, write) in writers {
            let world = || {
                let pool = json!({
                    "UsernameAttributes": names, "UsernameConfiguration": {"CaseSensitive": false}});
                let mut world = MemoryPool::new(pool, json!({}));
                world.pool.uses_srp = false;
                create(&mut world, "ada@example.com", &[]).expect("free");
                create(&mut world, PHONE, &[]).expect("free");
                world
            };
            for address in ["ada@example.com", "ADA@Example.COM"] {
                let written = write(&mut world(), address);
                let is_taken = matches!(
                    written,
                    Err(Refusal::Username(
                        refusal::Username::AttributeTaken(_) | refusal::Username::AliasTaken(_)
                    ))
                );
                assert!(is_taken, "{names:?}, {writer}, {address}: {written:?}");
            }
            let written = write(&mut world(), "eve@example.com");
            assert_eq!(written, Ok(()), "{names:?}, {writer}");
        }
    }
}
