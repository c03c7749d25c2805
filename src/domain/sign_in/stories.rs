//! Sign-ins from beginning to end: every path, what is asked on it, and what those see who must not know who exists.

use super::{
    Next, SetUpAct, Start, StartSignIn, StoredFlow, email_otp_stories, mfa_stories,
    testing::{Input, TestSignIn, answers, name},
};
use crate::{
    attempt::AttemptKey,
    change::Change,
    decision::Decision,
    event::Metadata,
    facts::Stop,
    refusal,
    testing::{
        By, MemoryFacts,
        alice::{PASSWORD, user, user_with},
        block_on, hashed, weakly_hashed,
    },
    time::Timestamp,
    user::{Status, User},
};
use serde_json::{Value, json};
use shapes::idp::{LambdaConfigType, UserPoolMfaType};
use wire::challenge::ChallengeName;

const WRONG: &str = "Rainy-Day-7";

/// How a sign-in with a wrong password ends.
const INCORRECT: &str = "Credentials(Wrong)";

/// How a sign-in of alice by each way ends, for a client that hides who exists and one that does not.
#[track_caller]
fn check(user: &User, password: &str, hiding: &str, open: &str) {
    for (hides, expect) in [(true, hiding), (false, open)] {
        let mut world = TestSignIn::new(hides, user.clone());
        let by_password = world.start_password("alice", password);
        assert_eq!(name(&by_password), expect, "by password, hides: {hides}");
        let by_proof = world.srp("alice", password);
        assert_eq!(name(&by_proof), expect, "by proof, hides: {hides}");
        world.start_identifier("alice");
        let after_identifier = world.answer(
            ChallengeName::Password,
            &[("USERNAME", "alice"), ("PASSWORD", password)],
        );
        assert_eq!(
            name(&after_identifier),
            expect,
            "password after identifier, hides: {hides}"
        );
    }
}

/// What a client is told whether or not it hides who exists.
#[track_caller]
fn check_alike(user: &User, password: &str, expect: &str) {
    check(user, password, expect, expect);
}

#[test]
fn each_standing_is_revealed_to_the_right_password_only() {
    check_alike(&user(), PASSWORD, "done alice");
    check_alike(&user(), WRONG, INCORRECT);

    let disabled = user_with(|user| user.enabled = false);
    check_alike(&disabled, PASSWORD, "User(Disabled)");
    check_alike(&disabled, WRONG, INCORRECT);

    let unconfirmed = user_with(|user| user.status = Status::Unconfirmed);
    check_alike(&unconfirmed, PASSWORD, "User(Unconfirmed)");
    check_alike(&unconfirmed, WRONG, INCORRECT);

    let temporary = user_with(|user| user.status = Status::ForceChangePassword);
    check_alike(&temporary, PASSWORD, "ask NEW_PASSWORD_REQUIRED");
    check_alike(&temporary, WRONG, INCORRECT);

    let expired = user_with(|user| {
        user.status = Status::ForceChangePassword;
        user.temporary_until = Some(Timestamp::from_seconds(1));
    });
    check_alike(&expired, PASSWORD, "Credentials(TemporaryPasswordExpired)");
    check_alike(&expired, WRONG, INCORRECT);
}

#[test]
fn a_required_reset_is_told_to_any_password_unless_existence_is_hidden() {
    let reset = user_with(|user| user.status = Status::ResetRequired);
    check_alike(&reset, PASSWORD, "User(ResetRequired)");
    check(&reset, WRONG, INCORRECT, "User(ResetRequired)");
    let imported = user_with(|user| {
        user.status = Status::ResetRequired;
        user.credentials = Default::default();
    });
    check(&imported, PASSWORD, INCORRECT, "User(ResetRequired)");
}

#[test]
fn users_without_a_password_have_no_right_one() {
    let federated = user_with(|user| {
        user.status = Status::ExternalProvider;
        user.credentials = Default::default();
    });
    check_alike(&federated, PASSWORD, INCORRECT);
}

#[test]
fn a_hidden_nobody_walks_the_same_way_as_somebody_with_a_wrong_password() {
    let mut world = TestSignIn::new(true, user());
    let mut check = |walk: &dyn Fn(&mut TestSignIn, &str), expect: &[&str]| {
        for name in ["alice", "nobody"] {
            walk(&mut world, name);
            assert_eq!(world.traced(), expect, "{name}");
        }
    };
    check(
        &|world, name| drop(world.start_password(name, WRONG)),
        &["find", "count", "check", INCORRECT],
    );
    check(
        &|world, name| drop(world.srp(name, WRONG)),
        &["find", "ask PASSWORD_VERIFIER", "count", INCORRECT],
    );
    check(
        &|world, name| {
            world.start_identifier(name);
            world.answer(
                ChallengeName::Password,
                &[("USERNAME", name), ("PASSWORD", WRONG)],
            );
        },
        &["ask PASSWORD", "find", "count", "check", INCORRECT],
    );
    world.locked = true;
    let mut check = |walk: &dyn Fn(&mut TestSignIn, &str), expect: &[&str]| {
        for name in ["alice", "nobody"] {
            walk(&mut world, name);
            assert_eq!(world.traced(), expect, "{name}");
        }
    };
    check(
        &|world, name| drop(world.start_password(name, PASSWORD)),
        &["find", "count", "Credentials(LockedOut)"],
    );
    check(
        &|world, name| drop(world.srp(name, PASSWORD)),
        &[
            "find",
            "ask PASSWORD_VERIFIER",
            "count",
            "Credentials(LockedOut)",
        ],
    );
}

