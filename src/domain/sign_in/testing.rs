//! A sign-in in memory: its pool, client and users, and the flow that waits between two steps.

use super::{AnswerChallenge, Next, SetUp, SetUpAct, Start, StartSignIn, StoredFlow};
use crate::{
    attempt::AttemptKey,
    change::Change,
    context::Context,
    decision::{Decided, Decision},
    event::Metadata,
    facts::{Facts, Stop},
    refusal::Refusal,
    testing::{self, By, MemoryFacts, alice, block_on},
    time::Timestamp,
    user::User,
};
use std::ops::{Deref, DerefMut};
use wire::challenge::{Answers, Challenge, ChallengeName};

/// The most facts that follow from one input: who it is, whether they may try, whether they are right, a better hash,
/// whether a code may be sent.
const MOST_FACTS: u32 = 5;

/// One step of a person or program.
#[derive(Debug, Clone)]
pub(crate) enum Input {
    Start(Start),
    Answer(Answers),
    SetUp(SetUpAct),
}

/// The decision of one step, with the flow that it answers.
pub(crate) enum SignInDecision {
    Start(StartSignIn),
    Answer(AnswerChallenge),
    SetUp(SetUp),
}

impl Decision for SignInDecision {
    type Value = Next;

    async fn decide<F: Facts>(&self, facts: &F, cx: &Context<'_>) -> Result<Decided<Next>, Stop> {
        match self {
            Self::Start(start) => start.decide(facts, cx).await,
            Self::Answer(answer) => answer.decide(facts, cx).await,
            Self::SetUp(set_up) => set_up.decide(facts, cx).await,
        }
    }
}

/// A sign-in over a pool in memory, and the flow that waits for an answer.
pub(crate) struct TestSignIn {
    memory_pool: testing::MemoryPool,
    /// The changes of all decisions, in order. None is written, unless a test does so.
    pub(crate) changes: Vec<Change>,
    /// What answers carry for functions.
    pub(crate) client_metadata: Option<Metadata>,
    flow: Option<StoredFlow>,
    token: String,
}

impl Deref for TestSignIn {
    type Target = testing::MemoryPool;

    fn deref(&self) -> &Self::Target {
        &self.memory_pool
    }
}

impl DerefMut for TestSignIn {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.memory_pool
    }
}

impl TestSignIn {
    pub(crate) fn new(hides: bool, user: User) -> Self {
        let now = Timestamp::from_seconds(1_741_064_767);
        let mut world = testing::MemoryPool::of(alice::pool(), alice::client(hides), now);
        world.most_facts = MOST_FACTS;
        world.users.push(user);
        Self {
            memory_pool: world,
            changes: Vec::new(),
            client_metadata: None,
            flow: None,
            token: String::new(),
        }
    }

    /// Decides one input. Nothing is written.
    pub(crate) fn decide(&mut self, input: Input) -> Next {
        let step = self.step(input).expect("a flow waits");
        let (settings, random) = (self.settings(), self.random());
        let facts = MemoryFacts::new(&mut self.memory_pool);
        let decided = block_on(step.decide(&facts, &settings.context(By::Person, &random)));
        self.conclude(decided)
    }

    /// The decision of this input; `None` where no flow waits for one.
    pub(crate) fn step(&self, input: Input) -> Option<SignInDecision> {
        let flow = || self.flow.clone();
        Some(match input {
            Input::Start(start) => SignInDecision::Start(StartSignIn { start }),
            Input::Answer(answers) => SignInDecision::Answer(AnswerChallenge {
                flow: flow()?,
                answers,
                client_metadata: self.client_metadata.clone(),
            }),
            Input::SetUp(act) => SignInDecision::SetUp(SetUp { flow: flow()?, act }),
        })
    }

    /// What people see next, traced after the facts that were read. The flow that waits is stored, as text.
    pub(crate) fn conclude(&mut self, decided: Result<Decided<Next>, Stop>) -> Next {
        let Decided { value, changes } = decided.expect("a sign-in refuses by its value");
        self.changes.extend(changes);
        self.trace.push(name(&value));
        let flow = match &value {
            Next::Ask { flow, flow_token } => {
                self.token.clone_from(flow_token);
                Some(flow)
            }
            // A start that is refused leaves nothing that could wait.
            Next::Refused { flow, .. } => flow.as_ref(),
            Next::Done(_) => None,
        };
        self.flow = flow.map(|flow| {
            let stored = serde_json::to_string(flow).expect("a waiting flow can be stored");
            serde_json::from_str(&stored).expect("what was stored can be read")
        });
        value
    }

    /// The flow that waits.
    pub(crate) fn flow(&self) -> Option<&StoredFlow> {
        self.flow.as_ref()
    }

    /// The key of the last counted attempt.
    pub(crate) fn key(&self) -> Option<&AttemptKey> {
        self.counted_keys.last()
    }

    pub(crate) fn start_password(&mut self, username: &str, password: &str) -> Next {
        self.decide(Input::Start(Start::Password {
            username: username.to_owned(),
            password: password.into(),
        }))
    }

    pub(crate) fn start_identifier(&mut self, username: &str) -> Next {
        self.decide(Input::Start(Start::Identifier {
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
        match self.decide(Input::Start(Start::Srp {
            username: username.to_owned(),
            a,
        })) {
            Next::Ask { flow, .. } => Ok(SrpSignIn {
                challenge: flow.challenge().clone(),
                client,
            }),
            Next::Refused {
                refusal,
                flow: None,
            } => Err(refusal),
            next @ (Next::Refused { .. } | Next::Done(_)) => {
                panic!("{next:?} does not follow SRP_A")
            }
        }
    }

    pub(crate) fn answer(&mut self, name: ChallengeName, responses: &[(&str, &str)]) -> Next {
        self.decide(Input::Answer(answers(name, responses)))
    }

    /// The whole of an SRP sign-in with this password.
    pub(crate) fn srp(&mut self, username: &str, password: &str) -> Next {
        match self.start_srp(username, password) {
            Ok(begun) => {
                let answers = begun.answers(self);
                self.decide(Input::Answer(answers))
            }
            Err(refusal) => Next::Refused {
                refusal,
                flow: None,
            },
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
    pub(crate) fn answers(&self, world: &mut TestSignIn) -> Answers {
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

/// What people see next, in a few words.
pub(crate) fn name(next: &Next) -> String {
    match next {
        Next::Ask { flow, .. } => format!("ask {}", flow.challenge().name.as_str()),
        Next::Done(grant) => format!("done {}", grant.user.username),
        Next::Refused { refusal, .. } => format!("{refusal:?}"),
    }
}
