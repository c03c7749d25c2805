//! Walks at random: whatever is typed in whatever order, whatever others do meanwhile and whatever the facts are, nothing
//! panics, runs on, or is granted before everything was proved.

mod false_facts;
mod ledger;

use super::{
    Next, SetUpAct, Start, StoredFlow, mfa_stories,
    testing::{Input, SrpSignIn, TestSignIn, answers},
};
use crate::{
    chance::Chance,
    change::Change,
    decision::Decision,
    mfa::Factor,
    pool::MfaConfig,
    srp,
    testing::{
        By, MemoryFacts,
        alice::{PASSWORD, user, user_with},
        block_on, hashed, weakly_hashed,
    },
    time::Timestamp,
    totp::{self, SoftwareToken},
    user::{Status, User},
};
use false_facts::FalseFacts;
use ledger::{Ledger, Proof};
use shapes::idp::UserPoolMfaType;
use std::collections::BTreeMap;
use wire::challenge::{ChallengeName, SECRET_CODE};

const WALKS: u64 = 600;
const INPUTS: u64 = 30;
/// What there is to type; the first two are alice's and bob's at the start.
const PASSWORDS: [&str; 5] = [PASSWORD, "Rainy-Day-7", "Windy-Day-8", "short", ""];
const STATUSES: [Status; 8] = [
    Status::Confirmed,
    Status::Confirmed,
    Status::Unconfirmed,
    Status::ForceChangePassword,
    Status::ForceChangePassword,
    Status::ForceChangePassword,
    Status::ResetRequired,
    Status::ExternalProvider,
];
const MODES: [UserPoolMfaType; 5] = [
    UserPoolMfaType::Off,
    UserPoolMfaType::Optional,
    UserPoolMfaType::Optional,
    UserPoolMfaType::On,
    UserPoolMfaType::On,
];

/// What can be behind a grant.
const WAYS: [&str; 9] = [
    "code",
    "code by e-mail",
    "new password",
    "no second factor",
    "password",
    "password asked for",
    "proof by SRP",
    "set-up",
    "set-up by a program",
];

#[test]
fn no_walk_panics_runs_on_or_is_granted_before_everything_was_proved() {
    let mut ways = BTreeMap::new();
    let bob = user_with(|user| {
        user.username = "bob".to_owned();
        user.sub = "0b8c6f2e-1d4a-4c58-8f0e-5a7b9c3d2e1f".into();
        set_password(user, PASSWORDS[1], true);
    });
    let people = [user(), bob];
    for seed in 1..=WALKS {
        Walk::new(seed, &people).walk(&mut ways);
    }
    let names: Vec<&str> = ways.keys().copied().collect();
    assert_eq!(names, WAYS, "walks end well in every way");
}

/// Whether this is the user's password.
fn opens(user: &User, password: &str) -> bool {
    let hash = user.credentials.password.as_ref();
    hash == Some(&hashed(password)) || hash == Some(&weakly_hashed(password))
}

/// The step of a code that is shown then.
fn step(at: Timestamp) -> u64 {
    at.seconds().unsigned_abs() / 30
}

/// A client of SRP half way.
struct Exchange {
    half: SrpSignIn,
    name: &'static str,
    password: &'static str,
    /// Whether it was the password when the exchange began.
    right: bool,
}

struct Walk {
    seed: u64,
    chance: Chance,
    world: TestSignIn,
    ledger: Ledger,
    exchange: Option<Exchange>,
    /// How many apps there are: each has another secret.
    apps: u8,
}

impl Walk {
    fn new(seed: u64, people: &[User; 2]) -> Self {
        let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let hides = chance.one_in(2);
        let [alice, bob] = people;
        let mut walk = Self {
            seed,
            chance,
            world: TestSignIn::new(hides, alice.clone()),
            ledger: Ledger::default(),
            exchange: None,
            apps: 200,
        };
        walk.world.users.push(bob.clone());
        // Verifiers take their time.
        walk.world.pool.uses_srp = walk.chance.one_in(16);
        walk.world.pool.mfa = asks(&mut walk.chance);
        for _ in 0..4 {
            walk.meanwhile();
        }
        walk
    }

