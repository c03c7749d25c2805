//! The context of a decision: time, randomness, pool and client.

use crate::{client::Client, flow_token, message::Channel, pool::Pool, time::Timestamp};

/// The time, randomness and settings of one decision.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The time at which it is decided.
    pub now: Timestamp,
    /// Fresh randomness; the same when a decision is made again after a lost race.
    pub random: &'a Random,
    /// The pool.
    pub pool: &'a Pool,
    /// The app client; `None` when an administrator acts, who may write every attribute and from whom nothing is
    /// hidden.
    pub client: Option<&'a Client>,
    /// Whether the answer must not tell whether the user exists, whatever the client is set to: pages never tell.
    pub hides_users: bool,
    /// The server's secret from which decoys are derived.
    pub decoy_key: &'a [u8; 32],
    /// The channels by which this server can deliver messages.
    pub delivers: &'a [Channel],
}

/// Without the randomness and the decoy key.
impl std::fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context")
            .field("now", &self.now)
            .field("pool", &self.pool.id)
            .field("client", &self.client.map(|client| &client.id))
            .finish_non_exhaustive()
    }
}

impl Context<'_> {
    /// Whether the answer must not tell whether the user exists.
    pub fn hides_users(&self) -> bool {
        self.hides_users || self.hides_resets()
    }

    /// Whether the answer must not tell either that a code to a new password is no longer alive. Pages may tell: anybody can
    /// ask for such a code for any name, so that it tells nothing of a user.
    pub(crate) fn hides_resets(&self) -> bool {
        self.client.is_some_and(Client::hides_user_existence)
    }

    /// The channels among these by which a code may be promised. Where users are hidden, all of them deliver or there is
    /// only one: otherwise a code would fail for some users only, which would tell them from decoys.
    pub(crate) fn promised(&self, mut channels: Vec<Channel>) -> Vec<Channel> {
        if self.hides_users() {
            let delivers = |channel: &Channel| self.delivers.contains(channel);
            if channels.iter().any(delivers) {
                channels.retain(delivers);
            } else {
                channels.truncate(1);
            }
        }
        channels
    }

    /// The flow token under which the challenge that this decision asks is answered.
    ///
    /// **Shape** [`flow_token::make`].
    pub fn flow_token(&self) -> String {
        let client = self.client.map_or("", |client| client.id.as_str());
        flow_token::make(self.random.flow_token, &client.into())
    }
}

/// Fresh random bytes, each for one use.
#[derive(Clone)]
pub struct Random {
    /// An SRP exponent.
    pub exponent: [u8; 32],
    /// An SRP salt.
    pub salt: [u8; 16],
    /// The digits of a code sent by e-mail.
    pub code: [u8; 8],
    /// An identifier.
    pub uuid: [u8; 16],
    /// A generated password.
    pub password: [u8; 32],
    /// The secret of an authenticator app.
    pub software_token: [u8; 20],
    /// A flow token.
    pub flow_token: [u8; 48],
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random(***)")
    }
}
