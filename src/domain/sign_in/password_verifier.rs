//! `PASSWORD_VERIFIER`: proof of the password by SRP. A decoy gets an exchange that nothing can win.

use super::{AnswerResult, Progress, Proof, SignInContext, password_srp::Opening};
use crate::{
    account::Account,
    attempt::AttemptKey,
    decoy::Decoy,
    facts::{Facts, Stop},
    id::Sub,
    refusal::{self, Refusal},
    srp::{Claim, Exchange},
    time::Timestamp,
    user::Status,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::{civil, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use subtle::ConstantTimeEq;
use wire::challenge::{Answers, Challenge, ChallengeName};

/// How far the client's clock may be off. **Source** observed clients; the service publishes no bound.
const SKEW: Duration = Duration::from_mins(5);

/// An exchange that waits for the proof of the password.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PasswordVerifierFlow {
    /// The user who proves the password; `None` for a decoy.
    subject: Option<Sub>,
    /// `USER_ID_FOR_SRP`.
    user_id: String,
    /// `SECRET_BLOCK`: the flow token of this challenge.
    secret_block: String,
    /// The key under which attempts are counted.
    key: AttemptKey,
    /// Whether every wrong proof is told that the password must be reset.
    reset_required: bool,
    exchange: Exchange,
}

/// What is sent as proof.
struct SignedClaim<'a> {
    timestamp: &'a str,
    signature: Vec<u8>,
}

/// Answers the client's public value with ours.
///
/// The decoy is worked out for everybody, so that it costs no one any time more.
///
/// **Errors** [`refusal::Credentials::Wrong`] if not even the decoy makes an exchange.
pub(super) fn ask(
    opening: Opening,
    cx: &SignInContext<'_>,
) -> Result<(PasswordVerifierFlow, Challenge), Refusal> {
    let Opening { client, account } = opening;
    let decoy = match &account {
        Account::User(user) => Decoy::new(&user.username, cx),
        Account::Decoy(decoy) => decoy.clone(),
    };
    let decoy_verifier = decoy.verifier(cx);
    let user = account.user();
    let open = |verifier| Exchange::open(&client, verifier, &cx.random.exponent);
    let verifier = user.and_then(|user| user.credentials.srp.as_ref());
    let opened = verifier.and_then(|verifier| Some((verifier, open(verifier)?)));
    let subject = opened.as_ref().and(user).map(|user| user.sub.clone());
    let (verifier, (exchange, public_value)) = match opened {
        Some(opened) => opened,
        None => (
            &decoy_verifier,
            open(&decoy_verifier).ok_or(refusal::Credentials::Wrong)?,
        ),
    };
    let user_id = user.map_or_else(|| decoy.user_id(cx), |user| user.username.clone());
    let secret_block = cx.flow_token();
    let challenge = Challenge::new(
        ChallengeName::PasswordVerifier,
        [
            ("SALT", verifier.salt.clone()),
            ("SRP_B", public_value),
            ("SECRET_BLOCK", secret_block.clone()),
            ("USERNAME", user_id.clone()),
            ("USER_ID_FOR_SRP", user_id.clone()),
        ],
    );
    let reset_required = user.is_some_and(|user| user.status == Status::ResetRequired);
    let flow = PasswordVerifierFlow {
        subject,
        user_id,
        secret_block,
        key: AttemptKey::Password(account.sub().clone()),
        reset_required: reset_required && !cx.hides_users(),
        exchange,
    };
    Ok((flow, challenge))
}

impl PasswordVerifierFlow {
    pub(super) async fn answer<F: Facts>(
        &self,
        answers: &Answers,
        facts: &F,
        cx: &SignInContext<'_>,
    ) -> Result<AnswerResult<Self>, Stop> {
        let claim = match self.read(answers, cx) {
            Ok(claim) => claim,
            Err(refusal) => return Ok(AnswerResult::Retry(self.clone(), refusal)),
        };
        if !facts.count_attempt(&self.key).await? {
            return Err(refusal::Credentials::LockedOut.into());
        }
        let holds = self.holds(&claim, cx);
        let Some(sub) = self.subject.as_ref().filter(|_| holds) else {
            return Err(self.wrong().into());
        };
        // The password may have been replaced since the exchange began.
        let user = facts.user(sub).await?.filter(|user| {
            let verifier = user.credentials.srp.as_ref();
            user.sub == *sub && verifier.is_some_and(|verifier| self.exchange.is_about(verifier))
        });
        let user = Box::new(user.ok_or_else(|| self.wrong())?);
        let proof = Proof::new(user, self.key.clone());
        Ok(AnswerResult::Progress(Progress::FirstFactor(proof)))
    }