#[test]
fn a_client_that_may_know_hears_that_nobody_has_the_name() {
    let mut world = TestSignIn::new(false, user());
    world.start_password("nobody", PASSWORD);
    assert_eq!(world.traced(), ["find", "User(Unknown)"]);
    assert_eq!(
        world.start_srp("nobody", PASSWORD).err(),
        Some(refusal::User::Unknown.into())
    );
    world.start_identifier("nobody");
    assert_eq!(world.traced(), ["find", "User(Unknown)", "ask PASSWORD"]);
}

#[test]
fn tries_are_counted_by_user_and_forgotten_with_the_right_password() {
    let mut world = TestSignIn::new(true, user());
    let key = AttemptKey::Password(user().sub.clone());
    for right in [TestSignIn::start_password, TestSignIn::srp] {
        right(&mut world, "alice", WRONG);
        assert_eq!(
            (world.key(), world.changes.as_slice()),
            (Some(&key), [].as_slice())
        );
        right(&mut world, "alice", PASSWORD);
        assert_eq!(
            std::mem::take(&mut world.changes),
            [Change::ClearAttempts(key.clone())]
        );
    }
    // Nobody is locked like somebody: by name, under a key of the same shape, whichever way is tried.
    let mut keys = Vec::new();
    for name in ["nobody", "Nobody", "no one"] {
        world.start_password(name, WRONG);
        keys.push(world.key().cloned());
        world.srp(name, WRONG);
        assert_eq!(keys.last().and_then(Option::as_ref), world.key());
        assert_eq!(
            world.key().map(|counted| counted.name().len()),
            Some(key.name().len())
        );
    }
    keys.dedup();
    assert_eq!(keys.len(), 3);
    // Where case does not count, it does not count for nobody either.
    world.pool.settings.username_configuration = Some(shapes::idp::UsernameConfigurationType {
        case_sensitive: false,
    });
    world.start_password("nobody", WRONG);
    let lower = world.key().cloned();
    world.start_password("NOBODY", WRONG);
    assert_eq!(lower.as_ref(), world.key());
}

#[test]
fn nothing_secret_is_printed() {
    let mut world = TestSignIn::new(true, user());
    let begun = world.start_srp("alice", PASSWORD).expect("a challenge");
    let printed = format!("{:?} {:?}", world.flow(), begun.challenge);
    assert!(
        printed.contains("PasswordVerifier") && !printed.contains(world.token()),
        "{printed}"
    );
    let (settings, random) = (world.settings(), world.random());
    let cx = settings.context(By::Person, &random);
    let printed = format!(
        "{cx:?} {:?}",
        Start::Password {
            username: "alice".to_owned(),
            password: PASSWORD.into()
        }
    );
    let token = cx.flow_token();
    let key = format!("{:?}", cx.decoy_key);
    assert!(
        !printed.contains(&token) && !printed.contains(&key) && !printed.contains(PASSWORD),
        "{printed}"
    );
}

#[test]
fn starts_that_say_too_little_are_refused_before_anybody_is_looked_up() {
    let check = |start: Start, expect: &str| {
        let mut world = TestSignIn::new(true, user());
        world.decide(Input::Start(start));
        assert_eq!(world.traced(), [expect]);
        assert!(world.flow().is_none());
    };
    let srp = |username: &str, a: &str| Start::Srp {
        username: username.to_owned(),
        a: a.to_owned(),
    };
    let password = |username: &str, password: &str| Start::Password {
        username: username.to_owned(),
        password: password.into(),
    };
    check(srp("", "2"), "Parameter(Missing(\"USERNAME\"))");
    check(srp("alice", ""), "Parameter(Missing(\"SRP_A\"))");
    check(srp("alice", "0"), "Credentials(SrpInvalid)");
    check(srp("alice", "x"), "Credentials(SrpInvalid)");
    check(password("", PASSWORD), "Parameter(Missing(\"USERNAME\"))");
    check(password("alice", ""), "Parameter(Missing(\"PASSWORD\"))");
    check(
        Start::Identifier {
            username: String::new(),
        },
        "Parameter(Missing(\"USERNAME\"))",
    );
}

