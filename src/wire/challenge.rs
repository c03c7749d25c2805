//! Challenges and answers in Cognito's own names and keys: the same words in the JSON API and in the pages' form fields.

use crate::route;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Declares every challenge once: its variant, its wire name, the page at which a person answers it, and the key under which
/// an answer carries its flow token.
macro_rules! challenge_names {
    ($($(#[$doc:meta])* $variant:ident = $name:literal { page: $page:expr, carries: $key:expr }),+ $(,)?) => {
        /// The name of a challenge as Cognito writes it.
        ///
        /// **Source** `ChallengeName`, `InitiateAuth` API reference.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum ChallengeName {
            $($(#[$doc])* #[serde(rename = $name)] $variant),+
        }

        impl ChallengeName {
            /// Every challenge that this build can ask.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The wire name, such as `PASSWORD_VERIFIER`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The path of the page that asks it; `None` for what only programs answer.
            pub const fn page(self) -> Option<&'static str> {
                match self { $(Self::$variant => $page),+ }
            }

            /// The key of the answer that carries the flow token, where `Session` is not needed.
            const fn carries(self) -> Option<&'static str> {
                match self { $(Self::$variant => $key),+ }
            }

            /// The challenge with this wire name.
            pub fn from_wire(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

challenge_names! {
    /// The password itself, after the identifier was given (`USER_AUTH`, and identifier-first on the pages).
    Password = "PASSWORD" { page: Some(route::PASSWORD), carries: None },
    /// The proof of an SRP exchange. Its whole state travels in the secret block, so that Cognito asks for no `Session`.
    PasswordVerifier = "PASSWORD_VERIFIER" { page: None, carries: Some("PASSWORD_CLAIM_SECRET_BLOCK") },
    /// A new password (and missing required attributes) in place of a temporary one.
    NewPasswordRequired = "NEW_PASSWORD_REQUIRED" { page: Some(route::NEW_PASSWORD), carries: None },
    /// The code that an authenticator app shows now.
    SoftwareTokenMfa = "SOFTWARE_TOKEN_MFA" { page: Some(route::SOFTWARE_TOKEN_MFA), carries: None },
    /// The code that was sent to an e-mail address.
    EmailOtp = "EMAIL_OTP" { page: Some(route::EMAIL_OTP), carries: None },
    /// The set-up of a second factor, which the pool requires and the person does not have yet.
    MfaSetup = "MFA_SETUP" { page: Some(route::MFA_SETUP), carries: None },
}

/// The key of the answer that is the code of an authenticator app.
pub const SOFTWARE_TOKEN_MFA_CODE: &str = "SOFTWARE_TOKEN_MFA_CODE";
/// The key of the answer that is the code which was sent to an e-mail address.
pub const EMAIL_OTP_CODE: &str = "EMAIL_OTP_CODE";
/// The parameter that says how a code was sent: `EMAIL`.
pub const CODE_DELIVERY_DELIVERY_MEDIUM: &str = "CODE_DELIVERY_DELIVERY_MEDIUM";
/// The parameter that says where a code was sent, masked.
pub const CODE_DELIVERY_DESTINATION: &str = "CODE_DELIVERY_DESTINATION";
/// The name that a code has in the form of Cognito's classic pages, whatever it answers.
///
/// **Source** Cognito's classic pages, observed markup.
pub const CLASSIC_CODE: &str = "authentication_code";
/// What `MFA_SETUP` shows: the secret of the new authenticator app, base32.
pub const SECRET_CODE: &str = "SECRET_CODE";
/// What `MFA_SETUP` shows: the same in the `otpauth:` address that apps read.
pub const OTPAUTH_URI: &str = "OTPAUTH_URI";
/// An answer to `MFA_SETUP` that may be left empty: what the person calls the authenticator app.
pub const FRIENDLY_DEVICE_NAME: &str = "FRIENDLY_DEVICE_NAME";

impl ChallengeName {
    /// The key of the answer that is a code, as people type it.
    pub const fn code(self) -> Option<&'static str> {
        match self {
            Self::SoftwareTokenMfa | Self::MfaSetup => Some(SOFTWARE_TOKEN_MFA_CODE),
            Self::EmailOtp => Some(EMAIL_OTP_CODE),
            Self::Password | Self::PasswordVerifier | Self::NewPasswordRequired => None,
        }
    }
}

/// One question to the person or program that signs in.
///
/// **Shape** `parameters` are Cognito's `ChallengeParameters`: strings by upper-case key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// Which challenge.
    pub name: ChallengeName,
    /// What the answerer needs to know.
    pub parameters: BTreeMap<String, String>,
    /// What the hosted page shows besides, by upper-case key: the JSON API has an operation of its own for it, and its
    /// `ChallengeParameters` never hold it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub page: BTreeMap<String, String>,
}

impl Challenge {
    /// A challenge with these parameters, whose page shows nothing besides.
    pub fn new<const N: usize>(name: ChallengeName, parameters: [(&str, String); N]) -> Self {
        let parameters = parameters.map(|(key, value)| (key.to_owned(), value));
        Self {
            name,
            parameters: parameters.into(),
            page: BTreeMap::new(),
        }
    }
}

/// Keys only: a secret block is a flow token, and the secret of an authenticator app is one.
impl std::fmt::Debug for Challenge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Challenge")
            .field("name", &self.name)
            .field("keys", &self.parameters.keys().collect::<Vec<_>>())
            .finish()
    }
}

/// The answer to one challenge.
///
/// **Shape** `responses` are Cognito's `ChallengeResponses`; on the pages they are the form's fields under the same keys.
#[derive(Clone, PartialEq, Eq)]
pub struct Answers {
    /// The challenge that is answered.
    pub name: ChallengeName,
    /// The answers by key.
    pub responses: BTreeMap<String, String>,
}

impl Answers {
    /// The answer under `key`, if it was given and is not empty.
    pub fn response(&self, key: &str) -> Option<&str> {
        self.responses
            .get(key)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The flow token that some challenges carry inside an answer, so that they can be answered without `Session`.
    pub fn carried_flow_token(&self) -> Option<&str> {
        self.response(self.name.carries()?)
    }
}

/// Keys only: answers hold passwords and codes.
impl std::fmt::Debug for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answers")
            .field("name", &self.name)
            .field("keys", &self.responses.keys().collect::<Vec<_>>())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_found_by_its_wire_name() {
        for name in ChallengeName::ALL {
            assert_eq!(ChallengeName::from_wire(name.as_str()), Some(*name));
        }
        assert_eq!(ChallengeName::from_wire("password"), None);
    }

    #[test]
    fn only_a_secret_block_carries_a_flow_token() {
        for name in ChallengeName::ALL {
            let carried = Answers {
                name: *name,
                responses: BTreeMap::from([(
                    "PASSWORD_CLAIM_SECRET_BLOCK".to_owned(),
                    "token".to_owned(),
                )]),
            };
            let expected = (*name == ChallengeName::PasswordVerifier).then_some("token");
            assert_eq!(carried.carried_flow_token(), expected, "{name:?}");
        }
    }
}
