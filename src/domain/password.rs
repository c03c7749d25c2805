//! Passwords: a pool's policy, temporary passwords, and setting a user's password.
//!
//! A password counts as it was typed, byte for byte: it is neither trimmed nor normalised (NFC). An SRP client hashes
//! what was typed before anything arrives here, so that the server could only normalise the passwords it is shown: then
//! one that is written in decomposed letters would be right in one flow and wrong in the other. Cognito does not
//! normalise either.

mod set;

pub(crate) use set::{Validity, set};

use crate::{
    facts::{Facts, Stop},
    pool::Pool,
    refusal::{self, Refusal},
    secret::Secret,
    srp,
    user::{PasswordHash, User},
};
use sha2::{Digest, Sha256};
use shapes::idp::PasswordPolicyType;
use wire::screen::PasswordRule;
use zeroize::Zeroizing;

/// The longest password, in characters. **Source** developer guide, "Quotas": password length.
pub const LONGEST: usize = 256;

/// The pool's rules, in the order in which they are shown and checked.
pub fn rules(pool: &Pool) -> Vec<PasswordRule> {
    rules_of(&pool.password_policy())
}

/// The rules of a policy, as [`Pool::password_policy`] gives it: with everything filled in.
fn rules_of(policy: &PasswordPolicyType) -> Vec<PasswordRule> {
    let is_set = |rule: Option<bool>| rule.unwrap_or(false);
    let mut rules = vec![PasswordRule::Length(minimum_length(policy))];
    let classes = [
        (policy.require_lowercase, PasswordRule::Lowercase),
        (policy.require_uppercase, PasswordRule::Uppercase),
        (policy.require_numbers, PasswordRule::Number),
        (policy.require_symbols, PasswordRule::Symbol),
    ];
    rules.extend(
        classes
            .into_iter()
            .filter(|(required, _)| is_set(*required))
            .map(|(_, rule)| rule),
    );
    rules
}

fn minimum_length(policy: &PasswordPolicyType) -> u32 {
    policy
        .minimum_length
        .and_then(|length| u32::try_from(length).ok())
        .unwrap_or(0)
}

/// Checks a password against the policy.
///
/// **Errors** [`refusal::Password::Policy`] with Cognito's sentence for the first rule that is broken. Besides the
/// policy, a password has at most [`LONGEST`] characters and neither begins nor ends with white space, as the API's
/// pattern asks.
pub fn check(password: &Secret, policy: &PasswordPolicyType) -> Result<(), Refusal> {
    let refuse = |reason: &str| {
        Err(
            refusal::Password::Policy(format!("Password did not conform with policy: {reason}"))
                .into(),
        )
    };
    let text = password.expose();
    if let Some(broken) = rules_of(policy).into_iter().find(|rule| !rule.holds(text)) {
        return refuse(match broken {
            PasswordRule::Length(_) => "Password not long enough",
            PasswordRule::Lowercase => "Password must have lowercase characters",
            PasswordRule::Uppercase => "Password must have uppercase characters",
            PasswordRule::Number => "Password must have numeric characters",
            PasswordRule::Symbol => "Password must have symbol characters",
        });
    }
    if text.chars().count() > LONGEST {
        return refuse("Password too long");
    }
    if text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) {
        return refuse("Password must not begin or end with a space");
    }
    Ok(())
}

/// Lower-case letters, upper-case letters, digits and symbols of temporary passwords: those that are hard to mistake for
/// one another, and that no mail program turns into something else.
const CLASSES: [&[u8]; 4] = [
    b"abcdefghijkmnopqrstuvwxyz",
    b"ABCDEFGHJKLMNPQRSTUVWXYZ",
    b"23456789",
    b"!@#%^*-_=+?",
];

/// The shortest temporary password that is made, in characters: about 70 bits.
const SHORTEST_TEMPORARY: usize = 12;

/// A temporary password that keeps the pool's policy: all four classes, at least as long as required.
pub fn temporary(pool: &Pool, random: &[u8; 32]) -> Secret {
    let least = usize::try_from(minimum_length(&pool.password_policy()))
        .unwrap_or(LONGEST)
        .min(LONGEST);
    let length = least.max(SHORTEST_TEMPORARY);
    let mut numbers = numbers(random);
    // 2^64 is so much more than any of these counts that the remainder's bias cannot be seen.
    let mut below = |count: usize| (numbers.next().unwrap_or(0) % count as u64) as usize;
    let all = CLASSES.concat();
    let mut chosen = Zeroizing::new(Vec::with_capacity(length));
    for place in 0..length {
        let class = CLASSES.get(place).copied().unwrap_or(&all);
        chosen.push(class[below(class.len())]);
    }
    for place in (1..length).rev() {
        chosen.swap(place, below(place + 1));
    }
    chosen
        .iter()
        .copied()
        .map(char::from)
        .collect::<String>()
        .into()
}

