//! Sign-ins with a second factor: every row of the decision that this build has, and the code of an authenticator app
//! from its first proof to its last try.

use super::{
    Next, SetUpAct,
    testing::{Input, TestSignIn, name},
};
use crate::{
    attempt::AttemptKey,
    change::Change,
    mfa::{Factor, Preference},
    pool::MfaConfig,
    secret::Secret,
    testing::{
        alice::{PASSWORD, user, user_with},
        hashed,
    },
    time::Timestamp,
    totp::{self, SoftwareToken},
    user::{Status, User},
};
use shapes::idp::UserPoolMfaType as Mode;
use wire::challenge::{Challenge, ChallengeName, OTPAUTH_URI, SECRET_CODE};

const CODE: &str = "SOFTWARE_TOKEN_MFA_CODE";

/// A pool that asks so, and has authenticator apps.
pub(super) fn asks(mode: Mode) -> MfaConfig {
    MfaConfig {
        mode,
        software_token: true,
        ..MfaConfig::default()
    }
}

/// alice with an authenticator app that is her preferred factor.
pub(super) fn with_factor() -> User {
    user_with(|user| {
        user.credentials.software_token = Some(SoftwareToken {
            secret: totp::secret([3; 20]),
            name: Some("Phone".to_owned()),
            last_step: 0,
        });
        user.mfa.prefer(Factor::SoftwareToken);
    })
}

/// A pool in which a second factor is a choice, and alice who made it.
pub(super) fn with_app() -> TestSignIn {
    let mut world = TestSignIn::new(true, with_factor());
    world.pool.mfa = asks(Mode::Optional);
    world
}

/// What alice's app shows.
pub(super) fn app_code(world: &TestSignIn) -> String {
    totp::code(&totp::secret([3; 20]), world.now)
}

/// Answers with this code.
fn answer(world: &mut TestSignIn, code: &str) -> Next {
    let responses = [("USERNAME", "alice"), (CODE, code)];
    world.answer(ChallengeName::SoftwareTokenMfa, &responses)
}

/// A code that alice's app does not show these minutes.
fn wrong(world: &TestSignIn) -> &'static str {
    let near = [-30, 0, 30].map(|offset| {
        let at = Timestamp(world.now.0 + offset * 1000);
        totp::code(&totp::secret([3; 20]), at)
    });
    ["000000", "000001", "000002", "000003"]
        .into_iter()
        .find(|code| !near.iter().any(|near| near == code))
        .expect("three codes are right at most")
}

#[track_caller]
fn challenge_of(next: Next) -> Challenge {
    match next {
        Next::Ask { flow, .. } => flow.challenge().clone(),
        Next::Done(_) | Next::Refused { .. } => panic!("{}", name(&next)),
    }
}

#[test]
fn each_row_of_the_decision_holds_by_password_by_proof_and_after_the_identifier() {
    let check = |config: MfaConfig, user: &User, expect: &str| {
        let world = || {
            let mut world = TestSignIn::new(true, user.clone());
            world.pool.mfa = config;
            world
        };
        let said = name(&world().start_password("alice", PASSWORD));
        assert_eq!(said, expect, "by password");
        assert_eq!(name(&world().srp("alice", PASSWORD)), expect, "by proof");
        let mut world = world();
        world.start_identifier("alice");
        let responses = [("USERNAME", "alice"), ("PASSWORD", PASSWORD)];
        let said = name(&world.answer(ChallengeName::Password, &responses));
        assert_eq!(said, expect, "password after identifier");
    };
    let (plain, enabled) = (user(), with_factor());
    let only_registered = User {
        mfa: Preference::default(),
        ..with_factor()
    };
    let without_preference = user_with(|user| {
        user.credentials = with_factor().credentials;
        user.mfa.enabled = [Factor::SoftwareToken].into();
    });
    let only_wished = User {
        credentials: user().credentials,
        ..with_factor()
    };
    let elsewhere = User {
        status: Status::ExternalProvider,
        ..with_factor()
    };
    let (code, set_up, signs_in) = ("ask SOFTWARE_TOKEN_MFA", "ask MFA_SETUP", "done alice");
    // 1: off.
    check(MfaConfig::default(), &enabled, signs_in);
    // 3: a choice that was not made.
    check(asks(Mode::Optional), &plain, signs_in);
    check(asks(Mode::Optional), &only_registered, signs_in);
    check(asks(Mode::Optional), &only_wished, signs_in);
    // 4: a choice that was made.
    check(asks(Mode::Optional), &enabled, code);
    check(asks(Mode::Optional), &without_preference, code);
    // 5, 6: required, and there is one.
    check(asks(Mode::On), &enabled, code);
    check(asks(Mode::On), &only_registered, code);
    // 12: required, and there is none.
    check(asks(Mode::On), &plain, set_up);
    check(asks(Mode::On), &only_wished, set_up);
    // 10: required, and none can be had.
    let nothing = MfaConfig {
        software_token: false,
        ..asks(Mode::On)
    };
    check(nothing, &plain, "SecondFactor(Unavailable)");
    check(nothing, &enabled, "SecondFactor(Unavailable)");
    // Who signs in elsewhere is asked there.
    check(asks(Mode::On), &elsewhere, signs_in);
    // Nothing of it shows before the password is proved.
    for config in [asks(Mode::On), asks(Mode::Optional)] {
        for name in ["alice", "nobody"] {
            let mut world = TestSignIn::new(true, with_factor());
            world.pool.mfa = config;
            world.start_password(name, "Rainy-Day-7");
            let trace = world.traced();
            assert_eq!(trace, ["find", "count", "check", "Credentials(Wrong)"]);
        }
    }
}

