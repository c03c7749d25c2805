//! Authenticator apps and preferences, from the secret to the preference, without a sign-in.

use super::*;
use crate::{
    attempt::AttemptKey,
    mfa::{Factor, Preference},
    pool::MfaConfig,
    secret::Secret,
    testing::{By, MemoryPool, alice},
    time::Timestamp,
    totp::{self, SoftwareToken},
};
use serde_json::json;
use shapes::idp::{SoftwareTokenMfaSettingsType, UserPoolMfaType as Mode};

/// alice in a pool of this mode, with or without authenticator apps.
fn world(mode: Mode, software_token: bool) -> MemoryPool {
    let mut world = MemoryPool::new(json!({}), json!({}));
    world.users.push(alice::user());
    world.pool.mfa = MfaConfig {
        mode,
        software_token,
        ..MfaConfig::default()
    };
    world
}

fn associate(world: &mut MemoryPool) -> Result<Secret, Refusal> {
    let sub = world.user("alice").sub;
    world.run(By::Person, &AssociateSoftwareToken { sub })
}

fn verify(world: &mut MemoryPool, code: &str, name: Option<&str>) -> Result<(), Refusal> {
    let request = VerifySoftwareToken {
        sub: world.user("alice").sub,
        code: code.into(),
        name: name.map(str::to_owned),
    };
    world.run(By::Person, &request)
}

/// A code that the app of this secret does not show at this time.
fn wrong(secret: &Secret, now: Timestamp) -> &'static str {
    let near = [-30, 0, 30].map(|offset| totp::code(secret, Timestamp(now.0 + offset * 1000)));
    ["000000", "000001", "000002", "000003"]
        .into_iter()
        .find(|code| !near.iter().any(|right| right == code))
        .expect("three codes are right at most")
}

fn request(enabled: bool, preferred: bool) -> PreferenceRequest {
    let block = SoftwareTokenMfaSettingsType {
        enabled: Some(enabled),
        preferred_mfa: Some(preferred),
    };
    PreferenceRequest::read(Some(&block), None, None, None)
        .expect("a request that can be granted somewhere")
}

fn choose(world: &mut MemoryPool, enabled: bool, preferred: bool) -> Result<(), Refusal> {
    let request = SetUserMfaPreference {
        sub: world.user("alice").sub,
        request: request(enabled, preferred),
    };
    world.run(By::Person, &request)
}

#[test]
fn an_app_counts_once_a_code_proved_it() {
    let mut world = world(Mode::Optional, true);
    assert_eq!(
        verify(&mut world, "000000", None),
        Err(refusal::SoftwareToken::NotAssociated.into())
    );
    assert!(world.counted_keys.is_empty(), "there is nothing to guess");
    let first = associate(&mut world).expect("allowed");
    let second = associate(&mut world).expect("allowed");
    assert_ne!(first, second);
    let of_first = totp::code(&first, world.now);
    assert_eq!(
        verify(&mut world, &of_first, None),
        Err(refusal::SoftwareToken::NotProved.into()),
        "the last secret is the one that is set up"
    );
    assert_eq!(world.user("alice").credentials.software_token, None);
    let code = totp::code(&second, world.now);
    let long = "x".repeat(129);
    let refusal = verify(&mut world, &code, Some(&long));
    assert!(matches!(refusal, Err(Refusal::Parameter(_))), "{refusal:?}");
    assert_eq!(verify(&mut world, &code, Some("Phone")), Ok(()));
    let alice = world.user("alice");
    let app = SoftwareToken {
        secret: second,
        name: Some("Phone".to_owned()),
        last_step: world.now.seconds().unsigned_abs() / 30,
    };
    assert_eq!(alice.credentials.software_token, Some(app));
    assert_eq!(alice.credentials.associating, None);
    assert_eq!(alice.modified_at, world.now);
    assert_eq!(
        alice.mfa,
        Preference::default(),
        "it is asked for on demand"
    );
    let key = AttemptKey::SoftwareToken(alice.sub.clone());
    assert_eq!(world.counted_keys, [key.clone(), key.clone()]);
    assert_eq!(world.settled, [key], "by the right code only");
    assert!(world.cleared.is_empty(), "the wrong one still counts");
    assert_eq!(
        verify(&mut world, &code, None),
        Err(refusal::SoftwareToken::NotAssociated.into())
    );
}