/// An endless stream of numbers out of one seed: SHA-256 in counter mode.
fn numbers(seed: &[u8; 32]) -> impl Iterator<Item = u64> {
    (0_u64..).map(move |counter| {
        let block = Sha256::new()
            .chain_update(seed)
            .chain_update(counter.to_be_bytes())
            .finalize();
        block
            .iter()
            .take(8)
            .fold(0, |number, byte| number << 8 | u64::from(*byte))
    })
}

/// The hashes of passwords that this user may not use again: the current one and earlier ones, as many as the pool's
/// history holds.
pub fn history(user: &User, pool: &Pool) -> Vec<PasswordHash> {
    user.credentials
        .password
        .iter()
        .chain(&user.credentials.history)
        .take(pool.history_size())
        .cloned()
        .collect()
}

/// Gives the user this password: its hash, a fresh SRP verifier where the pool uses SRP, and the former hash in the
/// history.
///
/// The caller sets the status and until when the password counts: they depend on who set it.
pub fn replace(
    user: &mut User,
    pool: &Pool,
    password: &Secret,
    hash: PasswordHash,
    salt: &[u8; 16],
) {
    let credentials = &mut user.credentials;
    if let Some(former) = credentials.password.replace(hash) {
        credentials.history.insert(0, former);
    }
    credentials.history.truncate(pool.history_size());
    credentials.srp = None;
    renew_verifier(user, pool, password, salt);
}

/// Makes or removes the SRP verifier of the user's password, as the pool's clients need it; whether it changed.
///
/// A verifier is weaker than the hash beside it: whoever steals one tries passwords at the price of a SHA-256 and a
/// power. So none is stored where no client could use it. When a client brings SRP to such a pool, users have no
/// verifiers: SRP answers them *wrong password*, at the same cost, until they type the password once more at another
/// client or the pages, or set a new one, which is when this is called.
pub fn renew_verifier(user: &mut User, pool: &Pool, password: &Secret, salt: &[u8; 16]) -> bool {
    match (&user.credentials.srp, pool.uses_srp) {
        (Some(_), true) | (None, false) => false,
        (None, true) => {
            user.credentials.srp = Some(srp::enrol(&pool.id, &user.username, password, salt));
            true
        }
        (Some(_), false) => {
            user.credentials.srp = None;
            true
        }
    }
}