    fn walk(mut self, ways: &mut BTreeMap<&'static str, u32>) {
        for _ in 0..INPUTS {
            if self.chance.one_in(4) {
                self.meanwhile();
            }
            self.world.locked = self.chance.one_in(20);
            let (next, proof) = match self.input() {
                Some((input, proof)) => {
                    if matches!(input, Input::Start(_)) {
                        self.ledger.forget();
                    }
                    let (next, is_heard) = self.decide(input);
                    (next, proof.filter(|_| is_heard))
                }
                None => (None, None),
            };
            let changes = std::mem::take(&mut self.world.changes);
            self.ledger.note(proof.as_ref(), &changes);
            if let Some(Next::Done(grant)) = next {
                for way in self.ledger.owes(&grant, &self.world) {
                    *ways.entry(way).or_default() += 1;
                }
            }
            for change in changes {
                self.store(change);
            }
            if self.world.flow().is_none() {
                self.ledger.forget();
            }
        }
    }

    /// What others do: the person elsewhere, administrators, time.
    fn meanwhile(&mut self) {
        let (chance, world) = (&mut self.chance, &mut self.world);
        let who = usize::try_from(chance.below(2)).expect("an index");
        let uses_srp = world.pool.uses_srp;
        let Some(user) = world.users.get_mut(who) else {
            return;
        };
        match chance.below(16) {
            0 => set_password(user, chance.pick(&PASSWORDS[..4]), uses_srp),
            1 => user.credentials.srp = None,
            2 => {
                let password = right(user);
                user.credentials.password = password.map(weakly_hashed);
            }
            3 => user.enabled = !user.enabled,
            4 if chance.one_in(4) => drop(world.users.remove(who)),
            4 | 5 => user.status = chance.pick(&STATUSES),
            6 => {
                self.apps += 1;
                user.credentials.software_token = Some(SoftwareToken {
                    secret: totp::secret([self.apps; 20]),
                    name: None,
                    last_step: 0,
                });
            }
            7 => user.credentials.software_token = None,
            8 => user.mfa.prefer(Factor::SoftwareToken),
            9 => user.mfa = Default::default(),
            10 => world.pool.mfa = asks(chance),
            11 => user.mfa.prefer(Factor::Email),
            12 => set_address(user, chance.pick(&["a@example.com", "b@example.com"])),
            13 => drop(user.attributes.remove("email")),
            _ => {
                world.now = Timestamp(world.now.0 + chance.pick(&[1, 12, 29, 31, 95, 4000]) * 1000)
            }
        }
    }

    /// What comes next, and what it proves to whoever looks at it now; nothing where an exchange of SRP began.
    fn input(&mut self) -> Option<(Input, Option<Proof>)> {
        let challenge = self.world.flow().map(|flow| flow.challenge().name);
        let input = match (challenge, self.chance.below(12)) {
            (_, 0) => self.out_of_order(),
            (None, _) | (Some(_), 1) => return self.begin(),
            (Some(ChallengeName::PasswordVerifier), _) => return Some(self.answer_to_srp()),
            (Some(ChallengeName::MfaSetup), 2..4) => Input::SetUp(SetUpAct::Associate),
            (Some(ChallengeName::MfaSetup), 4..7) => Input::SetUp(SetUpAct::Verify {
                code: self.code().into(),
                name: None,
            }),
            (Some(challenge), _) => self.answer(challenge),
        };
        let proof = self.ledger.proof(&self.world, &input);
        Some((input, proof))
    }

    fn out_of_order(&mut self) -> Input {
        if self.chance.one_in(3) {
            return Input::SetUp(SetUpAct::Associate);
        }
        let challenge = self.chance.pick(ChallengeName::ALL);
        self.answer(challenge)
    }

    fn begin(&mut self) -> Option<(Input, Option<Proof>)> {
        let name = self
            .chance
            .pick(&["alice", "alice", "alice", "bob", "nobody", ""]);
        let password = self.password(name);
        let username = name.to_owned();
        let start = match self.chance.below(16) {
            0..4 if self.world.pool.uses_srp => {
                let right = Ledger::by_srp(&self.world, name, password).is_some();
                self.exchange = self
                    .world
                    .start_srp(name, password)
                    .ok()
                    .map(|half| Exchange {
                        half,
                        name,
                        password,
                        right,
                    });
                self.ledger.forget();
                return None;
            }
            0..8 => Start::Identifier { username },
            _ => Start::Password {
                username,
                password: password.into(),
            },
        };
        let input = Input::Start(start);
        let proof = self.ledger.proof(&self.world, &input);
        Some((input, proof))
    }

