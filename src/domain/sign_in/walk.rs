//! A world to walk a sign-in through: its pool, client and users, and a driver that answers every need from them.

use super::{
    Answers, Challenge, ChallengeName, Change, Checked, Fact, Input, Need, Random, Round, SignIn,
    Start, Step, Turn,
};
use crate::{
    client::Client,
    pool::Pool,
    refusal::Refusal,
    srp,
    time::Timestamp,
    user::{Credentials, PasswordHash, Status, User},
};
use shapes::idp;
use std::collections::BTreeMap;

/// The password of [`user`].
pub(crate) const PASSWORD: &str = "Sunny-Day-7";

/// The most facts that follow from one input: who it is, whether they may try, whether they are right, a better hash.
const MOST_FACTS: u32 = 4;

/// A pool with the defaults of the API.
pub(crate) fn pool() -> Pool {
    Pool {
        id: "us-east-1_EXAMPLE1".into(),
        settings: idp::CreateUserPoolRequest {
            pool_name: "test".to_owned(),
            ..Default::default()
        },
        domain: None,
        mfa: Default::default(),
        created_at: Timestamp(0),
        modified_at: Timestamp(0),
        uses_srp: true,
    }
}

/// A public client that hides, or does not hide, who exists.
pub(crate) fn client(hides: bool) -> Client {
    let prevent = if hides {
        idp::PreventUserExistenceErrorTypes::Enabled
    } else {
        idp::PreventUserExistenceErrorTypes::Legacy
    };
    Client {
        id: "1example23456789".into(),
        pool: pool().id,
        settings: idp::CreateUserPoolClientRequest {
            prevent_user_existence_errors: Some(prevent),
            ..Default::default()
        },
        secret: None,
        created_at: Timestamp(0),
        modified_at: Timestamp(0),
    }
}

/// The hash that the driver of this world makes.
pub(crate) fn hashed(password: &str) -> PasswordHash {
    PasswordHash(format!("hash of {password}"))
}

/// A hash that this driver made long ago, and would make otherwise now.
pub(crate) fn weakly_hashed(password: &str) -> PasswordHash {
    PasswordHash(format!("weak hash of {password}"))
}

/// alice, confirmed, who signs in with [`PASSWORD`].
pub(crate) fn user() -> User {
    let pool = pool();
    User {
        pool: pool.id.clone(),
        sub: "6f1d3d52-5a0e-4b3d-9a43-2f1b5a0a7c11".into(),
        username: "alice".to_owned(),
        status: Status::Confirmed,
        enabled: true,
        attributes: BTreeMap::from([("email".to_owned(), "alice@example.com".to_owned())]),
        pending: BTreeMap::new(),
        temporary_until: None,
        mfa: Default::default(),
        created_at: Timestamp(0),
        modified_at: Timestamp(0),
        credentials: Credentials {
            password: Some(hashed(PASSWORD)),
            srp: Some(srp::enrol(&pool.id, "alice", &PASSWORD.into(), &[7; 16])),
            ..Credentials::default()
        },
        version: 1,
    }
}

/// Everything that a sign-in can come upon.
pub(crate) struct World {
    pub(crate) pool: Pool,
    pub(crate) client: Client,
    pub(crate) users: Vec<User>,
    pub(crate) now: Timestamp,
    /// Whether the key of every try is locked.
    pub(crate) locked: bool,
    /// Every need and every step that people see, in order.
    pub(crate) trace: Vec<String>,
    /// The changes of all rounds.
    pub(crate) changes: Vec<Change>,
    /// The key of the last counted try.
    pub(crate) key: String,
    flow: Option<SignIn>,
    token: String,
    steps: u8,
}

impl World {
    pub(crate) fn new(hides: bool, user: User) -> Self {
        Self {
            pool: pool(),
            client: client(hides),
            users: vec![user],
            now: Timestamp::from_seconds(1_741_064_767),
            locked: false,
            trace: Vec::new(),
            changes: Vec::new(),
            key: String::new(),
            flow: None,
            token: String::new(),
            steps: 0,
        }
    }

