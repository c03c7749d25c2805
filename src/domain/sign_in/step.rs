//! What comes out of a machine: steps, needs, and what must be written down.

use super::SignIn;
use crate::{
    id::Sub,
    message::Message,
    refusal::Refusal,
    secret::Secret,
    time::Timestamp,
    trigger::Trigger,
    user::{PasswordHash, User},
};
use wire::challenge::Challenge;

/// What the machine waits for after one advance.
#[derive(Debug, Clone)]
pub enum Step {
    /// An answer from the person or program.
    Ask(Challenge),
    /// A fact that only the driver can know.
    Need(Need),
    /// Nothing: the person is who they say.
    Done(Grant),
    /// Nothing: no. The round's changes still count.
    Refuse(Refusal),
}

/// A fact that is needed.
#[derive(Debug, Clone)]
pub enum Need {
    /// The user whom this identifier names: by user name, `sub`, or alias as the pool allows. Fact: [`Fact::User`](super::Fact::User).
    FindUser(String),
    /// The user with this `sub`, as they are now. Fact: [`Fact::User`](super::Fact::User).
    ReadUser(Sub),
    /// The user who owns this attribute's value as a user name or alias: attribute, value. Fact: [`Fact::User`](super::Fact::User).
    FindOwner(String, String),
    /// The user's live code of this proof, expired ones included. Fact: [`Fact::Code`](super::Fact::Code).
    FindCode(Sub, crate::code::Proof),
    /// Permission for one more limited action of this key, counted at once. Fact: [`Fact::Attempt`](super::Fact::Attempt).
    Limit {
        /// What is limited, for whom.
        key: String,
        /// How many are allowed in the window.
        max: u32,
        /// How long the window is.
        window: std::time::Duration,
    },
    /// Permission to check one secret of this key, counted before it is checked. Fact: [`Fact::Attempt`](super::Fact::Attempt).
    CountAttempt(String),
    /// Whether the password has this hash; `None` is a decoy that costs as much and is never right. Fact: [`Fact::Password`](super::Fact::Password).
    CheckPassword {
        /// What was typed.
        password: Secret,
        /// What is kept.
        hash: Option<PasswordHash>,
    },
    /// What a function of the pool says. Fact: [`Fact::Trigger`](super::Fact::Trigger).
    CallTrigger(Box<Trigger>),
    /// The new password's hash, and whether it is one of these earlier ones. Fact: [`Fact::Hashed`](super::Fact::Hashed).
    HashPassword {
        /// The new password, which keeps the pool's policy.
        password: Secret,
        /// Hashes it must not have.
        history: Vec<PasswordHash>,
    },
}

/// One advance's result.
#[derive(Debug)]
pub struct Round {
    /// The machine, waiting; `None` when it ended. Beside [`Step::Refuse`] it waits for another answer to the same
    /// challenge, under the same flow token and until the same time: the refused one could be put right.
    pub flow: Option<SignIn>,
    /// What it waits for, or how it ended.
    pub step: Step,
    /// What must be written down, in one transaction.
    pub changes: Vec<Change>,
}

/// Something to write down.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Insert a user who did not exist.
    CreateUser(Box<User>),
    /// Replace a user (compared by version).
    UpdateUser(Box<User>),
    /// Remove a user and everything that is theirs.
    DeleteUser(Sub),
    /// Forget the counted attempts of this key.
    ClearAttempts(String),
    /// Keep a code as the user's one live code of its proof.
    KeepCode(Sub, crate::code::Code),
    /// Forget the user's code of this proof.
    DropCode(Sub, crate::code::Proof),
    /// Give an alias to this user, taking it from whoever had it: attribute, value.
    TakeAlias(Sub, String, String),
    /// Revoke every token family of the user, and forget the authorization codes from which another would come.
    RevokeFamilies(Sub),
    /// End every browser session of the user, and forget the authorization codes that came of one and wait to be
    /// redeemed. A session that begins with this very change lives.
    EndBrowserSessions(Sub),
    /// Send a message.
    Send(Message),
    /// Do for this message all that sending takes, but let it never leave: what would go if the user existed. Refused
    /// where that would be.
    SendNothing(Message),
}

/// A successful sign-in.
#[derive(Debug, Clone)]
pub struct Grant {
    /// Who signed in, as they are after this round's changes.
    pub user: Box<User>,
    /// When they proved it.
    pub auth_time: Timestamp,
}