/// The hash of a new password that is none of these earlier ones. All are checked before it answers, so that the time
/// tells nothing.
///
/// **Errors** [`refusal::Password::Reused`].
pub(crate) async fn hash_new<F: Facts>(
    facts: &F,
    password: &Secret,
    history: &[PasswordHash],
) -> Result<PasswordHash, Stop> {
    let mut is_reused = false;
    for earlier in history {
        is_reused |= facts
            .check_password(password, Some(earlier))
            .await?
            .is_right();
    }
    let hash = facts.hash_password(password).await?;
    if is_reused {
        return Err(refusal::Password::Reused.into());
    }
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        testing::{alice, hashed},
        user::Credentials,
    };

    fn policy(
        minimum: i32,
        lower: bool,
        upper: bool,
        number: bool,
        symbol: bool,
    ) -> PasswordPolicyType {
        PasswordPolicyType {
            minimum_length: Some(minimum),
            require_lowercase: Some(lower),
            require_uppercase: Some(upper),
            require_numbers: Some(number),
            require_symbols: Some(symbol),
            ..Default::default()
        }
    }

    #[track_caller]
    fn refuses(password: &str, policy: &PasswordPolicyType, expect: Option<&str>) {
        let expect = expect.map(|reason| {
            refusal::Password::Policy(format!("Password did not conform with policy: {reason}"))
                .into()
        });
        assert_eq!(check(&password.into(), policy).err(), expect, "{password}");
    }

    #[test]
    fn a_password_keeps_every_rule_or_hears_which_it_broke() {
        let strict = alice::pool().password_policy();
        let check = |password: &str, expect| refuses(password, &strict, expect);
        check("Sunny-Day-7", None);
        check("Sunny-7", Some("Password not long enough"));
        check("", Some("Password not long enough"));
        check(
            "SUNNY-DAY-7",
            Some("Password must have lowercase characters"),
        );
        check(
            "sunny-day-7",
            Some("Password must have uppercase characters"),
        );
        check("Sunny-Day-x", Some("Password must have numeric characters"));
        check("SunnyDay77", Some("Password must have symbol characters"));
        // An inner space is a symbol; letters beyond basic Latin are allowed and satisfy nothing.
        check("Sunny Day7", None);
        check("Sünny Däy 7", None);
        check(
            "ÜÄÖÜÄÖ-ü7a",
            Some("Password must have uppercase characters"),
        );
        // Eight characters, not eight bytes.
        check("Aä1-öüé", Some("Password not long enough"));
        check("SunnyDay7 ", Some("Password must have symbol characters"));
        check(
            " Sunny-Day-7",
            Some("Password must not begin or end with a space"),
        );
        check(
            "Sunny-Day-7\u{a0}",
            Some("Password must not begin or end with a space"),
        );
        check(&format!("Aa1-{}", "x".repeat(252)), None);
        check(
            &format!("Aa1-{}", "x".repeat(253)),
            Some("Password too long"),
        );
    }

    #[test]
    fn every_symbol_of_the_set_counts() {
        for symbol in wire::screen::PASSWORD_SYMBOLS.chars() {
            refuses(
                &format!("Sunny{symbol}Day7"),
                &policy(8, true, true, true, true),
                None,
            );
        }
        refuses(
            "Sunny§Day7",
            &policy(8, true, true, true, true),
            Some("Password must have symbol characters"),
        );
    }

    #[test]
    fn a_policy_asks_only_what_it_names() {
        refuses(
            "sunny",
            &policy(6, false, false, false, false),
            Some("Password not long enough"),
        );
        refuses("sunny!", &policy(6, false, false, false, false), None);
        refuses(
            "sunny!",
            &policy(6, true, false, true, false),
            Some("Password must have numeric characters"),
        );
        assert_eq!(
            rules_of(&policy(6, true, false, true, false)),
            [
                PasswordRule::Length(6),
                PasswordRule::Lowercase,
                PasswordRule::Number
            ]
        );
        assert_eq!(rules(&alice::pool()).len(), 5);
    }

    #[test]
    fn temporary_passwords_keep_the_strictest_policies() {
        for minimum in [6, 8, 12, 13, 99] {
            let mut pool = alice::pool();
            pool.settings.policies = Some(shapes::idp::UserPoolPolicyType {
                password_policy: Some(policy(minimum, true, true, true, true)),
                ..Default::default()
            });
            let made: std::collections::BTreeSet<String> = (0..200_u8)
                .map(|seed| {
                    let password = temporary(&pool, &[seed; 32]);
                    assert_eq!(check(&password, &pool.password_policy()), Ok(()));
                    assert_eq!(
                        password.expose().len(),
                        usize::try_from(minimum.max(12)).expect("positive")
                    );
                    password.expose().to_owned()
                })
                .collect();
            assert_eq!(made.len(), 200, "different randomness, different passwords");
            // The classes stand anywhere, not only in the order in which they were drawn.
            assert!(
                made.iter()
                    .any(|password| !password.starts_with(|c: char| c.is_ascii_lowercase()))
            );
        }
    }

    #[test]
    fn the_history_holds_as_many_as_the_pool_asks_the_current_one_included() {
        let hash = |text: &str| PasswordHash(text.to_owned());
        let check = |size: i32, expect: &[&str]| {
            let mut pool = alice::pool();
            let sized = PasswordPolicyType {
                password_history_size: Some(size),
                ..policy(8, false, false, false, false)
            };
            pool.settings.policies = Some(shapes::idp::UserPoolPolicyType {
                password_policy: Some(sized),
                ..Default::default()
            });
            let mut user = alice::user();
            user.credentials = Credentials::default();
            for text in ["first", "second", "third"] {
                replace(&mut user, &pool, &text.into(), hash(text), &[1; 16]);
            }
            assert_eq!(
                history(&user, &pool),
                expect.iter().map(|text| hash(text)).collect::<Vec<_>>()
            );
            assert_eq!(
                user.credentials.srp,
                Some(srp::enrol(
                    &pool.id,
                    &user.username,
                    &"third".into(),
                    &[1; 16]
                ))
            );
        };
        check(0, &[]);
        check(1, &["third"]);
        check(2, &["third", "second"]);
        check(24, &["third", "second", "first"]);
    }

    #[test]
    fn a_verifier_is_kept_only_where_srp_is_used() {
        let (mut pool, mut user) = (alice::pool(), alice::user());
        let password = Secret::from(alice::PASSWORD);
        let verifier = user.credentials.srp.clone();
        let renew = |user: &mut User, pool: &Pool| renew_verifier(user, pool, &password, &[7; 16]);
        assert!(!renew(&mut user, &pool) && user.credentials.srp == verifier);
        pool.uses_srp = false;
        assert!(renew(&mut user, &pool) && user.credentials.srp.is_none());
        assert!(!renew(&mut user, &pool));
        replace(&mut user, &pool, &password, hashed("x"), &[7; 16]);
        assert_eq!(user.credentials.srp, None);
        pool.uses_srp = true;
        assert!(renew(&mut user, &pool) && user.credentials.srp == verifier);
    }
}