#[test]
fn an_asked_password_may_be_typed_again_and_a_given_one_may_not() {
    let mut world = TestSignIn::new(true, user());
    world.start_password("alice", WRONG);
    assert!(world.flow().is_none());
    world.start_identifier("alice");
    let type_in = |world: &mut TestSignIn, password: &str| {
        let step = world.answer(
            ChallengeName::Password,
            &[("USERNAME", "alice"), ("PASSWORD", password)],
        );
        (name(&step), world.flow().is_some())
    };
    assert_eq!(
        type_in(&mut world, ""),
        ("Parameter(Missing(\"PASSWORD\"))".to_owned(), true)
    );
    assert_eq!(type_in(&mut world, WRONG), (INCORRECT.to_owned(), true));
    world.locked = true;
    assert_eq!(
        type_in(&mut world, PASSWORD),
        ("Credentials(LockedOut)".to_owned(), true)
    );
    world.locked = false;
    assert_eq!(world.flow().map(StoredFlow::username), Some("alice"));
    assert_eq!(
        type_in(&mut world, PASSWORD),
        ("done alice".to_owned(), false)
    );
}

/// A sign-in that waits for the answer to each challenge that can be asked.
///
/// A new challenge adds its line, and with it is held to the same: it refuses what is not its own, and asks on.
fn waiting(name: ChallengeName) -> TestSignIn {
    let mut world = TestSignIn::new(true, user());
    match name {
        ChallengeName::Password => drop(world.start_identifier("alice")),
        ChallengeName::PasswordVerifier => drop(world.start_srp("alice", PASSWORD)),
        ChallengeName::NewPasswordRequired => {
            world.users[0].status = Status::ForceChangePassword;
            world.start_password("alice", PASSWORD);
        }
        ChallengeName::SoftwareTokenMfa => {
            world = mfa_stories::with_app();
            world.start_password("alice", PASSWORD);
        }
        ChallengeName::EmailOtp => world = email_otp_stories::waiting(),
        ChallengeName::MfaSetup => {
            world.pool.mfa = mfa_stories::asks(UserPoolMfaType::On);
            world.start_password("alice", PASSWORD);
        }
    }
    world
}

#[test]
fn every_challenge_refuses_what_is_not_its_answer_and_waits_on() {
    for challenge in ChallengeName::ALL {
        let mut world = waiting(*challenge);
        let mut check = |input: Input, expect: &str| {
            assert_eq!(name(&world.decide(input)), expect, "{challenge:?}");
            let waits = world.flow().map(|flow| flow.challenge().name);
            assert_eq!(waits, Some(*challenge), "after {expect}");
        };
        for other in ChallengeName::ALL
            .iter()
            .filter(|other| *other != challenge)
        {
            check(
                Input::Answer(answers(*other, &[("USERNAME", "alice")])),
                "Flow(ChallengeMismatch)",
            );
        }
        if *challenge != ChallengeName::MfaSetup {
            check(Input::SetUp(SetUpAct::Associate), "Flow(ChallengeMismatch)");
        }
        check(
            Input::Answer(answers(*challenge, &[])),
            "Parameter(Missing(\"USERNAME\"))",
        );
        check(
            Input::Answer(answers(*challenge, &[("USERNAME", "bob")])),
            "Flow(TokenInvalid)",
        );
    }
}

#[test]
fn a_weak_hash_is_replaced_by_the_sign_in_that_proves_the_password() {
    let old = user_with(|user| user.credentials.password = Some(weakly_hashed(PASSWORD)));
    let mut world = TestSignIn::new(true, old.clone());
    assert_eq!(name(&world.start_password("alice", WRONG)), INCORRECT);
    assert_eq!(world.changes, [], "a wrong password changes nothing");
    world.traced();
    let Next::Done(grant) = world.start_password("alice", PASSWORD) else {
        panic!("the password is right")
    };
    assert_eq!(
        world.traced(),
        ["find", "count", "check", "hash", "done alice"]
    );
    let mut expect = old;
    expect.credentials.password = Some(hashed(PASSWORD));
    assert_eq!(*grant.user, expect, "nothing else of alice changes");
    assert_eq!(
        world.changes,
        [
            Change::ClearAttempts(AttemptKey::Password(expect.sub.clone())),
            Change::UpdateUser(Box::new(expect)),
        ]
    );
    world.traced();
    world.users[0].credentials.password = Some(hashed(PASSWORD));
    world.start_password("alice", PASSWORD);
    assert_eq!(world.traced(), ["find", "count", "check", "done alice"]);
}

