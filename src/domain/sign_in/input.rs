//! What goes into a machine: inputs, facts, and the time, randomness and settings of the turn.

use crate::{
    client::Client,
    pool::Pool,
    refusal::Refusal,
    secret::Secret,
    time::Timestamp,
    trigger::Reply,
    user::{PasswordHash, User},
};
use wire::challenge::Answers;

/// What an advance is given besides its input.
#[derive(Clone, Copy)]
pub struct Turn<'a> {
    /// The time of this step.
    pub now: Timestamp,
    /// Fresh randomness of this step.
    pub random: &'a Random,
    /// The flow token under which the next challenge will be answered (standard base64: [`crate::flow_token`]).
    pub token: &'a str,
    /// The pool.
    pub pool: &'a Pool,
    /// The app client.
    pub client: &'a Client,
    /// The server's secret for decoys: fake salts and ids of users who do not exist are derived from it.
    pub decoy_key: &'a [u8; 32],
}

/// Neither the flow token nor the decoy key.
impl std::fmt::Debug for Turn<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            now, pool, client, ..
        } = self;
        f.debug_struct("Turn")
            .field("now", now)
            .field("pool", &pool.id)
            .field("client", &client.id)
            .finish_non_exhaustive()
    }
}

/// Fresh random bytes, each for one use.
#[derive(Clone, Default)]
pub struct Random {
    /// An SRP exponent.
    pub exponent: [u8; 32],
    /// An SRP salt.
    pub salt: [u8; 16],
    /// A code.
    pub code: [u8; 8],
    /// An identifier.
    pub uuid: [u8; 16],
    /// A generated password.
    pub password: [u8; 32],
    /// The secret of an authenticator app.
    pub software_token: [u8; 20],
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random(***)")
    }
}

/// One input to the machine.
#[derive(Debug, Clone)]
pub enum Input {
    /// Begin.
    Start(Start),
    /// The answer to the challenge that was asked.
    Answer(Answers),
    /// What is done about the challenge that was asked before it is answered.
    SetUp(SetUp),
    /// The fact that was needed.
    Fact(Fact),
}

/// What a program does to set up a second factor, between the challenge and its answer. The challenge is asked anew
/// after each, under another flow token.
#[derive(Debug, Clone)]
pub enum SetUp {
    /// It fetches the secret.
    Associate,
    /// It proves that it has the secret.
    Verify {
        /// What the authenticator app shows.
        code: Secret,
        /// What the person calls the app.
        name: Option<String>,
    },
}

/// How a sign-in begins.
#[derive(Debug, Clone)]
pub enum Start {
    /// `USER_SRP_AUTH`: identifier and `SRP_A` (hex).
    Srp {
        /// The identifier as typed.
        username: String,
        /// The client's public value.
        a: String,
    },
    /// `USER_PASSWORD_AUTH`, its admin twin, and the pages' form with both fields.
    Password {
        /// The identifier as typed.
        username: String,
        /// The password.
        password: Secret,
    },
    /// The identifier alone: the password is asked next.
    Identifier {
        /// The identifier as typed.
        username: String,
    },
}

/// What a check of a password found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// It is not the password.
    Wrong,
    /// It is.
    Right,
    /// It is, and its hash is weaker than hashes made now.
    Outdated,
}

impl Checked {
    /// Whether it is the password.
    pub const fn is_right(self) -> bool {
        match self {
            Self::Right | Self::Outdated => true,
            Self::Wrong => false,
        }
    }
}

/// The answer to a [`Need`](super::Need).
#[derive(Debug, Clone)]
pub enum Fact {
    /// The user, or nobody.
    User(Option<Box<User>>),
    /// The code, if one is kept.
    Code(Option<Box<crate::code::Code>>),
    /// Whether the attempt was counted (`true`) or the key is locked (`false`).
    Attempt(bool),
    /// Whether the password is right.
    Password(Checked),
    /// What the function said, or why the step fails with it: the machine decides what comes of a failure.
    Trigger(Result<Reply, Refusal>),
    /// The new hash.
    Hashed {
        /// The hash.
        hash: PasswordHash,
        /// Whether the password was one of the history.
        reused: bool,
    },
}
