//! Signing in: a start, or the answer to a challenge, is decided, and comes to the next challenge, a grant or a refusal.
//!
//! Owns: what each challenge asks and accepts, and what follows what. Must not know: who carries a sign-in out (the JSON
//! API, the pages), time, randomness, storage. One file a challenge; a challenge never names another: [`dispatch`] alone
//! decides. What outlives a request is a [`StoredFlow`].

mod answer_challenge;
mod dispatch;
mod email_otp;
#[cfg(test)]
mod email_otp_stories;
mod flow;
mod mfa_setup;
#[cfg(test)]
mod mfa_stories;
mod new_password_required;
mod password;
mod password_srp;
mod password_verifier;
mod pending_factor;
#[cfg(test)]
mod random_walk;
mod screen;
mod screen_context;
mod set_up;
mod software_token_mfa;
mod standing;
mod start;
#[cfg(test)]
mod stories;
#[cfg(test)]
pub(crate) mod testing;

pub use answer_challenge::AnswerChallenge;
pub use flow::StoredFlow;
pub use mfa_setup::SetUpAct;
pub use screen::screen;
pub use screen_context::ScreenContext;
pub use set_up::SetUp;
pub use start::{Start, StartSignIn};

use crate::{
    attempt::AttemptKey,
    change::Change,
    client::Client,
    context::Context,
    facts::Stop,
    refusal::Refusal,
    time::Timestamp,
    token,
    user::{PasswordHash, User},
};
use password_srp::Opening;
use std::ops::Deref;

/// What a start or an answer comes to.
#[derive(Debug, Clone)]
pub enum Next {
    /// A challenge that must be answered.
    Ask {
        /// The flow that waits for its answer.
        flow: Box<StoredFlow>,
        /// What the answer must carry. No flow waited under it before.
        flow_token: String,
    },
    /// The person is who they say.
    Done(Grant),
    /// Refused; the changes are committed nevertheless.
    Refused {
        /// Why.
        refusal: Refusal,
        /// The flow that waits for another answer to the same challenge, under the same flow token and until the same
        /// time; `None` where the sign-in is over, or never began.
        flow: Option<Box<StoredFlow>>,
    },
}

/// A successful sign-in.
#[derive(Debug, Clone)]
pub struct Grant {
    /// Who signed in, as they are once the changes are written.
    pub user: Box<User>,
    /// When they proved it.
    pub auth_time: Timestamp,
}

/// What the answer to a challenge comes to, besides a refusal that ends the sign-in, which is a [`Stop::Refused`].
enum AnswerResult<T> {
    /// It is right.
    Progress(Progress),
    /// It is half done: the same challenge waits again, under another flow token, and this must be written.
    Reissue(T, Vec<Change>),
    /// It is refused, and the flow waits for another answer.
    Retry(T, Refusal),
}

impl<T> AnswerResult<T> {
    fn map<U>(self, wrap: impl FnOnce(T) -> U) -> AnswerResult<U> {
        match self {
            Self::Progress(progress) => AnswerResult::Progress(progress),
            Self::Reissue(flow, changes) => AnswerResult::Reissue(wrap(flow), changes),
            Self::Retry(flow, refusal) => AnswerResult::Retry(wrap(flow), refusal),
        }
    }
}

/// How far a sign-in has come.
enum Progress {
    /// The identifier is known; nothing is proved.
    Identifier,
    /// The client's public value of SRP is known; nothing is proved.
    PublicValue(Opening),
    /// The password was proved.
    FirstFactor(Proof),
    /// A temporary password was proved and replaced.
    NewPassword(Proof),
    /// A second factor was proved, or set up.
    SecondFactor(Proof),
}

/// A factor proved.
struct Proof {
    /// By whom; as they are once the changes are written.
    user: Box<User>,
    /// What must be written because of it.
    changes: Vec<Change>,
}

impl Proof {
    /// By a secret whose attempts are counted under this key.
    fn new(user: Box<User>, key: AttemptKey) -> Self {
        Self {
            user,
            changes: vec![Change::of_right(key)],
        }
    }

    /// The same, by a user who must be written.
    fn updating(user: Box<User>, key: AttemptKey) -> Self {
        let update = Change::UpdateUser(user.clone());
        let mut proof = Self::new(user, key);
        proof.changes.push(update);
        proof
    }
}

/// The context of a sign-in, which always has a client: administrators too sign users in through one.
#[derive(Clone, Copy)]
struct SignInContext<'a> {
    cx: &'a Context<'a>,
    client: &'a Client,
}

impl<'a> SignInContext<'a> {
    /// The sign-in's view of this context.
    ///
    /// **Errors** [`Stop::Unavailable`] for a context without a client, which is a mistake of whoever asks.
    fn new(cx: &'a Context<'a>) -> Result<Self, Stop> {
        match cx.client {
            Some(client) => Ok(Self { cx, client }),
            None => Err(Stop::Unavailable("a sign-in needs a client".into())),
        }
    }
}

impl<'a> Deref for SignInContext<'a> {
    type Target = Context<'a>;

    fn deref(&self) -> &Self::Target {
        self.cx
    }
}

/// What a user's password is known by: the hash of its hash, which has a salt of its own.
fn fingerprint(user: &User) -> Option<String> {
    let hash = user.credentials.password.as_ref();
    hash.map(|PasswordHash(hash)| token::hash(hash))
}