    fn wrong(&self) -> Refusal {
        if self.reset_required {
            refusal::User::ResetRequired.into()
        } else {
            refusal::Credentials::Wrong.into()
        }
    }

    /// Reads the answer; everything that can be said of it without the password.
    ///
    /// **Errors** [`refusal::Parameter::Missing`], [`refusal::Flow::TokenInvalid`], [`refusal::Parameter::Invalid`],
    /// [`refusal::Flow::TokenExpired`].
    fn read<'a>(
        &self,
        answers: &'a Answers,
        cx: &SignInContext<'_>,
    ) -> Result<SignedClaim<'a>, Refusal> {
        let response = |key: &str| {
            answers
                .response(key)
                .ok_or_else(|| refusal::Parameter::Missing(key.to_owned()))
        };
        let block = response("PASSWORD_CLAIM_SECRET_BLOCK")?;
        let signature = response("PASSWORD_CLAIM_SIGNATURE")?;
        let timestamp = response("TIMESTAMP")?;
        if !bool::from(block.as_bytes().ct_eq(self.secret_block.as_bytes())) {
            return Err(refusal::Flow::TokenInvalid.into());
        }
        let signed_at = instant(timestamp).ok_or_else(|| {
            let format = "format should be EEE MMM d HH:mm:ss z yyyy in english.";
            refusal::Parameter::Invalid("TIMESTAMP".to_owned(), format.to_owned())
        })?;
        if cx.now.since(signed_at) > SKEW || signed_at.since(cx.now) > SKEW {
            return Err(refusal::Flow::TokenExpired.into());
        }
        // What is not base64 is no signature: wrong like any other, and counted like any other.
        let signature = STANDARD.decode(signature).unwrap_or_default();
        Ok(SignedClaim {
            timestamp,
            signature,
        })
    }

    fn holds(&self, claim: &SignedClaim<'_>, cx: &SignInContext<'_>) -> bool {
        let Ok(secret_block) = STANDARD.decode(&self.secret_block) else {
            return false;
        };
        self.exchange.proves(&Claim {
            pool: &cx.pool.id,
            user_id: &self.user_id,
            secret_block: &secret_block,
            timestamp: claim.timestamp,
            signature: &claim.signature,
        })
    }
}

