//! A forgotten password: the code that proves an address, and the new password; or an administrator sets one.
//!
//! Owns: who may recover by what. Must not know: who asks for facts, or how messages go.

mod admin_set_password;
mod forgot;
mod reset;

#[cfg(test)]
mod stories;

pub use admin_set_password::AdminSetPassword;
pub use forgot::Forgot;
pub use reset::Reset;

use crate::{id::Sub, machine::hourly, sign_in::Need};

/// How many codes and tries an hour, together.
///
/// **Source** developer guide, "Quotas": 5 to 20 of `ForgotPassword` and `ConfirmForgotPassword`.
const TRIES: u32 = 20;

/// How many codes of these; fewer, because each is a message to somebody who may not have asked for it.
const CODES: u32 = 5;

/// Counts a code or a try.
fn count(sub: &Sub) -> Need {
    hourly("recover", sub, TRIES)
}

/// Counts a code.
fn count_code(sub: &Sub) -> Need {
    hourly("forgot", sub, CODES)
}
