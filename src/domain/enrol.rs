//! Changes that signed-in users make to their own account: attributes and their verification, the password, and second
//! factors.
//!
//! Owns: the rules of these changes. Must not know: how the access token was checked, or how messages go.

mod admin_set_user_mfa_preference;
mod associate_software_token;
mod change_password;
mod delete_user_attributes;
mod get_user_attribute_verification_code;
mod preference_request;
mod set_user_mfa_preference;
mod update_user_attributes;
mod verify_software_token;
mod verify_user_attribute;

#[cfg(test)]
mod mfa_tests;
#[cfg(test)]
mod tests;

pub use admin_set_user_mfa_preference::AdminSetUserMfaPreference;
pub use associate_software_token::AssociateSoftwareToken;
pub use change_password::ChangePassword;
pub use delete_user_attributes::DeleteUserAttributes;
pub use get_user_attribute_verification_code::GetUserAttributeVerificationCode;
pub use preference_request::PreferenceRequest;
pub use set_user_mfa_preference::SetUserMfaPreference;
pub use update_user_attributes::{AttributeUpdate, UpdateUserAttributes};
pub use verify_software_token::VerifySoftwareToken;
pub use verify_user_attribute::VerifyUserAttribute;

use crate::{
    attribute::ADDRESSES,
    message::Channel,
    pool::Pool,
    refusal::{self, Refusal},
};

/// The channel of an address attribute.
///
/// **Errors** [`refusal::Attribute::Invalid`] for any other attribute.
fn channel_of(attribute: &str) -> Result<Channel, Refusal> {
    match attribute {
        "email" => Ok(Channel::Email),
        "phone_number" => Ok(Channel::Sms),
        _ => Err(refusal::Attribute::Invalid(
            attribute.to_owned(),
            format!("Only {} can be verified", ADDRESSES.join(" and ")),
        )
        .into()),
    }
}

/// Whether a value of this attribute names a user, so that two users cannot have it.
fn is_name(pool: &Pool, attribute: &str) -> bool {
    pool.username_attributes().contains(&attribute) || pool.alias_attributes().contains(&attribute)
}