#[test]
fn the_old_app_counts_until_the_new_one_is_proved() {
    let mut world = world(Mode::Optional, true);
    let old = associate(&mut world).expect("allowed");
    let code = totp::code(&old, world.now);
    verify(&mut world, &code, Some("Old")).expect("right");
    choose(&mut world, true, true).expect("proved");
    let before = world.user("alice");
    let new = associate(&mut world).expect("allowed");
    let no = wrong(&new, world.now);
    assert_eq!(
        verify(&mut world, no, Some("New")),
        Err(refusal::SoftwareToken::NotProved.into())
    );
    let waits = world.user("alice");
    assert_eq!(
        waits.credentials.software_token,
        before.credentials.software_token
    );
    assert_eq!(waits.credentials.associating, Some(new.clone()));
    let code = totp::code(&new, world.now);
    verify(&mut world, &code, None).expect("right");
    let now = world.user("alice");
    let app = now.credentials.software_token.expect("it counts");
    assert_eq!(
        (app.secret, app.name),
        (new, None),
        "the old name was the old app's"
    );
    assert_eq!(now.mfa, before.mfa, "the preference stays");
}

#[test]
fn codes_are_counted_before_they_are_looked_at() {
    let mut world = world(Mode::Optional, true);
    let secret = associate(&mut world).expect("allowed");
    let code = totp::code(&secret, world.now);
    world.locked = true;
    assert_eq!(
        verify(&mut world, &code, None),
        Err(refusal::Credentials::LockedOut.into())
    );
    assert_eq!(world.user("alice").credentials.software_token, None);
    assert_eq!((world.counted_keys.len(), world.settled.len()), (1, 0));
    world.locked = false;
    assert_eq!(verify(&mut world, &code, None), Ok(()), "it was not spent");
}

#[test]
fn a_pool_without_apps_has_none_set_up() {
    for mode in [Mode::Off, Mode::Optional, Mode::On] {
        let mut world = world(mode, false);
        let not_allowed: Refusal = refusal::SoftwareToken::NotAllowed.into();
        assert_eq!(associate(&mut world), Err(not_allowed.clone()));
        world.users[0].credentials.associating = Some(totp::secret([3; 20]));
        let code = totp::code(&totp::secret([3; 20]), world.now);
        assert_eq!(verify(&mut world, &code, None), Err(not_allowed));
        assert_eq!(world.user("alice").credentials.software_token, None);
        assert!(world.counted_keys.is_empty());
    }
}

#[test]
fn who_has_an_app_says_whether_it_is_asked_for() {
    let mut world = world(Mode::Optional, true);
    assert_eq!(
        choose(&mut world, true, true),
        Err(refusal::SoftwareToken::Unverified.into())
    );
    let secret = associate(&mut world).expect("allowed");
    assert_eq!(
        choose(&mut world, true, true),
        Err(refusal::SoftwareToken::Unverified.into()),
        "a secret alone is no app"
    );
    let code = totp::code(&secret, world.now);
    verify(&mut world, &code, None).expect("right");
    let before = world.user("alice");
    world.now = Timestamp(world.now.0 + 1000);
    choose(&mut world, false, false).expect("nothing changes");
    assert_eq!(world.user("alice"), before, "nor is anything written");
    let check = |world: &mut MemoryPool, enabled, preferred, expect: (usize, Option<Factor>)| {
        choose(world, enabled, preferred).expect("proved");
        let alice = world.user("alice");
        assert_eq!((alice.mfa.enabled.len(), alice.mfa.preferred), expect);
        assert_eq!(alice.modified_at, world.now);
        assert!(
            alice.has(Factor::SoftwareToken),
            "a preference takes no app away"
        );
    };
    check(&mut world, true, false, (1, None));
    check(&mut world, true, true, (1, Some(Factor::SoftwareToken)));
    check(&mut world, false, false, (0, None));
}

#[test]
fn an_administrator_chooses_for_whom_they_name() {
    let mut world = world(Mode::Optional, true);
    let prefer = |world: &mut MemoryPool, name: &str| {
        let request = AdminSetUserMfaPreference {
            username: name.to_owned(),
            request: request(true, true),
        };
        world.run(By::Administrator, &request)
    };
    assert_eq!(
        prefer(&mut world, "nobody"),
        Err(refusal::User::Unknown.into())
    );
    assert_eq!(
        prefer(&mut world, "alice"),
        Err(refusal::SoftwareToken::Unverified.into())
    );
    world.users[0].credentials.software_token = Some(SoftwareToken {
        secret: totp::secret([3; 20]),
        name: None,
        last_step: 0,
    });
    assert_eq!(prefer(&mut world, "alice"), Ok(()));
    let chosen = world.user("alice").mfa;
    assert_eq!(chosen.preferred, Some(Factor::SoftwareToken));
}
