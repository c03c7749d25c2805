//! Refusals of messages.

use crate::message::Channel;

/// A message that cannot be delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// No address to send a code to.
    NoAddress,
    /// No verified address to recover by.
    NoRecoveryAddress,
    /// Only an administrator can recover this account.
    RecoveryByAdministrator,
    /// There is nowhere to send this kind of message.
    Unavailable(Channel),
}
