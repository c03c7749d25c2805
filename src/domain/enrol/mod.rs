//! What signed-in users change of themselves: attributes and their verification, the password, and second factors.
//!
//! Owns: what such a change needs. Must not know: how the access token was checked, or how messages go.

mod associate_software_token;
mod change_password;
mod delete;
mod send_code;
mod set_mfa_preference;
mod update;
mod verify;
mod verify_software_token;

#[cfg(test)]
mod mfa_stories;
#[cfg(test)]
mod stories;

pub use associate_software_token::AssociateSoftwareToken;
pub use change_password::ChangePassword;
pub use delete::Delete;
pub use send_code::SendCode;
pub use set_mfa_preference::SetMfaPreference;
pub use update::{Update, Updated};
pub use verify::Verify;
pub use verify_software_token::VerifySoftwareToken;

use crate::{attribute::ADDRESSES, message::Channel, pool::Pool, refusal::Refusal};

/// The channel of an address attribute.
///
/// **Errors** [`Refusal::AttributeInvalid`] for any other attribute.
fn channel_of(attribute: &str) -> Result<Channel, Refusal> {
    match attribute {
        "email" => Ok(Channel::Email),
        "phone_number" => Ok(Channel::Sms),
        _ => Err(Refusal::AttributeInvalid(
            attribute.to_owned(),
            format!("Only {} can be verified", ADDRESSES.join(" and ")),
        )),
    }
}

/// Whether a value of this attribute names a user, so that two users cannot have it.
fn is_name(pool: &Pool, attribute: &str) -> bool {
    pool.username_attributes().contains(&attribute) || pool.alias_attributes().contains(&attribute)
}