#[test]
fn a_password_that_is_typed_makes_the_verifier_that_srp_misses() {
    let bare = user_with(|user| user.credentials.srp = None);
    let mut world = TestSignIn::new(true, bare.clone());
    assert_eq!(name(&world.srp("alice", PASSWORD)), INCORRECT);
    world.traced();
    assert_eq!(name(&world.srp("alice", WRONG)), INCORRECT);
    let wrong = world.traced();
    assert_eq!(name(&world.srp("alice", PASSWORD)), INCORRECT);
    assert_eq!(world.traced(), wrong, "as for a wrong password");
    assert_eq!(name(&world.start_password("alice", WRONG)), INCORRECT);
    assert_eq!(world.changes, [], "a wrong password makes none");
    assert_eq!(name(&world.start_password("alice", PASSWORD)), "done alice");
    let [Change::ClearAttempts(_), Change::UpdateUser(stored)] = world.changes.as_slice() else {
        panic!("{:?}", world.changes)
    };
    assert!(stored.credentials.srp.is_some());
    let password_of = |user: &User| (user.credentials.password.clone(), user.modified_at);
    assert_eq!(
        password_of(stored),
        password_of(&bare),
        "the password is the same"
    );
    world.users = vec![(**stored).clone()];
    world.changes.clear();
    assert_eq!(name(&world.srp("alice", PASSWORD)), "done alice");
    assert_eq!(name(&world.start_password("alice", PASSWORD)), "done alice");
    let written = |change: &Change| matches!(change, Change::UpdateUser(_));
    assert!(
        !world.changes.iter().any(written),
        "it is made once, and found then"
    );
}

#[test]
fn where_no_client_uses_srp_a_verifier_is_dropped_with_a_weak_hash() {
    let old = user_with(|user| user.credentials.password = Some(weakly_hashed(PASSWORD)));
    let mut world = TestSignIn::new(true, old);
    world.pool.uses_srp = false;
    let Next::Done(grant) = world.start_password("alice", PASSWORD) else {
        panic!("the password is right")
    };
    assert_eq!(grant.user.credentials.srp, None);
    assert_eq!(grant.user.credentials.password, Some(hashed(PASSWORD)));
    assert_eq!(world.changes.last(), Some(&Change::UpdateUser(grant.user)));
}

#[test]
fn the_function_of_a_finished_sign_in_hears_of_it_once_it_is_written() {
    let called = |world: &mut TestSignIn, input: Input| {
        world.changes.clear();
        let next = world.decide(input);
        let calls = world.changes.iter().filter_map(|change| match change {
            Change::CallAfter(event) => Some(event.request["clientMetadata"].clone()),
            _ => None,
        });
        (name(&next), calls.collect::<Vec<_>>())
    };
    let password = |password: &str| {
        Input::Start(Start::Password {
            username: "alice".to_owned(),
            password: password.into(),
        })
    };
    let mut world = TestSignIn::new(true, user());
    let (next, calls) = called(&mut world, password(PASSWORD));
    assert_eq!((next.as_str(), calls), ("done alice", vec![]));

    let mut world = mfa_stories::with_app();
    world.pool.settings.lambda_config = Some(LambdaConfigType {
        post_authentication: Some("arn:aws:lambda:us-east-1:123456789012:function:f".to_owned()),
        ..Default::default()
    });
    let metadata = Metadata::from([("tenant".to_owned(), "7".to_owned())]);
    world.client_metadata = Some(metadata);
    let (next, calls) = called(&mut world, password(WRONG));
    assert_eq!((next.as_str(), calls), (INCORRECT, vec![]));
    let (next, calls) = called(&mut world, password(PASSWORD));
    assert_eq!((next.as_str(), calls), ("ask SOFTWARE_TOKEN_MFA", vec![]));
    let code = mfa_stories::app_code(&world);
    let fields = [("USERNAME", "alice"), ("SOFTWARE_TOKEN_MFA_CODE", &code)];
    let answer = Input::Answer(answers(ChallengeName::SoftwareTokenMfa, &fields));
    let (next, calls) = called(&mut world, answer);
    assert_eq!(
        (next.as_str(), calls),
        ("done alice", vec![json!({"tenant": "7"})])
    );
    // What comes with the beginning of a sign-in is not handed through.
    world.pool.mfa = Default::default();
    let (next, calls) = called(&mut world, password(PASSWORD));
    assert_eq!((next.as_str(), calls), ("done alice", vec![Value::Null]));
}

#[test]
fn nobody_signs_in_without_a_client() {
    let mut world = TestSignIn::new(true, user());
    let start = StartSignIn {
        start: Start::Identifier {
            username: "alice".to_owned(),
        },
    };
    let (settings, random) = (world.settings(), world.random());
    let cx = settings.context(By::Administrator, &random);
    let stop = block_on(start.decide(&MemoryFacts::new(&mut world), &cx));
    assert!(matches!(stop, Err(Stop::Unavailable(_))), "{stop:?}");
}
