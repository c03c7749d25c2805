//! What a decision writes.

use crate::{
    attempt::AttemptKey,
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
    /// Forget the failed attempts of this key; one that this decision counted was right.
    ClearAttempts(AttemptKey),
    /// Count the attempt of this decision no more: it was right. Earlier failures of the key stay.
    SettleAttempt(AttemptKey),
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
    /// What must be written when an attempt that was counted under this key was right.
    ///
    /// A right password shows that its owner came, and forgets what failed before. A right code does not: who has the
    /// password could guess on after each sign-in of the owner.
    pub const fn of_right(key: AttemptKey) -> Self {
        match key {
            AttemptKey::Password(_) => Self::ClearAttempts(key),
            AttemptKey::SoftwareToken(_) | AttemptKey::EmailOtp(_) => Self::SettleAttempt(key),
        }
    }

    /// Whether it puts a message in the queue.
    pub const fn sends(&self) -> bool {
        match self {
            Self::Send(_) | Self::SendDecoy(_) => true,
            Self::CreateUser(_)
            | Self::UpdateUser(_)
            | Self::DeleteUser(_)
            | Self::ClearAttempts(_)
            | Self::SettleAttempt(_)
            | Self::PutCode(..)
            | Self::DeleteCode(..)
            | Self::TakeAlias(..)
            | Self::RevokeFamilies(_)
            | Self::EndBrowserSessions(_)
            | Self::CallAfter(_) => false,
        }
    }
}
