//! Sign-ins whose second factor is a code by e-mail: when it is asked for, what is sent, and from its first to its last try.

use super::{
    Next, ScreenContext,
    testing::{TestSignIn, name},
};
use crate::{
    attempt::AttemptKey,
    change::Change,
    message::{Channel, Message, Purpose},
    mfa::Factor,
    pool::MfaConfig,
    testing::alice::{PASSWORD, user, user_with},
    user::{Status, User},
};
use serde_json::{Value, json};
use shapes::idp::UserPoolMfaType as Mode;
use wire::{
    challenge::ChallengeName,
    screen::{Medium, Screen},
};

const CODE: &str = "EMAIL_OTP_CODE";

/// A pool that asks so, and sends codes by e-mail.
fn asks(mode: Mode) -> MfaConfig {
    MfaConfig {
        mode,
        email: true,
        ..MfaConfig::default()
    }
}

/// A pool that asks everybody for a code by e-mail, and this user.
fn world_of(user: User) -> TestSignIn {
    let mut world = TestSignIn::new(true, user);
    world.pool.mfa = asks(Mode::On);
    world
}

/// alice, who proved the password and is asked for a code.
pub(super) fn waiting() -> TestSignIn {
    let mut world = world_of(user());
    let next = world.start_password("alice", PASSWORD);
    assert_eq!(name(&next), "ask EMAIL_OTP");
    world
}

/// The message that is on its way.
fn message(world: &TestSignIn) -> &Message {
    let sent = world.changes.iter().rev().find_map(|change| match change {
        Change::Send(message) => Some(message),
        _ => None,
    });
    sent.expect("a code is sent")
}

fn code(world: &TestSignIn) -> String {
    message(world).code.expose().to_owned()
}

fn answer(world: &mut TestSignIn, code: &str) -> Next {
    let responses = [("USERNAME", "alice"), (CODE, code)];
    world.answer(ChallengeName::EmailOtp, &responses)
}

/// A code that was not sent.
fn wrong(world: &TestSignIn) -> &'static str {
    if code(world) == "000000" {
        "000001"
    } else {
        "000000"
    }
}

#[test]
fn it_is_asked_of_those_who_have_an_address_that_does_not_recover_the_account() {
    let check = |config: MfaConfig, recovery: Value, user: &User, expect: &str| {
        let mut world = TestSignIn::new(true, user.clone());
        world.pool.mfa = config;
        world.pool.settings.account_recovery_setting =
            serde_json::from_value(recovery).expect("Cognito's shape");
        let next = world.start_password("alice", PASSWORD);
        assert_eq!(name(&next), expect, "{config:?}");
    };
    let first = |names: &[&str]| {
        let options = names.iter().zip(1..);
        let options: Vec<Value> = options
            .map(|(name, priority)| json!({"Name": name, "Priority": priority}))
            .collect();
        json!({"RecoveryMechanisms": options})
    };
    let (on, optional) = (asks(Mode::On), asks(Mode::Optional));
    let enabled = user_with(|user| user.mfa.prefer(Factor::Email));
    let without = user_with(|user| user.attributes.clear());
    let (code, signs_in) = ("ask EMAIL_OTP", "done alice");
    check(MfaConfig::default(), Value::Null, &enabled, signs_in);
    check(optional, Value::Null, &user(), signs_in);
    check(optional, Value::Null, &enabled, code);
    check(on, Value::Null, &user(), code);
    check(on, Value::Null, &without, "SecondFactor(Unavailable)");
    check(on, first(&["admin_only"]), &user(), code);
    check(
        on,
        first(&["verified_phone_number", "verified_email"]),
        &user(),
        code,
    );
    let by_email = first(&["verified_email", "verified_phone_number"]);
    check(on, by_email.clone(), &user(), "SecondFactor(Unavailable)");
    check(optional, by_email.clone(), &enabled, signs_in);
    // An authenticator app goes before it, and can be set up where it cannot be used.
    let both = MfaConfig {
        software_token: true,
        ..on
    };
    check(both, Value::Null, &user(), code);
    check(both, Value::Null, &without, "ask MFA_SETUP");
    check(both, by_email, &user(), "ask MFA_SETUP");
    let mut with_app = super::mfa_stories::with_factor();
    check(both, Value::Null, &with_app, "ask SOFTWARE_TOKEN_MFA");
    with_app.mfa.prefer(Factor::Email);
    check(both, Value::Null, &with_app, code);
}

