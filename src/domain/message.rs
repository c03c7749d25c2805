//! Messages to send. A message is a change that is written with the decision and delivered by a job.

use crate::{
    id::{ClientId, PoolId, Sub},
    secret::Secret,
};
use serde::{Deserialize, Serialize};

/// How a message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Channel {
    /// By e-mail.
    Email,
    /// By text message.
    Sms,
}

impl Channel {
    /// The `DeliveryMedium` of the JSON API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Sms => "SMS",
        }
    }

    /// The attribute that holds its address.
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "phone_number",
        }
    }
}

/// The purpose of a message, which selects its template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The code that confirms a sign-up.
    SignUp,
    /// The same code once more.
    Resend,
    /// The code that resets a password.
    ForgotPassword,
    /// The code that verifies an attribute that is being set or changed.
    VerifyAttribute,
    /// The code that is the second factor of a sign-in.
    Authentication,
    /// The temporary password of a user whom an administrator created.
    Invitation,
}

/// A message to one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// The pool in whose name it is sent.
    pub pool: PoolId,
    /// The app client whose request sends it, if any.
    pub client: Option<ClientId>,
    /// The user whom it concerns.
    pub sub: Sub,
    /// The name by which it calls the user.
    pub username: String,
    /// How it travels.
    pub channel: Channel,
    /// The address.
    pub to: String,
    /// Its purpose.
    pub purpose: Purpose,
    /// The code or temporary password it carries.
    pub code: Secret,
}

/// The channel and masked address of a message, as answers show them.
///
/// **Source** `CodeDeliveryDetailsType`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The channel by which it is sent.
    pub channel: Channel,
    /// The masked address: `t***@t***`, `+*******9934`.
    pub destination: String,
}

/// The masked form of an address.
///
/// **Source** captures of `CodeDeliveryDetails.Destination`: first letter of mailbox and domain; last four digits.
pub fn mask(channel: Channel, address: &str) -> String {
    match channel {
        Channel::Email => {
            let (mailbox, domain) = address.split_once('@').unwrap_or((address, ""));
            let first = |part: &str| part.chars().next().map(String::from).unwrap_or_default();
            format!("{}***@{}***", first(mailbox), first(domain))
        }
        Channel::Sms => {
            let digits: Vec<char> = address.chars().filter(char::is_ascii_digit).collect();
            let hidden_count = digits.len().saturating_sub(4);
            format!(
                "+{}{}",
                "*".repeat(hidden_count),
                digits[hidden_count..].iter().collect::<String>()
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_masked_as_cognito_masks_them() {
        let check =
            |channel, address: &str, expect: &str| assert_eq!(mask(channel, address), expect);
        check(Channel::Email, "test@test.com", "t***@t***");
        check(Channel::Email, "ünsal@öl.example", "ü***@ö***");
        check(Channel::Email, "nonsense", "n***@***");
        check(Channel::Sms, "+12065559934", "+*******9934");
        check(Channel::Sms, "+123", "+123");
    }
}
