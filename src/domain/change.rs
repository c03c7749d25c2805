//! What a decision writes.

use crate::{
    code::{Code, Proof},
    event::Event,
    id::Sub,
    message::Message,
    user::User,
};

/// Something that must be written down, or done once the rest is written.
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
    /// Store a code as the user's one live code of its proof.
    PutCode(Sub, Code),
    /// Delete the user's code of this proof.
    DeleteCode(Sub, Proof),
    /// Give an alias to this user, taking it from whoever had it: attribute, value.
    TakeAlias(Sub, String, String),
    /// Revoke every token family of the user, and delete the authorization codes from which another would come.
    RevokeFamilies(Sub),
    /// End every browser session of the user, and delete the authorization codes that came of one and wait to be
    /// redeemed. A session that begins with this very change lives.
    EndBrowserSessions(Sub),
    /// Send a message.
    Send(Message),
    /// Do for this message all that sending takes, but let it never leave: what would be sent if the user existed. Refused
    /// where sending would be.
    SendDecoy(Message),
    /// Call a function of the pool after the commit, so that it sees what was written and may change it.
    CallAfter(Event),
}

impl Change {
    /// Whether it puts a message in the queue.
    pub const fn sends(&self) -> bool {
        match self {
            Self::Send(_) | Self::SendDecoy(_) => true,
            Self::CreateUser(_)
            | Self::UpdateUser(_)
            | Self::DeleteUser(_)
            | Self::ClearAttempts(_)
            | Self::PutCode(..)
            | Self::DeleteCode(..)
            | Self::TakeAlias(..)
            | Self::RevokeFamilies(_)
            | Self::EndBrowserSessions(_)
            | Self::CallAfter(_) => false,
        }
    }
}
