//! Walks at random: whatever comes in whatever order, nothing panics, runs on, or is granted unproved.

use super::{
    Checked, Fact, Input, Random, SetUp, SignIn, Start, Step, Turn, mfa_stories,
    walk::{PASSWORD, World, answers, client, hashed, user, user_with},
};
use crate::{
    mfa::{self, Demand, Factor},
    totp,
    user::Status,
};
use shapes::idp::UserPoolMfaType;
use wire::challenge::{ChallengeName, SECRET_CODE};

const WRONG: &str = "Rainy-Day-7";

/// A small generator of numbers (xorshift64*), so that a failing walk can be walked again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) % count
    }

    fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[usize::try_from(self.below(choices.len() as u64)).expect("an index")]
    }
}

#[test]
fn no_walk_panics_runs_on_or_is_granted_without_every_factor() {
    let mut granted = 0;
    for seed in 1..=120 {
        granted += u32::from(wander(&mut Chance(seed)));
    }
    assert!(
        (1..120).contains(&granted),
        "{granted} of 120 walks ended with a grant"
    );
}

/// Walks at random, mostly as people and drivers do, sometimes not. Whether a grant came of it.
fn wander(chance: &mut Chance) -> bool {
    let statuses = [
        Status::Confirmed,
        Status::Unconfirmed,
        Status::ForceChangePassword,
        Status::ResetRequired,
        Status::ExternalProvider,
    ];
    let someone = user_with(|user| {
        user.status = *chance.pick(&statuses);
        user.enabled = chance.below(8) > 0;
        if chance.below(8) == 0 {
            user.credentials = Default::default();
        }
        if chance.below(2) == 0 {
            user.credentials.software_token = mfa_stories::with_factor().credentials.software_token;
        }
        if chance.below(2) == 0 {
            user.mfa.prefer(Factor::SoftwareToken);
        }
    });
    let mut world = World::new(chance.below(2) == 0, someone);
    world.locked = chance.below(8) == 0;
    let modes = [
        UserPoolMfaType::Off,
        UserPoolMfaType::Optional,
        UserPoolMfaType::On,
    ];
    world.pool.mfa = mfa_stories::asks(*chance.pick(&modes));
    let client = client(true);
    let names = ["alice", "alice", "alice", "nobody", ""];
    let passwords = [PASSWORD, PASSWORD, WRONG, "Windy-Day-8", "short", ""];
    let (mut proved, mut second) = (false, false);
    let mut begun = None;
    for _ in 0..12 {
        let username = *chance.pick(&names);
        let password = *chance.pick(&passwords);
        let asked = world
            .flow()
            .and_then(SignIn::asked)
            .map(|challenge| challenge.name);
        let code = shown(&world);
        let given = *chance.pick(&[code.as_str(), code.as_str(), "000000", ""]);
        let input = match (asked, chance.below(6)) {
            (Some(ChallengeName::MfaSetup), 1) => Input::SetUp(SetUp::Associate),
            (Some(ChallengeName::MfaSetup), 2) => {
                second |= given == code;
                Input::SetUp(SetUp::Verify {
                    code: given.into(),
                    name: None,
                })
            }
            (Some(ChallengeName::PasswordVerifier), 1..) => match begun.take() {
                Some((answers, right)) => {
                    proved |= right;
                    Input::Answer(answers)
                }
                None => Input::Answer(answers(
                    ChallengeName::PasswordVerifier,
                    &[("USERNAME", username), ("TIMESTAMP", "x")],
                )),
            },
            (Some(asked), 1..) => {
                proved |=
                    asked == ChallengeName::Password && password == PASSWORD && username == "alice";
                second |= given == code
                    && [ChallengeName::MfaSetup, ChallengeName::SoftwareTokenMfa].contains(&asked);
                Input::Answer(answers(
                    asked,
                    &[
                        ("USERNAME", username),
                        ("PASSWORD", password),
                        ("NEW_PASSWORD", password),
                        ("userAttributes.x", username),
                        ("SOFTWARE_TOKEN_MFA_CODE", given),
                    ],
                ))
            }
            (None | Some(_), 0) => match chance.below(4) {
                3 => Input::SetUp(SetUp::Associate),
                0 => Input::Fact(Fact::Password(Checked::Right)),
                1 => Input::Fact(Fact::User(Some(Box::new(user())))),
                _ => Input::Answer(answers(
                    *chance.pick(ChallengeName::ALL),
                    &[("USERNAME", username), ("PASSWORD", password)],
                )),
            },
            (None, 1) => Input::Start(Start::Identifier {
                username: username.to_owned(),
            }),
            (None, 2 | 3) => {
                if let Ok(half) = world.start_srp(username, password) {
                    begun = Some((
                        half.answers(&mut world),
                        password == PASSWORD && username == "alice",
                    ));
                }
                continue;
            }
            (None, _) => {
                proved |= password == PASSWORD && username == "alice";
                Input::Start(Start::Password {
                    username: username.to_owned(),
                    password: password.into(),
                })
            }
        };
        let before = world.trace.len();
        let step = world.drive(input);
        assert!(
            world.trace.len() - before <= 4,
            "more than three facts for one input: {:?}",
            world.trace
        );
        if matches!(step, Step::Done(_)) {
            assert!(
                proved,
                "granted without a right password: {:?}",
                world.trace
            );
            assert!(
                second || mfa::demand(&world.users[0], &world.pool) == Ok(Demand::Nothing),
                "granted without a right code: {:?}",
                world.trace
            );
            return true;
        }
    }
    // Facts that were not needed, from a flow at rest and from one that is paused, end in a refusal at once.
    let random = Random::default();
    let turn = Turn {
        now: world.now,
        random: &random,
        token: "AAAA",
        pool: &world.pool,
        client: &client,
        decoy_key: &[9; 32],
    };
    let start = Start::Password {
        username: "alice".to_owned(),
        password: PASSWORD.into(),
    };
    let mut round = SignIn::new().advance(Input::Start(start), &turn);
    for _ in 0..4 {
        let Some(flow) = round.flow.take() else { break };
        let fact = match chance.below(5) {
            0 => Fact::Attempt(true),
            1 => Fact::Password(Checked::Wrong),
            2 => Fact::User(Some(Box::new(user()))),
            3 => Fact::User(None),
            _ => Fact::Hashed {
                hash: hashed(PASSWORD),
                reused: false,
            },
        };
        round = flow.advance(Input::Fact(fact), &turn);
        assert!(!matches!(round.step, Step::Done(_)));
    }
    false
}

/// What an authenticator app shows: the one that is being set up, or else alice's.
fn shown(world: &World) -> String {
    let asked = world.flow().and_then(SignIn::asked);
    match asked.and_then(|challenge| challenge.page.get(SECRET_CODE)) {
        Some(secret) => totp::code(&secret.as_str().into(), world.now),
        None => mfa_stories::shown(world),
    }
}