    fn answer(&mut self, challenge: ChallengeName) -> Input {
        let typed = self
            .world
            .flow()
            .map_or("alice", StoredFlow::username)
            .to_owned();
        let name = if self.chance.one_in(12) {
            "bob".to_owned()
        } else {
            typed
        };
        let (password, code, sent) = (self.password(&name), self.code(), self.sent_code());
        let new = self.chance.pick(&PASSWORDS[1..4]);
        let responses = [
            ("USERNAME", name.as_str()),
            ("PASSWORD", password),
            ("NEW_PASSWORD", new),
            ("SOFTWARE_TOKEN_MFA_CODE", &code),
            ("EMAIL_OTP_CODE", &sent),
            ("TIMESTAMP", "x"),
        ];
        Input::Answer(answers(challenge, &responses))
    }

    fn answer_to_srp(&mut self) -> (Input, Option<Proof>) {
        match self.exchange.take() {
            Some(Exchange {
                half,
                name,
                password,
                right,
            }) => {
                let input = Input::Answer(half.answers(&mut self.world));
                let proof = Ledger::by_srp(&self.world, name, password);
                (input, proof.filter(|_| right))
            }
            None => (self.answer(ChallengeName::PasswordVerifier), None),
        }
    }

    /// Mostly the one that is right.
    fn password(&mut self, name: &str) -> &'static str {
        let user = self.world.users.iter().find(|user| user.username == name);
        let any = self.chance.pick(&PASSWORDS);
        user.and_then(right)
            .filter(|_| !self.chance.one_in(4))
            .unwrap_or(any)
    }

    /// Mostly what the app shows: the one that is being set up, or else that of who signs in.
    fn code(&mut self) -> String {
        let flow = self.world.flow();
        let new = flow
            .and_then(|flow| flow.challenge().page.get(SECRET_CODE))
            .map(|secret| secret.as_str().into());
        let name = flow.map_or("alice", StoredFlow::username);
        let name = if self.chance.one_in(8) { "bob" } else { name };
        let user = self.world.users.iter().find(|user| user.username == name);
        let app = || {
            user?
                .credentials
                .software_token
                .as_ref()
                .map(|app| app.secret.clone())
        };
        let offset = self.chance.pick(&[0, 0, 0, 0, 0, -30, 30, -60, 60]);
        let at = Timestamp(self.world.now.0 + offset * 1000);
        match new.or_else(app) {
            Some(secret) if !self.chance.one_in(4) => totp::code(&secret, at),
            Some(_) | None => self.chance.pick(&["000000", "", ""]).to_owned(),
        }
    }

    /// Mostly the code that was sent last.
    fn sent_code(&mut self) -> String {
        match self.world.sent.last() {
            Some(message) if !self.chance.one_in(4) => message.code.expose().to_owned(),
            Some(_) | None => self.chance.pick(&["000000", "", ""]).to_owned(),
        }
    }

    /// Decides one input, now and then with a false fact: what comes next, and whether all facts let the input count. An
    /// answer for which no flow waits has no result.
    fn decide(&mut self, input: Input) -> (Option<Next>, bool) {
        let Some(step) = self.world.step(input) else {
            return (None, false);
        };
        let (settings, random) = (self.world.settings(), self.world.random());
        let users = self.world.users.clone();
        let facts = FalseFacts::new(MemoryFacts::new(&mut self.world), users, &mut self.chance);
        let decided = block_on(step.decide(&facts, &settings.context(By::Person, &random)));
        let is_heard = facts.are_heard();
        let next = self.world.conclude(decided);
        assert!(
            is_heard || matches!(next, Next::Refused { .. }),
            "{:?}",
            self.world.trace
        );
        (Some(next), is_heard)
    }

    fn store(&mut self, change: Change) {
        if matches!(change, Change::UpdateUser(_) | Change::Send(_)) {
            self.world.store(change);
        }
    }
}

/// A walk that fails can be walked again.
impl Drop for Walk {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("walk {}: {:?}", self.seed, self.world.trace);
        }
    }
}

/// What the pool asks for from now on.
fn asks(chance: &mut Chance) -> MfaConfig {
    MfaConfig {
        email: chance.one_in(2),
        ..mfa_stories::asks(chance.pick(&MODES))
    }
}

fn set_address(user: &mut User, address: &str) {
    let address = address.to_owned();
    user.attributes.insert("email".to_owned(), address);
    user.attributes
        .insert("email_verified".to_owned(), "false".to_owned());
}

fn set_password(user: &mut User, password: &str, srp: bool) {
    let verifier = || srp::enrol(&user.pool, &user.username, &password.into(), &[7; 16]);
    user.credentials.srp = srp.then(verifier);
    user.credentials.password = Some(hashed(password));
}

/// The user's password.
fn right(user: &User) -> Option<&'static str> {
    PASSWORDS.into_iter().find(|password| opens(user, password))
}