#[test]
fn a_new_password_comes_before_the_second_factor_and_counts_without_it() {
    let check = |user: User, expect: &str| {
        let mut world = TestSignIn::new(true, user);
        world.pool.mfa = asks(Mode::On);
        world.users[0].status = Status::ForceChangePassword;
        let begun = world.start_password("alice", PASSWORD);
        assert_eq!(name(&begun), "ask NEW_PASSWORD_REQUIRED");
        let responses = [("USERNAME", "alice"), ("NEW_PASSWORD", "Windy-Day-8")];
        let step = world.answer(ChallengeName::NewPasswordRequired, &responses);
        assert_eq!(name(&step), expect);
        let stored = world.changes.iter().rev().find_map(|change| match change {
            Change::UpdateUser(user) => Some(user.clone()),
            _ => None,
        });
        world.users = vec![*stored.expect("the password was written")];
        world
    };
    let mut world = check(with_factor(), "ask SOFTWARE_TOKEN_MFA");
    let code = app_code(&world);
    assert_eq!(name(&answer(&mut world, &code)), "done alice");
    let mut world = check(user(), "ask MFA_SETUP");
    let secret = secret(&world);
    let code = totp::code(&secret, world.now);
    let responses = [("USERNAME", "alice"), (CODE, &code)];
    let step = world.answer(ChallengeName::MfaSetup, &responses);
    assert_eq!(name(&step), "done alice");
}

#[test]
fn a_right_code_counts_once_and_is_written_with_the_grant() {
    let mut world = with_app();
    let challenge = challenge_of(world.start_password("alice", PASSWORD));
    assert_eq!(challenge.parameters["FRIENDLY_DEVICE_NAME"], "Phone");
    assert_eq!(challenge.parameters["USER_ID_FOR_SRP"], "alice");
    assert!(challenge.page.is_empty());
    // The tries at the password are forgotten with the right one, whatever comes of the code.
    let key = AttemptKey::Password(user().sub.clone());
    let changes = std::mem::take(&mut world.changes);
    assert_eq!(changes, [Change::ClearAttempts(key)]);
    world.traced();
    let code = app_code(&world);
    let Next::Done(grant) = answer(&mut world, &code) else {
        panic!("the code is right")
    };
    assert_eq!(world.traced(), ["count", "read", "done alice"]);
    let key = AttemptKey::SoftwareToken(user().sub.clone());
    assert_eq!(world.key(), Some(&key), "its tries are counted apart");
    let step = world.now.seconds().unsigned_abs() / 30;
    let token = grant.user.credentials.software_token.clone();
    assert_eq!(token.expect("it is stored").last_step, step);
    assert_eq!(
        world.changes,
        [
            Change::SettleAttempt(key),
            Change::UpdateUser(grant.user.clone())
        ]
    );
    // The same code again, and the one before it.
    world.users = vec![*grant.user];
    let earlier = Timestamp(world.now.0 - 30_000);
    for code in [code, totp::code(&totp::secret([3; 20]), earlier)] {
        world.start_password("alice", PASSWORD);
        assert_eq!(name(&answer(&mut world, &code)), "SoftwareToken(Used)");
        assert!(world.flow().is_some(), "the next code may be sent");
    }
    world.now = Timestamp(world.now.0 + 30_000);
    let code = app_code(&world);
    assert_eq!(name(&answer(&mut world, &code)), "done alice");
}