#[test]
fn the_code_is_sent_and_the_screen_says_where() {
    let world = waiting();
    let sent = message(&world);
    assert_eq!(
        (sent.channel, sent.to.as_str(), sent.purpose),
        (Channel::Email, "alice@example.com", Purpose::Authentication)
    );
    assert_eq!((&sent.sub, sent.username.as_str()), (&user().sub, "alice"));
    assert_eq!(sent.code.expose().len(), 6);
    // The tries at the password are forgotten with the right one, whatever comes of the code.
    let key = AttemptKey::Password(user().sub.clone());
    assert_eq!(
        world.changes,
        [Change::ClearAttempts(key), Change::Send(sent.clone())]
    );
    let challenge = world.flow().expect("it waits").challenge();
    let parameters = json!({
        "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
        "CODE_DELIVERY_DESTINATION": "a***@e***",
        "USER_ID_FOR_SRP": "alice",
    });
    assert_eq!(json!(challenge.parameters), parameters);
    assert!(challenge.page.is_empty());
    let cx = ScreenContext {
        pool: &world.pool,
        username: "ALICE".to_owned(),
        flow_token: "token".to_owned(),
        refusal: None,
        alert: None,
        password_error: None,
        code_error: None,
        attribute_error: None,
    };
    let Some(Screen::EmailOtp(screen)) = super::screen(challenge, cx) else {
        panic!("people answer it")
    };
    let delivery = screen.delivery.expect("it was sent");
    assert_eq!(
        (delivery.medium, delivery.destination.as_str()),
        (Medium::Email, "a***@e***")
    );
    assert_eq!((&*screen.username, &*screen.session), ("ALICE", "token"));
}

#[test]
fn a_right_code_signs_in_and_verifies_the_address() {
    let mut world = waiting();
    let code = code(&world);
    world.changes.clear();
    world.traced();
    let Next::Done(grant) = answer(&mut world, &code) else {
        panic!("the code is right")
    };
    assert_eq!(world.traced(), ["count", "read", "done alice"]);
    let key = AttemptKey::EmailOtp(user().sub.clone());
    assert_eq!(world.key(), Some(&key), "its tries are counted apart");
    let expect = user_with(|user| {
        let flag = "email_verified".to_owned();
        user.attributes.insert(flag, "true".to_owned());
        user.modified_at = world.now;
    });
    assert_eq!(*grant.user, expect, "nothing else of alice changes");
    assert_eq!(
        world.changes,
        [
            Change::SettleAttempt(key.clone()),
            Change::UpdateUser(Box::new(expect.clone()))
        ]
    );
    // Once it is verified nothing changes, and as an alias it is not verified here.
    let mut alias = world_of(user());
    alias.pool.settings.alias_attributes = Some(vec![shapes::idp::AliasAttributeType::Email]);
    for mut world in [world_of(expect), alias] {
        world.start_password("alice", PASSWORD);
        let code = self::code(&world);
        world.changes.clear();
        assert_eq!(name(&answer(&mut world, &code)), "done alice");
        assert_eq!(world.changes, [Change::SettleAttempt(key.clone())]);
    }
}

#[test]
fn a_code_is_good_for_its_own_sign_in_only() {
    let mut world = waiting();
    let first = code(&world);
    world.start_password("alice", PASSWORD);
    assert_ne!(first, code(&world));
    assert_eq!(name(&answer(&mut world, &first)), "Code(Wrong)");
    let second = code(&world);
    assert_eq!(name(&answer(&mut world, &second)), "done alice");
}

#[test]
fn five_wrong_codes_end_it_and_a_lock_costs_none() {
    let mut world = waiting();
    let (right, wrong) = (code(&world), wrong(&world));
    for _ in 1..5 {
        assert_eq!(name(&answer(&mut world, wrong)), "Code(Wrong)");
        world.locked = true;
        assert_eq!(name(&answer(&mut world, &right)), "Credentials(LockedOut)");
        world.locked = false;
        assert_eq!(
            name(&answer(&mut world, "")),
            "Parameter(Missing(\"EMAIL_OTP_CODE\"))"
        );
    }
    world.changes.clear();
    assert_eq!(name(&answer(&mut world, wrong)), "SecondFactor(TriesSpent)");
    assert_eq!(world.changes, [], "the tries stay counted");
    assert!(world.flow().is_none());
}

#[test]
fn no_more_codes_are_sent_than_one_person_needs() {
    let mut world = world_of(user());
    for _ in 0..20 {
        let next = world.start_password("alice", PASSWORD);
        assert_eq!(name(&next), "ask EMAIL_OTP");
    }
    world.changes.clear();
    let next = world.start_password("alice", PASSWORD);
    assert_eq!(name(&next), "Limit(TooManyTries)");
    let key = AttemptKey::Password(user().sub.clone());
    assert_eq!(world.changes, [Change::ClearAttempts(key)]);
    assert!(world.flow().is_none());
}

#[test]
fn what_changes_between_password_and_code_ends_the_sign_in() {
    let check = |change: &dyn Fn(&mut TestSignIn), expect: &str| {
        let mut world = waiting();
        let code = code(&world);
        change(&mut world);
        assert_eq!(name(&answer(&mut world, &code)), expect);
        assert!(world.flow().is_none());
    };
    check(&|world| world.users.clear(), "Flow(TokenInvalid)");
    check(&|world| world.users[0].enabled = false, "User(Disabled)");
    let reset = |world: &mut TestSignIn| world.users[0].status = Status::ResetRequired;
    check(&reset, "User(ResetRequired)");
    let password = |world: &mut TestSignIn| {
        world.users[0].credentials.password = Some(crate::testing::hashed("Windy-Day-8"));
    };
    check(&password, "Flow(TokenInvalid)");
    let moved = |world: &mut TestSignIn| {
        let address = "alice@example.org".to_owned();
        world.users[0]
            .attributes
            .insert("email".to_owned(), address);
    };
    check(&moved, "Flow(TokenInvalid)");
}