/// Reads `EEE MMM d HH:mm:ss UTC yyyy`, English and in UTC; the day may be padded and the name of the day is not checked.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let mut words = text.split_whitespace();
    let mut word = || words.next();
    let (_weekday, month, day, time, zone, year) =
        (word()?, word()?, word()?, word()?, word()?, word()?);
    if word().is_some() || !["UTC", "GMT"].contains(&zone) {
        return None;
    }
    let month = MONTHS
        .iter()
        .zip(1_i8..)
        .find(|(name, _)| month.eq_ignore_ascii_case(name))?
        .1;
    let mut parts = time.split(':').map(|part| part.parse::<i8>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() {
        return None;
    }
    let at = civil::DateTime::new(
        year.parse().ok()?,
        month,
        day.parse().ok()?,
        hour,
        minute,
        second,
        0,
    )
    .ok()?;
    Some(Timestamp(
        at.to_zoned(TimeZone::UTC)
            .ok()?
            .timestamp()
            .as_millisecond(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        sign_in::testing::{Input, TestSignIn, name},
        srp,
        testing::alice::{PASSWORD, pool, user},
    };
    use shapes::idp;

    const WRONG: &str = "Rainy-Day-7";

    #[test]
    fn timestamps_are_read_leniently() {
        let check = |text: &str, expect: Option<i64>| {
            assert_eq!(instant(text), expect.map(Timestamp::from_seconds), "{text}");
        };
        check("Tue Mar 4 05:06:07 UTC 2025", Some(1_741_064_767));
        check("Tue Mar 04 05:06:07 UTC 2025", Some(1_741_064_767));
        check("Tue Mar  4 05:06:07 UTC 2025", Some(1_741_064_767));
        check("tue MAR 4 5:6:7 GMT 2025", Some(1_741_064_767));
        check("Sun Nov 30 23:59:59 UTC 2025", Some(1_764_547_199));
        check("Tue Mar 4 05:06:07 CET 2025", None);
        check("Di Mär 4 05:06:07 UTC 2025", None);
        check("Tue Feb 30 05:06:07 UTC 2025", None);
        check("Tue Mar 4 25:06:07 UTC 2025", None);
        check("Tue Mar 4 05:06 UTC 2025", None);
        check("Tue Mar 4 05:06:07 UTC 99999999999", None);
        check("Tue Mar 4 05:06:07 UTC 9999", Some(253_376_139_967));
        check("Tue Mar 4 05:06:07 UTC -99999", None);
        check("2025-03-04T05:06:07Z", None);
        check("Tue Mar 4 05:06:07 UTC 2025 x", None);
        check("", None);
    }

    #[test]
    fn a_decoy_is_always_the_same_and_shaped_like_a_user() {
        let mut world = TestSignIn::new(true, user());
        let mut exchange = |name: &str| {
            let parameters = world
                .start_srp(name, WRONG)
                .expect("a decoy")
                .challenge
                .parameters;
            (
                parameters["SALT"].clone(),
                parameters["USER_ID_FOR_SRP"].clone(),
                parameters["SRP_B"].clone(),
            )
        };
        let (salt, id, b) = exchange("nobody");
        let (same_salt, same_id, other_b) = exchange("nobody");
        assert_eq!((&salt, &id), (&same_salt, &same_id));
        assert_ne!(b, other_b);
        let (other_salt, other_id, _) = exchange("no one");
        assert!(salt != other_salt && id != other_id);
        assert_eq!(id, "nobody", "as alice is told that she is alice");
        assert!((30..=32).contains(&salt.len()), "{salt}");
        // A user whose password has no verifier yet is told their own name, and a decoy's salt.
        world.users[0].credentials.srp = None;
        let parameters = world
            .start_srp("alice", PASSWORD)
            .expect("a decoy")
            .challenge
            .parameters;
        assert_eq!(parameters["USER_ID_FOR_SRP"], "alice");
        assert_eq!(name(&world.srp("alice", PASSWORD)), "Credentials(Wrong)");
        // Where an address stands for a name, users are told the name that they chose.
        world.pool.settings.alias_attributes = Some(vec![idp::AliasAttributeType::Email]);
        let mut name_of = |typed: &str| {
            let begun = world.start_srp(typed, WRONG).expect("a decoy");
            begun.challenge.parameters["USER_ID_FOR_SRP"].clone()
        };
        let chosen = name_of("nobody@example.com");
        assert_eq!(chosen, name_of("nobody@example.com"));
        assert_ne!(chosen, name_of("other@example.com"));
        assert!((4..=10).contains(&chosen.len()), "{chosen}");
        assert!(
            chosen.starts_with(|c: char| c.is_ascii_lowercase()),
            "{chosen}"
        );
        world.pool.settings.alias_attributes = None;
        // Where an address is the user name, users are told the id that is theirs instead.
        world.pool.settings.username_attributes = Some(vec![idp::UsernameAttributeType::Email]);
        let parameters = world
            .start_srp("nobody@example.com", WRONG)
            .expect("a decoy")
            .challenge
            .parameters;
        let id = &parameters["USER_ID_FOR_SRP"];
        assert!(uuid::Uuid::parse_str(id).is_ok(), "{id}");
    }

    #[test]
    fn a_proof_says_everything_that_clients_read() {
        let mut world = TestSignIn::new(true, user());
        let begun = world.start_srp("alice", PASSWORD).expect("a challenge");
        let keys: Vec<&str> = begun
            .challenge
            .parameters
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(
            keys,
            [
                "SALT",
                "SECRET_BLOCK",
                "SRP_B",
                "USERNAME",
                "USER_ID_FOR_SRP"
            ]
        );
        assert_eq!(begun.challenge.parameters["SECRET_BLOCK"], world.token());
        let right = begun.answers(&mut world);
        assert_eq!(right.carried_flow_token(), Some(world.token()));

        // What can be put right may be sent again; nothing was counted.
        let mut check = |key: &str, value: Option<&str>, expect: &str| {
            let mut answers = right.clone();
            match value {
                Some(value) => answers.responses.insert(key.to_owned(), value.to_owned()),
                None => answers.responses.remove(key),
            };
            world.traced();
            world.decide(Input::Answer(answers));
            assert_eq!(world.traced(), [expect], "{key}");
            assert!(world.flow().is_some(), "{key}");
        };
        for key in [
            "USERNAME",
            "PASSWORD_CLAIM_SECRET_BLOCK",
            "PASSWORD_CLAIM_SIGNATURE",
            "TIMESTAMP",
        ] {
            check(key, None, &format!("Parameter(Missing({key:?}))"));
            check(key, Some(""), &format!("Parameter(Missing({key:?}))"));
        }
        check("USERNAME", Some("bob"), "Flow(TokenInvalid)");
        check(
            "PASSWORD_CLAIM_SECRET_BLOCK",
            Some("AAAA"),
            "Flow(TokenInvalid)",
        );
        check(
            "TIMESTAMP",
            Some("Tue Mar 4 05:06:07 UTC 2025"),
            "Flow(TokenExpired)",
        );
        check(
            "TIMESTAMP",
            Some("now"),
            "Parameter(Invalid(\"TIMESTAMP\", \"format should be EEE MMM d HH:mm:ss z yyyy in english.\"))",
        );
        assert_eq!(name(&world.decide(Input::Answer(right))), "done alice");
    }

    #[test]
    fn a_proof_is_checked_once() {
        let mut world = TestSignIn::new(true, user());
        for (key, value) in [
            ("PASSWORD_CLAIM_SIGNATURE", "not base64!"),
            ("PASSWORD_CLAIM_SIGNATURE", "AAAA"),
        ] {
            let mut answers = world
                .start_srp("alice", PASSWORD)
                .expect("a challenge")
                .answers(&mut world);
            answers.responses.insert(key.to_owned(), value.to_owned());
            assert_eq!(
                name(&world.decide(Input::Answer(answers))),
                "Credentials(Wrong)"
            );
            assert!(world.flow().is_none());
        }
        // A proof is good for its own exchange only.
        let first = world
            .start_srp("alice", PASSWORD)
            .expect("a challenge")
            .answers(&mut world);
        let block = world
            .start_srp("alice", PASSWORD)
            .expect("a challenge")
            .challenge
            .parameters["SECRET_BLOCK"]
            .clone();
        let mut replayed = first;
        replayed
            .responses
            .insert("PASSWORD_CLAIM_SECRET_BLOCK".to_owned(), block);
        assert_eq!(
            name(&world.decide(Input::Answer(replayed))),
            "Credentials(Wrong)"
        );
    }

    #[test]
    fn clocks_may_differ_by_five_minutes() {
        let check = |ahead: i64, expect: &str| {
            let mut world = TestSignIn::new(true, user());
            let answers = world
                .start_srp("alice", PASSWORD)
                .expect("a challenge")
                .answers(&mut world);
            world.now = Timestamp(world.now.0 + ahead);
            assert_eq!(
                name(&world.decide(Input::Answer(answers))),
                expect,
                "{ahead}"
            );
        };
        check(300_000, "done alice");
        check(-300_000, "done alice");
        check(301_000, "Flow(TokenExpired)");
        check(-301_000, "Flow(TokenExpired)");
    }

    #[test]
    fn a_password_replaced_or_a_user_deleted_during_the_exchange_ends_it() {
        let check = |change: &dyn Fn(&mut TestSignIn)| {
            let mut world = TestSignIn::new(true, user());
            let answers = world
                .start_srp("alice", PASSWORD)
                .expect("a challenge")
                .answers(&mut world);
            change(&mut world);
            assert_eq!(
                name(&world.decide(Input::Answer(answers))),
                "Credentials(Wrong)"
            );
        };
        check(&|world| {
            world.users[0].credentials.srp =
                Some(srp::enrol(&pool().id, "alice", &WRONG.into(), &[8; 16]));
        });
        check(&|world| world.users.clear());
    }
}