#[test]
fn five_wrong_codes_end_a_sign_in_and_a_lock_costs_none() {
    let mut world = with_app();
    world.start_password("alice", PASSWORD);
    let wrong = wrong(&world);
    for _ in 1..5 {
        assert_eq!(name(&answer(&mut world, wrong)), "SoftwareToken(Wrong)");
        world.locked = true;
        let right = app_code(&world);
        assert_eq!(name(&answer(&mut world, &right)), "Credentials(LockedOut)");
        world.locked = false;
        assert_eq!(
            name(&answer(&mut world, "")),
            "Parameter(Missing(\"SOFTWARE_TOKEN_MFA_CODE\"))"
        );
    }
    world.changes.clear();
    world.traced();
    assert_eq!(name(&answer(&mut world, wrong)), "SecondFactor(TriesSpent)");
    assert_eq!(world.traced()[..2], ["count", "read"]);
    assert_eq!(world.changes, [], "the tries stay counted");
    assert!(world.flow().is_none());
}

#[test]
fn what_changes_between_password_and_code_ends_the_sign_in() {
    let check = |change: &dyn Fn(&mut TestSignIn), expect: &str| {
        for config in [asks(Mode::On), asks(Mode::Optional)] {
            let mut world = with_app();
            world.pool.mfa = config;
            world.start_password("alice", PASSWORD);
            change(&mut world);
            let code = app_code(&world);
            assert_eq!(name(&answer(&mut world, &code)), expect);
            assert!(world.flow().is_none());
        }
    };
    check(&|world| world.users.clear(), "Flow(TokenInvalid)");
    let another = |world: &mut TestSignIn| {
        world.users[0].credentials.password = Some(hashed("Windy-Day-8"));
    };
    check(&another, "Flow(TokenInvalid)");
    check(&|world| world.users[0].enabled = false, "User(Disabled)");
    let reset = |world: &mut TestSignIn| world.users[0].status = Status::ResetRequired;
    check(&reset, "User(ResetRequired)");
    let gone = |world: &mut TestSignIn| world.users[0].credentials.software_token = None;
    check(&gone, "Flow(TokenInvalid)");
}

/// A world whose pool requires a second factor that alice has not, and the challenge she gets.
fn setting_up() -> (TestSignIn, Challenge) {
    let mut world = TestSignIn::new(true, user());
    world.pool.mfa = asks(Mode::On);
    world.client.settings.client_name = "Acme".to_owned();
    let challenge = challenge_of(world.start_password("alice", PASSWORD));
    (world, challenge)
}

/// The secret that `MFA_SETUP` shows.
fn secret(world: &TestSignIn) -> Secret {
    let challenge = world.flow().expect("it waits").challenge();
    challenge.page[SECRET_CODE].as_str().into()
}

/// Answers `MFA_SETUP`.
fn set_up(world: &mut TestSignIn, responses: &[(&str, &str)]) -> Next {
    let responses = [&[("USERNAME", "alice")], responses].concat();
    world.answer(ChallengeName::MfaSetup, &responses)
}