    /// One advance, and nothing else.
    pub(crate) fn advance(&mut self, flow: SignIn, input: Input) -> Round {
        self.steps = self.steps.wrapping_add(1);
        let random = Random {
            exponent: [self.steps | 1; 32],
            salt: [self.steps; 16],
            software_token: [self.steps; 20],
            ..Random::default()
        };
        let token =
            base64::Engine::encode(&base64::engine::general_purpose::STANDARD, [self.steps; 48]);
        let turn = Turn {
            now: self.now,
            random: &random,
            token: &token,
            pool: &self.pool,
            client: &self.client,
            decoy_key: &[9; 32],
        };
        let round = flow.advance(input, &turn);
        if matches!(round.step, Step::Ask(_)) {
            self.token = token;
        }
        round
    }

    /// What the world knows.
    pub(crate) fn fact(&mut self, need: Need) -> Fact {
        let user = |found: Option<&User>| Fact::User(found.cloned().map(Box::new));
        match need {
            Need::FindUser(name) => user(self.users.iter().find(|user| user.username == name)),
            Need::ReadUser(sub) => user(self.users.iter().find(|user| user.sub == sub)),
            Need::CountAttempt(key) => {
                self.key = key;
                Fact::Attempt(!self.locked)
            }
            Need::CheckPassword { password, hash } => Fact::Password(match hash {
                Some(hash) if hash == hashed(password.expose()) => Checked::Right,
                Some(hash) if hash == weakly_hashed(password.expose()) => Checked::Outdated,
                Some(_) | None => Checked::Wrong,
            }),
            Need::HashPassword { password, history } => {
                let hash = hashed(password.expose());
                Fact::Hashed {
                    reused: history.contains(&hash),
                    hash,
                }
            }
            Need::FindOwner(..)
            | Need::FindCode(..)
            | Need::Limit { .. }
            | Need::CallTrigger(_) => {
                panic!("a sign-in does not need this")
            }
        }
    }

    /// Drives one input to the next step that people see, as a driver does: the flow is kept, as text, where it waits
    /// for an answer, and cannot be kept anywhere else.
    pub(crate) fn drive(&mut self, input: Input) -> Step {
        self.drive_by(input, Self::fact)
    }

    /// The same with other facts.
    pub(crate) fn drive_by(
        &mut self,
        input: Input,
        mut fact: impl FnMut(&mut Self, Need) -> Fact,
    ) -> Step {
        let flow = match (&input, self.flow.take()) {
            (Input::Start(_), _) | (_, None) => SignIn::new(),
            (_, Some(flow)) => flow,
        };
        let mut round = self.advance(flow, input);
        let mut facts = 0;
        loop {
            self.changes.append(&mut round.changes);
            self.trace.push(name(&round.step));
            let need = match round.step {
                Step::Need(need) => need,
                step @ (Step::Ask(_) | Step::Done(_) | Step::Refuse(_)) => {
                    self.flow = round.flow.map(|flow| {
                        let kept =
                            serde_json::to_string(&flow).expect("a waiting flow can be kept");
                        serde_json::from_str(&kept).expect("what was kept can be read")
                    });
                    return step;
                }
            };
            let flow = round.flow.expect("a need pauses a flow");
            assert!(
                serde_json::to_string(&flow).is_err(),
                "a paused flow cannot be kept"
            );
            facts += 1;
            assert!(facts <= MOST_FACTS, "it runs on: {:?}", self.trace);
            let fact = fact(self, need);
            round = self.advance(flow, Input::Fact(fact));
        }
    }

    /// The flow that waits.
    pub(crate) fn flow(&self) -> Option<&SignIn> {
        self.flow.as_ref()
    }

    pub(crate) fn start_password(&mut self, username: &str, password: &str) -> Step {
        self.drive(Input::Start(Start::Password {
            username: username.to_owned(),
            password: password.into(),
        }))
    }

    pub(crate) fn start_identifier(&mut self, username: &str) -> Step {
        self.drive(Input::Start(Start::Identifier {
            username: username.to_owned(),
        }))
    }

