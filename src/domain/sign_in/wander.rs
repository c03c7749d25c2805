//! Walks at random: whatever comes in whatever order, nothing panics, runs on, or is granted unproved.

use super::{
    Checked, Fact, Input, Random, SignIn, Start, Step, Turn,
    walk::{PASSWORD, World, answers, client, hashed, user, user_with},
};
use crate::user::Status;
use wire::challenge::ChallengeName;

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
fn no_walk_panics_runs_on_or_is_granted_without_a_right_password() {
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
    });
    let mut world = World::new(chance.below(2) == 0, someone);
    world.locked = chance.below(8) == 0;
    let client = client(true);
    let names = ["alice", "alice", "alice", "nobody", ""];
    let passwords = [PASSWORD, PASSWORD, WRONG, "Windy-Day-8", "short", ""];
    let mut proved = false;
    let mut begun = None;
    for _ in 0..12 {
        let username = *chance.pick(&names);
        let password = *chance.pick(&passwords);
        let asked = world
            .flow()
            .and_then(SignIn::asked)
            .map(|challenge| challenge.name);
        let input = match (asked, chance.below(6)) {
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
                Input::Answer(answers(
                    asked,
                    &[
                        ("USERNAME", username),
                        ("PASSWORD", password),
                        ("NEW_PASSWORD", password),
                        ("userAttributes.x", username),
                    ],
                ))
            }
            (None | Some(_), 0) => match chance.below(3) {
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