#[test]
fn the_page_shows_the_secret_and_its_answer_proves_it() {
    let (mut world, challenge) = setting_up();
    let secret = secret(&world);
    assert_eq!(
        challenge.parameters["MFAS_CAN_SETUP"],
        "[\"SOFTWARE_TOKEN_MFA\"]"
    );
    let address = format!(
        "otpauth://totp/Acme:alice?secret={}&issuer=Acme",
        secret.expose()
    );
    assert_eq!(challenge.page[OTPAUTH_URI], address);
    let everything = format!("{:?} {challenge:?}", challenge.parameters);
    assert!(!everything.contains(secret.expose()), "{everything}");

    let wrong = wrong(&world);
    assert_eq!(
        name(&set_up(&mut world, &[])),
        "SoftwareToken(Unverified)",
        "no code was proved"
    );
    let next = set_up(&mut world, &[(CODE, wrong)]);
    assert_eq!(name(&next), "SoftwareToken(NotProved)");
    let code = totp::code(&secret, world.now);
    let long = "x".repeat(129);
    let next = set_up(
        &mut world,
        &[(CODE, &code), ("FRIENDLY_DEVICE_NAME", &long)],
    );
    assert!(name(&next).starts_with("Parameter(Invalid(\"FriendlyDeviceName\""));
    world.locked = true;
    let next = set_up(&mut world, &[(CODE, &code)]);
    assert_eq!(name(&next), "Credentials(LockedOut)");
    world.locked = false;
    world.changes.clear();
    world.traced();
    let code_and_name = [(CODE, code.as_str()), ("FRIENDLY_DEVICE_NAME", "Phone")];
    let Next::Done(grant) = set_up(&mut world, &code_and_name) else {
        panic!("the code is right")
    };
    assert_eq!(world.traced(), ["count", "read", "done alice"]);
    let step = world.now.seconds().unsigned_abs() / 30;
    let expect = User {
        modified_at: world.now,
        mfa: Preference {
            enabled: [Factor::SoftwareToken].into(),
            preferred: Some(Factor::SoftwareToken),
        },
        credentials: crate::user::Credentials {
            software_token: Some(SoftwareToken {
                secret,
                name: Some("Phone".to_owned()),
                last_step: step,
            }),
            ..user().credentials
        },
        ..user()
    };
    assert_eq!(*grant.user, expect, "nothing else of alice changes");
    assert_eq!(
        world.changes,
        [
            Change::SettleAttempt(AttemptKey::SoftwareToken(expect.sub.clone())),
            Change::UpdateUser(Box::new(expect)),
        ]
    );
    // The code that proved it signs nobody in.
    world.users = vec![*grant.user];
    world.start_password("alice", PASSWORD);
    assert_eq!(name(&answer(&mut world, &code)), "SoftwareToken(Used)");
}

#[test]
fn programs_fetch_the_secret_prove_it_and_answer_each_under_another_flow_token() {
    let (mut world, challenge) = setting_up();
    let mut tokens = vec![world.token().to_owned()];
    let again = challenge_of(world.decide(Input::SetUp(SetUpAct::Associate)));
    assert_eq!(again, challenge, "the same secret");
    tokens.push(world.token().to_owned());
    let verify = |code: &str| {
        Input::SetUp(SetUpAct::Verify {
            code: code.into(),
            name: Some("Phone".to_owned()),
        })
    };
    let wrong = wrong(&world);
    let next = world.decide(verify(wrong));
    assert_eq!(name(&next), "SoftwareToken(NotProved)");
    assert_eq!(
        name(&set_up(&mut world, &[])),
        "SoftwareToken(Unverified)",
        "a wrong code proves nothing"
    );
    let code = totp::code(&secret(&world), world.now);
    let again = challenge_of(world.decide(verify(&code)));
    assert_eq!(again, challenge);
    tokens.push(world.token().to_owned());
    tokens.dedup();
    assert_eq!(tokens.len(), 3);
    assert!(
        !world
            .changes
            .iter()
            .any(|change| matches!(change, Change::UpdateUser(_))),
        "nobody has a second factor before the sign-in ends"
    );
    let Next::Done(grant) = set_up(&mut world, &[]) else {
        panic!("a code was proved")
    };
    let token = grant.user.credentials.software_token.as_ref();
    let name = token.and_then(|token| token.name.as_deref());
    assert_eq!(name, Some("Phone"));
}

#[test]
fn five_wrong_codes_end_a_set_up_too() {
    let (mut world, _) = setting_up();
    let wrong = wrong(&world);
    for _ in 1..5 {
        let next = set_up(&mut world, &[(CODE, wrong)]);
        assert_eq!(name(&next), "SoftwareToken(NotProved)");
    }
    let next = set_up(&mut world, &[(CODE, wrong)]);
    assert_eq!(name(&next), "SecondFactor(TriesSpent)");
    assert!(world.flow().is_none());
}

#[test]
fn a_password_alone_replaces_no_second_factor() {
    let (mut world, _) = setting_up();
    let code = totp::code(&secret(&world), world.now);
    // Meanwhile the owner of the account set one up.
    world.users = vec![with_factor()];
    let next = set_up(&mut world, &[(CODE, &code)]);
    assert_eq!(name(&next), "Flow(TokenInvalid)");
    assert!(world.flow().is_none());
    assert!(
        !world
            .changes
            .iter()
            .any(|change| matches!(change, Change::UpdateUser(_)))
    );
}
