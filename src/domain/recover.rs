//! A forgotten password: the code that proves an address, and the new password; or an administrator sets one.
//!
//! Owns: who may recover by what. Must not know: how facts are read, or how messages go.

mod admin_set_user_password;
mod confirm_forgot_password;
mod forgot_password;

#[cfg(test)]
mod tests;

pub use admin_set_user_password::AdminSetUserPassword;
pub use confirm_forgot_password::ConfirmForgotPassword;
pub use forgot_password::ForgotPassword;

use crate::{facts::Limit, id::Sub};

/// How many codes and tries an hour, together.
///
/// **Source** developer guide, "Quotas": 5 to 20 of `ForgotPassword` and `ConfirmForgotPassword`.
const TRIES: u32 = 20;

/// The limit on codes and tries together.
fn tries(sub: &Sub) -> Limit {
    Limit::hourly("recover", sub, TRIES)
}