    /// `USER_SRP_AUTH` by an independent client; what the challenge said, and that client.
    pub(crate) fn start_srp(
        &mut self,
        username: &str,
        password: &str,
    ) -> Result<SrpSignIn, Refusal> {
        let user = aws_cognito_srp::User::new(self.pool.id.as_str(), username, password);
        let client = aws_cognito_srp::SrpClient::new(user, self.client.id.as_str(), None);
        let a = client.get_auth_parameters().a;
        match self.drive(Input::Start(Start::Srp {
            username: username.to_owned(),
            a,
        })) {
            Step::Ask(challenge) => Ok(SrpSignIn { challenge, client }),
            Step::Refuse(refusal) => Err(refusal),
            step @ (Step::Need(_) | Step::Done(_)) => panic!("{step:?} does not follow SRP_A"),
        }
    }

    pub(crate) fn answer(&mut self, name: ChallengeName, responses: &[(&str, &str)]) -> Step {
        self.drive(Input::Answer(answers(name, responses)))
    }

    /// The whole of an SRP sign-in with this password.
    pub(crate) fn srp(&mut self, username: &str, password: &str) -> Step {
        match self.start_srp(username, password) {
            Ok(begun) => {
                let answers = begun.answers(self);
                self.drive(Input::Answer(answers))
            }
            Err(refusal) => Step::Refuse(refusal),
        }
    }

    /// The trace so far, which begins anew.
    pub(crate) fn traced(&mut self) -> Vec<String> {
        std::mem::take(&mut self.trace)
    }

    /// The flow token of the challenge that waits.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }
}

/// An SRP client half way.
pub(crate) struct SrpSignIn {
    pub(crate) challenge: Challenge,
    client: aws_cognito_srp::SrpClient<aws_cognito_srp::User>,
}

impl SrpSignIn {
    /// The client's answer to its challenge. The world's clock is set to the client's.
    pub(crate) fn answers(&self, world: &mut World) -> Answers {
        let parameter = |key: &str| self.challenge.parameters[key].as_str();
        let proof = self
            .client
            .verify(
                parameter("SECRET_BLOCK"),
                parameter("USER_ID_FOR_SRP"),
                parameter("SALT"),
                parameter("SRP_B"),
            )
            .expect("a challenge that clients understand");
        world.now = super::password_verifier::instant(&proof.timestamp).expect("a timestamp");
        answers(
            ChallengeName::PasswordVerifier,
            &[
                ("USERNAME", parameter("USER_ID_FOR_SRP")),
                (
                    "PASSWORD_CLAIM_SECRET_BLOCK",
                    &proof.password_claim_secret_block,
                ),
                ("PASSWORD_CLAIM_SIGNATURE", &proof.password_claim_signature),
                ("TIMESTAMP", &proof.timestamp),
            ],
        )
    }
}

pub(crate) fn answers(name: ChallengeName, responses: &[(&str, &str)]) -> Answers {
    let responses = responses
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    Answers { name, responses }
}

/// A step in a few words.
pub(crate) fn name(step: &Step) -> String {
    match step {
        Step::Ask(challenge) => format!("ask {}", challenge.name.as_str()),
        Step::Need(need) => match need {
            Need::FindUser(_) => "find".to_owned(),
            Need::ReadUser(_) => "read".to_owned(),
            Need::CountAttempt(_) => "count".to_owned(),
            Need::CheckPassword { .. } => "check".to_owned(),
            Need::HashPassword { .. } => "hash".to_owned(),
            Need::FindOwner(..)
            | Need::FindCode(..)
            | Need::Limit { .. }
            | Need::CallTrigger(_) => {
                panic!("a sign-in does not need this")
            }
        },
        Step::Done(grant) => format!("done {}", grant.user.username),
        Step::Refuse(refusal) => format!("{refusal:?}"),
    }
}

/// A user who differs from alice.
pub(crate) fn user_with(change: impl FnOnce(&mut User)) -> User {
    let mut user = user();
    change(&mut user);
    user
}
